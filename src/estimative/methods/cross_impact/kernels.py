"""The loops behind the search: what least gaps rule out, and the walk through the tree of what is left.

`tables` explains gaps and how they are laid out. What is marked above 0 is gone or ruled out. All kernels of the search
stand in this one module: what is kept compiled is made anew when the module of the kernel that calls changes, not when
another does.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from estimative.base.kernels import kernel
from estimative.methods.cross_impact.problem import Ints
from estimative.methods.cross_impact.tables import Gaps, Masks, Short, Weights

Place: TypeAlias = np.uint64
"""A place in an array as a number without a sign: others might count from the end, and looking costs time."""


@kernel
def least(rows: Gaps, first: int, tabled: bool, mask: int, room: Gaps) -> Gaps:
    """The least gaps that a descriptor adds while the variants in `mask` are left; `room` is written where needed."""
    if tabled:
        known: Gaps = rows[first + mask]
        return known
    x = 0
    while (mask >> x) & 1 == 0:
        x += 1
    row = rows[first + x]
    for p in range(len(room)):
        room[p] = row[p]
    while mask >> (x + 1):
        x += 1
        if (mask >> x) & 1:
            row = rows[first + x]
            for p in range(len(room)):
                room[p] = min(room[p], row[p])
    return room


@kernel
def worth(weight: Weights, rows: Gaps, first: int, mask: int, room: Gaps) -> float:
    """How much fixing a descriptor without a table tightens on average, less for many variants."""
    total, left, x = 0.0, 0, 0
    while mask >> x:
        if (mask >> x) & 1:
            total += weight[first + x]
            left += 1
        x += 1
    lowest = 0.0
    row = least(rows, first, False, mask, room)
    for p in range(len(row)):
        lowest += row[p]
    return (total / left - lowest) / left


@kernel
def exchange(gaps: Gaps, new: Gaps, old: Gaps) -> None:
    """Least gaps after one descriptor's share has changed."""
    for p in range(len(gaps)):
        gaps[p] += new[p] - old[p]


@kernel
def judge(groups: Ints, gaps: Gaps, gone: Gaps, seen: Gaps) -> bool:
    """Marks in `seen`, above 0, the variants that are gone or ruled out; is any new?"""
    kind = gaps.dtype.type
    for q in range(len(seen)):
        seen[q] = gone[q]
    for g in range(len(groups)):
        variants, seat, gap, room, stretches = groups[g]
        length = variants * room
        own = seen[seat : seat + length]
        for s in range(stretches):
            row = gaps[gap + s * length : gap + (s + 1) * length]
            for q in range(length):
                own[q] = max(own[q], row[q])
    fresh = kind(0)
    for q in range(len(seen)):
        fresh = max(fresh, min(seen[q], kind(1 - gone[q])))
    return bool(fresh > 0)


@kernel
def empties_two(gaps: Gaps, new: Gaps, old: Gaps, gone: Gaps, at: Place, seat: Place, room: Place) -> bool:
    """`empties` for a group of descriptors of two variants."""
    kind = gaps.dtype.type
    found = kind(-1)
    for j in range(room):
        q, r = at + j, at + room + j
        one = max(gone[seat + j], kind(gaps[q] + new[q] - old[q]))
        other = max(gone[seat + room + j], kind(gaps[r] + new[r] - old[r]))
        found = max(found, min(one, other))
    return bool(found > 0)


@kernel
def empties_three(gaps: Gaps, new: Gaps, old: Gaps, gone: Gaps, at: Place, seat: Place, room: Place) -> bool:
    """`empties` for a group of descriptors of three variants: all in one loop, without a detour through memory."""
    kind = gaps.dtype.type
    found, three = kind(-1), np.uint64(3)
    for j in range(room):
        worst = kind(1)
        for a in range(three):
            x = gone[seat + a * room + j]
            for s in range(three):
                q = at + (s * three + a) * room + j
                x = max(x, kind(gaps[q] + new[q] - old[q]))
            worst = min(worst, x)
        found = max(found, worst)
    return bool(found > 0)


