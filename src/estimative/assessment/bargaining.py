"""Bargaining joined to cases: where each issue settles, what that makes of the scenarios, and what it has to show.

Every draw settles every issue by the account that the case asks for, the compromise unless it says otherwise; the
outcomes of one draw are read together. It says where the stated positions, care and weight lead, not when, and not
whether anything is agreed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.bargaining_facts import (
    BargainingFacts,
    IssueFacts,
    ScenarioInterval,
    issue_facts,
)
from estimative.assessment.bargaining_model import BargainingModel, bargaining_model
from estimative.assessment.bargaining_outcomes import outcomes, stated_exchange
from estimative.assessment.bargaining_reading import OPEN, IssueReader
from estimative.assessment.joins import Join
from estimative.assessment.weights import NONE, Weights
from estimative.case.models import Case
from estimative.case.space import state_space
from estimative.ensemble.draws import Draws, Input
from estimative.ensemble.executors import PLAIN, Work
from estimative.methods.bargaining import BargainingResult, EumResult, solve, sweep, trade

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS = 5
"""Rounds of the expected-utility model that are shown, and read where it is the forecast."""
MOST_SWEPT = 200
"""Actors on an issue up to which the expected-utility model is swept over Q for the page."""

DRAWN = 1 << 14
"""Draws that are drawn at a time."""


class BargainingRun:
    """One case ready for bargaining."""

    def __init__(self, model: BargainingModel, memory: dict[Any, Any]) -> None:
        self.model = model
        self.reader = IssueReader(model.case, state_space(model.case), memory)
        self.forecast = model.case.settings.bargaining.forecast
        self._memory = memory
        self._settled: dict[Draws, dict[str, Floats]] = {}

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Where the actors stand on the issues, how much they care and what they weigh."""
        return self.model.inputs

    def weigh(self, draws: Draws, work: Work = PLAIN) -> Weights:
        """Which scenarios the outcomes of each draw make true, and which they leave open."""
        true, false = self.reader.rows(self._cells(self.outcomes(draws, work), draws.count))
        return Weights(tuple(self.reader.scenarios), true.astype(float), (~true & ~false).astype(float))

    def facts(self, draws: Draws, work: Work = PLAIN) -> BargainingFacts:
        """Every issue at the stated values and over the draws, the deals between issues, and the intervals."""
        settled = self.outcomes(draws, work)
        exchange = stated_exchange(self.model)
        traded = trade(exchange) if exchange else None
        stated = self.stated()
        issues = tuple(
            self._issue(name, stated[name], settled[name], traded.after.get(name) if traded else None)
            for name in self.model.issues
        )
        weights = self.weigh(draws, work)
        means = zip((*weights.scenarios, NONE), weights.given.mean(axis=0), weights.open.mean(axis=0), strict=True)
        return BargainingFacts(
            forecast=self.forecast,
            issues=issues,
            deals=traded.deals if traded else (),
            scenarios={name: ScenarioInterval(float(given), float(given + left)) for name, given, left in means},
            contradicted=self._contradicted(self._cells(settled, draws.count)),
            notes=(*self._notes(), *(traded.warnings if traded else ())),
        )

    def outcomes(self, draws: Draws, work: Work = PLAIN) -> dict[str, Floats]:
        """Per issue where it settles, draw by draw; NaN where it settles nowhere."""
        if draws not in self._settled:
            parts = []
            for part in draws.stretches(DRAWN):
                drawn = draws.of(self.inputs, part.start, part.stop)
                parts.append(outcomes(self.forecast, self.model, drawn, len(part), self._memory, work))
            self._settled = {draws: {name: np.concatenate([found[name] for found in parts]) for name in parts[0]}}
        return self._settled[draws]

    def stated(self) -> dict[str, float | None]:
        """Per issue where it settles with every judgment as stated."""
        values = {item.path: np.array([item.stated]) for item in self.inputs}
        found = outcomes(self.forecast, self.model, values, 1, self._memory)
        return {name: None if np.isnan(value[0]) else float(value[0]) for name, value in found.items()}

    def _cells(self, settled: Mapping[str, Floats], draws: int) -> Ints:
        """The cell of each issue that matters, a row per draw; OPEN where nobody stands on an issue."""
        columns = [
            self.reader.cells(name, settled[name]) if name in settled else np.full(draws, OPEN)
            for name in self.reader.issues
        ]
        return np.stack(columns, axis=1) if columns else np.zeros((draws, 0), dtype=np.int64)

    def _contradicted(self, cells: Ints) -> float:
        """The share of draws whose outcomes together fit no feasible state."""
        if self.reader.unread:
            return 0.0
        distinct, counts = np.unique(cells, axis=0, return_counts=True)
        against = [not self.reader.agrees(tuple(row)) for row in distinct.tolist()]
        return float(counts[np.array(against, dtype=bool)].sum() / len(cells))

    def _issue(self, name: str, outcome: float | None, over_draws: Floats, exchanged: float | None) -> IssueFacts:
        model = self.model.issues[name]
        problem = model.stated
        result: BargainingResult | None = None
        swept: tuple[EumResult, ...] = ()
        if problem is not None:
            result = solve(problem, ROUNDS, exchanged=exchanged)
            if len(problem.actors) <= MOST_SWEPT:
                swept = sweep(problem.position, problem.capability, problem.salience, rounds=ROUNDS)
        return issue_facts(model, result, outcome, over_draws, swept)

    def _notes(self) -> tuple[str, ...]:
        """What a reader of the scenarios has to know."""
        notes = []
        if self.reader.unread:
            notes.append(f"No scenario is read: {self.reader.unread}.")
        elif not self.reader.issues:
            notes.append("No scenario speaks of an issue and no mark means anything, so every scenario stays open.")
        return tuple(notes)


def lacks(case: Case) -> str | None:
    """What bargaining would need to run, in a sentence; None where it can."""
    if not any(len(issue.positions) > 1 for issue in case.issues.values()):
        return "bargaining needs an issue on which at least two actors have positions"
    if not case.scenarios:
        return "bargaining needs scenarios to speak of"
    return None


def reads(case: Case, path: str) -> bool:
    """Does what stands at this address reach bargaining: issues, and the states that scenarios are read over?

    Of an actor its positions count, wherever they stand in the file, and its options.
    """
    parts = path.split("/")
    if len(parts) < 2:
        return False
    if parts[0] in ("issues", "rules", "drivers", "terms"):
        return True
    if parts[0] != "actors" or parts[1] not in case.actors:
        return False
    if len(parts) == 2:
        stands = any(parts[1] in issue.positions for issue in case.issues.values())
        return stands or bool(case.actors[parts[1]].options)
    return parts[2] == "options"


def prepare(
    case: Case,
    memory: dict[Any, Any],
    shifts: Mapping[str, float],
    dropped: frozenset[str] = frozenset(),  # noqa: ARG001 - who leaves an issue has left the case, and that is all
) -> BargainingRun:
    """The case ready for bargaining."""
    return BargainingRun(bargaining_model(case, shifts), memory)


JOIN = Join(method="bargaining", forecasts=True, lacks=lacks, reads=reads, prepare=prepare)
"""Bargaining, as an assessment finds it."""
