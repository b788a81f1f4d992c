"""Which judgments carry the result: those that move a support by themselves, and no others."""

from __future__ import annotations

import numpy as np

from estimative.assessment.run import MethodRun
from estimative.assessment.weights import Weights, supports
from estimative.ensemble.draws import Draws, Input
from estimative.inquiry.carrying import carrying

INPUTS = (
    Input("loud", 0.5, 0, 1),
    Input("idle", 0.5, 0, 1),
    Input("fixed", 1, 1, 1),
    Input("whole", 2, 1, 3, whole=True),
)


def run(draws: int, seed: int = 1, forecasts: bool = True) -> MethodRun:
    drawn = Draws(draws, seed).of(INPUTS)
    holds = (drawn["loud"] + 0.2 * drawn["whole"] > 0.9).astype(float)
    weights = Weights(("s",), np.stack([holds, 1 - holds], axis=1), np.zeros((draws, 2)))
    return MethodRun("m", forecasts, weights, supports(weights), None, INPUTS)


def test_what_moves_the_support_is_found_with_its_direction() -> None:
    found = carrying({"m": run(2000)}, Draws(2000, 1))
    assert found is not None
    assert list(found) == ["loud", "whole"]
    assert found["loud"].at_high > 0.9
    assert found["loud"].at_low < 0.2
    assert found["loud"].method == "m"


def test_idle_judgments_are_not_taken_for_carrying_whatever_the_seed() -> None:
    for seed in range(40):
        found = carrying({"m": run(1000, seed)}, Draws(1000, seed))
        assert found is not None
        assert "idle" not in found
        assert "fixed" not in found


def test_too_few_draws_tell_nothing_and_only_forecasts_count() -> None:
    assert carrying({"m": run(199)}, Draws(199, 1)) is None
    assert carrying({"m": run(2000, forecasts=False)}, Draws(2000, 1)) == {}
