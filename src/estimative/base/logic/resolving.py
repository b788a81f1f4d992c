"""Do the names in a statement mean something? All findings at once, each with its place in the text.

>>> from estimative.base.logic.parsing import parse_statement
>>> vocabulary = Vocabulary({"turkey.withdraw": Factor("turkey.withdraw")}, {})
>>> [finding.message for finding in resolve(parse_statement("not turkey.withdrew"), vocabulary)]
['nothing is called `turkey.withdrew`; did you mean `turkey.withdraw`?']
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Literal, TypeAlias

from estimative.base.errors import listed, nearest
from estimative.base.logic.factors import ORDER_OPERATORS, Factor, is_number
from estimative.base.logic.tree import Compare, Named, Statement, walk

FindingCode: TypeAlias = Literal[
    "unknown-name",
    "unknown-variant",
    "no-order",
    "not-yes-no",
    "needs-number",
    "needs-variant",
    "compared-term",
    "term-cycle",
]

MAX_FINDINGS = 50
"""So many findings of one statement are enough; the nearest known name for each takes time."""


@dataclass(frozen=True)
class Finding:
    """What is wrong with one place of a statement; `offset` and `length` count characters of its text."""

    code: FindingCode
    message: str
    offset: int
    length: int = 0


@dataclass(frozen=True)
class Vocabulary:
    """What names can mean: factors (options, drivers, issues) and terms (named statements)."""

    factors: Mapping[str, Factor]
    terms: Mapping[str, Statement]

    @cached_property
    def circles(self) -> Mapping[str, tuple[str, ...]]:
        """For every term that needs itself in the end: a circle of terms, from its alphabetically first member.

        Terms that need each other have one circle between them, the shortest that runs through the first of them.

        >>> Vocabulary({}, {"a": Named("b"), "b": Named("a"), "c": Named("a")}).circles
        {'a': ('a', 'b'), 'b': ('a', 'b')}
        """
        names = {name: term_names(term, self.terms) for name, term in self.terms.items()}
        circles: dict[str, tuple[str, ...]] = {}
        for knot in _knots(names):
            circle = _shortest_circle(min(knot), names)
            circles |= dict.fromkeys(sorted(knot), circle)
        return circles

    @cached_property
    def _term_of(self) -> Mapping[int, str]:
        """The name of a term by the identity of its statement."""
        return {id(term): name for name, term in self.terms.items()}

    def __getstate__(self) -> dict[str, Any]:
        """Without what was computed: identities mean nothing in another process."""
        return {"factors": self.factors, "terms": self.terms}


def resolve(statement: Statement, vocabulary: Vocabulary) -> list[Finding]:
    """What in this statement does not mean anything? The first MAX_FINDINGS findings, in the order of the text.

    Terms are not opened: what is wrong inside one is found when that term is resolved. A name of a term that runs in a
    circle is a finding too, except that a statement which is itself a term of the vocabulary (the same object) reports
    only the circle of which it is the alphabetically first member: resolving every term names each circle once.
    """
    found = (finding for part in walk(statement) for finding in _findings(part, statement, vocabulary))
    return sorted(islice(found, MAX_FINDINGS), key=lambda finding: finding.offset)


def _findings(part: Statement, whole: Statement, vocabulary: Vocabulary) -> Iterator[Finding]:
    if isinstance(part, Compare):
        yield from _compared(part, vocabulary)
    elif isinstance(part, Named):
        yield from _named(part, whole, vocabulary)


def _compared(part: Compare, vocabulary: Vocabulary) -> Iterator[Finding]:
    factor = vocabulary.factors.get(part.name)
    value_start = part.end - len(part.value)
    if factor is None:
        if part.name in vocabulary.terms:
            message = f"`{part.name}` is a term, true or false: write `{part.name}` or `not {part.name}`"
            yield Finding("compared-term", message, part.start, part.end - part.start)
        else:
            yield _unknown(part, vocabulary)
    elif factor.numbers is not None:
        if not is_number(part.value):
            message = f"`{part.name}` is an issue: compare it with a number, as in `{part.name} >= 60`"
            yield Finding("needs-number", message, value_start, len(part.value))
    elif is_number(part.value):
        message = f"`{part.name}` is no issue: compare it with one of its variants {listed(factor.variants)}"
        yield Finding("needs-variant", message, value_start, len(part.value))
    else:
        if part.value not in factor.variants:
            wanted = nearest(part.value, factor.variants)
            message = f"`{part.name}` has no variant `{part.value}`; it has {listed(factor.variants)}{wanted}"
            yield Finding("unknown-variant", message, value_start, len(part.value))
        if part.operator in ORDER_OPERATORS and not factor.ordered:
            message = (
                f"`{part.operator}` needs an order, and `{part.name}` has none: write `=` or `!=`,"
                f" or mark it `ordered: true` if {listed(factor.variants)} go from less to more"
            )
            yield Finding("no-order", message, part.start, part.end - part.start)


def _named(part: Named, whole: Statement, vocabulary: Vocabulary) -> Iterator[Finding]:
    factor = vocabulary.factors.get(part.name)
    length = part.end - part.start
    if part.name in vocabulary.terms:
        yield from _circle(part, whole, vocabulary)
    elif factor is not None and factor.yes_no:
        return
    elif factor is None:
        yield _variant_alone(part, whole, vocabulary) or _unknown(part, vocabulary)
    elif factor.numbers is not None:
        message = (
            f"`{part.name}` is an issue and says nothing alone: compare it with a number, as in `{part.name} >= 60`"
        )
        yield Finding("not-yes-no", message, part.start, length)
    else:
        message = (
            f"`{part.name}` says nothing alone: say which variant, as in `{part.name} = {factor.variants[-1]}`;"
            f" it has {listed(factor.variants)}"
        )
        yield Finding("not-yes-no", message, part.start, length)


def _variant_alone(part: Named, whole: Statement, vocabulary: Vocabulary) -> Finding | None:
    """`recognition = regional or wide`: the second variant stands alone, and is not a statement."""
    for other in walk(whole):
        factor = vocabulary.factors.get(other.name) if isinstance(other, Compare) else None
        if factor is not None and part.name in factor.variants:
            message = f"`{part.name}` is a variant and says nothing alone: write `{factor.id} = {part.name}`"
            return Finding("unknown-name", message, part.start, part.end - part.start)
    return None


def _unknown(part: Compare | Named, vocabulary: Vocabulary) -> Finding:
    known = [*vocabulary.factors, *vocabulary.terms]
    owned = [name for name in known if name.startswith(f"{part.name}.")]
    same_option = [name for name in known if name.endswith(f".{part.name}")]
    if owned:
        words = f"`{part.name}` says nothing alone; name one of its options: {listed(owned)}"
    elif same_option:
        words = f"nothing is called `{part.name}`; did you mean {' or '.join(f'`{name}`' for name in same_option[:3])}?"
    elif known:
        words = f"nothing is called `{part.name}`{nearest(part.name, known)}"
    else:
        words = f"nothing is called `{part.name}`: there are no factors and no terms yet"
    return Finding("unknown-name", words, part.start, len(part.name))


def _circle(part: Named, whole: Statement, vocabulary: Vocabulary) -> Iterator[Finding]:
    circle = vocabulary.circles.get(part.name)
    if circle is None:
        return
    own = vocabulary._term_of.get(id(whole))
    following = circle[1 % len(circle)]
    if own is None or (own == circle[0] and part.name == following):
        path = " → ".join([*circle, circle[0]])
        message = f"terms cannot run in a circle: {path}; one of them must be said without the others"
        yield Finding("term-cycle", message, part.start, part.end - part.start)


def _knots(names: Mapping[str, list[str]]) -> list[set[str]]:
    """The sets of terms that need each other: strongly connected components that hold a circle.

    Kosaraju's two searches, without recursion: in the order in which the first leaves the terms, last first, the second
    follows the arrows backwards.
    """
    left: dict[str, None] = {}
    entered: set[str] = set()
    for start in names:
        waiting = [] if start in entered else [(start, iter(names[start]))]
        entered.add(start)
        while waiting:
            following = next((other for other in waiting[-1][1] if other not in entered), None)
            if following is None:
                left[waiting.pop()[0]] = None
            else:
                entered.add(following)
                waiting.append((following, iter(names[following])))
    users: dict[str, list[str]] = {name: [] for name in names}
    for name, named in names.items():
        for other in named:
            users[other].append(name)
    knots, taken = [], set[str]()
    for start in reversed(left):
        knot, found = set[str](), [start]
        while found:
            name = found.pop()
            if name not in taken:
                taken.add(name)
                knot.add(name)
                found += users[name]
        if len(knot) > 1 or any(name in names[name] for name in knot):
            knots.append(knot)
    return knots


def _shortest_circle(start: str, names: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The shortest way from a term back to itself, breadth first; there is one."""
    came_from: dict[str, str] = {}
    layer = [start]
    while start not in came_from:
        following = []
        for name in layer:
            for other in names[name]:
                if other not in came_from:
                    came_from[other] = name
                    following.append(other)
        layer = following
    way = [came_from[start]]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def term_names(statement: Statement, terms: Mapping[str, Statement]) -> list[str]:
    """The terms that a statement names, each once, in the order of the text."""
    named = (part.name for part in walk(statement) if isinstance(part, Named) and part.name in terms)
    return list(dict.fromkeys(named))


