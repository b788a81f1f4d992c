"""Explaining one state or one scenario of a case: why it holds or breaks, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path

from estimative.assessment.asked import asked
from estimative.assessment.conflict import ConflictRun, lacks, prepare
from estimative.assessment.conflict_explained import (
    StateExplained,
    StateImpossible,
    explain_impossible,
    explain_state,
)
from estimative.assessment.conflict_stated import StatedConflict
from estimative.assessment.scenario_explained import ScenarioExplained, explain_scenario
from estimative.base.errors import UnsupportedError, UsageError, listed, nearest
from estimative.base.logic.space import StateSpace
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.case.space import state_space
from estimative.desk.what_ifs import with_what_if
from estimative.exchange.case_files import read_case
from estimative.methods.conflict import CONCEPTS


@dataclass(frozen=True, eq=False)
class Explanation:
    """One state or scenario explained, with the case that it belongs to (a what-if, where one is named, applied)."""

    case: Case
    digest: str
    what_if: str | None
    what_if_because: str | None
    found: StateExplained | StateImpossible | ScenarioExplained


def explain(path: Path, what: str, concept: str | None = None, what_if: str | None = None) -> Explanation:
    """Why does a state or a scenario of the case at `path` hold or break, and for whom?

    `what` is a scenario's id, `none`, `now`, a state's number or a state in words; `concept` one of the five stability
    concepts (the case's own where nothing is said); `what_if` names one of the case's what-ifs, which is applied first.
    Raises ProblemsError for what is wrong in the case, UsageError for what it does not have, UnsupportedError where
    nobody in it decides anything, LimitError where more than 4,096 states share their drivers.
    """
    file = read_case(path)
    case, because = with_what_if(file, what_if)
    return Explanation(case, case_digest(case), what_if, because, explained(case, what, concept))


def explained(case: Case, what: str, concept: str | None) -> StateExplained | StateImpossible | ScenarioExplained:
    """The same for a case that is read already."""
    concept = _concept(concept) if concept is not None else case.settings.conflict.concept
    if not any(actor.options for actor in case.actors.values()):
        raise UnsupportedError(f"nothing to explain: {lacks(case)}")
    space = state_space(case)
    wanted = asked(case, space, what, status_quo(case, space))
    if wanted.code is not None and not space.feasible[wanted.code]:
        return explain_impossible(case, space, wanted.code)
    run = prepare(case, {}, {})
    if wanted.scenario is not None:
        return explain_scenario(StatedConflict(run, run.model.starts[0]), wanted.scenario, concept)
    return _state(run, wanted.code or 0, concept)


def _state(run: ConflictRun, code: int, concept: str) -> StateExplained:
    """The state with this code; the play starts at the status quo with the drivers as in that state."""
    space = run.model.space
    stands, now = space.assignment(code), space.assignment(run.model.starts[0])
    start = space.code({**now, **{driver: stands[driver] for driver in run.model.drivers}})
    begins = bool(space.feasible[start])
    conflict = StatedConflict(run, start if begins else code)
    return explain_state(conflict, conflict.arena.place(code), concept, start if begins else None)


def status_quo(case: Case, space: StateSpace) -> dict[str, str]:
    """The variant of every factor as things stand; drivers of which nothing is said at the first that are possible."""
    stands = {factor.id: case.now.get(factor.id, factor.variants[0]) for factor in space.factors}
    open_ = [factor for factor in space.factors if factor.owner is None and factor.id not in case.now]
    for variants in product(*(factor.variants for factor in open_)):
        tried = stands | dict(zip((factor.id for factor in open_), variants, strict=True))
        if space.feasible[space.code(tried)]:
            return tried
    return stands


def _concept(name: str) -> str:
    known = {concept.lower(): concept for concept in CONCEPTS}
    if name.lower() not in known:
        raise UsageError(
            f"the concept is `{name[:40]}`; allowed are {listed(list(CONCEPTS))}{nearest(name[:40], CONCEPTS)}"
        )
    return known[name.lower()]
