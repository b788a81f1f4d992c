"""Word files (.docx): the passages that a reader of the page sees, in the order of the page.

A passage is a paragraph with words in it, a heading, an item of a list (its number or `•` before it, as on the page), a
row of a table (cells joined by ` | `), or a footnote (at the end, its number before it). What stands on the page is
read: inserted text that nobody has accepted yet is, deleted text is not. Left out, and said so: text that is formatted
as hidden. Left out in silence: running heads and feet, comments, tables of contents, numbers of pages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from estimative.base.errors import UsageError
from estimative.documents.content import Block, BlockKind, Content, Meta, joined
from estimative.documents.packages import checked_package
from estimative.documents.text import canonical_text
from estimative.documents.word_lists import Lists

WHAT = "Word file (.docx)"
MAX_BYTES = 64 << 20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_NOTES = frozenset({"/word/footnotes.xml", "/word/endnotes.xml"})
_ENDNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}instrText", f"{_W}delText"})
_SPACES = re.compile(r"\s+")
_HEADING = re.compile(r"heading ([1-9])")


def read(data: bytes) -> Content:
    """The content of a Word file. Raises UsageError for what is none or damaged, LimitError for what is too large."""
    checked_package(data, "word/document.xml", WHAT)
    word = _opened(data)
    page = _Page(word)
    page.walk(word.element.body)
    page.notes()
    text, spans = joined(page.passages)
    return Content(text, spans, tuple(page.blocks), _meta(word), tuple(page.warnings()))


def _opened(data: bytes) -> Any:
    """The file as python-docx opens it; whatever it raises then, the file is to blame."""
    import docx

    try:
        word: Any = docx.Document(io.BytesIO(data))
        if word.element.body is None:
            raise ValueError("it has no body")
        _ = word.styles, word.core_properties
        for part in word.part.package.iter_parts():
            if str(part.partname) in _NOTES:
                _parsed(part.blob)
    except Exception as error:
        raise UsageError(f"a damaged {WHAT}: {type(error).__name__}; open it in a word processor, save anew") from error
    return word


def _meta(word: Any) -> Meta:
    told = word.core_properties
    return Meta(
        title=told.title or None,
        author=told.author if told.author not in ("", "python-docx") else None,
        date=_date(told),
        language=told.language or None,
    )


def _date(told: Any) -> str | None:
    """The day on which the file was made; None where it tells none, or none that is a date."""
    try:
        return told.created.date().isoformat() if told.created is not None else None
    except ValueError:
        return None


@dataclass
class _Page:
    """What has been read so far."""

    word: Any
    passages: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    hidden: int = 0

    def __post_init__(self) -> None:
        self.styles = {style.get(f"{_W}styleId"): style for style in self.word.styles.element.iter(f"{_W}style")}
        numbering = next((part for part in self.word.part.package.iter_parts() if _is_numbering(part)), None)
        self.lists = Lists(numbering.element if numbering is not None else None)

    def warnings(self) -> Iterator[str]:
        """What people should know."""
        if self.hidden:
            places = "place is" if self.hidden == 1 else "places are"
            yield f"{self.hidden} {places} formatted as hidden text and left out."
        if not self.passages:
            yield "The file holds no text; pictures of text are not read."

    def walk(self, parent: Any) -> None:
        """Paragraphs and tables, in order, wherever they are wrapped."""
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag not in _GONE and child.tag in {
                f"{_W}sdt",
                f"{_W}sdtContent",
                f"{_W}ins",
                f"{_W}customXml",
                f"{_W}smartTag",
            }:
                self.walk(child)

    def notes(self) -> None:
        """Footnotes, then endnotes, in the order of their numbers."""
        for relation in (_FOOTNOTES, _ENDNOTES):
            part = next((rel.target_part for rel in self.word.part.rels.values() if rel.reltype == relation), None)
            if part is None:
                continue
            number = 0
            for note in _parsed(part.blob):
                if note.get(f"{_W}type") in {"separator", "continuationSeparator", "continuationNotice"}:
                    continue
                number += 1
                words = " ".join(filter(None, (self._words(p) for p in note.iter(f"{_W}p"))))
                self._add(words, "footnote", label=str(number))

    def _paragraph(self, paragraph: Any) -> None:
        words = self._words(paragraph)
        style = self._style(paragraph)
        if not words or any(name.startswith("toc ") for name in style.names):
            self._boxes(paragraph)
            return
        kind, level = _kind(style.names)
        number = self.lists.label(style.number_of(paragraph)) if kind != "title" else None
        if number is not None and kind == "paragraph":
            self._add(words, "item", number.level + 1, number.label)
        else:
            self._add(words, kind, level, number.label if number is not None else "")
        self._boxes(paragraph)

    def _boxes(self, paragraph: Any) -> None:
        """Text boxes are anchored within a paragraph and stand behind it."""
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(above.tag in _GONE for above in box.iterancestors()):
                self.walk(box)

    def _table(self, table: Any) -> None:
        for row in table.iter(f"{_W}tr"):
            cells = [
                " ".join(filter(None, (self._words(p) for p in cell.iter(f"{_W}p")))) for cell in row.iter(f"{_W}tc")
            ]
            self._add(" | ".join(cell for cell in cells if cell), "row")

    def _add(self, words: str, kind: BlockKind, level: int = 0, label: str = "") -> None:
        if not words:
            return
        self.passages.append(canonical_text(f"{label} {words}" if label else words))
        self.blocks.append(Block(kind, level, label))

    def _words(self, paragraph: Any) -> str:
        parts: list[str] = []
        self._collect(paragraph, parts)
        return _SPACES.sub(" ", "".join(parts)).strip()

    def _collect(self, node: Any, parts: list[str]) -> None:
        for child in node:
            tag = child.tag
            if tag in _GONE or tag == f"{_W}txbxContent":
                continue
            if tag == f"{_W}r" and _hides(child):
                self.hidden += bool("".join(child.itertext(f"{_W}t")).strip())
            elif tag == f"{_W}t":
                parts.append(child.text or "")
            elif tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
                parts.append(" ")
            elif tag == f"{_W}noBreakHyphen":
                parts.append("\u2011")
            elif isinstance(tag, str) and tag != f"{_W}pPr":
                self._collect(child, parts)

    def _style(self, paragraph: Any) -> _Style:
        chosen = paragraph.find(f"{_W}pPr/{_W}pStyle")
        chain = []
        name = chosen.get(f"{_W}val") if chosen is not None else None
        while name in self.styles and self.styles[name] not in chain:
            chain.append(self.styles[name])
            above = self.styles[name].find(f"{_W}basedOn")
            name = above.get(f"{_W}val") if above is not None else None
        return _Style(tuple(chain))


@dataclass(frozen=True)
class _Style:
    """A paragraph's style and those it is based on."""

    chain: tuple[Any, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Word's own names, the same in every language of the program."""
        found = (style.find(f"{_W}name") for style in self.chain)
        return tuple(name.get(f"{_W}val", "").lower() for name in found if name is not None)

    def number_of(self, paragraph: Any) -> Any:
        """The numbering of a paragraph: its own, else that of its styles."""
        for owner in (paragraph, *self.chain):
            found = owner.find(f"{_W}pPr/{_W}numPr")
            if found is not None and found.find(f"{_W}numId") is not None:
                return found
        return None


def _kind(names: tuple[str, ...]) -> tuple[BlockKind, int]:
    for name in names:
        heading = _HEADING.fullmatch(name)
        if heading:
            return "heading", int(heading[1])
        if name == "title":
            return "title", 0
        if name in {"quote", "intense quote"}:
            return "quote", 0
    return "paragraph", 0


def _hides(run: Any) -> bool:
    found = run.find(f"{_W}rPr/{_W}vanish")
    return found is not None and found.get(f"{_W}val") not in {"0", "false", "off"}


def _is_numbering(part: Any) -> bool:
    return str(part.partname) == "/word/numbering.xml"


def _parsed(blob: bytes) -> Any:
    """The notes of a part; entities are not resolved and nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(blob, parser)
