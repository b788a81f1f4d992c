"""Why states and scenarios hold or break: hand-worked, published and random conflicts, every witness re-checked."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.assessment.asked import Asked, asked, state_asked
from estimative.assessment.conflict import prepare
from estimative.assessment.conflict_explained import StateExplained, StateImpossible, explain_state
from estimative.assessment.conflict_map import conflict_map
from estimative.assessment.conflict_stated import Basis, StatedConflict
from estimative.assessment.scenario_explained import ScenarioExplained, explain_scenario
from estimative.assessment.weights import supports
from estimative.base.errors import LimitError, ProblemsError, UnsupportedError, UsageError
from estimative.base.logic.parsing import parse_statement
from estimative.case.longform import from_long
from estimative.case.models import Case
from estimative.case.paths import records
from estimative.case.space import state_space
from estimative.desk.explain import explained, status_quo
from estimative.exchange.case_files import read_case
from estimative.exchange.casebook_conflict import read_conflict
from estimative.methods.conflict import CONCEPTS, PLAYED, faults, solve, witness
from tests.assessment.witnessed import arms, claim_of, moves_in, problem_of
from tests.methods.conflict.oracle import Oracle

FLAGSHIP = Path(__file__).parents[2] / "cases" / "kabul-airport-2021"


def deciding(comparison) -> list[tuple[str, bool]]:
    return [(change.want, change.gained) for change in comparison.deciding]


def check_state(case: Case, found: StateExplained) -> None:
    """Everything that an explanation of a state claims, against a problem built from the definition."""
    problem = problem_of(case)
    number, code = found.state.number, int(problem.states[found.state.number - 1])
    result = solve(problem)
    for row, holding in enumerate(found.actors):
        assert holding.left_out == 0
        assert faults(problem, claim_of(problem, number, holding, found.concept)) == ()
        assert holding.stays == all(improvement.met for improvement in holding.improvements)
        for improvement in holding.improvements:
            assert (improvement.end is None) == (not improvement.met)
            if improvement.end is not None:
                end = int(problem.states[improvement.answer[-1].after - 1])
                check_comparison(case, problem, holding.actor, code, end, improvement.end)
        assert dict(holding.concepts) == {concept: result.is_stable(concept, row, code) for concept in CONCEPTS}
        assert holding.stays == holding.concepts[found.concept]
        assert holding.moves == len(problem.moves(row, code))
        assert sum(cost.moves for cost in holding.costs) + len(holding.improvements) == holding.moves
    assert found.holds == all(holding.stays for holding in found.actors)
    for move in moves_in(found):
        check_move(case, problem, move)
    check_deals(problem, found)
    for play in found.plays:
        check_path(found, play)


def check_move(case: Case, problem, move) -> None:
    """That what a move is said to bring each member is the first want, by rank, on which the two states differ."""
    before, after = (int(problem.states[number - 1]) for number in (move.before, move.after))
    space = state_space(case)
    first, second = space.assignment(before), space.assignment(after)
    changed = {name for name in first if first[name] != second[name]}
    assert {name.split(".")[0] for name in changed} <= set(move.members)
    assert {basis.path for basis in move.basis} == {"actors/{}/options/{}".format(*name.split(".")) for name in changed}
    assert set(move.brings) == set(move.members)
    for actor, found in move.brings.items():
        check_comparison(case, problem, actor, before, after, found)


def check_comparison(case: Case, problem, actor: str, before: int, after: int, found) -> None:
    row = problem.decision_makers.index(actor)
    difference = int(problem.ranks[row][after]) - int(problem.ranks[row][before])
    assert found.direction == ("better" if difference > 0 else "worse" if difference < 0 else "alike")
    ordered = sorted(case.actors[actor].wants, key=lambda want: case.actors[actor].wants[want].rank.value)
    truths = {want: problem_truth(case, actor, want) for want in ordered}
    differing = [want for want in ordered if truths[want][before] != truths[want][after]]
    assert deciding(found) == [(want, bool(truths[want][after])) for want in differing[:1]]


def problem_truth(case: Case, actor: str, want: str):
    return state_space(case).holds(parse_statement(case.actors[actor].wants[want].that))


def check_deals(problem, found: StateExplained) -> None:
    oracle = Oracle(problem)
    state = problem.digits(int(problem.states[found.state.number - 1]))
    count = len(problem.decision_makers)
    sizes = range(2, min(found.deals, count) + 1)
    groups = [frozenset(group) for size in sizes for group in combinations(range(count), size)]
    due = {group: {oracle.codes[t] for t in oracle.deals(group, state, found.play_concept)} for group in groups}
    for move in found.leaving_deals:
        members = frozenset(problem.decision_makers.index(actor) for actor in move.members)
        assert int(problem.states[move.after - 1]) in due[members]
        assert all(brought.direction == "better" for brought in move.brings.values())
    assert len(found.leaving_deals) + found.leaving_deals_left_out == sum(map(len, due.values()))
    assert bool(found.leaving_deals) == any(due.values())


def check_path(found, play) -> None:
    for way in (play.way, play.elsewhere):
        if way:
            assert way[0].move.before == found.start.number
            assert all(one.move.after == other.move.before for one, other in pairwise(way))
    assert sum(end.share for end in play.ends) <= 1 + 1e-9
    if not play.ends_left_out:
        assert sum(end.share for end in play.ends) == pytest.approx(1)


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


# --- Random conflicts -------------------------------------------------------------------------------------------------


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Two or three actors, options that are multi-variant or one-way, a driver, a rule, wants of different ranks."""
    count = draw(st.integers(2, 3))
    names = [f"a{k}" for k in range(count)]
    options = {name: {"go": draw(_options)} for name in names}
    for name in names[: draw(st.integers(0, 4 - count))]:
        options[name]["more"] = draw(_options)
    drivers = {"rain": {}} if draw(st.booleans()) else {}
    literals = [
        f"{name}.{option} = {variant}"
        for name in names
        for option, record in options[name].items()
        for variant in record.get("variants", ["no", "yes"])
    ] + [f"{name} = yes" for name in drivers]
    literal = st.sampled_from(literals)
    statement = st.one_of(literal, st.tuples(literal, st.sampled_from([" and ", " or "]), literal).map("".join))

    def wanted(name: str) -> st.SearchStrategy[str]:
        """Mostly what others do, or what is done against it: so that there is something to take away."""
        others = st.sampled_from([text for text in literals if not text.startswith(name)])
        own = st.sampled_from([text for text in literals if text.startswith(name)])
        return st.one_of(others, st.tuples(own, st.sampled_from([" and ", " iff "]), others).map("".join), statement)

    wants = {
        name: {f"w{k}": {"that": that, "rank": k} for k, that in enumerate(draw(st.lists(wanted(name), max_size=5)), 1)}
        for name in names
    }
    rules = {f"r{k}": {"never": that} for k, that in enumerate(draw(st.lists(_both(literal), max_size=2)))}
    data = {
        "id": "random",
        "actors": {name: {"options": options[name], "wants": wants[name]} for name in names},
        "drivers": drivers,
        "rules": rules,
        "scenarios": {"s": {"when": draw(statement)}},
        "settings": {"conflict": {"concept": draw(st.sampled_from(PLAYED)), "deals": draw(st.integers(1, 3))}},
    }
    return from_long(data)


