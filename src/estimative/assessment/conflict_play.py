"""From final states to weights: how one play reads for the scenarios.

Final states that every decision maker ranks alike are one outcome as far as the judgments go; where such states differ
in a scenario, the play cannot tell, and their mass is undetermined for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

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


def equilibria_share(resting: Sequence[int], true: Bools) -> Floats | None:
    """The share of the equilibria that lie in each row of the truth table; None where there is no equilibrium."""
    if not resting:
        return None
    return np.asarray(true[:, resting].mean(axis=1))
