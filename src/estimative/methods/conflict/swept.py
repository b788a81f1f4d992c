"""Which improvements and deals are not deterred, for hundreds of sets of ranks in one small arena at once.

The mathematics of `deterrence`, its plain twin, told in lists in place of tables: the moves of a decision maker are a
few lists that give each place one of its targets (itself where it has fewer), and everything that hangs on ranks has
the axes [place, problem]. So one step is one operation on whole rows of bytes, and costs what reading them costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.methods.conflict.arena import Arena, Members, Places
from estimative.methods.conflict.concepts import Concept
from estimative.methods.conflict.problem import Bools, dense_rows

Small = NDArray[Any]
"""Ranks in as few bytes as the arena allows."""


@dataclass(frozen=True, eq=False)
class Arcs:
    """Moves in lists: `targets[f, s]` is the f-th target of place s. `barred` has what `targets` has, and the problems.

    It is the greatest number where the move is not made in that problem, else 0; None where all are made.
    """

    targets: Places
    barred: Small | None


class Swept:
    """Answers, place by place, what each decision maker and each deal may do under one concept.

    `ranks` has the axes [problem, decision maker, place]; higher is better.
    """

    def __init__(self, arena: Arena, ranks: NDArray[np.integer[Any]], concept: Concept) -> None:
        self.arena = arena
        self.concept = concept
        self.kind = np.int8 if len(arena) < np.iinfo(np.int8).max else np.int16
        self.highest = int(np.iinfo(self.kind).max)
        self.ranks: tuple[Small, ...] = tuple(self._small(ranks[:, dm]) for dm in range(ranks.shape[1]))

    @cached_property
    def improvements(self) -> tuple[Arcs, ...]:
        """R_i^+, one per decision maker."""
        return tuple(self._improving(self.arena.targets((dm,)), (dm,)) for dm in range(len(self.ranks)))

    @cached_property
    def preferred(self) -> tuple[Arcs, ...]:
        """The states of U_i(s) that i likes best, one per decision maker; all are barred where i is at rest."""
        return tuple(arcs for arcs, _ in self._choices)

    @cached_property
    def equilibria(self) -> Bools:
        """Per problem and place: has no decision maker an undeterred improvement there? Deals are not looked at."""
        resting = np.ones_like(self.ranks[0], dtype=bool)
        for _, restless in self._choices:
            resting &= ~restless
        return np.ascontiguousarray(resting.T)

    def worths(self, members: Members) -> list[Small]:
        """Per member the least rank that it may have to live with after a deal at each place t.

        It is the least over t, over what the others answer with from t, and over the best undeterred improvements of
        the other members at t.
        """
        answers = self._answers(tuple(dm for dm in range(len(self.ranks)) if dm not in members))
        found = []
        for dm in members:
            worth = self._least_reached(self.ranks[dm], answers)
            for other in members:
                if other != dm:
                    self._lower(worth, self.ranks[dm], self.preferred[other])
            found.append(worth)
        return found

    @cached_property
    def _choices(self) -> tuple[tuple[Arcs, Bools], ...]:
        """Per decision maker its preferred moves, and where it has any."""
        return tuple(self._chosen(dm) for dm in range(len(self.ranks)))

    def _chosen(self, dm: int) -> tuple[Arcs, Bools]:
        rank, targets = self.ranks[dm], self.arena.targets((dm,))
        worth = rank
        if self.concept.sanctions != "none":
            worth = self._least_reached(rank, self._moves_of([k for k in range(len(self.ranks)) if k != dm]))
        gains = np.full((len(targets), *rank.shape), -1, dtype=self.kind)
        best = np.full_like(rank, -1)
        for list_of_one, gain in zip(targets, gains, strict=True):
            np.copyto(gain, rank[list_of_one], where=worth[list_of_one] > rank)
            np.maximum(best, gain, out=best)
        restless = best >= 0
        barred = ((gains != best) | ~restless).view(np.int8).astype(self.kind, copy=False)
        barred *= self.kind(self.highest)
        return Arcs(targets, barred), restless

    def _small(self, ranks: NDArray[np.integer[Any]]) -> Small:
        """Ranks [problem, place] turned and brought to small integers, order and ties kept problem by problem."""
        if ranks.min(initial=0) < 0 or ranks.max(initial=0) >= self.highest:
            ranks = dense_rows(ranks)
        return np.ascontiguousarray(ranks.T, dtype=self.kind)

    def _improving(self, targets: Places, members: Members) -> Arcs:
        """These moves where each member is better off for them."""
        barred = np.zeros((len(targets), *self.ranks[0].shape), dtype=self.kind)
        for f, list_of_one in enumerate(targets):
            for dm in members:
                rank = self.ranks[dm]
                barred[f] |= (rank[list_of_one] <= rank).view(np.int8)
        barred *= self.kind(self.highest)
        return Arcs(targets, barred)

    def _moves_of(self, answering: Sequence[int]) -> list[Arcs]:
        """The moves with which these decision makers answer, each for itself."""
        if self.concept.improving:
            return [self.improvements[dm] for dm in answering]
        return [Arcs(self.arena.targets((dm,)), None) for dm in answering]

    def _answers(self, outsiders: Members) -> list[Arcs]:
        """The moves with which the others may answer a deal: under SEQ those of any group among them."""
        if self.concept.sanctions == "none":
            return []
        alone = self._moves_of(outsiders)
        if not self.concept.improving:
            return alone
        groups = [group for size in range(2, len(outsiders) + 1) for group in combinations(outsiders, size)]
        return [*alone, *(self._together(group) for group in groups)]

    def _together(self, members: Members) -> Arcs:
        """CI_H: what the members reach together that is better for each of them."""
        if members not in self._groups:
            self._groups[members] = self._improving(self.arena.reach_targets(members), members)
        return self._groups[members]

    @cached_property
    def _groups(self) -> dict[Members, Arcs]:
        return {}

    def _least_reached(self, values: Small, moves: Sequence[Arcs]) -> Small:
        """Per place the least value over itself and all that sequences of these moves reach from it; always a copy."""
        least = values.copy()
        while moves:
            before = least.copy()
            for arcs in moves:
                self._lower(least, least, arcs)
            if np.array_equal(before, least):
                break
        return least

    def _lower(self, least: Small, values: Small, arcs: Arcs) -> None:
        """Lowers `least` to the values one move away. They may be one array: what was lowered is then seen further."""
        for f, list_of_one in enumerate(arcs.targets):
            ahead = values[list_of_one]
            if arcs.barred is not None:
                np.bitwise_or(ahead, arcs.barred[f], out=ahead)
            np.minimum(least, ahead, out=least)
