"""What falls away when arguments do, kind by kind."""

from __future__ import annotations

import random

import pytest

from estimative.base.errors import ProblemsError
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.patches import merge_patch
from estimative.case.paths import KINDS, droppable, kind, records
from estimative.case.space import state_space
from estimative.inquiry.dropping import Dropping, drop, drop_arguments
from tests.assessment.cases import bridge


def with_drivers(**now: str) -> Case:
    change = {
        "drivers": {"flood": {"variants": ["low", "high"]}},
        "rules": {"dry": {"never": "flood = high and east.pay"}},
        "now": now,
        "influence": {"ferry": {"east": 1}, "east": {"ferry": 2}},
        "objectives": {"crossing": {"stakes": {"ferry": -2, "east": 3}}},
        "evidence": {"rumour": {"text": "a rumour", "ratings": {"built": "C"}}},
    }
    return from_long(merge_patch(to_long(bridge()), change))


def test_a_want_leaves_its_list() -> None:
    after = drop(bridge(), ["actors/east/wants/money"]).apply(bridge())
    assert set(after.actors["east"].wants) == {"bridge"}


def test_an_option_stays_as_now() -> None:
    case = bridge(now={"east.pay": "yes", "west.pay": "no"})
    after = drop(case, ["actors/east/options/pay"]).apply(case)
    feasible = state_space(after).feasible
    space = state_space(after)
    assert [space.assignment(code)["east.pay"] for code in range(space.size) if feasible[code]] == ["yes", "yes"]


def test_an_option_without_a_now_stays_at_its_first_variant() -> None:
    case = bridge(now={})
    after = drop(case, ["actors/east/options/pay"]).apply(case)
    space = state_space(after)
    assert {space.assignment(code)["east.pay"] for code in range(space.size) if space.feasible[code]} == {"no"}


def test_an_actor_goes_with_its_wants_and_its_options_stay_as_now() -> None:
    case = with_drivers(flood="low")
    after = drop(case, ["actors/east"]).apply(case)
    assert after.actors["east"].wants == {}
    assert not after.influence.get("east")
    assert "east" not in after.influence.get("ferry", {})
    assert set(after.objectives["crossing"].stakes) == {"ferry"}
    assert set(after.scenarios["built"].effects) == {"ferry"}
    space = state_space(after)
    assert {space.assignment(code)["east.pay"] for code in range(space.size) if space.feasible[code]} == {"no"}


def test_a_driver_is_fixed_as_now_and_cannot_be_dropped_without_one() -> None:
    case = with_drivers(flood="high")
    space = state_space(drop(case, ["drivers/flood"]).apply(case))
    assert {space.assignment(code)["flood"] for code in range(space.size) if space.feasible[code]} == {"high"}
    assert "no `now`" in (drop(with_drivers(), ["drivers/flood"]).impossible or "")


def test_rules_items_and_influences_are_removed() -> None:
    case = with_drivers()
    after = drop(case, ["rules/dry", "evidence/rumour", "influence/east/west"]).apply(case)
    assert (after.rules, after.evidence) == ({}, {})
    assert "west" not in after.influence["east"]


def test_several_removals_in_one_place_all_happen() -> None:
    case = bridge()
    for paths in (
        ["actors/east/wants/money", "actors/east/wants/bridge", "actors/east"],
        ["actors/east", "actors/east/wants/money"],
        ["actors/east/wants/money", "actors/west/wants/money"],
    ):
        after = drop(case, paths).apply(case)
        for path in paths:
            parts = path.split("/")
            left = after.actors[parts[1]].wants
            assert left == {} if len(parts) == 2 else parts[3] not in left


def test_what_another_argument_carries_stays() -> None:
    dropping = drop_arguments(bridge(), ["thrift"])
    assert (dropping.falls, dropping.shared) == ((), ("actors/west/wants/money",))
    both = drop_arguments(bridge(), ["thrift", "pride"])
    assert set(both.falls) == {"actors/west/wants/money", "actors/west/wants/bridge"}
    assert both.shared == ()


