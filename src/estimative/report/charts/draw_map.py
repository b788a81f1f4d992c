"""The picture of the conflict: boxes for states, arrows for moves, the main path from the status quo in thick strokes.

Own moves are solid, deals dashed; a state that rests has a double frame. So it reads in black and white too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from estimative.report.charts.facts_map import Edge, MainPath, MapPicture, Node
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el, joined, label, led, linked, picture, said
from estimative.report.links import state_row
from estimative.report.wording import TINY, number, shortened, wrapped

BOX_WIDTH, BOX_HEIGHT = 104, 46
GAP, ROW = 112, 84
LEFT, TOP = 16, 58
NARROWEST = 760
LINE_EMS = 12.0


@dataclass(frozen=True)
class Spot:
    """Where a state's box stands: its left edge, its middle from above, its column."""

    x: float
    y: float
    column: int


def draw_map(found: MapPicture, ink: Ink = PAGE, name: str = "map") -> Markup:
    """The picture as SVG, with the main paths in words below it."""
    spots = _spots(found)
    rows = max(len(column) for column in [*found.columns, found.apart])
    columns = len(found.columns) + (1 if found.apart else 0)
    width = max(NARROWEST, LEFT * 2 + columns * BOX_WIDTH + (columns - 1) * GAP)
    bottom = TOP + rows * ROW
    words, height = _words(found.paths, bottom + 52, width, ink)
    ordered = sorted(found.edges, key=lambda edge: (edge.main or edge.main_alone, edge.start, edge.end))
    nodes = [node for column in [*found.columns, found.apart] for node in column]
    return picture(
        name,
        (width, height + 8),
        "Map of the conflict",
        "States as numbered boxes, from the status quo on the left by the number of steps; arrows are moves, solid"
        " where one actor moves alone, dashed where several agree; thick ones are the main path. A double frame marks a"
        " state that lasts. The tables beside the picture have every state and every move in words.",
        ink,
        _headings(found, ink),
        *(_edge(edge, spots, _ports(found.edges, spots), ink) for edge in ordered),
        *(_node(node, spots[node.number], ink) for node in nodes),
        *(_movers(edge, spots, ink) for edge in ordered if edge.main),
        _legend(bottom + 14, found, ink),
        words,
    )


def _spots(found: MapPicture) -> dict[int, Spot]:
    spots: dict[int, Spot] = {}
    for place, column in enumerate([*found.columns, *([found.apart] if found.apart else [])]):
        for row, node in enumerate(column):
            spots[node.number] = Spot(LEFT + place * (BOX_WIDTH + GAP), TOP + row * ROW + BOX_HEIGHT / 2, place)
    return spots


def _headings(found: MapPicture, ink: Ink) -> Markup:
    parts = [label(LEFT, 18, "where things stand", ink.quiet, 11)]
    steps = ("a step on", "two steps", "three steps", "four steps", "five steps")
    for place in range(1, len(found.columns)):
        x = LEFT + place * (BOX_WIDTH + GAP)
        parts.append(label(x, 18, steps[place - 1] if place <= len(steps) else "further", ink.quiet, 11))
    if found.apart:
        x = LEFT + len(found.columns) * (BOX_WIDTH + GAP)
        parts.append(label(x, 18, "lasting, not reached", ink.quiet, 11))
        line = f"M{x - GAP / 2:.1f} 8V{TOP + len(found.apart) * ROW - 24:.1f}"
        parts.append(el("path", d=line, stroke=ink.line, stroke_width=1, stroke_dasharray="2 4"))
    return joined(parts)


