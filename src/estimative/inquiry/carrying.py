"""Which judgments carry the result: those whose own range moves a support, the others drawn.

Nothing is run anew: of the draws at hand, those with a judgment's lowest values are compared with those with its
highest. What a judgment does only together with others is not seen by this.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.run import MethodRun
from estimative.ensemble.draws import Draws

Floats = NDArray[np.float64]
PART = 0.2
"""The lowest and the highest fifth of the draws are compared."""
LEAST = 0.05
"""Differences of support below this carry nothing."""
ERRORS = 4.0
"""How many standard errors a difference must exceed: hundreds of judgments are compared at once."""
FEWEST = 200
"""With fewer draws nothing can be told apart."""


@dataclass(frozen=True)
class Swing:
    """What one judgment moves in one method: the scenario it moves most, its support at the low and the high values."""

    method: str
    scenario: str
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        """The difference in size."""
        return abs(self.at_high - self.at_low)


def carrying(runs: Mapping[str, MethodRun], draws: Draws) -> dict[str, Swing] | None:
    """The judgments that carry the result, by path, those that move most first, each with its greatest swing.

    Only methods that forecast count. None where there are fewer than 200 draws.
    """
    found: dict[str, Swing] = {}
    for run in runs.values():
        if not run.forecasts:
            continue
        if run.weights.draws < FEWEST:
            return None
        inputs = [item for item in run.inputs if not item.fixed]
        drawn = draws.of(inputs)
        for item in inputs:
            swing = _swing(run, drawn[item.path])
            if swing is not None and (item.path not in found or swing.size > found[item.path].size):
                found[item.path] = swing
    return dict(sorted(found.items(), key=lambda pair: (-round(pair[1].size, 9), pair[0])))


def _swing(run: MethodRun, values: Floats) -> Swing | None:
    """The greatest difference that counts, None where none does."""
    low, high = values <= np.quantile(values, PART), values >= np.quantile(values, 1 - PART)
    if values.min() == values.max() or (low & high).any():
        return None
    best: Swing | None = None
    for key in run.supports:
        weights = run.weights.given[:, run.weights.column(key)]
        below, above = weights[low], weights[high]
        difference = abs(float(above.mean()) - float(below.mean()))
        error = math.sqrt(float(below.var()) / len(below) + float(above.var()) / len(above))
        if difference < LEAST or difference <= ERRORS * error:
            continue
        if best is None or difference > best.size:
            best = Swing(run.method, key, float(below.mean()), float(above.mean()))
    return best
