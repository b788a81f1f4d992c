"""How well the parts of scenarios fit together: inconsistency, margins and total impact score, many scenarios at once.

>>> twins = CrossImpact(("a", "b"), (("no", "yes"), ("no", "yes")), np.kron([[0, 1], [1, 0]], [[1, -1], [-1, 1]]))
>>> found = balances(twins, [[0, 0], [0, 1]])
>>> found.largest.tolist(), found.smallest_margin.tolist(), found.total_impact_score.tolist()
([0, 2], [2, -2], [2, -2])
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from estimative.methods.cross_impact.problem import Bools, CrossImpact, Ints

NO_RIVAL = np.iinfo(np.int64).max
"""The margin of a descriptor that has one variant: nothing rivals it."""


@dataclass(frozen=True, eq=False)
class Balances:
    """For `m` scenarios of `n` descriptors, what the impact scores say of each.

    `scores` (m, variants in all); `chosen` (m, n) the score of the variant that the scenario has; `best_rival` (m, n)
    the best score among the others (-NO_RIVAL where there is none).
    """

    scenarios: Ints
    scores: Ints
    chosen: Ints
    best_rival: Ints

    @property
    def margins(self) -> Ints:
        """(m, n): how far the chosen variant is ahead of its best rival; below 0 behind, NO_RIVAL without rivals."""
        alone = self.best_rival == -NO_RIVAL
        return np.where(alone, NO_RIVAL, self.chosen - np.where(alone, 0, self.best_rival))

    @property
    def inconsistencies(self) -> Ints:
        """(m, n): how far the chosen variant is behind the best one, 0 or more."""
        return np.maximum(-self.margins, 0)

    @property
    def largest(self) -> Ints:
        """(m,): the largest inconsistency of a scenario's descriptors; 0 is consistent."""
        return np.asarray(self.inconsistencies.max(axis=1))

    @property
    def sums(self) -> Ints:
        """(m,): the inconsistencies of a scenario's descriptors, added up."""
        return np.asarray(self.inconsistencies.sum(axis=1))

    @property
    def smallest_margin(self) -> Ints:
        """(m,): the consistency margin, the smallest of a scenario's descriptors; 0 is a tie, below 0 inconsistent."""
        return np.asarray(self.margins.min(axis=1))

    @property
    def total_impact_score(self) -> Ints:
        """(m,): the scores of a scenario's own variants, added up."""
        return np.asarray(self.chosen.sum(axis=1))


def balances(problem: CrossImpact, scenarios: ArrayLike) -> Balances:
    """Weighs each scenario (m, n) against the rivals of each of its variants.

    Raises UsageError where the scenarios do not fit the problem.
    """
    given = problem.scenarios(scenarios)
    scores = problem.scores(given)
    rows = np.arange(len(given))
    chosen = np.empty(given.shape, dtype=np.int64)
    rival = np.empty(given.shape, dtype=np.int64)
    for j, offset in enumerate(problem.offsets):
        own = scores[:, problem.columns(j)].copy()
        chosen[:, j] = scores[rows, offset + given[:, j]]
        own[rows, given[:, j]] = -NO_RIVAL
        rival[:, j] = own.max(axis=1)
    return Balances(given, scores, chosen, rival)


def is_consistent(problem: CrossImpact, scenarios: ArrayLike, tolerance: int = 0) -> Bools:
    """Is each scenario (m, n) consistent within the tolerance, and free of forbidden combinations?"""
    return (balances(problem, scenarios).largest <= tolerance) & problem.allowed(scenarios)


@dataclass(frozen=True, eq=False)
class SystemGrid:
    """How strongly each descriptor pushes (`active`) and is pushed (`passive`): sums of the sizes of its judgments.

    Judgments of a descriptor on itself count in neither.
    """

    active: Ints
    passive: Ints


def system_grid(problem: CrossImpact) -> SystemGrid:
    """Which descriptors drive the others, and which are driven?

    >>> one_way = CrossImpact(("a", "b"), (("no", "yes"), ("no", "yes")), np.kron([[0, 1], [0, 0]], [[1, -1], [-1, 1]]))
    >>> system_grid(one_way).active.tolist(), system_grid(one_way).passive.tolist()
    ([4, 0], [0, 4])
    """
    sizes = np.add.reduceat(np.add.reduceat(np.abs(problem.matrix), problem.offsets, 0), problem.offsets, 1)
    np.fill_diagonal(sizes, 0)
    return SystemGrid(sizes.sum(axis=1), sizes.sum(axis=0))