def _node(node: Node, spot: Spot, ink: Ink) -> Markup:
    x, y = spot.x, spot.y - BOX_HEIGHT / 2
    tint = ink.tints[-1] if node.tint < 0 else ink.tints[node.tint % (len(ink.tints) - 1)]
    parts = []
    if node.resting:
        parts.append(
            el("rect", x=x - 4, y=y - 4, width=BOX_WIDTH + 8, height=BOX_HEIGHT + 8, rx=9, fill=ink.ground,
               stroke=ink.text, stroke_width=1.6)
        )  # fmt: skip
    frame = ink.third if node.start else ink.text
    parts.append(
        el("rect", x=x, y=y, width=BOX_WIDTH, height=BOX_HEIGHT, rx=6, fill=tint, stroke=frame,
           stroke_width=2.6 if node.start else 1.2)
    )  # fmt: skip
    middle = x + BOX_WIDTH / 2
    figure = label(middle, y + 18, f"{node.number}", ink.text, 14, text_anchor="middle", font_weight=700)
    parts.append(led(ink, state_row(node.number), figure))
    name = said(middle, y + 35, shortened(node.name, 8.6), ink.text, 11, text_anchor="middle")
    parts.append(linked(ink, node.path, name))
    if node.start:
        parts.append(label(x, y - 9, "now", ink.third, 11.5, font_weight=700))
    lines = [f"with deals {number(node.ends)}"] if node.ends > TINY else []
    lines += [f"without deals {number(node.ends_alone)}"] if node.ends_alone > TINY else []
    for place, line in enumerate(lines):
        written = label(middle, y + BOX_HEIGHT + 16 + 12 * place, line, ink.text, 10.5, text_anchor="middle")
        parts.append(linked(ink, node.path, written))
    return joined(parts)


def _ports(
    edges: Sequence[Edge], spots: Mapping[int, Spot]
) -> dict[tuple[int, int, tuple[str, ...]], tuple[float, float]]:
    """How far from the middle of its boxes each arrow leaves and arrives, so that arrows do not lie on each other."""
    leaving: dict[tuple[int, bool], list[Edge]] = {}
    arriving: dict[tuple[int, bool], list[Edge]] = {}
    for edge in edges:
        right = spots[edge.end].column >= spots[edge.start].column
        leaving.setdefault((edge.start, right), []).append(edge)
        arriving.setdefault((edge.end, spots[edge.end].column > spots[edge.start].column), []).append(edge)
    ports = {}
    for edge in edges:
        if edge.main:
            ports[edge.start, edge.end, edge.movers] = (0.0, 0.0)
            continue
        right = spots[edge.end].column >= spots[edge.start].column
        out = sorted(leaving[edge.start, right], key=lambda e: (spots[e.end].y, e.end, e.movers))
        into = sorted(
            arriving[edge.end, spots[edge.end].column > spots[edge.start].column],
            key=lambda e: (spots[e.start].y, e.start, e.movers),
        )
        ports[edge.start, edge.end, edge.movers] = (
            _offset(out.index(edge), len(out)),
            _offset(into.index(edge), len(into)),
        )
    return ports


def _offset(place: int, count: int) -> float:
    return 0.0 if count == 1 else (place / (count - 1) - 0.5) * (BOX_HEIGHT - 14)


def _edge(
    edge: Edge,
    spots: Mapping[int, Spot],
    ports: Mapping[tuple[int, int, tuple[str, ...]], tuple[float, float]],
    ink: Ink,
) -> Markup:
    out, into = ports[edge.start, edge.end, edge.movers]
    start, end = spots[edge.start], spots[edge.end]
    y, to_y = start.y + out, end.y + into
    if end.column > start.column:
        x, to_x, bend, head = start.x + BOX_WIDTH, end.x - 6, (end.x - start.x - BOX_WIDTH) * 0.5, 1
        line = f"M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} {to_x - 6:.1f} {to_y:.1f}"
    elif end.column == start.column:
        x, to_x, head = start.x + BOX_WIDTH, end.x + BOX_WIDTH + 6, -1
        bend = 26 + 5 * abs(end.y - start.y) / ROW
        line = f"M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {to_x + bend:.1f} {to_y:.1f} {to_x + 6:.1f} {to_y:.1f}"
    else:
        x, to_x, head = start.x, end.x + BOX_WIDTH + 6, -1
        bend = (start.x - end.x - BOX_WIDTH) * 0.5
        line = f"M{x:.1f} {y:.1f}C{x - bend:.1f} {y:.1f} {to_x + bend:.1f} {to_y:.1f} {to_x + 6:.1f} {to_y:.1f}"
    main = edge.main or edge.main_alone
    colour = ink.second if edge.deal else ink.first
    weight = 3.0 if main else 1.1
    tip = 8 if main else 6
    arrow = f"M{to_x:.1f} {to_y:.1f}l{-head * tip} {-tip * 0.6:.1f}v{tip * 1.2:.1f}Z"
    opacity = None if main else 0.6
    shade = el("path", d=line, stroke=ink.line, stroke_width=10, fill="none", stroke_linecap="round")
    return joined(
        [
            shade if edge.main_alone else Markup(""),
            el("path", d=line, stroke=colour, stroke_width=weight, fill="none", opacity=opacity,
               stroke_dasharray="7 4" if edge.deal else None),
            el("path", d=arrow, fill=colour, opacity=opacity),
        ]
    )  # fmt: skip


