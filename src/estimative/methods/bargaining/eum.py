"""The expected-utility model of bargaining: who challenges whom, what is offered, who moves, round by round.

Bueno de Mesquita 1994, as unravelled by Scholz, Calbert and Smith 2011. In every round each pair of actors compares
what a challenge is worth with leaving the other alone, given who would support whom; those who are pushed make the move
that their strongest challenger asks for, all at once, and the next round begins from there. It explains pressure and
movement. As a forecast it has done worse than the weighted mean: show it beside that, never instead.

Everything here takes plain arrays, so that it can be used without a case. A round costs n² steps for n actors.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from estimative.base.errors import LimitError, UsageError
from estimative.methods.bargaining.eum_moves import PRESETS, Contest, Preset, chosen, octants, preset_named, proposals
from estimative.methods.bargaining.eum_pressure import Standing, exponents, standing, support, worth
from estimative.methods.bargaining.eum_result import EumResult, Round, Stopped
from estimative.methods.bargaining.problem import LARGEST, MAX_ACTORS, Floats
from estimative.methods.bargaining.spatial import weighted_mean, weighted_medians

ROUNDS = 5
MAX_ROUNDS = 1000
MAX_PAIRS = 1 << 25
"""Rounds × actors² of one run at most: every round keeps some thirty bytes for a pair."""

STILL = 1e-9
"""As a share of the first spread: the spread at which all count as agreed, and the longest move that counts as none."""

QS = (0.0, 0.25, 0.5, 0.75, 1.0)


def run_eum(
    position: ArrayLike,
    capability: ArrayLike,
    salience: ArrayLike,
    *,
    rounds: int = ROUNDS,
    preset: str = "EQUATIONS",
    q: float = 1.0,
) -> EumResult:
    """How do positions move under pressure, and where do median and mean go?

    `position` in any unit, `capability` ≥ 0 in any unit, `salience` from 0 to 1, one figure per actor; `q` from 0 to 1
    is the probability that an actor left alone stays where it is. Raises UsageError where a number, a shape or a name
    does not fit, LimitError beyond 2,000 actors, 1,000 rounds, or 2^25 pairs over all rounds.

    >>> run = run_eum([0, 5, 10], [1, 1, 2], [0.5, 0.5, 1], rounds=2)
    >>> run.median, run.stopped
    ((10.0, 10.0, 10.0), 'rounds')
    """
    begun = time.perf_counter()
    reading = preset_named(preset)
    here, cares, weight = _checked(position, capability, salience, q)
    if not 0 <= rounds <= MAX_ROUNDS:
        raise UsageError(f"eum: rounds is {rounds}; 0 to {MAX_ROUNDS:,} are allowed")
    if rounds * len(here) ** 2 > MAX_PAIRS:
        raise LimitError(
            f"eum: {rounds} rounds of {len(here):,} actors make {rounds * len(here) ** 2:,} pairs; at most"
            f" {MAX_PAIRS:,} are allowed; ask for fewer rounds"
        )
    near = _least_spread(here)
    path, played = [here], list[Round]()
    stopped: Stopped = "rounds"
    for number in range(1, rounds + 1):
        if np.ptp(path[-1]) <= near:
            stopped = "agreed"
            break
        played.append(_round(number, standing(path[-1], weight, cares), reading, q))
        path.append(played[-1].after)
        if np.abs(path[-1] - path[-2]).max() <= near:
            stopped = "settled"
            break
    still = rounds + 1 - len(path)
    medians = [float(weighted_medians(row, weight)[0]) for row in path]
    means = [weighted_mean(row, weight) for row in path]
    return EumResult(
        preset,
        float(q),
        np.array(capability, dtype=np.float64),
        cares,
        np.array(path),
        tuple(medians + medians[-1:] * still),
        tuple(means + means[-1:] * still),
        tuple(played),
        stopped,
        rounds,
        time.perf_counter() - begun,
    )


def challenge_round(
    position: ArrayLike,
    capability: ArrayLike,
    salience: ArrayLike,
    preset: str = "EQUATIONS",
    q: float = 1.0,
    number: int = 1,
) -> Round:
    """One round: who expects what of whom, which offers are made, and where everybody stands afterwards.

    Arguments and errors as for `run_eum`; UsageError too where all stand at the same place, since nobody challenges.

    >>> played = challenge_round([0, 5, 10], [1, 1, 2], [0.5, 0.5, 1])
    >>> [(offer.challenger, offer.target, offer.kind) for offer in played.moves()]
    [(2, 0, 'compromise'), (2, 1, 'compromise')]
    """
    reading = preset_named(preset)
    here, cares, weight = _checked(position, capability, salience, q)
    if np.ptp(here) <= _least_spread(here):
        raise UsageError("eum: all actors stand at the same place; a round needs at least two places")
    return _round(number, standing(here, weight, cares), reading, q)


def sweep(
    position: ArrayLike,
    capability: ArrayLike,
    salience: ArrayLike,
    *,
    rounds: int = ROUNDS,
    presets: Sequence[str] = tuple(PRESETS),
    qs: Sequence[float] = QS,
) -> tuple[EumResult, ...]:
    """How far does the answer hang on the reading and on Q? One run for each preset and each Q, in that order.

    The model is sensitive: in the published example one actor placed a sixth of the scale elsewhere moves the median by
    up to four fifths of it. Median and mean of all these runs belong beside any one of them.

    >>> [run.median[-1] for run in sweep([0, 5, 10], [1, 1, 2], [0.5, 0.5, 1], presets=["EQUATIONS"], qs=[0, 1])]
    [8.125, 10.0]
    """
    return tuple(
        run_eum(position, capability, salience, rounds=rounds, preset=preset, q=q) for preset in presets for q in qs
    )


def _round(number: int, place: Standing, preset: Preset, q: float) -> Round:
    """First everybody at exponent 1, which shows who is pressed; then with the exponents that follow from it."""
    won = support(place, None, preset.shared)
    security = worth(place, won, None, q, preset.hopeful).own.sum(axis=0)
    exponent = exponents(security)
    if preset.curved:
        won = support(place, exponent, preset.shared)
    valued = worth(place, won, exponent, q, preset.hopeful, preset.own_view)
    octant = octants(place, valued, preset.even_gives_way)
    contest = Contest(place, valued, octant, proposals(place, valued, octant))
    takes = chosen(preset, contest)
    everybody = np.arange(len(takes))
    after = np.where(takes >= 0, contest.proposal[everybody, takes], place.position)
    after.setflags(write=False)
    return Round(number, preset.name, place.position, after, place.median, exponent, security, contest, takes)


def _least_spread(position: Floats) -> float:
    """STILL in the unit of the positions, and not below what their numbers can tell apart."""
    return max(STILL * float(np.ptp(position)), 1e-15 * float(np.abs(position).max()), 1e-300)


def _checked(
    position: ArrayLike, capability: ArrayLike, salience: ArrayLike, q: float
) -> tuple[Floats, Floats, Floats]:
    """Positions, saliences and weights as arrays of their own."""
    here, able, cares = (np.array(column, dtype=np.float64) for column in (position, capability, salience))
    for name, column, least, most in (
        ("position", here, -LARGEST, LARGEST),
        ("capability", able, 0.0, LARGEST),
        ("salience", cares, 0.0, 1.0),
    ):
        if column.ndim != 1 or not len(column) or column.shape != here.shape:
            raise UsageError(f"eum: {name} has shape {column.shape}; one number per actor is due, {here.shape} in all")
        wrong = np.flatnonzero(~((column >= least) & (column <= most)))
        if len(wrong):
            shown = ", ".join(f"actor {i + 1} has {column[i]:g}" for i in wrong[:12])
            raise UsageError(f"eum: {name} runs from {least:g} to {most:g}, but {shown}")
    if len(here) > MAX_ACTORS:
        raise LimitError(f"eum: {len(here):,} actors; at most {MAX_ACTORS:,} are allowed")
    if not 0 <= q <= 1:
        raise UsageError(f"eum: q is {q}; a probability from 0 to 1 is due")
    weight = able * cares
    if not weight.sum() > 0:
        raise UsageError("eum: capability × salience is 0 for every actor; give someone both")
    here.setflags(write=False)
    cares.setflags(write=False)
    return here, cares, weight
