"""Structured changes: each answer against the definition on small random cases, and against the changed case itself."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from estimative.assessment.run import Ensemble, leader_of_most, run_methods
from estimative.case.check import check
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.names import ID_PATTERN
from estimative.case.patches import merge_patch
from estimative.inquiry.one_sided import one_sided_wants, reversed_statement
from estimative.inquiry.stress import Stress, changed_case, stress
from estimative.inquiry.stress_changes import names_without_place
from tests.assessment.cases import bridge
from tests.inquiry.small_cases import FACTORS, STATEMENTS, feasible, some_case

ENSEMBLE = Ensemble(draws=4, seed=3)
SEEDS = range(40)


def tried(case: Case, *kinds: Any) -> dict[str, Stress]:
    return {one.id: one for one in stress(case, run_methods(case, ENSEMBLE), Ensemble(draws=4, seed=3), kinds or None)}


def leads(data: dict[str, Any]) -> str | None:
    return leader_of_most(run_methods(from_long(data), Ensemble(draws=4, seed=3)))


def changed(data: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = merge_patch(data, patch)
    return found


# Rivals.


def rival_by_hand(data: dict[str, Any]) -> dict[str, Any]:
    """The case with an indifferent rival, its wants found by looking at every state."""
    wants = {}
    for name, want in data["actors"]["a"]["wants"].items():
        holds = STATEMENTS[want["that"]]
        if any(s["a.grant"] == "yes" and holds(s) and not holds({**s, "a.grant": "no"}) for s in feasible(data)):
            wants[name] = {"that": f"({want['that']}) or a.rival"}
    never = {"once": {"never": "a.grant and a.rival"}}
    return changed(data, {"actors": {"a": {"options": {"rival": {}}, "wants": wants}}, "rules": never})


@pytest.mark.parametrize("seed", SEEDS)
def test_the_threshold_of_a_rival_is_the_largest_rank_of_a_fine_grid_at_which_the_leader_changes(seed: int) -> None:
    data = some_case(seed)
    found = tried(from_long(data), "rival")["rival-a-grant"]
    by_hand = rival_by_hand(data)
    lead = leads(data)
    assert (found.before, found.after) == (lead, leads(by_hand))
    assert found.overturns == (found.before != found.after)
    stated = sorted({want["rank"] for want in data["actors"]["a"]["wants"].values()})
    between = [k / 4 for k in range(1, 24) if k / 4 not in stated]
    changing = []
    for rank in between:
        want = {"rival": {"that": "a.rival", "rank": rank}}
        if leads(changed(by_hand, {"actors": {"a": {"wants": want}}})) != lead:
            changing.append(rank)
    if not changing:
        assert found.threshold is None
    else:
        assert found.threshold is not None
        assert sum(rank < found.threshold for rank in stated) == sum(rank < max(changing) for rank in stated)


def test_the_random_cases_have_thresholds_of_every_kind() -> None:
    found = [tried(from_long(some_case(seed)), "rival")["rival-a-grant"] for seed in SEEDS]
    assert len({one.threshold for one in found}) >= 4
    assert {one.overturns for one in found} == {True, False}
    assert any(one.threshold is not None and not one.overturns for one in found)


def test_a_rival_is_asked_for_without_a_name_and_once_only() -> None:
    case = from_long(some_case(1))
    found = tried(case)["rival-a-grant"]
    assert "Who else could offer this role? The case lists nobody." in found.question
    assert found.change is not None
    after = from_long(merge_patch(to_long(case), found.change))
    assert not [one for one in tried(after).values() if one.kind == "rival"]
    second = {"actors": {"b": {"options": {"pay": {"grants": {"yes": "a"}}}}}}
    assert tried(from_long(changed(some_case(1), second)), "rival").keys() == {"rival-a-grant", "rival-b-pay"}


def test_an_option_that_is_called_rival_and_is_none_stands_in_the_way_and_is_named() -> None:
    data = changed(some_case(1), {"actors": {"a": {"options": {"rival": {}}}}})
    found = tried(from_long(data))["rival-a-grant"]
    assert (found.change, found.threshold, found.overturns) == (None, None, False)
    assert "already has an option `rival`" in (found.not_computed or "")


def test_a_rule_and_a_want_that_are_called_like_ours_stay_as_they_are() -> None:
    change = {"rules": {"rival-excludes": {"never": "b.ask and b.pay"}},
              "actors": {"a": {"wants": {"rival": {"that": "b.ask", "rank": 2}}}}}  # fmt: skip
    data = changed(some_case(2), change)
    found = tried(from_long(data))["rival-a-grant"]
    assert found.change is not None
    after = from_long(merge_patch(to_long(from_long(data)), found.change))
    assert after.rules["rival-excludes"].never == "b.ask and b.pay"
    assert after.rules["rival-excludes-2"].never == "a.rival and a.grant"
    assert after.actors["a"].wants["rival"].that == "b.ask"
    assert found.rival is not None


def test_who_can_move_the_grantor_is_named_beside_the_question() -> None:
    change = {"actors": {"c": {}, "d": {}}, "influence": {"d": {"a": 3}, "c": {"a": 1}, "b": {"a": 4}}}
    assert tried(from_long(changed(some_case(1), change)), "rival")["rival-a-grant"].others == ("d", "c")


# Wants the other way round.


@pytest.mark.parametrize("seed", SEEDS)
def test_a_want_is_one_sided_where_no_step_gains_it_and_loses_another_of_its_actor(seed: int) -> None:
    data = some_case(seed)
    states, due = feasible(data), {}
    for actor, record in data["actors"].items():
        alone = []
        for name, want in record["wants"].items():
            holds = STATEMENTS[want["that"]]
            others = [STATEMENTS[other["that"]] for key, other in record["wants"].items() if key != name]
            steps = [(s, t) for s in states for t in states if sum(s[f] != t[f] for f in FACTORS) == 1]
            if not any(not holds(s) and holds(t) and o(s) and not o(t) for s, t in steps for o in others):
                alone.append(name)
        if alone:
            due[actor] = tuple(alone)
    assert one_sided_wants(from_long(data)) == due


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_is_that_of_the_changed_case(seed: int) -> None:
    case = from_long(some_case(seed))
    before = run_methods(case, ENSEMBLE)
    for one in tried(case).values():
        assert one.change is not None
        assert one.not_computed is None
        after = run_methods(changed_case(case, one.change), Ensemble(draws=4, seed=3))
        assert one.supports.keys() == {"conflict"}
        for key, moved in one.supports["conflict"].items():
            assert moved.before == before["conflict"].supports[key].mean
            assert moved.after == after["conflict"].supports[key].mean
            assert moved.undetermined == after["conflict"].supports[key].undetermined
        assert (one.before, one.after) == (before["conflict"].leader, after["conflict"].leader)
        assert one.leaders["conflict"] == (one.before, one.after)


def test_a_want_turned_round_is_written_without_two_nots_in_a_row() -> None:
    assert reversed_statement("not not a.go") == "not a.go"
    assert reversed_statement("a.go or b.go") == "not (a.go or b.go)"


def test_a_want_against_which_another_speaks_or_that_nobody_reads_is_not_turned_round() -> None:
    assert not tried(bridge(), "reversed-want"), "the money speaks against the bridge, and nothing reads the ferry"
    west = {"actors": {"west": {"wants": {"money": None}}}, "arguments": None}
    found = tried(from_long(merge_patch(to_long(bridge()), west)), "reversed-want")
    assert found.keys() == {"reversed-west-bridge"}
    one = found["reversed-west-bridge"]
    assert one.question == "What if west did not want “bridge” (east.pay and west.pay), but the opposite?"
    assert (one.before, one.after, one.overturns) == ("built", "idle", True)


# Methods left out, rules lifted.


def several(**changes: Any) -> Case:
    """The bridge with a table of evidence that says the opposite of the play."""
    evidence = {
        "quiet": {"text": "quiet", "reliability": "A1", "ratings": {"built": "II", "idle": "CC"}},
        "calm": {"text": "calm", "reliability": "A1", "ratings": {"built": "II", "idle": "CC"}},
    }
    return from_long(merge_patch(to_long(bridge()), {"evidence": evidence, **changes}))


def test_without_a_method_the_others_are_counted_anew() -> None:
    case = several()
    runs = run_methods(case, ENSEMBLE)
    assert {method: run.leader for method, run in runs.items() if run.forecasts} == {
        "conflict": "built",
        "evidence": "idle",
    }
    found = tried(case, "method-left-out")
    assert found.keys() == {"without-conflict", "without-evidence"}
    without = found["without-conflict"]
    assert (without.before, without.after, without.methods) == (None, "idle", ("evidence",))
    assert (without.change, without.left_out, without.overturns) == (None, "conflict", True)
    assert found["without-evidence"].after == "built"
    assert not tried(bridge(), "method-left-out"), "one method alone is not left out"


def test_the_leader_is_asked_of_the_methods_that_see_the_change_and_of_all_beside() -> None:
    case = several(rules={"war": {"never": "east.pay and west.pay"}})
    asked = tried(case)
    found = asked["reversed-east-money"]
    assert found.methods == ("conflict",)
    assert (found.before, found.after) == ("idle", "none")
    assert found.overall == ("idle", None)
    assert found.overturns
    assert asked["lifted-war"].methods == ("conflict", "evidence")  # rules decide whether *none* is a hypothesis


def test_a_rule_without_which_two_scenarios_share_a_state_is_not_lifted_and_it_is_said_why() -> None:
    change = {
        "rules": {"one": {"never": "east.pay and west.pay"}},
        "scenarios": {"built": {"when": "east.pay", "effects": None}, "idle": {"when": "west.pay"}},
    }
    found = tried(from_long(merge_patch(to_long(bridge()), change)))["lifted-one"]
    assert not found.overturns
    assert found.supports == {}
    assert "share 1 of the states" in (found.not_computed or "")


# Names without a place.


def test_a_name_without_a_place_is_asked_for_and_nothing_is_computed() -> None:
    mentions = {
        "harbour-board": {"at": ["memo#p1"]},
        "east": {"at": ["memo#p1"]},
        "west": {"as": "actors/west"},
        "sea": {"as": "none", "because": "weather"},
        "sky": {"as": "none"},
    }
    case = from_long(merge_patch(to_long(bridge()), {"sources": {"memo": {"mentions": mentions}}}))
    assert names_without_place(case).keys() == {"harbour-board", "east", "sky"}
    found = tried(case, "mention")
    assert found.keys() == {"actor-harbour-board", "actor-east", "actor-sky"}
    board = found["actor-harbour-board"]
    assert board.question == "The brief names Harbour Board and gives it no place. Should it be an actor?"
    assert board.cites == ("memo#p1",)
    assert (board.threshold, board.overturns, board.supports) == (None, False, {})
    assert "wants nothing and decides nothing" in (board.not_computed or "")
    assert board.change is not None
    after = changed_case(case, board.change)
    assert after.actors["harbour-board"].cites == ("memo#p1",)
    assert after.sources["memo"].mentions["harbour-board"].as_ == "actors/harbour-board"
    assert not [problem for problem in check(after) if problem.path.endswith("harbour-board")]
    assert "Is it east?" in found["actor-east"].question
    assert found["actor-east"].change == {"sources": {"memo": {"mentions": {"east": {"as": "actors/east"}}}}}


def test_a_name_with_a_place_in_one_source_is_not_asked_for_in_another() -> None:
    sources = {
        "memo": {"mentions": {"fleet": {"as": "actors/ferry"}, "guild": {"at": ["memo#p1"]}}},
        "note": {"title": "A note", "passages": {"p2": {"at": [0, 4], "sha256": "0" * 16}},
                 "mentions": {"fleet": {}, "guild": {"at": ["note#p2"]}}},
    }  # fmt: skip
    case = from_long(merge_patch(to_long(bridge()), {"sources": sources}))
    assert names_without_place(case) == {"guild": ("memo", "note")}
    found = tried(case, "mention")["actor-guild"]
    assert found.cites == ("memo#p1", "note#p2")
    assert found.question.startswith("Sources name Guild")
    assert found.change is not None
    assert changed_case(case, found.change).sources["note"].mentions["guild"].as_ == "actors/guild"


def test_a_name_whose_id_is_taken_gets_another_and_leads_to_the_roles_that_it_could_have() -> None:
    data = changed(some_case(1), {"drivers": {"fog": {}}, "sources": {"memo": {"title": "M", "mentions": {"fog": {}}}}})
    found = tried(from_long(data))["actor-fog"]
    assert found.see == ("rival-a-grant",)
    assert found.change is not None
    (actor,) = found.change["actors"]
    assert actor.startswith("fog-")
    changed_case(from_long(data), found.change)


# The order, ids.


def test_what_overturns_comes_first_then_what_moves_most() -> None:
    for seed in range(12):
        case = from_long(some_case(seed))
        found = stress(case, run_methods(case, ENSEMBLE), ENSEMBLE)
        keys = [(not one.overturns, -round(one.size, 9), one.id) for one in found]
        assert keys == sorted(keys)


def test_ids_that_could_be_read_in_two_ways_or_are_long_are_told_apart_and_can_name_a_file() -> None:
    long = "x" + "-y" * 19 + "z"
    option = {"options": {"go": {}}}
    wants = {"a": {"b-c": {"that": "a.go", "rank": 1}}, "a-b": {"c": {"that": "a-b.go", "rank": 1}}}
    actors = {name: {**option, "wants": found} for name, found in wants.items()}
    actors[long] = {**option, "wants": {long: {"that": f"{long}.go", "rank": 1}}}
    rules = {long: {"never": f"a.go and {long}.go"}, f"{long[:-1]}q": {"never": f"a-b.go and {long}.go"}}
    case = from_long({"id": "t", "actors": actors, "rules": rules, "scenarios": {"s": {"when": "a.go"}}})
    found = stress(case, run_methods(case, ENSEMBLE), ENSEMBLE)
    names = [one.id for one in found]
    assert len(set(names)) == len(names) == 5
    assert all(re.fullmatch(ID_PATTERN, name) for name in names), names
    json.dumps([one.change for one in found])


def test_a_case_that_feeds_no_method_is_asked_what_can_be_asked() -> None:
    case = from_long({"id": "t", "sources": {"memo": {"title": "M", "mentions": {"guild": {}}}}})
    assert tried(case).keys() == {"actor-guild"}
    grants = {"actors": {"a": {"options": {"go": {"grants": {"yes": "b"}}}}, "b": {}}}
    found = tried(from_long({"id": "t", **grants}))
    assert found["rival-a-go"].not_computed == "no method that ran reads what changes"
