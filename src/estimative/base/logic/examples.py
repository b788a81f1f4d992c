"""Choosing a telling example among many states."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from estimative.base.logic.factors import Truths
from estimative.base.logic.space import StateSpace


def near(space: StateSpace, inside: Truths) -> Truths:
    """The states from which a change of one factor leads to a state of `inside`, or that are in it.

    >>> from estimative.base.logic.space import Factor
    >>> space = StateSpace((Factor("a"), Factor("b")))
    >>> near(space, np.array([True, False, False, False])).tolist()
    [True, True, True, False]
    """
    box = inside.reshape(space.shape[::-1])
    found = box.copy()
    for axis in range(box.ndim):
        found |= np.any(box, axis=axis, keepdims=True)
    return np.asarray(found.reshape(space.size))


def state_between(space: StateSpace, outside: Truths, insides: Iterable[Truths], start: int) -> int | None:
    """The state of `outside` that lies closest between several sets of states; None where `outside` is empty.

    Closest: as many of the sets as possible are one change of a factor away; then as few factors as possible differ
    from the state with the number `start`; then the lowest number.

    >>> from estimative.base.logic.space import Factor
    >>> space = StateSpace((Factor("a"), Factor("b")))
    >>> both, neither = np.array([False] * 3 + [True]), np.array([True] + [False] * 3)
    >>> state_between(space, ~(both | neither), [both, neither], start=0)
    1
    """
    codes = np.flatnonzero(outside)
    if not len(codes):
        return None
    closeness = sum((near(space, inside)[codes].astype(np.int64) for inside in insides), np.zeros(len(codes), np.int64))
    differing = np.zeros(len(codes), dtype=np.int64)
    for stride, count in zip(space.strides, space.shape, strict=True):
        differing += codes // stride % count != start // stride % count
    return int(codes[np.lexsort((codes, differing, -closeness))[0]])
