"""The chains of many plays, grown wave by wave from their starts, and where they end.

A *node* is a place that one problem's play reaches, a *cell* is its number in tables of [place, problem]. All that adds
up does so problem by problem in an order of the problem's own, so that an answer does not hang, to the last bit, on
what else was solved beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from estimative.methods.conflict.play import circling_ends
from estimative.methods.conflict.problem import Bools, Ints

Floats = NDArray[np.float64]
_UNKNOWN, _REACHED = -1, -2
"""What stands for the number of a node that is none, or has no number yet."""


@dataclass(frozen=True, eq=False)
class Wave:
    """The nodes at which steps are sought: their cells, places and problems."""

    cells: Ints
    places: Ints
    problems: Ints

    def __len__(self) -> int:
        return len(self.cells)

    def part(self, first: int, last: int) -> Wave:
        """Some of its nodes."""
        return Wave(self.cells[first:last], self.places[first:last], self.problems[first:last])


@dataclass(frozen=True, eq=False)
class Steps:
    """One mover's steps: from which of the wave's nodes, to which place, and with which share of the mover's turn."""

    nodes: Ints
    places: Ints
    shares: Floats


class Chain:
    """The plays of so many problems, from the start on."""

    def __init__(self, problems: int, places: int, start: int) -> None:
        self.problems = problems
        self.start = start
        self._node = np.full(problems * places, _UNKNOWN, dtype=np.int64)
        self._nodes = 0
        self._waves: list[Wave] = []
        self._added: list[tuple[Steps, float]] = []
        self._from: list[Ints] = []
        self._to: list[Ints] = []
        self._share: list[Floats] = []
        self.wave = self._next(np.arange(problems) + start * problems)

    def add(self, steps: Steps, weight: float) -> None:
        """Steps of somebody who is picked with this weight among those restless at a node."""
        if len(steps.nodes):
            self._added.append((steps, weight))

    def advance(self) -> None:
        """All that can be done at the nodes of this wave was added: on to the nodes that it leads to."""
        total = np.zeros(len(self.wave))
        for steps, weight in self._added:
            restless = np.zeros(len(self.wave), dtype=bool)
            restless[steps.nodes] = True
            total += weight * restless
        first = self._nodes - len(self.wave)
        for steps, weight in self._added:
            self._from.append(first + steps.nodes)
            self._to.append(steps.places * self.problems + self.wave.problems[steps.nodes])
            self._share.append(weight / total[steps.nodes] * steps.shares)
        for cells in self._to[len(self._to) - len(self._added) :]:
            self._node[cells[self._node[cells] == _UNKNOWN]] = _REACHED
        self._added = []
        self.wave = self._next(np.flatnonzero(self._node == _REACHED))

    def ends(self) -> tuple[Ints, Ints, Floats, Floats]:
        """What `Ends` begins with: first, places, masses, cycles."""
        nodes, mass = np.flatnonzero(self._settled), self._settled[self._settled > 0]
        problems, places = self._everything.problems[nodes], self._everything.places[nodes]
        cycles = np.zeros(self.problems)
        for problem, (final, share) in self._circling.items():
            kept = problems != problem
            problems = np.append(problems[kept], np.full(len(final), problem))
            places = np.append(places[kept], list(final))
            mass = np.append(mass[kept], list(final.values()))
            cycles[problem] = share
        order = np.lexsort((places, problems))
        counts = np.bincount(problems, minlength=self.problems)
        return np.concatenate([[0], np.cumsum(counts)]), places[order], mass[order], cycles

    def _next(self, cells: Ints) -> Wave:
        self._node[cells] = self._nodes + np.arange(len(cells))
        self._nodes += len(cells)
        wave = Wave(cells, cells // self.problems, cells % self.problems)
        self._waves.append(wave)
        return wave

    @cached_property
    def _everything(self) -> Wave:
        """All nodes, as one wave."""
        names = ("cells", "places", "problems")
        return Wave(*(np.concatenate([getattr(wave, name) for wave in self._waves]) for name in names))

    @cached_property
    def _steps(self) -> tuple[Ints, Ints, Floats]:
        """All steps: from which node, to which, with which share."""
        if not self._from:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
        return np.concatenate(self._from), self._node[np.concatenate(self._to)], np.concatenate(self._share)

    @cached_property
    def _followed(self) -> tuple[Floats, Bools]:
        """Per node the mass that came to rest there, and is there mass still on its way?"""
        start, end, share = self._steps
        moving = np.zeros(self._nodes, dtype=bool)
        moving[start] = True
        settled: Floats = np.zeros(self._nodes)
        mass: Floats = np.zeros(self._nodes)
        mass[: self.problems] = 1.0
        longest = int(np.bincount(self._everything.problems, minlength=1).max(initial=0))
        for _ in range(longest + 1):
            settled += np.where(moving, 0.0, mass)
            mass = np.where(moving, mass, 0.0)
            if not mass.any():
                break
            mass = np.asarray(np.bincount(end, weights=mass[start] * share, minlength=self._nodes), dtype=np.float64)
        return settled, mass > 0

    @property
    def _settled(self) -> Floats:
        return self._followed[0]

    @cached_property
    def _circling(self) -> dict[int, tuple[dict[int, float], float]]:
        """Per problem whose play can come back to a state: its final places, and the share that never rests."""
        circling = np.zeros(self.problems, dtype=bool)
        circling[self._everything.problems[self._followed[1]]] = True
        if not circling.any():
            return {}
        start, end, share = self._steps
        problems, places = self._everything.problems, self._everything.places
        chosen = np.flatnonzero(circling[problems[start]])
        chosen = chosen[np.argsort(problems[start[chosen]], kind="stable")]
        owner, start, end, share = problems[start[chosen]], places[start[chosen]], places[end[chosen]], share[chosen]
        found: dict[int, tuple[dict[int, float], float]] = {}
        known: dict[bytes, tuple[dict[int, float], float]] = {}
        for problem in np.flatnonzero(circling).tolist():
            own = slice(*np.searchsorted(owner, [problem, problem + 1]))
            key = start[own].tobytes() + end[own].tobytes() + share[own].tobytes()
            if key not in known:
                final, cycles = circling_ends(self.start, start[own].tolist(), end[own].tolist(), share[own].tolist())
                known[key] = final, sum(mass for _, mass in cycles)
            found[problem] = known[key]
        return found
