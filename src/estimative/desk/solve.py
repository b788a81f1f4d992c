"""Solving one method's own file, without a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from estimative.base.progress import SILENT, Progress

LISTED_UP_TO = 10_000


def solve_conflict(path: Path, list_states: bool = False, progress: Progress = SILENT) -> dict[str, Any]:
    """The stability tables of a casebook conflict file as plain data, states numbered as in the file.

    Up to 10,000 states, or with `list_states`, every table is a list of state numbers; above that, counts. `seconds`
    runs from the parsed problem to all tables. Raises ProblemsError for what is wrong in the file.
    """
    from estimative.exchange.casebook_conflict import read_conflict
    from estimative.methods.conflict import solve

    book = read_conflict(path)
    result = solve(book.problem, progress)
    place = np.searchsorted(book.problem.states, book.order)
    individual = {
        dm: {concept: table[i][place] for concept, table in result.stable.items()}
        for i, dm in enumerate(book.problem.decision_makers)
    }
    equilibria = {concept: np.asarray(table.all(axis=0))[place] for concept, table in result.stable.items()}
    answer: dict[str, Any] = {"states": len(book.order)}
    if list_states or len(book.order) <= LISTED_UP_TO:
        answer["state_list"] = [book.state(int(code)) for code in book.order]
        answer["equilibria"] = {concept: _numbers(table) for concept, table in equilibria.items()}
        answer["individual"] = {
            dm: {concept: _numbers(table) for concept, table in tables.items()} for dm, tables in individual.items()
        }
    else:
        answer["equilibria_count"] = {concept: int(table.sum()) for concept, table in equilibria.items()}
        answer["individual_count"] = {
            dm: {concept: int(table.sum()) for concept, table in tables.items()} for dm, tables in individual.items()
        }
    return {**answer, "complete": result.complete, "seconds": result.seconds}


def _numbers(table: np.ndarray[Any, np.dtype[np.bool_]]) -> list[int]:
    return [int(k) + 1 for k in np.flatnonzero(table)]
