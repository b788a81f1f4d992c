"""A statement as a tree: the sentence about states that an analyst wrote, in parts that a program can walk.

Every part knows the stretch of text it came from (`start`, `end`, in characters), so that a finding can point into
the sentence; two parts are equal when they say the same, wherever they stand.

>>> unparse(Or((And((Named("a"), Named("b"))), Not(Compare("role", ">=", "60")))))
'a and b or not role >= 60'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Operator: TypeAlias = Literal["=", "!=", ">=", ">", "<=", "<"]
CountKind: TypeAlias = Literal["at least", "at most", "exactly"]

RESERVED = frozenset({"not", "and", "or", "implies", "iff", "at", "least", "most", "exactly", "of", "true", "false"})
"""Words that the language keeps for itself; nothing in a case may be called so."""


@dataclass(frozen=True)
class Compare:
    """A factor beside one of its variants, or an issue beside a number: `turkey.operator >= technicians`."""

    name: str
    operator: Operator
    value: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Named:
    """A bare name: a term, or a factor with the variants no and yes, of which it means yes."""

    name: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Truth:
    """The words `true` and `false`."""

    value: bool
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    """The contrary of `item`."""

    item: Statement
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class And:
    """All of `items`, of which there are two or more."""

    items: tuple[Statement, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Or:
    """At least one of `items`, of which there are two or more."""

    items: tuple[Statement, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Implies:
    """`right` wherever `left`; true where `left` is false."""

    left: Statement
    right: Statement
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Iff:
    """Both or neither."""

    left: Statement
    right: Statement
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Count:
    """So many of `items`, of which there is at least one: `at least 2 of (a; b; c)`."""

    kind: CountKind
    number: int
    items: tuple[Statement, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Statement: TypeAlias = Compare | Named | Truth | Not | And | Or | Implies | Iff | Count

# How tightly each kind holds its parts together: a part that binds no tighter than its place asks gets parentheses.
_BINDING: Mapping[type, int] = {Iff: 1, Implies: 2, Or: 3, And: 4, Not: 5, Compare: 6, Named: 6, Truth: 6, Count: 6}


def parts(statement: Statement) -> tuple[Statement, ...]:
    """The statements of which this one is directly made, in the order of the text.

    >>> parts(Implies(Named("a"), Named("b")))[1].name
    'b'
    """
    match statement:
        case Not(item):
            return (item,)
        case And(items) | Or(items) | Count(items=items):
            return items
        case Implies(left, right) | Iff(left, right):
            return (left, right)
    return ()


def walk(statement: Statement) -> Iterator[Statement]:
    """The statement and everything inside it, in the order of the text; terms are not opened.

    >>> [type(part).__name__ for part in walk(Not(And((Named("a"), Truth(True)))))]
    ['Not', 'And', 'Named', 'Truth']
    """
    return (part for part, _ in levels(statement))


def levels(statement: Statement) -> Iterator[tuple[Statement, int]]:
    """As `walk`, each part with its depth: the statement itself is 1 deep.

    >>> [level for _, level in levels(Not(And((Named("a"), Truth(True)))))]
    [1, 2, 3, 3]
    """
    waiting = [(statement, 1)]
    while waiting:  # not recursive: how deep a statement goes is for the parser to limit, not for Python's stack
        part, level = waiting.pop()
        yield part, level
        waiting.extend((inner, level + 1) for inner in reversed(parts(part)))


def unparse(statement: Statement) -> str:
    """The statement as text, with no more parentheses than it needs; parsing it gives an equal tree.

    >>> unparse(Count("at least", 2, (Named("a"), Or((Named("b"), Named("c"))), Truth(False))))
    'at least 2 of (a; b or c; false)'
    """
    match statement:
        case Compare(name, operator, value):
            return f"{name} {operator} {value}"
        case Named(name):
            return name
        case Truth(value):
            return "true" if value else "false"
        case Not(item):
            return f"not {_within(item, 5)}"
        case And(items):
            return " and ".join(_within(item, 5) for item in items)
        case Or(items):
            return " or ".join(_within(item, 4) for item in items)
        case Implies(left, right):  # right-associative
            return f"{_within(left, 3)} implies {_within(right, 2)}"
        case Iff(left, right):  # left-associative
            return f"{_within(left, 1)} iff {_within(right, 2)}"
        case Count(kind, number, items):
            return f"{kind} {number} of ({'; '.join(unparse(item) for item in items)})"


def _within(statement: Statement, binding: int) -> str:
    """The text of a part where at least `binding` is asked, in parentheses if it is looser."""
    text = unparse(statement)
    return text if _BINDING[type(statement)] >= binding else f"({text})"
