"""Web pages (.html): the article without what surrounds it, as passages.

What belongs to the article is decided by trafilatura; headings, paragraphs, items (their number or `•` before them),
quoted paragraphs and rows of tables (cells joined by ` | `) are passages. Left out: navigation, notices, comments,
scripts, and what the page hides from whoever reads it. Nothing is fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from estimative.base.errors import UsageError
from estimative.documents.content import Block, BlockKind, Content, Meta, joined
from estimative.documents.text import MAX_BYTES, canonical_text

WHAT = "web page (.html)"
BULLET = "\u2022"
MOST_BYTES = MAX_BYTES
_SPACES = re.compile(r"\s+")
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*(?:!important\s*)?(?:;|$)", re.IGNORECASE
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile("&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_NOTE = re.compile(r"\[?[0-9*†‡]{1,4}\]?")
_UNSEEN = frozenset({"script", "style", "template", "noscript"})

Found = tuple[str, Block]


def read(data: bytes) -> Content:
    """The content of a web page. Raises UsageError for what is none."""
    page = _seen(data)
    found = _article(page)
    passages = list(_passages(found.body)) if found is not None else []
    warnings = [] if passages else ["The page holds no article that could be told from what surrounds it."]
    text, spans = joined(words for words, _ in passages)
    meta = _meta(page, found)
    return Content(text, spans, tuple(block for _, block in passages), meta, tuple(warnings))


def _seen(data: bytes) -> Any:
    """The page as a tree, without what it does not show."""
    import lxml.html
    from lxml.etree import LxmlError

    plain, encoding = _plain(data)
    try:
        page: Any = lxml.html.document_fromstring(plain, parser=lxml.html.HTMLParser(encoding=encoding))
    except (LxmlError, ValueError, LookupError) as error:
        raise UsageError(f"no {WHAT} that can be read: {str(error) or 'it is empty'}") from error
    for node in [node for node in page.iter() if _unseen(node)]:
        if node.getparent() is not None:
            node.drop_tree()
    for node in list(page.iter("sup")):  # the mark of a footnote is no word of the sentence
        if node.getparent() is not None and _NOTE.fullmatch(node.text_content().strip()):
            node.drop_tree()
    return page


def _plain(data: bytes) -> tuple[bytes, str | None]:
    """The page without control characters, and its encoding; None where the parser finds what the page says of itself.

    A control character becomes U+FFFD, or a space where the encoding may have no such sign: the parser lets it in, and
    nothing that changes a tree takes it back.
    """
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return _without_controls(data.decode("utf-16" if marked else "utf-8"), "\ufffd").encode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _without_controls(data.decode("latin-1"), " ").encode("latin-1"), None  # byte by byte, there and back


def _without_controls(text: str, instead: str) -> str:
    """The text without control characters, written as such or by their number."""

    def numbered(found: re.Match[str]) -> str:
        digits = found[1] or found[2]
        code = int(digits, 16 if found[1] else 10) if len(digits) < 9 else 0
        return instead if code < 32 and code not in {9, 10, 13} else found[0]

    return _REFERENCE.sub(numbered, _CONTROL.sub(instead, text))


def _unseen(node: Any) -> bool:
    if not isinstance(node.tag, str):
        return False
    hidden = node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style", "")))
    return node.tag in _UNSEEN or (hidden and node.tag not in {"html", "body"})


def _article(page: Any) -> Any:
    import trafilatura

    return trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _meta(page: Any, found: Any) -> Meta:
    root = page.getroottree().getroot()
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    if found is None:
        return Meta(title=_title(page), language=language)
    return Meta(
        title=found.title or _title(page),
        author=found.author or None,
        publisher=found.sitename or None,
        date=found.date or None,
        address=found.url or None,
        language=language,
    )


def _title(page: Any) -> str | None:
    title = page.find(".//title")
    return _SPACES.sub(" ", title.text_content()).strip() or None if title is not None else None


def _passages(node: Any, quoted: bool = False) -> Iterator[Found]:
    """What is found in a part of the article, in its order."""
    yield from _one(node.text or "", "quote" if quoted else "paragraph")
    for child in node:
        if child.tag == "head":
            level = (child.get("rend") or "h0")[1:]
            yield from _one(_words(child), "heading", int(level) if level.isdigit() else 0)
        elif child.tag == "list":
            yield from _items(child, 1)
        elif child.tag == "table":
            for row in child.iter("row"):
                cells = (_words(cell) for cell in row.iter("cell"))
                yield from _one(" | ".join(cell for cell in cells if cell), "row")
        elif child.tag == "quote":
            yield from _passages(child, quoted=True)
        elif child.tag == "p":
            yield from _lines(child, "quote" if quoted else "paragraph")
        elif child.tag == "div":
            yield from _passages(child, quoted)
        else:
            yield from _one(_words(child), "quote" if quoted else "paragraph")
        yield from _one(child.tail or "", "quote" if quoted else "paragraph")


def _lines(node: Any, kind: BlockKind) -> Iterator[Found]:
    """A paragraph; a list within it is a list of its own."""
    yield from _one(_words(node), kind)
    for inner in node.iter("list"):
        if not any(above.tag == "list" for above in inner.iterancestors()):
            yield from _items(inner, 1)


def _items(found: Any, level: int) -> Iterator[Found]:
    for number, item in enumerate(found, start=1):
        label = f"{number}." if found.get("rend") == "ol" else BULLET
        words = _words(item)
        if words:
            yield canonical_text(f"{label} {words}"), Block("item", level, label)
        for inner in item.iterchildren("list"):
            yield from _items(inner, level + 1)


def _one(text: str, kind: BlockKind, level: int = 0) -> Iterator[Found]:
    words = canonical_text(_SPACES.sub(" ", text).strip())
    if words:
        yield words, Block(kind, level)


def _words(node: Any) -> str:
    """The words of a passage, those of lists within it left out."""
    parts: list[str] = []

    def collect(here: Any) -> None:
        parts.append(here.text or "")
        for child in here:
            if child.tag == "lb":
                parts.append(" ")
            elif child.tag != "list":
                collect(child)
            parts.append(child.tail or "")

    collect(node)
    return _SPACES.sub(" ", "".join(parts)).strip()
