"""Where issues settle in every draw, by the account that the case asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.bargaining_model import BargainingModel, IssueModel
from estimative.base.errors import LimitError
from estimative.base.progress import SILENT, Progress
from estimative.methods.bargaining import (
    Bargaining,
    Exchange,
    nash_many,
    run_eum,
    trade,
    weighted_means,
    weighted_medians,
)

Floats = NDArray[np.float64]
Columns = tuple[Floats, Floats, Floats]

EUM_ROUNDS = 5
"""The rounds after which the expected-utility model is read, where a case takes it for its forecast."""


def outcomes(
    forecast: str,
    model: BargainingModel,
    drawn: Mapping[str, Floats],
    draws: int,
    memory: dict[Any, Any],
    progress: Progress = SILENT,
) -> dict[str, Floats]:
    """Per issue where it settles in each draw; NaN in draws in which nobody there has any weight.

    `forecast` is the account: `compromise`, `median` (the lower end of a tie), `nash` (breakdown as what is left),
    `eum` (EQUATIONS, the weighted mean after five rounds), `exchange` (over all issues of the draw).
    """
    columns = {name: each.arrays(drawn, draws) for name, each in model.issues.items()}
    if forecast == "exchange":
        return _exchanged(model, columns, draws, memory, progress)
    account = ACCOUNTS[forecast]
    progress.start("bargaining", len(columns))
    found = {}
    for name, each in columns.items():
        weighty = (each[1] * each[2]).sum(axis=1) > 0
        values = np.full(draws, np.nan)
        if weighty.any():
            values[weighty] = account(model.issues[name], tuple(column[weighty] for column in each), memory)
        found[name] = values
        progress.advance()
    progress.finish()
    return found


def _compromise(_model: IssueModel, columns: Columns, _memory: dict[Any, Any]) -> Floats:
    position, capability, salience = columns
    return weighted_means(position, capability * salience)


def _median(_model: IssueModel, columns: Columns, _memory: dict[Any, Any]) -> Floats:
    position, capability, salience = columns
    return weighted_medians(position, capability * salience)[0]


def _nash(model: IssueModel, columns: Columns, _memory: dict[Any, Any]) -> Floats:
    position, _, salience = columns
    return nash_many(position, salience, model.low, model.high)


def _eum(_model: IssueModel, columns: Columns, memory: dict[Any, Any]) -> Floats:
    found = np.empty(len(columns[0]))
    for d, rows in enumerate(zip(*columns, strict=True)):
        key = ("bargaining", "eum", *(row.tobytes() for row in rows))
        if key not in memory:
            memory[key] = run_eum(*rows, rounds=EUM_ROUNDS).mean[-1]
        found[d] = memory[key]
    return found


ACCOUNTS: Mapping[str, Callable[[IssueModel, Any, dict[Any, Any]], Floats]] = {
    "compromise": _compromise,
    "median": _median,
    "nash": _nash,
    "eum": _eum,
}
"""What settles one issue by itself, draw by draw; a row per draw that has any weight."""


def _exchanged(
    model: BargainingModel, columns: Mapping[str, Columns], draws: int, memory: dict[Any, Any], progress: Progress
) -> dict[str, Floats]:
    found = {name: np.full(draws, np.nan) for name in columns}
    progress.start("bargaining", draws)
    for d in range(draws):
        rows = {name: (x[d], c[d], s[d]) for name, (x, c, s) in columns.items() if float(c[d] @ s[d]) > 0}
        key = ("bargaining", "exchange", *((name, *(row.tobytes() for row in each)) for name, each in rows.items()))
        if rows and key not in memory:
            issues = {
                name: Bargaining(model.issues[name].actors, *each, model.issues[name].low, model.issues[name].high)
                for name, each in rows.items()
            }
            memory[key] = trade(Exchange(issues)).after
        for name, value in memory[key].items() if rows else ():
            found[name][d] = value
        progress.advance()
    progress.finish()
    return found


def stated_exchange(model: BargainingModel) -> Exchange | None:
    """The issues at their stated values as one exchange; None where fewer than two settle, or there is too much."""
    issues = {name: each.stated for name, each in model.issues.items() if each.stated is not None}
    try:
        return Exchange(issues) if len(issues) > 1 else None
    except LimitError:
        return None
