"""From the path of a problem to its line and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from estimative.base.errors import Problem
from estimative.case.shape import AT_KEY
from estimative.exchange.positions import Positions

_SHORT = frozenset({"value", "means", "text", "method"})
"""Fields that a bare value may stand for; where it does, the path ends before them."""


def located(problems: Iterable[Problem], positions: Positions, within: str = "") -> list[Problem]:
    """The problems with line and column, in the order of the file; `within` is where in the file the paths begin."""
    found = [_located(problem, positions, within) for problem in problems]
    return sorted(found, key=lambda problem: (problem.line or 0, problem.column or 0, problem.path, problem.message))


def _located(problem: Problem, positions: Positions, within: str) -> Problem:
    if problem.line is not None:
        return problem
    path = "/".join(part for part in (within, problem.path) if part)
    spot = positions.key(path) if problem.offset == AT_KEY else positions.locate(path, problem.offset)
    line, column = spot if spot is not None else (1, 1)
    return replace(problem.at(line, column), path=_written(problem.path, positions, within))


def _written(path: str, positions: Positions, within: str) -> str:
    """The path as far as the file spells it out: a bare number has no `value` of its own."""
    before, _, last = path.rpartition("/")
    whole = "/".join(part for part in (within, path) if part)
    if last in _SHORT and len(positions.nearest(whole)) == len(whole.split("/")) - 1:
        return before
    return path
