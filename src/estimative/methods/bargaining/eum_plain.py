"""The expected-utility model written as its definition reads, all voters of all pairs, then pair by pair.

The slow twin of `eum`: it costs n³, and `eum_verify`, the tests and the benchmark hold the fast form against it. It
shares with it the records of the presets and the tolerances, no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from estimative.methods.bargaining.eum_moves import EQUAL_TO, Preset, preset_named
from estimative.methods.bargaining.eum_pressure import ALIKE, NOTHING, TOGETHER
from estimative.methods.bargaining.problem import Floats
from estimative.methods.bargaining.spatial import TIE


@dataclass(frozen=True, eq=False)
class PlainRound:
    """What one round comes to by the definition; the names are those of `eum_result.Round`."""

    median: float
    exponent: Floats
    security: Floats
    expected: Floats
    against: Floats
    takes: tuple[int, ...]
    after: Floats


@dataclass(frozen=True)
class PlainOffer:
    """The offer that the definition makes of what both expect: its kind, and where the target is to go."""

    kind: str
    position: float


def plain_round(position: Floats, capability: Floats, salience: Floats, preset: str, q: float) -> PlainRound:
    """One round from the definition; arguments as for `eum.challenge_round`, not checked again.

    >>> played = plain_round(np.array([0.0, 5, 10]), np.array([1.0, 1, 2]), np.array([0.5, 0.5, 1]), "EQUATIONS", 1.0)
    >>> played.takes, played.after.round(3).tolist()
    ((2, 2, -1), [6.193, 8.481, 10.0])
    """
    reading = preset_named(preset)
    weight = capability * salience / (capability * salience).sum()
    middle = plain_median(position, weight)
    ones = np.ones(len(position))
    votes = plain_support(position, weight, ones, reading.shared)
    security = plain_expectations(position, salience, votes, ones[:, None], middle, q, reading.hopeful).sum(axis=0)
    exponent = plain_exponents(security)
    if reading.curved:
        votes = plain_support(position, weight, exponent, reading.shared)
    expected = plain_expectations(position, salience, votes, exponent[:, None], middle, q, reading.hopeful)
    against = expected.T
    if reading.own_view:
        against = plain_expectations(position, salience, votes, exponent[None, :], middle, q, reading.hopeful).T
    takes = tuple(_taken(position, expected, against, j, reading) for j in range(len(position)))
    after = position.copy()
    for target, challenger in enumerate(takes):
        made = plain_offer(position, expected, against, challenger, target, reading) if challenger >= 0 else None
        after[target] = made.position if made else position[target]
    return PlainRound(middle, exponent, security, expected, against, takes, after)


def plain_median(position: Floats, weight: Floats) -> float:
    """The least position at which half of the weight is reached.

    >>> plain_median(np.array([3.0, 1.0, 2.0]), np.ones(3))
    2.0
    """
    enough = weight.sum() * (0.5 - TIE)
    return float(min(x for x in position.tolist() if weight[position <= x].sum() >= enough))


def plain_support(position: Floats, weight: Floats, exponent: Floats, shared: bool) -> Floats:
    """P as it is defined: all votes v_k between i and j added up, first for i, then in all.

    >>> plain_support(np.array([0.0, 1.0, 4.0]), np.ones(3), np.ones(3), shared=False)[0].round(3).tolist()
    [0.5, 0.333, 0.6]
    """
    count = len(position)
    far = (np.abs(position[:, None] - position[None, :]) / np.ptp(position)) ** exponent[:, None]
    won, cast = np.zeros((count, count)), np.zeros((count, count))
    for i in range(count):
        votes = weight[:, None] * (far - far[:, i : i + 1])  # a row per voter, a column per j
        won[i] = np.maximum(votes, 0).sum(axis=0)
        cast[i] = np.abs(votes).sum(axis=0)
    if shared:
        cast[:] = cast.sum()
    return np.divide(won, cast, out=np.full_like(won, 0.5), where=cast > NOTHING)


def plain_exponents(security: Floats) -> Floats:
    """The exponent r of every actor, from the security of all.

    >>> plain_exponents(np.array([2.0, 2.0])).tolist()
    [1.0, 1.0]
    """
    most, least = security.max(), security.min()
    if most - least <= ALIKE:
        return np.ones(len(security))
    risks = [(2 * s - most - least) / (most - least) for s in security.tolist()]
    return np.array([(1 - risk / 3) / (1 + risk / 3) for risk in risks])


def plain_expectations(
    position: Floats,
    salience: Floats,
    votes: Floats,
    exponent: Floats,
    median: float,
    q: float,
    hopeful: bool,
) -> Floats:
    """E of every challenge, challenger by challenged: what it brings less what leaving alone brings.

    `votes` is P by challenger and challenged; `exponent` either a column, by challenger, or a row, by challenged.

    >>> plain_expectations(
    ...     np.array([0.0, 5.0]), np.array([1, 0.5]), np.full((2, 2), 0.75), np.ones((2, 1)), 0.0, 1.0, hopeful=False
    ... ).tolist()
    [[0.0, 1.5], [1.0, 0.0]]
    """
    spread = np.ptp(position)
    far = np.abs(position[:, None] - position[None, :]) / spread
    off = np.abs(position - median)[:, None] / spread

    def u(base: Floats) -> Floats:
        return np.asarray(2 - 4 * np.clip(base, 0.0, 1.0) ** exponent)

    success, failure = u(0.5 - 0.5 * far), u(0.5 + 0.5 * far)
    better, worse = u(0.5 - 0.25 * (off + far)), u(0.5 + 0.25 * (off + far))
    cares = salience[None, :]
    challenge = cares * (votes * success + (1 - votes) * failure) + (1 - cares) * success
    gets_better = np.ones(far.shape, bool) if hopeful else off < far - NOTHING
    no_challenge = q * u(np.full(far.shape, 0.5)) + (1 - q) * np.where(gets_better, better, worse)
    gained = challenge - no_challenge
    gained[np.abs(gained) <= NOTHING] = 0.0
    np.fill_diagonal(gained, 0.0)
    return gained


def plain_offer(
    position: Floats, expected: Floats, against: Floats, challenger: int, target: int, preset: Preset
) -> PlainOffer | None:
    """What the challenger offers the target, or None.

    >>> e = np.array([[0.0, 0.5], [-1.0, 0.0]])
    >>> plain_offer(np.array([0.0, 8.0]), e, e.T, 0, 1, preset_named("EQUATIONS"))
    PlainOffer(kind='compel', position=0.0)
    """
    here, there = float(position[target]), float(position[challenger])
    if abs(there - here) <= TOGETHER * float(np.ptp(position)):
        return None
    a, b = float(expected[target, challenger]), float(against[target, challenger])
    if a > 0 and b > a + NOTHING:
        return PlainOffer("conflict", there) if preset.own_view else None
    if b > 0 >= a:
        if b > abs(a) + (-NOTHING if preset.even_gives_way else NOTHING):
            return PlainOffer("compromise", here + (there - here) * min(abs(a / b), 1.0))
        return None if preset.own_view else PlainOffer("compel", there)
    return None


def _taken(position: Floats, expected: Floats, against: Floats, target: int, preset: Preset) -> int:
    """The challenger whose offer the target follows, -1 for none."""
    spread = float(np.ptp(position))
    ranked = []
    for challenger in range(len(position)):
        made = plain_offer(position, expected, against, challenger, target, preset)
        if made is None:
            continue
        b = float(against[target, challenger])
        move = round(abs(made.position - float(position[target])) / spread, EQUAL_TO)
        if not preset.own_view:
            ranked.append((-round(b, EQUAL_TO), move, challenger))
        elif made.kind == "conflict":
            ranked.append((0, move, challenger))
        else:
            sizes = np.abs([float(expected[target, challenger]), b])
            middle = float(sizes @ position[[target, challenger]] / sizes.sum() - position.min()) / spread
            ranked.append((1, round(middle, EQUAL_TO), challenger))
    return min(ranked)[2] if ranked else -1
