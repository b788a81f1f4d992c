"""Bands, the author's words, and how they stand to each other."""

from __future__ import annotations

import pytest

from estimative.assessment.bands import AuthorWords, against_author, author_side, author_words, implied
from estimative.assessment.weights import Support
from estimative.base.likelihood import words_of_likelihood
from estimative.case.models_scenarios import Stated


def support(mean: float, undetermined: float = 0.0, spread: tuple[float, float] | None = None) -> Support:
    return Support(mean, mean, mean, undetermined, spread)


@pytest.mark.parametrize(
    "found, band",
    [
        ([], None),
        ([support(0.95)], "mostly holds"),
        ([support(0.95, spread=(0.6, 1.0))], "holds throughout"),
        ([support(0.95, spread=(0.59, 1.0))], "mostly holds"),
        ([support(0.95, spread=(0.7, 1.0)), support(0.92)], "mostly holds"),
        ([support(0.6)], "mostly holds"),
        ([support(0.59)], "mixed"),
        ([support(0.41)], "mixed"),
        ([support(0.4)], "mostly fails"),
        ([support(0.05, spread=(0.0, 0.4))], "fails throughout"),
        ([support(0.05, spread=(0.0, 0.41))], "mostly fails"),
        ([support(0.05)], "mostly fails"),
        ([support(0.3, undetermined=0.2)], "mixed"),
        ([support(0.7), support(0.3)], "mixed"),
        ([support(0.7), support(0.61)], "mostly holds"),
    ],
)
def test_the_band_follows_the_least_and_the_greatest_support(found: list[Support], band: str | None) -> None:
    assert implied(found) == band


@pytest.mark.parametrize(
    "stated, low, high",
    [
        (Stated(term="likely", scale="icd203"), 0.55, 0.80),
        (Stated(term="likely"), 0.55, 1.0),
        (Stated(term="unlikely"), 0.0, 0.45),
        (Stated(term="conceivable"), None, None),
        (Stated(term="likely", range=(0.7, 0.9)), 0.7, 0.9),
    ],
)
def test_the_authors_words_become_an_interval_or_stay_words(
    stated: Stated, low: float | None, high: float | None
) -> None:
    words = author_words(stated)
    assert words is not None
    assert (words.low, words.high) == (low, high)


def test_an_author_who_says_nothing_says_nothing() -> None:
    assert author_words(None) is None
    assert author_words(Stated()) is None
    assert author_side(None) is None


@pytest.mark.parametrize(
    "band, interval, match",
    [
        ("mostly holds", (0.55, 0.8), "agrees"),
        ("mostly fails", (0.55, 0.8), "contrary"),
        ("mixed", (0.55, 0.8), "open"),
        ("mixed", (0.45, 0.55), "agrees"),
        ("mostly holds", (0.45, 0.55), "open"),
        ("fails throughout", (0.0, 0.45), "agrees"),
        ("holds throughout", (0.0, 0.45), "contrary"),
        ("mostly holds", (0.5, 1.0), "open"),
        (None, (0.5, 1.0), None),
        ("mixed", (None, None), None),
    ],
)
def test_band_and_author_are_compared_by_side_not_by_size(band, interval, match) -> None:
    assert against_author(band, AuthorWords("word", "unstated", *interval)) == match


def test_no_band_is_a_word_of_likelihood() -> None:
    from estimative.assessment.bands import SIDE_OF_BAND

    assert not words_of_likelihood() & set(SIDE_OF_BAND)
