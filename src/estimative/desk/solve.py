"""Solving one method's own file, without a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from estimative.base.progress import SILENT, Progress

if TYPE_CHECKING:
    from estimative.desk.conflict_questions import Questions
    from estimative.exchange.casebook_conflict import CasebookConflict
    from estimative.methods.conflict import ConflictResult

LISTED_UP_TO = 10_000


def solve_conflict(
    path: Path,
    list_states: bool = False,
    progress: Progress = SILENT,
    export: Path | None = None,
    asked: Questions | None = None,
) -> dict[str, Any]:
    """The stability tables of a casebook conflict file, or a folder of tables, as plain data, states numbered as there.

    Up to 10,000 states, or with `list_states`, every table is a list of state numbers; above that, counts. Where some
    preference is unknown the tables are `equilibria_unknown` and `individual_unknown`, in four readings of each
    concept; where states are hidden, `unseen` has them by decision maker. `seconds` runs from the parsed problem to all
    tables. With `export`, the solved conflict is also written there, in the format of the name's ending. What else is
    `asked` is answered as in `conflict_questions`. Raises ProblemsError for what is wrong in the file, UsageError for
    another ending or a state that is not there.
    """
    from estimative.exchange.conflict_export import export_conflict, writer_for
    from estimative.exchange.conflict_files import read_conflict_from
    from estimative.methods.conflict import solve

    if export is not None:
        writer_for(export)  # a wrong ending is said before the work, not after it
    book = read_conflict_from(path)
    result = solve(book.problem, progress)
    if export is not None:
        export_conflict(export, book, result)
    listed = list_states or len(book.order) <= LISTED_UP_TO
    answer: dict[str, Any] = {"states": len(book.order)}
    if listed:
        answer["state_list"] = [book.state(int(code)) for code in book.order]
    answer |= _tables(book, result, listed)
    if result.unseen:
        answer["unseen"] = {
            book.problem.decision_makers[dm]: _numbers(np.isin(book.order, codes))
            for dm, codes in result.unseen.items()
        }
    if asked is not None:
        from estimative.desk.conflict_questions import answers

        answer |= answers(path, book, asked, listed, progress)
    return {**answer, "complete": result.complete, "seconds": result.seconds}


def _tables(book: CasebookConflict, result: ConflictResult, listed: bool) -> dict[str, Any]:
    """The equilibria and what is stable for each decision maker, listed or counted."""
    place = np.searchsorted(book.problem.states, book.order)
    suffix = ("_unknown" if "Nash" not in result.stable else "") + ("" if listed else "_count")
    together = {concept: np.asarray(table.all(axis=0))[place] for concept, table in result.stable.items()}
    individual = {
        dm: {concept: table[i][place] for concept, table in result.stable.items()}
        for i, dm in enumerate(book.problem.decision_makers)
    }
    written = _numbers if listed else _count
    return {
        f"equilibria{suffix}": {concept: written(table) for concept, table in together.items()},
        f"individual{suffix}": {
            dm: {concept: written(table) for concept, table in tables.items()} for dm, tables in individual.items()
        },
    }


def _numbers(table: np.ndarray[Any, np.dtype[np.bool_]]) -> list[int]:
    return [int(k) + 1 for k in np.flatnonzero(table)]


def _count(table: np.ndarray[Any, np.dtype[np.bool_]]) -> int:
    return int(table.sum())
