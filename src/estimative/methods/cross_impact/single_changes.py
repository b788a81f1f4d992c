"""Which consistent scenarios survive every change of a single judgment by one, and which would newly appear.

A change by one moves one score by one. So a scenario can break only where a rival ties with the chosen variant, and can
newly appear only where nothing but one descriptor falls short, by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from estimative.methods.cross_impact.changes import Edit, bounds_of, editable
from estimative.methods.cross_impact.problem import Bools, CrossImpact, Ints, Scenario


@dataclass(frozen=True)
class Single:
    """One scenario and every change of one judgment by one that makes it inconsistent, or (`appears`) consistent."""

    scenario: Scenario
    appears: bool
    edits: tuple[Edit, ...]

    @property
    def survives(self) -> bool:
        """Does the scenario stay as it is, whatever single judgment changes by one?"""
        return not self.edits

    def to_dict(self) -> dict[str, Any]:
        """Plain data; each change is row, column, what the judgment is and what it becomes, counted from 0."""
        edits = [[edit.row, edit.column, edit.before, edit.after] for edit in self.edits]
        return {"scenario": list(self.scenario), "survives": self.survives, "edits": edits}


@dataclass(frozen=True, eq=False)
class Robustness:
    """What single judgments, each changed by one, do to the set of consistent scenarios.

    `scenarios` has every consistent scenario with what would break it; `newcomers` every other that one change would
    make consistent. `complete` is false where the search for either was cut short.
    """

    problem: CrossImpact
    low: int
    high: int
    scenarios: tuple[Single, ...]
    newcomers: tuple[Single, ...]
    complete: bool = True
    warnings: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def survivors(self) -> tuple[Scenario, ...]:
        """The consistent scenarios that survive every such change."""
        return tuple(each.scenario for each in self.scenarios if each.survives)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, no time in it."""
        return {
            "problem": self.problem.digest,
            "bounds": [self.low, self.high],
            "scenarios": [each.to_dict() for each in self.scenarios],
            "newcomers": [each.to_dict() for each in self.newcomers],
            "complete": self.complete,
            "warnings": list(self.warnings),
        }


def singles(
    problem: CrossImpact,
    consistent: ArrayLike,
    nearly: ArrayLike,
    bounds: tuple[int, int] | None = None,
    cells: Bools | None = None,
) -> tuple[tuple[Single, ...], tuple[Single, ...]]:
    """Of each consistent scenario what breaks it; and of those that are `nearly` so what makes them consistent.

    `nearly` are the scenarios that are consistent within a tolerance of 1, among which newcomers are; those that no
    single change helps are left out, and so are the consistent ones. `bounds` and `cells` as in `smallest_change`.

    >>> push = np.array([[0, 0, 0, 0], [0, 0, 0, 1], [2, 0, 0, 0], [0, 2, 0, 0]])
    >>> problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), push)
    >>> kept, new = singles(problem, [(0, 0), (1, 1)], [(0, 0), (1, 1)])
    >>> [each.survives for each in kept], [(e.row, e.column, e.after) for e in kept[0].edits], new
    ([False, True], [(0, 2, -1), (0, 3, 1)], ())
    """
    low, high = bounds_of(problem) if bounds is None else bounds
    may = editable(problem) if cells is None else np.asarray(cells, dtype=bool)
    kept, new = [], []
    for scenario, gaps in _gaps(problem, problem.scenarios(consistent)):
        edits = _breaking(problem, scenario, gaps, low, high, may)
        kept.append(Single(tuple(scenario.tolist()), appears=False, edits=edits))
    for scenario, gaps in _gaps(problem, problem.scenarios(nearly)):
        edits = _mending(problem, scenario, gaps, low, high, may)
        if edits:
            new.append(Single(tuple(scenario.tolist()), appears=True, edits=edits))
    return tuple(kept), tuple(new)


def _gaps(problem: CrossImpact, scenarios: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Each scenario with how far every variant is ahead of the chosen one of its descriptor."""
    scores = problem.scores(scenarios)
    own = scenarios + np.array(problem.offsets)
    ahead = scores - np.take_along_axis(scores, own, axis=1)[:, problem.owner]
    yield from zip(scenarios, ahead, strict=True)


def _breaking(problem: CrossImpact, scenario: Ints, gaps: Ints, low: int, high: int, may: Bools) -> tuple[Edit, ...]:
    own = scenario + np.array(problem.offsets)
    tied = gaps == 0
    tied[own] = False
    edits = []
    for column in np.flatnonzero(tied):
        edits += _by_one(problem, own, int(column), 1, low, high, may)
    for column in own[sorted(set(problem.owner[tied].tolist()))]:
        edits += _by_one(problem, own, int(column), -1, low, high, may)
    return _sorted(edits)


def _mending(problem: CrossImpact, scenario: Ints, gaps: Ints, low: int, high: int, may: Bools) -> tuple[Edit, ...]:
    ahead = np.flatnonzero(gaps > 0)
    short = np.unique(problem.owner[ahead])
    if len(short) != 1 or (gaps > 1).any():
        return ()
    own = scenario + np.array(problem.offsets)
    edits = _by_one(problem, own, int(own[short[0]]), 1, low, high, may)
    if len(ahead) == 1:
        edits += _by_one(problem, own, int(ahead[0]), -1, low, high, may)
    return _sorted(edits)


def _by_one(problem: CrossImpact, rows: Ints, column: int, step: int, low: int, high: int, may: Bools) -> list[Edit]:
    """Every cell of a column, in these rows, that may go one step up or down."""
    values = problem.matrix[rows, column]
    room = may[rows, column] & ((values < high) if step > 0 else (values > low))
    return [Edit(int(rows[k]), column, int(values[k]), int(values[k]) + step) for k in np.flatnonzero(room)]


def _sorted(edits: list[Edit]) -> tuple[Edit, ...]:
    return tuple(sorted(edits, key=lambda edit: (edit.row, edit.column, edit.after)))


def single_faults(
    problem: CrossImpact, claim: Single, bounds: tuple[int, int] | None = None, cells: Bools | None = None
) -> tuple[str, ...]:
    """What is wrong with the claim, in sentences; empty where it holds.

    Every judgment in the scenario's own rows (no other reaches it) is changed by one, both ways, and the definition of
    a consistent scenario is looked up each time.
    """
    low, high = bounds_of(problem) if bounds is None else bounds
    may = editable(problem) if cells is None else np.asarray(cells, dtype=bool)
    chosen = problem.scenarios([list(claim.scenario)])
    scores = problem.scores(chosen)[0]
    found = []
    if _holds(problem, chosen[0], scores) == claim.appears:
        found.append(f"the scenario is {'already' if claim.appears else 'not'} consistent")
    due = set()
    for row in (chosen[0] + np.array(problem.offsets)).tolist():
        for column in np.flatnonzero(may[row]).tolist():
            before = int(problem.matrix[row, column])
            for after in (before - 1, before + 1):
                if (after < before <= low) or (after > before >= high):
                    continue
                scores[column] += after - before
                if _holds(problem, chosen[0], scores) == claim.appears:
                    due.add(Edit(row, column, before, after))
                scores[column] += before - after
    if set(claim.edits) != due:
        found.append(f"{len(due)} changes do it; the claim has {len(claim.edits)}, and not the same")
    return tuple(found)


def _holds(problem: CrossImpact, scenario: Ints, scores: Ints) -> bool:
    """Is no rival ahead?"""
    return all(
        max(scores[problem.columns(j)]) <= scores[offset + variant]
        for j, (offset, variant) in enumerate(zip(problem.offsets, scenario.tolist(), strict=True))
    )
