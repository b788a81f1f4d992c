"""Weighing one table: scores, posterior, what each hangs on, and the outside view beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from estimative.base.errors import listed
from estimative.base.progress import SILENT, Progress
from estimative.methods.evidence.grading import NOT_RATED, Bools, Floats, can_be_judged
from estimative.methods.evidence.outside import ClassPrior, ClassView, class_prior, view
from estimative.methods.evidence.problem import EvidenceTable
from estimative.methods.evidence.result import Disagreement, EvidenceResult, Spread, Without
from estimative.methods.evidence.weighing import (
    TIE,
    capped,
    diagnosticity,
    exponents,
    inconsistency,
    item_log_ratios,
    posterior,
    ranks,
    totals,
)

SPREAD = (0.1, 0.25, 0.5, 0.75, 0.9)
"""The priors of each hypothesis in turn from which a posterior is shown."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """A table weighed with some of its items: the scores and what makes them."""

    counts: Floats
    inconsistency: Floats
    total: Floats
    total_capped: Bools
    posterior: Floats
    ach_rank: tuple[int, ...]
    posterior_rank: tuple[int, ...]


def solve(problem: EvidenceTable, progress: Progress = SILENT) -> EvidenceResult:
    """Weighs the items of a table: which hypotheses do they speak against, and what hangs on which?

    Inconsistency after Heuer: the sum of (3 − rating)² over ratings below 3, once weighted by what the items count,
    once plain. The posterior takes the same ratings as likelihood ratios. Each item, and each group of two or more, is
    left out once to see whether an order changes. Nothing here is drawn: the same table gives the same answer.

    >>> from estimative.methods.evidence.problem import Item
    >>> table = EvidenceTable(("stays", "leaves"), (Item("packs", "B2"), Item("rents")), [[2, 4], [4, 4]])
    >>> found = solve(table)
    >>> found.ach_rank, found.posterior.round(3).tolist(), [case.name for case in found.linchpins]
    ((2, 1), [0.292, 0.708], ['packs'])
    """
    begun = time.perf_counter()
    names = problem.hypotheses
    conventions = problem.conventions
    views = tuple(view(known, len(names)) for known in problem.classes)
    found_prior = class_prior(problem.classes, len(names))
    uniform = np.full(len(names), 1 / len(names))
    prior = np.array(found_prior.prior) if found_prior is not None and conventions.prior == "classes" else uniform
    ratios, cut = item_log_ratios(problem.ratings, conventions.log_ratios, conventions.item_cap)
    whole = _weighed(problem, ratios, prior, problem.active)
    plain = inconsistency(problem.ratings, exponents(np.ones(len(problem.items)), problem.groups, problem.active))
    cut = cut & problem.active
    without = tuple(_without(problem, ratios, prior, whole, progress))
    disagreements = tuple(_disagreements(whole))
    warnings = _warnings(problem, whole, cut, views, found_prior)
    return EvidenceResult(
        problem=problem,
        counts=whole.counts,
        inconsistency=whole.inconsistency,
        plain=plain,
        ach_rank=whole.ach_rank,
        plain_rank=ranks(plain),
        diagnosticity=diagnosticity(problem.ratings),
        contributions=(ratios - ratios.mean(axis=1, keepdims=True)) * whole.counts[:, None] + 0.0,
        item_capped=cut,
        total=whole.total,
        total_capped=whole.total_capped,
        prior=prior,
        posterior=whole.posterior,
        posterior_rank=whole.posterior_rank,
        without=without,
        disagreements=disagreements,
        classes=views,
        class_prior=found_prior,
        spread=tuple(spread(whole.total, views, found_prior)),
        even_at=even_at(whole.total),
        warnings=tuple(sorted(warnings)),
        seconds=time.perf_counter() - begun,
    )


def spread(total: Floats, views: tuple[ClassView, ...] = (), found: ClassPrior | None = None) -> Iterator[Spread]:
    """The posterior for a spread of priors: equal, that of the classes, each hypothesis at several, each class's range.

    Where one hypothesis is set, the others share the rest equally.
    """
    count = len(total)

    def at(place: int, value: float, source: Literal["hypothesis", "class"], known: str | None = None) -> Spread:
        prior = np.full(count, (1 - value) / (count - 1))
        prior[place] = value
        return Spread(source, place, known, value, *_from(total, prior))

    yield Spread("equal", None, None, None, *_from(total, np.full(count, 1 / count)))
    if found is not None:
        yield Spread("classes", None, None, None, *_from(total, np.array(found.prior)))
    for place in range(count):
        for value in SPREAD:
            yield at(place, value, "hypothesis")
    for seen in views:
        for place, rate in seen.rates:
            if place in seen.known.speaks_of:
                for value in (rate.low, rate.mean, rate.high):
                    yield at(place, value, "class", seen.known.name)


def _from(total: Floats, prior: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(prior.tolist()), tuple(posterior(total, prior).tolist())


def even_at(total: Floats) -> Floats:
    """Per hypothesis the prior at which its posterior is one half, the others sharing the rest equally.

    >>> even_at(np.log(np.array([1.0, 0.25]))).round(3).tolist()
    [0.2, 0.8]
    """
    raised = np.exp(total - total.max())
    others = (raised.sum() - raised) / (len(raised) - 1)
    return np.asarray(others / (others + raised))


def _weighed(problem: EvidenceTable, ratios: Floats, prior: Floats, active: Bools) -> Weighed:
    counts = exponents(problem.credibility * problem.relevance, problem.groups, active)
    against = inconsistency(problem.ratings, counts)
    total, cut = capped(totals(ratios, counts), problem.conventions.total_cap)
    shares = posterior(total, prior)
    return Weighed(counts, against, total, cut, shares, ranks(against), ranks(shares, best="greatest"))


def _without(
    problem: EvidenceTable, ratios: Floats, prior: Floats, whole: Weighed, progress: Progress
) -> Iterator[Without]:
    """Every active item left out once, then every group of two or more active items."""
    cases: list[tuple[Literal["item", "group"], str, Bools]] = []
    for place, item in enumerate(problem.items):
        if problem.active[place]:
            cases.append(("item", item.name, np.arange(len(problem.items)) == place))
    for number in np.flatnonzero(np.bincount(problem.groups[problem.active]) > 1) if problem.items else ():
        members = (problem.groups == number) & problem.active
        cases.append(("group", str(problem.items[int(np.argmax(members))].group), members))
    progress.start("leaving out each item", len(cases))
    for kind, name, left_out in cases:
        rest = _weighed(problem, ratios, prior, problem.active & ~left_out)
        yield Without(
            kind=kind,
            name=name,
            ach_rank=rest.ach_rank,
            posterior=tuple(rest.posterior.tolist()),
            posterior_rank=rest.posterior_rank,
            ach_changes=rest.ach_rank != whole.ach_rank,
            posterior_changes=rest.posterior_rank != whole.posterior_rank,
            leads=(
                _first(rest.ach_rank) != _first(whole.ach_rank),
                _first(rest.posterior_rank) != _first(whole.posterior_rank),
            ),
        )
        progress.advance()
    progress.finish()


def _first(places: tuple[int, ...]) -> set[int]:
    return {k for k, place in enumerate(places) if place == 1}


def _disagreements(whole: Weighed) -> Iterator[Disagreement]:
    count = len(whole.ach_rank)
    for one in range(count):
        for other in range(count):
            by_ach = whole.ach_rank[one] < whole.ach_rank[other]
            if by_ach and whole.posterior_rank[one] > whole.posterior_rank[other]:
                yield Disagreement(one, other)


def _warnings(
    problem: EvidenceTable,
    whole: Weighed,
    cut: Bools,
    views: tuple[ClassView, ...],
    found: ClassPrior | None,
) -> Iterator[str]:
    conventions, names = problem.conventions, problem.hypotheses
    for item, active in zip(problem.items, problem.active, strict=True):
        if not can_be_judged(item.reliability):
            yield f"`{item.name}` is graded {item.reliability}: it cannot be judged, and counts as if half"
        if not active and not item.retracted:
            yield f"`{item.name}` is rated against nothing and left out"
    rated = (problem.ratings[problem.active] != NOT_RATED).any(axis=0)
    if problem.active.any() and not rated.all():
        unrated = [name for name, one in zip(names, rated, strict=True) if not one]
        yield f"nothing is rated against {listed(sorted(unrated))}: no item can be inconsistent with what is not rated"
    if cut.any():
        shrunk = [item.name for item, one in zip(problem.items, cut, strict=True) if one]
        yield f"the cap of {conventions.item_cap:g}:1 for one item binds: {listed(sorted(shrunk))}"
    if whole.total_capped.any():
        behind = [name for name, one in zip(names, whole.total_capped, strict=True) if one]
        yield f"the cap of {conventions.total_cap:g}:1 for all items binds: {listed(sorted(behind))}"
    yield from _prior_warnings(problem, views, found)


def _prior_warnings(problem: EvidenceTable, views: tuple[ClassView, ...], found: ClassPrior | None) -> Iterator[str]:
    used = problem.conventions.prior == "classes" and found is not None
    if not used:
        asked = problem.conventions.prior == "classes"
        yield "the prior is equal: " + ("no class speaks of a hypothesis" if asked else "no class was made a prior")
    for one in views:
        doubts = ["its author chose it"] * one.known.by_author + ["it counts fewer than 10"] * one.known.small
        if doubts and one.rates:
            role = "makes the prior, though" if used and one.known.weight else "stands beside, for"
            yield f"the class `{one.known.name}` {role} {' and '.join(doubts)}"
    if used and found is not None and not found.fits:
        yield f"the rates of the classes sum to {found.total:.3g} and were brought to 1"


__all__ = ["SPREAD", "TIE", "Weighed", "even_at", "solve", "spread"]
