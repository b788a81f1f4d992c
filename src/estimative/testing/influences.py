"""Hypothesis strategies for problems of influence, and for the same problem in other words.

>>> from hypothesis import given
>>> from estimative.methods.influence import solve
>>> @given(influences())
... def weight_is_one_on_the_average_or_nobodys(problem):
...     assert round(solve(problem).tables.power.mean(), 9) in (0, 1)
>>> weight_is_one_on_the_average_or_nobodys()
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from hypothesis import strategies as st

from estimative.methods.influence import STRONGEST, Influence
from estimative.testing.under_test import Relabelled

_BY_BOTH = ("MDI", "MDII", "MMDII", "net_influence")
_BY_ACTOR = ("I", "D", "R", "Q", "mobilisation", "ambivalence")


@st.composite
def influences(draw: st.DrawFn, max_actors: int = 6, max_objectives: int = 5, strongest: int = STRONGEST) -> Influence:
    """Problems with at least one actor and perhaps no objective; many entries are 0."""
    n, m = draw(st.integers(1, max_actors)), draw(st.integers(0, max_objectives))
    link = st.sampled_from([0, 0, *range(strongest + 1)])
    stake = st.sampled_from([0, 0, *range(-strongest, strongest + 1)])
    influence = np.array(draw(st.lists(link, min_size=n * n, max_size=n * n))).reshape(n, n)
    np.fill_diagonal(influence, 0)
    stakes = np.array(draw(st.lists(stake, min_size=n * m, max_size=n * m)), dtype=np.int64).reshape(n, m)
    return Influence(tuple(f"actor {i}" for i in range(n)), tuple(f"aim {a}" for a in range(m)), influence, stakes)


@st.composite
def relabelled(draw: st.DrawFn, problem: Influence) -> Relabelled[Influence]:
    """The same problem with actors and objectives renamed and in another order."""
    actors = draw(st.permutations(range(len(problem.actors))))
    aims = draw(st.permutations(range(len(problem.objectives))))
    other = Influence(
        tuple(f"renamed {problem.actors[i]}" for i in actors),
        tuple(f"renamed {problem.objectives[a]}" for a in aims),
        problem.influence[np.ix_(actors, actors)],
        problem.stakes[np.ix_(actors, aims)],
    )

    def translate(answer: Any) -> Any:
        moved = {key: _moved(key, value, actors, aims) for key, value in answer.items()}
        return {**moved, "actors": list(other.actors), "objectives": list(other.objectives)}

    return Relabelled(other, translate)


def _moved(key: str, value: Any, actors: list[int], aims: list[int]) -> Any:
    """One table of an answer with its rows and columns in the other order."""
    if key in _BY_BOTH or re.fullmatch(r"\d[CD]AA", key):
        return [[value[i][j] for j in actors] for i in actors]
    if re.fullmatch(r"\dMAO", key):
        return [[value[i][a] for a in aims] for i in actors]
    if key.split("_", maxsplit=1)[0] in _BY_ACTOR:
        return [value[i] for i in actors]
    if key.startswith("objectives_"):
        return [value[a] for a in aims]
    return value
