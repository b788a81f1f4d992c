"""Why an issue settles where it does, as data that can be checked against the definition."""

from __future__ import annotations

from dataclasses import dataclass

from estimative.base.errors import UsageError
from estimative.methods.bargaining.exchange import Deal, ExchangeResult
from estimative.methods.bargaining.nash import nash, sides, slopes
from estimative.methods.bargaining.problem import Bargaining
from estimative.methods.bargaining.spatial import compromise, median_interval


@dataclass(frozen=True)
class CompromiseWitness:
    """The compromise as a balance: each actor pulls with weight × (position − point), and the pulls cancel."""

    at: float
    pulls: tuple[float, ...]


@dataclass(frozen=True)
class MedianWitness:
    """The weighted median as a count: less than half of the weight stands below `low`, half or more up to it.

    `high` is the upper end of the tie, equal to `low` where there is none. `below`, `up_to` and `beyond` are the
    weights of the positions below `low`, of those up to `low`, and of those from `high` on.
    """

    low: float
    high: float
    below: float
    up_to: float
    beyond: float


@dataclass(frozen=True)
class NashWitness:
    """Nash's point as a summit: the sum of salience × ln(gain) rises up to it and falls from it.

    `left` and `right` are its derivatives on either side; None where no point is better than the reference point for
    everybody, so that the reference point stands: `blocked_by` are then two actors, or one, who stand in the way.
    """

    at: float
    reference: float | None
    left: float | None
    right: float | None
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class DealWitness:
    """One deal, with those that were made before it: what stood when it was made follows from them."""

    earlier: tuple[Deal, ...]
    deal: Deal


Witness = CompromiseWitness | MedianWitness | NashWitness | DealWitness


def compromise_witness(problem: Bargaining) -> CompromiseWitness:
    """Why is the compromise where it is?

    >>> compromise_witness(Bargaining(("A", "B"), (0, 90), (2, 1), (1, 1), 0, 100))
    CompromiseWitness(at=30.0, pulls=(-60.0, 60.0))
    """
    at = compromise(problem)
    return CompromiseWitness(at, tuple((problem.weights * (problem.position - at)).tolist()))


def median_witness(problem: Bargaining) -> MedianWitness:
    """Why is the weighted median where it is?

    >>> median_witness(Bargaining(("A", "B", "C"), (0, 50, 90), (2, 1, 2), (1, 1, 1), 0, 100))
    MedianWitness(low=50.0, high=50.0, below=2.0, up_to=3.0, beyond=3.0)
    """
    low, high = median_interval(problem)
    weight, position = problem.weights, problem.position
    return MedianWitness(
        low,
        high,
        float(weight[position < low].sum()),
        float(weight[position <= low].sum()),
        float(weight[position >= high].sum()),
    )


def nash_witness(problem: Bargaining, reference: float | None = None) -> NashWitness:
    """Why does Nash bargaining settle where it does?

    >>> nash_witness(Bargaining(("A", "B"), (20, 80), (1, 1), (1, 1), 0, 100), reference=50).blocked_by
    ('A', 'B')
    """
    at = nash(problem, reference)
    if reference is not None:
        asked = problem.salience > 0
        aside = sides(problem.position, reference, problem.span)
        still = [actor for actor, side, has in zip(problem.actors, aside, asked, strict=True) if has and side == 0]
        lower = [actor for actor, side, has in zip(problem.actors, aside, asked, strict=True) if has and side < 0]
        upper = [actor for actor, side, has in zip(problem.actors, aside, asked, strict=True) if has and side > 0]
        blocked = tuple(still[:1]) or ((lower[0], upper[0]) if lower and upper else ())
        if blocked:
            return NashWitness(at, reference, None, None, blocked)
    left, right = slopes(problem, at, reference)
    return NashWitness(at, reference, left, right)


def deal_witness(result: ExchangeResult, number: int) -> DealWitness:
    """Why was deal number `number`, from 0, made? Raises UsageError where there is none."""
    if not 0 <= number < len(result.deals):
        raise UsageError(f"deal_witness: number is {number}; deals are numbered 0 to {len(result.deals) - 1}")
    return DealWitness(result.deals[:number], result.deals[number])
