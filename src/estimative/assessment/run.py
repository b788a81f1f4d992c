"""Runs every method that a case can feed, on the same draws."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from estimative.assessment.joins import Join, Prepared, joins
from estimative.assessment.weights import NONE, Support, Weights, leader, supports
from estimative.base.errors import UsageError
from estimative.base.progress import SILENT, Progress
from estimative.case.models import Case
from estimative.ensemble.draws import Draws, Input, Sampling
from estimative.ensemble.executors import SERIAL, Executor, Work

MOST_DRAWS = 1_000_000


@dataclass(frozen=True, eq=False)
class MethodRun:
    """One method's answer for one case: its weights draw by draw, the support of each scenario, what else it shows.

    `inputs` are the judgments that it draws.
    """

    method: str
    forecasts: bool
    weights: Weights
    supports: Mapping[str, Support]
    facts: Any = None
    inputs: tuple[Input, ...] = ()

    @property
    def leader(self) -> str | None:
        """The scenario with the greatest support, `none` included; None where no lead counts."""
        return leader(self.weights)

    @property
    def told(self) -> float:
        """How much of its weight the method gives to scenarios and none, the rest being undetermined; 0 to 1."""
        return sum(support.mean for support in self.supports.values())


@dataclass(frozen=True, eq=False)
class Ensemble:
    """How a case is run: which draws, who computes, who hears of it; `memory` keeps solved problems for variants."""

    draws: int = 2000
    seed: int = 0
    progress: Progress = SILENT
    memory: dict[Any, Any] = field(default_factory=dict, repr=False)
    sampling: Sampling = "independent"
    executor: Executor = SERIAL

    def __post_init__(self) -> None:
        if not 1 <= self.draws <= MOST_DRAWS:
            raise UsageError(f"draws is {self.draws:,}; allowed are 1 to {MOST_DRAWS:,}")
        if not 0 <= self.seed < 2**53:
            raise UsageError(f"seed is {self.seed}; allowed are whole numbers from 0 to 2^53 - 1")

    @property
    def which(self) -> Draws:
        """The draws themselves."""
        return Draws(self.draws, self.seed, self.sampling)

    @property
    def work(self) -> Work:
        """Who computes, and who hears of it."""
        return Work(self.executor, self.progress)

    def quietly(self) -> Ensemble:
        """The same ensemble, its memory shared, without a word of progress: for runs within a longer piece of work."""
        return replace(self, progress=SILENT)


def run_methods(
    case: Case,
    ensemble: Ensemble,
    shifts: Mapping[str, float] | None = None,
    only: Collection[str] | None = None,
    with_facts: bool = False,
    dropped: Collection[str] = (),
) -> dict[str, MethodRun]:
    """Every method that the case can feed, by id; or those in `only`, as long as they are defined for it.

    A variant of a case that fed a method is run by name: without its last want nobody moves, and that is an answer.

    `shifts` are added to drawn judgments, by path; `dropped` are the addresses of what fell away. Raises ProblemsError
    where a method's start is not feasible.
    """
    found = {}
    for name, join in joins().items():
        if join.lacks(case) is None if only is None else name in only:
            ready = join.prepare(case, ensemble.memory, shifts or {}, frozenset(dropped))
            found[name] = _run(join, ready, ensemble, with_facts)
    return found


def missing_methods(case: Case) -> dict[str, str]:
    """The installed methods that the case cannot feed yet, each with what it would need."""
    return {name: need for name, join in joins().items() if (need := join.lacks(case)) is not None}


def _run(join: Join, ready: Prepared, ensemble: Ensemble, with_facts: bool) -> MethodRun:
    weights = ready.weigh(ensemble.which, ensemble.work)
    found = dict(supports(weights))
    if not join.forecasts:
        del found[NONE]
    facts = ready.facts(ensemble.which, ensemble.work) if with_facts else None
    return MethodRun(join.method, join.forecasts, weights, found, facts, ready.inputs)


def leader_of_most(runs: Mapping[str, MethodRun]) -> str | None:
    """What leads in more than half of the forecasting methods that ran, `none` included; None where nothing does."""
    return in_most([run.leader for run in runs.values() if run.forecasts])


def in_most(leaders: Sequence[str | None]) -> str | None:
    """What stands in more than half of the places, None where nothing does.

    >>> in_most(["up", "up", None]), in_most(["up", None])
    ('up', None)
    """
    for key in dict.fromkeys(leaders):
        if key is not None and 2 * leaders.count(key) > len(leaders):
            return key
    return None
