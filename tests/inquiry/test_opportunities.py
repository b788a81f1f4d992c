"""Opportunities: every figure is that of the changed case, every claim is checked against a plain definition."""

from __future__ import annotations

import itertools
import re

import pytest

from estimative.assessment.bargaining_model import bargaining_model
from estimative.assessment.run import Ensemble, leader_of_most, run_methods
from estimative.base.errors import UsageError
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.names import ID_PATTERN
from estimative.case.patches import merge_patch
from estimative.inquiry.opportunities import Opportunities, Opportunity, opportunities
from estimative.inquiry.stress import changed_case
from estimative.methods.bargaining import solve
from tests.assessment.cases import bridge
from tests.inquiry.small_cases import FACTORS, STATEMENTS, feasible, some_case

DRAWS = 4


def found_in(case: Case, actor: str = "b", wish: str = "given") -> Opportunities:
    ensemble = Ensemble(DRAWS, 3)
    return opportunities(case, run_methods(case, ensemble), ensemble, actor, wish)


def by_id(found: Opportunities) -> dict[str, Opportunity]:
    return {one.id: one for one in found.all}


def haggled() -> Case:
    """The bridge with an issue, influence and objectives: every kind of thing that can be done."""
    position = {"at": {"value": 40, "range": [20, 60]}, "salience": {"value": 0.95, "range": [0.5, 1]}, "capability": 2}
    change = {
        "influence": {
            "east": {"west": 2, "ferry": 1},
            "west": {"ferry": 4, "east": 1},
            "ferry": {"west": 3, "east": 2},
        },
        "objectives": {"link": {"serves": ["built"], "stakes": {"east": 2, "west": 1, "ferry": -3}}},
        "issues": {
            "toll": {
                "text": "the toll",
                "marks": [
                    {"at": 0, "means": "not west.pay"},
                    {"at": 50, "means": "west.pay"},
                    {"at": 100},
                ],
                "positions": {"east": position, "west": {"at": 65, "salience": 1}, "ferry": {"at": 0}},
            }
        },
    }
    return from_long(merge_patch(to_long(bridge()), change))


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_is_that_of_the_changed_case(seed: int) -> None:
    case = from_long(some_case(seed))
    before = run_methods(case, Ensemble(DRAWS, 3))
    tried = 0
    for one in found_in(case).all:
        if one.change is None:
            assert one.not_computed is not None
            continue
        after = run_methods(changed_case(case, one.change), Ensemble(DRAWS, 3))
        for key, moved in one.supports["conflict"].items():
            assert moved.before == before["conflict"].supports[key].mean
            assert moved.after == after["conflict"].supports[key].mean
        assert (one.before, one.after) == (before["conflict"].leader, after["conflict"].leader)
        tried += 1
    assert tried >= 8


@pytest.mark.parametrize("seed", range(25))
def test_an_offer_turns_the_result_at_the_largest_rank_of_a_fine_grid_at_which_it_does(seed: int) -> None:
    data = some_case(seed)
    lead = leader_of_most(run_methods(from_long(data), Ensemble(DRAWS, 3)))
    one = by_id(found_in(from_long(data)))["offer-b-a"]
    stated = sorted({want["rank"] for want in data["actors"]["a"]["wants"].values()})
    leading = []
    for rank in [k / 4 for k in range(1, 24) if k / 4 not in stated]:
        want = {"offer": {"that": "a.grant", "rank": rank}}
        changed = from_long(merge_patch(data, {"actors": {"a": {"wants": want}}}))
        if leader_of_most(run_methods(changed, Ensemble(DRAWS, 3))) == "given":
            leading.append(rank)
    if lead == "given" or not leading:
        assert one.threshold is None
        assert one.rank in one.by_rank
        assert one.by_rank[one.rank] == max(one.by_rank.values())
    else:
        assert one.threshold is not None
        assert sum(rank < one.threshold for rank in stated) == sum(rank < max(leading) for rank in stated)
        assert (one.rank, one.after) == (one.threshold, "given")


def test_the_random_cases_have_offers_that_turn_the_result_and_some_that_do_not() -> None:
    thresholds = [by_id(found_in(from_long(some_case(seed))))["offer-b-a"].threshold for seed in range(25)]
    assert None in thresholds
    assert len(set(thresholds)) >= 3


