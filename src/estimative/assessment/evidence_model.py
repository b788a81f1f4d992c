"""A case as an evidence table: which hypotheses, which items, what is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.inputs import case_input
from estimative.assessment.readings import readings
from estimative.assessment.weights import NONE
from estimative.base.errors import LimitError
from estimative.case.models import Case
from estimative.case.models_methods import Item as CaseItem
from estimative.case.models_methods import ReferenceClass as CaseClass
from estimative.case.space import state_space
from estimative.ensemble.draws import Input
from estimative.methods.evidence import (
    Conventions,
    EvidenceTable,
    Item,
    Member,
    ReferenceClass,
    can_be_judged,
    class_prior,
    level,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class EvidenceModel:
    """One case as an evidence table: the hypotheses are its scenarios, and `none` where they leave a gap.

    `gap` is None where there are too many states to look for one: `none` then takes part.
    """

    case: Case
    hypotheses: tuple[str, ...]
    gap: bool | None
    conventions: Conventions
    inputs: tuple[Input, ...]
    shifts: Mapping[str, float]

    @cached_property
    def table(self) -> EvidenceTable:
        """The table with every judgment at its stated value, moved by its shift."""
        stated = {item.path: np.array([item.stated]) for item in self.inputs}
        relevance = {name: float(self.relevance(name, stated, 1)[0]) for name in self.case.evidence}
        items = tuple(
            Item(name, record.reliability, relevance[name], record.group, record.retracted)
            for name, record in self.case.evidence.items()
        )
        return EvidenceTable(self.hypotheses, items, self.ratings(stated, 1)[0], self.classes, self.conventions)

    @cached_property
    def classes(self) -> tuple[ReferenceClass, ...]:
        """The reference classes; one that speaks of a scenario that is no hypothesis here speaks of none."""
        return tuple(self._class(name, record) for name, record in self.case.reference_classes.items())

    @cached_property
    def prior(self) -> Floats:
        """The prior over the hypotheses: equal, or from the classes where that is switched on."""
        found = class_prior(self.classes, len(self.hypotheses)) if self.conventions.prior == "classes" else None
        if found is None:
            return np.full(len(self.hypotheses), 1 / len(self.hypotheses))
        return np.array(found.prior)

    def ratings(self, drawn: Mapping[str, Floats], count: int) -> Ints:
        """Ratings of all draws, (draws, items, hypotheses); 0 where nothing is rated."""
        found = np.zeros((count, len(self.case.evidence), len(self.hypotheses)), dtype=np.int64)
        for k, (name, record) in enumerate(self.case.evidence.items()):
            for h, hypothesis in enumerate(self.hypotheses):
                path = f"evidence/{name}/ratings/{hypothesis}"
                if path in drawn:
                    found[:, k, h] = drawn[path]
                elif hypothesis in record.ratings:
                    found[:, k, h] = level(record.ratings[hypothesis].value)
        return found

    def weights(self, drawn: Mapping[str, Floats], count: int) -> Floats:
        """Credibility × relevance of all draws, (draws, items)."""
        found = np.ones((count, len(self.case.evidence)))
        for k, (name, record) in enumerate(self.case.evidence.items()):
            credibility = drawn.get(reliability_path(name), self.conventions.credibility(record.reliability))
            found[:, k] = credibility * self.relevance(name, drawn, count)
        return found

    def relevance(self, name: str, drawn: Mapping[str, Floats], count: int) -> Floats:
        """The relevance of one item over the draws; 1 where nothing is said."""
        judged = self.case.evidence[name].relevance
        stated = np.full(count, judged.value if judged is not None else 1.0)
        return np.asarray(drawn.get(f"evidence/{name}/relevance", stated))

    def _class(self, name: str, record: CaseClass) -> ReferenceClass:
        chooser = self.case.people.get(record.chosen_by or "")
        members = tuple(
            Member(member, self._similarity(name, member), one.happened) for member, one in record.members.items()
        )
        weight = 1.0 if record.weight is None else record.weight
        by_author = chooser is not None and chooser.kind == "author"
        if record.counts:
            counts = tuple(record.counts.get(hypothesis, 0) for hypothesis in self.hypotheses)
            if any(counts):
                return ReferenceClass(name, counts=counts, by_author=by_author, weight=weight, members=members)
            return ReferenceClass(name, 0, sum(record.counts.values()), None, None, by_author, weight, members)
        place = self.hypotheses.index(record.scenario) if record.scenario in self.hypotheses else None
        return ReferenceClass(name, record.happened or 0, record.of or 1, place, None, by_author, weight, members)

    def _similarity(self, name: str, member: str) -> float | None:
        judged = self.case.reference_classes[name].members[member].similarity
        if judged is None:
            return None
        path = f"reference_classes/{name}/members/{member}/similarity"
        return case_input(self.case, path, judged, self.shifts).stated


def evidence_model(case: Case, shifts: Mapping[str, float], memory: dict[Any, Any] | None = None) -> EvidenceModel:
    """The evidence table of a case; `shifts` are added to drawn judgments, by path.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "t", "drivers": {"rain": {}}, "scenarios": {"wet": {"when": "rain"}},
    ...                   "evidence": {"clouds": {"text": "clouds", "ratings": {"wet": "C"}}}})
    >>> evidence_model(case, {}).hypotheses
    ('wet', 'none')
    """
    gap = leaves_gap(case, {} if memory is None else memory)
    hypotheses = (*case.scenarios, *([NONE] if gap is not False else []))
    settings = case.settings.evidence
    conventions = Conventions(
        ratios={str(name): value for name, value in settings.ratios.items()},
        source={str(name): value for name, value in settings.source.items()},
        item={str(name): value for name, value in settings.item.items()},
        item_cap=settings.item_cap,
        total_cap=settings.total_cap,
        prior=settings.prior,
    )
    inputs = tuple(_inputs(case, hypotheses, conventions, shifts))
    return EvidenceModel(case, hypotheses, gap, conventions, inputs, shifts)


def leaves_gap(case: Case, memory: dict[Any, Any]) -> bool | None:
    """Is there a feasible state in which every scenario is false? None where there are too many states to look."""
    space = state_space(case)
    scenarios = tuple((name, record.when) for name, record in case.scenarios.items())
    marks = tuple((name, repr(issue.marks)) for name, issue in case.issues.items())
    key = (
        "evidence",
        "gap",
        space.factors,
        space.rules,
        tuple(sorted(case.terms)),
        repr(space.terms),
        scenarios,
        marks,
    )
    if key not in memory:
        memory[key] = _leaves_gap(case)
    found: bool | None = memory[key]
    return found


def _leaves_gap(case: Case) -> bool | None:
    space = state_space(case)
    try:
        outside = space.feasible.copy()
        for found in readings(case, space).values():
            outside &= found.false
    except LimitError:
        return None
    return bool(outside.any())


def reliability_path(item: str) -> str:
    """The name under which the credibility of an item is drawn, where its source or what it says cannot be judged."""
    return f"evidence/{item}/reliability"


def _inputs(
    case: Case, hypotheses: tuple[str, ...], conventions: Conventions, shifts: Mapping[str, float]
) -> Iterator[Input]:
    """What is drawn of the items that take part: ratings, relevance, and credibility where it cannot be judged."""
    for name, record in case.evidence.items():
        if record.retracted:
            continue
        yield from _rating_inputs(name, record, hypotheses)
        if record.relevance is not None:
            yield case_input(case, f"evidence/{name}/relevance", record.relevance, shifts)
        if not can_be_judged(record.reliability):
            low, high = conventions.credibility_range(record.reliability)
            yield Input(reliability_path(name), conventions.credibility(record.reliability), low, high)


def _rating_inputs(name: str, record: CaseItem, hypotheses: tuple[str, ...]) -> Iterator[Input]:
    for hypothesis in hypotheses:
        rated = record.ratings.get(hypothesis)
        if rated is None or rated.value == "N/A":
            continue
        ends = [level(end) for end in rated.range or (rated.value, rated.value)]
        yield Input(
            f"evidence/{name}/ratings/{hypothesis}", level(rated.value), min(ends), max(ends), whole=True, clip=(1, 5)
        )
