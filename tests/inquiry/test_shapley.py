"""Shapley shares: against all orders of made-up games, their axioms, and how often the interval holds the share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.inquiry.shapley import NOTHING, PREPARING, shared_out
from tests.inquiry.games import TableGame, over_all_orders

KEYS = ("s", "t", "none")


def tables(players, draws=3, seed=0):
    rng = np.random.default_rng(seed)
    return np.round(rng.random((1 << players, draws, len(KEYS))), 3)


def shares_of(game, budget=10**9, keys=KEYS):
    found = shared_out(game, keys, budget)
    return found, np.array([[found.shares[name][key].value for key in keys] for name in found.shares])


@pytest.mark.parametrize("players", range(1, 7))
def test_exact_shares_are_the_mean_over_all_orders(players):
    for seed in range(400 // players**2):
        table = tables(players, seed=seed)
        found, shares = shares_of(TableGame(table))
        assert found.exact
        assert found.orders is None
        assert found.left_out == 0
        assert found.problems == 1 << players
        assert shares == pytest.approx(over_all_orders(table), abs=1e-9)


def test_interchangeable_players_need_one_coalition_for_each_number_of_them():
    table = np.array([[[(dropped).bit_count() ** 2]] for dropped in range(1 << 12)], dtype=float)
    game = TableGame(table, alike=["a"] * 7 + ["b"] * 5)
    found, shares = shares_of(game, keys=("s",))
    assert found.problems == 8 * 6
    assert shares == pytest.approx(np.full((12, 1), -12.0))


@given(st.integers(2, 5), st.integers(0, 10**6), st.data())
def test_shares_sum_to_all_less_none_and_a_null_player_has_none(players, seed, data):
    table = tables(players, seed=seed)
    null = data.draw(st.integers(0, players - 1))
    for dropped in range(1 << players):
        table[dropped] = table[dropped & ~(1 << null)]
    found, shares = shares_of(TableGame(table))
    assert shares.sum(axis=0) == pytest.approx([found.every[key] - found.none[key] for key in KEYS], abs=1e-9)
    assert shares[null] == pytest.approx(0, abs=1e-9)
    found, shares = shares_of(TableGame(table, distinct=10**6), budget=1)
    assert not found.exact
    assert found.orders
    assert shares.sum(axis=0) == pytest.approx([found.every[key] - found.none[key] for key in KEYS], abs=1e-9)
    assert shares[null] == pytest.approx(0, abs=1e-9)


@given(st.integers(2, 5), st.integers(0, 10**6), st.booleans())
def test_players_that_do_the_same_have_the_same_share(players, seed, exact):
    table = tables(players, seed=seed)
    for dropped in range(1 << players):
        if dropped & 3 == 2:
            table[dropped] = table[dropped ^ 3]
    for alike in (None, ["a", "a", *range(2, players)]) if exact else (["a", "a", *range(2, players)],):
        _, shares = shares_of(TableGame(table, alike=alike, distinct=10**6), budget=10**9 if exact else 1)
        assert shares[0] == pytest.approx(shares[1], abs=1e-9)


@given(st.integers(1, 5), st.integers(0, 10**6), st.sampled_from([1, 10**9]))
def test_shares_in_two_scenarios_together_are_the_sum_of_the_shares(players, seed, budget):
    table = tables(players, draws=40, seed=seed)
    both = table.copy()
    both[:, :, 2] = table[:, :, 0] + table[:, :, 1]
    _, shares = shares_of(TableGame(both, distinct=10**6), budget=budget)
    assert shares[:, 2] == pytest.approx(shares[:, 0] + shares[:, 1], abs=1e-9)


@given(st.integers(2, 5), st.integers(0, 10**6), st.sets(st.integers(1, 30), max_size=12))
def test_orders_through_what_cannot_be_computed_are_left_out(players, seed, impossible):
    table = tables(players, seed=seed)
    full = (1 << players) - 1
    impossible &= set(range(1, full))
    found, shares = shares_of(TableGame(table, impossible=impossible))
    due = over_all_orders(table, impossible)
    if due is None:
        assert found.why is not None
        assert found.shares == {}
        return
    assert shares == pytest.approx(due, abs=1e-9)
    assert shares.sum(axis=0) == pytest.approx([found.every[key] - found.none[key] for key in KEYS], abs=1e-9)
    sampled, some = shares_of(TableGame(table, impossible=impossible, distinct=10**6), budget=1)
    if sampled.why is None:
        assert some.sum(axis=0) == pytest.approx([found.every[key] - found.none[key] for key in KEYS], abs=1e-9)


def test_what_not_all_can_be_dropped_from_has_no_shares_and_says_why():
    found, _ = shares_of(TableGame(tables(3), impossible={7}))
    assert found.shares == {}
    assert found.why == "not all arguments can be dropped at once: it cannot be"
    found, _ = shares_of(TableGame(tables(2), impossible={1, 2}))
    assert found.why == "no order of dropping can be walked to its end: it cannot be"


def pairs_only(players, seed):
    """What players do alone and in pairs, and nothing more."""
    rng = np.random.default_rng(seed)
    alone, together = rng.normal(size=players), np.triu(rng.normal(size=(players, players)), 1)
    kept = np.array([[1.0 - (dropped >> k & 1) for k in range(players)] for dropped in range(1 << players)])
    return (kept @ alone + np.einsum("di,ij,dj->d", kept, together, kept))[:, None, None]


def test_an_order_with_its_reverse_takes_out_all_that_is_done_alone_and_in_pairs():
    for seed in range(20):
        table = np.repeat(pairs_only(6, seed), 60, axis=1)
        found, shares = shares_of(TableGame(table, seed, distinct=10**6), budget=1, keys=("s",))
        assert not found.exact
        assert shares == pytest.approx(over_all_orders(table), abs=1e-9)


def votes(players, draws, rng):
    """It comes about in a draw while those kept weigh enough together; players 0 to 2 carry the same."""
    weights = rng.dirichlet(np.ones(players - 2))
    threshold = rng.uniform(0.1, 0.9, size=draws)
    table = np.zeros((1 << players, draws, 1))
    for dropped in range(1 << players):
        kept = [dropped & 7 != 7, *(not dropped >> k & 1 for k in range(3, players))]
        table[dropped, :, 0] = weights @ kept > threshold
    return table


def covered(games, draws, players=7, budget=1):
    inside, total = 0, 0
    for seed in range(games):
        table = votes(players, draws, np.random.default_rng(seed))
        found, _shares = shares_of(TableGame(table, seed, distinct=10**6), budget=budget, keys=("s",))
        exact, _ = shares_of(TableGame(table), keys=("s",))
        for name, by in found.shares.items():
            inside += by["s"].low - 1e-9 <= exact.shares[name]["s"].value <= by["s"].high + 1e-9
            total += 1
    return inside / total


def test_the_interval_holds_the_exact_share_about_as_often_as_it_says():
    assert covered(games=80, draws=400) > 0.93


def test_the_same_seed_gives_the_same_shares_and_another_seed_others():
    table = tables(6, draws=30, seed=4)
    one, again, other = (shares_of(TableGame(table, seed, distinct=10**6), budget=1)[0] for seed in (1, 1, 2))
    assert one == again
    assert one.shares != other.shares
    assert {share.exact for by in one.shares.values() for share in by.values()} == {False}


def test_the_budget_decides_between_all_orders_and_some():
    table = tables(5, draws=100)
    assert shares_of(TableGame(table, distinct=3), budget=32 * (PREPARING + 3))[0].exact
    some = shares_of(TableGame(table, distinct=3), budget=32 * (PREPARING + 3) - 1)[0]
    assert not some.exact
    assert some.orders is not None
    assert some.draws <= 100
    assert (NOTHING.value, NOTHING.exact) == (0.0, True)
