"""Solved plays, remembered by what they hang on, so that equal problems of an ensemble are solved once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.conflict_model import ConflictModel
from estimative.base.progress import SILENT, Progress, tracked
from estimative.methods.conflict import Arena, Play, play
from estimative.methods.conflict.play import coalitions
from estimative.methods.conflict.plays import MOST_CELLS, ends

Ints = NDArray[np.int64]
TOGETHER = 256
"""Problems solved between two reports of progress; fewer where there are many states."""


@dataclass(frozen=True)
class Setting:
    """How the conflict is played: a stability concept and the most members of a deal."""

    concept: str
    deals: int


@dataclass(frozen=True)
class Solved:
    """One play's end: the share of each place that keeps some, the share that never rests, and the equilibria."""

    final: dict[int, float]
    cycles: float
    resting: tuple[int, ...]


class ConflictSolver:
    """Plays and equilibria of one conflict's structure for any ranks.

    `memory` may be shared between variants of a case: everything is kept under what it hangs on.
    """

    def __init__(self, model: ConflictModel, memory: dict[Any, Any]) -> None:
        self.model = model
        self._memory = memory
        self._weights = model.initiatives
        self._arenas: dict[int, Arena] = {}

    def arena(self, start: int) -> Arena:
        """The slice of states around a starting code."""
        if start not in self._arenas:
            key = ("arena", self.model.structure_key, start)
            if key not in self._memory:
                self._memory[key] = Arena(self.model.structure, start)
            self._arenas[start] = self._memory[key]
        return self._arenas[start]

    def solve(
        self, starts: Sequence[int], ranks: Sequence[Ints], setting: Setting, progress: Progress = SILENT
    ) -> list[Solved]:
        """The end of every problem's play, in order: a start and dense ranks [decision maker, place] each."""
        keys = [
            (
                self.model.structure_key,
                start,
                rows.tobytes(),
                setting,
                self._weights,
            )
            for start, rows in zip(starts, ranks, strict=True)
        ]
        unsolved: dict[int, dict[Any, Ints]] = {}
        for key, start, rows in zip(keys, starts, ranks, strict=True):
            if key not in self._memory:
                unsolved.setdefault(start, {})[key] = rows
        for start in unsolved:
            self._look_ahead(start, setting, progress)
        progress.start("conflict", sum(map(len, unsolved.values())))
        for start, problems in unsolved.items():
            waiting = list(problems.items())
            together = min(TOGETHER, max(1, MOST_CELLS // len(self.arena(start)) ** 2))
            for first in range(0, len(waiting), together):
                self._remember(start, waiting[first : first + together], setting)
                progress.advance(len(waiting[first : first + together]))
        progress.finish()
        return [self._memory[key] for key in keys]

    def play(self, start: int, ranks: Ints, setting: Setting) -> Play:
        """One play with its steps."""
        return play(self.arena(start), ranks, setting.concept, setting.deals, self._weights)

    def _look_ahead(self, start: int, setting: Setting, progress: Progress) -> None:
        """Works out what the partners of each deal reach together, which takes long in large arenas, once for all."""
        count = len(self.model.decision_makers)
        arena = self.arena(start)
        groups = coalitions(count, min(setting.deals, count))
        for members in tracked(groups, progress, "what partners reach together"):
            arena.joint_moves(members)

    def _remember(self, start: int, problems: Sequence[tuple[Any, Ints]], setting: Setting) -> None:
        stacked = np.stack([rows for _, rows in problems])
        found = ends(self.arena(start), stacked, setting.concept, setting.deals, self._weights)
        for k, (key, _) in enumerate(problems):
            places = np.flatnonzero(found.shares[k])
            final = dict(zip(places.tolist(), found.shares[k, places].tolist(), strict=True))
            resting = tuple(np.flatnonzero(found.equilibria[k]).tolist())
            self._memory[key] = Solved(final, float(found.cycles[k]), resting)
