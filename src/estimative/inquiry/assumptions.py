"""What an assumption carries: the supports with it, less the supports without it; and what the what-ifs change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.base.errors import ProblemsError
from estimative.base.progress import tracked
from estimative.case.models import Case
from estimative.inquiry.arguments import SMALLEST, Effects, compare, drop_effects, forecasting, largest

MOST_WHAT_IFS = 20
"""Of more what-ifs that no record of the case names, as many are run."""


@dataclass(frozen=True)
class AssumptionImpact:
    """What hangs on one assumption, or on one what-if.

    `effects` compare the case with the case in which the assumption is false; None, with the reason in `not_computed`,
    where it carries nothing and names no what-if, or where that cannot be run. `force` is the same for methods that do
    not forecast. `zero_because` says why no support moves; None where one does, or where nothing was computed.
    """

    effects: Effects | None
    not_computed: str | None = None
    force: Effects = field(default_factory=dict)
    zero_because: str | None = None

    @property
    def size(self) -> float:
        """The greatest effect on the support of any scenario, in size."""
        return largest(self.effects or {})


def weigh_what_ifs(
    case: Case, runs: Mapping[str, MethodRun], what_ifs: Mapping[str, Case], ensemble: Ensemble
) -> dict[str, AssumptionImpact]:
    """What each what-if changes, by id: those that assumptions and dissents of the case name, and 20 more.

    `what_ifs` are the changed cases. The effects are the supports as the case stands less those under the what-if.
    """
    named = [record.if_false for record in case.assumptions.values()]
    named += [record.what_if for record in case.dissents.values()]
    others = [name for name in what_ifs if name not in named][:MOST_WHAT_IFS]
    chosen = [name for name in what_ifs if name in named or name in others]
    quiet = ensemble.quietly()
    return {name: _under(what_ifs[name], runs, quiet) for name in tracked(chosen, ensemble.progress, "what-ifs")}


def weigh_assumptions(
    case: Case, runs: Mapping[str, MethodRun], what_ifs: Mapping[str, AssumptionImpact], ensemble: Ensemble
) -> dict[str, AssumptionImpact]:
    """The impact of every assumption, by id; `what_ifs` is what the what-ifs of the case change."""
    found = {}
    quiet = ensemble.quietly()
    for name in tracked(list(case.assumptions), ensemble.progress, "assumptions"):
        record = case.assumptions[name]
        if record.if_false is not None:
            through = f"it is compared through the what-if {record.if_false}, which is for the case as it stands"
            found[name] = what_ifs.get(record.if_false, AssumptionImpact(None, through))
        elif record.carries:
            effects, impossible = drop_effects(case, record.carries, runs, quiet)
            unread = not any(joins()[method].reads(case, path) for method in runs for path in record.carries)
            why = "no method that ran reads what it carries" if unread else "what it carries falls away"
            found[name] = AssumptionImpact(None, impossible) if impossible else _impact(effects, runs, why)
        else:
            found[name] = AssumptionImpact(None, "it carries nothing in the case and names no what-if")
    return found


def ranked_assumptions(found: Mapping[str, AssumptionImpact]) -> list[str]:
    """The ids of the assumptions, the greatest impact first, then what moves only a force, what was not computed last.

    >>> ranked_assumptions({"a": AssumptionImpact(None, "it carries nothing"), "b": AssumptionImpact({})})
    ['b', 'a']
    """

    def order(name: str) -> tuple[bool, float, float, str]:
        impact = found[name]
        return impact.effects is None, -round(impact.size, 9), -round(largest(impact.force), 9), name

    return sorted(found, key=order)


def _under(changed: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble) -> AssumptionImpact:
    try:
        return _impact(compare(runs, run_methods(changed, ensemble)), runs, "the what-if is run")
    except ProblemsError as error:
        return AssumptionImpact(None, "; ".join(problem.message for problem in error.problems))


def _impact(effects: Effects, runs: Mapping[str, MethodRun], what: str) -> AssumptionImpact:
    on_support, on_force = forecasting(effects, runs)
    why = None
    if largest(on_support) <= SMALLEST:
        figures = " and ".join(sorted({joins()[method].figure for method in on_force}))
        moved = f"only the {figures} moves" if largest(on_force) > SMALLEST else "no support moves"
        why = f"{what}, and {moved}"
    return AssumptionImpact(on_support, None, on_force, why)
