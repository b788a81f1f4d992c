"""What an assumption carries: the supports with it, less the supports without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.base.errors import ProblemsError
from estimative.base.progress import tracked
from estimative.case.models import Case
from estimative.inquiry.arguments import Effects, compare, drop_effects, forecasting, largest


@dataclass(frozen=True)
class AssumptionImpact:
    """What hangs on one assumption.

    `effects` compare the case with the case in which the assumption is false; None, with the reason in `not_computed`,
    where it carries nothing and names no what-if, or where that cannot be run. `force` is the same for methods that do
    not forecast.
    """

    effects: Effects | None
    not_computed: str | None = None
    force: Effects = field(default_factory=dict)

    @property
    def size(self) -> float:
        """The greatest effect on the support of any scenario, in size."""
        return largest(self.effects or {})


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
            found[name] = AssumptionImpact(None, impossible) if impossible else _impact(effects, runs)
        else:
            found[name] = AssumptionImpact(None, "it carries nothing in the case and names no what-if")
    return found


def _by_what_if(
    name: str, runs: Mapping[str, MethodRun], what_ifs: Mapping[str, Case], ensemble: Ensemble
) -> AssumptionImpact:
    if name not in what_ifs:
        return AssumptionImpact(None, f"it is compared through the what-if {name}, which is for the case as it stands")
    try:
        return _impact(compare(runs, run_methods(what_ifs[name], ensemble)), runs)
    except ProblemsError as error:
        return AssumptionImpact(None, "; ".join(problem.message for problem in error.problems))


def _impact(effects: Effects, runs: Mapping[str, MethodRun]) -> AssumptionImpact:
    on_support, on_force = forecasting(effects, runs)
    return AssumptionImpact(on_support, None, on_force)
