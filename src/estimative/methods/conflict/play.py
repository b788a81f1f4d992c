"""The play: where undeterred improvements and deals lead from a starting state.

A Markov chain on the states reached. One restless decision maker or deal is picked: decision makers with equal chances
or given initiatives, a deal with the mean of its members'. A decision maker goes to the undeterred state that it likes
best, ties shared; a deal picks uniformly among the payoff vectors of its members that no other target weakly dominates,
then among that vector's states. A state in which nobody is restless absorbs; what is not absorbed ends in closed
classes of two or more states. Which moves and classes there are is decided on integers; then a linear system is solved.
Nothing is simulated. Time is not modelled, and the masses are where improving moves lead, not chances of events.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from operator import ge

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError
from estimative.methods.conflict.arena import Arena, Members
from estimative.methods.conflict.concepts import CONCEPTS, PLAYED
from estimative.methods.conflict.deterrence import Deterrence
from estimative.methods.conflict.problem import Ints


@dataclass(frozen=True)
class Step:
    """One step of the play: who goes, alone or by a deal, from where to where, and with which share of that state."""

    members: Members
    start: int
    end: int
    share: float


@dataclass(frozen=True)
class Play:
    """Where the play from one state ends, and on which steps.

    States are places of the arena. `final` maps each state that keeps mass to its share (they sum to 1); `cycles` are
    the closed classes of two or more states with the mass that ends in each; `steps` are all steps that the chain can
    take, those that lead nowhere further included.
    """

    start: int
    concept: str
    deals: int
    final: Mapping[int, float]
    cycles: tuple[tuple[tuple[int, ...], float], ...]
    steps: tuple[Step, ...]

    @property
    def cycle_mass(self) -> float:
        """The share that never comes to rest."""
        return sum(mass for _, mass in self.cycles)

    def path(self, end: int) -> tuple[Step, ...]:
        """The path from the start to `end` with the largest product of shares; empty where `end` is the start.

        Raises UsageError where the play does not come there.
        """
        onward: dict[int, list[int]] = {}
        for number, step in enumerate(self.steps):
            onward.setdefault(step.start, []).append(number)
        came_by: dict[int, int] = {}
        queue = [(0.0, 0, self.start, -1)]
        while queue and end not in came_by:
            cost, length, here, number = heapq.heappop(queue)
            if here in came_by:
                continue
            came_by[here] = number
            for onward_number in onward.get(here, ()):
                step = self.steps[onward_number]
                if step.end not in came_by:
                    price = round(cost - math.log(step.share), 12)  # equal products must tie, whatever the order
                    heapq.heappush(queue, (price, length + 1, step.end, onward_number))
        if end not in came_by:
            raise UsageError(f"Play.path: the play from place {self.start} does not come to place {end}")
        path: list[Step] = []
        while end != self.start:
            path.append(self.steps[came_by[end]])
            end = path[-1].start
        return tuple(reversed(path))


def play(
    arena: Arena,
    ranks: Ints,
    concept: str = "SEQ",
    deals: int = 2,
    initiatives: Sequence[float] | None = None,
) -> Play:
    """Where do undeterred moves and deals of up to `deals` members lead from the arena's start?

    `ranks`: a row per decision maker, a column per place, higher is better. `deals=1` allows none. `initiatives`: a
    positive weight per decision maker, 1 each by default. Not a forecast of events: see the module.

    Raises UsageError where the concept is not Nash, GMR or SEQ, or a number is out of range.

    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict import Conflict
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> arena = Arena(dilemma, start=0)
    >>> play(arena, dilemma.ranks, deals=1).final, play(arena, dilemma.ranks, deals=2).final
    ({0: 1.0}, {3: 1.0})
    """
    count = len(arena.decision_makers)
    weights = [1.0] * count if initiatives is None else [float(weight) for weight in initiatives]
    if concept not in PLAYED:
        raise UsageError(f"play: concept is {concept!r}; the play is defined for {', '.join(PLAYED)}")
    if deals < 1:
        raise UsageError(f"play: deals is {deals}; it is the most members of a deal, 1 for none")
    if len(weights) != count or not all(math.isfinite(weight) and weight > 0 for weight in weights):
        raise UsageError(
            f"play: initiatives are {weights}; one positive number for each of {count} decision makers is due"
        )
    ranks = np.asarray(ranks, dtype=np.int64)
    if ranks.shape != (count, len(arena)):
        raise UsageError(f"play: ranks has shape {ranks.shape}; {(count, len(arena))} is due")
    deterrence = Deterrence(arena, ranks[None], CONCEPTS[concept])
    steps = _steps(deterrence, ranks, arena.start, min(deals, count), weights)
    final, cycles = _ends(arena.start, steps)
    return Play(arena.start, concept, deals, final, cycles, steps)


def _steps(deterrence: Deterrence, ranks: Ints, start: int, deals: int, weights: Sequence[float]) -> tuple[Step, ...]:
    """All steps of the chain from every state that it reaches, in the order of reaching them."""
    steps: list[Step] = []
    reached, waiting = {start}, [start]
    for here in waiting:
        agents: list[tuple[Members, float, list[tuple[int, float]]]] = []
        for dm in range(len(weights)):
            best = np.flatnonzero(deterrence.preferred[dm][0, here]).tolist()
            if best:
                agents.append(((dm,), weights[dm], [(end, 1 / len(best)) for end in best]))
        for group in coalitions(len(weights), deals):
            targets = np.flatnonzero(deterrence.deals(group)[0, here])
            if len(targets):
                mean = sum(weights[dm] for dm in group) / len(group)
                agents.append((group, mean, _undominated(targets, ranks[list(group)])))
        total = sum(weight for _, weight, _ in agents)
        for members, weight, ends in agents:
            for end, share in ends:
                steps.append(Step(members, here, end, weight / total * share))
                if end not in reached:
                    reached.add(end)
                    waiting.append(end)
    return tuple(steps)


def coalitions(count: int, most: int) -> list[Members]:
    """The groups of two to `most` among `count` decision makers: who may make deals."""
    return [group for size in range(2, most + 1) for group in combinations(range(count), size)]


def _undominated(targets: Ints, ranks: Ints) -> list[tuple[int, float]]:
    """The targets whose payoff vector no other weakly dominates: vectors with equal shares, then states within one.

    `ranks` has a row per member and a column per place.
    """
    by_vector: dict[tuple[int, ...], list[int]] = {}
    for target, vector in zip(targets.tolist(), ranks[:, targets].T.tolist(), strict=True):
        by_vector.setdefault(tuple(vector), []).append(target)
    kept: list[tuple[int, ...]] = []
    for vector in sorted(by_vector, reverse=True):  # only a greater one, in this order, can dominate
        if not any(all(map(ge, other, vector)) for other in kept):
            kept.append(vector)
    return [(target, 1 / len(kept) / len(by_vector[vector])) for vector in kept for target in by_vector[vector]]


def _ends(start: int, steps: Sequence[Step]) -> tuple[dict[int, float], tuple[tuple[tuple[int, ...], float], ...]]:
    """The share of every state at the end, and the closed classes of two or more states with their masses."""
    onward: dict[int, list[Step]] = {start: []}
    for step in steps:
        onward.setdefault(step.start, []).append(step)
    try:
        order = tuple(
            TopologicalSorter({s: {step.end for step in ahead} for s, ahead in onward.items()}).static_order()
        )
    except CycleError:
        shares = [step.share for step in steps]
        return circling_ends(start, [step.start for step in steps], [step.end for step in steps], shares)
    mass = dict.fromkeys(order, 0.0)
    mass[start] = 1.0
    for here in reversed(order):
        for step in onward.get(here, ()):
            mass[step.end] += mass[here] * step.share
    return {place: mass[place] for place in sorted(mass) if not onward.get(place)}, ()


def circling_ends(
    start: int, sources: Sequence[int], targets: Sequence[int], shares: Sequence[float]
) -> tuple[dict[int, float], tuple[tuple[tuple[int, ...], float], ...]]:
    """The final places and closed classes of a chain that can come back to a state, each with its mass.

    Steps go from `sources` to `targets` with `shares`. A linear system for absorption, long-run shares in classes.
    """
    places = sorted({*sources, *targets})
    index = {place: k for k, place in enumerate(places)}
    chain = np.zeros((len(places), len(places)))
    for source, target, share in zip(sources, targets, shares, strict=True):
        chain[index[source], index[target]] += share
    labels = _classes(chain > 0)
    everyone = np.arange(len(places))
    closed = [
        members
        for members in (np.flatnonzero(labels == label) for label in np.unique(labels))
        if not chain[np.ix_(members, np.setdiff1d(everyone, members))].sum()
    ]
    settled = np.concatenate(closed)
    passing = np.setdiff1d(everyone, settled)
    visits = np.zeros(len(places))
    visits[index[start]] = 1.0
    if len(passing):
        inner = np.eye(len(passing)) - chain[np.ix_(passing, passing)].T
        visits[settled] += chain[np.ix_(passing, settled)].T @ np.linalg.solve(inner, visits[passing])
    final: dict[int, float] = {}
    cycles = []
    for members in sorted(closed, key=lambda members: int(members[0])):
        mass = float(visits[members].sum())
        for k, share in zip(members.tolist(), _stationary(chain[np.ix_(members, members)]), strict=True):
            final[places[k]] = mass * float(share)
        if len(members) > 1:
            cycles.append((tuple(places[k] for k in members.tolist()), mass))
    return dict(sorted(final.items())), tuple(cycles)


def _classes(arcs: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A label per state; states that reach each other share it."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    return np.asarray(
        connected_components(csr_array(arcs.astype(np.int8)), directed=True, connection="strong")[1], dtype=np.int64
    )


def _stationary(chain: NDArray[np.float64]) -> NDArray[np.float64]:
    """The long-run share of each state of a closed class; for a cycle its time average."""
    count = len(chain)
    if count == 1:
        return np.ones(1)
    system = chain.T - np.eye(count)
    system[-1] = 1.0  # the balances of a closed class add up to nothing, so any one follows from the others
    return np.asarray(np.linalg.solve(system, np.append(np.zeros(count - 1), 1.0)))
