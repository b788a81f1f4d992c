"""What bargaining over one issue says: where it settles by every account, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from estimative.methods.bargaining.eum_result import EumResult
from estimative.methods.bargaining.problem import Bargaining
from estimative.methods.bargaining.spatial import Levers


@dataclass(frozen=True, eq=False)
class BargainingResult:
    """One issue by every account, all figures on the issue's own scale.

    `compromise` is the forecast, `levers` what moves it. `median_interval` is one point twice, or the gap where half of
    the weight is a tie; `median` is its lower end. `nash` has breakdown as what is left without an agreement,
    `nash_status_quo` the status quo (None where there is none). `eum` has a run by preset, or lacks one that was left
    out, and then `complete` is false and a warning says so. `baselines` are all forecasts by name, None where one does
    not apply: no table of forecasts is shown without them.
    """

    problem: Bargaining
    rounds: int
    q: float
    compromise: float
    levers: Levers
    median_interval: tuple[float, float]
    nash: float
    nash_status_quo: float | None
    eum: Mapping[str, EumResult]
    baselines: Mapping[str, float | None]
    complete: bool = True
    warnings: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def median(self) -> float:
        """The lower weighted median."""
        return self.median_interval[0]

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON values; no time in it."""
        actors = self.problem.actors
        return {
            "method": "bargaining",
            "problem": self.problem.digest,
            "rounds": self.rounds,
            "q": self.q,
            "compromise": self.compromise,
            "levers": {
                name: dict(zip(actors, getattr(self.levers, name), strict=True))
                for name in ("position", "salience", "capability")
            },
            "median": self.median,
            "median_interval": list(self.median_interval),
            "nash": self.nash,
            "nash_status_quo": self.nash_status_quo,
            "eum": {preset: {"median": list(run.median), "mean": list(run.mean)} for preset, run in self.eum.items()},
            "baselines": dict(self.baselines),
            "complete": self.complete,
            "warnings": list(self.warnings),
        }
