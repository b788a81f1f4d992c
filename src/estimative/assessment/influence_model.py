"""A case as the analysis of influence reads it: actors and objectives, and where each drawn judgment stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.inputs import case_input
from estimative.case.models import Case
from estimative.ensemble.draws import Input
from estimative.methods.influence import Influence

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Small = NDArray[np.int8]
"""Judgments in as few bytes as they take."""


@dataclass(frozen=True)
class InfluenceModel:
    """The actors that have a part, the objectives, and for each judgment the cell of MDI or 2MAO that it fills.

    `towards[scenario]` has 1 for each objective that serves it, -1 for each that harms it, 0 for the others.
    """

    case: Case
    actors: tuple[str, ...]
    objectives: tuple[str, ...]
    links: Mapping[tuple[int, int], Input]
    stakes: Mapping[tuple[int, int], Input]
    towards: Mapping[str, tuple[int, ...]]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every judgment that is drawn."""
        return (*self.links.values(), *self.stakes.values())

    def arrays(self, values: Mapping[str, Floats], draws: int) -> tuple[Small, Small]:
        """MDI (draws, n, n) and 2MAO (draws, n, m) from drawn judgments, by path."""
        n, m = len(self.actors), len(self.objectives)
        influence = np.zeros((draws, n, n), dtype=np.int8)  # both scales are from -4 to 4
        stakes = np.zeros((draws, n, m), dtype=np.int8)
        for table, cells in ((influence, self.links), (stakes, self.stakes)):
            for (i, j), item in cells.items():
                table[:, i, j] = values[item.path]
        return influence, stakes

    def problem(self, at: str = "stated") -> Influence:
        """The problem with every judgment as stated, or at its `low` or its `high` end; shifted, and on its scale."""
        ends = {item.path: np.array([_at(item, at)]) for item in self.inputs}
        influence, stakes = self.arrays(ends, 1)
        return Influence(self.actors, self.objectives, influence[0].astype(np.int64), stakes[0].astype(np.int64))

    def link(self, start: str, end: str) -> str:
        """The address of the judgment on how far one actor moves another."""
        return self.links[self.actors.index(start), self.actors.index(end)].path


def influence_model(case: Case, shifts: Mapping[str, float]) -> InfluenceModel:
    """What the analysis of influence reads in a case; `shifts` are added to drawn judgments, by path.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "tiny", "actors": {"a": {}, "b": {}, "c": {}}, "influence": {"a": {"b": 2}},
    ...                   "scenarios": {"s": {"when": "true"}},
    ...                   "objectives": {"o": {"serves": "s", "stakes": {"b": 3}}}})
    >>> model = influence_model(case, {})
    >>> model.actors, model.towards, model.problem().influence.tolist()
    (('a', 'b'), {'s': (1,)}, [[0, 2], [0, 0]])
    """
    part = {name for start, row in case.influence.items() for end in row for name in (start, end)}
    part |= {name for objective in case.objectives.values() for name in objective.stakes}
    actors = tuple(name for name in case.actors if name in part)
    objectives = tuple(case.objectives)
    place = {name: i for i, name in enumerate(actors)}
    links = {
        (place[start], place[end]): case_input(case, f"influence/{start}/{end}", judgment, shifts)
        for start, row in case.influence.items()
        for end, judgment in row.items()
    }
    stakes = {
        (place[name], a): case_input(case, f"objectives/{objective}/stakes/{name}", judgment, shifts)
        for a, objective in enumerate(objectives)
        for name, judgment in case.objectives[objective].stakes.items()
    }
    towards = {
        scenario: tuple(
            (scenario in case.objectives[name].serves) - (scenario in case.objectives[name].harms)
            for name in objectives
        )
        for scenario in case.scenarios
    }
    return InfluenceModel(case, actors, objectives, links, stakes, towards)


def _at(item: Input, end: str) -> float:
    if end == "stated":
        return item.stated
    return float(item.moved(np.array(item.low if end == "low" else item.high)))
