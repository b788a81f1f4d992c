"""Succession by chance: chances, the exact shares, walks, and that the numbers belong to names."""

import math

import numpy as np
import pytest

from estimative.base.canonical import canonical_json
from estimative.base.errors import LimitError, UsageError
from estimative.methods.cross_impact.problem import CrossImpact
from estimative.methods.cross_impact.stochastic import chances, stationary, stochastic
from estimative.methods.cross_impact.succession import successors
from tests.methods.cross_impact.made import all_scenarios, some_problem
from tests.methods.cross_impact.succession_oracle import Loops


def test_chances_are_boltzmann_weights():
    rng = np.random.default_rng()
    for _ in range(20):
        problem = some_problem(rng, most=40)
        loops, scenarios = Loops(problem), all_scenarios(problem)
        beta = float(rng.choice([0.0, 0.3, 2.0]))
        found = chances(problem, scenarios, beta)
        for row, scenario in zip(found, scenarios.tolist(), strict=True):
            for j, count in enumerate(problem.counts):
                due = [math.exp(beta * loops.score(scenario, j, v)) for v in range(count)]
                assert row[problem.columns(j)] == pytest.approx([w / sum(due) for w in due])


def test_shares_of_time_stay_as_they_are_in_a_step():
    rng = np.random.default_rng()
    for _ in range(10):
        problem = some_problem(rng, most=60, spread=2)
        scenarios, share = stationary(problem, 0.4)
        assert share.sum() == pytest.approx(1)
        chance = chances(problem, scenarios, 0.4)
        after = np.zeros(len(share))
        for k, here in enumerate(share):
            step = np.ones(len(share))
            for j, offset in enumerate(problem.offsets):
                step *= chance[k, offset + scenarios[:, j]]
            after += here * step
        assert after == pytest.approx(share, abs=1e-12)


def test_with_a_beta_of_nothing_every_scenario_is_alike():
    problem = some_problem(np.random.default_rng(5), most=60)
    _, share = stationary(problem, 0)
    assert share == pytest.approx(1 / problem.size)


def test_walks_stand_where_the_chain_says():
    push = np.kron([[0, 1], [1, 0]], [[1, -1], [-1, 1]])
    problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), push)
    scenarios, share = stationary(problem, 0.3)
    found = stochastic(problem, 0.3, walks=4000, steps=30, skipped=10)
    visits = dict(zip(found.scenarios, found.visits, strict=True))
    assert sum(found.visits) == found.total == 4000 * 20
    for scenario, due in zip(map(tuple, scenarios.tolist()), share.tolist(), strict=True):
        assert visits[scenario] / found.total == pytest.approx(due, abs=0.03)


def test_with_a_large_beta_it_is_global_succession():
    rng = np.random.default_rng()
    for _ in range(20):
        problem = some_problem(rng, most=60)
        scenarios = all_scenarios(problem)
        certain = chances(problem, scenarios, 1000).max(axis=1) > 0
        assert certain.all()
        best = chances(problem, scenarios, 1000)
        after = successors(problem, scenarios, "global/lowest")
        for j in range(len(problem.counts)):
            assert np.array_equal(best[:, problem.columns(j)].argmax(axis=1), after[:, j])


def test_more_walks_move_none_and_held_descriptors_stay():
    problem = some_problem(np.random.default_rng(6), most=200)
    one = stochastic(problem, 0.5, walks=50, steps=5, skipped=0)
    two = stochastic(problem, 0.5, walks=50, steps=5, skipped=0)
    assert canonical_json(one.to_dict()) == canonical_json(two.to_dict())
    held = stochastic(problem, 0.5, walks=50, steps=5, skipped=0, held={0: 0})
    assert {scenario[0] for scenario in held.scenarios} == {0}


def test_what_does_not_fit_is_refused():
    problem = some_problem(np.random.default_rng(1))
    for beta, more in ((-1, {}), (math.nan, {}), (1, {"walks": 0}), (1, {"steps": 3, "skipped": 3}), (1, {"limit": 0})):
        with pytest.raises(UsageError):
            stochastic(problem, beta, **more)
    with pytest.raises(LimitError):
        stochastic(problem, 1, walks=1 << 20, steps=1 << 20)
    wide = CrossImpact(("d",) * 13, (("a", "b"),) * 13, np.zeros((26, 26), int))
    with pytest.raises(LimitError, match="4,096"):
        stationary(wide, 1)
    strong = CrossImpact(("d",), (("a", "b"),), np.array([[900, 0], [900, 0]]))
    with pytest.raises(UsageError, match="vanish"):
        stationary(strong, 1)
