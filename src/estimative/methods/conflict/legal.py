"""Reach by legal sequences in any graph: nobody moves twice in a row, searched over pairs of state and last mover.

Sets of states are whole numbers with one bit per state, so that what is new among thousands of states costs one
operation. The work is near-linear in the pairs of state and last mover for one minimum, times states for all reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from estimative.methods.conflict.problem import Bools, Ints

Bits = int
"""A set of states: bit k stands for the state with code k."""


def row_bits(table: Bools) -> list[Bits]:
    """Each row of a table as a set of its columns.

    >>> row_bits(np.array([[True, False, True]]))
    [5]
    """
    return [int.from_bytes(row.tobytes(), "little") for row in np.packbits(table, axis=1, bitorder="little")]


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
    origins = [row_bits(table.T) for table in tables]
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
    """Per state the set of all that legal sequences of the movers reach from it; itself only if they come back."""
    targets = [row_bits(table) for table in tables]
    everyone = range(len(tables))
    found = []
    for start in range(len(tables[0]) if tables else 0):
        reached = [rows[start] for rows in targets]
        waiting = [(state, mover) for mover in everyone for state in members(reached[mover])]
        while waiting:
            state, last = waiting.pop()
            for mover in everyone:
                fresh = targets[mover][state] & ~reached[mover] if mover != last else 0
                reached[mover] |= fresh
                waiting += [(there, mover) for there in members(fresh)]
        union = 0
        for states in reached:
            union |= states
        found.append(union)
    return found


def legal_reach(tables: Sequence[Bools]) -> Bools:
    """R_H as a table: a row per state s with all that the movers of `tables` reach from s by legal sequences.

    s itself stands in its row only if they come back to it. At least one mover is due.

    >>> first, second = np.zeros((2, 3, 3), dtype=bool)
    >>> first[0, 1] = second[1, 2] = first[1, 2] = True
    >>> legal_reach([first])[0].tolist(), legal_reach([first, second])[0].tolist()
    ([False, True, False], [False, True, True])
    """
    count = len(tables[0])
    size = (count + 7) // 8
    packed = b"".join(bits.to_bytes(size, "little") for bits in legal_reach_bits(tables))
    rows = np.frombuffer(packed, dtype=np.uint8).reshape(count, size)
    return np.unpackbits(rows, axis=1, count=count, bitorder="little").astype(bool)
