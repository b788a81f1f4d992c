"""Global succession for many matrices at once: where every state leads to, and in which cycles all of it ends.

A matrix comes as the tables that push: for each factor that moves, an array (matrices, 1 + rows, variants), whose first
row is what does not change from state to state. All variants jump at once to their best; a tie keeps the present one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.distinct import distinct_rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Codes = NDArray[np.int32]

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

    @cached_property
    def size(self) -> int:
        """How many states there are."""
        return int(np.prod(self.counts, dtype=np.int64))

    @cached_property
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


def successors(arena: Arena, pushes: Sequence[Ints]) -> Codes:
    """The state after each state, (matrices, states); `pushes[k]` belongs to the k-th factor that moves.

    Where nothing moves there is one row. Arenas have at most 2^31 states here.

    >>> twins = Arena((2, 2), (0, 1))
    >>> alike = np.array([[[0, 0], [0, 0], [0, 0], [1, 0], [0, 1]]])    # the other one's variant is followed
    >>> other = np.array([[[0, 0], [1, 0], [0, 1], [0, 0], [0, 0]]])
    >>> successors(twins, [alike, other]).tolist()
    [[0, 2, 1, 3]]
    """
    parts = []
    for place, table in zip(arena.moving, pushes, strict=True):
        places, kinds = distinct_rows(table.reshape(len(table), -1))
        blocks = table[places]
        others = [i for i in range(len(arena.counts)) if i != place and blocks[:, arena.rows(i)].any()]
        parts.append((next_variants(arena, place, others, blocks), kinds))
    return followed(arena, parts, len(pushes[0]) if pushes else 1)


@dataclass(frozen=True, eq=False)
class Nexts:
    """The next variant of one factor: a row per table, a cell for each variant of `sources`, its own place the last.

    The first of `sources` changes fastest.
    """

    sources: tuple[int, ...]
    rows: NDArray[np.int16]


def next_variants(arena: Arena, place: int, others: Sequence[int], blocks: Ints) -> Nexts:
    """Where a factor goes under each of these blocks, whatever the variants of the `others` that may push it."""
    return Nexts((*others, place), _best(arena, place, others, blocks).astype(np.int16))


def followed(arena: Arena, parts: Sequence[tuple[Nexts, Ints]], count: int) -> Codes:
    """The state after each state, (matrices, states): per factor that moves where it goes, and which row each has."""
    codes = np.arange(arena.size, dtype=np.int64)
    after = np.zeros((count, arena.size), dtype=np.int32)
    still = np.zeros(arena.size, dtype=np.int32)
    for place, (stride, variants) in enumerate(zip(arena.strides, arena.counts, strict=True)):
        if place not in arena.moving:
            still += (codes // stride % variants * stride).astype(np.int32)
    after += still
    for place, (nexts, which) in zip(arena.moving, parts, strict=True):
        seen, size = np.zeros(arena.size, dtype=np.int64), 1
        for i in nexts.sources:
            seen += arena.digits(codes, i) * size
            size *= arena.counts[i]
        after += (nexts.rows * np.int32(arena.strides[place]))[:, seen][which]
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


def reached(arena: Arena, pushes: Sequence[Ints], starts: Ints) -> tuple[Ints, Ints]:
    """All states on the ways from `starts` (matrices, starts), for arenas too large to follow whole.

    A state of matrix m is numbered m × states + its code. Given back are their numbers, sorted, and the place among
    them of the state that follows each.

    >>> numbers, after = reached(Arena((2, 2), (0,)), [np.array([[[0, 0], [0, 0], [0, 0], [0, 0], [0, 9]]])],
    ...                          np.array([[2, 0]]))
    >>> numbers.tolist(), after.tolist()
    ([0, 2, 3], [0, 2, 2])
    """
    together = np.concatenate([np.zeros((len(starts), 1 + sum(arena.counts), 0), dtype=np.int64), *pushes], axis=2)
    scores = _narrow(together, len(arena.counts) + 1)
    seen = np.zeros(len(starts) * arena.size, dtype=bool)
    waiting = np.unique(starts + np.arange(len(starts), dtype=np.int64)[:, None] * arena.size)
    known: list[tuple[Ints, Ints]] = []
    while len(waiting):
        after = _step(arena, scores, waiting)
        known.append((waiting, after))
        seen[waiting] = True
        waiting = np.unique(after[~seen[after]])
    numbers = np.concatenate([one for one, _ in known])
    order = np.argsort(numbers)
    numbers, after = numbers[order], np.concatenate([one for _, one in known])[order]
    return numbers, np.searchsorted(numbers, after)


def _step(arena: Arena, tables: NDArray[np.signedinteger], numbers: Ints) -> Ints:
    """The states after these, each under its own matrix; `tables` has the pushes of all moving factors abreast."""
    matrix, codes = numbers // arena.size, numbers % arena.size
    height = tables.shape[1]
    flat = tables.reshape(len(tables) * height, tables.shape[2])
    scores = flat[matrix * height]
    digits = [arena.digits(codes, i) for i in range(len(arena.counts))]
    for i, found in enumerate(digits):
        scores += flat[matrix * height + arena.rows(i).start + found]
    after = numbers.copy()
    first = 0
    for place in arena.moving:
        own = scores[:, first : first + arena.counts[place]].T
        first += arena.counts[place]
        top, winner = _winner(own)
        kept = own[digits[place], np.arange(len(codes))] == top
        after += np.where(kept, 0, winner - digits[place]) * arena.strides[place]
    return after


@dataclass(frozen=True, eq=False)
class Ends:
    """Where succession ends, for all states at once.

    `nodes` are the states in cycles (a state that stays is a cycle of one), sorted; `cycle` numbers the cycle of each
    by the place of its least state in `nodes`, `length` is the cycle's length, `after` the place of what follows.
    `land` has for every state a state of the cycle that it ends in, as a place in `nodes`.
    """

    nodes: Ints
    cycle: Ints
    length: Ints
    land: Ints
    after: Ints

    def gathered(self, starts: Ints, table: NDArray[np.bool_]) -> Floats:
        """How many of each row of starts end in each row of `table` (rows, nodes): (rows of starts, rows of table).

        A cycle counts by its share of states.

        >>> ends(np.array([1, 0, 0, 3])).gathered(np.array([[0, 1, 2, 3]]), np.array([[True, False, True]])).tolist()
        [[2.5]]
        """
        cycles = self.cycle[self.land[starts]]
        rows = []
        for row in table:
            share = np.bincount(self.cycle, weights=row, minlength=len(row)) / self.length
            rows.append(share[cycles].sum(axis=1))
        return np.stack(rows, axis=1)

    def ending(self, starts: Ints) -> Ints:
        """How many of the starts end in the cycle of each state of `nodes`."""
        return np.bincount(self.cycle[self.land[starts]], minlength=len(self.nodes))[self.cycle]

    def cycles(self) -> Iterator[tuple[int, list[int]]]:
        """Each cycle with its number and its states (places in `nodes`) in their order, from the least on."""
        for first in np.flatnonzero(self.cycle == np.arange(len(self.cycle))).tolist():
            states, place = [first], int(self.after[first])
            while place != first:
                states.append(place)
                place = int(self.after[place])
            yield first, states


def ends(after: Ints, longest: int | None = None) -> Ends:
    """Follows every state to its end: `after` has the state after each, and no way is longer than `longest` states.

    >>> found = ends(np.array([1, 0, 0, 3]))
    >>> found.nodes.tolist(), found.length.tolist(), found.ending(np.arange(4)).tolist()
    ([0, 1, 3], [2, 2, 1], [3, 3, 1])
    """
    longest = len(after) if longest is None else longest
    land, walked = after, 1
    while walked < longest and (after[land] != land).any():
        land = land[land]
        walked *= 2
    in_cycle = np.zeros(len(after), dtype=bool)
    in_cycle[land] = True
    nodes = np.flatnonzero(in_cycle)
    places = np.zeros(len(after), dtype=np.int64)
    places[nodes] = np.arange(len(nodes))
    following = places[after[nodes]]
    cycle = _least_of(following, longest)
    length = np.bincount(cycle, minlength=len(nodes))[cycle]
    return Ends(nodes, cycle, length, places[land], following)


def _least_of(following: Ints, longest: int) -> Ints:
    """The least place on the cycle of each place; `following` is a permutation with cycles no longer than `longest`."""
    least = np.arange(len(following), dtype=np.int64)
    jump, walked = following, 1
    while walked < longest and (jump != np.arange(len(jump))).any():
        least = np.minimum(least, least[jump])
        jump = jump[jump]
        walked *= 2
    return least
