"""Addresses: what stands where in a case, what kind of thing it is, and what it rests on.

An address names a record or a judgment by the ids on the way to it: `actors/taliban/wants/no-nato/rank`. Lists have
no addresses, for order never carries meaning.

>>> from estimative.case.longform import from_long
>>> case = from_long({"id": "tiny", "influence": {"a": {"b": {"value": 2, "cites": ["s#p1"]}}}})
>>> at(case, "influence/a/b").value, kind("influence/a/b"), cites(case, "influence/a/b")
(2.0, 'influence', ('s#p1',))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from estimative.base.errors import UsageError, nearest
from estimative.case.models import Case
from estimative.case.models_base import Closed, Record
from estimative.case.models_judgments import Judgment
from estimative.case.models_sources import Mention
from estimative.case.shape import fields_of
from estimative.case.walking import everything


@dataclass(frozen=True)
class Kind:
    """A kind of thing that has an address, and the pattern of its addresses (`*` is any id).

    What is `droppable` may be carried by an argument: it falls away with it.
    """

    name: str
    pattern: str
    droppable: bool = False


KINDS: tuple[Kind, ...] = (
    Kind("person", "people/*"),
    Kind("settings", "settings"),
    Kind("question", "question"),
    Kind("criterion", "question/criteria/*"),
    Kind("source", "sources/*"),
    Kind("passage", "sources/*/passages/*"),
    Kind("mention", "sources/*/mentions/*"),
    Kind("actor", "actors/*", droppable=True),
    Kind("option", "actors/*/options/*", droppable=True),
    Kind("want", "actors/*/wants/*", droppable=True),
    Kind("rank", "actors/*/wants/*/rank"),
    Kind("driver", "drivers/*", droppable=True),
    Kind("term", "terms/*"),
    Kind("rule", "rules/*", droppable=True),
    Kind("saying", "said/*"),
    Kind("event", "timeline/*"),
    Kind("influence", "influence/*/*", droppable=True),
    Kind("objective", "objectives/*"),
    Kind("stake", "objectives/*/stakes/*"),
    Kind("impact", "impacts/*/*", droppable=True),
    Kind("issue", "issues/*"),
    Kind("position", "issues/*/positions/*", droppable=True),
    Kind("standpoint", "issues/*/positions/*/at"),
    Kind("salience", "issues/*/positions/*/salience"),
    Kind("capability", "issues/*/positions/*/capability"),
    Kind("item", "evidence/*", droppable=True),
    Kind("relevance", "evidence/*/relevance"),
    Kind("rating", "evidence/*/ratings/*"),
    Kind("class", "reference_classes/*", droppable=True),
    Kind("member", "reference_classes/*/members/*"),
    Kind("similarity", "reference_classes/*/members/*/similarity"),
    Kind("scenario", "scenarios/*"),
    Kind("stated", "scenarios/*/stated"),
    Kind("assessed", "scenarios/*/assessed"),
    Kind("effect", "scenarios/*/effects/*"),
    Kind("argument", "arguments/*"),
    Kind("assumption", "assumptions/*"),
    Kind("gap", "gaps/*"),
    Kind("indicator", "indicators/*"),
    Kind("expected rating", "indicators/*/points_to/*"),
    Kind("dissent", "dissents/*"),
    Kind("confidence", "confidence"),
)
"""Every kind of address there is, in the order of the format."""

_BY_SHAPE: dict[tuple[str, int], list[Kind]] = {}
for _entry in KINDS:
    _BY_SHAPE.setdefault((_entry.pattern.split("/")[0], _entry.pattern.count("/")), []).append(_entry)


@dataclass(frozen=True)
class Scale:
    """What values a judgment may take: between `low` and `high`, whole numbers only where `whole`."""

    low: float | None = None
    high: float | None = None
    whole: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value lies on the scale.

        >>> Scale(0, 4, whole=True).holds(2.5)
        False
        """
        above = self.low is None or value >= self.low
        below = self.high is None or value <= self.high
        return above and below and (not self.whole or value == int(value))

    def __str__(self) -> str:
        """The scale in words."""
        number = "a whole number" if self.whole else "a number"
        if self.low is not None and self.high is not None:
            return f"{number} from {self.low:g} to {self.high:g}"
        return f"{number}, {self.low:g} or more" if self.low is not None else number


