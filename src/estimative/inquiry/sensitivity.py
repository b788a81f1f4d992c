"""Which judgments matter: how far each moves what the methods say, as it moves through its own range.

Nothing is run anew: the draws at hand are sorted into bins by what a judgment is in them, the others being drawn, and
the answers compared from bin to bin. What a judgment does only together with others is not seen by this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from estimative.assessment.run import MethodRun
from estimative.case.models import Case
from estimative.case.paths import judgments
from estimative.ensemble.draws import Draws, Input
from estimative.inquiry.sensitivity_bins import LEAST, Bins, order_bins, value_bins
from estimative.inquiry.sensitivity_variance import Answers

Why = Literal["has no range", "read by no method that ran", "read by no method that forecasts"]
ORDERS = "actors/{}/wants"
"""Where the order of all wants of an actor stands: its ranks are one input."""
_RANK = re.compile(r"actors/([^/]+)/wants/[^/]+/rank")
_PLACES = 6
"""Decimal places of an interval: its ends are resampled, and more would be the last bits of sums."""


@dataclass(frozen=True)
class Sway:
    """How one judgment sways the support of one scenario in one method (or its balance of force, and the like).

    `index` is the share of the answers' variance that it explains by itself (first-order index, around 0 where it
    explains nothing), `interval` its 95 % bootstrap interval. `at_low` and `at_high` are the mean support in the
    draws with its lowest and its highest values, None for an order of wants, which has no low end; `least` and
    `greatest` the least and the greatest mean anywhere in its range. `carries`: they differ by at least 0.05, and by
    more than chance would make of so many comparisons. All are None where there are too few draws to tell.
    """

    index: float | None = None
    interval: tuple[float, float] | None = None
    at_low: float | None = None
    at_high: float | None = None
    least: float | None = None
    greatest: float | None = None
    carries: bool = False

    @property
    def size(self) -> float:
        """How far the support moves from one end of the range to the other, or between any two places in it."""
        return self.greatest - self.least if self.greatest is not None and self.least is not None else 0.0


Sways = Mapping[str, Mapping[str, Sway]]
"""By method, then by scenario (`none` included)."""


@dataclass(frozen=True)
class Swing:
    """What one judgment moves most: the method, the scenario, and its support at the low and the high values."""

    method: str
    scenario: str
    at_low: float
    at_high: float
    least: float
    greatest: float

    @property
    def size(self) -> float:
        """How far the support moves."""
        return self.greatest - self.least


@dataclass(frozen=True)
class Sensitivity:
    """What an assessment hangs on, judgment by judgment.

    `count` judgments are in the case. `order` has the addresses of those with a range that some forecasting method
    draws, those that matter most first: the judgments that carry the result before the others, then by how far they
    move the supports (the standard deviation of the mean support over the bins, noise taken off, summed over the
    methods), then by address. `carrying` are the first of them. `silent` says of every judgment not in `order` why
    it cannot matter here. `sways` has every judgment with a range that some method draws, and the order of wants of
    every actor whose ranks are drawn (`actors/turkey/wants`). `ranges` are from the least to the greatest mean
    support as any one judgment moves through its own range, those that do not carry being left out as noise; empty
    where too few draws tell nothing, which `too_few` then says in words.
    """

    count: int
    order: tuple[str, ...]
    carrying: tuple[str, ...]
    silent: Mapping[str, Why]
    sways: Mapping[str, Sways]
    ranges: Mapping[str, Mapping[str, tuple[float, float]]]
    forecasting: tuple[str, ...]
    too_few: str | None

    @cached_property
    def swings(self) -> Mapping[str, Swing]:
        """The greatest swing of every judgment that carries the result, in their order."""
        return {path: self._swing(path) for path in self.carrying}

    def _swing(self, path: str) -> Swing:
        found = [
            Swing(method, key, *_known(sway.at_low, sway.at_high, sway.least, sway.greatest))
            for method, by in self.sways[path].items()
            if method in self.forecasting
            for key, sway in by.items()
            if sway.carries
        ]
        return max(found, key=lambda swing: round(swing.size, 9))


def sensitivity(case: Case, runs: Mapping[str, MethodRun], draws: Draws) -> Sensitivity:
    """How far each judgment moves what each method says, from the draws at hand.

    `runs` are what the case gave on `draws`.

    >>> from estimative.assessment.run import Ensemble, run_methods
    >>> from estimative.case.longform import from_long
    >>> drawn = {"that": "a.go", "rank": {"value": 2, "range": [1, 4]}}
    >>> wants = {"stay": {"that": "not a.go", "rank": 2}, "leave": drawn}
    >>> actor = {"name": "Aland", "options": {"go": {}}, "wants": wants}
    >>> case = from_long({"id": "t", "actors": {"a": actor}, "scenarios": {"gone": {"when": "a.go"}}})
    >>> found = sensitivity(case, run_methods(case, Ensemble(800)), Draws(800))
    >>> found.carrying, found.ranges["conflict"]["gone"]
    (('actors/a/wants/leave/rank',), (0.0, 1.0))
    """
    answers = _Table(runs, draws.seed)
    sways: dict[str, dict[str, dict[str, Sway]]] = {}
    spreads: dict[str, float] = {}
    for item, methods in _readers(runs).items():
        found = answers.sways(value_bins(draws.of([item])[item.path]), methods)
        sways.setdefault(item.path, {}).update(found)
        spread = sum(answers.spread(method, by) for method, by in found.items() if runs[method].forecasts)
        spreads[item.path] = spreads.get(item.path, 0.0) + spread
    single = sorted(sways)
    forecasting = tuple(method for method, run in runs.items() if run.forecasts)
    heard = [path for path in single if any(method in forecasting for method in sways[path])]
    firm = {path for path in heard if any(s.carries for m in forecasting for s in sways[path].get(m, {}).values())}
    order = sorted(heard, key=lambda path: (path not in firm, -round(spreads[path], 9), path))
    ranges = answers.ranges({path: sways[path] for path in single})
    for path, methods, bins in _orders(runs, draws):
        sways.setdefault(path, {}).update(answers.sways(bins, methods))
    everything = judgments(case)
    return Sensitivity(
        count=len(everything),
        order=tuple(order),
        carrying=tuple(path for path in order if path in firm),
        silent={path: _why(path, runs, sways) for path in everything if path not in set(order)},
        sways=dict(sorted(sways.items())),
        ranges=ranges,
        forecasting=forecasting,
        too_few=_too_few(draws),
    )


def with_ranges(runs: Mapping[str, MethodRun], found: Sensitivity) -> dict[str, MethodRun]:
    """The same runs, each support with its range; as they are where no range could be told."""
    return {
        method: replace(
            run,
            supports={
                key: replace(support, range=found.ranges.get(method, {}).get(key))
                for key, support in run.supports.items()
            },
        )
        for method, run in runs.items()
    }


class _Table:
    """The answers of all methods side by side, and where each stands."""

    def __init__(self, runs: Mapping[str, MethodRun], seed: int) -> None:
        self.keys = {method: tuple(run.supports) for method, run in runs.items()}
        places = [(method, key) for method, keys in self.keys.items() for key in keys]
        self._place = {place: number for number, place in enumerate(places)}
        self._means = {method: {key: run.supports[key].mean for key in run.supports} for method, run in runs.items()}
        given = [runs[method].weights.given[:, runs[method].weights.column(key)] for method, key in places]
        self._told = bool(given) and len(given[0]) >= 2 * LEAST
        self._answers = Answers(np.stack(given, axis=1), seed) if given else None

    def sways(self, bins: Bins, methods: tuple[str, ...]) -> dict[str, dict[str, Sway]]:
        """What the input behind the bins moves in every method that reads it."""
        columns = tuple(self._place[method, key] for method in methods for key in self.keys[method])
        if self._answers is None or not self._told or not columns or (bins.count < 2 and not bins.constant):
            return {method: {key: Sway() for key in self.keys[method]} for method in methods}
        if bins.constant:
            return {
                method: {key: _still(self._means[method][key], bins.ordered) for key in self.keys[method]}
                for method in methods
            }
        found = self._answers.explained(bins, columns)
        sways = []
        for place in range(len(columns)):
            means = [round(float(mean), 12) + 0.0 for mean in found.means[:, place]]  # without a zero below zero
            sways.append(
                Sway(
                    index=round(float(found.index[place]), 12),
                    interval=(round(float(found.low[place]), _PLACES), round(float(found.high[place]), _PLACES)),
                    at_low=means[0] if bins.ordered else None,
                    at_high=means[-1] if bins.ordered else None,
                    least=min(means),
                    greatest=max(means),
                    carries=bool(found.carries[place]),
                )
            )
        following = iter(sways)
        return {method: {key: next(following) for key in self.keys[method]} for method in methods}

    def spread(self, method: str, by: Mapping[str, Sway]) -> float:
        """The standard deviation of the mean support over the bins, noise taken off: of the scenario moved most."""
        found = [
            max(0.0, sway.index) * self._answers.variance(self._place[method, key])
            for key, sway in by.items()
            if sway.index is not None and self._answers is not None
        ]
        return float(np.sqrt(max(found, default=0.0)))

    def ranges(self, sways: Mapping[str, Sways]) -> dict[str, dict[str, tuple[float, float]]]:
        """From the least to the greatest mean as any one judgment that carries moves; the mean always within."""
        if not self._told:
            return {}
        found: dict[str, dict[str, tuple[float, float]]] = {}
        for method, means in self._means.items():
            found[method] = {}
            for key, mean in means.items():
                moved = [by[method][key] for by in sways.values() if method in by and by[method][key].carries]
                least = [sway.least for sway in moved if sway.least is not None]
                greatest = [sway.greatest for sway in moved if sway.greatest is not None]
                found[method][key] = (min([mean, *least]), max([mean, *greatest]))
        return found


def _still(mean: float, ordered: bool) -> Sway:
    """The sway of what has but one value: nothing is explained by it."""
    end = mean if ordered else None
    return Sway(0.0, (0.0, 0.0), end, end, mean, mean)


def _readers(runs: Mapping[str, MethodRun]) -> dict[Input, tuple[str, ...]]:
    """Every judgment with a range as some method draws it, with the methods that draw it so."""
    found: dict[Input, list[str]] = {}
    for method, run in runs.items():
        for item in run.inputs:
            if not item.fixed:
                found.setdefault(item, []).append(method)
    return {item: tuple(methods) for item, methods in found.items()}


def _orders(runs: Mapping[str, MethodRun], draws: Draws) -> Iterator[tuple[str, tuple[str, ...], Bins]]:
    """The order of wants of every actor some rank of whom is drawn: its address, who reads it, its bins."""
    found: dict[tuple[str, tuple[Input, ...]], list[str]] = {}
    for method, run in runs.items():
        ranks: dict[str, list[Input]] = {}
        for item in run.inputs:
            match = _RANK.fullmatch(item.path)
            if match is not None:
                ranks.setdefault(match[1], []).append(item)
        for actor, items in ranks.items():
            if not all(item.fixed for item in items):
                found.setdefault((actor, tuple(items)), []).append(method)
    for (actor, inputs), methods in found.items():
        bins = order_bins([item.path for item in inputs], draws.of(inputs))
        yield ORDERS.format(actor), tuple(methods), bins


def _why(path: str, runs: Mapping[str, MethodRun], sways: Mapping[str, Sways]) -> Why:
    if path in sways:
        return "read by no method that forecasts"
    read = any(item.path == path for run in runs.values() for item in run.inputs)
    return "has no range" if read else "read by no method that ran"


def _too_few(draws: Draws) -> str | None:
    if draws.count >= 2 * LEAST:
        return None
    return f"with fewer than {2 * LEAST} draws it cannot be told which judgments carry the result"


def _known(*values: float | None) -> tuple[float, float, float, float]:
    one, other, least, greatest = (0.0 if value is None else value for value in values)
    return one, other, least, greatest
