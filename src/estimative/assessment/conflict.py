"""Conflict analysis joined to cases: what it reads, its weights on the scenarios, and what it has to show.

The play starts at the status quo; its weights say where undeterred moves and deals lead if the ranks are as judged, and
neither when nor how likely.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.conflict_model import ConflictModel, conflict_model, levels, orders
from estimative.assessment.conflict_play import equilibria_share, reading_row
from estimative.assessment.conflict_solver import ConflictSolver, Setting
from estimative.assessment.joins import Join
from estimative.assessment.readings import truth_table
from estimative.assessment.weights import NONE, Weights, mean_by
from estimative.assessment.winners import Outlook, outlooks
from estimative.case.models import Case
from estimative.ensemble.draws import Draws, Input
from estimative.ensemble.executors import PLAIN, Work
from estimative.methods.conflict import ranks_from_levels

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlayShares:
    """Under one concept: where the play ends, by scenario id and `none`, with and without deals.

    `cycles` is the mass that never comes to rest; `equilibria` the share of the equilibria in each scenario, apart from
    any path, over the draws that have an equilibrium (None where none has).
    """

    deals: Mapping[str, float]
    no_deals: Mapping[str, float]
    undetermined_deals: Mapping[str, float]
    undetermined_no_deals: Mapping[str, float]
    cycles_deals: float
    cycles_no_deals: float
    equilibria: Mapping[str, float] | None


@dataclass(frozen=True)
class ConflictFacts:
    """What conflict analysis shows beside its weights: plays by concept, and what a scenario means for an actor."""

    setting: Setting
    plays: Mapping[str, PlayShares]
    outlooks: Mapping[str, Mapping[str, Outlook]]


@dataclass(frozen=True, eq=False)
class Problems:
    """The distinct problems of an ensemble: start, ranks (a row per decision maker), and which draw has which."""

    starts: tuple[int, ...]
    ranks: tuple[Ints, ...]
    which: Ints

    @property
    def counts(self) -> Ints:
        """How many draws have each problem."""
        return np.bincount(self.which, minlength=len(self.starts))


class ConflictRun:
    """One case ready for conflict analysis."""

    def __init__(self, model: ConflictModel, memory: dict[Any, Any]) -> None:
        self.model = model
        self.solver = ConflictSolver(model, memory)
        settings = model.case.settings.conflict
        self.setting = Setting(settings.concept, settings.deals)
        self._problems: dict[Draws, Problems] = {}
        self._work = PLAIN

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The ranks of the decision makers' wants."""
        return self.model.inputs

    def weigh(self, draws: Draws, work: Work = PLAIN) -> Weights:
        """Where the play of `settings.conflict` ends, draw by draw. `work` is for later plays too."""
        self._work = work
        problems = self.problems(draws)
        given, open_ = self._read(problems, self.setting)
        return Weights(tuple(self.model.readings), given[problems.which], open_[problems.which])

    def facts(self, draws: Draws, work: Work = PLAIN) -> ConflictFacts:
        """The plays under Nash, SEQ and the set concept, with and without deals; and who gains where."""
        self._work = work
        problems = self.problems(draws)
        concepts = dict.fromkeys([self.setting.concept, "SEQ", "Nash"])
        plays = {concept: self._shares(problems, concept) for concept in concepts}
        return ConflictFacts(self.setting, plays, outlooks(self, problems, draws))

    def problems(self, draws: Draws) -> Problems:
        """The distinct problems of these draws."""
        if draws not in self._problems:
            self._problems[draws] = self._enumerate(draws)
        return self._problems[draws]

    def truth(self, start: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """The truth table of the scenarios over the places of the arena around `start`."""
        return truth_table(self.model.readings, self.solver.arena(start).codes)

    def stated(self, start: int | None = None) -> tuple[int, Ints]:
        """The problem with every rank at its stated value: a start, and the ranks in its arena."""
        code = self.model.starts[0] if start is None else start
        values = {item.path: np.array([item.value + item.shift]) for item in self.inputs}
        rows = []
        for dm in self.model.decision_makers:
            found, _ = orders(self.model.wants[dm], values, 1)
            rows.append(self._ranks(dm, found[0], code))
        return code, np.stack(rows)

    def _enumerate(self, draws: Draws) -> Problems:
        drawn, total = draws.of(self.inputs), draws.count
        dms = self.model.decision_makers
        by_dm = [orders(self.model.wants[dm], drawn, total) for dm in dms]
        starts = self.model.starts
        begun = draws.choices("drivers", len(starts)) if len(starts) > 1 else np.zeros(total, dtype=np.int64)
        table = np.stack([begun, *(which for _, which in by_dm)], axis=1)
        distinct, which = np.unique(table, axis=0, return_inverse=True)
        ranks: list[Ints] = []
        known: dict[tuple[int, int, int], Ints] = {}
        for row in distinct.tolist():
            for k, dm in enumerate(dms):
                if (row[0], k, row[k + 1]) not in known:
                    known[row[0], k, row[k + 1]] = self._ranks(dm, by_dm[k][0][row[k + 1]], starts[row[0]])
            ranks.append(np.stack([known[row[0], k, row[k + 1]] for k in range(len(dms))]))
        return Problems(tuple(starts[row[0]] for row in distinct.tolist()), tuple(ranks), which.reshape(total))

    def _ranks(self, dm: str, order: Ints, start: int) -> Ints:
        codes = self.solver.arena(start).codes
        return ranks_from_levels([level[codes] for level in levels(self.model.wants[dm], order)], len(codes))

    def _read(self, problems: Problems, setting: Setting) -> tuple[Floats, Floats]:
        width = len(self.model.readings) + 1
        given, open_ = np.zeros((len(problems.starts), width)), np.zeros((len(problems.starts), width))
        solved = self.solver.solve(problems.starts, problems.ranks, setting, self._work.progress)
        truths = {start: self.truth(start) for start in set(problems.starts)}
        for k, (start, ranks) in enumerate(zip(problems.starts, problems.ranks, strict=True)):
            given[k], open_[k] = reading_row(solved[k].final, ranks, *truths[start])
        return given, open_

    def _shares(self, problems: Problems, concept: str) -> PlayShares:
        together, alone = Setting(concept, max(2, self.setting.deals)), Setting(concept, 1)
        keys = (*self.model.readings, NONE)
        with_deals, without = self._read(problems, together), self._read(problems, alone)
        solved = {s: self.solver.solve(problems.starts, problems.ranks, s) for s in (together, alone)}
        cycles = {s: np.array([found.cycles for found in solved[s]]) for s in (together, alone)}
        resting = [
            equilibria_share(found.resting, self.truth(start)[0])
            for start, found in zip(problems.starts, solved[alone], strict=True)
        ]
        which = problems.which
        at_rest = [share for share in (resting[k] for k in which.tolist()) if share is not None]
        return PlayShares(
            deals=mean_by(keys, with_deals[0][which]),
            no_deals=mean_by(keys, without[0][which]),
            undetermined_deals=mean_by(keys, with_deals[1][which]),
            undetermined_no_deals=mean_by(keys, without[1][which]),
            cycles_deals=float(cycles[together][which].mean()),
            cycles_no_deals=float(cycles[alone][which].mean()),
            equilibria=mean_by(keys, np.stack(at_rest)) if at_rest else None,
        )


def lacks(case: Case) -> str | None:
    """What conflict analysis would need to run, in a sentence; None where it can."""
    deciders = [actor for actor in case.actors.values() if actor.options]
    if not deciders:
        return "conflict analysis needs at least one actor with options"
    if not any(actor.wants for actor in deciders):
        return "conflict analysis needs wants of the actors that hold options"
    if not case.scenarios:
        return "conflict analysis needs scenarios to speak of"
    return None


def reads(case: Case, path: str) -> bool:
    """Does what stands at this address reach the play: options, drivers, rules, and wants of those who decide?"""
    parts = path.split("/")
    if parts[0] in ("drivers", "rules") and len(parts) > 1:
        return True
    if parts[0] != "actors" or len(parts) < 2 or parts[1] not in case.actors:
        return False
    return bool(case.actors[parts[1]].options)


def prepare(
    case: Case,
    memory: dict[Any, Any],
    shifts: Mapping[str, float],
    dropped: frozenset[str] = frozenset(),  # noqa: ARG001 - what fell away has left the case, and that is all
) -> ConflictRun:
    """The case ready for conflict analysis; raises ProblemsError where its start is not feasible."""
    return ConflictRun(conflict_model(case, shifts), memory)


JOIN = Join(method="conflict", forecasts=True, lacks=lacks, reads=reads, prepare=prepare)
