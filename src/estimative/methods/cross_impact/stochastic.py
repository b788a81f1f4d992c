"""Succession by chance: each descriptor takes a variant with weight exp(beta · impact score), all at once.

With a large beta this is global succession, with a beta of 0 anything goes. Where it leads is told by how often walks
stand in each scenario. The chances are those of the walk; they say nothing of the world.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from estimative.base.errors import LimitError, UsageError
from estimative.base.keyed_random import uniforms
from estimative.methods.cross_impact.attractors import MOST_LISTED, whole_number
from estimative.methods.cross_impact.field import Field, field_of, whole
from estimative.methods.cross_impact.problem import CrossImpact, Ints, Scenario

Floats = NDArray[np.float64]

MOST_CHAIN = 1 << 12
"""So many scenarios have the chain of all chances solved."""

MOST_DRAWN = 1 << 26
"""Walks × steps × descriptors."""


@dataclass(frozen=True, eq=False)
class StochasticResult:
    """How often the walks stood in each scenario after the first `skipped` steps, the most visited first.

    `visits` are counts out of `total`. Visits of one walk hang on one another, so there is no interval beside them:
    compare runs of other seeds.
    """

    problem: CrossImpact
    beta: float
    walks: int
    steps: int
    skipped: int
    seed: int
    held: Mapping[int, int]
    scenarios: tuple[Scenario, ...]
    visits: tuple[int, ...]
    total: int
    complete: bool
    warnings: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain data without elapsed time."""
        return {
            "method": "cross-impact",
            "problem": self.problem.digest,
            "rule": "stochastic",
            "beta": self.beta,
            "walks": self.walks,
            "steps": self.steps,
            "skipped": self.skipped,
            "seed": self.seed,
            "held": {str(place): variant for place, variant in sorted(self.held.items())},
            "scenarios": [list(state) for state in self.scenarios],
            "visits": list(self.visits),
            "total": whole_number(self.total),
            "complete": self.complete,
            "warnings": list(self.warnings),
        }


def chances(problem: CrossImpact, scenarios: ArrayLike, beta: float) -> Floats:
    """The chance of each variant in the next step (m, variants in all); those of one descriptor sum to 1.

    Raises UsageError where beta is below 0 or no number, or the scenarios do not fit.

    >>> push = np.array([[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]])
    >>> problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), push)
    >>> chances(problem, [(0, 0)], math.log(3)).round(2).tolist()
    [[0.75, 0.25, 0.75, 0.25]]
    """
    return _chances(field_of(problem), problem.scenarios(scenarios).T, _checked(beta)).T


def stationary(problem: CrossImpact, beta: float, held: Mapping[int, int] | None = None) -> tuple[Ints, Floats]:
    """Every scenario, and the share of time that an endless walk stands in it; exact up to rounding.

    Raises LimitError beyond 4,096 scenarios, UsageError as `chances` does or where beta makes chances vanish.
    """
    kept = dict(held or {})
    part = field_of(problem, kept)
    if part.size > MOST_CHAIN:
        raise LimitError(f"stationary: {part.size:,} scenarios; at most {MOST_CHAIN:,} are allowed. Draw walks instead")
    states = part.states(np.arange(part.size))
    chance = _chances(part, states, _checked(beta))
    if not chance.all():
        raise UsageError(f"stationary: with a beta of {beta} some chances vanish; take a smaller one, or `global`")
    chain = np.ones((part.size, part.size))
    for j, offset in enumerate(part.offsets):
        chain *= chance[states[j] + offset].T
    # The share of time solves share = share · chain with shares that sum to 1.
    system = chain.T - np.eye(part.size)
    system[-1] = 1.0
    due = np.zeros(part.size)
    due[-1] = 1.0
    return whole(part, states, len(problem.counts), kept), np.linalg.lstsq(system, due, rcond=None)[0].clip(min=0.0)


