"""Explanations re-checked: witnesses rebuilt from the facts and held against the definition, on a problem made anew."""

from __future__ import annotations

import numpy as np

from estimative.base.logic.parsing import parse_statement
from estimative.case.models import Case
from estimative.case.space import state_space
from estimative.methods.conflict import Conflict, Sanction, StabilityWitness


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
