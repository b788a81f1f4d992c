"""Shares of a change: they add up, they are those of the definition, what no method reads has none."""

import functools
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.assessment.run import Ensemble, run_methods
from estimative.base.progress import SILENT
from estimative.case.longform import from_long, to_long
from estimative.case.patches import merge_patch
from estimative.inquiry import attribution
from estimative.inquiry import between as between_cases
from estimative.inquiry.attribution import attribute, drawn_shares, exact_shares
from estimative.inquiry.between import Between
from estimative.inquiry.differences import differences
from tests.assessment.cases import bridge
from tests.inquiry.pairs import pair

FEW = Ensemble(20, 3)


def after(case, **change):
    return from_long(merge_patch(to_long(case), change))


def game(seed, count):
    """A random worth of every combination, two figures each."""
    numbers = np.random.Generator(np.random.Philox(seed)).normal(size=(2**count, 2))
    return lambda taken: numbers[sum(1 << place for place in taken)]


def by_all_orders(count, worth):
    shares = np.zeros((count, 2))
    for order in itertools.permutations(range(count)):
        taken = frozenset()
        for place in order:
            shares[place] += worth(taken | {place}) - worth(taken)
            taken |= {place}
    return shares / math.factorial(count)


@given(st.integers(0, 10**6), st.integers(1, 6))
@settings(max_examples=30, deadline=None)
def test_exact_shares_are_the_means_over_all_orders(seed, count):
    worth = game(seed, count)
    shares = exact_shares(count, worth, SILENT)
    assert shares == pytest.approx(by_all_orders(count, worth), abs=1e-9)
    assert shares.sum(axis=0) == pytest.approx(worth(frozenset(range(count))) - worth(frozenset()), abs=1e-9)


def test_drawn_shares_add_up_and_their_intervals_hold_the_exact_ones():
    held = total = 0
    for seed in range(60):
        worth = game(seed, 6)
        shares, errors = drawn_shares(6, worth, 20, SILENT)
        whole = worth(frozenset(range(6))) - worth(frozenset())
        assert shares.sum(axis=0) == pytest.approx(whole, abs=1e-9)
        due = exact_shares(6, worth, SILENT)
        held += int((abs(shares - due) <= 2.1 * errors).sum())
        total += due.size
    assert 0.9 < held / total < 1


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10**6))
def test_the_parts_of_every_support_add_up_to_its_change(seed):
    one, other = pair(seed)
    before, later = run_methods(one, FEW), run_methods(other, FEW)
    found = attribute(one, other, FEW, budget=24)
    assert set(found.methods) == set(before) & set(later)
    for method, change in found.methods.items():
        for key in change.keys:
            due = later[method].supports[key].mean - before[method].supports[key].mean
            assert change.change(key) == due
            assert sum(part.shares[key] for part in change.parts) + change.rest[key] == pytest.approx(due, abs=1e-9)
            assert change.rest[key] == 0, (method, key)
            low, high = change.intervals[key]
            assert low <= due <= high
        assert change.exact == all(part.intervals is None for part in change.parts)


@pytest.mark.parametrize("seed", [4, 16, 23])
def test_shares_are_those_of_plain_loops_over_every_order_of_cases(seed):
    one, other = pair(seed)
    found = attribute(one, other, FEW, budget=200)
    between = Between(one, other, differences(one, other), FEW)
    for method, change in found.methods.items():
        groups = [frozenset(piece.path for piece in part.pieces) for part in change.parts]
        if not 2 <= len(groups) <= 4:
            continue
        keys = change.keys

        @functools.cache
        def worth(taken, groups=groups, method=method, keys=keys):
            paths = frozenset().union(*(groups[place] for place in taken))
            case = between.case({n for n, piece in enumerate(between.read) if piece.path in paths})
            run = run_methods(case, FEW, only=[method])[method]
            return np.array([run.supports[key].mean for key in keys[:2]])

        due = by_all_orders(len(groups), worth)
        have = [[part.shares[key] for key in keys[:2]] for part in change.parts]
        assert np.array(have) == pytest.approx(due, abs=1e-9)


def test_where_too_much_differs_it_is_taken_together_and_still_adds_up(monkeypatch):
    one, other = pair(0)
    monkeypatch.setattr(between_cases, "MOST_CHECKS", 0)
    found = attribute(one, other, FEW, budget=24)
    assert found.between.given_up
    assert len(found.joined) == 1
    for change in found.methods.values():
        for key in change.keys:
            assert sum(part.shares[key] for part in change.parts) == pytest.approx(change.change(key), abs=1e-9)


def test_many_parts_are_taken_together_by_record_and_still_add_up(monkeypatch):
    one, other = pair(42)
    monkeypatch.setattr(attribution, "MOST_PARTS", 2)
    found = attribute(one, other, FEW, budget=24)
    assert any(len(part.pieces) > 1 for change in found.methods.values() for part in change.parts)
    for change in found.methods.values():
        for key in change.keys:
            assert sum(part.shares[key] for part in change.parts) == pytest.approx(change.change(key), abs=1e-9)


def test_a_case_and_itself_differ_in_nothing():
    found = attribute(bridge(), bridge(), FEW)
    assert found.pieces == ()
    for change in found.methods.values():
        assert change.parts == ()
        assert all(change.change(key) == 0 for key in change.keys)
        assert set(change.intervals.values()) <= {(0.0, 0.0)}
    assert found.leader_before == found.leader_after


def test_words_alone_move_nothing_and_are_never_run():
    other = after(bridge(), title="Other", actors={"east": {"wants": {"money": {"because": "they say so"}}}})
    found = attribute(bridge(), other, FEW)
    assert [piece.kind for piece in found.pieces] == ["words", "words"]
    assert all(change.parts == () and change.runs == 0 for change in found.methods.values())


def test_two_votes_that_only_count_together_share_alike():
    """Both towns must want the bridge more than their money; either alone changes nothing."""
    idle = {"wants": {"bridge": {"rank": {"value": 3}}}}
    one = after(bridge(), actors={"east": idle, "west": idle})
    found = attribute(one, bridge(), FEW).methods["conflict"]
    assert (found.before.supports["built"].mean, found.after.supports["built"].mean) == (0, 1)
    assert [part.shares["built"] for part in found.parts] == [0.5, 0.5]
    assert found.exact
    assert found.runs == 4


def test_a_method_that_one_case_cannot_feed_is_named():
    without = after(bridge(), influence=None, actors={"east": {"wants": None}, "west": {"wants": None}})
    found = attribute(bridge(), without, FEW)
    assert found.only_old == ("conflict", "influence")
    assert found.only_new == ()
    assert "conflict" not in found.methods


def test_unchanged_judgments_have_the_same_draws():
    ranged = {"wants": {"bridge": {"rank": {"value": 2, "range": [1, 4]}}}}
    one = after(bridge(), actors={"east": ranged})
    other = after(one, actors={"ferry": {"wants": {"no-bridge": {"rank": {"value": 5}}}}})
    found = attribute(one, other, Ensemble(200)).methods["conflict"]
    assert found.change("built") == 0
    assert found.intervals["built"] == (0, 0)
