"""Writing a solved conflict into a file of another program: the name's ending says which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from estimative.base.errors import UsageError, listed
from estimative.base.files import replacing
from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.conflict_columns import write_csv, write_parquet
from estimative.exchange.conflict_graph import conflict_graph, dot, graphml
from estimative.methods.conflict import ConflictResult

Writer = Callable[[BinaryIO, CasebookConflict, ConflictResult], None]


def _write_graphml(stream: BinaryIO, book: CasebookConflict, result: ConflictResult) -> None:
    stream.write(graphml(conflict_graph(book, result)).encode("utf-8"))


def _write_dot(stream: BinaryIO, book: CasebookConflict, result: ConflictResult) -> None:
    stream.write(dot(conflict_graph(book, result)).encode("utf-8"))


WRITERS: Mapping[str, Writer] = {
    ".graphml": _write_graphml,
    ".dot": _write_dot,
    ".csv": write_csv,
    ".parquet": write_parquet,
}
"""By the ending of the file's name."""


def writer_for(path: Path) -> Writer:
    """What writes this kind of file; raises UsageError for an ending that is none of ours.

    >>> writer_for(Path("elmira.DOT")).__name__
    '_write_dot'
    """
    suffix = path.suffix.lower()
    if not path.name:
        raise UsageError(f"the name of the file to write is empty; give one that ends in {listed(list(WRITERS))}")
    if suffix not in WRITERS:
        found = f"`{suffix}`" if suffix else "no ending"
        raise UsageError(f"{path} has {found}; a conflict is written as {listed(list(WRITERS))}")
    return WRITERS[suffix]


def export_conflict(path: Path, book: CasebookConflict, result: ConflictResult) -> None:
    """Writes a solved conflict as GraphML, DOT, CSV or Parquet, by the ending of the name.

    What stands there is replaced, and stays where writing fails. Raises UsageError for another ending or a place that
    cannot be written to, LimitError where the conflict is too large for the format, MissingExtraError for Parquet
    without pyarrow.
    """
    write = writer_for(path)
    with replacing(path) as stream:
        write(stream, book, result)
