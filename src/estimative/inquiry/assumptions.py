"""What an assumption carries: the supports with it, less the supports without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.base.errors import ProblemsError
from estimative.base.progress import tracked
from estimative.case.models import Case
from estimative.inquiry.arguments import Effects, compare, drop_effects


@dataclass(frozen=True)
class AssumptionImpact:
    """What hangs on one assumption.

    `effects` compare the case with the case in which the assumption is false; None, with the reason in `not_computed`,
    where it carries nothing and names no what-if, or where that cannot be run.
    """

    effects: Effects | None
    not_computed: str | None = None

    @property
    def size(self) -> float:
        """The greatest effect on any scenario, in size."""
        by_method = (self.effects or {}).values()
        return max((abs(effect.effect) for by in by_method for effect in by.values()), default=0.0)


def weigh_assumptions(
    case: Case, runs: Mapping[str, MethodRun], what_ifs: Mapping[str, Case], ensemble: Ensemble
) -> dict[str, AssumptionImpact]:
    """The impact of every assumption, by id; `what_ifs` are the changed cases by the name of the what-if."""
    found = {}
    quiet = ensemble.quietly()
    for name in tracked(list(case.assumptions), ensemble.progress, "assumptions"):
        record = case.assumptions[name]
        if record.if_false is not None:
            found[name] = _by_what_if(record.if_false, runs, what_ifs, quiet)
        elif record.carries:
            effects, impossible = drop_effects(case, record.carries, runs, quiet)
            found[name] = AssumptionImpact(None if impossible else effects, impossible)
        else:
            found[name] = AssumptionImpact(None, "it carries nothing in the case and names no what-if")
    return found


def _by_what_if(
    name: str, runs: Mapping[str, MethodRun], what_ifs: Mapping[str, Case], ensemble: Ensemble
) -> AssumptionImpact:
    if name not in what_ifs:
        return AssumptionImpact(None, f"it is compared through the what-if {name}, which is for the case as it stands")
    try:
        return AssumptionImpact(compare(runs, run_methods(what_ifs[name], ensemble)))
    except ProblemsError as error:
        return AssumptionImpact(None, "; ".join(problem.message for problem in error.problems))