def stochastic(
    problem: CrossImpact,
    beta: float,
    *,
    walks: int = 1000,
    steps: int = 200,
    skipped: int = 100,
    held: Mapping[int, int] | None = None,
    limit: int = MOST_LISTED,
    seed: int = 1,
) -> StochasticResult:
    """Where walks by chance stand, each from a start of its own, drawn evenly.

    The number that decides about a descriptor in a step of a walk belongs to seed, descriptor, step and walk alone, so
    neither more walks nor another descriptor moves it. Raises UsageError for numbers out of range, LimitError where too
    much would be drawn.
    """
    kept = dict(held or {})
    part = field_of(problem, kept)
    rate = _checked(beta)
    for name, value, least in (("walks", walks, 1), ("steps", steps, 1), ("skipped", skipped, 0), ("limit", limit, 1)):
        if value < least:
            raise UsageError(f"stochastic: {name} is {value}; {least} or more is due")
    if skipped >= steps:
        raise UsageError(f"stochastic: {skipped} of {steps} steps are skipped; leave some to be counted")
    if walks * steps * max(1, len(part.counts)) > MOST_DRAWN:
        raise LimitError(f"stochastic: walks × steps × descriptors go beyond {MOST_DRAWN:,}; draw fewer")
    states = np.zeros((len(part.counts), walks), dtype=np.int64)
    for j, (place, count) in enumerate(zip(part.places, part.counts, strict=True)):
        states[j] = np.floor(uniforms(seed, f"cross-impact/walk/{place}/0", walks) * count).astype(np.int64)
    seen: dict[bytes, int] = {}
    for step in range(1, steps + 1):
        states = _drawn(part, states, rate, seed, step)
        if step > skipped:
            each, many = np.unique(states, axis=1, return_counts=True)
            for k, count in enumerate(many.tolist()):
                key = each[:, k].tobytes()
                seen[key] = seen.get(key, 0) + count
    return _result(problem, part, StochasticCall(rate, walks, steps, skipped, seed, kept, limit), seen)


@dataclass(frozen=True)
class StochasticCall:
    """What was asked of `stochastic`."""

    beta: float
    walks: int
    steps: int
    skipped: int
    seed: int
    held: Mapping[int, int]
    limit: int


def _result(problem: CrossImpact, part: Field, call: StochasticCall, seen: Mapping[bytes, int]) -> StochasticResult:
    width = len(part.counts)
    visited = np.array([np.frombuffer(key, np.int64) for key in seen], dtype=np.int64).reshape(len(seen), width).T
    scenarios = [tuple(state) for state in whole(part, visited, len(problem.counts), call.held).tolist()]
    ranked = sorted(zip(scenarios, seen.values(), strict=True), key=lambda pair: (-pair[1], pair[0]))[: call.limit]
    warnings = []
    if len(ranked) < len(seen):
        warnings.append(f"{len(seen):,} scenarios were visited; the {len(ranked):,} most visited are listed")
    return StochasticResult(
        problem,
        call.beta,
        call.walks,
        call.steps,
        call.skipped,
        call.seed,
        call.held,
        tuple(scenario for scenario, _ in ranked),
        tuple(count for _, count in ranked),
        call.walks * (call.steps - call.skipped),
        len(ranked) == len(seen),
        tuple(warnings),
    )


def _checked(beta: float) -> float:
    rate = float(beta)
    if not (math.isfinite(rate) and 0 <= rate <= 1e6):
        raise UsageError(f"stochastic: beta is {beta}; a number from 0 to 1,000,000 is due")
    return rate


def _chances(part: Field, states: Ints, beta: float) -> Floats:
    scores = part.scores(states)
    found = np.empty(scores.shape)
    for j in range(len(part.counts)):
        own = scores[part.columns(j)]
        weights = np.exp(beta * (own - own.max(axis=0)))  # the best has weight 1, so nothing overflows
        found[part.columns(j)] = weights / weights.sum(axis=0)
    return found


def _drawn(part: Field, states: Ints, beta: float, seed: int, step: int) -> Ints:
    chance = _chances(part, states, beta)
    after = np.empty_like(states)
    for j, place in enumerate(part.places):
        below = np.cumsum(chance[part.columns(j)], axis=0)[:-1]
        after[j] = (uniforms(seed, f"cross-impact/walk/{place}/{step}", states.shape[1]) >= below).sum(axis=0)
    return after
