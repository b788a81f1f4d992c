"""The weight of arguments: hand-worked effects, and why a zero is a zero."""

from __future__ import annotations

from dataclasses import replace

import pytest

from estimative.assessment.run import Ensemble, run_methods
from estimative.assessment.weights import NONE
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.patches import merge_patch
from estimative.inquiry.arguments import ArgumentWeight, weigh_arguments
from estimative.inquiry.assumptions import weigh_assumptions, weigh_what_ifs
from estimative.inquiry.overturning import overturns
from tests.assessment.cases import bridge, bridge_and_toll


def weigh(case: Case, draws: int = 20) -> dict[str, ArgumentWeight]:
    ensemble = Ensemble(draws=draws, seed=1)
    return weigh_arguments(case, run_methods(case, ensemble), ensemble)


def test_what_carries_the_deal_carries_the_result() -> None:
    found = weigh(bridge())["trade"]
    effect = found.effects["conflict"]["built"]
    assert (effect.without, effect.effect) == (0.0, 1.0)
    assert found.effects["conflict"]["idle"].effect == -1.0
    assert found.zero_because is None
    assert found.size == 1.0


def test_a_zero_says_why_it_is_one() -> None:
    found = weigh(bridge_and_toll())
    assert found["talk"].zero_because == "not modelled"
    assert found["sway"].zero_because == "unrun"
    assert found["sway"].carried_by_unrun == ("issues/toll/positions/east",)
    assert found["thrift"].zero_because == "no effect"
    assert found["thrift"].redundant_with == ("pride",)
    assert found["thrift"].stays == ("actors/west/wants/money",)
    assert found["pride"].redundant_with == ("thrift",)


def test_what_a_method_reads_that_does_not_forecast_is_no_support_but_its_own_figure() -> None:
    objectives = {"link": {"serves": ["built"], "stakes": {"east": 2, "west": -1}}}
    influence = {"east": {"west": 2}, "west": {"east": 1}}
    found = weigh(from_long(merge_patch(to_long(bridge()), {"objectives": objectives, "influence": influence})))["sway"]
    assert found.effects.keys() == {"conflict"}
    assert (found.size, found.zero_because, found.carried_by_unrun) == (0.0, None, ())
    (method,) = found.force
    assert method == "influence"
    assert found.force[method].keys() == {"built", "idle"}  # it says nothing of none of these
    # Without the influence East moves nobody and only West pushes, against; without objectives nothing would move.
    assert found.force[method]["built"].without == 0.0
    assert found.force[method]["built"].effect > 0
    calm = weigh(from_long(merge_patch(to_long(bridge()), {"influence": influence})))["sway"]
    assert (calm.zero_because, calm.carried_by_unrun) == ("no effect", ())


def test_a_shift_is_the_drawn_rank_moved() -> None:
    # Without the debt East would rank its money at 0.5, before the bridge at 1: then it never pays.
    found = weigh(bridge())["debt"].effects["conflict"]["built"]
    assert (found.without, found.effect) == (0.0, 1.0)


def test_effects_equal_the_support_of_the_case_changed_by_hand() -> None:
    case = from_long(
        merge_patch(
            to_long(bridge()), {"actors": {"east": {"wants": {"money": {"rank": {"value": 1.2, "range": [0.5, 2.5]}}}}}}
        )
    )
    ensemble = Ensemble(draws=200, seed=9)
    runs = run_methods(case, ensemble)
    found = weigh_arguments(case, runs, ensemble)
    by_hand = from_long(merge_patch(to_long(case), {"actors": {"east": {"wants": {"bridge": None}}}}))
    without = run_methods(by_hand, Ensemble(draws=200, seed=9))["conflict"].supports
    for key in ("built", "idle", NONE):
        effect = found["trade"].effects["conflict"][key]
        assert effect.without == without[key].mean
        assert effect.effect == pytest.approx(runs["conflict"].supports[key].mean - without[key].mean)
    moved = from_long(
        merge_patch(
            to_long(case), {"actors": {"east": {"wants": {"money": {"rank": {"value": -0.3, "range": [-1.0, 1.0]}}}}}}
        )
    )
    shifted = run_methods(moved, Ensemble(draws=200, seed=9))["conflict"].supports
    assert found["debt"].effects["conflict"]["built"].without == shifted["built"].mean


def test_arguments_are_weighed_alike_whatever_was_solved_before() -> None:
    case = bridge()
    shared = Ensemble(draws=20, seed=1)
    first = weigh_arguments(case, run_methods(case, shared), shared)
    second = weigh_arguments(case, run_methods(case, shared), shared)
    assert first == second
    fresh = replace(shared, memory={})
    assert weigh_arguments(case, run_methods(case, fresh), fresh) == first


