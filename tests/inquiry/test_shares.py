"""Shapley shares of the arguments of cases: who shares, what two that carry the same share, and what is not told."""

from __future__ import annotations

from itertools import permutations

import pytest

from estimative.assessment.run import Ensemble, run_methods
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.patches import merge_patch
from estimative.inquiry.arguments import weigh_arguments
from estimative.inquiry.dropping import drop_arguments
from estimative.inquiry.shapley import share_out
from tests.assessment.cases import bridge

RANGE = {"value": 1.2, "range": [0.5, 2.5]}


def changed(**change) -> Case:
    return from_long(merge_patch(to_long(bridge()), change))


def weighed(case, draws=40, budget=10**6):
    ensemble = Ensemble(draws, seed=3)
    runs = run_methods(case, ensemble)
    shares = share_out(case, runs, ensemble, budget)
    return runs, shares, weigh_arguments(case, runs, ensemble, shares)


def by_definition(case, draws):
    """Shares in conflict analysis from every order, each coalition a case of its own."""
    worth, names = {}, list(case.arguments)
    total = {name: {} for name in names}
    orders = list(permutations(names))
    for order in orders:
        for k, name in enumerate(order):
            for gone in (frozenset(order[:k]), frozenset(order[: k + 1])):
                if gone not in worth:
                    dropping = drop_arguments(case, [other for other in names if other in gone])
                    left = from_long(merge_patch(to_long(case), dropping.patch))
                    run = run_methods(left, Ensemble(draws, seed=3), dropping.shifts, ["conflict"])["conflict"]
                    worth[gone] = {key: support.mean for key, support in run.supports.items()}
            for key, before in worth[frozenset(order[:k])].items():
                step = (before - worth[frozenset(order[: k + 1])][key]) / len(orders)
                total[name][key] = total[name].get(key, 0.0) + step
    return total


def test_shares_are_those_of_the_definition_with_shifts_and_what_several_carry():
    case = changed(
        actors={"east": {"wants": {"money": {"rank": RANGE}}}},
        arguments={"debt": {"shifts": {"actors/east/wants/money/rank": -0.4}}},
    )
    runs, shares, found = weighed(case)
    assert shares["conflict"].exact
    due = by_definition(case, 40)
    for name in case.arguments:
        for key, share in found[name].shapley["conflict"].items():
            assert share.value == pytest.approx(due[name][key], abs=1e-9), (name, key)
    whole = sum(found[name].shapley["conflict"]["built"].value for name in found)
    assert whole == pytest.approx(shares["conflict"].every["built"] - shares["conflict"].none["built"])
    assert shares["conflict"].every["built"] == pytest.approx(runs["conflict"].supports["built"].mean)


def test_two_that_carry_the_same_weigh_nothing_alone_and_share_what_they_weigh_together():
    both = {"kind": "motive", "text": "both", "carries": ["actors/east/wants/bridge"]}
    case = changed(arguments={"trade": both, "again": both, "debt": None, "pride": None, "thrift": None})
    _, shares, found = weighed(case)
    for name in ("trade", "again"):
        assert found[name].effects["conflict"]["built"].effect == 0.0
        assert found[name].jointly["conflict"]["built"].effect == 1.0
        assert found[name].shapley["conflict"]["built"].value == 0.5
        assert (found[name].zero_because, found[name].no_effect) == ("no effect", "together")
    assert shares["conflict"].problems == 2  # one of the two gone is no problem of its own
    assert found["sway"].shapley["conflict"]["built"].value == 0.0
    assert found["sway"].jointly == {}


def test_a_zero_says_more_where_more_can_be_told():
    _, _, found = weighed(bridge())
    assert (found["thrift"].zero_because, found["thrift"].no_effect) == ("no effect", "stays")
    money = {"kind": "lever", "text": "m", "carries": ["actors/west/wants/money"]}
    calm = {"kind": "lever", "text": "c", "shifts": {"actors/west/wants/money/rank": 0.1}}
    alone = {"trade": None, "debt": None, "pride": None, "thrift": money, "calm": calm}
    _, _, found = weighed(changed(arguments=alone))
    assert found["calm"].no_effect == "never"
    assert found["talk"].no_effect is None
    # Either of two wants is enough for West to refuse: each weighs nothing while the other stands.
    wants = {"bridge": {"that": "not west.pay", "rank": 1}, "money": {"that": "not west.pay", "rank": 2}}
    first = {"kind": "obstacle", "text": "f", "carries": ["actors/west/wants/bridge"]}
    case = changed(
        actors={
            "west": {"wants": {**wants, "link": {"that": "west.pay", "rank": 3}}},
            "east": {"wants": {"bridge": {"that": "east.pay"}, "money": None}},
        },
        arguments={**alone, "calm": None, "first": first, "sway": None, "talk": None},
    )
    _, shares, found = weighed(case)
    assert {name: weight.no_effect for name, weight in found.items()} == {
        "first": "without others",
        "thrift": "without others",
    }
    assert found["first"].shapley["conflict"]["built"].value == pytest.approx(-0.5)
    assert shares["conflict"].none["built"] == 1.0


def test_what_cannot_all_be_dropped_has_no_shares_and_the_reason():
    case = changed(
        drivers={"flood": {"variants": ["low", "high"]}},
        arguments={"water": {"kind": "obstacle", "text": "water", "carries": ["drivers/flood"]}},
    )
    _, shares, found = weighed(case)
    assert shares["conflict"].shares == {}
    assert "drivers/flood" in (shares["conflict"].why or "")
    assert "conflict" not in found["trade"].shapley
    assert found["trade"].effects["conflict"]["built"].effect == 1.0


def test_with_few_problems_to_spend_orders_are_sampled_and_the_interval_holds_the_exact_share():
    case = changed(actors={"east": {"wants": {"money": {"rank": RANGE}}}})
    _, exact, _ = weighed(case, draws=200)
    runs, some, _ = weighed(case, draws=200, budget=1)
    assert exact["conflict"].exact
    assert not some["conflict"].exact
    for name, by in some["conflict"].shares.items():
        for key, share in by.items():
            assert share.low - 1e-9 <= exact["conflict"].shares[name][key].value <= share.high + 1e-9
    known = Ensemble(200, seed=3)
    warm = share_out(case, run_methods(case, known), known, 1)
    weigh_arguments(case, runs, known)
    assert share_out(case, runs, known, 1) == warm == some


def test_the_names_and_the_order_of_other_arguments_change_no_exact_share():
    case = bridge()
    data = to_long(case)
    data["arguments"] = {f"x-{name}"[2:] + "-z": data["arguments"][name] for name in reversed(data["arguments"])}
    _, one, _ = weighed(case)
    _, other, _ = weighed(from_long(data))
    for name, by in one["conflict"].shares.items():
        assert {k: s.value for k, s in other["conflict"].shares[f"{name}-z"].items()} == pytest.approx(
            {k: s.value for k, s in by.items()}
        )
