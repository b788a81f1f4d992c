"""Hypothesis strategies for factors, statements and state spaces.

For tests of anything that takes statements: `spaces` for a whole space with terms and rules, `statements` for sentences
about given factors, `sentences` for trees whose names mean nothing (grammar alone).

>>> from hypothesis import given
>>> from estimative.base.logic.space import leaves
>>> @given(statements((Factor("turkey.offer"),)))
... def every_statement_speaks_of_the_factor(statement):
...     assert {leaf.name for leaf in leaves(statement, {})} <= {"turkey.offer"}
>>> every_statement_speaks_of_the_factor()
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from estimative.base.logic.space import YES_NO, Factor, Moves, StateSpace, issue_cells
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
)

_OPERATORS: tuple[Operator, ...] = ("=", "!=", ">=", ">", "<=", "<")
_COUNTS: tuple[CountKind, ...] = ("at least", "at most", "exactly")
_MOVES: tuple[Moves, ...] = ("both", "forward", "back")


def ids(longest: int = 6) -> SearchStrategy[str]:
    """Ids as a case may use them: `[a-z][a-z0-9-]*`, no reserved word."""
    return st.from_regex(rf"[a-z][a-z0-9-]{{0,{longest - 1}}}", fullmatch=True).filter(
        lambda word: word not in RESERVED
    )


def names() -> SearchStrategy[str]:
    """Ids, plain or with an actor's in front: `turkey.offer`."""
    return ids() | st.tuples(ids(), ids()).map(".".join)


def numbers() -> SearchStrategy[str]:
    """Numbers as a statement may write them: `60`, `-3`, `0.5`."""
    return st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,3})?", fullmatch=True)


def _compound(parts: SearchStrategy[Statement]) -> SearchStrategy[Statement]:
    """Every way to make a statement of statements."""
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)

    def counted(items: tuple[Statement, ...]) -> SearchStrategy[Statement]:
        return st.builds(Count, st.sampled_from(_COUNTS), st.integers(0, len(items)), st.just(items))

    return st.one_of(
        st.builds(Not, parts),
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Implies, parts, parts),
        st.builds(Iff, parts, parts),
        st.lists(parts, min_size=1, max_size=4).map(tuple).flatmap(counted),
    )


def sentences(max_leaves: int = 12) -> SearchStrategy[Statement]:
    """Any statement that the grammar can hold; its names mean nothing."""
    leaf: SearchStrategy[Statement] = st.one_of(
        st.builds(Named, names()),
        st.builds(Compare, names(), st.sampled_from(_OPERATORS), ids() | numbers()),
        st.builds(Truth, st.booleans()),
    )
    return st.recursive(leaf, _compound, max_leaves=max_leaves)


def factors(id: str, owners: Sequence[str | None] = (None,), max_variants: int = 4) -> SearchStrategy[Factor]:  # noqa: A002
    """A factor of this id: yes/no or with other variants, ordered or not, moved by one of `owners`."""
    several = st.integers(1, max_variants).map(lambda count: tuple(f"v{place}" for place in range(count)))
    return st.builds(
        Factor,
        st.just(id),
        st.just(YES_NO) | several,
        ordered=st.booleans(),
        owner=st.sampled_from(owners),
        moves=st.sampled_from(_MOVES),
    )


def issues(id: str) -> SearchStrategy[Factor]:  # noqa: A002
    """An issue on a scale from 0 to 100, cut into cells at random whole numbers."""
    cuts = st.lists(st.integers(0, 100), max_size=3)
    return cuts.map(lambda points: Factor.issue(id, issue_cells(0, 100, points)))


def statements(about: Sequence[Factor], terms: Sequence[str] = (), max_leaves: int = 8) -> SearchStrategy[Statement]:
    """Statements about these factors and terms, all names known and all comparisons allowed."""
    return _shapes(max_leaves).map(lambda shape: _dressed(shape, about, terms))


@cache
def _shapes(max_leaves: int) -> SearchStrategy[Statement]:
    """Statements whose leaves are numbers, to be dressed. Made once: making a strategy takes longer than drawing."""
    number = st.integers(0, 1000).map(str)
    return st.recursive(
        st.builds(Compare, number, st.sampled_from(_OPERATORS), number), _compound, max_leaves=max_leaves
    )


def _dressed(shape: Statement, about: Sequence[Factor], terms: Sequence[str]) -> Statement:
    """The shape with a factor, a term or a truth value for the numbers at its leaves."""

    def dress(part: Statement) -> Statement:
        return _dressed(part, about, terms)

    match shape:
        case Compare(name, operator, value):
            which, place = int(name) % (len(about) + len(terms) + 1), int(value)
            if which < len(about):
                return _compared(about[which], operator, place)
            return Named(terms[which - len(about)]) if which < len(about) + len(terms) else Truth(place % 2 == 1)
        case Not(item):
            return Not(dress(item))
        case And(items):
            return And(tuple(map(dress, items)))
        case Or(items):
            return Or(tuple(map(dress, items)))
        case Implies(left, right):
            return Implies(dress(left), dress(right))
        case Iff(left, right):
            return Iff(dress(left), dress(right))
        case Count(kind, number, items):
            return Count(kind, number, tuple(map(dress, items)))
    return shape


def _compared(factor: Factor, operator: Operator, place: int) -> Statement:
    """A comparison that the factor allows; for yes and no half of the time the bare name."""
    if factor.numbers is not None:
        values = (*(f"{number:g}" for number in factor.numbers), "-1", "33.5", "101")
        return Compare(factor.id, operator, values[place % len(values)])
    if factor.yes_no and operator in ("<", ">"):
        return Named(factor.id)
    allowed = operator if factor.ordered else _OPERATORS[_OPERATORS.index(operator) % 2]
    return Compare(factor.id, allowed, factor.variants[place % len(factor.variants)])


@st.composite
def spaces(
    draw: st.DrawFn, max_factors: int = 5, max_terms: int = 3, max_rules: int = 2, with_issues: bool = True
) -> StateSpace:
    """A space of few states: options of two actors, drivers, issues, terms that build on each other, and rules.

    The rules may leave no state feasible.
    """
    made: list[Factor] = []
    for place in range(draw(st.integers(1, max_factors))):
        kind = draw(st.sampled_from(["option", "option", "driver", "issue"] if with_issues else ["option", "driver"]))
        if kind == "option":
            owner = draw(st.sampled_from(("turkey", "taliban")))
            made.append(draw(factors(f"{owner}.o{place}", owners=[owner])))
        else:
            made.append(draw(factors(f"d{place}") if kind == "driver" else issues(f"i{place}")))
    terms: dict[str, Statement] = {}
    for place in range(draw(st.integers(0, max_terms))):
        terms[f"t{place}"] = draw(statements(made, tuple(terms), max_leaves=4))
    rules = draw(st.lists(statements(made, tuple(terms), max_leaves=4), max_size=max_rules))
    return StateSpace(tuple(made), terms, tuple(rules))
