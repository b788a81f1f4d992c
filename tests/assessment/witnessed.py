"""Explanations re-checked: witnesses rebuilt from the facts and held against the definition, on a problem made anew."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from estimative.assessment.conflict_explained import StateExplained
from estimative.base.logic.parsing import parse_statement
from estimative.case.models import Case
from estimative.case.space import state_space
from estimative.methods.conflict import CONCEPTS, Conflict, Sanction, StabilityWitness, faults, solve, witness
from tests.methods.conflict.oracle import Oracle


def arms(**changes: object) -> dict[str, object]:
    """A prisoner's dilemma: each would have the other not arm, and after that would arm. Both do."""

    def side(name: str, other: str) -> dict[str, object]:
        return {
            "name": name.capitalize(),
            "options": {"arm": {"text": "builds up its forces", "cites": ["memo#p1"]}},
            "wants": {
                "safety": {"that": f"not {other}.arm", "rank": 1, "because": "it fears attack", "cites": ["memo#p2"]},
                "strength": {"that": f"{name}.arm", "rank": {"value": 2, "cites": ["memo#p3"]}},
            },
        }

    data: dict[str, object] = {
        "estimative": 1,
        "id": "arms",
        "title": "Two sides arm",
        "sources": {
            "memo": {
                "title": "A memo",
                "passages": {f"p{k}": {"at": [k, k + 1], "sha256": f"{k}" * 16} for k in (1, 2, 3)},
            }
        },
        "actors": {"north": side("north", "south"), "south": side("south", "north")},
        "now": {"north.arm": "yes", "south.arm": "yes"},
        "scenarios": {"peace": {"when": "not north.arm and not south.arm", "cites": ["memo#p1"]}},
    }
    return {**data, **changes}


def problem_of(case: Case) -> Conflict:
    """The whole conflict of a case whose ranks all differ, from the definition of option prioritising."""
    space = state_space(case)
    decision_makers = tuple(name for name, actor in case.actors.items() if actor.options)
    ranks = np.zeros((len(decision_makers), space.size), dtype=np.int64)
    for row, name in enumerate(decision_makers):
        ordered = sorted(case.actors[name].wants.values(), key=lambda want: want.rank.value)
        truths = [space.holds(parse_statement(want.that)) for want in ordered]
        kept = [tuple(bool(truth[code]) for truth in truths) for code in range(space.size)]
        worst_first = sorted(set(kept))
        ranks[row] = [worst_first.index(values) for values in kept]
    return Conflict(decision_makers, space.factors, space.feasible, ranks)


def claim_of(problem: Conflict, number: int, holding, concept: str) -> StabilityWitness:
    """The witness that an actor's part of an explanation amounts to; states by their numbers become codes."""

    def code(number: int) -> int:
        return int(problem.states[number - 1])

    def actor(name: str) -> int:
        return problem.decision_makers.index(name)

    sanctions = [
        Sanction(
            code(found.move.after),
            tuple((actor(step.members[0]), code(step.after)) for step in found.answer) or None,
            tuple(code(reply) for reply in found.replies),
        )
        for found in holding.improvements
    ]
    return StabilityWitness(actor(holding.actor), code(number), concept, tuple(sanctions))


def moves_in(facts) -> list:
    """Every move that an explanation shows, wherever it stands."""
    if type(facts).__name__ == "Move":
        return [facts]
    if hasattr(facts, "__dataclass_fields__"):
        return [move for name in facts.__dataclass_fields__ for move in moves_in(getattr(facts, name))]
    if isinstance(facts, tuple | list):
        return [move for item in facts for move in moves_in(item)]
    return []


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