_SCALES: Mapping[str, Scale] = {
    "influence": Scale(0, 4, whole=True),
    "stake": Scale(-4, 4, whole=True),
    "effect": Scale(-2, 2, whole=True),
    "capability": Scale(low=0),
    "relevance": Scale(0, 1),
    "similarity": Scale(0, 1),
}


def kind(path: str) -> str | None:
    """What kind of thing has an address of this form, whether or not the case has it; None for no form of address.

    >>> kind("actors/turkey/wants/role"), kind("actors")
    ('want', None)
    """
    found = _kind(path)
    return found.name if found is not None else None


def droppable(path: str) -> bool:
    """Whether an argument may carry what has this address: it can fall away and leave a case that can be run."""
    found = _kind(path)
    return found is not None and found.droppable


def scale(case: Case, path: str) -> Scale:
    """What values the judgment at `path` may take. Ranks and standpoints may be any number.

    >>> from estimative.case.longform import from_long
    >>> str(scale(from_long({"id": "tiny"}), "influence/a/b"))
    'a whole number from 0 to 4'
    """
    name = kind(path)
    if name == "impact":
        low, high = case.settings.cross_impact.scale
        return Scale(low, high, whole=True)
    if name == "salience":
        issue = case.issues.get(path.split("/")[1])
        return Scale(0, 100 if issue is not None and issue.salience_unit == "percent" else 1)
    return _SCALES.get(name or "", Scale())


def records(case: Case) -> dict[str, Closed]:
    """Every record and judgment that has an address, in the order of the file.

    >>> from estimative.case.longform import from_long
    >>> list(records(from_long({"id": "tiny", "terms": {"t": "a.go"}})))
    ['settings', 'terms/t', 'confidence']
    """
    return {path: record for path, record in everything(case) if kind(path) is not None}


def judgments(case: Case) -> dict[str, Judgment]:
    """Every judgment of the case by its path, sorted by path."""
    found = {path: record for path, record in everything(case) if isinstance(record, Judgment)}
    return dict(sorted(found.items()))


def at(case: Case, path: str) -> Closed:
    """The record or judgment at an address. Raises UsageError, with the nearest address, where there is none."""
    here: object = case
    for part in path.split("/"):
        here = _inside(here, part)
    if isinstance(here, Closed) and here is not case and kind(path) is not None:
        return here
    known = records(case)
    raise UsageError(f"the case has nothing at `{path}`{nearest(path, known)}")


def cites(case: Case, path: str) -> tuple[str, ...]:
    """The passages that what stands at `path` rests on: its own, else those of the nearest record around it.

    A mention rests on the passages in which it is made.

    Raises UsageError where there is nothing at `path`.
    """
    parts = path.split("/")
    at(case, path)
    for length in range(len(parts), 0, -1):
        here: object = case
        for part in parts[:length]:
            here = _inside(here, part)
        if isinstance(here, Record) and (found := here.at if isinstance(here, Mention) else here.cites):
            return found
    return ()


@lru_cache(maxsize=4096)
def _kind(path: str) -> Kind | None:
    parts = path.split("/")
    for entry in _BY_SHAPE.get((parts[0], len(parts) - 1), ()):
        if all(wanted in ("*", part) and part for wanted, part in zip(entry.pattern.split("/"), parts, strict=True)):
            return entry
    return None


def _inside(here: object, part: str) -> object:
    if isinstance(here, Closed):
        field = fields_of(type(here)).get(part)
        name = next((name for name, item in type(here).model_fields.items() if item is field), None)
        return getattr(here, name) if name is not None else None
    return here.get(part) if isinstance(here, dict) else None
