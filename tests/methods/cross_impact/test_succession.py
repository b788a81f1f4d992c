"""Every succession, step by step, against straight loops; its laws; the errors."""

import numpy as np
import pytest

from estimative.base.errors import UsageError
from estimative.methods.cross_impact.problem import CrossImpact
from estimative.methods.cross_impact.rules import SUCCESSIONS, TIES, Rule, rule
from estimative.methods.cross_impact.succession import successors, way
from tests.methods.cross_impact.made import all_scenarios, some_problem
from tests.methods.cross_impact.succession_oracle import Loops

RULES = [(name, ties) for name in SUCCESSIONS for ties in TIES]


@pytest.mark.parametrize("name, ties", RULES)
def test_one_step_is_what_the_definition_says(name, ties):
    rng = np.random.default_rng()
    for _ in range(60):
        problem = some_problem(rng, most=60)
        loops, scenarios = Loops(problem), all_scenarios(problem)
        order = tuple(rng.permutation(len(problem.counts)).tolist()) if SUCCESSIONS[name].ordered else None
        held = rng.permutation(len(problem.counts))[: rng.integers(0, len(problem.counts) + 1)].tolist()
        for chosen, fixed in ((None, ()), (order, held)):
            found = successors(problem, scenarios, Rule(name, ties, chosen), fixed)
            due = [loops.step(tuple(s), name, ties, chosen, fixed) for s in scenarios.tolist()]
            assert list(map(tuple, found.tolist())) == due, (
                problem.to_dict() if hasattr(problem, "to_dict") else problem
            )


@pytest.mark.parametrize("name", SUCCESSIONS)
def test_what_stays_under_keep_is_what_is_consistent(name):
    rng = np.random.default_rng()
    for _ in range(40):
        problem = some_problem(rng, most=60)
        loops, scenarios = Loops(problem), all_scenarios(problem)
        still = (successors(problem, scenarios, name) == scenarios).all(axis=1)
        assert still.tolist() == [loops.consistent(tuple(s)) for s in scenarios.tolist()]


@pytest.mark.parametrize("name", [name for name in SUCCESSIONS if name != "local"])
def test_a_factor_per_target_changes_no_step_but_of_the_local_rule(name):
    rng = np.random.default_rng()
    for _ in range(20):
        problem = some_problem(rng)
        factor = np.repeat(rng.integers(1, 6, size=len(problem.counts)), problem.counts)
        other = CrossImpact(problem.descriptors, problem.variants, problem.matrix * factor)
        scenarios = all_scenarios(problem)
        assert np.array_equal(successors(problem, scenarios, name), successors(other, scenarios, name))


@pytest.mark.parametrize("name, ties", RULES)
def test_a_constant_per_row_of_a_block_changes_no_step(name, ties):
    rng = np.random.default_rng()
    for _ in range(20):
        problem = some_problem(rng)
        constants = rng.integers(-5, 6, size=(len(problem.matrix), len(problem.counts)))
        other = CrossImpact(problem.descriptors, problem.variants, problem.matrix + constants[:, problem.owner])
        scenarios = all_scenarios(problem)
        by = Rule(name, ties)
        assert np.array_equal(successors(problem, scenarios, by), successors(other, scenarios, by))


def test_a_way_ends_where_it_repeats():
    rng = np.random.default_rng()
    for _ in range(100):
        problem = some_problem(rng, most=60)
        loops = Loops(problem)
        start = tuple(int(rng.integers(count)) for count in problem.counts)
        name, ties = RULES[rng.integers(len(RULES))]
        states, back = way(problem, start, f"{name}/{ties}")
        walked = list(map(tuple, states.tolist()))
        assert walked[0] == start
        assert len(set(walked)) == len(walked)
        assert [loops.step(s, name, ties) for s in walked] == [*walked[1:], walked[back]]


def test_the_local_rule_takes_the_first_of_equals():
    push = np.array([[0, 0, 0, 0, 0, 0], [0] * 6, [0] * 6, [0] * 6, [0, 2, 0, 2, 0, 0], [0] * 6])
    problem = CrossImpact(("a", "b", "c"), (("x", "y"),) * 3, push)
    assert successors(problem, [[0, 0, 0]], "local").tolist() == [[1, 0, 0]]
    assert successors(problem, [[0, 0, 0]], "adiabatic").tolist() == [[0, 1, 0]]


@pytest.mark.parametrize("key", ["globl", "global/never", "", "stochastic/keep"])
def test_a_rule_that_is_none_is_named(key):
    with pytest.raises(UsageError, match="no succession; there are `global/keep`"):
        rule(key)


def test_what_does_not_fit_is_refused():
    problem = some_problem(np.random.default_rng(1))
    with pytest.raises(UsageError, match="each of the"):
        successors(problem, all_scenarios(problem), Rule("sequential", order=(0, 0)))
    with pytest.raises(UsageError, match="asks for no order"):
        Rule("global", order=(0,))
    with pytest.raises(UsageError, match="numbered 0 to"):
        successors(problem, all_scenarios(problem), "global", held=[99])
