"""Published conflicts: what is expected of each beside what comes out.

python -m scripts.casebook
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scripts.marked import table

from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.casebook_conflict import conflict_from
from estimative.methods.conflict import Conflict, solve
from estimative.methods.conflict.coalition_witnesses import coalition_witness
from estimative.methods.conflict.coalitions import solve_coalitions

CONFLICTS = Path(__file__).resolve().parent.parent / "casebook" / "conflict"


@dataclass(frozen=True)
class Line:
    """One value of a file: what it is of, what is expected, what came out. `status` is `expected` or a report's."""

    what: str
    expected: Any
    found: Any
    status: str = "expected"
    by: str = ""
    because: str = ""

    @property
    def agrees(self) -> bool:
        """Did the same come out?"""
        return bool(self.expected == self.found)

    @property
    def as_said(self) -> bool:
        """Is it as the file says: the same, or, where the report differs for a stated reason, not the same?"""
        return not self.agrees and bool(self.because) if self.status == "differs" else self.agrees


def files() -> list[Path]:
    """The files of the casebook."""
    return sorted(CONFLICTS.glob("*.json"))


def lines(data: Mapping[str, Any]) -> Iterator[Line]:
    """Every value that a file expects or reports, beside what comes out."""
    found = Findings(data)
    for name, value in _flat(data["expected"]):
        if name != "checked":
            yield Line(name, value, found.value(name.split("/")))
    for report in data["reported"]:
        because, by = report.get("because", ""), report["by"]
        for name, value in _flat({report["what"]: report["values"]} if report["what"] != "jump" else {}):
            yield Line(name, value, found.value(name.split("/")), report["status"], by, because)
        if report["what"] == "jump":
            jump = report["values"]
            name = f"jump of {jump['coalition']} from {jump['from']}"
            ends = found.jumps(jump["coalition"], jump["from"])
            yield Line(name, jump["to"], jump["to"] if jump["to"] in ends else ends, report["status"], by, because)


class Findings:
    """What comes out for one conflict, states by the numbers of its file."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.book: CasebookConflict = conflict_from(data)
        self.problem = self.book.problem
        self.result = solve(self.problem)

    def value(self, path: list[str]) -> Any:
        """What came out for an entry of `expected`, by its names."""
        section, *names = path
        if section == "coalition_nash":
            members = self._members(names[0])
            return self._numbers(solve_coalitions(self.problem, [members], ["CNash"]).states("CNash", members))
        stable = self.result.stable[names[-1]]
        column = stable[self.problem.decision_makers.index(names[0])] if section == "individual" else stable.all(axis=0)
        return self._numbers(self.problem.states[column])

    def jumps(self, coalition: str, start: int) -> list[int]:
        """The states that a coalition goes to from a state, since each member likes them better."""
        code = int(self.book.order[start - 1])
        found = coalition_witness(self.problem, self._members(coalition), code, "CNash")
        return self._numbers(np.array(found.escapes))

    def _members(self, coalition: str) -> tuple[int, ...]:
        return tuple(self.problem.decision_makers.index(name) for name in coalition.split(" + "))

    def _numbers(self, codes: Any) -> list[int]:
        return (np.flatnonzero(np.isin(self.book.order, codes)) + 1).tolist()


def _flat(section: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The lists and texts of a section, each with the names that lead to it."""
    if isinstance(section, Mapping):
        for name, item in section.items():
            yield from _flat(item, f"{path}/{name}" if path else name)
    else:
        yield path, section


def overview() -> str:
    """The table of the docs: each conflict, what is particular in it, how much is reproduced, what others report."""
    rows = []
    for path in files():
        data = json.loads(path.read_text(encoding="utf-8"))
        found = list(lines(data))
        expected = [line for line in found if line.status == "expected"]
        same = sum(line.agrees for line in expected)
        rows.append(
            [
                f"`{path.stem}`",
                data["name"],
                f"{len(Findings(data).book.order)}",
                _particular(data),
                f"{same} of {len(expected)}",
                _reports(found),
            ]
        )
    return table(["file", "conflict", "states", "particular", "reproduced", "others report"], rows)


def works() -> str:
    """The works that the casebook cites, by key, as a list."""
    cited: dict[str, list[str]] = {}
    for path in files():
        for source in json.loads(path.read_text(encoding="utf-8"))["sources"]:
            pages = f", {source['pages']}" if source["pages"] else ""
            known = cited.setdefault(source["key"], [])
            if f"{source['cite']}{pages}" not in known:
                known.append(f"{source['cite']}{pages}")
    return "\n".join(f"- `{key}`: {'; '.join(cites)}." for key, cites in sorted(cited.items()))


def _particular(data: Mapping[str, Any]) -> str:
    problem = conflict_from(data).problem
    merged = any(isinstance(state, list) and state and isinstance(state[0], str) for state in data.get("states", []))
    one_way = any("direction" in option for option in data["options"])
    found = {
        f"{len(problem.decision_makers)} decision makers": True,
        "infeasible states": isinstance(problem, Conflict) and not problem.feasible.all(),
        "one-way options": one_way,
        "merged states": merged,
        "moves as a graph": not data["options"],
        "unseen states": "misperceived" in data,
        "unknown preferences": "equilibria_unknown" in data["expected"],
    }
    return ", ".join(words for words, holds in found.items() if holds)


def _reports(found: list[Line]) -> str:
    """What others say, how much of it comes out here, and why the rest does not."""
    parts = []
    reports = [line for line in found if line.status != "expected"]
    for by in dict.fromkeys(line.by for line in reports):
        of_one = [line for line in reports if line.by == by]
        same = sum(line.agrees for line in of_one)
        parts += [f"{by}: {same} of {len(of_one)} the same"] if same else []
        parts += [f"{by}: {line.what.replace('/', ', ')} differs; {line.because}" for line in of_one if not line.agrees]
    return "; ".join(parts)


def main() -> None:
    """Prints every value that did not come out, then the table."""
    for path in files():
        for line in lines(json.loads(path.read_text(encoding="utf-8"))):
            if not line.agrees:
                reason = line.because or "NOT EXPLAINED"
                print(f"{path.stem}: {line.what}: expected {line.expected}, found {line.found} ({reason})")
    print(overview())


if __name__ == "__main__":
    main()
