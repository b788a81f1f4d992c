"""The picture of actors: a card for each decision maker, options with their variants as chips, what stands filled."""

from __future__ import annotations

from markupsafe import Markup

from estimative.report.charts.facts_actors import ActorsPicture, Card, FactorView, Onlooker
from estimative.report.charts.ink import PAGE, Ink
from estimative.report.charts.svg import el, joined, label, linked, picture, said
from estimative.report.wording import shortened, width_of

WIDTH = 800
COLUMNS, GUTTER = 2, 16
CARD = (WIDTH - (COLUMNS - 1) * GUTTER) / COLUMNS
PAD = 14
CHIP_SIZE, CHIP_HEIGHT = 11.0, 20


def draw_actors(found: ActorsPicture, ink: Ink = PAGE, name: str = "actors") -> Markup:
    """The picture as SVG; empty where the case has neither actors nor drivers."""
    if not found.cards and not found.onlookers:
        return Markup("")
    parts = []
    heights = [4.0] * COLUMNS
    for card in found.cards:
        column = heights.index(min(heights))
        x = column * (CARD + GUTTER)
        part, height = _card(card, x, heights[column], ink)
        parts.append(part)
        heights[column] += height + GUTTER
    y = max(heights)
    if found.onlookers:
        part, y = _onlookers(found.onlookers, y + 6, ink)
        parts.append(part)
    parts.append(_legend(y + 8, ink))
    return picture(
        name,
        (WIDTH, y + 24),
        "Actors and what they decide",
        "A card for each actor that decides something, with its options; the variants of an option stand in a row, and"
        " the one that stands now is filled and ticked. Below: who wants something and decides nothing. The table"
        " beside the picture has the same in words, with every want and its rank.",
        ink,
        *parts,
    )


def _card(card: Card, x: float, top: float, ink: Ink) -> tuple[Markup, float]:
    title = said(x + PAD, top + 24, shortened(card.name, 24), ink.text, 14, font_weight=700)
    parts = [linked(ink, card.path, title) if card.path is not None else title]
    y = top + 40
    for factor in card.factors:
        part, y = _factor(factor, x + PAD, y, ink)
        parts.append(part)
    height = y - top + 6
    dashes = None if card.path is not None else "4 3"
    frame = el("rect", x=x + 0.5, y=top + 0.5, width=CARD - 1, height=height, rx=8, fill=ink.panel, stroke=ink.line,
               stroke_dasharray=dashes)  # fmt: skip
    return joined([frame, *parts]), height


def _factor(factor: FactorView, x: float, top: float, ink: Ink) -> tuple[Markup, float]:
    notes = ["cannot be undone"] if factor.one_way else []
    notes += [f"a role for {', '.join(factor.granted)}"] if factor.granted else []
    name = shortened(factor.name, 16)
    parts = [linked(ink, factor.path, said(x, top + 13, name, ink.text, 12.5))]
    if notes:
        room = (CARD - 2 * PAD) / 10.5 - width_of(name) * 12.5 / 10.5 - 1
        right = x + CARD - 2 * PAD
        note = said(right, top + 13, shortened("; ".join(notes), room), ink.quiet, 10.5, text_anchor="end")
        parts.append(linked(ink, factor.path, note))
    left, y = x, top + 20
    for place, variant in enumerate(factor.variants):
        stands = place == factor.now
        words = shortened(("✓ " if stands else "") + variant, 26)
        width = width_of(words) * CHIP_SIZE + 16
        if left > x and left + width > x + CARD - 2 * PAD:
            left, y = x, y + CHIP_HEIGHT + 4
        fill, colour = (ink.third, ink.ground) if stands else (ink.ground, ink.text)
        chip = el("rect", x=left, y=y, width=width, height=CHIP_HEIGHT, rx=10, fill=fill,
                  stroke=ink.third if stands else ink.line)  # fmt: skip
        text = said(left + width / 2, y + 14, words, colour, CHIP_SIZE, text_anchor="middle")
        parts += [chip, linked(ink, factor.path, text)]
        left += width + 6
    return joined(parts), y + CHIP_HEIGHT + 12


def _onlookers(found: tuple[Onlooker, ...], top: float, ink: Ink) -> tuple[Markup, float]:
    parts = [label(0, top + 12, "Decide nothing in this case:", ink.quiet, 12)]
    left, y = 178.0, float(top)
    for onlooker in found:
        words = shortened(onlooker.name, 28)
        width = width_of(words) * CHIP_SIZE + 18
        if left > 0 and left + width > WIDTH:
            left, y = 0.0, y + CHIP_HEIGHT + 6
        dashes = None if onlooker.wants else "3 3"
        parts.append(el("rect", x=left + 0.5, y=y - 2, width=width, height=CHIP_HEIGHT, rx=3, fill=ink.ground,
                        stroke=ink.quiet, stroke_dasharray=dashes))  # fmt: skip
        text = said(left + width / 2, y + 12, words, ink.text, CHIP_SIZE, text_anchor="middle")
        parts.append(linked(ink, onlooker.path, text))
        left += width + 8
    return joined(parts), y + CHIP_HEIGHT + 10


def _legend(y: float, ink: Ink) -> Markup:
    return joined(
        [
            el("rect", x=0.5, y=y - 6, width=18, height=12, rx=6, fill=ink.third),
            label(24, y + 4, "✓ stands now", ink.quiet, 11),
            el(
                "rect",
                x=120.5,
                y=y - 6,
                width=18,
                height=12,
                rx=2,
                fill="none",
                stroke=ink.quiet,
                stroke_dasharray="3 3",
            ),
            label(144, y + 4, "dashed: no want in this case", ink.quiet, 11),
        ]
    )
