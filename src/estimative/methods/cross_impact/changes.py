"""The smallest change of judgments that makes a scenario consistent, or inconsistent.

Only the rows of the scenario's own variants count, and a cell of theirs pushes one variant of one descriptor: so each
descriptor can be looked at alone. To make a scenario consistent, either the chosen variant of a descriptor is raised or
its rivals are lowered, or some of both; one number decides, by how much the chosen one is raised, and the cost is
convex in it. To make it inconsistent, one rival of one descriptor has to get ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from estimative.base.errors import UsageError
from estimative.methods.cross_impact.problem import Bools, CrossImpact, Ints, Scenario

Goal = Literal["consistent", "inconsistent"]
Measure = Literal["sum", "cells"]
Size: TypeAlias = tuple[int, int]
"""What is least: the first number, and among equals the second. Sum and number of cells, or the other way round."""

USUAL = 3
"""Judgments usually lie between -3 and 3."""


@dataclass(frozen=True)
class Edit:
    """One judgment changed: its row and column in the matrix, what it is and what it becomes."""

    row: int
    column: int
    before: int
    after: int


@dataclass(frozen=True)
class Change:
    """A smallest change of judgments by which `scenario` becomes what `goal` says.

    `measure` says what is least: the `sum` of the sizes of the changes, or the number of `cells` (then the sum among
    changes of as few cells). `low` and `high` bound every changed judgment, `tolerance` is what still counts as
    consistent. `edits` is empty where the scenario is so already, None where no change within the bounds can do it.
    """

    scenario: Scenario
    goal: Goal
    measure: Measure
    low: int
    high: int
    tolerance: int
    edits: tuple[Edit, ...] | None

    @property
    def sum(self) -> int | None:
        """The sizes of the changes, added up."""
        return None if self.edits is None else sum(abs(edit.after - edit.before) for edit in self.edits)

    @property
    def cells(self) -> int | None:
        """How many judgments change."""
        return None if self.edits is None else len(self.edits)

    def to_dict(self) -> dict[str, Any]:
        """The change as plain data; rows and columns count from 0."""
        listed = None if self.edits is None else [[e.row, e.column, e.before, e.after] for e in self.edits]
        return {
            "scenario": list(self.scenario),
            "goal": self.goal,
            "measure": self.measure,
            "bounds": [self.low, self.high],
            "tolerance": self.tolerance,
            "sum": self.sum,
            "cells": self.cells,
            "edits": listed,
        }


def bounds_of(problem: CrossImpact) -> tuple[int, int]:
    """The scale of the judgments: -3 to 3, or as far on both sides as the largest judgment goes."""
    most = max(USUAL, int(np.abs(problem.matrix).max()))
    return -most, most


def editable(problem: CrossImpact) -> Bools:
    """Which cells hold judgments: all but those of a descriptor on itself."""
    return np.asarray(problem.owner[:, None] != problem.owner[None, :])


def smallest_change(
    problem: CrossImpact,
    scenario: ArrayLike,
    goal: Goal,
    measure: Measure = "sum",
    *,
    bounds: tuple[int, int] | None = None,
    cells: Bools | None = None,
    tolerance: int = 0,
) -> Change:
    """Which judgments would have to change, and how little, for a scenario to become consistent, or to cease to be?

    Exact. `bounds` is the scale that changed judgments stay on (`bounds_of` where None; one beyond it may only come
    nearer); `cells` marks the cells that may change (`editable` where None). Rules are not looked at. Raises UsageError
    for a scenario, a goal, a measure or bounds that do not fit.

    >>> push = np.array([[0, 0, 2, 0], [0, 0, 0, 2], [2, 0, 0, 0], [0, 2, 0, 0]])
    >>> problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), push)
    >>> change = smallest_change(problem, (0, 1), "consistent")
    >>> change.sum, change.cells, smallest_change(problem, (0, 1), "consistent", "cells").cells
    (4, 2, 2)
    >>> applied(problem, change).scores((0, 1)).tolist()
    [[0, 0, 0, 0]]
    """
    chosen = problem.scenarios(scenario)
    if len(chosen) != 1:
        raise UsageError(f"smallest_change: {len(chosen)} scenarios; give one")
    _check(goal, measure, tolerance)
    low, high = _bounds(problem, bounds)
    may = editable(problem) if cells is None else np.asarray(cells, dtype=bool)
    if may.shape != problem.matrix.shape:
        raise UsageError(f"smallest_change: cells has shape {may.shape}; {problem.matrix.shape} is due")
    edits = _WAYS[goal](_Table(problem, chosen[0], low, high, may, tolerance), measure)
    ordered = None if edits is None else tuple(sorted(edits, key=lambda edit: (edit.row, edit.column)))
    return Change(tuple(chosen[0].tolist()), goal, measure, low, high, tolerance, ordered)


def applied(problem: CrossImpact, change: Change) -> CrossImpact:
    """The problem with the change made; raises UsageError where a cell is not as the change found it."""
    matrix = problem.matrix.copy()
    for edit in change.edits or ():
        inside = 0 <= edit.row < len(matrix) and 0 <= edit.column < len(matrix)
        if not inside or matrix[edit.row, edit.column] != edit.before:
            found = matrix[edit.row, edit.column] if inside else "not there"
            raise UsageError(f"applied: cell {edit.row}, {edit.column} is {found}, not {edit.before}")
        matrix[edit.row, edit.column] = edit.after
    return replace(problem, matrix=matrix)


def _check(goal: str, measure: str, tolerance: int) -> None:
    if goal not in _WAYS:
        raise UsageError(f"smallest_change: goal is {goal!r}; `consistent` and `inconsistent` are known")
    if measure not in ("sum", "cells"):
        raise UsageError(f"smallest_change: measure is {measure!r}; `sum` and `cells` are known")
    if tolerance < 0:
        raise UsageError(f"smallest_change: tolerance is {tolerance}; 0 or more is due")


def _bounds(problem: CrossImpact, bounds: tuple[int, int] | None) -> tuple[int, int]:
    low, high = bounds_of(problem) if bounds is None else (int(bounds[0]), int(bounds[1]))
    if low > high:
        raise UsageError(f"smallest_change: bounds are {low} and {high}; the first must not be above the second")
    return low, high


@dataclass(frozen=True, eq=False)
class _Table:
    """One scenario's rows, and what may be done to them."""

    problem: CrossImpact
    scenario: Ints
    low: int
    high: int
    may: Bools
    tolerance: int

    def descriptors(self) -> Iterator[tuple[int, list[int], list[int]]]:
        """Of each descriptor its chosen column, the rivals' columns, and how far each rival is ahead of it."""
        scores = self.problem.scores(self.scenario)[0]
        for j, offset in enumerate(self.problem.offsets):
            own = offset + int(self.scenario[j])
            rivals = [c for c in range(offset, offset + self.problem.counts[j]) if c != own]
            yield own, rivals, [int(scores[c] - scores[own]) for c in rivals]

    def rooms(self, column: int, upwards: bool) -> list[tuple[int, int]]:
        """Per cell that may change: by how much it can, and its row; the roomiest first."""
        found = []
        for offset, variant in zip(self.problem.offsets, self.scenario.tolist(), strict=True):
            row = offset + variant
            value = int(self.problem.matrix[row, column])
            room = self.high - value if upwards else value - self.low
            if self.may[row, column] and room > 0:
                found.append((room, row))
        return sorted(found, key=lambda pair: (-pair[0], pair[1]))

    def edits(self, column: int, amount: int, upwards: bool) -> list[Edit]:
        """A column moved by an amount that it has room for, in as few cells as can be."""
        found = []
        for room, row in self.rooms(column, upwards):
            if amount == 0:
                break
            step = min(room, amount)
            amount -= step
            before = int(self.problem.matrix[row, column])
            found.append(Edit(row, column, before, before + (step if upwards else -step)))
        return found


