"""What scenarios run into, by which rule, and from how many starts: all attractors, counted or, beyond, sampled."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_of
from typing import Any, Literal

from estimative.base.errors import UsageError
from estimative.base.intervals import wilson
from estimative.base.progress import SILENT, Progress
from estimative.methods.cross_impact.basins import MAX_STATES, Basins, basins
from estimative.methods.cross_impact.field import Field, field_of, whole
from estimative.methods.cross_impact.problem import CrossImpact, Scenario
from estimative.methods.cross_impact.products import LONGEST, Cycle, Joined, divided, islands
from estimative.methods.cross_impact.rules import Rule, rule
from estimative.methods.cross_impact.sampled import sample

MOST_LISTED = 10_000
MOST_SAMPLED = 1 << 24
SAMPLED = 100_000

Starts = Literal["all", "allowed"]


@dataclass(frozen=True)
class Attractor:
    """Where starts settle: one scenario, or a cycle in the order of the walk, from the lowest scenario on.

    `weight` is the number of starts that end there, of all or of those drawn. `interval` is the 95 % Wilson interval of
    the share where starts were drawn.
    """

    states: tuple[Scenario, ...]
    weight: int
    interval: tuple[float, float] | None = None

    @property
    def fixed(self) -> bool:
        """Does it come to rest?"""
        return len(self.states) == 1

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the states sorted, and for longer cycles the order in which they follow one another.

        >>> Attractor(((0, 0), (1, 1), (0, 1)), 5).to_dict()
        {'states': [[0, 0], [0, 1], [1, 1]], 'weight': 5, 'walk': [0, 2, 1]}
        """
        listed = sorted(self.states)
        data: dict[str, Any] = {"states": [list(state) for state in listed], "weight": self.weight}
        if len(listed) > 2:
            place = {state: k for k, state in enumerate(listed)}
            data["walk"] = [place[state] for state in self.states]
        if self.interval is not None:
            data["interval"] = list(self.interval)
        return data


@dataclass(frozen=True, eq=False)
class AttractorResult:
    """The attractors of a problem under one rule, heaviest first.

    `starts` is how many starts were counted, `count` how many attractors there are, None where that is unknown since
    starts were drawn: then `sampled` has their number, else it is None and every weight is exact. `unsettled` starts
    had not settled when their steps were up. `complete` says that all attractors are listed with exact weights.
    """

    problem: CrossImpact
    rule: Rule
    held: Mapping[int, int]
    starts: int
    attractors: tuple[Attractor, ...]
    count: int | None
    complete: bool
    sampled: int | None = None
    seed: int | None = None
    unsettled: int = 0
    warnings: tuple[str, ...] = ()
    seconds: float = made_of(default=0.0, compare=False)

    def __iter__(self) -> Iterator[Attractor]:
        return iter(self.attractors)

    def __len__(self) -> int:
        return len(self.attractors)

    def share(self, attractor: Attractor) -> float:
        """The share of the counted starts that ends there."""
        return attractor.weight / self.starts

    def to_dict(self) -> dict[str, Any]:
        """Plain data without elapsed time; weights and counts beyond 2^53 as text, since JSON readers round them."""
        data = [{**attractor.to_dict(), "weight": whole_number(attractor.weight)} for attractor in self.attractors]
        return {
            "method": "cross-impact",
            "problem": self.problem.digest,
            "rule": self.rule.key,
            "order": None if self.rule.order is None else list(self.rule.order),
            "held": {str(place): variant for place, variant in sorted(self.held.items())},
            "starts": whole_number(self.starts),
            "attractors": data,
            "count": None if self.count is None else whole_number(self.count),
            "complete": self.complete,
            "sampled": self.sampled,
            "seed": self.seed,
            "unsettled": self.unsettled,
            "warnings": list(self.warnings),
        }


def whole_number(number: int) -> int | str:
    """The number, or its digits as text where a reader of JSON would round it.

    >>> whole_number(5), whole_number(2**60)
    (5, '1152921504606846976')
    """
    return number if abs(number) <= 2**53 else str(number)


def attractors(
    problem: CrossImpact,
    by: str | Rule = "global",
    *,
    held: Mapping[int, int] | None = None,
    starts: Starts = "all",
    limit: int = MOST_LISTED,
    samples: int = SAMPLED,
    seed: int = 1,
    progress: Progress = SILENT,
) -> AttractorResult:
    """What all scenarios run into: every fixed point and every cycle, with the number of starts that end there.

    Exact where each island (or, under rules to which islands matter, the whole problem) has at most 2^26 scenarios;
    beyond that `samples` starts are drawn and every share has its interval, which the result says. `held` descriptors
    (place: variant) keep their variant in starts and on the way. With `starts="allowed"` those that hold a forbidden
    combination do not count; the way may still lead through them. At most `limit` attractors are listed.

    Raises UsageError for a rule, a place or a number that does not exist.

    >>> import numpy as np
    >>> push = np.array([[0, 0, 2, 0], [0, 0, 0, 2], [1, 0, 0, 0], [0, 1, 0, 0]])
    >>> problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), push)
    >>> [(found.states, found.weight) for found in attractors(problem)]
    [(((0, 1), (1, 0)), 2), (((0, 0),), 1), (((1, 1),), 1)]
    """
    begun = time.perf_counter()
    asked = rule(by)
    kept = {int(place): int(variant) for place, variant in (held or {}).items()}
    field = field_of(problem, kept)
    asked.order_of(field.places, len(problem.counts))
    _check(starts, limit, samples)
    all_starts = starts == "all"
    joined = _exactly(problem, field, asked, all_starts, progress)
    if joined is None:
        result = _by_sampling(problem, field, asked, kept, all_starts, limit, samples, seed, progress)
    else:
        result = _listed(problem, field, asked, kept, joined, limit)
    object.__setattr__(result, "seconds", time.perf_counter() - begun)
    return result


