"""What cross-impact balances show beside their weights, as plain data.

All at the stated values, but for what says that it is over the draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.cross_impact_model import CrossImpactModel
from estimative.assessment.cross_impact_succession import Ends, ends, successors
from estimative.assessment.weights import NONE
from estimative.methods.cross_impact.balances import balances
from estimative.methods.cross_impact.problem import CrossImpact

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_LISTED = 60
"""How many consistent scenarios, attractors and ways from the status quo are listed; all are counted."""


@dataclass(frozen=True)
class StateFacts:
    """One state: a variant per factor, whether no rule forbids it, and the scenarios that it makes true or leaves open.

    Scenarios by id, `none` for none of them. A state against a rule makes nothing true.
    """

    state: Mapping[str, str]
    allowed: bool
    true: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True)
class ConsistentFacts:
    """One consistent scenario: every factor that moves stands at a variant that no other beats.

    `margins` has for each factor that is pushed and moves how far its variant is ahead of the best other, `margin` the
    least of them (None where there is none), `total` the total impact score over all factors. `weight` is the share of
    starts that end here, `stays` the share of draws in which it is consistent.
    """

    at: StateFacts
    margins: Mapping[str, float]
    margin: float | None
    total: float
    weight: float
    stays: float


@dataclass(frozen=True)
class AttractorFacts:
    """Where starts end: one state that stays, or several that go round; `weight` is the share of starts."""

    states: tuple[StateFacts, ...]
    weight: float


@dataclass(frozen=True)
class WayFacts:
    """How one status quo runs on: states from the start to the first of its attractor, and the attractor's states."""

    way: tuple[StateFacts, ...]
    attractor: AttractorFacts


@dataclass(frozen=True)
class FactorFacts:
    """One factor: the sums of the sizes of its judgments on others (`active`) and theirs on it (`passive`).

    `held` is the variant that it is held at, None where it moves or starts at any; `moves` whether succession moves it.
    """

    variants: tuple[str, ...]
    active: float
    passive: float
    held: str | None
    moves: bool


@dataclass(frozen=True)
class ImpactFacts:
    """One judgment: what a variant (`source`, as `factor=variant`) does to another.

    `path` is its address; None where it fell away and the mean of its row stands in for it.
    """

    source: str
    target: str
    value: float
    low: float
    high: float
    path: str | None


@dataclass(frozen=True)
class CrossImpactFacts:
    """All that cross-impact balances show.

    `consistent`, `attractors` (the heaviest first) and `status_quo` list at most MOST_LISTED; `consistent_count` and
    `attractor_count` count all. `cycling` is the share of starts that end going round. `starts` is the number of states
    that succession starts from, `sampled` how many of them were drawn for each draw's weights, None where all were
    followed. `from_now` has what the status quo alone leads to over the draws, by scenario: the share that ends in it;
    None where a rule or what is held excludes the status quo. `distinct` is the number of different matrices drawn.
    """

    factors: Mapping[str, FactorFacts]
    impacts: tuple[ImpactFacts, ...]
    consistent: tuple[ConsistentFacts, ...]
    consistent_count: int
    attractors: tuple[AttractorFacts, ...]
    attractor_count: int
    cycling: float
    status_quo: tuple[WayFacts, ...]
    from_now: Mapping[str, float] | None
    states: int
    starts: int
    sampled: int | None
    distinct: int


@dataclass(frozen=True, eq=False)
class Spread:
    """What the draws bring: how many draws have each distinct matrix, where the status quo leads, the sample.

    `stretches` goes through the matrices, some at a time: what pushes in each, and how many draws have it.
    """

    stretches: Callable[[], Iterator[tuple[list[Ints], Ints]]]
    counts: Ints
    from_now: Floats | None
    sampled: int | None


def cross_impact_facts(model: CrossImpactModel, spread: Spread) -> CrossImpactFacts:
    """The facts of a case, from its matrix at the stated values and from what the draws bring."""
    after = successors(model.arena, model.pushes(model.stated))[0].astype(np.int64)
    found = ends(after)
    shares = found.ending(model.starts) / len(model.starts)
    attractors = sorted(_attractors(found, shares), key=lambda one: (-one[1], one[0]))
    resting = np.flatnonzero(after == np.arange(model.arena.size))
    weights = {states[0]: weight for states, weight in attractors if len(states) == 1}
    listed = sorted(resting.tolist(), key=lambda code: (-weights.get(code, 0.0), code))[:MOST_LISTED]
    names = (*model.case.scenarios, NONE)
    return CrossImpactFacts(
        factors=_factors(model),
        impacts=tuple(_impacts(model)),
        consistent=tuple(_consistent(model, listed, weights, spread)),
        consistent_count=len(resting),
        attractors=tuple(_attractor(model, states, weight) for states, weight in attractors[:MOST_LISTED]),
        attractor_count=len(attractors),
        cycling=float(sum(weight for states, weight in attractors if len(states) > 1)),
        status_quo=tuple(_ways(model, after, attractors)),
        from_now=None if spread.from_now is None else dict(zip(names, map(float, spread.from_now), strict=False)),
        states=model.space.size,
        starts=len(model.starts),
        sampled=spread.sampled,
        distinct=len(spread.counts),
    )


