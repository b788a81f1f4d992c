"""Nash bargaining over one issue, in the salience form.

What is sought is the point y of the scale that makes Σ sᵢ ln gᵢ(y) greatest. Without a reference point the gain is
gᵢ(y) = 1 − |y − xᵢ|/span, so that breaking down is worse than every y; with a reference point y₀ it is what y is better
than y₀ for the actor, in the same unit, and only points that are better for everybody count. An actor whose salience is
0 has no say in either.

Each term is concave, so the derivative falls, and jumps down at positions: the answer is a position, found as such, or
the one point between two neighbouring positions at which the derivative is zero, found by halving. With a reference
point everything is measured from there, so that a small gain is not the difference of two large numbers: at a distance
z an actor at the distance d gains z up to there, and 2d − z beyond.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError
from estimative.methods.bargaining.problem import Bargaining, Floats

ON_IT = 1e-9
"""Who stands within this share of the scale from a reference point stands on it, and gains by nothing."""
HALVINGS = 60
"""More do not change a number of 53 bits by more than its last."""


def nash(problem: Bargaining, reference: float | None = None) -> float:
    """Where does Nash's product of gains, weighed by salience, settle the issue?

    `reference` is the point that stands if nothing is agreed; where no point is better than it for everybody the answer
    is the reference point. Capability plays no part. Raises UsageError for a reference point off the scale.

    >>> issue = Bargaining(("A", "B"), (20, 80), (1, 1), (1, 1), 0, 100)
    >>> round(nash(issue), 6), nash(issue, reference=50), nash(issue, reference=0)
    (50.0, 50.0, 20.0)
    """
    if reference is not None and not problem.low <= reference <= problem.high:
        raise UsageError(f"nash: reference is {reference}; the scale runs from {problem.low:g} to {problem.high:g}")
    found = nash_many(problem.position[None], problem.salience[None], problem.low, problem.high, reference)
    return float(found[0])


def nash_many(position: Floats, salience: Floats, low: float, high: float, reference: float | None = None) -> Floats:
    """The same for many draws of one issue, a row each; NaN where nobody in a draw has any salience.

    >>> nash_many(np.array([[20.0, 80.0], [20.0, 20.0]]), np.array([[0.2, 1.0], [1.0, 0.0]]), 0, 100).tolist()
    [80.0, 20.0]
    """
    counts = salience > 0
    span = high - low if reference is None else None
    measured = position if reference is None else np.abs(position - reference)
    # who has no say stands in the way of nothing: far up the order, with a term of zero
    order = np.argsort(np.where(counts, measured, np.inf), axis=-1, kind="stable")
    places, care = np.take_along_axis(measured, order, axis=-1), np.take_along_axis(salience, order, axis=-1)
    present = counts.sum(axis=-1)
    first, last = np.zeros(len(places), dtype=np.int64), np.maximum(present - 1, 0)
    while (first < last).any():  # the first position at which the derivative to the right is no longer above zero
        middle = (first + last) // 2
        done = _slope(_at(places, middle), places, care, span, right=True) <= 0
        first, last = np.where(done, first, np.minimum(middle + 1, last)), np.where(done, middle, last)
    answer = _at(places, first)
    between = (_slope(answer, places, care, span, right=False) < 0) & (first > 0)
    start, end = _at(places, np.maximum(first - 1, 0)), answer
    if reference is not None:  # beyond twice its distance the nearest would rather have the reference point
        end = np.minimum(end, 2 * places[:, 0])
    for _ in range(HALVINGS if between.any() else 0):
        middle = start + (end - start) / 2
        rising = _slope(middle, places, care, span, right=True) > 0
        start, end = np.where(rising, middle, start), np.where(rising, end, middle)
    answer = np.where(between, start + (end - start) / 2, answer)
    if reference is not None:
        aside = np.where(counts, sides(position, reference, high - low), np.nan)
        above = np.nanmin(aside, axis=-1, initial=1) > 0
        united = above | (np.nanmax(aside, axis=-1, initial=-1) < 0)
        answer = np.where(united, np.clip(reference + np.where(above, answer, -answer), low, high), reference)
    return np.where(present > 0, answer, np.nan)


def sides(position: Floats, reference: float, span: float) -> Floats:
    """On which side of a reference point each stands: -1 below, 1 above, 0 on it.

    >>> sides(np.array([1.0, 5.0, 8.0]), 5.0, 10.0).tolist()
    [-1.0, 0.0, 1.0]
    """
    away = position - reference
    return np.asarray(np.where(np.abs(away) <= ON_IT * span, 0.0, np.sign(away)))


def slopes(problem: Bargaining, at: float, reference: float | None = None) -> tuple[float, float]:
    """The derivative of Σ sᵢ ln gᵢ to the left and to the right of a point: ≥ 0 and ≤ 0 where it is greatest.

    With a reference point everybody who has a say must stand on the side of the point.

    >>> slopes(Bargaining(("A", "B"), (20, 80), (1, 1), (1, 1), 0, 100), 50)
    (0.0, 0.0)
    """
    care = problem.salience[None]
    if reference is None:
        left, right = (
            float(_slope(np.array([at]), problem.position[None], care, problem.span, r)[0]) for r in (False, True)
        )
        return left, right
    away = np.abs(problem.position - reference)[None]
    near, far = (float(_slope(np.array([abs(at - reference)]), away, care, None, r)[0]) for r in (False, True))
    return (near, far) if at >= reference else (-far, -near)


def _at(rows: Floats, column: NDArray[np.int64]) -> Floats:
    return np.take_along_axis(rows, column[:, None], axis=-1)[:, 0]


def _slope(at: Floats, position: Floats, salience: Floats, span: float | None, right: bool) -> Floats:
    """The derivative to one side of a point in each row; an actor without gain there pulls without bound.

    With `span` None points and positions are distances from the reference point.
    """
    here = at[:, None]
    ahead = position > here if right else position >= here
    if span is None:
        left = np.where(ahead, here, np.maximum(2 * position - here, 0))
    else:
        left = np.maximum(span - np.abs(position - here), 0)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        pull = np.where(salience > 0, salience / left, 0.0)
        return np.asarray(np.where(ahead, pull, -pull).sum(axis=-1))
