"""What a method says when some arguments are dropped and the others kept: one coalition after the other, cheaply.

Coalitions that make the same fall away and the same shift, of what the method reads, are one problem.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.joins import Join, Prepared
from estimative.assessment.run import Ensemble
from estimative.base.errors import LimitError, ProblemsError
from estimative.case.models import Case
from estimative.ensemble.draws import Draws
from estimative.ensemble.executors import PLAIN
from estimative.ensemble.stretch import Stretch
from estimative.inquiry.dropping import fall, parts_of

Floats = NDArray[np.float64]
PLACES = 12
"""Decimal places of summed shifts and of means: more are the last bits of sums."""


@dataclass(frozen=True)
class Change:
    """What falls away and is shifted when some arguments are dropped, as far as one method reads it.

    Two coalitions with the same change are the same problem.
    """

    falls: tuple[str, ...] = ()
    shifts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Impossible:
    """A coalition that cannot be computed, and why."""

    why: str


@dataclass(frozen=True)
class Player:
    """An argument that touches a method: the parts that it carries and what it shifts, as far as the method reads it.

    Players that carry and shift the same are interchangeable.
    """

    parts: frozenset[str]
    shifts: tuple[tuple[str, float], ...]


@dataclass(eq=False)
class Coalitions:
    """The arguments that touch one method, and what it says without any of them.

    A coalition is named by the set of the arguments that are *dropped*, as bits: bit k for the k-th of `names`.
    """

    case: Case
    join: Join
    ensemble: Ensemble
    names: tuple[str, ...] = field(init=False)
    players: tuple[Player, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = {name: _player(self.case, self.join, name) for name in self.case.arguments}
        kept = {name: player for name, player in found.items() if player.parts or player.shifts}
        self.names, self.players = tuple(kept), tuple(kept.values())
        self._carriers: dict[str, int] = {}
        self._amounts: dict[str, list[tuple[int, float]]] = {}
        for k, player in enumerate(self.players):
            for part in sorted(player.parts):
                self._carriers[part] = self._carriers.get(part, 0) | 1 << k
            for path, amount in player.shifts:
                self._amounts.setdefault(path, []).append((1 << k, amount))
        self._voids = {
            path: tuple(part for part in self._carriers if path.startswith(f"{part}/")) for path in self._amounts
        }
        self._cases: dict[tuple[str, ...], Case | Impossible] = {}
        self._found: dict[tuple[Change, Draws], Floats | Impossible] = {}
        self._kept: dict[Any, Floats] = {}

    @property
    def everything(self) -> int:
        """The coalition in which all are dropped."""
        return (1 << len(self.names)) - 1

    def stretch(self, first: int, count: int) -> Stretch:
        """Some of the draws of the ensemble."""
        return Stretch.of_whole(self.ensemble.which, first, count, self._kept)

    def change(self, dropped: int) -> Change:
        """What falls away and is shifted without these: what several carry stays while one of them stays."""
        falls = tuple(part for part, carriers in self._carriers.items() if not carriers & ~dropped)
        gone = set(falls)
        shifts = []
        for path, amounts in self._amounts.items():
            total = round(sum(amount for bit, amount in amounts if bit & dropped), PLACES)
            if total and gone.isdisjoint(self._voids[path]):
                shifts.append((path, total))
        return Change(falls, tuple(shifts))

    def worth(self, change: Change, draws: Draws) -> Floats | Impossible:
        """The mean weight of every scenario and of `none` over these draws, without what the change takes."""
        key = (change, draws)
        if key not in self._found:
            self._found[key] = self._weighed(change, draws)
        return self._found[key]

    @property
    def problems(self) -> int:
        """How many distinct coalitions were computed so far, on whatever draws."""
        return len({change for change, _ in self._found})

    def distinct(self) -> int | None:
        """How many distinct problems all draws make while nothing is dropped; None where draws are not told apart."""
        if self.join.problems is None:
            return None
        return self.join.problems(self._ready(self.case, Change()), self.ensemble.which)

    def _weighed(self, change: Change, draws: Draws) -> Floats | Impossible:
        case = self._without(change.falls)
        if isinstance(case, Impossible):
            return case
        try:
            weights = self._ready(case, change).weigh(draws, PLAIN)
        except ProblemsError as error:
            return Impossible("; ".join(problem.message for problem in error.problems))
        except LimitError as error:
            return Impossible(str(error))
        return np.asarray(np.round(weights.given.mean(axis=0), PLACES))

    def _ready(self, case: Case, change: Change) -> Prepared:
        return self.join.prepare(case, self.ensemble.memory, dict(change.shifts), frozenset(change.falls))

    def _without(self, falls: tuple[str, ...]) -> Case | Impossible:
        if falls not in self._cases:
            dropping = fall(self.case, falls, {})
            self._cases[falls] = (
                dropping.apply(self.case) if dropping.impossible is None else Impossible(dropping.impossible)
            )
        return self._cases[falls]

    @cached_property
    def classes(self) -> tuple[tuple[int, ...], ...]:
        """The players that are interchangeable, together: places in `names`."""
        found: dict[Player, list[int]] = {}
        for k, player in enumerate(self.players):
            found.setdefault(player, []).append(k)
        return tuple(tuple(some) for some in found.values())

    @property
    def count_sets(self) -> int:
        """How many coalitions there are where it only matters how many of each class are dropped."""
        return math.prod(len(some) + 1 for some in self.classes)

    def sets(self) -> Iterator[tuple[int, ...]]:
        """How many of each class are dropped, for each of these; every set stands before those that have more."""
        return product(*(range(len(some) + 1) for some in self.classes))

    def dropped(self, counts: Sequence[int]) -> int:
        """The coalition in which the first few of each class are dropped."""
        return sum(1 << k for some, count in zip(self.classes, counts, strict=True) for k in some[:count])

    def named(self, dropped: int) -> tuple[str, ...]:
        """The ids of the arguments in a coalition."""
        return tuple(name for k, name in enumerate(self.names) if dropped >> k & 1)


def _player(case: Case, join: Join, name: str) -> Player:
    record = case.arguments[name]
    parts = {part for path in record.carries for part in parts_of(case, path)}
    return Player(
        frozenset(part for part in parts if join.reads(case, part)),
        tuple((path, amount) for path, amount in sorted(record.shifts.items()) if amount and join.reads(case, path)),
    )
