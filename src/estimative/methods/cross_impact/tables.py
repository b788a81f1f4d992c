"""What the search knows before it starts: by how much, at least, rivals are ahead.

For a variant `a` of a descriptor and a rival `b` of it the *gap* is the score of `b` less the score of `a`. It is a sum
over the other descriptors; the least that each can add while only some of its variants are left bounds it from below,
and a variant with a rival whose least gap lies above the tolerance is in no consistent scenario. With three variants or
more a variant is also weighed against all its rivals together: their gaps added up may rule it out where none alone
does.

Least gaps are laid out so that the loops run over long stretches of memory: descriptors with the same number of
variants make a *group*; in a group the variants follow each other, for each the descriptors, with empty seats that fill
up whole vectors; and a stretch holds for all of these one rival, the next variant, the one after it, and so on. Gaps
carry the tolerance already: above 0 is too much.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import LimitError
from estimative.methods.cross_impact.field import Field
from estimative.methods.cross_impact.problem import Ints
from estimative.methods.cross_impact.record import MAX_CELLS

Gaps: TypeAlias = NDArray[np.signedinteger[Any]]
Short: TypeAlias = NDArray[np.uint8]
Masks: TypeAlias = NDArray[np.int64]
Weights: TypeAlias = NDArray[np.float64]

_VECTOR = 16
"""The descriptors of a group are filled up to a multiple of this, or twice this, so that no rest is done one by one."""

_TABLED = 6
_TABLE_CELLS = 1 << 23


class Tables(NamedTuple):
    """What the search knows of one field, whose descriptors come in the order of their groups (`Layout.order`).

    `rows` has the least gaps per descriptor and set of its variants where these are few (`tabled`), else per variant
    alone; those of descriptor j start at `first[j]`. `weight` says how much fixing a descriptor tightens, row by row;
    without tables `weight` has the sum of each row. `base` is what no choice changes.

    `groups` has a row per group: how many variants each descriptor has, the seat and the gap at which the group starts,
    the room for descriptors with empty seats, and the number of stretches of gaps, each of variants * room.
    `seat[j]` and `stride[j]`: variant x of descriptor j stands at seat + x * stride, of `seats` in all.
    `rule_at` cuts `rule_descriptor` and `rule_variant` into the forbidden combinations.
    """

    rows: Gaps
    first: Ints
    weight: Weights
    tabled: bool
    base: Gaps
    counts: Ints
    groups: Ints
    seats: int
    seat: Ints
    stride: Ints
    rule_at: Ints
    rule_descriptor: Ints
    rule_variant: Ints


@dataclass(frozen=True)
class Group:
    """The descriptors with `variants` variants: places `first` to before `first + size` in the order of the tables.

    Their variants stand from `seat` on, with `room` seats for each variant; their gaps start at `gap`.
    """

    variants: int
    first: int
    size: int
    seat: int
    gap: int

    @property
    def room(self) -> int:
        """How many descriptors it has room for: seats of one variant, and what a step of the variant is worth."""
        vector = _VECTOR if self.size <= _VECTOR else 2 * _VECTOR
        return -(-self.size // vector) * vector

    @property
    def length(self) -> int:
        """How many seats the group takes, and how many gaps a stretch has."""
        return self.variants * self.room

    @property
    def stretches(self) -> int:
        """One per rival, and one for all rivals together where there are several."""
        return self.variants if self.variants >= 3 else self.variants - 1

    @property
    def cells(self) -> slice:
        """Where its gaps stand."""
        return slice(self.gap, self.gap + self.stretches * self.length)


def grouped(field: Field) -> tuple[tuple[int, ...], tuple[Group, ...]]:
    """The descriptors' places in the order of the tables, those with most variants first; and their groups."""
    order = sorted(range(len(field.counts)), key=lambda j: -field.counts[j])
    groups: list[Group] = []
    first = seat = gap = 0
    for variants in sorted(set(field.counts), reverse=True):
        group = Group(variants, first, field.counts.count(variants), seat, gap)
        groups.append(group)
        first, seat, gap = first + group.size, seat + group.length, group.cells.stop
    return tuple(order), tuple(groups)


