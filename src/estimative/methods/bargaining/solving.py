"""One issue solved by every account at once, with the table of forecasts that is never left out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from estimative.base.errors import LimitError
from estimative.methods.bargaining.eum import run_eum
from estimative.methods.bargaining.eum_moves import PRESETS
from estimative.methods.bargaining.eum_result import EumResult
from estimative.methods.bargaining.nash import nash
from estimative.methods.bargaining.problem import Bargaining
from estimative.methods.bargaining.result import BargainingResult
from estimative.methods.bargaining.spatial import (
    compromise,
    levers,
    median_interval,
    weighted_mean,
    weighted_medians,
)

ROUNDS = 9
"""Enough to see where the published example goes, and that it does not come to rest."""

BASELINES = (
    "constant_middle",
    "status_quo",
    "plain_mean",
    "weighted_mean",
    "weighted_median",
    "eum_equations_mean",
    "eum_equations_median",
    "eum_printed_mean",
    "eum_printed_median",
    "exchange",
)
"""The forecasts that stand side by side wherever one of them is shown."""


def solve(
    problem: Bargaining,
    rounds: int = ROUNDS,
    q: float = 1.0,
    exchanged: float | None = None,
    presets: Sequence[str] = tuple(PRESETS),
) -> BargainingResult:
    """Where does one issue settle, by every account, and what would move it?

    `rounds` and `q` are for the expected-utility model: how many rounds (up to 1,000), and the probability that an
    actor left alone stays where it is. `exchanged` is where an exchange over several issues puts this one, if there was
    one. A preset whose tables would be too large is left out with a warning, and then the result is not complete.
    Raises UsageError where `rounds`, `q` or a preset is out of range.

    >>> found = solve(Bargaining(("A", "B"), (0, 90), (2, 1), (1, 1), 0, 100), rounds=1)
    >>> found.compromise, found.median, found.baselines["constant_middle"]
    (30.0, 0.0, 50.0)
    """
    begun = time.perf_counter()
    runs: dict[str, EumResult] = {}
    warnings: list[str] = []
    for preset in presets:
        try:
            runs[preset] = run_eum(
                problem.position, problem.capability, problem.salience, rounds=rounds, preset=preset, q=q
            )
        except LimitError as reason:
            warnings.append(f"{preset} is left out: {reason}")
    status_quo = problem.status_quo
    return BargainingResult(
        problem=problem,
        rounds=rounds,
        q=q,
        compromise=compromise(problem),
        levers=levers(problem),
        median_interval=median_interval(problem),
        nash=nash(problem),
        nash_status_quo=None if status_quo is None else nash(problem, status_quo),
        eum=runs,
        baselines=baselines(problem, runs, exchanged),
        complete=not warnings,
        warnings=tuple(warnings),
        seconds=time.perf_counter() - begun,
    )


def baselines(
    problem: Bargaining, runs: Mapping[str, EumResult], exchanged: float | None = None
) -> dict[str, float | None]:
    """Every forecast of one issue by name: first the ten that always stand together, then three that weigh by less.

    The figures of the expected-utility model are those after its last round. None: there is no such figure.

    >>> table = baselines(Bargaining(("A", "B"), (0, 90), (2, 1), (0.5, 1), 0, 100), {})
    >>> table["plain_mean"], table["capability_weighted_mean"], table["salience_weighted_mean"], table["status_quo"]
    (45.0, 30.0, 60.0, None)
    """
    one = problem.position * 0 + 1
    able, cares = problem.capability, problem.salience
    figures: list[float | None] = [
        problem.low + problem.span / 2,
        problem.status_quo,
        weighted_mean(problem.position, one),
        compromise(problem),
        median_interval(problem)[0],
    ]
    for preset in PRESETS:
        run = runs.get(preset)
        figures += [run.mean[-1], run.median[-1]] if run else [None, None]
    return {
        **dict(zip(BASELINES, [*figures, exchanged], strict=True)),
        "capability_weighted_mean": weighted_mean(problem.position, able),
        "salience_weighted_mean": weighted_mean(problem.position, cares),
        "plain_median": float(weighted_medians(problem.position, one)[0]),
    }
