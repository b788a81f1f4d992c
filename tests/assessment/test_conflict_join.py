"""From a case to supports: against hand-worked answers and against one plain play per draw."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from estimative.assessment.conflict import JOIN, prepare
from estimative.assessment.conflict_model import conflict_model, levels, orders
from estimative.assessment.conflict_play import reading_row
from estimative.assessment.convergence import convergence
from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, missing_methods, run_methods
from estimative.assessment.weights import NONE, supports
from estimative.base.errors import ProblemsError
from estimative.base.keyed_random import choices
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.patches import merge_patch
from estimative.ensemble.draws import Draws
from estimative.methods.conflict import Arena, Conflict, play, ranks_from_levels
from tests.assessment.cases import bridge

FLAGSHIP = Path(__file__).parents[2] / "cases" / "kabul-airport-2021"


def changed(case: Case, change: dict) -> Case:
    return from_long(merge_patch(to_long(case), change))


def test_the_bridge_is_built_by_a_deal_and_by_nothing_else() -> None:
    run = prepare(bridge(), {}, {})
    found = supports(run.weigh(Draws(50, 0)))
    assert (found["built"].mean, found["idle"].mean, found[NONE].mean) == (1.0, 0.0, 0.0)
    plays = run.facts(Draws(50, 0)).plays
    assert plays["SEQ"].no_deals == {"built": 0.0, "idle": 1.0, NONE: 0.0}
    assert plays["SEQ"].deals == {"built": 1.0, "idle": 0.0, NONE: 0.0}
    assert plays["SEQ"].equilibria == {"built": 0.5, "idle": 0.5, NONE: 0.0}
    # Once both pay, stopping would cost the bridge, which each ranks first: the deal is kept under Nash too.
    assert plays["Nash"].deals["built"] == 1.0


def test_a_deal_that_a_member_would_leave_is_not_struck() -> None:
    dilemma = changed(
        bridge(),
        {
            "actors": {
                who: {
                    "wants": {"money": {"rank": {"value": 2}}, "bridge": {"that": f"{other}.pay", "rank": {"value": 2}}}
                }
                for who, other in (("east", "west"), ("west", "east"))
            }
        },
    )
    # Now each gains by the other's paying and by not paying, counted alike: both paying ties with neither.
    assert supports(prepare(dilemma, {}, {}).weigh(Draws(10, 0)))["idle"].mean == 1.0


def test_supports_equal_one_plain_play_per_draw() -> None:
    case = case_with_ranges()
    run = prepare(case, {}, {})
    weights = run.weigh(Draws(60, 5))
    model = conflict_model(case)
    drawn = Draws(60, 5).of(model.inputs)
    starts = choices(5, "drivers", 60, len(model.starts))
    for d in range(60):
        ranks = []
        for dm in model.decision_makers:
            columns = sorted(model.wants[dm], key=lambda c: (drawn[c.rank.path][d], not c.rank.fixed, c.rank.path))
            groups: list = []
            for column in columns:
                value = (column.rank.fixed, drawn[column.rank.path][d])
                if groups and column.rank.fixed and groups[-1][0] == value:
                    groups[-1][1].append(column.holds)
                else:
                    groups.append((value, [column.holds]))
            ranks.append(ranks_from_levels([np.sum(held, axis=0) for _, held in groups], model.space.size))
        problem = Conflict(model.decision_makers, model.space.factors, model.space.feasible, np.stack(ranks))
        arena = Arena(problem, model.starts[starts[d]])
        local = problem.ranks[:, arena.codes]
        found = play(arena, local, "SEQ", 2)
        given, open_ = reading_row(found.final, local, *run.truth(model.starts[starts[d]]))
        assert weights.given[d] == pytest.approx(given)
        assert weights.open[d] == pytest.approx(open_)


def case_with_ranges() -> Case:
    return changed(
        bridge(),
        {
            "drivers": {"flood": {"variants": ["low", "high"]}},
            "actors": {
                "east": {
                    "wants": {
                        "money": {"rank": {"value": 1.5, "range": [0.5, 2.5]}},
                        "dry": {"that": "flood = low or west.pay", "rank": {"value": 1.2, "range": [1, 3]}},
                    }
                },
                "west": {
                    "wants": {"money": {"rank": {"value": 1}}, "calm": {"that": "flood = high or east.pay", "rank": 1}}
                },
            },
        },
    )


def test_wants_of_equal_fixed_rank_are_one_level_and_precede_an_equal_draw() -> None:
    case = changed(
        bridge(),
        {
            "actors": {
                "east": {
                    "wants": {
                        "money": {"rank": {"value": 1}},
                        "a-late": {"that": "west.pay", "rank": {"value": 1, "range": [1, 2]}},
                    }
                }
            }
        },
    )
    columns = conflict_model(case).wants["east"]
    assert [column.want for column in columns] == ["bridge", "money", "a-late"]
    keys = {column.rank.path: np.array([1.0]) for column in columns}
    found, _ = orders(columns, keys, 1)
    together = levels(columns, found[0])
    assert [level.tolist() for level in together] == [[1, 0, 1, 1], [0, 0, 1, 1]]


def test_drivers_without_a_now_are_drawn_over_what_leaves_the_start_feasible() -> None:
    case = changed(
        bridge(),
        {
            "drivers": {"flood": {"variants": ["low", "mid", "high"]}},
            "rules": {"r": {"never": "flood = mid and not east.pay"}},
        },
    )
    model = conflict_model(case)
    assert [model.space.assignment(code)["flood"] for code in model.starts] == ["low", "high"]
    fixed = changed(case, {"now": {"flood": "high"}})
    assert len(conflict_model(fixed).starts) == 1


def test_an_infeasible_start_is_an_error() -> None:
    with pytest.raises(ProblemsError, match="breaks a rule"):
        conflict_model(changed(bridge(), {"rules": {"r": {"always": "east.pay"}}}))


def test_final_states_that_all_rank_alike_and_differ_are_undetermined() -> None:
    run = prepare(
        changed(
            bridge(),
            {
                "actors": {"east": {"wants": None}, "west": {"wants": None}, "ferry": None},
                "scenarios": {"built": {"effects": None}},
            },
        ),
        {},
        {},
    )
    assert (
        supports(run.weigh(Draws(5, 0)))["idle"].mean == 1.0
    )  # nobody moves: one final state, nothing to confuse it with
    given, open_ = reading_row({0: 0.5, 3: 0.5}, np.zeros((2, 4), dtype=np.int64), *run.truth(run.model.starts[0]))
    assert given.tolist() == [0.0, 0.0, 0.0]
    assert open_.tolist() == [1.0, 1.0, 0.0]  # none of these is false in both


def test_an_issue_that_the_play_does_not_settle_is_open_unless_its_marks_say() -> None:
    marks = [{"at": 0}, {"at": 60, "means": "east.pay and west.pay"}, {"at": 100}]
    case = changed(
        bridge(),
        {
            "issues": {"width": {"marks": marks}},
            "scenarios": {"wide": {"when": "width >= 60"}, "very": {"when": "width >= 80"}},
            "settings": {"scenarios_overlap": True},
        },
    )
    run = prepare(case, {}, {})
    found = supports(run.weigh(Draws(5, 0)))
    assert (found["wide"].mean, found["wide"].undetermined) == (1.0, 0.0)
    assert (found["very"].mean, found["very"].undetermined) == (0.0, 1.0)


def test_outlooks_are_the_hand_worked_gains() -> None:
    outlooks = prepare(bridge(), {}, {}).facts(Draws(20, 0)).outlooks
    east = outlooks["built"]["east"]
    # East ranks: bridge (2) > keeps money (1) > pays for nothing (0): now 1/2, built 1.
    assert (east.gain, east.direction, east.ground) == (pytest.approx(0.5), "better", "ended")
    ferry = outlooks["built"]["ferry"]
    assert (ferry.gain, ferry.direction) == (pytest.approx(-1.0), "worse")
    # Never ended in, but an equilibrium: compared with now it is now.
    assert (outlooks["idle"]["west"].direction, outlooks["idle"]["west"].ground) == ("unchanged", "equilibria")


def test_what_is_missing_is_said() -> None:
    for without, words in [("actors", "actor with options"), ("scenarios", "scenarios")]:
        data = {key: value for key, value in to_long(bridge()).items() if key != without}
        if without == "actors":
            data = {"estimative": 1, "id": "empty", "scenarios": {}}
        assert words in missing_methods(from_long(data))["conflict"]
    missing = missing_methods(bridge())  # it has actors, scenarios and an influence, and nothing else
    assert not {"conflict", "influence"} & missing.keys()
    assert "issue" in missing["bargaining"]
    assert "evidence" in missing["evidence"]
    assert missing.keys() == joins().keys() - {"conflict", "influence"}


def test_the_join_is_found_by_its_entry_point() -> None:
    assert joins()["conflict"] is JOIN


def test_memory_shared_between_variants_changes_nothing() -> None:
    ensemble = Ensemble(draws=40, seed=3)
    first = run_methods(case_with_ranges(), ensemble)
    other = run_methods(changed(case_with_ranges(), {"settings": {"conflict": {"initiative": {"east": 5}}}}), ensemble)
    again = run_methods(case_with_ranges(), Ensemble(draws=40, seed=3))
    assert (first["conflict"].weights.given == again["conflict"].weights.given).all()
    alone = run_methods(
        changed(case_with_ranges(), {"settings": {"conflict": {"initiative": {"east": 5}}}}), Ensemble(40, 3)
    )
    assert (other["conflict"].weights.given == alone["conflict"].weights.given).all()


def test_one_method_has_nothing_to_be_compared_with() -> None:
    runs = run_methods(bridge(), Ensemble(draws=10))
    found = convergence(runs, {"built": "built", "idle": "idle", NONE: "none of these"})
    assert found.largest_distance is None
    assert "built" in found.sentence


def test_methods_that_part_are_measured_by_total_variation() -> None:
    runs = run_methods(bridge(), Ensemble(draws=10))
    one = runs["conflict"]
    swapped = replace(
        one,
        method="other",
        supports={"built": one.supports["idle"], "idle": one.supports["built"], NONE: one.supports[NONE]},
    )
    found = convergence({"conflict": one, "other": swapped}, {"built": "built", "idle": "idle", NONE: "none of these"})
    assert found.largest_distance == 1.0


def test_a_scenario_that_the_drivers_rule_out_is_judged_by_all_its_feasible_states() -> None:
    change = {
        "drivers": {"flood": {"variants": ["low", "high"]}},
        "now": {"flood": "low"},
        "actors": {"ferry": {"wants": {"no-bridge": {"that": "flood = high"}}}},
        "scenarios": {"drowned": {"when": "flood = high", "effects": {"ferry": -2}}, "built": None, "idle": None},
    }
    outlook = prepare(changed(bridge(), change), {}, {}).facts(Draws(5, 0)).outlooks["drowned"]["ferry"]
    assert (outlook.gain, outlook.direction, outlook.ground) == (1.0, "better", "feasible")
