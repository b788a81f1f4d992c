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

from estimative.assessment.conflict_model import WantColumn, levels, orders
from estimative.ensemble.draws import Draws
from estimative.methods.conflict import ranks_from_levels
from estimative.methods.conflict.problem import dense_ranks

if TYPE_CHECKING:
    from estimative.assessment.conflict import ConflictRun, Problems

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Direction = Literal["better", "worse", "mixed", "unchanged"]
Ground = Literal["ended", "equilibria", "feasible"]


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
    masses = {name: _masses(run, problems, k) for k, name in enumerate(run.model.readings)}
    found: dict[str, dict[str, Outlook]] = {name: {} for name in run.model.readings}
    for actor, columns in run.model.wants.items():
        if not columns:
            continue
        drawn = draws.of([column.rank for column in columns])
        rows, which = orders(columns, drawn, draws.count)
        worths = [_worth(run, columns, row) for row in rows]
        pairs, counts = np.unique(np.stack([problems.which, which], axis=1), axis=0, return_counts=True)
        for name, (ground, mass) in masses.items():
            found[name][actor] = _outlook(problems, pairs, counts, worths, mass, ground)
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


def _worth(run: ConflictRun, columns: tuple[WantColumn, ...], order: Ints) -> Floats:
    """u_i over all codes; meaningless at infeasible ones."""
    feasible = run.model.space.feasible
    codes = np.flatnonzero(feasible)
    ranks = dense_ranks(ranks_from_levels([level[codes] for level in levels(columns, order)], len(codes)))
    worth = np.zeros(len(feasible))
    top = int(ranks.max())
    worth[codes] = ranks / top if top else 0.5
    return worth


def _masses(run: ConflictRun, problems: Problems, scenario: int) -> tuple[Ground, list[dict[int, float]]]:
    """Per distinct problem the codes of the scenario that count, each with its mass."""
    ended, resting, feasible = [], [], []
    solved = run.solver.solve(problems.starts, problems.ranks, run.setting)
    everywhere = np.flatnonzero(list(run.model.readings.values())[scenario].true & run.model.space.feasible)
    all_feasible = dict.fromkeys(everywhere.tolist(), 1.0)  # in any slice: the drivers need not stand as now
    truths = {start: run.truth(start)[0][scenario] for start in set(problems.starts)}
    for start, found in zip(problems.starts, solved, strict=True):
        codes, inside = run.solver.arena(start).codes, truths[start]
        ended.append({int(codes[s]): mass for s, mass in found.final.items() if inside[s]})
        resting.append({int(codes[s]): 1.0 for s in found.resting if inside[s]})
        feasible.append(all_feasible)
    if any(ended):
        return "ended", ended
    if any(resting):
        return "equilibria", resting
    return "feasible", feasible


def _outlook(
    problems: Problems,
    pairs: Ints,
    counts: Ints,
    worths: list[Floats],
    masses: list[dict[int, float]],
    ground: Ground,
) -> Outlook:
    """The mean gain over distinct pairs of problem and the actor's own order, each counted as often as drawn."""
    gains, weights = [], []
    for (problem, order), count in zip(pairs.tolist(), counts.tolist(), strict=True):
        worth, now = worths[order], problems.starts[problem]
        for code, mass in masses[problem].items():
            gains.append(worth[code] - worth[now])
            weights.append(mass * count)
    if not gains:
        return Outlook(0.0, "unchanged", ground)
    values = np.array(gains)
    return Outlook(float(np.average(values, weights=weights)), direction(values), ground)


def contradictions(outlook: Mapping[str, Outlook], effects: Mapping[str, float]) -> tuple[str, ...]:
    """The actors for whom the author's effect and the computed direction have opposite signs: questions to the author.

    >>> contradictions({"a": Outlook(0.3, "better", "ended")}, {"a": -1})
    ('a',)
    """
    sign = {"better": 1, "worse": -1}
    return tuple(actor for actor, found in outlook.items() if sign.get(found.direction, 0) * effects.get(actor, 0) < 0)
