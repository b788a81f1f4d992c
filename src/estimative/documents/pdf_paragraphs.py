"""From lines to paragraphs: where one ends, which words a line end divided, what is a heading, an item, a footnote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from estimative.documents.content import Block, BlockKind
from estimative.documents.pdf_layout import Line

LEADING = 1.35
"""A step between lines larger than so many usual steps begins a paragraph."""
INDENT = 0.8
"""A first line set in by so many letter heights begins a paragraph."""
SHORT = 0.12
"""A line that ends this share of the column before its right edge, with the end of a sentence, ends a paragraph."""
LARGER = 1.12
"""Letters so much larger than those of the text are a heading's."""
SMALLER = 0.93
"""Letters so much smaller than those of the text, at the foot of a column, are a footnote's."""
HEADING_WORDS = 25
_LABEL = re.compile(
    r"(?P<label>[\u2022\u25cf\u25e6\u25aa\u2023\u2043\uf0b7\u00b7*]|[-–—](?=\s)|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)])\s+(?=\S)"
)
_BULLETS = frozenset("\u2022\u25cf\u25e6\u25aa\u2023\u2043\uf0b7\u00b7*-–—")
BULLET = "\u2022"
_NOTE = re.compile(r"(?P<label>\[?[0-9]{1,3}\]?|[*†‡])\s*(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:;…。؟]['\"”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True)
class Paragraph:
    """One passage of a PDF file and what it is."""

    text: str
    block: Block


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """The passages of a file, footnotes last."""
    if not lines:
        return []
    body = _body_size(lines)
    step = _usual_step(lines)
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, step, body):
            groups[-1].append(line)
        else:
            groups.append([line])
    found = [_paragraph(group, body, words) for group in groups]
    sizes = sorted(
        {_tenth(group[0].size) for group, one in zip(groups, found, strict=True) if _heads(one)}, reverse=True
    )
    levelled = [_levelled(one, group, sizes) for group, one in zip(groups, found, strict=True)]
    return [p for p in levelled if p.block.kind != "footnote"] + [p for p in levelled if p.block.kind == "footnote"]


def _body_size(lines: Sequence[Line]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[_tenth(line.size)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size))


def _tenth(size: float) -> float:
    return round(size, 1)


def _usual_step(lines: Sequence[Line]) -> float:
    """The usual step from a line to the next, in letter heights."""
    steps = [
        (one.baseline - two.baseline) / one.size
        for one, two in pairwise(lines)
        if one.column == two.column and 0 < one.baseline - two.baseline < 3 * one.size and _alike(one, two)
    ]
    return median(steps) if steps else 1.2


def _alike(one: Line, two: Line) -> bool:
    return abs(one.size - two.size) < 0.06 * max(one.size, two.size) and one.bold == two.bold


def _begins(before: list[Line], line: Line, step: float, body: float) -> bool:
    """Does a line begin a new passage?"""
    last = before[-1]
    if not _alike(last, line):
        return True
    if _starts_item(line, before, body):
        return True
    ended = bool(_SENTENCE_END.search(last.text))
    if last.column != line.column:
        joins = not ended and not _is_heading(before, body) and abs(last.size - body) < 0.1 * body
        return not joins
    if last.baseline - line.baseline > LEADING * step * last.size:
        return True
    width = last.column_right - last.column_left
    if ended and last.column_right - last.right > SHORT * width:
        return True
    set_in = line.left - line.column_left
    return set_in > INDENT * line.size and set_in - (last.left - last.column_left) > INDENT * line.size and ended


def _starts_item(line: Line, before: list[Line], body: float) -> bool:
    found = _LABEL.match(line.text)
    if found is None:
        return line.size < SMALLER * body and bool(_NOTE.match(line.text)) and before[-1].size < SMALLER * body
    label = found["label"]
    if label in _BULLETS or not label[-1].isalnum():
        # a number that only happens to begin a line stands where the lines before it stand
        first = _LABEL.match(before[0].text)
        return label in _BULLETS or first is not None or bool(_SENTENCE_END.search(before[-1].text))
    return False


def _is_heading(group: list[Line], body: float) -> bool:
    text = " ".join(line.text for line in group)
    if len(text.split()) > HEADING_WORDS or text.endswith((".", ";", ",")):
        return False
    return group[0].size > LARGER * body or all(line.bold for line in group)


def _paragraph(group: list[Line], body: float, words: Counter[str]) -> Paragraph:
    text = _joined(group, words)
    page = group[0].page
    if group[0].size < SMALLER * body and (note := _NOTE.match(text)):
        label = note["label"].strip("[]")
        return Paragraph(f"{label} {text[note.end() :]}", Block("footnote", 0, label, page))
    item = _LABEL.match(text)
    if item is not None and not _is_heading(group, body):
        label = BULLET if item["label"] in _BULLETS else item["label"]
        return Paragraph(f"{label} {text[item.end() :]}", Block("item", 1, label, page))
    kind: BlockKind = "heading" if _is_heading(group, body) else "paragraph"
    return Paragraph(text, Block(kind, 0, "", page))


def _heads(found: Paragraph) -> bool:
    return found.block.kind == "heading"


def _levelled(found: Paragraph, group: list[Line], sizes: list[float]) -> Paragraph:
    """Headings by their size: the largest are of level 1."""
    if not _heads(found):
        return found
    return Paragraph(found.text, Block("heading", sizes.index(_tenth(group[0].size)) + 1, "", found.block.page))


def _joined(group: list[Line], words: Counter[str]) -> str:
    """The lines as one text; a word that a line end divided is whole again.

    A hyphen stays where the file writes the word with a hyphen elsewhere too, or what follows begins with a capital.
    """
    text = group[0].text
    for before, line in pairwise(group):
        if before.hyphen or (text.endswith("-") and len(text) > 1 and text[-2].isalpha()):
            tail, head = _WORD.findall(text.removesuffix("-"))[-1:], _WORD.match(line.text)
            if head is not None and tail and _divided(tail[0], head[0], words, sure=before.hyphen):
                text = text.removesuffix("-") + line.text
                continue
            if head is not None and tail:
                text += line.text
                continue
        text += " " + line.text
    return text


def _divided(tail: str, head: str, words: Counter[str], sure: bool) -> bool:
    """Was the hyphen between these set only to break a word?"""
    whole, hyphenated = words[(tail + head).lower()], words[f"{tail}-{head}".lower()]
    if whole or hyphenated:
        return whole >= hyphenated
    return sure or head[0].islower()
