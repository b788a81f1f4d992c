"""The ends of many plays at once: one arena, one set of ranks per problem.

The same chain as in `play`, built as one matrix per problem. Where it cannot come back to a state its ends are found by
following the mass, which is exact after as many steps as the longest path has; the few others are played one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estimative.methods.conflict.arena import Arena, Members
from estimative.methods.conflict.concepts import CONCEPTS
from estimative.methods.conflict.deterrence import Deterrence
from estimative.methods.conflict.play import coalitions, play
from estimative.methods.conflict.problem import Bools, Ints

Floats = NDArray[np.float64]
MOST_CELLS = 1 << 20
"""Cells of one table: as many problems are solved together as stay below."""
MOST_PLACES = 512
"""Above this many states the products of tables that find undominated deals cost more than playing one by one."""


@dataclass(frozen=True, eq=False)
class Ends:
    """Per problem: the share of the play that ends at each place, the share that never rests, and the equilibria."""

    shares: Floats
    cycles: Floats
    equilibria: Bools


def ends(arena: Arena, ranks: Ints, concept: str, deals: int, initiatives: Sequence[float]) -> Ends:
    """Where do the plays from the arena's start end, for every problem in `ranks` [problem, decision maker, place]?

    Arguments as for `play`, which is the plain twin of this function and raises UsageError for what is out of range.

    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict import Conflict
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> ends(Arena(dilemma, start=0), dilemma.ranks[None], "SEQ", 2, [1, 1]).shares.tolist()
    [[0.0, 0.0, 0.0, 1.0]]
    """
    together = max(1, MOST_CELLS // len(arena) ** 2)
    parts = [
        _ends(arena, ranks[first : first + together], concept, deals, initiatives)
        for first in range(0, len(ranks), together)
    ]
    return Ends(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("shares", "cycles", "equilibria"))
    )


def _ends(arena: Arena, ranks: Ints, concept: str, deals: int, initiatives: Sequence[float]) -> Ends:
    deterrence = Deterrence(arena, ranks, CONCEPTS[concept])
    shares, cycles = np.zeros((len(ranks), len(arena))), np.zeros(len(ranks))
    unfinished = np.arange(len(ranks))
    if len(arena) <= MOST_PLACES:
        shares, moving = _followed(arena.start, *_chain(deterrence, deals, initiatives))
        unfinished = np.flatnonzero(moving)
    for k in unfinished.tolist():
        found = play(arena, ranks[k], concept, deals, initiatives)
        shares[k] = 0.0
        shares[k, list(found.final)] = list(found.final.values())
        cycles[k] = found.cycle_mass
    return Ends(shares, cycles, deterrence.equilibria)


def _chain(deterrence: Deterrence, deals: int, initiatives: Sequence[float]) -> tuple[Floats, Bools]:
    """The transition matrices [problem, s, t], and which states are at rest (their rows are zero)."""
    count = len(initiatives)
    agents: list[tuple[float, Floats]] = []
    for dm, table in enumerate(deterrence.preferred):
        agents.append((initiatives[dm], _evenly(table)))
    for group in coalitions(count, min(deals, count)):
        table = deterrence.deals(group)
        if np.any(table):
            agents.append((sum(initiatives[dm] for dm in group) / len(group), _undominated(deterrence, group, table)))
    chain = np.zeros(agents[0][1].shape)
    total = np.zeros(chain.shape[:2])
    for weight, shares in agents:
        chain += weight * shares
        total += weight * np.any(shares > 0, axis=2)
    resting = total == 0
    return chain / np.where(resting, 1.0, total)[:, :, None], resting


def _followed(start: int, chain: Floats, resting: Bools) -> tuple[Floats, Bools]:
    """The mass at rest after as many steps as there are states, and which problems still have some moving."""
    mass = np.zeros(resting.shape)
    mass[:, start] = 1.0
    settled = np.zeros(resting.shape)
    for _ in range(resting.shape[1] + 1):
        settled += np.where(resting, mass, 0.0)
        mass = np.where(resting, 0.0, mass)
        if not np.any(mass):
            break
        mass = (mass[:, None, :] @ chain)[:, 0]
    return settled, np.any(mass > 0, axis=1)


def _evenly(table: Bools) -> Floats:
    """Equal shares over each row of a table; rows without a place stay zero."""
    counts = table.sum(axis=2)
    return np.asarray(table / np.maximum(counts, 1)[:, :, None])


def _undominated(deterrence: Deterrence, members: Members, table: Bools) -> Floats:
    """The share of each deal: payoff vectors that no other weakly dominates share alike, then states within one.

    "Some other deal from s dominates t" is a product of tables: deals from s times "u dominates t". Only states that
    some deal leaves or leads to have a part in it: most tables are far smaller than the arena.
    """
    leaves, leads = np.flatnonzero(table.any(axis=(0, 2))), np.flatnonzero(table.any(axis=(0, 1)))
    small = table[:, leaves[:, None], leads]
    ranks = [deterrence.ranks[dm][:, leads] for dm in members]
    at_least = np.logical_and.reduce([rank[:, :, None] >= rank[:, None, :] for rank in ranks])
    alike = at_least & at_least.transpose(0, 2, 1)
    dominating = (at_least & ~alike).astype(np.float32)
    kept = small & ((small.astype(np.float32) @ dominating) == 0)
    same = kept.astype(np.float32) @ alike.astype(np.float32)
    within = np.zeros(table.shape)
    within[:, leaves[:, None], leads] = kept / np.maximum(same, 1).astype(np.float64)
    vectors = within.sum(axis=2, keepdims=True)  # how many different vectors are kept in each row
    return np.asarray(within / np.maximum(vectors, 1))
