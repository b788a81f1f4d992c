"""The analysis of influence on cases: balances of force, roads over the ranges, and what reaches it."""

from dataclasses import fields

import numpy as np
import pytest

from estimative.assessment import influence_facts
from estimative.assessment.influence import JOIN
from estimative.assessment.influence_facts import InfluenceFacts
from estimative.case.longform import from_long
from estimative.ensemble.draws import Draws
from estimative.exchange.case_files import read_case
from estimative.inquiry.dropping import drop
from estimative.methods.influence import Influence, Road, faults

DRAWS, SEED = 400, 3


def trio(**changes):
    """a moves b, b moves c; c grants a role to a. All is fixed but what b can do to c.

    MDII: a on b 2, on c min(2, 3) = 2; b on c 3; nothing comes back, so R = I²/(I + D) with I = 4, 3, 0, D = 0, 2, 5:
    4, 9/5, 0, and with mean 1: 60/29, 27/29, 0.
    """
    data = {
        "id": "trio",
        "actors": {
            "a": {"options": {"ask": {}}, "wants": {"w": {"that": "c.give", "rank": 1}}},
            "b": {},
            "c": {"options": {"give": {"grants": {"yes": "a"}}}},
            "d": {},
        },
        "influence": {"a": {"b": 2}, "b": {"c": {"value": 3, "range": [1, 4]}}},
        "objectives": {
            "role": {"serves": ["given"], "harms": ["refused"], "stakes": {"a": 3, "b": -2, "c": 4}},
            "quiet": {"stakes": {"a": 4}},
        },
        "scenarios": {
            "given": {"when": "c.give"},
            "refused": {"when": "not c.give and a.ask"},
            "unspoken": {"when": "not c.give and not a.ask"},
        },
    }
    data.update(changes)
    return from_long(data)


def prepared(case, shifts=None, dropped=frozenset()):
    return JOIN.prepare(case, {}, shifts or {}, dropped)


def test_the_balance_of_force_is_what_the_formula_gives():
    force = prepared(trio()).facts(Draws(DRAWS, SEED)).forces["given"]
    towards, against = 60 / 29 * 3, 27 / 29 * 2
    assert force.towards == pytest.approx(towards)
    assert force.against == pytest.approx(against)
    assert force.stated == pytest.approx(towards / (towards + against))
    assert force.by_actor == {"a": (pytest.approx(towards), 0), "b": (0, pytest.approx(against)), "c": (0, 0)}
    assert force.objectives == {"role": 1}


def test_what_serves_one_scenario_harms_the_other_and_of_the_third_nothing_is_said():
    weights = prepared(trio()).weigh(Draws(DRAWS, SEED))
    assert weights.scenarios == ("given", "refused", "unspoken")
    assert np.allclose(weights.given[:, 0] + weights.given[:, 1], 1)
    assert (weights.given[:, 2] == 0.5).all()
    assert not weights.given[:, 3].any()
    assert not weights.open.any()
    assert len(set(weights.given[:, 0].tolist())) == 4
    facts = prepared(trio()).facts(Draws(DRAWS, SEED))
    assert facts.forces["unspoken"].objectives == {}
    assert facts.forces["given"].mean == pytest.approx(weights.given[:, 0].mean())


def test_a_draw_is_the_problem_with_the_drawn_numbers():
    run = prepared(trio())
    weights, (influence, stakes) = run.weigh(Draws(DRAWS, SEED)), run._tables(Draws(DRAWS, SEED))
    assert sorted(set(influence[:, 1, 2].tolist())) == [1, 2, 3, 4]
    for value in (1, 2, 3, 4):
        fixed = prepared(trio(influence={"a": {"b": 2}, "b": {"c": value}})).weigh(Draws(1, SEED)).given[0, 0]
        assert set(weights.given[influence[:, 1, 2] == value, 0].tolist()) == {fixed}
    assert (stakes == stakes[0]).all()


def test_the_road_over_the_range_of_its_links():
    (found,) = prepared(trio()).facts(Draws(DRAWS, SEED)).roads
    assert (found.start, found.end, found.grants, found.all_there_are) == ("a", "c", True, True)
    (road,) = found.found
    assert road.road == Road(("a", "b", "c"), (2, 3), 2, (("a", "b"),))
    assert (road.low, road.high, road.best) == (1, 2, 1)
    assert road.shares[1] + road.shares[2] == pytest.approx(1)
    assert 0 < road.shares[1] < road.shares[2]
    assert found.shares == road.shares
    assert road.paths == ("influence/a/b", "influence/b/c")


def test_balance_of_power_and_sides_over_the_draws():
    facts = prepared(trio()).facts(Draws(DRAWS, SEED))
    assert facts.actors == ("a", "b", "c")
    weight = facts.weights["a"]
    assert weight.stated == pytest.approx(60 / 29)
    assert weight.low < weight.mean < weight.high
    assert weight.first + facts.weights["b"].first >= 1
    assert facts.weights["c"].first == 0
    assert sum(weight.mean for weight in facts.weights.values()) == pytest.approx(3)
    (side,) = [side for side in facts.sides if (side.one, side.other) == ("a", "b")]
    assert side.divergence == pytest.approx((60 / 29 * 3 + 27 / 29 * 2) / 2)
    assert (side.convergence, side.allied, side.opposed) == (0, 0, 1)
    assert facts.ambivalence == {"a": 0, "b": 0, "c": None}
    assert facts.stated["2CAA"][0][2] == 3.5
    assert facts.stakes["b", "role"] == "objectives/role/stakes/b"
    assert facts.links["b", "c"] == "influence/b/c"


