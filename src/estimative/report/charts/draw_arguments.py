"""The picture of arguments by weight: bars to the right where they raise support, to the left where they lower it."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from estimative.report.charts.facts_arguments import ArgumentBar, ArgumentPicture, ArgumentRow
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el, hatching, joined, label, linked, picture, said
from estimative.report.wording import shortened, signed

WIDTH = 760
MIDDLE, REACH = 560, 120
TOP, STEP, BAR = 48, 24, 12
TEXT_EMS = 31.0
SHAPES: Mapping[str, str] = {
    "motive": "M-5 4L0 -5L5 4Z",
    "lever": "M-4.5 -4.5H4.5V4.5H-4.5Z",
    "obstacle": "M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5",
}


def draw_arguments(found: ArgumentPicture, ink: Ink = PAGE, name: str = "weights") -> Markup:
    """The picture as SVG; empty where no argument weighs anything."""
    if not found.rows:
        return Markup("")
    head = shortened(f"effect on {found.name}", 24)
    parts: list[Markup] = [
        hatching(f"{name}-lower", ink.second, ink),
        _legend(ink),
        linked(ink, found.path, said(MIDDLE, 16, head, ink.text, 12, text_anchor="middle", font_weight=600)),
    ]
    y: float = TOP
    for row in found.rows:
        part, y = _row(row, y, ink, name)
        parts.append(part)
    parts.append(el("path", d=f"M{MIDDLE} {TOP - 6}V{y:.1f}", stroke=ink.quiet, stroke_width=1))
    return picture(
        name,
        (WIDTH, y + 10),
        "Arguments by weight",
        "One bar for each argument that weighs something, the weightiest first: to the right where the support of the"
        " scenario followed is greater with the argument than without it, to the left and hatched where it is smaller;"
        " dashed as far as the method cannot tell what would be without it."
        " The table beside the picture has every figure.",
        ink,
        *parts,
        label(MIDDLE - 8, 34, "← lowers", ink.quiet, 11, text_anchor="end"),
        label(MIDDLE + 8, 34, "raises →", ink.quiet, 11),
    )


def _legend(ink: Ink) -> Markup:
    parts = []
    x = 8.0
    for kind in SHAPES:
        parts.append(_shape(kind, x, 30, ink))
        parts.append(label(x + 11, 34, kind, ink.quiet, 11))
        x += 76
    return joined(parts)


def _shape(kind: str, x: float, y: float, ink: Ink) -> Markup:
    fill = "none" if kind == "obstacle" else ink.quiet
    return el("path", d=SHAPES.get(kind, SHAPES["lever"]), transform=f"translate({x:.1f} {y:.1f})", fill=fill,
              stroke=ink.quiet, stroke_width=1.6)  # fmt: skip


def _row(row: ArgumentRow, top: float, ink: Ink, name: str) -> tuple[Markup, float]:
    words = said(20, top + 11, shortened(row.text, TEXT_EMS), ink.text, 12.5)
    parts = [_shape(row.kind, 8, top + 7, ink), linked(ink, row.path, words)]
    y = top
    for bar in row.bars:
        parts.append(_bar(bar, row.path, y, ink, name, several=len(row.bars) > 1))
        y += STEP
    return joined(parts), max(y, top + STEP)


def _untold(x: float, y: float, width: float, edge: str) -> Markup:
    """The part of a bar that hangs on what the method cannot tell: an outline of dashes."""
    if width <= 0:
        return Markup("")
    return el("rect", x=x, y=y, width=width, height=BAR, fill="none", stroke=edge, stroke_dasharray="3 2")


def _bar(bar: ArgumentBar, path: str, top: float, ink: Ink, name: str, several: bool) -> Markup:
    length = REACH * min(1.0, abs(bar.effect))
    untold = REACH * bar.open
    raises = bar.effect >= 0
    x = MIDDLE if raises else MIDDLE - length
    fill, edge = (ink.first, ink.first) if raises else (f"url(#{name}-lower)", ink.second)
    words = signed(bar.effect)
    if bar.elsewhere is not None:
        words += f" ({bar.elsewhere} {signed(bar.elsewhere_effect)})"
    at, anchor = (x + length + 6, "start") if raises else (x - 6, "end")
    parts = [
        el("rect", x=x, y=top + 1, width=max(length - untold, 1), height=BAR, fill=fill, stroke=edge, stroke_width=1),
        _untold(x + length - untold, top + 1, untold, edge),
        linked(ink, path, said(at, top + 11, shortened(words, 16), ink.text, 12, text_anchor=anchor)),
    ]
    if several:
        parts.append(label(WIDTH, top + 11, bar.method, ink.quiet, 10, text_anchor="end"))
    return joined(parts)