@kernel
def empties_many(gaps: Gaps, new: Gaps, old: Gaps, gone: Gaps, room: int, seen: Gaps) -> bool:
    """`empties` for a group of descriptors of four variants or more."""
    kind = gaps.dtype.type
    length = len(gone)
    for q in range(length):
        seen[q] = gone[q]
    for at in range(0, len(gaps), length):
        gap, plus, minus = gaps[at : at + length], new[at : at + length], old[at : at + length]
        for q in range(length):
            seen[q] = max(seen[q], kind(gap[q] + plus[q] - minus[q]))
    for at in range(room, length, room):
        row = seen[at : at + room]
        for j in range(room):
            seen[j] = min(seen[j], row[j])
    found = kind(-1)
    for j in range(room):
        found = max(found, seen[j])
    return bool(found > 0)


@kernel
def empties(groups: Ints, gaps: Gaps, new: Gaps, old: Gaps, gone: Gaps, seen: Gaps) -> bool:
    """With one descriptor's share changed from `old` to `new`, would some descriptor have no variant left at once?"""
    for g in range(len(groups)):
        variants, seat, gap, room, stretches = groups[g]
        if variants == 1:
            continue
        if variants == 3:
            wiped = empties_three(gaps, new, old, gone, np.uint64(gap), np.uint64(seat), np.uint64(room))
        elif variants == 2:
            wiped = empties_two(gaps, new, old, gone, np.uint64(gap), np.uint64(seat), np.uint64(room))
        else:
            end, span = seat + variants * room, gap + stretches * variants * room
            wiped = empties_many(gaps[gap:span], new[gap:span], old[gap:span], gone[seat:end], room, seen)
        if wiped:
            return True
    return False


@kernel
def strike(seat: int, x: int, j: int, masks: Masks, before: Masks, gone: Gaps) -> bool:
    """Takes variant x, which stands at `seat`, from descriptor j; False where none is left.

    `before[j]` is the set of variants that the gaps still reckon with where descriptor j has changed, else -1.
    """
    gone[seat] = 1
    if before[j] < 0:
        before[j] = masks[j]
    masks[j] &= ~(1 << x)
    return bool(masks[j] != 0)


@kernel
def obey(t: Any, masks: Masks, before: Masks, gone: Gaps) -> int:
    """Strikes what forbidden combinations leave no room for: how many, -1 where a combination is there already."""
    struck = 0
    for r in range(len(t.rule_at) - 1):
        open_at = -1
        met = True
        for c in range(t.rule_at[r], t.rule_at[r + 1]):
            mask, bit = masks[t.rule_descriptor[c]], 1 << t.rule_variant[c]
            if mask & bit == 0 or (mask != bit and open_at >= 0):
                met = False  # avoided already, or two are open
                break
            if mask != bit:
                open_at = c
        if not met:
            continue
        if open_at < 0:
            return -1
        j, x = t.rule_descriptor[open_at], t.rule_variant[open_at]
        strike(t.seat[j] + x * t.stride[j], x, j, masks, before, gone)
        struck += 1
    return struck


@kernel
def propagate(t: Any, masks: Masks, before: Masks, gaps: Gaps, gone: Gaps, seen: Gaps, rooms: Gaps) -> bool:
    """Strikes variants until nothing more follows; False where a descriptor is left without any."""
    rows, first, tabled, counts, seat, stride = t.rows, t.first, t.tabled, t.counts, t.seat, t.stride
    groups, rules = t.groups, len(t.rule_at) - 1
    while True:
        for j in range(len(masks)):
            if before[j] >= 0:
                new = least(rows, first[j], tabled, masks[j], rooms[0])
                exchange(gaps, new, least(rows, first[j], tabled, before[j], rooms[1]))
                before[j] = -1
        if not judge(groups, gaps, gone, seen):
            struck = obey(t, masks, before, gone) if rules > 0 else 0
            if struck <= 0:
                return struck == 0
            continue
        for j in range(len(masks)):
            for x in range(counts[j]):
                q = seat[j] + x * stride[j]
                if (seen[q] > 0) and (gone[q] == 0) and not strike(q, x, j, masks, before, gone):
                    return False


