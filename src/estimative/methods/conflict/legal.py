"""Reach by legal sequences in any graph: nobody moves twice in a row, searched over pairs of state and last mover.

Sets of states are whole numbers with one bit per state, so that what is new among thousands of states costs one
operation, and the work stays near-linear in the pairs of state and last mover.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError
from estimative.methods.conflict.problem import Bools, Ints

Bits = int
"""A set of states: bit k stands for the state with code k."""


def row_bits(table: Bools) -> list[Bits]:
    """Each row of a table as a set of its columns.

    >>> row_bits(np.array([[True, False, True]]))
    [5]
    """
    return _whole(np.packbits(table, axis=1, bitorder="little"))


def column_bits(table: Bools) -> list[Bits]:
    """Each column of a table as a set of its rows, packed by eight rows since turning a large table whole is slow.

    >>> column_bits(np.array([[True, False], [False, False], [True, False]]))
    [5, 0]
    """
    packed = np.zeros(((len(table) + 7) // 8, table.shape[1]), dtype=np.uint8)
    for bit in range(8):
        rows = table[bit::8]
        packed[: len(rows)] |= rows.astype(np.uint8) << bit
    return _whole(np.ascontiguousarray(packed.T))


def _whole(packed: NDArray[np.uint8]) -> list[Bits]:
    return [int.from_bytes(row.tobytes(), "little") for row in packed]


def members(bits: Bits) -> Iterator[int]:
    """The states of a set, ascending.

    >>> list(members(5))
    [0, 2]
    """
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def legal_minimum(tables: Sequence[Bools], values: Ints) -> Ints:
    """Per state the least of `values` over itself and all that legal sequences of the movers reach from it.

    `tables` has one table of moves [s, t] for each mover. Each pair of state and last mover is settled once, by the
    least value that it leads to, going back from the least values (Lemma 3 of the method page).

    >>> first, second = np.zeros((2, 3, 3), dtype=bool)
    >>> first[0, 1] = first[1, 2] = True
    >>> legal_minimum([first, second], np.array([2, 1, 0])).tolist()  # the first may not go twice in a row
    [1, 0, 0]
    """
    origins = [column_bits(table) for table in tables]
    movers = len(tables)
    settled = [0] * (movers + 1)  # the last row: nobody has moved yet
    least = np.array(values)
    for source in np.argsort(values, kind="stable").tolist():
        waiting = [(source, mover) for mover in range(movers) if not settled[mover] >> source & 1]
        for row in range(movers + 1):
            settled[row] |= 1 << source
        while waiting:
            state, mover = waiting.pop()
            for last in range(movers + 1):
                fresh = origins[mover][state] & ~settled[last] if last != mover else 0
                settled[last] |= fresh
                for origin in members(fresh):
                    if last == movers:
                        least[origin] = values[source]
                    else:
                        waiting.append((origin, last))
    return least


def legal_reach_bits(tables: Sequence[Bools]) -> list[Bits]:
    """Per state the set of all that legal sequences of the movers reach from it; itself only if they come back.

    A node is a mover about to move from a state; after it comes every other mover in each state that it reaches. Nodes
    that come after each other reach the same, so the work is one search forwards, one backwards (Kosaraju's strongly
    connected components) and one union per component.
    """
    targets = [row_bits(table) for table in tables]
    count = len(targets[0]) if targets else 0
    place = [[0] * count for _ in targets]
    states: list[Bits] = []  # per component the states that it reaches
    covered: list[list[Bits]] = []  # per component and mover the nodes that it reaches, its own included
    for nodes in reversed(_components(targets, [column_bits(table) for table in tables])):
        reached = [0] * len(targets)
        own = [0] * len(targets)
        for mover, state in nodes:
            reached[mover] |= targets[mover][state]
            own[mover] |= 1 << state
            place[mover][state] = len(states)
        union = _union(reached)
        for mover in range(len(targets)):
            after = _union(reached[:mover] + reached[mover + 1 :])
            while fresh := after & ~own[mover]:
                ahead = place[mover][fresh.bit_length() - 1]
                union |= states[ahead]
                own = [mine | theirs for mine, theirs in zip(own, covered[ahead], strict=True)]
        states.append(union)
        covered.append(own)
    return [_union([states[row[state]] for row in place]) for state in range(count)]


def _components(targets: Sequence[list[Bits]], origins: Sequence[list[Bits]]) -> list[list[tuple[int, int]]]:
    """The strongly connected components of the nodes (mover, state), those that lead to others before these."""
    everyone = range(len(targets))
    count = len(targets[0]) if targets else 0
    finished: list[tuple[int, int]] = []
    left = [(1 << count) - 1] * len(targets)
    for root in ((mover, state) for mover in everyone for state in range(count)):
        path = [root] if left[root[0]] >> root[1] & 1 else []
        left[root[0]] &= ~(1 << root[1])
        while path:
            mover, state = path[-1]
            for after in everyone:
                fresh = targets[mover][state] & left[after] if after != mover else 0
                if fresh:
                    path.append((after, fresh.bit_length() - 1))
                    left[after] &= ~(1 << path[-1][1])
                    break
            else:
                finished.append(path.pop())
    found = []
    left = [(1 << count) - 1] * len(targets)
    for root in reversed(finished):
        if not left[root[0]] >> root[1] & 1:
            continue
        left[root[0]] &= ~(1 << root[1])
        nodes = [root]
        for mover, state in nodes:
            for before in everyone:
                fresh = origins[before][state] & left[before] if before != mover else 0
                left[before] &= ~fresh
                nodes += [(before, origin) for origin in members(fresh)]
        found.append(nodes)
    return found


def _union(sets: Iterable[Bits]) -> Bits:
    return reduce(or_, sets, 0)


def legal_reach(tables: Sequence[Bools]) -> Bools:
    """R_H as a table: a row per state s with all that the movers of `tables` reach from s by legal sequences.

    s itself stands in its row only if they come back to it. Raises UsageError without any mover.

    >>> first, second = np.zeros((2, 3, 3), dtype=bool)
    >>> first[0, 1] = second[1, 2] = first[1, 2] = True
    >>> legal_reach([first])[0].tolist(), legal_reach([first, second])[0].tolist()
    ([False, True, False], [False, True, True])
    """
    if not len(tables):
        raise UsageError("legal_reach: tables is empty; a table of moves for at least one mover is due")
    count = len(tables[0])
    size = (count + 7) // 8
    packed = b"".join(bits.to_bytes(size, "little") for bits in legal_reach_bits(tables))
    rows = np.frombuffer(packed, dtype=np.uint8).reshape(count, size)
    return np.unpackbits(rows, axis=1, count=count, bitorder="little").astype(bool)
