"""Evidence tables as JSON: hypotheses, items with their ratings, reference classes, settings.

    {"name": …, "hypotheses": [{"name": "stays"}, {"name": "leaves"}],
     "items": [{"name": "packs", "reliability": "B2", "relevance": 0.8, "group": …, "retracted": false,
                "ratings": {"stays": "I", "leaves": "CC"}}],
     "classes": [{"name": …, "happened": 2, "of": 15, "hypothesis": "leaves", "by_author": false, "weight": 1,
                  "members": [{"name": …, "similarity": 0.7, "happened": true}]},
                 {"name": …, "counts": {"stays": 4, "leaves": 9}}],
     "settings": {"ratios": {"CC": 4}, "source": {"A": 1}, "item": {"1": 1}, "item_cap": 4, "total_cap": 20,
                  "prior": "equal"}}

Only `hypotheses` and `items` must be there. `text`, `about`, `source`, `sources` and `expected` are for readers.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from estimative.base.errors import UsageError, listed, nearest
from estimative.exchange.casebook_findings import Findings, kind, twins
from estimative.exchange.json_reading import read_json
from estimative.methods.evidence import LEVELS, Conventions, EvidenceTable, Item, Member, ReferenceClass, level, rating
from estimative.methods.evidence.record import MAX_CLASSES, MAX_HYPOTHESES, MAX_ITEMS

MAX_MEMBERS = 1_000
MAX_COUNT = 10**9
MAX_NAME = 200

_TOP = ("name", "about", "source", "sources", "hypotheses", "items", "classes", "settings", "expected")
_HYPOTHESIS = ("name", "text")
_ITEM = ("name", "text", "reliability", "relevance", "group", "retracted", "ratings")
_CLASS = ("name", "text", "happened", "of", "hypothesis", "counts", "by_author", "weight", "members")
_MEMBER = ("name", "text", "similarity", "happened")
_SETTINGS = ("ratios", "source", "item", "item_cap", "total_cap", "prior")


@dataclass(frozen=True)
class CasebookEvidence:
    """An evidence table read from a file, with the name it has there."""

    name: str
    problem: EvidenceTable


def read_evidence(path: Path) -> CasebookEvidence:
    """The evidence table in a file.

    Raises ProblemsError with every finding, each with its path in the file, and UsageError or LimitError where the file
    cannot be read.
    """
    return evidence_from(read_json(path), str(path))


def evidence_from(data: Any, source: str = "") -> CasebookEvidence:
    """The evidence table in data already read from JSON; raises ProblemsError with every finding.

    >>> data = {"hypotheses": ["a", "b"], "items": [{"name": "seen", "ratings": {"a": "C", "b": "I"}}]}
    >>> evidence_from(data).problem.ratings.tolist()
    [[4, 2]]
    """
    findings = Findings(source)
    if not isinstance(data, Mapping):
        findings.fail("", f"an evidence table is a JSON object, found {kind(data)}")
        findings.stop_if_failed()
    reader = _Reader(findings)
    reader.fields(data, "", _TOP)
    names = reader.names(data.get("hypotheses"), "hypotheses", _HYPOTHESIS, MAX_HYPOTHESES)
    if len(names) < 2 and not findings.problems:
        findings.fail("hypotheses", f"two or more are due, found {len(names)}")
    findings.stop_if_failed()
    items = reader.records(data.get("items"), "items", _ITEM, MAX_ITEMS)
    found = [reader.item(entry, f"items/{k}", names) for k, entry in items]
    reader.distinct([item.name for item, _ in found], "items")
    classes = reader.records(data.get("classes", []), "classes", _CLASS, MAX_CLASSES)
    known = [reader.reference_class(entry, f"classes/{k}", names) for k, entry in classes]
    reader.distinct([one.name for one in known if one is not None], "classes")
    conventions = reader.conventions(data.get("settings", {}))
    findings.stop_if_failed()
    ratings = np.array([row for _, row in found], dtype=np.int64).reshape(len(found), len(names))
    problem = EvidenceTable(
        tuple(names),
        tuple(item for item, _ in found),
        ratings,
        tuple(one for one in known if one is not None),
        conventions,
    )
    name = data.get("name")
    return CasebookEvidence(name if isinstance(name, str) else "", problem)


def evidence_json(given: EvidenceTable | CasebookEvidence) -> dict[str, Any]:
    """An evidence table as JSON data, every setting said; reading it again gives the same table.

    >>> table = EvidenceTable(("a", "b"), (Item("seen"),), [[4, 0]])
    >>> evidence_json(table)["items"]
    [{'name': 'seen', 'ratings': {'a': 'C', 'b': 'N/A'}}]
    """
    book = given if isinstance(given, CasebookEvidence) else CasebookEvidence("", given)
    table = book.problem
    data: dict[str, Any] = {"name": book.name} if book.name else {}
    data["hypotheses"] = [{"name": name} for name in table.hypotheses]
    data["items"] = [_item(item, row, table.hypotheses) for item, row in zip(table.items, table.ratings, strict=True)]
    data["classes"] = [_class(known, table.hypotheses) for known in table.classes]
    return {**data, "settings": table.conventions.to_dict()}


def _item(item: Item, row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    data: dict[str, Any] = {"name": item.name}
    if item.reliability:
        data["reliability"] = item.reliability
    if item.relevance != 1:
        data["relevance"] = item.relevance
    if item.group is not None:
        data["group"] = item.group
    if item.retracted:
        data["retracted"] = True
    return {**data, "ratings": {name: rating(int(number)) for name, number in zip(names, row, strict=True)}}


def _class(known: ReferenceClass, names: tuple[str, ...]) -> dict[str, Any]:
    data: dict[str, Any] = {"name": known.name}
    if known.counts is not None:
        data["counts"] = dict(zip(names, known.counts, strict=True))
    else:
        data |= {"happened": known.happened, "of": known.of}
    if known.hypothesis is not None:
        data["hypothesis"] = names[known.hypothesis]
    members = [
        {
            key: value
            for key, value in (("name", m.name), ("similarity", m.similarity), ("happened", m.happened))
            if value is not None
        }
        for m in known.members
    ]
    return {**data, "by_author": known.by_author, "weight": known.weight, "members": members}


class _Reader:
    """Reads the parts of a file; what is wrong becomes a finding, and something harmless stands in its place."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def fields(self, found: Mapping[str, Any], path: str, known: tuple[str, ...]) -> None:
        """Complains of fields that there are not."""
        for name in found:
            if name not in known:
                place = f"{path}/{name}" if path else name
                message = f"unknown field `{name}`{nearest(name, known)}; allowed are {listed(known, 20)}"
                self.findings.fail(place, message, "unknown-field")

    def names(self, found: Any, path: str, known: tuple[str, ...], most: int) -> list[str]:
        """Names of a list, each a text or an object with a `name`."""
        if isinstance(found, list):
            found = [{"name": entry} if isinstance(entry, str) else entry for entry in found]
        entries = self.records(found, path, known, most)
        names = [self.text(entry.get("name"), f"{path}/{k}/name") for k, entry in entries]
        self.distinct(names, path)
        return names

    def records(self, found: Any, path: str, known: tuple[str, ...], most: int) -> list[tuple[int, Mapping[str, Any]]]:
        """The objects of a list with their places."""
        if not isinstance(found, list):
            self.findings.fail(path, f"a list is due, found {kind(found)}")
            return []
        if len(found) > most:
            self.findings.fail(path, f"{len(found):,} entries; at most {most:,} are read", "limit")
            return []
        kept = []
        for k, entry in enumerate(found):
            if isinstance(entry, Mapping):
                self.fields(entry, f"{path}/{k}", known)
                kept.append((k, entry))
            else:
                self.findings.fail(f"{path}/{k}", f"an object is due, found {kind(entry)}")
        return kept

    def item(self, entry: Mapping[str, Any], path: str, names: list[str]) -> tuple[Item, list[int]]:
        """One item and its row of ratings."""
        ratings = self.object(entry.get("ratings", {}), f"{path}/ratings", names, "hypothesis")
        row = [self.rating(ratings.get(name), f"{path}/ratings/{name}") for name in names]
        grade = entry.get("reliability")
        if grade is not None:
            grade = self.grade(grade, f"{path}/reliability")
        group = entry.get("group")
        item = Item(
            self.text(entry.get("name"), f"{path}/name"),
            grade or None,
            self.number(entry.get("relevance", 1), f"{path}/relevance", 0, 1),
            None if group is None else self.text(group, f"{path}/group"),
            bool(self.flag(entry.get("retracted", False), f"{path}/retracted")),
        )
        return item, row

    def grade(self, found: Any, path: str) -> str | None:
        """A grade; a bare digit is one, as in a case. None, with a finding, for what is none."""
        grade = str(found) if type(found) is int else found
        try:
            Conventions().credibility(grade if isinstance(grade, str) else repr(grade)[:40])
        except UsageError as error:
            self.findings.fail(path, str(error))
            return None
        return str(grade)

    def reference_class(self, entry: Mapping[str, Any], path: str, names: list[str]) -> ReferenceClass | None:
        """One class; None, with a finding, where its counts cannot be."""
        before = len(self.findings.problems)
        counts = None
        if "counts" in entry:
            given = self.object(entry["counts"], f"{path}/counts", names, "hypothesis")
            counts = tuple(self.whole(given.get(name, 0), f"{path}/counts/{name}") for name in names)
        hypothesis = entry.get("hypothesis")
        if hypothesis is not None and hypothesis not in names:
            message = f"{hypothesis!r:.60} is no hypothesis of this table; it has {listed(names)}"
            self.findings.fail(f"{path}/hypothesis", message, "unknown-id")
            hypothesis = None
        members = []
        for k, one in self.records(entry.get("members", []), f"{path}/members", _MEMBER, MAX_MEMBERS):
            place = f"{path}/members/{k}"
            similarity = one.get("similarity")
            if similarity is not None:
                similarity = self.number(similarity, f"{place}/similarity", 0, 1)
            happened = self.flag(one.get("happened"), f"{place}/happened")
            members.append(Member(self.text(one.get("name"), f"{place}/name"), similarity, happened))
        values: dict[str, Any] = {
            "name": self.text(entry.get("name"), f"{path}/name"),
            "happened": self.whole(entry.get("happened", 0), f"{path}/happened"),
            "of": self.whole(entry.get("of", 0), f"{path}/of"),
            "hypothesis": names.index(hypothesis) if hypothesis is not None else None,
            "counts": counts,
            "by_author": bool(self.flag(entry.get("by_author", False), f"{path}/by_author")),
            "weight": self.number(entry.get("weight", 1), f"{path}/weight", 0, math.inf),
            "members": tuple(members),
        }
        if len(self.findings.problems) > before:  # what stands in for the numbers need not fit together
            return None
        try:
            return ReferenceClass(**values)
        except UsageError as error:
            self.findings.fail(path, str(error), "members-count")
            return None

    def conventions(self, found: Any) -> Conventions:
        """The settings; defaults where they cannot be used."""
        if not isinstance(found, Mapping):
            self.findings.fail("settings", f"an object is due, found {kind(found)}")
            return Conventions()
        before = len(self.findings.problems)
        self.fields(found, "settings", _SETTINGS)
        given: dict[str, Any] = {}
        for name in ("ratios", "source", "item"):
            if name in found:
                known = getattr(Conventions(), name)
                table = self.object(found[name], f"settings/{name}", list(known), "key")
                given[name] = {
                    key: self.number(value, f"settings/{name}/{key}", 0, math.inf) for key, value in table.items()
                }
        for name in ("item_cap", "total_cap"):
            if name in found:
                given[name] = self.number(found[name], f"settings/{name}", 1, math.inf)
        if "prior" in found:
            given["prior"] = found["prior"]
        if len(self.findings.problems) > before:
            return Conventions()
        try:
            return Conventions(**given)
        except UsageError as error:
            self.findings.fail("settings", str(error))
            return Conventions()

    def object(self, found: Any, path: str, known: Collection[str], what: str) -> Mapping[str, Any]:
        """An object whose keys are among those known."""
        if not isinstance(found, Mapping):
            self.findings.fail(path, f"an object is due, found {kind(found)}")
            return {}
        for name in found:
            if name not in known:
                message = f"`{name}` is no {what} here{nearest(name, known)}; there are {listed(list(known))}"
                self.findings.fail(f"{path}/{name}", message, "unknown-id")
        return {name: value for name, value in found.items() if name in known}

    def rating(self, found: Any, path: str) -> int:
        """A rating, 0 where there is none."""
        if found is None or found == "N/A" or (isinstance(found, str) and found in LEVELS):
            return level(found)
        self.findings.fail(path, f"one of {listed([*LEVELS, 'N/A'])} is due, found {found!r:.60}", "choice")
        return 0

    def text(self, found: Any, path: str) -> str:
        """A text that is not empty."""
        if isinstance(found, str) and 0 < len(found) <= MAX_NAME:
            return found
        self.findings.fail(path, f"a text of 1 to {MAX_NAME} characters is due, found {kind(found)}")
        return ""

    def flag(self, found: Any, path: str) -> bool | None:
        """True, false, or None where nothing is said."""
        if found is None or isinstance(found, bool):
            return found
        self.findings.fail(path, f"true or false is due, found {kind(found)}")
        return None

    def number(self, found: Any, path: str, low: float, high: float) -> float:
        """A number within its ends."""
        right = isinstance(found, int | float) and not isinstance(found, bool) and abs(found) <= MAX_COUNT
        if right and low <= found <= high:
            return float(found)
        words = f"from {low:g} to {high:g}" if math.isfinite(high) else f"of {low:g} or more, up to {MAX_COUNT:,}"
        self.findings.fail(path, f"a number {words} is due, found {found!r:.60}", "number")
        return low

    def whole(self, found: Any, path: str) -> int:
        """A whole number of 0 or more."""
        if type(found) is int and 0 <= found <= MAX_COUNT:
            return found
        self.findings.fail(path, f"a whole number from 0 to {MAX_COUNT:,} is due, found {found!r:.60}", "number")
        return 0

    def distinct(self, names: list[str], path: str) -> None:
        """Complains of names that stand twice."""
        repeated = twins(name for name in names if name)
        if repeated:
            self.findings.fail(path, f"names must be different; twice or more: {listed(repeated)}", "duplicate")
