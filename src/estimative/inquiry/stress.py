"""What structured changes do to a case: who leads before and after, by which methods, and how far each support moves.

Every change is a question to whoever knows the region, and a what-if that can be kept. Only methods that read what
changes are run again, on the same draws; whether the leader changes is asked of them alone, for the others cannot see
the change, and beside it is said what leads in most of all methods.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from estimative.assessment.run import Ensemble, MethodRun, leader_of_most, run_methods
from estimative.base.errors import EstimativeError, ProblemsError
from estimative.base.progress import tracked
from estimative.case.check import check
from estimative.case.check_states import TOLERATED_IN_WHAT_IFS
from estimative.case.longform import patched
from estimative.case.models import Case
from estimative.inquiry.rivals import RivalFindings, weigh_rival, who_sees
from estimative.inquiry.stress_changes import Change, Kind, changes, read_by


@dataclass(frozen=True)
class Moved:
    """The support of a scenario as the case stands and after a change, and what is then undetermined about it."""

    before: float
    after: float
    undetermined: float = 0.0

    @property
    def by(self) -> float:
        """How far it moves, with its sign."""
        return self.after - self.before


Moves = Mapping[str, Mapping[str, Moved]]
"""By method, then by scenario id and `none`."""


@dataclass(frozen=True)
class Stress:
    """One structured change: the question, and what comes of it.

    `change` is a merge patch against the long form; None for a method left out (`left_out` names it), since a case has
    no place to say that, and where no change could be made. `methods` are those that see the change and forecast;
    `before` and `after` what leads in most of them (None: nothing does), `overturns` whether that differs; `overall`
    the same two over all methods. `leaders` has them for each method. `threshold`, of a rival only: the largest rank at
    which the leader changes if the grantor wants it for itself too, None where it does at none. `supports` are those of
    every method that was run again, `force` the figures of those that do not forecast. `others` are actors, by id, who
    may know or be the answer, `see` the ids of questions that go with this one. `not_computed` says why there is no
    figure, None where there is one.
    """

    id: str
    kind: Kind
    path: str
    question: str
    change: Mapping[str, Any] | None
    left_out: str | None = None
    methods: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    overall: tuple[str | None, str | None] = (None, None)
    threshold: float | None = None
    supports: Moves = field(default_factory=dict)
    force: Moves = field(default_factory=dict)
    leaders: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    rival: RivalFindings | None = None
    cites: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    not_computed: str | None = None

    @property
    def overturns(self) -> bool:
        """Does something else lead after the change, in most of the methods that see it?"""
        return self.not_computed is None and self.before != self.after

    @property
    def size(self) -> float:
        """The greatest movement of the support of any scenario, in size."""
        return max((abs(moved.by) for by in self.supports.values() for moved in by.values()), default=0.0)


def stress(
    case: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble, kinds: Collection[Kind] | None = None
) -> tuple[Stress, ...]:
    """Which structured changes would overturn the result? `runs` are of the case itself, with the same ensemble.

    All kinds of changes are tried, or those in `kinds`. First comes what overturns, then what moves a support most,
    then by id.
    """
    quiet = ensemble.quietly()
    asked = changes(case, runs, kinds)
    found = [_tried(case, change, runs, quiet) for change in tracked(asked, ensemble.progress, "structured changes")]
    return tuple(sorted(found, key=lambda one: (not one.overturns, -round(one.size, 9), one.id)))


def changed_case(case: Case, change: Mapping[str, Any]) -> Case:
    """The case with a merge patch applied. Raises ProblemsError for every error that the changed case would have."""
    changed = patched(case, change)
    errors = [item for item in check(changed) if item.severity == "error" and item.code not in TOLERATED_IN_WHAT_IFS]
    if errors:
        raise ProblemsError(errors)
    return changed


def _tried(case: Case, change: Change, runs: Mapping[str, MethodRun], ensemble: Ensemble) -> Stress:
    if change.left_out is not None:
        return _without_method(change, change.left_out, runs)
    if change.impossible is not None or change.patch is None:
        return _plain(change, not_computed=change.impossible)
    reading = read_by(case, change.touched, runs)
    seeing = [m for m in (who_sees(case, change.role.grantor) if change.role is not None else reading) if m in runs]
    if not any(runs[method].forecasts for method in seeing):
        return _plain(change, not_computed="no method that ran reads what changes")
    try:
        # What else is changed cannot bring an error about; a rule less can let two scenarios share a state.
        after = changed_case(case, change.patch) if change.kind == "rule-lifted" else patched(case, change.patch)
        again = run_methods(after, ensemble, only=reading)
        rival = _rival(case, after, change, runs, again, ensemble)
    except ProblemsError as error:
        reason = "; ".join(dict.fromkeys(problem.message for problem in error.problems))
        return _plain(change, not_computed=f"then {reason}")
    except EstimativeError as error:
        return _plain(change, not_computed=str(error))
    moves = {method: moves_between(runs[method], run) for method, run in again.items()}
    forecasting = [method for method in again if runs[method].forecasts]
    return _plain(
        change,
        methods=tuple(method for method in forecasting if method in seeing),
        before=leader_of_most({method: runs[method] for method in seeing}),
        after=leader_of_most({method: again[method] for method in seeing}),
        overall=(leader_of_most(runs), leader_of_most({**runs, **again})),
        threshold=rival.threshold if rival is not None else None,
        supports={method: moves[method] for method in forecasting},
        force={method: by for method, by in moves.items() if method not in forecasting},
        leaders={method: (runs[method].leader, again[method].leader) for method in forecasting},
        rival=rival,
    )


def _rival(
    case: Case,
    after: Case,
    change: Change,
    runs: Mapping[str, MethodRun],
    again: Mapping[str, MethodRun],
    ensemble: Ensemble,
) -> RivalFindings | None:
    if change.role is None:
        return None
    return weigh_rival(case, after, change.role.grantor, ensemble, again, runs)


def _without_method(change: Change, method: str, runs: Mapping[str, MethodRun]) -> Stress:
    """Nothing is run again: what leads in most of the others."""
    rest = {name: run for name, run in runs.items() if name != method}
    before, after = leader_of_most(runs), leader_of_most(rest)
    kept = tuple(name for name, run in rest.items() if run.forecasts)
    return _plain(change, methods=kept, before=before, after=after, overall=(before, after))


def _plain(change: Change, **found: Any) -> Stress:
    return Stress(
        change.id,
        change.kind,
        change.path,
        change.question,
        change.patch,
        change.left_out,
        cites=change.cites,
        others=change.others,
        see=change.see,
        **found,
    )


def moves_between(run: MethodRun, again: MethodRun) -> dict[str, Moved]:
    """What one method says of every scenario (and `none`, where it forecasts) in two runs, by id."""
    return {
        key: Moved(support.mean, again.supports[key].mean, again.supports[key].undetermined)
        for key, support in run.supports.items()
    }
