"""The expected-utility model for many draws of one issue at once: where the mean goes, without the story of the rounds.

The reading EQUATIONS, and an actor left alone stays where it is (Q = 1); `eum.run_eum` is the plain twin, which tells
everything and takes one problem at a time. Here arrays have an axis for the problems before the axes of the actors.
"""

from __future__ import annotations

import numpy as np

from estimative.methods.bargaining.eum import ROUNDS, STILL, run_eum
from estimative.methods.bargaining.eum_moves import EQUAL_TO
from estimative.methods.bargaining.eum_pressure import ALIKE, NOTHING, TOGETHER, Bools, utility
from estimative.methods.bargaining.problem import LARGEST, Floats
from estimative.methods.bargaining.spatial import weighted_mean

MOST_ACTORS = 64
"""On more actors the plain twin is as fast."""
MOST_CELLS = 1 << 18
"""Problems × actors² that are worked on together."""


def eum_means(position: Floats, capability: Floats, salience: Floats, rounds: int = ROUNDS) -> Floats:
    """Where does the weighted mean of each problem stand after so many rounds?

    All of shape (problems, actors), in units as for `run_eum`, whose last mean this is; every row must have some
    weight. Raises UsageError for the first row with a number out of range, as `run_eum` does.

    >>> eum_means(np.array([[0.0, 5, 10]]), np.array([[1.0, 1, 2]]), np.array([[0.5, 0.5, 1]]), rounds=1).round(6)
    array([9.112265])
    """
    count, actors = position.shape
    if actors > MOST_ACTORS:
        rows = zip(position, capability, salience, strict=True)
        return np.array([run_eum(*row, rounds=rounds).mean[-1] for row in rows])
    fits = (
        (np.abs(position) <= LARGEST) & (capability >= 0) & (capability <= LARGEST) & (salience >= 0) & (salience <= 1)
    )
    for row in np.flatnonzero(~fits.all(axis=1))[:1]:
        run_eum(position[row], capability[row], salience[row], rounds=rounds)  # says what does not fit
    found = np.empty(count)
    step = max(1, MOST_CELLS // actors**2)
    for first in range(0, count, step):
        some = slice(first, first + step)
        weight = capability[some] * salience[some]
        ended = _played(position[some], weight, salience[some], rounds)
        found[some] = [weighted_mean(row, by) for row, by in zip(ended, weight, strict=True)]
    return found


def _played(position: Floats, weight: Floats, salience: Floats, rounds: int) -> Floats:
    """Where everybody stands after the rounds, or when nobody moves any more."""
    here = np.array(position, dtype=np.float64)
    near = np.maximum(np.maximum(STILL * np.ptp(here, axis=1), 1e-15 * np.abs(here).max(axis=1)), 1e-300)
    share = weight / weight.sum(axis=1, keepdims=True)
    moving = np.arange(len(here))
    for _ in range(rounds):
        moving = moving[np.ptp(here[moving], axis=1) > near[moving]]
        if not len(moving):
            break
        after = _round(here[moving], share[moving], salience[moving])
        far = np.abs(after - here[moving]).max(axis=1) > near[moving]
        here[moving] = after
        moving = moving[far]
    return here


def _round(position: Floats, weight: Floats, salience: Floats) -> Floats:
    """One round: as `run_eum` plays it."""
    spread = position.max(axis=1) - position.min(axis=1)
    distance = np.abs(position[:, :, None] - position[:, None, :]) / spread[:, None, None]
    lost = salience[:, None, :] * (1 - _support(position, weight, distance))
    own = _expected(distance, lost, None)
    own = _expected(distance, lost, _exponents(own.sum(axis=1)))
    return _moved(position, distance, spread, own)


def _support(position: Floats, weight: Floats, distance: Floats) -> Floats:
    """Which share of the votes goes to the actor of the row against the actor of the column?"""
    order = np.argsort(position, axis=1, kind="stable")
    ordered = np.take_along_axis(position, order, axis=1)
    problem = np.arange(len(position))[:, None, None]
    votes = distance[problem, order[:, :, None], order[:, None, :]]
    votes = votes * np.take_along_axis(weight, order, axis=1)[:, :, None]
    total = np.zeros((len(position), position.shape[1] + 1, position.shape[1]))
    np.cumsum(votes, axis=1, out=total[:, 1:])
    middle = (ordered[:, :, None] + ordered[:, None, :]) / 2
    below = np.zeros(middle.shape, dtype=np.intp)
    for each in ordered.T:
        below += each[:, None, None] < middle
    there = np.take_along_axis(total, below, axis=1)
    lower = there - there.transpose(0, 2, 1)
    upper = total[:, -1][:, None, :] - total[:, -1][:, :, None] - lower
    won = np.maximum(np.where(ordered[:, :, None] < ordered[:, None, :], lower, upper), 0.0)
    cast = won + won.transpose(0, 2, 1)
    share = np.divide(won, cast, out=np.full_like(won, 0.5), where=cast > NOTHING)
    found: Floats = np.empty_like(share)
    found[problem, order[:, :, None], order[:, None, :]] = share
    return found


def _expected(distance: Floats, lost: Floats, exponent: Floats | None) -> Floats:
    """What each expects of challenging each other, over leaving it alone."""
    bend = None if exponent is None else exponent[:, :, None]
    success = utility(0.5 - 0.5 * distance, bend)
    stake = success - utility(0.5 + 0.5 * distance, bend)
    stays = utility(np.full((*distance.shape[:2], 1), 0.5), bend)
    own: Floats = success - lost * stake - stays
    actors = np.arange(distance.shape[1])
    own[:, actors, actors] = 0.0
    own[np.abs(own) <= NOTHING] = 0.0
    return own


def _exponents(security: Floats) -> Floats:
    most, least = security.max(axis=1, keepdims=True), security.min(axis=1, keepdims=True)
    width = np.where(most - least <= ALIKE, np.inf, most - least)  # all alike: a risk of 0, which bends nothing
    risk = (2 * security - most - least) / width
    bent: Floats = (1 - risk / 3) / (1 + risk / 3)
    return bent


def _moved(position: Floats, distance: Floats, spread: Floats, own: Floats) -> Floats:
    """Where everybody goes: with the offer that most backs, and of these the nearest."""
    here, there = position[:, :, None], position[:, None, :]
    against = own.transpose(0, 2, 1)
    left: Bools = (against > 0) & (own <= 0) & ~(distance <= TOGETHER)
    compromise = left & (np.abs(own) - np.abs(against) < -NOTHING)
    way = np.ones(own.shape)
    np.divide(np.abs(own), np.abs(against), out=way, where=compromise)
    bounded = np.clip(here + (there - here) * way, np.minimum(here, there), np.maximum(here, there))
    proposal = np.where(way < 1, bounded, there)
    none = ~left.any(axis=2)
    for rank in (-against, np.abs(proposal - here) / spread[:, None, None]):
        key = np.where(left, np.round(rank, EQUAL_TO), np.inf)
        left &= key <= key.min(axis=2, keepdims=True)
    takes = left.argmax(axis=2)
    offered = np.take_along_axis(proposal, takes[:, :, None], axis=2)[:, :, 0]
    return np.where(none, position, offered)