def _steps(rooms: Sequence[tuple[int, int]]) -> list[int]:
    """How far 0, 1, 2 … cells reach together, the roomiest first."""
    reach = [0]
    for room, _ in rooms:
        reach.append(reach[-1] + room)
    return reach


def _needed(amount: int, reach: Sequence[int]) -> int | None:
    """How few cells move a column by `amount`; None where all together cannot."""
    return next((count for count, far in enumerate(reach) if far >= amount), None)


def _size(total: int, count: int, measure: Measure) -> Size:
    return (total, count) if measure == "sum" else (count, total)


def _to_consistent(table: _Table, measure: Measure) -> list[Edit] | None:
    edits: list[Edit] = []
    for own, rivals, ahead in table.descriptors():
        excess = [gap - table.tolerance for gap in ahead]
        up = _steps(table.rooms(own, upwards=True))
        down = [_steps(table.rooms(column, upwards=False)) for column in rivals]
        best: tuple[Size, int] | None = None
        for raised in _turning_points(excess, up, down):
            size = _size_of(raised, excess, up, down, measure)
            if size is not None and (best is None or (size, raised) < best):
                best = size, raised
        if best is None:
            return None
        raised = best[1]
        edits += table.edits(own, raised, upwards=True)
        for column, gap in zip(rivals, excess, strict=True):
            edits += table.edits(column, max(0, gap - raised), upwards=False)
    return edits


