"""The pictures of cross-impact balances: the matrix of impacts as a heat map, and the system grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from estimative.assessment.cross_impact_facts import CrossImpactFacts, FactorFacts
from estimative.assessment.words import actor_name, option_in_words
from estimative.case.models import Case
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el, joined, label, linked, picture, said
from estimative.report.wording import MINUS, plain_number, shortened

WIDTH = 760.0
NAMES, VARIANTS = 158.0, 142.0
"""The columns for factors and for variants on the left of the heat map."""
HEAD = 150.0
ROW, WIDEST = 22.0, 44.0
LEAST_CELL = 18.0
MOST_ROWS = 48
"""What fits a heat map; the table beside it has all."""
PLOT = 400.0
LEFT, TOP = 54.0, 26.0
MOST_POINTS = 24
LEGEND_ROW = 17.0
NOTHING = 1e-9


def factor_path(factor: str) -> str:
    """The address of a factor: an option of an actor, or a driver.

    >>> factor_path("turkey.withdraw"), factor_path("rain")
    ('actors/turkey/options/withdraw', 'drivers/rain')
    """
    actor, _, option = factor.partition(".")
    return f"actors/{actor}/options/{option}" if option else f"drivers/{factor}"


def factor_name(case: Case, factor: str) -> str:
    """A factor in words: `Turkey: withdraw`, or the driver's id in words."""
    actor, _, option = factor.partition(".")
    name = (option or factor).replace("-", " ")
    return f"{actor_name(case, actor)}: {name}" if option else name


def variant_in_words(case: Case, factor: str, variant: str) -> str:
    """A factor at one variant, in words: `Turkey: not withdraw`, `recognition: wide`."""
    actor, _, option = factor.partition(".")
    if option:
        return f"{actor_name(case, actor)}: {option_in_words(case, factor, variant)}"
    name = factor.replace("-", " ")
    record = case.drivers[factor]
    if record.variants == ("no", "yes"):
        return name if variant == "yes" else f"not {name}"
    return f"{name}: {record.words.get(variant) or variant.replace('-', ' ')}"


def signed_impact(value: float) -> str:
    """An impact with its sign: how strongly it pushes towards (+) or away (−).

    >>> signed_impact(2.0), signed_impact(-1.5), signed_impact(0.0)
    ('+2', '−1.5', '0')
    """
    if abs(value) < NOTHING:
        return "0"
    return f"{'+' if value > 0 else MINUS}{plain_number(round(abs(value), 3))}"


def matrix_picture(case: Case, facts: CrossImpactFacts, ink: Ink = PAGE) -> Markup | None:
    """Sources down, targets across, all variants of factors with impacts; None where there are more than fit."""
    rows = _variants(facts, {impact.source.partition("=")[0] for impact in facts.impacts})
    columns = _variants(facts, {impact.target.partition("=")[0] for impact in facts.impacts})
    left = NAMES + VARIANTS
    if not rows or len(rows) > MOST_ROWS or len(columns) * LEAST_CELL > WIDTH - left - 60:
        return None
    width = min(WIDEST, (WIDTH - left - 60) / len(columns))
    cells = {(impact.source, impact.target): impact for impact in facts.impacts}
    most = max((abs(impact.value) for impact in facts.impacts), default=0.0)
    bottom = HEAD + ROW * len(rows)
    parts = [_heads(case, columns, width, bottom, ink)]
    for k, (factor, variant) in enumerate(rows):
        top = HEAD + ROW * k
        parts.append(_row_head(case, facts, factor, variant, top, left + width * len(columns), ink))
        for c, (other, target) in enumerate(columns):
            impact = cells.get((f"{factor}={variant}", f"{other}={target}"))
            if impact is None and factor != other:
                continue
            place = (left + width * c, top, width)
            if impact is None:
                parts.append(_block(place, ink.panel, None))
            else:
                parts.append(_impact(impact.value, impact.path, place, most, ink))
    note = "blue, +: pushes towards; vermilion, −: pushes away; the deeper, the stronger; empty: nothing judged"
    return picture(
        "cross-impact-matrix",
        (WIDTH, bottom + 28),
        "The impacts as a matrix",
        "A row for each variant that pushes, a column for each variant that is pushed. Plus and blue: it pushes towards"
        " it; minus and vermilion: away from it. The table beside the picture has every impact.",
        ink,
        *parts,
        label(0, bottom + 20, note, ink.quiet, 11),
    )


