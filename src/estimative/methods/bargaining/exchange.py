"""Exchange over several issues: two actors each give way where they care less and gain where they care more.

After Stokman and Van Oosten 1994, with equal gains. Everybody starts by voting for its own position, and an issue comes
out at the mean of the votes, weighed by capability × salience. A *deal*: actors a and b stand on opposite sides of the
outcomes of two issues; a moves its vote on issue p towards b's position, b moves its vote on issue q towards a's. How
good an outcome is for an actor is measured from its own position, wherever its vote has gone: salience × distance, all
issues on a scale from 0 to 100. The deal with the greatest gain is made, the outcomes are computed anew, and so on, as
long as a deal gains something.

Of one deal, with s for salience, w for weight, W for its sum, O for the outcome: shifts dO_p and dO_q give a the gain
s_aq·dO_q − s_ap·dO_p and b the gain s_bp·dO_p − s_bq·dO_q. They are equal at dO_q = ρ·dO_p with ρ = (s_ap + s_bp)/(s_aq
+ s_bq), and then are dO_p·(s_aq·s_bp − s_ap·s_bq)/(s_aq + s_bq): above zero where s_ap·s_bq < s_aq·s_bp, and growing
with dO_p, until a vote has gone all the way or an outcome has reached the one who gains by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from estimative.base.canonical import digest
from estimative.base.errors import LimitError, UsageError
from estimative.methods.bargaining.problem import Bargaining, Floats
from estimative.methods.bargaining.spatial import weighted_mean

MAX_PAIRS = 1 << 22
MAX_DEALS = 10_000
LEAST_GAIN = 1e-6
"""A deal that gains less than this, in salience × points of a scale from 0 to 100, is no deal."""
HERE = 1e-6
"""Who stands closer than this to an outcome, in points, stands on it, and on neither side."""


@dataclass(frozen=True, eq=False)
class Exchange:
    """Several issues, by id, on which the same actors stand; not everybody need stand on each.

    Raises UsageError for no issue at all, LimitError where pairs of actors × pairs of issues are more than 2^22.

    >>> a, b = Bargaining(("A", "B"), (0, 100), (1, 1), (0.1, 0.9), 0, 100), Bargaining(("B",), (5,), (1,), (1,), 0, 9)
    >>> Exchange({"p": a, "q": b}).actors
    ('A', 'B')
    """

    issues: Mapping[str, Bargaining]

    def __post_init__(self) -> None:
        object.__setattr__(self, "issues", dict(self.issues))
        if not self.issues:
            raise UsageError("Exchange: one or more issues are due, got none")
        pairs = len(self.actors) ** 2 * len(self.issues) * (len(self.issues) - 1) // 2
        if pairs > MAX_PAIRS:
            raise LimitError(
                f"Exchange: {len(self.actors)} actors on {len(self.issues)} issues make {pairs:,} pairs to look at; at"
                f" most {MAX_PAIRS:,} are allowed"
            )

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """Everybody who stands on any issue, in order of appearance."""
        return tuple(dict.fromkeys(actor for issue in self.issues.values() for actor in issue.actors))

    @cached_property
    def digest(self) -> str:
        """`sha256:` and the digest of all issues."""
        return digest({"method": "bargaining", "issues": {name: each.digest for name, each in self.issues.items()}})


@dataclass(frozen=True)
class Concession:
    """One half of a deal: on an issue, who moves its vote from where to where, who gains by it, what the outcome does.

    All in points from 0 to 100, the least and the greatest of the issue's scale.
    """

    issue: str
    giver: str
    taker: str
    vote: tuple[float, float]
    outcome: tuple[float, float]


@dataclass(frozen=True)
class Deal:
    """Two concessions, one each way, the gain that both have alike, and what the deal does to everybody else.

    `externalities` are the gains (above zero) and losses of third actors, in salience × points, zeros left out.
    """

    first: Concession
    second: Concession
    gain: float
    externalities: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class ExchangeResult:
    """All deals in order, and where the issues come out before and after, each on its own scale."""

    problem: Exchange
    deals: tuple[Deal, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]
    complete: bool = True
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, no time in them."""
        return {
            "method": "bargaining",
            "problem": self.problem.digest,
            "before": dict(self.before),
            "after": dict(self.after),
            "deals": [
                {
                    "gain": deal.gain,
                    "concessions": [_plain(deal.first), _plain(deal.second)],
                    "externalities": dict(deal.externalities),
                }
                for deal in self.deals
            ],
            "complete": self.complete,
            "warnings": list(self.warnings),
        }


