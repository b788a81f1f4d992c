"""Explanations of random conflicts and of the worked case: every claim re-checked from the definition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.assessment.conflict import prepare
from estimative.assessment.conflict_explained import StateExplained, StateImpossible, explain_state
from estimative.assessment.conflict_map import conflict_map
from estimative.assessment.conflict_stated import Basis, StatedConflict
from estimative.assessment.scenario_explained import ScenarioExplained, explain_scenario
from estimative.assessment.weights import supports
from estimative.case.longform import from_long
from estimative.case.models import Case
from estimative.case.paths import records
from estimative.case.space import state_space
from estimative.desk.explain import explained, status_quo
from estimative.ensemble.draws import Draws
from estimative.exchange.case_files import read_case
from estimative.methods.conflict import CONCEPTS, PLAYED, faults, solve
from tests.assessment.witnessed import (
    check_escape,
    check_move,
    check_path,
    check_state,
    claim_of,
    moves_in,
    problem_of,
)

FLAGSHIP = Path(__file__).parents[2] / "cases" / "kabul-airport-2021"


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
    weighed = supports(run.weigh(Draws(1, 0))) if found.starts == 1 and case.settings.conflict.deals > 1 else None
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