def tables(field: Field, tolerance: int, tabled: bool | None = None) -> tuple[Tables, tuple[int, ...]]:
    """The tables of a field, and its descriptors' places in the order in which they come in the tables.

    `tabled` decides whether least gaps are kept for every set of variants; None lets their number decide. Raises
    LimitError where they would not fit.
    """
    order, groups = grouped(field)
    width = groups[-1].cells.stop
    if len(field.base) * width > MAX_CELLS:
        raise LimitError(
            f"consistent scenarios: {len(field.base) * width:,} least gaps are to be kept for {len(order)} descriptors"
            f" that hang together; at most {MAX_CELLS:,} are allowed. Merge variants or leave descriptors out"
        )
    if tabled is None:
        subsets = sum(1 << k for k in field.counts)
        tabled = groups[0].variants <= _TABLED and subsets * width <= _TABLE_CELLS
    single, base = _gaps(field, order, groups, tolerance)
    kind = _narrowest(single, base)
    counts = [field.counts[j] for j in order]
    rows, weight = _with_subsets(single.astype(kind), groups) if tabled else (single.astype(kind), single.sum(1) * 1.0)
    first = list(accumulate((1 << k if tabled else k for k in counts), initial=0))[:-1]
    at = {place: spot for spot, place in enumerate(order)}
    pairs = [(at[j], variant) for pattern in field.never for j, variant in pattern]
    return Tables(
        rows=rows,
        first=np.array(first, dtype=np.int64),
        weight=weight,
        tabled=tabled,
        base=base.astype(kind),
        counts=np.array(counts, dtype=np.int64),
        groups=np.array([(g.variants, g.seat, g.gap, g.room, g.stretches) for g in groups], dtype=np.int64),
        seats=groups[-1].seat + groups[-1].length,
        seat=np.concatenate([g.seat + np.arange(g.size) for g in groups]),
        stride=np.repeat([g.room for g in groups], [g.size for g in groups]).astype(np.int64),
        rule_at=np.cumsum([0, *(len(pattern) for pattern in field.never)]).astype(np.int64),
        rule_descriptor=np.array([j for j, _ in pairs], dtype=np.int64),
        rule_variant=np.array([x for _, x in pairs], dtype=np.int64),
    ), order


def _gaps(field: Field, order: tuple[int, ...], groups: tuple[Group, ...], tolerance: int) -> tuple[Ints, Ints]:
    """Per source variant, in the order of the tables, what it adds to every gap; and what no choice changes.

    A descriptor's own block counts with the row of the variant that is weighed. Cells that fill up never matter.
    """
    offsets = np.array([field.offsets[j] for j in order])
    counts = [field.counts[j] for j in order]
    rows = np.concatenate([offset + np.arange(count) for offset, count in zip(offsets, counts, strict=True)])
    source = np.repeat(np.arange(len(order)), counts)
    width = groups[-1].cells.stop
    single, base = np.zeros((len(rows), width), dtype=np.int64), np.full(width, -1, dtype=np.int64)
    pushes = np.vstack([field.matrix, field.base])
    for group in groups:
        k, members = group.variants, np.arange(group.first, group.first + group.size)
        own = (np.arange(k)[:, None] + offsets[members][None, :]).ravel()
        seats = (np.arange(k)[:, None] * group.room + np.arange(group.size)[None, :]).ravel()
        target = np.tile(members, k)
        together = np.tile(sum(pushes[:, own[a * group.size : (a + 1) * group.size]] for a in range(k)), k)
        for stretch in range(group.stretches):
            if stretch == k - 1:
                gaps, most = together - k * pushes[:, own], tolerance * (k - 1)
            else:
                gaps, most = pushes[:, np.roll(own, -(stretch + 1) * group.size)] - pushes[:, own], tolerance
            columns = group.gap + stretch * group.length + seats
            base[columns] = gaps[-1] + gaps[own, np.arange(len(own))] - most
            single[:, columns] = np.where(source[:, None] == target[None, :], 0, gaps[rows])
    return single, base


def _narrowest(single: Ints, base: Ints) -> type[np.signedinteger[Any]]:
    """The shortest integers that hold every sum of gaps with room to spare; the shorter, the faster the loops."""
    most = 4 * (int(np.abs(single).sum(axis=0).max(initial=0)) + int(np.abs(base).max(initial=0)) + 1)
    if most < np.iinfo(np.int16).max:
        return np.int16
    return np.int32 if most < np.iinfo(np.int32).max else np.int64


def _with_subsets(single: Gaps, groups: tuple[Group, ...]) -> tuple[Gaps, Weights]:
    """Least gaps for each set of variants, and what fixing the descriptor is worth while these are left."""
    width = single.shape[1]
    rows, weights = [], []
    start = 0
    for group in groups:
        k = group.variants
        each = single[start : start + k * group.size].reshape(group.size, k, width)
        start += k * group.size
        sums = each.sum(axis=2, dtype=np.float64)
        least = np.zeros((group.size, 1 << k, width), dtype=single.dtype)
        weight = np.zeros((group.size, 1 << k))
        for mask in range(1, 1 << k):
            left = [x for x in range(k) if mask >> x & 1]
            rest = mask & (mask - 1)
            low = each[:, left[0]]
            least[:, mask] = np.minimum(least[:, rest], low) if rest else low
            weight[:, mask] = (sums[:, left].mean(axis=1) - least[:, mask].sum(axis=1, dtype=np.float64)) / len(left)
        rows.append(least.reshape(group.size << k, width))
        weights.append(weight.ravel())
    return np.concatenate(rows), np.concatenate(weights)
