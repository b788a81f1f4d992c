"""Issues to bargain over as casebook JSON: one issue, or several under `issues`.

An issue has `actors`, a list of objects with `id`, `position`, `capability` (or `votes`) and `salience`; `scale` with
`min` and `max`, 0 and 100 where it is left out; `status_quo` (or `reference_point`), where one is known; `outcome`,
where it is known how the issue came out. Salience runs from 0 to 100, or from 0 to 1 where the file says
`"salience_unit": "fraction"`. Whatever else a file holds is left alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estimative.base.errors import EstimativeError, nearest
from estimative.exchange.casebook_findings import Findings, kind, twins
from estimative.exchange.json_reading import read_json
from estimative.methods.bargaining import Bargaining
from estimative.methods.bargaining.problem import LARGEST

MOST_ISSUES = 5000
UNITS = {"percent": 100.0, "fraction": 1.0}


@dataclass(frozen=True)
class BargainingBook:
    """The issues of one file by id, in its order, and how those came out that are over.

    `single`: the file holds one issue and no list of issues. `notes` says what was taken for granted.
    """

    name: str
    issues: Mapping[str, Bargaining]
    outcomes: Mapping[str, float] = field(default_factory=dict)
    single: bool = False
    notes: tuple[str, ...] = ()


def read_bargaining(path: Path) -> BargainingBook:
    """The issues in a casebook file.

    Raises ProblemsError with every finding, each with its path in the file, and UsageError or LimitError where the file
    cannot be read.
    """
    return bargaining_from(read_json(path), str(path))


def bargaining_from(data: Any, source: str = "") -> BargainingBook:
    """The issues in casebook data already read from JSON; raises ProblemsError with every finding.

    >>> actors = [{"id": "A", "position": 0, "capability": 2, "salience": 50}]
    >>> bargaining_from({"id": "delay", "actors": actors}).issues["delay"].weights.tolist()
    [1.0]
    """
    findings = Findings(source)
    if not isinstance(data, dict):
        findings.fail("", f"a file of issues is a JSON object, found {kind(data)}")
        findings.stop_if_failed()
    single = "issues" not in data
    found = [data] if single else data["issues"]
    if not isinstance(found, list) or not found:
        findings.fail("issues", f"a list of one or more issues is due, found {kind(found)}")
        findings.stop_if_failed()
    if len(found) > MOST_ISSUES:
        findings.fail("issues", f"{len(found):,} issues; at most {MOST_ISSUES:,} are read", "limit")
        findings.stop_if_failed()
    reader = _Reader(data, findings)
    names = [_text(each.get("id"), f"issue-{k}") if isinstance(each, dict) else "" for k, each in enumerate(found, 1)]
    for name in twins(names):
        findings.fail("issues", f"two issues have the id {name!r}", "duplicate")
    issues, outcomes = {}, {}
    for k, (name, each) in enumerate(zip(names, found, strict=True)):
        path = "" if single else f"issues/{k}/"
        if not isinstance(each, dict):
            findings.fail(path.rstrip("/"), f"an issue is a JSON object, found {kind(each)}")
            continue
        issue = reader.issue(each, path)
        if issue is not None:
            issues[name] = issue
        outcome = reader.number(each.get("outcome"), f"{path}outcome", optional=True)
        if outcome is not None:
            outcomes[name] = outcome
    findings.stop_if_failed()
    title = _text(data.get("title"), _text(data.get("id"), ""))
    return BargainingBook(title, issues, outcomes, single, reader.notes(issues))


def bargaining_json(book: BargainingBook) -> dict[str, Any]:
    """The issues as casebook data, ready for `json.dumps`; reading it again gives the same issues.

    >>> actors = [{"id": "A", "position": 0.0, "capability": 2.0, "salience": 0.5}]
    >>> data = {"id": "delay", "salience_unit": "fraction", "scale": {"min": 0.0, "max": 9.0}, "actors": actors}
    >>> bargaining_json(bargaining_from(data)) == data
    True
    """
    issues = [_issue_json(name, issue, book.outcomes.get(name)) for name, issue in book.issues.items()]
    if book.single:
        head = {"title": book.name} if book.name != issues[0]["id"] else {}
        return {**head, **issues[0], "salience_unit": "fraction"}
    return {**({"title": book.name} if book.name else {}), "salience_unit": "fraction", "issues": issues}


def _issue_json(name: str, issue: Bargaining, outcome: float | None) -> dict[str, Any]:
    columns = zip(issue.actors, *(getattr(issue, each).tolist() for each in _COLUMNS), strict=True)
    return {
        "id": name,
        **({"title": issue.title} if issue.title else {}),
        "scale": {"min": issue.low, "max": issue.high},
        **({} if issue.status_quo is None else {"status_quo": issue.status_quo}),
        **({} if outcome is None else {"outcome": outcome}),
        "actors": [dict(zip(("id", *_COLUMNS), row, strict=True)) for row in columns],
    }


_COLUMNS = ("position", "capability", "salience")
_ISSUE_KEYS = ("id", "title", "text", "scale", "status_quo", "reference_point", "outcome", "actors", "salience_unit")
_ACTOR_KEYS = ("id", "name", *_COLUMNS, "votes")


class _Reader:
    """Reads the issues of one file; what is wrong goes to the findings."""

    def __init__(self, data: Mapping[str, Any], findings: Findings) -> None:
        self.findings = findings
        unit = data.get("salience_unit", "percent")
        if not isinstance(unit, str) or unit not in UNITS:
            findings.fail("salience_unit", f"`percent` or `fraction` is due, found {kind(unit)} {unit!r}")
            unit = "percent"
        self.full = UNITS[unit]

    def notes(self, issues: Mapping[str, Bargaining]) -> tuple[str, ...]:
        """A file whose saliences are all tiny may well mean fractions."""
        if self.full == 1 or any((issue.salience > 0.01).any() for issue in issues.values()):
            return ()
        return ("no salience is above 1 of 100; if fractions are meant, the file needs `salience_unit`: `fraction`",)

    def issue(self, data: Mapping[str, Any], path: str) -> Bargaining | None:
        """One issue, None with findings where it cannot be read."""
        before = len(self.findings.problems)
        self.findings.keys(data, _ISSUE_KEYS, path.rstrip("/"))
        low, high = self._scale(data.get("scale"), f"{path}scale")
        quo = "status_quo" if "status_quo" in data else "reference_point"
        status_quo = self.number(data.get(quo), f"{path}{quo}", low, high, optional=True)
        actors = data.get("actors")
        if not isinstance(actors, list) or not actors:
            what = "an empty one" if actors == [] else kind(actors)
            self.findings.fail(f"{path}actors", f"a list of one or more actors is due, found {what}")
            return None
        rows = [self._actor(each, f"{path}actors/{k}", low, high) for k, each in enumerate(actors)]
        for name in twins(row[0] for row in rows):
            self.findings.fail(f"{path}actors", f"two actors have the id {name!r}", "duplicate")
        if len(self.findings.problems) > before:
            return None
        names, position, capability, salience = zip(*rows, strict=True)
        try:
            title = _text(data.get("title"), _text(data.get("text"), ""))
            return Bargaining(names, position, capability, salience, low, high, status_quo, title)  # type: ignore[arg-type]
        except EstimativeError as error:
            self.findings.fail(f"{path}actors", str(error).removeprefix("Bargaining: "), "limit")
            return None

    def number(
        self, value: Any, path: str, low: float = -LARGEST, high: float = LARGEST, optional: bool = False
    ) -> float | None:
        """A number within bounds; None, with a finding unless it may be left out, where there is none."""
        if value is None and optional:
            return None
        if type(value) not in (int, float) or not math.isfinite(value):
            self.findings.fail(path, f"a number is due, found {kind(value)}")
        elif not low <= value <= high:
            self.findings.fail(path, f"a number from {low:g} to {high:g} is due, found {value:g}", "out-of-range")
        else:
            return float(value)
        return None

    def _scale(self, found: Any, path: str) -> tuple[float, float]:
        if found is None:
            return 0.0, 100.0
        if not isinstance(found, dict):
            self.findings.fail(path, f"an object with `min` and `max` is due, found {kind(found)}")
            return -LARGEST, LARGEST
        low, high = (self.number(found.get(end), f"{path}/{end}") for end in ("min", "max"))
        if low is None or high is None:
            return -LARGEST, LARGEST
        if not low < high:
            self.findings.fail(path, f"`min` lies below `max`; found {low:g} and {high:g}", "out-of-range")
            return -LARGEST, LARGEST
        return low, high

    def _actor(self, found: Any, path: str, low: float, high: float) -> tuple[str, float, float, float]:
        """Id, position, capability and salience; whatever stands there where something is wrong."""
        if not isinstance(found, dict):
            self.findings.fail(path, f"an actor is an object with `id` and {', '.join(_COLUMNS)}, found {kind(found)}")
            return path, low, 1.0, 1.0
        name = found.get("id", found.get("name"))
        if not isinstance(name, str) or not name:
            self.findings.fail(f"{path}/id", f"a name is due, found {kind(name)}")
            name = path
        for needed in ("position", "salience"):
            if needed not in found:
                hint = nearest(needed, [key for key in found if isinstance(key, str)])
                self.findings.fail(path, f"{name!r} has no `{needed}`{hint}", "missing")
        able = "votes" if "votes" in found and "capability" not in found else "capability"
        if able not in found:
            self.findings.fail(path, f"{name!r} has neither `capability` nor `votes`", "missing")
        if {"position", "salience", able} <= found.keys():  # else the misspelt key is named by what is missing
            self.findings.keys(found, _ACTOR_KEYS, path)
        position = self.number(found.get("position"), f"{path}/position", low, high, optional="position" not in found)
        capability = self.number(found.get(able), f"{path}/{able}", 0, optional=able not in found)
        care = self.number(found.get("salience"), f"{path}/salience", 0, self.full, optional="salience" not in found)
        return name, position or 0.0, capability or 0.0, (care or 0.0) / self.full


def _text(value: Any, otherwise: str) -> str:
    return value if isinstance(value, str) and value else otherwise
