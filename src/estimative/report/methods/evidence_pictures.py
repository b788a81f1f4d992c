"""The pictures of the evidence: the table with strength as bars, and inconsistency beside the posterior."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from estimative.assessment.evidence_facts import EvidenceFacts, ItemFacts
from estimative.assessment.words import scenario_name
from estimative.case.models import Case
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el, joined, label, linked, picture, said
from estimative.report.links import home
from estimative.report.wording import number, shortened

WIDTH = 760
NAMES = 230
FIGURES = 110
"""The columns for names on the left and for diagnosticity on the right."""
ROW = 30
MOST_ITEMS, MOST_HYPOTHESES = 40, 6
"""What fits a picture; the table beside it has all."""
NO_LENGTH = 1e-9


def table_picture(case: Case, facts: EvidenceFacts, order: Sequence[str], ink: Ink = PAGE) -> Markup | None:
    """The items down, the hypotheses across: in each cell the rating, and a bar to the right for, to the left against.

    The length of a bar is what the item adds to the hypothesis, compared with the mean of all. None where there are
    more hypotheses than fit, or no items.
    """
    names = list(facts.hypotheses)
    shown = [name for name in order if not facts.items[name].left_out][:MOST_ITEMS]
    if not shown or len(names) > MOST_HYPOTHESES:
        return None
    width = (WIDTH - NAMES - FIGURES) / len(names)
    longest = max(abs(value) for name in shown for value in facts.items[name].log_ratios.values())
    scale = (width / 2 - 24) / longest if longest > NO_LENGTH else 0.0
    bottom = 44 + ROW * len(shown)
    parts = [_heads(case, names, width, bottom, ink)]
    for k, name in enumerate(shown):
        parts.append(_row(name, facts.items[name], names, 44 + ROW * k, (width, scale), ink))
    return picture(
        "evidence-table",
        (WIDTH, bottom + 26),
        "The evidence table, with what each item adds as bars",
        "One line for each item, one column for each hypothesis. In each cell stands the rating; a bar to the right of"
        " the middle speaks for the hypothesis, one to the left against it, as compared with the others. On the right"
        " the diagnosticity: how far the ratings of an item lie apart. The table beside the picture has every figure.",
        ink,
        *parts,
        label(NAMES, bottom + 18, "left of the line: against; right: for, compared with the others", ink.quiet, 11),
    )


def _heads(case: Case, names: list[str], width: float, bottom: float, ink: Ink) -> Markup:
    parts = [label(WIDTH, 16, "diagnosticity", ink.quiet, 11, text_anchor="end")]
    for k, name in enumerate(names):
        middle = NAMES + width * (k + 0.5)
        words = shortened(scenario_name(case, name), width / 13)
        head = said(middle, 16, words, ink.text, 12.5, text_anchor="middle", font_weight=600)
        parts.append(linked(ink, home(case, name), head))
        parts.append(el("path", d=f"M{middle:.1f} 28V{bottom:.1f}", stroke=ink.line, stroke_width=1, fill="none"))
    return joined(parts)


def _row(name: str, item: ItemFacts, names: list[str], top: float, measure: tuple[float, float], ink: Ink) -> Markup:
    width, scale = measure
    path = f"evidence/{name}"
    parts = [
        el("path", d=f"M0 {top + ROW - 3}H{WIDTH}", stroke=ink.line, stroke_width=0.5),
        linked(ink, path, said(0, top + 11, shortened(name.replace("-", " "), 17), ink.text, 12.5)),
        label(0, top + 23, _grade(item), ink.quiet, 10),
    ]
    for k, hypothesis in enumerate(names):
        middle = NAMES + width * (k + 0.5)
        length = item.log_ratios[hypothesis] * scale
        if abs(length) > 0.25:
            fill = ink.first if length > 0 else ink.second
            left = middle if length > 0 else middle + length
            parts.append(el("rect", x=left, y=top + 12, width=abs(length), height=9, fill=fill))
        at = middle - width / 2 + 4
        rated = label(at, top + 20, item.ratings[hypothesis].replace("N/A", "–"), ink.quiet, 10.5)
        known = hypothesis in item.ranges or item.ratings[hypothesis] != "N/A"
        parts.append(linked(ink, f"{path}/ratings/{hypothesis}", rated) if known else rated)
    bar = 44 * item.diagnosticity / 2
    parts.append(el("rect", x=WIDTH - 34 - bar, y=top + 12, width=max(bar, 0.8), height=9, fill=ink.third))
    parts.append(label(WIDTH, top + 20, f"{item.diagnosticity:.2f}", ink.text, 11, text_anchor="end"))
    return joined(parts)


def _grade(item: ItemFacts) -> str:
    words = [item.reliability] if item.reliability else []
    words += [f"group {shortened(item.group, 9)}"] if item.group else []
    return ", ".join([*words, f"counts {number(item.counts)}"])


def order_picture(case: Case, facts: EvidenceFacts, ink: Ink = PAGE) -> Markup | None:
    """Per hypothesis two bars from the middle: inconsistency to the left, the posterior over the draws to the right."""
    names = sorted(facts.hypotheses, key=lambda name: facts.hypotheses[name].rank)
    worst = max(one.inconsistency for one in facts.hypotheses.values())
    middle, half = 440, 250
    parts = [
        label(middle - 8, 16, "inconsistency (less is better)", ink.quiet, 11, text_anchor="end"),
        label(middle + 8, 16, "posterior, mean over the draws", ink.quiet, 11),
    ]
    for k, name in enumerate(names):
        one, top = facts.hypotheses[name], 30 + 30 * k
        against = (half - 60) * one.inconsistency / worst if worst > NO_LENGTH else 0.0
        towards = (half - 40) * one.support
        words = said(0, top + 14, shortened(scenario_name(case, name), 13), ink.text, 12.5, font_weight=600)
        parts += [
            linked(ink, home(case, name), words),
            el("rect", x=middle - against, y=top + 4, width=max(against, 0.8), height=12, fill=ink.second),
            el("rect", x=middle, y=top + 4, width=max(towards, 0.8), height=12, fill=ink.first),
            label(middle - against - 5, top + 14, f"{one.inconsistency:.2f}", ink.text, 11, text_anchor="end"),
            label(middle + towards + 5, top + 14, number(one.support), ink.text, 11),
        ]
    bottom = 30 + 30 * len(names)
    parts.append(el("path", d=f"M{middle} 24V{bottom}", stroke=ink.text, stroke_width=1, fill="none"))
    return picture(
        "evidence-order",
        (WIDTH, bottom + 6),
        "Inconsistency and posterior of each hypothesis",
        "One line for each hypothesis, the least inconsistent first: a bar to the left is the inconsistency, a bar to"
        " the right the posterior from the same ratings. The table beside the picture has every figure.",
        ink,
        *parts,
    )