def test_draws_in_small_parts_give_the_same(monkeypatch):
    case = trio()
    whole, facts = prepared(case).weigh(Draws(DRAWS, SEED)).given, prepared(case).facts(Draws(DRAWS, SEED))
    monkeypatch.setattr(influence_facts, "CELLS", 63)
    assert prepared(case).weigh(Draws(DRAWS, SEED)).given.tobytes() == whole.tobytes()
    again = prepared(case).facts(Draws(DRAWS, SEED))
    assert again.roads == facts.roads
    assert again.forces == facts.forces
    for name, weight in facts.weights.items():
        assert again.weights[name].mean == pytest.approx(weight.mean)
        assert again.weights[name].first == weight.first


def test_a_shift_is_clipped_to_the_scale_and_moves_no_other_draw():
    shifted = prepared(trio(), {"influence/b/c": 3, "objectives/role/stakes/b": -5})
    influence, stakes = shifted._tables(Draws(DRAWS, SEED))
    assert (influence[:, 1, 2] == 4).all()
    assert (stakes[:, 1, 0] == -4).all()
    assert (influence[:, 0, 1] == 2).all()
    assert shifted.facts(Draws(DRAWS, SEED)).forces["given"].by_actor["b"][1] > 0


def test_an_influence_that_falls_away_is_0_and_an_actor_goes_with_all_it_had():
    case = trio()
    without = drop(case, ["influence/b/c"])
    facts = JOIN.prepare(changed(case, without), {}, {}, frozenset(without.falls)).facts(Draws(DRAWS, SEED))
    assert facts.stated["MDI"] == [[0, 2, 0], [0, 0, 0], [0, 0, 0]]
    assert facts.roads[0].found == ()
    assert facts.roads[0].shares == (1, 0, 0, 0, 0)
    gone = changed(case, drop(case, ["actors/d"]))
    assert (
        prepared(gone).weigh(Draws(DRAWS, SEED)).given.tobytes()
        == prepared(case).weigh(Draws(DRAWS, SEED)).given.tobytes()
    )


def changed(case, dropping):
    from estimative.case.longform import to_long
    from estimative.case.patches import merge_patch

    return from_long(merge_patch(to_long(case), dropping.patch))


def test_between_whom_roads_are_shown():
    def ends(case):
        return [(found.start, found.end) for found in prepared(case).facts(Draws(10, SEED)).roads]

    assert ends(trio()) == [("a", "c")]
    actors = {"a": {"options": {"x": {}}}, "b": {}, "c": {"options": {"y": {}}}, "d": {}}
    assert ends(trio(actors=actors, scenarios={}, objectives={})) == [("c", "a"), ("a", "c")]
    assert ends(trio(actors={"a": {}, "b": {}, "c": {}}, scenarios={}, objectives={})) == [("a", "c"), ("b", "c")]


def test_without_objectives_or_scenarios_there_are_roads_all_the_same():
    bare = prepared(trio(objectives={}, scenarios={}))
    assert bare.weigh(Draws(5, SEED)).given.shape == (5, 1)
    facts = bare.facts(Draws(5, SEED))
    assert facts.roads[0].found
    assert facts.sides == ()


def test_what_it_lacks_is_said_in_a_sentence():
    assert JOIN.lacks(trio()) is None
    for influence in ({}, {"a": {}}):
        assert JOIN.lacks(trio(influence=influence)).startswith("influence analysis needs at least one influence")
    assert JOIN.forecasts is False


@pytest.mark.parametrize(
    "path, due",
    [
        ("influence/a/b", True),
        ("objectives/role", True),
        ("objectives/role/stakes/a", True),
        ("actors/a", True),
        ("actors/c", True),
        ("actors/d", False),
        ("actors/a/wants/w", False),
        ("actors/c/options/give", False),
        ("scenarios/given", False),
        ("rules/x", False),
        ("influence", False),
    ],
)
def test_what_reaches_it(path, due):
    assert JOIN.reads(trio(), path) is due


def test_the_flagship_s_roads_are_those_of_the_brief(root):
    case = read_case(root / "cases" / "kabul-airport-2021" / "case.yaml").case
    run = prepared(case)
    weights, facts = run.weigh(Draws(2000, 1)), run.facts(Draws(2000, 1))
    assert isinstance(facts, InfluenceFacts)
    found = {(between.start, between.end): between for between in facts.roads}
    assert next(iter(found)) == ("turkey", "taliban")
    roads = [road.road for road in found["turkey", "taliban"].found]
    assert [road.actors for road in roads[:2]] == [
        ("turkey", "pakistan", "taliban"),
        ("turkey", "qatar", "taliban"),
    ]
    problem = run.model.problem()
    assert all(faults(problem, road) == () for road in roads)
    assert problem.digest == Influence(*(getattr(problem, field.name) for field in fields(problem))).digest
    assert set(facts.forces) == set(case.scenarios)
    assert weights.given.shape == (2000, len(case.scenarios) + 1)
    assert len(run.inputs) == len({item.path for item in run.inputs})
    assert {item.path for item in run.inputs} == {
        *(f"influence/{start}/{end}" for start, row in case.influence.items() for end in row),
        *(f"objectives/{name}/stakes/{actor}" for name, aim in case.objectives.items() for actor in aim.stakes),
    }
