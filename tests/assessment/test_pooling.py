"""The logarithmic pool against its definition and its laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.assessment.pooling import FLOOR, FLOORS, pool, pooled
from estimative.assessment.run import MethodRun
from estimative.assessment.weights import NONE, Weights, supports

shares = st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(lambda row: sum(row) > 0.01)


def run(method: str, row: list[float], told: float = 1.0, forecasts: bool = True) -> MethodRun:
    given_ = np.array([row]) / sum(row) * told
    weights = Weights(("s", "t"), given_, np.full((1, 3), 1 - told))
    return MethodRun(method, forecasts, weights, supports(weights))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(shares, st.floats(0.1, 1), st.floats(0.1, 3)), min_size=1, max_size=4))
def test_the_pool_is_what_its_definition_says(methods) -> None:
    runs = {f"m{k}": run(f"m{k}", row, told) for k, (row, told, _) in enumerate(methods)}
    weights = {f"m{k}": weight for k, (_, _, weight) in enumerate(methods)}
    found = pool(runs, weights, gap=True)
    parts = [weight * told for _, told, weight in methods]
    powers = [part / sum(parts) for part in parts]
    product = [
        math.prod(
            ((1 - 3 * FLOOR) * row[k] / sum(row) + FLOOR) ** power
            for (row, _, _), power in zip(methods, powers, strict=True)
        )
        for k in range(3)
    ]
    expected = dict(zip(("s", "t", NONE), (value / sum(product) for value in product), strict=True))
    assert found.pooled == pytest.approx(expected, abs=1e-9)
    assert sum(found.exponents[""].values()) == pytest.approx(1)
    assert set(found.by_floor) == set(FLOORS)


def test_two_categories_give_the_geometric_mean_of_the_odds() -> None:
    mixed = pooled(np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([0.25, 0.75]), 0.0)
    assert mixed[0] / mixed[1] == pytest.approx(9**0.25 * (4 / 6) ** 0.75)


def test_without_a_gap_none_is_no_category_and_who_tells_nothing_does_not_count() -> None:
    silent = MethodRun("b", True, *_silent())
    found = pool({"a": run("a", [0.8, 0.2, 0.0]), "b": silent}, {}, gap=False)
    assert set(found.pooled) == {"s", "t"}
    assert found.exponents[""] == {"a": 1.0}
    assert found.pooled["s"] == pytest.approx((1 - 2 * FLOOR) * 0.8 + FLOOR)
    assert pool({"b": silent}, {}, gap=True).pooled == {}


def _silent():
    weights = Weights(("s", "t"), np.zeros((1, 3)), np.ones((1, 3)))
    return weights, supports(weights)


def test_a_method_that_does_not_forecast_is_never_pooled() -> None:
    found = pool({"a": run("a", [1, 0, 0]), "f": run("f", [0, 1, 0], forecasts=False)}, {}, gap=True)
    assert "f" not in found.exponents[""]


def test_overlapping_scenarios_are_pooled_one_at_a_time_against_their_negation() -> None:
    weights = Weights(("s", "t"), np.array([[0.9, 0.8, 0.0]]), np.zeros((1, 3)))
    found = pool({"a": MethodRun("a", True, weights, supports(weights))}, {}, gap=True, overlapping=True)
    assert found.pooled == pytest.approx({"s": 0.98 * 0.9 + 0.01, "t": 0.98 * 0.8 + 0.01})
    assert set(found.exponents) == {"s", "t"}
