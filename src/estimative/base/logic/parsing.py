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

from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import takewhile
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
MAX_NAME = 40  # characters of an id: of an actor, an option, a variant …
MAX_DIGITS = 20  # characters of a number
KEPT = 2048  # statements remembered: variants of a case say nearly the same, hundreds of times

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

    Raises StatementError when the text is not a statement, is longer than MAX_CHARACTERS, nests deeper than MAX_DEPTH
    (brackets within brackets, or statements within statements), or holds a name or number too long to be one.

    >>> parse_statement("a or b and not c")
    Or(items=(Named(name='a', start=0, end=1), And(items=(Named(name='b', start=5, end=6), \
Not(item=Named(name='c', start=15, end=16), start=11, end=16)), start=5, end=16)), start=0, end=16)
    """
    return copy(_parsed(text))  # an object of its own: resolving tells two terms of the same words apart by it


@lru_cache(maxsize=KEPT)
def _parsed(text: str) -> Statement:
    if len(text) > MAX_CHARACTERS:
        message = (
            f"a statement has at most {MAX_CHARACTERS} characters, this one has {len(text)}; name parts of it as terms"
        )
        raise StatementError(message, MAX_CHARACTERS, len(text) - MAX_CHARACTERS)
    _check_brackets(text)
    found = _built(text)
    if isinstance(found, StatementError):
        raise found
    for part, level in levels(found):
        if level > MAX_DEPTH:
            raise _error(text, _too_deep("statements"), part.start, part.end - part.start)
    return found


def _built(text: str) -> Statement | StatementError:
    """The statement, or why there is none: raised here it would keep the parser's errors, which cannot be packed."""
    from lark.exceptions import UnexpectedInput

    try:
        return cast("_Placed", _parser().parse(text)).statement
    except UnexpectedInput as error:
        return _explained(text, _stopped(error, text))
    except StatementError as error:  # raised by the builder, which does not see the text
        return _error(text, error.message, error.offset, error.length)


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


def _check_length(word: Token) -> None:
    """Names and numbers stand in messages and on pages: none may fill them."""
    if word.type == "NUMBER" and len(word) > MAX_DIGITS:
        raise StatementError(f"a number has at most {MAX_DIGITS} digits", _start(word), len(word))
    if word.type == "NAME" and any(len(part) > MAX_NAME for part in word.split(".")):
        raise StatementError(
            f"a name has at most {MAX_NAME} characters on each side of its dot", _start(word), len(word)
        )


@dataclass(frozen=True)
class _Placed:
    """A statement with the stretch it takes up, brackets around it included; its own `start` and `end` are within."""

    statement: Statement
    start: int
    end: int


def _placed(statement: Statement) -> _Placed:
    return _Placed(statement, statement.start, statement.end)


class _Builder:
    """Makes the tree while lark parses, one method a rule of the grammar; nothing here calls itself."""

    def named(self, children: list[Any]) -> _Placed:
        (name,) = children
        _check_length(name)
        return _placed(Named(str(name), _start(name), _end(name)))

    def compare(self, children: list[Any]) -> _Placed:
        name, sign, value = children
        if name.endswith("-") and sign.startswith(">") and _end(name) == _start(sign):
            raise StatementError("arrows are not used: write `implies`", _end(name) - 1, 2)
        if value.type == "NAME" and "." in value:
            message = f"a name is compared with a variant or a number, and `{value}` names an option"
            raise StatementError(message, _start(value), len(value))
        _check_length(name)
        _check_length(value)
        operator = cast("Operator", _SAME_OPERATOR.get(sign, str(sign)))
        return _placed(Compare(str(name), operator, str(value), _start(name), _end(value)))

    def truth(self, children: list[Any]) -> _Placed:
        (word,) = children
        return _placed(Truth(word.type == "TRUE", _start(word), _end(word)))

    def negation(self, children: list[Any]) -> _Placed:
        word, item = children
        return _placed(Not(item.statement, _start(word), item.end))

    def conjunction(self, children: list[Any]) -> _Placed:
        return _placed(And(_statements(children), children[0].start, children[-1].end))

    def disjunction(self, children: list[Any]) -> _Placed:
        return _placed(Or(_statements(children), children[0].start, children[-1].end))

    def implication(self, children: list[Any]) -> _Placed:
        left, right = _statements(children)
        return _placed(Implies(left, right, children[0].start, children[-1].end))

    def equivalence(self, children: list[Any]) -> _Placed:
        left, right = _statements(children)
        return _placed(Iff(left, right, children[0].start, children[-1].end))

    def bracketed(self, children: list[Any]) -> _Placed:
        opening, inner, closing = children
        return _Placed(inner.statement, _start(opening), _end(closing))

    def count(self, children: list[Any]) -> _Placed:
        items = _statements(children)
        words = list(takewhile(lambda word: word.type != "OF", children))  # at least 2, exactly 2
        number = words.pop()
        kind = cast("CountKind", " ".join(words))
        _check_length(number)
        if not number.isdecimal():
            raise StatementError("a count needs a whole number, 0 or more", _start(number), len(number))
        if int(number) > len(items):
            many = f"are {len(items)} statements" if len(items) > 1 else "is one statement"
            raise StatementError(f"{kind} {number}, but there {many} in the brackets", _start(number), len(number))
        return _placed(Count(kind, int(number), items, _start(words[0]), _end(children[-1])))


def _statements(children: list[Any]) -> tuple[Statement, ...]:
    """The statements among the words and statements of a rule."""
    return tuple(child.statement for child in children if isinstance(child, _Placed))


@cache
def _parser() -> Lark:
    from lark import Lark

    grammar = resources.files("estimative.base.logic").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, start="statement", parser="lalr", lexer="basic", transformer=cast("Any", _Builder()))
