"""What the actors of the expected-utility model reckon with: support in a contest, risk, what a challenge is worth.

Positions are taken as shares of the distance R between the outermost actors of the round. Matrices have a row per actor
who looks and a column per actor looked at.

Support costs a sum over all voters for every pair if it is added up as it is defined. A voter prefers i to j where it
stands nearer to i, however its votes are curved; so on sorted positions those who prefer the lower of two places are
the ones below the middle between them, and sums over them are differences of running totals: n² in all, where the
definition (`eum_plain`) costs n³.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from estimative.methods.bargaining.problem import Floats
from estimative.methods.bargaining.spatial import weighted_medians

Bools = NDArray[np.bool_]

TOGETHER = 1e-12
"""Two actors stand at the same place if their distance is no larger share of R; they do not challenge each other."""

NOTHING = 1e-12
"""An expected utility of this size or less is zero, so that rounding decides nothing."""

ALIKE = 1e-9
"""Securities that differ by no more than this give everybody the exponent 1."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Where everybody stands at the beginning of a round.

    `distance` is |x_i − x_j|/R, `off` is |x_i − mu|/R with mu the weighted median; weights sum to 1.
    """

    position: Floats
    weight: Floats
    salience: Floats
    spread: float
    median: float
    distance: Floats
    off: Floats

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """The actors from the lowest position to the highest."""
        return np.argsort(self.position, kind="stable")

    @cached_property
    def below(self) -> NDArray[np.intp]:
        """How many stand below the middle of every two actors, these in their order."""
        ordered = self.position[self.order]
        return np.searchsorted(ordered, (ordered[:, None] + ordered[None, :]) / 2)

    @property
    def together(self) -> Bools:
        """Which pairs stand at the same place; everybody stands with itself."""
        return self.distance <= TOGETHER


def standing(position: Floats, weight: Floats, salience: Floats) -> Standing:
    """Distances and the weighted median; positions must not all be the same.

    >>> standing(np.array([0.0, 5.0]), np.array([3.0, 1.0]), np.array([1.0, 1.0])).off.tolist()
    [0.0, 1.0]
    """
    spread = float(position.max() - position.min())
    median = float(weighted_medians(position, weight)[0])
    distance = np.abs(position[:, None] - position[None, :]) / spread
    return Standing(
        position, weight / weight.sum(), salience, spread, median, distance, np.abs(position - median) / spread
    )


def support(place: Standing, exponent: Floats | None, shared: bool) -> Floats:
    """P: which share of the votes goes to the actor of the row against the actor of the column?

    Voter k gives the difference of its distances to the two, each as a share of R to the power `exponent[k]` (none: 1),
    times its weight. The votes for the row are divided by all votes between the two, or, where `shared`, by the votes
    of all ordered pairs together. Where nobody of any weight prefers either, P is one half; between actors at the same
    place it means nothing.

    >>> place = standing(np.array([0.0, 1.0, 4.0]), np.ones(3), np.ones(3))
    >>> support(place, None, shared=False)[0].round(3).tolist()
    [0.5, 0.333, 0.6]
    """
    order = place.order
    ordered = place.position[order]
    votes = place.distance[np.ix_(order, order)]
    if exponent is not None:
        votes = votes ** exponent[order][:, None]
    total = np.zeros((len(order) + 1, len(order)))
    np.cumsum(votes * place.weight[order][:, None], axis=0, out=total[1:])
    there = np.take_along_axis(total, place.below, axis=0)
    lower = there - there.T
    won = np.where(ordered[:, None] < ordered[None, :], lower, total[-1][None, :] - total[-1][:, None] - lower)
    np.maximum(won, 0.0, out=won)
    cast = 2 * won.sum() if shared else won + won.T
    share = np.divide(won, cast, out=np.full_like(won, 0.5), where=cast > NOTHING)
    found: Floats = np.empty_like(share)
    found[np.ix_(order, order)] = share
    return found


def exponents(security: Floats) -> Floats:
    """r: how each actor bends utility, from 1/2 for the one most pressed to 2 for the one least pressed.

    `security` is the sum of what the others expect of challenging it. R = (2 security − max − min)/(max − min) and
    r = (1 − R/3)/(1 + R/3).

    >>> exponents(np.array([0.0, 1.0, 2.0])).round(6).tolist()
    [2.0, 1.0, 0.5]
    """
    most, least = float(security.max()), float(security.min())
    if most - least <= ALIKE:
        return np.ones_like(security)
    risk = (2 * security - most - least) / (most - least)
    bent: Floats = (1 - risk / 3) / (1 + risk / 3)
    return bent


def utility(base: Floats, exponent: Floats | None) -> Floats:
    """u(b) = 2 − 4·b^r, from 2 at b = 0 to −2 at b = 1.

    >>> utility(np.array([0.0, 0.5, 1.0]), np.array([2.0])).tolist()
    [2.0, 1.0, -2.0]
    """
    bounded = np.clip(base, 0.0, 1.0)
    worth: Floats = 2 - 4 * (bounded if exponent is None else bounded**exponent)
    return worth


@dataclass(frozen=True, eq=False)
class Worth:
    """What challenges are worth, in utility over leaving the other alone.

    `own[i, j]`: i challenges j, by i's exponent. `against[i, j]`: j challenges i, by j's exponent, or by i's where
    actors judge both sides themselves.
    """

    own: Floats
    against: Floats


def worth(
    place: Standing, won: Floats, exponent: Floats | None, q: float, hopeful: bool, own_view: bool = False
) -> Worth:
    """Expected utilities of all challenges, given support `won` and exponents (none: 1 for everybody).

    A target that does not care (1 − salience) gives in; one that does is beaten with probability P. Left alone, things
    stay with probability `q`; else the challenger's lot gets better or worse: better if `hopeful`, else where the
    challenger stands nearer to the median than to the other. `own_view`: the actor of the row judges both sides. Actors
    at the same place have support that means nothing and needs none; nobody challenges itself.

    >>> place = standing(np.array([0.0, 5.0]), np.array([3.0, 1.0]), np.array([1.0, 1.0]))
    >>> worth(place, support(place, None, shared=False), None, 1.0, hopeful=False).own.tolist()
    [[0.0, 1.0], [-1.0, 0.0]]
    """
    bend = None if exponent is None else exponent[:, None]
    success = utility(0.5 - 0.5 * place.distance, bend)
    stake = success - utility(0.5 + 0.5 * place.distance, bend)
    stays = utility(np.full((len(place.position), 1), 0.5), bend)

    def left_alone(off: Floats) -> Floats:
        if q == 1:
            return stays
        change = 0.25 * (off + place.distance)
        better = np.True_ if hopeful else off < place.distance - NOTHING
        return q * stays + (1 - q) * utility(np.where(better, 0.5 - change, 0.5 + change), bend)

    salience = place.salience
    own = _cleaned(success - salience[None, :] * (1 - won) * stake - left_alone(place.off[:, None]))
    if not own_view:
        return Worth(own, own.T)
    return Worth(own, _cleaned(success - salience[:, None] * (1 - won.T) * stake - left_alone(place.off[None, :])))


def _cleaned(table: Floats) -> Floats:
    np.fill_diagonal(table, 0.0)
    table[np.abs(table) <= NOTHING] = 0.0
    return table
