"""Re-checks a witness against the definition, for tests and for readers who doubt.

Nothing here calls what computed the answers: sums and comparisons are written out anew, actor by actor.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from estimative.methods.bargaining.exchange import HERE, LEAST_GAIN, Concession, Exchange
from estimative.methods.bargaining.nash import ON_IT
from estimative.methods.bargaining.problem import Bargaining
from estimative.methods.bargaining.witnesses import CompromiseWitness, DealWitness, MedianWitness, NashWitness, Witness

TOLERANCE = 1e-9
"""Of the whole weight, of the scale, or of points × salience: as far as sums of floats may be apart."""


def faults(problem: Bargaining | Exchange, claim: Witness) -> tuple[str, ...]:
    """What is wrong with a witness, in sentences; empty where it holds.

    A deal is checked with the Exchange that it was made in, everything else with its Bargaining.

    >>> from estimative.methods.bargaining.witnesses import median_witness
    >>> issue = Bargaining(("A", "B"), (0, 90), (2, 1), (1, 1), 0, 100)
    >>> faults(issue, median_witness(issue)), faults(issue, CompromiseWitness(40.0, (-80.0, 50.0)))
    ((), ('the pulls add up to -30, not to nothing',))
    """
    if isinstance(problem, Exchange) != isinstance(claim, DealWitness):
        return (f"{type(claim).__name__} does not speak of a {type(problem).__name__}",)
    return tuple(CHECKS[type(claim)](claim, problem))


def _compromise_faults(claim: CompromiseWitness, problem: Bargaining) -> Iterator[str]:
    if len(claim.pulls) != len(problem.actors):
        yield f"{len(problem.actors)} actors pull, the witness has {len(claim.pulls)}"
        return
    slack = TOLERANCE * _total(problem) * problem.span
    for i, pull in enumerate(claim.pulls):
        due = float(problem.capability[i]) * float(problem.salience[i]) * (float(problem.position[i]) - claim.at)
        if not abs(pull - due) <= slack:
            yield f"{problem.actors[i]} pulls with {due:g}, the witness says {pull:g}"
    if not abs(sum(claim.pulls)) <= slack * len(claim.pulls):
        yield f"the pulls add up to {sum(claim.pulls):g}, not to nothing"


def _median_faults(claim: MedianWitness, problem: Bargaining) -> Iterator[str]:
    total = _total(problem)
    counts: Mapping[str, Callable[[float], bool]] = {
        "below": lambda x: x < claim.low,
        "up_to": lambda x: x <= claim.low,
        "beyond": lambda x: x >= claim.high,
    }
    for name, inside in counts.items():
        due = math.fsum(w for x, w in _stands(problem) if inside(x))
        if not abs(getattr(claim, name) - due) <= TOLERANCE * total:
            yield f"the weight {name} is {due:g}, the witness says {getattr(claim, name):g}"
    if not claim.below < total * (0.5 + TOLERANCE):
        yield f"{claim.below:g} of {total:g} stands below {claim.low:g}: half or more"
    if not claim.up_to >= total * (0.5 - TOLERANCE):
        yield f"only {claim.up_to:g} of {total:g} stands up to {claim.low:g}"
    if not any(x == claim.low and w > 0 for x, w in _stands(problem)):
        yield f"nobody who counts stands at {claim.low:g}"
    tie = abs(claim.up_to - total / 2) <= total * 1e-12
    following = min((x for x, w in _stands(problem) if x > claim.low and w > 0), default=claim.low)
    if claim.high != (following if tie else claim.low):
        yield f"the median ends at {following if tie else claim.low:g}, the witness says {claim.high:g}"


def _nash_faults(claim: NashWitness, problem: Bargaining) -> Iterator[str]:
    asked = [(float(problem.position[i]), float(problem.salience[i])) for i in range(len(problem.actors))]
    asked = [(x, s) for x, s in asked if s > 0]
    place = dict(zip(problem.actors, problem.position.tolist(), strict=True))
    if not problem.low <= claim.at <= problem.high:
        yield f"{claim.at:g} lies off the scale"
    if claim.reference is not None and any(actor not in place for actor in claim.blocked_by):
        yield f"{claim.blocked_by} are not all actors of the issue"
    elif claim.reference is not None and (claim.blocked_by or claim.left is None):
        sides = {math.copysign(1, place[actor] - claim.reference) for actor in claim.blocked_by}
        still = any(abs(place[actor] - claim.reference) <= ON_IT * problem.span for actor in claim.blocked_by)
        if not (still or len(sides) == 2):
            yield f"{claim.blocked_by} could both be better off than at {claim.reference:g}"
        if claim.at != claim.reference:
            yield f"nobody can leave {claim.reference:g}, but the witness ends at {claim.at:g}"
    else:
        yield from _summit_faults(claim, problem, asked)


def _summit_faults(claim: NashWitness, problem: Bargaining, asked: list[tuple[float, float]]) -> Iterator[str]:
    """The sum of salience × ln(gain), written out, is no greater anywhere near, nor at anybody's position."""

    def gain(x: float, y: float) -> float:
        if claim.reference is None:
            return problem.span - abs(y - x)
        if (y > claim.reference) != (x > claim.reference) or y == claim.reference:
            return -1.0
        out = abs(y - claim.reference)
        return min(out, 2 * abs(x - claim.reference) - out)  # |x - r| - |y - x|, without cancelling

    def height(y: float) -> float:
        gains = [(s, gain(x, y)) for x, s in asked]
        return math.fsum(s * math.log(g) for s, g in gains) if all(g > 0 for _, g in gains) else -math.inf

    here, step = height(claim.at), problem.span * 1e-4
    if here == -math.inf:
        yield f"somebody gains nothing at {claim.at:g}"
        return
    around = [claim.at - step, claim.at + step, *(x for x, _ in asked), problem.low, problem.high]
    slack = TOLERANCE * max(1.0, abs(here))
    for y in around:
        if problem.low <= y <= problem.high and height(y) > here + slack:
            yield f"the product of gains is greater at {y:g} than at {claim.at:g}"
    last_digit = 4 * math.ulp(max(abs(problem.low), abs(problem.high)))
    gains = [(s, gain(x, claim.at)) for x, s in asked]
    steepness = math.fsum(s / g * (TOLERANCE + last_digit / g) for s, g in gains)
    if claim.left is None or claim.right is None or not claim.left >= -steepness:
        yield f"to the left of {claim.at:g} the sum falls"
    elif not claim.right <= steepness:
        yield f"to the right of {claim.at:g} the sum rises"


