"""What leads in a method once judgments are fixed, and whether that differs by more than the sampling interval.

A change counts where the lead moves by more than 1.96 standard errors of its paired difference over the draws. Two
leaders that both count differ by that much anyway; it matters where a lead only ceases to count, or begins to.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.assessment.weights import NO_LEAD, NONE, Weights, leader
from estimative.base.errors import ProblemsError
from estimative.base.intervals import CONFIDENT
from estimative.case.models import Case
from estimative.inquiry.grid import pinned

Floats = NDArray[np.float64]
Fixed = tuple[tuple[str, float], ...]
"""Judgments and the values at which they are fixed, by path."""
FEW = 250
"""Of many draws, as many are looked at first."""
ENOUGH = 1000
"""With fewer draws than this all are looked at."""
MISSED = 1e-9
"""How likely it may be that a leader that changes is taken for one that does not, after a look at a few draws."""


@dataclass(frozen=True)
class Move:
    """What counts as leading in a method after a change, and how that came about.

    `of` is the scenario whose lead moved: what led before, else what leads now. Its mean support is `before` and
    `after`; `by` is how far its lead moved, `error` the 1.96 standard errors that this had to exceed. A method that
    stays has the leader it had, and nothing else.
    """

    leader: str | None
    of: str | None = None
    before: float = 0.0
    after: float = 0.0
    by: float = 0.0
    error: float = 0.0


def moved(base: Weights, changed: Weights) -> Move:
    """What counts as leading once `base` has become `changed`, on the same draws.

    >>> base = Weights(("s",), np.array([[1.0, 0.0]] * 3), np.zeros((3, 2)))
    >>> moved(base, Weights(("s",), np.array([[0.0, 1.0]] * 3), np.zeros((3, 2))))
    Move(leader='none', of='s', before=1.0, after=0.0, by=2.0, error=0.0)
    """
    was, now = leader(base), leader(changed)
    if was == now:
        return Move(was)
    of, other = (was, now) if was is not None else (now, None)
    assert of is not None  # noqa: S101 - one of two that differ is something
    rival = other or _next(changed if was is not None else base, of)
    before, after = (w.given[:, w.column(of)] - w.given[:, w.column(rival)] for w in (base, changed))
    difference = before - after if was is not None else after - before
    paired = base.draws > 1 and not base.shared
    error = CONFIDENT * float(difference.std(ddof=1)) / math.sqrt(base.draws) if paired else 0.0
    by = float(difference.mean())
    if by <= max(error, NO_LEAD):
        return Move(was)
    support, then = (float(w.given[:, w.column(of)].mean()) for w in (base, changed))
    return Move(now, of, support, then, by, error)


def _next(weights: Weights, key: str) -> str:
    """What has the greatest support apart from one."""
    means = dict(zip((*weights.scenarios, NONE), weights.given.mean(axis=0).tolist(), strict=True))
    return max((other for other in means if other != key), key=lambda other: means[other])


class Answers:
    """What leads in the forecasting methods of a case once judgments are fixed, on some draws; each asked only once.

    `solved` counts the method runs that took.
    """

    def __init__(self, case: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble) -> None:
        self.runs = {method: run for method, run in runs.items() if run.forecasts}
        self.leaders = {method: run.leader for method, run in self.runs.items()}
        self.solved = 0
        self._case = case
        self._ensemble = ensemble.quietly()
        self._known: dict[tuple[str, Fixed], Move] = {}

    def move(self, method: str, fixed: Fixed) -> Move:
        """What counts as leading in one method with judgments fixed, all others drawn."""
        if not fixed:
            return Move(self.leaders[method])
        if (method, fixed) not in self._known:
            self._known[method, fixed] = self._move(method, fixed)
        return self._known[method, fixed]

    def elsewhere(self) -> Answers:
        """The same on new draws, of the next seed."""
        ensemble = replace(self._ensemble, seed=(self._ensemble.seed + 1) % 2**53)
        return Answers(self._case, run_methods(self._case, ensemble, only=list(self.runs)), ensemble)

    def _move(self, method: str, fixed: Fixed) -> Move:
        base = self.runs[method].weights
        self.solved += 1
        try:
            case = pinned(self._case, dict(fixed))
            if self._might_be_told_early(method) and self._stays(
                method, self._weights(case, method, replace(self._ensemble, draws=FEW))
            ):
                return Move(self.leaders[method])
            return moved(base, self._weights(case, method, self._ensemble))
        except ProblemsError:  # a case that cannot be run with this value has no answer that differs
            return Move(self.leaders[method])

    def _weights(self, case: Case, method: str, ensemble: Ensemble) -> Weights:
        return run_methods(case, ensemble, only=[method])[method].weights

    def _might_be_told_early(self, method: str) -> bool:
        """Is a few draws' lead ever enough, where things stay as they are?"""
        run = self.runs[method]
        if run.weights.draws < ENOUGH or run.weights.shared or self._ensemble.sampling != "independent":
            return False
        return run.leader is not None and self._lead(run.weights, run.leader) > _safe_lead(run.weights.draws)

    def _stays(self, method: str, few: Weights) -> bool:
        lead = self.leaders[method]
        return lead is not None and self._lead(few, lead) > _safe_lead(self.runs[method].weights.draws)

    def _lead(self, weights: Weights, key: str) -> float:
        means = weights.given.mean(axis=0)
        return float(means[weights.column(key)] - means[weights.column(_next(weights, key))])


def _safe_lead(draws: int) -> float:
    """How great a lead over the first draws must be so that all of them have one that counts, but for 1 in 10^9.

    Hoeffding's inequality for the difference of two means, of the first draws and of the rest, of values between -1 and
    1 (Hoeffding 1963, "Probability inequalities for sums of bounded random variables", (2.7)). A lead counts at the
    latest from 1.96 standard errors on, of which none exceeds 1/√draws.

    >>> round(_safe_lead(2000), 3)
    0.425
    """
    rest = draws - FEW
    apart = math.sqrt(2 * math.log(1 / MISSED) * (1 / FEW + 1 / rest))
    return CONFIDENT / math.sqrt(draws - 1) + apart * rest / draws