def test_an_assumption_is_weighed_by_its_what_if_or_by_what_it_carries() -> None:
    case = from_long(
        merge_patch(
            to_long(bridge()),
            {
                "assumptions": {
                    "peace": {"text": "peace", "if_false": "war"},
                    "lost": {"text": "lost", "if_false": "absent"},
                    "thirst": {"text": "thirst", "carries": ["actors/east/wants/bridge"]},
                    "calm": {"text": "calm"},
                }
            },
        )
    )
    war = from_long(merge_patch(to_long(case), {"rules": {"war": {"never": "east.pay"}}}))
    ensemble = Ensemble(draws=10)
    runs = run_methods(case, ensemble)
    found = weigh_assumptions(case, runs, weigh_what_ifs(case, runs, {"war": war}, ensemble), ensemble)
    assert found["peace"].effects is not None
    assert found["peace"].effects["conflict"]["built"].effect == 1.0
    assert found["thirst"].effects is not None
    assert found["thirst"].effects["conflict"]["idle"].effect == -1.0
    assert found["lost"].effects is None
    assert "absent" in (found["lost"].not_computed or "")
    assert "carries nothing" in (found["calm"].not_computed or "")


def test_without_its_last_want_nobody_moves_and_that_is_an_answer() -> None:
    change = {
        "actors": {
            "west": {"wants": None},
            "ferry": {"wants": None},
            "east": {"wants": {"bridge": None, "money": {"that": "east.pay"}}},
        },
        "arguments": {"pride": None, "thrift": None, "debt": None, "trade": {"carries": ["actors/east/wants/money"]}},
        "scenarios": {"built": {"when": "east.pay", "effects": None}, "idle": {"when": "not east.pay"}},
    }
    case = from_long(merge_patch(to_long(bridge()), change))
    effect = weigh(case)["trade"].effects["conflict"]["built"]
    assert (effect.without, effect.effect) == (0.0, 1.0)


def test_a_want_of_an_actor_that_decides_nothing_is_not_modelled() -> None:
    change = {"arguments": {"talk": {"carries": ["actors/ferry/wants/no-bridge"]}}}
    found = weigh(from_long(merge_patch(to_long(bridge()), change)))["talk"]
    assert (found.zero_because, found.carried_by_unrun) == ("not modelled", ())


def test_an_option_whose_fall_closes_the_gap_takes_none_out_of_the_evidence() -> None:
    change = {
        "actors": {"ferry": {"options": {"sail": {}}}},
        "scenarios": {"idle": {"when": "not (east.pay and west.pay) and not ferry.sail"}},
        "arguments": {"sails": {"kind": "lever", "text": "sails", "carries": ["actors/ferry/options/sail"]}},
        "evidence": {"crane": {"text": "seen", "ratings": {"built": {"value": "C"}, "idle": {"value": "I"}}}},
    }
    case = from_long(merge_patch(to_long(bridge()), change))
    runs = run_methods(case, Ensemble(draws=20, seed=1))
    found = weigh(case)["sails"].effects["evidence"]
    assert runs["evidence"].supports[NONE].mean > 0
    assert found[NONE].without == 0
    assert found["built"].effect < 0


def test_a_lead_that_does_not_count_is_not_overturned() -> None:
    """Two wants that are drawn alike: neither outcome leads, whichever of them a nudge puts a hair ahead."""
    wants = {
        name: {"that": that, "rank": {"value": 2, "range": [1, 3]}}
        for name, that in (("go", "a.go"), ("stay", "not a.go"))
    }
    shifts = {"up": -0.03, "down": 0.03, "off": 3.0}
    data = {
        "id": "even",
        "actors": {"a": {"options": {"go": {}}, "wants": wants}},
        "scenarios": {"gone": {"when": "a.go"}, "here": {"when": "not a.go"}},
        "arguments": {
            name: {"kind": "motive", "text": name, "shifts": {"actors/a/wants/go/rank": by}}
            for name, by in shifts.items()
        },
    }
    case = from_long(data)
    found = weigh(case, draws=200)
    even = found["up"].effects["conflict"]
    assert not any(effect.led or effect.leads for effect in even.values())
    assert found["off"].effects["conflict"]["here"].leads
    assert overturns(case, found, {}) == ()  # what does not lead is not overturned
    firm = from_long(merge_patch(data, {"actors": {"a": {"wants": {"go": {"rank": {"value": 1, "range": None}}}}}}))
    assert [(one.followed, one.key) for one in overturns(firm, weigh(firm, draws=200), {})] == [("gone", "here")]
