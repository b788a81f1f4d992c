"""Results of a solved conflict as a table for spreadsheets and statistics: CSV, and Parquet with the extra `columns`.

One row for each state and decision maker: is the state stable for it, under each concept, and is it an equilibrium,
stable for all? Written in parts, so that a million states need not be held as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from estimative import __version__
from estimative.base.errors import LimitError
from estimative.base.optional import optional
from estimative.base.unicode import visible
from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.conflict_graph import ranks_in_order, state_text
from estimative.methods.conflict import ConflictResult

MAX_ROWS = 1 << 23
PART = 1 << 14
"""States that are turned into text at once."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def result_columns(book: CasebookConflict, result: ConflictResult) -> Iterator[dict[str, list[Any]]]:
    """The table in parts, each as its columns by name; states by their numbers in the file.

    `number`, `state`, `decision_maker`, `rank` (0 the worst; None where preferences are known in part), `unseen`, a
    column for each concept (stable for this decision maker), and one for each with `equilibrium` before it. Raises
    LimitError for more than 8,388,608 rows.

    >>> from estimative.exchange.casebook_conflict import conflict_from
    >>> from estimative.methods.conflict import solve
    >>> book = conflict_from({"decision_makers": ["A"], "options": [{"dm": "A", "name": "go"}],
    ...                       "preferences": {"A": {"ranking": [2, 1]}}})
    >>> part = next(result_columns(book, solve(book.problem)))
    >>> part["state"], part["Nash"], part["rank"]
    (['N', 'Y'], [False, True], [0, 1])
    """
    problem = book.problem
    n, m = len(problem.decision_makers), len(book.order)
    if n * m > MAX_ROWS:
        raise LimitError(
            f"the table would have {n * m:,} rows ({m:,} states and {n:,} decision makers); at most {MAX_ROWS:,} are"
            " written"
        )
    names = [visible(name) for name in problem.decision_makers]
    ranks = [ranks_in_order(book, dm) for dm in range(n)]
    place = np.searchsorted(problem.states, book.order)
    stable = {concept: table[:, place] for concept, table in result.stable.items()}
    together = {concept: np.asarray(table.all(axis=0)) for concept, table in stable.items()}
    unseen = np.zeros((n, m), dtype=bool)
    for dm, codes in result.unseen.items():
        unseen[dm] = np.isin(book.order, codes)
    for first in range(0, m, PART):
        rows = range(first, min(first + PART, m))
        span = slice(first, rows.stop)
        texts = [state_text(book, int(book.order[k])) for k in rows]
        columns: dict[str, list[Any]] = {
            "number": [k + 1 for k in rows for _ in range(n)],
            "state": [text for text in texts for _ in range(n)],
            "decision_maker": names * len(rows),
            "rank": [None if row is None else row[k] for k in rows for row in ranks],
            "unseen": unseen[:, span].T.ravel().tolist(),
        }
        columns |= {concept: table[:, span].T.ravel().tolist() for concept, table in stable.items()}
        columns |= {f"equilibrium {c}": np.repeat(table[span], n).tolist() for c, table in together.items()}
        yield columns


def write_csv(stream: BinaryIO, book: CasebookConflict, result: ConflictResult) -> None:
    """The table as CSV: UTF-8 without a mark, commas, `true` and `false`.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    words = {True: "true", False: "false", None: ""}
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    for k, columns in enumerate(result_columns(book, result)):
        if k == 0:
            writer.writerow(columns)
        cells = [[words[v] if v is None or isinstance(v, bool) else _harmless(v) for v in c] for c in columns.values()]
        writer.writerows(zip(*cells, strict=True))
    text.detach()


def write_parquet(stream: BinaryIO, book: CasebookConflict, result: ConflictResult) -> None:
    """The table as Parquet; its metadata has the digest of the conflict and the version of the program.

    Raises MissingExtraError where pyarrow is not installed.
    """
    pa, pq = optional("pyarrow", "columns"), optional("pyarrow.parquet", "columns")
    kinds = {"number": pa.int64(), "state": pa.string(), "decision_maker": pa.string(), "rank": pa.int64()}
    names = ["unseen", *result.stable, *(f"equilibrium {concept}" for concept in result.stable)]
    schema = pa.schema(
        [*kinds.items(), *((name, pa.bool_()) for name in names)],
        metadata={"estimative.problem": book.problem.digest, "estimative.version": __version__},
    )
    with pq.ParquetWriter(stream, schema) as writer:
        for columns in result_columns(book, result):
            writer.write_table(pa.table(columns, schema=schema))


def _harmless(value: str | int) -> str | int:
    """Text that no spreadsheet runs.

    >>> _harmless("=1+1"), _harmless("NYN"), _harmless(3)
    ("'=1+1", 'NYN', 3)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
