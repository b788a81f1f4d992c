"""Which improvements and deals are not deterred, for one set of ranks in one arena.

U_i(s), the improvements of i at s that the concept does not deter: under Nash all of R_i^+(s), otherwise
{t in R_i(s): min(P_i(t), m_i(t)) > P_i(s)}. A deal of the members H may go from s to t in CI_H(s) when

1. no member can make the move alone: what one can do alone is its own move, with its own deterrence;
2. nothing that the others reach from t, t included, is no better than s for some member;
3. it is kept: no best undeterred improvement of one member at t leaves another member no better off than at s.
"""

from __future__ import annotations

from functools import cached_property
from itertools import combinations

import numpy as np

from estimative.methods.conflict.arena import Arena, Members
from estimative.methods.conflict.concepts import Concept
from estimative.methods.conflict.problem import Bools, Ints


class Deterrence:
    """Answers, place by place, what each decision maker and each deal may do under one concept.

    `ranks` has a row per decision maker and a column per place of the arena, higher is better.
    """

    def __init__(self, arena: Arena, ranks: Ints, concept: Concept) -> None:
        self.arena = arena
        self.ranks = ranks
        self.concept = concept
        self._answers: dict[tuple[Members, int], Bools] = {}

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
            others = np.zeros((len(self.arena), len(self.arena)), dtype=bool)
            for other, table in enumerate(answers):
                if other != dm:
                    others |= table
            least = _least_reached(rank, others)
            tables.append(self.arena.moves[dm] & (np.minimum(rank, least)[None, :] > rank[:, None]))
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
        open_to = np.flatnonzero(self.undeterred[dm][place])
        if not len(open_to):
            return open_to
        rank = self.ranks[dm][open_to]
        return np.asarray(open_to[rank == rank.max()])

    def coalition_improvements(self, members: Members, place: int) -> Bools:
        """CI_H(s): what the members reach together that is better than s for each of them."""
        better = self.arena.reach(members, place).copy()
        for dm in members:
            better &= self.ranks[dm] > self.ranks[dm][place]
        return better

    def deals(self, members: Members, place: int) -> Ints:
        """The places to which the members may agree to go from `place`."""
        open_to = self.coalition_improvements(members, place)
        for dm in members:
            open_to &= ~self.arena.moves[dm][place]
        return np.array(
            [
                t
                for t in np.flatnonzero(open_to).tolist()
                if self._stands(members, place, t) and self._kept(members, place, t)
            ],
            dtype=np.int64,
        )

    def answers(self, outsiders: Members, place: int) -> Bools:
        """All that the others may answer with from `place`, itself included, under the concept."""
        key = (outsiders, place)
        if key not in self._answers:
            if self.concept.sanctions == "none" or not outsiders:
                reached = np.zeros(len(self.arena), dtype=bool)
            elif self.concept.improving:
                reached = self._sequences(outsiders, place)
            else:
                reached = self.arena.reach(outsiders, place).copy()
            reached[place] = True
            self._answers[key] = reached
        return self._answers[key]

    def _stands(self, members: Members, place: int, target: int) -> bool:
        outsiders = tuple(dm for dm in range(len(self.ranks)) if dm not in members)
        after = self.answers(outsiders, target)
        return all(self.ranks[dm][after].min() > self.ranks[dm][place] for dm in members)

    def _kept(self, members: Members, place: int, target: int) -> bool:
        return all(
            self.ranks[other][state] > self.ranks[other][place]
            for dm in members
            for state in self.best(dm, target).tolist()
            for other in members
            if other != dm
        )

    def _sequences(self, outsiders: Members, place: int) -> Bools:
        """All that sequences of coalition improvements of the groups within `outsiders` reach from `place`."""
        groups = [group for size in range(1, len(outsiders) + 1) for group in combinations(outsiders, size)]
        reached = np.zeros(len(self.arena), dtype=bool)
        waiting = [place]
        while waiting:
            here = waiting.pop()
            found = np.zeros(len(self.arena), dtype=bool)
            for group in groups:
                found |= (
                    self.improvements[group[0]][here] if len(group) == 1 else self.coalition_improvements(group, here)
                )
            new = found & ~reached
            reached |= new
            waiting.extend(np.flatnonzero(new).tolist())
        return reached


def _least_reached(values: Ints, arcs: Bools) -> Ints:
    """Per place the least value over itself and all that the arcs reach from it."""
    highest = np.iinfo(np.int64).max
    least = values.copy()
    while True:
        ahead = np.minimum(least, np.where(arcs, least[None, :], highest).min(axis=1))
        if np.array_equal(ahead, least):
            return least
        least = ahead
