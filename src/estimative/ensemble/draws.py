"""Draws of judgments: every judgment has a distribution over its range, and a random number of its own.

Random numbers are keyed by seed, path and draw number, so dropping one judgment moves no other, and an independent draw
is the same whatever the number of draws. A Latin hypercube spreads each judgment evenly over its range (McKay, Beckman,
Conover, "A comparison of three methods for selecting values of input variables", Technometrics 21, 1979).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError, listed, nearest
from estimative.base.keyed_random import MOST_CHOICES, uniforms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sampling = Literal["independent", "latin"]
KEPT, KEPT_LENGTH = 256, 1 << 14
"""How many draws of judgments are kept at hand, and of what length at most: 32 MiB in all."""
MOST_VALUES = 10_000
"""The most whole numbers that the range of a whole judgment may hold."""


@dataclass(frozen=True)
class Input:
    """One judgment as the ensemble sees it: its path, its value, its range and how it is distributed.

    Without a range (`low` and `high` equal to `value`) it is fixed. `shift` is added to what is drawn, the range moved
    along: the same random number falls on the same place of the moved range. What comes out is clipped once, to
    `clip` (None: no end there). A `whole` judgment takes whole numbers only. Raises UsageError where the value is
    outside its range, a number is not finite, or a whole judgment has ends or a value that are not.
    """

    path: str
    value: float
    low: float
    high: float
    distribution: Literal["triangular", "uniform"] = "triangular"
    shift: float = 0.0
    whole: bool = False
    clip: tuple[float | None, float | None] = (None, None)

    def __post_init__(self) -> None:
        if not all(math.isfinite(number) for number in (self.value, self.low, self.high, self.shift)):
            raise UsageError(f"Input {self.path}: {self.value} in [{self.low}, {self.high}]: all must be finite")
        if not self.low <= self.value <= self.high:
            raise UsageError(f"Input {self.path}: {self.value} is outside its range [{self.low}, {self.high}]")
        if self.whole and not all(number == int(number) for number in (self.value, self.low, self.high)):
            raise UsageError(f"Input {self.path}: {self.value} in [{self.low}, {self.high}]: whole numbers are due")
        if self.whole and self.high - self.low > MOST_VALUES:
            raise UsageError(
                f"Input {self.path}: [{self.low}, {self.high}] has more than {MOST_VALUES:,} whole numbers"
            )

    def moved(self, drawn: Floats) -> Floats:
        """Values of the range, moved by the shift and clipped."""
        return np.clip(drawn + self.shift, *self.clip) if self.clip != (None, None) else drawn + self.shift

    @property
    def stated(self) -> float:
        """The value as judged, moved by the shift and clipped."""
        return float(self.moved(np.array(self.value)))

    @property
    def fixed(self) -> bool:
        """Is there only one value to draw?"""
        return self.low == self.high


@dataclass(frozen=True)
class Draws:
    """Which draws: how many, of which seed, and how they are sampled.

    `independent` draws do not know of each other: draw d is the same whatever the number of draws. `latin` (a Latin
    hypercube) spreads the draws of each judgment evenly over its range, one in each of `count` parts of equal weight:
    means over the draws hang less on the seed, and a draw hangs on their number. Raises UsageError for fewer than one
    draw and for a sampling that there is not.
    """

    count: int
    seed: int = 0
    sampling: Sampling = "independent"

    def __post_init__(self) -> None:
        if self.count < 1:
            raise UsageError(f"draws: count is {self.count}; at least one draw is due")
        sampling_of(self.sampling)

    def of(self, inputs: Iterable[Input], first: int = 0, last: int | None = None) -> dict[str, Floats]:
        """The drawn values of every input, by path; of all draws, or of `first` up to and without `last`.

        >>> drawn = Draws(3).of([Input("a", 2, 1, 4), Input("b", 3, 3, 3)])
        >>> bool(((drawn["a"] >= 1) & (drawn["a"] <= 4)).all()), drawn["b"].tolist()
        (True, [3.0, 3.0, 3.0])
        >>> Draws(3).of([Input("a", 2, 1, 4)], 1, 3)["a"].tolist() == drawn["a"].tolist()[1:]
        True
        """
        stretch = range(self.count)[first:last]
        return {item.path: item.moved(self._values(item, stretch)) for item in inputs}

    def stretches(self, size: int) -> list[range]:
        """All draws, at most `size` at a time; all at once where some cost as much as all, as in a Latin hypercube.

        >>> Draws(5).stretches(2), Draws(5, sampling="latin").stretches(2)
        ([range(0, 2), range(2, 4), range(4, 5)], [range(0, 5)])
        """
        step = size if self.sampling == "independent" else self.count
        return [range(first, min(first + step, self.count)) for first in range(0, self.count, step)]

    def choices(self, path: str, below: int) -> Ints:
        """A whole number from 0 to `below` - 1 for each draw, all as likely.

        Raises UsageError unless 1 <= below <= 2^32.
        """
        if not 1 <= below <= MOST_CHOICES:
            raise UsageError(f"choices: below is {below}; it must be from 1 to {MOST_CHOICES}")
        return np.floor(self.shares(path, range(self.count)) * below).astype(np.int64)

    def shares(self, path: str, stretch: range) -> Floats:
        """Where in its distribution the draws of a path lie, each in [0, 1)."""
        found = uniforms(self.seed, path, len(stretch), stretch.start)
        if self.sampling == "independent":
            return found
        # No path holds a line end, so the order of the parts has random numbers of its own.
        order = np.argsort(uniforms(self.seed, f"{path}\nlatin", self.count), kind="stable")[
            stretch.start : stretch.stop
        ]
        below = np.nextafter((order + 1) / self.count, 0)  # the sum may round up to the next part
        return np.asarray(np.minimum((order + found) / self.count, below))

    def _values(self, item: Input, stretch: range) -> Floats:
        if item.fixed:
            return np.full(len(stretch), item.value)
        return (_kept if len(stretch) <= KEPT_LENGTH else _drawn)(self, item, stretch)


def _drawn(draws: Draws, item: Input, stretch: range) -> Floats:
    return _placed(draws.shares(item.path, stretch), item)


@lru_cache(maxsize=KEPT)
def _kept(draws: Draws, item: Input, stretch: range) -> Floats:
    """The same, kept for a while: hundreds of variants of a case draw the same judgments."""
    found = _drawn(draws, item, stretch)
    found.setflags(write=False)
    return found


def sampling_of(text: str) -> Sampling:
    """The sampling that a word names; raises UsageError where there is none.

    >>> sampling_of("latin")
    'latin'
    """
    known: tuple[Sampling, ...] = get_args(Sampling)
    for name in known:
        if name == text:
            return name
    raise UsageError(f"draws: sampling is {text!r}; allowed are {listed(known)}{nearest(text, known)}")


def _placed(share: Floats, item: Input) -> Floats:
    """Where in a range shares of its distribution lie."""
    if item.whole:
        return _whole(share, item)
    if item.distribution == "uniform":
        return np.asarray(item.low + share * (item.high - item.low))
    return _triangular(share, item.low, item.value, item.high)


def _whole(share: Floats, item: Input) -> Floats:
    """Whole numbers from low to high: equal shares, or shares that rise by equal steps from each end to the value.

    For 1 to 4 with the value 2 the shares are as 1/2, 1, 2/3, 1/3: the discrete triangular distribution.
    """
    values = np.arange(int(item.low), int(item.high) + 1)
    if item.distribution == "uniform":
        weights = np.ones(len(values))
    else:
        rising = (values - item.low + 1) / (item.value - item.low + 1)
        falling = (item.high - values + 1) / (item.high - item.value + 1)
        weights = np.minimum(rising, falling)
    ends = np.cumsum(weights / weights.sum())[:-1]  # without the last: a share of almost 1 stays within the range
    return np.asarray(values[np.searchsorted(ends, share, side="right")], dtype=np.float64)


def _triangular(share: Floats, low: float, mode: float, high: float) -> Floats:
    """The inverse of the triangular distribution function."""
    width = high - low
    turn = (mode - low) / width
    rising = low + np.sqrt(share * width * (mode - low))
    falling = high - np.sqrt((1 - share) * width * (high - mode))
    return np.asarray(np.where(share < turn, rising, falling))
