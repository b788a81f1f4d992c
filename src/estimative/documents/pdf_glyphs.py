"""What stands where on a page of a PDF file: its letters, gathered into pieces of lines.

A PDF has letters at places and nothing else: no words, lines or paragraphs. The letters come in the order in which the
file paints them; a piece is a stretch of them on one line, without a gap wider than a space.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from estimative.base.errors import LimitError

MOST_LETTERS = 200_000
"""Letters of one page above which it is refused."""
SMALLEST = 2.0
"""Letters lower than so many points are not for reading."""
GAP = 1.6
"""A gap on a line wider than so many letter heights parts two pieces: there is a gutter or a column of a table."""
_PRESENTED = ((0xFB00, 0xFDFF), (0xFE70, 0xFEFC))
"""Ligatures and forms of letters by their place in a word, which other files write as plain letters."""
_SOFT_HYPHENS = frozenset({"\u00ad", "\u0002", "\ufffe"})


@dataclass(frozen=True)
class Glyph:
    """One letter: its box in points, left, bottom, right, top, y growing upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    bold: bool
    hyphen: bool

    @property
    def height(self) -> float:
        """The height of its line of print, about the size of its font."""
        return self.top - self.bottom


@dataclass(frozen=True)
class Piece:
    """A stretch of a line: its words in the order of reading, its box, and the size of most of its letters.

    `hyphen`: it ends with a hyphen that was set only to break a word.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool
    hyphen: bool

    @property
    def baseline(self) -> float:
        """Where about its letters stand."""
        return self.bottom + 0.2 * (self.top - self.bottom)


@dataclass(frozen=True)
class PageGlyphs:
    """One page: its size in points, its pieces in the order of the file, and how many letters were too small."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
    unread: int


def page_pieces(page: Any) -> PageGlyphs:
    """The pieces of one page. Raises LimitError where it holds more letters than any page would."""
    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > MOST_LETTERS:
            raise LimitError(f"more than {MOST_LETTERS:,} letters on one page; divide the file")
        found: list[Piece] = []
        line: list[Glyph] = []
        unread = 0
        for glyph in _glyphs(textpage):
            if glyph is None or (line and _breaks(line, glyph)):
                found += _piece(line)
                line = []
            if glyph is None:
                continue
            inside = -1 <= glyph.left <= width + 1 and -1 <= glyph.bottom <= height + 1
            if glyph.text.strip() and (glyph.height < SMALLEST or not inside):
                unread += 1
            elif glyph.text.strip() or line:
                line.append(glyph)
        found += _piece(line)
    finally:
        textpage.close()
    return PageGlyphs(width, height, tuple(found), unread)


def _glyphs(textpage: Any) -> Iterator[Glyph | None]:
    """The letters in the order of the file, None where the library sees the end of a line."""
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    name = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    before: Glyph | None = None
    for place in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, place)
        text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF else ""
        if text in {"\r", "\n"}:
            yield None
            continue
        if pdfium.FPDFText_IsGenerated(textpage, place) == 1:
            if before is not None and text == " ":
                yield Glyph(" ", before.right, before.bottom, before.right, before.top, before.bold, hyphen=False)
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage, place, box) or not _upright(textpage, place):
            continue
        pdfium.FPDFText_GetFontInfo(textpage, place, name, len(name), flags)
        bold = b"bold" in name.value.lower() or b"black" in name.value.lower()
        hyphen = text in _SOFT_HYPHENS or pdfium.FPDFText_IsHyphen(textpage, place) == 1
        before = Glyph("-" if hyphen else _plain(text), box.left, box.bottom, box.right, box.top, bold, hyphen)
        yield before


def _upright(textpage: Any, place: int) -> bool:
    """Is a letter set level? What is turned is a watermark or a note on the margin."""
    import pypdfium2.raw as pdfium

    angle: float = pdfium.FPDFText_GetCharAngle(textpage, place)
    return angle < 0 or min(angle, 6.2832 - angle) < 0.2


def _plain(text: str) -> str:
    code = ord(text[0]) if text else 0
    if any(low <= code <= high for low, high in _PRESENTED):
        return unicodedata.normalize("NFKC", text)
    return " " if text.isspace() else text


def _breaks(line: list[Glyph], glyph: Glyph) -> bool:
    """Does a letter begin a new piece?"""
    last = line[-1]
    size = max(last.height, glyph.height, 1.0)
    apart = max(glyph.left - last.right, last.left - glyph.right)
    level = abs(glyph.bottom - last.bottom) < 0.6 * size and abs(glyph.top - last.top) < 0.9 * size
    return not level or apart > GAP * size


def _piece(line: list[Glyph]) -> list[Piece]:
    while line and not line[-1].text.strip():
        line.pop()
    if not line:
        return []
    heights = [glyph.height for glyph in line if glyph.text.strip()]
    size = median(heights)
    words = "".join(glyph.text for glyph in _without_raised(line, size))
    if not words.strip():
        return []
    main = [glyph for glyph in line if glyph.height > 0.8 * size] or line
    return [
        Piece(
            text=" ".join(words.split()),
            left=min(glyph.left for glyph in line),
            bottom=median(glyph.bottom for glyph in main),
            right=max(glyph.right for glyph in line),
            top=median(glyph.top for glyph in main),
            size=size,
            bold=sum(glyph.bold for glyph in line) * 2 > len(line),
            hyphen=line[-1].hyphen,
        )
    ]


def _without_raised(line: list[Glyph], size: float) -> Iterator[Glyph]:
    """Marks of footnotes, small digits that stand high behind a word, are no part of the sentence."""
    base = median(glyph.bottom for glyph in line)
    for place, glyph in enumerate(line):
        raised = glyph.height < 0.8 * size and glyph.bottom > base + 0.15 * size
        if not (place and raised and (glyph.text.isdigit() or glyph.text in "*†‡,")):
            yield glyph
