"""What each argument weighs: the support with all of them, less the support without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.assessment.weights import Support
from estimative.base.errors import ProblemsError
from estimative.base.progress import tracked
from estimative.case.models import Case
from estimative.inquiry.dropping import Dropping, drop, drop_arguments

ZeroReason = Literal["not modelled", "unrun", "no effect"]
SMALLEST = 1e-9
"""Differences of support below this are nothing but the last bits of a sum."""


@dataclass(frozen=True)
class Effect:
    """The support of a scenario without something, and what that something adds: support with it less `without`.

    `without_undetermined` is what stays undetermined about the scenario without it: where it is great, the thing
    decides whether the method can tell at all.
    """

    without: float
    effect: float
    without_undetermined: float = 0.0


Effects = Mapping[str, Mapping[str, Effect]]
"""By method, then by scenario id and `none`."""


@dataclass(frozen=True)
class ArgumentWeight:
    """What one argument weighs.

    `redundant_with`: arguments that carry some of the same, so that it stays when this one falls away.
    `carried_by_unrun`: addresses that it carries or shifts and no method that ran reads. `zero_because` says why it
    weighs nothing: `not modelled` (it carries and shifts nothing), `unrun` (only methods that did not run read what it
    carries), `no effect` (what it carries falls away and no support moves, or stays because others carry it); None
    where it weighs something. `impossible` says why it could not be computed.
    """

    effects: Effects
    redundant_with: tuple[str, ...]
    carried_by_unrun: tuple[str, ...]
    zero_because: ZeroReason | None
    stays: tuple[str, ...] = ()
    impossible: str | None = None

    @property
    def size(self) -> float:
        """The greatest effect on any scenario, in size: arguments are ranked by it."""
        return max((abs(e.effect) for by in self.effects.values() for e in by.values()), default=0.0)


def weigh_arguments(case: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble) -> dict[str, ArgumentWeight]:
    """The weight of every argument of the case, by id, against `runs` of the case with the same draws."""
    names = list(case.arguments)
    quiet = ensemble.quietly()
    return {name: _weigh(case, name, runs, quiet) for name in tracked(names, ensemble.progress, "arguments")}


def _weigh(case: Case, name: str, runs: Mapping[str, MethodRun], ensemble: Ensemble) -> ArgumentWeight:
    record = case.arguments[name]
    touched = (*record.carries, *record.shifts)
    unread = tuple(path for path in touched if not any(joins()[method].reads(case, path) for method in runs))
    dropping = drop_arguments(case, [name])
    effects, impossible = effects_of(case, dropping, runs, ensemble)
    moved = any(abs(effect.effect) > SMALLEST for by in effects.values() for effect in by.values())
    reason: ZeroReason | None = None
    if not moved and impossible is None:
        reason = "not modelled" if not touched else "unrun" if len(unread) == len(touched) else "no effect"
    same = [
        other for other, rest in case.arguments.items() if other != name and set(rest.carries) & set(record.carries)
    ]
    return ArgumentWeight(effects, tuple(same), unread, reason, dropping.shared, impossible)


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
            without = run_methods(dropping.apply(case), ensemble, dropping.shifts, reading)
        except ProblemsError as error:
            return {}, "without it " + "; ".join(problem.message for problem in error.problems)
    found: dict[str, dict[str, Effect]] = {}
    for method, run in runs.items():
        other = without.get(method, run if method not in reading else None)
        if other is None:
            return {}, f"without it {method} analysis cannot run"
        found[method] = {key: _effect(support, other.supports[key]) for key, support in run.supports.items()}
    return found, None


def _effect(given: Support, without: Support) -> Effect:
    return Effect(without.mean, given.mean - without.mean, without.undetermined)


def compare(runs: Mapping[str, MethodRun], others: Mapping[str, MethodRun]) -> Effects:
    """What two runs of variants of one case differ by: `others` are without, `runs` are with."""
    return {
        method: {key: _effect(support, others[method].supports[key]) for key, support in run.supports.items()}
        for method, run in runs.items()
        if method in others
    }


def drop_effects(
    case: Case, paths: tuple[str, ...], runs: Mapping[str, MethodRun], ensemble: Ensemble
) -> tuple[Effects, str | None]:
    """`effects_of` for addresses named directly, an assumption's say, whoever else carries them."""
    return effects_of(case, drop(case, paths), runs, ensemble)