def _deal_faults(claim: DealWitness, problem: Exchange) -> Iterator[str]:
    if unknown := list(_strangers(claim, problem)):
        yield from unknown
        return
    votes = {name: dict(zip(issue.actors, _points(issue), strict=True)) for name, issue in problem.issues.items()}
    for deal in claim.earlier:
        for half in (deal.first, deal.second):
            votes[half.issue][half.giver] = half.vote[1]
    made = _Position(problem, votes)
    deal = claim.deal
    for half in (deal.first, deal.second):
        yield from _half_faults(made, half)
    if (deal.first.giver, deal.first.taker) != (deal.second.taker, deal.second.giver):
        yield "the two do not give to each other"
        return
    after = {half.issue: half.outcome[1] for half in (deal.first, deal.second)}
    gains = {actor: made.gain(actor, after) for actor in problem.actors}
    for actor in (deal.first.giver, deal.second.giver):
        if not abs(gains.pop(actor) - deal.gain) <= TOLERANCE * 100:
            yield f"the gain of {actor} is not {deal.gain:g}"
    due = {actor: gain for actor, gain in gains.items() if abs(gain) > LEAST_GAIN}
    for actor in due.keys() | deal.externalities.keys():
        if not abs(due.get(actor, 0.0) - deal.externalities.get(actor, 0.0)) <= TOLERANCE * 100:
            yield f"to {actor} the deal brings {due.get(actor, 0.0):g}"
    best = max(made.offers(), default=0.0)
    if not abs(best - deal.gain) <= TOLERANCE * 100:
        yield f"a deal with a gain of {best:g} was possible, this one gains {deal.gain:g}"


def _strangers(claim: DealWitness, problem: Exchange) -> Iterator[str]:
    for deal in (*claim.earlier, claim.deal):
        for half in (deal.first, deal.second):
            if half.issue not in problem.issues:
                yield f"{half.issue} is no issue"
            elif {half.giver, half.taker} - set(problem.issues[half.issue].actors):
                yield f"{half.giver} and {half.taker} do not both stand on {half.issue}"
    if claim.deal.first.issue == claim.deal.second.issue:
        yield "both halves are on one issue"


