"""The loops behind the search: what least gaps rule out, and the walk through the tree of what is left.

`tables` explains gaps and how they are laid out. What is marked above 0 is gone or ruled out. Places in arrays are
numbers without a sign, since others might count from the end, and that costs time. All kernels of the search stand in
this one module: what is kept compiled is made anew when the module of the kernel that calls changes, not when another
does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from estimative.base.kernels import kernel
from estimative.methods.cross_impact.problem import Ints
from estimative.methods.cross_impact.tables import Gaps, Masks, Places, Short, Weights


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
def worth(weight: Weights, rows: Gaps, first: int, tabled: bool, mask: int, room: Gaps) -> float:
    """How much fixing a descriptor tightens on average, less for many variants."""
    if tabled:
        return float(weight[first + mask])
    total, left, x = 0.0, 0, 0
    while mask >> x:
        if (mask >> x) & 1:
            total += weight[first + x]
            left += 1
        x += 1
    lowest = 0.0
    row = least(rows, first, tabled, mask, room)
    for p in range(len(row)):
        lowest += row[p]
    return (total / left - lowest) / left


@kernel
def exchange(gaps: Gaps, new: Gaps, old: Gaps) -> None:
    """Least gaps after one descriptor's share has changed."""
    for p in range(len(gaps)):
        gaps[p] += new[p] - old[p]


@kernel
def judge(gap_at: Places, seen_at: Places, length: Places, gaps: Gaps, gone: Gaps, seen: Gaps) -> int:
    """Marks in `seen`, above 0, the variants that are gone or ruled out; how many are new."""
    for q in range(len(seen)):
        seen[q] = gone[q]
    for s in range(len(gap_at)):
        at, to = gap_at[s], seen_at[s]
        for q in range(length[s]):
            x, y = gaps[at + q], seen[to + q]
            seen[to + q] = max(y, x)
    new = 0
    for q in range(len(seen)):
        if (seen[q] > 0) and (gone[q] == 0):
            new += 1
    return new


@kernel
def crowded_out(
    gap_at: Places, seen_at: Places, length: Places, gaps: Gaps, new: Gaps, old: Gaps, gone: Gaps, seen: Gaps
) -> None:
    """Marks in `seen`, above 0, what is gone or would be ruled out with one descriptor's share changed."""
    for q in range(len(seen)):
        seen[q] = gone[q]
    for s in range(len(gap_at)):
        at, to = gap_at[s], seen_at[s]
        for q in range(length[s]):
            x, y = gaps[at + q] + new[at + q] - old[at + q], seen[to + q]
            seen[to + q] = max(y, x)


@kernel
def empties(block_at: Places, block_to: Places, block_length: Places, seen: Gaps, worst: Gaps) -> bool:
    """Does `seen` leave some descriptor without any variant?"""
    for j in range(len(worst)):
        worst[j] = 1
    for b in range(len(block_at)):
        at, to = block_at[b], block_to[b]
        for j in range(block_length[b]):
            x, y = seen[at + j], worst[to + j]
            worst[to + j] = min(y, x)
    found = 0
    for j in range(len(worst)):
        if worst[j] > 0:
            found += 1
    return found > 0


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
    gap_at, seen_at, length, rules = t.gap_at, t.seen_at, t.length, len(t.rule_at) - 1
    while True:
        for j in range(len(masks)):
            if before[j] >= 0:
                new = least(rows, first[j], tabled, masks[j], rooms[0])
                exchange(gaps, new, least(rows, first[j], tabled, before[j], rooms[1]))
                before[j] = -1
        if judge(gap_at, seen_at, length, gaps, gone, seen) == 0:
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
def look_ahead(
    t: Any, masks: Masks, before: Masks, gaps: Gaps, gone: Gaps, seen: Gaps, worst: Gaps, rooms: Gaps
) -> int:
    """Strikes each variant that would leave some descriptor without any at once: how many, -1 where none remains."""
    rows, first, tabled, counts, seat, stride = t.rows, t.first, t.tabled, t.counts, t.seat, t.stride
    gap_at, seen_at, length = t.gap_at, t.seen_at, t.length
    block_at, block_to, block_length = t.block_at, t.block_to, t.block_length
    struck = 0
    for j in range(len(masks)):
        mask = masks[j]
        if mask & (mask - 1) == 0:
            continue
        old = least(rows, first[j], tabled, mask, rooms[0])
        for x in range(counts[j]):
            if (mask >> x) & 1 == 0:
                continue
            new = rows[first[j] + ((1 << x) if tabled else x)]
            crowded_out(gap_at, seen_at, length, gaps, new, old, gone, seen)
            if empties(block_at, block_to, block_length, seen, worst):
                if not strike(seat[j] + x * stride[j], x, j, masks, before, gone):
                    return -1
                struck += 1
    return struck


@kernel
def work_off(  # noqa: C901, PLR0912 - one loop, whose parts share everything
    t: Any, nodes: Masks, budget: int, states: Short, levels: Masks, stack: Ints, gaps: Gaps, marks: Gaps
) -> tuple[int, int, int]:
    """The loop of `search.portion`: states found, nodes left on the stack, nodes used. The last five give it room.

    `levels[d]` and `gaps[d]` hold the node at depth d whose children are on the stack: depth, descriptor, variant.
    """
    count, counts, seat, stride = len(t.counts), t.counts, t.seat, t.stride
    rows, first, tabled = t.rows, t.first, t.tabled
    masks, before = np.zeros(count, np.int64), np.zeros(count, np.int64)
    now, rooms = gaps[count + 2], gaps[count + 3 :]
    gone, seen, worst = marks[0], marks[1], marks[2, :count]
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
                return found, top, used
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
            struck = look_ahead(t, masks, before, now, gone, seen, worst, rooms)
            if struck < 0 or (struck > 0 and not propagate(t, masks, before, now, gone, seen, rooms)):
                continue
            best, most = -1, -1.0
            for j in range(count):
                if masks[j] & (masks[j] - 1) != 0:
                    value = worth(t.weight, rows, first[j], tabled, masks[j], rooms[0])
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
    return found, 0, used
