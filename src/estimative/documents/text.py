"""The canonical text of a source, and the passages that citations name.

The same words give the same text on every machine, whatever program saved them. The rules, in order:

1. The bytes are UTF-8; a byte order mark at the start is dropped. A NUL is refused: such a file is not text.
2. Lines end with LF. CR LF, CR, NEL, vertical tab, form feed and Unicode's line and paragraph separators end a
   line too (the newlines of the Unicode Standard, section 5.8): text copied from Word and from PDF holds them.
3. Any other control character but the tab becomes U+FFFD, so that it is seen and commands no terminal.
4. Unicode normal form C.
5. White space at both ends of every line is dropped: all characters with Unicode's White_Space property, which takes
   in the no-break spaces, and those that are as blank though Unicode calls them marks of format (zero width space,
   word joiner, zero width no-break space). White space within a line stays as it was written.
6. Empty lines before the first and after the last words are dropped; those between stay.

Positions count characters (Unicode code points) from 0 into this text, the end exclusive, as in the
TextPositionSelector of the W3C Web Annotation Data Model (section 4.2.5). The digest of a passage is the first
16 hexadecimal digits of the SHA-256 of its UTF-8 bytes: enough to see a change; the source's own digest is whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from estimative.base.canonical import text_digest
from estimative.base.errors import LimitError, UsageError
from estimative.base.unicode import nfc
from estimative.documents.content import UNTOLD, Block, Meta

MAX_BYTES = 16 << 20
MAX_LINES = 1_000_000
MAX_PASSAGES = 100_000
TOO_MANY_PASSAGES = f"more than {MAX_PASSAGES:,} passages, the most that a source may have; divide it"
DIGEST_DIGITS = 16

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f]")
_BLANK = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
    + ("\u202f\u205f\u3000" + "\u200b\u2060\ufeff")
)


@dataclass(frozen=True)
class Passage:
    """A stretch of a source: `text` stands at [start, end) of the canonical text; ids are p1, p2, … in its order."""

    id: str
    start: int
    end: int
    text: str = field(repr=False)
    sha256: str

    @property
    def number(self) -> int:
        """Its place in the order of the text, from 1."""
        return passage_number(self.id)


@dataclass(frozen=True)
class Document:
    """One source, read: its canonical text, its passages, and the digests that tell whether it is still the same.

    `blocks` say of each passage what it is, in the same order; `meta` is what the file tells of itself.
    """

    text: str = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)
    reader: str
    file_sha256: str
    text_sha256: str
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    meta: Meta = UNTOLD
    warnings: tuple[str, ...] = ()

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id, or None."""
        number = passage_number(passage_id)
        return self.passages[number - 1] if 1 <= number <= len(self.passages) else None

    def by_digest(self) -> Mapping[str, tuple[Passage, ...]]:
        """Where each text stands: several passages may hold the same words."""
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.sha256, []).append(passage)
        return {digest: tuple(passages) for digest, passages in found.items()}


def passage_number(passage_id: str) -> int:
    """The number in a passage's id, or 0 where it is no such id.

    >>> passage_number("p12"), passage_number("p012"), passage_number("x")
    (12, 0, 0)
    """
    return int(passage_id[1:]) if re.fullmatch(r"p[1-9][0-9]{0,8}", passage_id) else 0


def passage_digest(text: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a passage's UTF-8 bytes.

    >>> passage_digest("")
    'e3b0c44298fc1c14'
    """
    return text_digest(text)[:DIGEST_DIGITS]


def decoded(data: bytes) -> str:
    """The characters of a UTF-8 file, its byte order mark dropped.

    Raises LimitError above 16 MiB, and UsageError, naming line and byte, for what is no UTF-8 text.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"larger than {MAX_BYTES >> 20} MiB, the most that is read as text")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError("UTF-16 text, where UTF-8 is read; save it as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"not UTF-8 text: line {line} holds the byte 0x{data[error.start]:02X} (byte {error.start} of the file); "
            "save it as UTF-8"
        ) from error
    place = text.find("\0")
    if place >= 0:
        raise UsageError(f"not text: line {text.count(chr(10), 0, place) + 1} holds a NUL character; give a text file")
    return text.removeprefix("\ufeff")


def canonical_text(text: str) -> str:
    r"""The text by the rules of this module; bringing it to this form twice changes nothing more.

    Raises LimitError above a million lines, and where more than 30 combining marks stand in a row.

    >>> canonical_text("\ufeff First\u00a0line \r\n\r\n\tcafe\u0301 \n")
    'First\xa0line\n\ncafé'
    """
    lines = _CONTROL.sub("\ufffd", _LINE_END.sub("\n", text))
    if lines.count("\n") >= MAX_LINES:
        raise LimitError(f"more than {MAX_LINES:,} lines, the most that a source may have; divide it")
    return "\n".join(line.strip(_BLANK) for line in nfc(lines).split("\n")).strip("\n")


def numbered(spans: Iterable[tuple[int, int]], text: str) -> tuple[Passage, ...]:
    """The passages p1, p2, … that stand at these places of a canonical text.

    Raises LimitError above 100,000 passages.
    """
    passages = []
    for number, (start, end) in enumerate(spans, start=1):
        if number > MAX_PASSAGES:
            raise LimitError(TOO_MANY_PASSAGES)
        words = text[start:end]
        passages.append(Passage(f"p{number}", start, end, words, passage_digest(words)))
    return tuple(passages)