def leaves(statement: Statement, terms: Mapping[str, Statement]) -> Iterator[Compare | Named]:
    """Every comparison and bare name on which the statement depends, terms opened, each term once.

    So the factors it speaks about are the names of its leaves, and the cuts of an issue are the values it is compared
    with there.

    >>> [leaf.name for leaf in leaves(Named("t"), {"t": Compare("role", ">=", "60")})]
    ['role']
    """
    needed = term_order(terms, term_names(statement, terms))
    for part in (statement, *(terms[name] for name in needed)):
        for inner in walk(part):
            if isinstance(inner, Compare) or (isinstance(inner, Named) and inner.name not in terms):
                yield inner


def term_order(terms: Mapping[str, Statement], starts: Iterable[str], known: Collection[str] = ()) -> list[str]:
    """The terms that `starts` need, themselves included, each after those that it names itself; not those in `known`.

    >>> term_order({"a": Named("b"), "b": Named("x")}, ["a"])
    ['b', 'a']

    Where terms run in a circle the order is of no use; `Vocabulary.circles` tells.
    """
    order: list[str] = []
    entered = set(known)
    for start in starts:
        waiting = [] if start in entered else [(start, iter(term_names(terms[start], terms)))]
        entered.add(start)
        while waiting:
            following = next((other for other in waiting[-1][1] if other not in entered), None)
            if following is None:
                order.append(waiting.pop()[0])
            else:
                entered.add(following)
                waiting.append((following, iter(term_names(terms[following], terms))))
    return order