@pytest.mark.parametrize("seed", range(15))
def test_what_a_step_serves_and_costs_is_what_it_makes_true_and_ends(seed: int) -> None:
    data = some_case(seed)
    now = dict.fromkeys(FACTORS, "no")
    for option in ("ask", "pay"):
        then = {**now, f"b.{option}": "yes"}
        due: dict[bool, set[str]] = {True: set(), False: set()}
        for actor, record in data["actors"].items():
            for name, want in record["wants"].items():
                holds = STATEMENTS[want["that"]]
                if holds(then) != holds(now):
                    due[holds(then)].add(f"actors/{actor}/wants/{name}")
        one = by_id(found_in(from_long(data)))[f"hold-b-{option}-yes"]
        assert (set(one.serves), set(one.costs)) == (due[True], due[False])


def test_what_is_held_stays_and_a_step_may_be_undone() -> None:
    # Both towns pay only together; West that has paid alone takes its money back, unless it is bound.
    found = by_id(found_in(bridge(), "west", "built"))
    hold, step = found["hold-west-pay-yes"], found["step-west-pay-yes"]
    assert hold.change is not None
    assert hold.change["now"] == {"west.pay": "yes"}
    assert hold.change["rules"]["held-west-pay"]["always"] == "west.pay = yes"
    assert hold.supports["conflict"]["built"].after == 1.0
    assert step.change == {"now": {"west.pay": "yes"}}
    keep = found["keep-west-pay-no"]
    assert (keep.supports["conflict"]["built"].after, keep.direction) == (0.0, "harms")
    assert keep.change is not None
    assert "now" not in keep.change
    assert found["hold-east-pay-yes"] in found_in(bridge(), "west", "built").others


def test_one_way_options_are_not_turned_back_and_what_the_rules_forbid_is_said_to_be_so() -> None:
    change = {
        "actors": {"east": {"options": {"pay": {"moves": "forward"}}}},
        "now": {"east.pay": "yes"},
        "rules": {"no-gift": {"never": "west.pay and not east.pay"}, "never-both": {"never": "west.pay and east.pay"}},
        "scenarios": {"built": {"when": "west.pay"}, "idle": {"when": "not west.pay"}},
    }
    found = by_id(found_in(from_long(merge_patch(to_long(bridge()), change)), "east", "idle"))
    assert "hold-east-pay-no" not in found
    assert "keep-east-pay-yes" in found
    refused = found["hold-west-pay-yes"]
    assert (refused.change, refused.gains, refused.best) == (None, {}, 0.0)
    assert refused.not_computed is not None
    assert refused.not_computed.startswith("then ")


def test_a_step_on_an_issue_is_a_tenth_of_its_scale_and_settles_by_its_lever() -> None:
    case = haggled()
    found = by_id(found_in(case, "east", "built"))
    stated = bargaining_model(case, {}).issues["toll"].stated
    assert stated is not None
    levers = solve(stated).levers
    place = stated.actors.index("east")
    up = found["standpoint-east-toll-up"]
    assert up.change == {"issues": {"toll": {"positions": {"east": {"at": {"value": 50, "range": [30, 70]}}}}}}
    assert up.settles is not None
    assert up.settles[1] - up.settles[0] == pytest.approx(levers.position[place] * 10)
    care = found["salience-east-toll-up"]
    assert care.change == {"issues": {"toll": {"positions": {"east": {"salience": {"value": 1, "range": [0.6, 1]}}}}}}
    assert care.settles is not None
    down = found["salience-east-toll-down"]
    assert down.settles is not None
    slope = (care.settles[1] - down.settles[1]) / 0.15
    assert slope == pytest.approx(levers.salience[place], rel=0.05)  # a secant of what the lever is the tangent of
    assert "standpoint-ferry-toll-down" not in found, "it stands at the end of the scale"
    assert "salience-west-toll-up" not in found, "somebody else's care is nothing that it does"
    assert up.supports.keys() == {"bargaining"}


