"""Draws of judgments: every judgment has a distribution over its range, and a random number of its own.

Random numbers are keyed by seed, path and draw number, so dropping one judgment moves no other, and a draw is the same
whatever the number of draws.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError
from estimative.base.keyed_random import uniforms

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Input:
    """One judgment as the ensemble sees it: its path, its value, its range and how it is distributed.

    Without a range (`low` and `high` equal to `value`) it is fixed. `shift` is added to what is drawn, the range moved
    along: the same random number falls on the same place of the moved range. Raises UsageError where the value is
    outside its range or a number is not finite.
    """

    path: str
    value: float
    low: float
    high: float
    distribution: Literal["triangular", "uniform"] = "triangular"
    shift: float = 0.0

    def __post_init__(self) -> None:
        if not all(math.isfinite(number) for number in (self.value, self.low, self.high, self.shift)):
            raise UsageError(f"Input {self.path}: {self.value} in [{self.low}, {self.high}]: all must be finite")
        if not self.low <= self.value <= self.high:
            raise UsageError(f"Input {self.path}: {self.value} is outside its range [{self.low}, {self.high}]")

    @property
    def fixed(self) -> bool:
        """Is there only one value to draw?"""
        return self.low == self.high


def draw(inputs: Iterable[Input], count: int, seed: int) -> dict[str, Floats]:
    """`count` draws of every input, by path.

    >>> drawn = draw([Input("a", 2, 1, 4), Input("b", 3, 3, 3)], count=3, seed=0)
    >>> bool(((drawn["a"] >= 1) & (drawn["a"] <= 4)).all()), drawn["b"].tolist()
    (True, [3.0, 3.0, 3.0])
    """
    if count < 1:
        raise UsageError(f"draw: count is {count}; at least one draw is due")
    return {item.path: _values(item, count, seed) + item.shift for item in inputs}


def _values(item: Input, count: int, seed: int) -> Floats:
    if item.fixed:
        return np.full(count, item.value)
    share = uniforms(seed, item.path, count)
    if item.distribution == "uniform":
        return np.asarray(item.low + share * (item.high - item.low))
    return _triangular(share, item.low, item.value, item.high)


def _triangular(share: Floats, low: float, mode: float, high: float) -> Floats:
    """The inverse of the triangular distribution function."""
    width = high - low
    turn = (mode - low) / width
    rising = low + np.sqrt(share * width * (mode - low))
    falling = high - np.sqrt((1 - share) * width * (high - mode))
    return np.asarray(np.where(share < turn, rising, falling))
