"""Which wants pull one way only: wants against which nothing speaks among the other wants of the same actor.

A want of an actor is *one-sided* where no other want of that actor ever speaks for the opposite: there are no two
possible states, alike but for one factor, between which this want is gained and another one lost. The author has then
heard one side of that actor. It matters for how a case is tried: a range says how much a want matters, never which way
it points, so that where another want pulls against it a change of ranks can already turn the actor round, and
sensitivity and flips look there; where none does, no rank whatever turns it, and only a change of the statement shows
what hangs on its direction. What *other* actors want is no reason to leave a want out: Ankara's wish to keep its
soldiers in Kabul says nothing of how sure it is that the Taliban wish them away.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np

from estimative.base.errors import LimitError
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import StateSpace
from estimative.base.logic.tree import Not, unparse
from estimative.case.models import Case
from estimative.case.space import state_space

MOST_WORK = 1 << 28
"""States times wants times changes of a factor: beyond this nobody should wait for it."""


def one_sided_wants(case: Case, space: StateSpace | None = None) -> dict[str, tuple[str, ...]]:
    """The one-sided wants of every actor that has any, by actor id, in the order of the case.

    Raises LimitError where there are too many states to look at.

    >>> from estimative.case.longform import from_long
    >>> wants = {"w": {"that": "a.go", "rank": 1}, "rest": {"that": "not a.go", "rank": 2},
    ...     "v": {"that": "b.pay", "rank": 3}}
    >>> two = {"a": {"options": {"go": {}}, "wants": wants}, "b": {"options": {"pay": {}}}}
    >>> one_sided_wants(from_long({"id": "t", "actors": two}))
    {'a': ('v',)}
    """
    space = space or state_space(case)
    found = {}
    for name, actor in case.actors.items():
        opposed = _opposed(space, [want.that for want in actor.wants.values()])
        if alone := tuple(want for want, against in zip(actor.wants, opposed, strict=True) if not against):
            found[name] = alone
    return found


def reversed_statement(that: str) -> str:
    """The opposite of a statement, as a person would write it.

    >>> reversed_statement("a.go and b.pay"), reversed_statement("not a.go")
    ('not (a.go and b.pay)', 'a.go')
    """
    read = parse_statement(that)
    return unparse(read.item) if isinstance(read, Not) else unparse(Not(read))


def _opposed(space: StateSpace, statements: list[str]) -> list[bool]:
    """For each statement: is it somewhere gained by a change of one factor by which another one is lost?"""
    changes = sum(len(factor.variants) * (len(factor.variants) - 1) for factor in space.factors)
    if space.size * len(statements) * changes > MOST_WORK:
        raise LimitError(f"{space.size:,} states are too many to see which wants pull one way only")
    if len(statements) < 2:
        return [False] * len(statements)
    holds = np.stack([space.holds(parse_statement(text)) for text in statements])
    against = np.zeros((len(statements), len(statements)), dtype=bool)
    for factor, stride in zip(space.factors, space.strides, strict=True):
        digits = space.digits(factor.id)
        for one, other in permutations(range(len(factor.variants)), 2):
            before = np.flatnonzero(space.feasible & (digits == one))
            before = before[space.feasible[before + (other - one) * stride]]
            after = before + (other - one) * stride
            gained = (holds[:, after] & ~holds[:, before]).astype(np.float32)
            lost = (holds[:, before] & ~holds[:, after]).astype(np.float32)
            against |= gained @ lost.T > 0
    return [bool(row.any()) for row in against]
