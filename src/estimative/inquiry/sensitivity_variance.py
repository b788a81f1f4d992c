"""How much of the spread of a method's answers one input explains, from the draws at hand.

With the draws in B bins by the input, SST the squared deviations of the answers from their mean, SSB those of the bin
means (each counted by its draws) and MSW = (SST - SSB)/(N - B), the first-order index is (SSB - (B - 1) MSW)/SST: the
share of the variance that is explained, less what bins of nothing but noise would seem to explain. It is around 0 for
an input that moves nothing, and may be just below. Of a smooth effect a bin sees all but what varies within itself:
of a straight line over B equal bins the share 1 - 1/B^2.

The interval is a bootstrap over draws: each replicate counts every draw as often as it is picked in N picks with
replacement, the bins standing still; its percentiles are shifted so that their mean is the index. Nothing is picked
anew for an input: the counts are made once and summed by bin, which is the very same thing as resampling the rows of
a table of inputs and answers together. Beyond `MOST_RESAMPLED` draws the first so many are resampled, and what that
interval reaches to each side is narrowed as the root of the number of draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from estimative.base.keyed_random import choices
from estimative.inquiry.sensitivity_bins import Bins

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
REPLICATES = 200
MOST_RESAMPLED = 10_000
PERCENTILES = (0.025, 0.975)
AT_ONCE = 200_000
"""The most multiplications handed to linear algebra in one go."""
SAME = 1e-9
"""Answers that differ by no more are one and the same."""
MOVES = 0.05
"""What is called carrying moves a support by at least this much, from one bin to another."""
TREND = 4.2
"""Standard normal deviate that a trend over the bins must exceed: hundreds of judgments are looked at together."""
DIFFERENCES = 4.6
"""The same for differences among bins in any direction."""


@dataclass(frozen=True, eq=False)
class Explained:
    """What one input explains of several answers, one column each.

    `means` are the answers' means by bin, a row a bin; `carries` where they differ by enough, and by more than chance.
    """

    index: Floats
    low: Floats
    high: Floats
    means: Floats
    carries: Bools


class Answers:
    """Answers draw by draw, a column each, with what does not hang on any one input: totals and resampled counts."""

    def __init__(self, given: Floats, seed: int) -> None:
        self._seed = seed
        self.mean: Floats = given.mean(axis=0)
        self.varies: Bools = np.ptp(given, axis=0) > SAME
        self._centred = np.asfortranarray(given - self.mean)
        self._total: Floats = (self._centred**2).sum(axis=0)
        self._tables: dict[tuple[int, ...], Floats] = {}

    @property
    def draws(self) -> int:
        """The number of draws."""
        return len(self._centred)

    def variance(self, column: int) -> float:
        """The variance of one answer over the draws."""
        return float(self._total[column]) / self.draws

    def explained(self, bins: Bins, columns: tuple[int, ...]) -> Explained:
        """What the input that made the bins explains of the answers in `columns`; there must be two bins or more."""
        varies = self.varies[list(columns)]
        means, between, total = self._between(bins, columns)
        index = np.where(varies, _index(between, total, self.draws, bins.count), 0.0)
        reach = self._reach(bins, columns) if varies.any() else np.zeros((len(PERCENTILES), len(columns)))
        low, high = np.where(varies, index + reach, 0.0)
        return Explained(index, low, high, means + self.mean[list(columns)], self.carried(bins, columns))

    def carried(self, bins: Bins, columns: tuple[int, ...]) -> Bools:
        """Which of the answers differ from bin to bin by enough, and by a trend or by differences beyond chance?"""
        means, between, total = self._between(bins, columns)
        within = np.maximum(total - between, 0.0) / max(1, self.draws - bins.count)
        noise = np.maximum(within, SAME**2)
        firm = _deviate(between / noise, bins.count - 1) > DIFFERENCES
        if bins.ordered:
            sizes = bins.sizes
            place = np.arange(bins.count) - (np.arange(bins.count) * sizes).sum() / self.draws
            firm |= np.abs((sizes * place) @ means) / np.sqrt(noise * (sizes * place**2).sum()) > TREND
        return np.asarray(self.varies[list(columns)] & firm & (np.ptp(means, axis=0) >= MOVES))

    def _between(self, bins: Bins, columns: tuple[int, ...]) -> tuple[Floats, Floats, Floats]:
        """Means by bin of the centred answers, SSB, and SST (1 where nothing varies)."""
        sums = np.stack([np.bincount(bins.codes, self._centred[:, c], bins.count) for c in columns], axis=1)
        means = sums / bins.sizes[:, None]
        return means, (sums * means).sum(axis=0), np.where(self.varies[list(columns)], self._total[list(columns)], 1.0)

    @cached_property
    def _counts(self) -> NDArray[np.uint8]:
        """How often each draw is picked in each replicate: draws by replicates."""
        first = min(self.draws, MOST_RESAMPLED)
        found = np.empty((first, REPLICATES), dtype=np.uint8)  # a count above 255 has a chance below 1 in 10^500
        for replicate in range(REPLICATES):
            picked = choices(self._seed, f"sensitivity/replicates/{replicate}", first, first)
            found[:, replicate] = np.bincount(picked, minlength=first)
        return found

    @cached_property
    def _resampled(self) -> tuple[Floats, Floats]:
        """Sums and sums of squares of every answer in each replicate."""
        first = np.ascontiguousarray(self._centred[: len(self._counts)])
        rows = np.arange(len(first))
        return _summed(first, self._counts, rows), _summed(first**2, self._counts, rows)

    def _table(self, columns: tuple[int, ...]) -> Floats:
        """A one and the answers of each draw that is resampled, one row each."""
        if columns not in self._tables:
            first = self._centred[: len(self._counts), list(columns)]
            self._tables[columns] = np.ascontiguousarray(np.concatenate([np.ones((len(first), 1)), first], axis=1))
        return self._tables[columns]

    def _reach(self, bins: Bins, columns: tuple[int, ...]) -> Floats:
        """How far the percentiles of the replicates' indices lie from their mean: a row a percentile."""
        counts, table = self._counts, self._table(columns)
        first = len(counts)
        codes = bins.codes[:first].astype(np.uint8)  # small whole numbers are sorted in linear time
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=bins.count))
        between = np.zeros((len(columns), REPLICATES))
        filled = np.zeros(REPLICATES)
        for start, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
            rows = order[start:end]
            found = _summed(table, counts, rows)
            size = found[0]
            between += found[1:] ** 2 / np.maximum(size, 1.0)
            filled += size > 0
        sums, squares = (part[list(columns)] for part in self._resampled)
        total = squares - sums**2 / first
        safe = np.where(total > SAME**2 * first, total, np.inf)
        indices = _index(between - sums**2 / first, safe, first, filled)
        away = np.quantile(indices, PERCENTILES, axis=1) - indices.mean(axis=1)
        return np.asarray(away * math.sqrt(first / self.draws))


