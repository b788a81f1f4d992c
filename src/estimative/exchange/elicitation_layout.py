"""Where things stand in a sheet of questions: one layout for whoever writes one and whoever reads it back.

The sheet `Questions` has a row per question; `Passages` the passages behind them; a hidden one says which case, round
and judgments they belong to, and no value of anybody's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from estimative.exchange.workbooks import Place

QUESTIONS, PASSAGES, HIDDEN = "Questions", "Passages", "estimative"
MARK, VERSION = "estimative questions", 1
TITLE_ROW, GUIDE_ROW, NAME_ROW, HEADER_ROW = 1, 2, 3, 4
FIRST_ROW = HEADER_ROW + 1
NAME_COLUMN = 3
HIDDEN_FIELDS = ("format", "case", "basis", "round", "person")
"""What the first rows of the hidden sheet hold in column B; below them a row per question: number, address, digest."""
HIDDEN_FIRST_ROW = len(HIDDEN_FIELDS) + 1
MOST_TEXT = 32_000
"""Characters of a cell's text: Excel takes 32,767 UTF-16 units."""
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")


@dataclass(frozen=True)
class Column:
    """A column: its name for the program, its heading, how many characters wide it is, and whether it is filled in."""

    name: str
    heading: str
    width: int
    answered: bool = False


_ASKED = (
    Column("number", "No.", 5),
    Column("question", "Question", 40),
    Column("background", "Good to know", 40),
    Column("allowed", "How to answer", 24),
)
_BEFORE = (
    Column("lowest", "Lowest in round {}", 9),
    Column("middle", "Middle in round {}", 9),
    Column("highest", "Highest in round {}", 9),
    Column("reasons", "Reasons given in round {}", 36),
    Column("own", "Your answer in round {}", 14),
)
_FILLED = (
    Column("answer", "Your answer", 9, answered=True),
    Column("low", "Lowest you think possible", 10, answered=True),
    Column("high", "Highest you think possible", 10, answered=True),
    Column("because", "Why, in a sentence", 32, answered=True),
    Column("passages", "Passage that you rely on", 14, answered=True),
)
_BEHIND = (Column("cites", "Passages behind the question", 16),)


def columns(number: int) -> tuple[Column, ...]:
    """The columns of the sheet of a round, from 1; later rounds show the one before.

    >>> [column.name for column in columns(1)][:5]
    ['number', 'question', 'background', 'allowed', 'answer']
    """
    before = [Column(one.name, one.heading.format(number - 1), one.width) for one in _BEFORE] if number > 1 else []
    return (*_ASKED, *before, *_FILLED, *_BEHIND)


def cell_name(row: int, column: int) -> str:
    """A cell as a spreadsheet names it, rows and columns from 1.

    >>> cell_name(7, 5)
    'E7'
    """
    return Place(None, row, column).name


def escaped(text: str) -> str:
    r"""Text as a workbook holds it: `_x0041_` would be read as a letter, and is kept apart.

    >>> escaped("see _x0041_"), unescaped("see _x005F_x0041_"), unescaped("a_x000D_b _x0041_")
    ('see _x005F_x0041_', 'see _x0041_', 'a\rb _x0041_')
    """
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def unescaped(text: str) -> str:
    """Text from a workbook, its escapes resolved once.

    Only those that a program writes: for control characters, and for the sign that begins an escape. LibreOffice saves
    other such words as they were typed.
    """
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
