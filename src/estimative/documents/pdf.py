"""PDF files: their letters gathered into the paragraphs that a reader of the page sees.

Running heads and feet and page numbers are left out, columns read one after the other, words that a line end divided
are whole, a paragraph that runs over a column or a page is one, footnotes stand at the end. Turned text and letters
too small to read are left out, and said so. What is a heading or an item is told by size, weight and labels, for a PDF
says nothing of it: such blocks are good guesses, the words are as painted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from estimative.base.errors import LimitError, UsageError
from estimative.documents.content import Content, Meta, joined
from estimative.documents.pdf_glyphs import PageGlyphs, page_pieces
from estimative.documents.pdf_layout import lines_of
from estimative.documents.pdf_paragraphs import paragraphs
from estimative.documents.text import canonical_text

WHAT = "PDF file"
MAX_BYTES = 128 << 20
MAX_PAGES = 5_000
MAX_LETTERS = 20_000_000
_DATE = re.compile(r"D:(\d{4})(?:(\d{2})(\d{2})?)?")
SCANNED = "holds pictures of text and no text; a program for text recognition (OCR) can put the text in, then try again"


def read(data: bytes) -> Content:
    """The content of a PDF file.

    Raises UsageError for what is none, is damaged, protected by a password or only scanned, LimitError for what is too
    large.
    """
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UsageError(_why(str(error))) from error
    try:
        if len(opened) > MAX_PAGES:
            raise LimitError(f"{len(opened):,} pages, and at most {MAX_PAGES:,} are read; divide the file")
        pages, broken = _pages(opened)
        meta = _meta(opened)
    finally:
        opened.close()
    empty = [number for number, page in enumerate(pages, start=1) if not page.pieces and number not in broken]
    if len(empty) == len(pages):
        raise UsageError(f"the {WHAT} {SCANNED}" if pages else f"the {WHAT} has no page")
    found = paragraphs(lines_of(pages))
    text, spans = joined(canonical_text(one.text) for one in found)
    return Content(text, spans, tuple(one.block for one in found), meta, _warnings(pages, empty, broken))


def _pages(opened: Any) -> tuple[list[PageGlyphs], list[int]]:
    """The letters of every page, and the numbers of the pages that could not be opened."""
    import pypdfium2

    found: list[PageGlyphs] = []
    broken: list[int] = []
    letters = 0
    for place in range(len(opened)):
        try:
            page = opened[place]
        except pypdfium2.PdfiumError:
            broken.append(place + 1)
            found.append(PageGlyphs(1.0, 1.0, (), 0))
            continue
        try:
            found.append(page_pieces(page))
        finally:
            page.close()
        letters += sum(len(piece.text) for piece in found[-1].pieces)
        if letters > MAX_LETTERS:
            raise LimitError(f"more than {MAX_LETTERS:,} letters, the most that is read; divide the file")
    return found, broken


def _why(message: str) -> str:
    if "password" in message.lower():
        return f"the {WHAT} is protected by a password; save it without one and try again"
    return f"no {WHAT} that can be read, or a damaged or cut off one ({message}); get it anew"


def _meta(opened: Any) -> Meta:
    told = opened.get_metadata_dict(skip_empty=True)
    date = _DATE.match(told.get("CreationDate", ""))
    return Meta(
        title=told.get("Title"),
        author=told.get("Author"),
        date="-".join(part for part in date.groups() if part) if date else None,
        pages=len(opened),
    )


def _warnings(pages: Sequence[PageGlyphs], empty: list[int], broken: list[int]) -> tuple[str, ...]:
    found = []
    if empty:
        found.append(f"No text on {_numbers(empty)}: empty, or pictures of text, which are not read.")
    if broken:
        found.append(f"{_numbers(broken).capitalize()} could not be read: damaged.")
    unread = sum(page.unread for page in pages)
    if unread:
        found.append(f"{unread:,} letters are too small to read or stand off the page, and are left out.")
    return tuple(found)


def _numbers(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:10])) + (" and others" if len(pages) > 10 else "")
    return f"page {shown}" if len(pages) == 1 else f"pages {shown}"
