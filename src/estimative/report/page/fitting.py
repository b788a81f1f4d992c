"""How much of each list finds room on the one page, so that it prints on one side of A4.

The page is written with ever shorter lists until its height, estimated in lines of print, fits; what does not find
room stands in the annex, and the page says so. The estimate takes letters rather too wide than too narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from html.parser import HTMLParser

from estimative.report.wording import width_of

LINES = 72.5
"""Lines of 8-point print on one side of A4 within the margins that the style sheet sets, with some to spare."""
SPACE = width_of(" ")
WIDE, NARROW = 67.0, 57.5
"""Ems in a line across the page, and in a line beside the headings."""
EVER = float("inf")
"""The width of a cell whose entries are never wrapped."""


@dataclass(frozen=True)
class Limits:
    """How many entries each list of the front shows, and how wide texts may be in ems.

    `plays`: are the shares under other concepts there, those of what can last, and what methods need that did not run;
    `record`: is the record of a single method.
    """

    plays: int = 0
    record: int = 0
    scenarios: int = 2
    arguments: int = 2
    assumptions: int = 1
    judgments: int = 0
    overturns: int = 1
    actors: int = 1
    signs: int = 1
    gaps: int = 1
    dissents: int = 1
    facts: int = 1
    name: float = 12.0
    text: float = 22.0
    title: float = 32.0


GROWTH: tuple[tuple[str, float], ...] = (
    *(
        ("judgments", 1),
        ("plays", 1),
        ("record", 1),
        ("name", 6.0),
        ("title", 24.0),
        ("text", 16.0),
        ("scenarios", 1),
        ("arguments", 1),
        ("facts", 3),
    ),
    *(
        ("actors", 2),
        ("text", 6.0),
        ("facts", 1),
        ("overturns", 1),
        ("signs", 1),
        ("actors", 4),
        ("assumptions", 1),
        ("gaps", 1),
    ),
    *(("arguments", 1), ("assumptions", 1), ("judgments", 1), ("text", 6.0), ("signs", 1), ("scenarios", 1)),
    *(("gaps", 1), ("name", 12.0), ("dissents", 1), ("facts", 2), ("overturns", 1), ("actors", 4), ("arguments", 1)),
    *(("assumptions", 1), ("signs", 1), ("scenarios", 1), ("gaps", 1), ("arguments", 1), ("dissents", 1)),
    *(("assumptions", 1), ("text", 8.0), ("signs", 1), ("gaps", 1), ("arguments", 1), ("assumptions", 1)),
    *(("scenarios", 1), ("actors", 6), ("signs", 1), ("gaps", 1), ("arguments", 1), ("dissents", 1)),
    *(("arguments", 1), ("overturns", 1), ("arguments", 1), ("judgments", 1)),
)
"""In which order lists grow where there is room, and by how much: what a hurried reader needs most comes first."""


def limits(steps: int) -> Limits:
    """The limits after so many steps of growth.

    >>> limits(0).arguments, limits(len(GROWTH)).arguments
    (2, 10)
    """
    grown = {field.name: getattr(Limits, field.name) for field in fields(Limits)}
    for name, more in GROWTH[:steps]:
        grown[name] += more
    return Limits(**grown)


def fitted(write: Callable[[Limits], str]) -> str:
    """The richest front, as `write` gives it, that fits one side; the poorest where none does."""
    low, high = 0, len(GROWTH)
    best = write(limits(high))
    if height(best) <= LINES:
        return best
    best = write(limits(low))
    while high - low > 1:
        middle = (low + high) // 2
        written = write(limits(middle))
        if height(written) <= LINES:
            low, best = middle, written
        else:
            high = middle
    return best


def height(front: str) -> float:
    """The height of a front in lines of print.

    >>> height("<p>short</p>") < height("<p>" + "a long text " * 30 + "</p>")
    True
    """
    reader = _Blocks()
    reader.feed(front)
    reader.close()
    return sum(_block(block) for block in reader.blocks) + reader.sections * 0.66


@dataclass
class _Block:
    """One block of text: its tag, its class, its lines before wrapping, and the cells of a row."""

    tag: str
    css: str
    section: int
    parts: list[list[str]]


class _Blocks(HTMLParser):
    """Takes a front apart into paragraphs, entries of lists and rows of tables."""

    TAGS = frozenset({"h1", "p", "li", "tr"})

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[_Block] = []
        self.sections = 0
        self._open: _Block | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        css = dict(attrs).get("class") or ""
        if tag == "section":
            self.sections += 1
        elif tag in self.TAGS:
            self._open = _Block(tag, css, self.sections, [] if tag == "tr" else [[""]])
        elif self._open is not None and self._open.tag == "tr" and tag in {"td", "th"}:
            self._open.parts.append([""])
        elif self._open is not None and self._open.parts and "entry" in css.split():
            self._open.parts[-1].append("")
        elif self._open is not None and self._open.parts and "small" in css.split():
            self._open.parts[-1][-1] += "n" * 18

    def handle_endtag(self, tag: str) -> None:
        if self._open is not None and tag == self._open.tag:
            self.blocks.append(self._open)
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._open.parts:
            self._open.parts[-1][-1] += data


def _block(block: _Block) -> float:
    if block.tag == "h1":
        return 1.58 * _lines(block.parts[0], WIDE / 1.75) + 0.2
    if block.tag == "tr":
        columns = (7.0, 11.5, 50.0) if block.css == "line" else (44.0, 12.0, 12.0)
        cells = [_lines(cell, columns[min(k, len(columns) - 1)]) for k, cell in enumerate(block.parts)]
        return max(cells, default=0.0) + (0.32 if block.css == "line" else 0.06)
    if block.section == 0:
        size = 1.1 if "question" in block.css else 0.92
        return size * _lines(block.parts[0], WIDE / size) + (0.0 if block.css == "kicker" else 0.3)
    if block.section == 1:
        return 1.2 * _lines(block.parts[0], NARROW / 1.1) + 0.28
    return _lines(block.parts[0], NARROW - (2.0 if block.tag == "li" else 0.0)) + (0.07 if block.tag == "li" else 0.28)


def _lines(entries: list[str], ems: float) -> float:
    return sum(_wrapped(text, ems) for text in _shown(entries))


def _shown(entries: list[str]) -> Iterator[str]:
    for text in entries:
        words = " ".join(text.split())
        if words:
            yield words


def _wrapped(text: str, ems: float) -> int:
    """The lines that a text takes, word by word; a word wider than a line is broken."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        width = width_of(word)
        if used and used + SPACE + width > ems:
            lines, used = lines + 1, 0.0
        used += width + (SPACE if used else 0.0)
        while used > ems:
            lines, used = lines + 1, used - ems
    return lines
