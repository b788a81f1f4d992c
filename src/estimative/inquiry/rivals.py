"""Who else could play a granted role: a rival as a structured change, and how much it would have to be preferred.

A rival for variants that grant a role is a new yes/no option `rival` of the same grantor, never together with a
granting variant. *Indifferent*: every want of the grantor that a granted variant helps to satisfy is satisfied by the
rival too. *Preferred at r*: the grantor also wants the rival, at fixed rank r. A rival that the grantor prefers always
wins in the end, so the figure is the threshold: the largest r at which the leader changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, MethodRun, leader_of_most, run_methods
from estimative.assessment.weights import NONE
from estimative.base.errors import UsageError
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import StateSpace
from estimative.base.progress import tracked
from estimative.case.longform import patched
from estimative.case.models import Case
from estimative.case.models_actors import Option
from estimative.case.space import state_space

RIVAL = "rival"


@dataclass(frozen=True)
class RivalFindings:
    """What a rival would change.

    `scenario` is the one followed: the leader without a rival, or where nothing leads the best supported. `before`,
    `indifferent` and `by_rank` are its mean support over the forecasting methods that read wants, without the rival,
    with an indifferent one, and with one that the grantor also wants at fixed rank r. `threshold` is the largest r at
    which the leader changes, None where none does; the greater it is, the less the rival needs to be preferred.
    """

    grantor: str
    scenario: str
    before: float
    indifferent: float
    indifferent_changes_leader: bool
    by_rank: Mapping[float, float]
    leaders: Mapping[float, str | None]
    threshold: float | None


@dataclass(frozen=True)
class GrantedRole:
    """A role that an actor gives by one of its options: which variants give it, and to whom."""

    grantor: str
    option: str
    variants: tuple[str, ...]
    holders: tuple[str, ...]

    @property
    def path(self) -> str:
        """The address of the option."""
        return f"actors/{self.grantor}/options/{self.option}"


def granted_roles(case: Case) -> tuple[GrantedRole, ...]:
    """Every role that an option of the case grants, in the order of the case.

    >>> from estimative.case.longform import from_long
    >>> go = {"options": {"go": {"grants": {"yes": "b"}}}}
    >>> granted_roles(from_long({"id": "t", "actors": {"a": go, "b": {}}}))
    (GrantedRole(grantor='a', option='go', variants=('yes',), holders=('b',)),)
    """
    return tuple(
        GrantedRole(name, key, _granting(option), tuple(dict.fromkeys(option.grants[v] for v in _granting(option))))
        for name, actor in case.actors.items()
        for key, option in actor.options.items()
        if _granting(option)
    )


def has_rival(case: Case, role: GrantedRole) -> bool:
    """Has the grantor of a role an option `rival` that the rules keep apart from this role?"""
    if RIVAL not in case.actors[role.grantor].options:
        return False
    space = state_space(case)
    granted = _granted(space, f"{role.grantor}.{role.option}", role.variants)
    return not (granted & space.feasible & space.holds(parse_statement(f"{role.grantor}.{RIVAL} = yes"))).any()


def rival_change(case: Case, grantor: str, option: str) -> dict[str, Any]:
    """The merge patch that gives `grantor` an indifferent rival for the role that `option` grants.

    Raises UsageError where the option grants nothing, or the grantor already has an option called `rival`; LimitError
    where the case has too many states to see which wants the role helps to satisfy.
    """
    record = case.actors[grantor].options.get(option) if grantor in case.actors else None
    if record is None or not _granting(record):
        raise UsageError(f"rival_change: `actors/{grantor}/options/{option}` grants no role")
    if RIVAL in case.actors[grantor].options:
        raise UsageError(f"rival_change: `{grantor}` already has an option `{RIVAL}`")
    granting = _granting(record)
    factor = f"{grantor}.{option}"
    space = state_space(case)
    wants = {
        want: {"that": f"({entry.that}) or {grantor}.{RIVAL}"}
        for want, entry in case.actors[grantor].wants.items()
        if _helps(space, factor, granting, space.holds(parse_statement(entry.that)))
    }
    actor: dict[str, Any] = {"options": {RIVAL: {"text": "gives the role to somebody else"}}}
    if wants:
        actor["wants"] = wants
    never = f"{grantor}.{RIVAL} and {_given(factor, record, granting)}"
    rule = {"never": never, "because": "the role can be given once"}
    return {"actors": {grantor: actor}, "rules": {_free(f"{RIVAL}-excludes", case.rules): rule}}


def rival_in(before: Case, after: Case) -> str | None:
    """The grantor that a change gives a rival: an actor that grants a role and has a new option `rival`."""
    for name, actor in after.actors.items():
        known = before.actors.get(name)
        grants = any(option.grants for option in known.options.values()) if known else False
        if known and grants and RIVAL in actor.options and RIVAL not in known.options:
            return name
    return None


def threshold_ranks(case: Case, grantor: str) -> list[float]:
    """The midpoints between the grantor's stated ranks, and half a step beyond both ends, ascending.

    A want for the rival itself is none of them.

    >>> from estimative.case.longform import from_long
    >>> wants = {"a": {"that": "x.go", "rank": 1}, "b": {"that": "not x.go", "rank": 3}}
    >>> threshold_ranks(from_long({"id": "t", "actors": {"x": {"options": {"go": {}}, "wants": wants}}}), "x")
    [0.5, 2.0, 3.5]
    """
    itself = _for_itself(case, grantor)
    stated = sorted({want.rank.value for name, want in case.actors[grantor].wants.items() if name not in itself})
    if not stated:
        return [0.5]
    between = [(low + high) / 2 for low, high in pairwise(stated)]
    return [stated[0] - 0.5, *between, stated[-1] + 0.5]


def with_rival_wanted(case: Case, grantor: str, rank: float) -> Case:
    """The case, which has a rival, in which the grantor also wants the rival at this fixed rank, and no otherwise."""
    plain = indifferent_rival(case, grantor)
    name = _free(RIVAL, plain.actors[grantor].wants)
    want = {"that": f"{grantor}.{RIVAL}", "rank": {"value": rank}}
    return patched(plain, {"actors": {grantor: {"wants": {name: want}}}})


def indifferent_rival(case: Case, grantor: str) -> Case:
    """The case, which has a rival, without a want of the grantor's for the rival itself."""
    itself = _for_itself(case, grantor)
    if not itself:
        return case
    return patched(case, {"actors": {grantor: {"wants": dict.fromkeys(itself)}}})


