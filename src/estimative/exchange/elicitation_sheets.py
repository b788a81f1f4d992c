"""Sheets of questions for one person, as workbooks (`.xlsx`): drop-downs, limits, and locked cells where none writes.

Text is written as text, also where it looks like a formula, so that nothing of a case is ever calculated.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from estimative.base.unicode import visible
from estimative.case.models_judgments import RatingView, View
from estimative.exchange.elicitation_layout import (
    FIRST_ROW,
    GUIDE_ROW,
    HEADER_ROW,
    HIDDEN,
    HIDDEN_FIELDS,
    MARK,
    MOST_TEXT,
    NAME_COLUMN,
    NAME_ROW,
    PASSAGES,
    QUESTIONS,
    TITLE_ROW,
    VERSION,
    Column,
    cell_name,
    columns,
    escaped,
)
from estimative.inquiry.elicitation import Allowed, Question
from estimative.inquiry.spread import Earlier

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

GREY, PALE, DARK = "FFF2F2F2", "FFFFF9E5", "FF44546A"
FONT = "Calibri"
LINE_HEIGHT, MOST_HEIGHT = 14.0, 405.0
"""Points: of a line of text, and the most that a row can have."""
FILLS = 0.95
"""How much of a column's width a line of words fills, in fonts wider than the one named too."""
MOST_SAID = 220
"""Characters of a message about a cell: Excel takes 225."""
LARGEST = 10**9


@dataclass(frozen=True)
class QuestionSheet:
    """What one person is sent. `passages` has the text of cited passages where it is at hand, else None."""

    case: str
    title: str
    asked: str
    basis: str
    round: int
    person: str | None
    name: str
    questions: Sequence[Question]
    passages: Mapping[str, str | None] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, Earlier] = field(default_factory=dict)


def write_questions(stream: BinaryIO, sheet: QuestionSheet) -> None:
    """The workbook for one person, without a value of anybody else's in the first round."""
    from openpyxl import Workbook
    from openpyxl.workbook.protection import WorkbookProtection

    book = Workbook()
    book.properties.creator = "Estimative"
    book.properties.title = _text(sheet.title)
    shown = book.active
    if shown is None:  # a new workbook has one
        shown = book.create_sheet()
    shown.title = QUESTIONS
    _questions(shown, sheet)
    if sheet.passages:
        _passages(book, sheet)
    _hidden(book, sheet)
    book.security = WorkbookProtection(lockStructure=True)  # without a password: a reminder, no lock
    book.save(stream)