@kernel
def look_ahead(t: Any, masks: Masks, before: Masks, gaps: Gaps, gone: Gaps, seen: Gaps, rooms: Gaps) -> int:
    """Strikes each variant that would leave some descriptor without any at once: how many, -1 where none remains."""
    rows, first, tabled, counts, seat, stride = t.rows, t.first, t.tabled, t.counts, t.seat, t.stride
    groups, struck = t.groups, 0
    for j in range(len(masks)):
        mask = masks[j]
        if mask & (mask - 1) == 0:
            continue
        old = least(rows, first[j], tabled, mask, rooms[0])
        for x in range(counts[j]):
            if (mask >> x) & 1 == 0:
                continue
            if empties(groups, gaps, rows[first[j] + ((1 << x) if tabled else x)], old, gone, seen):
                if not strike(seat[j] + x * stride[j], x, j, masks, before, gone):
                    return -1
                struck += 1
    return struck


@kernel
def work_off(  # noqa: C901, PLR0912, PLR0915 - one loop, whose parts share everything
    t: Any, nodes: Masks, budget: int, states: Short, levels: Masks, stack: Ints, gaps: Gaps, marks: Gaps
) -> tuple[int, int, int, int]:
    """The loop of `search.portion`: states found, nodes left on the stack, nodes used, nodes begun.

    The last five arguments give it room.

    `levels[d]` and `gaps[d]` hold the node at depth d whose children are on the stack: depth, descriptor, variant.
    """
    count, counts, seat, stride = len(t.counts), t.counts, t.seat, t.stride
    rows, first, tabled, weight = t.rows, t.first, t.tabled, t.weight
    masks, before = np.zeros(count, np.int64), np.zeros(count, np.int64)
    now, rooms = gaps[count + 2], gaps[count + 3 :]
    gone, seen = marks[0], marks[1]
    found = used = 0
    for node in range(len(nodes)):
        for j in range(count):
            levels[0, j] = nodes[node, j]
        gaps[0] = t.base
        for j in range(count):
            row = least(rows, first[j], tabled, nodes[node, j], rooms[0])
            for p in range(len(row)):
                gaps[0, p] += row[p]
        stack[0, 0], stack[0, 1], stack[0, 2] = 0, -1, 0
        top = 1
        while top > 0:
            if used >= budget or found >= len(states):
                return found, top, used, node + 1
            top -= 1
            used += 1
            depth, chosen, variant = stack[top, 0], stack[top, 1], stack[top, 2]
            now[:] = gaps[depth]
            for j in range(count):
                masks[j] = levels[depth, j]
                before[j] = -1
            if chosen >= 0:
                before[chosen] = masks[chosen]
                masks[chosen] = 1 << variant
            for j in range(count):
                for x in range(counts[j]):
                    gone[seat[j] + x * stride[j]] = 1 - ((masks[j] >> x) & 1)
            if not propagate(t, masks, before, now, gone, seen, rooms):
                continue
            struck = look_ahead(t, masks, before, now, gone, seen, rooms)
            if struck < 0 or (struck > 0 and not propagate(t, masks, before, now, gone, seen, rooms)):
                continue
            best, most = -1, -1.0
            for j in range(count):
                if masks[j] & (masks[j] - 1) != 0:
                    if tabled:
                        value = weight[first[j] + masks[j]]
                    else:
                        value = worth(weight, rows, first[j], masks[j], rooms[0])
                    if value > most:
                        best, most = j, value
            if best < 0:
                for j in range(count):
                    x = 0
                    while (masks[j] >> x) & 1 == 0:
                        x += 1
                    states[found, j] = x
                found += 1
                continue
            depth += 1
            for j in range(count):
                levels[depth, j] = masks[j]
            gaps[depth] = now
            for x in range(counts[best] - 1, -1, -1):
                if (masks[best] >> x) & 1:
                    stack[top, 0], stack[top, 1], stack[top, 2] = depth, best, x
                    top += 1
    return found, 0, used, len(nodes)
