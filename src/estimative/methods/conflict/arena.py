"""The states around a starting point: one slice of a conflict, its moves as tables, its joint reach on demand.

Nothing here hangs on preferences, so one arena serves all draws of an ensemble. States are *places* 0 … m - 1 within
the slice, in the order of their codes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import LimitError, UsageError
from estimative.methods.conflict.problem import Bools, Conflict, Ints
from estimative.methods.conflict.record import MAX_ARENA

Members = tuple[int, ...]
"""Numbers of decision makers that act together, ascending."""
Places = NDArray[np.int16]
"""Numbers of places, of which there are 4,096 at most."""


class Arena:
    """The feasible states that share the start's drivers, and who can move between them.

    `codes` are the codes of the places; `moves[i][s, t]` says whether decision maker i reaches t from s in one move.
    Raises UsageError where the start is not feasible and LimitError where the slice has more than 4,096 states, since
    its tables grow with the square.
    """

    def __init__(self, problem: Conflict, start: int) -> None:
        if not (0 <= start < problem.size and problem.feasible[start]):
            raise UsageError(f"Arena: the start has code {start}, which is not a feasible state")
        self.decision_makers = problem.decision_makers
        self.codes = _slice(problem, start)
        if len(self.codes) > MAX_ARENA:
            raise LimitError(
                f"{len(self.codes):,} states are possible as the drivers stand, and a play is computed up to"
                f" {MAX_ARENA:,}: leave out options, or add rules"
            )
        self.start = self.place(start)
        self.moves: tuple[Bools, ...] = tuple(self._moves(problem, dm) for dm in range(len(problem.decision_makers)))
        self._tables: dict[Members, Bools] = {}
        self._joint: dict[Members, Bools] = {}
        self._lists: dict[tuple[str, Members], Places] = {}

    def __len__(self) -> int:
        return len(self.codes)

    def place(self, code: int) -> int:
        """The place of a code; raises UsageError where it is not in this slice."""
        place = int(np.searchsorted(self.codes, code))
        if place == len(self.codes) or self.codes[place] != code:
            raise UsageError(f"Arena: code {code} is not a feasible state of this slice")
        return place

    def reach(self, members: Members) -> Bools:
        """R_H as a table: a row per place s with all that `members` reach together from s by legal sequences of moves.

        Plain reach stands for legal reach: in option form they differ at most in the start itself, and nobody improves
        by staying (see the module `reach`).
        """
        if members not in self._tables:
            arcs = np.logical_or.reduce([self.moves[dm] for dm in members])
            self._tables[members] = np.stack([_spread(place, arcs) for place in range(len(self))])
        return self._tables[members]

    def joint_moves(self, members: Members) -> Bools:
        """What the members reach together and none of them reaches alone in one move, as a table."""
        if members not in self._joint:
            table = self.reach(members).copy()
            for dm in members:
                table &= ~self.moves[dm]
            self._joint[members] = table
        return self._joint[members]

    def targets(self, members: Members) -> Places:
        """`moves` of one decision maker or `joint_moves` of several, in lists: see `in_lists`."""
        key = ("moves", members)
        if key not in self._lists:
            self._lists[key] = in_lists(self.moves[members[0]] if len(members) == 1 else self.joint_moves(members))
        return self._lists[key]

    def reach_targets(self, members: Members) -> Places:
        """`reach` in lists: see `in_lists`."""
        key = ("reach", members)
        if key not in self._lists:
            self._lists[key] = in_lists(self.reach(members))
        return self._lists[key]

    def _moves(self, problem: Conflict, dm: int) -> Bools:
        fiber = problem.fibers[dm]
        row = np.empty(problem.size, dtype=np.int64)
        column = np.empty(problem.size, dtype=np.int64)
        row[fiber] = np.arange(fiber.shape[0])[:, None]
        column[fiber] = np.arange(fiber.shape[1])[None, :]
        rows, columns = row[self.codes], column[self.codes]
        return np.asarray((rows[:, None] == rows[None, :]) & problem.legal[dm][columns[:, None], columns[None, :]])


def in_lists(table: Bools) -> Places:
    """A table's places row by row, as so many lists that each gives every row one of its places.

    Rows with fewer places than the longest have their own number in the lists that are left.

    >>> in_lists(np.array([[0, 1, 1], [1, 0, 0], [0, 0, 0]], bool)).tolist()
    [[1, 0, 2], [2, 1, 2]]
    """
    rows, places = np.nonzero(table)
    counts = table.sum(axis=1)
    lists = np.tile(np.arange(len(table), dtype=np.int16), (int(counts.max(initial=0)), 1))
    number = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    lists[number, rows] = places
    return lists


def _spread(place: int, arcs: Bools) -> Bools:
    """All places reached from `place` in one or more steps."""
    reached = np.zeros(len(arcs), dtype=bool)
    frontier = np.array([place])
    while len(frontier):
        found = np.any(arcs[frontier], axis=0)
        frontier = np.flatnonzero(found & ~reached)
        reached |= found
    return reached


def _slice(problem: Conflict, start: int) -> Ints:
    """The feasible codes whose drivers stand as at the start."""
    codes = problem.states
    for factor, step in zip(problem.factors, problem.strides, strict=True):
        if factor.owner is None:
            count = len(factor.variants)
            codes = codes[codes // step % count == start // step % count]
    return codes
