"""The inline pieces of the page: words of the case, numbers with their links, citations, dates. All are escaped here.

What the case says stands in `<bdi>`, so that it can turn the writing of nothing around it; our own words never do.
Every number leads somewhere: to the row of an address of the case (`data-path`), or to a row of the page's own
registers: figures of the run, states of the map, methods, passages.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from estimative.assessment.words import actor_name, scenario_name
from estimative.base.unicode import visible
from estimative.case.citations import split
from estimative.case.dates import is_date
from estimative.case.models_judgments import Judgment
from estimative.case.paths import cites, judgments, records
from estimative.report.charts.svg import joined
from estimative.report.links import home, method_row, passage_row, row_of, run_row, state_row
from estimative.report.located import Located
from estimative.report.wording import date_in_words, judged, number, person_name, shortened, signed

_DIGIT = re.compile(r"\d")


class Marks:
    """Inline pieces for the page of one case."""

    def __init__(self, facts: Located) -> None:
        self.facts = facts
        self.records = records(facts.case)
        self._judgments = judgments(facts.case)
        self._one_source = len(facts.case.sources) <= 1

    def said(self, text: str | None, ems: float | None = None) -> Markup:
        """Words of the case, cut to `ems` where that is given."""
        words = shortened(text or "", ems) if ems is not None else visible(text or "", lines=True)
        return Markup("<bdi>{}</bdi>").format(words) if words else Markup("")

    def sentence(self, text: str, ems: float) -> Markup:
        """Words of the case as a sentence: with a full stop, unless they end one or were cut."""
        words = shortened(text, ems)
        return self.said(words) + ("" if words.endswith((".", "…", "?", "!")) else ".")

    def link(self, path: str, text: str | None, ems: float | None = None) -> Markup:
        """Words of the case that lead to the row of their address; plain words where the case has no such address."""
        words = self.said(text, ems)
        return self._to(path, words, "t") if path in self.records else words

    def to(self, row: str, text: str, ems: float | None = None) -> Markup:
        """Words of the case that lead to a row of the page's own registers."""
        return Markup('<a class="t" href="#{}">{}</a>').format(row, self.said(text, ems))

    def scenario(self, key: str, ems: float | None = None, first: bool = False) -> Markup:
        """A scenario, or none of these, by name; `first` at the start of a sentence."""
        name = scenario_name(self.facts.case, key)
        words = self.said(name[:1].upper() + name[1:] if first else name, ems)
        path = home(self.facts.case, key)
        return self._to(path, words, "s") if path in self.records else words

    def actor(self, actor: str, ems: float | None = None) -> Markup:
        """An actor by name."""
        return self.link(f"actors/{actor}", actor_name(self.facts.case, actor), ems)

    def person(self, person: str | None, ems: float | None = None) -> Markup:
        """A person by name."""
        return self.link(f"people/{person}", person_name(self.facts.case, person), ems)

    def own(self, path: str, text: str) -> Markup:
        """Our own words that lead to the row of an address."""
        return self._to(path, escape(text), "t") if path in self.records else escape(text)

    def num(self, text: str, path: str) -> Markup:
        """A number that leads to the row of an address."""
        return self._to(path, escape(text), "n")

    def share(self, value: float, path: str) -> Markup:
        """A share from 0 to 1 that leads to the row of an address."""
        return self.num(number(value), path)

    def shares(self, low: float, high: float, path: str) -> Markup:
        """An interval of shares."""
        return self.num(f"{number(low)} to {number(high)}", path)

    def span(self, ends: tuple[float, float], path: str) -> Markup:
        """An interval of shares, in short."""
        return self.num(f"{number(ends[0])}–{number(ends[1])}", path)

    def effect(self, value: float, path: str) -> Markup:
        """A difference of shares."""
        return self.num(signed(value), path)

    def judged(self, path: str) -> Markup:
        """The judgment at an address with its range; nothing where there is none."""
        found: Judgment | None = self._judgments.get(path)
        return self.num(judged(found), path) if found is not None else Markup("")

    def run(self, text: str, key: str) -> Markup:
        """A figure of the run, or a sentence with one; without a digit it stays plain."""
        if not _DIGIT.search(text):
            return escape(text)
        return Markup('<a class="n" href="#{}">{}</a>').format(run_row(key), text)

    def state(self, number_of_state: int) -> Markup:
        """A state by its number."""
        return Markup('<a class="n" href="#{}">{}</a>').format(state_row(number_of_state), number_of_state)

    def method(self, method: str, text: str) -> Markup:
        """Words that lead to a method's record."""
        return Markup('<a class="t" href="#{}">{}</a>').format(method_row(method), text)

    def of_method(self, method: str, text: str) -> Markup:
        """What a method says; where it has a digit, it leads to the method's record."""
        words = self.said(text)
        if not _DIGIT.search(text):
            return words
        return Markup('<a class="t" href="#{}">{}</a>').format(method_row(method), words)

    def cell(self, method: str, text: str, path: str | None) -> Markup:
        """One cell of what a method shows: it leads to its address, a figure without one to the method's record."""
        if path is None or path not in self.records:
            return self.of_method(method, text)
        return self._to(path, self.said(text), "n" if _DIGIT.search(text) else "t")

    def cites(self, path: str) -> Markup:
        """The passages that what stands at an address rests on, as links."""
        found = cites(self.facts.case, path) if path in self.records else ()
        if not found:
            return Markup("")
        links = [self.passage(citation) for citation in found]
        return Markup('<span class="cites">{}</span>').format(Markup(" ").join(links))

    def passage(self, citation: str) -> Markup:
        """One passage as a link: its number, with its source where the case has several."""
        source, passage = split(citation)
        words = passage if self._one_source else f"{source} {passage}"
        return Markup('<a class="c" href="#{}">{}</a>').format(passage_row(citation), words)

    def paths(self, found: tuple[str, ...]) -> Markup:
        """Addresses as links to their rows."""
        return Markup(", ").join(self.path(path) for path in found)

    def path(self, path: str) -> Markup:
        """An address as a link to its row."""
        code = self.address(path)
        return self._to(path, code, "t") if path in self.records else code

    def address(self, path: str) -> Markup:
        """An address that may be broken after each of its parts."""
        return Markup("<code><bdi>{}</bdi></code>").format(Markup("/<wbr>").join(visible(path).split("/")))

    def line(self, path: str) -> int | None:
        """The line of the case's file on which something stands; None where the file does not hold it."""
        spot = self.facts.places.get(path)
        return spot[0] if spot is not None else None

    def date(self, text: str | None) -> Markup:
        """A date in words."""
        if text is None or not is_date(text):
            return self.said(text)
        return Markup('<time datetime="{}">{}</time>').format(text, date_in_words(text))

    def list(self, parts: list[Markup], between: str = ", ") -> Markup:
        """Pieces in a row."""
        return escape(between).join(joined([part]) for part in parts)

    def _to(self, path: str, words: Markup, css: str) -> Markup:
        return Markup('<a class="{}" href="#{}" data-path="{}">{}</a>').format(css, row_of(path), path, words)
