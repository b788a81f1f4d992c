"""What leaves the consistent scenarios as they are, and what the figures have to do with one another."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.methods.cross_impact import CrossImpact, balances, is_consistent, solve, successors, system_grid
from estimative.methods.cross_impact.balances import NO_RIVAL
from estimative.testing.cross_impacts import cross_impacts
from tests.methods.cross_impact.definition import inconsistencies
from tests.methods.cross_impact.made import all_scenarios

FEW = settings(max_examples=60)


def with_matrix(problem, matrix):
    return CrossImpact(problem.descriptors, problem.variants, matrix, problem.never)


@FEW
@given(cross_impacts(), st.data())
def test_a_constant_on_one_row_of_a_block_changes_nothing(problem, data):
    i, j = (data.draw(st.integers(0, len(problem.counts) - 1)) for _ in range(2))
    row = problem.offsets[i] + data.draw(st.integers(0, problem.counts[i] - 1))
    matrix = problem.matrix.copy()
    matrix[row, problem.columns(j)] += data.draw(st.integers(-5, 5))
    for tolerance in (0, 2):
        one, other = solve(problem, tolerance), solve(with_matrix(problem, matrix), tolerance)
        assert list(one) == list(other)
        assert one.margins == other.margins
        np.testing.assert_array_equal(one.balances.inconsistencies, other.balances.inconsistencies)


@FEW
@given(cross_impacts(), st.data())
def test_all_judgments_on_one_descriptor_multiplied_keep_the_consistent_set(problem, data):
    j, factor = data.draw(st.integers(0, len(problem.counts) - 1)), data.draw(st.integers(1, 7))
    matrix = problem.matrix.copy()
    matrix[:, problem.columns(j)] *= factor
    other = with_matrix(problem, matrix)
    assert list(solve(problem)) == list(solve(other))
    np.testing.assert_array_equal(
        successors(problem, all_scenarios(problem), "global"), successors(other, all_scenarios(problem), "global")
    )


@FEW
@given(cross_impacts(), st.integers(0, 4))
def test_a_wider_tolerance_and_fewer_rules_lose_nothing(problem, tolerance):
    found = set(solve(problem, tolerance))
    assert found <= set(solve(problem, tolerance + 1))
    assert found <= set(solve(CrossImpact(problem.descriptors, problem.variants, problem.matrix), tolerance))


@FEW
@given(cross_impacts(rules=False))
def test_consistent_scenarios_are_those_that_every_succession_leaves_alone(problem):
    every = all_scenarios(problem)
    for name in ("global", "incremental", "local", "adiabatic", "sequential"):
        still = (successors(problem, every, name) == every).all(axis=1)
        np.testing.assert_array_equal(still, is_consistent(problem, every))


@FEW
@given(cross_impacts(rules=False, own_blocks=False))
def test_without_own_blocks_consistent_is_a_pure_equilibrium_of_the_polymatrix_game(problem):
    def paid(scenario, j):
        return sum(int(problem.block(i, j)[z, scenario[j]]) for i, z in enumerate(scenario))

    def equilibrium(scenario):
        others = [
            (j, (*scenario[:j], v, *scenario[j + 1 :])) for j, count in enumerate(problem.counts) for v in range(count)
        ]
        return all(paid(other, j) <= paid(scenario, j) for j, other in others)

    every = [tuple(scenario) for scenario in all_scenarios(problem).tolist()]
    assert [scenario for scenario in every if equilibrium(scenario)] == list(solve(problem))


@FEW
@given(cross_impacts())
def test_balances_are_what_the_definition_says(problem):
    every = all_scenarios(problem)
    found = balances(problem, every)
    for row, scenario in enumerate(every.tolist()):
        due = inconsistencies(problem, scenario)
        assert found.inconsistencies[row].tolist() == due
        assert found.largest[row] == max(due)
        assert found.sums[row] == sum(due)
    alone = np.array(problem.counts) == 1
    assert (found.margins[:, alone] == NO_RIVAL).all()
    np.testing.assert_array_equal(found.largest == 0, found.smallest_margin >= 0)
    np.testing.assert_array_equal(found.scores, problem.scores(every))


@FEW
@given(cross_impacts())
def test_active_and_passive_sums_add_up_to_the_same(problem):
    grid = system_grid(problem)
    own = sum(int(np.abs(problem.block(j, j)).sum()) for j in range(len(problem.counts)))
    assert grid.active.sum() == grid.passive.sum() == np.abs(problem.matrix).sum() - own
    for j in range(len(problem.counts)):
        others = [i for i in range(len(problem.counts)) if i != j]
        assert grid.active[j] == sum(int(np.abs(problem.block(j, i)).sum()) for i in others)
        assert grid.passive[j] == sum(int(np.abs(problem.block(i, j)).sum()) for i in others)
