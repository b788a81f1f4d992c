"""Which draws are alike: the distinct rows of columns of small whole numbers, by counting and not by comparing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
MOST = 1 << 62
"""What fits a whole number."""
ROOM = 1 << 16
"""Numbers below this, or below some multiple of their count, are counted rather than sorted."""


def distinct(columns: Sequence[NDArray[np.integer[Any]]], below: Sequence[int]) -> tuple[Ints, Ints]:
    """The distinct rows of the columns, ascending, and for each place of the columns the number of its row.

    The numbers of a column are from 0 to less than its `below`.

    >>> rows, which = distinct([np.array([1, 0, 1]), np.array([2, 5, 2])], [2, 6])
    >>> rows.tolist(), which.tolist()
    ([[0, 5], [1, 2]], [1, 0, 1])
    """
    which, count = numbered(columns, below)
    first = np.zeros(count, dtype=np.int64)
    first[which] = np.arange(len(which))  # whichever is written last: all of a number are alike
    return np.stack([np.asarray(column, dtype=np.int64)[first] for column in columns], axis=1), which


def numbered(columns: Iterable[NDArray[np.integer[Any]]], below: Sequence[int]) -> tuple[Ints, int]:
    """For each place of the columns the number of its row among the distinct rows, and how many these are."""
    code: Ints | None = None
    room = 1
    for column, most in zip(columns, below, strict=True):
        if code is not None and room * most > MOST:
            code, room = _without_gaps(code, room)
        code = np.asarray(column, dtype=np.int64) if code is None else code * most + column
        room *= most
    if code is None:
        return np.zeros(0, dtype=np.int64), 0
    return _without_gaps(code, room)


def _without_gaps(code: Ints, room: int) -> tuple[Ints, int]:
    """Numbers brought to 0, 1, 2 … in their order."""
    if room > max(ROOM, 16 * len(code)):
        found, which = np.unique(code, return_inverse=True)
        return which.reshape(len(code)), len(found)
    seen = np.zeros(room, dtype=bool)
    seen[code] = True
    number = np.cumsum(seen) - 1
    return number[code], int(number[-1]) + 1
