"""Why a scenario is consistent or not: per descriptor what speaks for and against its variant, and what would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from estimative.methods.cross_impact.balances import NO_RIVAL, balances
from estimative.methods.cross_impact.changes import Change, Goal, Measure, smallest_change
from estimative.methods.cross_impact.problem import CrossImpact
from estimative.methods.cross_impact.succession import way
from estimative.methods.cross_impact.witnesses import DescriptorBalance, Push, witness

SHOWN = 3
LONGEST_WAY = 1000
MEASURES: tuple[Measure, ...] = ("sum", "cells")


def explained(
    problem: CrossImpact, scenario: Sequence[int], rules: Sequence[str] = ("global/keep",), tolerance: int = 0
) -> dict[str, Any]:
    """What holds a scenario together or breaks it, as plain data.

    Per descriptor the scores of its variants, the best rival, and up to three of the other descriptors whose judgments
    put its variant furthest ahead of that rival, or behind it; then the smallest change of judgments that makes the
    scenario consistent, or inconsistent if it is consistent; and by each rule the way that it takes (`global/keep`
    where none is named).
    """
    found = balances(problem, [list(scenario)])
    consistent = bool(found.largest[0] <= tolerance)
    goal: Goal = "inconsistent" if consistent else "consistent"
    margin = int(found.smallest_margin[0])
    return {
        "scenario": list(scenario),
        "variants": [names[k] for names, k in zip(problem.variants, scenario, strict=True)],
        "consistent": consistent,
        "forbidden": not bool(problem.allowed([list(scenario)])[0]),
        "inconsistency": {"largest": int(found.largest[0]), "sum": int(found.sums[0])},
        "margin": None if margin == NO_RIVAL else margin,
        "total_impact_score": int(found.total_impact_score[0]),
        "descriptors": [_descriptor(balance) for balance in witness(problem, scenario, tolerance).balances],
        "goal": goal,
        "changes": {
            measure: change_in_words(problem, smallest_change(problem, scenario, goal, measure, tolerance=tolerance))
            for measure in MEASURES
        },
        "ways": {rule: _way(problem, scenario, rule) for rule in rules or ("global/keep",)},
    }


def _descriptor(balance: DescriptorBalance) -> dict[str, Any]:
    own = balance.scores[balance.present]
    return {
        "descriptor": balance.place,
        "variant": balance.present,
        "score": own,
        "scores": list(balance.scores),
        "rival": balance.rival,
        "margin": balance.margin,
        "pro": [_push(push) for push in balance.pro[:SHOWN]],
        "contra": [_push(push) for push in balance.contra[:SHOWN]],
    }


def _push(push: Push) -> dict[str, Any]:
    return {"descriptor": push.source, "variant": push.variant, "row": list(push.row), "lead": push.lead}


def change_in_words(problem: CrossImpact, change: Change) -> dict[str, Any] | None:
    """A change of judgments by descriptors and variants; None where no change within the scale does it."""
    if change.edits is None:
        return None
    edits = []
    for edit in change.edits:
        source, target = int(problem.owner[edit.row]), int(problem.owner[edit.column])
        edits.append(
            {
                "from": [source, edit.row - problem.offsets[source]],
                "to": [target, edit.column - problem.offsets[target]],
                "before": edit.before,
                "after": edit.after,
            }
        )
    return {"sum": change.sum, "cells": change.cells, "bounds": [change.low, change.high], "edits": edits}


def _way(problem: CrossImpact, scenario: Sequence[int], rule: str) -> dict[str, Any]:
    states, back = way(problem, scenario, rule)
    walked = np.asarray(states).tolist()
    return {"states": walked[:LONGEST_WAY], "back_to": back, "steps": len(walked)}
