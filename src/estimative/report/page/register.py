"""The case line by line: every record and every judgment as a row, and every cited passage as one.

Nothing of the case is left out: what a row does not show has a row of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from estimative.case.citations import cited, split
from estimative.case.models import Case
from estimative.case.models_base import Closed, Record
from estimative.case.models_judgments import Judgment, Rating, RatingView, View
from estimative.case.paths import cites, kind, records
from estimative.case.walking import joined
from estimative.inquiry.spread import spread
from estimative.report.located import Located
from estimative.report.wording import counted, person_name, plain_number

BESIDE = ("because", "cites", "judged_by")
"""Fields that have columns of their own."""
CODE = frozenset({"that", "when", "never", "always", "means", "carries", "as", "serves", "harms", "shifts", "now"})
"""Fields that hold statements, ids or addresses."""


@dataclass(frozen=True)
class Entry:
    """One field of a record: its name and its value in words; `code` where it is a statement or an address."""

    name: str
    value: str
    code: bool = False


@dataclass(frozen=True)
class Row:
    """One record: its address, what it is, where it stands in the file, what it says and why, by whom, on what ground.

    `own` are the citations that the record itself holds, `cites` those that it rests on: else its surroundings'.
    """

    path: str
    kind: str
    line: int | None
    entries: tuple[Entry, ...]
    because: str | None
    by: str | None
    own: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Cited:
    """One cited passage: its citation and source, its place in the canonical text, its digest, who cites it, its text.

    `at` and `sha256` are None until the passage is recorded in the case; `text` where the source is not at hand.
    """

    citation: str
    source: str
    passage: str
    at: tuple[int, int] | None
    sha256: str | None
    by: tuple[str, ...]
    text: str | None


def rows(facts: Located) -> dict[str, tuple[Row, ...]]:
    """Every record and judgment of the case by the section it stands in, in the order of the file."""
    found: dict[str, list[Row]] = {}
    for path, record in records(facts.case).items():
        found.setdefault(path.split("/")[0], []).append(_row(facts, path, record))
    return {section: tuple(entries) for section, entries in found.items()}


def whole(case: Case) -> tuple[Entry, ...]:
    """What the case says beside its records: title, dates, where things stand, what is held, its own reasons."""
    own = [Entry(name, _said(value)) for name in BESIDE if (value := getattr(case, name))]
    return (*(entry for entry in _entries(case, "") if kind(entry.name) is None), *own)


def passages(facts: Located) -> tuple[Cited, ...]:
    """Every cited passage, by source and number."""
    found = []
    for citation, places in cited(facts.case).items():
        source, passage = split(citation)
        record = facts.case.sources[source].passages.get(passage) if source in facts.case.sources else None
        found.append(
            Cited(
                citation,
                source,
                passage,
                record.at if record is not None else None,
                record.sha256 if record is not None else None,
                tuple(place for place in places if place),
                facts.passages.get(citation),
            )
        )
    return tuple(found)


def _row(facts: Located, path: str, record: Closed) -> Row:
    case = facts.case
    own = record.cites if isinstance(record, Record) else ()
    judged_by = getattr(record, "judged_by", None) or (case.settings.judged_by if hasattr(record, "value") else None)
    spot = facts.places.get(path)
    return Row(
        path=path,
        kind=kind(path) or "",
        line=spot[0] if spot is not None else None,
        entries=tuple(_judged(case, record, path) if isinstance(record, Judgment | Rating) else _entries(record, path)),
        because=getattr(record, "because", None),
        by=person_name(case, judged_by) if judged_by is not None else None,
        own=own,
        cites=cites(case, path),
    )


def _judged(case: Case, record: Judgment | Rating, path: str) -> Iterator[Entry]:
    """A judgment: the agreed value, what single people say and how far apart they are, then its other fields."""
    told: Any = record.counted
    if not record.is_set:
        yield Entry("value", f"{_said(record.value)}, the mean of {counted(len(told), 'view')}")
        if record.range is not None and record.set_range is None:
            yield Entry("range", f"{_said(record.range)}, what they span")
    for entry in _entries(record, path):
        if not (entry.name.startswith("views ") and entry.name.rpartition(" ")[2] in View.model_fields):
            yield entry
    if told:
        found = spread(told)
        figures = f"lowest {_said(found.lowest)}, middle {_said(found.middle)}, highest {_said(found.highest)}"
        yield Entry("views", f"{found.count}, {figures}")
    for person, view in record.told.items():
        yield Entry(person_name(case, person), _view(view, person in told))


def _view(view: View | RatingView, counts: bool) -> str:
    ends = f" ({_said(view.range[0])} to {_said(view.range[1])})" if view.range is not None else ""
    when = [f"round {view.round}"] if view.round is not None else []
    when += [view.date] if view.date is not None else []
    when += [] if counts else ["an earlier round, not counted"]
    because = f": {view.because}" if view.because else ""
    cites = f" [{', '.join(view.cites)}]" if view.cites else ""
    return f"{_said(view.value)}{ends}{''.join(f', {part}' for part in when)}{because}{cites}"


def _entries(record: Closed, path: str, before: str = "") -> Iterator[Entry]:
    """The fields of a record that are set and have no row of their own; those of parts without one under their name.

    Of the settings the defaults are shown too: results hang on them whether or not the file names them.
    """
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        unset = value == field.get_default(call_default_factory=True) and not path.startswith("settings")
        if (name in BESIDE and not before) or unset or value is None:
            continue
        key = field.alias or name
        yield from _entry(value, joined(path, key), f"{before} {key}".strip().replace("_", " "))
    for name, value in (record.model_extra or {}).items():
        yield Entry(f"{before} {name}".strip(), json.dumps(value, ensure_ascii=False, sort_keys=True))


def _entry(value: Any, path: str, name: str) -> Iterator[Entry]:
    if kind(path) is not None:
        return
    if isinstance(value, Closed):
        yield from _entries(value, path, name)
    elif isinstance(value, Mapping):
        yield from _of_map(value, path, name)
    elif isinstance(value, tuple) and any(isinstance(item, Closed) for item in value):
        for place, item in enumerate(value, 1):
            yield from _entries(item, f"{path}/{place}", f"{name} {place}")
    else:
        yield Entry(name, _said(value), code=name.rpartition(" ")[2] in CODE)


def _of_map(value: Mapping[str, Any], path: str, name: str) -> Iterator[Entry]:
    plain = {}
    for key, item in value.items():
        if isinstance(item, Closed | Mapping):
            yield from _entry(item, joined(path, key), f"{name} {key}")
        elif kind(joined(path, key)) is None:
            plain[key] = item
    if plain:
        yield Entry(name, "; ".join(f"{key}: {_said(item)}" for key, item in plain.items()), code=name in CODE)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain_number(float(value))
    if isinstance(value, tuple):
        return ", ".join(_said(item) for item in value)
    return str(value)
