"""What several people say, in three figures: the lowest, the middle and the highest; and what a second round shows.

>>> from estimative.case.models_judgments import RatingView, View
>>> spread({"a": View(value=1), "b": View(value=4), "c": View(value=2)})
Spread(count=3, lowest=1.0, middle=2.0, highest=4.0)
>>> spread({"a": RatingView(value="CC"), "b": RatingView(value="II"), "c": RatingView(value="N/A")})
Spread(count=3, lowest='II', middle='N', highest='CC')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from estimative.case.agreeing import FROM_BEST, mean_rating
from estimative.case.models_judgments import Judgment, Rating, RatingView, View

Answer = float | str
"""A number, or a rating."""


@dataclass(frozen=True)
class Spread:
    """How many said something, and the lowest, the middle and the highest of it.

    Of an even number of ratings the middle is between the two in the middle, from halfway towards N; `N/A` is left out
    unless all say it. A rating is the higher the better it fits.
    """

    count: int
    lowest: Answer
    middle: Answer
    highest: Answer


@dataclass(frozen=True)
class Earlier:
    """What is shown of a round in the next: its spread, the reasons without names, and the person's own answer."""

    round: int
    spread: Spread
    reasons: tuple[str, ...]
    own: View | RatingView | None = None


def spread(views: Mapping[str, View] | Mapping[str, RatingView]) -> Spread:
    """The spread of at least one view."""
    numbers = [view.value for view in views.values() if isinstance(view, View)]
    if numbers:
        return Spread(len(numbers), min(numbers), float(median(numbers)), max(numbers))
    rated = [view.value for view in views.values() if isinstance(view, RatingView)]
    placed = sorted((rating for rating in rated if rating != "N/A"), key=FROM_BEST.index, reverse=True)
    if not placed:
        return Spread(len(rated), "N/A", "N/A", "N/A")
    half = (len(placed) - 1) // 2
    return Spread(len(rated), placed[0], mean_rating(placed[half : len(placed) - half]), placed[-1])


def earlier(record: Judgment | Rating, number: int, person: str | None) -> Earlier | None:
    """What a round shows of the one before it, to this person; None where nobody answered then.

    The reasons come in the order of the alphabet, so that their order tells nobody whose they are.
    """
    before = {name: view for name, view in record.told.items() if view.round == number - 1}
    if not before:
        return None
    reasons = sorted({view.because for view in before.values() if view.because})
    told = spread(before)  # type: ignore[arg-type]  # all are of one kind
    return Earlier(number - 1, told, tuple(reasons), before.get(person or ""))
