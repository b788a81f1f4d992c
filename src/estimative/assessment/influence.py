"""The analysis of influence joined to cases: what it reads, the balance of force on each scenario, what it shows.

It forecasts nothing and is never pooled. A balance of force says where weight and stakes push, not what comes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.influence_facts import InfluenceFacts, influence_facts, parts_of, sums
from estimative.assessment.influence_model import InfluenceModel, Small, influence_model
from estimative.assessment.joins import Join
from estimative.assessment.weights import Weights
from estimative.case.models import Case
from estimative.ensemble.draws import Draws, Input
from estimative.ensemble.executors import PLAIN, Work
from estimative.methods.influence import indirect, total, weighed

Floats = NDArray[np.float64]
STRETCH = 1 << 14
"""Draws that are drawn at a time."""


class InfluenceRun:
    """One case ready for the analysis of influence."""

    def __init__(self, model: InfluenceModel) -> None:
        self.model = model
        self._drawn: dict[Draws, tuple[Small, Small]] = {}

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The influences and the stakes."""
        return self.model.inputs

    def weigh(self, draws: Draws, work: Work = PLAIN) -> Weights:
        """The balance of force on each scenario, draw by draw; nothing for *none of these*, nothing open."""
        influence, stakes = self._tables(draws)
        signs = [np.array(signs, dtype=np.int64) for signs in self.model.towards.values()]
        given = np.zeros((draws.count, len(signs) + 1))
        step = parts_of(*stakes.shape[1:])
        work.progress.start("influence", draws.count)
        for begin in range(0, draws.count, step):
            part = slice(begin, begin + step)
            _, _, power = weighed(indirect(influence[part].astype(np.int16))[0])
            for column, sign in enumerate(signs):
                forward, backward = (total(power * side, -1) for side in sums(stakes[part].astype(np.int64), sign))
                given[part, column] = _balance(forward, backward)
            work.progress.advance(len(power))
        work.progress.finish()
        return Weights(tuple(self.model.towards), given, np.zeros_like(given))

    def facts(self, draws: Draws, work: Work = PLAIN) -> InfluenceFacts:
        """Roads, the balance of power, sides, and the stated tables."""
        weights = self.weigh(draws, work)
        means = {name: float(weights.given[:, weights.column(name)].mean()) for name in weights.scenarios}
        return influence_facts(self.model, self._tables(draws), means)

    def _tables(self, draws: Draws) -> tuple[Small, Small]:
        """MDI and 2MAO of all draws, in as few bytes as judgments take."""
        if draws not in self._drawn:
            stretches = [
                self.model.arrays(draws.of(self.inputs, part.start, part.stop), len(part))
                for part in draws.stretches(STRETCH)
            ]
            influence, stakes = zip(*stretches, strict=True)
            self._drawn = {draws: (np.concatenate(influence), np.concatenate(stakes))}
        return self._drawn[draws]


def _balance(forward: Floats, backward: Floats) -> Floats:
    """F/(F + A), ½ where both are 0."""
    whole = forward + backward
    found: Floats = np.divide(forward, whole, out=np.full(whole.shape, 0.5), where=whole > 0)
    return found


def lacks(case: Case) -> str | None:
    """What the analysis of influence would need to run, in a sentence; None where it can."""
    if not any(case.influence.values()):
        return "influence analysis needs at least one influence of an actor on another"
    return None


def reads(case: Case, path: str) -> bool:
    """Does what stands at this address reach it: an influence, an objective, a stake, an actor with a part in these?"""
    parts = path.split("/")
    if parts[0] in ("influence", "objectives"):
        return len(parts) > 1
    if parts[0] != "actors" or len(parts) != 2:
        return False
    name = parts[1]
    moves = bool(case.influence.get(name)) or any(name in row for row in case.influence.values())
    return moves or any(name in objective.stakes for objective in case.objectives.values())


def prepare(
    case: Case,
    memory: dict[Any, Any],  # noqa: ARG001 - all draws together take less time than looking them up
    shifts: Mapping[str, float],
    dropped: frozenset[str] = frozenset(),  # noqa: ARG001 - an influence that fell away is 0, as one never given
) -> InfluenceRun:
    """The case ready for the analysis of influence."""
    return InfluenceRun(influence_model(case, shifts))


JOIN = Join(method="influence", forecasts=False, lacks=lacks, reads=reads, prepare=prepare, figure="balance of force")
