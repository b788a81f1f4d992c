"""What the weighing of evidence shows beside its weights, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from estimative.assessment.evidence_model import EvidenceModel
from estimative.assessment.shared_passages import SharedPassage, shared_passages
from estimative.assessment.weights import NONE
from estimative.base.errors import listed
from estimative.case.models_methods import Item as CaseItem
from estimative.methods.evidence import EvidenceResult, can_be_judged, rating, solve
from estimative.methods.evidence.outside import ClassView
from estimative.methods.evidence.weighing import TIE


@dataclass(frozen=True)
class HypothesisFacts:
    """One hypothesis: its scores at the stated values, and over the draws how it fares.

    `inconsistency` is weighted by what items count, `plain` is not; rank 1 is best. `support` is the mean posterior
    over the draws, `least_inconsistent` the share of draws in which it comes first by weighted inconsistency (ties
    shared). `even_at` is the prior at which its posterior would be one half.
    """

    inconsistency: float
    rank: int
    plain: float
    plain_rank: int
    prior: float
    posterior: float
    posterior_rank: int
    support: float
    least_inconsistent: float
    even_at: float


@dataclass(frozen=True)
class ItemFacts:
    """One item: how it is graded and rated, what it counts, and by how much it moves the hypotheses apart.

    `log_ratios` are in natural logarithms, with mean 0; `strength` is the greatest less the least of them. `ratings`
    and `ranges` are by hypothesis; what is not rated is N/A. `rests_on` are its passages.
    """

    text: str
    date: str | None
    reliability: str | None
    judged: bool
    credibility: float
    credibility_range: tuple[float, float]
    relevance: float
    counts: float
    group: str | None
    retracted: bool
    disputed: bool
    left_out: bool
    capped: bool
    diagnosticity: float
    strength: float
    ratings: Mapping[str, str]
    ranges: Mapping[str, tuple[str, str]]
    log_ratios: Mapping[str, float]
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class LinchpinFacts:
    """An item or a group without which an order is another; `leader_changes` where another then stands first."""

    kind: str
    name: str
    ach_changes: bool
    posterior_changes: bool
    leader_changes: bool
    posterior: Mapping[str, float]


@dataclass(frozen=True)
class ClassFacts:
    """One reference class beside the inside view; `rates` by hypothesis are (rate, 5 %, 95 %)."""

    text: str
    scenario: str | None
    happened: int | None
    of: int
    rate: tuple[float, float, float] | None
    rates: Mapping[str, tuple[float, float, float]]
    alike: float | None
    compared: int
    by_author: bool
    small: bool
    chosen_by: str | None
    included: str | None


@dataclass(frozen=True)
class SpreadFacts:
    """The posterior from one prior of a spread; fields as in `estimative.methods.evidence.Spread`, by name."""

    source: str
    hypothesis: str | None
    known: str | None
    at: float | None
    prior: Mapping[str, float]
    posterior: Mapping[str, float]


@dataclass(frozen=True)
class EvidenceFacts:
    """All that the weighing of evidence shows.

    `disagreements` are pairs: the first is put before the second by inconsistency, after it by the posterior.
    `prior_from` is `equal` or `classes`; `class_prior` is what the classes would make, used or not, and `class_total`
    the sum of their rates, None without classes. `groups` maps a group to its items that take part; `same_passage`
    lists items of no common group that rest on one passage. `gap` is None where it could not be looked for.
    """

    hypotheses: Mapping[str, HypothesisFacts]
    items: Mapping[str, ItemFacts]
    linchpins: tuple[LinchpinFacts, ...]
    disagreements: tuple[tuple[str, str], ...]
    classes: Mapping[str, ClassFacts]
    prior_from: str
    class_prior: Mapping[str, float] | None
    class_total: float | None
    class_fits: bool
    spread: tuple[SpreadFacts, ...]
    item_cap: float
    total_cap: float
    total_capped: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    shared: tuple[SharedPassage, ...]
    same_passage: tuple[tuple[str, tuple[str, ...]], ...]
    gap: bool | None
    overlap: bool
    warnings: tuple[str, ...]


def evidence_facts(model: EvidenceModel, given: np.ndarray, against: np.ndarray) -> EvidenceFacts:
    """The facts of a case; `given` and `against` are posterior and weighted inconsistency, (draws, hypotheses)."""
    result = solve(model.table)
    names = model.hypotheses
    found = result.class_prior
    return EvidenceFacts(
        hypotheses=dict(zip(names, _hypotheses(result, given, against), strict=True)),
        items={name: _item(model, result, k, name) for k, name in enumerate(model.case.evidence)},
        linchpins=tuple(
            LinchpinFacts(
                one.kind,
                one.name,
                one.ach_changes,
                one.posterior_changes,
                any(one.leads),
                dict(zip(names, one.posterior, strict=True)),
            )
            for one in result.linchpins
        ),
        disagreements=tuple((names[one.ach_prefers], names[one.posterior_prefers]) for one in result.disagreements),
        classes={one.known.name: _class(model, one) for one in result.classes},
        prior_from="classes" if model.conventions.prior == "classes" and found is not None else "equal",
        class_prior=dict(zip(names, found.prior, strict=True)) if found is not None else None,
        class_total=found.total if found is not None else None,
        class_fits=found is None or found.fits,
        spread=tuple(
            SpreadFacts(
                one.source,
                None if one.hypothesis is None else names[one.hypothesis],
                one.known,
                one.at,
                dict(zip(names, one.prior, strict=True)),
                dict(zip(names, one.posterior, strict=True)),
            )
            for one in result.spread
        ),
        item_cap=model.conventions.item_cap,
        total_cap=model.conventions.total_cap,
        total_capped=tuple(name for name, cut in zip(names, result.total_capped, strict=True) if cut),
        groups=_groups(model, result),
        shared=shared_passages(model.case, "item"),
        same_passage=tuple(_same_passage(model, result)),
        gap=model.gap,
        overlap=model.case.settings.scenarios_overlap,
        warnings=(*result.warnings, *_unused(model)),
    )


def _hypotheses(result: EvidenceResult, given: np.ndarray, against: np.ndarray) -> Iterator[HypothesisFacts]:
    first = against <= against.min(axis=1, keepdims=True) + TIE
    leads = (first / first.sum(axis=1, keepdims=True)).mean(axis=0)
    for h in range(len(result.problem.hypotheses)):
        yield HypothesisFacts(
            inconsistency=float(result.inconsistency[h]),
            rank=result.ach_rank[h],
            plain=float(result.plain[h]),
            plain_rank=result.plain_rank[h],
            prior=float(result.prior[h]),
            posterior=float(result.posterior[h]),
            posterior_rank=result.posterior_rank[h],
            support=round(float(given[:, h].mean()), 12),
            least_inconsistent=round(float(leads[h]), 12),
            even_at=float(result.even_at[h]),
        )


def _item(model: EvidenceModel, result: EvidenceResult, place: int, name: str) -> ItemFacts:
    record: CaseItem = model.case.evidence[name]
    table, names = result.problem, model.hypotheses
    logs = result.contributions[place]
    return ItemFacts(
        text=record.text,
        date=record.date,
        reliability=record.reliability,
        judged=can_be_judged(record.reliability),
        credibility=float(table.credibility[place]),
        credibility_range=model.conventions.credibility_range(record.reliability),
        relevance=float(table.relevance[place]),
        counts=float(result.counts[place]),
        group=record.group,
        retracted=record.retracted,
        disputed=record.disputed,
        left_out=not table.active[place],
        capped=bool(result.item_capped[place]),
        diagnosticity=float(result.diagnosticity[place]),
        strength=float(logs.max() - logs.min()),
        ratings={h: rating(int(table.ratings[place, k])) for k, h in enumerate(names)},
        ranges={h: rated.range for h, rated in record.ratings.items() if rated.range is not None and h in names},
        log_ratios=dict(zip(names, map(float, logs), strict=True)),
        rests_on=record.cites,
    )


def _class(model: EvidenceModel, one: ClassView) -> ClassFacts:
    record = model.case.reference_classes[one.known.name]
    return ClassFacts(
        text=record.text,
        scenario=record.scenario,
        happened=record.happened,
        of=one.known.size,
        rate=(one.rate.mean, one.rate.low, one.rate.high) if one.rate is not None else None,
        rates={model.hypotheses[place]: (rate.mean, rate.low, rate.high) for place, rate in one.rates},
        alike=one.alike,
        compared=one.compared,
        by_author=one.known.by_author,
        small=one.known.small,
        chosen_by=record.chosen_by,
        included=record.included,
    )


def _groups(model: EvidenceModel, result: EvidenceResult) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for (name, record), active in zip(model.case.evidence.items(), result.problem.active, strict=True):
        if record.group is not None and active:
            found.setdefault(record.group, []).append(name)
    return {group: tuple(members) for group, members in found.items()}


def _same_passage(model: EvidenceModel, result: EvidenceResult) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Passages on which several items rest that are not held to repeat each other."""
    found: dict[str, list[str]] = {}
    for (name, record), active in zip(model.case.evidence.items(), result.problem.active, strict=True):
        for passage in record.cites if active else ():
            found.setdefault(passage, []).append(name)
    for passage, names in sorted(found.items()):
        groups = {model.case.evidence[name].group for name in names}
        if len(names) > 1 and (len(groups) > 1 or None in groups):
            yield passage, tuple(names)


def _unused(model: EvidenceModel) -> Iterator[str]:
    """What of the case does not reach the table, and what the table takes for granted of it."""
    rated = [name for name, record in model.case.evidence.items() if NONE in record.ratings]
    if rated and NONE not in model.hypotheses:
        yield f"ratings against none of the scenarios are not used, for they leave no gap: {listed(rated)}"
    if model.gap is None:
        yield "there are too many states to look for a gap between the scenarios: none of them takes part all the same"
    if model.case.settings.scenarios_overlap:
        yield "scenarios may overlap in this case; evidence is weighed as if only one of them could come true"