def _turning_points(excess: Sequence[int], up: Sequence[int], down: Sequence[Sequence[int]]) -> list[int]:
    """The amounts to raise the chosen variant by, one of which is best: between them nothing turns."""
    points = {0, *up}
    for gap, reach in zip(excess, down, strict=True):
        points |= {gap, *(gap - far for far in reach)}
    return sorted(point for point in points if 0 <= point <= up[-1])


def _size_of(
    raised: int, excess: Sequence[int], up: Sequence[int], down: Sequence[Sequence[int]], measure: Measure
) -> Size | None:
    """The size of the change if the chosen variant is raised by so much; None where that is not enough."""
    total, count = raised, _needed(raised, up)
    for gap, reach in zip(excess, down, strict=True):
        more = _needed(max(0, gap - raised), reach)
        if count is None or more is None:
            return None
        total, count = total + max(0, gap - raised), count + more
    return None if count is None else _size(total, count, measure)


def _to_inconsistent(table: _Table, measure: Measure) -> list[Edit] | None:
    best: tuple[Size, int, int, int] | None = None
    for own, rivals, ahead in table.descriptors():
        down = table.rooms(own, upwards=False)
        for column, gap in zip(rivals, ahead, strict=True):
            amount = table.tolerance + 1 - gap
            if amount <= 0:
                return []
            both = sorted([*down, *table.rooms(column, upwards=True)], reverse=True)
            count = _needed(amount, _steps(both))
            if count is not None:
                found = _size(amount, count, measure), own, column, amount
                best = found if best is None or found < best else best
    return None if best is None else _overtaking(table, *best[1:])


def _overtaking(table: _Table, own: int, rival: int, amount: int) -> list[Edit]:
    """A rival raised and the chosen variant lowered, in as few cells as can be."""
    rooms = [(-room, 0, row) for room, row in table.rooms(rival, upwards=True)]
    rooms += [(-room, 1, row) for room, row in table.rooms(own, upwards=False)]
    found = []
    for room, lowering, row in sorted(rooms):
        step = min(-room, amount)
        amount -= step
        column = own if lowering else rival
        before = int(table.problem.matrix[row, column])
        if step:
            found.append(Edit(row, column, before, before - step if lowering else before + step))
    return found


_WAYS: dict[str, Callable[[_Table, Measure], list[Edit] | None]] = {
    "consistent": _to_consistent,
    "inconsistent": _to_inconsistent,
}


