"""Would a state be an equilibrium if one decision maker had its wants in another order? Asked of many orders at once.

Whether one state is better than another hangs, for any order, on the first want that tells them apart; so states are
taken together by the wants that are gained and lost, and an order is tried on a few hundred such *changes* instead of
all states. What the others may do in answer to the decision maker does not hang on its order; what they may do among
themselves in answer to each other does only where answers must pay (SEQ, SSEQ), by which of its moves pay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import LimitError
from estimative.methods.conflict.concepts import Concept
from estimative.methods.conflict.joint import JointTable, joint_table
from estimative.methods.conflict.problem import Bools, Conflict, Ints
from estimative.methods.conflict.reach import best_reached
from estimative.methods.conflict.wants import Want

MOST_MOVES = 1 << 26
"""Cells of the tables of all moves of one conflict."""
CELLS = 1 << 23
"""Orders times changes times wants looked at together."""

Signs = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Changes:
    """Different ways in which one state differs from another, in the eyes of one decision maker.

    `signs` has a row per change and a column per want: 1 gained, -1 lost, 0 as before.
    """

    signs: Signs

    @property
    def ever_better(self) -> Bools:
        """Is there an order for which the change is for the better?"""
        return np.asarray((self.signs > 0).any(axis=1))

    @property
    def always_better(self) -> Bools:
        """Is the change for the better in every order?"""
        return self.ever_better & ~(self.signs < 0).any(axis=1)

    def better(self, orders: Ints) -> Bools:
        """For each order (a row of places of wants, the most important first) and change: is it for the better?"""
        if not self.signs.shape[1]:
            return np.zeros((len(orders), len(self.signs)), dtype=bool)
        found = np.zeros((len(orders), len(self.signs)), dtype=bool)
        step = max(1, CELLS // max(1, self.signs.size))
        for first in range(0, len(orders), step):
            seen = self.signs[:, orders[first : first + step]]  # [change, order, place]
            deciding = np.argmax(seen != 0, axis=2)[:, :, None]
            found[first : first + step] = (np.take_along_axis(seen, deciding, axis=2)[:, :, 0] > 0).T
        return found


class Trial:
    """One conflict, one state, one concept, and the wants of one decision maker, to be put in order."""

    def __init__(self, problem: Conflict, state: int, dm: int, wants: Sequence[Want], concept: Concept) -> None:
        self.problem, self.state, self.dm, self.concept = problem, state, dm, concept
        self.holds = np.array([want.holds for want in wants], dtype=bool).reshape(len(wants), problem.size)
        cells = sum(problem.size * len(legal) for legal in problem.legal)
        if cells > MOST_MOVES:
            raise LimitError(
                f"inverse: the tables of all moves would have {cells:,} cells; at most {MOST_MOVES:,} are made. Fix"
                " some options first"
            )
        self._leaving_by_moves: dict[bytes, tuple[int, ...]] = {}
        self._best: dict[int, Ints] = {}

    def stays(self, orders: Ints) -> Bools:
        """For each order: is the state stable for everybody?"""
        found = self.own(orders)
        if self.blocked:
            return np.zeros_like(found)
        if self._open:
            for k in np.flatnonzero(found).tolist():
                found[k] = not self._leaving(orders[k])
        return found

    @cached_property
    def blocked(self) -> tuple[int, ...]:
        """The other decision makers that leave the state whatever the order is."""
        return tuple(dm for dm in self._others(self.dm) if not self._rests(dm, self._paying_changes[0].ever_better))

    # --- The decision maker itself --------------------------------------------------------------------------------

    def own(self, orders: Ints) -> Bools:
        """For each order: is the state stable for the decision maker itself?"""
        changes, questions = self._own
        better = changes.better(orders)
        stable = np.ones(len(orders), dtype=bool)
        for leaving, answers in questions:
            deterred = ~better[:, leaving]
            for answer in answers:
                if deterred.all():
                    break
                deterred |= ~better[:, list(answer)].any(axis=1)
            stable &= deterred
        return stable

    @cached_property
    def _own(self) -> tuple[Changes, list[tuple[int, list[tuple[int, ...]]]]]:
        """The changes that matter; and for each move, as a change, the answers, as the changes that must not be better.

        A move is left out where it is better in no order, or where some answer is better in no order.
        """
        targets = self.problem.moves(self.dm, self.state)
        met = {int(target): self._answers(int(target)) for target in targets}
        relevant = np.unique(np.concatenate([targets, *met.values()]).astype(np.int64))
        replies = self._replies(relevant) if self.concept.reply else {}
        relevant = np.unique(np.concatenate([relevant, *replies.values()]).astype(np.int64))
        signs, of_state = _different(self.holds[:, relevant].T, self.holds[:, [self.state]].T)
        changes = Changes(signs)
        change = dict(zip(relevant.tolist(), of_state.tolist(), strict=True))
        ever = changes.ever_better
        questions: dict[tuple[int, frozenset[tuple[int, ...]]], None] = {}
        for target, answers in met.items():
            sets = {
                frozenset(k for k in (change[code], *(change[reply] for reply in replies.get(code, ()))) if ever[k])
                for code in answers.tolist()
            }
            if ever[change[target]] and frozenset() not in sets:
                questions[change[target], _least(sets)] = None
        return changes, [(leaving, sorted(sets, key=len)) for leaving, sets in questions]

    def _replies(self, codes: Ints) -> dict[int, list[int]]:
        """R_i of each code."""
        return {code: self.problem.moves(self.dm, code).tolist() for code in codes.tolist()}

    def _answers(self, start: int) -> Ints:
        """The codes at which the others may leave the decision maker after its move to `start`."""
        if self.concept.sanctions == "none":
            return np.zeros(0, dtype=np.int64)
        allowed = [self._arcs(other).reach for other in self._others(self.dm)]
        return np.flatnonzero(self._reached(start, self._others(self.dm), allowed))

    # --- The others -----------------------------------------------------------------------------------------------

    @cached_property
    def _open(self) -> tuple[int, ...]:
        """The others whose stability hangs on the order."""
        return tuple(dm for dm in self._others(self.dm) if not self._rests(dm, self._paying_changes[0].always_better))

    def _leaving(self, order: Ints) -> tuple[int, ...]:
        """Those of them that leave for this order; asked once for each set of moves that pay."""
        paying = self._paying_changes[0].better(order[None])[0]
        key = np.packbits(paying).tobytes()
        if key not in self._leaving_by_moves:
            self._leaving_by_moves[key] = tuple(dm for dm in self._open if not self._rests(dm, paying))
        return self._leaving_by_moves[key]

    @cached_property
    def _paying_changes(self) -> tuple[Changes, Ints]:
        """The changes that the decision maker's own moves make, and the change of each cell of its table of moves."""
        table = joint_table(self.problem, (self.dm,))
        block, here, there = np.nonzero(table.reach)
        if not self.concept.improving:
            block, here, there = (cells[:0] for cells in (block, here, there))
        signs, kinds = _different(
            self.holds[:, table.places[block, there]].T, self.holds[:, table.places[block, here]].T
        )
        of_cell = np.full(table.reach.shape, len(signs), dtype=np.int64)
        of_cell[block, here, there] = kinds
        return Changes(signs), of_cell

    def _rests(self, dm: int, paying: Bools) -> bool:
        """Is the state stable for another decision maker where these changes pay?"""
        rank = self.problem.ranks[dm]
        others = self._others(dm)
        deters = rank <= rank[self.state]
        if self.concept.reply:
            deters = deters & (self._best_reply(dm) <= rank[self.state])
        allowed = [self._arcs(other).reach for other in others]
        if self.concept.improving:
            mine = np.append(paying, False)[self._paying_changes[1]]
            allowed = [mine if other == self.dm else arcs for other, arcs in zip(others, allowed, strict=True)]
        targets = self.problem.moves(dm, self.state)
        for target in targets[rank[targets] > rank[self.state]].tolist():
            if self.concept.sanctions == "none" or not (self._reached(target, others, allowed) & deters).any():
                return False
        return True

    def _best_reply(self, dm: int) -> Ints:
        """Per code the best rank that another decision maker may move to; the least integer where it cannot move."""
        if dm not in self._best:
            self._best[dm] = best_reached(self.problem, self.problem.ranks[dm], dm)
        return self._best[dm]

    # --- Moves ----------------------------------------------------------------------------------------------------

    def _others(self, dm: int) -> tuple[int, ...]:
        return tuple(other for other in range(len(self.problem.decision_makers)) if other != dm)

    @cached_property
    def _tables(self) -> list[JointTable]:
        tables = []
        for dm in range(len(self.problem.decision_makers)):
            table = joint_table(self.problem, (dm,))
            rank = np.append(self.problem.ranks[dm], 0)
            if self.concept.improving and dm != self.dm:
                held = rank[table.places]
                table = JointTable(table.size, table.places, table.reach & (held[:, None, :] > held[:, :, None]))
            tables.append(table)
        return tables

    def _arcs(self, dm: int) -> JointTable:
        """The moves with which a decision maker may answer; for the one in question, all of them."""
        return self._tables[dm]

    def _reached(self, start: int, movers: Sequence[int], allowed: Sequence[Bools]) -> Bools:
        """Per code: do the movers come there from `start`, itself included, by the moves allowed to each?

        Plain reach: in option form it differs from legal reach at most in the start, which deters nobody.
        """
        seen = np.zeros(self.problem.size, dtype=bool)
        seen[start] = True
        fresh = True
        while fresh:
            before = int(seen.sum())
            for dm, table in zip(movers, allowed, strict=True):
                places = self._arcs(dm).places
                blocks = np.flatnonzero(seen[places].any(axis=1))
                here = places[blocks]
                seen[here] |= (seen[here][:, :, None] & table[blocks]).any(axis=1)
            fresh = int(seen.sum()) > before
        return seen


def _least(sets: Iterable[frozenset[int]]) -> frozenset[tuple[int, ...]]:
    """The sets that no other is part of: what deters with more deters with less."""
    kept: list[frozenset[int]] = []
    for one in sorted(sets, key=len):
        if not any(other <= one for other in kept):
            kept.append(one)
    return frozenset(tuple(sorted(one)) for one in kept)


def _different(there: Bools, here: Bools) -> tuple[Signs, Ints]:
    """The different changes between rows of truths, and the number of each row's change."""
    signs = there.astype(np.int8) - here.astype(np.int8)
    if not signs.shape[1]:
        return np.zeros((1, 0), dtype=np.int8), np.zeros(len(signs), dtype=np.int64)
    found, kinds = np.unique(signs, axis=0, return_inverse=True)
    return found, kinds.reshape(len(signs)).astype(np.int64)
