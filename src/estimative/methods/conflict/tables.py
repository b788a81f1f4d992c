"""All stability tables of a large conflict by the compiled kernels.

For each decision maker: the best of its own moves, the least values over the others' moves and over their
improvements, and one comparison with its ranks. What the module `stability` does in NumPy for one concept at a time
is done here for all five in one pass, each fiber put in order of preference once.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from estimative.base.kernels import ALONE, Team, compiling
from estimative.base.logic.space import Factor
from estimative.base.progress import SILENT, Progress
from estimative.methods.conflict import kernels
from estimative.methods.conflict.concepts import CONCEPTS
from estimative.methods.conflict.kernels import Fibers, Ints, Pairs, Row
from estimative.methods.conflict.problem import Bools, Conflict, dense_ranks
from estimative.methods.conflict.structure import Structure, structure_of

Step: TypeAlias = Callable[[int, int, Ints, Fibers, Pairs, Row], int]

MANY = 1 / 8
"""Where a larger share of the values fell, all fibers are looked at again: marking each would take longer."""

LEAST_RANK, MOST_RANK = -(2**31) + 1, 2**31 - 2
"""Ranks that 32 bits hold beside the kernels' highest and lowest numbers."""


class Tables:
    """Works out stability tables for one draw of ranks after the other, in memory that it keeps.

    One object serves one thread at a time. It brings the rows of its structure into another order, unless `shared` has
    it work on copies. Memory: 4 bytes per state and decision maker (8 with copies) and about 40 per state, beside the
    structure's.
    """

    def __init__(self, structure: Structure, team: Team, shared: bool = False) -> None:
        size = len(structure.states)
        self.structure = structure
        self.team = team
        self.fibers = structure.fibers
        if shared:
            self.fibers = tuple(fibers._replace(row=fibers.row.copy()) for fibers in structure.fibers)
        self.ranks = np.empty(structure.fiber_of.shape, np.int32)
        self.best = np.empty(size, np.int32)
        self.moved = np.empty(size, np.int64)
        self.improved = np.empty(size, np.int64)
        self.marks = np.empty(size, np.uint8)
        self.fallen = np.empty(size, np.uint32)

    def stable(self, ranks: NDArray[np.int64], progress: Progress = SILENT) -> dict[str, Bools]:
        """Per concept a row per decision maker and a column per feasible state: is the state stable for it?

        `ranks` have a row per decision maker and a column per code.
        """
        count, size = len(self.fibers), len(self.best)
        self._take(ranks)
        for fibers, rank in zip(self.fibers, self.ranks, strict=True):
            self.team.run(kernels.order_fibers, fibers.total, size, fibers, rank)
        stable = {concept: np.empty((count, size), dtype=bool) for concept in CONCEPTS}

        def tell_apart(first: int, last: int, dm: int) -> None:
            for bit, table in enumerate(stable.values()):
                np.not_equal(self.marks[first:last] & np.uint8(1 << bit), 0, out=table[dm, first:last])

        progress.start("stability", count)
        for dm in range(count):
            self._mark(dm)
            self.team.run(tell_apart, size, size, dm)
            progress.advance()
        progress.finish()
        return stable

    def _take(self, ranks: NDArray[np.int64]) -> None:
        """Writes the ranks of the feasible states in 32 bits; where they do not fit, others in the same order."""

        def take(first: int, last: int) -> None:
            for dm in range(first, last):
                held = ranks[dm] if self.structure.whole else ranks[dm][self.structure.states]
                fits = held.min() >= LEAST_RANK and held.max() <= MOST_RANK
                self.ranks[dm] = held if fits else dense_ranks(held)

        self.team.run(take, len(self.ranks), self.ranks.size)

    def _mark(self, dm: int) -> None:
        """Leaves in `marks` one bit for each concept under which a position is stable for `dm`."""
        team, fibers, rank, size = self.team, self.fibers[dm], self.ranks[dm], len(self.best)
        best, moved, improved, marks = self.best, self.moved, self.improved, self.marks
        marks[:] = (1 << len(CONCEPTS)) - 1  # where nobody moves, everything is stable
        if not fibers.total:
            return
        best[:] = rank
        team.run(kernels.best_of_own, fibers.total, size, fibers, rank, best)
        part = self.structure.parts[dm]
        if part is None:
            team.run(kernels.pair_up, size, size, rank, best, moved)
            # Where every code is feasible, options do not meet, so one move of each of the others will do.
            self._lower(dm, moved, _move, once=self.structure.whole)
        else:
            shares = team.run(kernels.least_of_parts, size, size, part[0], rank, best, part[1])
            table = np.minimum.reduce([share.view(np.int32) for share in shares]).view(np.int64)
            team.run(kernels.handed_out, size, size, part[0], table, moved)
        team.run(kernels.pair_up, size, size, rank, best, improved)
        self._lower(dm, improved, _improve)
        settle = kernels.settle_freely if fibers.free else kernels.settle_one_way
        team.run(settle, fibers.total, size, fibers, rank, moved, improved, marks)

    def _lower(self, dm: int, least: Pairs, step: Step, once: bool = False) -> None:
        """Lowers `least` to the least value over all that the others reach by sequences of one kind of `step`.

        They take turns until no value falls any more, or each just `once`.
        """
        movers = [Mover(self.fibers[other], self.structure.fiber_of[other]) for other in self.structure.others(dm)]
        quiet = 0
        for turn in itertools.count():
            if quiet == len(movers) or (once and turn == len(movers)):
                return
            fell = movers[turn % len(movers)].turn(least, step, movers, self.fallen, self.team)
            quiet = 0 if fell else quiet + 1


