"""The ends of many plays at once: one arena, one set of ranks per problem.

The same chain as in `play`, the plain twin, built for all problems side by side, wave by wave, at the states that each
play reaches and nowhere else. Where a chain cannot come back to a state its ends are found by following the mass, which
is exact after as many steps as the longest path has; the few others are solved one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.methods.conflict.arena import Arena
from estimative.methods.conflict.chain import Chain
from estimative.methods.conflict.concepts import CONCEPTS
from estimative.methods.conflict.movers import movers
from estimative.methods.conflict.problem import Bools, Ints
from estimative.methods.conflict.swept import Swept

Floats = NDArray[np.float64]
MOST_CELLS = 1 << 22
"""As many problems are solved together as keep the squares of their states below this."""
MOST_TOGETHER = 1024
"""More problems than this at a time leave the processor's cache and gain nothing."""


@dataclass(frozen=True, eq=False)
class Ends:
    """Where plays end: `places` and `masses` of problem k stand from `first[k]` to `first[k + 1]`, places ascending.

    `cycles` has per problem the share that never rests (its places are listed too), `equilibria` [problem, place].
    """

    first: Ints
    places: Ints
    masses: Floats
    cycles: Floats
    equilibria: Bools

    def __len__(self) -> int:
        return len(self.cycles)

    @property
    def problems(self) -> Ints:
        """The number of the problem of each entry of `places`."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    @property
    def shares(self) -> Floats:
        """The share of the play that ends at each place, [problem, place]."""
        found = np.zeros(self.equilibria.shape)
        found[self.problems, self.places] = self.masses
        return found


def together(places: int) -> int:
    """How many problems with so many places are best solved at a time."""
    return min(MOST_TOGETHER, max(1, MOST_CELLS // places**2))


def ends(arena: Arena, ranks: NDArray[np.integer[Any]], concept: str, deals: int, initiatives: Sequence[float]) -> Ends:
    """Where do the plays from the arena's start end, for every problem in `ranks` [problem, decision maker, place]?

    Arguments as for `play`, which is the plain twin of this function and raises UsageError for what is out of range.
    A problem's answer does not hang on the other problems, to the last bit.

    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict import Conflict
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> ends(Arena(dilemma, start=0), dilemma.ranks[None], "SEQ", 2, [1, 1]).shares.tolist()
    [[0.0, 0.0, 0.0, 1.0]]
    """
    size = together(len(arena))
    stretches = [ranks[first : first + size] for first in range(0, len(ranks), size)]
    return joined([_ends(arena, stretch, concept, deals, initiatives) for stretch in stretches], len(arena))


def joined(parts: Sequence[Ends], places: int) -> Ends:
    """Answers about one arena, one after the other."""
    counts = [np.zeros(1, dtype=np.int64), *(np.diff(part.first) for part in parts)]
    nothing = np.zeros(0)
    return Ends(
        np.cumsum(np.concatenate(counts)),
        np.concatenate([nothing.astype(np.int64), *(part.places for part in parts)]),
        np.concatenate([nothing, *(part.masses for part in parts)]),
        np.concatenate([nothing, *(part.cycles for part in parts)]),
        np.concatenate([np.zeros((0, places), dtype=bool), *(part.equilibria for part in parts)]),
    )


def _ends(
    arena: Arena, ranks: NDArray[np.integer[Any]], concept: str, deals: int, initiatives: Sequence[float]
) -> Ends:
    swept = Swept(arena, ranks, CONCEPTS[concept])
    everybody = list(movers(swept, deals, initiatives))
    chain = Chain(len(ranks), len(arena), arena.start)
    while len(chain.wave):
        for mover in everybody:
            chain.add(mover.steps(chain.wave), mover.weight)
        chain.advance()
    return Ends(*chain.ends(), swept.equilibria)
