"""Hypothesis strategies for cross-impact problems, and for the same problem in other words.

Small, but over all that is allowed: descriptors of one variant, ties, blocks on the diagonal, islands, forbidden
combinations, large numbers.

>>> from hypothesis import given
>>> from estimative.methods.cross_impact import solve
>>> @given(cross_impacts(max_scenarios=16))
... def a_wider_tolerance_loses_nothing(problem):
...     assert set(solve(problem)) <= set(solve(problem, tolerance=1))
>>> a_wider_tolerance_loses_nothing()
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from estimative.methods.cross_impact import CrossImpact
from estimative.testing.under_test import Relabelled


@st.composite
def cross_impacts(draw: st.DrawFn, max_scenarios: int = 64, rules: bool = True, own_blocks: bool = True) -> CrossImpact:
    """Problems of at most `max_scenarios` scenarios; some or all of these may be forbidden."""
    counts: list[int] = []
    size, wanted = 1, draw(st.integers(1, 6))
    while len(counts) < wanted and size < max_scenarios:
        counts.append(draw(st.integers(1, min(4, max_scenarios // size))))
        size *= counts[-1]
    values = draw(st.sampled_from([st.integers(-1, 1), st.integers(-3, 3), st.integers(-1000, 1000)]))
    ends = np.cumsum([0, *counts])
    matrix = np.zeros((ends[-1], ends[-1]), dtype=np.int64)
    for i, rows in enumerate(pairwise(ends)):
        for j, columns in enumerate(pairwise(ends)):
            if (i != j or own_blocks) and draw(st.booleans()):
                cells = draw(st.lists(values, min_size=counts[i] * counts[j], max_size=counts[i] * counts[j]))
                matrix[slice(*rows), slice(*columns)] = np.reshape(cells, (counts[i], counts[j]))
    names = tuple(f"d{j}" for j in range(len(counts)))
    variants = tuple(tuple(f"v{k}" for k in range(count)) for count in counts)
    never = draw(st.lists(_partial(counts), max_size=3)) if rules else []
    return CrossImpact(names, variants, matrix, tuple(never))


@st.composite
def _partial(draw: st.DrawFn, counts: list[int]) -> tuple[tuple[int, int], ...]:
    places = draw(st.lists(st.integers(0, len(counts) - 1), min_size=1, unique=True))
    return tuple((j, draw(st.integers(0, counts[j] - 1))) for j in places)


def relabelled(problem: CrossImpact) -> SearchStrategy[Relabelled[CrossImpact]]:
    """The same problem with its descriptors and their variants in another order and under other names."""

    def make(orders: tuple[list[int], list[list[int]]]) -> Relabelled[CrossImpact]:
        order, within = (
            orders  # place k of the other problem is descriptor order[k], its variant x is within[order[k]][x]
        )
        rows = np.concatenate([problem.offsets[j] + np.array(within[j]) for j in order])
        place = {j: k for k, j in enumerate(order)}
        spot = [{variant: x for x, variant in enumerate(each)} for each in within]
        other = CrossImpact(
            tuple(f"another {problem.descriptors[j]}" for j in order),
            tuple(tuple(f"another {problem.variants[j][v]}" for v in within[j]) for j in order),
            problem.matrix[np.ix_(rows, rows)],
            tuple(tuple((place[j], spot[j][v]) for j, v in pattern) for pattern in problem.never),
        )
        return Relabelled(other, _translation(order, spot))

    return st.tuples(
        st.permutations(range(len(problem.counts))),
        st.tuples(*(st.permutations(range(count)) for count in problem.counts)).map(list),
    ).map(make)


def _translation(order: list[int], spot: list[dict[int, int]]) -> Callable[[Any], Any]:
    """How an answer of `solve` reads in the other problem."""

    def translate(answer: Any) -> Any:
        scenarios = [[spot[j][scenario[j]] for j in order] for scenario in answer["consistent"]]
        ranked = sorted(range(len(scenarios)), key=lambda row: scenarios[row])
        islands = [sorted(order.index(j) for j in island) for island in answer["islands"]]
        parts = sorted(zip(islands, answer["per_island"], strict=True))
        return {
            **answer,
            "consistent": [scenarios[row] for row in ranked],
            "margin": [answer["margin"][row] for row in ranked],
            "total_impact_score": [answer["total_impact_score"][row] for row in ranked],
            "inconsistency": {name: [each[row] for row in ranked] for name, each in answer["inconsistency"].items()},
            "islands": [island for island, _ in parts],
            "per_island": [count for _, count in parts],
        }

    return translate
