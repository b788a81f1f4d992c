"""Why a scenario holds or breaks: which of its states last, what breaks the others, whether the play ends there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from estimative.assessment.conflict_explained import (
    Breach,
    Choice,
    Improvement,
    PlayTo,
    breach,
    choices,
    improvement,
    play_to,
)
from estimative.assessment.conflict_stated import Basis, Comparison, Move, State, StatedConflict, basis, played
from estimative.assessment.readings import read
from estimative.assessment.weights import NONE
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import StateSpace
from estimative.case.space import rule_statement
from estimative.methods.conflict import witness
from estimative.methods.conflict.problem import Ints

MOST_RESTING = 8
MOST_ESCAPES = 5


@dataclass(frozen=True)
class Resting:
    """A state of the scenario that no actor would leave by itself; what of the play ends there; deals that leave it."""

    state: State
    ends_no_deals: float
    ends_deals: float
    leaving_deals: tuple[Move, ...]
    leaving_deals_left_out: int


@dataclass(frozen=True)
class Escape:
    """One way in which states of the scenario break: an actor, the wants that decide, in how many states.

    The example is the state with the lowest number; what meets the move there is nothing, as its witness shows.
    """

    actor: str
    states: int
    comparison: Comparison
    example: State
    improvement: Improvement


@dataclass(frozen=True)
class ScenarioExplained:
    """Why a scenario, or `none`, holds or breaks.

    `states` counts its feasible states among all `feasible`; `states_here` and `feasible_here` those with the drivers
    as at the start (`drivers`), which are all that moves can reach; `open_here` those of which cannot be told whether
    the scenario is true. Of `states_here`, `resting_count` are left by no actor's own move under `concept`; the others
    break, by `escapes`. The plays, without and with deals, are under `play_concept`. `rules` are those that forbid
    states of the scenario, given where they forbid all.
    """

    scenario: str
    when: str | None
    basis: Basis | None
    feasible: int
    states: int
    feasible_here: int
    states_here: int
    open_here: int
    drivers: tuple[Choice, ...]
    starts: int
    concept: str
    start: State
    starts_inside: bool
    resting_count: int
    resting: tuple[Resting, ...]
    escapes: tuple[Escape, ...]
    escapes_left_out: int
    play_concept: str
    deals: int
    plays: tuple[PlayTo, ...]
    rules: tuple[Breach, ...]


def explain_scenario(conflict: StatedConflict, scenario: str, concept: str) -> ScenarioExplained:
    """Why does a scenario (or `none`) hold or break under `concept`, for whom, and does the play end there?"""
    case, model = conflict.case, conflict.model
    row = [*model.readings, NONE].index(scenario)
    inside = np.flatnonzero(conflict.true[row])
    play_concept, deals = played(case, concept), max(2, case.settings.conflict.deals)
    plays = tuple(play_to(conflict, play_concept, most, set(inside.tolist()), row) for most in (1, deals))
    start = conflict.arena.start
    resting, broken = _parted(conflict, inside, concept)
    escapes = _escapes(conflict, broken, concept)
    whole = _true_everywhere(conflict, scenario)
    record = case.scenarios.get(scenario)
    return ScenarioExplained(
        scenario=scenario,
        when=record.when if record is not None else None,
        basis=basis(case, f"scenarios/{scenario}") if record is not None else None,
        feasible=len(model.structure.states),
        states=whole,
        feasible_here=len(conflict),
        states_here=len(inside),
        open_here=int((~conflict.true[row] & ~conflict.false[row]).sum()),
        drivers=tuple(choice for choice in choices(case, conflict.assignment(start)) if choice.actor is None),
        starts=len(model.starts),
        concept=concept,
        start=conflict.state(start),
        starts_inside=bool(conflict.true[row, start]),
        resting_count=len(resting),
        resting=_resting(conflict, resting, play_concept, deals),
        escapes=tuple(_escape(conflict, escape, concept) for escape in escapes[:MOST_ESCAPES]),
        escapes_left_out=max(0, len(escapes) - MOST_ESCAPES),
        play_concept=play_concept,
        deals=deals,
        plays=plays,
        rules=_forbidding(conflict, scenario) if not whole and record is not None else (),
    )


def _parted(conflict: StatedConflict, inside: Ints, concept: str) -> tuple[list[int], list[int]]:
    """The places that no actor would leave by itself, and the others."""
    rests = conflict.resting(concept)[inside]
    return inside[rests].tolist(), inside[~rests].tolist()


def _true_everywhere(conflict: StatedConflict, scenario: str) -> int:
    """How many feasible states there are in the scenario, whatever the drivers."""
    model = conflict.model
    found = model.readings.values()
    true = (
        model.readings[scenario].true
        if scenario in model.readings
        else np.logical_and.reduce([np.ones(model.space.size, dtype=bool), *(reading.false for reading in found)])
    )
    return int((true & model.space.feasible).sum())


def _resting(conflict: StatedConflict, places: list[int], concept: str, deals: int) -> tuple[Resting, ...]:
    """The first of the states that hold, those in which the play ends before the others."""
    final = [conflict.play(concept, most).final for most in (1, deals)]
    ordered = sorted(places, key=lambda p: (-round(final[1].get(p, 0.0) + final[0].get(p, 0.0), 12), p))
    found = []
    for place in ordered[:MOST_RESTING]:
        leaving, others = conflict.deals(place, concept, deals)
        alone, together = (ends.get(place, 0.0) for ends in final)
        found.append(Resting(conflict.state(place), alone, together, tuple(leaving[:1]), others + len(leaving[1:])))
    return tuple(found)


@dataclass(frozen=True)
class _Found:
    """An escape before it is told: actor number, deciding wants, the places broken so, where each would go."""

    actor: int
    comparison: Comparison
    places: tuple[int, ...]
    targets: tuple[int, ...]


def _escapes(conflict: StatedConflict, places: list[int], concept: str) -> list[_Found]:
    """Who would leave which of the places, to what it likes best, together where the same wants decide; most first."""
    together: dict[tuple[int, Comparison], list[tuple[int, int]]] = {}
    for dm, table in enumerate(conflict.undeterred(concept)):
        rank = conflict.ranks[dm]
        for place in places:
            targets = np.flatnonzero(table[place])
            if len(targets):
                best = int(targets[np.argmax(rank[targets])])
                together.setdefault((dm, conflict.compare(dm, place, best)), []).append((place, best))
    ordered = sorted(together.items(), key=lambda item: (-len(item[1]), item[0][0], item[1][0]))
    return [_Found(dm, how, tuple(p for p, _ in found), tuple(t for _, t in found)) for (dm, how), found in ordered]


def _escape(conflict: StatedConflict, found: _Found, concept: str) -> Escape:
    place, target = found.places[0], found.targets[0]
    claim = witness(conflict.problem, found.actor, int(conflict.codes[place]), concept)
    sanction = next(s for s in claim.sanctions if s.improvement == int(conflict.codes[target]))
    return Escape(
        actor=conflict.actors[found.actor],
        states=len(found.places),
        comparison=found.comparison,
        example=conflict.state(place),
        improvement=improvement(conflict, claim, sanction),
    )


def _forbidding(conflict: StatedConflict, scenario: str) -> tuple[Breach, ...]:
    """The rules that forbid at least one state in which the scenario is true."""
    case, space = conflict.case, conflict.model.space
    without_rules = StateSpace(space.factors, space.terms)
    true = read(case, without_rules, parse_statement(case.scenarios[scenario].when)).true
    return tuple(
        breach(case, name) for name, rule in case.rules.items() if (true & ~space.holds(rule_statement(rule))).any()
    )
