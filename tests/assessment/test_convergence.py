"""Where the methods meet: the leaders, the distances, the sentence."""

from __future__ import annotations

import numpy as np
import pytest

from estimative.assessment.convergence import convergence, total_variation
from estimative.assessment.run import MethodRun
from estimative.assessment.weights import NONE, Weights, leader, supports

TITLES = {"up": "up", "down": "down", NONE: "none of these"}


def run(method: str, up: float, down: float, none: float = 0.0, forecasts: bool = True) -> MethodRun:
    given = np.tile([up, down, none], (50, 1))
    open_ = np.tile([1 - up - down - none] * 3, (50, 1))
    weights = Weights(("up", "down"), given, open_)
    return MethodRun(method, forecasts, weights, supports(weights))


def meeting(*runs: MethodRun, **more: object):
    return convergence({found.method: found for found in runs}, TITLES, **more)


def test_nothing_and_one_method() -> None:
    assert meeting().sentence == "No method could be run on this case."
    alone = meeting(run("a", 1, 0))
    assert alone.largest_distance is None
    assert "leads to up" in alone.sentence
    assert "nothing to compare it with" in alone.sentence


def test_the_sentence_counts_who_leans_where_and_who_cannot_tell() -> None:
    found = meeting(run("a", 0.9, 0.1), run("b", 0.8, 0.2), run("c", 0.3, 0.7), run("d", 0.0, 0.0), run("e", 0.5, 0.5))
    assert found.sentence.startswith(
        "Of five methods that say where things lead, two lean to up (a, b), one to down (c),"
        " one has no clear leader (e), one cannot tell (d)."
    )
    assert found.leaders == {"a": "up", "b": "up", "c": "down", "d": None, "e": None}
    assert {frozenset((pair.one, pair.other)) for pair in found.distances} == {
        frozenset(pair) for pair in ("ab", "ac", "ae", "bc", "be", "ce")
    }
    assert found.largest_distance == pytest.approx(0.6)


def test_why_the_two_that_lie_furthest_apart_part() -> None:
    found = meeting(run("a", 0.9, 0.1), run("c", 0.2, 0.8), heaviest={"a": "the offer", "c": None})
    assert found.sentence.endswith("A and c part most, by 0.70 of 1: a rests most on “the offer”, no argument moves c.")
    same = meeting(run("a", 0.9, 0.1), run("b", 0.9, 0.1), heaviest={})
    assert same.sentence.endswith("Those that can be compared say the same.")


def test_a_method_that_does_not_forecast_has_no_part() -> None:
    found = meeting(run("a", 0.9, 0.1), run("force", 0.1, 0.9, forecasts=False))
    assert "force" not in found.leaders
    assert found.largest_distance is None


def test_what_is_undetermined_is_left_out_of_the_distance() -> None:
    told = supports(Weights(("s",), np.array([[0.2, 0.2]]), np.array([[0.6, 0.6]])))
    even = supports(Weights(("s",), np.array([[0.5, 0.5]]), np.zeros((1, 2))))
    silent = supports(Weights(("s",), np.zeros((1, 2)), np.ones((1, 2))))
    assert total_variation(told, even) == pytest.approx(0.0)
    assert total_variation(told, silent) is None


def test_shared_answers_lead_by_any_difference_and_others_beyond_error() -> None:
    rng = np.random.default_rng(4)
    share = np.clip(0.5 + rng.normal(0, 0.3, 40), 0, 1)
    share += 0.501 - share.mean()
    given = np.stack([share, 1 - share], axis=1)
    assert leader(Weights(("s",), given, np.zeros((40, 2)))) is None
    assert leader(Weights(("s",), given, np.zeros((40, 2)), shared=True)) == "s"


def test_a_lead_by_next_to_nothing_is_said_to_be_one() -> None:
    found = meeting(run("a", 0.9, 0.1), run("b", 0.51, 0.49))
    assert "two lean to up (a, b by less than 0.05)" in found.sentence
