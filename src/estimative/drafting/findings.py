"""What is found in a text, each finding with its place in the document's canonical text.

Findings are data: `draft` alone turns them into a case. `clear` is what the words say in a known form, `unsure` what a
person should look at first; nothing is found that has no words in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Band = Literal["clear", "unsure"]
SectionKind = Literal[
    "title",
    "summary",
    "background",
    "motives",
    "leverages",
    "challenges",
    "scenarios",
    "key points",
    "conclusion",
    "other",
]
NameKind = Literal["state", "organisation", "movement", "person", "people", "place"]
ActKind = Literal["offer", "demand", "refusal", "belief", "condition", "cause", "wish"]
Precision = Literal["day", "month", "season", "year", "range"]


@dataclass(frozen=True, order=True)
class Span:
    """Characters from `start` up to `end` of the document's text."""

    start: int
    end: int

    def within(self, other: Span) -> bool:
        """Does this lie in the other, ends included?

        >>> Span(3, 5).within(Span(0, 5))
        True
        """
        return other.start <= self.start and self.end <= other.end


@dataclass(frozen=True)
class Section:
    """Passages that belong together, by their places in the document, both included; `heading` is among them."""

    kind: SectionKind
    first: int
    last: int
    heading: int | None
    band: Band


@dataclass(frozen=True)
class Name:
    """Somebody or something that the text names.

    `forms` are the words by which it goes there, `spans` every place. `acts` where it is the subject of some act, or
    can act in politics at all; `of` is the government that a capital or an officer stands for, by its id.
    """

    id: str
    name: str
    kind: NameKind
    forms: tuple[str, ...]
    spans: tuple[Span, ...]
    acts: bool
    of: str | None
    band: Band


@dataclass(frozen=True)
class Saying:
    """Words that somebody is reported to have said: `said` are the words, `span` the whole report."""

    speaker: str | None
    quoted: bool
    span: Span
    said: Span
    date: str | None
    band: Band


@dataclass(frozen=True)
class Dated:
    """A date and the clause that it dates. `date` is as precise as the text; `until` ends a range."""

    span: Span
    date: str
    precision: Precision
    until: str | None
    event: Span
    band: Band


@dataclass(frozen=True)
class Likely:
    """A word of likelihood: the term as the scales have it, whose it is (None: the author's), and of what."""

    span: Span
    term: str
    whose: str | None
    of: Span
    band: Band


@dataclass(frozen=True)
class Act:
    """Who offers, demands, refuses, believes or wants what; or what hangs on what."""

    kind: ActKind
    actor: str | None
    to: str | None
    span: Span
    what: Span
    band: Band


@dataclass(frozen=True)
class Effect:
    """Whom a scenario is said to help (+1), to harm (-1) or to leave unmoved (0)."""

    name: str
    sign: int
    span: Span


@dataclass(frozen=True)
class ScenarioFound:
    """One of the ways in which the text says things may go."""

    title: Span | None
    passages: tuple[int, ...]
    claim: Span
    likelihood: Likely | None
    effects: tuple[Effect, ...]
    band: Band


@dataclass(frozen=True)
class Findings:
    """All that was found in one document."""

    sections: tuple[Section, ...] = ()
    names: tuple[Name, ...] = ()
    sayings: tuple[Saying, ...] = ()
    dates: tuple[Dated, ...] = ()
    likelihoods: tuple[Likely, ...] = ()
    acts: tuple[Act, ...] = ()
    scenarios: tuple[ScenarioFound, ...] = ()

    def section(self, kind: SectionKind) -> tuple[Section, ...]:
        """The sections of one kind."""
        return tuple(section for section in self.sections if section.kind == kind)
