"""What stands in a filled row, held against the question that was asked: a view, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from estimative.base.errors import EstimativeError, Problem, listed, nearest
from estimative.base.unicode import nfc, visible
from estimative.case.agreeing import FROM_BEST
from estimative.case.names import CITATION_PATTERN
from estimative.case.plain import UNREADABLE
from estimative.exchange.elicitation_answers import AnswerRow
from estimative.exchange.elicitation_layout import unescaped
from estimative.exchange.workbooks import Place, Refused
from estimative.inquiry.elicitation import Allowed, Question

Answer = float | str
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}([.,][0-9]{1,12})?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")


@dataclass(frozen=True)
class Told:
    """What one row says: the fields of a view, None where the answer is left open; and what is wrong or doubtful."""

    view: Mapping[str, Any] | None
    problems: tuple[Problem, ...]


def told(row: AnswerRow, question: Question, sources: Collection[str], file: str) -> Told:
    """What a row of a sheet says in answer to a question. `sources` are the ids of those that may be cited."""
    reader = _Row(row, question.allowed, file)
    value, ends = reader.answer("answer"), (reader.answer("low"), reader.answer("high"))
    because = reader.text("because")
    cites, rest = reader.citations(sources)
    if rest:
        because = " ".join(part for part in (because, f"[{rest}]") if part)
    if value is None:
        if not reader.problems and (because or cites or ends != (None, None)):
            reader.doubt("answer", "there is no answer beside the rest of the row, which is left out")
        return Told(None, tuple(reader.problems))
    view: dict[str, Any] = {"value": value}
    span = reader.span(value, *ends)
    if span is not None:
        view["range"] = span
    if because:
        view["because"] = because
    if cites:
        view["cites"] = cites
    return Told(view, tuple(reader.problems))


class _Row:
    """Reads the cells of one row, and keeps what is wrong with them."""

    def __init__(self, row: AnswerRow, allowed: Allowed, file: str) -> None:
        self.problems: list[Problem] = []
        self._row = row
        self._allowed = allowed
        self._file = file

    def answer(self, name: str) -> Answer | None:
        """The answer in a cell; None where it is empty, or wrong."""
        value = self._row.cells[name].value
        if value is None:
            return None
        read = None if isinstance(value, Refused) else self._read(value, ends=name != "answer")
        if read is None:
            self._wrong(name, f"expected {self._expected(name)}, found {_found(value)}")
        return read

    def _expected(self, name: str) -> str:
        if self._allowed.rating and name != "answer":
            return listed(FROM_BEST)
        return str(self._allowed)

    def _read(self, value: object, ends: bool) -> Answer | None:
        if self._allowed.rating:
            return _rating(value, ends)
        number = _number(value)
        low, high = self._allowed.low, self._allowed.high
        if number is None or (low is not None and number < low) or (high is not None and number > high):
            return None
        if abs(number) > 1e9 or (self._allowed.whole and number != int(number)):
            return None
        return int(number) if number == int(number) else number

    def span(self, value: Answer, low: Answer | None, high: Answer | None) -> list[Answer] | None:
        """The lower and the upper end; an end left empty is the answer itself. None where neither says more."""
        ends = [low if low is not None else value, high if high is not None else value]
        if (low, high) == (None, None) or value == "N/A":
            return None
        places = [_place(end) for end in (ends[0], value, ends[1])]
        if not places[0] <= places[1] <= places[2]:
            cells = " to ".join(self._row.cells[name].name for name in ("low", "high"))
            said = f"{_shown(ends[0])} to {_shown(ends[1])}"
            self._wrong("answer", f"the answer {_shown(value)} does not lie between its ends, {said} ({cells})")
            return None
        return ends

    def text(self, name: str) -> str:
        """The text in a cell, in one line and made readable; empty where there is none."""
        value = self._row.cells[name].value
        if isinstance(value, Refused):
            self._wrong(name, f"expected text, found {value.what}")
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        try:
            text = nfc(unescaped("" if value is None else str(value)))
        except EstimativeError as error:
            self._wrong(name, str(error))
            return ""
        whole = " ".join(text.split())
        return UNREADABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", visible(whole))

    def citations(self, sources: Collection[str]) -> tuple[list[str], str]:
        """The passages that are cited, each once, and in words what else stands there."""
        cites: list[str] = []
        rest: list[str] = []
        for word in re.split(r"[\s,;]+", self.text("passages")):
            if not re.fullmatch(CITATION_PATTERN, word):
                rest += [word] if word else []
            elif word.split("#")[0] not in sources:
                known = f"; there are {listed(list(sources))}" if sources else "; the case has none"
                self._wrong("passages", f"no source is called `{word.split('#')[0]}`{nearest(word, sources) or known}")
            elif word not in cites:
                cites.append(word)
        if rest:
            self.doubt("passages", f"`{' '.join(rest)[:60]}` is no citation such as source#p12; it is kept as a reason")
        return cites, " ".join(rest)

    def doubt(self, name: str, message: str) -> None:
        """Something that does not stand in the way."""
        self.problems.append(self._problem("warning", name, message))

    def _wrong(self, name: str, message: str) -> None:
        self.problems.append(self._problem("error", name, message))

    def _problem(self, severity: Any, name: str, message: str) -> Problem:
        cell: Place = self._row.cells[name]
        said = f"question {self._row.number}, cell {cell.name}: {message}"
        return Problem(severity, "answer", self._row.path, said, cell.row, cell.column, file=self._file)


def _rating(value: object, ends: bool) -> str | None:
    """A rating, in whatever letters; words behind it are passed over. `N/A` is no end."""
    if not isinstance(value, str):
        return None
    first = value.split()[0].strip(".,;:").upper()
    first = "N/A" if first in ("NA", "N.A") else first
    return first if first in FROM_BEST or (first == "N/A" and not ends) else None


def _number(value: object) -> float | None:
    """A number, also one that was saved as text: with a decimal comma, or another minus sign."""
    if isinstance(value, int | float):
        return float(value) + 0.0
    if isinstance(value, str):
        text = value.replace("\N{MINUS SIGN}", "-").replace(" ", "")
        if _NUMBER.fullmatch(text) and not _THOUSANDS.fullmatch(text):
            return float(text.replace(",", ".")) + 0.0
    return None


def _place(answer: Answer) -> float:
    """Where an answer stands on its scale; the better a rating, the higher."""
    return -FROM_BEST.index(answer) if isinstance(answer, str) else answer


def _shown(answer: Answer) -> str:
    return answer if isinstance(answer, str) else f"{answer:g}"


def _found(value: object) -> str:
    if isinstance(value, Refused):
        return value.what
    return f"the text `{visible(value[:60])}`" if isinstance(value, str) else f"the number {value:.12g}"
