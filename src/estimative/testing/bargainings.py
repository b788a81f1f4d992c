"""Hypothesis strategies for issues to bargain over: with ties, actors that count for nothing, with a status quo or not.

>>> from hypothesis import given
>>> from estimative.methods.bargaining import compromise
>>> @given(bargainings())
... def the_compromise_is_on_the_scale(problem):
...     assert problem.low <= compromise(problem) <= problem.high
>>> the_compromise_is_on_the_scale()
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from estimative.methods.bargaining import Bargaining, Exchange
from estimative.methods.bargaining.problem import Floats
from estimative.testing.under_test import Relabelled

NAMES = ("ada", "ben", "cem", "dov", "eva", "fay")


def _grid(low: int, high: int, parts: int) -> st.SearchStrategy[float]:
    return st.integers(low * parts, high * parts).map(lambda number: number / parts)


@st.composite
def bargainings(draw: st.DrawFn, most: int = len(NAMES), names: tuple[str, ...] | None = None) -> Bargaining:
    """One issue: positions on a coarse grid, where some coincide, or anywhere; weights likewise, some of them zero."""
    actors = names or NAMES[: draw(st.integers(1, min(most, len(NAMES))))]
    low, span = draw(st.sampled_from([(0.0, 100.0), (4.0, 6.0), (-1.0, 2.5)]))
    share = draw(st.sampled_from([_grid(0, 1, 4), st.floats(0, 1)]))
    capability = draw(st.sampled_from([_grid(0, 3, 1), st.floats(0.01, 50)]))
    salience = draw(st.sampled_from([_grid(0, 1, 2), st.floats(0.01, 1)]))
    count = len(actors)

    def row(each: st.SearchStrategy[float]) -> Floats:
        return np.array(draw(st.lists(each, min_size=count, max_size=count)))

    position = np.minimum(low + row(share) * span, low + span)
    able, cares = row(capability), row(salience)
    if not able @ cares > 0:
        able[0], cares[0] = 1.0, 0.5
    status_quo = draw(st.none() | share.map(lambda part: min(low + part * span, low + span)))
    return Bargaining(actors, position, able, cares, low, low + span, status_quo)


@st.composite
def exchanges(draw: st.DrawFn, most_issues: int = 3) -> Exchange:
    """Several issues; now and then an actor does not stand on one of them."""
    actors = NAMES[: draw(st.integers(2, 5))]
    issues = {}
    for name in ("p", "q", "r")[: draw(st.integers(2, most_issues))]:
        there = draw(st.sets(st.sampled_from(actors), min_size=len(actors) - 1))
        issues[name] = draw(bargainings(names=tuple(actor for actor in actors if actor in there)))
    return Exchange(issues)


@st.composite
def relabelled_bargaining(draw: st.DrawFn, problem: Bargaining) -> Relabelled[Bargaining]:
    """The same issue, its actors renamed and in another order."""
    order = draw(st.permutations(range(len(problem.actors))))
    names = {actor: f"{actor}-too" for actor in problem.actors}
    other = Bargaining(
        tuple(names[problem.actors[i]] for i in order),
        problem.position[order],
        problem.capability[order],
        problem.salience[order],
        problem.low,
        problem.high,
        problem.status_quo,
    )

    def translate(answer: Any) -> Any:
        moved = {
            kind: {names[actor]: figure for actor, figure in row.items()} for kind, row in answer["levers"].items()
        }
        return {**answer, "levers": moved}

    return Relabelled(other, translate)
