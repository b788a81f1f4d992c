"""The pictures of influence: a network with the strongest roads, bars of the balance of power, who sides with whom.

Roads differ from other links by thickness and numbers, allies from foes by sign, so nothing rests on colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from estimative.assessment.influence_facts import InfluenceFacts, RoadsBetween
from estimative.assessment.words import actor_name
from estimative.case.models import Case
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el, joined, label, linked, picture, said
from estimative.report.wording import MINUS, counted, shortened, width_of

WIDTH, HEIGHT = 800, 520
MOST_DRAWN = 24
"""The most actors in the network; those on roads come first, then those that move and are moved most."""
MOST_SIDES = 16
NAME_EMS = 11.0
NAME_SIZE = 11.5
PILL = 24

Spot = tuple[float, float]
Link = tuple[str, str]


def draw_network(case: Case, facts: InfluenceFacts, ink: Ink = PAGE, name: str = "influence-roads") -> Markup:
    """Actors and links as SVG: the strongest roads thick, with the strength of each of their links, the rest thin.

    Empty where there is no road to show.
    """
    if not any(between.found for between in facts.roads):
        return Markup("")
    first, others = _marked(facts.roads)
    drawn = _drawn(facts, {actor for link in first | others for actor in link})
    spots = _spots(facts.roads, drawn)
    place = {actor: i for i, actor in enumerate(facts.actors)}
    value = {link: facts.stated["MDI"][place[link[0]]][place[link[1]]] for link in facts.links}
    shown = [link for link, size in value.items() if size and link[0] in drawn and link[1] in drawn]
    names = {actor: shortened(actor_name(case, actor), NAME_EMS) for actor in drawn}
    ordered = sorted(shown, key=lambda link: (link in first, link in others, link))
    return picture(
        name,
        (WIDTH, HEIGHT + 50),
        "Who can move whom, and the strongest roads",
        "Actors as boxes, joined by arrows from who can move to who is moved; the thicker, the further. Blue arrows"
        " with a number are the strongest roads between the first two actors asked about, dashed ones those between"
        " others. The table beside the picture has every road in words.",
        ink,
        *(_arrow(link, value[link], spots, names, (link in first, link in others), facts, ink) for link in ordered),
        *(_actor(actor, names[actor], spots[actor], facts.roads, ink) for actor in drawn),
        *(
            _strength(link, value[link], spots, names, facts, ink)
            for link in ordered
            if link in first or link in others
        ),
        _legend(len(facts.actors) - len(drawn), bool(others - first), ink),
    )


def _marked(roads: Sequence[RoadsBetween]) -> tuple[set[Link], set[Link]]:
    """The links of the strongest roads between the first pair that has any, and of those between the other pairs."""
    sets = [
        {
            link
            for found in between.found
            if found.road.strength == between.found[0].road.strength
            for link in zip(found.road.actors, found.road.actors[1:], strict=False)
        }
        for between in roads
        if between.found
    ]
    return sets[0], set().union(*sets[1:])


def _drawn(facts: InfluenceFacts, on_roads: set[str]) -> list[str]:
    size = {name: weight.influence + weight.dependence for name, weight in facts.weights.items()}
    joined_up = [name for name in facts.actors if size[name] or name in on_roads]
    ordered = sorted(joined_up, key=lambda name: (name not in on_roads, -size[name], name))
    kept = set(ordered[:MOST_DRAWN])
    return [name for name in facts.actors if name in kept]


def _spots(roads: Sequence[RoadsBetween], drawn: Sequence[str]) -> dict[str, Spot]:
    """The ends of the first roads left and right, who stands between them inside, all others on an ellipse around."""
    main = next(between for between in roads if between.found)
    spots = {main.start: (96.0, HEIGHT / 2), main.end: (WIDTH - 96.0, HEIGHT / 2)}
    between: dict[str, float] = {}
    for found in main.found:
        if found.road.strength == main.found[0].road.strength:
            steps = len(found.road.actors) - 1
            for step, actor in enumerate(found.road.through, start=1):
                between.setdefault(actor, step / steps)
    columns: dict[float, list[str]] = {}
    for actor, share in between.items():
        columns.setdefault(round(share, 3), []).append(actor)
    for share, inside in columns.items():
        for row, actor in enumerate(inside):
            rise = 0.0 if len(inside) == 1 else (row / (len(inside) - 1) - 0.5) * min(60.0 * len(inside), 220)
            if len(inside) == 1:
                rise = -48.0 if len(columns) > 1 or any(len(found.road.actors) == 2 for found in main.found) else 0.0
            spots[actor] = (200 + share * (WIDTH - 400), HEIGHT / 2 + rise)
    around = [actor for actor in drawn if actor not in spots]
    upper = around[: (len(around) + 1) // 2]
    for row, (group, up) in enumerate(((upper, -1), (around[len(upper) :], 1))):
        for k, actor in enumerate(group, start=1):
            angle = math.pi * (0.10 + 0.80 * k / (len(group) + 1) + 0.02 * row)
            spots[actor] = (WIDTH / 2 - 350 * math.cos(angle), HEIGHT / 2 + up * 225 * math.sin(angle))
    return spots


@dataclass(frozen=True)
class _Curve:
    """A bent arrow: where it leaves one box, its bend, where it meets the other."""

    start: Spot
    bend: Spot
    end: Spot

    def at(self, share: float) -> Spot:
        rest = 1 - share
        return (
            rest * rest * self.start[0] + 2 * rest * share * self.bend[0] + share * share * self.end[0],
            rest * rest * self.start[1] + 2 * rest * share * self.bend[1] + share * share * self.end[1],
        )


def _curve(link: Link, spots: Mapping[str, Spot], names: Mapping[str, str], both_ways: bool) -> _Curve:
    (x, y), (to_x, to_y) = spots[link[0]], spots[link[1]]
    length = math.hypot(to_x - x, to_y - y) or 1.0
    aside = 26.0 if both_ways else 10.0
    bend = ((x + to_x) / 2 - (to_y - y) / length * aside, (y + to_y) / 2 + (to_x - x) / length * aside)
    return _Curve(
        _edge_of(spots[link[0]], bend, names[link[0]]), bend, _edge_of(spots[link[1]], bend, names[link[1]], 5)
    )


def _edge_of(middle: Spot, towards: Spot, name: str, off: float = 0.0) -> Spot:
    """Where the line from the middle of a box towards a point leaves it, and `off` further."""
    dx, dy = towards[0] - middle[0], towards[1] - middle[1]
    length = math.hypot(dx, dy) or 1.0
    half = _half(name)
    share = min(half / abs(dx) if dx else math.inf, PILL / 2 / abs(dy) if dy else math.inf)
    share = min(share + off / length, 1.0)
    return middle[0] + dx * share, middle[1] + dy * share


def _half(name: str) -> float:
    return (width_of(name) * NAME_SIZE + 18) / 2


def _arrow(
    link: Link,
    size: int,
    spots: Mapping[str, Spot],
    names: Mapping[str, str],
    marked: tuple[bool, bool],
    facts: InfluenceFacts,
    ink: Ink,
) -> Markup:
    curve = _curve(link, spots, names, (link[1], link[0]) in facts.links)
    on_first, on_other = marked
    colour = ink.first if on_first else ink.second if on_other else ink.quiet
    weight = 1.6 + 0.9 * size if on_first or on_other else 0.5 + 0.35 * size
    (x, y), (bx, by), (to_x, to_y) = curve.start, curve.bend, curve.end
    length = math.hypot(to_x - bx, to_y - by) or 1.0
    ux, uy = (to_x - bx) / length, (to_y - by) / length
    tip = 7.0 + weight if on_first or on_other else 6.0
    back_x, back_y = to_x - ux * tip, to_y - uy * tip
    head = (
        f"M{to_x:.1f} {to_y:.1f}L{back_x - uy * tip * 0.45:.1f} {back_y + ux * tip * 0.45:.1f}"
        f"L{back_x + uy * tip * 0.45:.1f} {back_y - ux * tip * 0.45:.1f}Z"
    )
    line = f"M{x:.1f} {y:.1f}Q{bx:.1f} {by:.1f} {back_x:.1f} {back_y:.1f}"
    opacity = None if on_first or on_other else 0.5
    dashes = "8 4" if on_other and not on_first else None
    return joined(
        [
            el("path", d=line, fill="none", stroke=colour, stroke_width=weight, opacity=opacity,
               stroke_dasharray=dashes),
            el("path", d=head, fill=colour, opacity=opacity),
        ]
    )  # fmt: skip


def _strength(
    link: Link, size: int, spots: Mapping[str, Spot], names: Mapping[str, str], facts: InfluenceFacts, ink: Ink
) -> Markup:
    x, y = _curve(link, spots, names, (link[1], link[0]) in facts.links).at(0.5)
    disc = el("circle", cx=x, cy=y, r=9, fill=ink.ground, stroke=ink.line)
    figure = label(x, y + 4, f"{size}", ink.text, 12, text_anchor="middle", font_weight=700)
    return joined([disc, linked(ink, facts.links[link], figure)])


def _actor(actor: str, name: str, spot: Spot, roads: Sequence[RoadsBetween], ink: Ink) -> Markup:
    x, y = spot
    asked = {end for between in roads if between.found for end in (between.start, between.end)}
    half = _half(name)
    frame = el("rect", x=x - half, y=y - PILL / 2, width=2 * half, height=PILL, rx=6, fill=ink.panel,
               stroke=ink.text if actor in asked else ink.line, stroke_width=2 if actor in asked else 1)  # fmt: skip
    words = said(x, y + 4, name, ink.text, NAME_SIZE, text_anchor="middle", font_weight=700 if actor in asked else None)
    return joined([frame, linked(ink, f"actors/{actor}", words)])


def _legend(left_out: int, others: bool, ink: Ink) -> Markup:
    y = HEIGHT + 20
    parts = [
        el("path", d=f"M8 {y}h34", stroke=ink.first, stroke_width=4),
        label(50, y + 4, "strongest roads; the number is how far each link moves, 1 to 4", ink.quiet, 11),
    ]
    if others:
        parts += [
            el("path", d=f"M420 {y}h34", stroke=ink.second, stroke_width=4, stroke_dasharray="8 4"),
            label(462, y + 4, "between others", ink.quiet, 11),
        ]
    if left_out:
        words = f"not drawn: {counted(left_out, 'actor')} not on these roads"
        parts.append(label(8, y + 22, words, ink.quiet, 11))
    return joined(parts)


def draw_power(case: Case, facts: InfluenceFacts, ink: Ink = PAGE, name: str = "influence-power") -> Markup:
    """The balance of power as bars: as judged, with a line from the least to the greatest over the draws."""
    actors = sorted(facts.actors, key=lambda actor: (-facts.weights[actor].stated, actor))[:MOST_DRAWN]
    left, right, row = 190.0, WIDTH - 60.0, 26.0
    most = max(1.0, *(facts.weights[actor].high for actor in actors))
    scale = (right - left) / most
    parts = []
    for place, actor in enumerate(actors):
        weight, y = facts.weights[actor], 12 + place * row
        written = said(left - 10, y + 13, shortened(actor_name(case, actor), 14), ink.text, 12, text_anchor="end")
        low, high = left + weight.low * scale, left + weight.high * scale
        parts += [
            linked(ink, f"actors/{actor}", written),
            el("rect", x=left, y=y + 2, width=max(weight.stated * scale, 0.5), height=14, fill=ink.first, opacity=0.75),
            el("path", d=f"M{low:.1f} {y + 9}H{high:.1f}M{low:.1f} {y + 5}v8M{high:.1f} {y + 5}v8", stroke=ink.text,
               stroke_width=1.3, fill="none"),
            label(high + 8, y + 13, f"{weight.stated:.2f}", ink.text, 11.5),
        ]  # fmt: skip
    bottom = 12 + len(actors) * row
    middle = left + scale
    axis = el("path", d=f"M{middle:.1f} 6V{bottom:.1f}", stroke=ink.quiet, stroke_dasharray="3 4")
    return picture(
        name,
        (WIDTH, bottom + 40),
        "Balance of power",
        "A bar for each actor as judged, and a line from the least to the greatest over the draws. The dashed line is"
        " the average, 1. The table beside the picture has the same figures.",
        ink,
        axis,
        *parts,
        label(middle, bottom + 16, "1, the average", ink.quiet, 11, text_anchor="middle"),
        label(left, bottom + 34, "bar: as judged; line: least to greatest over the draws", ink.quiet, 11),
    )


def draw_sides(case: Case, facts: InfluenceFacts, ink: Ink = PAGE, name: str = "influence-sides") -> Markup:
    """Who sides with whom as a square: + and blue for more shared than disputed, − and vermilion for the reverse.

    Empty where nobody has anything at stake.
    """
    net = {(side.one, side.other): side.convergence - side.divergence for side in facts.sides}
    net |= {(other, one): value for (one, other), value in net.items()}
    staked = dict(zip(facts.actors, facts.stated["mobilisation_3MAO"], strict=True))
    actors = sorted((a for a in facts.actors if staked[a] > 0), key=lambda a: (-staked[a], a))[:MOST_SIDES]
    if len(actors) < 2:
        return Markup("")
    left, top, size = 200.0, 30.0, min(48.0, (WIDTH - 210) / len(actors))
    most = max((abs(value) for value in net.values()), default=0) or 1.0
    parts = []
    for row, actor in enumerate(actors):
        y = top + row * size
        written = shortened(f"{row + 1} {actor_name(case, actor)}", 14)
        parts.append(linked(ink, f"actors/{actor}",
                            said(left - 10, y + size / 2 + 4, written, ink.text, 12, text_anchor="end")))  # fmt: skip
        parts.append(label(left + (row + 0.5) * size, top - 8, f"{row + 1}", ink.quiet, 12, text_anchor="middle"))
        for column, other in enumerate(actors):
            parts.append(_cell(net.get((actor, other)), (left + column * size, y), size, most, ink, row == column))
    bottom = top + len(actors) * size
    return picture(
        name,
        (WIDTH, bottom + 34),
        "Who sides with whom",
        "A square with a row and a column for each actor that has weight and something at stake. A plus sign and blue:"
        " they share more than they dispute; a minus sign and vermilion: they dispute more. The deeper the colour, the"
        " more. The table beside the picture has every pair.",
        ink,
        *parts,
        label(left, bottom + 22, f"+ more shared, {MINUS} more disputed; stakes by weight", ink.quiet, 11),
    )


def _cell(value: float | None, corner: Spot, size: float, most: float, ink: Ink, own: bool) -> Markup:
    x, y = corner
    frame = el("rect", x=x + 0.5, y=y + 0.5, width=size - 1, height=size - 1, fill=ink.panel if own else "none",
               stroke=ink.line)  # fmt: skip
    if own or value is None or abs(value) < 0.05:
        return frame
    fill = el("rect", x=x + 1, y=y + 1, width=size - 2, height=size - 2, fill=ink.first if value > 0 else ink.second,
              fill_opacity=f"{0.08 + 0.34 * abs(value) / most:.2f}")  # fmt: skip
    figure = f"{'+' if value > 0 else MINUS}{abs(value):.1f}"
    words = label(x + size / 2, y + size / 2 + 4, figure, ink.text, min(11.5, size * 0.28), text_anchor="middle")
    return joined([fill, frame, words])
