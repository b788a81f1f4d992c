"""Shapley shares: what each argument adds on average, over all orders in which the arguments could be dropped.

Effects one by one do not add up: of two arguments that carry the same, each alone weighs nothing. Shares do: those of
all arguments sum to the support with all of them less the support with none (Shapley, "A value for n-person games",
1953). They are exact where every coalition can be computed; else orders are sampled, each with its reverse, which takes
out all that arguments do alone and in pairs, and on draws of its own, so that the interval covers draws as well.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, MethodRun
from estimative.assessment.weights import NONE
from estimative.base.intervals import student
from estimative.base.keyed_random import uniforms
from estimative.base.progress import SILENT, Progress, tracked
from estimative.case.models import Case
from estimative.ensemble.stretch import Stretch
from estimative.inquiry.coalitions import PLACES, Coalitions, Impossible

Floats = NDArray[np.float64]

BUDGET = 200_000
"""Distinct problems of all methods together: beyond, orders are sampled. In problems, so that no clock decides."""
PREPARING = 100
"""What making one coalition ready counts, in problems."""
BALANCED = 2
"""How much a coalition and its draws take together where the interval is narrowest for its cost, in makings ready."""
MOST_SETS = 8192
"""Coalitions that are looked through, at most, to see how many are distinct problems."""
LEAST_PAIRS, MOST_PAIRS = 10, 40
"""Orders that are sampled, each with its reverse: the fewest, whatever they take, and the most."""
LITTLE = 4
"""Draws which together count as one problem where a method does not solve them one by one."""
TINY = 1e-9
"""Differences of support below this are nothing but the last bits of a sum."""
SAID = "shares of arguments"


@dataclass(frozen=True)
class Share:
    """The Shapley share of an argument in the support of one scenario, -1 to 1, and its 95 % interval.

    Where it is `exact` (all orders, all draws of the ensemble), the interval has no width.
    """

    value: float
    low: float
    high: float
    exact: bool


NOTHING = Share(0.0, 0.0, 0.0, exact=True)
"""The share of an argument that does not touch a method."""


@dataclass(frozen=True)
class Shares:
    """What one method's support is made of: the shares of the arguments that touch it, by id, then by scenario.

    They sum to `every` (the support with all arguments) less `none` (the support when all are dropped), on the same
    draws. `draws` is how many were used; `orders` how many orders were walked, None where all orders were counted;
    `problems` how many distinct coalitions were computed. `left_out` counts the orders on the way of which something
    cannot be computed. Where no share can be told, `why` says why, and `shares` is empty.
    """

    shares: Mapping[str, Mapping[str, Share]]
    every: Mapping[str, float]
    none: Mapping[str, float]
    draws: int
    orders: int | None
    problems: int
    exact: bool
    left_out: int = 0
    why: str | None = None


def share_out(case: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble, budget: int = BUDGET) -> dict[str, Shares]:
    """The Shapley shares of the case's arguments in every method that ran and that some argument touches.

    `budget` is how many distinct problems may be solved for it, over all methods.
    """
    games = {method: Coalitions(case, joins()[method], ensemble.quietly()) for method in runs}
    players = sum(len(game.names) for game in games.values())
    found = {}
    for method, game in games.items():
        if game.names:
            keys = tuple(key for key in (*runs[method].weights.scenarios, NONE) if key in runs[method].supports)
            part = budget * len(game.names) // players
            found[method] = shared_out(game, keys, part, ensemble.progress)
    return found


def shared_out(game: Coalitions, keys: Sequence[str], budget: int, progress: Progress = SILENT) -> Shares:
    """The Shapley shares in one method, for `budget` distinct problems."""
    nothing = game.worth(game.change(game.everything), game.stretch(0, 1))
    if isinstance(nothing, Impossible):
        return _untold(game, f"not all arguments can be dropped at once: {nothing.why}")
    cost = Cost(game.distinct())
    if game.count_sets <= MOST_SETS:
        changes = {game.change(game.dropped(counts)) for counts in game.sets()}
        if len(changes) * cost.of(game.ensemble.draws) <= budget:
            return _exact(game, keys, progress)
    return _sampled(game, keys, budget, cost, progress)


@dataclass(frozen=True)
class Cost:
    """What a coalition takes, in problems: `distinct` is how many problems all draws make, None where they make none.

    >>> Cost(3).of(2000) == PREPARING + 3, Cost(None).of(LITTLE) == PREPARING + 1
    (True, True)
    """

    distinct: int | None

    def of(self, draws: int) -> float:
        """What a coalition takes on so many draws."""
        return PREPARING + (draws / LITTLE if self.distinct is None else min(draws, self.distinct))

    def most(self, budget: float, draws: int) -> int:
        """The most of these draws that a coalition may have for a budget, at least one."""
        return 1 + bisect_right(range(2, draws + 1), budget, key=self.of)


def _untold(game: Coalitions, why: str, left_out: int = 0) -> Shares:
    return Shares({}, {}, {}, game.ensemble.draws, None, game.problems, exact=False, left_out=left_out, why=why)


# --- All orders ------------------------------------------------------------------------------------------------------


def _exact(game: Coalitions, keys: Sequence[str], progress: Progress) -> Shares:
    """Every coalition once: an argument's share is its mean effect over the orders whose coalitions can be computed.

    The number of orders through a step is the number of ways to it times the number of ways on from it.
    """
    draws = game.stretch(0, game.ensemble.draws)
    sets = list(game.sets())
    worth = {counts: game.worth(game.change(game.dropped(counts)), draws) for counts in tracked(sets, progress, SAID)}
    full = tuple(len(some) for some in game.classes)
    start = (0,) * len(full)
    to = dict.fromkeys(sets, 0) | {start: 1}
    on = dict.fromkeys(sets, 0) | {full: 1}
    steps = [(counts, k, after) for counts in sets for k, after in _steps(counts, full)]
    for counts, k, after in steps:  # sets come in an order in which every set stands before those with more
        if not isinstance(worth[after], Impossible):
            to[after] += to[counts] * (full[k] - counts[k])
    for counts, k, after in reversed(steps):
        if not isinstance(worth[counts], Impossible):
            on[counts] += on[after] * (full[k] - counts[k])
    if not on[start]:
        reason = next(found.why for found in worth.values() if isinstance(found, Impossible))
        return _untold(game, f"no order of dropping can be walked to its end: {reason}")
    totals = np.zeros((len(full), len(keys)))
    for counts, k, after in steps:
        before, then = worth[counts], worth[after]
        ways = to[counts] * (full[k] - counts[k]) * on[after]
        if ways and not isinstance(before, Impossible) and not isinstance(then, Impossible):
            totals[k] += ways / on[start] * (before - then)[: len(keys)]
    shares = {
        game.names[player]: {
            key: Share(value, value, value, exact=True)
            for key, value in zip(keys, _rounded(totals[k] / full[k]), strict=True)
        }
        for k, some in enumerate(game.classes)
        for player in some
    }
    orders = math.factorial(len(game.names))
    return Shares(
        {name: shares[name] for name in game.names},
        _named(keys, worth[start]),
        _named(keys, worth[full]),
        draws.count,
        None,
        game.problems,
        exact=True,
        left_out=orders - on[start],
    )


def _steps(counts: tuple[int, ...], full: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...]]]:
    for k, (count, most) in enumerate(zip(counts, full, strict=True)):
        if count < most:
            yield k, (*counts[:k], count + 1, *counts[k + 1 :])


# --- Some orders -----------------------------------------------------------------------------------------------------


def _sampled(game: Coalitions, keys: Sequence[str], budget: int, cost: Cost, progress: Progress) -> Shares:
    """Orders, each with its reverse, each pair on a stretch of draws of its own; the interval is Student's."""
    stretches = _stretches(game, budget, cost)
    orders = _orders(game, len(stretches))
    width = len(keys)
    rows, weights, ends, walked = [], [], [], 0
    for order, stretch in zip(tracked(orders, progress, SAID), stretches, strict=True):
        pair = [found for way in (order, order[::-1]) if (found := _walk(game, way, stretch)) is not None]
        walked += len(pair)
        if pair:
            rows.append(np.mean([steps[:, :width] for steps, _ in pair], axis=0))
            ends.append(np.stack([end[:width] for end in pair[0][1]]))
            weights.append(float(len(pair) * stretch.count))
    left_out = 2 * len(orders) - walked
    if len(rows) < LEAST_PAIRS // 2:
        return _untold(game, "too few orders of dropping can be walked to their end", left_out)
    table, by = np.stack(rows), np.array(weights) / sum(weights)
    for some in game.classes:
        table[:, some] = table[:, some].mean(axis=1, keepdims=True)
    mean = np.einsum("k,kpw->pw", by, table)
    spread = np.einsum("k,kpw->pw", by**2, (table - mean) ** 2) * len(rows) / (len(rows) - 1)
    half = student(len(rows) - 1) * np.sqrt(spread + _unseen(table) ** 2)
    every, none = np.einsum("k,kew->ew", by, np.stack(ends))
    shares = {
        name: {
            key: Share(value, low, high, exact=False)
            for key, value, low, high in zip(
                keys,
                _rounded(mean[k]),
                _rounded(np.clip(mean[k] - half[k], -1, 1)),
                _rounded(np.clip(mean[k] + half[k], -1, 1)),
                strict=True,
            )
        }
        for k, name in enumerate(game.names)
    }
    used = game.ensemble.draws if stretches[0].count == game.ensemble.draws else sum(some.count for some in stretches)
    return Shares(
        shares,
        _named(keys, every),
        _named(keys, none),
        used,
        walked,
        game.problems,
        exact=False,
        left_out=left_out,
    )


