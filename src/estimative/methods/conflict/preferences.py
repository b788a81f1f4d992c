"""From what is preferred to ranks: lists of states, and statements in order of priority (option prioritising)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError
from estimative.methods.conflict.problem import Ints


def ranks_from_levels(levels: Iterable[NDArray[np.integer]], size: int) -> Ints:
    """Ranks of `size` states compared level by level, the first level first; higher is better.

    Each level has one integer per state: how many of the level's statements hold there. Sorting is lexicographic
    (Fang, Hipel, Kilgour and Peng 2003, "option prioritising"), so any number of statements is safe: weights of
    powers of two would overflow 64 bits beyond 62.

    >>> ranks_from_levels([np.array([1, 0, 1]), np.array([0, 1, 1])], 3).tolist()
    [1, 0, 2]
    """
    ranks = np.zeros(size, dtype=np.int64)
    for level in levels:
        counts = np.asarray(level, dtype=np.int64)
        if counts.shape != (size,):
            raise UsageError(f"ranks_from_levels: a level has shape {counts.shape}; ({size},) is due")
        span = int(counts.max() - counts.min()) + 1
        if span > 1:
            ranks = np.unique(ranks * span + (counts - counts.min()), return_inverse=True)[1].reshape(size)
    return ranks.astype(np.int64)


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
