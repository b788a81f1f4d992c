"""What a solved cross-impact problem says: its consistent scenarios, how firm they are, and whether these are all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from estimative.methods.cross_impact.attractors import whole_number
from estimative.methods.cross_impact.balances import NO_RIVAL, Balances, balances
from estimative.methods.cross_impact.problem import CrossImpact, Ints, Scenario


@dataclass(frozen=True, eq=False)
class CrossImpactResult:
    """The scenarios (m, descriptors) of a problem that are consistent within the tolerance and break no rule.

    `count` is how many there are, `counted` says whether that is exact (else at least so many). `complete` says that
    `scenarios` lists them all, in order. `islands` has the descriptors' places of each part that does not notice the
    others, `per_island` how many ways each part has to be consistent (None where it was not
    looked at since another part has none). Descriptors in `held` (place → variant) keep
    their variant and need not be consistent. `seconds` is no part of what is compared or printed as canonical.
    """

    problem: CrossImpact
    tolerance: int
    held: Mapping[int, int]
    scenarios: Ints
    count: int
    counted: bool
    complete: bool
    islands: tuple[tuple[int, ...], ...]
    per_island: tuple[int | None, ...]
    warnings: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def __iter__(self) -> Iterator[Scenario]:
        return (tuple(scenario) for scenario in self.scenarios.tolist())

    def __len__(self) -> int:
        return len(self.scenarios)

    @cached_property
    def balances(self) -> Balances:
        """Scores, margins and inconsistencies of the listed scenarios, held descriptors included."""
        return balances(self.problem, self.scenarios)

    @property
    def margins(self) -> tuple[int | None, ...]:
        """Each scenario's consistency margin, the least of the descriptors that are not held; None without rivals."""
        free = [j for j in range(len(self.problem.counts)) if j not in self.held]
        least = self.balances.margins[:, free].min(axis=1, initial=NO_RIVAL)
        return tuple(None if margin == NO_RIVAL else margin for margin in least.tolist())

    def to_dict(self) -> dict[str, Any]:
        """Plain data, variants by their indices; no time in it. Counts beyond 2^53 as text: JSON readers round them."""
        free = [j for j in range(len(self.problem.counts)) if j not in self.held]
        off = self.balances.inconsistencies[:, free]
        return {
            "method": "cross-impact",
            "problem": self.problem.digest,
            "tolerance": self.tolerance,
            "held": {str(place): variant for place, variant in sorted(self.held.items())},
            "consistent": self.scenarios.tolist(),
            "margin": list(self.margins),
            "total_impact_score": self.balances.total_impact_score.tolist(),
            "inconsistency": {
                "largest": np.asarray(off.max(axis=1, initial=0)).tolist(),
                "sum": np.asarray(off.sum(axis=1)).tolist(),
            },
            "count": whole_number(self.count),
            "counted": self.counted,
            "islands": [list(places) for places in self.islands],
            "per_island": [None if number is None else whole_number(number) for number in self.per_island],
            "complete": self.complete,
            "warnings": list(self.warnings),
        }
