"""Some of the draws of an ensemble by themselves: those of it that stand next to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from estimative.base.errors import UsageError
from estimative.ensemble.draws import Draws, Floats, Input, Ints


@dataclass(frozen=True)
class Stretch(Draws):
    """The draws of `whole` from `first` on, `count` of them: each has the values that it has among all.

    What was drawn is kept in `kept`, which stretches of the same whole may share: a judgment is drawn once for all.

    >>> both = Draws(4, seed=1)
    >>> item = Input("a", 2, 1, 4)
    >>> bool((Stretch.of_whole(both, 1, 2).of([item])["a"] == both.of([item])["a"][1:3]).all())
    True
    """

    whole: Draws = field(default=Draws(1))
    first: int = 0
    kept: dict[Any, Floats] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.first <= self.whole.count - self.count:
            raise UsageError(f"draws {self.first} to {self.first + self.count} of {self.whole.count}")

    @classmethod
    def of_whole(cls, whole: Draws, first: int, count: int, kept: dict[Any, Floats] | None = None) -> Stretch:
        """The stretch of `count` draws from `first` on. Raises UsageError where the whole has no such draws."""
        return cls(count, whole.seed, whole.sampling, whole, first, {} if kept is None else kept)

    def of(self, inputs: Iterable[Input], first: int = 0, last: int | None = None) -> dict[str, Floats]:
        """The drawn values of every input in these draws, by path; of all, or of `first` up to and without `last`."""
        return {item.path: item.moved(self._drawn(item)[first:last]) for item in inputs}

    def shares(self, path: str, stretch: range) -> Floats:
        """Where in its distribution these draws of a path lie, each in [0, 1)."""
        return self.whole.shares(path, range(self.first + stretch.start, self.first + stretch.stop))

    def choices(self, path: str, below: int) -> Ints:
        """A whole number from 0 to `below` - 1 for each of these draws, as it is among all."""
        return self.whole.choices(path, below)[self._rows]

    @property
    def _rows(self) -> slice:
        return slice(self.first, self.first + self.count)

    def _drawn(self, item: Input) -> Floats:
        """What was drawn before it is shifted and clipped."""
        key = (item.path, item.value, item.low, item.high, item.distribution, item.whole)
        if key not in self.kept:
            self.kept[key] = self.whole.of([replace(item, shift=0.0, clip=(None, None))])[item.path]
        return self.kept[key][self._rows]
