"""Where every single state of a field settles: all attractors with their exact weights, by one pass over all states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from estimative.base import kernels
from estimative.base.errors import LimitError
from estimative.methods.cross_impact import succession_kernels as loops
from estimative.methods.cross_impact.field import Field, Whole
from estimative.methods.cross_impact.problem import Ints
from estimative.methods.cross_impact.rules import Rule, wanted

Bytes: TypeAlias = NDArray[np.int8]

MAX_STATES = 1 << 26
"""Of one field; a pass over this many takes some seconds and some 300 MB."""

WHOLLY_IN_NUMPY = 1 << 12
"""Up to this many states NumPy is quicker than waiting for Numba."""

_BLOCK = 1 << 13


@dataclass(frozen=True, eq=False)
class Basins:
    """The attractors of a field, in slots: an attractor of `length` k has k slots, one behind the other.

    By slot: `begins` is its attractor's first slot, `code` the state on the cycle, in the order of the walk from the
    lowest code on, `weight` how many of the counted starts keep in step with that state: after a multiple of k steps
    that is large enough they stand there.
    """

    field: Field
    begins: Ints
    length: Ints
    code: Ints
    weight: Ints

    @property
    def firsts(self) -> Ints:
        """The first slot of every attractor."""
        return np.flatnonzero(self.begins == np.arange(len(self.begins)))

    def weights(self) -> Ints:
        """How many starts settle in each attractor."""
        return np.add.reduceat(self.weight, self.firsts) if len(self.weight) else self.weight


def basins(field: Field, rule: Rule, count: int, all_starts: bool = True) -> Basins:
    """All attractors of a field with their exact weights; `count` is the number of descriptors of the problem.

    Where `all_starts` is false, starts with a forbidden combination do not count. Raises LimitError beyond 2^26 states.
    """
    if field.size > MAX_STATES:
        raise LimitError(f"basins: {field.size:,} states; at most {MAX_STATES:,} are gone through one by one")
    counted = None if all_starts else field.allowed()
    marks = np.zeros(0, np.uint8) if counted is None else counted.astype(np.uint8)
    successor = successor_codes(field, rule, count)
    if field.size <= WHOLLY_IN_NUMPY or not kernels.compiling():
        return _settled(field, successor, marks)
    return _settled_fast(field, successor, marks)


def successor_codes(field: Field, rule: Rule, count: int) -> loops.Short:
    """The code of what each state turns into, as a number of 32 bits.

    States that differ only in the last descriptors are taken together: what these say is summed up once, what the first
    ones say is a number per column that is added to it.
    """
    order = rule.order_of(field.places, count)
    lowest = rule.ties == "lowest"
    if rule.succession.in_turn:
        return _in_turn(field, order, lowest)

    def step(work: _Work, states: Bytes, scores: Whole) -> Whole:
        return work.field.codes(rule.succession.step(work.field, scores, states, lowest, order))

    return _Work(field, slice(None), step).codes()


def _in_turn(field: Field, order: tuple[int, ...], lowest: bool) -> loops.Short:
    """One descriptor after another: what each alone adds to the code of a state, looked up where the last one went."""
    after = np.arange(field.size, dtype=np.int32)
    for j in order:

        def step(work: _Work, states: Bytes, scores: Whole, j: int = j) -> Whole:
            best, _ = wanted(scores, states[j], lowest)
            change: Whole = np.multiply(best - states[j], work.field.strides[j], dtype=np.int64)
            return change

        after += _Work(field, field.columns(j), step).codes()[after]
    return after


@dataclass(frozen=True, eq=False)
class _Work:
    """One number for each state of a field, block by block; `step` gets the states and the scores in `columns`."""

    field: Field
    columns: slice
    step: Callable[[_Work, Bytes, Whole], Whole]

    @cached_property
    def cut(self) -> int:
        """The first of the descriptors in which the states of a block differ."""
        cut = len(self.field.counts)
        while cut and self.field.strides[cut - 1] * self.field.counts[cut - 1] <= _BLOCK:
            cut -= 1
        return cut

    def codes(self) -> loops.Short:
        """What `step` says of all states."""
        field, cut = self.field, self.cut
        size = field.strides[cut] * field.counts[cut] if cut < len(field.counts) else 1
        inner = field.states(np.arange(size))
        pushes = field.pushes[self.columns]
        scores: Whole = np.zeros((len(pushes), size), dtype=np.int64)
        for j in range(cut, len(field.counts)):
            scores += pushes[:, inner[j] + field.offsets[j]]
        if (np.abs(pushes).sum(axis=1) + np.abs(field.base[self.columns])).max(initial=0) < 1 << 29:
            scores = scores.astype(np.int32)  # half as much to move about
        successor = np.empty(field.size, np.int32)
        steps = field.size * len(field.base)
        kernels.EVERYBODY.run(self.fill, field.size // size, steps, inner.astype(np.int8), scores, successor)
        return successor

    def fill(self, first: int, last: int, inner: Bytes, scores: Whole, successor: loops.Short) -> None:
        """Writes the numbers of the states in the blocks from `first` to before `last`."""
        field, size, cut = self.field, inner.shape[1], self.cut
        pushes = field.pushes[self.columns]
        states = inner.copy()
        outer = field.states(np.arange(first, last) * size)[:cut]
        push = np.repeat(field.base[self.columns, None], last - first, axis=1)
        for j in range(cut):
            push += pushes[:, outer[j] + field.offsets[j]]
        push = push.astype(scores.dtype)
        for k in range(last - first):
            states[:cut] = outer[:, k, None]
            successor[(first + k) * size : (first + k + 1) * size] = self.step(self, states, scores + push[:, k, None])


def _settled_fast(field: Field, successor: loops.Short, marks: loops.Marks) -> Basins:
    size = len(successor)
    begins, length, code = (np.empty(size, np.int32) for _ in range(3))  # memory that is not written to costs nothing
    weight = np.empty(size, np.int64)
    slots = loops.settle(successor, marks, begins, length, code, weight)
    return Basins(field, *(part[:slots].astype(np.int64) for part in (begins, length, code, weight)))


def _settled(field: Field, successor: loops.Short, marks: loops.Marks) -> Basins:
    """The same as the kernel `settle`, by doubling the number of steps, in NumPy."""
    far, steps = successor, 1
    while steps < len(successor):
        far = far[far]
        steps *= 2
    on_cycles = np.zeros(len(successor), dtype=bool)
    on_cycles[far] = True
    alone = successor == np.arange(len(successor))
    slot = np.full(len(successor), -1, dtype=np.int64)
    begins: list[int] = []
    length: list[int] = []
    code: list[int] = []
    for state in np.flatnonzero(on_cycles).tolist():
        if slot[state] >= 0:
            continue
        first = len(code)
        if alone[state]:
            slot[state] = first
            begins.append(first)
            length.append(1)
            code.append(state)
            continue
        here = state
        while slot[here] < 0:
            slot[here] = len(code)
            code.append(here)
            here = int(successor[here])
        size = len(code) - first
        begins += [first] * size
        length += [size] * size
    starts, sizes = np.array(begins, np.int64), np.array(length, np.int64)
    ends = slot[far]
    kept_in_step = starts[ends] + (ends - starts[ends] - steps) % sizes[ends]
    if len(marks):
        kept_in_step = kept_in_step[marks != 0]
    weight = np.bincount(kept_in_step, minlength=len(code)).astype(np.int64)
    return Basins(field, starts, sizes, np.array(code, np.int64), weight)
