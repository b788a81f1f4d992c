"""Global succession for many matrices at once: where every state leads to, and in which cycles all of it ends.

A matrix comes as the tables that push: for each factor that moves, an array (matrices, 1 + rows, variants), whose first
row is what does not change from state to state. All variants jump at once to their best; a tie keeps the present one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

AT_ONCE = 1 << 21
"""Cells of a table of scores that are worked on together."""


@dataclass(frozen=True, eq=False)
class Arena:
    """The states that succession can be in, numbered in mixed radix, the first factor fastest.

    `counts` has the number of variants of each factor, `moving` the places of those that move. Rows of a matrix are the
    factors' variants in order, after the row of what does not change.
    """

    counts: tuple[int, ...]
    moving: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many states there are."""
        return int(np.prod(self.counts, dtype=np.int64))

    @property
    def strides(self) -> tuple[int, ...]:
        """By how much a state's number grows with a factor's variant."""
        return tuple(int(np.prod(self.counts[:place], dtype=np.int64)) for place in range(len(self.counts)))

    def rows(self, place: int) -> slice:
        """The rows of a factor's variants."""
        start = 1 + sum(self.counts[:place])
        return slice(start, start + self.counts[place])

    def digits(self, codes: Ints, place: int) -> Ints:
        """The variant of one factor in states."""
        return np.asarray(codes // self.strides[place] % self.counts[place])


def successors(arena: Arena, pushes: Sequence[Ints]) -> Ints:
    """The state after each state, (matrices, states); `pushes[k]` belongs to the k-th factor that moves.

    >>> twins = Arena((2, 2), (0, 1))
    >>> alike = np.array([[[0, 0], [0, 0], [0, 0], [1, 0], [0, 1]]])    # the other one's variant is followed
    >>> other = np.array([[[0, 0], [1, 0], [0, 1], [0, 0], [0, 0]]])
    >>> successors(twins, [alike, other]).tolist()
    [[0, 2, 1, 3]]
    """
    count = len(pushes[0]) if pushes else 1
    codes = np.arange(arena.size, dtype=np.int64)
    after = np.zeros((count, arena.size), dtype=np.int64)
    still = np.zeros(arena.size, dtype=np.int64)
    for place, (stride, variants) in enumerate(zip(arena.strides, arena.counts, strict=True)):
        if place not in arena.moving:
            still += codes // stride % variants * stride
    after += still
    for place, table in zip(arena.moving, pushes, strict=True):
        distinct, which = np.unique(table.reshape(count, -1), axis=0, return_inverse=True)
        blocks = distinct.reshape(-1, *table.shape[1:])
        sources = [i for i in range(len(arena.counts)) if i != place and blocks[:, arena.rows(i)].any()]
        seen, size = np.zeros(arena.size, dtype=np.int64), 1
        for i in sources:
            seen += arena.digits(codes, i) * size
            size *= arena.counts[i]
        seen += arena.digits(codes, place) * size
        best = _best(arena, place, sources, blocks)
        after += (best * arena.strides[place])[which.reshape(count)[:, None], seen[None, :]]
    return after


def _best(arena: Arena, place: int, sources: Sequence[int], blocks: Ints) -> Ints:
    """The next variant of one factor: (blocks, own variants × states of its sources), its own variant slowest."""
    own, variants = arena.counts[place], blocks.shape[2]
    states = int(np.prod([arena.counts[i] for i in sources], dtype=np.int64))
    best = np.empty((len(blocks), own, states), dtype=np.int64)
    step = max(1, AT_ONCE // (states * variants))
    small = _narrow(blocks, len(sources) + 2)
    for first in range(0, len(blocks), step):
        part = small[first : first + step]
        scores = np.moveaxis(part[:, 0, :], -1, 0)[:, :, None]  # variants, blocks, states
        for i in sources:
            rows = np.moveaxis(part[:, arena.rows(i), :], -1, 0)
            scores = (rows[:, :, :, None] + scores[:, :, None, :]).reshape(variants, len(part), -1)
        itself = part[:, arena.rows(place), :]
        loops = bool(itself.any())
        top, winner = _winner(scores)
        for present in range(own):
            if loops:
                own_row = np.moveaxis(itself[:, present, :], -1, 0)[:, :, None]
                with_own = scores + own_row
                top, winner = _winner(with_own)
                held = with_own[present] == top
            else:
                held = scores[present] == top
            best[first : first + step, present] = np.where(held, present, winner)
    return best.reshape(len(blocks), -1)


def _winner(scores: NDArray[np.signedinteger]) -> tuple[NDArray[np.signedinteger], Ints]:
    """The top score, and the lowest variant that has it."""
    top = scores.max(axis=0)
    winner = np.zeros(top.shape, dtype=np.int64)
    for variant in range(len(scores) - 1, -1, -1):
        winner[scores[variant] == top] = variant
    return top, winner


def _narrow(blocks: Ints, terms: int) -> NDArray[np.signedinteger]:
    """The same numbers in the fewest bytes in which `terms` of them can be added up."""
    most = int(np.abs(blocks).max(initial=0)) * terms
    kinds = (np.int16, np.int32, np.int64)
    return blocks.astype(next(kind for kind in kinds if most <= np.iinfo(kind).max))


def step(arena: Arena, pushes: Sequence[Ints], codes: Ints) -> Ints:
    """The states after these states under one matrix; for arenas too large to follow whole."""
    after = codes.copy()
    digits = [arena.digits(codes, i) for i in range(len(arena.counts))]
    for place, table in zip(arena.moving, pushes, strict=True):
        scores = np.broadcast_to(table[0], (len(codes), table.shape[1])).copy()
        for i, found in enumerate(digits):
            block = table[arena.rows(i)]
            if block.any():
                scores += block[found]
        top = scores.max(axis=1)
        held = scores[np.arange(len(codes)), digits[place]] == top
        after += np.where(held, 0, scores.argmax(axis=1) - digits[place]) * arena.strides[place]
    return after


def reached(arena: Arena, pushes: Sequence[Ints], starts: Ints) -> tuple[Ints, Ints, Ints]:
    """All states on the ways from `starts` under one matrix: their codes, sorted, where each leads, where starts are.

    The last two are places in the first.
    """
    waiting = np.unique(starts)
    known: list[tuple[Ints, Ints]] = []
    seen = np.zeros(0, dtype=np.int64)
    while len(waiting):
        after = step(arena, pushes, waiting)
        known.append((waiting, after))
        seen = np.union1d(seen, waiting)
        waiting = np.setdiff1d(after, seen)
    codes = np.concatenate([one for one, _ in known])
    order = np.argsort(codes)
    codes, after = codes[order], np.concatenate([one for _, one in known])[order]
    return codes, np.searchsorted(codes, after), np.searchsorted(codes, starts)


@dataclass(frozen=True, eq=False)
class Ends:
    """Where succession ends, for all matrices together: a state of matrix m is numbered m × states + its code.

    `nodes` are the states in cycles (a state that stays is a cycle of one), sorted; `cycle` numbers the cycle of each
    by the place of its least state in `nodes`, `length` is the cycle's length, `matrix` its matrix. `land` has for
    each state a state of the cycle that it ends in, as a place in `nodes`.
    """

    nodes: Ints
    cycle: Ints
    length: Ints
    matrix: Ints
    land: Ints
    after: Ints

    def ending(self, starts: Ints) -> Ints:
        """How many of the starts (codes, the same for each matrix) end in the cycle of each state of `nodes`."""
        found = np.bincount(self.cycle[self.land[:, starts]].ravel(), minlength=len(self.nodes))
        return np.asarray(found[self.cycle])

    def gathered(self, starts: Ints, table: NDArray[np.bool_]) -> Floats:
        """How many of the starts end in each row of `table` (rows, states), a cycle by its share: (matrices, rows).

        >>> ends(np.array([[1, 0, 0, 3]])).gathered(np.arange(4), np.array([[True, False, False, True]])).tolist()
        [[2.5]]
        """
        matrices, states = self.land.shape
        codes = self.nodes % states
        least = self.cycle == np.arange(len(self.cycle))
        starting = np.where(least, self.ending(starts), 0)
        rows = []
        for row in table:
            within = np.bincount(self.cycle, weights=row[codes], minlength=len(codes))
            rows.append(np.bincount(self.matrix, weights=starting * within / self.length, minlength=matrices))
        return np.stack(rows, axis=1)

    def cycles(self) -> Iterator[tuple[int, list[int]]]:
        """Each cycle with its number and its states in their order, from the least on."""
        for first in np.flatnonzero(self.cycle == np.arange(len(self.cycle))).tolist():
            states, place = [first], int(self.after[first])
            while place != first:
                states.append(place)
                place = int(self.after[place])
            yield first, states


def ends(after: Ints) -> Ends:
    """Follows every state of every matrix to its end; `after` is (matrices, states).

    >>> found = ends(np.array([[1, 0, 0, 3]]))
    >>> found.nodes.tolist(), found.length.tolist(), found.ending(np.arange(4)).tolist()
    ([0, 1, 3], [2, 2, 1], [3, 3, 1])
    """
    matrices, states = after.shape
    flat = (after + np.arange(matrices, dtype=np.int64)[:, None] * states).ravel()
    land, walked = flat, 1
    while True:
        further = flat[land]
        if (further == land).all() or walked >= states:
            break
        land = land[land]
        walked *= 2
    on_cycle = np.zeros(len(flat), dtype=bool)
    on_cycle[land] = True
    nodes = np.flatnonzero(on_cycle)
    places = np.zeros(len(flat), dtype=np.int64)
    places[nodes] = np.arange(len(nodes))
    following = places[flat[nodes]]
    cycle = _least_of(following, states)
    length = np.bincount(cycle, minlength=len(nodes))[cycle]
    return Ends(nodes, cycle, length, nodes // states, places[land].reshape(after.shape), following)


def _least_of(following: Ints, longest: int) -> Ints:
    """The least place on the cycle of each place; `following` is a permutation with cycles no longer than `longest`."""
    least = np.arange(len(following), dtype=np.int64)
    jump, walked = following, 1
    while walked < longest and (jump != np.arange(len(jump))).any():
        least = np.minimum(least, least[jump])
        jump = jump[jump]
        walked *= 2
    return least
