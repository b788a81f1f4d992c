"""What a solved influence problem says."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from estimative.base.canonical import rounded
from estimative.methods.influence.problem import Influence
from estimative.methods.influence.tables import LEVELS, Floats, Reading, Tables, tables

NOBODY = (
    "nobody's weight can be told apart from the others': every balance of power is 0, and so is all that is weighed by"
    " it; the other reading of the diagonal may tell more"
)


@dataclass(frozen=True, eq=False)
class InfluenceResult:
    """All tables of one problem under one reading of the diagonal (`tables.reading`).

    `seconds` is no part of what is compared or printed as canonical.
    """

    problem: Influence
    tables: Tables
    complete: bool = True
    warnings: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def reading(self) -> Reading:
        """How the balance of power treats the diagonal."""
        return self.tables.reading

    def ranked(self) -> tuple[str, ...]:
        """The actors by their balance of power, the strongest first, ties in the order of their names."""
        power = self.tables.power.tolist()
        return tuple(sorted(self.problem.actors, key=lambda name: (-power[self.problem.place(name)], name)))

    def to_dict(self) -> dict[str, Any]:
        """The tables as plain data under the names that MACTOR gives them; no time in it.

        Rows and columns are in the order of the problem's actors and objectives; where nothing is shared a degree or an
        ambivalence is None.
        """
        found = self.tables
        answer: dict[str, Any] = {
            "method": "influence",
            "problem": self.problem.digest,
            "reading": self.reading,
            "actors": list(self.problem.actors),
            "objectives": list(self.problem.objectives),
            "MDI": found.direct.tolist(),
            "MDII": found.summed.tolist(),
            "MMDII": found.best.tolist(),
            "I": found.influence.tolist(),
            "D": found.dependence.tolist(),
            "R": found.power.tolist(),
            "Q": found.power_best.tolist(),
            "net_influence": found.net.tolist(),
        }
        for level in LEVELS:
            answer |= {
                f"{level}MAO": found.positions[level].tolist(),
                f"mobilisation_{level}MAO": found.mobilisation[level].tolist(),
                f"objectives_{level}MAO": np.stack([found.support[level], found.resistance[level]], axis=-1).tolist(),
                f"{level}CAA": found.convergence[level].tolist(),
                f"{level}DAA": found.divergence[level].tolist(),
                f"ambivalence_{level}": _or_none(found.ambivalence[level]),
                f"degree_convergence_{level}": _or_none(found.degree[level]),
            }
        plain: dict[str, Any] = rounded({**answer, "complete": self.complete, "warnings": list(self.warnings)})
        return plain


def solve(problem: Influence, reading: Reading = "excluded") -> InfluenceResult:
    """Every table of MACTOR for one problem. Raises UsageError for an unknown reading.

    >>> pair = Influence(("A", "B"), ("peace",), [[0, 3], [1, 0]], [[2], [-1]])
    >>> solve(pair).ranked(), solve(pair).to_dict()["3MAO"]
    (('A', 'B'), [[4.0], [0.0]])
    """
    begun = time.perf_counter()
    found = tables(problem.influence, problem.stakes, reading)
    warnings = () if found.power.any() else (NOBODY,)
    return InfluenceResult(problem, found, warnings=warnings, seconds=time.perf_counter() - begun)


def _or_none(values: Floats) -> Any:
    """The figures as they are written, None for NaN."""
    if values.ndim == 0:
        return None if np.isnan(values) else float(values)
    return [None if np.isnan(value) else float(value) for value in values]
