"""Bins of draws by what one judgment, or one actor's order of wants, is in them: the grid that sensitivity stands on.

A bin holds at least `LEAST` draws, so that its mean is worth something, and there are at most `MOST` of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST = 200
"""The fewest draws of a bin."""
MOST = 20
"""The most bins."""


@dataclass(frozen=True, eq=False)
class Bins:
    """Which bin each draw is in, and how many bins there are.

    `constant`: there is but one value in all draws. One bin without that: there are too few draws for two. `ordered`:
    the bins run from the lowest values to the highest; orders of wants have no low end and no high end.
    """

    codes: Ints
    count: int
    constant: bool
    ordered: bool

    @property
    def sizes(self) -> Ints:
        """How many draws each bin has."""
        return np.bincount(self.codes, minlength=self.count)


def value_bins(values: Floats) -> Bins:
    """Bins by the drawn values: one a value where there are at most 20, else bins of equal counts.

    Values with fewer than 200 draws share a bin with their neighbours. Where a bin ends within draws of one and the
    same value, the number of the draw decides, which knows nothing of the answer.

    >>> value_bins(np.repeat([1.0, 2.0, 3.0], [300, 500, 100])).sizes.tolist()
    [300, 600]
    >>> value_bins(np.linspace(0, 1, 1000)).sizes.tolist()
    [200, 200, 200, 200, 200]
    """
    order = np.argsort(values, kind="stable")
    steps = np.flatnonzero(np.diff(values[order])) + 1
    draws, distinct = len(values), len(steps) + 1
    if distinct <= MOST:
        starts = _joined(np.concatenate([[0], steps, [draws]]))
        sorted_codes = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    else:
        count = max(1, min(MOST, draws // LEAST))
        sorted_codes = np.arange(draws) * count // draws
    codes = np.empty(draws, dtype=np.int64)
    codes[order] = sorted_codes
    return Bins(codes, int(sorted_codes[-1]) + 1, distinct == 1, ordered=True)


def _joined(edges: Ints) -> Ints:
    """Edges of bins such that none is shorter than a bin may be, from the lowest values on."""
    kept = [0]
    for edge in edges[1:-1].tolist():
        if edge - kept[-1] >= LEAST:
            kept.append(edge)
    end = int(edges[-1])
    while len(kept) > 1 and end - kept[-1] < LEAST:
        kept.pop()
    return np.array([*kept, end], dtype=np.int64)


def order_bins(ranks: Sequence[str], drawn: Mapping[str, Floats]) -> Bins:
    """Bins by the order of one actor's wants: one an order, as far as it has draws enough.

    `ranks` are the addresses of the ranks, ties going to the one named first. Orders with too few draws are joined by
    the wants that they begin with, the longest such beginning that has draws enough: what an actor wants first decides
    before what it wants last. What is left at the end is one bin, or goes to the smallest.

    >>> drawn = {"a": np.repeat([1.0, 3.0], [300, 500]), "b": np.full(800, 2.0)}
    >>> order_bins(["a", "b"], drawn).sizes.tolist()
    [300, 500]
    """
    keys = np.stack([drawn[path] for path in ranks], axis=1)
    orders, which = np.unique(np.argsort(keys, axis=1, kind="stable"), axis=0, return_inverse=True)
    which = which.reshape(len(keys))
    least = max(LEAST, -(-len(keys) // MOST))
    codes = np.zeros(len(keys), dtype=np.int64)
    left, count = np.arange(len(keys)), 0
    for length in range(len(ranks), -1, -1):
        _, group_of = np.unique(orders[:, :length], axis=0, return_inverse=True)
        groups = group_of.reshape(len(orders))[which[left]]
        number = np.full(len(orders), -1)
        enough = np.flatnonzero(np.bincount(groups, minlength=len(orders)) >= least)
        number[enough] = count + np.arange(len(enough))
        count += len(enough)
        found = number[groups]
        codes[left[found >= 0]] = found[found >= 0]
        left = left[found < 0]
    if len(left) and count:
        inside = np.ones(len(keys), dtype=bool)
        inside[left] = False
        codes[left] = int(np.argmin(np.bincount(codes[inside], minlength=count)))
    return Bins(codes, max(1, count), len(orders) == 1, ordered=False)