def weigh_rival(
    before: Case,
    after: Case,
    grantor: str,
    ensemble: Ensemble,
    runs_after: Mapping[str, MethodRun] | None = None,
    runs_before: Mapping[str, MethodRun] | None = None,
) -> RivalFindings:
    """What the rival in `after` changes against `before`, indifferent and at every rank that tells apart.

    Only methods that read what the grantor wants are asked: to the others a rival is nothing. What has been run
    already can be handed over, `runs_after` for the case with the rival and `runs_before` for the one without.
    """
    asked = who_sees(before, grantor)
    base = _of(runs_before, asked) or run_methods(before, ensemble, only=asked)
    plain = indifferent_rival(after, grantor)
    indifferent = _of(runs_after, asked) if plain is after else {}
    indifferent = indifferent or run_methods(plain, ensemble, only=asked)
    lead = leader_of_most(base)
    scenario = lead if lead is not None and lead != NONE else max(before.scenarios, key=lambda s: _mean(base, s))
    by_rank: dict[float, float] = {}
    leaders: dict[float, str | None] = {}
    for rank in tracked(threshold_ranks(after, grantor), ensemble.progress, "ranks of the rival"):
        runs = run_methods(with_rival_wanted(after, grantor, rank), ensemble.quietly(), only=asked)
        by_rank[rank] = _mean(runs, scenario)
        leaders[rank] = leader_of_most(runs)
    changing = [rank for rank, leads in leaders.items() if leads != lead]
    return RivalFindings(
        grantor,
        scenario,
        _mean(base, scenario),
        _mean(indifferent, scenario),
        leader_of_most(indifferent) != lead,
        by_rank,
        leaders,
        max(changing, default=None),
    )


def who_sees(case: Case, grantor: str) -> list[str]:
    """The methods that the case feeds and that read the grantor's wants: a rival means something to these alone."""
    want = f"actors/{grantor}/wants/{RIVAL}"
    return [name for name, join in joins().items() if join.lacks(case) is None and join.reads(case, want)]


def _of(runs: Mapping[str, MethodRun] | None, asked: Iterable[str]) -> Mapping[str, MethodRun]:
    """The runs of the methods that are asked; none where one of them is not at hand."""
    found = {method: runs[method] for method in asked if method in runs} if runs is not None else {}
    return found if len(found) == len(list(asked)) else {}


def _mean(runs: Mapping[str, MethodRun], scenario: str) -> float:
    found = [run.supports[scenario].mean for run in runs.values() if run.forecasts]
    return sum(found) / len(found) if found else 0.0


def _for_itself(case: Case, grantor: str) -> list[str]:
    """The grantor's wants for the rival and nothing else."""
    itself = parse_statement(f"{grantor}.{RIVAL}")
    return [name for name, want in case.actors[grantor].wants.items() if parse_statement(want.that) == itself]


def _free(name: str, taken: Iterable[str]) -> str:
    """The name, or with the first number that makes it one that is not taken."""
    known = set(taken)
    return next(found for k in count(1) if (found := name if k == 1 else f"{name}-{k}") not in known)


def _granting(option: Option) -> tuple[str, ...]:
    """The variants that grant something, in the order of the option."""
    return tuple(variant for variant in option.variants if variant in option.grants)


def _given(factor: str, option: Option, granting: tuple[str, ...]) -> str:
    """The statement that the role is given, as a person would write it."""
    if option.variants == ("no", "yes") and granting == ("yes",):
        return factor
    if option.rises and granting == option.variants[-len(granting) :]:
        return f"{factor} >= {granting[0]}"
    either = " or ".join(f"{factor} = {variant}" for variant in granting)
    return either if len(granting) == 1 else f"({either})"


def _granted(space: StateSpace, factor: str, granting: tuple[str, ...]) -> NDArray[np.bool_]:
    """The states in which one of the granting variants stands."""
    variants = next(entry.variants for entry in space.factors if entry.id == factor)
    return np.isin(space.digits(factor), [variants.index(variant) for variant in granting])


def _helps(space: StateSpace, factor: str, granting: tuple[str, ...], holds: NDArray[np.bool_]) -> bool:
    """Is there a feasible state with a granting variant where the want holds, and would not without the grant?"""
    place = [entry.id for entry in space.factors].index(factor)
    variants, stride = space.factors[place].variants, space.strides[place]
    digits = space.digits(factor)
    codes = np.flatnonzero(space.feasible & holds & _granted(space, factor, granting))
    for other in (k for k, variant in enumerate(variants) if variant not in granting):
        if not holds[codes + (other - digits[codes].astype(np.int64)) * stride].all():
            return True
    return False
