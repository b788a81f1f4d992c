"""Collecting answers: filled sheets become views in the case's file, beside the values that stand there."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from estimative.base.errors import Problem, ProblemsError, UsageError, nearest
from estimative.base.unicode import nfc
from estimative.case.dates import is_date
from estimative.case.longform import to_long
from estimative.case.models import Case
from estimative.case.models_judgments import Judgment, Rating
from estimative.case.paths import at, records
from estimative.case.plain import unreadable
from estimative.desk.respondents import Respondent, known_person, new_id
from estimative.desk.view_edits import edits, overlaps
from estimative.desk.writing import edited_case
from estimative.exchange.case_files import CaseFile, read_case
from estimative.exchange.elicitation_answers import AnswerRow, AnswerSheet, read_answers
from estimative.exchange.elicitation_layout import unescaped
from estimative.exchange.elicitation_values import told
from estimative.exchange.workbooks import Refused
from estimative.inquiry.elicitation import Question, basis, question
from estimative.inquiry.spread import Answer, Spread, spread

Source = Literal["set", "mean"]
MOST_SHEETS = 200
LONGEST_NAME = 200


@dataclass(frozen=True)
class NewView:
    """One answer as it goes into the case: who said what of which judgment, and the view that it replaces."""

    path: str
    person: str
    view: Mapping[str, Any]
    before: Mapping[str, Any] | None


@dataclass(frozen=True)
class Line:
    """A judgment that was asked, as it will stand: what those say who count, the agreed value, and whence it is.

    `before` has value, range and source as they were.
    """

    path: str
    spread: Spread
    agreed: Answer
    range: tuple[Answer, Answer] | None
    source: Source
    before: tuple[Answer, tuple[Answer, Answer] | None, Source]

    @property
    def moved(self) -> bool:
        """Whether the agreed value, its range or where it comes from is another than before."""
        return self.before != (self.agreed, self.range, self.source)


@dataclass(frozen=True)
class Collected:
    """What collecting came to.

    `views` are new or changed, `people` those to be added, by id; `lines` has every judgment that the sheets answer.
    `rebound` are the what-ifs bound to the case as it will be, `stale` those that change a judgment whose agreed value
    moved, and stay bound to the case as it was. `changes` says whether there is anything to be written, `written`
    whether it was.
    """

    round: int
    views: tuple[NewView, ...]
    people: Mapping[str, str]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    rebound: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    changes: bool = False
    written: bool = False


def collect(
    path: Path, sheets: Sequence[Path], date: str | None = None, adopt: bool = False, write: bool = False
) -> Collected:
    """Reads filled sheets as views of the case at `path`; with `write` they are written into its file.

    `date` is the day on which the answers were given, today where none is named. With `adopt` the value and range that
    are set for an answered judgment are left out, so that the mean of the views counts. Comments and order of the file
    stay. Whatever is wrong with any sheet is told at once, and then nothing is written.

    Raises ProblemsError for what is wrong in the sheets or in the case, UsageError for a date that is none, and for
    files that cannot be read or written.
    """
    if not sheets or len(sheets) > MOST_SHEETS:
        raise UsageError(f"{len(sheets)} sheets are given; 1 to {MOST_SHEETS} are collected at once")
    day = date or datetime.datetime.now().astimezone().date().isoformat()
    if not is_date(day):
        raise UsageError(f"--date {day[:40]}: expected a date such as 2021-08-14")
    file = read_case(path)
    gathered = _Gathering(file.case, day)
    for sheet in sheets:
        gathered.take(sheet)
    gathered.stop_if_wrong()
    return _outcome(file, gathered, adopt, write)


def _outcome(file: CaseFile, gathered: _Gathering, adopt: bool, write: bool) -> Collected:
    views = gathered.views
    answered = list(dict.fromkeys(one.path for one in [*views, *gathered.same]))
    changes = edits(file.path, views, gathered.people, set(answered) if adopt else set())
    after = edited_case(
        file, changes, stays=lambda change, case: overlaps(change.change, _moved(file.case, case, answered))
    )
    if write and after.changed:
        after.write()
    lines = tuple(_line(path, file.case, after.case) for path in answered)
    noted = [one for one in after.problems if one.code == "outside-views" and one.path in answered]
    noted += _narrow(file.case, after.case, answered)
    stale = tuple(name for name in file.what_ifs if name not in after.what_ifs)
    rebound = tuple(after.what_ifs) if after.changed else ()
    problems = (*gathered.problems, *noted)
    return Collected(
        round=gathered.round,
        views=tuple(views),
        people=gathered.people,
        lines=lines,
        problems=problems,
        rebound=rebound,
        stale=stale,
        changes=after.changed,
        written=write and after.changed,
    )


def _moved(before: Case, after: Case, paths: Collection[str]) -> list[str]:
    """The judgments whose agreed value or range is another than before."""

    def agreed(case: Case, path: str) -> object:
        record = at(case, path)
        return (record.value, record.range) if isinstance(record, Judgment | Rating) else None

    return [path for path in paths if agreed(before, path) != agreed(after, path)]


def _narrow(before: Case, after: Case, paths: Collection[str]) -> Iterator[Problem]:
    """Judgments that had a range and have none any more, since nobody said anything but one and the same value."""
    for path in paths:
        record, old = at(after, path), at(before, path)
        if isinstance(record, Judgment | Rating) and isinstance(old, Judgment | Rating):
            if old.range is not None and record.range is None:
                message = "those asked all say the same, without lower or upper ends: it has no range any more"
                yield Problem("warning", "no-range", path, f"{message}; give one if you are not so sure")


def _line(path: str, before: Case, after: Case) -> Line:
    record, old = at(after, path), at(before, path)
    if not isinstance(record, Judgment | Rating) or not isinstance(old, Judgment | Rating):
        raise UsageError(f"there is no judgment at `{path}`")
    counted: Any = record.counted
    return Line(path, spread(counted), *_agreed(record), before=_agreed(old))


def _agreed(record: Judgment | Rating) -> tuple[Answer, tuple[Answer, Answer] | None, Source]:
    return record.value, record.range, "set" if record.is_set else "mean"


@dataclass
class _Gathering:
    """Goes through the sheets one by one and keeps what they say, and everything that is wrong with them."""

    case: Case
    day: str
    problems: list[Problem] = field(default_factory=list)
    views: list[NewView] = field(default_factory=list)
    same: list[NewView] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    round: int = 0
    _from: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._basis = basis(self.case)
        self._long = to_long(self.case)

    def stop_if_wrong(self) -> None:
        """Raises ProblemsError with all problems where one of them is an error."""
        if any(problem.severity == "error" for problem in self.problems):
            raise ProblemsError(self.problems)

    def take(self, path: Path) -> None:
        """Reads one sheet."""
        try:
            sheet = read_answers(path)
        except ProblemsError as error:
            named = [problem if problem.file else _in(path, problem) for problem in error.problems]
            self.problems += named
            return
        if sheet.case != self.case.id:
            message = (
                f"this sheet asks about the case `{sheet.case[:60]}`, not `{self.case.id}`; collect it into that one"
            )
            self._note("error", "answer", message, path)
            return
        if self.round not in (0, sheet.round):
            message = (
                f"this sheet is of round {sheet.round}, another of round {self.round}; collect one round at a time"
            )
            self._note("error", "answer", message, path)
            return
        self.round = sheet.round
        if not sheet.filled:
            self._note("warning", "answer", "nothing is filled in; this sheet counts for nothing", path)
            return
        person = self._person(sheet)
        if person is None:
            return
        if sheet.basis != self._basis:
            message = (
                "the case has changed since this sheet was written; answers count where the question is still the same"
            )
            self._note("warning", "answer", message, path)
        for row in sheet.rows:
            self._row(sheet, row, person)

    def _person(self, sheet: AnswerSheet) -> str | None:
        """The id of whoever filled in a sheet; a new one for somebody new."""
        value = sheet.name.value
        name = "" if value is None or isinstance(value, Refused) else " ".join(nfc(unescaped(str(value))).split())
        cell = f"cell {sheet.name.name}"
        if not name or unreadable(name) or len(name) > LONGEST_NAME:
            found = value.what if isinstance(value, Refused) else "nothing" if not name else "something else"
            self._note("error", "answer", f"{cell}: the name of whoever answered is due, found {found}", sheet.file)
            return None
        sent = self.case.people.get(sheet.person or "")
        try:
            known = Respondent(sheet.person, name) if sent is not None and sent.name == name else None
            known = known or known_person(self.case, name)
        except UsageError as error:
            self._note("error", "answer", f"{cell}: {error}", sheet.file)
            return None
        person = known.id if known is not None and known.id is not None else self._new(name, cell, sheet.file)
        if person in self._from:
            message = f"{cell}: `{name}` also filled in {self._from[person]}; give one sheet a person"
            self._note("error", "answer", message, sheet.file)
            return None
        self._from[person] = sheet.file
        return person

    def _new(self, name: str, cell: str, file: Path) -> str:
        named = {other.casefold(): person for person, other in self.people.items()}
        if name.casefold() in named:
            return named[name.casefold()]
        person = new_id(name, {*self.case.people, *self.people})
        self.people[person] = name
        near = nearest(name, [record.name for record in self.case.people.values()])
        self._note("warning", "answer", f"{cell}: `{name}` is new and becomes `{person}` among the people{near}", file)
        return person

    def _row(self, sheet: AnswerSheet, row: AnswerRow, person: str) -> None:
        asked = self._question(sheet, row)
        if asked is None:
            return
        record = at(self.case, row.path)
        if not isinstance(record, Judgment | Rating):
            return
        views = self._views(row.path)
        before = views.get(person)
        if row.filled:
            found = told(row, asked, self.case.sources, str(sheet.file))
            self.problems += found.problems
            view = dict(found.view) if found.view is not None else None
        elif before is not None and before.get("round") == sheet.round - 1:
            view = {key: item for key, item in before.items() if key not in ("date", "round")}  # stays with it
        else:
            view = None
        if view is None:
            return
        if before is not None and (before.get("round") or 0) > sheet.round:
            message = (
                f"question {row.number}: a later answer, of round {before.get('round')}, is there already and stays"
            )
            self._note("warning", "answer", message, sheet.file, row)
            return
        view |= {"date": self.day, "round": sheet.round}
        new = NewView(row.path, person, view, before)
        same = before is not None and {**before, "date": self.day} == view
        (self.same if same else self.views).append(new)

    def _views(self, path: str) -> Mapping[str, Any]:
        here: Any = self._long
        for part in path.split("/"):
            here = here[part]
        return dict(here.get("views", {}))

    def _question(self, sheet: AnswerSheet, row: AnswerRow) -> Question | None:
        """The question as the case would ask it now; None where it is another than was asked."""
        known = [path for path, record in records(self.case).items() if isinstance(record, Judgment | Rating)]
        if row.path not in known:
            if row.filled:
                where = nearest(row.path, known)
                message = f"question {row.number}: the case has no judgment at `{row.path[:200]}` any more{where}"
                self._note("error", "answer", message, sheet.file, row)
            return None
        found = question(self.case, row.path)
        if found.digest != row.asked:
            if row.filled:
                message = (
                    f"question {row.number}: the case asks something else here now ({found.text[:120]}); ask again, or"
                    " clear the row"
                )
                self._note("error", "answer", message, sheet.file, row)
            return None
        return found

    def _note(
        self,
        severity: Literal["error", "warning"],
        code: str,
        message: str,
        file: Path,
        row: AnswerRow | None = None,
    ) -> None:
        line = row.row if row is not None else None
        path = row.path if row is not None else ""
        self.problems.append(Problem(severity, code, path, message, line, file=str(file)))


def _in(path: Path, problem: Problem) -> Problem:
    return Problem(
        problem.severity, problem.code, problem.path, problem.message, problem.line, problem.column, file=str(path)
    )


def changes_in_words(found: Collected) -> Iterator[str]:
    """Everything that is new or changed, a line each: what it was and what it becomes."""
    for person, name in found.people.items():
        yield f"people/{person}: {name}"
    for one in found.views:
        was = f"{_said(one.before)} → " if one.before is not None else ""
        yield f"{one.path}/views/{one.person}: {was}{_said(one.view)}"
    for line in found.lines:
        if line.moved:
            becomes = agreed_in_words(line.agreed, line.range, line.source)
            yield f"{line.path}: {agreed_in_words(*line.before)} → {becomes}"


def agreed_in_words(value: Answer, ends: tuple[Answer, Answer] | None, source: Source) -> str:
    """An agreed value with its range, and whether it is set.

    >>> agreed_in_words(2.5, (1, 4), "mean")
    '2.5 (1 to 4), mean'
    """
    return f"{_short(value)}{f' ({_short(ends[0])} to {_short(ends[1])})' if ends is not None else ''}, {source}"


def _said(view: Mapping[str, Any]) -> str:
    shown = _short(view["value"])
    if view.get("range"):
        shown += f" ({_short(view['range'][0])} to {_short(view['range'][1])})"
    return shown + (f", round {view['round']}" if view.get("round") else "")


def _short(value: Answer) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
