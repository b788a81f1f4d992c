"""Workbooks (`.xlsx`) from strangers: looked over before they are opened, read as values, never calculated."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from estimative.base.errors import LimitError, ProblemsError
from estimative.base.files import MEBIBYTE, read_bytes
from estimative.base.unicode import visible
from estimative.exchange.csv_tables import TableFindings

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
    findings = TableFindings(path)
    data = read_bytes(path, MAX_FILE)
    unsafe = _unsafe(data, path)
    if unsafe:
        findings.fail(path, unsafe, "xlsx")
        findings.stop_if_failed()
    try:
        return _sheets(data, path)
    except (LimitError, ProblemsError):
        raise
    except Exception as error:  # noqa: BLE001 - a broken workbook breaks its reader in many ways, all meaning: no workbook
        findings.fail(path, f"this is no workbook that can be read: {visible(str(error))[:200]}", "xlsx")
    findings.stop_if_failed()
    raise AssertionError


def _unsafe(data: bytes, path: Path) -> str:
    """Why a workbook is not opened; empty where it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS:
                raise LimitError(f"{path} has {len(parts):,} parts; at most {MAX_PARTS} are read")
            if sum(part.file_size for part in parts) > MAX_UNPACKED:  # no more than that is ever unpacked
                raise LimitError(f"{path} unpacks to more than {MAX_UNPACKED >> 20} MiB, the most that is read")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    content = packed.read(part)
                    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
                        return f"the part {visible(part.filename)[:100]} defines names of its own or is no UTF-8"
            if "[Content_Types].xml" not in {part.filename for part in parts}:
                return "this is a packed file, and no workbook (.xlsx)"
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        return f"this is no workbook (.xlsx): {error}"
    except Exception as error:
        if isinstance(error, LimitError):
            raise
        return f"this workbook is broken: {visible(str(error))[:200]}"  # zlib and struct have errors of their own
    return ""


def _sheets(data: bytes, path: Path) -> dict[str, list[Place]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        found: dict[str, list[Place]] = {}
        cells = 0
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # the size that a file gives of itself may be false
            filled = found[str(sheet.title)] = []
            for number, row in enumerate(sheet.iter_rows(), start=1):
                cells += len(row) + 1
                if cells > MAX_CELLS:
                    raise LimitError(f"{path} has more than {MAX_CELLS:,} cells, the most that is read")
                for column, cell in enumerate(row, start=1):
                    value = _value(cell)
                    if value is not None:
                        filled.append(Place(value, number, column))
        return found
    finally:
        book.close()


def _value(cell: Any) -> Any:
    kinds = {"f": "a formula; paste its value instead", "e": "an error", "d": "a date", "b": "a truth value"}
    value = cell.value
    if value is None:
        return None
    kind = str(cell.data_type)
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
