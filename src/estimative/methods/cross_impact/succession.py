"""One step of succession for many scenarios at once, and the way that one scenario takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from estimative.base.errors import UsageError
from estimative.methods.cross_impact.field import Field, field_of
from estimative.methods.cross_impact.problem import CrossImpact, Ints
from estimative.methods.cross_impact.rules import Rule, rule

MOST_STEPS = 100_000
_AT_ONCE = 1 << 18


def successors(problem: CrossImpact, scenarios: ArrayLike, by: str | Rule, held: Iterable[int] = ()) -> Ints:
    """What each scenario (m, descriptors) turns into in one step.

    `held` names descriptors, by their places, that keep the variant they have. Raises UsageError for a rule, a scenario
    or a place that does not exist.

    >>> push = np.array([[0, 0, 2, 0], [0, 0, 0, 2], [1, 0, 0, 0], [0, 1, 0, 0]])
    >>> problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), push)
    >>> successors(problem, [[0, 1]], "global").tolist(), successors(problem, [[0, 1]], "sequential").tolist()
    ([[1, 0]], [[1, 1]])
    """
    chosen = problem.scenarios(scenarios)
    fixed = sorted({int(j) for j in held})
    if fixed and not 0 <= fixed[0] <= fixed[-1] < len(problem.counts):
        raise UsageError(f"held: {fixed}; descriptors are numbered 0 to {len(problem.counts) - 1}")
    after = chosen.copy()
    kinds, which = np.unique(chosen[:, fixed], axis=0, return_inverse=True)
    for k, kept in enumerate(kinds):  # scenarios that hold the same variants share a field
        rows = np.flatnonzero(which.reshape(-1) == k)
        field = field_of(problem, {j: int(variant) for j, variant in zip(fixed, kept.tolist(), strict=True)})
        place = np.ix_(rows, np.array(field.places, dtype=np.int64))
        after[place] = stepped(field, rule(by), len(problem.counts), chosen[place].T).T
    return after


def stepped(field: Field, by: Rule, count: int, states: Ints) -> Ints:
    """One step for the states (descriptors, m) of a field, in portions that fit into memory.

    `count` is the number of descriptors of the problem.
    """
    order = by.order_of(field.places, count)
    after = np.empty_like(states)
    width = max(1, _AT_ONCE // max(1, len(field.base)))
    for first in range(0, states.shape[1], width):
        part = states[:, first : first + width]
        after[:, first : first + width] = by.succession.step(
            field, field.scores(part), part, by.ties == "lowest", order
        )
    return after


def way(problem: CrossImpact, start: Sequence[int], by: str | Rule, held: Iterable[int] = ()) -> tuple[Ints, int]:
    """The scenarios (m, descriptors) that a start runs through, each once, and the place where the last leads back to.

    From that place on the way is a cycle; it is the last place where the succession comes to rest. Raises UsageError as
    `successors` does, or where nothing repeats within 100,000 steps.

    >>> push = np.array([[0, 0, 2, 0], [0, 0, 0, 2], [1, 0, 0, 0], [0, 1, 0, 0]])
    >>> problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), push)
    >>> states, back = way(problem, (0, 1), "global")
    >>> states.tolist(), back
    ([[0, 1], [1, 0]], 0)
    """
    kept = tuple(held)
    here = problem.scenarios([list(start)])
    seen: dict[bytes, int] = {}
    walked: list[Ints] = []
    while here.tobytes() not in seen:
        if len(walked) == MOST_STEPS:
            raise UsageError(f"way: nothing repeats within {MOST_STEPS:,} steps from {list(start)}")
        seen[here.tobytes()] = len(walked)
        walked.append(here[0])
        here = successors(problem, here, by, kept)
    return np.array(walked), seen[here.tobytes()]