def _variants(facts: CrossImpactFacts, shown: set[str]) -> list[tuple[str, str]]:
    return [(name, v) for name, factor in facts.factors.items() if name in shown for v in factor.variants]


def _heads(case: Case, columns: Sequence[tuple[str, str]], width: float, bottom: float, ink: Ink) -> Markup:
    """The targets, written upwards at a slant; a line between factors."""
    parts = []
    for c, (factor, variant) in enumerate(columns):
        x = NAMES + VARIANTS + width * (c + 0.5)
        words = shortened(variant_in_words(case, factor, variant).rpartition(": ")[2], 12)
        if c == 0 or columns[c - 1][0] != factor:
            edge = NAMES + VARIANTS + width * c
            parts.append(el("path", d=f"M{edge:.1f} {HEAD - 4:.1f}V{bottom:.1f}", stroke=ink.line, stroke_width=1))
            words = shortened(factor_name(case, factor).rpartition(": ")[2], 11) + " › " + shortened(words, 8)
        turned = said(x + 4, HEAD - 8, words, ink.text, 11, transform=f"rotate(-60 {x + 4:.1f} {HEAD - 8:.1f})")
        parts.append(linked(ink, factor_path(factor), turned))
    edge = NAMES + VARIANTS + width * len(columns)
    parts.append(el("path", d=f"M{edge:.1f} {HEAD - 4:.1f}V{bottom:.1f}", stroke=ink.line, stroke_width=1))
    return joined(parts)


def _row_head(
    case: Case, facts: CrossImpactFacts, factor: str, variant: str, top: float, right: float, ink: Ink
) -> Markup:
    parts = []
    if variant == facts.factors[factor].variants[0]:
        parts.append(el("path", d=f"M0 {top:.1f}H{right:.1f}", stroke=ink.line, stroke_width=1))
        name = said(0, top + 15, shortened(factor_name(case, factor), 12.5), ink.text, 12, font_weight=600)
        parts.append(linked(ink, factor_path(factor), name))
    words = variant_in_words(case, factor, variant).rpartition(": ")[2]
    at = NAMES + VARIANTS - 6
    parts.append(said(at, top + 15, shortened(words, 12), ink.quiet, 11, text_anchor="end"))
    return joined(parts)


def _block(place: tuple[float, float, float], fill: str, opacity: float | None) -> Markup:
    x, y, width = place
    strength = None if opacity is None else f"{opacity:.2f}"
    return el("rect", x=x + 1, y=y + 1, width=width - 2, height=ROW - 2, fill=fill, fill_opacity=strength)


def _impact(value: float, path: str | None, place: tuple[float, float, float], most: float, ink: Ink) -> Markup:
    x, y, width = place
    parts = []
    if abs(value) > NOTHING:
        depth = 0.12 + 0.4 * abs(value) / most
        parts.append(_block(place, ink.first if value > 0 else ink.second, depth))
    size = 11 if width > 26 else 9
    figure = label(x + width / 2, y + 15, signed_impact(value), ink.text, size, text_anchor="middle")
    parts.append(linked(ink, path, figure) if path else figure)
    return joined(parts)


