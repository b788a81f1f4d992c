"""Which of two states a decision maker prefers, in every form of a conflict, as far as it is known."""

from __future__ import annotations

import numpy as np

from estimative.methods.conflict.graph import GraphConflict, PartialPreference
from estimative.methods.conflict.problem import Bools, Ints
from estimative.methods.conflict.surface import AnyConflict


def surely_better(problem: AnyConflict, dm: int, codes: Ints, than: int) -> Bools:
    """For each of `codes`: is it surely better than the state `than`?"""
    known = _partial(problem, dm)
    return _ranked_better(problem, dm, codes, than) if known is None else known.better[than, codes]


def perhaps_better(problem: AnyConflict, dm: int, codes: Ints, than: int) -> Bools:
    """For each of `codes`: is it better than the state `than`, or not known to be otherwise?"""
    known = _partial(problem, dm)
    if known is None:
        return _ranked_better(problem, dm, codes, than)
    return np.asarray(known.better[than, codes] | known.unknown[than, codes])


def _partial(problem: AnyConflict, dm: int) -> PartialPreference | None:
    return problem.partial[dm] if isinstance(problem, GraphConflict) else None


def _ranked_better(problem: AnyConflict, dm: int, codes: Ints, than: int) -> Bools:
    rank = problem.ranks[dm]
    return np.asarray(rank[codes] > rank[than])
