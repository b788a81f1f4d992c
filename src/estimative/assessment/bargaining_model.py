"""A case as bargaining reads it: per issue the actors that stand on it, and the judgments that are drawn.

Who says nothing of its salience is taken to care fully; who says nothing of its capability weighs 1. An actor that left
an issue is no longer in it; an issue on which nobody with any weight stands settles nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.inputs import case_input
from estimative.case.models import Case
from estimative.case.models_methods import Issue
from estimative.ensemble.draws import Input
from estimative.methods.bargaining import Bargaining

Floats = NDArray[np.float64]

FULL_SALIENCE = 1.0
ONE_CAPABILITY = 1.0


@dataclass(frozen=True)
class Stand:
    """One actor's judgments on an issue; None where the case has none."""

    actor: str
    at: Input
    salience: Input | None
    capability: Input | None

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Those that the case has."""
        return tuple(item for item in (self.at, self.salience, self.capability) if item is not None)


@dataclass(frozen=True, eq=False)
class IssueModel:
    """One issue with at least one actor on it, and the ends of its scale.

    The scale runs from the first mark to the last, and as far beyond as any position can lie; with fewer than two marks
    it runs over the positions and where the issue stands today.
    """

    id: str
    issue: Issue
    stands: tuple[Stand, ...]
    low: float
    high: float

    @property
    def actors(self) -> tuple[str, ...]:
        """Who stands on it, in the order of the case."""
        return tuple(stand.actor for stand in self.stands)

    @property
    def unit(self) -> float:
        """What salience is divided by to be a fraction."""
        return 100.0 if self.issue.salience_unit == "percent" else 1.0

    def arrays(self, drawn: Mapping[str, Floats], draws: int) -> tuple[Floats, Floats, Floats]:
        """Position, capability and salience (a fraction), each of shape (draws, actors)."""

        def table(items: list[Input | None], otherwise: float) -> Floats:
            return np.stack([drawn[item.path] if item else np.full(draws, otherwise) for item in items], axis=1)

        position = table([stand.at for stand in self.stands], 0.0)
        capability = table([stand.capability for stand in self.stands], ONE_CAPABILITY)
        salience = table([stand.salience for stand in self.stands], FULL_SALIENCE * self.unit) / self.unit
        return np.clip(position, self.low, self.high), capability, salience

    @cached_property
    def stated(self) -> Bargaining | None:
        """The issue with every judgment as stated; None where nobody has any weight."""
        values = {item.path: np.array([item.stated]) for stand in self.stands for item in stand.inputs}
        position, capability, salience = (column[0] for column in self.arrays(values, 1))
        if not float(capability @ salience) > 0:
            return None
        now = self.issue.now if self.issue.now is not None and self.low <= self.issue.now <= self.high else None
        return Bargaining(
            self.actors, position, capability, salience, self.low, self.high, now, self.issue.text or self.id
        )


@dataclass(frozen=True, eq=False)
class BargainingModel:
    """The issues of a case on which somebody stands, in the order of the case."""

    case: Case
    issues: Mapping[str, IssueModel]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every judgment that is drawn."""
        return tuple(item for model in self.issues.values() for stand in model.stands for item in stand.inputs)


def bargaining_model(case: Case, shifts: Mapping[str, float]) -> BargainingModel:
    """The case as bargaining reads it.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "tiny", "actors": {"a": {}, "b": {}}, "issues": {"fee": {"positions": {
    ...     "a": {"at": 2}, "b": {"at": 8, "salience": 0.5}}}}})
    >>> bargaining_model(case, {}).issues["fee"].stated.weights.tolist()
    [1.0, 0.5]
    """
    found = {name: _issue(case, name, issue, shifts) for name, issue in case.issues.items() if issue.positions}
    return BargainingModel(case, found)


def _issue(case: Case, name: str, issue: Issue, shifts: Mapping[str, float]) -> IssueModel:
    stands = []
    for actor, position in issue.positions.items():
        path = f"issues/{name}/positions/{actor}"
        parts = {"at": position.at, "salience": position.salience, "capability": position.capability}
        items = {
            part: case_input(case, f"{path}/{part}", judgment, shifts)
            for part, judgment in parts.items()
            if judgment is not None
        }
        stands.append(Stand(actor, items["at"], items.get("salience"), items.get("capability")))
    ends = [float(stand.at.moved(np.array(end))) for stand in stands for end in (stand.at.low, stand.at.high)]
    marks = [float(mark.at) for mark in issue.marks]
    if len(set(marks)) < 2 and issue.now is not None:
        marks.append(issue.now)
    low, high = min(ends + marks), max(ends + marks)
    if low == high:  # everybody and everything at one point: a scale all the same
        low, high = low - 1, high + 1
    return IssueModel(name, issue, tuple(stands), low, high)
