"""Whose doing a change of support is: Shapley shares of what differs between two cases, on the same draws.

The share of a piece is the mean of what it adds over all orders in which the pieces can be taken over; shares add up
to the whole change. Exact while the combinations fit the budget of runs, else from drawn orders, each with its reverse,
with an interval. A combination that gives no valid case joins pieces until every one that is asked for does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, MethodRun, leader_of_most, run_methods
from estimative.base.intervals import CONFIDENT
from estimative.base.progress import Progress
from estimative.case.models import Case
from estimative.inquiry.between import Between, Joined
from estimative.inquiry.differences import Piece, differences

Floats = NDArray[np.float64]
Worth = Callable[[frozenset[int]], Floats]
BUDGET = 256
"""Runs of one method: all combinations of up to eight pieces."""
FEWEST_PAIRS = 4
"""So many drawn orders, each with its reverse, at the least: an interval needs some."""
MOST_PARTS = 48
"""More parts than these are taken together by record, or by section."""
TINY = 1e-9
"""Changes of support below this are nothing but the last bits of a sum."""


@dataclass(frozen=True)
class Part:
    """What pieces that are taken over together add to each support; `intervals` (95 %) where orders were drawn."""

    pieces: tuple[Piece, ...]
    shares: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]] | None = None

    @property
    def size(self) -> float:
        """The greatest share in size."""
        return max((abs(share) for share in self.shares.values()), default=0.0)


@dataclass(frozen=True)
class MethodChange:
    """What one method says of both cases, by scenario and `none`, and whose doing the difference is.

    `intervals` are the 95 % sampling intervals of the changes over the paired draws. `rest` is what no part explains:
    0, unless something changes a support that the method does not say it reads. `exact` shares come from all
    combinations, others from `orders` drawn orders; `runs` is how often the method was run for it.
    """

    method: str
    forecasts: bool
    before: MethodRun
    after: MethodRun
    intervals: Mapping[str, tuple[float, float]]
    parts: tuple[Part, ...]
    rest: Mapping[str, float]
    exact: bool
    orders: int
    runs: int

    def change(self, key: str) -> float:
        """The change of one support."""
        return self.after.supports[key].mean - self.before.supports[key].mean

    @property
    def keys(self) -> tuple[str, ...]:
        """The scenarios that both cases have, and `none`."""
        return tuple(self.intervals)


@dataclass(frozen=True)
class Attribution:
    """What differs between two cases, and what that does to every support that both of them have.

    `methods` are those that both cases feed; `only_old` and `only_new` those that one of them does. `joined` are the
    pieces that could not be told apart, since one cannot stand without the other. `leader_before` and `leader_after`
    lead in most of the methods that both feed.
    """

    pieces: tuple[Piece, ...]
    methods: Mapping[str, MethodChange]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    joined: tuple[tuple[Piece, ...], ...]
    leader_before: str | None
    leader_after: str | None
    between: Between


def attribute(old: Case, new: Case, ensemble: Ensemble, budget: int = BUDGET) -> Attribution:
    """Which pieces of what differs change the supports, and by how much?

    `budget` is how many runs of one method may go into its shares. Raises what running the two cases raises.
    """
    before, after = run_methods(old, ensemble), run_methods(new, ensemble)
    both = [method for method in before if method in after]
    pieces = differences(old, new, tuple(before | after))
    between = Between(old, new, pieces, ensemble)
    while True:
        try:
            shared = {name: _method(between, before[name], after[name], ensemble.progress, budget) for name in both}
        except Joined:
            continue
        break
    return Attribution(
        pieces,
        shared,
        tuple(method for method in before if method not in after),
        tuple(method for method in after if method not in before),
        tuple(between.pieces(group) for group in between.groups if len(group) > 1),
        leader_of_most({method: before[method] for method in both}),
        leader_of_most({method: after[method] for method in both}),
        between,
    )


def _method(between: Between, before: MethodRun, after: MethodRun, progress: Progress, budget: int) -> MethodChange:
    method = before.method
    keys = tuple(key for key in before.supports if key in after.supports)
    groups = _gathered(between, [group for group in between.groups if method in between.methods(group)])

    def worth(taken: frozenset[int]) -> Floats:
        pieces = frozenset[int]().union(*(groups[place] for place in taken))
        supports = between.answer(method, pieces).supports
        return np.array([supports[key].mean for key in keys])

    ran = between.runs
    everyone = frozenset(range(len(groups)))
    first, last = (worth(frozenset()), worth(everyone)) if groups else (_means(before, keys), _means(before, keys))
    spread: Floats | None = None
    orders = 0
    if len(groups) < 2:
        shares = (last - first)[None, :].repeat(len(groups), axis=0)
    elif 2 ** len(groups) <= budget:
        shares = exact_shares(len(groups), worth, progress, method)
    else:
        pairs = max(FEWEST_PAIRS, (budget - 2) // (2 * (len(groups) - 1)))
        shares, spread = drawn_shares(len(groups), worth, pairs, progress, method)
        orders = 2 * pairs
    rest = _means(after, keys) - _means(before, keys) - (last - first)
    parts = [
        Part(
            between.pieces(group),
            {key: float(share) + 0.0 for key, share in zip(keys, shares[place], strict=True)},
            None if spread is None else _around(keys, shares[place], spread[place]),
        )
        for place, group in enumerate(groups)
    ]
    parts.sort(key=lambda part: (-round(part.size, 9), part.pieces[0].path))
    return MethodChange(
        method,
        before.forecasts,
        before,
        after,
        _paired(before, after, keys),
        tuple(parts),
        {key: float(value) if abs(value) > TINY else 0.0 for key, value in zip(keys, rest, strict=True)},
        spread is None,
        orders,
        between.runs - ran,
    )


def _gathered(between: Between, groups: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    """The groups, taken together by record, then by section, where there are more than can be told apart."""
    for depth in (2, 1):
        if len(groups) <= MOST_PARTS:
            break
        together: dict[tuple[str, ...], frozenset[int]] = {}
        for group in groups:
            at = tuple(between.read[min(group)].path.split("/")[:depth])
            together[at] = together.get(at, frozenset()) | group
        groups = list(together.values())
    return list(groups)


def exact_shares(count: int, worth: Worth, progress: Progress, what: str = "combinations") -> Floats:
    """The Shapley shares of `count` players under `worth`, a row for each, from all 2^count combinations.

    >>> from estimative.base.progress import SILENT
    >>> exact_shares(2, lambda taken: np.array([float(len(taken) == 2)]), SILENT).ravel().tolist()
    [0.5, 0.5]
    """
    progress.start(f"{what}: combinations of what differs", 2**count)
    values: list[Floats] = []
    for code in range(2**count):
        values.append(worth(frozenset(place for place in range(count) if code >> place & 1)))
        progress.advance()
    progress.finish()
    shares = np.zeros((count, len(values[0])))
    for code, value in enumerate(values):
        size = code.bit_count()
        for place in range(count):
            if not code >> place & 1:
                weight = 1.0 / (count * math.comb(count - 1, size))
                shares[place] += weight * (values[code | 1 << place] - value)
    return shares


def drawn_shares(
    count: int, worth: Worth, pairs: int, progress: Progress, what: str = "orders"
) -> tuple[Floats, Floats]:
    """The mean of what each player adds over drawn orders and their reverses, and its standard error over the pairs.

    The orders are the same whenever the numbers are. Shares add up to the whole whatever the orders.
    """
    orders = np.random.Generator(np.random.Philox(count))
    progress.start(f"{what}: orders of what differs", 2 * pairs)
    rows = []
    for _ in range(pairs):
        order = orders.permutation(count).tolist()
        both = []
        for way in (order, order[::-1]):
            both.append(_added(way, worth))
            progress.advance()
        rows.append((both[0] + both[1]) / 2)
    progress.finish()
    found = np.array(rows)
    return found.mean(axis=0), found.std(axis=0, ddof=1) / math.sqrt(pairs)


def _added(order: Sequence[int], worth: Worth) -> Floats:
    taken: frozenset[int] = frozenset()
    before = worth(taken)
    added: dict[int, Floats] = {}
    for place in order:
        taken |= {place}
        now = worth(taken)
        added[place] = now - before
        before = now
    return np.array([added[place] for place in range(len(order))])


def _around(keys: Sequence[str], shares: Floats, errors: Floats) -> dict[str, tuple[float, float]]:
    triples = zip(keys, shares.tolist(), errors.tolist(), strict=True)
    return {key: (share - CONFIDENT * error, share + CONFIDENT * error) for key, share, error in triples}


def _means(run: MethodRun, keys: Sequence[str]) -> Floats:
    return np.array([run.supports[key].mean for key in keys])


def _paired(before: MethodRun, after: MethodRun, keys: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The 95 % interval of each change over the draws, which both cases share; a point where answers do not differ."""
    found = {}
    for key in keys:
        one = before.weights.given[:, before.weights.column(key)]
        other = after.weights.given[:, after.weights.column(key)]
        difference = other - one
        mean = after.supports[key].mean - before.supports[key].mean
        error = float(difference.std(ddof=1)) / math.sqrt(len(difference)) if len(difference) > 1 else 0.0
        found[key] = (mean - CONFIDENT * error, mean + CONFIDENT * error)
    return found


def figure_of(method: str) -> str:
    """What the figure of a method is called: support, or its own kind."""
    return joins()[method].figure
