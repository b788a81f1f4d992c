"""The picture of arguments by weight: bars to the right where they raise support, to the left where they lower it.

Below each bar the Shapley share, a diamond on the line of its interval. Arguments that move nothing by themselves stand
below the others, each with the reason. One drawing for a wide page, one for a narrow one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from estimative.inquiry.arguments import SMALLEST
from estimative.inquiry.shapley import Share
from estimative.report.charts.facts_arguments import ArgumentBar, ArgumentPicture, ArgumentRow
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el, hatching, joined, label, linked, picture, said
from estimative.report.wording import shortened, signed, wrapped

BAR, SHARED = 11, 11
"""How high a bar is, and the line of a share below it."""
LINE = 15
SHAPES: Mapping[str, str] = {
    "motive": "M-5 4L0 -5L5 4Z",
    "lever": "M-4.5 -4.5H4.5V4.5H-4.5Z",
    "obstacle": "M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5",
}
CLAIMS: Mapping[int, str] = {1: "M-5 0H4M0 -3.5L4.5 0L0 3.5", -1: "M5 0H-4M0 -3.5L-4.5 0L0 3.5"}


@dataclass(frozen=True)
class Layout:
    """Where things stand: the axis of the bars, how far a bar reaches, and where the words are.

    `beside`: words stand to the left of the bars, else above them. `methods` is where a method's name begins, `claim`
    where the author's arrow stands.
    """

    width: float
    middle: float
    reach: float
    ems: float
    lines: int
    beside: bool
    methods: float
    claim: float


WIDE = Layout(760, 560, 100, 26.0, 2, beside=True, methods=362, claim=345)
NARROW = Layout(360, 215, 88, 26.5, 2, beside=False, methods=4, claim=350)


def draw_arguments(found: ArgumentPicture, ink: Ink = PAGE, name: str = "weights", layout: Layout = WIDE) -> Markup:
    """The picture as SVG; empty where the case has no argument."""
    if not found.rows and not found.zeros:
        return Markup("")
    head, y = _head(found, ink, layout)
    parts: list[Markup] = [hatching(f"{name}-lower", ink.second, ink), *head]
    for row in found.rows:
        part, y = _row(row, y, ink, name, layout)
        parts.append(part)
    if found.zeros:
        y += 10
        parts.append(label(2, y + 11, "move nothing by themselves, because", ink.quiet, 11, font_weight=600))
        y += 20
        for row in found.zeros:
            part, y = _zero(row, y, ink, name, layout)
            parts.append(part)
    return picture(
        name,
        (layout.width, y + 4),
        "Arguments by weight",
        "One line for each argument, the weightiest first, with a bar for each method that it moves: to the right"
        " where the support of the scenario followed is greater with the argument than without it, to the left and"
        " hatched where it is smaller; dashed as far as the method cannot tell what would be without it. Below a bar a"
        " diamond marks the Shapley share, on the line of its interval. Below all, the arguments that move nothing by"
        " themselves, each with the reason. The table beside the picture has every figure.",
        ink,
        *parts,
    )


def _head(found: ArgumentPicture, ink: Ink, layout: Layout) -> tuple[list[Markup], float]:
    """The legend, and what the bars show."""
    parts: list[Markup] = []
    x = 8.0
    for kind in SHAPES:
        parts += [_shape(kind, x, 10, ink), label(x + 10, 14, kind, ink.quiet, 11)]
        x += 68
    if found.shared:
        parts += [_diamond(x + 8, 10, ink), el("path", d=f"M{x - 4:.1f} 10H{x + 20:.1f}", stroke=ink.text),
                  label(x + 26, 14, "Shapley share", ink.quiet, 11)]  # fmt: skip
    y = 14.0
    if found.claims:
        y += LINE
        words = "the author’s direction; heavy: the bar goes against it"
        parts += [_claim(1, 8, y - 4, ink), _claim(-1, 24, y - 4, ink), label(36, y, words, ink.quiet, 10.5)]
    if layout.beside:
        over, axis = 14.0, 32.0
    else:
        over, axis = y + 20, y + 36
    head = shortened(f"effect on {found.name}", 24)
    parts += [
        linked(ink, found.path, said(layout.middle, over, head, ink.text, 12, text_anchor="middle", font_weight=600)),
        label(layout.middle - 8, axis, "← lowers", ink.quiet, 11, text_anchor="end"),
        label(layout.middle + 8, axis, "raises →", ink.quiet, 11),
    ]
    return parts, max(axis, y) + 12


def _shape(kind: str, x: float, y: float, ink: Ink) -> Markup:
    fill = "none" if kind == "obstacle" else ink.quiet
    return el("path", d=SHAPES.get(kind, SHAPES["lever"]), transform=f"translate({x:.1f} {y:.1f})", fill=fill,
              stroke=ink.quiet, stroke_width=1.6)  # fmt: skip


def _claim(side: int, x: float, y: float, ink: Ink, against: bool = False) -> Markup:
    """The author's arrow; heavy where the argument works the other way."""
    return el("path", d=CLAIMS[side], transform=f"translate({x:.1f} {y:.1f})", fill="none",
              stroke=ink.text if against else ink.quiet, stroke_width=2.4 if against else 1.1)  # fmt: skip


