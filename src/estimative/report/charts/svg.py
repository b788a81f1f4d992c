"""A small writer of SVG.

Pictures are written by hand rather than by a plotting library, since numbers in them are links to their rows, and a
page should not load a renderer to draw a few bars and boxes.

>>> print(el("rect", x=1.50, y=0, stroke_width=2))
<rect x="1.5" y="0" stroke-width="2"/>
>>> print(el("text", "a < b"))
<text>a &lt; b</text>
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from estimative.base.unicode import visible
from estimative.report.charts.ink import Ink
from estimative.report.links import row_of

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"
Value = str | float | None


def el(tag: str, *inside: str, **attributes: Value) -> Markup:
    """One element. Text inside is escaped, markup is not; attributes that are None are left out.

    Names are written with underscores for hyphens and may end in one (`class_`).
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    content = joined(inside)
    return Markup(f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>")  # noqa: S704 - escaped above


def joined(parts: Iterable[str]) -> Markup:
    """Parts one after the other, each escaped unless it is markup."""
    return Markup("").join(parts)


def picture(name: str, size: tuple[float, float], title: str, text: str, ink: Ink, *inside: str) -> Markup:
    """A whole picture: its frame, its title, and its description for those who cannot see it.

    `name` is the beginning of the ids inside, unique on the page; `title` and `text` hold no words of the case.
    """
    width, height = size
    return el(
        "svg",
        el("title", title, id=f"{name}-title"),
        el("desc", text, id=f"{name}-text"),
        el("rect", x=0, y=0, width=width, height=height, fill=ink.ground) if not ink.linked else Markup(""),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=None if ink.linked else width,
        height=None if ink.linked else height,
        role="img",
        aria_labelledby=f"{name}-title {name}-text",
        font_family=FONT,
        style=f"max-width:{_value(width)}px" if ink.linked else None,
    )


def label(x: float, y: float, text: str, fill: str, size: float = 12, **more: Value) -> Markup:
    """Our own words at a place."""
    return el("text", text, x=x, y=y, fill=fill, font_size=size, **more)


def said(x: float, y: float, text: str, fill: str, size: float = 12, **more: Value) -> Markup:
    """Words of the case at a place, kept from turning the writing around them."""
    return label(x, y, visible(text), fill, size, class_="said", unicode_bidi="isolate", **more)


def linked(ink: Ink, path: str, *inside: str) -> Markup:
    """What leads to the row of an address, where the picture stands on the page.

    It cannot be reached by the tabulator key: the table beside the picture holds the same links.
    """
    if not ink.linked:
        return joined(inside)
    return el("a", *inside, href=f"#{row_of(path)}", class_="n", data_path=path, tabindex="-1")


def led(ink: Ink, row: str, *inside: str) -> Markup:
    """What leads to a row of the page that is no address: a state, a figure of the run."""
    return el("a", *inside, href=f"#{row}", class_="n", tabindex="-1") if ink.linked else joined(inside)


def hatching(name: str, colour: str, ink: Ink) -> Markup:
    """The definition of a fill that reads as half full in black and white: strokes on the ground."""
    return el(
        "defs",
        el(
            "pattern",
            el("rect", width=5, height=5, fill=ink.ground),
            el("rect", width=2, height=5, fill=colour),
            id=name,
            width=5,
            height=5,
            patternTransform="rotate(45)",
            patternUnits="userSpaceOnUse",
        ),
    )


def _value(value: Value) -> str:
    if isinstance(value, int | float):
        return "0" if abs(value) < 0.005 else f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