def _movers(edge: Edge, spots: Mapping[int, Spot], ink: Ink) -> Markup:
    """Who moves, beside an arrow of the main path."""
    start, end = spots[edge.start], spots[edge.end]
    if end.column <= start.column:
        return Markup("")
    x, y = (start.x + BOX_WIDTH + end.x) / 2, (start.y + end.y) / 2
    lines = wrapped(" + ".join(edge.movers), 8.5, most=3)
    written = [
        said(
            x,
            y - 8 - 13 * (len(lines) - 1 - place),
            line,
            ink.text,
            11,
            text_anchor="middle",
            font_weight=600,
            stroke=ink.ground,
            stroke_width=3,
            paint_order="stroke",
        )
        for place, line in enumerate(lines)
    ]
    return led(ink, state_row(edge.end), *written)


def _legend(y: float, found: MapPicture, ink: Ink) -> Markup:
    parts = []
    x: float = LEFT
    samples = [
        ("own move", ink.first, None, 1.6),
        ("deal", ink.second, "7 4", 1.6),
        ("main path", ink.first, None, 3.2),
    ]
    for words, colour, dashes, weight in samples:
        parts.append(el("path", d=f"M{x:.1f} {y}h34", stroke=colour, stroke_width=weight, stroke_dasharray=dashes))
        parts.append(label(x + 40, y + 4, words, ink.quiet, 11))
        x += 52 + 7.0 * len(words)
    if any(edge.main_alone for edge in found.edges):
        parts.append(el("path", d=f"M{x:.1f} {y}h34", stroke=ink.line, stroke_width=10, stroke_linecap="round"))
        parts.append(label(x + 44, y + 4, "main path without any deal", ink.quiet, 11))
        x += 220
    parts.append(el("rect", x=x, y=y - 8, width=26, height=16, rx=5, fill="none", stroke=ink.text, stroke_width=1.4))
    parts.append(el("rect", x=x + 3, y=y - 5, width=20, height=10, rx=3, fill="none", stroke=ink.text, stroke_width=1))
    parts.append(label(x + 32, y + 4, "lasts (equilibrium)", ink.quiet, 11))
    return joined(parts)


def _words(paths: Sequence[MainPath], top: float, width: float, ink: Ink) -> tuple[Markup, float]:
    """The main paths in words, line by line; and where they end."""
    parts = []
    y = top
    ems = (width - 2 * LEFT - 110) / 12
    for path in paths:
        heading = f"Main path {path.title}" if path.steps else f"{path.title[:1].upper()}{path.title[1:]}"
        parts.append(label(LEFT, y, heading, ink.text, 12.5, font_weight=700))
        y += 18
        for step in path.steps:
            arrow = [
                led(ink, state_row(step.start), label(LEFT, y, f"{step.start}", ink.text)),
                label(LEFT + 34, y, "→", ink.quiet),
                led(ink, state_row(step.end), label(LEFT + 54, y, f"{step.end}", ink.text)),
            ]
            parts.extend(arrow)
            for line in wrapped(step.words, ems, most=3):
                parts.append(led(ink, state_row(step.end), said(LEFT + 100, y, line, ink.text)))
                y += 16
        does = "goes round without end, among others through" if path.circling else "ends in"
        still = not path.steps and not path.circling
        last = f"nobody moves: {path.scenario}. {path.state}" if still else f"{does} {path.scenario}: {path.state}"
        for line in wrapped(last, ems + 8, most=3):
            parts.append(led(ink, state_row(path.end), said(LEFT, y, line, ink.quiet)))
            y += 16
        y += 8
    return joined(parts), y
