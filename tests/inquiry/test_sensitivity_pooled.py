"""The swing of a pooled figure, against pools made of the draws of each bin by hand."""

from __future__ import annotations

import numpy as np
import pytest

from estimative.assessment.pooling import FLOOR, PoolSwing, pool
from estimative.assessment.run import MethodRun
from estimative.assessment.weights import Weights, supports
from estimative.case.longform import from_long
from estimative.ensemble.draws import Draws, Input
from estimative.inquiry.sensitivity import sensitivity
from estimative.inquiry.sensitivity_pooled import with_swings

DRAWS = Draws(2000, 3)
LOUD, IDLE = Input("loud", 2, 1, 3, whole=True), Input("idle", 0.5, 0, 1)


def run(method: str, given: np.ndarray, inputs: tuple[Input, ...]) -> MethodRun:
    weights = Weights(("s",), np.stack([given, 1 - given], axis=1), np.zeros((len(given), 2)))
    return MethodRun(method, True, weights, supports(weights), None, inputs)


def test_the_pool_swings_with_the_method_that_reads_the_judgment() -> None:
    loud = DRAWS.of([LOUD])["loud"]
    said = np.where(loud == 1, 0.2, np.where(loud == 2, 0.9, 0.5))
    runs = {"a": run("a", said, (LOUD,)), "b": run("b", np.full(2000, 0.6), (IDLE,))}
    found = sensitivity(from_long({"id": "t"}), runs, DRAWS)
    assert found.carrying == ("loud",)
    pooled = pool(runs, {}, gap=True)
    swings = with_swings(pooled, lambda changed: pool(changed, {}, gap=True), runs, found, DRAWS).swings
    assert set(swings) == {"loud"}
    at = {share: together(share, 0.6) for share in (0.2, 0.9, 0.5)}
    assert vars(swings["loud"]["s"]) == pytest.approx(vars(PoolSwing(at[0.2], at[0.5], at[0.2], at[0.9])))


def together(one: float, other: float) -> float:
    """The geometric mean of the odds, each kept off 0 and 1 by the floor."""
    shares = [(1 - 2 * FLOOR) * share + FLOOR for share in (one, other)]
    odds = np.sqrt(np.prod([share / (1 - share) for share in shares]))
    return float(odds / (1 + odds))
