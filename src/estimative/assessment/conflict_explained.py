"""Why a state holds or breaks, for whom, and where the play goes: facts built on witnesses, drawn elsewhere.

Every rank stands at its stated value, so one answer is explained and not an ensemble of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from estimative.assessment.conflict_play import reading_row
from estimative.assessment.conflict_stated import Basis, Comparison, Move, State, StatedConflict, basis, played
from estimative.assessment.words import option_in_words, state_in_words
from estimative.base.logic.space import StateSpace
from estimative.case.models import Case
from estimative.case.space import rule_statement
from estimative.methods.conflict import CONCEPTS, Play, Sanction, StabilityWitness, witness
from estimative.methods.conflict.reach import moves_of

MOST_IMPROVEMENTS = 40
MOST_DEALS = 12
MOST_ENDS = 8
MOST_NEAR = 4
TINY = 1e-9
"""Shares of a play below this are the last bits of a sum."""


@dataclass(frozen=True)
class Choice:
    """What stands at another than its first variant: an option by its actor, or a driver (`actor` None)."""

    factor: str
    actor: str | None
    words: str
    text: str
    basis: Basis


@dataclass(frozen=True)
class Improvement:
    """A better state one own move away, and what meets the move.

    `answer` is the sanction: steps by the others, none where nothing meets the move. `end` compares the state in which
    the answer leaves the actor with the state explained; `replies` are the states that the actor could then still go
    to, looked at only where the concept asks, none of them better than the state explained.
    """

    move: Move
    answer: tuple[Move, ...]
    end: Comparison | None
    replies: tuple[int, ...] = ()

    @property
    def met(self) -> bool:
        """Does an answer of the others take the gain away?"""
        return bool(self.answer)


@dataclass(frozen=True)
class Cost:
    """How many own moves bring no better state for the same deciding wants, with one of them as an example."""

    moves: int
    comparison: Comparison
    example: Move


@dataclass(frozen=True)
class Holding:
    """Whether one actor would stay in a state, and why.

    `concepts` says it for each stability concept; improvements and costs belong to the concept that is explained.
    `moves` counts the own moves; `left_out` the improvements that are not listed, those that are being the best.
    """

    actor: str
    stays: bool
    concepts: Mapping[str, bool]
    moves: int
    improvements: tuple[Improvement, ...]
    left_out: int
    costs: tuple[Cost, ...]


@dataclass(frozen=True)
class PlayStep:
    """A step of the play, and the share of the state's play that takes it."""

    move: Move
    share: float


@dataclass(frozen=True)
class Ending:
    """A state in which some of the play ends; or, where it does not rest there, to which it keeps coming back."""

    state: State
    share: float
    rests: bool


@dataclass(frozen=True)
class PlayTo:
    """Where the play from the start goes, and whether it comes to what is explained.

    `deals` is the most that may agree (1: no deals). `share` is the part of the play that ends there, `undetermined`
    what cannot be told of a scenario; `comes` whether it at least passes through. `way` is the main path there, empty
    where the play does not come or begins there; `elsewhere` the main path to the end outside that gets the most.
    """

    deals: int
    share: float
    undetermined: float
    comes: bool
    way: tuple[PlayStep, ...]
    ends: tuple[Ending, ...]
    ends_left_out: int
    elsewhere: tuple[PlayStep, ...]
    cycles: float


@dataclass(frozen=True)
class StateExplained:
    """Why a state holds or breaks.

    `holds`: no actor would leave it by a move of its own under `concept`. The plays, without and with deals, are under
    `play_concept`; they start at `start`, which is the status quo with the drivers as in this state, and is None where
    that is not feasible. `start_is_now` says whether the case itself may start there.
    """

    state: State
    feasible: int
    concept: str
    holds: bool
    choices: tuple[Choice, ...]
    actors: tuple[Holding, ...]
    play_concept: str
    deals: int
    leaving_deals: tuple[Move, ...]
    leaving_deals_left_out: int
    start: State | None
    start_is_now: bool
    plays: tuple[PlayTo, ...]


@dataclass(frozen=True)
class Breach:
    """A rule that a state breaks."""

    rule: str
    demand: str
    statement: str
    because: str | None
    basis: Basis


