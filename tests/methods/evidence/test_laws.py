"""What must hold of every evidence table, whatever its ratings."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.methods.evidence import (
    Conventions,
    EvidenceTable,
    Item,
    Member,
    ReferenceClass,
    class_prior,
    rate,
    solve,
    spread,
    view,
)
from estimative.methods.evidence.weighing import exponents, item_log_ratios, ranks, totals
from tests.methods.evidence.tables import Oracle, order, tables

NEAR = 1e-9
few = settings(max_examples=50)  # a table is slow to draw, and each law looks at many of its parts


def pairwise(values):
    return values[:, None] - values[None, :]


@few
@given(tables())
def test_no_item_and_no_total_goes_beyond_its_cap_and_a_cap_that_binds_is_reached(table):
    found = solve(table)
    conventions = table.conventions
    raw, cut = item_log_ratios(table.ratings, conventions.log_ratios, conventions.item_cap)
    spans = raw.max(axis=1, initial=-math.inf) - raw.min(axis=1, initial=math.inf) if len(raw) else np.zeros(0)
    assert (spans <= math.log(conventions.item_cap) + NEAR).all()
    assert spans[cut] == pytest.approx(math.log(conventions.item_cap))
    assert pairwise(found.total).max() <= math.log(conventions.total_cap) + NEAR
    if found.total_capped.any():
        assert pairwise(found.total).max() == pytest.approx(math.log(conventions.total_cap))
    equal = solve(replace(table, conventions=replace(conventions, prior="equal")))
    assert equal.posterior.max() / equal.posterior.min() <= conventions.total_cap * (1 + NEAR)


@few
@given(tables())
def test_an_item_rated_alike_for_all_says_nothing(table):
    rows = table.ratings
    for k in range(len(table.items)):
        if len(set(rows[k].tolist())) == 1 and rows[k][0]:
            found = solve(table)
            assert found.contributions[k] == pytest.approx(found.contributions[k][0] * np.ones(len(table.hypotheses)))
            assert found.diagnosticity[k] == 0
            if table.items[k].group is None:
                rest = replace(table, items=table.items[:k] + table.items[k + 1 :], ratings=np.delete(rows, k, axis=0))
                assert solve(rest).posterior == pytest.approx(found.posterior)


@few
@given(tables(most_hypotheses=5), st.data())
def test_a_better_rating_never_makes_a_hypothesis_worse(table, data):
    """Unless it is so far behind that the cap on the total already holds it: then others may close up."""
    assume(table.items)
    k = data.draw(st.integers(0, len(table.items) - 1))
    h = data.draw(st.integers(0, len(table.hypotheses) - 1))
    now = int(table.ratings[k, h])
    assume(1 <= now < 5)
    ratings = table.ratings.copy()
    ratings[k, h] = data.draw(st.integers(now + 1, 5))
    before, after = solve(table), solve(replace(table, ratings=ratings))
    assume(not before.total_capped[h])
    assert after.posterior[h] >= before.posterior[h] - NEAR
    assert after.inconsistency[h] <= before.inconsistency[h] + NEAR
    others = np.arange(len(table.hypotheses)) != h
    assert after.inconsistency[others] == pytest.approx(before.inconsistency[others])


def test_the_exception_of_that_law_is_real():
    """Far behind and held by the cap, a better rating of one narrows what the item says of two others."""
    table = EvidenceTable(
        ("first", "second", "far"),
        tuple(Item(f"i{k}") for k in range(4)),
        [[5, 4, 2], [3, 3, 1], [1, 3, 3], [2, 2, 1]],
        conventions=Conventions(total_cap=10),
    )
    ratings = table.ratings.copy()
    ratings[0, 2] = 3
    before, after = solve(table), solve(replace(table, ratings=ratings))
    assert before.total_capped[2]
    assert before.posterior[2] == pytest.approx(0.0668, abs=1e-4)
    assert after.posterior[2] == pytest.approx(0.0625, abs=1e-4)


@few
@given(tables(), st.data())
def test_a_better_source_never_says_less(table, data):
    """Before the cap on the total, and outside a group, what an item says grows with its weight."""
    assume(table.items)
    k = data.draw(st.integers(0, len(table.items) - 1))
    item = replace(table.items[k], group=None, retracted=False)
    found = []
    for relevance in (0.25, 0.75):
        items = (*table.items[:k], replace(item, relevance=relevance), *table.items[k + 1 :])
        found.append(np.abs(pairwise(solve(replace(table, items=items)).contributions[k])))
    assert (found[0] <= found[1] + NEAR).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(0, 1))
def test_a_group_counts_what_its_weightiest_member_would(weights, other):
    values = np.array([*weights, other])
    groups = np.array([0] * len(weights) + [1])
    found = exponents(values, groups, np.ones(len(values), dtype=bool))
    assert found[:-1].sum() == pytest.approx(max(weights))
    assert found[-1] == other
    assert (found <= values + NEAR).all()


@pytest.mark.parametrize("copies", [2, 5])
def test_copies_of_one_report_count_once(copies):
    one = EvidenceTable(("a", "b", "c"), (Item("wire", "B3"),), [[5, 2, 1]])
    many = EvidenceTable(
        ("a", "b", "c"), tuple(Item(f"copy {k}", "B3", group="wire") for k in range(copies)), [[5, 2, 1]] * copies
    )
    assert solve(many).posterior == pytest.approx(solve(one).posterior)
    assert solve(many).inconsistency == pytest.approx(solve(one).inconsistency)
    assert solve(many).plain == pytest.approx(solve(one).plain)


@few
@given(tables())
def test_what_was_retracted_or_rated_against_nothing_might_as_well_not_be_there(table):
    kept = [k for k in range(len(table.items)) if table.active[k]]
    rest = replace(table, items=tuple(table.items[k] for k in kept), ratings=table.ratings[kept])
    one, other = solve(table), solve(rest)
    assert one.posterior == pytest.approx(other.posterior)
    assert one.inconsistency == pytest.approx(other.inconsistency)
    assert one.plain == pytest.approx(other.plain)
    assert {w.name: w.posterior_rank for w in one.without} == {w.name: w.posterior_rank for w in other.without}


@few
@given(tables())
def test_not_rated_counts_as_neutral_where_something_else_is_rated(table):
    filled = np.where((table.ratings == 0) & table.active[:, None], 3, table.ratings)
    one, other = solve(table), solve(replace(table, ratings=filled))
    assert one.posterior == pytest.approx(other.posterior)
    assert one.inconsistency == pytest.approx(other.inconsistency)
    assert one.diagnosticity == pytest.approx(other.diagnosticity)


@few
@given(tables())
def test_the_linchpin_test_is_the_table_without_the_item_or_the_group(table):
    found = solve(table)
    groups: dict[str, list[int]] = {}
    for k, item in enumerate(table.items):
        if item.group is not None and table.active[k]:
            groups.setdefault(item.group, []).append(k)
    due = {("item", table.items[k].name): frozenset({k}) for k in range(len(table.items)) if table.active[k]}
    due |= {("group", name): frozenset(members) for name, members in groups.items() if len(members) > 1}
    assert {(one.kind, one.name) for one in found.without} == set(due)
    prior = Oracle(table).prior()
    for one in found.without:
        oracle = Oracle(table, due[one.kind, one.name])
        assert list(one.ach_rank) == order(oracle.inconsistency(), least=True)
        assert one.posterior == pytest.approx(oracle.posterior(prior))
        assert one.ach_changes == (list(one.ach_rank) != order(Oracle(table).inconsistency(), least=True))
        assert one.posterior_changes == (one.posterior_rank != found.posterior_rank)


@few
@given(tables())
def test_a_disagreement_is_a_pair_in_opposite_orders(table):
    found = solve(table)
    pairs = {(one.ach_prefers, one.posterior_prefers) for one in found.disagreements}
    for a in range(len(table.hypotheses)):
        for b in range(len(table.hypotheses)):
            opposed = (
                found.inconsistency[a] < found.inconsistency[b] - NEAR
                and found.posterior[a] < found.posterior[b] - NEAR
            )
            assert ((a, b) in pairs) == opposed


@few
@given(tables())
def test_every_posterior_of_the_spread_follows_from_its_prior(table):
    found = solve(table)
    oracle = Oracle(table)
    assert found.spread[0].source == "equal"
    for one in found.spread:
        assert sum(one.prior) == pytest.approx(1)
        assert one.posterior == pytest.approx(oracle.posterior(list(one.prior)))
        if one.hypothesis is not None:
            assert one.prior[one.hypothesis] == pytest.approx(one.at)
    for h, value in enumerate(found.even_at):
        prior = [(1 - value) / (oracle.count - 1)] * oracle.count
        prior[h] = value
        assert oracle.posterior(prior)[h] == pytest.approx(0.5)


@few
@given(tables())
def test_the_spread_has_each_class_at_its_ends(table):
    found = {(one.known, one.at) for one in spread(np.zeros(len(table.hypotheses)), solve(table).classes)}
    for known in table.classes:
        for place, seen in view(known, len(table.hypotheses)).rates:
            if place in known.speaks_of:
                assert {(known.name, seen.low), (known.name, seen.mean), (known.name, seen.high)} <= found


# The outside view


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_range_of_a_rate_holds_ninety_percent_of_its_distribution(happened, more):
    assume(happened + more)
    from scipy.stats import beta

    found = rate(happened, happened + more)
    known = beta(happened + 0.5, more + 0.5)
    assert found.mean == pytest.approx(known.mean())
    assert known.cdf(found.low) == pytest.approx(0.05)
    assert known.cdf(found.high) == pytest.approx(0.95)
    other = rate(more, happened + more)
    assert (other.mean, other.low, other.high) == pytest.approx((1 - found.mean, 1 - found.high, 1 - found.low))


@few
@given(tables())
def test_classes_make_the_prior_that_the_rule_says(table):
    found = class_prior(table.classes, len(table.hypotheses))
    switched = replace(table, conventions=replace(table.conventions, prior="classes"))
    assert solve(switched).prior.tolist() == pytest.approx(Oracle(switched).prior())
    assert solve(replace(table, conventions=replace(table.conventions, prior="equal"))).prior == pytest.approx(
        1 / len(table.hypotheses)
    )
    if found is None:
        return
    assert sum(found.prior) == pytest.approx(1)
    assert min(found.prior) > 0
    without = [value for value, known in zip(found.prior, found.rates, strict=True) if known is None]
    assert all(value >= 0.01 - NEAR for value in without)
    if found.fits:
        assert [p for p, r in zip(found.prior, found.rates, strict=True) if r is not None] == pytest.approx(
            [r for r in found.rates if r is not None]
        )


def test_with_two_hypotheses_a_class_on_one_is_a_class_on_the_other():
    one = ReferenceClass("k", happened=3, of=12, hypothesis=0)
    other = ReferenceClass("k", happened=9, of=12, hypothesis=1)
    assert class_prior([one], 2) == class_prior([other], 2)
    assert class_prior([one], 2).prior == pytest.approx((3.5 / 13, 9.5 / 13))
    assert class_prior([one], 3).prior != class_prior([other], 3).prior


def test_counts_by_hypothesis_are_the_mean_of_a_dirichlet_distribution():
    found = class_prior([ReferenceClass("k", counts=(4, 0, 2))], 3)
    assert found.prior == pytest.approx((4.5 / 7.5, 0.5 / 7.5, 2.5 / 7.5))
    assert found.fits
    two = class_prior([ReferenceClass("k", counts=(3, 9))], 2)
    assert two.prior == pytest.approx(class_prior([ReferenceClass("k", happened=3, of=12, hypothesis=0)], 2).prior)


def test_members_give_a_rate_weighted_by_likeness():
    members = (Member("a", 1.0, True), Member("b", 0.5, False), Member("c", None, True), Member("d", 0.5, None))
    found = view(ReferenceClass("k", happened=2, of=4, hypothesis=0, members=members), 3)
    assert (found.alike, found.compared) == (pytest.approx(1 / 1.5), 2)
    assert view(ReferenceClass("k", happened=2, of=4), 3).alike is None


def test_a_class_is_no_prior_unless_switched_on_and_then_doubts_are_said():
    known = ReferenceClass("theirs", happened=0, of=3, hypothesis=0, by_author=True)
    table = EvidenceTable(("a", "b"), (), [], (known,))
    beside = solve(table)
    assert beside.prior.tolist() == [0.5, 0.5]
    assert any("stands beside" in text and "author" in text and "fewer" in text for text in beside.warnings)
    assert any("prior is equal" in text for text in beside.warnings)
    used = solve(replace(table, conventions=Conventions(prior="classes")))
    assert used.prior == pytest.approx([0.125, 0.875])
    assert any("makes the prior" in text for text in used.warnings)


def test_rates_that_do_not_fit_are_said():
    known = (
        ReferenceClass("one", happened=18, of=20, hypothesis=0),
        ReferenceClass("two", happened=15, of=20, hypothesis=1),
    )
    found = solve(EvidenceTable(("a", "b", "c"), (), [], known, Conventions(prior="classes")))
    assert found.prior == pytest.approx([0.99 * 18.5 / 34, 0.99 * 15.5 / 34, 0.01])
    assert any("sum to 1.62" in text for text in found.warnings)


# What does not fit together


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=6))
def test_places_count_who_is_better(values):
    found = ranks(np.array(values))
    assert list(found) == order(values, least=True)
    assert min(found) == 1


@few
@given(tables())
def test_totals_do_not_hang_on_what_is_common_to_all(table):
    raw, _ = item_log_ratios(table.ratings, table.conventions.log_ratios, 4.0)
    counts = np.ones(len(table.items))
    assert totals(raw, counts) == pytest.approx(totals(raw + 0.7, counts))


@pytest.mark.parametrize(
    "change, words",
    [
        ({"hypotheses": ("a",), "ratings": [[3]]}, "two or more"),
        ({"hypotheses": ("a", "a")}, "twice: `a`"),
        ({"hypotheses": ("a", "")}, "not empty"),
        ({"items": (Item("x", relevance=1.5),)}, "relevance"),
        ({"items": (Item("x", "G7"),)}, "a letter A to F"),
        ({"ratings": [[1, 2, 3]]}, "shape"),
        ({"ratings": [[6, 1]]}, "whole numbers"),
        ({"ratings": [[2.5, 1]]}, "whole numbers"),
        ({"classes": (ReferenceClass("k", happened=1, of=2, hypothesis=2),)}, "not there"),
        ({"classes": (ReferenceClass("k", counts=(1, 2, 3)),)}, "one for each"),
        ({"classes": (ReferenceClass("k", happened=1, of=2),) * 2}, "twice: `k`"),
    ],
)
def test_a_table_that_does_not_fit_together_is_refused(change, words):
    table = EvidenceTable(("a", "b"), (Item("x"),), [[1, 2]])
    with pytest.raises(UsageError, match=words):
        replace(table, **change)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"ratios": {"CC": 0}}, "above 0"),
        ({"ratios": {"CC": 1.5}}, "rise"),
        ({"ratios": {"C+": 3}}, "unknown"),
        ({"source": {"A": 1.2}}, "0 to 1"),
        ({"item": {"7": 0.5}}, "unknown"),
        ({"item_cap": 0.5}, "1 or more"),
        ({"total_cap": math.inf}, "1 or more"),
        ({"prior": "mine"}, "allowed are"),
    ],
)
def test_conventions_that_mean_nothing_are_refused(arguments, words):
    with pytest.raises(UsageError, match=words):
        Conventions(**arguments)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"happened": 3, "of": 2}, "0 to n"),
        ({"happened": 0, "of": 0}, "0 to n"),
        ({"counts": (0, 0)}, "not all 0"),
        ({"counts": (1, 2), "of": 3}, "stand alone"),
        ({"happened": 0, "of": 1, "weight": -1}, "weight"),
        ({"happened": 0, "of": 1, "members": (Member("m", 2.0),)}, "similarity"),
    ],
)
def test_classes_that_cannot_be_are_refused(arguments, words):
    with pytest.raises(UsageError, match=words):
        ReferenceClass("k", **arguments)
