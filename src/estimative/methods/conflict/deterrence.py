"""Which improvements and deals are not deterred, for one or many sets of ranks in one arena at once.

U_i(s), the improvements of i at s that the concept does not deter: under Nash all of R_i^+(s), otherwise
{t in R_i(s): min(P_i(t), m_i(t)) > P_i(s)}. A deal of the members H may go from s to t in CI_H(s) when

1. no member can make the move alone: what one can do alone is its own move, with its own deterrence;
2. nothing that the others reach from t, t included, is no better than s for some member;
3. it is kept: no best undeterred improvement of one member at t leaves another member no better off than at s.

The same thought that turns deterrence into one number per state and decision maker serves deals. Let w_i(t) be the
least of P_i over t, over all that the others answer with from t, and over the best undeterred improvements of the other
members at t. Then a joint move from s to t that no member makes alone is a deal iff w_i(t) > P_i(s) for every member.

Tables have the axes [problem, s, t], so that a whole ensemble costs a few array operations.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from estimative.methods.conflict.arena import Arena, Members
from estimative.methods.conflict.concepts import Concept
from estimative.methods.conflict.problem import Bools, Ints, dense_ranks

Small = NDArray[np.int16]
"""Ranks within an arena: at most 4,096 levels, so that tables of them stay small."""

HIGHEST = np.iinfo(np.int16).max


class Deterrence:
    """Answers, place by place, what each decision maker and each deal may do under one concept.

    `ranks` has the axes [problem, decision maker, place]; higher is better.
    """

    def __init__(self, arena: Arena, ranks: Ints, concept: Concept) -> None:
        self.arena = arena
        self.concept = concept
        count = ranks.shape[1]
        self.ranks: tuple[Small, ...] = tuple(_small(ranks[:, dm]) for dm in range(count))
        self._deals: dict[Members, Bools] = {}

    @cached_property
    def improvements(self) -> tuple[Bools, ...]:
        """R_i^+ as tables, one per decision maker."""
        return tuple(moves & _better(rank) for moves, rank in zip(self.arena.moves, self.ranks, strict=True))

    @cached_property
    def undeterred(self) -> tuple[Bools, ...]:
        """U_i as tables, one per decision maker."""
        if self.concept.sanctions == "none":
            return self.improvements
        tables = []
        for dm, rank in enumerate(self.ranks):
            least = _least_reached(rank, self._moves_of([other for other in range(len(self.ranks)) if other != dm]))
            tables.append(self.arena.moves[dm] & (least[:, None, :] > rank[:, :, None]))
        return tuple(tables)

    @cached_property
    def preferred(self) -> tuple[Bools, ...]:
        """Per decision maker, as tables: the states of U_i(s) that i likes best; an empty row where i is at rest."""
        tables = []
        for table, rank in zip(self.undeterred, self.ranks, strict=True):
            best = np.where(table, rank[:, None, :], np.int16(-1)).max(axis=2)
            tables.append(table & (rank[:, None, :] == best[:, :, None]))
        return tuple(tables)

    @cached_property
    def equilibria(self) -> Bools:
        """Per problem and place: has no decision maker an undeterred improvement there? Deals are not looked at."""
        restless = np.zeros((len(self.ranks[0]), len(self.arena)), dtype=bool)
        for table in self.undeterred:
            restless |= np.any(table, axis=2)
        return ~restless

    def deals(self, members: Members) -> Bools:
        """The deals of the members as a table."""
        if members not in self._deals:
            answers = self._answers(tuple(dm for dm in range(len(self.ranks)) if dm not in members))
            table = np.repeat(self.arena.joint_moves(members)[None], len(self.ranks[0]), axis=0)
            for dm in members:
                rank = self.ranks[dm]
                worth = _least_reached(rank, answers)
                for other in members:
                    if other != dm:
                        worth = np.minimum(worth, _least_next(rank, self.preferred[other]))
                table &= worth[:, None, :] > rank[:, :, None]
            self._deals[members] = table
        return self._deals[members]

    def _moves_of(self, answering: Sequence[int]) -> list[Bools]:
        """The moves with which these decision makers answer, each for itself."""
        if self.concept.improving:
            return [self.improvements[dm] for dm in answering]
        return [self.arena.moves[dm][None] for dm in answering]

    def _answers(self, outsiders: Members) -> list[Bools]:
        """The moves with which the others may answer a deal: under SEQ those of any group among them."""
        if self.concept.sanctions == "none":
            return []
        alone = self._moves_of(outsiders)
        if not self.concept.improving:
            return alone
        groups = [group for size in range(2, len(outsiders) + 1) for group in combinations(outsiders, size)]
        return [*alone, *(self._coalition_improvements(group) for group in groups)]

    def _coalition_improvements(self, members: Members) -> Bools:
        """CI_H as a table: what the members reach together that is better for each of them."""
        table = np.repeat(self.arena.reach(members)[None], len(self.ranks[0]), axis=0)
        for dm in members:
            table &= _better(self.ranks[dm])
        return table


def _small(ranks: Ints) -> Small:
    """Ranks [problem, place] as small integers from 0, order and ties kept problem by problem."""
    if ranks.min(initial=0) < 0 or ranks.max(initial=0) >= HIGHEST:
        ranks = np.array([dense_ranks(row) for row in ranks], dtype=np.int64)
    return ranks.astype(np.int16)


def _better(rank: Small) -> Bools:
    """Is t better than s? Axes [problem, s, t]."""
    return np.asarray(rank[:, None, :] > rank[:, :, None])


def _least_next(values: Small, arcs: Bools) -> Small:
    """Per place the least value one arc away; the greatest integer where there is none."""
    return np.asarray(np.where(arcs, values[:, None, :], np.int16(HIGHEST)).min(axis=2))


def _least_reached(values: Small, tables: Sequence[Bools]) -> Small:
    """Per place the least value over itself and all that sequences of arcs of the tables reach from it."""
    if not tables:
        return values
    arcs = np.logical_or.reduce(tables) if len(tables) > 1 else tables[0]
    least = values
    while True:
        ahead = np.minimum(least, _least_next(least, arcs))
        if np.array_equal(ahead, least):
            return least
        least = ahead
