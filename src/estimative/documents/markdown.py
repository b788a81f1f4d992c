"""Markdown, divided into the passages that a reader would point to.

The canonical text is made of the passages and nothing else, an empty line between each two. Markup stays as it was
written (`**bold**`, `[text](address)`, the `#` of a heading, the `-` of an item), so that what is cited is what stands
in the file and no parser stands between. One passage is:

- a heading (`# …`, or a text underlined with `===` or `---`; the underline is dropped);
- a paragraph, its source lines joined by one space, so that wrapping it anew changes nothing;
- an item of a list with its first paragraph; an item within an item and a further paragraph are their own;
- a quoted paragraph (`> …`, the mark kept once at its start);
- a row of a table (the row of dashes is dropped);
- a fenced block, line by line as it stands;
- a footnote or link definition (`[^1]: …`).

Left out, since they show no words: front matter (`---` … `---` at the top), comments (`<!-- … -->`) that start a
line, lines that draw a rule, items without text. Indentation decides nothing: indented code is read like any other
lines. The blocks are those of CommonMark 0.31 and of GitHub's tables and footnotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from estimative.base.errors import LimitError
from estimative.documents.content import joined
from estimative.documents.text import MAX_PASSAGES, TOO_MANY_PASSAGES

_QUOTE = re.compile(r"(?:>[ \t]?)+")
_ITEM = re.compile(r"(?:[-+*]|(?P<number>[0-9]{1,9})[.)])(?:[ \t]+|$)")
_ITEMS = re.compile(rf"(?:{_ITEM.pattern.replace('?P<number>', '?:')})*")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_RULE = re.compile(r"([-_*])(?:[ \t]*\1){2,}")
_UNDERLINE = re.compile(r"=+|-+")
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_DASHES = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_DEFINITION = re.compile(r"\[[^\]]+\]:(?:[ \t]|$)")
_COMMENTS = re.compile(r"(?:[ \t]*<!--.*?-->)*[ \t]*")
_MARKS_ONLY = re.compile(r"(?:[-+*>#]|[0-9]{1,9}[.)]|[ \t])*")


def spans(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    r"""The canonical text of a Markdown file, made from its canonical lines, and where its passages stand.

    >>> text, places = spans("# Aim\nTwo lines\nof one thought\n\n- a lever\n- another")
    >>> [text[start:end] for start, end in places]
    ['# Aim', 'Two lines of one thought', '- a lever', '- another']
    """
    blocks = _Blocks()
    for line in _without_front_matter(text.split("\n")):
        blocks.take(line)
    return joined(blocks.finished())


def _without_front_matter(lines: list[str]) -> Iterable[str]:
    if lines[0] == "---":
        for number, line in enumerate(lines[1:], start=1):
            if line in {"---", "..."}:
                return lines[number + 1 :]
    return lines


def _end(pattern: re.Pattern[str], text: str, start: int = 0) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


class _Blocks:
    """Takes the lines of a file one by one and holds the passage that is open."""

    def __init__(self) -> None:
        self._passages: list[str] = []
        self._open: list[str] = []
        self._depth = 0  # how many quotation marks deep the open passage stands
        self._kind = ""  # of the open passage: "", paragraph, item, definition
        self._fence = ""  # the mark that opened the fenced block in which we stand
        self._comment = False
        self._table = False

    def finished(self) -> list[str]:
        """All passages; a block that was not closed ends with the file."""
        self._close("\n" if self._fence else " ")
        return self._passages

    def take(self, line: str) -> None:
        """The next line of the file."""
        quote = _QUOTE.match(line)
        depth, rest = (quote.group().count(">"), line[quote.end() :].strip()) if quote else (0, line)
        if self._fence:
            if depth < self._depth:
                self._close("\n")  # a fenced block ends with the quotation around it
            else:
                self._in_fence(line, depth, rest)
                return
        if self._comment or rest.startswith("<!--"):
            self._in_comment(rest)
        elif not rest:
            self._close()
            self._table = False
        else:
            self._words(line, depth, rest)

    def _in_fence(self, line: str, depth: int, rest: str) -> None:
        self._open.append(line)
        if depth == self._depth and len(rest) >= len(self._fence) and rest == self._fence[0] * len(rest):
            self._close("\n")

    def _in_comment(self, rest: str) -> None:
        end = 0
        if self._comment:
            found = rest.find("-->")
            end = found + len("-->") if found >= 0 else len(rest)
            self._comment = found < 0
        else:
            self._close()
        end = _end(_COMMENTS, rest, end)
        if rest.startswith("<!--", end):
            self._comment = True
        elif rest[end:]:
            self._words(rest[end:], 0, rest[end:])

    def _words(self, line: str, depth: int, rest: str) -> None:
        if depth > self._depth:
            self._close()
        if self._kind == "paragraph" and len(self._open) == 1 and "|" in rest and _DASHES.fullmatch(rest):
            self._close()
            self._table = True
        elif _RULE.fullmatch(rest) or (self._open and _UNDERLINE.fullmatch(rest)):
            self._close()
        else:
            self._start_or_join(line, depth, rest)

    def _start_or_join(self, line: str, depth: int, rest: str) -> None:
        inner, item = rest, _ITEM.match(rest)
        interrupts = item is not None and self._interrupts(item, rest)
        if interrupts:
            inner = rest[_end(_ITEMS, rest) :]
        fence = _FENCE.fullmatch(inner)
        if fence and not (fence["fence"][0] == "`" and "`" in fence["info"]):
            self._close()
            self._open, self._fence, self._depth = [line], fence["fence"], depth
        elif _HEADING.match(inner):
            self._close()
            self._open = [line]
            self._close()
        elif interrupts or _DEFINITION.match(rest) or self._table or not self._open:
            self._close()
            kind = "item" if interrupts else "definition" if _DEFINITION.match(rest) else "paragraph"
            self._open, self._kind, self._depth = [line], kind, depth
        else:
            self._open.append(rest)

    def _interrupts(self, item: re.Match[str], rest: str) -> bool:
        """Whether an item may start here: within a paragraph only a bullet, or the number 1, with words after it."""
        if self._kind != "paragraph" or self._table:
            return True
        return item["number"] in {None, "1"} and item.end() < len(rest)

    def _close(self, joint: str = " ") -> None:
        passage = joint.join(self._open)
        if not _MARKS_ONLY.fullmatch(passage):
            self._passages.append(passage)
            if len(self._passages) > MAX_PASSAGES:
                raise LimitError(TOO_MANY_PASSAGES)
        self._open, self._depth, self._kind, self._fence = [], 0, "", ""
