"""Tables as CSV files from people and spreadsheets: every cell with its line and column, so that errors can point.

The first line names the columns. Cells are parted by commas, semicolons or tabs, whichever comes first in that line; a
cell in quotation marks may hold any of these and line ends, and a quotation mark doubled. Empty lines are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from estimative.base.errors import EstimativeError, Problem, ProblemsError, listed, nearest
from estimative.base.files import MEBIBYTE, read_text
from estimative.base.unicode import nfc

MAX_TABLE = 16 * MEBIBYTE
MAX_ROWS = 1 << 19
MAX_COLUMNS = 1000
MAX_CELL = 1000
MAX_NAME = 200
MOST_PROBLEMS = 100
"""A table that is wrong throughout is wrong in the same way: more than these are not shown."""

DELIMITERS = (",", ";", "\t")


class Cell(NamedTuple):
    """The text of a cell, and where it starts in the file, from 1."""

    text: str
    line: int
    column: int


class TableFindings:
    """Collects what is wrong in several tables of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    @property
    def full(self) -> bool:
        """Are there so many that what follows is not shown? Then there is no need to look for words."""
        return len(self.problems) > MOST_PROBLEMS

    def fail(self, file: Path, message: str, code: str, cell: Cell | None = None) -> None:
        """One more error, at a cell or about the file as a whole."""
        if len(self.problems) == MOST_PROBLEMS:
            message, code, cell = f"more than {MOST_PROBLEMS} errors; the rest is not shown", "more", None
        if len(self.problems) <= MOST_PROBLEMS:
            line, column = (cell.line, cell.column) if cell else (None, None)
            self.problems.append(Problem("error", code, "", message, line, column, file=str(file)))

    def stop_if_failed(self) -> None:
        """Raises ProblemsError with all that was found, if anything was."""
        if self.problems:
            raise ProblemsError(self.problems, str(self.folder))


@dataclass(frozen=True)
class Table:
    """The columns of a table by name, in the order of the file, and its rows, each with a cell per column."""

    file: Path
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, name: str) -> tuple[Cell, ...]:
        """The cells of one column, from top to bottom."""
        place = [cell.text for cell in self.columns].index(name)
        return tuple(row[place] for row in self.rows)


def read_table(file: Path, needed: Sequence[str], allowed: Sequence[str] | None, findings: TableFindings) -> Table:
    """The table in a CSV file; empty, with findings, where it cannot be read.

    `needed` columns must be there; others must be among `allowed`, or may be any where that is None. No cell of a
    needed column may be empty.
    """
    nothing = Table(file, tuple(Cell(name, 1, 1) for name in needed), ())
    try:
        lines = _lines(nfc(read_text(file, MAX_TABLE)))
        header = _without_empty_end(next(lines, []), 1)
        if not header:
            findings.fail(file, f"the table is empty; its first line names the columns {listed(needed)}", "csv")
        elif _header_holds(file, header, needed, allowed, findings):
            due = {place for place, cell in enumerate(header) if cell.text in needed}
            return Table(file, tuple(header), tuple(_rows(file, lines, header, due, findings)))
    except _BrokenError as error:
        findings.fail(file, str(error), "csv", error.cell)
    except EstimativeError as error:
        findings.fail(file, str(error), "unreadable")
    return nothing


def _rows(
    file: Path, lines: Iterator[list[Cell]], header: Sequence[Cell], due: AbstractSet[int], findings: TableFindings
) -> Iterator[tuple[Cell, ...]]:
    """The lines with a cell per column; others are findings."""
    for line in lines:
        cells = _without_empty_end(line, len(header))
        if len(cells) != len(header):
            message = f"{len(cells)} cells; {len(header)} are due, one for each column"
            findings.fail(file, message, "csv", cells[min(len(cells), len(header)) - 1])
            continue
        for place, cell in enumerate(cells):
            if place in due and not cell.text:
                findings.fail(file, f"the cell is empty; `{header[place].text}` is due", "empty", cell)
            elif len(cell.text) > MAX_CELL:
                findings.fail(file, f"{len(cell.text):,} characters; at most {MAX_CELL:,} are read", "limit", cell)
        yield tuple(cells)


