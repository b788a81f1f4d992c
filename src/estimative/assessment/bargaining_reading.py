"""Scenarios read from where issues settle: true, false, or open, over the states that agree with the outcomes.

An outcome settles the cell of its issue's scale, cut where any mark or comparison changes something; what marks mean
ties the cell to options and drivers. The outcomes of one draw are read together. An outcome exactly on a mark belongs
to the stretch that begins there. An issue that settles nowhere is open: every cell of its scale is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import MAX_STATES, Factor, StateSpace
from estimative.base.logic.tree import Compare, Named, Statement, walk
from estimative.case.issue_cells import meanings
from estimative.case.models import Case

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

OPEN = -1
"""The cell of an issue that settles nowhere."""
SNAP = 1e-9
"""An outcome this close to a mark, as a share of the scale, is on it: sums of floats do not hit it exactly."""
MOST_WORK = 1 << 26
"""States times cells of open issues up to which they are looked at; beyond, scenarios stay open."""


class IssueReader:
    """Reads the scenarios of one case from cells of its issues; `memory` keeps what was read.

    `issues` are those that matter: their marks mean something, or a scenario compares them. `cuts` has the numbers at
    which something changes on each. `unread` says why nothing can be read, where that is so.
    """

    def __init__(self, case: Case, space: StateSpace, memory: dict[Any, Any]) -> None:
        self.scenarios = {name: parse_statement(record.when) for name, record in case.scenarios.items()}
        self._memory = memory
        read = {
            name: {k: parse_statement(mark.means) for k, mark in enumerate(issue.marks) if mark.means is not None}
            for name, issue in case.issues.items()
        }
        demands = {name: tuple(meanings(name, case.issues[name], marks)) for name, marks in read.items()}
        spoken = _names([*self.scenarios.values()], space.terms)
        self.issues = tuple(name for name in case.issues if name in spoken or demands[name])
        self._demands = tuple(demand for name in self.issues for demand in demands[name])
        statements = [*self.scenarios.values(), *self._demands, *space.rules]
        used = _names(statements, space.terms)
        terms = {name: term for name, term in space.terms.items() if name in used}
        kept = tuple(factor for factor in space.factors if factor.id in used)
        self._space = StateSpace(kept, terms, space.rules)
        self.cuts = {name: _cuts(name, case, [*statements, *terms.values()]) for name in self.issues}
        self._ended = {name: len(case.issues[name].marks) > 1 for name in self.issues}
        self.unread = ""
        if self._space.size > MAX_STATES:
            self.unread = f"{self._space.size:,} states bear on the scenarios; at most {MAX_STATES:,} are read"
        self._key = (
            "bargaining",
            kept,
            tuple(terms.items()),
            space.rules,
            self._demands,
            tuple(self.scenarios.items()),
        )

    def cells(self, name: str, outcomes: Floats) -> Ints:
        """The number of the cell that each outcome falls into; OPEN where an outcome is NaN."""
        cuts = self.cuts[name]
        if not len(cuts):
            return np.where(np.isnan(outcomes), OPEN, 0)
        near = SNAP * max(float(np.ptp(cuts)), 1e-300)
        place = np.searchsorted(cuts, outcomes - near)
        on = np.abs(cuts[np.minimum(place, len(cuts) - 1)] - outcomes) <= near
        return np.where(np.isnan(outcomes), OPEN, 2 * place + on)

    def rows(self, cells: Ints) -> tuple[Bools, Bools]:
        """True and false per row of cells (a column per issue of `issues`) and scenario, the last column for none."""
        distinct, which = np.unique(cells.reshape(len(cells), -1), axis=0, return_inverse=True)
        found = [self.read(tuple(row)) for row in distinct.tolist()]
        true, false = (np.array([pair[k] for pair in found], dtype=bool) for k in (0, 1))
        return true[which.reshape(-1)], false[which.reshape(-1)]

    def read(self, cells: tuple[int, ...]) -> tuple[Bools, Bools]:
        """True and false per scenario, and for none of them, where each issue is in its cell.

        Where no feasible state agrees with the cells, nothing is true or false.
        """
        key = (self._key, cells)
        if key not in self._memory:
            possible, failing = self._looked_over(cells)
            self._memory[key] = (possible & ~failing, failing & ~possible)
        found: tuple[Bools, Bools] = self._memory[key]
        return found

    def agrees(self, cells: tuple[int, ...]) -> bool:
        """Is there any feasible state with each issue in its cell?"""
        return bool(np.logical_or(*self._looked_over(cells)).any())

    def _looked_over(self, cells: tuple[int, ...]) -> tuple[Bools, Bools]:
        """Whether each scenario, and none of them, holds in some state that agrees, and whether it fails in some."""
        width = len(self.scenarios) + 1
        possible, failing = np.zeros(width, dtype=bool), np.zeros(width, dtype=bool)
        choices = [
            self._all_cells(name) if cell == OPEN else (cell,) for name, cell in zip(self.issues, cells, strict=True)
        ]
        if self.unread or prod(map(len, choices)) * self._space.size > MOST_WORK:
            return ~possible, ~failing
        for chosen in product(*choices):
            axes = tuple(
                Factor.issue(name, (self._number(name, cell),)) for name, cell in zip(self.issues, chosen, strict=True)
            )
            wide = StateSpace((*self._space.factors, *axes), self._space.terms, self._demands)
            agreeing = wide.feasible & self._space.feasible
            if not agreeing.any():
                continue
            holds = np.array([wide.holds(each)[agreeing] for each in self.scenarios.values()]).reshape(width - 1, -1)
            with_none = np.vstack([holds, ~holds.any(axis=0)])
            possible |= with_none.any(axis=1)
            failing |= ~with_none.all(axis=1)
        return possible, failing

    def _all_cells(self, name: str) -> tuple[int, ...]:
        """The cells of a whole scale; beyond the outermost numbers only where too few marks give it ends."""
        last = 2 * len(self.cuts[name])
        return tuple(range(1, last)) if self._ended[name] else tuple(range(last + 1))

    def _number(self, name: str, cell: int) -> float:
        """A number that stands for a cell: a cut itself, a middle, or a step beyond the outermost cut."""
        cuts = self.cuts[name]
        if not len(cuts):
            return 0.0
        k = cell // 2
        if cell % 2:
            return float(cuts[k])
        if k in (0, len(cuts)):
            return float(cuts[0] - 1 if k == 0 else cuts[-1] + 1)
        return float(cuts[k - 1] / 2 + cuts[k] / 2)


def _names(statements: Iterable[Statement], terms: Mapping[str, Statement]) -> set[str]:
    """All names in statements, through terms."""
    found: set[str] = set()
    waiting = list(statements)
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, Compare | Named) and part.name not in found:
                found.add(part.name)
                if part.name in terms:
                    waiting.append(terms[part.name])
    return found


def _cuts(name: str, case: Case, statements: Iterable[Statement]) -> Floats:
    """The numbers at which something changes on an issue, ascending."""
    numbers = {float(mark.at) for mark in case.issues[name].marks}
    for statement in statements:
        numbers |= {float(part.value) for part in walk(statement) if isinstance(part, Compare) and part.name == name}
    return np.array(sorted(numbers))
