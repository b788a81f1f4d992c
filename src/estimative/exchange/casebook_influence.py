"""Actors and influence as casebook JSON: `actors`, `objectives`, and the tables `MDI` and `2MAO`.

MDI has a row of whole numbers from 0 to 4 for each actor, 0 on itself; 2MAO a row from -4 to 4 for each actor, a number
for each objective. `objectives` and `2MAO` may be left out, where roads are all that is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from estimative.exchange.casebook_findings import Findings, kind, twins
from estimative.exchange.json_reading import read_json
from estimative.methods.influence import STRONGEST, Influence
from estimative.methods.influence.record import MAX_ACTORS, MAX_OBJECTIVES

MOST_SHOWN = 100
"""After so many wrong numbers in one table, the rest is not listed."""


def read_influence(path: Path) -> Influence:
    """The problem in a casebook file.

    Raises ProblemsError with every finding, each with its path in the file, and UsageError or LimitError where the file
    cannot be read.
    """
    return influence_from(read_json(path), str(path))


def influence_from(data: Any, source: str = "") -> Influence:
    """The problem in casebook data already read from JSON; raises ProblemsError with every finding.

    >>> influence_from({"actors": ["A", "B"], "MDI": [[0, 3], [1, 0]]}).influence.tolist()
    [[0, 3], [1, 0]]
    """
    findings = Findings(source)
    if not isinstance(data, dict):
        findings.fail("", f"a problem of influence is a JSON object, found {kind(data)}")
        findings.stop_if_failed()
    actors = _names(data.get("actors"), "actors", MAX_ACTORS, findings)
    if not actors and not findings.problems:
        findings.fail("actors", "one or more names are due")
    objectives = _names(data.get("objectives", []), "objectives", MAX_OBJECTIVES, findings)
    findings.stop_if_failed()
    influence = _table(data.get("MDI"), "MDI", (len(actors), len(actors)), 0, findings)
    without: list[list[int]] | None = [[] for _ in actors] if not objectives else None
    stakes = _table(data.get("2MAO", without), "2MAO", (len(actors), len(objectives)), -STRONGEST, findings)
    for i, row in enumerate(influence):
        if i < len(row) and row[i]:
            findings.fail(f"MDI/{i}/{i}", f"an actor's influence on itself is not asked for; 0 is due, found {row[i]}")
    findings.stop_if_failed()
    name = data.get("name")
    return Influence(actors, objectives, influence, stakes, name if isinstance(name, str) else "")  # type: ignore[arg-type]


def influence_json(problem: Influence) -> dict[str, Any]:
    """A problem as casebook data, ready for `json.dumps`; reading it again gives the same problem.

    >>> influence_json(Influence(("A",), ("peace",), [[0]], [[4]]))
    {'kind': 'mactor', 'actors': ['A'], 'objectives': ['peace'], 'MDI': [[0]], '2MAO': [[4]]}
    """
    return {
        **({"name": problem.title} if problem.title else {}),
        "kind": "mactor",
        "actors": list(problem.actors),
        "objectives": list(problem.objectives),
        "MDI": problem.influence.tolist(),
        "2MAO": problem.stakes.tolist(),
    }


def _names(found: Any, path: str, most: int, findings: Findings) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(name, str) and name for name in found):
        findings.fail(path, f"a list of names is due, found {kind(found)}")
        return ()
    if len(found) > most:
        findings.fail(path, f"{len(found):,} names; at most {most:,} are allowed", "limit")
        return ()
    repeated = twins(found)
    if repeated:
        findings.fail(path, f"each name stands once; twice or more: {', '.join(map(repr, repeated[:12]))}", "duplicate")
    return tuple(found)


def _table(found: Any, path: str, shape: tuple[int, int], least: int, findings: Findings) -> Sequence[list[int]]:
    """Rows of whole numbers; every number that is none, or out of range, is a finding."""
    rows, columns = shape
    if not isinstance(found, list) or len(found) != rows:
        got = f"{len(found)} rows" if isinstance(found, list) else kind(found)
        findings.fail(path, f"a row for each of the {rows} actors is due, found {got}")
        return []
    wrong = 0
    for i, row in enumerate(found):
        if not isinstance(row, list) or len(row) != columns:
            got = f"{len(row)} numbers" if isinstance(row, list) else kind(row)
            findings.fail(f"{path}/{i}", f"a row of {columns} numbers is due, found {got}")
            continue
        for j, value in enumerate(row):
            if type(value) is not int or not least <= value <= STRONGEST:
                wrong += 1
                if wrong <= MOST_SHOWN:
                    got = f"{value:.12g}" if isinstance(value, float) else _short(value)
                    findings.fail(f"{path}/{i}/{j}", f"a whole number from {least} to {STRONGEST} is due, found {got}")
    if wrong > MOST_SHOWN:
        findings.fail(path, f"{wrong - MOST_SHOWN:,} more numbers are out of range")
    return found


def _short(value: Any) -> str:
    if type(value) is int:
        return str(value) if abs(value) < 10**12 else "a number far beyond"
    return kind(value)
