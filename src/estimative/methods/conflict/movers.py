"""Who goes where from the nodes of a wave: a decision maker alone, or partners by a deal, for many problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estimative.methods.conflict.arena import Places
from estimative.methods.conflict.chain import Steps, Wave
from estimative.methods.conflict.play import coalitions
from estimative.methods.conflict.problem import Bools, Ints
from estimative.methods.conflict.swept import Small, Swept

Floats = NDArray[np.float64]
MOST_DEALS = 1 << 22
"""Joint moves looked at together."""
MOST_PAIRS = 1 << 20
"""Pairs of deals compared at a time."""


@dataclass(frozen=True, eq=False)
class Alone:
    """One decision maker, who goes to the undeterred state that it likes best, ties shared."""

    weight: float
    targets: Places
    barred: Small

    def steps(self, wave: Wave) -> Steps:
        """Its steps from the nodes of a wave."""
        made = self.barred[:, wave.places, wave.problems] == 0
        nodes, lists = np.nonzero(made.T)
        ends = self.targets[lists, wave.places[nodes]].astype(np.int64)
        return Steps(nodes, ends, 1 / made.sum(axis=0)[nodes])


@dataclass(frozen=True, eq=False)
class Deal:
    """Partners, who pick among undominated payoff vectors alike, then among the states of one.

    `ranks` and `worths` have a table [place, problem] for each.
    """

    weight: float
    targets: Places
    ranks: Sequence[Small]
    worths: Sequence[Small]

    def steps(self, wave: Wave) -> Steps:
        """Their deals from the nodes of a wave."""
        stretch = max(1, MOST_DEALS // len(self.targets))
        if len(wave) <= stretch:
            return self._steps(wave)
        cuts = range(0, len(wave), stretch)
        found = [self._steps(wave.part(at, at + stretch)) for at in cuts]
        return Steps(
            np.concatenate([part.nodes + at for at, part in zip(cuts, found, strict=True)]),
            np.concatenate([part.places for part in found]),
            np.concatenate([part.shares for part in found]),
        )

    def _steps(self, wave: Wave) -> Steps:
        count = self.ranks[0].shape[1]
        places = self.targets[:, wave.places].astype(np.int64)
        cells = places * count + wave.problems
        made = np.ones(places.shape, dtype=bool)
        for rank, worth in zip(self.ranks, self.worths, strict=True):
            made &= worth.ravel()[cells] > rank.ravel()[wave.cells]
        nodes = np.flatnonzero(made.any(axis=0))
        made, places, cells = _upwards(made[:, nodes], places[:, nodes], cells[:, nodes])
        shares = _undominated(made, [rank.ravel()[cells] for rank in self.ranks])
        which, lists = np.nonzero(shares.T)
        return Steps(nodes[which], places[lists, which], shares[lists, which])


def movers(swept: Swept, deals: int, initiatives: Sequence[float]) -> Iterator[Alone | Deal]:
    """All who may move: the decision makers in their order, then the groups of two to `deals` of them."""
    count = len(initiatives)
    for weight, arcs in zip(initiatives, swept.preferred, strict=True):
        if arcs.barred is not None:
            yield Alone(float(weight), arcs.targets, arcs.barred)
    for group in coalitions(count, min(deals, count)):
        targets = swept.arena.targets(group)
        if len(targets):
            weight = sum(initiatives[dm] for dm in group) / len(group)
            yield Deal(weight, targets, [swept.ranks[dm] for dm in group], swept.worths(group))


def _upwards(made: Bools, *tables: Ints) -> tuple[Bools, Ints, Ints]:
    """Deals [list, node] moved into the first lists, in their order, and only as many lists as the most deals take."""
    counts = made.sum(axis=0)
    nodes, lists = np.nonzero(made.T)
    moved = np.arange(len(nodes)) - np.repeat(np.cumsum(counts) - counts, counts), nodes
    shape = int(counts.max(initial=0)), made.shape[1]
    first = np.zeros(shape, dtype=bool)
    first[moved] = True
    one, other = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    one[moved], other[moved] = (table[lists, nodes] for table in tables)
    return first, one, other


def _undominated(made: Bools, vectors: Sequence[Small]) -> Floats:
    """The share of each deal [list, node]; zero for a dominated one. `vectors` has the payoffs of each partner."""
    if len(made) <= 1:
        return made.astype(np.float64)
    stretch = max(1, MOST_PAIRS // len(made) ** 2)
    cuts = range(0, made.shape[1], stretch)
    found = [_compared(made[:, at : at + stretch], [v[:, at : at + stretch] for v in vectors]) for at in cuts]
    return np.concatenate(found, axis=1)


def _compared(made: Bools, vectors: Sequence[Small]) -> Floats:
    at_least = made[:, None] & made[None, :]
    for vector in vectors:
        at_least &= vector[:, None] >= vector[None, :]
    alike = at_least & at_least.swapaxes(0, 1)
    kept = made & ~(at_least & ~alike).any(axis=0)
    within = kept / np.maximum(alike.sum(axis=0), 1)
    return np.asarray(within / np.rint(within.sum(axis=0)))
