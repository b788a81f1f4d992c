"""What each argument weighs: the support with all of them less the support without it, and its Shapley share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.assessment.weights import Weights
from estimative.base.errors import ProblemsError
from estimative.base.progress import tracked
from estimative.case.models import Case
from estimative.case.paths import kind
from estimative.inquiry.dropping import Dropping, drop, drop_arguments, parts_of
from estimative.inquiry.moves import moved
from estimative.inquiry.shapley import NOTHING, Share, Shares

ZeroReason = Literal["not modelled", "unrun", "no effect"]
NoEffect = Literal["together", "stays", "without others", "never"]
OTHER_SECTIONS = frozenset({"influence", "objectives", "impacts", "issues", "evidence", "reference_classes"})
"""Sections that conflict analysis does not read and other methods do."""
SMALLEST = 1e-9
"""Differences of support below this are nothing but the last bits of a sum."""


@dataclass(frozen=True)
class Effect:
    """The support of a scenario without something, and what that something adds: support with it less `without`.

    `without_undetermined` is what stays undetermined about the scenario without it: where it is great, the thing
    decides whether the method can tell at all. `led`: the scenario leads in the method as things stand; `leads`: it
    does without it, a change counting where it exceeds the sampling interval, as with flips.
    """

    without: float
    effect: float
    without_undetermined: float = 0.0
    led: bool = False
    leads: bool = False


Effects = Mapping[str, Mapping[str, Effect]]
"""By method, then by scenario id and `none`."""


@dataclass(frozen=True)
class ArgumentWeight:
    """What one argument weighs.

    `effects` are on the support of methods that forecast; `force` the same on the figures of those that do not, such as
    the balance of force.
    `redundant_with`: arguments that carry some of the same, so that it stays when this one falls away.
    `carried_by_unrun`: addresses that it carries or shifts and no method that ran reads. `zero_because` says why it
    weighs nothing: `not modelled` (it carries and shifts nothing), `unrun` (only methods that did not run read what it
    carries), `no effect` (what it carries falls away and no support moves, or stays because others carry it); None
    where it weighs something. `impossible` says why it could not be computed.
    `jointly` is the effect, in every method, of dropping it together with those it is redundant with; empty where there
    are none. `shapley` has its Shapley share by method and scenario: what it adds on average over all orders in which
    the arguments could be dropped. A method whose shares cannot be told is not in it.
    `no_effect` says more of that reason, as far as it can be told: it moves something only `together` with those it is
    redundant with; all that is read of it `stays`, since others carry it; it moves something only `without others`, in
    some orders of dropping; or it `never` does, in any order that was tried.
    """

    effects: Effects
    redundant_with: tuple[str, ...]
    carried_by_unrun: tuple[str, ...]
    zero_because: ZeroReason | None
    stays: tuple[str, ...] = ()
    impossible: str | None = None
    force: Effects = field(default_factory=dict)
    no_effect: NoEffect | None = None
    jointly: Effects = field(default_factory=dict)
    shapley: Mapping[str, Mapping[str, Share]] = field(default_factory=dict)

    @property
    def size(self) -> float:
        """The greatest effect on the support of any scenario, in size: arguments are ranked by it."""
        return largest(self.effects)


def largest(effects: Effects) -> float:
    """The greatest effect in size, 0 where there is none."""
    return max((abs(effect.effect) for by in effects.values() for effect in by.values()), default=0.0)


def weigh_arguments(
    case: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble, shares: Mapping[str, Shares] | None = None
) -> dict[str, ArgumentWeight]:
    """The weight of every argument of the case, by id, against `runs` of the case with the same draws.

    `shares` are what `share_out` found for the same runs; without them no argument has a Shapley share.
    """
    names = list(case.arguments)
    quiet = ensemble.quietly()
    groups: dict[frozenset[str], Effects] = {}
    found = {}
    for name in tracked(names, ensemble.progress, "arguments"):
        weight = _weigh(case, name, runs, quiet)
        group = frozenset((name, *weight.redundant_with))
        if len(group) > 1 and group not in groups:
            ordered = [other for other in names if other in group]
            groups[group] = effects_of(case, drop_arguments(case, ordered), runs, quiet)[0]
        weight = replace(weight, jointly=groups.get(group, {}), shapley=_shares(name, runs, shares))
        found[name] = replace(weight, no_effect=_no_effect(case, name, weight, runs))
    return found


def _shares(
    name: str, runs: Mapping[str, MethodRun], shares: Mapping[str, Shares] | None
) -> dict[str, Mapping[str, Share]]:
    """The shares of one argument: nothing in a method that it does not touch."""
    if shares is None:
        return {}
    found: dict[str, Mapping[str, Share]] = {}
    for method, run in runs.items():
        nothing = dict.fromkeys(run.supports, NOTHING)
        if method not in shares:
            found[method] = nothing
        elif shares[method].why is None:
            found[method] = shares[method].shares.get(name, nothing)
    return found


def _no_effect(case: Case, name: str, weight: ArgumentWeight, runs: Mapping[str, MethodRun]) -> NoEffect | None:
    if weight.zero_because != "no effect":
        return None
    told = [share for by in weight.shapley.values() for share in by.values()]
    shares = any(abs(share.value) > SMALLEST for share in told)
    if largest(weight.jointly) > SMALLEST and (shares or not all(share.exact for share in told) or not told):
        return "together"
    dropping = drop_arguments(case, [name])
    gone = (*dropping.falls, *dropping.shifts)
    if weight.stays and not any(joins()[method].reads(case, path) for method in runs for path in gone):
        return "stays"
    if shares:
        return "without others"
    return "never" if told else None


def _weigh(case: Case, name: str, runs: Mapping[str, MethodRun], ensemble: Ensemble) -> ArgumentWeight:
    record = case.arguments[name]
    touched = (*record.carries, *record.shifts)
    unread = tuple(path for path in touched if not any(joins()[method].reads(case, path) for method in runs))
    elsewhere = tuple(path for path in unread if _for_other_methods(case, path))
    dropping = drop_arguments(case, [name])
    effects, impossible = effects_of(case, dropping, runs, ensemble)
    moved = largest(effects) > SMALLEST
    reason: ZeroReason | None = None
    if not moved and impossible is None:
        reason = "no effect" if len(unread) < len(touched) else "unrun" if elsewhere else "not modelled"
    carried = {part for path in record.carries for part in parts_of(case, path)}
    same = tuple(
        other
        for other, rest in case.arguments.items()
        if other != name and any(part in carried for path in rest.carries for part in parts_of(case, path))
    )
    on_support, on_force = forecasting(effects, runs)
    return ArgumentWeight(on_support, same, elsewhere, reason, dropping.shared, impossible, on_force)


def forecasting(effects: Effects, runs: Mapping[str, MethodRun]) -> tuple[Effects, Effects]:
    """Effects on the support of methods that forecast, and on the figures of those that do not."""
    return (
        {method: by for method, by in effects.items() if runs[method].forecasts},
        {method: by for method, by in effects.items() if not runs[method].forecasts},
    )


def _for_other_methods(case: Case, path: str) -> bool:
    """Does what stands at an address speak to a method that some case can feed, though none that ran here reads it?

    The sections of influence, cross-impact, bargaining and evidence do; so does an actor that has a part in them. A
    want of an actor that decides nothing speaks to none.
    """
    parts = path.split("/")
    if any(part.split("/")[0] in OTHER_SECTIONS for part in parts_of(case, path)):
        return True
    return kind(path) == "actor" and any(parts[1] in record.stakes for record in case.objectives.values())


def effects_of(
    case: Case, dropping: Dropping, runs: Mapping[str, MethodRun], ensemble: Ensemble
) -> tuple[Effects, str | None]:
    """What falls away adds to each support, per method; only methods that read any of it are run again.

    The second value says why nothing could be computed, None where all was.
    """
    touched = (*dropping.falls, *dropping.shifts)
    reading = [method for method in runs if any(joins()[method].reads(case, path) for path in touched)]
    if dropping.impossible is not None:
        return {}, dropping.impossible
    without: dict[str, MethodRun] = {}
    if reading:
        try:
            without = run_methods(dropping.apply(case), ensemble, dropping.shifts, reading, dropped=dropping.falls)
        except ProblemsError as error:
            return {}, "without it " + "; ".join(problem.message for problem in error.problems)
    found: dict[str, dict[str, Effect]] = {}
    for method, run in runs.items():
        found[method] = _effects(run, without.get(method, run))
    return found, None


def _effects(run: MethodRun, other: MethodRun) -> dict[str, Effect]:
    """What two runs of a method differ by, scenario by scenario; `other` is without."""
    before, after = (run.leader, _then(run.weights, other)) if run.forecasts else (None, None)
    return {
        key: Effect(
            other.supports[key].mean,
            support.mean - other.supports[key].mean,
            other.supports[key].undetermined,
            led=key == before,
            leads=key == after,
        )
        for key, support in run.supports.items()
    }


def _then(base: Weights, other: MethodRun) -> str | None:
    """What counts as leading after a change; a scenario that only the changed case has leads as it stands there."""
    if set(other.weights.scenarios) != set(base.scenarios):
        return other.leader
    return moved(base, other.weights).leader


def compare(runs: Mapping[str, MethodRun], others: Mapping[str, MethodRun]) -> Effects:
    """What two runs of variants of one case differ by: `others` are without, `runs` are with."""
    return {method: _effects(run, others[method]) for method, run in runs.items() if method in others}


def drop_effects(
    case: Case, paths: tuple[str, ...], runs: Mapping[str, MethodRun], ensemble: Ensemble
) -> tuple[Effects, str | None]:
    """`effects_of` for addresses named directly, an assumption's say, whoever else carries them."""
    return effects_of(case, drop(case, paths), runs, ensemble)
