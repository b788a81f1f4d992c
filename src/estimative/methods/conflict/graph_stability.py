"""Stability in graph form, where nobody may move twice in a row and preferences may be known in part only.

With ranks: i is unstable at s iff some t in R_i(s) has min(P_i(t), m_i(t)) > P_i(s), where m_i(t) is the least value of
f over t and all that the others reach from t by legal sequences; f = P_i, or, where the reply counts, the best that i
then still has. With unknown preferences no such number exists, and each move is asked for an answer that deters it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from estimative.base.progress import Progress
from estimative.methods.conflict.concepts import CONCEPTS, Concept
from estimative.methods.conflict.graph import GraphConflict
from estimative.methods.conflict.legal import legal_minimum, legal_reach
from estimative.methods.conflict.problem import Bools, Ints, dense_ranks
from estimative.methods.conflict.result import ConflictResult
from estimative.methods.conflict.unknown import READ, READINGS, UNKNOWN_CONCEPTS, Reading


def solve_graph(problem: GraphConflict, progress: Progress) -> ConflictResult:
    """The tables of a conflict in graph form; see `solve`."""
    start = time.perf_counter()
    n, m = problem.ranks.shape
    names = tuple(CONCEPTS) if problem.complete else UNKNOWN_CONCEPTS
    stable = {name: np.zeros((n, m), dtype=bool) for name in names}
    solved = _by_ranks if problem.complete else _by_sanctions
    progress.start("stability", n)
    for dm in range(n):
        for name, row in solved(problem, dm).items():
            stable[name][dm] = row
        progress.advance()
    progress.finish()
    for table in stable.values():
        table.setflags(write=False)
    return ConflictResult(problem, stable, seconds=time.perf_counter() - start, unseen=problem.unseen)


def preferred(problem: GraphConflict, dm: int, unknown: bool) -> Bools:
    """As a table [s, t]: is t better than s for `dm`; with `unknown`, is it better or not known to be otherwise?"""
    known = problem.partial[dm]
    if known is None:
        rank = problem.ranks[dm]
        return np.asarray(rank[None, :] > rank[:, None])
    return known.better | known.unknown if unknown else known.better


def credible(problem: GraphConflict, dm: int, improving: bool) -> Bools:
    """The moves of `dm` that deter others: all, or those that are better for it, or may be, than what it leaves."""
    arcs = problem.arcs[dm]
    return np.asarray(arcs & preferred(problem, dm, unknown=True)) if improving else np.asarray(arcs)


def _answers(problem: GraphConflict, dm: int, concept: Concept) -> list[Bools]:
    """The moves that may deter `dm`, a table for each of the others."""
    if concept.sanctions == "none":
        return []
    others = [other for other in range(len(problem.decision_makers)) if other != dm]
    return [credible(problem, other, concept.improving) for other in others]


def _by_ranks(problem: GraphConflict, dm: int) -> dict[str, Bools]:
    rank = dense_ranks(problem.ranks[dm])
    found = {}
    for concept in CONCEPTS.values():
        after = np.maximum(rank, _best_next(problem, rank, dm)) if concept.reply else rank
        worth = np.minimum(rank, legal_minimum(_answers(problem, dm, concept), after))
        found[concept.id] = _best_next(problem, worth, dm) <= rank
    return found


def _best_next(problem: GraphConflict, values: Ints, dm: int) -> Ints:
    """Per state the greatest of `values`, none below 0, over the own moves; -1 where there is none."""
    best = [values[moves].max(initial=-1) for moves in problem.arcs[dm]]
    return np.array(best, dtype=np.int64)


def _by_sanctions(problem: GraphConflict, dm: int) -> dict[str, Bools]:
    others = [other for other in range(len(problem.decision_makers)) if other != dm]
    reached: dict[bool, Bools] = {}
    for improving in (False, True):
        answers = [credible(problem, other, improving) for other in others]
        reached[improving] = legal_reach(answers) if answers else np.zeros_like(problem.arcs[dm])
    return {
        f"{name}_{reading.id}": _sanctioned(problem, dm, CONCEPTS[name], reading, reached)
        for name in READ
        for reading in READINGS.values()
    }


def _sanctioned(
    problem: GraphConflict, dm: int, concept: Concept, reading: Reading, reached: Mapping[bool, Bools]
) -> Bools:
    """Per state: does each of the moves that `dm` would make there meet an answer that deters it?"""
    own = problem.arcs[dm]
    leaving = own & preferred(problem, dm, reading.leaves_for_unknown)
    if concept.sanctions == "none":
        return np.asarray(~np.any(leaving, axis=1))
    escaping = preferred(problem, dm, not reading.deterred_by_unknown)
    deterring = ~escaping
    if concept.reply:
        deterring &= ~_meet(escaping, own)
    return np.asarray(~np.any(leaving & ~_meet(deterring, reached[concept.improving]), axis=1))


def _meet(one: Bools, other: Bools) -> Bools:
    """As a table [s, t]: have row s of the one and row t of the other some column in common?"""
    counted = one.astype(np.float32) @ other.astype(np.float32).T  # exact: at most 4,096 columns
    return np.asarray(counted > 0)
