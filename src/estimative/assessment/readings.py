"""Reading a scenario from what a method settles: true, false, or open.

A statement is true when it holds in every feasible state that agrees with what is settled, false when it holds in none,
open otherwise: over states, not connective by connective. A state settles every factor; an issue, which no state
settles, is joined by what its marks mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import Factor, StateSpace, issue_cells
from estimative.base.logic.tree import And, Compare, Iff, Named, Not, Or, Statement, walk
from estimative.case.models import Case
from estimative.case.models_methods import Issue

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Reading:
    """For every code of the state space: is the statement true there, is it false? Where neither, it is open."""

    true: Bools
    false: Bools


def readings(case: Case, space: StateSpace) -> dict[str, Reading]:
    """How each scenario reads in each state of the case's space, by scenario id."""
    return {name: read(case, space, parse_statement(record.when)) for name, record in case.scenarios.items()}


def read(case: Case, space: StateSpace, statement: Statement) -> Reading:
    """How one statement reads in each state of the case's space.

    >>> from estimative.case.longform import from_long
    >>> from estimative.case.space import state_space
    >>> case = from_long({"id": "tiny", "actors": {"a": {"options": {"go": {}}}}, "issues": {"role": {"marks": [
    ...     {"at": 0}, {"at": 60, "means": "a.go"}, {"at": 100}]}}})
    >>> found = read(case, state_space(case), parse_statement("role >= 60"))
    >>> found.true.tolist(), found.false.tolist()
    ([False, True], [True, False])
    """
    mentioned = _issues_in(statement, case, space)
    if not mentioned:
        holds = space.holds(statement)
        return Reading(holds, ~holds)
    return _read_with_issues(case, space, statement, mentioned)


def _issues_in(statement: Statement, case: Case, space: StateSpace) -> tuple[str, ...]:
    """The issues that a statement speaks of, directly or through terms, in the order of the case."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting: list[Statement] = [statement]
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, Compare) and part.name in case.issues:
                found.add(part.name)
            elif isinstance(part, Named) and part.name in space.terms and part.name not in seen:
                seen.add(part.name)
                waiting.append(space.terms[part.name])
    return tuple(name for name in case.issues if name in found)


def _read_with_issues(case: Case, space: StateSpace, statement: Statement, issues: tuple[str, ...]) -> Reading:
    """Joins the issues as further factors, cut where any comparison changes, and looks over their cells."""
    everything = [statement, *space.terms.values()]
    cuts: dict[str, set[float]] = {name: {mark.at for mark in case.issues[name].marks} for name in issues}
    for whole in everything:
        for part in walk(whole):
            if isinstance(part, Compare) and part.name in cuts:
                cuts[part.name].add(float(part.value))
    axes = tuple(
        Factor.issue(name, issue_cells(min(cuts[name], default=0), max(cuts[name], default=0), cuts[name]))
        for name in issues
    )
    rules = tuple(rule for name in issues for rule in _meanings(name, case.issues[name]))
    wide = StateSpace((*space.factors, *axes), space.terms, (*space.rules, *rules))
    shape = (-1, space.size)
    holds, feasible = wide.holds(statement).reshape(shape), wide.feasible.reshape(shape)
    possible = (holds & feasible).any(axis=0)
    failing = (~holds & feasible).any(axis=0)
    return Reading(np.asarray(possible & ~failing), np.asarray(failing & ~possible))


def _meanings(name: str, issue: Issue) -> list[Statement]:
    """What marks demand: within the band of a mark its `means` is true, outside false; open stretches ask nothing."""
    marks = sorted(issue.marks, key=lambda mark: mark.at)
    demands: list[Statement] = []
    for place, mark in enumerate(marks):
        if mark.means is None:
            continue
        end = next((later.at for later in marks[place + 1 :] if later.means is not None), None)
        inside = _between(name, mark.at, end)
        stretches = [
            _between(name, other.at, marks[k + 1].at if k + 1 < len(marks) else None)
            for k, other in enumerate(marks)
            if other.open
        ]
        demands.append(_or([*stretches, Iff(inside, parse_statement(mark.means))]))
    return demands


def _between(name: str, low: float, high: float | None) -> Statement:
    """From `low` on, and below `high` where there is one."""
    start: Statement = Compare(name, ">=", f"{low:.12g}")
    if high is None:
        return start
    return And((start, Not(Compare(name, ">=", f"{high:.12g}"))))


def _or(items: list[Statement]) -> Statement:
    return items[0] if len(items) == 1 else Or(tuple(items))


def truth_table(found: Mapping[str, Reading], codes: NDArray[np.int64]) -> tuple[Bools, Bools]:
    """True and false per scenario and code, with a last row for *none of these*: true where every scenario is false."""
    true = np.array([reading.true[codes] for reading in found.values()], dtype=bool).reshape(len(found), len(codes))
    false = np.array([reading.false[codes] for reading in found.values()], dtype=bool).reshape(len(found), len(codes))
    return np.vstack([true, false.all(axis=0)]), np.vstack([false, true.any(axis=0)])