def _check(starts: str, limit: int, samples: int) -> None:
    if starts not in ("all", "allowed"):
        raise UsageError(f"attractors: starts is {starts!r}; `all` and `allowed` are known")
    if limit < 1:
        raise UsageError(f"attractors: limit is {limit}; at least one attractor is listed")
    if not 1 <= samples <= MOST_SAMPLED:
        raise UsageError(f"attractors: samples is {samples:,}; from 1 to {MOST_SAMPLED:,} starts are drawn")


def _exactly(problem: CrossImpact, field: Field, by: Rule, all_starts: bool, progress: Progress) -> Joined | None:
    """All attractors with exact weights; None where there are too many scenarios, or too long cycles."""
    parts = [tuple(range(len(field.counts)))]
    if by.succession.splits and len(field.counts) > 1:
        parts = islands(field, with_rules=not all_starts)
    fields = [field] if len(parts) == 1 else divided(field, parts)
    if any(part.size > MAX_STATES for part in fields):
        return None
    progress.start("following all starts", len(fields))
    found: list[Basins] = []
    for part in fields:
        found.append(basins(part, by, len(problem.counts), all_starts))
        progress.advance()
    progress.finish()
    joined = Joined(field, tuple(parts), tuple(found))
    return None if len(parts) > 1 and max(joined.lengths()) > LONGEST else joined


def _listed(
    problem: CrossImpact, field: Field, by: Rule, held: dict[int, int], joined: Joined, limit: int
) -> AttractorResult:
    total = joined.count()
    starts = joined.starts()
    cycles, surely = joined.heaviest(limit)
    warnings = []
    if total > len(cycles):
        which = f"the {len(cycles):,} heaviest are" if surely else f"{len(cycles):,}, not surely the heaviest, are"
        warnings.append(f"{total:,} attractors; {which} listed")
    if not starts:
        warnings.append("every start holds a forbidden combination; no start is counted")
    return AttractorResult(
        problem,
        by,
        held,
        starts,
        _in_order(_attractor(problem, field, held, cycle) for cycle in cycles),
        total,
        total == len(cycles),
        warnings=tuple(warnings),
    )


def _by_sampling(  # noqa: PLR0913, PLR0917 - what was asked, handed on as it is
    problem: CrossImpact,
    field: Field,
    by: Rule,
    held: dict[int, int],
    all_starts: bool,
    limit: int,
    samples: int,
    seed: int,
    progress: Progress,
) -> AttractorResult:
    found = sample(field, by, len(problem.counts), samples, seed, all_starts, progress)
    drawing = (
        f"{field.size:,} scenarios are too many to follow each: {found.drawn:,} starts were drawn (seed {seed});"
        " weights count these, and attractors that few starts reach may be missing"
    )
    warnings = [drawing]
    if not found.drawn:
        warnings.append("every start that was drawn holds a forbidden combination; none was followed")
    elif found.drawn < samples:
        warnings.append(f"only {found.drawn:,} of {samples:,} starts could be drawn; the others hold what is forbidden")
    if found.unsettled:
        warnings.append(f"{found.unsettled:,} starts had not settled when their steps were up")
    listed = _in_order(
        _attractor(problem, field, held, (cycle, [hits]), wilson(hits / found.drawn, found.drawn))
        for cycle, hits in zip(found.cycles, found.hits, strict=True)
    )
    if len(listed) > limit:
        warnings.append(f"{len(listed):,} attractors were met; the {limit:,} heaviest are listed")
    return AttractorResult(
        problem,
        by,
        held,
        found.drawn,
        listed[:limit],
        None,
        complete=False,
        sampled=found.drawn,
        seed=seed,
        unsettled=found.unsettled,
        warnings=tuple(warnings),
    )


def _attractor(
    problem: CrossImpact,
    field: Field,
    held: dict[int, int],
    cycle: Cycle,
    interval: tuple[float, float] | None = None,
) -> Attractor:
    states, weights = cycle
    walk = [tuple(state) for state in whole(field, states, len(problem.counts), held).tolist()]
    lowest = walk.index(min(walk))
    return Attractor((*walk[lowest:], *walk[:lowest]), sum(weights), interval)


def _in_order(found: Iterator[Attractor]) -> tuple[Attractor, ...]:
    return tuple(sorted(found, key=lambda attractor: (-attractor.weight, sorted(attractor.states))))
