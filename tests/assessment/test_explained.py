"""Why states and scenarios hold or break: hand-worked and published conflicts, every witness re-checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from estimative.assessment.conflict import prepare
from estimative.assessment.conflict_explained import StateExplained, StateImpossible
from estimative.assessment.conflict_stated import Basis, StatedConflict
from estimative.assessment.scenario_explained import ScenarioExplained
from estimative.base.errors import LimitError, ProblemsError, UnsupportedError
from estimative.case.longform import from_long
from estimative.case.models import Case
from estimative.case.space import state_space
from estimative.desk.explain import explained
from estimative.exchange.casebook_conflict import read_conflict
from estimative.methods.conflict import CONCEPTS, faults, solve
from tests.assessment.witnessed import (
    arms,
    check_state,
    claim_of,
    deciding,
    moves_in,
    problem_of,
)


def conflict_of(case: Case) -> StatedConflict:
    run = prepare(case, {}, {})
    return StatedConflict(run, run.model.starts[0])


# --- By hand ----------------------------------------------------------------------------------------------------------


def test_in_the_dilemma_peace_holds_because_arming_would_be_answered() -> None:
    case = from_long(arms())
    found = explained(case, "not north.arm, not south.arm", "SEQ")
    assert isinstance(found, StateExplained)
    assert (found.state.number, found.state.scenarios, found.holds) == (1, ("peace",), True)
    assert found.leaving_deals == ()
    north = found.actors[0]
    assert dict(north.concepts) == {"Nash": False, "GMR": True, "SMR": True, "SEQ": True, "SSEQ": True}
    (improvement,) = north.improvements
    assert (improvement.move.after, improvement.move.words) == (2, "North: arm")
    assert deciding(improvement.move.brings["north"]) == [("strength", True)]
    (answer,) = improvement.answer
    assert (answer.members, answer.before, answer.after, answer.words) == (("south",), 2, 4, "South: arm")
    assert deciding(answer.brings["south"]) == [("strength", True)]
    assert improvement.end is not None
    assert (improvement.end.direction, deciding(improvement.end)) == ("worse", [("safety", False)])
    check_state(case, found)


def test_under_nash_the_same_state_breaks_for_both_and_nothing_meets_it() -> None:
    case = from_long(arms())
    found = explained(case, "1", "Nash")
    assert isinstance(found, StateExplained)
    assert not found.holds
    assert [(holding.actor, holding.stays) for holding in found.actors] == [("north", False), ("south", False)]
    assert all(not improvement.met for holding in found.actors for improvement in holding.improvements)
    assert found.play_concept == "Nash"
    check_state(case, found)


def test_the_status_quo_is_left_by_a_deal_and_by_nothing_else() -> None:
    case = from_long(arms())
    found = explained(case, "now", None)
    assert isinstance(found, StateExplained)
    assert (found.state.number, found.concept, found.holds, found.start_is_now) == (4, "SEQ", True, True)
    (deal,) = found.leaving_deals
    assert (deal.members, deal.after) == (("north", "south"), 1)
    assert {actor: deciding(brought) for actor, brought in deal.brings.items()} == {
        "north": [("safety", True)],
        "south": [("safety", True)],
    }
    alone, together = found.plays
    assert (alone.deals, alone.share, alone.way, alone.elsewhere) == (1, 1.0, (), ())
    assert (together.deals, together.share, together.comes, together.way) == (2, 0.0, True, ())
    assert [step.move.after for step in together.elsewhere] == [1]
    (cost,) = found.actors[0].costs
    assert (cost.moves, cost.comparison.direction, deciding(cost.comparison)) == (1, "worse", [("strength", False)])
    check_state(case, found)


def test_the_scenario_holds_with_a_deal_and_is_never_come_to_without() -> None:
    case = from_long(arms())
    found = explained(case, "peace", None)
    assert isinstance(found, ScenarioExplained)
    assert (found.states, found.states_here, found.resting_count, found.escapes) == (1, 1, 1, ())
    alone, together = found.plays
    assert (alone.share, alone.comes, together.share) == (0.0, False, 1.0)
    assert [step.move.members for step in together.way] == [("north", "south")]
    assert found.basis == Basis("scenarios/peace", ("memo#p1",))


def test_what_breaks_the_states_in_no_scenario_is_counted_with_an_example() -> None:
    case = from_long(arms())
    found = explained(case, "none", None)
    assert isinstance(found, ScenarioExplained)
    assert (found.when, found.states, found.resting_count) == (None, 3, 1)
    assert [resting.state.number for resting in found.resting] == [4]
    assert [(escape.actor, escape.states, deciding(escape.comparison)) for escape in found.escapes] == [
        ("north", 1, [("strength", True)]),
        ("south", 1, [("strength", True)]),
    ]
    assert [escape.example.number for escape in found.escapes] == [3, 2]


def test_a_want_rests_on_its_own_passages_and_those_of_its_rank_only() -> None:
    data = arms()
    data["actors"]["south"]["cites"] = ["memo#p1"]  # type: ignore[index]
    del data["actors"]["south"]["wants"]["safety"]["cites"]  # type: ignore[index]
    found = explained(from_long(data), "now", None)
    bases = [change.basis for move in moves_in(found) for how in move.brings.values() for change in how.deciding]
    assert Basis("actors/north/wants/strength", ("memo#p3",)) in bases
    assert Basis("actors/south/wants/safety", ()) in bases


def test_an_answer_need_only_take_the_gain_away_not_make_things_worse() -> None:
    data = arms(now={"north.arm": "no", "south.arm": "no"})
    for side, that in (("north", "north.arm and not south.arm"), ("south", "north.arm iff south.arm")):
        data["actors"][side]["wants"] = {"it": {"that": that, "rank": 1}}  # type: ignore[index]
    found = explained(from_long(data), "now", "SEQ")
    assert isinstance(found, StateExplained)
    (improvement,) = found.actors[0].improvements
    assert [step.members for step in improvement.answer] == [("south",)]
    assert improvement.end is not None
    assert (improvement.end.direction, improvement.end.deciding) == ("alike", ())
    check_state(from_long(data), found)


def test_a_replies_concept_looks_at_what_could_mend_the_answer() -> None:
    case = from_long(arms())
    found = explained(case, "1", "SMR")
    assert isinstance(found, StateExplained)
    assert found.actors[0].improvements[0].replies == (3,)
    assert found.play_concept == "SEQ"
    check_state(case, found)


# --- States that cannot be, other drivers, issues ---------------------------------------------------------------------


def ruled() -> Case:
    rules = {
        "one": {"never": "north.arm and south.arm", "because": "a treaty", "cites": ["memo#p1"]},
        "two": {"always": "north.arm implies rain"},
        "idle": {"never": "south.arm and rain"},
    }
    return from_long(arms(rules=rules, drivers={"rain": {}}, now={}))


def test_a_state_that_cannot_be_names_every_rule_that_forbids_it_and_no_other() -> None:
    found = explained(ruled(), "north.arm, south.arm", None)
    assert isinstance(found, StateImpossible)
    assert [(breach.rule, breach.demand) for breach in found.breaches] == [("one", "never"), ("two", "always")]
    assert found.breaches[0].because == "a treaty"
    assert found.breaches[0].basis == Basis("rules/one", ("memo#p1",))
    assert found.breaches[1].basis.cites == ()
    space = state_space(ruled())
    for state in found.near:
        assert space.feasible[space.code(state.assignment)]
        assert sum(state.assignment[name] != found.assignment[name] for name in found.assignment) == 1
    assert [state.assignment for state in found.near] == [{"north.arm": "no", "south.arm": "yes", "rain": "no"}]


def test_a_status_quo_that_cannot_be_is_explained_and_nothing_else_is() -> None:
    case = from_long(arms(rules={"one": {"never": "north.arm and south.arm"}}))
    assert isinstance(explained(case, "now", None), StateImpossible)
    with pytest.raises(ProblemsError):
        explained(case, "peace", None)
    with pytest.raises(ProblemsError):
        explained(case, "1", None)


def test_a_state_with_other_drivers_is_told_from_the_status_quo_with_those() -> None:
    case = from_long(arms(drivers={"rain": {}}, now={"north.arm": "yes", "south.arm": "yes", "rain": "no"}))
    found = explained(case, "rain, not north.arm, not south.arm", None)
    assert isinstance(found, StateExplained)
    assert found.start is not None
    assert (found.state.number, found.start.number, found.start_is_now) == (5, 8, False)
    assert found.plays[1].share == 1.0
    check_state(case, found)


def test_where_no_status_quo_is_possible_there_is_no_play() -> None:
    rules = {"dry": {"never": "rain and north.arm"}}
    case = from_long(arms(drivers={"rain": {}}, rules=rules))
    found = explained(case, "rain, not north.arm", None)
    assert isinstance(found, StateExplained)
    assert (found.start, found.plays, found.start_is_now) == (None, (), False)
    check_state(case, found)


def test_of_drivers_without_a_now_the_first_possible_start_is_told() -> None:
    case = ruled()
    found = explained(case, "none", None)
    assert isinstance(found, ScenarioExplained)
    assert found.starts == 2
    assert found.start.assignment == {"north.arm": "no", "south.arm": "no", "rain": "no"}


def test_a_scenario_that_no_state_satisfies_names_the_rules_that_forbid_it() -> None:
    scenarios = {"both": {"when": "north.arm and south.arm"}}
    case = from_long(arms(rules={"one": {"never": "north.arm and south.arm"}, "two": {"never": "false"}}, now={}))
    found = explained(
        case.model_copy(update={"scenarios": from_long(arms(scenarios=scenarios)).scenarios}), "both", None
    )
    assert isinstance(found, ScenarioExplained)
    assert (found.states, [breach.rule for breach in found.rules]) == (0, ["one"])


def test_states_in_which_an_issue_leaves_a_scenario_open_are_counted() -> None:
    marks = [{"at": 0}, {"at": 60, "means": "north.arm"}, {"at": 100}]
    case = from_long(arms(issues={"size": {"marks": marks}}, scenarios={"large": {"when": "size >= 80"}}))
    found = explained(case, "large", None)
    assert isinstance(found, ScenarioExplained)
    assert (found.states, found.open_here) == (0, 2)
    state = explained(case, "now", None)
    assert isinstance(state, StateExplained)
    assert state.state.scenarios == ()


def test_wants_of_one_fixed_rank_decide_together() -> None:
    data = arms()
    data["actors"]["north"]["wants"]["strength"]["rank"] = 1  # type: ignore[index]
    found = explained(from_long(data), "now", None)
    assert isinstance(found, StateExplained)
    (deal,) = [cost for cost in found.actors[0].costs if cost.comparison.direction == "worse"]
    assert deciding(deal.comparison) == [("strength", False)]
    conflict = conflict_of(from_long(data))
    both = conflict.compare(0, conflict.place(4), conflict.place(1))
    assert (both.direction, deciding(both)) == ("alike", [])
    assert [[len(level) for level in levels] for levels in conflict.wants] == [[2], [1, 1]]


def test_without_anybody_who_decides_there_is_nothing_to_explain() -> None:
    with pytest.raises(UnsupportedError, match="at least one actor with options"):
        explained(from_long({"id": "t", "actors": {"a": {}}, "scenarios": {"s": {"when": "true"}}}), "s", None)


def test_more_states_than_a_play_may_have_are_refused() -> None:
    actors = {name: {"options": {f"o{k}": {} for k in range(7)}} for name in ("a", "b")}
    with pytest.raises(LimitError, match="4,096"):
        explained(from_long({"id": "t", "actors": actors}), "now", None)


def test_a_crowd_of_better_states_is_cut_and_counted() -> None:
    actor = {
        "options": {f"o{k}": {} for k in range(6)},
        "wants": {"w": {"that": " or ".join(f"a.o{k}" for k in range(6)), "rank": 1}},
    }
    found = explained(from_long({"id": "t", "actors": {"a": actor, "b": {"options": {"go": {}}}}}), "now", None)
    assert isinstance(found, StateExplained)
    assert (len(found.actors[0].improvements), found.actors[0].left_out, found.actors[0].moves) == (40, 23, 63)


# --- A published story -----------------------------------------------------------------------------------------------


def elmira(path: Path) -> Case:
    """The published conflict as a case: each actor wants its best state first, then its second best, …"""
    book = read_conflict(path)
    problem = book.problem
    names = {factor.id: f"o{k}" for k, factor in enumerate(problem.factors)}

    def state(code: int) -> str:
        digits = problem.digits(code)
        return (
            "("
            + " and ".join(
                f"{'' if digit else 'not '}a{problem.decision_makers.index(factor.owner)}.{names[factor.id]}"
                for factor, digit in zip(problem.factors, digits, strict=True)
            )
            + ")"
        )

    actors = {}
    for row, dm in enumerate(problem.decision_makers):
        own = {
            names[factor.id]: {"text": factor.id, "moves": factor.moves}
            for factor in problem.factors
            if factor.owner == dm
        }
        levels = sorted({int(problem.ranks[row][code]) for code in problem.states}, reverse=True)
        wants = {
            f"w{place}": {
                "that": " or ".join(state(int(c)) for c in problem.states if problem.ranks[row][c] == level),
                "rank": place,
            }
            for place, level in enumerate(levels, 1)
        }
        actors[f"a{row}"] = {"name": dm, "options": own, "wants": wants}
    now = {
        f"a{problem.decision_makers.index(factor.owner)}.{names[factor.id]}": factor.variants[digit]
        for factor, digit in zip(problem.factors, problem.digits(int(book.order[0])), strict=True)
    }
    now = {name: "yes" if variant in ("Y", "yes") else "no" for name, variant in now.items()}
    every = " or ".join(state(int(code)) for code in problem.states)
    scenarios = {
        "insisted": {"when": "a2.o4 and not a0.o0"},
        "settled": {"when": "a0.o0 and a1.o2"},
    }
    return from_long(
        {"id": "elmira", "actors": actors, "rules": {"known": {"always": every}}, "now": now, "scenarios": scenarios}
    )


def test_elmira_ends_where_its_story_does_and_each_state_is_explained_as_published(shared: Path) -> None:
    path = shared / "casebook" / "conflict" / "elmira-12-states.json"
    case = elmira(path)
    insisted, settled = explained(case, "insisted", "SEQ"), explained(case, "settled", "SEQ")
    assert isinstance(insisted, ScenarioExplained)
    assert isinstance(settled, ScenarioExplained)
    assert [play.share for play in insisted.plays] == [1.0, 0.0]
    assert [play.share for play in settled.plays] == [0.0, 1.0]
    assert [step.move.members for step in insisted.plays[0].way] == [("a2",)]
    published, problem = solve(read_conflict(path).problem), problem_of(case)
    for number in range(1, 13):
        for concept in CONCEPTS:
            found = explained(case, str(number), concept)
            assert isinstance(found, StateExplained)
            for row, holding in enumerate(found.actors):
                assert faults(problem, claim_of(problem, number, holding, concept)) == ()
                assert holding.stays == published.stable[concept][row, number - 1]
