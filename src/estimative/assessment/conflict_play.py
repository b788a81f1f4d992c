"""From final states to weights: how one play reads for the scenarios.

Final states that every decision maker ranks alike are one outcome as far as the judgments go; where such states differ
in a scenario, the play cannot tell, and their mass is undetermined for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.conflict_solver import Begun
from estimative.assessment.distinct import numbered
from estimative.methods.conflict.plays import Ends

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def reading_row(final: Mapping[int, float], ranks: Ints, true: Bools, false: Bools) -> tuple[Floats, Floats]:
    """The weight of each row of the truth table, and what stays undetermined about it, for one play's final places.

    `true` and `false` have a row per scenario and a last one for *none of these*, a column per place of the arena;
    `ranks` a row per decision maker.
    """
    given, open_ = np.zeros(len(true)), np.zeros(len(true))
    for places, mass in alike(final, ranks):
        surely = np.asarray(true[:, places].all(axis=1))
        never = np.asarray(false[:, places].all(axis=1))
        given += mass * surely
        open_ += mass * ~(surely | never)
    return given, open_


def alike(final: Mapping[int, float], ranks: Ints) -> Iterable[tuple[list[int], float]]:
    """The final states in groups that every decision maker ranks alike, each with its mass."""
    groups: dict[bytes, list[int]] = {}
    for place in final:
        groups.setdefault(ranks[:, place].tobytes(), []).append(place)
    return [(places, sum(final[place] for place in places)) for places in groups.values()]


def reading_rows(found: Ends, begun: Begun, true: Bools, false: Bools) -> tuple[Floats, Floats]:
    """`reading_row` of every problem of `begun`, whose plays end as `found`; a row per problem."""
    problems = found.problems
    size = found.equilibria.shape[1]
    ranks = (rows[begun.which[problems, dm], found.places] for dm, rows in enumerate(begun.rows))
    groups, count = numbered([problems, *ranks], [len(begun), *(size for _ in begun.rows)])
    order = np.argsort(groups, kind="stable")
    cuts = np.searchsorted(groups[order], np.arange(count))
    mass = np.bincount(groups, weights=found.masses, minlength=count)
    owner, places = problems[order][cuts], found.places[order]
    given, open_ = np.zeros((len(begun), len(true))), np.zeros((len(begun), len(true)))
    for k in range(len(true)):
        surely = np.logical_and.reduceat(true[k, places], cuts)
        never = np.logical_and.reduceat(false[k, places], cuts)
        given[:, k] = np.bincount(owner, weights=mass * surely, minlength=len(begun))
        open_[:, k] = np.bincount(owner, weights=mass * ~(surely | never), minlength=len(begun))
    return given, open_


def equilibria_shares(equilibria: Bools, true: Bools) -> Floats:
    """The share of each problem's equilibria [problem, place] in each row of the truth table; NaN where it has none."""
    counts = equilibria.sum(axis=1)
    inside = equilibria.astype(np.float64) @ true.T.astype(np.float64)
    return np.asarray(np.where(counts[:, None] > 0, inside / np.maximum(counts, 1)[:, None], np.nan))
