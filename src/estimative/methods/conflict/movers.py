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
        cells = self.targets.T[wave.places].astype(np.int64)  # a row per node
        cells *= count
        cells += wave.problems[:, None]
        nodes, lists = np.nonzero(self.worths[0].ravel()[cells] > self.ranks[0].ravel()[wave.cells][:, None])
        made = cells[nodes, lists]
        for rank, worth in zip(self.ranks[1:], self.worths[1:], strict=True):
            kept = worth.ravel()[made] > rank.ravel()[wave.cells[nodes]]
            nodes, made = nodes[kept], made[kept]
        shares = _shares(nodes, [rank.ravel()[made] for rank in self.ranks])
        some = shares > 0
        return Steps(nodes[some], made[some] // count, shares[some])


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


def _shares(nodes: Ints, payoffs: Sequence[Small]) -> Floats:
    """The share of each deal among those of its node, 0 for a dominated one; the deals of a node stand together.

    `payoffs` has what each partner gets by each deal.
    """
    shares = np.ones(len(nodes))
    first = np.flatnonzero(np.diff(nodes, prepend=-1))
    counts = np.diff(first, append=len(nodes))
    for least in 2 ** np.arange(1, int(counts.max(initial=0)).bit_length()):  # nodes with about as many deals together
        some = np.flatnonzero((counts >= least) & (counts < 2 * least))
        stretch = max(1, MOST_PAIRS // (2 * int(least)) ** 2)
        for at in range(0, len(some), stretch):
            part = some[at : at + stretch]
            lists = np.arange(int(counts[part].max()))[:, None]
            made = lists < counts[part]
            places = np.where(made, first[part] + lists, 0)
            found = _compared(made, [payoff[places] for payoff in payoffs])
            shares[places[made]] = found[made]
    return shares


def _compared(made: Bools, vectors: Sequence[Small]) -> Floats:
    at_least = made[:, None] & made[None, :]
    for vector in vectors:
        at_least &= vector[:, None] >= vector[None, :]
    alike = at_least & at_least.swapaxes(0, 1)
    kept = made & ~(at_least & ~alike).any(axis=0)
    within = kept / np.maximum(alike.sum(axis=0), 1)
    return np.asarray(within / np.rint(within.sum(axis=0)))
