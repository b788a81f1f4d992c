"""The picture of support: bars by scenario, with the author's words beside them and not on their scale."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from estimative.report.charts.facts_support import SupportBar, SupportRow
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el, hatching, joined, label, linked, picture, said
from estimative.report.wording import number, wrapped

WIDTH = 760
LEFT, RIGHT = 250, 690
TOP = 34
BAR, STEP = 13, 32
ZONES = ((0.0, 0.4, "mostly fails"), (0.4, 0.6, "mixed"), (0.6, 1.0, "mostly holds"))


def draw_support(rows: Sequence[SupportRow], ink: Ink = PAGE, name: str = "support") -> Markup:
    """The picture as SVG; empty where there is nothing to show."""
    if not rows:
        return Markup("")
    parts: list[Markup] = [hatching(f"{name}-half", ink.first, ink)]
    y = TOP + 10.0
    for row in rows:
        part, y = _row(row, y, ink, name)
        parts.append(part)
    height = y + 26
    return picture(
        name,
        (WIDTH, height),
        "Support of each scenario, with the author’s words beside it",
        "One group of bars for each scenario: full bars are a method’s support, hatched ones the same method without"
        " deals or with them, an outline beyond a bar what stays undetermined. The table beside the picture has every"
        " figure. Support says where the judgments lead.",
        ink,
        _zones(y, ink),
        *parts,
        label(LEFT, height - 8, f"thin line: {_line(rows)}", ink.quiet, 11),
    )


def _line(rows: Sequence[SupportRow]) -> str:
    """What the thin lines are."""
    main = [bar for row in rows for bar in row.bars if bar.main]
    return "as any one judgment moves through its own range" if all(bar.ranged for bar in main) else "sampling interval"


def _zones(bottom: float, ink: Ink) -> Markup:
    parts = []
    for low, high, words in ZONES:
        left, right = _x(low), _x(high)
        parts.append(label((left + right) / 2, 18, words, ink.quiet, 11, text_anchor="middle"))
        parts.append(el("path", d=f"M{left:.1f} 26V{bottom:.1f}", stroke=ink.line, stroke_width=1, fill="none"))
    parts.append(el("path", d=f"M{_x(1.0):.1f} 26V{bottom:.1f}", stroke=ink.line, stroke_width=1, fill="none"))
    return joined(parts)


def _row(row: SupportRow, top: float, ink: Ink, name: str) -> tuple[Markup, float]:
    parts = []
    y = top + 12
    for line in wrapped(row.name, 15, most=2):
        parts.append(linked(ink, row.path, said(0, y, line, ink.text, 14, font_weight=600)))
        y += 17
    for text in (f"the brief: “{row.author}”" if row.author else "", row.reading):
        for line in wrapped(text, 19.5, most=2) if text else []:
            written = said(0, y, line, ink.quiet, 11.5)
            parts.append(linked(ink, row.stated, written) if row.stated else written)
            y += 15
    bottom = top + 4
    for bar in row.bars:
        parts.append(_bar(bar, row.path, bottom, ink, name))
        bottom += STEP
    bottom = max(bottom, y) + 8
    parts.append(el("path", d=f"M0 {bottom:.1f}H{WIDTH}", stroke=ink.line, stroke_width=1))
    return joined(parts), bottom + 12


def _bar(bar: SupportBar, path: str, top: float, ink: Ink, name: str) -> Markup:
    y = top + 13
    parts = [label(LEFT, top + 9, bar.label, ink.quiet, 11)]
    width = _x(bar.mean) - LEFT
    fill = ink.first if bar.main else f"url(#{name}-half)"
    parts.append(
        el("rect", x=LEFT, y=y, width=max(width, 1.5), height=BAR, fill=fill, stroke=ink.first, stroke_width=1)
    )
    if bar.undetermined > 0:
        more = _x(min(1.0, bar.mean + bar.undetermined)) - _x(bar.mean)
        parts.append(
            el("rect", x=_x(bar.mean), y=y, width=more, height=BAR, fill="none", stroke=ink.first,
               stroke_width=1, stroke_dasharray="3 2")
        )  # fmt: skip
    if bar.low is not None and bar.high is not None:
        low, high, middle = _x(bar.low), _x(bar.high), y + BAR / 2
        line = f"M{low:.1f} {middle - 4}v8M{low:.1f} {middle}H{high:.1f}M{high:.1f} {middle - 4}v8"
        parts.append(el("path", d=line, stroke=ink.text, stroke_width=1.2, fill="none"))
    weight = 600 if bar.main else None
    figure = label(WIDTH, y + BAR - 2, number(bar.mean), ink.text, 13, text_anchor="end", font_weight=weight)
    parts.append(linked(ink, path, figure))
    return joined(parts)


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share
