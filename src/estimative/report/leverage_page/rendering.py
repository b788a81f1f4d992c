"""From the facts on leverage to one HTML file."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from estimative.base.unicode import visible
from estimative.inquiry.opportunities import Opportunity
from estimative.report import links, wording
from estimative.report.charts.draw_small import small_effect, small_share
from estimative.report.leverage_facts import LIMITS, LeverageFacts, idle, moving, on_force_only
from estimative.report.page import register
from estimative.report.page.marks import Marks
from estimative.report.templates import environment

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_TOLD = 3
"""So many moves stand in the first part, of the actor's own and of the others'."""


@dataclass
class Followed:
    """What the page links to: addresses and citations, so that only their rows are written."""

    paths: dict[str, None] = field(default_factory=dict)
    citations: dict[str, None] = field(default_factory=dict)


class FollowedMarks(Marks):
    """Inline pieces that remember where they lead."""

    def __init__(self, facts: LeverageFacts, followed: Followed) -> None:
        super().__init__(facts)
        self._followed = followed

    def passage(self, citation: str) -> Markup:
        """One passage as a link."""
        self._followed.citations[citation] = None
        return super().passage(citation)

    def _to(self, path: str, words: Markup, css: str) -> Markup:
        self._followed.paths[path] = None
        return super()._to(path, words, css)


def leverage_html(facts: LeverageFacts) -> str:
    """The page as one HTML file: the same facts give the same text."""
    followed = Followed()
    m = FollowedMarks(facts, followed)
    context = _context(facts, m)
    body = _environment().get_template("leverage_body.html.j2").render(context)
    rows = [row for rows in register.rows(facts).values() for row in rows if row.path in followed.paths]
    lines = _environment().get_template("leverage_lines.html.j2").render(context, rows=rows)
    cited = [passage for passage in register.passages(facts) if passage.citation in followed.citations]
    return (
        _environment()
        .get_template("leverage.html.j2")
        .render(context, body=Markup(body), lines=Markup(lines), cited=cited)  # noqa: S704 - escaped there
    )


def _context(facts: LeverageFacts, m: Marks) -> dict[str, Any]:
    found = facts.found
    helping = [moving(group, "helps", "mixed") for group in (found.own, found.others)]
    methods = [method for method in found.supports if any(method in one.gains for one in found.all)]
    return {
        "facts": facts,
        "case": facts.case,
        "m": m,
        "css": Markup(_css()),  # noqa: S704 - our own file
        "title": f"{visible(facts.case.title or facts.case.id)} · leverage",
        "methods": methods,
        "first_own": _first(helping[0]),
        "first_others": _first(helping[1]),
        "own_helping": helping[0],
        "others_helping": helping[1],
        "own_harming": moving(found.own, "harms"),
        "others_harming": moving(found.others, "harms"),
        "forceful": on_force_only(found.all),
        "idle": idle(found.all),
        "limits": LIMITS,
    }


def _first(found: tuple[Opportunity, ...]) -> tuple[Opportunity, ...]:
    """The first of them, one for each address: an option taken now stands behind the same option held."""
    by_path: dict[str, Opportunity] = {}
    for one in found:
        by_path.setdefault(one.path, one)
    return tuple(by_path.values())[:MOST_TOLD]


@functools.cache
def _environment() -> Environment:
    made = environment("estimative.report.leverage_page")
    made.globals.update(
        {name: getattr(links, name) for name in ("row_of", "passage_row", "run_row")},
        **{name: getattr(wording, name) for name in ("counted", "method_name", "plain_number", "figures_of")},
        first_up=lambda text: text[:1].upper() + text[1:],
        small_effect=small_effect,
        small_share=small_share,
        tiny=wording.TINY,
    )
    return made


@functools.cache
def _css() -> str:
    return resources.files("estimative.report.page").joinpath("page.css").read_text(encoding="utf-8").strip()
