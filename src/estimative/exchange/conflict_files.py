"""A conflict from whatever it lies in: a casebook file in JSON, or a folder of CSV tables."""

from __future__ import annotations

from pathlib import Path

from estimative.base.errors import UsageError
from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.casebook_conflict import read_conflict
from estimative.exchange.conflict_tables import read_conflict_tables


def read_conflict_from(path: Path) -> CasebookConflict:
    """The conflict in a JSON file or in a folder of tables.

    Raises ProblemsError with every finding and its place, UsageError where nothing can be read, and LimitError where
    the file is too large.
    """
    if path.is_dir():
        return read_conflict_tables(path)
    if path.suffix.lower() == ".csv" and path.is_file():
        raise UsageError(f"{path} is one table of several; give the folder that it lies in")
    return read_conflict(path)
