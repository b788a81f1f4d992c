"""Support, its interval, and when a lead counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.assessment.bands import implied
from estimative.assessment.weights import NONE, Weights, leader, supports
from estimative.base.intervals import wilson


@pytest.mark.parametrize(
    "share, count, low, high",
    [(0.5, 100, 0.4038, 0.5962), (0.0, 10, 0.0, 0.2775), (1.0, 10, 0.7225, 1.0), (0.3, 30, 0.1666, 0.4788)],
)
def test_wilson_gives_the_published_interval(share: float, count: int, low: float, high: float) -> None:
    assert wilson(share, count) == pytest.approx((low, high), abs=5e-4)


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_the_interval_holds_the_share_and_stays_within_nought_and_one(share: float, count: int) -> None:
    low, high = wilson(share, count)
    assert 0 <= low <= share <= high <= 1


def test_a_lead_within_sampling_error_is_none() -> None:
    rng = np.random.default_rng(3)
    first = (rng.random(400) < 0.51).astype(float)
    even = np.stack([first, 1 - first, np.zeros(400)], axis=1)
    assert leader(Weights(("a", "b"), even, np.zeros_like(even))) is None
    sure = (rng.random(400) < 0.8).astype(float)
    clear = np.stack([sure, 1 - sure, np.zeros(400)], axis=1)
    assert leader(Weights(("a", "b"), clear, np.zeros_like(clear))) == "a"


def test_none_of_these_can_lead() -> None:
    given_ = np.tile([0.2, 0.8], (50, 1))
    weights = Weights(("a",), given_, np.zeros_like(given_))
    assert leader(weights) == NONE
    assert supports(weights)[NONE].mean == pytest.approx(0.8)


def test_equal_supports_have_no_leader() -> None:
    given_ = np.tile([0.5, 0.5], (50, 1))
    assert leader(Weights(("a",), given_, np.zeros_like(given_))) is None


def test_a_support_of_exactly_three_fifths_is_one() -> None:
    given_ = np.tile([0.6, 0.4], (2000, 1))
    found = supports(Weights(("a",), given_, np.zeros_like(given_)))
    assert (found["a"].mean, found[NONE].mean) == (0.6, 0.4)
    assert (implied([found["a"]]), implied([found[NONE]])) == ("mostly holds", "mostly fails")


def test_the_last_bits_of_a_sum_lead_nowhere() -> None:
    given_ = np.tile([0.5 - 1e-16, 0.5 + 1e-16, 0.0], (2000, 1))
    assert leader(Weights(("a", "b"), given_, np.zeros_like(given_))) is None
