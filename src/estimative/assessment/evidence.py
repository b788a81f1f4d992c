"""The weighing of evidence joined to cases: scenarios as hypotheses, items and classes as the case has them.

A draw's weights are its posterior: they sum to 1 and leave nothing open. `none` takes part where the scenarios leave a
gap; where an item is not rated against it, it counts N.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.evidence_facts import EvidenceFacts, evidence_facts
from estimative.assessment.evidence_model import EvidenceModel, evidence_model
from estimative.assessment.joins import Join
from estimative.assessment.weights import Weights
from estimative.base.progress import Progress
from estimative.case.models import Case
from estimative.ensemble.draws import Draws, Input
from estimative.ensemble.executors import PLAIN, Work
from estimative.methods.evidence.record import MAX_CLASSES, MAX_HYPOTHESES, MAX_ITEMS
from estimative.methods.evidence.weighing import (
    capped,
    exponents,
    inconsistency,
    item_log_ratios,
    posterior,
    totals,
)

Floats = NDArray[np.float64]

AT_ONCE = 1 << 18
"""Cells (draws × items × hypotheses) that are worked on together."""


class EvidenceRun:
    """One case ready for the weighing of evidence."""

    def __init__(self, model: EvidenceModel) -> None:
        self.model = model
        self._weighed: dict[Draws, tuple[Floats, Floats]] = {}

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Ratings, relevance, and the credibility of what cannot be judged."""
        return self.model.inputs

    def weigh(self, draws: Draws, work: Work = PLAIN) -> Weights:
        """The posterior over the scenarios and `none`, draw by draw."""
        found, _ = self.weighed(draws, work)
        scenarios = tuple(self.model.case.scenarios)
        given = np.zeros((draws.count, len(scenarios) + 1))
        given[:, : found.shape[1]] = found
        return Weights(scenarios, given, np.zeros_like(given), shared=True)

    def facts(self, draws: Draws, work: Work = PLAIN) -> EvidenceFacts:
        """The table at its stated values, and how the hypotheses fare over the draws."""
        return evidence_facts(self.model, *self.weighed(draws, work))

    def weighed(self, draws: Draws, work: Work = PLAIN) -> tuple[Floats, Floats]:
        """Posterior and weighted inconsistency over the hypotheses, draw by draw."""
        if draws not in self._weighed:
            self._weighed[draws] = self._weigh(draws, work.progress)
        return self._weighed[draws]

    def _weigh(self, draws: Draws, progress: Progress) -> tuple[Floats, Floats]:
        model, table = self.model, self.model.table
        shares, against = (np.zeros((draws.count, len(model.hypotheses))) for _ in range(2))
        step = max(1, AT_ONCE // max(1, table.ratings.size))
        progress.start("evidence", draws.count)
        for stretch in draws.stretches(step):
            whole = draws.of(model.inputs, stretch.start, stretch.stop)
            for first in range(stretch.start, stretch.stop, step):
                part = range(first, min(first + step, stretch.stop))
                drawn = {path: one[first - stretch.start :][: len(part)] for path, one in whole.items()}
                ratings = model.ratings(drawn, len(part))
                counts = exponents(model.weights(drawn, len(part)), table.groups, table.active)
                logs, _ = item_log_ratios(ratings, model.conventions.log_ratios, model.conventions.item_cap)
                sums, _ = capped(totals(logs, counts), model.conventions.total_cap)
                shares[part.start : part.stop] = posterior(sums, model.prior)
                against[part.start : part.stop] = inconsistency(ratings, counts)
                progress.advance(len(part))
        progress.finish()
        return shares, against


def lacks(case: Case) -> str | None:
    """What the weighing of evidence would need to run, in a sentence; None where it can."""
    if not case.scenarios:
        return "weighing evidence needs scenarios to rate its items against"
    if not any(item.ratings and not item.retracted for item in case.evidence.values()):
        return "weighing evidence needs at least one item of evidence that is rated against the scenarios"
    for found, most, what in (
        (len(case.scenarios), MAX_HYPOTHESES - 1, "scenarios"),
        (len(case.evidence), MAX_ITEMS, "items of evidence"),
        (len(case.reference_classes), MAX_CLASSES, "reference classes"),
    ):
        if found > most:
            return f"weighing evidence takes at most {most:,} {what}, and the case has {found:,}"
    if len(case.scenarios) == 1 and evidence_model(case, {}).hypotheses == tuple(case.scenarios):
        return "weighing evidence needs something to tell apart: a second scenario, or states outside the one there is"
    return None


def reads(case: Case, path: str) -> bool:
    """Does what stands at this address reach the table: an item of evidence, a reference class, or a part of one?

    So does what says which states there are: whether the scenarios leave a gap decides if *none* is a hypothesis.
    """
    section, _, rest = path.partition("/")
    if section in ("evidence", "reference_classes", "rules", "drivers", "terms"):
        return bool(rest)
    parts = path.split("/")
    if section != "actors" or len(parts) < 2 or parts[1] not in case.actors:
        return False
    return bool(case.actors[parts[1]].options) if len(parts) == 2 else parts[2] == "options"


def prepare(
    case: Case,
    memory: dict[Any, Any],
    shifts: Mapping[str, float],
    dropped: frozenset[str] = frozenset(),  # noqa: ARG001 - what fell away has left the case, and that is all
) -> EvidenceRun:
    """The case ready for the weighing of evidence."""
    return EvidenceRun(evidence_model(case, shifts, memory))


JOIN = Join(method="evidence", forecasts=True, lacks=lacks, reads=reads, prepare=prepare)

__all__ = ["JOIN", "EvidenceFacts", "EvidenceRun", "lacks", "prepare", "reads"]