class Mover:
    """One of the others at work: it knows which of its fibers hold a value that fell since it last looked at them."""

    def __init__(self, fibers: Fibers, fiber_of: Ints) -> None:
        self.fibers = fibers
        self.fiber_of = fiber_of
        self.every = np.arange(fibers.total, dtype=np.int32)
        self.all_touched = True
        self.touched = np.zeros(fibers.total, dtype=bool)

    def turn(self, least: Pairs, step: Step, movers: Sequence[Mover], fallen: Row, team: Team) -> bool:
        """Takes one step in each fiber that was touched, and touches those of the other movers. Did a value fall?"""
        if self.all_touched:
            which, ends = self.every, self.fibers.start
        else:
            which = np.flatnonzero(self.touched).astype(np.int32)
            ends = np.zeros(len(which) + 1, np.int32)
            np.cumsum(self.fibers.start[which + 1] - self.fibers.start[which], out=ends[1:])
        self.all_touched = False
        self.touched[:] = False

        def work(first: int, last: int) -> int:
            entries = int(ends[last] - ends[first])
            here = fallen[ends[first] : ends[last]]
            count = step(first, last, which, self.fibers, least, here)
            for other in movers:
                if other is not self and count > entries * MANY:
                    other.all_touched = True
                elif other is not self and count and not other.all_touched:
                    kernels.touch_fibers(here, count, other.fiber_of, other.touched)
            return count

        return any(team.run(work, len(which), int(ends[-1])))


def _move(first: int, last: int, which: Ints, fibers: Fibers, least: Pairs, fallen: Row) -> int:
    step = kernels.move_freely if fibers.free else kernels.move_one_way
    return step(first, last, which, fibers, least, fallen)


def _improve(first: int, last: int, which: Ints, fibers: Fibers, least: Pairs, fallen: Row) -> int:
    if fibers.free:
        return kernels.improve_freely(first, last, which, fibers, least, fallen)
    if fibers.cells == 2:
        return kernels.improve_one_option(first, last, which, fibers, least, fallen)
    step = kernels.improve_one_way if len(fibers.above) else kernels.improve_one_way_wide
    return step(first, last, which, fibers, least, fallen)


def warm_up() -> bool:
    """Compiles all kernels now, so that conflicts of any size are solved by them from here on in this process.

    Takes some ten seconds on a machine that never did it, one where the compiled code was kept. Returns whether there
    is a compiler; without one nothing changes. Worth its time before many small conflicts are solved one by one.
    """
    if not compiling():
        return False
    for problem in _samples():
        Tables(structure_of(problem, ALONE), ALONE).stable(problem.ranks)
    kernels.touch_fibers(np.zeros(1, np.uint32), 1, np.zeros(1, np.int32), np.zeros(1, bool))
    _WARM.set()
    return True


def warmed() -> bool:
    """Has `warm_up` compiled the kernels in this process?"""
    return _WARM.is_set()


_WARM = threading.Event()


def _samples() -> Iterator[Conflict]:
    """Small conflicts that need every kernel: options that all move freely, one, a few and many one-way ones."""
    for one_way, whole in ((0, True), (0, False), (1, True), (2, True), (8, False)):
        owners = "a" * max(1, one_way) + "bc"
        factors = tuple(
            Factor(f"f{k}", owner=owner, moves="forward" if k < one_way else "both") for k, owner in enumerate(owners)
        )
        size = 1 << len(factors)
        feasible = np.arange(size) < (size if whole else size - 1)
        yield Conflict(("a", "b", "c"), factors, feasible, np.tile(np.arange(size), (3, 1)))
