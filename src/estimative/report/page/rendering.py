"""From facts to one HTML file."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from estimative.assessment.judgment_words import judgment_name
from estimative.assessment.words import actor_name, move_in_words, state_in_words
from estimative.base.unicode import visible
from estimative.inquiry.assumptions import ranked_assumptions
from estimative.inquiry.overturning import thought, written
from estimative.methods.records import methods
from estimative.report import argument_words, links, wording
from estimative.report.charts.draw_actors import draw_actors
from estimative.report.charts.draw_arguments import NARROW, draw_arguments
from estimative.report.charts.draw_map import draw_map
from estimative.report.charts.draw_small import small_effect, small_share
from estimative.report.charts.draw_support import draw_support
from estimative.report.charts.draw_tornado import draw_tornado
from estimative.report.charts.facts_actors import actors_facts
from estimative.report.charts.facts_arguments import argument_facts
from estimative.report.charts.facts_map import map_facts
from estimative.report.charts.facts_support import other_play, play_label, support_facts
from estimative.report.charts.facts_tornado import tornado_facts
from estimative.report.facts import Assessment
from estimative.report.methods.exhibits import Exhibit, drawings
from estimative.report.page import annex, front, register
from estimative.report.page.carried import carried
from estimative.report.page.fitting import Limits, fitted
from estimative.report.page.marks import Marks
from estimative.report.stress_words import followed as stress_followed
from estimative.report.templates import environment

if TYPE_CHECKING:
    from jinja2 import Environment

EXHIBITS = "exhibits"
"""Where the sections of the single methods come in the table of contents."""
CONTENTS = (
    ("methods", "The methods side by side"),
    ("pool", "The methods pooled"),
    ("play", "Where the play leads"),
    ("map", "The map of the conflict"),
    ("actors", "Actors, options and wants"),
    (EXHIBITS, ""),
    ("arguments", "Arguments by weight"),
    ("assumptions", "Assumptions"),
    ("carrying", "Judgments that carry the result"),
    ("overturned", "What would overturn this"),
    ("stress", "Asked beyond the ranges"),
    ("winners", "Who gains and who loses"),
    ("confidence", "Confidence"),
    ("watch", "What to watch"),
    ("gaps", "Gaps and dissent"),
    ("run", "How it was run"),
    ("records", "The methods and their record"),
    ("sources", "Sources"),
    ("lines", "The case line by line"),
    ("passages", "Passages"),
)


def page_html(facts: Assessment) -> str:
    """The assessment as one HTML file: the same facts give the same text.

    The first printed side of A4 is the assessment, the annex starts on the next.
    """
    context = _context(facts)
    one_page = _environment().get_template("front.html.j2")

    def written(limits: Limits) -> str:
        return one_page.render(context, limits=limits)

    return _environment().get_template("page.html.j2").render(context, one_page=Markup(fitted(written)))  # noqa: S704


@functools.cache
def _environment() -> Environment:
    found = environment("estimative.report.page")
    found.filters["first_up"] = first_up
    found.globals.update(
        {
            name: getattr(links, name)
            for name in ("row_of", "passage_row", "state_row", "run_row", "method_row", "shown_row", "home")
        },
        **{name: getattr(wording, name) for name in ("counted", "figures_of", "method_name", "number", "plain_number")},
        actor_name=actor_name,
        judgment_name=judgment_name,
        thought=thought,
        written=written,
        begins=front.begins,
        state_in_words=state_in_words,
        first_up=first_up,
        lowered=lowered,
        front=front,
        play_label=play_label,
        small_effect=small_effect,
        small_share=small_share,
        why_zero=argument_words.why_zero,
        shared_how=argument_words.shared_how,
        moved=annex.moved,
        ordered_wants=annex.ordered_wants,
        ratings=wording.RATINGS,
        stress_followed=stress_followed,
        tiny=wording.TINY,
    )
    return found


def first_up(text: str) -> str:
    """The text with a capital at its start.

    >>> first_up("none of these")
    'None of these'
    """
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """A sentence as part of another one: a small letter at its start, no full stop at its end.

    >>> lowered("The case rests on one source.")
    'the case rests on one source'
    """
    return text[:1].lower() + text[1:].removesuffix(".")


def _context(facts: Assessment) -> dict[str, Any]:
    case, marks = facts.case, Marks(facts)
    names = front.names_of(facts)
    drawn = _drawn(facts)
    exhibits = _exhibits(facts)
    return {
        "facts": facts,
        "case": case,
        "m": marks,
        "names": names,
        "css": Markup(_css()),  # noqa: S704 - our own file
        "title": f"{visible(case.title or case.id)} · assessment",
        "marking": front.marking(case),
        "horizon": front.horizon(case),
        "leads": lambda key: _leads(marks, key),
        "author": lambda found: wording.author_says(found.author),
        "author_effect": lambda path: _author_effect(marks, path),
        "person": lambda person: wording.person_name(case, person),
        "track_record": _track_record,
        "other_label": lambda method: (other_play(facts, method) or ("",))[0],
        "confidence_reasons": sorted(facts.confidence.reasons, key=lambda r: r.leaves != facts.confidence.ceiling),
        "reasons": front.reasons(facts),
        "overturns": facts.overturns(),
        "roles": front.open_roles(case),
        "assumptions": ranked_assumptions(facts.assumptions),
        "signs": front.signs(case),
        "signs_all": front.signs(case, everything=True),
        "gaps": [name for name, gap in case.gaps.items() if gap.status == "open"],
        "outlooks": any(found.outlooks for found in facts.scenarios.values()),
        "wanting": any(actor.wants for actor in case.actors.values()),
        "contents": _contents(facts, exhibits),
        "exhibits": exhibits,
        "several": len(facts.methods) > 1,
        "deals_header": annex.deals_header(facts),
        "grounds": annex.grounds(facts),
        "affected": annex.affected(facts),
        "figures": annex.figures(facts),
        "carried": carried(facts),
        "method_records": {
            name: methods().get(name) for name in sorted({*methods(), *facts.shown, *facts.missing_methods})
        },
        "whole": register.whole(case),
        "register": register.rows(facts),
        "passages": register.passages(facts),
        **drawn,
    }


def _drawn(facts: Assessment) -> dict[str, Any]:
    weights, actors, conflict = argument_facts(facts), actors_facts(facts.case), map_facts(facts)
    states = {state.number: state.assignment for state in facts.map.states} if facts.map is not None else {}
    moves = facts.map.moves if facts.map is not None else ()
    return {
        "weights": weights,
        "actors": actors,
        "map": conflict,
        "move_words": {
            (move.start, move.end): move_in_words(facts.case, states[move.start], states[move.end]) for move in moves
        },
        "draw_support": draw_support(support_facts(facts)),
        "draw_arguments": draw_arguments(weights),
        "draw_arguments_narrow": draw_arguments(weights, name="weights-narrow", layout=NARROW),
        "draw_actors": draw_actors(actors),
        "draw_tornado": draw_tornado(tornado_facts(facts)),
        "draw_map": draw_map(conflict) if conflict is not None else Markup(""),
    }


def _contents(facts: Assessment, exhibits: Mapping[str, tuple[Exhibit, ...]]) -> list[tuple[str, str]]:
    absent = {*(() if facts.plays else ("play",)), *(() if facts.map is not None else ("map",))}
    absent |= set() if facts.pool is not None else {"pool"}
    absent |= set() if facts.stress is not None else {"stress"}
    found: list[tuple[str, str]] = []
    for key, text in CONTENTS:
        if key == EXHIBITS:
            found += [(links.shown_row(method), first_up(wording.method_name(method))) for method in exhibits]
        elif key not in absent:
            found.append((key, text))
    return found


def _exhibits(facts: Assessment) -> dict[str, tuple[Exhibit, ...]]:
    """What each method shows, but for those whose plays and map have sections of their own."""
    return {
        method: drawings()[method].exhibits(facts.case, found)
        for method, found in facts.shown.items()
        if found is not None and method in drawings() and method not in facts.plays
    }


def _leads(marks: Marks, key: str | None) -> Markup:
    if key is None:
        return Markup("nothing leads clearly")
    return Markup("{} leads").format(marks.scenario(key, 16))


def _author_effect(marks: Marks, path: str) -> Markup:
    """What the author says a scenario does to an actor, as a signed number in brackets."""
    record = marks.records[path]
    value = getattr(record, "value", 0.0)
    sign = "+" if value > 0 else ""
    return Markup("({})").format(marks.num(sign + wording.plain_number(value), path))


def _track_record(method: str) -> str:
    found = methods().get(method)
    return found.track_record if found is not None else ""


@functools.cache
def _css() -> str:
    from importlib import resources

    return resources.files("estimative.report.page").joinpath("page.css").read_text(encoding="utf-8").strip()