def grid_picture(case: Case, facts: CrossImpactFacts, ink: Ink = PAGE) -> Markup | None:
    """The system grid: how strongly each factor pushes (up) and is pushed (to the right). None where nothing pushes."""
    shown = shown_in_grid(facts)
    if not shown:
        return None
    most = max(max(one.active, one.passive) for one in shown.values()) * 1.1
    scale = PLOT / most
    middle = means(facts)
    bottom = TOP + PLOT
    parts = [_frame(middle, scale, bottom, ink)]
    spots: dict[tuple[float, float], list[int]] = {}
    legend = LEFT + PLOT + 34
    for k, (name, one) in enumerate(shown.items(), 1):
        spots.setdefault((one.passive, one.active), []).append(k)
        words = f"{k} {shortened(factor_name(case, name), 17)}"
        y = TOP + 14 + LEGEND_ROW * k
        parts.append(linked(ink, factor_path(name), said(legend, y, words, ink.text, 11.5)))
    for (passive, active), numbers in spots.items():
        x, y = LEFT + passive * scale, bottom - active * scale
        words = ", ".join(map(str, numbers))
        half = max(9.0, 3.4 * len(words) + 4)
        parts.append(
            el("rect", x=x - half, y=y - 9, width=2 * half, height=18, rx=9, fill=ink.ground, stroke=ink.first,
               stroke_width=1.6)
        )  # fmt: skip
        parts.append(label(x, y + 4, words, ink.text, 11, text_anchor="middle", font_weight=600))
    parts.append(label(legend, TOP + 10, "factors", ink.quiet, 11))
    return picture(
        "cross-impact-grid",
        (WIDTH, max(bottom + 44, TOP + 30 + LEGEND_ROW * len(shown))),
        "The system grid",
        "A point for each factor: the higher, the more it pushes others; the further to the right, the more it is"
        " pushed. Dashed lines mark the means. The table beside the picture has both sums.",
        ink,
        *parts,
    )


def shown_in_grid(facts: CrossImpactFacts) -> Mapping[str, FactorFacts]:
    """The factors that push or are pushed, the strongest MOST_POINTS of them, in the order of the case."""
    taking = {name: one for name, one in facts.factors.items() if one.active + one.passive > NOTHING}
    strongest = sorted(taking, key=lambda name: (-taking[name].active - taking[name].passive, name))[:MOST_POINTS]
    return {name: one for name, one in taking.items() if name in strongest}


def means(facts: CrossImpactFacts) -> float:
    """The mean active sum of the factors that take part, which is their mean passive sum as well."""
    taking = [one for one in facts.factors.values() if one.active + one.passive > NOTHING]
    return sum(one.active for one in taking) / len(taking) if taking else 0.0


def _frame(middle: float, scale: float, bottom: float, ink: Ink) -> Markup:
    at_x, at_y = LEFT + middle * scale, bottom - middle * scale
    right = LEFT + PLOT
    corners = (
        (LEFT, TOP - 8, "start", "drives"),
        (right, TOP - 8, "end", "drives and is driven"),
        (right, bottom + 15, "end", "is driven"),
        (LEFT, bottom + 15, "start", "stands apart"),
    )
    parts = [
        el("rect", x=LEFT, y=TOP, width=PLOT, height=PLOT, fill=ink.panel, stroke=ink.line),
        el("path", d=f"M{at_x:.1f} {TOP:.1f}V{bottom:.1f}M{LEFT:.1f} {at_y:.1f}H{right:.1f}", stroke=ink.quiet,
           stroke_dasharray="4 4", fill="none"),
        label(LEFT + PLOT / 2, bottom + 34, "passive sum: how strongly it is pushed", ink.text, 12,
              text_anchor="middle"),
        label(LEFT - 36, TOP + PLOT / 2, "active sum: how strongly it pushes", ink.text, 12, text_anchor="middle",
              transform=f"rotate(-90 {LEFT - 36:.1f} {TOP + PLOT / 2:.1f})"),
        label(at_x, TOP - 8, plain_number(round(middle, 1)), ink.quiet, 11, text_anchor="middle"),
        label(LEFT - 5, at_y + 4, plain_number(round(middle, 1)), ink.quiet, 11, text_anchor="end"),
    ]  # fmt: skip
    parts += [label(x, y, words, ink.quiet, 11, text_anchor=anchor) for x, y, anchor, words in corners]
    return joined(parts)
