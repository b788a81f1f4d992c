r"""Readers: each turns the bytes of a file into canonical text and passages, and has a name and a version.

The ids of passages depend on the reader, so a source's record names it (`text/1`). A change of a reader's rules is a
new version beside the old one; records made with the old one stay readable.

>>> document = parsed(b"Title\n\nA thought.\n", named("text/1"))
>>> [(passage.id, passage.start, passage.end) for passage in document.passages]
[('p1', 0, 5), ('p2', 7, 17)]
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from estimative.base.canonical import text_digest
from estimative.base.errors import LimitError, UnsupportedError, UsageError, listed, nearest
from estimative.base.files import read_bytes
from estimative.documents import markdown, pdf, web, word
from estimative.documents.content import Block, Content
from estimative.documents.text import MAX_BYTES, Document, canonical_text, decoded, numbered


@dataclass(frozen=True)
class Reader:
    """One way of reading a file: from its bytes to the text that positions point into, its passages, what they are."""

    id: str
    version: int
    title: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes], Content]
    most_bytes: int = MAX_BYTES

    @property
    def name(self) -> str:
        """Id and version, as a source's record holds it: `text/1`."""
        return f"{self.id}/{self.version}"


def lines(data: bytes) -> Content:
    r"""Plain text: every line that is not empty is a passage.

    >>> lines(b"a\n\nbc").spans
    ((0, 1), (3, 5))
    """
    text = canonical_text(decoded(data))
    return Content(text, tuple(found.span() for found in re.finditer(r"[^\n]+", text)))


def marked_lines(data: bytes) -> Content:
    """Markdown, its markup kept."""
    text, places = markdown.spans(canonical_text(decoded(data)))
    return Content(text, places)


READERS: tuple[Reader, ...] = (
    Reader("text", 1, "plain text", (".txt", ".text"), lines),
    Reader("markdown", 1, "Markdown", (".md", ".markdown"), marked_lines),
    Reader("docx", 1, "Word (.docx)", (".docx",), word.read, word.MAX_BYTES),
    Reader("html", 1, "web page (.html)", (".html", ".htm", ".xhtml"), web.read, web.MOST_BYTES),
    Reader("pdf", 1, "PDF", (".pdf",), pdf.read, pdf.MAX_BYTES),
)
"""All readers, the newest version of each first among those with its suffixes."""


def suffixes() -> tuple[str, ...]:
    """Every file suffix that some reader takes."""
    return tuple(suffix for reader in READERS for suffix in reader.suffixes)


def named(name: str) -> Reader:
    """The reader with this name and version; raises UnsupportedError, naming those there are."""
    for reader in READERS:
        if reader.name == name:
            return reader
    names = [reader.name for reader in READERS]
    raise UnsupportedError(f"no reader is called `{name}`; there are {listed(names)}{nearest(name, names)}")


def for_file(path: Path) -> Reader:
    """The reader for a file's suffix; raises UnsupportedError, naming the suffixes that can be read."""
    for reader in READERS:
        if path.suffix.lower() in reader.suffixes:
            return reader
    raise UnsupportedError(
        f"{path.name} ends in none of {listed(suffixes())}; save the source as one of these, plain text in UTF-8 say"
    )


def parsed(data: bytes, reader: Reader) -> Document:
    """The document in these bytes. Raises UsageError for what cannot be read, LimitError for what is too large."""
    found = reader.read(data)
    return Document(
        text=found.text,
        passages=numbered(found.spans, found.text),
        reader=reader.name,
        file_sha256=hashlib.sha256(data).hexdigest(),
        text_sha256=text_digest(found.text),
        blocks=found.blocks or (Block(),) * len(found.spans),
        meta=found.meta,
        warnings=found.warnings,
    )


def read_document(path: Path, reader: Reader | None = None) -> Document:
    """The document in a file, read by the reader given or by the one for its suffix.

    Raises UsageError, LimitError or UnsupportedError, each naming the file.
    """
    chosen = reader or for_file(path)
    data = read_bytes(path, chosen.most_bytes)
    try:
        return parsed(data, chosen)
    except (UsageError, LimitError) as error:
        raise type(error)(f"{path.name}: {error}") from error
