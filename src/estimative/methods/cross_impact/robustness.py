"""What single judgments, each off by one, do to the consistent scenarios of a whole problem."""

from __future__ import annotations

import time

from estimative.base.progress import SILENT, Progress
from estimative.methods.cross_impact.changes import bounds_of
from estimative.methods.cross_impact.consistent import LISTED, solve
from estimative.methods.cross_impact.problem import CrossImpact
from estimative.methods.cross_impact.single_changes import Robustness, singles


def robustness(
    problem: CrossImpact, limit: int = LISTED, bounds: tuple[int, int] | None = None, progress: Progress = SILENT
) -> Robustness:
    """Which consistent scenarios survive every change of one judgment by one, and which others such a change brings?

    Exact: what breaks a scenario follows from its margins, and newcomers are searched for among all that are consistent
    within a tolerance of 1. At most `limit` scenarios are looked at in each of the two sets; `bounds` is the scale that
    judgments stay on (`bounds_of` where None). Raises what `solve` raises.

    >>> import numpy as np
    >>> push = np.array([[0, 0, 0, 0], [0, 0, 0, 1], [2, 0, 0, 0], [0, 2, 0, 0]])
    >>> problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), push)
    >>> found = robustness(problem)
    >>> found.survivors, len(found.newcomers), found.complete
    (((1, 1),), 0, True)
    """
    begun = time.perf_counter()
    low, high = bounds_of(problem) if bounds is None else bounds
    exactly = solve(problem, 0, limit, progress=progress)
    nearly = solve(problem, 1, limit, progress=progress)
    kept, new = singles(problem, exactly.scenarios, nearly.scenarios, (low, high))
    warnings = []
    if not exactly.complete:
        warnings.append(f"only {len(exactly):,} consistent scenarios were looked at, not all")
    if not nearly.complete:
        warnings.append(f"newcomers were looked for among {len(nearly):,} scenarios; there may be more")
    return Robustness(
        problem,
        low,
        high,
        kept,
        new,
        complete=exactly.complete and nearly.complete,
        warnings=tuple(warnings),
        seconds=time.perf_counter() - begun,
    )
