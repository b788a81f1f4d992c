"""How several views become one: which of them count, their mean, and what they span.

The mean is plain, every view counting the same. Ties of a rounded mean go to the milder value: towards 0 on a scale of
whole numbers, towards N among ratings. So views turned round give the agreed value turned round.

>>> mean([1, 2], whole=False), mean([1, 2], whole=True), mean([-1, -2], whole=True)
(1.5, 1.0, -1.0)
>>> mean_rating(["CC", "C"]), mean_rating(["II", "I"]), mean_rating(["CC", "N/A"])
('C', 'I', 'N/A')
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal, Protocol, TypeVar

Rate = Literal["CC", "C", "N", "I", "II", "N/A"]

FROM_BEST: tuple[Rate, ...] = ("CC", "C", "N", "I", "II")
"""Ratings from the one that fits best; N/A has no place among them."""
MIDDLE = FROM_BEST.index("N")


class InRound(Protocol):
    """Anything that may belong to a round of asking."""

    @property
    def round(self) -> int | None:
        """The round, from 1; None where it belongs to none."""


Told = TypeVar("Told", bound=InRound)


def counted(views: Mapping[str, Told]) -> dict[str, Told]:
    """The views that count: those of the latest round, and those that belong to no round.

    A round is one panel's answers to one sheet; what somebody said before the panel heard each other is not mixed
    with what it said after.
    """
    latest = max((view.round for view in views.values() if view.round is not None), default=None)
    return {person: view for person, view in views.items() if view.round in (None, latest)}


def mean(values: Iterable[float], whole: bool) -> float:
    """The mean of at least one value, the same in whatever order they come; rounded to a whole number where `whole`."""
    told = [Fraction(value) for value in values]
    exact = sum(told, Fraction(0)) / len(told)  # rounded once: the mean of equal values is that value
    return float(_rounded(exact) if whole else exact)


def span(ends: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
    """The least of the lower ends and the greatest of the upper ends; None where they are one point."""
    told = list(ends)
    low, high = min(min(pair) for pair in told), max(max(pair) for pair in told)
    return (low, high) if low < high else None


def mean_rating(ratings: Sequence[Rate]) -> Rate:
    """The mean of at least one rating, rounded; `N/A` where at least half say it, else `N/A` is left out."""
    levels = [FROM_BEST.index(rating) for rating in ratings if rating != "N/A"]
    if 2 * len(levels) <= len(ratings):
        return "N/A"
    return FROM_BEST[MIDDLE + _rounded(Fraction(sum(level - MIDDLE for level in levels), len(levels)))]


def rating_span(ends: Sequence[tuple[Rate, Rate]]) -> tuple[Rate, Rate] | None:
    """The worst and the best rating named, `N/A` aside; None where they are one."""
    levels = [FROM_BEST.index(rating) for pair in ends for rating in pair if rating != "N/A"]
    low, high = max(levels), min(levels)
    return (FROM_BEST[low], FROM_BEST[high]) if low != high else None


def _rounded(value: Fraction) -> int:
    """To the nearest whole number; from halfway towards 0."""
    nearest = math.ceil(abs(value) - Fraction(1, 2))
    return nearest if value >= 0 else -nearest
