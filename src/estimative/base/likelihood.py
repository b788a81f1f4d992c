"""Words of likelihood: the published scales, from word to interval, from number to word, from scale to scale.

These words belong to what an author said and to what a person signed. What methods compute is support, and support
is never put into them; `words_of_likelihood` lists them so that tests can hold that.

The data are in `likelihood_scales.json`, each scale with its source and with how far it was checked.

>>> scale("icd203").interval("probable")
(0.55, 0.8)
>>> span("likely").low, span("likely").high
(0.55, 1.0)
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

from estimative.base.errors import UsageError, listed, nearest

Shape = Literal["adjacent", "gaps", "nested"]
Checked = Literal["checked", "partly checked", "unchecked"]
UNSTATED = "unstated"
"""The scale of an author who named none: the word is then read over all scales that have it."""


@dataclass(frozen=True)
class Term:
    """One step of a scale: its words (the first is the main one, the rest mean the same) and its interval in 0…1."""

    words: tuple[str, ...]
    low: float
    high: float

    @property
    def word(self) -> str:
        """The main word."""
        return self.words[0]

    @property
    def middle(self) -> float:
        """The middle of the interval: a word is scored by its ends and by this."""
        return (self.low + self.high) / 2

    def __str__(self) -> str:
        return f"{self.word} ({percent(self.low, self.high)})"


@dataclass(frozen=True)
class Scale:
    """A published scale: where it comes from, how far our copy was checked against it, and its terms from low to high.

    `shape`: *adjacent* terms share their end points, *gaps* lie between terms, *nested* terms contain each other.
    """

    id: str
    title: str
    source: str
    checked: Checked
    checked_against: str
    shape: Shape
    note: str
    terms: tuple[Term, ...]

    def find(self, word: str) -> Term | None:
        """The term with exactly this word, whatever its case and spacing; None where the scale has no such word."""
        wanted = _plain(word)
        return next((term for term in self.terms if wanted in term.words), None)

    def term(self, word: str) -> Term:
        """The term with this word; raises UsageError, naming the words there are."""
        found = self.find(word)
        if found:
            return found
        words = [known for term in self.terms for known in term.words]
        raise UsageError(f"{self.title} has no word `{word}`; it has {listed(words, 20)}{nearest(_plain(word), words)}")

    def interval(self, word: str) -> tuple[float, float]:
        """The lower and upper end of a word, in 0…1; raises UsageError for a word that the scale does not have."""
        found = self.term(word)
        return found.low, found.high

    def words(self, likelihood: float) -> tuple[Term, ...]:
        """The term that a number in 0…1 falls under.

        An interval holds its lower end and not its upper; the last one of the scale holds both. In a nested scale the
        narrowest term is given. In a gap both neighbours are, the lower first; below the lowest and above the highest
        term the scale has no word, and the answer is empty. Raises UsageError for what is no number in 0…1.

        >>> [str(term) for term in scale("phia").words(0.22)]
        ['highly unlikely (10–20 %)', 'unlikely (25–35 %)']
        """
        if not 0 <= likelihood <= 1:
            raise UsageError(f"a likelihood lies between 0 and 1, got {likelihood}")
        holding = [term for term in self.terms if self._holds(term, likelihood)]
        if holding:
            return (min(holding, key=lambda term: term.high - term.low),)
        below = [term for term in self.terms if term.high <= likelihood]
        above = [term for term in self.terms if term.low > likelihood]
        if not below or not above:
            return ()
        return max(below, key=lambda term: term.high), min(above, key=lambda term: term.low)

    def _holds(self, term: Term, likelihood: float) -> bool:
        last = max(other.high for other in self.terms)
        return term.low <= likelihood < term.high or likelihood == term.high == last


@dataclass(frozen=True)
class Span:
    """What a word may mean where the author named no scale: the widest reading, and the scales that have the word."""

    word: str
    low: float
    high: float
    scales: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.word} ({percent(self.low, self.high)} over {len(self.scales)} scales)"


@dataclass(frozen=True)
class Translation:
    """A word of one scale in the words of another.

    `shares` pairs each word of the other scale that meets the interval with the share of the interval that it
    covers, greatest first (intervals of nested scales overlap, so shares may sum to more than 1). `same_word` is
    what the same word means in the other scale, where it has it.
    """

    term: Term
    source: Scale
    target: Scale
    shares: tuple[tuple[Term, float], ...]
    same_word: Term | None

    @property
    def mismatch(self) -> bool:
        """Whether the two scales have the word and mean different intervals by it."""
        return self.same_word is not None and (self.same_word.low, self.same_word.high) != (
            self.term.low,
            self.term.high,
        )

    @property
    def sentence(self) -> str:
        """The translation in words, the mismatch said where there is one."""
        own = f"`{self.term.word}` is {percent(self.term.low, self.term.high)} in {self.source.title}"
        met = ", ".join(f"{share:.0%} of it in `{term.word}`" for term, share in self.shares) or "no word meets it"
        there = f"in {self.target.title}: {met}"
        if self.same_word is None:
            return f"{own}; {there}"
        means = "the same" if not self.mismatch else percent(self.same_word.low, self.same_word.high)
        return f"{own}; {there}; the word itself means {means} there"


@dataclass(frozen=True)
class Unnumbered:
    """Words in a text that sound like a likelihood and carry no number, and where they begin, in characters."""

    words: str
    start: int


def unnumbered(text: str) -> tuple[Unnumbered, ...]:
    """Every `possible`, `may`, `cannot rule out` … of a text, in order: whoever reads them learns no number.

    The month of May is none, where a number stands beside it; nor is a word of a scale (`realistic possibility`).

    >>> [found.words for found in unnumbered("It may rain; we cannot rule out snow before 3 May.")]
    ['may', 'cannot rule out']
    """
    return tuple(Unnumbered(found[0], found.start()) for found in _unnumbered().finditer(text))


def percent(low: float, high: float) -> str:
    """An interval in 0…1 as people write it.

    >>> percent(0.55, 0.8), percent(0.005, 0.1)
    ('55–80 %', '0.5–10 %')
    """
    return f"{low * 100:.4g}–{high * 100:.4g} %"


@functools.cache
def scales() -> Mapping[str, Scale]:
    """Every known scale by its id, as `settings.likelihood_scale` and a scenario's `stated.scale` name them."""
    return MappingProxyType({record["id"]: _scale(**record) for record in _data()["scales"]})


