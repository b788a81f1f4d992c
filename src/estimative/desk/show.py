"""One place of a case with everything behind it: value, reason, judge, line, and the passages that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from estimative.base.errors import UsageError, listed
from estimative.case import paths
from estimative.case.citations import cited, split
from estimative.case.longform import to_long
from estimative.case.models import Case
from estimative.case.models_base import Record
from estimative.case.models_judgments import Judgment, Rating
from estimative.desk.citations import CitedPassage, CitedSource, table
from estimative.exchange.case_files import CaseFile
from estimative.inquiry.spread import Answer, Spread, spread

MOST_OFFERED = 8


@dataclass(frozen=True)
class Place:
    """An address with its line and column, counted from 1, where they are known."""

    path: str
    line: int | None
    column: int | None


@dataclass(frozen=True)
class Person:
    """Who judged: an id, and the name that the case gives to it."""

    id: str
    name: str


@dataclass(frozen=True)
class ShownPassage:
    """A passage by its full name, and the title of its source; `at` counts characters of the canonical text."""

    citation: str
    title: str
    passage: CitedPassage
    cited_by: tuple[Place, ...] = ()


@dataclass(frozen=True)
class ShownView:
    """What one person says of a judgment; `counts` says whether the mean takes it in, or a later round is there."""

    person: Person
    value: Answer
    range: tuple[Answer, Answer] | None
    because: str | None
    cites: tuple[str, ...]
    date: str | None
    round: int | None
    counts: bool


@dataclass(frozen=True)
class ShownRecord:
    """A record or a judgment with what stands behind it; `fields` is its long form.

    `value` and `range` are the agreed ones, `agreed` says whether the value is set or the mean of the views; `spread`
    is that of the views that count.

    Reason, judge and citations are those of the nearest record around it where it has none of its own: `because_of`
    and `cites_of` are the addresses that they come from.
    """

    place: Place
    kind: str
    fields: Mapping[str, Any]
    value: Answer | None
    range: tuple[Answer, Answer] | None
    agreed: Literal["set", "mean"] | None
    views: tuple[ShownView, ...]
    spread: Spread | None
    scale: str | None
    because: str | None
    because_of: str | None
    judged_by: Person | None
    cites: tuple[ShownPassage, ...]
    cites_of: str | None


def show(case_file: CaseFile, path: str, sources_dir: Path | None = None) -> ShownRecord | ShownPassage:
    """What stands at an address, or (for `epc-2021#p19`) a passage and everything that cites it.

    Raises UsageError where there is nothing, with what the case does have nearby, and where `sources_dir` is no folder.
    """
    path = path.strip().strip("/")
    parts = path.split("/")
    if paths.kind(path) == "passage":
        path = f"{parts[1]}#{parts[3]}"
    rows = {row.id: row for row in table(case_file, sources_dir).sources}
    if "#" in path:
        return _passage(case_file, rows, path, with_places=True)
    return _record(case_file, rows, path)


def _record(case_file: CaseFile, rows: Mapping[str, CitedSource], path: str) -> ShownRecord:
    case = case_file.case
    known = paths.records(case)
    if path not in known:
        raise UsageError(f"the case has nothing at `{path}`{_nearby(path, list(known))}")
    record = known[path]
    judgment = record if isinstance(record, Judgment | Rating) else None
    counted: Any = judgment.counted if judgment is not None else {}
    around = [known[address] for address in _around(path) if address in known]
    because_of = next((a for a in _around(path) if isinstance(r := known.get(a), Record) and r.because), None)
    held = cited(case)
    cites_of = next((a for a in _around(path) if any(a in places for places in held.values())), None)
    judge = next((r.judged_by for r in around if isinstance(r, Record) and r.judged_by), case.settings.judged_by)
    reason = known[because_of] if because_of is not None else None
    return ShownRecord(
        place=_place(case_file, path),
        kind=paths.kind(path) or "",
        fields=_long(case, path),
        value=judgment.value if judgment else None,
        range=judgment.range if judgment else None,
        agreed=("set" if judgment.is_set else "mean") if judgment else None,
        views=tuple(_views(case, judgment)) if judgment else (),
        spread=spread(counted) if counted else None,
        scale=str(paths.scale(case, path)) if isinstance(judgment, Judgment) else None,
        because=reason.because if isinstance(reason, Record) else None,
        because_of=because_of,
        judged_by=_person(case, judge) if judge else None,
        cites=tuple(_passage(case_file, rows, citation) for citation, places in held.items() if cites_of in places),
        cites_of=cites_of,
    )


def _views(case: Case, judgment: Judgment | Rating) -> Iterator[ShownView]:
    for name, view in judgment.told.items():
        counts = name in judgment.counted
        person = _person(case, name)
        yield ShownView(person, view.value, view.range, view.because, view.cites, view.date, view.round, counts)


def _around(path: str) -> list[str]:
    """The address itself, then those of what encloses it, the nearest first."""
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _long(case: Case, path: str) -> Mapping[str, Any]:
    here: Any = to_long(case)
    for part in path.split("/"):
        here = here.get(part, {})
    return here if isinstance(here, dict) else {"value": here}


def _person(case: Case, person_id: str) -> Person:
    person = case.people.get(person_id)
    return Person(person_id, (person.name if person is not None else None) or person_id)


def _place(case_file: CaseFile, path: str) -> Place:
    return Place(path, *(case_file.locate(path) or (None, None)))


def _passage(
    case_file: CaseFile, rows: Mapping[str, CitedSource], citation: str, with_places: bool = False
) -> ShownPassage:
    source_id, passage_id = split(citation)
    row = rows.get(source_id)
    if row is None:
        raise UsageError(f"the case has no source `{source_id}`{_nearby(source_id, list(rows))}")
    found = next((passage for passage in row.passages if passage.id == passage_id), None) or _uncited(row, passage_id)
    if found is None:
        names = [f"{row.id}#{passage.id}" for passage in row.passages]
        hint = "" if row.at_hand is not None else "; its source is not at hand: give --sources DIR"
        raise UsageError(f"nothing cites `{citation}`, and it is not known{hint}{_nearby(citation, names)}")
    places = tuple(_place(case_file, path) for path in found.cited_by) if with_places else ()
    return ShownPassage(f"{source_id}#{passage_id}", row.source.title, found, places)


def _uncited(row: CitedSource, passage_id: str) -> CitedPassage | None:
    """A passage of the document that the case neither cites nor records."""
    found = row.at_hand.document.passage(passage_id) if row.at_hand is not None else None
    if found is None:
        return None
    sentence = f"{found.id} is not cited"
    return CitedPassage(found.id, (found.start, found.end), found.sha256, (), "uncited", sentence, found.text)


def _nearby(name: str, known: Sequence[str]) -> str:
    """What the case has that may have been meant: what lies below, what ends alike, what is spelt alike."""
    below = [path for path in known if path.startswith(f"{name}/")]
    if below:
        nearest = min(path.count("/") for path in below)
        return f" itself; below it are {listed([path for path in below if path.count('/') == nearest], MOST_OFFERED)}"
    actor, dot, option = name.partition(".")
    alike = [path for path in known if path.split("/")[-1] == name]
    alike += [path for path in known if dot and path == f"actors/{actor}/options/{option}"]
    alike = alike or get_close_matches(name, known, n=3, cutoff=0.5)
    return f"; did you mean {listed(alike, MOST_OFFERED)}?" if alike else ""
