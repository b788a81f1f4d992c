"""Would a state be an equilibrium if one decision maker had its wants in another order? Asked of many orders at once.

Whether one state is better than another hangs, for any order, on the first want that tells them apart; so states are
taken together by the wants that are gained and lost, and an order is tried on a few hundred such *changes* instead of
all states. What the others may do in answer to the decision maker does not hang on its order; what they may do among
themselves in answer to each other does only where answers must pay (SEQ, SSEQ), by which of its moves pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import LimitError
from estimative.methods.conflict.concepts import Concept
from estimative.methods.conflict.joint import JointTable, joint_table
from estimative.methods.conflict.problem import Bools, Conflict, Ints, dense_ranks
from estimative.methods.conflict.reach import best_reached
from estimative.methods.conflict.wants import Want, ranks_of

MOST_MOVES = 1 << 26
"""Cells of the tables of all moves of one conflict."""
CELLS = 1 << 23
"""Orders times changes times wants looked at together."""

MOST_TRITS = 39
"""Digits in base three of an integer of 64 bits."""

LONG = 64
"""Rows of the table of moves that are longer are looked at one by one."""
PART = 1 << 21
"""Cells of such a table that are looked at together."""

Signs = NDArray[np.int8]

Rows = Callable[[Ints, Ints], Bools]
"""Some rows of a decision maker's table of moves, by block and place in it: where the moves lead that it may take."""


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


