"""The picture of judgments that carry the result: for each a bar from the support at its low end to that at its high.

The part of a bar on the side of the low end is hatched, that of the high end is full, and they meet at the support; a
thin line goes on to the least and the greatest support where those lie within the range.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from estimative.report.charts.facts_tornado import TornadoBar, TornadoPanel
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el, hatching, joined, label, linked, picture, said
from estimative.report.wording import number, shortened

WIDTH = 760
LEFT, RIGHT = 376, 722
HEAD, STEP, BAR = 46, 24, 12
TEXT_EMS = 28.5


def draw_tornado(panels: Sequence[TornadoPanel], ink: Ink = PAGE, name: str = "tornado") -> Markup:
    """The picture as SVG; empty where no judgment carries the result."""
    if not panels:
        return Markup("")
    parts: list[Markup] = [hatching(f"{name}-low", ink.second, ink), _legend(ink, name)]
    y = 30.0
    for panel in panels:
        part, y = _panel(panel, y, ink, name)
        parts.append(part)
    return picture(
        name,
        (WIDTH, y + 4),
        "Judgments that carry the result",
        "For each method and scenario the judgments that move its support, what moves it most first: a bar from the"
        " mean support where the judgment has its lowest values, hatched, to that where it has its highest, full,"
        " around the support itself, which is the upright line. A thin line goes on where the support is still less or"
        " greater somewhere between. The table beside the picture has every figure.",
        ink,
        *parts,
    )


def _legend(ink: Ink, name: str) -> Markup:
    low = el("rect", x=LEFT, y=4, width=18, height=BAR, fill=f"url(#{name}-low)", stroke=ink.second, stroke_width=1)
    high = el("rect", x=LEFT + 130, y=4, width=18, height=BAR, fill=ink.first, stroke=ink.first, stroke_width=1)
    return joined(
        [
            low,
            label(LEFT + 24, 14, "at its low end", ink.quiet, 11),
            high,
            label(LEFT + 154, 14, "at its high end", ink.quiet, 11),
        ]
    )


def _panel(panel: TornadoPanel, top: float, ink: Ink, name: str) -> tuple[Markup, float]:
    bottom = top + HEAD + STEP * len(panel.bars)
    words = shortened(f"{panel.method}: support of {panel.name}", 27)
    middle = _x(panel.mean)
    parts = [
        linked(ink, panel.path, said(0, top + 16, words, ink.text, 13, font_weight=600)),
        linked(ink, panel.path, label(middle, top + 16, number(panel.mean), ink.text, 13, text_anchor="middle",
                                      font_weight=600)),
        *(_grid(share, top + 24, bottom - 6, ink, panel.path) for share in (0.0, 0.5, 1.0)),
    ]  # fmt: skip
    y = top + HEAD - 12
    for bar in panel.bars:
        parts.append(_bar(bar, panel.mean, y, ink, name))
        y += STEP
    parts.append(el("path", d=f"M{middle:.1f} {top + 22:.1f}V{bottom - 8:.1f}", stroke=ink.text, stroke_width=1.4))
    if panel.left_out:
        parts.append(label(0, bottom, f"and {panel.left_out} more in the table", ink.quiet, 11))
        bottom += 14
    return joined(parts), bottom + 8


def _grid(share: float, top: float, bottom: float, ink: Ink, path: str) -> Markup:
    line = el("path", d=f"M{_x(share):.1f} {top:.1f}V{bottom:.1f}", stroke=ink.line, stroke_width=1)
    mark = label(_x(share), bottom + 12, f"{share:g}", ink.quiet, 10, text_anchor="middle")
    return joined([line, linked(ink, path, mark)])


def _bar(bar: TornadoBar, mean: float, top: float, ink: Ink, name: str) -> Markup:
    y, middle = top + 1, top + 1 + BAR / 2
    words = said(0, top + 11, shortened(bar.text, TEXT_EMS), ink.text, 12)
    parts = [linked(ink, bar.path, words)]
    if bar.least < min(bar.at_low, bar.at_high, mean) or bar.greatest > max(bar.at_low, bar.at_high, mean):
        low, high = _x(bar.least), _x(bar.greatest)
        line = f"M{low:.1f} {middle - 3:.1f}v6M{low:.1f} {middle:.1f}H{high:.1f}M{high:.1f} {middle - 3:.1f}v6"
        parts.append(el("path", d=line, stroke=ink.quiet, stroke_width=1.2, fill="none"))
    full = {"y": y, "height": BAR, "stroke_width": 1}
    for end, fill, edge in ((bar.at_low, f"url(#{name}-low)", ink.second), (bar.at_high, ink.first, ink.first)):
        left, right = sorted((_x(end), _x(mean)))
        parts.append(el("rect", x=left, width=max(right - left, 1.0), fill=fill, stroke=edge, **full))
    parts += _figures(bar, mean, top + 11, ink)
    return joined(parts)


def _figures(bar: TornadoBar, mean: float, y: float, ink: Ink) -> list[Markup]:
    """The support at both ends, beyond the bar and whatever goes on from it."""
    first, last = sorted((bar.at_low, bar.at_high))
    left = _x(min(bar.least, mean)) - 5
    right = _x(max(bar.greatest, mean)) + 5
    return [
        linked(ink, bar.path, label(x, y, number(share), ink.text, 11, text_anchor=anchor))
        for x, anchor, share in ((left, "end", first), (right, "start", last))
    ]


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, share))
