"""All consistent scenarios of a problem, island by island.

Parts that do not notice one another are searched apart: the consistent scenarios are all combinations of theirs, so
that very many can be counted without being listed. Small parts are tried out whole, larger ones searched.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from math import prod

import numpy as np

from estimative.base.errors import LimitError, UsageError
from estimative.base.kernels import EVERYBODY, Team
from estimative.base.progress import SILENT, Progress
from estimative.methods.cross_impact.field import Field, field_of
from estimative.methods.cross_impact.kernels import work_off
from estimative.methods.cross_impact.problem import CrossImpact, Ints
from estimative.methods.cross_impact.products import divided, islands
from estimative.methods.cross_impact.record import MAX_LISTED, MAX_VALUE
from estimative.methods.cross_impact.result import CrossImpactResult
from estimative.methods.cross_impact.search import Found, search
from estimative.methods.cross_impact.tables import Short

LISTED = 10_000
TRIED_WHOLE = 1 << 12
"""Parts with so few states are tried out: that takes a millisecond or two."""

TRIED_COLD = 1 << 16
"""So many are tried out, in a tenth of a second, while the loops of the search would first have to be made ready."""

_AT_ONCE = 1 << 14


def solve(
    problem: CrossImpact,
    tolerance: int = 0,
    limit: int = LISTED,
    *,
    held: Mapping[int, int] | None = None,
    most_nodes: int | None = None,
    team: Team = EVERYBODY,
    progress: Progress = SILENT,
) -> CrossImpactResult:
    """Which scenarios are consistent within `tolerance`, free of forbidden combinations, and are these all?

    A scenario is consistent where no descriptor's variant is further than `tolerance` behind the best of its rivals
    (Weimer-Jehle 2006; 0 asks for none better). Exact: with `complete` the list is proven to have them all. At most
    `limit` are listed; `count` goes on beyond that. `held` descriptors (place → variant) keep their variant, consistent
    or not. `most_nodes` ends the search of each island after about so many nodes, and the result says so.

    Raises UsageError where an argument makes no sense, LimitError beyond the record's limits.

    >>> lock = np.kron([[0, 1], [1, 0]], [[1, -1], [-1, 1]])
    >>> twins = CrossImpact(("a", "b"), (("no", "yes"), ("no", "yes")), lock)
    >>> found = solve(twins)
    >>> list(found), found.count, found.complete
    ([(0, 0), (1, 1)], 2, True)
    """
    begun = time.perf_counter()
    if not 0 <= tolerance <= MAX_VALUE:
        raise UsageError(f"solve: tolerance is {tolerance}; a whole number from 0 to {MAX_VALUE:,} is due")
    if limit < 0:
        raise UsageError(f"solve: limit is {limit}; a whole number from 0 to {MAX_LISTED:,} is due")
    if limit > MAX_LISTED:
        raise LimitError(f"solve: limit is {limit:,}; at most {MAX_LISTED:,} scenarios are listed")
    if most_nodes is not None and most_nodes < 1:
        raise UsageError(f"solve: most_nodes is {most_nodes}; a whole number from 1 on is due")
    kept = {int(place): int(variant) for place, variant in (held or {}).items()}
    around = field_of(problem, kept)
    parts = islands(around, with_rules=True)
    fields = divided(around, parts)
    found: list[Found | None] = [None] * len(parts)
    empty = False
    for k in sorted(range(len(parts)), key=lambda k: fields[k].size):
        if empty and fields[k].size > TRIED_WHOLE:  # another part has none, which spares the long searches
            break
        found[k] = each = _of_part(fields[k], tolerance, team, progress, most_nodes)
        empty |= each.count == 0 and each.complete
    known = [each for each in found if each is not None]
    none = around.barred or empty
    count = 0 if none else prod(each.count for each in known)
    counted = none or all(each.complete for each in known)
    scenarios = _product(problem, kept, fields, known, min(limit, count))
    result = CrossImpactResult(
        problem=problem,
        tolerance=tolerance,
        held=kept,
        scenarios=scenarios,
        count=count,
        counted=counted,
        complete=counted and count <= limit,
        islands=tuple(tuple(around.places[j] for j in part) for part in parts),
        per_island=tuple(None if each is None else each.count for each in found),
        warnings=_warnings(count, counted, len(scenarios)),
    )
    object.__setattr__(result, "seconds", time.perf_counter() - begun)
    return result


def _of_part(part: Field, tolerance: int, team: Team, progress: Progress, most_nodes: int | None) -> Found:
    if part.size > (TRIED_WHOLE if work_off.ready else TRIED_COLD):
        return search(part, tolerance, MAX_LISTED, team, progress, most_nodes)
    steps = range(0, part.size, _AT_ONCE)
    fine = [_consistent_among(part, np.arange(k, min(k + _AT_ONCE, part.size)), tolerance) for k in steps]
    return Found(np.concatenate(fine), True, part.size)


def _consistent_among(part: Field, codes: Ints, tolerance: int) -> Short:
    states = part.states(codes)
    scores = part.scores(states)
    everyone = np.arange(len(codes))
    fine = part.avoids(states)
    for j, offset in enumerate(part.offsets):
        fine &= scores[part.columns(j)].max(axis=0) - scores[offset + states[j], everyone] <= tolerance
    return states[:, fine].T.astype(np.uint8)


def _product(
    problem: CrossImpact, held: Mapping[int, int], fields: Sequence[Field], found: Sequence[Found], most: int
) -> Ints:
    """The first `most` combinations of the parts' states, as scenarios of the problem, sorted."""
    scenarios = np.empty((most, len(problem.counts)), dtype=np.int64)
    numbers = np.arange(most)
    for place, variant in held.items():
        scenarios[:, place] = variant
    for field, each in zip(fields if most else (), found, strict=False):
        scenarios[:, list(field.places)] = each.states[numbers % len(each.states)]
        numbers //= len(each.states)
    return scenarios[np.lexsort(scenarios.T[::-1])]


def _warnings(count: int, counted: bool, listed: int) -> tuple[str, ...]:
    said = []
    if not counted:
        said.append(
            f"the search was ended early: at least {count:,} scenarios are consistent, there may be more; ask for a"
            " lower tolerance, more rules or more nodes"
        )
    if listed < count:
        said.append(f"{listed:,} of {'' if counted else 'at least '}{count:,} consistent scenarios are listed")
    return tuple(said)
