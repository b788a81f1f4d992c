"""The picture of bargaining: who stands where, where the issue settles, and the path of the rounds below.

All panels share one scale from left to right, so that an eye can go straight down from a position to its path.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from estimative.assessment.bargaining_facts import ActorStand, BandShare, IssueFacts, RoundPath
from estimative.assessment.words import actor_name
from estimative.case.models import Case
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import Value, el, joined, label, linked, picture, said
from estimative.report.wording import MINUS, plain_number, shortened, width_of

WIDTH = 760
LEFT, RIGHT = 170, 48
"""Room for names and for the last label."""
TOP, ROW, STEP = 74, 24, 20
MARK_SIZE = 11
MOST_ACTORS = 24
"""What fits a picture; the table beside it has all."""
MOST_ROUNDS = 12


def place(value: float, span: float) -> str:
    """A point of a scale as it is written: with three or four figures for the whole length of the scale.

    >>> place(33.109, 100), place(8.416, 6), place(-0.25, 1), place(-0.0, 100), place(1234567.8, 2e6)
    ('33.1', '8.42', '−0.250', '0.0', '1,234,568')
    """
    decimals = min(max(3 - math.ceil(math.log10(span)), 0), 9) if span > 0 else 2
    written = f"{round(value, decimals) + 0.0:,.{decimals}f}"
    return written.replace("-", MINUS)


def shown_actors(issue: IssueFacts) -> list[ActorStand]:
    """The actors of the picture: the weightiest, by their position."""
    weighty = sorted(issue.actors, key=lambda one: (-one.weight, one.actor))[:MOST_ACTORS]
    return sorted(weighty, key=lambda one: (-one.at.value, one.actor))


def positions_picture(case: Case, issue: IssueFacts, ink: Ink = PAGE) -> Markup | None:
    """Positions with their ranges, the outcome with its spread, and a panel of rounds for each run of the model.

    None where the issue settles nowhere.
    """
    if issue.outcome is None:
        return None
    actors = shown_actors(issue)
    below = TOP + ROW * len(actors)
    runs = [run for run in issue.eum.values() if len(run.positions) > 1]
    heights = [62 + STEP * min(len(run.median) - 1, MOST_ROUNDS) for run in runs]
    parts = [_bands(case, issue, below + 8, ink), _outcome(issue, below, ink)]
    parts += [_actor(case, issue, one, TOP + ROW * k, ink) for k, one in enumerate(actors)]
    names = [one.actor for one in issue.actors]
    drawn = [names.index(one.actor) for one in actors]
    for k, run in enumerate(runs):
        parts.append(_rounds(issue, run, drawn, below + 22 + sum(heights[:k]), ink))
    return picture(
        f"bargaining-{issue.id}",
        (WIDTH, below + 30 + sum(heights)),
        "Positions on the scale, where the issue settles, and the path of the rounds",
        "One line for each actor: a dot at its position, larger with more weight, and a line over the range of the"
        " judgment. The upright line is where the issue settles, the strip around it holds nine of ten draws. Below,"
        " round by round, where the expected-utility model leads the actors (thin), their median (squares) and their"
        " weighted mean (open circles). The tables beside the picture have every figure.",
        ink,
        *parts,
    )


def _x(issue: IssueFacts, value: float) -> float:
    inside = min(max((value - issue.low) / (issue.high - issue.low), 0.0), 1.0)
    return LEFT + (WIDTH - LEFT - RIGHT) * inside


def _rule(x: float, top: float, bottom: float, stroke: str, **more: Value) -> Markup:
    return el("path", d=f"M{x:.1f} {top:.1f}V{bottom:.1f}", stroke=stroke, fill="none", **more)


def _bands(case: Case, issue: IssueFacts, bottom: float, ink: Ink) -> Markup:
    """The ends of the scale, the marks with their words, how often the outcome falls behind each, and today."""
    parts = []
    bands: Sequence[BandShare] = [band for band in issue.bands if band.at is not None]
    free = 0.0  # where the words of the band before end
    for k, band in enumerate(bands):
        at = _x(issue, band.at or 0.0)
        ends = _x(issue, bands[k + 1].at or 0.0) if k + 1 < len(bands) else WIDTH
        text = band.text or place(band.at or 0.0, _span(issue))
        room, before = (ends - at - 6) / MARK_SIZE, (at - free - 12) / MARK_SIZE
        parts.append(_rule(at, 30, bottom, ink.line, stroke_width=1, stroke_dasharray="2 3"))
        side, x = "start", at + 2
        if ends == WIDTH and shortened(text, room) != shortened(text, before) and before > room:
            side, x, room = "end", at - 2, before  # at the edge of the picture there is more room before the mark
        if room > 1:
            kept = shortened(text, room)
            free = x + width_of(kept) * MARK_SIZE
            words = said(x, 14, kept, ink.text, MARK_SIZE, text_anchor=side)
            parts.append(linked(ink, f"issues/{issue.id}", words) if issue.id in case.issues else words)
        if ends - at > 34:
            parts.append(label(at + 2, 27, percent(band.share), ink.quiet, 10.5))
    for end in (issue.low, issue.high):
        parts.append(label(_x(issue, end), bottom + 10, plain_number(end), ink.quiet, 10, text_anchor="middle"))
    if issue.now is not None and issue.low <= issue.now <= issue.high:
        at = _x(issue, issue.now)
        parts.append(_rule(at, 44, bottom - 8, ink.third, stroke_width=2))
        parts.append(label(at - 5, 52, "now", ink.third, 11, text_anchor="end", font_weight=600))
    return joined(parts)


def _outcome(issue: IssueFacts, bottom: float, ink: Ink) -> Markup:
    at = _x(issue, issue.outcome or 0.0)
    parts = []
    if issue.quantiles is not None:
        low, high = _x(issue, issue.quantiles[0]), _x(issue, issue.quantiles[-1])
        parts.append(
            el("rect", x=low, y=58, width=max(high - low, 1), height=bottom - 58, fill=ink.first, opacity="0.14")
        )
    parts.append(_rule(at, 58, bottom, ink.first, stroke_width=2))
    side = "end" if at > WIDTH - 160 else "start"
    text = f"settles at {place(issue.outcome or 0.0, _span(issue))}"
    parts.append(label(at + (4 if side == "start" else -4), 52, text, ink.first, 12, text_anchor=side, font_weight=600))
    return joined(parts)


def _actor(case: Case, issue: IssueFacts, one: ActorStand, top: float, ink: Ink) -> Markup:
    middle = top + ROW / 2
    at = _x(issue, one.at.value)
    radius = 2.5 + 8 * math.sqrt(max(one.weight, 0.0))
    name = said(0, middle + 4, shortened(actor_name(case, one.actor), 10.5), ink.text, 12.5)
    dot = el("circle", cx=at, cy=middle, r=radius, fill=ink.second, fill_opacity="0.85", stroke=ink.ground)
    parts = [
        el("path", d=f"M0 {top + ROW:.1f}H{WIDTH - RIGHT}", stroke=ink.line, stroke_width=0.5),
        linked(ink, one.at.path, name) if one.at.path else name,
        label(LEFT - 14, middle + 4, f"{100 * one.weight:.0f} %", ink.quiet, 10.5, text_anchor="end"),
        el(
            "path",
            d=f"M{_x(issue, one.at.low):.1f} {middle:.1f}H{_x(issue, one.at.high):.1f}",
            stroke=ink.second,
            stroke_width=1.5,
            opacity="0.55",
            fill="none",
        ),
        linked(ink, one.at.path, dot) if one.at.path else dot,
    ]
    return joined(parts)


def _rounds(issue: IssueFacts, run: RoundPath, drawn: Sequence[int], top: float, ink: Ink) -> Markup:
    """One panel: time runs down, the scale from left to right."""
    last = min(len(run.median) - 1, MOST_ROUNDS)
    heights = [top + 34 + STEP * k for k in range(last + 1)]
    reading = f"expected-utility model, {run.preset}: thin the actors, squares the median, open circles the mean"
    parts = [label(0, top + 14, reading, ink.quiet, 11)]
    for k, y in enumerate(heights):
        parts.append(label(0, y + 4, "before" if k == 0 else f"round {k}", ink.quiet, 10.5))
        parts.append(el("path", d=f"M{LEFT} {y:.1f}H{WIDTH - RIGHT}", stroke=ink.line, stroke_width=0.5))
    rows = [run.positions[min(k, len(run.positions) - 1)] for k in range(last + 1)]
    for actor in drawn:
        points = [(_x(issue, row[actor]), y) for row, y in zip(rows, heights, strict=True)]
        parts.append(_line(points, ink.quiet, stroke_width=0.8 + 3 * issue.actors[actor].weight, opacity="0.55"))
    for series, colour, dash in ((run.mean, ink.second, "5 3"), (run.median, ink.first, None)):
        points = [(_x(issue, value), y) for value, y in zip(series, heights, strict=False)]
        parts.append(_line(points, colour, stroke_width=2, stroke_dasharray=dash))
        for x, y in points:
            if dash is None:
                parts.append(el("rect", x=x - 3.5, y=y - 3.5, width=7, height=7, fill=colour))
            else:
                parts.append(el("circle", cx=x, cy=y, r=4, fill=ink.ground, stroke=colour, stroke_width=1.8))
    return joined(parts)


def _line(points: Sequence[tuple[float, float]], stroke: str, **more: Value) -> Markup:
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return el("path", d=f"M{way}", stroke=stroke, fill="none", **more)


def _span(issue: IssueFacts) -> float:
    return issue.high - issue.low


def percent(share: float) -> str:
    """A share in per cent; one that is not quite nothing or all does not look as if it were.

    >>> percent(0.005), percent(0.995), percent(1.0), percent(0.256)
    ('<1 %', '>99 %', '100 %', '26 %')
    """
    whole = f"{100 * share:.0f}"
    if whole == "0" and share > 0:
        return "<1 %"
    if share < 1 and share >= 0.995:
        return ">99 %"
    return f"{whole} %"
