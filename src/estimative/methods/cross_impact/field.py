"""The arithmetic of succession: what remains of a problem when some descriptors are held or left to themselves.

A *field* has a matrix like a problem, and besides a constant push on every variant: what descriptors outside of it
contribute. Here states stand in columns, (descriptors, m), and so do their scores, (variants, m): long rows are what
NumPy is quick at. States are numbered by *codes*, the first descriptor as the slowest-changing digit, so that the order
of the codes is the order of the scenarios as lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError
from estimative.methods.cross_impact.problem import Bools, CrossImpact, Ints, Pattern

Codes: TypeAlias = NDArray[np.integer]
Whole: TypeAlias = NDArray[Any]
"""Whole numbers of any width: short ones are moved about sooner."""


@dataclass(frozen=True, eq=False)
class Field:
    """`places` are the descriptors of the problem that move, `base` the constant score of each of their variants.

    `never` holds what remains of the forbidden combinations; `barred` says that what is held is itself forbidden.
    """

    places: tuple[int, ...]
    counts: tuple[int, ...]
    matrix: Ints
    base: Ints
    never: tuple[Pattern, ...] = ()
    barred: bool = False

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """The column at which each descriptor's variants start."""
        return tuple(accumulate(self.counts[:-1], initial=0)) if self.counts else ()

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """What one step of each descriptor adds to the code; the last changes fastest."""
        return tuple(accumulate(self.counts[:0:-1], lambda a, b: a * b, initial=1))[::-1] if self.counts else ()

    @property
    def size(self) -> int:
        """The number of states; a Python integer of any size."""
        return prod(self.counts)

    def columns(self, j: int) -> slice:
        """The columns of one descriptor's variants."""
        return slice(self.offsets[j], self.offsets[j] + self.counts[j])

    @cached_property
    def pushes(self) -> Ints:
        """The matrix with a row per target variant."""
        return np.ascontiguousarray(self.matrix.T)

    @cached_property
    def _pushes(self) -> NDArray[np.float64]:
        return self.pushes.astype(np.float64)

    def scores(self, states: Ints) -> Ints:
        """Impact scores (variants, m) of states (descriptors, m).

        A product of matrices, which is quick for floating-point numbers, and exact here: no sum reaches 2^53.
        """
        standing = np.zeros((len(self.base), states.shape[1]))
        everyone = np.arange(states.shape[1])
        for j, offset in enumerate(self.offsets):
            standing[states[j] + offset, everyone] = 1.0
        return (self._pushes @ standing).astype(np.int64) + self.base[:, None]

    def states(self, codes: Codes) -> Ints:
        """The states (descriptors, m) with these codes.

        >>> problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y", "z")), np.zeros((5, 5), int))
        >>> field_of(problem).states(np.array([4])).tolist()
        [[1], [1]]
        """
        found = np.empty((len(self.counts), len(codes)), dtype=np.int64)
        for j, (stride, count) in enumerate(zip(self.strides, self.counts, strict=True)):
            found[j] = codes // stride % count
        return found

    def codes(self, states: Whole) -> Ints:
        """The codes of states (descriptors, m); only for fields of fewer than 2^63 states."""
        kind = np.int32 if self.size < 1 << 31 else np.int64
        total: Whole = np.zeros(states.shape[1], dtype=kind)
        for stride, row in zip(self.strides, states, strict=True):
            total += np.multiply(row, kind(stride), dtype=kind)
        return total.astype(np.int64, copy=False)

    def allowed(self) -> Bools | None:
        """Per code: is the state free of forbidden combinations? None where all are."""
        if self.barred:
            return np.zeros(self.size, dtype=bool)
        if not self.never:
            return None
        fine = np.ones(self.counts, dtype=bool)
        for pattern in self.never:
            place: list[slice | int] = [slice(None)] * len(self.counts)
            for j, variant in pattern:
                place[j] = variant
            fine[tuple(place)] = False
        return fine.ravel()

    def avoids(self, states: Ints) -> Bools:
        """Is each of the states (descriptors, m) free of forbidden combinations?"""
        fine = np.full(states.shape[1], not self.barred)
        for pattern in self.never:
            fine &= ~np.all([states[j] == variant for j, variant in pattern], axis=0)
        return fine


def field_of(problem: CrossImpact, held: Mapping[int, int] | None = None) -> Field:
    """The field of a problem in which some descriptors (place → variant) keep their variant.

    Raises UsageError where a place or a variant does not exist.

    >>> problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), np.arange(16).reshape(4, 4))
    >>> field_of(problem, {0: 1}).base.tolist()  # what variant y of a says of the variants of b
    [6, 7]
    """
    kept = {} if held is None else dict(held)
    wrong = [
        f"{place}: {variant}"
        for place, variant in kept.items()
        if not (0 <= place < len(problem.counts) and 0 <= variant < problem.counts[place])
    ]
    if wrong:
        raise UsageError(
            f"held: {{{', '.join(wrong)}}} names no variant of the {len(problem.counts)} descriptors; write the"
            " descriptor's place and the variant's index, both from 0"
        )
    if not kept:
        places = tuple(range(len(problem.counts)))
        return Field(places, problem.counts, problem.matrix, np.zeros(len(problem.matrix), np.int64), problem.never)
    free = tuple(j for j in range(len(problem.counts)) if j not in kept)
    rows = [problem.offsets[place] + variant for place, variant in kept.items()]
    never = []
    barred = False
    for pattern in problem.never:
        if any(kept.get(j, variant) != variant for j, variant in pattern):
            continue
        rest = tuple((free.index(j), variant) for j, variant in pattern if j not in kept)
        barred |= not rest
        never.append(rest)
    base = problem.matrix[rows].sum(axis=0)
    return part_of(Field(free, (), problem.matrix, base, tuple(filter(None, never)), barred), problem, free)


def part_of(around: Field, problem: CrossImpact, places: Sequence[int]) -> Field:
    """The descriptors `places` of a problem alone, with the constant scores that `around` has for all columns."""
    columns = np.concatenate(
        [np.arange(problem.offsets[j], problem.offsets[j] + problem.counts[j]) for j in places]
        or [np.zeros(0, np.int64)]
    ).astype(np.int64)
    return Field(
        tuple(places),
        tuple(problem.counts[j] for j in places),
        np.ascontiguousarray(problem.matrix[np.ix_(columns, columns)]),
        np.ascontiguousarray(around.base[columns]),
        around.never,
        around.barred,
    )


def whole(field: Field, states: Ints, width: int, held: Mapping[int, int]) -> Ints:
    """States of the field as scenarios (m, `width`) of the problem, the held descriptors filled in."""
    found = np.empty((states.shape[1], width), dtype=np.int64)
    found[:, list(field.places)] = states.T
    for place, variant in held.items():
        found[:, place] = variant
    return found