def _header_holds(
    file: Path, header: Sequence[Cell], needed: Sequence[str], allowed: Sequence[str] | None, findings: TableFindings
) -> bool:
    names = [cell.text for cell in header]
    before = len(findings.problems)
    for cell in header:
        if len(cell.text) > MAX_NAME:
            message = f"a name of {len(cell.text):,} characters; at most {MAX_NAME} are read"
            findings.fail(file, message, "limit", cell)
            return False
    for name in needed:
        if name not in names:
            findings.fail(file, f"no column is named `{name}`; the first line has {listed(names)}", "column")
    for place, cell in enumerate(header):
        if not cell.text:
            findings.fail(file, "a column has no name", "column", cell)
        elif cell.text in names[:place]:
            findings.fail(file, f"two columns are named `{cell.text}`", "duplicate", cell)
        elif allowed is not None and cell.text not in (*needed, *allowed):
            known = [*needed, *allowed]
            message = f"`{cell.text}` is no column of this table; it has {listed(known)}{nearest(cell.text, known)}"
            findings.fail(file, message, "column", cell)
    return len(findings.problems) == before


def _without_empty_end(cells: Sequence[Cell], least: int) -> list[Cell]:
    """Spreadsheets write the width of the sheet: empty cells after the last column are none."""
    end = len(cells)
    while end > least and not cells[end - 1].text:
        end -= 1
    return list(cells[:end])


class _BrokenError(EstimativeError):
    def __init__(self, message: str, cell: Cell) -> None:
        super().__init__(message)
        self.cell = cell


def _lines(text: str) -> Iterator[list[Cell]]:
    """The cells of every line that is not empty.

    >>> list(_lines("a;b"))
    [[Cell(text='a', line=1, column=1), Cell(text='b', line=1, column=3)]]
    """
    delimiter = _delimiter(text)
    cut = _plain_lines(text, delimiter) if '"' not in text else _quoted_lines(text, delimiter)
    count = 0
    for cells in cut:
        if any(cell.text for cell in cells):
            if count > MAX_ROWS:
                raise _BrokenError(f"more than {MAX_ROWS:,} lines", cells[0])
            count += 1
            yield cells


def _plain_lines(text: str, delimiter: str) -> Iterator[list[Cell]]:
    """The cells of every line of a text without quotation marks."""
    for number, line in enumerate(re.finditer(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)", text), start=1):
        column = 1
        cells: list[Cell] = []
        for part in line[1].split(delimiter, MAX_COLUMNS):
            if len(cells) == MAX_COLUMNS:
                raise _too_wide(cells[-1])
            cells.append(Cell(part.strip(), number, column))
            column += len(part) + 1
        yield cells


def _quoted_lines(text: str, delimiter: str) -> Iterator[list[Cell]]:
    """The cells of every line, where a cell in quotation marks may hold delimiters and line ends."""
    plain = re.compile(rf'[^"{delimiter}\r\n][^{delimiter}\r\n]*')
    quoted = re.compile(r'"([^"]*(?:""[^"]*)*)"')
    ends = re.compile(r"\r\n|\r|\n")
    cells: list[Cell] = []
    place, line, start = 0, 1, 0
    while True:
        here = Cell("", line, place - start + 1)
        if text.startswith('"', place):
            found = quoted.match(text, place)
            if found is None:
                raise _BrokenError("a quotation mark opens here and none closes it", here)
            cells.append(here._replace(text=found[1].replace('""', '"').strip()))
            inside = list(ends.finditer(text, place, found.end()))
            if inside:
                line, start = line + len(inside), inside[-1].end()
            place = found.end()
        else:
            found = plain.match(text, place)
            cells.append(here._replace(text=found[0].strip()) if found else here)
            place = found.end() if found else place
        if text.startswith(delimiter, place):
            if len(cells) == MAX_COLUMNS:
                raise _too_wide(here)
            place += 1
            continue
        end = ends.match(text, place)
        if end is None and place < len(text):
            after = Cell("", line, place - start + 1)
            raise _BrokenError("text after a closing quotation mark; double the marks inside a cell", after)
        yield cells
        if end is None:
            return
        cells = []
        place = start = end.end()
        line += 1


def _too_wide(cell: Cell) -> _BrokenError:
    return _BrokenError(f"more than {MAX_COLUMNS:,} cells in a line", cell)


def _delimiter(text: str) -> str:
    """The first of the delimiters in the first line that has text, outside quotation marks."""
    start = text.lstrip("\r\n")
    first = re.split(r"[\r\n]", start, maxsplit=1)[0]
    found = [mark for mark in re.sub(r'"[^"]*"', "", first) if mark in DELIMITERS]
    return found[0] if found else ","