def _summed(table: Floats, counts: NDArray[np.uint8], rows: NDArray[np.int64]) -> Floats:
    """The columns of a table summed over rows, each counted as often as each replicate says: columns by replicates.

    In stretches short enough that a linear algebra library does not share them out to threads, which on a busy machine
    wait for one another many times longer than the sums take.
    """
    step = max(16, AT_ONCE // (table.shape[1] * REPLICATES))
    found = np.zeros((table.shape[1], REPLICATES))
    for start in range(0, len(rows), step):
        here = rows[start : start + step]
        found += table.take(here, axis=0).T @ counts.take(here, axis=0).astype(np.float64)
    return found


def _index(between: Floats, total: Floats, draws: int, bins: float | Floats) -> Floats:
    """The first-order index; an infinite total stands for one of nothing, whose index is 0."""
    finite = np.where(np.isinf(total), 0.0, total)
    within = np.maximum(finite - between, 0.0) / np.maximum(draws - bins, 1.0)
    return np.asarray((between - (bins - 1) * within) / total)


def _deviate(square: Floats, freedom: int) -> Floats:
    """Chi-square as a standard normal deviate (Wilson and Hilferty, PNAS 17, 1931, 684-688).

    >>> _deviate(np.array([3.84, 16.92]), 1).round(1).tolist()
    [1.7, 3.8]
    """
    part = 2 / (9 * freedom)
    return np.asarray((np.cbrt(square / freedom) - (1 - part)) / math.sqrt(part))