def trade(problem: Exchange, most: int = MAX_DEALS) -> ExchangeResult:
    """Which deals do the actors make, one after the other, and where do the issues come out then?

    Of deals with equal gain the one with the earlier issues and actors is made. Raises UsageError for `most` out of
    range; at `most` deals it stops, and the result is not complete.

    >>> p = Bargaining(("A", "B"), (0, 100), (1, 1), (0.1, 0.9), 0, 100)
    >>> q = Bargaining(("A", "B"), (0, 100), (1, 1), (0.9, 0.1), 0, 100)
    >>> found = trade(Exchange({"p": p, "q": q}))
    >>> [(deal.first.giver, deal.first.issue, deal.second.giver, deal.second.issue) for deal in found.deals]
    [('A', 'p', 'B', 'q')]
    >>> found.before["p"], found.after["p"]
    (90.0, 100.0)
    """
    if not 0 <= most <= MAX_DEALS:
        raise UsageError(f"trade: most is {most}; 0 to {MAX_DEALS:,} deals are allowed")
    table = _Table(problem)
    names = tuple(problem.issues)
    offers = {pair: table.best(*pair) for pair in combinations(range(len(names)), 2)}
    deals: list[Deal] = []
    while offers:
        pair = max(offers, key=lambda each: offers[each][0])  # the first of equals
        if offers[pair][0] <= LEAST_GAIN or len(deals) == most:
            break
        deals.append(table.make(pair, offers[pair]))
        offers.update({each: table.best(*each) for each in offers if set(each) & set(pair)})
    left = bool(offers) and max(gain for gain, _, _ in offers.values()) > LEAST_GAIN
    warning = f"stopped after {most:,} deals; further ones would gain something" if left else ""
    before = {
        name: table.on_scale(place, weighted_mean(table.ideal[place], table.weight[place]))
        for place, name in enumerate(names)
    }
    after = {name: table.on_scale(place, float(table.outcome[place])) for place, name in enumerate(names)}
    return ExchangeResult(problem, tuple(deals), before, after, not left, (warning,) if warning else ())


