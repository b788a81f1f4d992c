"""Citations held against the document they point into: what still stands, what moved, what is lost.

A citation is an id (`p9`); the record beside it keeps the position and the digest of the words that were cited. The
digest decides. An id is never quietly given other words:

- *same*: the words stand under this id, at this position.
- *shifted*: the words stand under this id, at another position, because text before them changed; nothing to decide.
- *moved*: this id now names other words; the cited words stand elsewhere. Following them means citing another id.
- *lost*: the cited words stand nowhere; somebody changed or removed them. Only a person can say what holds now.
- *new*: cited, never recorded, and the document has such a passage.
- *missing*: cited, never recorded, and the document has no such passage.
- *unused*: recorded, no longer cited.

A record is renewed whole or not at all: while a citation is moved, lost or missing, it stays as it was, so that the
trace of what was cited is not overwritten by the very change that broke it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from estimative.documents.text import DIGEST_DIGITS, Document, Passage, passage_number

State = Literal["same", "shifted", "moved", "lost", "new", "missing", "unused"]
BROKEN: frozenset[State] = frozenset({"moved", "lost", "missing"})


@dataclass(frozen=True)
class Recorded:
    """What a case keeps of a passage: its place in the canonical text, end exclusive, and the digest of its words."""

    start: int
    end: int
    sha256: str


@dataclass(frozen=True)
class Citation:
    """One cited (or recorded) passage held against the document: what was kept, and what stands under its id now.

    `found` says where the cited words stand, in the order of the document; it is empty for words never kept or lost.
    """

    id: str
    state: State
    recorded: Recorded | None
    passage: Passage | None
    found: tuple[Passage, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether a person must look before the record can be renewed."""
        return self.state in BROKEN

    @property
    def sentence(self) -> str:
        """The state in words, with the way out where one is needed."""
        places = " and ".join(f"{p.id} [{p.start}, {p.end}]" for p in self.found)
        return {
            "same": f"{self.id} stands as recorded",
            "shifted": f"{self.id} holds the recorded words at another position",
            "moved": f"{self.id} now names other words; the cited words stand at {places}",
            "lost": f"the words cited as {self.id} are lost: no passage reads so any more",
            "new": f"{self.id} is cited and not yet recorded",
            "missing": f"{self.id} is cited and the text has no such passage",
            "unused": f"{self.id} is recorded and nothing cites it",
        }[self.state]


@dataclass(frozen=True)
class Renewal:
    """What keeping the record up to date comes to.

    `record` is the new record (by number), or the old one where something is broken; `followed` says which ids now
    stand for which, where following was asked for; `citations` holds every state as it was found.
    """

    record: Mapping[str, Recorded]
    followed: Mapping[str, str]
    citations: tuple[Citation, ...]

    @property
    def broken(self) -> tuple[Citation, ...]:
        """The citations that a person must look at; while there is one, nothing is renewed."""
        return tuple(c for c in self.citations if c.broken and c.id not in self.followed)


def verify(document: Document, recorded: Mapping[str, Recorded], cited: Collection[str]) -> tuple[Citation, ...]:
    r"""Which of these citations still point to the words that they were made for? One answer per id, by number.

    >>> from estimative.documents.readers import named, parsed
    >>> before, after = (parsed(text, named("text/1")) for text in (b"A\nB", b"New\nA\nB"))
    >>> kept = renewed(before, {}, ["p2"]).record
    >>> [citation.sentence for citation in verify(after, kept, ["p2"])]
    ['p2 now names other words; the cited words stand at p3 [6, 7]']
    """
    where = document.by_digest()
    ids = sorted({*recorded, *cited}, key=_order)
    return tuple(_held_against(document, where, item, recorded.get(item), item in cited) for item in ids)


def renewed(
    document: Document,
    recorded: Mapping[str, Recorded],
    cited: Collection[str],
    accepted: Collection[str] = (),
    follow: bool = False,
    pointed: Mapping[str, str] | None = None,
) -> Renewal:
    """The record of what is cited now, brought up to date with the document.

    `accepted` are ids whose present words somebody has read and takes as cited. With `follow`, a citation whose words
    stand at exactly one other place is pointed there; several places are a choice, and choices are left to people:
    `pointed` says which passage of the document somebody has read and takes instead of which.
    """
    kept = {item: record for item, record in recorded.items() if item not in accepted}
    citations = verify(document, kept, cited)
    followed = {c.id: c.found[0].id for c in citations if follow and c.state == "moved" and len(c.found) == 1}
    followed |= pointed or {}
    renewal = Renewal(dict(recorded), followed, citations)
    if renewal.broken:
        return Renewal(dict(recorded), {}, citations)
    wanted = sorted({followed.get(item, item) for item in cited}, key=_order)
    passages = [passage for item in wanted if (passage := document.passage(item))]
    return Renewal({p.id: Recorded(p.start, p.end, p.sha256) for p in passages}, followed, citations)


def _held_against(
    document: Document, where: Mapping[str, tuple[Passage, ...]], item: str, kept: Recorded | None, cited: bool
) -> Citation:
    passage = document.passage(item)
    if kept is None:
        return Citation(item, "new" if passage else "missing", None, passage)
    digest = kept.sha256[:DIGEST_DIGITS]
    found = where.get(digest, ())
    if not cited:
        state: State = "unused"
    elif passage and passage.sha256 == digest:
        state = "same" if (passage.start, passage.end) == (kept.start, kept.end) else "shifted"
    else:
        state = "moved" if found else "lost"
    return Citation(item, state, kept, passage, found)


def _order(passage_id: str) -> tuple[int, str]:
    return passage_number(passage_id), passage_id
