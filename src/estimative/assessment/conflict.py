"""Conflict analysis joined to cases: what it reads, its weights on the scenarios, and what it has to show.

The play starts at the status quo; its weights say where undeterred moves and deals lead if the ranks are as judged, and
neither when nor how likely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.conflict_model import (
    ConflictModel,
    WantColumn,
    conflict_model,
    drawn_orders,
    order_ranks,
    orders,
)
from estimative.assessment.conflict_play import equilibria_shares, reading_rows
from estimative.assessment.conflict_solver import Begun, ConflictSolver, Setting
from estimative.assessment.distinct import distinct
from estimative.assessment.joins import Join
from estimative.assessment.readings import truth_table
from estimative.assessment.remembering import Remembered
from estimative.assessment.weights import NONE, Weights, mean_by
from estimative.assessment.winners import Outlook, outlooks
from estimative.case.models import Case
from estimative.ensemble.draws import Draws, Input
from estimative.ensemble.executors import PLAIN, Work
from estimative.methods.conflict.plays import Ends

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_ORDERS = 1 << 25
"""Bytes of orders of wants, draw by draw, that are remembered."""


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
    """The distinct problems of an ensemble, start by start, and which draw has which of them, counted through."""

    begun: tuple[Begun, ...]
    which: NDArray[np.int32]

    def __len__(self) -> int:
        return sum(map(len, self.begun))

    @property
    def starts(self) -> Ints:
        """The code at which each problem begins."""
        return np.repeat([begun.start for begun in self.begun], [len(begun) for begun in self.begun])


class ConflictRun:
    """One case ready for conflict analysis."""

    def __init__(self, model: ConflictModel, memory: dict[Any, Any]) -> None:
        self.model = model
        self.solver = ConflictSolver(model, memory)
        settings = model.case.settings.conflict
        self.setting = Setting(settings.concept, settings.deals)
        self._orders: Remembered[Any, tuple[Ints, NDArray[np.int32]]] = memory.setdefault(
            "conflict/orders", Remembered(MOST_ORDERS)
        )
        self._problems: dict[Draws, Problems] = {}
        self._solved: dict[tuple[int, Setting], tuple[Ends, ...]] = {}
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

    def orders(self, columns: tuple[WantColumn, ...], draws: Draws) -> tuple[Ints, NDArray[np.int32]]:
        """`drawn_orders`, remembered: most variants of a case leave the wants of most actors alone."""
        key = (draws, tuple(column.rank for column in columns))
        found = self._orders.get(key)
        if found is None:
            found = drawn_orders(columns, draws)
            self._orders.put(key, found, sum(part.nbytes for part in found))
        return found

    def truth(self, start: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """The truth table of the scenarios over the places of the arena around `start`."""
        return truth_table(self.model.readings, self.solver.arena(start).codes)

    def stated(self, start: int | None = None) -> tuple[int, Ints]:
        """The problem with every rank at its stated value: a start, and the ranks in its arena."""
        code = self.model.starts[0] if start is None else start
        values = {item.path: np.array([item.value + item.shift]) for item in self.inputs}
        codes = self.solver.arena(code).codes
        wants = [self.model.wants[dm] for dm in self.model.decision_makers]
        return code, np.concatenate([order_ranks(columns, orders(columns, values, 1)[0], codes) for columns in wants])

    def solved(self, problems: Problems, setting: Setting) -> tuple[Ends, ...]:
        """Where the plays of these problems end, start by start."""
        key = (id(problems), setting)
        if key not in self._solved:
            self._solved[key] = tuple(self.solver.solve(begun, setting, self._work) for begun in problems.begun)
        return self._solved[key]

    def _enumerate(self, draws: Draws) -> Problems:
        starts, dms = self.model.starts, self.model.decision_makers
        found = [self.orders(self.model.wants[dm], draws) for dm in dms]
        begins = draws.choices("drivers", len(starts)) if len(starts) > 1 else np.zeros(draws.count, dtype=np.int64)
        table, which = distinct([begins, *(of for _, of in found)], [len(starts), *(len(order) for order, _ in found)])
        begun: list[Begun] = []
        number = np.zeros(len(table), dtype=np.int64)  # of each row of the table among all problems
        for place in np.unique(table[:, 0]).tolist():
            here = np.flatnonzero(table[:, 0] == place)
            some, number[here] = self._begun(starts[place], [order for order, _ in found], table[here, 1:])
            number[here] += sum(map(len, begun))
            begun.append(some)
        return Problems(tuple(begun), number[which].astype(np.int32))

    def _begun(self, start: int, found: Sequence[Ints], table: Ints) -> tuple[Begun, Ints]:
        """The problems that begin at one code, and the number of each row of `table` [row, decision maker] of orders.

        Orders that rank the places around the start alike are one problem.
        """
        codes = self.solver.arena(start).codes
        rows, columns = [], []
        for dm, order, column in zip(self.model.decision_makers, found, table.T, strict=True):
            present, position = np.unique(column, return_inverse=True)
            ranks = order_ranks(self.model.wants[dm], order[present], codes).astype(np.int16)
            known: dict[bytes, int] = {}
            same = np.array([known.setdefault(row.tobytes(), len(known)) for row in ranks])
            rows.append(np.frombuffer(b"".join(known), dtype=np.int16).reshape(len(known), len(codes)))
            columns.append(same[position.reshape(len(column))])
        which, number = distinct(columns, [len(each) for each in rows])
        return Begun(start, tuple(rows), which), number

    def _read(self, problems: Problems, setting: Setting) -> tuple[Floats, Floats]:
        read = [
            reading_rows(found, begun, *self.truth(begun.start))
            for begun, found in zip(problems.begun, self.solved(problems, setting), strict=True)
        ]
        given, open_ = zip(*read, strict=True)
        return np.concatenate(given), np.concatenate(open_)

    def _shares(self, problems: Problems, concept: str) -> PlayShares:
        together, alone = Setting(concept, max(2, self.setting.deals)), Setting(concept, 1)
        keys = (*self.model.readings, NONE)
        with_deals, without = self._read(problems, together), self._read(problems, alone)
        cycles = {s: np.concatenate([found.cycles for found in self.solved(problems, s)]) for s in (together, alone)}
        resting = np.concatenate(
            [
                equilibria_shares(found.equilibria, self.truth(begun.start)[0])
                for begun, found in zip(problems.begun, self.solved(problems, alone), strict=True)
            ]
        )
        which = problems.which
        at_rest = resting[which]
        at_rest = at_rest[~np.isnan(at_rest[:, 0])]
        return PlayShares(
            deals=mean_by(keys, with_deals[0][which]),
            no_deals=mean_by(keys, without[0][which]),
            undetermined_deals=mean_by(keys, with_deals[1][which]),
            undetermined_no_deals=mean_by(keys, without[1][which]),
            cycles_deals=float(cycles[together][which].mean()),
            cycles_no_deals=float(cycles[alone][which].mean()),
            equilibria=mean_by(keys, at_rest) if len(at_rest) else None,
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


def problems(ready: ConflictRun, draws: Draws) -> int:
    """How many distinct problems these draws make."""
    return len(ready.problems(draws))


JOIN = Join(method="conflict", forecasts=True, lacks=lacks, reads=reads, prepare=prepare, problems=problems)
