"""What the analysis of influence shows: the stated tables, and over the draws roads, balance of power, sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.influence_model import InfluenceModel, Small
from estimative.methods.influence import Influence, Reading, Road, roads, solve, strengths, strongest, tables

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
ROADS = 3
"""How many roads are shown between two actors."""
MOST_PAIRS = 12
"""Between how many pairs of actors roads are shown."""
CELLS = 1 << 15
"""Draws are taken in parts of about so many cells, so that a large case fits in memory."""


@dataclass(frozen=True)
class Weight:
    """The balance of power of one actor, mean 1 over all: as stated, its mean over the draws, its least and greatest.

    `first` is the share of draws in which nobody has more. `other_reading` is the stated figure where the diagonal is
    read the other way. `influence` and `dependence` are I and D as stated.
    """

    stated: float
    mean: float
    low: float
    high: float
    first: float
    other_reading: float
    influence: int
    dependence: int


@dataclass(frozen=True)
class RoadOverDraws:
    """One road as stated, and with every link at its low and at its high end; its strength over the draws.

    `shares[k]` is the share of draws in which its strength is k, from 0 (a link is missing) to 4; `best` the share in
    which no road at all is stronger. `paths` are the addresses of its links.
    """

    road: Road
    low: int
    high: int
    shares: tuple[float, ...]
    best: float
    paths: tuple[str, ...]


@dataclass(frozen=True)
class RoadsBetween:
    """The strongest roads between two actors, as stated; `shares[k]` as in `RoadOverDraws`, for the strongest of all.

    `grants` says whether the second grants something in the case.
    """

    start: str
    end: str
    grants: bool
    found: tuple[RoadOverDraws, ...]
    all_there_are: bool
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Side:
    """Two actors: what they share and dispute by weight, as stated (3CAA, 3DAA); how often it is more of either."""

    one: str
    other: str
    convergence: float
    divergence: float
    allied: float
    opposed: float


@dataclass(frozen=True)
class Force:
    """The balance of force on a scenario: F/(F + A) over the objectives that serve or harm it, ½ where both are 0.

    `towards` and `against` are F and A as stated, `by_actor` what each actor adds to either; `stated` and `mean` the
    balance as stated and over the draws. All is 0, and the balance ½, where no objective speaks of the scenario.
    """

    objectives: Mapping[str, int]
    towards: float
    against: float
    stated: float
    mean: float
    by_actor: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class InfluenceFacts:
    """What the analysis of influence shows beside its balances of force.

    `stated` has every table at the stated values under MACTOR's names, rows and columns in the order of `actors` and
    `objectives`; `ambivalence` the third level as stated, None for who shares nothing. `links` has the address of every
    influence, by the two actors; `stakes` that of every stake, by actor and objective.
    """

    reading: Reading
    actors: tuple[str, ...]
    objectives: tuple[str, ...]
    stated: Mapping[str, Any]
    weights: Mapping[str, Weight]
    roads: tuple[RoadsBetween, ...]
    sides: tuple[Side, ...]
    ambivalence: Mapping[str, float | None]
    forces: Mapping[str, Force]
    links: Mapping[tuple[str, str], str]
    stakes: Mapping[tuple[str, str], str]
    warnings: tuple[str, ...]


def influence_facts(model: InfluenceModel, drawn: tuple[Small, Small], means: Mapping[str, float]) -> InfluenceFacts:
    """What is shown, from MDI and 2MAO over the draws; `means` are the balances of force over them."""
    problem = model.problem()
    result = solve(problem)
    over = _Over(problem, *drawn)
    other = solve(problem, "included").tables.power
    weights = {
        name: Weight(
            stated=float(result.tables.power[i]),
            mean=over.power[i],
            low=float(over.least[i]),
            high=float(over.greatest[i]),
            first=over.first[i],
            other_reading=float(other[i]),
            influence=int(result.tables.influence[i]),
            dependence=int(result.tables.dependence[i]),
        )
        for i, name in enumerate(model.actors)
    }
    sides = tuple(
        Side(
            one,
            other_name,
            float(result.tables.convergence[3][i, j]),
            float(result.tables.divergence[3][i, j]),
            over.allied[i][j],
            over.opposed[i][j],
        )
        for i, one in enumerate(model.actors)
        for j, other_name in enumerate(model.actors)
        if i < j and (over.allied[i][j] or over.opposed[i][j] or result.tables.convergence[2][i, j]
                      or result.tables.divergence[2][i, j])
    )  # fmt: skip
    ambivalence = result.to_dict()["ambivalence_3"]
    return InfluenceFacts(
        reading=result.reading,
        actors=model.actors,
        objectives=model.objectives,
        stated={key: value for key, value in result.to_dict().items() if key not in ("method", "problem")},
        weights=weights,
        roads=_roads(model, problem, drawn[0]),
        sides=sides,
        ambivalence=dict(zip(model.actors, ambivalence, strict=True)),
        forces={name: _force(model, problem, result.tables.power, name, means[name]) for name in model.towards},
        links={(model.actors[i], model.actors[j]): item.path for (i, j), item in model.links.items()},
        stakes={(model.actors[i], model.objectives[a]): item.path for (i, a), item in model.stakes.items()},
        warnings=result.warnings,
    )


class _Over:
    """Means and shares over the draws, taken in parts and added up in order."""

    def __init__(self, problem: Influence, influence: Small, stakes: Small) -> None:
        n, draws = len(problem.actors), len(influence)
        total, first = np.zeros(n), np.zeros(n)
        allied, opposed = np.zeros((n, n)), np.zeros((n, n))
        self.least, self.greatest = np.full(n, np.inf), np.zeros(n)
        step = parts_of(n, stakes.shape[-1])
        for begin in range(0, draws, step):
            part = slice(begin, begin + step)
            found = tables(influence[part].astype(np.int64), stakes[part].astype(np.int64))
            total += found.power.sum(axis=0)
            most = found.power.max(axis=-1, keepdims=True)
            first += ((found.power == most) & (most > 0)).sum(axis=0)
            net = found.convergence[3] - found.divergence[3]
            allied += (net > 0).sum(axis=0)
            opposed += (net < 0).sum(axis=0)
            self.least = np.minimum(self.least, found.power.min(axis=0))
            self.greatest = np.maximum(self.greatest, found.power.max(axis=0))
        self.power, self.first = (total / draws).tolist(), (first / draws).tolist()
        self.allied, self.opposed = (allied / draws).tolist(), (opposed / draws).tolist()


def parts_of(n: int, m: int) -> int:
    """How many draws are worked on at once."""
    return max(1, CELLS // max(1, n * max(n, m)))


def ends(model: InfluenceModel, problem: Influence) -> list[tuple[str, str]]:
    """Between whom roads are shown: to each actor that grants something, from all to whom it may and all who decide.

    Where nobody grants anything, between those who decide; where fewer than two do, to the actor that is moved most.
    """
    here = set(model.actors)
    actors = {name: actor for name, actor in model.case.actors.items() if name in here}
    deciders = [name for name, actor in actors.items() if actor.options]
    pairs: dict[tuple[str, str], None] = {}
    for grantor, actor in actors.items():
        granted = {to for option in actor.options.values() for to in option.grants.values()}
        if granted:
            starts = dict.fromkeys([*(name for name in actors if name in granted), *deciders])
            pairs |= dict.fromkeys((name, grantor) for name in starts if name != grantor)
    if not pairs:
        pairs = dict.fromkeys((one, other) for other in deciders for one in deciders if one != other)
    if not pairs:
        moved = problem.influence.sum(axis=0)
        most = model.actors[int(np.argmax(moved))]
        pairs = dict.fromkeys((name, most) for name in model.actors if name != most)
    return list(pairs)[:MOST_PAIRS]


def _roads(model: InfluenceModel, problem: Influence, drawn: Small) -> tuple[RoadsBetween, ...]:
    low, high = (model.problem(end).influence for end in ("low", "high"))
    found = []
    for start, end in ends(model, problem):
        best = _closure(drawn, problem.place(start), problem.place(end))
        known = roads(problem, start, end, ROADS)
        over = tuple(_over_draws(model, problem, road, drawn, best, (low, high)) for road in known.found)
        grants = any(option.grants for option in model.case.actors[end].options.values())
        found.append(RoadsBetween(start, end, grants, over, known.all_there_are, _shares(best)))
    return tuple(found)


def _closure(drawn: Small, start: int, end: int) -> Small:
    """How strong the strongest road between two actors is, draw by draw."""
    step = parts_of(drawn.shape[-1], 1)
    parts = [strongest(drawn[begin : begin + step])[:, start, end] for begin in range(0, len(drawn), step)]
    return np.concatenate(parts)


def _over_draws(
    model: InfluenceModel, problem: Influence, road: Road, drawn: Small, best: Small, ends_: tuple[Ints, Ints]
) -> RoadOverDraws:
    places = [problem.place(name) for name in road.actors]
    strength = strengths(drawn, places)
    low, high = (int(strengths(table, places)) for table in ends_)
    as_good = float(((strength == best) & (strength > 0)).mean())
    paths = tuple(model.link(one, other) for one, other in zip(road.actors[:-1], road.actors[1:], strict=True))
    return RoadOverDraws(road, low, high, _shares(strength), as_good, paths)


def _shares(strength: Small) -> tuple[float, ...]:
    return tuple((np.bincount(strength, minlength=5) / len(strength)).tolist())


def _force(model: InfluenceModel, problem: Influence, power: Floats, scenario: str, mean: float) -> Force:
    signs = np.array(model.towards[scenario], dtype=np.int64)
    towards, against = sums(problem.stakes, signs)
    forward, backward = float((power * towards).sum()), float((power * against).sum())
    by_actor = {
        name: (float(power[i] * towards[i]), float(power[i] * against[i]))
        for i, name in enumerate(model.actors)
        if towards[i] or against[i]
    }
    objectives = {name: int(sign) for name, sign in zip(model.objectives, signs.tolist(), strict=True) if sign}
    whole = forward + backward
    return Force(objectives, forward, backward, forward / whole if whole else 0.5, mean, by_actor)


def sums(stakes: Ints, signs: Ints) -> tuple[Ints, Ints]:
    """What each actor has at stake towards and against a scenario, as sizes, from 2MAO (…, n, m); each (…, n)."""
    turned = stakes * signs
    return np.maximum(turned, 0).sum(axis=-1), np.maximum(-turned, 0).sum(axis=-1)
