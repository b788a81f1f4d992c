"""Where cited words went that stand in no passage any more, as far as their place and their digest can tell.

The words themselves are not kept, only where they stood, how long they were and their digest. So it can be proved that
they still stand within a longer passage, or over several into which it was split; else the passage that stands in
their place is the nearest. Either is a proposal for somebody who reads it, and never taken unasked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from estimative.documents.citations import Citation, Recorded
from estimative.documents.text import DIGEST_DIGITS, Document, Passage, passage_digest

MOST_LOOKS = 2_000_000
"""Places of a text at which lost words are looked for, in all."""
ALIKE = 2.0
"""A passage more than so many times longer or shorter is not offered as standing in the place of another."""
Where = Literal["within", "over", "in place"]


@dataclass(frozen=True)
class Proposal:
    """What may stand for lost words.

    One passage that has them and more (`within`), several that have them together (`over`), or the one that stands
    where they stood (`in place`), of which nothing is proved.
    """

    where: Where
    passages: tuple[Passage, ...]

    @property
    def sentence(self) -> str:
        """The proposal in words."""
        names = " and ".join(passage.id for passage in self.passages)
        return {
            "within": f"the cited words stand in {names}, with others",
            "over": f"the cited words are divided among {names}",
            "in place": f"{names} stands in their place, in other words",
        }[self.where]


def proposals(document: Document, citations: Sequence[Citation]) -> dict[str, Proposal]:
    r"""For each lost citation what may stand for it, where there is anything; by id.

    >>> from estimative.documents.citations import renewed, verify
    >>> from estimative.documents.readers import named, parsed
    >>> old, new = (parsed(text, named("text/1")) for text in (b"A\nB c.\nD", b"A\nB c. More.\nD"))
    >>> kept = renewed(old, {}, ["p1", "p2"]).record
    >>> proposals(new, verify(new, kept, ["p1", "p2"]))["p2"].sentence
    'the cited words stand in p2, with others'
    """
    lost = [(c, c.recorded) for c in citations if c.state == "lost" and c.recorded is not None]
    found: dict[str, Proposal] = {}
    texts = (_as_it_stands(document.text), _on_one_line(document.text)) if lost else ()
    looks = MOST_LOOKS
    for citation, kept in lost:
        for text, places in texts:
            passages = _holding(document, kept, text, places) if looks >= len(text) else ()
            looks -= len(text)
            if passages:
                found[citation.id] = Proposal("within" if len(passages) == 1 else "over", passages)
                break
    for citation, kept in lost:
        if citation.id not in found and (there := _in_place(document, citation.id, kept, citations)) is not None:
            found[citation.id] = Proposal("in place", (there,))
    return found


def _holding(document: Document, kept: Recorded, text: str, places: Sequence[int]) -> tuple[Passage, ...]:
    """The passages that together hold exactly the cited words."""
    wanted, length = kept.sha256[:DIGEST_DIGITS], kept.end - kept.start
    for start in _starts(text, length):
        if passage_digest(text[start : start + length]) == wanted:
            first, last = places[start], places[start + length - 1]
            return tuple(p for p in document.passages if p.start <= last and p.end > first)
    return ()


def _as_it_stands(text: str) -> tuple[str, Sequence[int]]:
    return text, range(len(text))


def _on_one_line(text: str) -> tuple[str, Sequence[int]]:
    """The text with a space for every break between lines, and where each of its characters stood."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for gap in re.finditer(r"\n+", text):
        parts += [text[at : gap.start()], " "]
        places += range(at, gap.start() + 1)
        at = gap.end()
    return "".join([*parts, text[at:]]), [*places, *range(at, len(text))]


def _starts(text: str, length: int) -> Iterator[int]:
    """Where a stretch of so many characters may begin that neither begins nor ends within a word or with a space."""
    if length < 1:
        return
    for start in range(len(text) - length + 1):
        end = start + length
        if text[start].isspace() or text[end - 1].isspace():
            continue
        if (start and _one_word(text[start - 1], text[start])) or (
            end < len(text) and _one_word(text[end - 1], text[end])
        ):
            continue
        yield start


def _one_word(one: str, other: str) -> bool:
    """Do two neighbouring characters belong to one word? Told of scripts only that put spaces between words."""
    return one.isalnum() and other.isalnum() and one.isascii() and other.isascii()


def _in_place(document: Document, item: str, kept: Recorded, citations: Sequence[Citation]) -> Passage | None:
    """The passage between what stood before and behind the lost words, the nearest in length; None without any.

    Only passages that no other citation stands for are asked, and only such as are about as long.
    """
    spot, length = kept.start, kept.end - kept.start
    held = [(c.recorded.start, _now(c)) for c in citations if c.recorded is not None and _now(c) is not None]
    before = max(((at, there) for at, there in held if at < spot), default=None, key=lambda pair: pair[0])
    behind = min(((at, there) for at, there in held if at > spot), default=None, key=lambda pair: pair[0])
    first = before[1].number + 1 if before is not None and before[1] is not None else 1
    last = behind[1].number - 1 if behind is not None and behind[1] is not None else len(document.passages)
    taken: Mapping[str, None] = {there.id: None for _, there in held if there is not None}
    free = [passage for passage in document.passages[first - 1 : last] if passage.id not in taken]
    if before is None and behind is None:  # nothing to hold on to but the number
        free = [passage for passage in free if passage.id == item]
    alike = [passage for passage in free if 1 / ALIKE <= len(passage.text) / max(length, 1) <= ALIKE]
    return min(alike, key=lambda passage: abs(len(passage.text) - length), default=None)


def _now(citation: Citation) -> Passage | None:
    """Where a citation's words stand now, if at one place."""
    if citation.state in ("same", "shifted"):
        return citation.passage
    return citation.found[0] if citation.state == "moved" and len(citation.found) == 1 else None
