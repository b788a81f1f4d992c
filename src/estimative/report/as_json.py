"""An assessment as JSON, in the form that stays fixed: no time, no path of the machine, same seed same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from estimative.assessment.conflict import PlayShares
from estimative.assessment.pooling import Pool
from estimative.assessment.weights import NONE, Support
from estimative.base.canonical import rounded
from estimative.inquiry.arguments import ArgumentWeight, Effect, Effects
from estimative.inquiry.assumptions import ranked_assumptions
from estimative.inquiry.rivals import RivalFindings
from estimative.inquiry.sensitivity import Sensitivity
from estimative.inquiry.shapley import Shares
from estimative.report.facts import Assessment, ScenarioFacts
from estimative.report.flips_json import flip_json, overturning_json, search_json
from estimative.report.methods.exhibits import drawings
from estimative.report.stress_json import change_json


def assessment_json(facts: Assessment) -> dict[str, Any]:
    """The assessment as plain values; numbers have nine significant digits."""
    answer: dict[str, Any] = {
        "case": facts.digest,
        "what_if": facts.what_if,
        "scenarios": {name: _scenario(found) for name, found in facts.scenarios.items()},
        "none": {"support": _supports(facts.none)},
        "convergence": {**asdict(facts.convergence), "largest_distance": facts.convergence.largest_distance},
        "confidence": {
            "ceiling": facts.confidence.ceiling,
            "reasons": [reason.text for reason in facts.confidence.reasons],
            "leaves": [reason.leaves for reason in facts.confidence.reasons],
            "not_computed": list(facts.confidence.not_computed),
            "set": facts.confidence.set,
        },
        "arguments": {name: _argument(found) for name, found in facts.arguments.items()},
        "shapley": {method: _shares(found) for method, found in facts.shares.items()},
        "assumptions": {
            name: {
                "quality": facts.case.assumptions[name].quality,
                "impact": _effects({**found.effects, **found.force}) if found.effects is not None else None,
                "zero_because": found.zero_because,
                "not_computed": found.not_computed,
            }
            for name in ranked_assumptions(facts.assumptions)
            for found in [facts.assumptions[name]]
        },
        "judgments": {
            "count": facts.judgment_count,
            "carrying": len(facts.carrying) if facts.carrying is not None else None,
            "swings": {path: asdict(swing) for path, swing in (facts.carrying or {}).items()},
            "order": list(facts.sensitivity.order),
            "silent": dict(facts.sensitivity.silent),
            "not_computed": facts.sensitivity.too_few,
        },
        "sensitivity": _sensitivity(facts.sensitivity),
        "flips": [flip_json(flip) for flip in facts.flips.flips],
        "flip_search": search_json(facts.flips),
        "overturned_by": [overturning_json(line) for line in facts.overturning()],
        "play": {
            method: {concept: _play(shares) for concept, shares in plays.items()}
            for method, plays in facts.plays.items()
        },
        "methods": _shown(facts),
        "pool": _pool(facts.pool) if facts.pool is not None else None,
        "missing_methods": dict(facts.missing_methods),
        "seed": facts.seed,
        "draws": facts.draws,
        "sampling": facts.sampling,
    }
    if facts.gap is not None:
        answer["gap"] = asdict(facts.gap)
    if facts.stress is not None:
        answer["stress"] = [change_json(one) for one in facts.stress]
    if facts.rival is not None:
        answer["rival"] = _rival(facts.rival)
    plain: dict[str, Any] = rounded(answer)
    return plain


def _scenario(found: ScenarioFacts) -> dict[str, Any]:
    return {
        "author": asdict(found.author) if found.author is not None else None,
        "support": _supports({**found.supports, **found.balances}),
        "implies": found.implies,
        "against_author": found.against_author,
        "assessed": asdict(found.assessed) if found.assessed is not None else None,
        "outlook": {actor: asdict(outlook) for actor, outlook in found.outlooks.items()},
        "questions": list(found.questions),
    }


def _supports(found: Mapping[str, Support]) -> dict[str, Any]:
    return {
        method: {
            "mean": support.mean,
            "low": support.low,
            "high": support.high,
            "range": list(support.range) if support.range is not None else None,
            "undetermined": support.undetermined,
        }
        for method, support in found.items()
    }


def _effects(found: Effects) -> dict[str, Any]:
    return {method: {key: _effect(effect) for key, effect in by.items()} for method, by in found.items()}


def _effect(found: Effect) -> dict[str, float]:
    return {
        "without": found.without,
        "effect": found.effect,
        "without_undetermined": found.without_undetermined,
    }


def _sensitivity(found: Sensitivity) -> dict[str, Any]:
    return {
        path: {method: {key: asdict(sway) for key, sway in by.items()} for method, by in methods.items()}
        for path, methods in found.sways.items()
    }


def _argument(found: ArgumentWeight) -> dict[str, Any]:
    return {
        "effects": _effects({**found.effects, **found.force}),
        "redundant_with": list(found.redundant_with),
        "carried_by_unrun": list(found.carried_by_unrun),
        "shapley": {method: {key: asdict(share) for key, share in by.items()} for method, by in found.shapley.items()},
        "jointly": _effects(found.jointly),
        "zero_because": found.zero_because,
        "no_effect": found.no_effect,
        "stays": list(found.stays),
        "not_computed": found.impossible,
    }


def _shares(found: Shares) -> dict[str, Any]:
    """What the shares of one method sum to, and how they were come by; the shares stand with the arguments."""
    return {
        "every": dict(found.every),
        "none": dict(found.none),
        "exact": found.exact,
        "draws": found.draws,
        "orders": found.orders,
        "left_out": found.left_out,
        "problems": found.problems,
        "not_computed": found.why,
    }


def _shown(facts: Assessment) -> dict[str, Any]:
    """What each method that ran shows of itself, by its drawing; null for a method that brings none."""
    known = drawings()
    return {
        method: known[method].data(found) if method in known and found is not None else None
        for method, found in facts.shown.items()
    }


def _pool(found: Pool) -> dict[str, Any]:
    return {
        "pooled": dict(found.pooled),
        "exponents": {name or "together": dict(by) for name, by in found.exponents.items()},
        "by_floor": {f"{floor:g}": dict(by) for floor, by in found.by_floor.items()},
        "swings": {path: {key: asdict(swing) for key, swing in by.items()} for path, by in found.swings.items()},
    }


def _play(shares: PlayShares) -> dict[str, Any]:
    def scenarios(found: Mapping[str, float]) -> dict[str, float]:
        return {key: value for key, value in found.items() if key != NONE}

    return {
        "deals": scenarios(shares.deals),
        "no_deals": scenarios(shares.no_deals),
        "none": {"deals": shares.deals[NONE], "no_deals": shares.no_deals[NONE]},
        "undetermined": {
            "deals": dict(shares.undetermined_deals),
            "no_deals": dict(shares.undetermined_no_deals),
        },
        "cycles": {"deals": shares.cycles_deals, "no_deals": shares.cycles_no_deals},
        "equilibria_share": dict(shares.equilibria) if shares.equilibria is not None else None,
    }


def _rival(found: RivalFindings) -> dict[str, Any]:
    return {
        "indifferent": found.indifferent,
        "by_rank": {f"{rank:g}": mean for rank, mean in found.by_rank.items()},
        "threshold": found.threshold,
        "scenario": found.scenario,
        "before": found.before,
        "leaders": {f"{rank:g}": lead for rank, lead in found.leaders.items()},
        "grantor": found.grantor,
    }
