"""Many draws of the expected-utility model at once: what the plain twin says of each, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.methods.bargaining import eum_many, eum_means, run_eum


def drawn(seed, count, actors, ties):
    """Random problems; with `ties` on a few places, with a few weights, some of them nothing."""
    rng = np.random.default_rng(seed)
    if not ties:
        return 100 * rng.random((count, actors)), 4 * rng.random((count, actors)), rng.random((count, actors))
    salience = rng.integers(0, 3, (count, actors)) / 2
    salience[:, 0] = 1
    places = rng.integers(0, 4, (count, actors)) * 10.0
    return places, rng.integers(1, 3, (count, actors)) * 1.0, salience


@given(st.integers(0, 2**32), st.integers(1, 9), st.booleans(), st.integers(0, 6))
@settings(max_examples=40)
def test_each_draw_has_the_mean_that_it_has_alone(seed, actors, ties, rounds):
    problems = drawn(seed, 12, actors, ties)
    alone = [run_eum(*row, rounds=rounds).mean[-1] for row in zip(*problems, strict=True)]
    assert eum_means(*problems, rounds).tolist() == alone


def test_stretches_and_many_actors_change_nothing(monkeypatch):
    problems = drawn(3, 30, 6, ties=False)
    whole = eum_means(*problems).tolist()
    monkeypatch.setattr(eum_many, "MOST_CELLS", 100)
    assert eum_means(*problems).tolist() == whole
    monkeypatch.setattr(eum_many, "MOST_ACTORS", 5)
    assert eum_means(*problems).tolist() == whole


def test_nothing_is_nothing_and_what_does_not_fit_is_named():
    assert eum_means(*(np.zeros((0, 3)) for _ in range(3))).tolist() == []
    position, capability, salience = drawn(1, 4, 3, ties=False)
    salience[2, 1] = 1.5
    with pytest.raises(UsageError, match="salience runs from 0 to 1, but actor 2 has"):
        eum_means(position, capability, salience)
