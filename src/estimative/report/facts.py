"""All facts of one assessment in one frozen record: what every drawing of it reads, and nothing computes again.

Three lines are kept apart everywhere: what the brief says (`author`), what the judgments imply (`supports`, `implies`),
and what a person assesses (`assessed`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from estimative.assessment.bands import AuthorWords, Band, Match
from estimative.assessment.conflict import PlayShares
from estimative.assessment.conflict_map import ConflictMap
from estimative.assessment.convergence import Convergence
from estimative.assessment.pooling import Pool
from estimative.assessment.weights import Support
from estimative.assessment.winners import Outlook
from estimative.base.errors import Problem
from estimative.case.models import Case
from estimative.inquiry.arguments import ArgumentWeight, largest
from estimative.inquiry.assumptions import AssumptionImpact
from estimative.inquiry.confidence import ConfidenceFacts
from estimative.inquiry.flips import FlipSearch
from estimative.inquiry.overturning import Overturn, Overturning, overturning, overturns
from estimative.inquiry.rivals import RivalFindings
from estimative.inquiry.sensitivity import Sensitivity, Swing
from estimative.inquiry.shapley import Shares
from estimative.inquiry.stress import Stress


@dataclass(frozen=True)
class AssessedLine:
    """What a person assesses, signed: the word with its range in 0…1 from its scale, by whom and when."""

    term: str | None
    scale: str | None
    low: float | None
    high: float | None
    by: str | None
    date: str | None


@dataclass(frozen=True)
class ScenarioFacts:
    """One scenario: the three lines, and what it means for each actor."""

    id: str
    author: AuthorWords | None
    supports: Mapping[str, Support]
    """What each method that forecasts gives it."""
    balances: Mapping[str, Support]
    """What each method that does not forecast says of it in figures of its own, such as the balance of force."""
    implies: Band | None
    against_author: Match | None
    assessed: AssessedLine | None
    outlooks: Mapping[str, Outlook]
    """What it means for an actor, by actor id: computed from the actor's wants."""
    questions: tuple[str, ...]
    """Actors for whom the author's stated effect has the opposite sign: questions to the author."""


@dataclass(frozen=True)
class ScenarioGap:
    """How far the scenarios leave feasible states to *none of these*: counts, and an example state by factor."""

    states: int
    feasible: int
    example: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Assessment:
    """One case, run: everything that the terminal, the page and the JSON show.

    `places` gives line and column in the case's file for every address; `passages` the texts of cited passages where
    the sources are at hand, by citation (`epc-2021#p9`). `plays` are by method, then by concept. `shown` has what each
    method that ran shows beside its weights, for its drawing. `pool` is there by choice only.
    """

    case: Case
    digest: str
    file: str
    what_if: str | None
    what_if_because: str | None
    draws: int
    seed: int
    sampling: str
    scenarios: Mapping[str, ScenarioFacts]
    none: Mapping[str, Support]
    convergence: Convergence
    confidence: ConfidenceFacts
    arguments: Mapping[str, ArgumentWeight]
    shares: Mapping[str, Shares]
    assumptions: Mapping[str, AssumptionImpact]
    what_ifs: Mapping[str, AssumptionImpact]
    flips: FlipSearch
    sensitivity: Sensitivity
    plays: Mapping[str, Mapping[str, PlayShares]]
    shown: Mapping[str, Any]
    pool: Pool | None
    concept: str
    deals: int
    map: ConflictMap | None
    rival: RivalFindings | None
    gap: ScenarioGap | None
    missing_methods: Mapping[str, str]
    problems: tuple[Problem, ...]
    places: Mapping[str, tuple[int, int]]
    passages: Mapping[str, str]
    stress: tuple[Stress, ...] | None = None
    """Structured changes and what they do, what overturns first; None where they were not asked for."""

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that forecast and ran, in the order of their ids."""
        return tuple(self.none)

    @property
    def beside(self) -> tuple[str, ...]:
        """The methods that ran and do not forecast, in the order of their ids."""
        return tuple(method for method in self.shown if method not in self.none)

    @property
    def judgment_count(self) -> int:
        """How many judgments the case holds."""
        return self.sensitivity.count

    @property
    def carrying(self) -> Mapping[str, Swing] | None:
        """The judgments that carry the result with what each moves most; None where there are too few draws to tell."""
        return self.sensitivity.swings if self.sensitivity.too_few is None else None

    def ranked_arguments(self) -> list[str]:
        """The ids of the arguments, the weightiest first, then by share, by what they add to the force, and by id."""

        def order(name: str) -> tuple[float, float, float, str]:
            found = self.arguments[name]
            shares = [abs(share.value) for by in found.effects for share in found.shapley.get(by, {}).values()]
            return -round(found.size, 9), -round(max(shares, default=0.0), 9), -round(largest(found.force), 9), name

        return sorted(self.arguments, key=order)

    def overturns(self) -> tuple[Overturn, ...]:
        """What falls, or holds instead, and then something else leads: in most methods, or in one."""
        ranked = {name: self.arguments[name] for name in self.ranked_arguments()}
        return overturns(self.case, ranked, self.assumptions, self.what_ifs)

    def overturning(self) -> tuple[Overturning, ...]:
        """All that changes what leads in most methods, as sentences, the smallest change first."""
        return overturning(self.case, self.flips, self.overturns())
