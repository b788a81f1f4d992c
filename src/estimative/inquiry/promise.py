"""Which judgments look as if they could overturn the result: read off the draws at hand, nothing run anew.

Only an order of trying comes out of this, never an answer.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.run import MethodRun
from estimative.ensemble.draws import Draws
from estimative.inquiry.grid import Span

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NEAR = 0.2
"""The share of draws that lie near a point of a judgment that is not whole."""


class Promise:
    """How far what leads in each method is ahead among the draws near a point: the less, the more promising."""

    def __init__(self, runs: Mapping[str, MethodRun], spans: Mapping[str, Span], draws: Draws) -> None:
        self._runs = runs
        self._spans = spans
        inputs = {item.path: item for run in runs.values() for item in run.inputs if item.path in spans}
        self._drawn = draws.of(inputs.values())
        self._near: dict[str, Bools] = {}

    def near(self, path: str) -> Bools:
        """Which draws lie near each point of a judgment's grid, (draws, points)."""
        if path not in self._near:
            values, points = self._drawn[path], self._spans[path].points
            self._near[path] = np.stack([_near(np.abs(values - point)) for point in points], axis=1)
        return self._near[path]

    def single(self, method: str, path: str) -> Floats:
        """The lead of what leads in a method, near each point of one judgment."""
        return self._lead(method, self.near(path).astype(float), np.ones((len(self._drawn[path]), 1)))[:, 0]

    def joint(self, method: str, one: str, other: str) -> Floats:
        """The same near each pair of points of two judgments, (points, points)."""
        return self._lead(method, self.near(one).astype(float), self.near(other).astype(float))

    def of_method(self, method: str, paths: list[str]) -> float:
        """The least lead near any point of these judgments."""
        return min((float(self.single(method, path).min()) for path in paths), default=np.inf)

    def _lead(self, method: str, one: Floats, other: Floats) -> Floats:
        run = self._runs[method]
        given = run.weights.given
        counts = one.T @ other
        means = np.stack([one.T @ (given[:, [k]] * other) for k in range(given.shape[1])])
        means = np.divide(means, counts, out=np.zeros_like(means), where=counts > 0)
        if run.leader is None:  # the closer something comes to leading, the more promising
            ordered = np.sort(means, axis=0)
            lead = 1 - (ordered[-1] - ordered[-2])
        else:
            place = run.weights.column(run.leader)
            lead = means[place] - np.delete(means, place, axis=0).max(axis=0)
        return np.where(counts > 0, lead, np.inf)


def _near(distance: Floats) -> Bools:
    """The draws at the point where there are some, else the fifth that lies nearest."""
    exact = distance == 0
    return exact if exact.mean() > NEAR / 2 else distance <= np.quantile(distance, NEAR)
