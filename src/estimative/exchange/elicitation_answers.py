"""Filled sheets of questions, read back: what stands in each cell that was to be filled, and to which question.

Sheets come by mail from anybody. They are read as values, within limits, and nothing in them is calculated; what an
answer is worth is decided against the case (`elicitation_values`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from estimative.base.errors import Problem, ProblemsError
from estimative.exchange.elicitation_layout import (
    FIRST_ROW,
    HEADER_ROW,
    HIDDEN,
    HIDDEN_FIELDS,
    HIDDEN_FIRST_ROW,
    MARK,
    NAME_COLUMN,
    NAME_ROW,
    QUESTIONS,
    VERSION,
    Column,
    columns,
    unescaped,
)
from estimative.exchange.workbooks import Place, Refused, read_sheets

MOST_QUESTIONS, MOST_ROUND = 10_000, 1_000


@dataclass(frozen=True)
class AnswerRow:
    """One row that was filled in: the judgment that it answers, the digest of what was asked, and its cells."""

    number: int
    path: str
    asked: str
    row: int
    cells: Mapping[str, Place]

    @property
    def filled(self) -> bool:
        """Whether anything stands in a cell that was to be filled."""
        return any(cell.value is not None for cell in self.cells.values())


@dataclass(frozen=True)
class AnswerSheet:
    """A filled sheet: for which case, as it then stood, which round, by whom, and its rows in the order of the sheet.

    `person` is the id of whoever it was sent to, None where nobody was named; `name` the cell with the name.
    """

    file: Path
    case: str
    basis: str
    round: int
    person: str | None
    name: Place
    rows: tuple[AnswerRow, ...]

    @property
    def filled(self) -> bool:
        """Whether any row is filled in."""
        return any(row.filled for row in self.rows)


def read_answers(path: Path) -> AnswerSheet:
    """The filled sheet in a workbook.

    Raises ProblemsError with everything that is wrong with it as a sheet of ours, UsageError or LimitError where the
    file cannot be read.
    """
    if path.suffix.lower() in (".ods", ".xls", ".csv"):
        message = f"answers are read from .xlsx; save the sheet as Excel workbook (.xlsx), not as {path.suffix.lower()}"
        raise ProblemsError([Problem("error", "xlsx", "", message)], str(path))
    sheets = read_sheets(path)
    if HIDDEN not in sheets or QUESTIONS not in sheets:
        message = (
            f"this is no sheet of `estimative ask`: it lacks the page `{QUESTIONS}` or what belongs to it; collect the"
            " file that was sent out, filled in"
        )
        raise ProblemsError([Problem("error", "xlsx", "", message)], str(path))
    about, asked = _hidden(sheets[HIDDEN], path)
    return _rows(sheets[QUESTIONS], about, asked, path)


def _hidden(cells: Sequence[Place], path: Path) -> tuple[dict[str, str], dict[int, tuple[str, str]]]:
    """What the hidden page says: of the whole, and by number the address and the digest of each question."""
    values: dict[int, dict[int, str]] = {}
    for cell in cells:
        text = "" if isinstance(cell.value, Refused) else _written(cell.value)
        values.setdefault(cell.row, {})[cell.column] = text
    about = {name: values.get(row, {}).get(2, "") for row, name in enumerate(HIDDEN_FIELDS, start=1)}
    wrong = []
    if about["format"] != f"{MARK} {VERSION}":
        wrong.append(f"it is of another version ({about['format'][:40] or 'none'}); this program reads {VERSION}")
    elif not re.fullmatch("[1-9][0-9]{0,3}", about["round"]) or int(about["round"]) > MOST_ROUND:
        wrong.append(f"its round is `{about['round'][:40]}`, a whole number from 1 to {MOST_ROUND:,} is due")
    asked = {}
    for row, found in values.items():
        if row >= HIDDEN_FIRST_ROW and re.fullmatch("[1-9][0-9]{0,4}", found.get(1, "")):
            asked[int(found[1])] = (found.get(2, ""), found.get(3, ""))
    if not wrong and (not asked or len(asked) > MOST_QUESTIONS):
        wrong.append("what says which judgments it asks for is missing")
    if wrong:
        message = f"the hidden page `{HIDDEN}` was changed: {'; '.join(wrong)}; collect the file that was sent out"
        raise ProblemsError([Problem("error", "xlsx", "", message)], str(path))
    return about, asked


def _written(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else unescaped(str(value))


def _rows(
    cells: Sequence[Place], about: Mapping[str, str], asked: Mapping[int, tuple[str, str]], path: Path
) -> AnswerSheet:
    number = int(about["round"])
    across = columns(number)
    inputs = {place: column.name for place, column in enumerate(across, start=1) if column.answered}
    name = Place(None, NAME_ROW, NAME_COLUMN)
    numbered: dict[int, Place] = {}
    filled: dict[int, dict[str, Place]] = {}
    problems = _moved_columns(cells, across, path)
    for cell in cells:
        if (cell.row, cell.column) == (NAME_ROW, NAME_COLUMN):
            name = cell
        elif cell.row >= FIRST_ROW and cell.column == 1:
            numbered[cell.row] = cell
        elif cell.row >= FIRST_ROW and cell.column in inputs:
            filled.setdefault(cell.row, {})[inputs[cell.column]] = cell
    rows: dict[int, AnswerRow] = {}
    for row in sorted({*numbered, *filled}):
        told = filled.get(row, {})
        found = _number(numbered.get(row))
        if found in asked and found not in rows:
            empty = {column: Place(None, row, place) for place, column in inputs.items()}
            rows[found] = AnswerRow(found, *asked[found], row, {**empty, **told})
        elif told:
            what = "stands twice" if found in rows else "is none of those asked"
            first = min(told.values(), key=lambda cell: cell.column)
            message = f"cell {first.name}: an answer without a question: the number in column A {what}"
            problems.append(Problem("error", "answer", "", message, row, first.column, file=str(path)))
    if problems:
        raise ProblemsError(problems, str(path))
    return AnswerSheet(path, about["case"], about["basis"], number, about["person"] or None, name, tuple(rows.values()))


def _moved_columns(cells: Sequence[Place], across: Sequence[Column], path: Path) -> list[Problem]:
    """Columns that no longer stand where they stood: their numbers would be taken for other numbers."""
    headings = {cell.column: cell for cell in cells if cell.row == HEADER_ROW}
    problems = []
    for place, column in enumerate(across, start=1):
        cell = headings.get(place, Place(None, HEADER_ROW, place))
        stands = "" if isinstance(cell.value, Refused) else _written(cell.value)
        if column.answered and stands != column.heading:
            message = (
                f"cell {cell.name}: the column `{column.heading}` is due here, and `{stands[:40]}` stands here; columns"
                " were moved, deleted or renamed: undo that, or fill in the file that was sent out anew"
            )
            problems.append(Problem("error", "answer", "", message, HEADER_ROW, place, file=str(path)))
    return problems


def _number(cell: Place | None) -> int:
    """The number of a question; 0 where none stands there."""
    value = cell.value if cell is not None else None
    if isinstance(value, str) and re.fullmatch("[0-9]{1,5}", value):
        return int(value)
    return int(value) if isinstance(value, int | float) and 0 < value < MOST_QUESTIONS and value == int(value) else 0
