"""The map of a conflict at the stated ranks: the states that the play comes to, the moves between them, where it ends.

Facts only: whoever draws it decides about ink. States that no play reaches and that would rest are listed apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from estimative.assessment.conflict import ConflictRun
from estimative.assessment.conflict_solver import Setting, one_problem
from estimative.assessment.weights import NONE
from estimative.methods.conflict import Play, Step

MOST_RESTING = 12


@dataclass(frozen=True)
class MapState:
    """One state: its number among the feasible states (from 1), its variants by factor, and what is true of it.

    `scenarios` are the scenarios it lies in, `none` where it lies in none; `ends_deals` and `ends_no_deals` the share
    of the play that ends here with and without deals; `resting`: an equilibrium of the set concept; `depth`: the least
    number of steps from the status quo, None where no play comes.
    """

    number: int
    assignment: Mapping[str, str]
    scenarios: tuple[str, ...]
    start: bool
    resting: bool
    ends_deals: float
    ends_no_deals: float
    depth: int | None


@dataclass(frozen=True)
class MapMove:
    """One step of the play between two state numbers: by whom, and whether it lies on a main path.

    `members` are actor ids, more than one for a deal. `share` is the share of the state's play that takes it (with
    deals, or without where it exists only there). A main path is the one with the greatest product of shares to the
    end that gets most of the play.
    """

    start: int
    end: int
    members: tuple[str, ...]
    share: float
    on_path_deals: bool
    on_path_no_deals: bool


@dataclass(frozen=True)
class ConflictMap:
    """States and moves from the status quo at the stated ranks; `others_resting` counts equilibria left out."""

    concept: str
    deals: int
    states: tuple[MapState, ...]
    moves: tuple[MapMove, ...]
    others_resting: int
    feasible: int
    circling_deals: bool
    circling_no_deals: bool
    """Does the main path lead into states among which the play goes round without end, with deals or without?"""


def conflict_map(run: ConflictRun) -> ConflictMap:
    """The map of a case's conflict, every rank at its stated value, the drivers as now or at the first that fits."""
    start, ranks = run.stated()
    together, alone = Setting(run.setting.concept, max(2, run.setting.deals)), Setting(run.setting.concept, 1)
    with_deals, without = run.solver.play(start, ranks, together), run.solver.play(start, ranks, alone)
    arena, model = run.solver.arena(start), run.model
    resting = set(np.flatnonzero(run.solver.solve(one_problem(start, ranks), alone).equilibria[0]).tolist())
    depths = _depths(arena.start, [*with_deals.steps, *without.steps])
    apart = sorted(resting - set(depths))
    true, _ = run.truth(start)
    names = (*model.readings, NONE)
    numbers = {place: model.structure.number(int(arena.codes[place])) for place in [*depths, *apart]}
    states = tuple(
        MapState(
            number=numbers[place],
            assignment=model.space.assignment(int(arena.codes[place])),
            scenarios=tuple(name for k, name in enumerate(names) if true[k, place]),
            start=place == arena.start,
            resting=place in resting,
            ends_deals=with_deals.final.get(place, 0.0),
            ends_no_deals=without.final.get(place, 0.0),
            depth=depths.get(place),
        )
        for place in [*depths, *apart[:MOST_RESTING]]
    )
    return ConflictMap(
        concept=run.setting.concept,
        deals=together.deals,
        states=states,
        moves=_moves(with_deals, without, numbers, model.decision_makers),
        others_resting=max(0, len(apart) - MOST_RESTING),
        feasible=len(arena),
        circling_deals=_circles(with_deals),
        circling_no_deals=_circles(without),
    )


def _depths(start: int, steps: Iterable[Step]) -> dict[int, int]:
    """The least number of steps from the start to each place, in the order of reaching them."""
    onward: dict[int, set[int]] = {}
    for step in steps:
        onward.setdefault(step.start, set()).add(step.end)
    depths, waiting = {start: 0}, [start]
    for here in waiting:
        for end in sorted(onward.get(here, ())):
            if end not in depths:
                depths[end] = depths[here] + 1
                waiting.append(end)
    return depths


def _moves(
    with_deals: Play, without: Play, numbers: Mapping[int, int], decision_makers: tuple[str, ...]
) -> tuple[MapMove, ...]:
    main, main_alone = set(_main_path(with_deals)), set(_main_path(without))
    steps = {(step.start, step.end, step.members): step for step in [*without.steps, *with_deals.steps]}
    alone = {(step.start, step.end, step.members) for step in main_alone}
    together = {(step.start, step.end, step.members) for step in main}
    return tuple(
        MapMove(
            numbers[step.start],
            numbers[step.end],
            tuple(decision_makers[dm] for dm in step.members),
            step.share,
            key in together,
            key in alone,
        )
        for key, step in sorted(steps.items())
    )


def _main_path(play: Play) -> tuple[Step, ...]:
    return play.path(_main_end(play))


def _main_end(play: Play) -> int:
    return max(play.final, key=lambda place: (round(play.final[place], 12), -place))


def _circles(play: Play) -> bool:
    return any(_main_end(play) in places for places, _ in play.cycles)
