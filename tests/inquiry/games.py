"""Games made up for the arithmetic of shares: a table of what every coalition is worth in every draw, and no case."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace

import numpy as np

from estimative.assessment.run import Ensemble
from estimative.ensemble.stretch import Stretch
from estimative.inquiry.coalitions import Coalitions, Impossible, Player


class TableGame(Coalitions):
    """`table[dropped, draw, key]` is what a coalition is worth; those in `impossible` cannot be computed.

    `alike` has the same mark for players that carry and shift the same.
    """

    def __init__(self, table, seed=0, impossible=(), alike=None, distinct=None):
        sets, draws, _ = table.shape
        count = sets.bit_length() - 1
        self.names = tuple(f"p{k}" for k in range(count))
        marks = alike or range(count)
        self.players = tuple(Player(frozenset([f"part{mark}"]), ()) for mark in marks)
        self.ensemble = Ensemble(draws, seed)
        self.join = SimpleNamespace(method="made-up")
        self.table, self.impossible, self.count = table, frozenset(impossible), distinct
        self.asked = set()

    def stretch(self, first, count):
        return Stretch.of_whole(self.ensemble.which, first, count)

    def change(self, dropped):
        return dropped

    def distinct(self):
        return self.count

    def worth(self, change, draws):
        self.asked.add(change)
        if change in self.impossible:
            return Impossible("it cannot be")
        return self.table[change, draws.first : draws.first + draws.count].mean(axis=0)

    @property
    def problems(self):
        return len(self.asked)


def over_all_orders(table, impossible=()):
    """Shapley shares, [player, key], from the definition: the mean over all orders that can be walked to their end."""
    worth = table.mean(axis=1)
    count = len(worth).bit_length() - 1
    total, walked = np.zeros((count, worth.shape[1])), 0
    for order in permutations(range(count)):
        dropped, steps = 0, np.zeros_like(total)
        passed = {0}
        for player in order:
            before, dropped = dropped, dropped | 1 << player
            passed.add(dropped)
            steps[player] = worth[before] - worth[dropped]
        if passed.isdisjoint(impossible):
            total += steps
            walked += 1
    return total / walked if walked else None
