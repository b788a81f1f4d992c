"""Cross-impact balances joined to cases: what it draws, what it says of the scenarios, what it shows.

A draw's weights are the shares of the starting states that succession leads into each scenario. Basin shares are no
chances: they count states, as if each were as good a start as any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.cross_impact_facts import CrossImpactFacts, Spread, cross_impact_facts
from estimative.assessment.cross_impact_model import CrossImpactModel, cross_impact_model
from estimative.assessment.cross_impact_succession import ends, reached, successors
from estimative.assessment.joins import Join
from estimative.assessment.readings import readings
from estimative.assessment.weights import Weights
from estimative.base.errors import LimitError
from estimative.base.keyed_random import choices
from estimative.base.logic.space import MAX_STATES
from estimative.base.progress import SILENT, Progress
from estimative.case.models import Case
from estimative.case.space import state_space
from estimative.ensemble.draws import Input, draw
from estimative.methods.cross_impact.record import MAX_DESCRIPTORS, MAX_EACH, MAX_VARIANTS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_FOLLOWED = 1 << 24
"""States × distinct matrices up to which every state is followed; beyond, starts are sampled."""
LEAST_SAMPLE, GREATEST_SAMPLE = 1 << 9, 1 << 14
SAMPLED = 1 << 21
"""Starts × distinct matrices that are followed where starts are sampled."""
AT_ONCE = 1 << 20
"""States × matrices that are followed together."""


@dataclass(frozen=True, eq=False)
class Distinct:
    """The matrices of a run without repetition: `pushes` of each, its digest, and which draw has which."""

    pushes: list[Ints]
    digests: tuple[bytes, ...]
    which: Ints


class CrossImpactRun:
    """One case ready for cross-impact balances."""

    def __init__(self, model: CrossImpactModel, memory: dict[Any, Any]) -> None:
        self.model = model
        self._memory = memory
        self._distinct: tuple[tuple[int, int], Distinct] | None = None

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The impacts."""
        return self.model.inputs

    def weigh(self, draws: int, seed: int, progress: Progress = SILENT) -> Weights:
        """The share of starts that ends in each scenario, and what ends where nothing can be said, draw by draw."""
        rows = self._rows(draws, seed, progress)
        columns = len(self.model.case.scenarios) + 1
        return Weights(tuple(self.model.case.scenarios), rows[:, :columns], rows[:, columns : 2 * columns])

    def facts(self, draws: int, seed: int) -> CrossImpactFacts:
        """What hangs together and where succession leads, at the stated values and over the draws."""
        columns = len(self.model.case.scenarios) + 1
        rows = self._rows(draws, seed, SILENT)
        distinct = self._found(draws, seed)
        counts = np.bincount(distinct.which, minlength=len(distinct.digests))
        from_now = rows[:, 2 * columns :].mean(axis=0) if len(self.model.now) else None
        return cross_impact_facts(self.model, Spread(distinct.pushes, counts, from_now, self.sample_size(distinct)))

    def sample_size(self, distinct: Distinct) -> int | None:
        """How many starts are sampled for each matrix; None where every start is followed."""
        size = min(max(SAMPLED // len(distinct.digests), LEAST_SAMPLE), GREATEST_SAMPLE)
        return None if self._whole(distinct) or len(self.model.starts) <= size else size

    def _whole(self, distinct: Distinct) -> bool:
        """Can every state be followed under every matrix?"""
        return self.model.arena.size * len(distinct.digests) <= MOST_FOLLOWED

    def _found(self, draws: int, seed: int) -> Distinct:
        if self._distinct is None or self._distinct[0] != (draws, seed):
            self._distinct = (draws, seed), _distinct(self.model, draws, seed)
        return self._distinct[1]

    def _rows(self, draws: int, seed: int, progress: Progress) -> Floats:
        """Per draw what ends true, what ends open, then both from the status quo alone."""
        distinct = self._found(draws, seed)
        size = self.sample_size(distinct)
        starts = self.model.starts
        if size is not None:
            starts = starts[choices(seed, "cross-impact/starts", size, len(starts))]
        keys = [
            ("cross-impact", self.model.key, one, None if size is None else (seed, size)) for one in distinct.digests
        ]
        fresh = [place for place, key in enumerate(keys) if key not in self._memory]
        whole = self._whole(distinct)
        step = max(1, AT_ONCE // self.model.arena.size) if whole else 1
        progress.start("cross-impact", len(fresh))
        for first in range(0, len(fresh), step):
            places = fresh[first : first + step]
            pushes = [one[places] for one in distinct.pushes]
            answers = _followed(self.model, pushes, len(places), starts, whole)
            for place, answer in zip(places, answers, strict=True):
                self._memory[keys[place]] = answer
            progress.advance(len(places))
        progress.finish()
        return np.stack([self._memory[key] for key in keys])[distinct.which]


def _distinct(model: CrossImpactModel, draws: int, seed: int) -> Distinct:
    pushes = model.pushes(model.matrices(draw(model.inputs, draws, seed), draws))
    if not pushes:
        return Distinct([], (b"",), np.zeros(draws, dtype=np.int64))
    whole = np.concatenate([one.reshape(draws, -1) for one in pushes], axis=1)
    varies = (whole != whole[0]).any(axis=0)
    varies[0] = True  # one column is needed, even where nothing varies
    _, first, which = np.unique(whole[:, varies], axis=0, return_index=True, return_inverse=True)
    digests = tuple(hashlib.sha256(row.tobytes()).digest() for row in whole[first])
    return Distinct([one[first] for one in pushes], digests, which.reshape(draws))


def _followed(model: CrossImpactModel, pushes: list[Ints], count: int, starts: Ints, whole: bool) -> Floats:
    """The answer of each matrix, (matrices, 4 × columns): true and open over all starts, then from the status quo."""
    now = model.now
    table = model.table
    if whole:
        found = ends(np.broadcast_to(successors(model.arena, pushes), (count, model.arena.size)))
    else:
        codes, after, places = reached(model.arena, [one[0] for one in pushes], np.concatenate([starts, now]))
        found = ends(after[None, :])
        starts, now, table = places[: len(starts)], places[len(starts) :], table[:, codes]
    parts = [found.gathered(some, table) / max(1, len(some)) for some in (starts, now)]
    return np.concatenate(parts, axis=1)


def lacks(case: Case) -> str | None:
    """What cross-impact balances would need to run, in a sentence; None where they can."""
    if not any(case.impacts.values()):
        return "cross-impact balances need impacts of one development on another"
    if not case.scenarios:
        return "cross-impact balances need scenarios to speak of"
    space = state_space(case)
    for found, most, what in (
        (len(space.factors), MAX_DESCRIPTORS, "options and drivers"),
        (sum(space.shape), MAX_VARIANTS, "variants"),
        (max(space.shape), MAX_EACH, "variants of one option or driver"),
        (space.size, MAX_STATES, "states"),
    ):
        if found > most:
            return f"cross-impact balances take at most {most:,} {what}, and the case has {found:,}"
    try:
        if case.issues:
            readings(case, space)
    except LimitError as error:
        return f"cross-impact balances cannot read the scenarios: {error}"
    return None


def reads(case: Case, path: str) -> bool:
    """Does what stands at this address reach the matrix: impacts, rules, options, drivers, an actor with options?"""
    parts = path.split("/")
    if parts[0] in ("impacts", "rules", "drivers"):
        return len(parts) > 1
    if parts[0] != "actors" or len(parts) < 2 or parts[1] not in case.actors:
        return False
    if len(parts) == 2:
        return bool(case.actors[parts[1]].options)
    return parts[2] == "options" and len(parts) > 3


def prepare(
    case: Case,
    memory: dict[Any, Any],
    shifts: Mapping[str, float],
    dropped: frozenset[str] = frozenset(),
) -> CrossImpactRun:
    """The case ready for cross-impact balances; raises ProblemsError where the rules leave no state to start from."""
    return CrossImpactRun(cross_impact_model(case, shifts, dropped), memory)


JOIN = Join(method="cross-impact", forecasts=True, lacks=lacks, reads=reads, prepare=prepare)

__all__ = ["JOIN", "CrossImpactFacts", "CrossImpactRun", "lacks", "prepare", "reads"]
