r"""Words for a place in a statement where the grammar cannot go on: what stands there, and what could.

>>> shown("a && b", 2)
'&&'
>>> spot("a and\n  and b", 8)
'line 2, character 3'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Token

SPACES = " \t\r\n\u00a0"
"""What may stand between words; as in the grammar."""

LONGEST_SHOWN = 30
_WORD = re.compile(r"[\w.\-]+")
_SIGNS = re.compile(r"[&|!=<>~^/\\+*?:#@$%-]+")

_JOINING = {"AND": "`and`", "OR": "`or`", "IMPLIES": "`implies`", "IFF": "`iff`"}
_CLOSING = {"_SEMICOLON": "`;`", "RPAR": "`)`", "$END": "the end"}
_ONE_THING = {
    frozenset({"NAME", "NUMBER"}): "a variant or a number",
    frozenset({"NUMBER"}): "a whole number",
    frozenset({"LEAST", "MOST"}): "`least` or `most`",
    frozenset({"OF"}): "`of` with the statements to count, as in `at least 2 of (a; b; c)`",
    frozenset({"LPAR"}): "`(` with the statements to count, separated by `;`",
}


@dataclass(frozen=True)
class Stop:
    """Where the parser stopped, the words it took before, and the terminals with which it would have gone on."""

    text: str
    offset: int
    before: Sequence[Token]
    accepted: frozenset[str]

    @cached_property
    def word(self) -> str:
        """What stands there, shortened."""
        return shown(self.text, self.offset)

    @property
    def at_end(self) -> bool:
        """Whether the text ended too early."""
        return self.offset >= len(self.text)

    @property
    def last(self) -> str:
        """The last word taken."""
        return str(self.before[-1]) if self.before else ""

    @property
    def kind(self) -> str:
        """The terminal of the last word taken."""
        return self.before[-1].type if self.before else ""

    @property
    def last_start(self) -> int:
        """Where the last word taken begins."""
        return (self.before[-1].start_pos or 0) if self.before else 0

    @property
    def touching(self) -> bool:
        """Whether the last word taken ends here, without a space."""
        return bool(self.before) and self.before[-1].end_pos == self.offset

    @property
    def wants_statement(self) -> bool:
        """Whether a statement must begin here."""
        return "NOT" in self.accepted

    @property
    def opened(self) -> int | None:
        """Where the innermost open bracket stands."""
        brackets: list[int] = []
        for token in self.before:
            if token.type == "LPAR":
                brackets.append(token.start_pos or 0)
            elif token.type == "RPAR":
                brackets.pop()
        return brackets[-1] if brackets else None


def must_follow(stop: Stop) -> str:
    """What the grammar asks for after the last word, beside what was found."""
    got = "the text ends" if stop.at_end else f"{quoted(stop.word)} was found"
    if not stop.before:
        return "a statement is missing: there is no text" if stop.at_end else f"a statement cannot begin so: {got}"
    last = f"after {quoted(shown(stop.last, 0))}"
    if stop.wants_statement:
        return f"{last} a statement must follow, but {got}"
    if stop.at_end and stop.opened is not None and "RPAR" in stop.accepted:
        return f"the bracket opened at {spot(stop.text, stop.opened)} is not closed: `)` is missing"
    if stop.accepted in _ONE_THING:
        return f"{last} {_ONE_THING[stop.accepted]} must follow, but {got}"
    could = ["a comparison (`=`, `!=`, `>=`, `>`, `<=`, `<`)"] if "COMPARATOR" in stop.accepted else []
    could += [words for terminal, words in (_JOINING | _CLOSING).items() if terminal in stop.accepted]
    return f"{last} can follow {', '.join(could[:-1])} or {could[-1]}, but {got}"


def spot(text: str, offset: int) -> str:
    """A place in the text in words, counted from 1; with its line only where there are several."""
    line = text.count("\n", 0, offset) + 1
    character = offset - text.rfind("\n", 0, offset)
    return f"line {line}, character {character}" if "\n" in text.rstrip(SPACES) else f"character {character}"


def shown(text: str, offset: int) -> str:
    """What stands at `offset`: a word, a run of signs, or one character; not more than 30 characters of it."""
    rest = text[offset : offset + LONGEST_SHOWN]
    for pattern in (_WORD, _SIGNS):
        found = pattern.match(rest)
        if found:
            return found.group()
    return rest[:1]


def quoted(found: str) -> str:
    r"""The found text in backquotes; a character that cannot be seen is named instead.

    >>> quoted("\u200f"), quoted("é")
    ('U+200F (right-to-left mark)', '`é`')
    """
    unseen = [character for character in found if not character.isprintable() or character.isspace()]
    if unseen or unicodedata.combining(found[:1] or " "):
        return named((unseen or found)[0])
    return "a backquote" if "`" in found else f"`{found}`"


def named(character: str) -> str:
    """A character by its number and its name in Unicode."""
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'control character').lower()})"