_options = st.fixed_dictionaries(
    {"moves": st.sampled_from(["both", "both", "forward", "back"])},
    optional={"variants": st.just(["low", "mid", "high"])},
)


def _both(literal):
    return st.tuples(literal, literal).map(" and ".join)


@settings(max_examples=30)
@given(cases(), st.sampled_from(["GMR", "SMR", "SEQ", "SSEQ", "Nash"]), st.data())
def test_every_claim_about_a_state_is_true(case: Case, concept: str, data: st.DataObject) -> None:
    space = state_space(case)
    now = status_quo(case, space)
    if not space.feasible[space.code(now)]:
        assert isinstance(explained(case, "now", concept), StateImpossible)
        return
    count = int(space.feasible.sum())
    for number in data.draw(st.sets(st.integers(1, count), min_size=min(count, 4), max_size=6)):
        found = explained(case, str(number), concept)
        assert isinstance(found, StateExplained)
        assert found.state.number == number
        check_state(case, found)


@settings(max_examples=40)
@given(cases(), st.sampled_from(["s", "none"]))
def test_every_claim_about_a_scenario_is_true(case: Case, scenario: str) -> None:
    space = state_space(case)
    if not space.feasible[space.code(status_quo(case, space))]:
        return
    concept = case.settings.conflict.concept
    found = explained(case, scenario, None)
    assert isinstance(found, ScenarioExplained)
    problem, result = problem_of(case), solve(problem_of(case))
    run = prepare(case, {}, {})
    weighed = supports(run.weigh(1, 0)) if found.starts == 1 and case.settings.conflict.deals > 1 else None
    if weighed is not None:
        assert found.plays[1].share == pytest.approx(weighed[scenario].mean)
        assert found.plays[1].undetermined == pytest.approx(weighed[scenario].undetermined)
    arena = run.solver.arena(run.model.starts[0])
    true = run.truth(run.model.starts[0])[0][["s", "none"].index(scenario)]
    inside = [int(code) for code in arena.codes[true]]
    equilibria = set(result.equilibria(concept).tolist())
    assert found.states_here == len(inside)
    assert found.resting_count == len(equilibria & set(inside))
    for resting in found.resting:
        assert int(problem.states[resting.state.number - 1]) in equilibria
    if not found.escapes_left_out:
        for row, actor in enumerate(problem.decision_makers):
            broken = sum(not result.is_stable(concept, row, code) for code in inside)
            assert sum(escape.states for escape in found.escapes if escape.actor == actor) == broken
    for escape in found.escapes:
        assert not escape.improvement.met
        check_escape(problem, escape, concept)
    for move in moves_in(found):
        check_move(case, problem, move)
    for play in found.plays:
        check_path(found, play)


