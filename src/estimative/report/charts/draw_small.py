"""Bars of the size of a line of text, for tables that say the figure beside them."""

from __future__ import annotations

from markupsafe import Markup

from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el

WIDTH, HEIGHT = 96, 10


def small_effect(effect: float, untold: float = 0.0, ink: Ink = PAGE) -> Markup:
    """An effect from -1 to 1: to the right of the middle where it raises, to the left and hollow where it lowers.

    `untold` of it is drawn in dashes: it hangs on what a method cannot tell. The picture is hidden from readers who
    listen, for the figure stands beside it.
    """
    middle = WIDTH / 2
    length = max(1.0, middle * min(1.0, abs(effect)))
    dashed = min(length, middle * untold)
    raises = effect >= 0
    edge = ink.first if raises else ink.second
    frame: dict[str, float | str] = {"y": 1.5, "height": HEIGHT - 3.0, "stroke": edge, "stroke_width": 1.2}
    start = middle if raises else middle - length
    solid = el("rect", x=start, width=length - dashed, fill=ink.first if raises else ink.ground, **frame)
    rest = el("rect", x=start + length - dashed, width=dashed, fill="none", stroke_dasharray="3 2", **frame)
    line = el("path", d=f"M{middle} 0V{HEIGHT}", stroke=ink.quiet, stroke_width=1)
    parts = [part for part, width in ((solid, length - dashed), (rest, dashed)) if width > 0]
    return el("svg", *parts, line, viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT, aria_hidden="true",
              focusable="false", class_="small")  # fmt: skip


def small_share(share: float, main: bool = True, ink: Ink = PAGE) -> Markup:
    """A share from 0 to 1 as the filled part of a frame, hollow with a thick edge where it is not the main answer."""
    frame = el("rect", x=0.5, y=1.5, width=WIDTH - 1, height=HEIGHT - 3, fill=ink.tints[-1])
    length = (WIDTH - 1) * min(1.0, max(0.0, share))
    bar = el("rect", x=0.5, y=1.5, width=length, height=HEIGHT - 3, fill=ink.first if main else ink.ground,
             stroke=ink.first, stroke_width=1.2 if length > 0 else 0)  # fmt: skip
    return el("svg", frame, bar, viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT, aria_hidden="true",
              focusable="false", class_="small")  # fmt: skip