def test_shifts_add_up_and_spare_what_is_dropped_itself() -> None:
    case = from_long(
        merge_patch(
            to_long(bridge()),
            {
                "arguments": {
                    "debt": {"shifts": {"actors/east/wants/money/rank": -1.5, "actors/east/wants/bridge/rank": 1}},
                    "fear": {"kind": "obstacle", "text": "fear", "shifts": {"actors/east/wants/money/rank": 0.5}},
                }
            },
        )
    )
    dropping = drop_arguments(case, ["debt", "fear", "trade"])
    assert dropping.shifts == {"actors/east/wants/money/rank": -1.0}


@pytest.mark.parametrize("name", ["trade", "pride", "thrift", "talk", "sway", "debt"])
def test_dropping_never_touches_the_case_itself(name: str) -> None:
    case = bridge()
    before = to_long(case)
    drop_arguments(case, [name]).apply(case)
    assert to_long(case) == before


def test_an_actor_that_another_argument_carries_keeps_its_wants() -> None:
    change = {
        "arguments": {
            "whole": {"kind": "lever", "text": "all of East", "carries": ["actors/east"]},
            "trade": {"carries": ["actors/east/wants/bridge"]},
        }
    }
    case = from_long(merge_patch(to_long(bridge()), change))
    assert drop_arguments(case, ["trade"]).falls == ()
    assert drop_arguments(case, ["trade"]).shared == ("actors/east/wants/bridge",)
    without = drop_arguments(case, ["whole"])
    assert "actors/east/wants/bridge" not in without.falls
    assert {"actors/east/wants/money", "actors/east/options/pay"} <= set(without.falls)


def test_holding_factors_needs_no_name_that_the_case_might_use() -> None:
    long_name = "a-name-of-forty-characters-for-the-actor"
    data = {
        "id": "names",
        "actors": {
            "a-b": {"options": {"c": {}}},
            "a": {"options": {"b-c": {}}},
            long_name: {"options": {"o" * 40: {}}},
        },
        "rules": {"held-0": {"never": "a-b.c and not a.b-c"}},
    }
    case = from_long(data)
    paths = [f"actors/{actor}/options/{option}" for actor, record in case.actors.items() for option in record.options]
    after = drop(case, paths).apply(case)
    assert int(state_space(after).feasible.sum()) == 1
    assert after.rules["held-0"] == case.rules["held-0"]


def test_what_is_left_out_of_the_case_at_hand_is_what_the_patch_leaves_out() -> None:
    change = {
        "issues": {"toll": {"marks": [{"at": 0}, {"at": 9}], "positions": {"east": {"at": 3}, "ferry": {"at": 4}}}},
        "impacts": {"east.pay=yes": {"flood=high": 2, "flood=low": 1}},
        "reference_classes": {"bridges": {"text": "bridges", "members": {}}},
        "rules": {"held-0": {"always": "flood = low or not west.pay"}},
    }
    case = from_long(merge_patch(to_long(with_drivers(flood="low")), change))
    paths = [path for path in records(case) if droppable(path)]
    assert {kind(path) for path in paths} == {found.name for found in KINDS if found.droppable}
    rng = random.Random(3)
    for size in (1, *range(1, len(paths) + 1)):
        dropping = drop(case, rng.sample(paths, size))
        assert dropping.apply(case) == from_long(merge_patch(to_long(case), dropping.patch))


def test_a_patch_that_does_more_than_leave_out_goes_the_way_of_every_patch() -> None:
    case = bridge()
    assert (
        Dropping({"actors": {"east": {"wants": {"money": {"rank": 3}}}}})
        .apply(case)
        .actors["east"]
        .wants["money"]
        .rank.value
        == 3
    )
    with pytest.raises(ProblemsError):
        Dropping({"actors": {"east": {"wants": {"money": {"rank": "high"}}}}}).apply(case)
