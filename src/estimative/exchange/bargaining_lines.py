"""Issues in the line format of equal-gain exchange programs: `#A`, `#P`, `#M` and `#D` at the start of each line.

Assumed of it: a line is cells parted by semicolons, tabs or commas, each cell bare or in quotation marks, single or
double. `#A` has an actor's key; `#P` an issue's key and its name; `#M` an issue's key, a point of its scale and what
it stands for; `#D` actor, issue, position, salience, power. Lines that begin with `#0` or `#/` are comments, and so is
what follows the cells that are due. The scale of an issue runs from its least to its greatest `#M`, from 0 to 100 where
there are not two. Salience is a fraction where no line has more than 1, else in percent. Numbers have a decimal point.
Made from descriptions of the format, without a look at any program that reads it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from estimative.base.errors import EstimativeError, nearest
from estimative.base.files import MEBIBYTE, read_text
from estimative.base.unicode import nfc
from estimative.exchange.casebook_bargaining import BargainingBook
from estimative.exchange.csv_tables import MAX_CELL, Cell, TableFindings
from estimative.methods.bargaining import Bargaining

MAX_FILE = 16 * MEBIBYTE
MAX_LINES = 1 << 18
DUE: Mapping[str, tuple[str, ...]] = {
    "#A": ("the actor's key",),
    "#P": ("the issue's key",),
    "#M": ("the issue's key", "the point"),
    "#D": ("the actor's key", "the issue's key", "position", "salience", "power"),
}
"""The cells without which a line says nothing, in their order."""
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{0,30})?")
_PARTED = re.compile(r"^[ ]*['\"]?#[APMD]['\"]?[ ]*([,;\t])", re.MULTILINE)
_PART = re.compile(r"'[^']*'|\"[^\"]*\"|[^'\"]+|['\"]")


def read_bargaining_lines(path: Path) -> BargainingBook:
    """The issues in such a file, in its order.

    Raises ProblemsError with every finding, each with line and column; UsageError or LimitError where nothing can be
    read.
    """
    return bargaining_lines(read_text(path, MAX_FILE), path)


def bargaining_lines(text: str, path: Path = Path()) -> BargainingBook:
    r"""The same, from the text of such a file.

    >>> text = "#A;a;Ada\n#P;fee;the fee\n#M;fee;0;none\n#M;fee;10;high\n#D;a;fee;4;0.5;2\n"
    >>> book = bargaining_lines(text)
    >>> book.issues["fee"].high, book.issues["fee"].weights.tolist(), book.issues["fee"].title
    (10.0, [1.0], 'the fee')
    """
    reader = _Lines(path)
    for cells in _cut(nfc(text), reader.findings, path):
        reader.take(cells)
    return reader.book()


class _Lines:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings = TableFindings(path)
        self.actors: dict[str, Cell] = {}
        self.titles: dict[str, str] = {}
        self.points: dict[str, list[float]] = {}
        self.stands: dict[tuple[str, str], tuple[Cell, ...]] = {}
        self.kinds: Mapping[str, Callable[[list[Cell]], None]] = {
            "#A": self._actor,
            "#P": self._issue,
            "#M": self._mark,
            "#D": self._stand,
        }

    def take(self, cells: list[Cell]) -> None:
        """One line."""
        kind = cells[0].text
        if kind.startswith(("#0", "#/")):
            return
        if kind not in self.kinds:
            self._fail(f"a line begins with #A, #P, #M, #D, #0 or #/, found {kind[:20]!r}", "shape", cells[0])
            return
        long = [cell for cell in cells if len(cell.text) > MAX_CELL]
        if long:
            self._fail(f"{len(long[0].text):,} characters; at most {MAX_CELL:,} are read", "limit", long[0])
            return
        due = DUE[kind]
        lacking = [what for k, what in enumerate(due, start=1) if k >= len(cells) or not cells[k].text]
        if lacking:
            self._fail(f"after {kind} the line lacks {', '.join(lacking)}; due are {', '.join(due)}", "empty", cells[0])
            return
        self.kinds[kind](cells)

    def book(self) -> BargainingBook:
        """All issues; raises ProblemsError where anything was wrong."""
        rows = {key: row for key, cells in self.stands.items() if (row := self._numbers(key, cells)) is not None}
        self.findings.stop_if_failed()
        full = 100.0 if any(row[1] > 1 for row in rows.values()) else 1.0
        notes = ["salience is read in percent: some line has more than 1"] if full == 100 else []
        issues = {}
        for name, title in self.titles.items():
            there = {actor: row for (actor, issue), row in rows.items() if issue == name}
            if not there:
                notes.append(f"{name} is left out: nobody stands on it")
                continue
            position, salience, power = zip(*there.values(), strict=True)
            try:
                care = [each / full for each in salience]
                issues[name] = Bargaining(tuple(there), position, power, care, *self._scale(name), title=title)  # type: ignore[arg-type]
            except EstimativeError as error:
                self._fail(f"{name}: {str(error).removeprefix('Bargaining: ')}", "limit", None)
        if not issues and not self.findings.problems:
            self._fail("no #D line says where anybody stands on any issue", "empty", None)
        self.findings.stop_if_failed()
        return BargainingBook("", issues, notes=tuple(notes))

    def _actor(self, cells: list[Cell]) -> None:
        if cells[1].text in self.actors:
            self._fail(f"two actors have the key {cells[1].text!r}", "duplicate", cells[1])
        self.actors[cells[1].text] = cells[1]

    def _issue(self, cells: list[Cell]) -> None:
        if cells[1].text in self.titles:
            self._fail(f"two issues have the key {cells[1].text!r}", "duplicate", cells[1])
        self.titles[cells[1].text] = cells[2].text if len(cells) > 2 else ""

    def _mark(self, cells: list[Cell]) -> None:
        point = self._number(cells[2])
        if point is not None and self._known(cells[1], self.titles, "issue"):
            self.points.setdefault(cells[1].text, []).append(point)

    def _stand(self, cells: list[Cell]) -> None:
        known = [self._known(cells[1], self.actors, "actor"), self._known(cells[2], self.titles, "issue")]
        if not all(known):
            return
        key = (cells[1].text, cells[2].text)
        if key in self.stands:
            self._fail(f"{key[0]!r} stands on {key[1]!r} twice", "duplicate", cells[0])
        self.stands[key] = tuple(cells[3:6])

    def _numbers(self, key: tuple[str, str], cells: tuple[Cell, ...]) -> tuple[float, float, float] | None:
        """Position, salience and power of one line, within their bounds."""
        numbers = [self._number(cell) for cell in cells]
        bounds = [self._scale(key[1]), (0.0, 100.0), (0.0, math.inf)]
        names = ("position", "salience", "power")
        for name, cell, number, (low, high) in zip(names, cells, numbers, bounds, strict=True):
            if number is not None and not low <= number <= high:
                self._fail(f"{name} runs from {low:g} to {high:g}, found {number:g}", "out-of-range", cell)
        position, salience, power = numbers
        return None if position is None or salience is None or power is None else (position, salience, power)

    def _scale(self, issue: str) -> tuple[float, float]:
        points = self.points.get(issue, [])
        return (min(points), max(points)) if len(set(points)) > 1 else (0.0, 100.0)

    def _known(self, cell: Cell, names: Mapping[str, object], what: str) -> bool:
        if cell.text not in names:
            hint = "" if self.findings.full else nearest(cell.text, names)
            self._fail(f"{cell.text!r} is no {what} of an earlier line{hint}", "unknown-id", cell)
        return cell.text in names

    def _number(self, cell: Cell) -> float | None:
        if not _NUMBER.fullmatch(cell.text):
            self._fail(f"a number with a decimal point is due, found {cell.text[:40]!r}", "number", cell)
            return None
        return float(cell.text)

    def _fail(self, message: str, code: str, cell: Cell | None) -> None:
        self.findings.fail(self.path, message, code, cell)


def _cut(text: str, findings: TableFindings, path: Path) -> Iterator[list[Cell]]:
    """The cells of every line that has any, without their quotation marks."""
    lines = re.split(r"\r\n|\r|\n", text)
    parted = _PARTED.search(text)
    delimiter = parted[1] if parted else ";"
    count = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        count += 1
        if count > MAX_LINES:
            findings.fail(path, f"more than {MAX_LINES:,} lines", "limit", Cell("", number, 1))
            return
        yield list(_cells(line, number, delimiter))


def _cells(line: str, number: int, delimiter: str) -> Iterator[Cell]:
    """A delimiter within quotation marks parts nothing; a mark that is never closed stands for itself."""
    start, place, text = 0, 0, ""
    for part in _PART.findall(line):
        if part[0] in "'\"" and len(part) > 1 and not text.strip():
            text += part[1:-1]
        else:
            pieces = part.split(delimiter)
            for piece in pieces[:-1]:
                yield Cell((text + piece).strip(), number, start + 1)
                place += len(piece) + 1
                start, text = place, ""
            text += pieces[-1]
            place += len(pieces[-1])
            continue
        place += len(part)
    yield Cell(text.strip(), number, start + 1)