def _diamond(x: float, y: float, ink: Ink) -> Markup:
    return el("path", d="M0 -4L4 0L0 4L-4 0Z", transform=f"translate({x:.1f} {y:.1f})", fill=ink.ground,
              stroke=ink.text, stroke_width=1.4)  # fmt: skip


def _words(row: ArgumentRow, top: float, ink: Ink, layout: Layout) -> tuple[Markup, float]:
    lines = wrapped(row.text, layout.ems, layout.lines)
    text = [said(20, top + 11 + LINE * k, line, ink.text, 12) for k, line in enumerate(lines)]
    parts = [_shape(row.kind, 8, top + 7, ink), linked(ink, row.path, *text)]
    if row.claim:
        parts.append(_claim(row.claim, layout.claim, top + 7, ink, row.against_claim))
    return joined(parts), top + LINE * len(lines)


def _row(row: ArgumentRow, top: float, ink: Ink, name: str, layout: Layout) -> tuple[Markup, float]:
    words, under = _words(row, top, ink, layout)
    bars, y = _bars(row, top if layout.beside else under + 1, ink, name, layout)
    return joined([words, bars]), max(y, under) + 8


def _bars(row: ArgumentRow, top: float, ink: Ink, name: str, layout: Layout) -> tuple[Markup, float]:
    """The bars of an argument on their axis."""
    parts, y = [], top
    for bar in row.bars:
        part, y = _bar(bar, row, y, ink, name, layout)
        parts.append(part)
    axis = el("path", d=f"M{layout.middle} {top - 4:.1f}V{y:.1f}", stroke=ink.quiet, stroke_width=1)
    return joined([*parts, axis] if parts else []), y


def _zero(row: ArgumentRow, top: float, ink: Ink, name: str, layout: Layout) -> tuple[Markup, float]:
    """An argument that moves nothing by itself: its words, the reason, and its shares where it has some with others."""
    words, y = _words(row, top, ink, layout)
    reason = wrapped(row.zero, layout.ems * 1.1, 4)
    parts = [words, *(label(20, y + 10 + 13 * k, line, ink.quiet, 11) for k, line in enumerate(reason))]
    y += 13 * len(reason) + 2
    bars, end = _bars(row, top if layout.beside else y, ink, name, layout)
    return joined([*parts, bars]), max(y, end) + 7


def _untold(x: float, y: float, width: float, edge: str) -> Markup:
    """The part of a bar that hangs on what the method cannot tell: an outline of dashes."""
    if width <= 0:
        return Markup("")
    return el("rect", x=x, y=y, width=width, height=BAR, fill="none", stroke=edge, stroke_dasharray="3 2")


def _bar(bar: ArgumentBar, row: ArgumentRow, top: float, ink: Ink, name: str, layout: Layout) -> tuple[Markup, float]:
    """One method's bar and share, with their figures to the right of both; and where the next may begin."""
    middle, reach = layout.middle, layout.reach
    length, untold = reach * min(1.0, abs(bar.effect)), reach * bar.open
    raises = bar.effect >= 0
    x = middle if raises else middle - length
    fill, edge = (ink.first, ink.first) if raises else (f"url(#{name}-lower)", ink.second)
    words = signed(bar.effect)
    if bar.elsewhere is not None:
        words += f" ({bar.elsewhere} {signed(bar.elsewhere_effect)})"
    figure = middle + (length if raises else 0) + 6
    parts = [label(layout.methods, top + 10, shortened(bar.method, 13), ink.quiet, 10)]
    if abs(bar.effect) > SMALLEST or bar.elsewhere is not None:
        parts += [
            el("rect", x=x, y=top, width=max(length - untold, 1), height=BAR, fill=fill, stroke=edge, stroke_width=1),
            _untold(x + length - untold, top, untold, edge),
            linked(ink, row.path, said(figure, top + 10, shortened(words, (layout.width - figure) / 12), ink.text, 11)),
        ]
        top += BAR
    if bar.share is None or (abs(bar.share.value) <= SMALLEST and bar.share.exact):
        return joined(parts), top + 5
    parts.append(_share(bar.share, row, top + 1, ink, layout))
    return joined(parts), top + SHARED + 5


def _share(share: Share, row: ArgumentRow, top: float, ink: Ink, layout: Layout) -> Markup:
    """A diamond at the share, on the line of its interval."""
    value, low, high = (layout.middle + layout.reach * part for part in (share.value, share.low, share.high))
    y = top + SHARED / 2
    ends = f"M{low:.1f} {y - 2.5:.1f}V{y + 2.5:.1f}M{high:.1f} {y - 2.5:.1f}V{y + 2.5:.1f}" if high > low else ""
    figure = max(high, value + 4, layout.middle) + 6
    return joined(
        [
            el("path", d=f"M{low:.1f} {y:.1f}H{high:.1f}{ends}", stroke=ink.text, stroke_width=1, fill="none"),
            _diamond(value, y, ink),
            linked(ink, row.path, said(figure, top + 9, signed(share.value), ink.quiet, 10)),
        ]
    )
