"""Hypothesis strategies for conflicts, in option and in graph form, and for the same conflict in other words.

Small, but over all that each form allows: rules, one-way options, options of several variants, ties, drivers; moves
that are not transitive, hidden states, preferences known in part.

>>> from hypothesis import given
>>> from estimative.methods.conflict import solve
>>> @given(conflicts(max_states=8))
... def what_nobody_can_better_is_stable_by_every_concept(conflict):
...     stable = solve(conflict).stable
...     assert all((stable["Nash"] <= table).all() for table in stable.values())
>>> what_nobody_can_better_is_stable_by_every_concept()
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from estimative.base.logic.space import Factor, Moves
from estimative.methods.conflict import Conflict, GraphConflict, PartialPreference
from estimative.methods.conflict.problem import Bools, Ints
from estimative.testing.under_test import Relabelled

_MOVES: tuple[Moves, ...] = ("both", "both", "forward", "back")


@st.composite
def conflicts(draw: st.DrawFn, max_states: int = 24, max_decision_makers: int = 4, drivers: bool = True) -> Conflict:
    """Conflicts in option form with at most `max_states` combinations of variants, of which at least one is feasible.

    A decision maker may have no option at all.
    """
    count = draw(st.integers(1, max_decision_makers))
    names = tuple(f"dm{i}" for i in range(count))
    owners = [*names, None] if drivers else list(names)
    factors: list[Factor] = []
    size, wanted = 1, draw(st.integers(1, 6))
    while size * 2 <= max_states and len(factors) < wanted:
        variants = ("a", "b", "c")[: draw(st.integers(2, min(3, max_states // size)))]
        owner, moves = draw(st.sampled_from(owners)), draw(st.sampled_from(_MOVES))
        factors.append(Factor(f"f{len(factors)}", variants, owner=owner, moves=moves))
        size *= len(variants)
    feasible = draw(st.just(np.ones(size, dtype=bool)) | _bools(size).filter(np.any))
    return Conflict(names, tuple(factors), feasible, draw(_ranks(count, size)))


@st.composite
def graph_conflicts(
    draw: st.DrawFn,
    max_states: int = 7,
    max_decision_makers: int = 4,
    hidden: bool = True,
    unknown: bool = True,
) -> GraphConflict:
    """Conflicts in graph form with any moves; `hidden` states are unseen, `unknown` preferences known in part only."""
    n, m = draw(st.integers(1, max_decision_makers)), draw(st.integers(1, max_states))
    arcs = draw(_bools(n * m * m)).reshape(n, m, m) & ~np.eye(m, dtype=bool)
    unseen = draw(st.just(np.zeros((n, m), dtype=bool)) | _bools(n * m).map(lambda found: found.reshape(n, m)))
    known: tuple[PartialPreference | None, ...] = (None,) * n
    if unknown:
        known = draw(st.just(known) | st.tuples(*(st.none() | _partial(m) for _ in range(n))))
    return GraphConflict(
        tuple(f"dm{i}" for i in range(n)),
        tuple(f"s{k}" for k in range(1, m + 1)),
        arcs,
        draw(_ranks(n, m)),
        known,
        unseen if hidden else np.zeros((n, m), dtype=bool),
    )


@st.composite
def relabelled(draw: st.DrawFn, problem: Conflict | GraphConflict) -> Relabelled[Conflict | GraphConflict]:
    """The same conflict with decision makers and options, or states, renamed and in another order."""
    order = draw(st.permutations(range(len(problem.decision_makers))))
    names = {name: f"renamed {place}" for place, name in enumerate(problem.decision_makers)}
    dms = tuple(names[problem.decision_makers[i]] for i in order)
    if isinstance(problem, GraphConflict):
        states = draw(st.permutations(range(len(problem.labels))))
        other: Conflict | GraphConflict = _graph_in_order(problem, dms, order, states)
        numbers = {old + 1: new + 1 for new, old in enumerate(states)}
    else:
        other, codes = _options_in_order(problem, dms, order, draw(st.permutations(range(len(problem.factors)))), names)
        numbers = {problem.number(old): other.number(new) for old, new in codes.items()}
    return Relabelled(other, _translation(names, numbers))


def _graph_in_order(problem: GraphConflict, dms: tuple[str, ...], order: list[int], states: list[int]) -> GraphConflict:
    def moved(table: Bools) -> Bools:
        return table[np.ix_(states, states)]

    partial = [problem.partial[i] for i in order]
    return GraphConflict(
        dms,
        tuple(f"renamed {problem.labels[code]}" for code in states),
        np.stack([moved(problem.arcs[i]) for i in order]),
        problem.ranks[np.ix_(order, states)],
        tuple(known and PartialPreference(moved(known.better), moved(known.unknown)) for known in partial),
        problem.hidden[np.ix_(order, states)],
    )


def _options_in_order(
    problem: Conflict, dms: tuple[str, ...], order: list[int], places: list[int], names: Mapping[str, str]
) -> tuple[Conflict, dict[int, int]]:
    """The conflict with its factors in another order, and by the code of each state its code there."""
    factors = tuple(
        replace(factor, id=f"renamed {factor.id}", owner=None if factor.owner is None else names[factor.owner])
        for factor in (problem.factors[k] for k in places)
    )
    shape = [len(factor.variants) for factor in problem.factors]
    # The first factor changes fastest, NumPy's last axis does: hence the axes are read backwards.
    axes = [len(shape) - 1 - k for k in reversed(places)]
    old = np.arange(problem.size).reshape(shape[::-1]).transpose(axes).ravel()
    other = Conflict(dms, factors, problem.feasible[old], problem.ranks[order][:, old])
    return other, {int(code): int(np.flatnonzero(old == code)[0]) for code in problem.states}


def _translation(names: Mapping[str, str], numbers: Mapping[int, int]) -> Callable[[Any], Any]:
    """Names of decision makers and lists of state numbers in an answer, wherever they stand."""

    def translate(answer: Any) -> Any:
        if isinstance(answer, dict):
            return {names.get(key, key): translate(item) for key, item in answer.items()}
        if isinstance(answer, list) and all(type(item) is int for item in answer):
            return sorted(numbers[item] for item in answer)
        return answer

    return translate


def _bools(count: int) -> SearchStrategy[Bools]:
    """As many truth values, drawn as one whole number: fewer draws shrink better."""

    def spread(number: int) -> Bools:
        return np.array([number >> place & 1 for place in range(count)], dtype=bool)

    return st.integers(0, 2**count - 1).map(spread)


@st.composite
def _ranks(draw: st.DrawFn, count: int, size: int) -> Ints:
    most = draw(st.sampled_from([1, 3, 99]))
    found = draw(st.lists(st.integers(0, most), min_size=count * size, max_size=count * size))
    return np.array(found, dtype=np.int64).reshape(count, size)


@st.composite
def _partial(draw: st.DrawFn, size: int) -> PartialPreference:
    """For each pair of states one of: better, worse, alike, unknown. Nothing makes it transitive."""
    better, unknown = np.zeros((size, size), dtype=bool), np.zeros((size, size), dtype=bool)
    for s in range(size):
        for t in range(s):
            relation = draw(st.integers(0, 3))
            better[s, t], better[t, s] = relation == 1, relation == 2
            unknown[s, t] = unknown[t, s] = relation == 3
    return PartialPreference(better, unknown)
