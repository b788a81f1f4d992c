"""What a conflict is apart from its ranks, laid out for the compiled kernels: feasible states, fibers, cells, parts.

Words are those of the module `kernels`. A *part* holds all that the others of a decision maker reach from each other,
where they are all free: a conflict falls into such parts, and within one of them every move is possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

import numpy as np

from estimative.base.kernels import Team
from estimative.base.logic.space import Factor
from estimative.methods.conflict.kernels import HIGHEST, LOWEST, Codes, Fibers, Ints, find_fibers, name_fibers
from estimative.methods.conflict.parts import joined
from estimative.methods.conflict.problem import Conflict

FEW_CELLS = 128
"""Up to here it is quicker to look at every cell than to walk to those that matter."""

Part: TypeAlias = tuple[Ints, int]
"""The part of every position, and how many parts there are."""


@dataclass(frozen=True, eq=False)
class Structure:
    """All of a conflict but its ranks.

    `whole` says that every code is feasible; `fibers` and `parts` have an entry per decision maker (no parts where some
    of the others have a one-way option), and `fiber_of` a row with the fiber of each position, -1 where there is none.
    """

    states: Codes
    whole: bool
    fibers: tuple[Fibers, ...]
    fiber_of: Ints
    parts: tuple[Part | None, ...]

    def others(self, dm: int) -> list[int]:
        """Those other than `dm` who can move at all."""
        return [other for other, fibers in enumerate(self.fibers) if other != dm and fibers.total]


def structure_of(problem: Conflict, team: Team) -> Structure:
    """The layout of a conflict; its ranks are not looked at. Memory: 8 to 16 bytes per state and decision maker."""
    states = problem.states
    count, size = len(problem.decision_makers), len(states)
    whole = size == problem.size
    number = np.cumsum(problem.feasible, dtype=np.int32)
    number -= np.int32(1)
    if not whole:
        number[~problem.feasible] = -1
    fiber_of = np.full((count, size), -1, np.int32)

    def found(first: int, last: int) -> list[Fibers]:
        result = [_fibers(problem, number, dm) for dm in range(first, last)]
        for fibers, row in zip(result, fiber_of[first:last], strict=True):
            name_fibers(fibers, row)
        return result

    fibers = tuple(one for share in team.run(found, count, count * size) for one in share)

    def parted(first: int, last: int) -> list[Part | None]:
        return [_part(problem, whole, fibers, dm) for dm in range(first, last)]

    parts = tuple(one for share in team.run(parted, count, count * size) for one in share)
    return Structure(states, whole, fibers, fiber_of, parts)


def _fibers(problem: Conflict, number: Ints, dm: int) -> Fibers:
    size = len(problem.states)
    own = problem.own(dm)
    offsets = problem.offsets(own)
    others = [k for k in range(len(problem.factors)) if k not in own]
    row = np.empty(size if len(offsets) > 1 else 0, np.uint32)
    bases = problem.offsets(others if len(row) else [])
    start = np.zeros(min(len(bases), len(row) // 2) + 1, np.int32)
    start = start[: 1 + find_fibers(number, bases, offsets, start, row)] if len(row) else start[:1]
    row = row[: start[-1]]
    widest = int(np.diff(start).max(initial=0))
    bound = [k for k in own if problem.factors[k].moves != "both" and len(problem.factors[k].variants) > 1]
    if not bound or not len(row):
        empty = np.empty((0, 2), np.int32)
        return Fibers(start, row, widest, np.empty(0, np.int32), 1, empty, empty, empty)
    counts = [len(problem.factors[k].variants) for k in bound]
    return Fibers(start, row, widest, _cells(problem, bound), prod(counts), *_steps(counts), _above(counts))


def _cells(problem: Conflict, bound: Sequence[int]) -> Ints:
    """The cell of every feasible state; digits of options that only fall are counted from above."""
    cell = np.zeros(1, np.int32)
    step = 1
    for k, factor in enumerate(problem.factors):
        digits: Ints = np.zeros(len(factor.variants), np.int32)
        if k in bound:
            digits = _digits(factor) * np.int32(step)
            step *= len(factor.variants)
        cell = (digits[:, None] + cell[None, :]).ravel()
    return cell[problem.states] if len(problem.states) < problem.size else cell


def _digits(factor: Factor) -> Ints:
    digits = np.arange(len(factor.variants), dtype=np.int32)
    return digits if factor.moves == "forward" else digits[::-1]


def _steps(counts: Sequence[int]) -> tuple[Ints, Ints]:
    """All pairs of a cell and one a step above, those on top first; and per cell and digit the cell a step below."""
    cells = np.arange(prod(counts), dtype=np.int32)
    lower = np.empty((len(cells), len(counts)), np.int32)
    step = 1
    for x, count in enumerate(counts):  # columns of `lower` stand for digits
        lower[:, x] = np.where(cells // step % count > 0, cells - np.int32(step), cells)
        step *= count
    higher, digit = np.nonzero(lower != cells[:, None])
    links = np.stack([lower[higher, digit], higher.astype(np.int32)], axis=1)
    return np.ascontiguousarray(links[::-1]), lower


def _above(counts: Sequence[int]) -> Ints:
    cells = prod(counts)
    if cells > FEW_CELLS:
        return np.empty((0, 0), np.int32)
    reached = np.ones((1, 1), dtype=bool)
    for count in counts:
        reached = np.kron(np.tril(np.ones((count, count), dtype=bool)), reached)
    above = np.full((cells, -(-cells // 8) * 8), HIGHEST)
    above[:, :cells] = np.where(reached, LOWEST, HIGHEST)
    return above


def _part(problem: Conflict, whole: bool, fibers: Sequence[Fibers], dm: int) -> Part | None:
    """The parts that the others of `dm` mix, or None where some of them has a one-way option."""
    others = [other for k, other in enumerate(fibers) if k != dm]
    if not all(other.free for other in others):
        return None
    if not whole:
        return joined(len(problem.states), others)
    part = np.zeros(1, np.int32)
    step = 1
    for factor in problem.factors:
        steps = np.zeros(len(factor.variants), np.int32)
        if factor.owner is None or factor.owner == problem.decision_makers[dm]:
            steps = np.arange(len(factor.variants), dtype=np.int32) * np.int32(step)
            step *= len(factor.variants)
        part = (steps[:, None] + part[None, :]).ravel()
    return part, step
