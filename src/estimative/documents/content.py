"""What a reader finds in a file: text, passages, what each of them is, and what the file tells of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["title", "heading", "paragraph", "item", "quote", "row", "footnote"]


@dataclass(frozen=True)
class Block:
    """What one passage is.

    `level` counts headings (1 is the highest) and items within items (1 is the outermost); 0 where neither is meant or
    known. `label` is what stands before an item or a footnote, its number say, where the reader takes it off the text.
    `page` counts from 1, None in files without pages.
    """

    kind: BlockKind = "paragraph"
    level: int = 0
    label: str = ""
    page: int | None = None


@dataclass(frozen=True)
class Meta:
    """What a file tells of itself; None where it tells nothing. Nothing here is guessed.

    `date` is written YYYY-MM-DD, or as much of it as the file tells.
    """

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    address: str | None = None
    language: str | None = None
    pages: int | None = None


UNTOLD = Meta()
"""Of a file that tells nothing of itself."""


@dataclass(frozen=True)
class Content:
    """A file as read: canonical text, the places of its passages, a block for each, and what people should know.

    Without `blocks` every passage is a paragraph. `warnings` are sentences about what was left out or may be missing.
    """

    text: str = field(repr=False)
    spans: tuple[tuple[int, int], ...] = field(repr=False)
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    meta: Meta = UNTOLD
    warnings: tuple[str, ...] = ()


def joined(passages: Iterable[str], joint: str = "\n\n") -> tuple[str, tuple[tuple[int, int], ...]]:
    r"""A text made of passages and nothing else, and where each stands in it.

    >>> joined(["one", "two"])
    ('one\n\ntwo', ((0, 3), (5, 8)))
    """
    parts, spans, at = [], [], 0
    for passage in passages:
        parts.append(passage)
        spans.append((at, at + len(passage)))
        at += len(passage) + len(joint)
    return joint.join(parts), tuple(spans)
