"""What bargaining shows beside its weights: per issue who stands where, where it settles, and what would move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.bargaining_model import IssueModel, Stand
from estimative.ensemble.draws import Input
from estimative.methods.bargaining import BargainingResult, Deal, EumResult

Floats = NDArray[np.float64]

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles that are shown: positions on a scale are of one kind in every draw, so these mean something."""


@dataclass(frozen=True)
class Stated:
    """One judgment as shown: value and range, moved by a shift; `path` is None where it was taken for granted."""

    value: float
    low: float
    high: float
    path: str | None


@dataclass(frozen=True)
class ActorStand:
    """One actor on one issue: its judgments, its share of the weight, and what moves the compromise.

    `weight` is its share of all capability × salience, which is also how far the compromise goes per unit that it
    moves. `per_salience` (per unit from 0 to 1) and `per_capability` are the other two derivatives.
    """

    actor: str
    at: Stated
    salience: Stated
    capability: Stated
    weight: float
    per_salience: float
    per_capability: float


@dataclass(frozen=True)
class Move:
    """One offer that an actor follows in the expected-utility model: who pushes whom, how, and to where."""

    round: int
    challenger: str
    target: str
    kind: str
    start: float
    end: float


@dataclass(frozen=True)
class RoundPath:
    """One run of the expected-utility model at the stated values: index 0 is before round 1.

    `positions` has a row per round that was played, in the order of the issue's actors, the first before round 1.
    """

    preset: str
    q: float
    median: tuple[float, ...]
    mean: tuple[float, ...]
    positions: tuple[tuple[float, ...], ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class SweepPoint:
    """Where median and mean end under one preset and one Q, and how far the median went on the way."""

    preset: str
    q: float
    median: float
    mean: float
    least_median: float
    greatest_median: float


@dataclass(frozen=True)
class BandShare:
    """A stretch of the scale, from a mark to the next; below the first mark `at` is None.

    `means` is what is true there, in the case's words, also where an earlier mark says it; `open` where the stretch
    says nothing. `share` is the share of draws whose outcome falls into it, `stated` whether the outcome at the stated
    values does.
    """

    at: float | None
    text: str
    means: str | None
    open: bool
    share: float
    stated: bool


@dataclass(frozen=True)
class IssueFacts:
    """One issue: where it settles at the stated values and over the draws, by every account, and what moves it.

    `outcome` is the forecast at the stated values, None where nobody has any weight, and then all that hangs on it is
    empty. `quantiles` are those of SHARES over the draws in which it settles, `settled` the share of such draws. All
    figures are on the issue's own scale.
    """

    id: str
    text: str
    unit: str
    low: float
    high: float
    now: float | None
    outcome: float | None
    quantiles: tuple[float, ...] | None
    settled: float
    bands: tuple[BandShare, ...]
    actors: tuple[ActorStand, ...]
    median_interval: tuple[float, float] | None
    nash: float | None
    nash_from_now: float | None
    baselines: Mapping[str, float | None]
    eum: Mapping[str, RoundPath]
    sweep: tuple[SweepPoint, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ScenarioInterval:
    """What bargaining says of one scenario: it can make few outcomes true, so it speaks in an interval."""

    support: float
    with_undetermined: float


@dataclass(frozen=True)
class BargainingFacts:
    """The issues in the order of the case, the deals of an exchange over all of them, and the scenarios' intervals.

    `forecast` is the account that the weights rest on. `deals` are at the stated values, outcomes on scales from 0 to
    100. `contradicted` is the share of draws whose outcomes no feasible state agrees with. `notes` are about the whole.
    """

    forecast: str
    issues: tuple[IssueFacts, ...]
    deals: tuple[Deal, ...]
    scenarios: Mapping[str, ScenarioInterval]
    contradicted: float
    notes: tuple[str, ...]


def issue_facts(
    model: IssueModel,
    result: BargainingResult | None,
    outcome: float | None,
    over_draws: Floats,
    sweep: tuple[EumResult, ...],
) -> IssueFacts:
    """All that is shown of one issue; `result` has the stated values solved, None where nobody has any weight."""
    settled = over_draws[~np.isnan(over_draws)]
    issue = model.issue
    return IssueFacts(
        id=model.id,
        text=issue.text,
        unit=issue.unit or "",
        low=model.low,
        high=model.high,
        now=issue.now,
        outcome=outcome,
        quantiles=tuple(np.quantile(settled, SHARES).tolist()) if len(settled) else None,
        settled=len(settled) / len(over_draws),
        bands=_bands(model, outcome, settled),
        actors=_actors(model, result),
        median_interval=result.median_interval if result else None,
        nash=result.nash if result else None,
        nash_from_now=result.nash_status_quo if result else None,
        baselines=dict(result.baselines) if result else {},
        eum={name: _path(model, run) for name, run in result.eum.items()} if result else {},
        sweep=tuple(
            SweepPoint(run.preset, run.q, run.median[-1], run.mean[-1], min(run.median), max(run.median))
            for run in sweep
        ),
        notes=_notes(model, result),
    )


def _bands(model: IssueModel, outcome: float | None, settled: Floats) -> tuple[BandShare, ...]:
    marks = sorted(model.issue.marks, key=lambda mark: mark.at)
    starts = np.array([mark.at for mark in marks])
    near = 1e-9 * (model.high - model.low)
    counts = np.bincount(np.searchsorted(starts, settled + near, side="right"), minlength=len(marks) + 1)
    here = -1 if outcome is None else int(np.searchsorted(starts, outcome + near, side="right"))
    total = max(len(settled), 1)
    found, means = [], None
    for k, mark in enumerate(marks, start=1):
        means = mark.means or means  # the band of a mark that means something runs past marks that mean nothing
        said = None if mark.open else means
        found.append(BandShare(mark.at, mark.text, said, mark.open, float(counts[k] / total), here == k))
    if counts[0] or here == 0:
        found.insert(0, BandShare(None, "", None, False, float(counts[0] / total), here == 0))
    return tuple(found)


def _actors(model: IssueModel, result: BargainingResult | None) -> tuple[ActorStand, ...]:
    levers = result.levers if result else None
    return tuple(
        ActorStand(
            stand.actor,
            _shown(stand.at, 0.0, 1.0),
            _shown(stand.salience, 1.0, model.unit),
            _shown(stand.capability, 1.0, 1.0),
            levers.position[k] if levers else 0.0,
            levers.salience[k] if levers else 0.0,
            levers.capability[k] if levers else 0.0,
        )
        for k, stand in enumerate(model.stands)
    )


def _shown(item: Input | None, otherwise: float, unit: float) -> Stated:
    """A judgment in the unit of the page; what was taken for granted has no path."""
    if item is None:
        return Stated(otherwise, otherwise, otherwise, None)
    low, high = (float(item.moved(np.array(end))) / unit for end in (item.low, item.high))
    return Stated(item.stated / unit, low, high, item.path)


def _path(model: IssueModel, run: EumResult) -> RoundPath:
    moves = tuple(
        Move(
            offer.round,
            model.actors[offer.challenger],
            model.actors[offer.target],
            offer.kind,
            float(run.positions[offer.round - 1, offer.target]),
            offer.position,
        )
        for played in run.rounds
        for offer in played.moves()
    )
    positions = tuple(tuple(row) for row in run.positions.tolist())
    return RoundPath(run.preset, run.q, run.median, run.mean, positions, moves)


def _notes(model: IssueModel, result: BargainingResult | None) -> tuple[str, ...]:
    """What was taken for granted, in sentences."""
    notes = []
    for part, words in (("salience", "cares fully"), ("capability", "weighs 1")):
        silent = [stand.actor for stand in model.stands if _missing(stand, part)]
        if silent:
            notes.append(f"Nothing is said of the {part} of {', '.join(silent)}: taken to be that each {words}.")
    if result is None:
        notes.append("Nobody on this issue has any weight, so it settles nowhere.")
    elif result.median_interval[0] != result.median_interval[1]:
        low, high = result.median_interval
        notes.append(
            f"Half of the weight is reached exactly: the weighted median is anywhere from {low:g} to {high:g}."
        )
    if result:
        notes += [f"{warning}." for warning in result.warnings]
    return tuple(notes)


def _missing(stand: Stand, part: str) -> bool:
    return getattr(stand, part) is None
