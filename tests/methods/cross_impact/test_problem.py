"""What a problem takes and refuses."""

import numpy as np
import pytest

from estimative.base.errors import UsageError
from estimative.methods.cross_impact import CrossImpact, solve, witness

AB = (("a", "b"), (("x", "y"), ("x", "y")))


def test_all_that_is_wrong_is_said_at_once():
    matrix = np.zeros((4, 4))
    matrix[0, 3], matrix[2, 1], matrix[3, 3] = 0.5, np.nan, 2e9
    with pytest.raises(UsageError) as caught:
        CrossImpact(*AB, matrix, (((0, 5),), (), ((7, 0),), ((0, 0), (0, 1))))
    for words in (
        "matrix[0, 3] is 0.5",
        "matrix[2, 1]",
        "matrix[3, 3]",
        "never[0]",
        "never[1]",
        "never[2]",
        "never[3]",
    ):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    "arguments",
    [
        ((), (), np.zeros((0, 0))),
        (("a",), (), np.zeros((0, 0))),
        (("a",), ((),), np.zeros((0, 0))),
        (("a",), (("x",),), [[1, 2], [3]]),
        (("a",), (("x",),), [["1"]]),
        (("a",), (("x",),), [[float("inf")]]),
        (("a",), (("x", "y"),), [[1, 2]]),
    ],
)
def test_what_is_no_problem(arguments):
    with pytest.raises(UsageError):
        CrossImpact(*arguments)


def test_names_may_repeat_or_be_blank():
    problem = CrossImpact(("", ""), (("", ""), ("same", "same")), np.zeros((4, 4), int))
    assert solve(problem).count == 4


def test_whole_numbers_come_in_any_type_and_are_kept_apart():
    given = np.full((4, 4), 2.0)
    problem = CrossImpact(*AB, given)
    given[:] = 9
    assert problem.matrix.dtype == np.int64
    assert (problem.matrix == 2).all()
    with pytest.raises(ValueError, match="read-only"):
        problem.matrix[0, 0] = 1


def test_rules_are_sorted_and_kept_once():
    problem = CrossImpact(*AB, np.zeros((4, 4), int), (((1, 0), (0, 1)), ((0, 1), (1, 0))))
    assert problem.never == (((0, 1), (1, 0)),)
    assert problem.allowed([[0, 0], [1, 0], [1, 1]]).tolist() == [True, False, True]


def test_the_digest_names_what_the_answer_hangs_on():
    plain = CrossImpact(*AB, np.zeros((4, 4), int))
    assert plain.digest == CrossImpact(*AB, np.zeros((4, 4))).digest
    others = [
        CrossImpact(("a", "c"), AB[1], np.zeros((4, 4), int)),
        CrossImpact(*AB, np.eye(4, dtype=int)),
        CrossImpact(*AB, np.zeros((4, 4), int), (((0, 0),),)),
    ]
    assert len({plain.digest, *(other.digest for other in others)}) == 4


@pytest.mark.parametrize("scenario", [[[0, 2]], [[0, -1]], [[0]], [[0.0, 1.0]], [[[0, 1]]]])
def test_scenarios_that_do_not_fit(scenario):
    with pytest.raises(UsageError, match="variant"):
        CrossImpact(*AB, np.zeros((4, 4), int)).scores(scenario)


def test_scores_of_many_scenarios_are_those_of_each():
    rng = np.random.default_rng(1)
    problem = CrossImpact(*AB, rng.integers(-3, 4, (4, 4)))
    every = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    for scenario, scores in zip(every, problem.scores(every), strict=True):
        np.testing.assert_array_equal(scores, problem.matrix[[scenario[0], 2 + scenario[1]]].sum(axis=0))
    assert problem.scores(np.zeros((0, 2), int)).shape == (0, 4)


def test_largest_numbers_do_not_overflow():
    count = 40
    matrix = np.full((2 * count, 2 * count), 10**9)
    matrix[:, ::2] = -(10**9)
    result = solve(CrossImpact(("",) * count, (("x", "y"),) * count, matrix + np.arange(80) % 2 * -1))
    assert list(result) == [(1,) * count]
    assert witness(result.problem, (1,) * count).balances[0].margin == 2 * count * 10**9 - count
