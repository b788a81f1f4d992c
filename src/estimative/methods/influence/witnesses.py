"""Why an entry of a table is what it is, as data that can be checked against the definition.

A road needs no other witness than itself: it says its links. Nothing here makes a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from estimative.base.errors import UsageError, listed
from estimative.methods.influence.result import InfluenceResult

DIRECTLY = ""
"""The part of an influence that goes through nobody."""
EXPLAINED = ("MDII", "MMDII", *(f"{level}{table}" for table in ("CAA", "DAA") for level in (1, 2, 3)))


@dataclass(frozen=True)
class Part:
    """What one actor in between, one objective, or nobody (`DIRECTLY`) adds to an entry."""

    name: str
    amount: float


@dataclass(frozen=True)
class Entry:
    """One entry of a table: its row, its column, its value, and the parts that make it.

    In MDII and in the tables of pairs the parts add up to the value, those of 0 left out. In MMDII there is one part,
    the first that is as strong as the value: directly, else through the actor first by number; none where the value is
    0. The 3CAA and 3DAA rest on the balance of power in the result's reading.
    """

    table: str
    row: str
    column: str
    value: float
    parts: tuple[Part, ...]


def entry(result: InfluenceResult, table: str, row: str, column: str) -> Entry:
    """Why an entry of MDII, MMDII, or of the convergences and divergences (`1CAA` … `3DAA`) is what it is.

    Raises UsageError for a table that is not explained or an actor that is not there.

    >>> from estimative.methods.influence import Influence, solve
    >>> trio = Influence(("A", "B", "C"), (), [[0, 2, 1], [0, 0, 3], [0, 0, 0]], [[], [], []])
    >>> entry(solve(trio), "MDII", "A", "C").parts
    (Part(name='', amount=1.0), Part(name='B', amount=2.0))
    """
    if table not in EXPLAINED:
        raise UsageError(f"entry: {table!r} is not explained; {listed(EXPLAINED)} are")
    problem = result.problem
    i, j = problem.place(row), problem.place(column)
    if table in ("MDII", "MMDII"):
        return _reached(result, table, i, j)
    level = int(table[0])
    found = (result.tables.convergence if table.endswith("CAA") else result.tables.divergence)[level]
    own, other = result.tables.positions[level][i], result.tables.positions[level][j]
    sign = 1 if table.endswith("CAA") else -1
    parts = tuple(
        Part(problem.objectives[a], (abs(float(own[a])) + abs(float(other[a]))) / 2)
        for a in range(len(problem.objectives))
        if own[a] * other[a] * sign > 0 and i != j
    )
    return Entry(table, row, column, float(found[i, j]), parts)


def _reached(result: InfluenceResult, table: str, i: int, j: int) -> Entry:
    problem = result.problem
    names = problem.actors
    amounts = {DIRECTLY: float(problem.influence[i, j])}
    amounts |= {names[k]: float(min(problem.influence[i, k], problem.influence[k, j])) for k in range(len(names))}
    parts = tuple(Part(name, amount) for name, amount in amounts.items() if amount)
    if table == "MDII":
        return Entry(table, names[i], names[j], float(result.tables.summed[i, j]), parts)
    value = float(result.tables.best[i, j])
    best = [part for part in parts if part.amount == value and i != j]
    return Entry(table, names[i], names[j], value, tuple(best[:1]))
