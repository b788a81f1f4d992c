"""Where the others can go: reach by legal sequences of moves, and the least value met on the way.

A *legal sequence* is a chain of moves by the members of a group in which nobody moves twice in a row. In option form
with transitive option moves and ranks, legal reach and plain reach differ at most in the start itself, which changes
no stability answer; so the minimum over reach is a fixed point that needs no book of last movers. Paths for witnesses
are found with the last mover kept, straight from the definition.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from estimative.methods.conflict.comparing import perhaps_better
from estimative.methods.conflict.problem import Conflict, Ints
from estimative.methods.conflict.surface import AnyConflict, rank_of

Step = tuple[int, int]
"""One move in a path: the number of the decision maker and the code it arrives at."""


def reach_minimum(problem: Conflict, values: Ints, movers: Sequence[int], improving: bool) -> Ints:
    """Per code t the least of `values` over t and all that `movers` reach from t by legal sequences.

    `improving` allows only unilateral improvements, each relative to the state that it leaves. Values of infeasible
    codes are left as they are.

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> one = Conflict(("A",), (Factor("a", ("no", "yes"), owner="A"),), np.ones(2, bool), np.array([[0, 1]]))
    >>> reach_minimum(one, np.array([5, 3]), [0], improving=True).tolist()
    [3, 3]
    """
    least = values.copy()
    while True:
        before = least.copy()
        for dm in movers:
            _sweep(problem, least, dm, improving)
        if np.array_equal(before, least):
            return least


def best_reached(problem: Conflict, values: Ints, dm: int) -> Ints:
    """Per code s the greatest of `values` over R_i(s); the least integer where `dm` cannot move.

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> one = Conflict(("A",), (Factor("a", ("no", "yes"), owner="A"),), np.ones(2, bool), np.array([[0, 1]]))
    >>> best_reached(one, np.array([5, 3]), 0).tolist()
    [3, 5]
    """
    fiber, legal = problem.fibers[dm], problem.legal[dm]
    feasible = problem.feasible[fiber]
    lowest = np.iinfo(np.int64).min
    held = np.where(feasible, values[fiber], lowest)
    best = np.full(problem.size, lowest, dtype=np.int64)
    for column in range(fiber.shape[1]):
        targets = np.flatnonzero(legal[column])
        if len(targets):
            best[fiber[:, column]] = np.where(feasible[:, column], held[:, targets].max(axis=1), lowest)
    return best


def _sweep(problem: Conflict, least: Ints, dm: int, improving: bool) -> None:
    """Lowers `least` at every state to the least value one move of `dm` away."""
    fiber, legal = problem.fibers[dm], problem.legal[dm]
    highest = np.iinfo(np.int64).max
    feasible = problem.feasible[fiber]
    held = np.where(feasible, least[fiber], highest)
    rank = problem.ranks[dm][fiber]
    for column in range(fiber.shape[1]):
        targets = np.flatnonzero(legal[column])
        if not len(targets):
            continue
        reached = held[:, targets]
        if improving:
            reached = np.where(rank[:, targets] > rank[:, [column]], reached, highest)
        here = fiber[:, column]
        least[here] = np.where(feasible[:, column], np.minimum(least[here], reached.min(axis=1)), least[here])


def moves_of(problem: AnyConflict, dm: int, code: int, improving: bool) -> Ints:
    """R_i(s), or R_i^+(s) where `improving`: the codes one move of `dm` away, ascending."""
    reached = np.sort(problem.moves(dm, code))
    if improving:
        rank = rank_of(problem, dm)
        reached = reached[rank[reached] > rank[code]]
    return reached


def answers_of(problem: AnyConflict, dm: int, code: int, improving: bool) -> Ints:
    """The codes to which `dm` may credibly answer from `code`: as `moves_of`, taking what may pay as what pays.

    With unknown preferences a move that may be an improvement is as credible as one that is (Li, Hipel, Kilgour and
    Fang 2004).
    """
    reached = np.sort(problem.moves(dm, code))
    return reached[perhaps_better(problem, dm, reached, code)] if improving else reached


def path_to(
    problem: AnyConflict, start: int, movers: Iterable[int], improving: bool, wanted: Callable[[int], bool]
) -> tuple[Step, ...] | None:
    """A shortest legal sequence of `movers` from `start` (at least one move) to a code that is `wanted`, or None.

    Searches pairs of state and last mover, so that nobody moves twice in a row (Fang, Hipel and Kilgour 1993, the
    definition of legal sequences of moves).
    """
    members = sorted(movers)
    parents: dict[tuple[int, int], tuple[int, int] | None] = {(start, -1): None}
    queue = deque([(start, -1)])
    while queue:
        state, last = here = queue.popleft()
        for dm in members:
            if dm == last:
                continue
            for code in answers_of(problem, dm, state, improving).tolist():
                there = (code, dm)
                if there in parents:
                    continue
                parents[there] = here
                if wanted(code):
                    return _back(parents, there)
                queue.append(there)
    return None


def _back(parents: dict[tuple[int, int], tuple[int, int] | None], end: tuple[int, int]) -> tuple[Step, ...]:
    path: list[Step] = []
    here: tuple[int, int] | None = end
    while here is not None and here[1] >= 0:
        path.append((here[1], here[0]))
        here = parents[here]
    return tuple(reversed(path))
