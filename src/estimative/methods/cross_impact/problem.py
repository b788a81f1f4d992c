"""What cross-impact analysis reads: descriptors with their variants, judgments of how one pushes on another, and rules.

A *scenario* is one variant index per descriptor. Names are for people and may repeat or be blank: descriptors and
variants are addressed by their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from estimative.base.canonical import digest
from estimative.base.errors import LimitError, UsageError
from estimative.methods.cross_impact.record import MAX_DESCRIPTORS, MAX_EACH, MAX_PATTERNS, MAX_VALUE, MAX_VARIANTS

Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]
Pattern: TypeAlias = tuple[tuple[int, int], ...]
"""A partial scenario: pairs of a descriptor's place and a variant's index."""
Scenario: TypeAlias = tuple[int, ...]
"""One variant's index per descriptor."""

_AT_ONCE = 1 << 22


@dataclass(frozen=True, eq=False)
class CrossImpact:
    """Descriptors, their variants, and the judgments.

    `matrix` has a row per source variant and a column per target variant, the descriptors' variants in order; an entry
    says how strongly the source variant promotes (above 0) or hinders (below 0) the target variant. Blocks of a
    descriptor on itself count like any other. `never` lists partial scenarios that must not occur.

    Raises UsageError where shapes do not fit or an entry is no finite whole number; LimitError beyond the declared
    limits. All that is wrong stands in one message.

    >>> two = CrossImpact(("oil", "peace"), (("dear", "cheap"), ("no", "yes")), np.zeros((4, 4), int))
    >>> two.size, two.offsets
    (4, (0, 2))
    """

    descriptors: tuple[str, ...]
    variants: tuple[tuple[str, ...], ...]
    matrix: Ints
    never: tuple[Pattern, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "descriptors", tuple(str(name) for name in self.descriptors))
        object.__setattr__(self, "variants", tuple(tuple(str(name) for name in names) for names in self.variants))
        self._check_structure()
        never, wrong = _patterns(self.never, self.counts)
        matrix, more, beyond = _whole_numbers(self.matrix, sum(self.counts))
        if wrong or more:
            kind = LimitError if beyond and not wrong else UsageError
            raise kind("CrossImpact: " + "; ".join([*more, *wrong]))
        object.__setattr__(self, "never", never)
        matrix.setflags(write=False)
        object.__setattr__(self, "matrix", matrix)

    def _check_structure(self) -> None:
        if not self.descriptors:
            raise UsageError("CrossImpact: there is no descriptor; at least one is needed")
        if len(self.descriptors) != len(self.variants):
            raise UsageError(
                f"CrossImpact: {len(self.descriptors)} descriptors, but variants for {len(self.variants)}; give one"
                " tuple of variants per descriptor"
            )
        bare = [str(j + 1) for j, names in enumerate(self.variants) if not names]
        if bare:
            raise UsageError(f"CrossImpact: descriptor {', '.join(bare[:12])} has no variants; at least one is needed")
        for what, found, most in (
            ("descriptors", len(self.descriptors), MAX_DESCRIPTORS),
            ("variants in all", sum(self.counts), MAX_VARIANTS),
            ("variants of one descriptor", max(self.counts), MAX_EACH),
            ("forbidden combinations", len(self.never), MAX_PATTERNS),
        ):
            if found > most:
                raise LimitError(f"CrossImpact: {found:,} {what}; at most {most:,} are allowed")

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """The number of variants of each descriptor."""
        return tuple(len(names) for names in self.variants)

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """The row and column at which each descriptor's variants start."""
        return tuple(accumulate(self.counts[:-1], initial=0))

    @cached_property
    def owner(self) -> Ints:
        """The descriptor's place of each row or column."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @property
    def size(self) -> int:
        """The number of scenarios, forbidden ones included; a Python integer of any size."""
        return prod(self.counts)

    @cached_property
    def digest(self) -> str:
        """The digest of all that the answer hangs on."""
        return digest(
            {
                "descriptors": list(self.descriptors),
                "variants": [list(names) for names in self.variants],
                "matrix": self.matrix.tolist(),
                "never": [[list(pair) for pair in pattern] for pattern in self.never],
            }
        )

    def block(self, source: int, target: int) -> Ints:
        """The judgments of one descriptor on another: a row per source variant, a column per target variant."""
        rows, columns = self.columns(source), self.columns(target)
        return self.matrix[rows, columns]

    def columns(self, descriptor: int) -> slice:
        """The columns (and rows) of one descriptor's variants."""
        start = self.offsets[descriptor]
        return slice(start, start + self.counts[descriptor])

    def scenarios(self, given: ArrayLike) -> Ints:
        """Scenarios as an array (m, n), checked; one scenario may come as a single row.

        Raises UsageError where the shape does not fit or an index names no variant.
        """
        found = np.asarray(given)
        if found.size == 0:
            return np.zeros((0, len(self.counts)), dtype=np.int64)
        if found.ndim == 1:
            found = found[None, :]
        if found.ndim != 2 or found.shape[1] != len(self.counts) or found.dtype.kind not in "iu":
            raise UsageError(
                f"scenarios: an array of whole numbers with {len(self.counts)} columns is due, one variant index per"
                f" descriptor; got shape {found.shape} of {found.dtype}"
            )
        outside = (found < 0) | (found >= np.array(self.counts))
        if outside.any():
            row, j = (int(place) for place in np.argwhere(outside)[0])
            raise UsageError(
                f"scenarios: row {row} has variant {found[row, j]} of descriptor {j}; its variants are numbered 0 to"
                f" {self.counts[j] - 1}"
            )
        return found.astype(np.int64, copy=False)

    def scores(self, scenarios: ArrayLike) -> Ints:
        """Impact scores (m, variants in all): what the variants of each scenario together say of every variant.

        Raises UsageError as `scenarios` does.
        """
        chosen = self.scenarios(scenarios)
        total = np.zeros((len(chosen), len(self.owner)), dtype=np.int64)
        step = max(1, _AT_ONCE // max(1, len(self.owner)))
        for first in range(0, len(chosen), step):
            part = total[first : first + step]
            for i, offset in enumerate(self.offsets):
                part += self.matrix[chosen[first : first + step, i] + offset]
        return total

    def allowed(self, scenarios: ArrayLike) -> Bools:
        """Does each scenario avoid every forbidden combination?"""
        chosen = self.scenarios(scenarios)
        fine = np.ones(len(chosen), dtype=bool)
        for pattern in self.never:
            meets = np.ones(len(chosen), dtype=bool)
            for j, variant in pattern:
                meets &= chosen[:, j] == variant
            fine &= ~meets
        return fine


def _patterns(given: Iterable[Any], counts: Sequence[int]) -> tuple[tuple[Pattern, ...], list[str]]:
    """The forbidden combinations, each sorted and once, and what is wrong with them in sentences."""
    kept: dict[Pattern, None] = {}
    wrong: list[str] = []
    for place, pattern in enumerate(given):
        pairs = sorted({(int(j), int(variant)) for j, variant in pattern})
        named = [j for j, _ in pairs]
        if not pairs:
            wrong.append(f"never[{place}] is empty and would forbid everything; name at least one variant")
        elif len(set(named)) < len(named):
            wrong.append(f"never[{place}] names two variants of one descriptor and can never occur; leave it out")
        for j, variant in pairs:
            if not 0 <= j < len(counts):
                wrong.append(f"never[{place}] names descriptor {j}; they are numbered 0 to {len(counts) - 1}")
            elif not 0 <= variant < counts[j]:
                wrong.append(
                    f"never[{place}] names variant {variant} of descriptor {j}; they are numbered 0 to {counts[j] - 1}"
                )
        kept[tuple(pairs)] = None
    return tuple(kept), wrong


def _whole_numbers(given: Any, width: int) -> tuple[Ints, list[str], bool]:
    """The matrix as 64-bit integers, what is wrong with it in sentences, and whether that is the size alone."""
    empty = np.zeros((0, 0), dtype=np.int64)
    try:
        found = np.asarray(given)
    except ValueError:
        return empty, ["matrix has rows of different lengths"], False
    if found.shape != (width, width):
        wrong = f"matrix has shape {found.shape}; {(width, width)} is due, a row and a column per variant"
        return empty, [wrong], False
    if found.dtype.kind not in "biuf":
        return empty, [f"matrix holds {found.dtype}; whole numbers are due"], False
    broken = ~np.isfinite(found)
    broken |= found != np.floor(np.where(broken, 0, found))
    bad = broken | (found < -MAX_VALUE) | (found > MAX_VALUE)
    said = [
        f"matrix[{row}, {column}] is {found[row, column]}; whole numbers from {-MAX_VALUE:,} to {MAX_VALUE:,} are due"
        for row, column in np.argwhere(bad)[:12]
    ]
    if bad.sum() > len(said):
        said.append(f"and {int(bad.sum()) - len(said)} more entries")
    return (empty if said else found.astype(np.int64)), said, not broken.any()
