"""What holds of the tables whatever the numbers, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.methods.influence import LEVELS, READINGS, Influence, entry, solve, strongest, tables
from estimative.testing.influences import influences
from tests.methods.influence.oracle import Oracle

readings = st.sampled_from(READINGS)


def random_tables(seed, draws, n, m):
    rng = np.random.default_rng(seed)
    influence = rng.integers(0, 5, (draws, n, n)) * (rng.random((draws, n, n)) < 0.7)
    influence[:, np.arange(n), np.arange(n)] = 0
    return influence, rng.integers(-4, 5, (draws, n, m))


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("n, m", [(1, 1), (2, 1), (3, 2), (4, 3), (5, 4)])
def test_many_small_problems_come_out_as_defined(reading, n, m):
    """300 of each size, all at once, each against loops and fractions."""
    influence, stakes = random_tables(n, 300, n, m)
    found = tables(influence, stakes, reading)
    for d in range(len(influence)):
        due = Oracle(influence[d].tolist(), stakes[d].tolist(), reading)
        assert found.summed[d].tolist() == due.mdii
        assert found.best[d].tolist() == due.mmdii
        assert found.power[d] == pytest.approx([float(value) for value in due.power], abs=1e-12)
        assert found.power_best[d] == pytest.approx([float(value) for value in due.power_best], abs=1e-12)
        for level in LEVELS:
            for table, sign in ((found.convergence, 1), (found.divergence, -1)):
                assert table[level][d] == pytest.approx(np.array(due.pairs(level, sign), float), abs=1e-12)


@pytest.mark.parametrize("reading", READINGS)
def test_many_draws_give_to_the_last_bit_what_each_gives_alone(reading):
    influence, stakes = random_tables(5, 40, 9, 6)
    together = tables(influence, stakes, reading)
    for d in range(len(influence)):
        alone = tables(influence[d], stakes[d], reading)
        for name in ("power", "power_best", "summed"):
            assert getattr(together, name)[d].tobytes() == getattr(alone, name).tobytes()
        for name in ("positions", "mobilisation", "support", "resistance", "convergence", "ambivalence", "degree"):
            for level in LEVELS:
                assert getattr(together, name)[level][d].tobytes() == getattr(alone, name)[level].tobytes()


@given(influences(strongest=2), readings)
def test_the_scale_of_influence_changes_no_balance_and_that_of_stakes_no_degree(problem, reading):
    once = solve(problem, reading).tables
    moved = tables(2 * problem.influence, problem.stakes, reading)
    assert np.array_equal(moved.summed, 2 * once.summed)
    assert np.allclose(moved.power, once.power, rtol=1e-12)
    staked = tables(problem.influence, 2 * problem.stakes, reading)
    for level in LEVELS:
        times = 1 if level == 1 else 2
        assert np.allclose(staked.convergence[level], times * once.convergence[level])
        assert np.allclose(staked.degree[level], once.degree[level], equal_nan=True)
        assert np.allclose(staked.ambivalence[level], once.ambivalence[level], equal_nan=True)


@given(influences(), readings)
def test_an_actor_without_links_or_stakes_changes_nothing_but_the_mean(problem, reading):
    n, m = problem.stakes.shape
    wide = np.zeros((n + 1, n + 1), int)
    wide[:n, :n] = problem.influence
    other = Influence((*problem.actors, "alone"), problem.objectives, wide, np.vstack([problem.stakes, np.zeros(m)]))
    before, after = solve(problem, reading).tables, solve(other, reading).tables
    assert np.array_equal(after.summed[:n, :n], before.summed)
    assert not after.summed[n].any()
    assert not after.summed[:, n].any()
    assert after.power[n] == 0
    assert np.allclose(after.power[:n] * n, before.power * (n + 1))
    assert np.array_equal(after.convergence[2][:n, :n], before.convergence[2])
    assert np.allclose(after.degree[3], before.degree[3], equal_nan=True)
    assert np.allclose(after.ambivalence[3][:n], before.ambivalence[3], equal_nan=True)
    assert np.isnan(after.ambivalence[3][n])
    assert np.array_equal(strongest(wide)[:n, :n], strongest(problem.influence))


@given(influences(), readings)
def test_what_is_symmetric_what_is_bounded_and_what_adds_up(problem, reading):
    found = solve(problem, reading).tables
    assert np.array_equal(found.net, -found.net.T)
    assert (found.best >= problem.influence).all()
    assert found.best.max() <= 4
    assert (strongest(problem.influence) >= found.best).all()
    assert found.power.mean() == pytest.approx(1) or not found.power.any()
    if reading == "included":
        assert found.influence.sum() == found.dependence.sum() == found.summed.sum()
    for level in LEVELS:
        assert np.array_equal(found.convergence[level], found.convergence[level].T)
        assert np.allclose(found.mobilisation[level].sum(), found.support[level].sum() - found.resistance[level].sum())
        degree, ambivalence = found.degree[level], found.ambivalence[level]
        assert np.isnan(degree) or 0 <= degree <= 100
        assert (np.isnan(ambivalence) | ((ambivalence >= 0) & (ambivalence <= 1))).all()


@given(influences(), readings)
def test_turning_every_stake_round_turns_every_side_and_leaves_who_is_with_whom(problem, reading):
    once, turned = solve(problem, reading).tables, tables(problem.influence, -problem.stakes, reading)
    for level in LEVELS:
        assert np.array_equal(turned.support[level], -once.resistance[level])
        assert np.array_equal(turned.convergence[level], once.convergence[level])


def test_two_who_move_only_each_other_weigh_nothing_in_one_reading_and_alike_in_the_other():
    pair = Influence(("A", "B"), ("peace",), [[0, 2], [2, 0]], [[1], [1]])
    excluded, included = solve(pair), solve(pair, "included")
    assert excluded.tables.power.tolist() == [0, 0]
    assert "the other reading" in excluded.warnings[0]
    assert included.tables.power.tolist() == [1, 1]
    assert not included.warnings
    assert np.isnan(excluded.tables.degree[3])
    assert excluded.to_dict()["degree_convergence_3"] is None
    assert included.tables.degree[3] == 100


def test_who_weighs_nothing_stands_on_no_side_at_the_third_level():
    problem = Influence(("A", "B"), ("peace",), [[0, 3], [0, 0]], [[2], [3]])
    found = solve(problem).tables
    assert found.power.tolist() == [2, 0]
    assert found.convergence[2][0, 1] == 2.5
    assert found.convergence[3][0, 1] == 0


@pytest.mark.parametrize(
    "arguments, words",
    [
        (((), (), np.zeros((0, 0)), np.zeros((0, 0))), "actors is empty"),
        ((("A", "A"), (), np.zeros((2, 2)), np.zeros((2, 0))), "twice or more: 'A'"),
        ((("A", ""), (), np.zeros((2, 2)), np.zeros((2, 0))), "not empty"),
        ((("A", "B"), (), np.zeros((2, 3)), np.zeros((2, 0))), "shape"),
        ((("A", "B"), (), [[0, 1], [2]], np.zeros((2, 0))), "rows of one length"),
        ((("A", "B"), (), [[0, 5], [-1, 0]], np.zeros((2, 0))), "'A' on 'B' has 5, 'B' on 'A' has -1"),
        ((("A", "B"), (), [[0, 1.5], [np.nan, 0]], np.zeros((2, 0))), "has 1.5, 'B' on 'A' has nan"),
        ((("A", "B"), (), [[1, 0], [0, 0]], np.zeros((2, 0))), "nobody moves itself"),
        ((("A", "B"), ("x",), np.zeros((2, 2)), [[5], [0]]), "stakes takes whole numbers from -4 to 4"),
    ],
)
def test_what_is_no_problem_is_refused_with_its_place(arguments, words):
    with pytest.raises(UsageError, match=words):
        Influence(*arguments)


def test_a_reading_or_a_table_that_there_is_not_is_refused():
    problem = Influence(("A", "B"), (), np.zeros((2, 2)), np.zeros((2, 0)))
    with pytest.raises(UsageError, match="`excluded` or `included`"):
        solve(problem, "both")
    with pytest.raises(UsageError, match="not explained"):
        entry(solve(problem), "R", "A", "B")
    with pytest.raises(UsageError, match="due"):
        tables(np.zeros((2, 3), int), np.zeros((2, 1), int))


def test_a_title_is_no_part_of_the_digest_and_arrays_cannot_be_written():
    one = Influence(("A", "B"), (), [[0, 1], [0, 0]], np.zeros((2, 0)), title="x")
    other = Influence(("A", "B"), (), [[0, 1], [0, 0]], np.zeros((2, 0)))
    assert one.digest == other.digest
    assert one.digest != Influence(("A", "B"), (), [[0, 2], [0, 0]], np.zeros((2, 0))).digest
    with pytest.raises(ValueError):
        one.influence[0, 1] = 3