def _attractors(found: Ends, shares: Floats) -> Iterator[tuple[tuple[int, ...], float]]:
    """Each attractor that some start ends in: its states in their order, and its share of starts."""
    for first, places in found.cycles():
        weight = float(shares[first])
        if weight > 0:
            yield tuple(int(found.nodes[place]) for place in places), weight


def _attractor(model: CrossImpactModel, states: tuple[int, ...], weight: float) -> AttractorFacts:
    return AttractorFacts(tuple(_state(model, code) for code in states), weight)


def _state(model: CrossImpactModel, code: int) -> StateFacts:
    names = (*model.case.scenarios, NONE)
    said = model.table[:, code]
    true, left = said[: len(names)], said[len(names) :]
    return StateFacts(
        state=model.space.assignment(int(model.codes[code])),
        allowed=bool(model.allowed[code]),
        true=tuple(name for name, holds in zip(names, true, strict=True) if holds),
        open=tuple(name for name, holds in zip(names, left, strict=True) if holds),
    )


def _consistent(
    model: CrossImpactModel, codes: list[int], weights: Mapping[int, float], spread: Spread
) -> Iterator[ConsistentFacts]:
    space, factors = model.space, model.space.factors
    problem = CrossImpact(
        tuple(factor.id for factor in factors), tuple(factor.variants for factor in factors), model.stated[0]
    )
    whole = model.codes[codes]
    digits = np.stack([whole // s % n for s, n in zip(space.strides, space.shape, strict=True)], axis=1)
    found = balances(problem, digits)
    scale = model.multiplier[list(model.offsets)]
    moving = {model.free[k] for k in model.arena.moving}
    pushed = [place for place in sorted(moving & _pushed(model)) if space.shape[place] > 1]
    stays = _stays(model, codes, spread)
    for row, code in enumerate(codes):
        margins = {factors[p].id: float(found.margins[row, p]) / float(scale[p]) for p in pushed}
        yield ConsistentFacts(
            at=_state(model, code),
            margins=margins,
            margin=min(margins.values(), default=None),
            total=round(float((found.chosen[row] / scale).sum()), 12),
            weight=weights.get(code, 0.0),
            stays=stays[row],
        )


def _stays(model: CrossImpactModel, codes: list[int], spread: Spread) -> list[float]:
    """The share of draws in which each of these states is consistent."""
    arena = model.arena
    where = np.array(codes, dtype=np.int64)
    each = np.array([arena.digits(where, k) for k in range(len(arena.counts))], dtype=np.int64)
    digits = each.reshape(len(arena.counts), len(codes)).T
    found = np.zeros(len(codes), dtype=np.int64)
    for pushes, counts in spread.stretches() if codes else ():
        for place, variants in enumerate(digits.tolist()):
            rows = [arena.rows(k).start + variant for k, variant in enumerate(variants)]
            fine = np.ones(len(counts), dtype=bool)
            for k, table in zip(arena.moving, pushes, strict=True):
                scores = table[:, 0] + table[:, rows].sum(axis=1)
                fine &= scores[:, variants[k]] == scores.max(axis=1)
            found[place] += counts[fine].sum()
    return [float(count / spread.counts.sum()) for count in found]


def _pushed(model: CrossImpactModel) -> set[int]:
    """The places of the factors that some judgment aims at."""
    return {_owner(model, column) for _, column in model.cells}


def _owner(model: CrossImpactModel, row: int) -> int:
    return int(np.searchsorted(model.offsets, row, side="right")) - 1


def _ways(model: CrossImpactModel, after: Ints, attractors: list[tuple[tuple[int, ...], float]]) -> Iterator[WayFacts]:
    home = {code: (states, weight) for states, weight in attractors for code in states}
    for start in model.now.tolist()[:MOST_LISTED]:
        way = [start]
        while way[-1] not in home:
            way.append(int(after[way[-1]]))
        states, weight = home[way[-1]]
        yield WayFacts(tuple(_state(model, code) for code in way), _attractor(model, states, weight))


def _factors(model: CrossImpactModel) -> dict[str, FactorFacts]:
    sizes = np.abs(model.stated[0] / model.multiplier)
    shape = model.space.shape
    owner = np.repeat(np.arange(len(shape)), shape)
    blocks = np.zeros((len(shape), len(shape)))
    np.add.at(blocks, (owner[:, None], owner[None, :]), sizes)
    np.fill_diagonal(blocks, 0)
    moving = {model.free[k] for k in model.arena.moving}
    return {
        factor.id: FactorFacts(
            variants=factor.variants,
            active=round(float(blocks[place].sum()), 12),
            passive=round(float(blocks[:, place].sum()), 12),
            held=factor.variants[model.fixed[place]] if place in model.fixed else None,
            moves=place in moving,
        )
        for place, factor in enumerate(model.space.factors)
    }


def _impacts(model: CrossImpactModel) -> Iterator[ImpactFacts]:
    names = [f"{factor.id}={variant}" for factor in model.space.factors for variant in factor.variants]
    for item, (row, column) in zip(model.inputs, model.cells, strict=True):
        low, high = (float(item.moved(np.array(end))) for end in (item.low, item.high))
        yield ImpactFacts(names[row], names[column], item.stated, low, high, item.path)
    for mean in model.means:
        for column in mean.gone:
            value = float(model.stated[0, mean.row, column] / model.multiplier[column])
            yield ImpactFacts(names[mean.row], names[column], value, value, value, None)
