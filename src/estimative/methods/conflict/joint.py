"""Where a group of decision makers can go together: R_H for every state at once, and what holds somewhere along it.

What a group cannot change stays as it is, so the states fall apart into blocks that no joint move leaves; a table has
the axes [block, from, to] and is as large as the blocks, not as the square of all states. In option form a block is one
choice of the others, the drivers included; in graph form, connected parts of the group's moves.

In option form plain reach stands for legal reach: they differ at most in the start itself, which is no better than
itself. In graph form legal sequences are walked with the last mover kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from estimative.methods.conflict.arena import Members
from estimative.methods.conflict.problem import Bools, Conflict, Ints
from estimative.methods.conflict.surface import AnyConflict

Bits = NDArray[np.uint8]
"""Sets, eight members a byte, the first in the lowest bit: a row per code."""

Values = NDArray[np.int32]
"""An integer per code."""

PART = 1 << 24
"""Cells of a table that are looked at together, so that what is computed on the way stays small."""


@dataclass(frozen=True, eq=False)
class JointTable:
    """R_H without the start itself: `reach[b, s, t]` says whether the group comes from the s-th state of block b to t.

    `places[b, s]` is the code of that state. Short blocks are filled up with `size`, a code of no state, which nothing
    reaches; in option form infeasible codes stand in the blocks too, and nothing reaches them or leaves them. Every
    code below `size` stands in one block, once. Values and truths by code have one more at the end, for no state.
    """

    size: int
    places: Ints
    reach: Bools

    @cached_property
    def moving(self) -> Bools:
        """Per code: does the group reach anything?"""
        found = np.zeros(self.size + 1, dtype=bool)
        found[self.places] = self.reach.any(axis=2)
        return found

    def least_next(self, values: Values) -> Values:
        """Per code the least of `values` over what is reached from it; the greatest integer where nothing is."""
        highest = np.iinfo(values.dtype).max
        found = np.full_like(values, highest)
        for blocks, rows in self._parts():
            ahead = values[self.places[blocks]][:, None, :]
            found[self.places[blocks, rows]] = np.where(self.reach[blocks, rows], ahead, highest).min(axis=2)
        return found

    def greatest_next(self, values: Values) -> Values:
        """Per code the greatest of `values` over what is reached from it; the least integer where nothing is."""
        lowest = np.iinfo(values.dtype).min
        found = np.full_like(values, lowest)
        for blocks, rows in self._parts():
            ahead = values[self.places[blocks]][:, None, :]
            found[self.places[blocks, rows]] = np.where(self.reach[blocks, rows], ahead, lowest).max(axis=2)
        return found

    def better_next(self, gains: Sequence[tuple[Values, Values]]) -> JointTable:
        """What is left of the table where, for every pair (ahead, here) of values, ahead[t] is greater than here[s]."""
        better = self.reach.copy()
        for blocks, rows in self._parts():
            places = self.places[blocks]
            for ahead, here in gains:
                better[blocks, rows] &= ahead[places][:, None, :] > here[places[:, rows]][:, :, None]
        return JointTable(self.size, self.places, better)

    def _parts(self) -> Iterator[tuple[slice, slice]]:
        """Slices of blocks and of rows that cover the table, each with a bounded number of cells."""
        blocks, length = self.places.shape
        rows = max(1, min(length, PART // length))
        together = max(1, PART // (length * rows))
        for first in range(0, blocks, together):
            for row in range(0, length, rows):
                yield slice(first, first + together), slice(row, row + rows)


def joint_table(problem: AnyConflict, members: Members) -> JointTable:
    """Everything that `members` reach together by legal sequences of moves, from every state.

    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> free = Conflict(("A", "B"), options, np.ones(4, bool), np.zeros((2, 4), int))
    >>> joint_table(free, (1,)).places.tolist(), joint_table(free, (1,)).reach[0].tolist()
    ([[0, 2], [1, 3]], [[False, True], [True, False]])
    >>> joint_table(free, (0, 1)).reach[0].sum(axis=1).tolist()
    [3, 3, 3, 3]
    """
    size = problem.ranks.shape[1]
    places = _blocks(problem, members)
    length = places.shape[1]
    column = np.arange(length)
    alone = np.zeros((size + 1, (length + 7) // 8), dtype=np.uint8)
    alone[places, column // 8] = np.uint8(1) << (column % 8).astype(np.uint8)
    sets = np.zeros_like(alone)
    sets[:size] = spread(problem, members, alone[:size])
    reach = np.unpackbits(sets[places], axis=2, count=length, bitorder="little").view(bool)
    reach[:, column, column] = False
    return JointTable(size, places, reach)


def block_cells(problem: AnyConflict, members: Members) -> int:
    """How many cells `joint_table` has for these members, at most."""
    if not isinstance(problem, Conflict):
        return len(problem.states) ** 2
    names = [problem.decision_makers[dm] for dm in members]
    return problem.size * prod(len(factor.variants) for factor in problem.factors if factor.owner in names)


def slices(problem: AnyConflict) -> Ints:
    """The codes in rows, each ascending, that no move of anybody leaves: one for each combination of drivers."""
    if not isinstance(problem, Conflict):
        return problem.states[None, :]
    return np.sort(_blocks(problem, tuple(range(len(problem.decision_makers)))), axis=1)


def spread(problem: AnyConflict, members: Members, sets: Bits) -> Bits:
    """Per code the union of `sets` over the code itself and all that `members` reach from it; infeasible codes: empty.

    >>> from estimative.base.logic.space import Factor
    >>> one = Conflict(("A",), (Factor("a", owner="A", moves="forward"),), np.ones(2, bool), np.zeros((1, 2), int))
    >>> spread(one, (0,), np.array([[1], [2]], np.uint8)).tolist()
    [[3], [2]]
    """
    if isinstance(problem, Conflict):
        return _spread_by_options(problem, members, sets)
    return _spread_by_arcs(problem, members, sets)


def _spread_by_options(problem: Conflict, members: Members, sets: Bits) -> Bits:
    """Plain reach: sets are handed back along the moves until nothing changes."""
    sets = np.where(problem.feasible[:, None], sets, 0).astype(np.uint8)
    changing = True
    while changing:
        before = sets.copy()
        for dm in members:
            fiber, legal = problem.fibers[dm], problem.legal[dm]
            feasible = problem.feasible[fiber]
            if legal.sum() == len(legal) * (len(legal) - 1):  # each own choice leads to each other
                union = np.bitwise_or.reduce(sets[fiber], axis=1)
                sets[fiber] = np.where(feasible[:, :, None], union[:, None, :], 0)
                continue
            for own in range(len(legal)):
                targets = np.flatnonzero(legal[own])
                here = fiber[feasible[:, own]]
                if len(targets) and len(here):
                    sets[here[:, own]] |= np.bitwise_or.reduce(sets[here[:, targets]], axis=1)
        changing = len(members) > 1 and not np.array_equal(before, sets)
    return sets


def _spread_by_arcs(problem: AnyConflict, members: Members, sets: Bits) -> Bits:
    """Legal reach: the answer is the set of s with N_k(s), what follows when k moves first, for every member k.

    N_k(s) is the union over t in R_k(s) of the set of t and of N_j(t) for the members j other than k.
    """
    first = {dm: np.zeros_like(sets) for dm in members}
    arcs = _arcs(problem, members)
    changing = True
    while changing:
        changing = False
        for dm in members:
            ahead = np.bitwise_or.reduce([sets, *(first[other] for other in members if other != dm)])
            found = np.zeros_like(sets)
            for code, targets in enumerate(arcs[dm]):
                if len(targets):
                    found[code] = np.bitwise_or.reduce(ahead[targets], axis=0)
            changing = changing or not np.array_equal(found, first[dm])
            first[dm] = found
    return np.asarray(np.bitwise_or.reduce([sets, *first.values()]))


def _arcs(problem: AnyConflict, members: Members) -> dict[int, list[Ints]]:
    return {dm: [problem.moves(dm, code) for code in range(len(problem.states))] for dm in members}


def _blocks(problem: AnyConflict, members: Members) -> Ints:
    """The codes in blocks that no joint move of the members leaves."""
    if not isinstance(problem, Conflict):
        return _connected(problem, members)
    names = [problem.decision_makers[dm] for dm in members]
    own = [k for k, factor in enumerate(problem.factors) if factor.owner in names]
    others = [k for k in range(len(problem.factors)) if k not in own]
    return _offsets(problem, others)[:, None] + _offsets(problem, own)[None, :]


def _offsets(problem: Conflict, factors: Sequence[int]) -> Ints:
    """What each combination of variants of these factors adds to a code, the first factor fastest."""
    offsets = np.zeros(1, dtype=np.int64)
    for k in factors:
        steps = np.arange(len(problem.factors[k].variants), dtype=np.int64) * problem.strides[k]
        offsets = (steps[:, None] + offsets[None, :]).ravel()
    return offsets


def _connected(problem: AnyConflict, members: Members) -> Ints:
    """Parts of the graph that the members' moves connect, small ones together in one block."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(problem.states)
    arcs = _arcs(problem, members).values()
    starts = np.concatenate([np.repeat(np.arange(count), [len(targets) for targets in one]) for one in arcs])
    ends = np.concatenate([targets for one in arcs for targets in one])
    graph = coo_array((np.ones(len(ends), dtype=np.int8), (starts, ends)), shape=(count, count))
    labels = connected_components(graph, directed=True, connection="weak")[1]
    longest = int(np.bincount(labels).max())
    blocks: list[list[int]] = [[]]
    for part in np.split(np.argsort(labels, kind="stable"), np.cumsum(np.bincount(labels))[:-1]):
        if len(blocks[-1]) + len(part) > longest:
            blocks.append([])
        blocks[-1] += part.tolist()
    return np.array([[*block, *[count] * (longest - len(block))] for block in blocks], dtype=np.int64)