class _Position:
    """Where the votes are, and what follows: outcomes, gains, and every deal that could be made."""

    def __init__(self, problem: Exchange, votes: Mapping[str, Mapping[str, float]]) -> None:
        self.problem, self.votes = problem, votes
        self.ideal = {name: dict(zip(each.actors, _points(each), strict=True)) for name, each in problem.issues.items()}
        self.care = {
            name: dict(zip(each.actors, each.salience.tolist(), strict=True)) for name, each in problem.issues.items()
        }
        self.share = {
            name: {
                actor: float(each.capability[i]) * float(each.salience[i]) / _total(each)
                for i, actor in enumerate(each.actors)
            }
            for name, each in problem.issues.items()
        }
        self.outcome = {
            name: math.fsum(self.share[name][actor] * vote for actor, vote in row.items())
            for name, row in votes.items()
        }

    def gain(self, actor: str, after: Mapping[str, float]) -> float:
        """What other outcomes bring an actor, in salience × points."""
        return math.fsum(
            self.care[name][actor]
            * (abs(self.outcome[name] - self.ideal[name][actor]) - abs(there - self.ideal[name][actor]))
            for name, there in after.items()
            if actor in self.ideal[name]
        )

    def room(self, issue: str, giver: str, taker: str) -> float:
        """How far the giver can shift the outcome of an issue to the taker's liking."""
        here, goal = self.outcome[issue], self.ideal[issue][taker]
        mine, towards = self.ideal[issue][giver] - here, goal - here
        if abs(mine) <= HERE or abs(towards) <= HERE or mine * towards > 0:
            return 0.0
        way = (goal - self.votes[issue][giver]) * math.copysign(1, towards)
        return min(self.share[issue][giver] * max(way, 0.0), abs(towards))

    def offers(self) -> Iterator[float]:
        """The gain of every deal that is possible now."""
        for p in self.problem.issues:
            for q in self.problem.issues:
                both = [actor for actor in self.ideal[p] if actor in self.ideal[q]]
                for a in both:
                    for b in both:
                        if a != b and p != q:
                            yield self._offer(p, q, a, b)

    def _offer(self, p: str, q: str, a: str, b: str) -> float:
        sp, sq = self.care[p], self.care[q]
        if not sp[a] * sq[b] < sq[a] * sp[b]:
            return 0.0
        rate = (sp[a] + sp[b]) / (sq[a] + sq[b])
        shift = min(self.room(p, a, b), self.room(q, b, a) / rate)
        return float(sq[a] * rate * shift - sp[a] * shift)


def _half_faults(made: _Position, half: Concession) -> Iterator[str]:
    vote, goal = made.votes[half.issue][half.giver], made.ideal[half.issue][half.taker]
    here = made.outcome[half.issue]
    if not abs(half.vote[0] - vote) <= TOLERANCE * 100 or not abs(half.outcome[0] - here) <= TOLERANCE * 100:
        yield f"on {half.issue} the vote of {half.giver} stands at {vote:g} and the outcome at {here:g}"
    there = here + made.share[half.issue][half.giver] * (half.vote[1] - vote)
    if not abs(half.outcome[1] - there) <= TOLERANCE * 100:
        yield f"on {half.issue} the outcome goes to {there:g}, not to {half.outcome[1]:g}"
    shift = abs(half.outcome[1] - here)
    if not shift <= made.room(half.issue, half.giver, half.taker) + TOLERANCE * 100:
        yield f"on {half.issue} {half.giver} cannot shift the outcome by {shift:g} towards {half.taker}"
    if not (half.outcome[1] - here) * (goal - here) >= 0:
        yield f"on {half.issue} the outcome leaves {half.taker}"


def _points(issue: Bargaining) -> list[float]:
    return [(x - issue.low) * 100 / (issue.high - issue.low) for x in issue.position.tolist()]


def _stands(issue: Bargaining) -> list[tuple[float, float]]:
    return [
        (float(issue.position[i]), float(issue.capability[i]) * float(issue.salience[i]))
        for i in range(len(issue.actors))
    ]


def _total(issue: Bargaining) -> float:
    return math.fsum(weight for _, weight in _stands(issue))


CHECKS: Mapping[type, Callable[[Any, Any], Iterator[str]]] = {
    CompromiseWitness: _compromise_faults,
    MedianWitness: _median_faults,
    NashWitness: _nash_faults,
    DealWitness: _deal_faults,
}
"""How each kind of witness is checked."""