def change_faults(problem: CrossImpact, claim: Change, cells: Bools | None = None) -> tuple[str, ...]:
    """What is wrong with a change, in sentences; empty where it holds.

    Checked anew: that each cell is as the claim found it, may change, is named once and stays within the bounds; that
    the changed matrix gives the scenario what is claimed; and that no smaller change does: where the goal is to be
    consistent, by a bound from below that reckons with every whole amount by which the chosen variant may be raised.
    """
    may = editable(problem) if cells is None else np.asarray(cells, dtype=bool)
    found = _edit_faults(problem, claim, may)
    if found:
        return tuple(found)
    if claim.edits is not None:
        scores = applied(problem, claim).scores([list(claim.scenario)])[0]
        best = np.maximum.reduceat(scores, problem.offsets)
        fine = bool((best - scores[np.array(problem.offsets) + claim.scenario]).max() <= claim.tolerance)
        if fine != (claim.goal == "consistent"):
            found.append(f"the changed judgments do not make the scenario {claim.goal}")
    least = _least(problem, claim, may)
    size = None if claim.edits is None else (claim.sum if claim.measure == "sum" else claim.cells)
    if not found and least != size:
        what = "no change does it" if least is None else f"the least {claim.measure} is {least}"
        found.append(f"{what}; the claim has {size}")
    return tuple(found)


def _edit_faults(problem: CrossImpact, claim: Change, may: Bools) -> list[str]:
    try:
        problem.scenarios([list(claim.scenario)])
        applied(problem, claim)
    except UsageError as error:
        return [str(error)]
    found = []
    places = [(edit.row, edit.column) for edit in claim.edits or ()]
    if len(set(places)) < len(places):
        found.append("a judgment is changed twice")
    for edit in claim.edits or ():
        if not may[edit.row, edit.column]:
            found.append(f"cell {edit.row}, {edit.column} may not change")
        if not min(claim.low, edit.before) <= edit.after <= max(claim.high, edit.before):
            found.append(f"cell {edit.row}, {edit.column} becomes {edit.after}, off the scale")
        if edit.after == edit.before:
            found.append(f"cell {edit.row}, {edit.column} does not change")
    return found


def _least(problem: CrossImpact, claim: Change, may: Bools) -> int | None:
    """The least size there is, reckoned column by column with NumPy, apart from how it was found."""
    chosen = np.array(claim.scenario)
    rows = chosen + np.array(problem.offsets)
    values = problem.matrix[rows]
    up = -np.sort(-np.where(may[rows], np.maximum(claim.high - values, 0), 0), axis=0)
    down = -np.sort(-np.where(may[rows], np.maximum(values - claim.low, 0), 0), axis=0)
    scores = values.sum(axis=0)
    parts: list[int | None] = []
    for j in range(len(chosen)):
        columns = np.arange(len(scores))[problem.columns(j)]
        own = int(rows[j])
        rivals = columns[columns != own]
        gaps = scores[rivals] - scores[own] - claim.tolerance
        if claim.goal == "consistent":
            parts.append(_least_raise(gaps, up[:, own], down[:, rivals], claim.measure))
            continue
        for rival, gap in zip(rivals.tolist(), gaps.tolist(), strict=True):
            amount = max(0, 1 - gap)
            reach = np.cumsum(-np.sort(-np.concatenate([up[:, rival], down[:, own]])))
            if amount <= reach[-1]:
                parts.append(amount if claim.measure == "sum" else int(np.searchsorted([0, *reach], amount)))
    if claim.goal == "consistent":
        return None if None in parts else sum(part for part in parts if part is not None)
    return min((part for part in parts if part is not None), default=None)


def _least_raise(gaps: Ints, up: Ints, down: Ints, measure: Measure) -> int | None:
    """The least size for one descriptor: by every count of cells raised, or by slopes where the sum counts."""
    far, reach = np.cumsum([0, *up]), np.cumsum(np.vstack([np.zeros((1, len(gaps)), np.int64), down]), axis=0)
    must = max(0, int((gaps - reach[-1]).max(initial=0)))
    if must > far[-1]:
        return None
    if measure == "cells":
        sizes = []
        for count, raised in enumerate(far.tolist()):
            left = np.maximum(gaps - raised, 0)
            if (left <= reach[-1]).all():
                sizes.append(count + sum(int(np.searchsorted(reach[:, k], left[k])) for k in range(len(gaps))))
        return min(sizes)
    # A step upwards costs one and saves one per rival still ahead: worth it while two or more are.
    second = int(np.sort(np.maximum(gaps, 0))[-2]) if len(gaps) > 1 else 0
    raised = min(max(must, second), int(far[-1]))
    return raised + int(np.maximum(gaps - raised, 0).sum())
