"""Sentences and clauses of a passage, with their places in the document's text. English only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from estimative.drafting.findings import Span

_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s|$)""")
_OPENING = re.compile(r"""\s+["'“‘«(\[]*(?P<next>\S)""")
_LAST_WORD = re.compile(r"""[\w.]+$""")
_CLAUSE = re.compile(
    r"(?:;|:|,?\s+(?=(?:but|because|although|though|while|whereas|unless|if|so that|which|who|since|until|provided)\b)"
    r"|,\s+(?=(?:and|or|yet|nor|so)\b)|\s+[–—]\s+)",
    re.IGNORECASE,
)


@cache
def abbreviations() -> frozenset[str]:
    """Words with a full stop that end no sentence, in lower case and without the stop."""
    lines = files("estimative.drafting").joinpath("data", "abbreviations.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def sentences(text: str, span: Span | None = None) -> Iterator[Span]:
    """The sentences of a text, or of a stretch of it; white space around them is left out.

    A full stop ends none behind a known abbreviation, a single capital letter (an initial) or within a number.

    >>> text = "Mr. Kalin met the U.S. envoy. He agreed."
    >>> [text[s.start:s.end] for s in sentences(text)]
    ['Mr. Kalin met the U.S. envoy.', 'He agreed.']
    """
    whole = span or Span(0, len(text))
    start = whole.start
    for found in _END.finditer(text, whole.start, whole.end):
        if _goes_on(text, found, start, whole.end):
            continue
        yield from _trimmed(text, start, found.end())
        start = found.end()
    yield from _trimmed(text, start, whole.end)


def clauses(text: str, span: Span) -> Iterator[Span]:
    """The clauses of a sentence, parted at semicolons, dashes and the words that join clauses.

    >>> text = "It will pay, but it wants a role."
    >>> [text[s.start:s.end] for s in clauses(text, Span(0, len(text)))]
    ['It will pay', 'but it wants a role.']
    """
    start = span.start
    for found in _CLAUSE.finditer(text, span.start, span.end):
        if found.start() > start:
            yield from _trimmed(text, start, found.start(), ",")
            start = found.end()
    yield from _trimmed(text, start, span.end)


def around(spans: list[Span], place: Span) -> Span | None:
    """The span that holds a place; None where none does."""
    return next((span for span in spans if span.start <= place.start and place.end <= span.end), None)


def _goes_on(text: str, found: re.Match[str], start: int, end: int) -> bool:
    """Does the sentence go on behind this stop?"""
    behind = _OPENING.match(text, found.end(), end)
    if behind is None:
        return False
    follower = behind["next"]
    if not found.group().startswith("."):
        return found.group()[0] != "…" and follower.islower()  # “No!” he said
    word = _LAST_WORD.search(text, start, found.start())
    last = word.group().lower().strip(".") if word else ""
    if last in abbreviations():
        return not (last in {"etc", "al", "co", "inc", "ltd", "corp"} and follower.isupper())
    if len(last) == 1 and last.isalpha() and word is not None and text[word.start()].isupper():
        return True
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]", last):  # U.S., e.g.: it goes on unless a new sentence clearly begins
        return not re.match(
            r"(?:The|This|These|That|It|He|She|They|In|But|However|As|On|At|A|An)\b", text[behind.start("next") :]
        )
    return follower.islower()


def _trimmed(text: str, start: int, end: int, also: str = "") -> Iterator[Span]:
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    right = start + len(words.rstrip().rstrip(also + " ") if also else words.rstrip())
    if left < right:
        yield Span(left, right)
