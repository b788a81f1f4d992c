"""Which improvements and deals are not deterred, for one set of ranks in one arena.

U_i(s), the improvements of i at s that the concept does not deter: under Nash all of R_i^+(s), otherwise
{t in R_i(s): min(P_i(t), m_i(t)) > P_i(s)}. A deal of the members H may go from s to t in CI_H(s) when

1. no member can make the move alone: what one can do alone is its own move, with its own deterrence;
2. nothing that the others reach from t, t included, is no better than s for some member;
3. it is kept: no best undeterred improvement of one member at t leaves another member no better off than at s.

The same thought that turns deterrence into one number per state and decision maker serves deals. Let w_i(t) be the
least of P_i over t, over all that the others answer with from t, and over the best undeterred improvements of the other
members at t. Then a joint move from s to t that no member makes alone is a deal iff w_i(t) > P_i(s) for every member.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

import numpy as np

from estimative.methods.conflict.arena import Arena, Members
from estimative.methods.conflict.concepts import Concept
from estimative.methods.conflict.problem import Bools, Ints

HIGHEST = np.iinfo(np.int64).max


class Deterrence:
    """Answers, place by place, what each decision maker and each deal may do under one concept.

    `ranks` has a row per decision maker and a column per place of the arena, higher is better.
    """

    def __init__(self, arena: Arena, ranks: Ints, concept: Concept) -> None:
        self.arena = arena
        self.ranks = ranks
        self.concept = concept
        self._deals: dict[Members, Bools] = {}

    @cached_property
    def improvements(self) -> tuple[Bools, ...]:
        """R_i^+ as tables, one per decision maker."""
        return tuple(
            moves & (rank[None, :] > rank[:, None]) for moves, rank in zip(self.arena.moves, self.ranks, strict=True)
        )

    @cached_property
    def undeterred(self) -> tuple[Bools, ...]:
        """U_i as tables, one per decision maker."""
        if self.concept.sanctions == "none":
            return self.improvements
        answers = self.improvements if self.concept.improving else self.arena.moves
        tables = []
        for dm, rank in enumerate(self.ranks):
            least = _least_reached(rank, [table for other, table in enumerate(answers) if other != dm])
            tables.append(self.arena.moves[dm] & (np.minimum(rank, least)[None, :] > rank[:, None]))
        return tuple(tables)

    @cached_property
    def preferred(self) -> tuple[Bools, ...]:
        """Per decision maker, as tables: the states of U_i(s) that i likes best; an empty row where i is at rest."""
        tables = []
        for table, rank in zip(self.undeterred, self.ranks, strict=True):
            best = np.where(table, rank[None, :], -1).max(axis=1, initial=-1)
            tables.append(table & (rank[None, :] == best[:, None]))
        return tuple(tables)

    @cached_property
    def equilibria(self) -> Ints:
        """The places at which no decision maker has an undeterred improvement; deals are not looked at."""
        restless = np.zeros(len(self.arena), dtype=bool)
        for table in self.undeterred:
            restless |= np.any(table, axis=1)
        return np.flatnonzero(~restless)

    def best(self, dm: int, place: int) -> Ints:
        """The states of U_i(s) that i likes best; none where i is at rest."""
        return np.flatnonzero(self.preferred[dm][place])

    def deals(self, members: Members, place: int) -> Ints:
        """The places to which the members may agree to go from `place`."""
        if members not in self._deals:
            self._deals[members] = self._deals_of(members)
        return np.flatnonzero(self._deals[members][place])

    def _deals_of(self, members: Members) -> Bools:
        """The deals of the members as a table."""
        answers = self._answers(tuple(dm for dm in range(len(self.ranks)) if dm not in members))
        table = self.arena.joint_moves(members).copy()
        for dm in members:
            rank = self.ranks[dm]
            worth = _least_reached(rank, answers)
            for other in members:
                if other != dm:
                    worth = np.minimum(worth, _least_next(rank, self.preferred[other]))
            table &= worth[None, :] > rank[:, None]
        return table

    def _answers(self, outsiders: Members) -> list[Bools]:
        """The moves with which the others may answer a deal, under the concept: under SEQ of any group among them."""
        if self.concept.sanctions == "none":
            return []
        if not self.concept.improving:
            return [self.arena.moves[dm] for dm in outsiders]
        groups = [group for size in range(2, len(outsiders) + 1) for group in combinations(outsiders, size)]
        return [
            *(self.improvements[dm] for dm in outsiders),
            *(self._coalition_improvements(group) for group in groups),
        ]

    def _coalition_improvements(self, members: Members) -> Bools:
        """CI_H as a table: what the members reach together that is better for each of them."""
        better = self.arena.reach_table(members).copy()
        for dm in members:
            better &= self.ranks[dm][None, :] > self.ranks[dm][:, None]
        return better


def _least_next(values: Ints, arcs: Bools) -> Ints:
    """Per place the least value one arc away; the greatest integer where there is none."""
    return np.asarray(np.where(arcs, values[None, :], HIGHEST).min(axis=1, initial=HIGHEST))


def _least_reached(values: Ints, tables: Sequence[Bools]) -> Ints:
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