@dataclass(frozen=True)
class StateImpossible:
    """A combination of variants that the rules forbid, and states that are possible and differ in one variant."""

    assignment: Mapping[str, str]
    words: str
    choices: tuple[Choice, ...]
    breaches: tuple[Breach, ...]
    near: tuple[State, ...]


def explain_state(conflict: StatedConflict, place: int, concept: str, start: int | None) -> StateExplained:
    """Why does the state at `place` hold or break under `concept`, for whom, and does the play come there?

    `start` is the code from which the play begins, None where no status quo is feasible in this slice.
    """
    case, model = conflict.case, conflict.model
    play_concept, deals = played(case, concept), max(2, case.settings.conflict.deals)
    leaving, others = conflict.deals(place, play_concept, deals)
    plays = () if start is None else tuple(play_to(conflict, play_concept, most, {place}) for most in (1, deals))
    return StateExplained(
        state=conflict.state(place),
        feasible=len(model.structure.states),
        concept=concept,
        holds=bool(conflict.resting(concept)[place]),
        choices=choices(case, conflict.assignment(place)),
        actors=tuple(holding(conflict, dm, place, concept) for dm in range(len(conflict.actors))),
        play_concept=play_concept,
        deals=deals,
        leaving_deals=tuple(leaving[:MOST_DEALS]),
        leaving_deals_left_out=others + max(0, len(leaving) - MOST_DEALS),
        start=conflict.state(conflict.arena.place(start)) if start is not None else None,
        start_is_now=start in model.starts,
        plays=plays,
    )


