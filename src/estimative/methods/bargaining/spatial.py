"""Means and medians of positions: the compromise with its exact levers, the weighted median with its tie interval.

The functions on arrays work along the last axis, so that many draws of one issue are one call: `position` and `weight`
of shape (actors,) or (draws, actors).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from estimative.methods.bargaining.problem import Bargaining, Floats

TIE = 1e-12
"""Half the weight counts as reached within this share of the whole weight, so that rounding makes and breaks no tie."""


@dataclass(frozen=True)
class Levers:
    """What moves the compromise O = Σ c·s·x / W, W = Σ c·s: its derivatives, one figure per actor.

    `position` is c·s/W: the shift of O per unit that the actor moves. `salience` is c(x − O)/W and `capability`
    s(x − O)/W: the shift of O per unit of each. All three are exact, not differences.
    """

    position: tuple[float, ...]
    salience: tuple[float, ...]
    capability: tuple[float, ...]


def compromise(problem: Bargaining) -> float:
    """Where does the issue settle if everybody gives way by weight: the mean by capability × salience.

    Van den Bos 1991; on the issues of EU law-making the account that forecast best (Thomson 2011).

    >>> compromise(Bargaining(("A", "B"), (0, 90), (2, 1), (1, 1), 0, 100))
    30.0
    """
    return weighted_mean(problem.position, problem.weights)


def levers(problem: Bargaining) -> Levers:
    """Whose movement, care or weight would shift the compromise most?

    >>> levers(Bargaining(("A", "B"), (0, 90), (2, 1), (1, 1), 0, 100)).capability
    (-10.0, 20.0)
    """
    total = math.fsum(problem.weights.tolist())
    away = problem.position - compromise(problem)
    return Levers(
        _plain(problem.weights / total),
        _plain(problem.capability * away / total),
        _plain(problem.salience * away / total),
    )


def weighted_mean(position: Floats, weight: Floats) -> float:
    """The mean of the positions by weight, the sums rounded once, so that the order of the actors changes nothing.

    >>> weighted_mean(np.array([0.0, 3.0]), np.array([2.0, 1.0]))
    1.0
    """
    total = math.fsum(weight.tolist())
    mean = math.fsum((position * weight).tolist()) / total
    return min(max(mean, float(position.min())), float(position.max()))


def weighted_means(position: Floats, weight: Floats) -> Floats:
    """The weighted mean of every draw; NaN where a draw has no weight at all.

    >>> weighted_means(np.array([[0.0, 3.0], [1.0, 2.0]]), np.array([[2.0, 1.0], [0.0, 0.0]])).tolist()
    [1.0, nan]
    """
    with np.errstate(invalid="ignore"):
        means: Floats = (position * weight).sum(axis=-1) / weight.sum(axis=-1)
    return np.clip(means, position.min(axis=-1), position.max(axis=-1))


def median_interval(problem: Bargaining) -> tuple[float, float]:
    """Between which points does the weighted median lie: one point, or the whole gap where half the weight is a tie?

    The first is the lower weighted median: the least position at which half of the weight is reached.

    >>> median_interval(Bargaining(("A", "B"), (0, 90), (1, 1), (1, 1), 0, 100))
    (0.0, 90.0)
    """
    low, high = weighted_medians(problem.position, problem.weights)
    return float(low), float(high)


def weighted_medians(position: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """The lower and the upper weighted median of every draw; NaN where a draw has no weight at all.

    >>> low, high = weighted_medians(np.array([[3.0, 0.0, 9.0]]), np.array([[1.0, 1.0, 2.0]]))
    >>> low.tolist(), high.tolist()
    ([3.0], [9.0])
    """
    order = np.lexsort((weight, position), axis=-1)
    places = np.take_along_axis(position, order, axis=-1)
    grown = np.cumsum(np.take_along_axis(weight, order, axis=-1), axis=-1)
    total = grown[..., -1:]
    reached = grown >= total * (0.5 - TIE)
    passed = grown > total * (0.5 + TIE)
    found = [
        np.where(
            total[..., 0] > 0, np.take_along_axis(places, first.argmax(axis=-1)[..., None], axis=-1)[..., 0], np.nan
        )
        for first in (reached, passed)
    ]
    return found[0], found[1]


def _plain(values: Floats) -> tuple[float, ...]:
    return tuple((values + 0.0).tolist())
