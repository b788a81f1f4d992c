"""The state space: every combination of variants, and the states in which a statement holds.

A state is a number in mixed radix: the first factor is its fastest-changing digit. Statements are evaluated over all
states at once, on tables that span only the factors a part speaks about; a table is spread over the whole space at
the end. So `a and b` costs a few operations on four entries and one copy, however many states there are.

>>> from estimative.base.logic.parsing import parse_statement
>>> rule = parse_statement("taliban.accept implies turkey.offer")
>>> space = StateSpace((Factor("turkey.offer"), Factor("taliban.accept")), {}, (rule,))
>>> space.feasible.tolist()
[True, True, False, True]
>>> space.find(space.holds(parse_statement("taliban.accept")))
{'turkey.offer': 'yes', 'taliban.accept': 'yes'}
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import LimitError, UsageError, listed, nearest
from estimative.base.logic.factors import YES_NO, Factor, Moves, Truths, issue_cells
from estimative.base.logic.resolving import Finding, FindingCode, Vocabulary, leaves, resolve, term_names, term_order
from estimative.base.logic.tree import And, Compare, Count, Iff, Implies, Named, Not, Or, Statement, Truth

__all__ = [
    "MAX_STATES",
    "YES_NO",
    "Factor",
    "Finding",
    "FindingCode",
    "Moves",
    "StateSpace",
    "Truths",
    "Vocabulary",
    "issue_cells",
    "leaves",
    "resolve",
]

MAX_STATES = 1 << 22
"""Spaces with more states are not enumerated: `holds`, `feasible`, `digits` and `find` raise LimitError."""

Leaf: TypeAlias = Callable[[Compare | Named], Truths]


@dataclass(frozen=True, eq=False)
class StateSpace:
    """All states of `factors`, with the `terms` that statements may use and the `rules` that feasible states satisfy.

    Raises UsageError when two factors, or a factor and a term, have one name. Names in terms and rules are looked up
    when they are needed. Two spaces are equal only when they are the same object.
    """

    factors: tuple[Factor, ...]
    terms: Mapping[str, Statement] = field(default_factory=dict)
    rules: tuple[Statement, ...] = ()

    def __post_init__(self) -> None:
        names = [factor.id for factor in self.factors]
        twice = sorted({name for name in names if names.count(name) > 1} | (set(names) & set(self.terms)))
        if twice:
            raise UsageError(f"StateSpace: {listed(twice)} named twice among factors and terms")
        empty = [factor.id for factor in self.factors if not factor.variants]
        if empty:
            raise UsageError(f"StateSpace: {listed(empty)} without variants; an issue needs its cells (`issue_cells`)")
        object.__setattr__(self, "terms", dict(self.terms))

    def __getstate__(self) -> dict[str, Any]:
        """The space without its tables, which another process makes again faster than it reads them."""
        return {"factors": self.factors, "terms": self.terms, "rules": self.rules}

    # --- Size and numbering ---------------------------------------------------------------------------------------

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many variants each factor has."""
        return tuple(len(factor.variants) for factor in self.factors)

    @cached_property
    def size(self) -> int:
        """How many states there are, feasible or not: the product of `shape`."""
        return math.prod(self.shape)

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """By how much the number of a state grows when a factor's index grows by one."""
        return tuple(math.prod(self.shape[:place]) for place in range(len(self.shape)))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What names in statements about these states can mean."""
        return Vocabulary({factor.id: factor for factor in self.factors}, self.terms)

    def digits(self, factor_id: str) -> NDArray[np.int32]:
        """The index of this factor's variant in every state, shape (size,). Raises UsageError, LimitError."""
        place = self._place(factor_id)
        self._enumerable()
        return np.asarray((np.arange(self.size) // self.strides[place]) % self.shape[place], np.int32)

    def code(self, assignment: Mapping[str, str]) -> int:
        """The number of the state with this variant for every factor. Raises UsageError naming all that is wrong."""
        unknown = [name for name in assignment if name not in self._places]
        if unknown:
            raise UsageError(f"code: {listed(unknown)} is no factor{nearest(unknown[0], self._places)}")
        missing = [factor.id for factor in self.factors if factor.id not in assignment]
        if missing:
            raise UsageError(f"code: no variant given for {listed(missing)}")
        code = 0
        for factor, stride in zip(self.factors, self.strides, strict=True):
            variant = assignment[factor.id]
            if variant not in factor.variants:
                raise UsageError(f"code: `{factor.id}` has no variant `{variant}`; it has {listed(factor.variants)}")
            code += stride * factor.variants.index(variant)
        return code

    def assignment(self, code: int) -> dict[str, str]:
        """The variant of every factor in the state with this number, 0 to size - 1. Raises UsageError outside."""
        if not 0 <= code < self.size:
            raise UsageError(f"assignment: state {code} of {self.size}; states are numbered from 0 to {self.size - 1}")
        code = int(code)
        return {
            factor.id: factor.variants[code // stride % len(factor.variants)]
            for factor, stride in zip(self.factors, self.strides, strict=True)
        }

    def label(self, code: int, factors: Collection[str] | None = None) -> str:
        """A state in few words: what does not stand at its first variant, among all factors or those given.

        >>> space = StateSpace((Factor("turkey.offer"), Factor("recognition", ("none", "wide"))))
        >>> space.label(1), space.label(3), space.label(0)
        ('turkey.offer', 'turkey.offer, recognition = wide', 'all at their first variant')
        """
        assignment = self.assignment(code)
        words = [
            factor.id if factor.yes_no else f"{factor.id} = {assignment[factor.id]}"
            for factor in self.factors
            if (factors is None or factor.id in factors) and assignment[factor.id] != factor.variants[0]
        ]
        return ", ".join(words) or "all at their first variant"

    # --- Where statements hold ------------------------------------------------------------------------------------

    def holds(self, statement: Statement) -> Truths:
        """In which states does the statement hold? Shape (size,), feasible states or not; a new array each time.

        Raises UsageError when a name in it means nothing here, LimitError above MAX_STATES states.
        """
        self._enumerable()
        holds = np.empty(self._box, bool)
        holds[...] = self._table(statement)
        return holds.reshape(self.size)

    @cached_property
    def feasible(self) -> Truths:
        """Which states satisfy all rules, shape (size,), read-only. Raises as `holds` does."""
        self._enumerable()
        table = np.ones((1,) * len(self._box), bool)
        for rule in self.rules:
            table = table & self._table(rule)
        feasible = np.array(np.broadcast_to(table, self._box), copy=True).reshape(self.size)
        feasible.flags.writeable = False
        return feasible

    def find(self, mask: Truths) -> dict[str, str] | None:
        """An example: the first feasible state for which `mask` (shape (size,)) is true, or None."""
        if np.shape(mask) != (self.size,):
            raise UsageError(f"find: a mask of shape {np.shape(mask)} for {self.size} states")
        both = self.feasible & np.asarray(mask, bool)
        code = int(np.argmax(both))
        return self.assignment(code) if both[code] else None

    def holds_at(self, statement: Statement, states: NDArray[np.integer[Any]]) -> Truths:
        """In which of these states does the statement hold? For spaces too large to enumerate, too.

        `states` has a row for each state and a column for each factor: the index of its variant. One truth value a row.
        """
        rows = np.asarray(states)
        if rows.ndim != 2 or rows.shape[1] != len(self.factors):
            raise UsageError(f"holds_at: states of shape {rows.shape}; a row a state, {len(self.factors)} columns")
        known: dict[str, Truths] = {}

        def leaf(part: Compare | Named) -> Truths:
            if isinstance(part, Named) and part.name in known:
                return known[part.name]
            place = self._place(part.name)
            return self._allowed(part)[rows[:, place]]

        for name in self._needed(statement, ()):
            known[name] = np.broadcast_to(_evaluate(self.terms[name], leaf), len(rows))
        return np.array(np.broadcast_to(_evaluate(statement, leaf), len(rows)), copy=True)

    # --- Inside ---------------------------------------------------------------------------------------------------

    @cached_property
    def _places(self) -> dict[str, int]:
        return {factor.id: place for place, factor in enumerate(self.factors)}

    def _place(self, factor_id: str) -> int:
        if factor_id not in self._places:
            raise UsageError(f"`{factor_id}` is no factor of this space{nearest(factor_id, self._places)}")
        return self._places[factor_id]

    @cached_property
    def _axes(self) -> dict[str, int]:
        """The axis of each factor in a table. Factors with one variant have none: NumPy's axes are few.

        The last axis of a table changes fastest in memory, as the first factor does in the number of a state.
        """
        moving = [factor.id for factor in self.factors if len(factor.variants) > 1]
        return {name: len(moving) - 1 - place for place, name in enumerate(moving)}

    @cached_property
    def _box(self) -> tuple[int, ...]:
        """The shape of a full table."""
        return tuple(count for count in reversed(self.shape) if count > 1)

    @cached_property
    def _term_tables(self) -> dict[str, Truths]:
        return {}

    @cached_property
    def _leaf_tables(self) -> dict[str | tuple[str, str, str], Truths]:
        """Bare names and comparisons that were found right, by what they say."""
        return {}

    def _table(self, statement: Statement) -> Truths:
        """Truth values over `_box`, with length 1 along the factors that the statement does not speak about.

        Names that an earlier statement used are known to be right; only where one is new are all of them looked up,
        which takes longer than the evaluation.
        """
        with suppress(_NewNameError):
            return _evaluate(statement, self._known_leaf)
        for name in self._needed(statement, self._term_tables):
            self._term_tables[name] = _evaluate(self.terms[name], self._leaf)
        return _evaluate(statement, self._leaf)

    def _known_leaf(self, part: Compare | Named) -> Truths:
        found = self._leaf_tables.get(_said(part))
        if found is None and isinstance(part, Named):
            found = self._term_tables.get(part.name)
        if found is None:
            raise _NewNameError
        return found

    def _leaf(self, part: Compare | Named) -> Truths:
        if isinstance(part, Named) and part.name in self._term_tables:
            return self._term_tables[part.name]
        allowed = self._allowed(part)
        extent = [1] * len(self._box)
        if part.name in self._axes:
            extent[self._axes[part.name]] = len(allowed)
        table = self._leaf_tables[_said(part)] = allowed.reshape(extent)
        return table

    def _allowed(self, part: Compare | Named) -> Truths:
        """Which variants of the factor that `part` names make it true."""
        factor = self.factors[self._place(part.name)]
        if isinstance(part, Named):
            return factor.satisfying("=", "yes")
        return factor.satisfying(part.operator, part.value)

    def _needed(self, statement: Statement, known: Collection[str]) -> list[str]:
        """The terms to evaluate before this statement, in order; all names in it and in them are known to be right."""
        order = term_order(self.terms, term_names(statement, self.terms), known)
        for part in (statement, *(self.terms[name] for name in order)):
            findings = resolve(part, self.vocabulary)
            if findings:
                raise UsageError("; ".join(finding.message for finding in findings))
        return order

    def _enumerable(self) -> None:
        if self.size > MAX_STATES:
            raise LimitError(
                f"{self.size:,} states ({len(self.factors)} factors); at most {MAX_STATES:,} are enumerated:"
                " leave out factors or variants that decide nothing"
            )


class _NewNameError(Exception):
    """A name or comparison that no statement has used before; never leaves this module."""


def _said(part: Compare | Named) -> str | tuple[str, str, str]:
    return part.name if isinstance(part, Named) else (part.name, part.operator, part.value)


def _evaluate(statement: Statement, leaf: Leaf) -> Truths:
    """The statement's truth values, from those that `leaf` gives for comparisons and names, by NumPy's broadcasting."""
    match statement:
        case Compare() | Named():
            return leaf(statement)
        case Truth(value):
            return np.asarray(value)
        case Not(item):
            return ~_evaluate(item, leaf)
        case And(items):
            return _joined(np.logical_and, items, leaf)
        case Or(items):
            return _joined(np.logical_or, items, leaf)
        case Implies(left, right):
            return ~_evaluate(left, leaf) | _evaluate(right, leaf)
        case Iff(left, right):
            return np.asarray(_evaluate(left, leaf) == _evaluate(right, leaf), bool)
        case Count(kind, number, items):
            total: NDArray[np.int32] = np.zeros((), np.int32)
            for item in items:
                total = np.asarray(total + _evaluate(item, leaf), np.int32)
            compare = {"at least": np.greater_equal, "at most": np.less_equal, "exactly": np.equal}[kind]
            return np.asarray(compare(total, number), bool)


def _joined(connective: np.ufunc, items: tuple[Statement, ...], leaf: Leaf) -> Truths:
    table = _evaluate(items[0], leaf)
    for item in items[1:]:
        table = np.asarray(connective(table, _evaluate(item, leaf)), bool)
    return table