def check_escape(problem, escape, concept: str) -> None:
    """That nothing meets the escape, in a witness that names the actor's other improvements; and none is better."""
    row = problem.decision_makers.index(escape.actor)
    whole = witness(problem, row, int(problem.states[escape.example.number - 1]), concept)
    after = int(problem.states[escape.improvement.move.after - 1])
    claim = replace(
        whole,
        sanctions=tuple(
            replace(sanction, path=None, replies=()) if sanction.improvement == after else sanction
            for sanction in whole.sanctions
        ),
    )
    assert faults(problem, claim) == ()
    assert after in claim.escapes
    assert problem.ranks[row][after] == max(problem.ranks[row][code] for code in claim.escapes)


# --- The flagship -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def flagship() -> Case:
    if not (FLAGSHIP / "case.yaml").is_file():
        pytest.skip("the worked case is not part of this copy")
    return read_case(FLAGSHIP).case


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_flagship_is_explained_with_true_witnesses(flagship: Case, concept: str) -> None:
    run = prepare(flagship, {}, {})
    conflict = StatedConflict(run, run.model.starts[0])
    for state in conflict_map(run).states:
        place = conflict.place(state.number)
        found = explain_state(conflict, place, concept, run.model.starts[0])
        for dm, holding in enumerate(found.actors):
            for met in (improvement for improvement in holding.improvements if improvement.met):
                assert met.end == conflict.compare(dm, place, conflict.place(met.answer[-1].after))
            claim = claim_of(conflict.run.model.structure, state.number, holding, concept)
            local = replace(
                claim,
                state=claim.state - conflict.offset,
                sanctions=tuple(
                    replace(
                        sanction,
                        improvement=sanction.improvement - conflict.offset,
                        path=tuple((dm, code - conflict.offset) for dm, code in sanction.path)
                        if sanction.path
                        else None,
                        replies=tuple(code - conflict.offset for code in sanction.replies),
                    )
                    for sanction in claim.sanctions
                ),
            )
            assert faults(conflict.problem, local) == ()
        if concept == run.setting.concept:
            assert found.holds == state.resting
            assert [play.share for play in found.plays] == pytest.approx([state.ends_no_deals, state.ends_deals])
            assert found.state.scenarios == state.scenarios


def test_every_address_that_the_flagship_s_explanations_name_exists(flagship: Case) -> None:
    known = records(flagship)
    for what in ("now", "success", "failure", "none", "218", "not turkey.technical, taliban.agencies"):
        for basis in _bases(explained(flagship, what, None)):
            assert basis.path in known
            assert set(basis.cites) <= {*known[basis.path].cites, *_rank_cites(known[basis.path])}


def _rank_cites(record) -> tuple[str, ...]:
    return record.rank.cites if hasattr(record, "rank") else ()


def _bases(facts) -> list[Basis]:
    if isinstance(facts, Basis):
        return [facts]
    if hasattr(facts, "__dataclass_fields__"):
        return [basis for name in facts.__dataclass_fields__ for basis in _bases(getattr(facts, name))]
    if isinstance(facts, dict):
        return [basis for item in facts.values() for basis in _bases(item)]
    return [basis for item in facts for basis in _bases(item)] if isinstance(facts, tuple) else []


