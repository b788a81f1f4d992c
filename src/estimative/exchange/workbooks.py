"""Workbooks (`.xlsx`) from strangers: looked over before they are opened, read as values, never calculated."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from estimative.base.errors import LimitError, Problem, ProblemsError
from estimative.base.files import MEBIBYTE, read_bytes
from estimative.base.packed import UNPACKING
from estimative.base.unicode import visible

MAX_FILE = 16 * MEBIBYTE
MAX_UNPACKED = 64 * MEBIBYTE
MAX_PARTS = 500
MAX_CELLS = 1 << 22


class Place(NamedTuple):
    """A cell: what stands in it, and where, from 1."""

    value: Any
    row: int
    column: int

    @property
    def name(self) -> str:
        """As a spreadsheet names it.

        >>> Place(None, 3, 28).name
        'AB3'
        """
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{letters}{self.row}"


class Refused:
    """What a cell holds that is no value: `what` says it in words."""

    def __init__(self, what: str) -> None:
        self.what = what


def read_sheets(path: Path) -> dict[str, list[Place]]:
    """The filled cells of every sheet, row by row; a formula, an error or a date is `Refused`.

    Raises ProblemsError where it is no workbook, UsageError or LimitError where the file cannot be read, unpacks to
    more than 64 MiB or has more than 4,194,304 cells, empty ones before filled ones included.
    """
    data = read_bytes(path, MAX_FILE)
    try:
        _look_over(data, path)
        return _sheets(data, path)
    except _NoWorkbookError as error:
        raise ProblemsError(
            [Problem("error", "xlsx", "", f"this is no workbook (.xlsx): {error}")], str(path)
        ) from error


class _NoWorkbookError(Exception):
    """Why a file is no workbook that can be read, in words."""


def _look_over(data: bytes, path: Path) -> None:
    """Raises _NoWorkbookError for what must not be opened, LimitError for what is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            _within_limits(parts, path)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _plain_markup(packed.read(part), part.filename)
            if "[Content_Types].xml" not in packed.namelist():
                raise _NoWorkbookError("it is a packed file of another kind")
    except LimitError:  # one of the kinds below
        raise
    except UNPACKING as error:
        raise _NoWorkbookError(visible(str(error))[:200] or "it cannot be unpacked") from error


def _plain_markup(content: bytes, name: str) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise _NoWorkbookError(f"the part {visible(name)[:100]} defines names of its own or is no UTF-8")


def _within_limits(parts: list[zipfile.ZipInfo], path: Path) -> None:
    if len(parts) > MAX_PARTS:
        raise LimitError(f"{path} has {len(parts):,} parts; at most {MAX_PARTS} are read")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:  # no more than that is ever unpacked
        raise LimitError(f"{path} unpacks to more than {MAX_UNPACKED >> 20} MiB, the most that is read")


def _sheets(data: bytes, path: Path) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    cells = 0
    for title, number, row in _rows(data):
        filled = found.setdefault(title, [])
        cells += len(row) + 1
        if cells > MAX_CELLS:
            raise LimitError(f"{path} has more than {MAX_CELLS:,} cells, the most that is read")
        for column, (value, kind) in enumerate(row, start=1):
            read = _value(value, kind)
            if read is not None:
                filled.append(Place(read, number, column))
    return found


def _rows(data: bytes) -> Iterator[tuple[str, int, list[tuple[Any, str]]]]:
    """Sheet, number and cells (value and kind) of every row; an empty sheet has one empty row, number 0."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # the size that a file gives of itself may be false
                yield str(sheet.title), 0, []
                for number, row in enumerate(sheet.iter_rows(), start=1):
                    yield str(sheet.title), number, [(cell.value, str(cell.data_type)) for cell in row]
        finally:
            book.close()
    except Exception as error:  # broken files break openpyxl in any way, and it alone is called here
        raise _NoWorkbookError(visible(str(error))[:200] or type(error).__name__) from error


def _value(value: Any, kind: str) -> Any:
    kinds = {"f": "a formula; paste its value instead", "e": "an error", "d": "a date", "b": "a truth value"}
    if value is None:
        return None
    if kind in kinds:
        return Refused(kinds[kind])
    if isinstance(value, str):
        return value.strip() or None
    if type(value) in (int, float):
        return value
    return Refused("something else than text or a number")


def write_sheets(stream: BinaryIO, sheets: dict[str, list[list[Any]]], bold: int = 0) -> None:
    """A workbook with these sheets; text stays text, also where it looks like a formula.

    The first `bold` rows and columns are headings. Control characters are written as escapes.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    heavy = Font(bold=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        if bold:
            sheet.freeze_panes = Place(None, bold + 1, bold + 1).name
        for r, row in enumerate(rows):
            cells = []
            for c, value in enumerate(row):
                shown = visible(value, lines=True) if isinstance(value, str) else value
                cell = WriteOnlyCell(sheet, value=shown)
                if isinstance(value, str):
                    cell.data_type = "s"
                if r < bold or c < bold:
                    cell.font = heavy
                cells.append(cell)
            sheet.append(cells)
    book.save(stream)
