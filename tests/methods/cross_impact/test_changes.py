"""The smallest change of judgments, against trying every change; single changes by one; the re-checks."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.methods.cross_impact.changes import Change, Edit, applied, bounds_of, change_faults, smallest_change
from estimative.methods.cross_impact.problem import CrossImpact
from estimative.methods.cross_impact.single_changes import single_faults, singles
from tests.methods.cross_impact.made import all_scenarios, some_problem
from tests.methods.cross_impact.succession_oracle import Loops

GOALS, MEASURES = ("consistent", "inconsistent"), ("sum", "cells")


def fits(problem, scenario, tolerance=0):
    loops = Loops(problem)
    return all(
        max(loops.score(scenario, j, v) for v in range(count)) - loops.score(scenario, j, scenario[j]) <= tolerance
        for j, count in enumerate(problem.counts)
    )


def every_change(problem, scenario, goal, low, high, tolerance):
    """The least sum and the least number of cells, by trying all values of all cells that count."""
    rows = [offset + variant for offset, variant in zip(problem.offsets, scenario, strict=True)]
    cells = [(r, c) for r in rows for c in range(len(problem.matrix)) if problem.owner[r] != problem.owner[c]]
    least = {"sum": None, "cells": None}
    for values in product(range(low, high + 1), repeat=len(cells)):
        matrix = problem.matrix.copy()
        for cell, value in zip(cells, values, strict=True):
            matrix[cell] = value
        if fits(replace(problem, matrix=matrix), scenario, tolerance) == (goal == "consistent"):
            steps = np.abs(matrix - problem.matrix)
            for measure, size in (("sum", int(steps.sum())), ("cells", int((steps > 0).sum()))):
                least[measure] = size if least[measure] is None else min(least[measure], size)
    return least


@pytest.mark.parametrize("goal", GOALS)
def test_no_change_is_smaller_than_the_smallest(goal):
    rng = np.random.default_rng()
    for _ in range(25):
        counts = [(2, 2), (1, 2), (2, 1), (3, 1)][rng.integers(4)]
        size = sum(counts)
        matrix = rng.integers(-2, 3, size=(size, size))
        problem = CrossImpact(("a", "b"), tuple(tuple("v" * count) for count in counts), matrix)
        low, high = (-2, 2) if rng.random() < 0.7 else (-1, 2)
        matrix = np.clip(matrix, low, high)
        problem = replace(problem, matrix=matrix)
        scenario = tuple(int(rng.integers(count)) for count in counts)
        tolerance = int(rng.integers(2))
        due = every_change(problem, scenario, goal, low, high, tolerance)
        for measure in MEASURES:
            found = smallest_change(problem, scenario, goal, measure, bounds=(low, high), tolerance=tolerance)
            assert (found.sum if measure == "sum" else found.cells) == due[measure]
            assert change_faults(problem, found) == ()


problems = st.integers(0, 2**32).map(lambda seed: (some_problem(np.random.default_rng(seed)), seed))


@settings(max_examples=120)
@given(problems, st.sampled_from(GOALS), st.sampled_from(MEASURES), st.integers(0, 2))
def test_every_change_does_what_it_claims_and_is_least(made, goal, measure, tolerance):
    problem, seed = made
    rng = np.random.default_rng(seed)
    scenario = tuple(int(rng.integers(count)) for count in problem.counts)
    cells = rng.random(problem.matrix.shape) < 0.7
    for may in (None, cells):
        for bounds in (None, (-3, 3), (-2, 1), (0, 4)):
            found = smallest_change(problem, scenario, goal, measure, bounds=bounds, cells=may, tolerance=tolerance)
            assert change_faults(problem, found, may) == ()
            other = smallest_change(
                problem, scenario, goal, ({*MEASURES} - {measure}).pop(), bounds=bounds, cells=may, tolerance=tolerance
            )
            assert (other.edits is None) == (found.edits is None)
            if found.edits is not None:
                assert fits(applied(problem, found), scenario, tolerance) == (goal == "consistent")
                assert found.sum >= other.sum or measure == "sum"
                assert found.cells >= other.cells or measure == "cells"


def test_a_false_change_is_found_out():
    rng = np.random.default_rng()
    refused = 0
    for _ in range(100):
        problem = some_problem(rng)
        scenario = tuple(int(rng.integers(count)) for count in problem.counts)
        for goal, measure in product(GOALS, MEASURES):
            claim = smallest_change(problem, scenario, goal, measure, bounds=(-3, 3))
            if claim.edits is None:
                assert change_faults(problem, replace(claim, edits=()))
                refused += 1
                continue
            assert change_faults(problem, replace(claim, edits=None))
            for k, edit in enumerate(claim.edits):
                rest = claim.edits[:k] + claim.edits[k + 1 :]
                assert change_faults(problem, replace(claim, edits=rest))
                assert change_faults(problem, replace(claim, edits=(*rest, replace(edit, after=edit.before))))
                assert change_faults(problem, replace(claim, edits=(*rest, replace(edit, before=edit.before + 1))))
                assert change_faults(problem, replace(claim, edits=(*claim.edits, edit)))
                assert change_faults(problem, replace(claim, edits=(*rest, replace(edit, after=99))))
                refused += 1
    assert refused > 50


def test_more_than_is_needed_is_found_out():
    push = np.array([[0, 0, 2, 0], [0, 0, 0, 2], [2, 0, 0, 0], [0, 2, 0, 0]])
    problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), push)
    wasteful = Change((0, 1), "consistent", "sum", -3, 3, 0, (Edit(0, 2, 2, -1), Edit(3, 1, 2, 0)))
    assert change_faults(problem, wasteful) == ("the least sum is 4; the claim has 5",)
    assert change_faults(problem, replace(wasteful, measure="cells")) == ()
    own = replace(wasteful, edits=(Edit(0, 0, 0, 1),))
    assert change_faults(problem, own) == ("cell 0, 0 may not change",)


def test_the_scale_is_that_of_the_largest_judgment():
    problem = CrossImpact(("a",), (("x", "y"),), np.array([[0, 0], [0, -7]]))
    assert bounds_of(problem) == (-7, 7)
    assert bounds_of(replace(problem, matrix=np.zeros((2, 2), int))) == (-3, 3)


def test_what_does_not_fit_is_refused():
    problem = some_problem(np.random.default_rng(1))
    scenario = (0,) * len(problem.counts)
    for wrong in (
        {"goal": "better"},
        {"measure": "size"},
        {"bounds": (3, -3)},
        {"tolerance": -1},
        {"cells": np.ones((1, 1), bool)},
    ):
        with pytest.raises(UsageError, match="smallest_change"):
            smallest_change(problem, scenario, **{"goal": "consistent", **wrong})
    with pytest.raises(UsageError, match="give one"):
        smallest_change(problem, [scenario, scenario], "consistent")
    with pytest.raises(UsageError, match="is not there"):
        applied(problem, Change(scenario, "consistent", "sum", -3, 3, 0, (Edit(99, 0, 0, 1),)))


# One judgment changed by one


def test_single_changes_are_all_that_trying_finds():
    rng = np.random.default_rng()
    kinds = set()
    for _ in range(60):
        problem = some_problem(rng, most=60, spread=2)
        low, high = bounds_of(problem) if rng.random() < 0.5 else (-2, 2)
        scenarios = all_scenarios(problem)
        loops = [tuple(s) for s in scenarios.tolist()]
        consistent = [s for s in loops if fits(problem, s)]
        kept, new = singles(problem, np.array(consistent), scenarios, (low, high))
        by_one = {s: set() for s in loops}
        for row, column in np.argwhere(problem.owner[:, None] != problem.owner[None, :]).tolist():
            for step in (-1, 1):
                before = int(problem.matrix[row, column])
                if low <= before + step <= high:
                    matrix = problem.matrix.copy()
                    matrix[row, column] += step
                    other = replace(problem, matrix=matrix)
                    for s in loops:
                        if s[problem.owner[row]] == row - problem.offsets[problem.owner[row]]:
                            if fits(other, s) != (s in consistent):
                                by_one[s].add(Edit(row, column, before, before + step))
        assert {each.scenario: set(each.edits) for each in kept} == {s: by_one[s] for s in consistent}
        assert {each.scenario: set(each.edits) for each in new} == {
            s: edits for s, edits in by_one.items() if edits and s not in consistent
        }
        for each in (*kept, *new):
            assert single_faults(problem, each, (low, high)) == ()
            assert single_faults(problem, replace(each, edits=(*each.edits, Edit(0, 0, 0, 1))), (low, high))
            assert single_faults(problem, replace(each, appears=not each.appears), (low, high))
            if each.edits:
                assert single_faults(problem, replace(each, edits=each.edits[1:]), (low, high))
            kinds.add((each.appears, each.survives))
    assert kinds == {(False, False), (False, True), (True, False)}
