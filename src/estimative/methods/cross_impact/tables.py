"""What the search knows before it starts: by how much, at least, rivals are ahead.

For a variant `a` of a descriptor and a rival `b` of it the *gap* is the score of `b` less the score of `a`. It is a sum
over the other descriptors; the least that each can add while only some of its variants are left bounds it from below,
and a variant with a rival whose least gap lies above the tolerance is in no consistent scenario. With three variants or
more a variant is also weighed against all its rivals together: their gaps added up may rule it out where none alone
does.

Least gaps are laid out so that the loops run over long stretches of memory: descriptors with the same number of
variants make a *group*; in a group the variants follow each other, for each the descriptors; and a stretch holds for
all of these one rival, the next variant, the one after it, and so on. Gaps carry the tolerance already: above 0 is too
much.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import LimitError
from estimative.methods.cross_impact.problem import CrossImpact, Ints
from estimative.methods.cross_impact.record import MAX_CELLS

Gaps = NDArray[np.signedinteger[Any]]
Places = NDArray[np.uint64]
Masks = NDArray[np.int64]
Weights = NDArray[np.float64]

_VECTOR = 16
"""Stretches are filled up to a multiple of this, so that no rest is left to do number by number."""

_TABLED = 6
_TABLE_CELLS = 1 << 23


class Tables(NamedTuple):
    """What the search knows before it starts; `n` descriptors in order of their groups, `v` variants, `p` gaps.

    `rows` has the least gaps per descriptor and set of its variants where these are few (`tabled`), else per variant
    alone; those of descriptor j start at `first[j]`. `weight` says how much fixing a descriptor tightens, row by row;
    without tables `weight` has the sum of each row. `base` is what no choice changes.

    `gap_at`, `seen_at` and `length` describe stretches: from where in the gaps, to where among the variants, how many.
    `block_at`, `block_to` and `block_length` describe, per group and variant, where its descriptors' variants stand.
    `seat[j]` and `stride[j]`: variant x of descriptor j stands at seat + x * stride, of `seats` in all.
    `rule_at` cuts `rule_seat` and `rule_variant` into the forbidden combinations.
    """

    rows: Gaps
    first: Ints
    weight: Weights
    tabled: bool
    base: Gaps
    counts: Ints
    gap_at: Places
    seen_at: Places
    length: Places
    block_at: Places
    block_to: Places
    block_length: Places
    seats: int
    seat: Ints
    stride: Ints
    rule_at: Ints
    rule_descriptor: Ints
    rule_variant: Ints


def tables(problem: CrossImpact, tolerance: int, tabled: bool | None = None) -> tuple[Tables, tuple[int, ...]]:
    """The tables for one problem, and the places in the problem of its descriptors as they come in the tables.

    Raises LimitError where they would not fit. `tabled` decides whether least gaps are kept for every set of variants;
    None lets their number decide.
    """
    order = sorted(range(len(problem.counts)), key=lambda j: -problem.counts[j])
    counts = [problem.counts[j] for j in order]
    groups = [(k, [at for at, count in enumerate(counts) if count == k]) for k in sorted(set(counts), reverse=True)]
    width = sum(_stretches(k) * _padded(k * len(members)) for k, members in groups)
    subsets = sum(1 << k if k <= _TABLED else _TABLE_CELLS for k in counts)
    if sum(counts) * width > MAX_CELLS:
        raise LimitError(
            f"consistent scenarios: {sum(counts) * width:,} least gaps are to be kept for {len(counts)} descriptors that"
            f" hang together; at most {MAX_CELLS:,} are allowed. Merge variants or leave descriptors out"
        )
    if tabled is None:
        tabled = subsets * width <= _TABLE_CELLS
    single, base, stretches = _gaps(problem, order, counts, groups, width)
    base -= np.concatenate([np.full(n, tolerance * weight) for *_, n, weight in stretches] or [np.zeros(0, np.int64)])
    kind = _narrowest(single, base)
    first, rows, weight = _rows(single.astype(kind), counts, tabled)
    seats, strides, blocks, taken = _seats(groups, len(counts))
    at = {place: spot for spot, place in enumerate(order)}
    pairs = [(at[j], variant) for pattern in problem.never for j, variant in pattern]
    return Tables(
        rows=rows,
        first=first,
        weight=weight,
        tabled=tabled,
        base=base.astype(kind),
        counts=np.array(counts, dtype=np.int64),
        gap_at=np.array([s[0] for s in stretches], dtype=np.uint64),
        seen_at=np.array([s[1] for s in stretches], dtype=np.uint64),
        length=np.array([s[2] for s in stretches], dtype=np.uint64),
        block_at=np.array([b[0] for b in blocks], dtype=np.uint64),
        block_to=np.array([b[1] for b in blocks], dtype=np.uint64),
        block_length=np.array([b[2] for b in blocks], dtype=np.uint64),
        seats=taken,
        seat=seats,
        stride=strides,
        rule_at=np.cumsum([0, *(len(pattern) for pattern in problem.never)]).astype(np.int64),
        rule_descriptor=np.array([j for j, _ in pairs], dtype=np.int64),
        rule_variant=np.array([x for _, x in pairs], dtype=np.int64),
    ), tuple(order)


def _padded(length: int) -> int:
    return -(-length // _VECTOR) * _VECTOR


def _stretches(count: int) -> int:
    """How many stretches of gaps a group has: one per rival, and one for all rivals together."""
    return count if count >= 3 else count - 1


def _gaps(
    problem: CrossImpact, order: list[int], counts: list[int], groups: list[tuple[int, list[int]]], width: int
) -> tuple[Ints, Ints, list[tuple[int, int, int, int]]]:
    """Gaps per source variant (in order) and the constant ones, and stretches: start, seat, length, rivals weighed."""
    rows = np.concatenate([np.arange(problem.offsets[j], problem.offsets[j] + problem.counts[j]) for j in order])
    owner = np.repeat(np.arange(len(order)), counts)
    single = np.zeros((len(rows), width), dtype=np.int64)
    base = np.full(width, -1, dtype=np.int64)
    stretches: list[tuple[int, int, int, int]] = []
    start = seat = 0
    for k, members in groups:
        for step in range(1, _stretches(k) + 1):
            together = step == k
            for a in range(k):
                rivals = [b for b in range(k) if b != a] if together else [(a + step) % k]
                for number, at in enumerate(members):
                    column = start + a * len(members) + number
                    offset = problem.offsets[order[at]]
                    gap = (
                        problem.matrix[:, [offset + b for b in rivals]].sum(1)
                        - len(rivals) * problem.matrix[:, offset + a]
                    )
                    single[:, column] = np.where(owner == at, 0, gap[rows])
                    base[column] = gap[offset + a]  # the chosen variant's own row
            length = _padded(k * len(members))
            stretches.append((start, seat, length, k - 1 if together else 1))
            start += length
        seat += _padded(k * len(members))
    return single, base, stretches


def _narrowest(single: Ints, base: Ints) -> type[np.signedinteger[Any]]:
    """The shortest integers that hold every sum of gaps with room to spare: the loops are as fast as these are short."""
    most = 4 * (int(np.abs(single).sum(axis=0).max(initial=0)) + int(np.abs(base).max(initial=0)) + 1)
    if most < np.iinfo(np.int16).max:
        return np.int16
    return np.int32 if most < np.iinfo(np.int32).max else np.int64


def _rows(single: Gaps, counts: list[int], tabled: bool) -> tuple[Ints, Gaps, Weights]:
    """Where each descriptor's rows start, the rows, and what fixing a descriptor is worth."""
    starts = np.cumsum([0, *counts])
    if not tabled:
        return starts[:-1].astype(np.int64), single, single.sum(axis=1, dtype=np.float64)
    first = np.cumsum([0, *(1 << k for k in counts)])
    rows = np.zeros((int(first[-1]), single.shape[1]), dtype=single.dtype)
    weight = np.zeros(len(rows))
    for j, k in enumerate(counts):
        own = single[starts[j] : starts[j + 1]]
        sums = own.sum(axis=1, dtype=np.float64)
        for mask in range(1, 1 << k):
            left = [x for x in range(k) if mask >> x & 1]
            row = own[left].min(axis=0)
            rows[first[j] + mask] = row
            weight[first[j] + mask] = (sums[left].mean() - row.sum(dtype=np.float64)) / len(left)
    return first[:-1].astype(np.int64), rows, weight


def _seats(groups: list[tuple[int, list[int]]], count: int) -> tuple[Ints, Ints, list[tuple[int, int, int]], int]:
    """Where each descriptor's variants stand, the blocks (from where, to which descriptors, how many), all seats."""
    seats, strides = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    blocks: list[tuple[int, int, int]] = []
    seat = 0
    for k, members in groups:
        seats[members] = seat + np.arange(len(members))
        strides[members] = len(members)
        blocks += [(seat + a * len(members), members[0], len(members)) for a in range(k)]
        seat += _padded(k * len(members))
    return seats, strides, blocks, seat