class Moves:
    """What does not hang on wants, made once for all trials of one state under one concept.

    Raises LimitError where the tables of all moves would be too large.
    """

    def __init__(self, problem: Conflict, state: int, concept: Concept) -> None:
        self.problem, self.state, self.concept = problem, state, concept
        cells = sum(problem.size * len(legal) for legal in problem.legal)
        if cells > MOST_MOVES:
            raise LimitError(
                f"inverse: the tables of all moves would have {cells:,} cells; at most {MOST_MOVES:,} are made. Fix"
                " some options first"
            )
        self._tables: dict[int, JointTable] = {}
        self._seats: dict[int, tuple[Ints, Ints]] = {}
        self._best: dict[int, Ints] = {}
        self._met: dict[int, dict[int, Ints]] = {}

    def others(self, dm: int) -> tuple[int, ...]:
        """All decision makers but one."""
        return tuple(other for other in range(len(self.problem.decision_makers)) if other != dm)

    def table(self, dm: int) -> JointTable:
        """All moves of a decision maker."""
        if dm not in self._tables:
            self._tables[dm] = joint_table(self.problem, (dm,))
        return self._tables[dm]

    def seats(self, dm: int) -> tuple[Ints, Ints]:
        """Per code the block of `table(dm)` that it stands in, and its place there."""
        if dm not in self._seats:
            places = self.table(dm).places
            block, row = np.empty(self.problem.size + 1, np.int64), np.empty(self.problem.size + 1, np.int64)
            block[places], row[places] = np.arange(places.shape[0])[:, None], np.arange(places.shape[1])[None, :]
            self._seats[dm] = block, row
        return self._seats[dm]

    def next(self, dm: int, code: int) -> Ints:
        """R_i(s): the codes that a decision maker reaches in one move."""
        block, row = (int(seat[code]) for seat in self.seats(dm))
        table = self.table(dm)
        return np.asarray(table.places[block, table.reach[block, row]])

    def answering(self, dm: int) -> Rows:
        """The moves that a decision maker may answer with, where its ranks are what they are."""
        table = self.table(dm)
        if not self.concept.improving:
            return lambda blocks, rows: np.asarray(table.reach[blocks, rows])
        held = np.append(self.problem.ranks[dm], 0)[table.places]
        return lambda blocks, rows: table.reach[blocks, rows] & (held[blocks] > held[blocks, rows][:, None])

    def met(self, dm: int) -> dict[int, Ints]:
        """Per move of a decision maker from the state the codes at which the others may leave it."""
        if dm not in self._met:
            targets, others = self.problem.moves(dm, self.state).tolist(), self.others(dm)
            if self.concept.sanctions == "none":
                return dict.fromkeys(targets, np.zeros(0, dtype=np.int64))
            allowed = [self.answering(other) for other in others]
            self._met[dm] = {target: np.flatnonzero(self.reached(target, others, allowed)) for target in targets}
        return self._met[dm]

    def best_reply(self, dm: int) -> Ints:
        """Per code the best rank that a decision maker may move to; the least integer where it cannot move."""
        if dm not in self._best:
            self._best[dm] = best_reached(self.problem, self.problem.ranks[dm], dm)
        return self._best[dm]

    def reached(self, start: int, movers: Sequence[int], allowed: Sequence[Rows], until: Bools | None = None) -> Bools:
        """Per code: do the movers come there from `start`, itself included, by the moves allowed to each?

        Once something of `until` is reached the rest is left out. Plain reach: in option form it differs from legal
        reach at most in the start, which deters nobody.
        """
        seen = np.zeros(self.problem.size, dtype=bool)
        seen[start] = True
        left = [np.zeros_like(seen) for _ in movers]  # per mover, where its moves have been taken
        idle = 0
        while idle < len(movers):
            for dm, moves, done in zip(movers, allowed, left, strict=True):
                fresh = np.flatnonzero(seen & ~done)
                idle = 0 if len(fresh) else idle + 1
                done[fresh] = True
                blocks, rows = (seat[fresh] for seat in self.seats(dm))
                places = self.table(dm).places
                step = max(1, PART // places.shape[1])
                for first in range(0, len(fresh), step):
                    part = slice(first, first + step)
                    seen[places[blocks[part]][moves(blocks[part], rows[part])]] = True
                    if until is not None and (seen & until).any():
                        return seen
        return seen


class Trial:
    """One conflict, one state, one concept, and the wants of one decision maker, to be put in order.

    `moves` may be shared by the trials of one state under one concept.
    """

    def __init__(
        self,
        problem: Conflict,
        state: int,
        dm: int,
        wants: Sequence[Want],
        concept: Concept,
        moves: Moves | None = None,
    ) -> None:
        self.problem, self.state, self.dm, self.concept = problem, state, dm, concept
        self.moves = Moves(problem, state, concept) if moves is None else moves
        # States in which the same wants hold are one class: what one class is worth to the decision maker, all are.
        kinds = ranks_of(wants, problem.size)
        self._class_of = dense_ranks(np.where(problem.feasible, kinds, kinds[state]))
        examples = np.zeros(int(self._class_of.max()) + 1, dtype=np.int64)
        examples[self._class_of[problem.states]] = problem.states
        holds = np.array([want.holds[examples] for want in wants], dtype=bool)
        self._truths = holds.reshape(len(wants), len(examples)).T
        self._leaving_by_moves: dict[bytes, tuple[int, ...]] = {}
        self._ends_of_block: dict[int, Bools] = {}

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
        return tuple(
            dm for dm in self.moves.others(self.dm) if not self._rests(dm, self._paying_changes[0].ever_better)
        )

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

        A move is left out where it is better in no order, or where some answer is better in no order. A change from the
        state is as good as the class of states that it leads to.
        """
        met = self.moves.met(self.dm)
        ends = {code: self._ends(code) for code in {code for answers in met.values() for code in answers.tolist()}}
        moves = self._class_of[np.array(list(met), dtype=np.int64)].tolist()
        matter = np.zeros(len(self._truths), dtype=bool)
        matter[moves] = True
        for end in ends.values():
            matter |= end
        kinds = np.flatnonzero(matter)
        here = self._truths[self._class_of[self.state]]
        changes = Changes(self._truths[kinds].astype(np.int8) - here.astype(np.int8))
        ever = changes.ever_better
        pays = np.zeros(len(self._truths), dtype=bool)
        pays[kinds] = ever
        change = np.cumsum(matter) - 1
        sets: dict[bytes, frozenset[int]] = {}
        tempting: dict[int, frozenset[int]] = {}
        for code, end in ends.items():
            key = np.packbits(end & pays).tobytes()
            if key not in sets:
                sets[key] = frozenset(change[end & pays].tolist())
            tempting[code] = sets[key]
        questions: dict[tuple[int, frozenset[tuple[int, ...]]], None] = {}
        for kind, answers in zip(moves, met.values(), strict=True):
            found = {tempting[code] for code in answers.tolist()}
            if pays[kind] and frozenset() not in found:
                questions[int(change[kind]), _least(found)] = None
        return changes, [(leaving, sorted(found, key=len)) for leaving, found in questions]

    def _ends(self, code: int) -> Bools:
        """Per class: may the decision maker end there if the others leave it at this code?"""
        if self.concept.reply and self._free:  # it moves from any choice of its own to any other
            block = int(self.moves.seats(self.dm)[0][code])
            if block not in self._ends_of_block:
                self._ends_of_block[block] = self._ends_from(code)
            return self._ends_of_block[block]
        return self._ends_from(code)

    def _ends_from(self, code: int) -> Bools:
        found = np.zeros(len(self._truths), dtype=bool)
        found[self._class_of[code]] = True
        if self.concept.reply:
            found[self._class_of[self.moves.next(self.dm, code)]] = True
        return found

    @cached_property
    def _free(self) -> bool:
        legal = self.problem.legal[self.dm]
        return bool(legal.sum() == len(legal) * (len(legal) - 1))

    # --- The others -----------------------------------------------------------------------------------------------

    @cached_property
    def _open(self) -> tuple[int, ...]:
        """The others whose stability hangs on the order."""
        return tuple(
            dm for dm in self.moves.others(self.dm) if not self._rests(dm, self._paying_changes[0].always_better)
        )

    def _leaving(self, order: Ints) -> tuple[int, ...]:
        """Those of them that leave for this order; asked once for each set of moves that pay."""
        paying = self._paying_changes[0].better(order[None])[0]
        key = np.packbits(paying).tobytes()
        if key not in self._leaving_by_moves:
            self._leaving_by_moves[key] = tuple(dm for dm in self._open if not self._rests(dm, paying))
        return self._leaving_by_moves[key]

    @cached_property
    def _paying_changes(self) -> tuple[Changes, Ints, Ints]:
        """The changes that the decision maker's own moves may make.

        With them, ascending, the pairs of classes that stand in one block of its moves, and the change that each is.
        """
        count = len(self._truths)
        pairs = np.zeros(0, dtype=np.int64)
        if self.concept.improving:
            led = np.zeros(count**2 if count**2 <= CELLS else 0, dtype=bool)
            for found in self._pairs_together():
                if len(led):
                    led[found] = True
                else:
                    pairs = np.union1d(pairs, found)
            pairs = np.flatnonzero(led) if len(led) else pairs
        here, there = np.divmod(pairs, count)
        signs, changes = _different(self._truths[there], self._truths[here])
        return Changes(signs), pairs, changes

    def _pairs_together(self) -> Iterator[Ints]:
        """Yields pairs of classes that stand in one block, as numbers."""
        kinds, count = self._kinds, len(self._truths)
        blocks, length = kinds.shape
        if length > LONG:
            for row in kinds:
                here = np.unique(row)
                yield (here[:, None] * count + here[None, :]).ravel()
            return
        step = max(1, PART // length**2)
        for first in range(0, blocks, step):
            rows = kinds[first : first + step]
            yield (rows[:, :, None] * count + rows[:, None, :]).ravel()

    @cached_property
    def _kinds(self) -> Ints:
        """The class of each state in the decision maker's table of moves."""
        return np.asarray(np.append(self._class_of, 0)[self.moves.table(self.dm).places])

    def _mine(self, paying: Bools) -> Rows:
        """The moves that the decision maker may answer with where these changes pay."""
        _, pairs, changes = self._paying_changes
        count, kinds, reach = len(self._truths), self._kinds, self.moves.table(self.dm).reach
        pays = paying[changes]
        better = np.zeros(count**2 if count**2 <= CELLS else 0, dtype=bool)
        if len(better):
            better[pairs] = pays

        def rows_of(blocks: Ints, rows: Ints) -> Bools:
            asked = kinds[blocks, rows][:, None] * count + kinds[blocks]
            good = better[asked] if len(better) else pays[np.searchsorted(pairs, asked)]
            return np.asarray(reach[blocks, rows] & good)

        return rows_of

    def _rests(self, dm: int, paying: Bools) -> bool:
        """Is the state stable for another decision maker where these changes pay?"""
        rank, moves = self.problem.ranks[dm], self.moves
        others = moves.others(dm)
        deters = rank <= rank[self.state]
        if self.concept.reply:
            deters = deters & (moves.best_reply(dm) <= rank[self.state])
        mine = self.concept.improving
        allowed = [self._mine(paying) if mine and other == self.dm else moves.answering(other) for other in others]
        targets = self.problem.moves(dm, self.state)
        for target in targets[rank[targets] > rank[self.state]].tolist():
            if self.concept.sanctions == "none" or not (moves.reached(target, others, allowed, deters) & deters).any():
                return False
        return True


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
    wants = signs.shape[1]
    if not wants:
        return np.zeros((1, 0), dtype=np.int8), np.zeros(len(signs), dtype=np.int64)
    if wants > MOST_TRITS:
        found, kinds = np.unique(signs, axis=0, return_inverse=True)
        return found, kinds.reshape(len(signs)).astype(np.int64)
    # A number in balanced ternary is one change and no other.
    numbers = np.zeros(len(signs), dtype=np.int64)
    for column in signs.T:
        numbers = 3 * numbers + column
    _, first, kinds = np.unique(numbers, return_index=True, return_inverse=True)
    return signs[first], kinds.reshape(len(signs)).astype(np.int64)
