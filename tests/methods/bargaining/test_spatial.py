"""Compromise, levers, median and Nash against their definitions, searched slowly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from estimative.base.errors import LimitError, UsageError
from estimative.methods.bargaining import (
    Bargaining,
    compromise,
    levers,
    median_interval,
    nash,
    nash_many,
    weighted_means,
    weighted_medians,
)
from estimative.testing.bargainings import bargainings


def moved(problem, **changes):
    columns = {name: getattr(problem, name) for name in ("position", "capability", "salience")} | changes
    return Bargaining(problem.actors, **columns, low=problem.low, high=problem.high, status_quo=problem.status_quo)


def mapped(problem, stretch, shift):
    """The same issue on another scale; mirrored where `stretch` is below zero."""
    low, high = sorted((problem.low * stretch + shift, problem.high * stretch + shift))
    place = np.clip(problem.position * stretch + shift, low, high)
    return Bargaining(problem.actors, place, problem.capability, problem.salience, low, high)


@given(bargainings())
def test_the_compromise_is_where_all_pulls_cancel(problem):
    """Σ w (x − O) = 0, and O lies within the positions."""
    at = compromise(problem)
    assert abs((problem.weights * (problem.position - at)).sum()) < 1e-9 * problem.weights.sum() * problem.span
    assert problem.position.min() <= at <= problem.position.max()


@given(bargainings(), st.data())
def test_levers_are_the_slopes_of_the_compromise(problem, data):
    """Against a central difference of the definition, for each of the three judgments of an actor."""
    i = data.draw(st.integers(0, len(problem.actors) - 1))
    total = problem.weights.sum()
    for name in ("position", "capability", "salience"):
        column = getattr(problem, name)
        step = 1e-5 * max(1.0, abs(column[i])) if name == "position" else 1e-5 * min(1.0, total)
        ends = []
        for sign in (1, -1):
            changed = column.copy()
            changed[i] += sign * step
            columns = {"position": problem.position, "capability": problem.capability, "salience": problem.salience}
            columns[name] = changed
            weight = columns["capability"] * columns["salience"]
            ends.append((weight @ columns["position"]) / weight.sum())
        due = (ends[0] - ends[1]) / (2 * step)
        found = getattr(levers(problem), name)[i]
        assert found == pytest.approx(due, rel=1e-4, abs=1e-4 * max(1.0, problem.span / total))


@given(bargainings())
def test_the_median_loses_to_no_point(problem):
    """The ends of the interval are the least and the greatest position that minimise Σ w |x − y|."""
    low, high = median_interval(problem)
    cost = {y: (problem.weights * np.abs(problem.position - y)).sum() for y in problem.position.tolist()}
    counted = [y for y, w in zip(problem.position, problem.weights, strict=True) if w > 0]
    slack = 1e-9 * problem.weights.sum() * problem.span
    least = min(cost.values())
    assert cost[low] <= least + slack
    assert cost[high] <= least + slack
    assert {low, high} <= set(counted)
    below = problem.weights[problem.position < low].sum()
    assert below < problem.weights.sum() * (0.5 + 1e-9)


def test_the_tie_interval_by_hand():
    """Half of the weight at 10, half at 30 and 40: the median is anywhere from 10 to 30."""
    tied = Bargaining(("a", "b", "c", "d"), (10, 30, 40, 20), (2, 1, 1, 5), (1, 1, 1, 0), 0, 100)
    assert median_interval(tied) == (10.0, 30.0)
    assert median_interval(moved(tied, salience=(1, 1, 1, 0.1))) == (20.0, 20.0)


def test_a_tie_survives_rounding():
    """0.1 three times against 0.3 is a tie, though the floats do not add up."""
    tied = Bargaining(("a", "b", "c", "d"), (0, 0, 0, 9), (0.1, 0.1, 0.1, 0.3), (1, 1, 1, 1), 0, 9)
    assert median_interval(tied) == (0.0, 9.0)


def heights(problem, points, reference):
    """Σ s ln(gain) at each point, over those who care."""
    asked = problem.salience > 0
    place = problem.position[asked]
    gains = problem.span - np.abs(np.subtract.outer(points, place))
    if reference is not None:
        out, up_to = np.subtract.outer(points, [reference]), place - reference
        gains = np.where(out * up_to > 0, np.minimum(np.abs(out), 2 * np.abs(up_to) - np.abs(out)), 0)
    with np.errstate(divide="ignore"):
        return (problem.salience[asked] * np.log(np.maximum(gains, 0))).sum(axis=1)


@given(bargainings())
def test_nash_is_the_highest_point_of_a_fine_grid(problem):
    """Without a reference point and with one; no point of the grid gives a greater product of gains."""
    for reference in {None, problem.status_quo}:
        at = nash(problem, reference)
        assert problem.low <= at <= problem.high
        grid = np.linspace(problem.low, problem.high, 1001)
        if reference is not None:
            asked = problem.salience > 0
            away = np.abs(np.subtract.outer(grid, problem.position))
            wins = (
                np.abs(reference - problem.position) - away > 2e-9 * problem.span
            )  # who stands this close stands on it
            grid = grid[wins[:, asked].all(axis=1)]
            if at == reference:
                assert not len(grid)
                continue
        assert (heights(problem, grid, reference) <= heights(problem, [at], reference) + 1e-9).all()


@pytest.mark.parametrize(
    ("position", "salience", "reference", "due"),
    [
        ((20, 80), (1, 1), None, 50),
        ((0, 100), (1, 1), None, 50),
        ((0, 100), (1, 0), None, 0),
        ((30, 30), (0.2, 0.9), None, 30),
        ((20, 80), (1, 1), 50, 50),  # on both sides of what stands
        ((20, 80), (1, 1), 20, 20),  # one has what it wants
        ((20, 80), (0, 1), 20, 80),  # and does not care
        ((20, 80), (1, 1), 10, 20),  # as far as the nearer wants, and no further: beyond, it loses as fast as it gains
        ((20, 80), (0.1, 1), 10, 10 + 20 / 1.1),  # 1/z = 0.1/(20 − z), z from the reference point
        ((80, 20), (1, 1), 90, 80),
    ],
)
def test_nash_by_hand(position, salience, reference, due):
    """Cases that can be worked out with pencil and paper."""
    assert nash(Bargaining(("a", "b"), position, (1, 1), salience, 0, 100), reference) == pytest.approx(due, abs=1e-9)


@given(bargainings(), st.sampled_from([2.0, 0.25]), st.sampled_from([-3.0, 0.0, 7.0]))
def test_stretching_and_shifting_the_scale_stretches_and_shifts_the_answer(problem, stretch, shift):
    """All accounts of where the issue settles."""
    other = mapped(problem, stretch, shift)
    for account in (compromise, nash, lambda each: median_interval(each)[0], lambda each: median_interval(each)[1]):
        slack = 1e-6 * other.span
        assert account(other) == pytest.approx(account(problem) * stretch + shift, abs=slack)


@given(bargainings())
def test_the_mirrored_scale_mirrors_the_answer(problem):
    """The two ends of the median change places."""
    other = mapped(problem, -1.0, 0.0)
    assert compromise(other) == pytest.approx(-compromise(problem), abs=1e-9 * problem.span)
    assert nash(other) == pytest.approx(-nash(problem), abs=1e-6 * problem.span)
    assert median_interval(other) == tuple(-end for end in reversed(median_interval(problem)))


@given(bargainings(), st.sampled_from([0.5, 4.0]))
def test_only_ratios_of_capability_count(problem, factor):
    """Another unit of capability changes nothing."""
    other = moved(problem, capability=problem.capability * factor)
    assert compromise(other) == pytest.approx(compromise(problem), abs=1e-12 * problem.span)
    assert median_interval(other) == median_interval(problem)
    assert nash(other) == nash(problem)


@given(bargainings(), st.data())
def test_many_draws_at_once_are_as_one_by_one(problem, data):
    """Rows of arrays, a draw each; a draw without any weight has no answer."""
    rows = 3
    shares = data.draw(st.lists(st.floats(0, 1), min_size=rows, max_size=rows))
    position = np.clip(np.add.outer(np.array(shares) * problem.span / 4, problem.position), problem.low, problem.high)
    weight = np.outer([1.0, 0.5, 0.0], problem.weights)
    salience = np.outer([1.0, 0.5, 0.0], problem.salience)
    means, medians = weighted_means(position, weight), weighted_medians(position, weight)
    points = nash_many(position, salience, problem.low, problem.high)
    assert np.isnan([means[2], medians[0][2], medians[1][2], points[2]]).all()
    for d in range(2):
        one = moved(problem, position=position[d], salience=salience[d])
        assume((one.weights > 0).any())
        assert means[d] == pytest.approx(compromise(one), abs=1e-12 * problem.span)
        assert (medians[0][d], medians[1][d]) == median_interval(one)
        assert points[d] == pytest.approx(nash(one), abs=1e-9 * problem.span)


GOOD = {"actors": ("a", "b"), "position": (0, 1), "capability": (1, 1), "salience": (1, 0.5), "low": 0, "high": 1}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"actors": ()}, "one or more different names"),
        ({"actors": ("a", "a")}, "one or more different names"),
        ({"low": 1}, "low must be below high"),
        ({"high": float("inf")}, "high is inf; a finite number"),
        ({"position": (0, 1.5)}, "position runs from 0 to 1, but 'b' has 1.5"),
        ({"position": (0, float("nan"))}, "'b' has nan"),
        ({"position": (0,)}, r"position has shape \(1,\); \(2,\) is due"),
        ({"capability": (-1, 1)}, "capability runs from 0"),
        ({"salience": (1, 80)}, "salience runs from 0 to 1, but 'b' has 80"),
        ({"capability": (0, 1), "salience": (1, 0)}, "nobody counts"),
        ({"status_quo": 2}, "status_quo is 2"),
    ],
)
def test_what_does_not_fit_is_named(change, words):
    """Place, value, what is allowed."""
    with pytest.raises(UsageError, match=words):
        Bargaining(**{**GOOD, **change})


def test_more_actors_than_the_limit():
    """The limit is named."""
    with pytest.raises(LimitError, match="2,000"):
        Bargaining(tuple(map(str, range(2001))), [0] * 2001, [1] * 2001, [1] * 2001, 0, 1)


def test_a_reference_point_off_the_scale():
    """It is refused."""
    with pytest.raises(UsageError, match="reference is 7"):
        nash(Bargaining(**GOOD), 7)
