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


def distinct_rows(table: NDArray[np.integer[Any]]) -> tuple[Ints, Ints]:
    """The place of one of each kind of row of a table of whole numbers, kinds ascending, and the kind of every row.

    >>> places, kind = distinct_rows(np.array([[7, 3], [7, -1], [7, 3]]))
    >>> places.tolist(), kind.tolist()
    ([1, 2], [1, 0, 1])
    """
    varying = table[:, (table != table[:1]).any(axis=0)]
    if not varying.shape[1]:
        return np.zeros(min(1, len(table)), dtype=np.int64), np.zeros(len(table), dtype=np.int64)
    least, most = varying.min(axis=0).tolist(), varying.max(axis=0).tolist()
    columns = (column.astype(np.int64) - low for column, low in zip(varying.T, least, strict=True))
    kind, count = numbered(columns, [high - low + 1 for low, high in zip(least, most, strict=True)])
    places = np.zeros(count, dtype=np.int64)
    places[kind] = np.arange(len(kind))
    return places, kind


def _without_gaps(code: Ints, room: int) -> tuple[Ints, int]:
    """Numbers brought to 0, 1, 2 … in their order."""
    if room > max(ROOM, 16 * len(code)):
        found, which = np.unique(code, return_inverse=True)
        return which.reshape(len(code)), len(found)
    seen = np.zeros(room, dtype=bool)
    seen[code] = True
    number = np.cumsum(seen) - 1
    return number[code], int(number[-1]) + 1