def test_influence_moves_what_does_not_forecast_and_stands_apart() -> None:
    one = by_id(found_in(haggled(), "east", "built"))["influence-east-west"]
    assert one.supports == {}
    assert one.gains == {}
    assert one.on_force != 0
    assert one.change == {"influence": {"east": {"west": {"value": 3}}}}
    assert "influence-west-ferry" not in by_id(found_in(haggled(), "west", "built")), "it is at its greatest"


def test_others_are_reached_by_the_strongest_road_and_those_out_of_reach_come_last() -> None:
    case = from_long(merge_patch(to_long(haggled()), {"actors": {"isle": {"options": {"ask": {}}}}}))
    found = found_in(case, "east", "built")
    strength = {("east", "west"): 2, ("east", "ferry"): 1, ("west", "ferry"): 4, ("ferry", "west"): 3}
    for one in found.others:
        ways = [
            min(strength.get(link, 0) for link in itertools.pairwise(("east", *middle, one.actor)))
            for size in (0, 1)
            for middle in itertools.permutations({"west", "ferry"} - {one.actor}, size)
        ]
        assert (one.road.strength if one.road else 0) == max(ways)
    out = [one.road is None and one.not_computed is None for one in found.others if one.not_computed is None]
    assert out == sorted(out)
    assert any(out)
    assert all(one.road is None for one in found.own)


def test_what_helps_comes_first_and_what_harms_least_last() -> None:
    order = ["helps", "mixed", "nothing", "harms"]
    for seed in range(10):
        own = [one for one in found_in(from_long(some_case(seed))).own if one.not_computed is None]
        assert [one.direction for one in own] == sorted((one.direction for one in own), key=order.index)
        helping = [one.best for one in own if one.direction == "helps"]
        assert helping == sorted(helping, reverse=True)


def test_an_offer_for_what_wants_cannot_speak_of_is_not_tried() -> None:
    case = from_long(merge_patch(to_long(haggled()), {"scenarios": {"built": {"when": "east.pay and toll >= 50"}}}))
    one = by_id(found_in(case, "east", "built"))["offer-east-west"]
    assert one.change is None
    assert "speaks of an issue" in (one.not_computed or "")


def test_names_that_are_taken_stay_as_they_are() -> None:
    data = merge_patch(
        some_case(1),
        {
            "rules": {"held-b-ask": {"never": "b.ask and b.pay"}},
            "actors": {"a": {"wants": {"offer": {"that": "b.ask", "rank": 2}}}},
        },
    )
    found = by_id(found_in(from_long(data)))
    hold, offer = found["hold-b-ask-yes"], found["offer-b-a"]
    assert hold.change is not None
    assert offer.change is not None
    assert "held-b-ask" not in hold.change["rules"]
    assert "offer" not in offer.change["actors"]["a"]["wants"]
    changed_case(from_long(data), hold.change)
    changed_case(from_long(data), offer.change)


def test_ids_can_name_a_file_whatever_the_case_calls_things() -> None:
    long = "x" + "-y" * 19 + "z"
    option = {"options": {long: {}, "b-c": {}}, "wants": {"w": {"that": "a-b.c or a.b-c", "rank": 1}}}
    actors = {"a": option, "a-b": {"options": {"c": {}, long: {}}}, long: {"options": {long: {}}}}
    case = from_long({"id": "t", "actors": actors, "scenarios": {long: {"when": "a.b-c"}}})
    names = [one.id for one in found_in(case, "a", long).all]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(ID_PATTERN, name) for name in names), names


def test_who_or_what_the_case_does_not_have_is_named() -> None:
    with pytest.raises(UsageError, match="no actor `estt`; did you mean `"):
        found_in(bridge(), "estt", "built")
    with pytest.raises(UsageError, match="no scenario `bilt`; did you mean `built`"):
        found_in(bridge(), "east", "bilt")
    with pytest.raises(UsageError, match="feeds no method"):
        found_in(from_long({"id": "t", "actors": {"a": {}}, "scenarios": {"s": {"when": "true"}}}), "a", "s")


def test_feasible_states_of_the_small_cases_are_those_of_the_case() -> None:
    from estimative.case.space import state_space

    for seed in range(4):
        assert len(feasible(some_case(seed))) == int(state_space(from_long(some_case(seed))).feasible.sum())
