"""The loops behind large conflicts: fibers in order of preference, and least values carried along them.

Positions are those of the feasible states, 0 … S - 1. Least values are carried in pairs, without and with the reply of
the one whose ranks are looked at; a pair is one number of 64 bits, read and written at once, with the first value in
its lower half. The loops that run most often have no branches on values, which processors could not foretell, and
places in arrays are numbers without a sign, since others might count from the end.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from estimative.base.kernels import kernel

Codes: TypeAlias = NDArray[np.int64]
Ints: TypeAlias = NDArray[np.int32]
Row: TypeAlias = NDArray[np.uint32]
Pairs: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Marks: TypeAlias = NDArray[np.uint8]


class Fibers(NamedTuple):
    """Where one decision maker can move.

    A *fiber* holds the states that differ in its own options only; fibers with one state are left out. `row` lists
    them one behind the other, fiber f from `start[f]` to before `start[f + 1]`, the longest has `widest` entries. An
    entry is a position doubled, plus one if it ties with the entry before.

    A *cell* is the variants of the one-way options, numbered so that moves never lower a digit; a decision maker whose
    options all move both ways is *free*, has one cell, and needs no more than that. `cell` has the cell of every
    position. `links` has all pairs of a cell and one a step above it, those on top first. `lower[c]` are the cells one
    step of one digit below, c itself at the end of a digit. `above[c, d]` is the lowest number where the states of cell
    d reach cell c, the highest where not; its columns are filled up to a multiple of eight, which processors take at
    once. It is empty where there are many cells.
    """

    start: Ints
    row: Row
    widest: int
    cell: Ints
    cells: int
    links: Ints
    lower: Ints
    above: Ints

    @property
    def total(self) -> int:
        """How many fibers there are."""
        return len(self.start) - 1

    @property
    def free(self) -> bool:
        """Do all options move both ways?"""
        return self.cells == 1


HIGHEST = np.int32(2147483647)
LOWEST = np.int32(-2147483648)
ONE = np.uint32(1)
NOTHING = np.uint64(0)
HIGHEST_PAIR = np.int64(0x7FFFFFFF7FFFFFFF)
SHORT = 32
"""Up to this many entries are sorted by counting those before each, more by merging stretches of this length."""


@kernel
def find_fibers(number: Ints, bases: Codes, offsets: Codes, start: Ints, row: Row) -> int:
    """Fills `start` and `row`, entries in the order of own choices; returns how many fibers there are.

    A fiber's codes are one of `bases` plus each of `offsets`; `number` has the position of each code, -1 where
    infeasible.
    """
    count = 0
    end = 0
    for base in bases:
        begin = end
        for offset in offsets:
            position = number[base + offset]
            if position >= 0:
                row[end] = np.uint32(position) << ONE
                end += 1
        if end - begin > 1:
            start[count] = begin
            count += 1
        else:
            end = begin
    start[count] = end
    return count


@kernel
def order_fibers(first: int, last: int, fibers: Fibers, rank: Ints) -> None:
    """Sorts each fiber by `rank`, best first, and marks ties."""
    start, row = fibers.start, fibers.row
    keys = np.empty(fibers.widest, np.int64)
    spare = np.empty(fibers.widest, np.int64)
    for fiber in range(first, last):
        begin = start[fiber]
        width = start[fiber + 1] - begin
        for k in range(width):
            position = np.int64(row[begin + k] >> ONE)
            spare[k] = (np.int64(rank[position]) << 32) + position
        for left in range(0, width, SHORT):
            right = min(left + SHORT, width)
            for k in range(left, right):  # its place is the number of greater keys: no key is there twice
                place = left
                for other in range(left, right):
                    place += spare[other] > spare[k]
                keys[place] = spare[k]
        length = SHORT
        while length < width:
            for left in range(0, width, 2 * length):
                middle = min(left + length, width)
                right = min(left + 2 * length, width)
                a = left
                b = middle
                for k in range(left, right):
                    if b >= right or (a < middle and keys[a] > keys[b]):
                        spare[k] = keys[a]
                        a += 1
                    else:
                        spare[k] = keys[b]
                        b += 1
            keys, spare = spare, keys
            length *= 2
        before = np.int64(HIGHEST) + 1
        for k in range(width):
            held = keys[k] >> 32
            entry = np.uint32(keys[k] & 0xFFFFFFFF) << ONE
            row[begin + k] = entry | ONE if held == before else entry
            before = held


@kernel
def best_of_own(first: int, last: int, fibers: Fibers, rank: Ints, best: Ints) -> None:
    """Per position the best rank among itself and all that one own move reaches; `best` holds the ranks before.

    The row is in order of preference, so a free owner's best is the first of each fiber.
    """
    start, row, cell, links = fibers.start, fibers.row, fibers.cell, fibers.links
    found = np.empty(fibers.cells, np.int32)
    for fiber in range(first, last):
        if fibers.cells == 1:
            top = rank[row[start[fiber]] >> ONE]
            for k in range(start[fiber], start[fiber + 1]):
                best[row[k] >> ONE] = top
        else:
            found[:] = LOWEST
            for k in range(start[fiber], start[fiber + 1]):
                p = row[k] >> ONE
                found[cell[p]] = max(found[cell[p]], rank[p])
            for link in range(len(links)):
                found[links[link, 0]] = max(found[links[link, 0]], found[links[link, 1]])
            for k in range(start[fiber], start[fiber + 1]):
                p = row[k] >> ONE
                best[p] = found[cell[p]]


@kernel
def paired(first: Any, second: Any) -> Any:
    """Two values as a pair."""
    return (np.int64(second) << 32) | np.int64(np.uint32(first))


@kernel
def lower_of(one: Any, other: Any) -> Any:
    """The lower first and the lower second value of two pairs."""
    first = min(np.int32(one), np.int32(other))
    second = min(np.int32(one >> 32), np.int32(other >> 32))
    return (np.int64(second) << 32) | np.int64(np.uint32(first))


@kernel
def pair_up(first: int, last: int, rank: Ints, best: Ints, least: Pairs) -> None:
    """Begins with what each position has itself."""
    for p in range(first, last):
        least[p] = paired(rank[p], best[p])


@kernel
def least_of_parts(first: int, last: int, part: Ints, rank: Ints, best: Ints, parts: int) -> Pairs:
    """Per part the least `rank` and the least `best` of its positions."""
    least = np.full(parts, HIGHEST_PAIR)
    for p in range(first, last):
        least[part[p]] = lower_of(least[part[p]], paired(rank[p], best[p]))
    return least


@kernel
def handed_out(first: int, last: int, part: Ints, table: Pairs, least: Pairs) -> None:
    """Gives every position what its part has in `table`."""
    for p in range(first, last):
        least[p] = table[part[p]]


@kernel
def move_freely(first: int, last: int, which: Ints, fibers: Fibers, least: Pairs, fallen: Row) -> int:
    """Lowers `least` to what one move of the row's free owner reaches, in the fibers `which[first:last]`.

    Writes the positions where a value fell to the head of `fallen` and returns how many they are.
    """
    start, row = fibers.start, fibers.row
    count = NOTHING
    for fiber in which[first:last]:
        found = HIGHEST_PAIR
        for k in range(np.uint64(start[fiber]), np.uint64(start[fiber + 1])):
            found = lower_of(found, least[row[k] >> ONE])
        for k in range(np.uint64(start[fiber]), np.uint64(start[fiber + 1])):
            p = row[k] >> ONE
            fallen[count] = p
            count += np.uint64(found != least[p])
            least[p] = found
    return int(count)


@kernel
def move_one_way(first: int, last: int, which: Ints, fibers: Fibers, least: Pairs, fallen: Row) -> int:
    """As `move_freely`, for an owner with one-way options: a state goes to cells that are not below its own."""
    start, row, cell, links = fibers.start, fibers.row, fibers.cell, fibers.links
    found = np.empty(fibers.cells, np.int64)
    count = NOTHING
    for fiber in which[first:last]:
        found[:] = HIGHEST_PAIR
        for k in range(np.uint64(start[fiber]), np.uint64(start[fiber + 1])):
            p = row[k] >> ONE
            c = np.uint64(cell[p])
            found[c] = lower_of(found[c], least[p])
        for link in range(len(links)):
            c = np.uint64(links[link, 0])
            found[c] = lower_of(found[c], found[np.uint64(links[link, 1])])
        for k in range(np.uint64(start[fiber]), np.uint64(start[fiber + 1])):
            p = row[k] >> ONE
            reached = found[np.uint64(cell[p])]
            fallen[count] = p
            count += np.uint64(reached != least[p])
            least[p] = reached
    return int(count)


@kernel
def improve_freely(first: int, last: int, which: Ints, fibers: Fibers, least: Pairs, fallen: Row) -> int:
    """Lowers `least` to what one improvement of the row's free owner reaches, in the fibers `which[first:last]`.

    From best to worst, `past` is the least among strictly better states, `run` among all so far. As in `move_freely`
    the positions where a value fell come out at the head of `fallen`.
    """
    start, row = fibers.start, fibers.row
    count = NOTHING
    for fiber in which[first:last]:
        past = run = HIGHEST_PAIR
        for k in range(np.uint64(start[fiber]), np.uint64(start[fiber + 1])):
            entry = row[k]
            p = entry >> ONE
            if not entry & ONE:
                past = run
            value = least[p]
            run = lower_of(run, value)
            lowered = lower_of(past, value)
            fallen[count] = p
            count += np.uint64(lowered != value)
            least[p] = lowered
    return int(count)


@kernel
def improve_one_option(first: int, last: int, which: Ints, fibers: Fibers, least: Pairs, fallen: Row) -> int:
    """As `improve_freely`, for an owner with two cells: from the lower one all is open, from the upper one its like.

    `upper` and `above` are `run` and `past` among the states of the upper cell only.
    """
    start, row, cell = fibers.start, fibers.row, fibers.cell
    count = NOTHING
    for fiber in which[first:last]:
        past = run = above = upper = HIGHEST_PAIR
        for k in range(np.uint64(start[fiber]), np.uint64(start[fiber + 1])):
            entry = row[k]
            p = entry >> ONE
            if not entry & ONE:
                past = run
                above = upper
            high = cell[p] == 1
            value = least[p]
            run = lower_of(run, value)
            upper = lower_of(upper, value if high else HIGHEST_PAIR)
            lowered = lower_of(above if high else past, value)
            fallen[count] = p
            count += np.uint64(lowered != value)
            least[p] = lowered
    return int(count)


@kernel
def improve_one_way(first: int, last: int, which: Ints, fibers: Fibers, least: Pairs, fallen: Row) -> int:
    """As `improve_freely`, for an owner with few cells: only strictly better states in cells not below count.

    Per cell `run` holds the least so far of what the cell's states reach, `past` that of strictly better ones; a row
    for the first values and one for the second, so that eight cells are dealt with at once.
    """
    start, row, cell, above = fibers.start, fibers.row, fibers.cell, fibers.above
    cells = above.shape[1]
    run = np.empty((2, cells), np.int32)
    past = np.empty((2, cells), np.int32)
    count = NOTHING
    for fiber in which[first:last]:
        run[:] = HIGHEST
        for k in range(np.uint64(start[fiber]), np.uint64(start[fiber + 1])):
            entry = row[k]
            p = entry >> ONE
            c = np.uint64(cell[p])
            if not entry & ONE:
                for d in range(cells):
                    past[0, d] = run[0, d]
                    past[1, d] = run[1, d]
            value = least[p]
            lowered = lower_of(value, paired(past[0, c], past[1, c]))
            fallen[count] = p
            count += np.uint64(lowered != value)
            least[p] = lowered
            for d in range(cells):
                run[0, d] = min(run[0, d], max(np.int32(value), above[c, d]))
                run[1, d] = min(run[1, d], max(np.int32(value >> 32), above[c, d]))
    return int(count)


@kernel
def lower_all(found: Ints, side: int, c: int, value: Any, lower: Ints, stack: Ints) -> None:
    """Lowers `found` to `value` at cell `c` and at all cells below it.

    `found` never rises from a cell to one below, so the walk may stop at every cell that is low enough.
    """
    found[c, side] = value
    stack[0] = c
    top = 1
    while top:
        top -= 1
        here = stack[top]
        for x in range(lower.shape[1]):
            below = lower[here, x]
            if found[below, side] > value:
                found[below, side] = value
                stack[top] = below
                top += 1


@kernel
def improve_one_way_wide(first: int, last: int, which: Ints, fibers: Fibers, least: Pairs, fallen: Row) -> int:
    """As `improve_one_way`, for an owner with many cells: only those that a value lowers are visited."""
    start, row, cell, lower = fibers.start, fibers.row, fibers.cell, fibers.lower
    found = np.empty((fibers.cells, 2), np.int32)
    stack = np.empty(fibers.cells, np.int32)
    count = NOTHING
    for fiber in which[first:last]:
        found[:] = HIGHEST
        k = start[fiber]
        end = start[fiber + 1]
        while k < end:
            stop = k + 1
            while stop < end and row[stop] & ONE:
                stop += 1
            for q in range(k, stop):
                p = row[q] >> ONE
                c = cell[p]
                lowered = lower_of(least[p], paired(found[c, 0], found[c, 1]))
                fallen[count] = p
                count += np.uint64(lowered != least[p])
                least[p] = lowered
            for q in range(k, stop):
                p = row[q] >> ONE
                c = cell[p]
                first_value = np.int32(least[p])
                second_value = np.int32(least[p] >> 32)
                if first_value < found[c, 0]:
                    lower_all(found, 0, c, first_value, lower, stack)
                if second_value < found[c, 1]:
                    lower_all(found, 1, c, second_value, lower, stack)
            k = stop
    return int(count)


@kernel
def name_fibers(fibers: Fibers, fiber_of: Ints) -> None:
    """Writes the number of its fiber to each position that is in one."""
    start, row = fibers.start, fibers.row
    for fiber in range(len(start) - 1):
        for k in range(start[fiber], start[fiber + 1]):
            fiber_of[row[k] >> ONE] = fiber


@kernel
def touch_fibers(fallen: Row, count: int, fiber_of: Ints, touched: Bools) -> None:
    """Marks the fibers of the first `count` positions of `fallen`; a position in no fiber has the number -1."""
    for k in range(count):
        fiber = fiber_of[fallen[k]]
        if fiber >= 0:
            touched[fiber] = True


@kernel
def settle_freely(
    first: int, last: int, fibers: Fibers, rank: Ints, moved: Pairs, improved: Pairs, marks: Marks
) -> None:
    """Marks where the row's free owner is stable: no own move leads to a better rank that the others' answers leave.

    `moved` and `improved` are the least values over the others' moves and improvements. A mark has one bit per
    concept, Nash lowest.
    """
    start, row = fibers.start, fibers.row
    for fiber in range(first, last):
        nash = gmr = smr = seq = sseq = LOWEST
        for k in range(start[fiber], start[fiber + 1]):
            p = row[k] >> ONE
            own = rank[p]
            nash = max(nash, own)
            gmr = max(gmr, min(own, np.int32(moved[p])))
            smr = max(smr, min(own, np.int32(moved[p] >> 32)))
            seq = max(seq, min(own, np.int32(improved[p])))
            sseq = max(sseq, min(own, np.int32(improved[p] >> 32)))
        for k in range(start[fiber], start[fiber + 1]):
            p = row[k] >> ONE
            own = rank[p]
            marks[p] = (nash <= own) | (gmr <= own) << 1 | (smr <= own) << 2 | (seq <= own) << 3 | (sseq <= own) << 4


@kernel
def settle_one_way(
    first: int, last: int, fibers: Fibers, rank: Ints, moved: Pairs, improved: Pairs, marks: Marks
) -> None:
    """As `settle_freely`, for an owner with one-way options."""
    start, row, cell, links = fibers.start, fibers.row, fibers.cell, fibers.links
    found = np.empty((fibers.cells, 5), np.int32)
    for fiber in range(first, last):
        found[:] = LOWEST
        for k in range(start[fiber], start[fiber + 1]):
            p = row[k] >> ONE
            c = cell[p]
            own = rank[p]
            found[c, 0] = max(found[c, 0], own)
            found[c, 1] = max(found[c, 1], min(own, np.int32(moved[p])))
            found[c, 2] = max(found[c, 2], min(own, np.int32(moved[p] >> 32)))
            found[c, 3] = max(found[c, 3], min(own, np.int32(improved[p])))
            found[c, 4] = max(found[c, 4], min(own, np.int32(improved[p] >> 32)))
        for link in range(len(links)):
            c = links[link, 0]
            for concept in range(5):
                found[c, concept] = max(found[c, concept], found[links[link, 1], concept])
        for k in range(start[fiber], start[fiber + 1]):
            p = row[k] >> ONE
            c = cell[p]
            mark = 0
            for concept in range(5):
                mark |= (found[c, concept] <= rank[p]) << concept
            marks[p] = mark