class _Table:
    """The issues as a table, a row per issue and a column per actor; who does not stand on an issue weighs nothing."""

    def __init__(self, problem: Exchange) -> None:
        self.names = tuple(problem.issues)
        self.actors = problem.actors
        self.issues = tuple(problem.issues.values())
        place = {actor: k for k, actor in enumerate(self.actors)}
        shape = (len(self.names), len(self.actors))
        self.ideal, self.weight, self.salience = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.stands = np.zeros(shape, dtype=bool)
        for row, issue in enumerate(self.issues):
            columns = [place[actor] for actor in issue.actors]
            self.ideal[row, columns] = (issue.position - issue.low) * (100 / issue.span)
            self.weight[row, columns] = issue.weights
            self.salience[row, columns] = issue.salience
            self.stands[row, columns] = True
        self.vote = self.ideal.copy()
        self.total = self.weight.sum(axis=1)
        self.outcome = np.array([self._settled(row) for row in range(len(self.names))])

    def on_scale(self, row: int, points: float) -> float:
        """Points from 0 to 100 on the issue's own scale."""
        issue = self.issues[row]
        return min(max(issue.low + points * issue.span / 100, issue.low), issue.high)

    def best(self, p: int, q: int) -> tuple[float, int, int]:
        """The greatest equal gain of a deal in which one gives way on p and the other on q, and who they are."""
        gains = self._gain(p, q)
        first, second = np.unravel_index(int(gains.argmax()), gains.shape)
        return float(gains[first, second]), int(first), int(second)

    def make(self, pair: tuple[int, int], offer: tuple[float, int, int]) -> Deal:
        """Makes the deal: moves both votes, and says what it did."""
        gain, a, b = offer
        p, q = pair
        shift = float(self._shift(p, q)[a, b])
        rate = float(self._rate(p, q)[a, b])
        before = self.outcome.copy()
        first = self._move(p, a, b, shift)
        second = self._move(q, b, a, shift * rate)
        others = {
            self.actors[k]: effect
            for k in range(len(self.actors))
            if k not in (a, b) and abs(effect := self._effect(k, (p, q), before)) > LEAST_GAIN
        }
        return Deal(first, second, gain, others)

    def _settled(self, row: int) -> float:
        return weighted_mean(self.vote[row], self.weight[row])

    def _move(self, row: int, giver: int, taker: int, shift: float) -> Concession:
        start, before = float(self.vote[row, giver]), float(self.outcome[row])
        goal = float(self.ideal[row, taker])
        step = shift * self.total[row] / self.weight[row, giver]
        whole = step >= abs(goal - start) * (1 - 1e-12)
        self.vote[row, giver] = goal if whole else start + np.sign(goal - start) * step
        self.outcome[row] = self._settled(row)
        vote, outcome = (start, float(self.vote[row, giver])), (before, float(self.outcome[row]))
        return Concession(self.names[row], self.actors[giver], self.actors[taker], vote, outcome)

    def _effect(self, actor: int, rows: tuple[int, int], before: Floats) -> float:
        """What the shift of the outcomes of some issues brings an actor, in salience × points."""
        return sum(
            float(self.salience[row, actor])
            * float(abs(before[row] - self.ideal[row, actor]) - abs(self.outcome[row] - self.ideal[row, actor]))
            for row in rows
        )

    def _rate(self, p: int, q: int) -> Floats:
        """ρ[a, b]: how far the outcome of q shifts per point of p."""
        above = self.salience[p][:, None] + self.salience[p][None]
        below = self.salience[q][:, None] + self.salience[q][None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(above / below)

    def _room(self, row: int) -> Floats:
        """How far, at [giver, taker], the giver can shift the outcome to the taker's liking; 0 where it cannot.

        The two stand on opposite sides of the outcome; the giver's vote goes as far as the taker's position, the
        outcome no further than that.
        """
        away = self.ideal[row] - self.outcome[row]
        aside = np.where(self.stands[row] & (np.abs(away) > HERE), np.sign(away), 0)
        way = (self.ideal[row][None] - self.vote[row][:, None]) * aside[None]
        by_vote = self.weight[row][:, None] * np.maximum(way, 0) / self.total[row]
        reached = np.minimum(by_vote, np.abs(away)[None])
        return np.asarray(np.where(aside[:, None] * aside[None] < 0, reached, 0.0))

    def _shift(self, p: int, q: int) -> Floats:
        """The shift of the outcome of p at [a, b], a giving way on p and b on q: the furthest with equal gains."""
        with np.errstate(divide="ignore", invalid="ignore"):
            back = self._room(q).T / self._rate(p, q)
        return np.asarray(np.nan_to_num(np.minimum(self._room(p), back), nan=0.0, posinf=0.0))

    def _gain(self, p: int, q: int) -> Floats:
        """The equal gain at [a, b]; 0 or less where there is none."""
        sp, sq = self.salience[p], self.salience[q]
        with np.errstate(divide="ignore", invalid="ignore"):
            per_point = (sq[:, None] * sp[None] - sp[:, None] * sq[None]) / (sq[:, None] + sq[None])
        return np.asarray(np.nan_to_num(self._shift(p, q) * per_point, nan=0.0, posinf=0.0, neginf=0.0))


def _plain(half: Concession) -> dict[str, Any]:
    return {
        "issue": half.issue,
        "giver": half.giver,
        "taker": half.taker,
        "vote": list(half.vote),
        "outcome": list(half.outcome),
    }