def _unseen(table: Floats) -> Floats:
    """How uncertain a mean is, [player, key], because of what so few pairs of orders may not have shown.

    As if one pair more had shown the most that a player did in any pair, or that anybody did where it did nothing.
    Without it, an argument that matters in few orders would have an interval that is too narrow, or none.
    """
    size = np.abs(table).max(axis=0)
    return np.asarray(np.where(size > TINY, size, size.max(axis=0)) / len(table))


def _stretches(game: Coalitions, budget: int, cost: Cost) -> list[Stretch]:
    """Which draws each pair of orders is walked on: as many pairs and draws as the budget allows.

    For given cost the interval is narrowest where a pair's draws take about as long as making its coalitions ready.
    """
    total, steps = game.ensemble.draws, 2 * len(game.names)
    if total < 2 * LEAST_PAIRS:
        return [game.stretch(0, total)] * MOST_PAIRS
    few = cost.of(cost.most(BALANCED * PREPARING, total))
    pairs = min(MOST_PAIRS, max(LEAST_PAIRS, int(budget / (steps * few))), total)
    each = cost.most(budget / (steps * pairs), total)
    used = min(total, pairs * each)
    edges = [used * k // pairs for k in range(pairs + 1)]
    return [game.stretch(start, end - start) for start, end in pairwise(edges)]


def _orders(game: Coalitions, count: int) -> list[list[int]]:
    """Orders of all players; over the orders each player's place is spread evenly from first to last.

    A player has a random number for each order, one in each of `count` equal parts of [0, 1).
    """
    seed, method = game.ensemble.seed, game.join.method
    columns = []
    for name in game.names:
        path = f"arguments/{name}/shapley/{method}"
        parts = np.argsort(uniforms(seed, path, count), kind="stable")
        columns.append((parts + uniforms(seed, f"{path}/within", count)) / count)
    return [[int(k) for k in np.argsort(row, kind="stable")] for row in np.stack(columns, axis=1)]


def _walk(game: Coalitions, order: Sequence[int], draws: Stretch) -> tuple[Floats, tuple[Floats, Floats]] | None:
    """What each player adds when it is its turn to be dropped, and the supports with all and with none."""
    dropped = 0
    start = before = game.worth(game.change(0), draws)
    steps = np.zeros((len(order), np.size(before))) if not isinstance(before, Impossible) else np.zeros((0, 0))
    for player in order:
        dropped |= 1 << player
        then = game.worth(game.change(dropped), draws)
        if isinstance(before, Impossible) or isinstance(then, Impossible):
            return None
        steps[player] = before - then
        before = then
    return None if isinstance(start, Impossible) or isinstance(before, Impossible) else (steps, (start, before))


def _named(keys: Sequence[str], worth: Floats | Impossible) -> dict[str, float]:
    values = np.zeros(len(keys)) if isinstance(worth, Impossible) else worth[: len(keys)]
    return dict(zip(keys, _rounded(values), strict=True))


def _rounded(values: Floats) -> list[float]:
    return [value + 0.0 for value in np.round(values, PLACES).tolist()]
