"""What a weighed table says: the order by inconsistency, the posterior beside it, and what each of them hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from estimative.methods.evidence.grading import Bools, Floats
from estimative.methods.evidence.outside import ClassPrior, ClassView
from estimative.methods.evidence.problem import EvidenceTable


@dataclass(frozen=True)
class Without:
    """The table without one item, or without one whole group: the orders then, and whether they are others.

    `leads` says whether the first place changes hands: first by weighted inconsistency, then by posterior.
    """

    kind: Literal["item", "group"]
    name: str
    ach_rank: tuple[int, ...]
    posterior: tuple[float, ...]
    posterior_rank: tuple[int, ...]
    ach_changes: bool
    posterior_changes: bool
    leads: tuple[bool, bool]

    @property
    def linchpin(self) -> bool:
        """Does an order hang on it?"""
        return self.ach_changes or self.posterior_changes


@dataclass(frozen=True)
class Disagreement:
    """Two hypotheses, by their places, that weighted inconsistency and the posterior put in opposite orders."""

    ach_prefers: int
    posterior_prefers: int


@dataclass(frozen=True)
class Spread:
    """The posterior from one prior out of a spread.

    `source` says where the prior is from: all alike (`equal`), the `classes` together, one `hypothesis` set to `at`, or
    one `class` (`known`) that sets its hypothesis to its rate or to an end of its range, `at`. Others share the rest.
    """

    source: Literal["equal", "classes", "hypothesis", "class"]
    hypothesis: int | None
    known: str | None
    at: float | None
    prior: tuple[float, ...]
    posterior: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class EvidenceResult:
    """One evidence table, weighed; arrays in the order of the table.

    `counts` are the exponents: credibility × relevance, shared within groups. `inconsistency` is weighted by them,
    `plain` gives every group and every item without one the same weight. `contributions` are log-ratios times
    exponents, a row per item with the mean 0; `total` is their sum within the cap, the leader at 0. `even_at` is the
    prior at which the posterior of a hypothesis would be one half, the other priors being equal.
    """

    problem: EvidenceTable
    counts: Floats
    inconsistency: Floats
    plain: Floats
    ach_rank: tuple[int, ...]
    plain_rank: tuple[int, ...]
    diagnosticity: Floats
    contributions: Floats
    item_capped: Bools
    total: Floats
    total_capped: Bools
    prior: Floats
    posterior: Floats
    posterior_rank: tuple[int, ...]
    without: tuple[Without, ...]
    disagreements: tuple[Disagreement, ...]
    classes: tuple[ClassView, ...]
    class_prior: ClassPrior | None
    spread: tuple[Spread, ...]
    even_at: Floats
    complete: bool = True
    warnings: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def linchpins(self) -> tuple[Without, ...]:
        """The items and groups without which an order would be another."""
        return tuple(case for case in self.without if case.linchpin)

    @property
    def disagree(self) -> bool:
        """Do weighted inconsistency and the posterior order any two hypotheses in opposite ways?"""
        return bool(self.disagreements)

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data, by name; no time in it."""
        names, table = self.problem.hypotheses, self.problem
        return {
            "method": "evidence",
            "problem": table.digest,
            "hypotheses": list(names),
            "ach": {
                "inconsistency": self._by(self.inconsistency),
                "rank": dict(zip(names, self.ach_rank, strict=True)),
                "unweighted": {
                    "inconsistency": self._by(self.plain),
                    "rank": dict(zip(names, self.plain_rank, strict=True)),
                },
            },
            "prior": self._by(self.prior),
            "posterior": self._by(self.posterior),
            "posterior_rank": dict(zip(names, self.posterior_rank, strict=True)),
            "diagnosticity": {
                item.name: float(value) for item, value in zip(table.items, self.diagnosticity, strict=True)
            },
            "items": {item.name: self._item(k) for k, item in enumerate(table.items)},
            "total_capped": [name for name, cut in zip(names, self.total_capped, strict=True) if cut],
            "linchpins": [self._without(case) for case in self.linchpins],
            "disagree": self.disagree,
            "disagreements": [
                {"ach": names[pair.ach_prefers], "posterior": names[pair.posterior_prefers]}
                for pair in self.disagreements
            ],
            "outside_view": self._outside(),
            "prior_spread": [self._spread(one) for one in self.spread],
            "even_at": self._by(self.even_at),
            "complete": self.complete,
            "warnings": list(self.warnings),
        }

    def _by(self, values: Sequence[float] | Floats) -> dict[str, float]:
        return {name: float(value) for name, value in zip(self.problem.hypotheses, values, strict=True)}

    def _item(self, place: int) -> dict[str, Any]:
        table = self.problem
        return {
            "credibility": float(table.credibility[place]),
            "relevance": float(table.relevance[place]),
            "counts": float(self.counts[place]),
            "log_ratio": self._by(self.contributions[place]),
            "capped": bool(self.item_capped[place]),
            "left_out": not table.active[place],
        }

    def _without(self, case: Without) -> dict[str, Any]:
        names = self.problem.hypotheses
        return {
            case.kind: case.name,
            "ach_changes": case.ach_changes,
            "posterior_changes": case.posterior_changes,
            "ach_leader_changes": case.leads[0],
            "posterior_leader_changes": case.leads[1],
            "ach_rank": dict(zip(names, case.ach_rank, strict=True)),
            "posterior": self._by(case.posterior),
        }

    def _spread(self, one: Spread) -> dict[str, Any]:
        return {
            "prior_from": one.source,
            "hypothesis": None if one.hypothesis is None else self.problem.hypotheses[one.hypothesis],
            "class": one.known,
            "at": one.at,
            "prior": self._by(one.prior),
            "posterior": self._by(one.posterior),
        }

    def _outside(self) -> dict[str, Any]:
        names = self.problem.hypotheses
        found = self.class_prior
        return {
            "classes": {one.known.name: self._class(one) for one in self.classes},
            "prior": self._by(found.prior) if found is not None else None,
            "total": found.total if found is not None else None,
            "fits": found.fits if found is not None else None,
            "used": found is not None and self.problem.conventions.prior == "classes",
            "without_class": [n for n, r in zip(names, found.rates, strict=True) if r is None]
            if found
            else list(names),
        }

    def _class(self, one: ClassView) -> dict[str, Any]:
        names = self.problem.hypotheses
        return {
            **(one.rate.to_dict() if one.rate is not None else {}),
            "of": one.known.size,
            "by_hypothesis": {names[place]: found.to_dict() for place, found in one.rates},
            "alike": one.alike,
            "compared": one.compared,
            "by_author": one.known.by_author,
            "small": one.known.small,
        }