def test_support_at_the_stated_ranks_is_what_one_draw_without_ranges_gives(flagship: Case) -> None:
    run = prepare(flagship, {}, {})
    conflict = StatedConflict(run, run.model.starts[0])
    shares = [explain_scenario(conflict, key, "SEQ").plays[1].share for key in (*flagship.scenarios, "none")]
    assert sum(shares) == pytest.approx(1)


# --- What is asked ----------------------------------------------------------------------------------------------------


def lock() -> Case:
    return from_long(
        {
            "id": "t",
            "actors": {"a": {"options": {"go": {}, "pace": {"variants": ["slow", "fast"], "ordered": True}}}},
            "drivers": {"rain": {}},
            "issues": {"size": {}},
            "terms": {"quick": "a.pace = fast"},
            "scenarios": {"far-off": {"when": "a.go"}},
        }
    )


NOW = {"a.go": "no", "a.pace": "slow", "rain": "no"}


@pytest.mark.parametrize(
    "what, expected",
    [
        ("far-off", Asked(scenario="far-off")),
        (" Far off ", Asked(scenario="far-off")),
        ("none", Asked(scenario="none")),
        ("now", Asked(code=0)),
        ("1", Asked(code=0)),
        ("#8", Asked(code=7)),
        ("0008", Asked(code=7)),
        ("rain", Asked(code=4)),
        ("a.go", Asked(code=1)),
        ("not rain", Asked(code=0)),
        ("a.go, a.pace = fast,rain=yes", Asked(code=7)),
        ("a.go and a.pace = fast; not rain", Asked(code=3)),
    ],
)
def test_what_words_mean(what: str, expected: Asked) -> None:
    assert asked(lock(), state_space(lock()), what, NOW) == expected


@pytest.mark.parametrize(
    "what, words",
    [
        ("", "what can be explained"),
        ("far-of", "did you mean `far-off`"),
        ("quick", "that is a term"),
        ("a", "name one of its options, `a.go`, `a.pace`"),
        ("pace", "did you mean `a.pace`"),
        ("size", "character 1: `size` is an issue, and states do not settle"),
        ("0", "8 feasible states"),
        ("9", "8 feasible states"),
        ("1" * 500, "8 feasible states"),
        ("³", "cannot stand here|cannot begin"),
        ("a.goo", "character 1: nothing is called `a.goo`; did you mean `a.go`"),
        ("a.go, a.pase = fast", "character 7: nothing is called `a.pase`; did you mean `a.pace`"),
        ("a.go, a.pace = fsat", "character 16: `a.pace` has no variant `fsat`.*did you mean `fast`"),
        ("a.go, a.pace", "character 7: `a.pace` says nothing alone"),
        ("a.go, a.pace >= fast", "a state has one variant of `a.pace`"),
        ("a.go, not a.pace = fast", "a state has one variant of `a.pace`"),
        ("a.go, quick", "character 7: `quick` is a term"),
        ("a.go, size >= 3", "character 7: `size` is an issue"),
        ("a.go or rain", "list of assignments"),
        ("a.go, not a.go", "character 7: `a.go` cannot be both `yes` and `no`"),
        ("a.go,, rain", "character 6: a statement is missing"),
        ("a.go, rain == yes", "write `=`, once"),
        ("a.go, \x1b[2J", r"U\+001B"),
        ("a.go" + ", rain" * 5000, "at most 10000 characters"),
        ("a.x, a.y, a.z", "a.x(.|\n)*a.y(.|\n)*a.z"),
    ],
)
def test_what_means_nothing_is_refused_with_its_place_and_the_nearest_name(what: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        asked(lock(), state_space(lock()), what, NOW)


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(what: str) -> None:
    case = lock()
    try:
        found = asked(case, state_space(case), what, NOW)
    except UsageError:
        return
    assert (found.scenario is None) != (found.code is None)


def test_what_is_not_named_stays_as_it_is() -> None:
    now = {"a.go": "yes", "a.pace": "fast", "rain": "yes"}
    assert state_asked(lock(), "not a.go", now) == {"a.go": "no", "a.pace": "fast", "rain": "yes"}


def test_the_levels_are_those_that_the_ranks_are_made_from(flagship: Case) -> None:
    run = prepare(flagship, {}, {})
    conflict = StatedConflict(run, run.model.starts[0])
    places = range(0, len(conflict), 5)
    for dm in range(len(conflict.actors)):
        for one in places:
            for other in places:
                difference = int(conflict.ranks[dm, other] - conflict.ranks[dm, one])
                sign = {"better": 1, "worse": -1, "alike": 0}[conflict.compare(dm, one, other).direction]
                assert np.sign(difference) == sign
