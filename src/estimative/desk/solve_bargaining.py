"""Solving a file of issues to bargain over, without a case."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from estimative.base.canonical import rounded
from estimative.base.errors import LimitError, UsageError, listed, nearest
from estimative.base.progress import SILENT, Progress

if TYPE_CHECKING:
    from estimative.methods.bargaining import Bargaining, BargainingResult, ExchangeResult

ROUNDS = 9
"""As many as `methods/bargaining/solving.py` has, which is imported on use."""

SWEPT = 100
"""Up to so many actors the model is run over Q unasked: one run alone says too little."""


def solve_bargaining(
    path: Path,
    rounds: int = ROUNDS,
    q: float = 1.0,
    sweep: bool | None = None,
    issue: str | None = None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Where each issue of a file settles, by every account, as plain data.

    With one issue, in the file or by `issue`, its figures stand at the top; with several, under `issues` by id, and
    `exchange` has the deals over all of them. `rounds` and `q` are for the expected-utility model; with `sweep` (where
    nothing is said, up to 100 actors) each
    issue also has that model over five values of Q and both presets. Raises ProblemsError for what is wrong in the
    file, UsageError for a number out of range or an issue that is not there.
    """
    from estimative.exchange.bargaining_files import read_bargaining_from

    book = read_bargaining_from(path)
    if issue is not None and issue not in book.issues:
        known = list(book.issues)
        raise UsageError(f"{issue!r} is no issue of {path}; it has {listed(known)}{nearest(issue, known)}")
    begun = time.perf_counter()
    traded, warnings = _traded(book.issues)
    asked = list(book.issues) if issue is None else [issue]
    progress.start("bargaining", len(asked))
    answers = {}
    for name in asked:
        answers[name] = _answer(book.issues[name], traded.after.get(name) if traded else None, rounds, q, sweep)
        if name in book.outcomes:
            answers[name]["outcome"] = book.outcomes[name]
        progress.advance()
    progress.finish()
    found: dict[str, Any] = {"name": book.name}
    if len(answers) == 1:
        found |= {"issue": asked[0], **answers[asked[0]]}
    else:
        found |= {"issues": answers, "complete": all(each["complete"] for each in answers.values()), "warnings": []}
    if traded:
        found["exchange"] = _without_problem(traded.to_dict())
        found["complete"] = found["complete"] and traded.complete
    found["warnings"] = [*book.notes, *warnings, *found["warnings"]]
    return {**rounded(found), "seconds": time.perf_counter() - begun}


def _traded(issues: Any) -> tuple[ExchangeResult | None, list[str]]:
    """The exchange over all issues; none over a single one, or over too many."""
    from estimative.methods.bargaining import Exchange, trade

    if len(issues) < 2:
        return None, []
    try:
        return trade(Exchange(issues)), []
    except LimitError as reason:
        return None, [f"exchange is left out: {reason}"]


def _answer(problem: Bargaining, exchanged: float | None, rounds: int, q: float, sweep: bool | None) -> dict[str, Any]:
    from estimative.methods.bargaining import solve

    result = solve(problem, rounds, q, exchanged)
    answer = {"title": problem.title, **_without_problem(result.to_dict())}
    answer["eum"] = {preset: run.to_dict(problem.actors) for preset, run in result.eum.items()}
    answer["scale"] = {"min": problem.low, "max": problem.high}
    answer["actors"] = {
        actor: {"position": position, "capability": capability, "salience": salience, "weight": weight}
        for actor, position, capability, salience, weight in zip(
            problem.actors,
            *(each.tolist() for each in (problem.position, problem.capability, problem.salience, problem.weights)),
            strict=True,
        )
    }
    if len(problem.actors) <= SWEPT if sweep is None else sweep:
        answer["sweep"] = _swept(result)
    return answer


def _swept(result: BargainingResult) -> list[dict[str, Any]]:
    from estimative.methods.bargaining.eum import sweep

    problem = result.problem
    runs = sweep(
        problem.position, problem.capability, problem.salience, rounds=result.rounds, presets=tuple(result.eum)
    )
    return [{"preset": run.preset, "q": run.q, "median": list(run.median), "mean": list(run.mean)} for run in runs]


def _without_problem(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in ("method", "problem")}
