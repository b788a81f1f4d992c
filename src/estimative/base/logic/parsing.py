"""From text to a statement, or to an error that points at the place and says what could stand there.

The grammar is `grammar.lark` beside this file. Parsing never recurses on what the user wrote, and the length and depth
of a statement are limited, so that hostile text ends in a StatementError and nothing else.

>>> parse_statement("turkey.technical and taliban.operator >= technicians").items[1].value
'technicians'
>>> parse_statement("turkey.technical and")
Traceback (most recent call last):
estimative.base.logic.parsing.StatementError: character 21: after `and` a statement must follow, but the text ends
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

from estimative.base.errors import EstimativeError
from estimative.base.logic.advice import advice
from estimative.base.logic.tree import (
    RESERVED,
    And,
    Compare,
    Count,
    CountKind,
    Iff,
    Implies,
    Named,
    Not,
    Operator,
    Or,
    Statement,
    Truth,
    levels,
)
from estimative.base.logic.wording import SPACES, Stop, must_follow, spot

if TYPE_CHECKING:
    from lark import Lark, Token
    from lark.exceptions import UnexpectedInput

__all__ = ["MAX_CHARACTERS", "MAX_DEPTH", "RESERVED", "StatementError", "parse_statement"]

MAX_CHARACTERS = 10_000
MAX_DEPTH = 100

_SAME_OPERATOR = {"≥": ">=", "≤": "<=", "≠": "!="}


class StatementError(EstimativeError, ValueError):
    """A text is not a statement. `offset` and `length` are the stretch of the text to look at, in characters.

    >>> error = StatementError("`and` is written in small letters", 4, 3)
    >>> str(error)
    'character 5: `and` is written in small letters'
    """

    def __init__(self, message: str, offset: int, length: int = 0, place: str = "") -> None:
        super().__init__(message, offset, length, place)
        self.message = message
        self.offset = offset
        self.length = length
        self.place = place or f"character {offset + 1}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def parse_statement(text: str) -> Statement:
    """What does this sentence say? The statement as a tree, with the place of every part in `text`.

    Raises StatementError when the text is not a statement, is longer than MAX_CHARACTERS, or nests deeper than
    MAX_DEPTH (brackets within brackets, or statements within statements).

    >>> parse_statement("a or b and not c")
    Or(items=(Named(name='a', start=0, end=1), And(items=(Named(name='b', start=5, end=6), \
Not(item=Named(name='c', start=15, end=16), start=11, end=16)), start=5, end=16)), start=0, end=16)
    """
    from lark.exceptions import UnexpectedInput

    if len(text) > MAX_CHARACTERS:
        message = (
            f"a statement has at most {MAX_CHARACTERS} characters, this one has {len(text)}; name parts of it as terms"
        )
        raise StatementError(message, MAX_CHARACTERS, len(text) - MAX_CHARACTERS)
    _check_brackets(text)
    try:
        statement = cast("Statement", _parser().parse(text))
    except UnexpectedInput as error:
        raise _explained(text, _stopped(error, text)) from None
    except StatementError as error:  # raised by the builder, which does not see the text
        raise _error(text, error.message, error.offset, error.length) from None
    for part, level in levels(statement):
        if level > MAX_DEPTH:
            raise _error(text, _too_deep("statements"), part.start, part.end - part.start)
    return statement


def _check_brackets(text: str) -> None:
    """Bound how far brackets nest, before anything is parsed."""
    level = 0
    for place, character in enumerate(text):
        level += (character == "(") - (character == ")")
        if level > MAX_DEPTH:
            raise _error(text, _too_deep("brackets"), place, 1)


def _too_deep(what: str) -> str:
    return f"{what} stand within each other more than {MAX_DEPTH} deep; name a part as a term and use its name here"


def _error(text: str, message: str, offset: int, length: int) -> StatementError:
    return StatementError(message, offset, length, spot(text, offset))


def _stopped(error: UnexpectedInput, text: str) -> int:
    """Where the parser stopped; lark gives the place of the last word when the text ends too early."""
    at_end = getattr(getattr(error, "token", None), "type", "") == "$END"
    return len(text) if at_end else int(cast("Any", error).pos_in_stream)


def _explained(text: str, offset: int) -> StatementError:
    """The parser stopped at `offset`: say what stood there, what could, and what was probably meant."""
    offset += len(text[offset:]) - len(text[offset:].lstrip(SPACES))
    offset = len(text.rstrip(SPACES)) if offset >= len(text) else offset
    session = _parser().parse_interactive(text[:offset])
    before = tuple(session.iter_parse())
    stop = Stop(text.rstrip(SPACES), offset, before, frozenset(cast("Any", session).accepts()))
    meant = advice(stop)
    if meant is not None:
        return _error(text, meant.message, meant.offset, meant.length)
    return _error(text, must_follow(stop), offset, 0 if stop.at_end else len(stop.word))


def _start(token: Token) -> int:
    return token.start_pos or 0


def _end(token: Token) -> int:
    return token.end_pos or 0


class _Builder:
    """Makes the tree while lark parses, one method a rule of the grammar; nothing here calls itself."""

    def named(self, children: list[Any]) -> Named:
        (name,) = children
        return Named(str(name), _start(name), _end(name))

    def compare(self, children: list[Any]) -> Compare:
        name, sign, value = children
        if name.endswith("-") and sign.startswith(">") and _end(name) == _start(sign):
            raise StatementError("arrows are not used: write `implies`", _end(name) - 1, 2)
        if value.type == "NAME" and "." in value:
            message = f"a name is compared with a variant or a number, and `{value}` names an option"
            raise StatementError(message, _start(value), len(value))
        if value.type == "NUMBER" and not math.isfinite(float(value)):
            raise StatementError("this number is too large", _start(value), len(value))
        operator = cast("Operator", _SAME_OPERATOR.get(sign, str(sign)))
        return Compare(str(name), operator, str(value), _start(name), _end(value))

    def truth(self, children: list[Any]) -> Truth:
        (word,) = children
        return Truth(word.type == "TRUE", _start(word), _end(word))

    def negation(self, children: list[Any]) -> Not:
        word, item = children
        return Not(item, _start(word), item.end)

    def conjunction(self, children: list[Any]) -> And:
        items = tuple(children[::2])
        return And(items, items[0].start, items[-1].end)

    def disjunction(self, children: list[Any]) -> Or:
        items = tuple(children[::2])
        return Or(items, items[0].start, items[-1].end)

    def implication(self, children: list[Any]) -> Implies:
        left, _, right = children
        return Implies(left, right, left.start, right.end)

    def equivalence(self, children: list[Any]) -> Iff:
        left, _, right = children
        return Iff(left, right, left.start, right.end)

    def bracketed(self, children: list[Any]) -> Statement:
        opening, closing = children[0], children[-1]
        inner: Statement = children[1]
        return replace(inner, start=_start(opening), end=_end(closing))

    def count(self, children: list[Any]) -> Count:
        of = next(place for place, child in enumerate(children) if getattr(child, "type", "") == "OF")
        words, number, items, closing = children[: of - 1], children[of - 1], children[of + 2 : -1], children[-1]
        kind = cast("CountKind", " ".join(words))
        if not number.isdecimal():
            raise StatementError("a count needs a whole number, 0 or more", _start(number), len(number))
        if len(number) > 9 or int(number) > len(items):
            many = f"are {len(items)} statements" if len(items) > 1 else "is one statement"
            raise StatementError(f"{kind} {number[:9]}, but there {many} in the brackets", _start(number), len(number))
        return Count(kind, int(number), tuple(items), _start(words[0]), _end(closing))


@cache
def _parser() -> Lark:
    from lark import Lark

    grammar = resources.files("estimative.base.logic").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, start="statement", parser="lalr", lexer="basic", transformer=cast("Any", _Builder()))
