"""What a method says of the scenarios: weights draw by draw, and the support that is their plain mean.

Support is where the judgments lead, not how likely anything is; nothing here carries a word of likelihood.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estimative.base.intervals import CONFIDENT, wilson

Floats = NDArray[np.float64]
NONE = "none"
"""The key of "none of these" beside the scenarios' ids; no id may be called so."""
NO_LEAD = 1e-9
"""Differences of means below this are the last bits of sums: no lead."""


@dataclass(frozen=True, eq=False)
class Weights:
    """The weights of one method over the draws.

    `given[d, k]` is the weight of scenario k in draw d, `open[d, k]` what the method cannot tell about it; the last
    column is *none of these*. Rows are in draw order. `shared` where a draw's answer is a distribution by its nature,
    never all or nothing: then any difference of means is a lead.
    """

    scenarios: tuple[str, ...]
    given: Floats
    open: Floats
    shared: bool = False

    @property
    def draws(self) -> int:
        """The number of draws."""
        return len(self.given)

    def column(self, key: str) -> int:
        """The column of a scenario's id, or of `none`."""
        return len(self.scenarios) if key == NONE else self.scenarios.index(key)


@dataclass(frozen=True)
class Support:
    """A method's mean weight on a scenario, 0 to 1, its 95 % sampling interval (Wilson), and what stays undetermined.

    `range` is from the least to the greatest support as any one judgment moves through its own range, None while that
    is not computed.
    """

    mean: float
    low: float
    high: float
    undetermined: float
    range: tuple[float, float] | None = None


def supports(weights: Weights) -> Mapping[str, Support]:
    """The support of every scenario, and of `none`, by id.

    >>> flat = Weights(("s",), np.array([[1.0, 0.0], [0.0, 1.0]]), np.zeros((2, 2)))
    >>> supports(flat)["s"].mean
    0.5
    """
    found = {}
    for key in (*weights.scenarios, NONE):
        column = weights.column(key)
        mean = _mean(weights.given[:, column])
        low, high = wilson(mean, weights.draws)
        found[key] = Support(mean, low, high, _mean(weights.open[:, column]))
    return found


def _mean(values: Floats) -> float:
    """The mean without the last bits of its sum, so that a support of exactly 0.6 is one."""
    return round(float(values.mean()), 12)


def leader(weights: Weights) -> str | None:
    """The scenario with the greatest support, `none` included, or None where no lead counts.

    A lead counts when it is more than 1.96 standard errors of the paired difference over the draws; where answers are
    `shared`, any difference counts.

    >>> leader(Weights(("s",), np.array([[1.0, 0.0]] * 3), np.zeros((3, 2))))
    's'
    """
    keys = (*weights.scenarios, NONE)
    means = weights.given.mean(axis=0)
    order = np.argsort(-means, kind="stable")
    difference = weights.given[:, order[0]] - weights.given[:, order[1]]
    paired = weights.draws > 1 and not weights.shared
    error = float(difference.std(ddof=1)) / math.sqrt(weights.draws) if paired else 0.0
    first: str = keys[int(order[0])]
    return first if float(difference.mean()) > max(CONFIDENT * error, NO_LEAD) else None


def mean_by(keys: Sequence[str], values: Floats) -> dict[str, float]:
    """Column means under their names."""
    return {key: float(value) for key, value in zip(keys, values.mean(axis=0), strict=True)}
