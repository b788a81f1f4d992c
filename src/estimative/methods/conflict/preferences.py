"""From what is preferred to ranks: lists of states, and statements in order of priority (option prioritising)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError
from estimative.methods.conflict.problem import Ints

MANY_CLASSES = 1 << 16
"""So many classes of states are told apart by counting however few states there are."""


def ranks_from_levels(levels: Iterable[NDArray[np.integer] | NDArray[np.bool_]], size: int) -> Ints:
    """Ranks of `size` states compared level by level, the first level first; higher is better.

    Each level has one integer per state: how many of the level's statements hold there. Sorting is lexicographic
    (Fang, Hipel, Kilgour and Peng 2003, "option prioritising"), so any number of statements is safe: weights of
    powers of two would overflow 64 bits beyond 62. As many levels as fit are put into one number before the numbers
    that occur are counted, so the cost is a few passes over the states for every twenty statements or so.

    >>> ranks_from_levels([np.array([1, 0, 1]), np.array([0, 1, 1])], 3).tolist()
    [1, 0, 2]
    """
    room = max(4 * size, MANY_CLASSES)
    ranks, classes = np.zeros(size, dtype=np.int32 if room < 1 << 31 else np.int64), 1
    for level in levels:
        counts: NDArray[Any] = np.asarray(level)
        if counts.shape != (size,):
            raise UsageError(f"ranks_from_levels: a level has shape {counts.shape}; ({size},) is due")
        low, high = int(counts.min()), int(counts.max())
        if high - low >= MANY_CLASSES:  # numbers far apart stand for their order only
            counts = np.unique(counts, return_inverse=True)[1].reshape(size)
            low, high = 0, int(counts.max())
        span = high - low + 1
        if classes * span > room:
            ranks, classes = _without_gaps(ranks, classes)
        if classes * span > room:
            wide = np.unique(ranks.astype(np.int64) * span + counts, return_inverse=True)[1].reshape(size)
            ranks, classes = wide.astype(ranks.dtype), int(wide.max()) + 1
        elif span > 1:
            np.multiply(ranks, ranks.dtype.type(span), out=ranks)
            if low:
                counts = counts.astype(np.int64) - low
            np.add(ranks, counts.astype(ranks.dtype), out=ranks)
            classes *= span
    return _without_gaps(ranks, classes)[0].astype(np.int64)


def _without_gaps(ranks: NDArray[Any], classes: int) -> tuple[NDArray[Any], int]:
    """Numbers below `classes` brought to 0, 1, 2 … without gaps, and how many they are; by counting, not sorting."""
    seen = np.zeros(classes, dtype=bool)
    seen[ranks] = True
    number = np.cumsum(seen, dtype=ranks.dtype)
    number -= 1
    return number[ranks], int(number[-1]) + 1


def ranks_from_order(order: Sequence[int | Sequence[int]], count: int) -> Ints:
    """Ranks of states 1 … count from a list of their numbers, best first; a nested list is a tie.

    Raises UsageError where a number is missing, repeated or out of range.

    >>> ranks_from_order([2, [1, 3]], 3).tolist()
    [0, 1, 0]
    """
    groups = [[entry] if isinstance(entry, int) else list(entry) for entry in order]
    named = [number for group in groups for number in group]
    if sorted(named) != list(range(1, count + 1)):
        missing = sorted(set(range(1, count + 1)) - set(named))
        raise UsageError(
            f"ranks_from_order: each state number from 1 to {count} must stand in the ranking once; "
            + (f"missing: {missing[:10]}" if missing else f"got {len(named)} entries, some twice or out of range")
        )
    ranks = np.zeros(count, dtype=np.int64)
    for level, group in enumerate(reversed(groups)):
        for number in group:
            ranks[number - 1] = level
    return ranks
