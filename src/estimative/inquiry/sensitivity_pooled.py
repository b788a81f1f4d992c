"""How far a pooled figure swings as one judgment moves through its own range: the pool taken bin by bin.

A pool is made of means over draws and not of draws, so it has no variance over draws that a judgment could explain:
there is no index, only the swing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.pooling import Pool, PoolSwing
from estimative.assessment.run import MethodRun
from estimative.assessment.weights import Weights, supports
from estimative.ensemble.draws import Draws
from estimative.inquiry.sensitivity import Sensitivity
from estimative.inquiry.sensitivity_bins import value_bins

Pooling = Callable[[Mapping[str, MethodRun]], Pool]


def with_swings(pool: Pool, pooling: Pooling, runs: Mapping[str, MethodRun], found: Sensitivity, draws: Draws) -> Pool:
    """The pool with the swing of each of its figures for every judgment that carries the result.

    `pooling` makes the pool out of runs. In each bin the methods that draw the judgment say what they say in the draws
    of that bin; the others say what they say in all draws.
    """
    swings: dict[str, dict[str, PoolSwing]] = {}
    for path in found.carrying:
        inputs = {method: item for method, run in runs.items() for item in run.inputs if item.path == path}
        bins = value_bins(draws.of(list(inputs.values())[:1])[path])
        by_bin = [
            pooling({m: _within(run, bins.codes == code) if m in inputs else run for m, run in runs.items()}).pooled
            for code in range(bins.count)
        ]
        figures = {key: [by[key] for by in by_bin if key in by] for key in pool.pooled}
        swings[path] = {key: PoolSwing(f[0], f[-1], min(f), max(f)) for key, f in figures.items() if f}
    return replace(pool, swings=swings)


def _within(run: MethodRun, draws: NDArray[np.bool_]) -> MethodRun:
    """The run as if it had only those draws."""
    weights = run.weights
    part = Weights(weights.scenarios, weights.given[draws], weights.open[draws], weights.shared)
    told = supports(part)
    return replace(run, weights=part, supports={key: told[key] for key in run.supports})
