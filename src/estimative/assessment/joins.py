"""How a method is joined to cases: one record each, found by entry points, the same door that a third party uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from estimative.assessment.weights import Weights
from estimative.case.models import Case
from estimative.ensemble.draws import Draws, Input
from estimative.ensemble.executors import Work

ENTRY_POINTS = "estimative.joins"


class Prepared(Protocol):
    """A case made ready for one method: all that does not hang on the draws."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The judgments that the method draws."""

    def weigh(self, draws: Draws, work: Work) -> Weights:
        """The method's weights on the scenarios, draw by draw."""

    def facts(self, draws: Draws, work: Work) -> Any:
        """What the method has to show beside its weights, as frozen data of its own type."""


@dataclass(frozen=True)
class Join:
    """One method's place in an assessment.

    `lacks(case)` says in a sentence what the method would need, None where it can run. `reads(case, path)` says
    whether what stands at an address reaches the method. `prepare(case, memory, shifts, dropped)` makes the case ready:
    `memory` is a map in which the method may keep solved problems from one variant of a case to the next, `shifts` are
    added to drawn judgments, by path, and `dropped` has the addresses of what fell away and is no longer in the case.
    A method that does not forecast gives each scenario a figure of its own kind, and none to *none of these*;
    `figure` is what that kind is called. `problems(prepared, draws)` says how many distinct problems the draws make,
    where a method solves them one by one: what takes many runs is rationed by it.
    """

    method: str
    forecasts: bool
    lacks: Callable[[Case], str | None]
    reads: Callable[[Case, str], bool]
    prepare: Callable[[Case, dict[Any, Any], Mapping[str, float], frozenset[str]], Prepared]
    figure: str = "support"
    problems: Callable[[Any, Draws], int] | None = None


@cache
def joins() -> Mapping[str, Join]:
    """Every installed join by its method's id, in the order of the ids.

    >>> joins()["conflict"].forecasts
    True
    """
    from estimative.base.installed import installed

    return installed(ENTRY_POINTS)
