"""Stability of every state for every decision maker, and the equilibria.

Every concept but Nash is one reach-minimum over the moves of the others and one maximum over the own moves: i is
unstable at s iff some t in R_i(s) has min(P_i(t), m_i(t)) > P_i(s), where m_i(t) is the least value of f over all that
the others reach from t, t included; f = P_i, or, where the reply counts, the best that i then still has.
"""

from __future__ import annotations

import time
from math import prod

import numpy as np

from estimative.base.kernels import EVERYBODY, compiling
from estimative.base.progress import SILENT, Progress
from estimative.methods.conflict.concepts import CONCEPTS, Concept
from estimative.methods.conflict.graph import GraphConflict
from estimative.methods.conflict.graph_stability import solve_graph
from estimative.methods.conflict.problem import Bools, Conflict, Ints
from estimative.methods.conflict.reach import best_reached, reach_minimum
from estimative.methods.conflict.result import ConflictResult
from estimative.methods.conflict.structure import structure_of
from estimative.methods.conflict.tables import Tables, warmed

KERNELS_FROM = 1 << 16
"""From this many codes on the compiled kernels are used; below, only where `warm_up` has compiled them before.

Plain NumPy takes a second or two at this size; compiling takes several the first time, and loading what was kept one.
"""

CELLS_FROM = 1 << 24
"""The same where somebody has many choices: plain NumPy compares each state with all that its mover could choose."""


def solve(problem: Conflict | GraphConflict, progress: Progress = SILENT) -> ConflictResult:
    """Which states are stable, for whom, under Nash, GMR, SMR, SEQ and SSEQ?

    Do not read the answer as a forecast: it says what can last if the ranks are right, not what will come. In option
    form drivers make slices that no move crosses; the cost is states × own choices × sweeps for each decision maker and
    concept. In graph form states may be hidden from decision makers (see `ConflictResult.unseen`), and with unknown
    preferences the tables are those of the four readings, at a cost that grows with the cube of the states.

    Sources: Fang, Hipel and Kilgour 1993 (definitions); Rego and Vieira 2017 (SSEQ); Li, Hipel, Kilgour and Fang 2004
    (unknown preferences); the reach-minimum form is derived in the method page and held against the definitions in the
    tests.

    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> result = solve(dilemma)
    >>> [(c, [dilemma.number(s) for s in result.equilibria(c)]) for c in ("Nash", "SEQ")]
    [('Nash', [1]), ('SEQ', [1, 4])]
    """
    if isinstance(problem, GraphConflict):
        return solve_graph(problem, progress)
    start = time.perf_counter()
    large = problem.size >= KERNELS_FROM or _cells(problem) >= CELLS_FROM
    swift = (large or warmed()) and compiling()
    stable = _by_kernels(problem, progress) if swift else plain_tables(problem, progress)
    for table in stable.values():
        table.setflags(write=False)
    return ConflictResult(problem, stable, seconds=time.perf_counter() - start)


def plain_tables(problem: Conflict, progress: Progress = SILENT) -> dict[str, Bools]:
    """Per concept a row per decision maker and a column per feasible state, by NumPy alone.

    The plain twin of what the kernels work out for large conflicts: slower, shorter, and the same to the last cell.
    """
    count = len(problem.decision_makers)
    stable = {concept: np.zeros((count, len(problem.states)), dtype=bool) for concept in CONCEPTS}
    progress.start("stability", count)
    for dm in range(count):
        for concept in CONCEPTS.values():
            stable[concept.id][dm] = ~unstable(problem, dm, concept)[problem.states]
        progress.advance()
    progress.finish()
    return stable


def _cells(problem: Conflict) -> int:
    """States times own choices, of all decision makers together."""
    chosen = [prod(len(problem.factors[k].variants) for k in problem.own(dm)) for dm in range(len(problem.ranks))]
    return problem.size * sum(chosen)


def _by_kernels(problem: Conflict, progress: Progress) -> dict[str, Bools]:
    return Tables(structure_of(problem, EVERYBODY), EVERYBODY).stable(problem.ranks, progress)


def unstable(problem: Conflict, dm: int, concept: Concept) -> Bools:
    """Per code: does `dm` have an improvement there that the concept does not deter?

    Infeasible codes come out as False.
    """
    rank = problem.ranks[dm]
    return np.asarray(best_reached(problem, worth(problem, dm, concept), dm) > rank) & problem.feasible


def worth(problem: Conflict, dm: int, concept: Concept) -> Ints:
    """Per code t: what moving to t is worth to `dm` once the others have answered, min(P_i(t), m_i(t)).

    Under Nash nobody answers, so it is the rank of t.
    """
    rank = problem.ranks[dm]
    if concept.sanctions == "none":
        return np.asarray(rank)
    after = np.maximum(rank, best_reached(problem, rank, dm)) if concept.reply else rank
    others = [other for other in range(len(problem.decision_makers)) if other != dm]
    return np.asarray(np.minimum(rank, reach_minimum(problem, after, others, concept.improving)))