def scale(scale_id: str) -> Scale:
    """The scale with this id; raises UsageError, naming those there are."""
    known = scales()
    if scale_id in known:
        return known[scale_id]
    raise UsageError(
        f"no likelihood scale is called `{scale_id}`; there are {listed(list(known))}{nearest(scale_id, known)}"
    )


def span(word: str) -> Span | None:
    """What a word may mean when its author named no scale: from the lowest to the highest end over all that have it.

    The word must match exactly, synonyms included: `most likely` is not `likely`. None where no scale has it.
    """
    found = [(known.id, term) for known in scales().values() if (term := known.find(word))]
    if not found:
        return None
    low, high = min(term.low for _, term in found), max(term.high for _, term in found)
    return Span(_plain(word), low, high, tuple(scale_id for scale_id, _ in found))


def reading(word: str, scale_id: str | None) -> tuple[float, float] | None:
    """The interval that an author's word stands for: in the scale named, else (None, `unstated`) over all scales.

    None where no scale has the word. Raises UsageError for an unknown scale, or a word that the scale does not have.

    >>> reading("likely", "icd203"), reading("likely", "unstated"), reading("hopefully", None)
    ((0.55, 0.8), (0.55, 1.0), None)
    """
    if scale_id not in {None, UNSTATED}:
        return scale(str(scale_id)).interval(word)
    found = span(word)
    return (found.low, found.high) if found else None


def translate(word: str, source: str, target: str) -> Translation:
    """How one scale would put the word of another. Raises UsageError for an unknown scale or word.

    >>> print(translate("likely", "icd203", "phia").sentence)  # doctest: +NORMALIZE_WHITESPACE
    `likely` is 55–80 % in US Intelligence Community Directive 203; in UK PHIA probability yardstick:
    80% of it in `likely`; the word itself means 55–75 % there
    """
    here, there = scale(source), scale(target)
    term = here.term(word)
    width = term.high - term.low
    shares = [(other, (min(term.high, other.high) - max(term.low, other.low)) / width) for other in there.terms]
    met = sorted(((other, share) for other, share in shares if share > 0), key=lambda pair: -pair[1])
    return Translation(term, here, there, tuple(met), there.find(word))


@functools.cache
def words_of_likelihood() -> frozenset[str]:
    """Every word of every scale, in small letters: the words that support is never described with."""
    return frozenset(_all_words())


@functools.cache
def _unnumbered() -> re.Pattern[str]:
    words = sorted(_data()["carry_no_number"], key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, word.split())) for word in words)
    return re.compile(rf"(?<!\d )(?<!\w)(?:{pattern})(?!\w)(?! \d)", re.IGNORECASE)


@functools.cache
def _data() -> dict[str, Any]:
    text = resources.files("estimative.base").joinpath("likelihood_scales.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _all_words() -> Iterator[str]:
    for known in scales().values():
        for term in known.terms:
            yield from term.words


def _scale(terms: list[dict[str, list[str] | list[int]]], **fields: str) -> Scale:
    steps = []
    for record in terms:
        low, high = (float(end) / 100 for end in record["percent"])
        steps.append(Term(tuple(_plain(str(word)) for word in record["words"]), low, high))
    return Scale(terms=tuple(steps), **fields)  # type: ignore[arg-type]  # the data file is ours, and tested


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()