def _questions(page: Worksheet, sheet: QuestionSheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    across = columns(sheet.round)
    _put(page, TITLE_ROW, 1, sheet.title, font=Font(name=FONT, bold=True, size=14))
    _put(page, GUIDE_ROW, 1, _guide(sheet), alignment=Alignment(wrap_text=True, vertical="top"))
    page.merge_cells(start_row=GUIDE_ROW, start_column=1, end_row=GUIDE_ROW, end_column=len(across))
    page.row_dimensions[GUIDE_ROW].height = _height([(_guide(sheet), sum(column.width for column in across))])
    right = Alignment(horizontal="right")
    _put(page, NAME_ROW, NAME_COLUMN - 1, "Your name:", font=Font(name=FONT, bold=True), alignment=right)
    _open(page, NAME_ROW, NAME_COLUMN, sheet.name)
    for number, column in enumerate(across, start=1):
        page.column_dimensions[cell_name(1, number)[:-1]].width = column.width
        _put(
            page,
            HEADER_ROW,
            number,
            column.heading,
            font=Font(name=FONT, bold=True, color="FFFFFFFF"),
            fill=PatternFill("solid", start_color=DARK),
            alignment=Alignment(wrap_text=True, vertical="center"),
        )
    page.row_dimensions[HEADER_ROW].height = _height([(column.heading, column.width - 2) for column in across])
    for place, question in enumerate(sheet.questions):
        _row(page, FIRST_ROW + place, place + 1, question, sheet, across)
    _set_up(page, len(across), FIRST_ROW + len(sheet.questions) - 1)


def _guide(sheet: QuestionSheet) -> str:
    lines = [f"The question of the case: {sheet.asked}"] if sheet.asked else []
    lines.append(
        "Please answer for yourself, without asking others, in the yellow cells. Beside your answer, give the lowest"
        " and the highest that you think possible, and why. Leave a row empty where you do not know."
    )
    if sheet.round > 1:
        lines[-1] = (
            f"In round {sheet.round - 1} several people answered; beside each question stand the lowest, the middle and"
            " the highest answer, and the reasons. Please answer again in the yellow cells, for yourself: stay with"
            " your answer or change it. A row left empty keeps your answer; to keep them all, write one again."
        )
    return "\n".join(lines)


def _row(
    page: Worksheet, row: int, number: int, question: Question, sheet: QuestionSheet, across: Sequence[Column]
) -> None:
    from openpyxl.styles import Alignment, PatternFill

    shown: dict[str, Any] = {
        "number": number,
        "question": question.text,
        "background": "\n".join(question.background),
        "allowed": question.allowed.words,
        "cites": "\n".join(question.cites),
        **_before(sheet.earlier.get(question.path)),
    }
    places = {column.name: place for place, column in enumerate(across, start=1)}
    for name, place in places.items():
        if across[place - 1].answered:
            _open(page, row, place)
        else:
            _put(
                page,
                row,
                place,
                shown.get(name),
                fill=PatternFill("solid", start_color=GREY),
                border=_lined(),
                alignment=Alignment(wrap_text=True, vertical="top"),
            )
    told = [(str(shown.get(column.name) or ""), column.width) for column in across]
    page.row_dimensions[row].height = _height(told)
    _limit(page, question.allowed, [cell_name(row, places["answer"])])
    ends = question.allowed
    if ends.rating:
        ends = Allowed(ends.words, tuple(choice for choice in ends.choices if choice != "N/A"))
    _limit(page, ends, [cell_name(row, places[name]) for name in ("low", "high")])


def _height(told: Sequence[tuple[str, int]]) -> float:
    """How high a row must be for texts in columns so many characters wide: not every program finds that out itself."""
    lines = [_lines(text, width) for text, width in told]
    return min(MOST_HEIGHT, LINE_HEIGHT * max(2, *lines) + 3)


def _lines(text: str, width: int) -> int:
    within = max(4, int(width * FILLS))
    return sum(max(1, len(textwrap.wrap(line[:10_000], within))) for line in text.split("\n"))


def _before(earlier: Earlier | None) -> dict[str, Any]:
    """What a later round shows of the one before."""
    if earlier is None:
        return {}
    told = earlier.spread
    return {
        "lowest": told.lowest,
        "middle": told.middle,
        "highest": told.highest,
        "reasons": "\n".join(f"– {reason}" for reason in earlier.reasons),
        "own": _own(earlier.own),
    }


def _own(view: View | RatingView | None) -> str:
    if view is None:
        return ""
    shown: Callable[[Any], str] = lambda value: value if isinstance(value, str) else f"{value:g}"  # noqa: E731
    ends = f" ({shown(view.range[0])} to {shown(view.range[1])})" if view.range is not None else ""
    return f"{shown(view.value)}{ends}"


def _limit(page: Worksheet, allowed: Allowed, cells: Sequence[str]) -> None:
    """What the spreadsheet program itself lets nobody write, or asks about."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(allow_blank=True, showErrorMessage=True, errorStyle="stop" if allowed.only else "warning")
    if allowed.choices:
        rule.type, rule.formula1 = "list", f'"{",".join(allowed.choices)}"'
    else:
        rule.type, rule.operator = "decimal", "between"
        rule.formula1 = f"{-LARGEST if allowed.low is None else allowed.low:.15g}"
        rule.formula2 = f"{LARGEST if allowed.high is None else allowed.high:.15g}"
    rule.errorTitle, rule.error = "Not among the answers", f"Allowed: {str(allowed).replace('`', '')}."[:MOST_SAID]
    for cell in cells:
        rule.add(cell)
    page.add_data_validation(rule)


def _put(page: Worksheet, row: int, column: int, value: Any, **style: Any) -> None:
    """Writes a cell that stays locked; text as text."""
    cell = page.cell(row, column)
    if isinstance(value, str):
        if value:
            cell.value = _text(value)
            cell.data_type = "s"
    elif value is not None:
        cell.value = value
    for name, item in style.items():
        setattr(cell, name, item)


def _open(page: Worksheet, row: int, column: int, value: str = "") -> None:
    """A cell to be filled in."""
    from openpyxl.styles import Alignment, PatternFill, Protection

    _put(
        page,
        row,
        column,
        value,
        fill=PatternFill("solid", start_color=PALE),
        border=_lined(),
        protection=Protection(locked=False),
        alignment=Alignment(wrap_text=True, vertical="top"),
    )


def _lined() -> Border:
    from openpyxl.styles import Border, Side

    thin = Side(style="thin", color="FFBFBFBF")
    return Border(left=thin, right=thin, top=thin, bottom=thin)


def _set_up(page: Worksheet, width: int, last: int) -> None:
    """Frozen headings, locked cells, and a print one page wide."""
    page.freeze_panes = cell_name(FIRST_ROW, 1)
    _lock(page)
    page.print_area = f"A1:{cell_name(last, width)}"
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _printed(page)


def _printed(page: Worksheet) -> None:
    """One page wide, A4, as many pages long as it takes."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = page.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.5


def _lock(page: Worksheet) -> None:
    """Locks a page without a password; widths and heights may still be changed."""
    page.protection.sheet = True
    page.protection.formatColumns = False
    page.protection.formatRows = False


def _passages(book: Workbook, sheet: QuestionSheet) -> None:
    from openpyxl.styles import Alignment, Font

    page = book.create_sheet(PASSAGES)
    for column, (heading, width) in enumerate((("Passage", 18), ("Source", 40), ("Text", 110)), start=1):
        page.column_dimensions[cell_name(1, column)[:-1]].width = width
        _put(page, 1, column, heading, font=Font(name=FONT, bold=True))
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row, (citation, text) in enumerate(sheet.passages.items(), start=2):
        said = text if text is not None else "the text is not at hand here"
        page.row_dimensions[row].height = _height([(said, 110)])
        for column, value in enumerate((citation, sheet.sources.get(citation.split("#")[0], ""), said), start=1):
            _put(page, row, column, value, alignment=wrapped)
    page.freeze_panes = "A2"
    _lock(page)
    _printed(page)


def _hidden(book: Workbook, sheet: QuestionSheet) -> None:
    page = book.create_sheet(HIDDEN)
    about = (f"{MARK} {VERSION}", sheet.case, sheet.basis, sheet.round, sheet.person or "")
    rows: list[tuple[Any, ...]] = list(zip(HIDDEN_FIELDS, about, strict=True))
    rows += [(number, question.path, question.digest) for number, question in enumerate(sheet.questions, start=1)]
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            _put(page, row, column, value)
    _lock(page)
    page.sheet_state = "veryHidden"


def _text(text: str) -> str:
    """Text as a cell holds it: whole characters, no controls, not longer than a cell takes."""
    shown = escaped(visible(text, lines=True))
    kept = shown if len(shown.encode("utf-16-le")) <= 2 * MOST_TEXT else shown[: MOST_TEXT // 2] + "…"
    return kept.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
