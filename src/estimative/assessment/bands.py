"""What the methods imply, in words of their own, and how that stands to the author's words.

Never a word of likelihood: a share of draws is not a probability.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from estimative.assessment.weights import Support
from estimative.base.likelihood import UNSTATED, reading, span
from estimative.case.models_scenarios import Stated

Band = Literal["holds throughout", "mostly holds", "mixed", "mostly fails", "fails throughout"]
Side = Literal["yes", "no", "even"]
Match = Literal["agrees", "contrary", "open"]

SIDE_OF_BAND: dict[Band, Side] = {
    "holds throughout": "yes",
    "mostly holds": "yes",
    "mixed": "even",
    "mostly fails": "no",
    "fails throughout": "no",
}


@dataclass(frozen=True)
class AuthorWords:
    """How likely the author calls a scenario: the word, its scale (`unstated` if none is named), its interval in 0…1.

    Where no scale is named the interval spans all known scales that have the word; both ends are None for a word that
    no scale knows.
    """

    term: str
    scale: str
    low: float | None
    high: float | None


def author_words(stated: Stated | None) -> AuthorWords | None:
    """The author's words as far as they go; None where the author says nothing of likelihood.

    >>> author_words(Stated(term="likely"))
    AuthorWords(term='likely', scale='unstated', low=0.55, high=1.0)
    """
    if stated is None or (stated.term is None and stated.range is None):
        return None
    term = stated.term or ""
    if stated.range is not None:
        return AuthorWords(term, stated.scale, *stated.range)
    if stated.scale == UNSTATED:
        over = span(term)
        return AuthorWords(term, UNSTATED, over.low if over else None, over.high if over else None)
    interval = reading(term, stated.scale)
    low, high = interval if interval is not None else (None, None)
    return AuthorWords(term, stated.scale, low, high)


def implied(found: Iterable[Support]) -> Band | None:
    """The band of one scenario over the methods that forecast and ran; None where there is none.

    "Throughout" is said only when the ranges are computed: no single judgment takes the support below 0.6 (or above
    0.4).

    >>> implied([Support(0.97, 0.96, 0.98, 0.0)]), implied([Support(0.3, 0.28, 0.32, 0.2)])
    ('mostly holds', 'mixed')
    """
    given = list(found)
    if not given:
        return None
    low = min(support.mean for support in given)
    high = max(support.mean + support.undetermined for support in given)
    ranges = [support.range for support in given if support.range is not None]
    whole = len(ranges) == len(given)
    if low >= 0.6:
        firm = low >= 0.9 and whole and all(least >= 0.6 for least, _ in ranges)
        return "holds throughout" if firm else "mostly holds"
    if high <= 0.4:
        firm = high <= 0.1 and whole and all(most <= 0.4 for _, most in ranges)
        return "fails throughout" if firm else "mostly fails"
    return "mixed"


def against_author(band: Band | None, author: AuthorWords | None) -> Match | None:
    """How a band stands to the author's words, sizes not compared; None where one of them says nothing.

    >>> against_author("mostly holds", AuthorWords("likely", "unstated", 0.55, 1.0))
    'agrees'
    """
    side = author_side(author)
    if band is None or side is None:
        return None
    ours = SIDE_OF_BAND[band]
    if ours == side:
        return "agrees"
    return "open" if "even" in (ours, side) else "contrary"


def author_side(author: AuthorWords | None) -> Side | None:
    """Does the author say yes (an interval above a half), no (below), or even? None without a word or its number."""
    if author is None or author.low is None or author.high is None:
        return None
    if author.low > 0.5:
        return "yes"
    return "no" if author.high < 0.5 else "even"
