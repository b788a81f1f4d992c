"""Who gains and who loses in a scenario, compared with how things stand: signs, not sizes.

u_i(s) = (distinct rank levels below s)/(levels - 1) over the feasible states, a half where all tie. The gain of i in a
scenario is the mean of u_i(s) - u_i(now) over the states in which the play ends there; where it never ends there, over
the equilibria there, else over all its feasible states, and the answer says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.conflict_model import WantColumn, order_ranks
from estimative.assessment.distinct import distinct
from estimative.ensemble.draws import Draws

if TYPE_CHECKING:
    from estimative.assessment.conflict import ConflictRun, Problems

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Direction = Literal["better", "worse", "mixed", "unchanged"]
Ground = Literal["ended", "equilibria", "feasible"]
MOST_CELLS = 1 << 20
"""Orders are ranked together as long as orders times states stay below."""


@dataclass(frozen=True)
class Outlook:
    """What a scenario means for an actor: the mean gain (-1 to 1), its direction over states and draws, and its ground.

    `ground` says over which states: those where the play ends, the scenario's equilibria, or all its feasible states.
    """

    gain: float
    direction: Direction
    ground: Ground


def outlooks(run: ConflictRun, problems: Problems, draws: Draws) -> dict[str, dict[str, Outlook]]:
    """Per scenario and actor with wants, what the scenario means for the actor."""
    grounds = {name: _ground(run, problems, k) for k, name in enumerate(run.model.readings)}
    found: dict[str, dict[str, Outlook]] = {name: {} for name in run.model.readings}
    asked = np.unique(np.concatenate([problems.starts, *(ground.codes for ground in grounds.values())]))
    starts = np.searchsorted(asked, problems.starts)
    for actor, columns in run.model.wants.items():
        if not columns:
            continue
        own, which = run.orders(columns, draws)
        worths = _worths(run, columns, own, asked)
        pairs, place = distinct([problems.which, which], [len(problems), len(own)])
        counts = np.bincount(place)
        for name, ground in grounds.items():
            found[name][actor] = _outlook(ground, asked, starts, pairs, counts, worths)
    return found


def direction(gains: Floats) -> Direction:
    """The common sign of gains, `mixed` where both signs occur.

    >>> direction(np.array([0.0, 0.2])), direction(np.array([-0.1, 0.2])), direction(np.zeros(2))
    ('better', 'mixed', 'unchanged')
    """
    up, down = bool((gains > 0).any()), bool((gains < 0).any())
    if up and down:
        return "mixed"
    return "better" if up else "worse" if down else "unchanged"


@dataclass(frozen=True, eq=False)
class _Ground:
    """The codes of a scenario that count, with their masses: those of problem k from `first[k]` to `first[k + 1]`."""

    ground: Ground
    first: Ints
    codes: Ints
    masses: Floats


def _ground(run: ConflictRun, problems: Problems, scenario: int) -> _Ground:
    solved = run.solved(problems, run.setting)
    inside = [run.truth(begun.start)[0][scenario] for begun in problems.begun]
    codes = [run.solver.arena(begun.start).codes for begun in problems.begun]
    ended = [np.flatnonzero(true[found.places]) for true, found in zip(inside, solved, strict=True)]
    if any(map(len, ended)):
        counts = [np.bincount(f.problems[e], minlength=len(f)) for f, e in zip(solved, ended, strict=True)]
        where = [code[f.places[e]] for code, f, e in zip(codes, solved, ended, strict=True)]
        masses = np.concatenate([f.masses[e] for f, e in zip(solved, ended, strict=True)])
        return _Ground("ended", _firsts(np.concatenate(counts)), np.concatenate(where), masses)
    resting = [found.equilibria & true for true, found in zip(inside, solved, strict=True)]
    if any(table.any() for table in resting):
        where = [code[np.nonzero(table)[1]] for code, table in zip(codes, resting, strict=True)]
        counts = [table.sum(axis=1) for table in resting]
        return _Ground(
            "equilibria", _firsts(np.concatenate(counts)), np.concatenate(where), np.ones(sum(map(len, where)))
        )
    everywhere = np.flatnonzero(list(run.model.readings.values())[scenario].true & run.model.space.feasible)
    return _Ground("feasible", np.zeros(0, dtype=np.int64), everywhere, np.ones(len(everywhere)))


def _firsts(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)])


def _worths(run: ConflictRun, columns: tuple[WantColumn, ...], found: Ints, asked: Ints) -> Floats:
    """u_i under each order of its wants at the codes that are asked for, which are feasible: [order, place]."""
    codes = np.flatnonzero(run.model.space.feasible)
    places = np.searchsorted(codes, asked)
    worths = np.empty((len(found), len(asked)))
    stretch = max(1, MOST_CELLS // len(codes))
    for first in range(0, len(found), stretch):
        ranks = order_ranks(columns, found[first : first + stretch], codes)
        top = ranks.max(axis=1, keepdims=True)
        worths[first : first + stretch] = np.where(top > 0, ranks[:, places] / np.maximum(top, 1), 0.5)
    return worths


def _outlook(ground: _Ground, asked: Ints, starts: Ints, pairs: Ints, counts: Ints, worths: Floats) -> Outlook:
    """The mean gain over distinct pairs of problem and the actor's own order, each counted as often as drawn."""
    codes = np.searchsorted(asked, ground.codes)
    if ground.ground == "feasible":  # the same states whatever the problem: only start and order tell pairs apart
        alike, place = distinct([starts[pairs[:, 0]], pairs[:, 1]], [len(asked), len(worths)])
        counts, begins, own = np.bincount(place, weights=counts), alike[:, 0], alike[:, 1]
        lengths, offsets = np.full(len(alike), len(codes)), np.zeros(len(alike), dtype=np.int64)
    else:
        begins, own = starts[pairs[:, 0]], pairs[:, 1]
        lengths, offsets = np.diff(ground.first)[pairs[:, 0]], ground.first[pairs[:, 0]]
    pair = np.repeat(np.arange(len(own)), lengths)
    entry = np.arange(len(pair)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + np.repeat(offsets, lengths)
    if not len(entry):
        return Outlook(0.0, "unchanged", ground.ground)
    gains = worths[own[pair], codes[entry]] - worths[own[pair], begins[pair]]
    weights = ground.masses[entry] * counts[pair]
    return Outlook(float(np.average(gains, weights=weights)), direction(gains), ground.ground)


def contradictions(outlook: Mapping[str, Outlook], effects: Mapping[str, float]) -> tuple[str, ...]:
    """The actors for whom the author's effect and the computed direction have opposite signs: questions to the author.

    >>> contradictions({"a": Outlook(0.3, "better", "ended")}, {"a": -1})
    ('a',)
    """
    sign = {"better": 1, "worse": -1}
    return tuple(actor for actor, found in outlook.items() if sign.get(found.direction, 0) * effects.get(actor, 0) < 0)