def explain_impossible(case: Case, space: StateSpace, code: int) -> StateImpossible:
    """Which rules forbid the combination with this code, and what near it is possible?"""
    assignment = space.assignment(code)
    row = np.array([[code // step % count for step, count in zip(space.strides, space.shape, strict=True)]])
    breaches = [
        breach(case, name) for name, rule in case.rules.items() if not space.holds_at(rule_statement(rule), row)[0]
    ]
    digits = row[0].tolist()
    near = [
        code + (other - digits[k]) * space.strides[k]
        for k in range(len(space.factors))
        for other in range(space.shape[k])
        if other != digits[k] and space.feasible[code + (other - digits[k]) * space.strides[k]]
    ]
    numbers = np.searchsorted(np.flatnonzero(space.feasible), near[:MOST_NEAR]) + 1
    states = []
    for number, other in zip(numbers.tolist(), near[:MOST_NEAR], strict=True):
        found = space.assignment(other)
        states.append(State(number, found, state_in_words(case, found), ()))
    return StateImpossible(
        assignment, state_in_words(case, assignment), choices(case, assignment), tuple(breaches), tuple(states)
    )


def breach(case: Case, name: str) -> Breach:
    """A rule as something that is broken."""
    rule = case.rules[name]
    demand = "never" if rule.never is not None else "always"
    return Breach(name, demand, rule.statement, rule.because, basis(case, f"rules/{name}"))


def choices(case: Case, assignment: Mapping[str, str]) -> tuple[Choice, ...]:
    """What is done in a state, and how the drivers stand: all that is not at its first variant."""
    found = []
    for factor, variant in assignment.items():
        actor, _, option = factor.partition(".")
        record = case.actors[actor].options[option] if option else case.drivers[factor]
        if variant == record.variants[0] and option:
            continue
        path = f"actors/{actor}/options/{option}" if option else f"drivers/{factor}"
        words = option_in_words(case, factor, variant) if option else driver_in_words(case, factor, variant)
        found.append(Choice(factor, actor if option else None, words, record.text, basis(case, path)))
    return tuple(found)


def driver_in_words(case: Case, driver: str, variant: str) -> str:
    """How a driver stands, in words.

    >>> from estimative.case.longform import from_long
    >>> driver_in_words(from_long({"id": "t", "drivers": {"heavy-rain": {}}}), "heavy-rain", "no")
    'heavy rain: no'
    """
    said = case.drivers[driver].words.get(variant) or variant.replace("-", " ")
    return f"{driver.replace('-', ' ')}: {said}"


def holding(conflict: StatedConflict, dm: int, place: int, concept: str) -> Holding:
    """Would actor number `dm` stay at `place`, and why?"""
    code = int(conflict.codes[place])
    rank = conflict.ranks[dm]
    reached = [conflict.of_code(int(t)) for t in moves_of(conflict.problem, dm, code, improving=False)]
    claim = witness(conflict.problem, dm, code, concept)
    ordered = sorted(claim.sanctions, key=lambda found: _order(conflict, dm, found))
    return Holding(
        actor=conflict.actors[dm],
        stays=claim.stable,
        concepts={name: conflict.solved.is_stable(name, dm, code) for name in CONCEPTS},
        moves=len(reached),
        improvements=tuple(improvement(conflict, claim, found) for found in ordered[:MOST_IMPROVEMENTS]),
        left_out=max(0, len(ordered) - MOST_IMPROVEMENTS),
        costs=_costs(conflict, dm, place, [t for t in reached if rank[t] <= rank[place]]),
    )


def improvement(conflict: StatedConflict, claim: StabilityWitness, found: Sanction) -> Improvement:
    """One improvement of a witness with what meets it, states by their numbers."""
    state, better = conflict.of_code(claim.state), conflict.of_code(found.improvement)
    answer, here = [], better
    for mover, code in found.path or ():
        there = conflict.of_code(code)
        answer.append(conflict.move((mover,), here, there))
        here = there
    return Improvement(
        move=conflict.move((claim.dm,), state, better),
        answer=tuple(answer),
        end=conflict.compare(claim.dm, state, here) if answer else None,
        replies=tuple(conflict.number(conflict.of_code(code)) for code in found.replies),
    )


def _order(conflict: StatedConflict, dm: int, found: Sanction) -> tuple[bool, int, int]:
    """What nothing meets comes first, then what the actor likes best."""
    place = conflict.of_code(found.improvement)
    return found.path is not None, -int(conflict.ranks[dm, place]), place


def _costs(conflict: StatedConflict, dm: int, place: int, targets: list[int]) -> tuple[Cost, ...]:
    """The moves that bring nothing better, together where the same wants decide; the most frequent first."""
    together: dict[Comparison, list[int]] = {}
    for target in targets:
        together.setdefault(conflict.compare(dm, place, target), []).append(target)
    ordered = sorted(together.items(), key=lambda item: (-len(item[1]), item[1][0]))
    return tuple(Cost(len(found), how, conflict.move((dm,), place, found[0])) for how, found in ordered)


def play_to(
    conflict: StatedConflict, concept: str, most: int, wanted: Collection[int], scenario: int | None = None
) -> PlayTo:
    """Does the play from the start, with deals of up to `most`, come to one of the `wanted` places, and how?

    `scenario` is the row of the truth table that `wanted` stands for: its share is then read as an assessment reads
    it, with what final states alike to everybody leave undetermined.
    """
    found = conflict.play(concept, most)
    final = {place: share for place, share in found.final.items() if share > TINY}
    share, undetermined = sum(final.get(place, 0.0) for place in wanted), 0.0
    if scenario is not None:
        given, open_ = reading_row(found.final, conflict.ranks, conflict.true, conflict.false)
        share, undetermined = float(given[scenario]), float(open_[scenario])
    passed = list(dict.fromkeys([found.start, *(step.end for step in found.steps)]))
    there = [place for place in _by_share(final) if place in wanted] or [p for p in passed if p in wanted]
    outside = [place for place in _by_share(final) if place not in wanted]
    ends, cycling = _by_share(final), {place for places, _ in found.cycles for place in places}
    return PlayTo(
        deals=most,
        share=share,
        undetermined=undetermined,
        comes=bool(there),
        way=_steps(conflict, found, there[0]) if there else (),
        ends=tuple(Ending(conflict.state(p), final[p], p not in cycling) for p in ends[:MOST_ENDS]),
        ends_left_out=max(0, len(ends) - MOST_ENDS),
        elsewhere=_steps(conflict, found, outside[0]) if outside else (),
        cycles=found.cycle_mass,
    )


def _by_share(final: Mapping[int, float]) -> list[int]:
    return sorted(final, key=lambda place: (-round(final[place], 12), place))


def _steps(conflict: StatedConflict, found: Play, end: int) -> tuple[PlayStep, ...]:
    return tuple(PlayStep(conflict.move(step.members, step.start, step.end), step.share) for step in found.path(end))
