"""One conflict under many draws of ranks: what does not hang on ranks is laid out once, and nothing is kept."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.base.kernels import ALONE, EVERYBODY, compiling
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.result import ConflictResult
from estimative.methods.conflict.stability import solve
from estimative.methods.conflict.structure import structure_of
from estimative.methods.conflict.tables import Tables

KERNELS_FROM = 1 << 8
"""Below this size the kernels gain nothing over NumPy, however many draws there are."""


def solve_many(problem: Conflict, draws: Iterable[NDArray[np.integer[Any]]]) -> Iterator[ConflictResult]:
    """The stability tables of one conflict under each of many draws of ranks, in the order of the draws.

    Each draw has a row per decision maker and a column per code; the ranks of `problem` itself are not used. Draws are
    taken and results given one by one, a few at work at a time (one per processor), so memory does not grow with their
    number. Raises UsageError at a draw whose shape does not fit.

    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> game = Conflict(("A", "B"), options, np.ones(4, bool), np.zeros((2, 4), int))
    >>> draws = [np.array([[1, 0, 3, 2], [1, 3, 0, 2]]), np.array([[0, 1, 2, 3], [0, 1, 2, 3]])]
    >>> [result.equilibria("Nash").tolist() for result in solve_many(game, draws)]
    [[0], [3]]
    """
    if problem.size < KERNELS_FROM or not compiling():
        for ranks in draws:
            yield solve(problem.with_ranks(ranks))
        return
    structure = structure_of(problem, EVERYBODY)
    idle: SimpleQueue[Tables] = SimpleQueue()
    for _ in range(EVERYBODY.size):
        idle.put(Tables(structure, ALONE, shared=True))

    def solved(drawn: Conflict) -> ConflictResult:
        start = time.perf_counter()
        tables = idle.get()
        try:
            return ConflictResult(drawn, tables.stable(drawn.ranks), seconds=time.perf_counter() - start)
        finally:
            idle.put(tables)

    waiting: deque[Future[ConflictResult]] = deque()
    with ThreadPoolExecutor(EVERYBODY.size, thread_name_prefix="estimative-draw") as pool:
        try:
            for ranks in draws:
                waiting.append(pool.submit(solved, problem.with_ranks(ranks)))
                if len(waiting) > EVERYBODY.size:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for task in waiting:
                task.cancel()
