"""One figure out of several methods, by choice only: the logarithmic pool, with its sensitivity to the floor.

Methods share judgments and are no independent forecasters; a pooled figure is a summary and stands in the annex. With
q = weights/(1 - undetermined) and C categories, each method is floored, q' = (1 - C e) q + e, and the pool is
proportional to the product of q' to the power a, where a = w (1 - undetermined) shared out so that they sum to 1.
Nothing is made more extreme. Scenarios that overlap are pooled one at a time, each against its negation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.run import MethodRun
from estimative.assessment.weights import NONE

Floats = NDArray[np.float64]
FLOOR = 0.01
FLOORS = (0.001, FLOOR, 0.05)
"""The floor, and a lesser and a greater one, to show how much hangs on it."""
SAME = 1e-9


@dataclass(frozen=True)
class PoolSwing:
    """A pooled figure as one judgment moves through its range: at its low end, at its high end, least and greatest."""

    at_low: float
    at_high: float
    least: float
    greatest: float


@dataclass(frozen=True)
class Pool:
    """The pooled figures by scenario id (and `none` where it can be), the methods' exponents, and figures by floor.

    What is told of scenarios that overlap need not sum to 1. Both maps are empty where no method tells anything.
    `swings` are by judgment, then by scenario: empty until they are asked for.
    """

    pooled: Mapping[str, float]
    exponents: Mapping[str, Mapping[str, float]]
    by_floor: Mapping[float, Mapping[str, float]]
    swings: Mapping[str, Mapping[str, PoolSwing]] = field(default_factory=dict)


def pool(runs: Mapping[str, MethodRun], weights: Mapping[str, float], gap: bool, overlapping: bool = False) -> Pool:
    """The logarithmic pool of the forecasting methods that ran.

    `weights` are the methods' weights, 1 where nothing is said; `gap`: can none of the scenarios come true; with
    `overlapping` scenarios each is pooled alone against its negation.
    """
    forecasting = {method: run for method, run in runs.items() if run.forecasts}
    scenarios = [key for run in list(forecasting.values())[:1] for key in run.supports if key != NONE]
    categories = [*scenarios, *([NONE] if gap else [])]
    if overlapping:
        tables = {key: _against_negation(forecasting, key) for key in scenarios}
    else:
        tables = {"": _together(forecasting, categories)}
    exponents = {name: _exponents(undetermined, weights) for name, (_, undetermined) in tables.items()}
    by_floor: dict[float, dict[str, float]] = {}
    for floor in FLOORS:
        found: dict[str, float] = {}
        for name, (shares, _) in tables.items():
            if exponents[name]:
                mixed = pooled(
                    np.array([shares[m] for m in exponents[name]]), np.array([*exponents[name].values()]), floor
                )
                found |= {name: float(mixed[0])} if overlapping else dict(zip(categories, mixed.tolist(), strict=True))
        by_floor[floor] = found
    return Pool(by_floor[FLOOR], {name: found for name, found in exponents.items() if found}, by_floor)


def pooled(shares: Floats, exponents: Floats, floor: float) -> Floats:
    """The pool of distributions (a row a method, a column a category) with exponents that sum to 1.

    For two categories it is the geometric mean of the odds.

    >>> pooled(np.array([[0.8, 0.2], [0.5, 0.5]]), np.array([0.5, 0.5]), 0.0).round(6).tolist()
    [0.666667, 0.333333]
    """
    floored = (1 - shares.shape[1] * floor) * shares + floor
    with np.errstate(divide="ignore"):
        logs = np.log(floored)
    powers = np.where(exponents[:, None] > 0, exponents[:, None] * logs, 0.0).sum(axis=0)
    raised = np.exp(powers - powers.max())
    return np.asarray(raised / raised.sum())


def _together(runs: Mapping[str, MethodRun], categories: list[str]) -> tuple[dict[str, Floats], dict[str, float]]:
    shares, undetermined = {}, {}
    for method, run in runs.items():
        means = np.array([run.supports[key].mean for key in categories])
        told = float(means.sum())
        undetermined[method] = max(0.0, 1.0 - told)
        if told > SAME:
            shares[method] = means / told
    return shares, undetermined


def _against_negation(runs: Mapping[str, MethodRun], key: str) -> tuple[dict[str, Floats], dict[str, float]]:
    shares, undetermined = {}, {}
    for method, run in runs.items():
        support = run.supports[key]
        undetermined[method] = support.undetermined
        told = 1.0 - support.undetermined
        if told > SAME:
            share = min(1.0, support.mean / told)
            shares[method] = np.array([share, 1.0 - share])
    return shares, undetermined


def _exponents(undetermined: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    """The exponents of the methods that tell anything and weigh anything; empty where there are none."""
    raw = {method: weights.get(method, 1.0) * (1.0 - open_) for method, open_ in undetermined.items()}
    raw = {method: value for method, value in raw.items() if value > SAME}
    total = sum(raw.values())
    return {method: value / total for method, value in raw.items()}
