"""The outside view: how often things of this kind came true before, and what prior that makes over the hypotheses.

A class of `of` things of which `happened` came true has the rate (h + ½)/(n + 1), the mean of Jeffreys' posterior
Beta(h + ½, n − h + ½), and the range between that distribution's 5th and 95th percentiles. Counts by hypothesis have
the means (h_k + ½)/(n + K/2) of Dirichlet(h_k + ½).

A class stands beside the inside view. It makes a prior only when that is switched on, for whoever chooses a class
chooses its rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from estimative.base.errors import UsageError

SMALL = 10
"""A class with fewer members than this says little of its rate."""
LEAST = 0.01
"""What a hypothesis without a class of its own keeps at least."""
FITS = 1e-9


@dataclass(frozen=True)
class Member:
    """One case of a class: how alike it is, 0 to 1, and whether it came true; None where that is not said."""

    name: str
    similarity: float | None = None
    happened: bool | None = None


@dataclass(frozen=True)
class ReferenceClass:
    """`happened` of `of` things of a kind came true; it speaks for one hypothesis (its place; None: for none).

    Or `counts`: how many turned out as each hypothesis, in the order of the table. `by_author`: who makes the argument
    chose the class. `weight` counts beside other classes of the same hypothesis; 0 leaves it out of any prior.

    Raises UsageError for counts that cannot be.

    >>> ReferenceClass("ventures", happened=0, of=3, hypothesis=0).small
    True
    """

    name: str
    happened: int = 0
    of: int = 0
    hypothesis: int | None = None
    counts: tuple[int, ...] | None = None
    by_author: bool = False
    weight: float = 1.0
    members: tuple[Member, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", tuple(self.members))
        if self.counts is not None:
            object.__setattr__(self, "counts", tuple(self.counts))
            if min(self.counts, default=0) < 0 or not sum(self.counts):
                raise UsageError(
                    f"class {self.name!r}: counts are {self.counts}; numbers of 0 or more, not all 0, are due"
                )
            if self.hypothesis is not None or self.of:
                raise UsageError(f"class {self.name!r}: counts by hypothesis stand alone, without happened and of")
        elif not 0 <= self.happened <= self.of or self.of < 1:
            raise UsageError(f"class {self.name!r}: {self.happened} of {self.of} came true; 0 to n of n ≥ 1 is due")
        if not (math.isfinite(self.weight) and self.weight >= 0):
            raise UsageError(f"class {self.name!r}: weight is {self.weight}; a number of 0 or more is due")
        for member in self.members:
            if member.similarity is not None and not 0 <= member.similarity <= 1:
                raise UsageError(
                    f"class {self.name!r}: similarity of {member.name!r} is {member.similarity}; 0 to 1 is due"
                )

    @property
    def size(self) -> int:
        """How many things the class counts."""
        return sum(self.counts) if self.counts is not None else self.of

    @property
    def small(self) -> bool:
        """Does it count fewer than SMALL?"""
        return self.size < SMALL

    @property
    def speaks_of(self) -> tuple[int, ...]:
        """The places of the hypotheses that it has a count for."""
        if self.counts is not None:
            return tuple(range(len(self.counts)))
        return () if self.hypothesis is None else (self.hypothesis,)

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "name": self.name,
            "happened": self.happened,
            "of": self.of,
            "hypothesis": self.hypothesis,
            "counts": list(self.counts) if self.counts is not None else None,
            "by_author": self.by_author,
            "weight": self.weight,
            "members": [[member.name, member.similarity, member.happened] for member in self.members],
        }


@dataclass(frozen=True)
class Rate:
    """A rate, and the 5–95 % range of the distribution whose mean it is."""

    mean: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """As plain JSON values."""
        return {"rate": self.mean, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class ClassView:
    """One class as it stands beside the inside view.

    `rates` pairs the places of hypotheses with their rates; `rate` is the class's own, None where it counts by
    hypothesis. `alike` is the share of its members that came true, weighted by similarity, over the `compared` members
    for which both are said; None where there is none.
    """

    known: ReferenceClass
    rate: Rate | None
    rates: tuple[tuple[int, Rate], ...]
    alike: float | None
    compared: int


@dataclass(frozen=True)
class ClassPrior:
    """The prior that classes make. `total` is the sum of the rates before they are brought to 1; does it fit?

    `rates` are the mixed rates by hypothesis, None for one without a class.
    """

    prior: tuple[float, ...]
    rates: tuple[float | None, ...]
    total: float
    fits: bool


def rate(happened: int, of: int) -> Rate:
    """How often it came true, with Jeffreys' half on both sides.

    >>> found = rate(0, 3)
    >>> found.mean, round(found.low, 4), round(found.high, 4)
    (0.125, 0.0006, 0.4441)
    """
    return _beta(happened + 0.5, of - happened + 0.5)


def view(known: ReferenceClass, count: int) -> ClassView:
    """What one class says, for a table of `count` hypotheses.

    With two hypotheses, of which one must be true, a class on one is a class on the other with n − h.
    """
    if known.counts is not None:
        half, total = count / 2, sum(known.counts)
        found = [(k, _beta(h + 0.5, total - h + half - 0.5)) for k, h in enumerate(known.counts)]
        return ClassView(known, None, tuple(found), *_alike(known))
    own = rate(known.happened, known.of)
    rates = [(known.hypothesis, own)] if known.hypothesis is not None else []
    if count == 2 and known.hypothesis is not None:
        rates.append((1 - known.hypothesis, rate(known.of - known.happened, known.of)))
    return ClassView(known, own, tuple(sorted(rates, key=lambda pair: pair[0])), *_alike(known))


def class_prior(classes: Sequence[ReferenceClass], count: int) -> ClassPrior | None:
    """The prior over `count` hypotheses that the classes make, None where no class with a weight speaks of any.

    Several classes on one hypothesis are mixed by their weights. θ_k is the rate of a hypothesis with a class, T their
    sum, B the hypotheses without. B empty: θ_k/T. Else, if T ≤ 1 − 0.01·|B|: θ_k, and (1 − T)/|B| for each of B; else
    0.01 for each of B and (1 − 0.01·|B|)·θ_k/T for the others. `fits` is false where rates had to be scaled.

    >>> class_prior([ReferenceClass("v", happened=0, of=3, hypothesis=0)], 3).prior
    (0.125, 0.4375, 0.4375)
    """
    mixed = _mixed(classes, count)
    rates = tuple(mixed.get(k) for k in range(count))
    if not mixed:
        return None
    total, without = sum(mixed.values()), count - len(mixed)
    if without == 0:
        prior = tuple(mixed[k] / total for k in range(count))
        return ClassPrior(prior, rates, total, abs(total - 1) <= FITS)
    room = 1 - LEAST * without
    if total <= room:
        prior = tuple(mixed.get(k, (1 - total) / without) for k in range(count))
        return ClassPrior(prior, rates, total, fits=True)
    prior = tuple(room * mixed[k] / total if k in mixed else LEAST for k in range(count))
    return ClassPrior(prior, rates, total, fits=False)


def _mixed(classes: Sequence[ReferenceClass], count: int) -> dict[int, float]:
    """The rate of each hypothesis that a class speaks of, mixed by weight."""
    weighed: dict[int, list[tuple[float, float]]] = {}
    for known in classes:
        if known.weight > 0:
            for place, found in view(known, count).rates:
                weighed.setdefault(place, []).append((known.weight, found.mean))
    return {
        place: sum(weight * mean for weight, mean in pairs) / sum(weight for weight, _ in pairs)
        for place, pairs in weighed.items()
    }


def _alike(known: ReferenceClass) -> tuple[float | None, int]:
    pairs = [(m.similarity, m.happened) for m in known.members if m.similarity is not None and m.happened is not None]
    total = sum(similarity for similarity, _ in pairs)
    if not total:
        return None, len(pairs)
    return sum(similarity for similarity, happened in pairs if happened) / total, len(pairs)


def _beta(a: float, b: float) -> Rate:
    from scipy.special import betaincinv

    return Rate(a / (a + b), float(betaincinv(a, b, 0.05)), float(betaincinv(a, b, 0.95)))
