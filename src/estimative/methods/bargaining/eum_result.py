"""What a run of the expected-utility model says: rounds with their offers and octants, and the path of the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from estimative.methods.bargaining.eum_moves import (
    MIRRORED,
    OCTANTS,
    TOGETHER_NUMBER,
    Codes,
    Contest,
    Places,
    offered,
    preset_named,
)
from estimative.methods.bargaining.problem import Floats

Stopped = Literal["agreed", "settled", "rounds"]
"""Everybody stands at one place; nobody was moved any more; all rounds asked for were played."""


@dataclass(frozen=True)
class Offer:
    """Actor number `challenger` pushes number `target` to `position`, in one round (from 1).

    `kind` is compromise, compel or conflict. The two expected utilities are those of challenging the other over leaving
    it alone, as that preset has them judged: each by itself (EQUATIONS), both by the target (PRINTED). `taken`: it is
    the one that the target follows.
    """

    round: int
    challenger: int
    target: int
    kind: str
    position: float
    challenger_expects: float
    target_expects: float
    taken: bool


@dataclass(frozen=True)
class Meeting:
    """How two actors look at each other in one round: the octant as number `first` sees it, and as `second` does.

    In EQUATIONS the two are each other's mirror; in PRINTED they need not be.
    """

    first: int
    second: int
    octant: str
    seen_by_second: str


@dataclass(frozen=True, eq=False)
class Round:
    """One round: positions before and after, the weighted median before, risk exponents, and all expected utilities.

    `security` is the sum of what the others expect of challenging an actor, at the exponent 1. `expected[i, j]` is what
    i expects of challenging j; `against[i, j]` what j expects of challenging i (in PRINTED as i sees it). `octant` has
    numbers of OCTANTS, `takes` by whose offer an actor is moved, -1 for none.
    """

    number: int
    preset: str
    before: Floats
    after: Floats
    median: float
    exponent: Floats
    security: Floats
    contest: Contest
    takes: Places

    @property
    def expected(self) -> Floats:
        """E of the row's actor challenging the column's."""
        return self.contest.worth.own

    @property
    def against(self) -> Floats:
        """E of the column's actor challenging the row's."""
        return self.contest.worth.against

    @property
    def octant(self) -> Codes:
        """The number of the octant of each pair, as the row's actor sees it."""
        return self.contest.octant

    def offers(self) -> Iterator[Offer]:
        """All offers of the round, by target and then by challenger."""
        made = offered(preset_named(self.preset), self.octant)
        return (self.offer(int(challenger), int(target)) for target, challenger in np.argwhere(made))

    def offer(self, challenger: int, target: int) -> Offer:
        """The offer of one actor to another; it is made only if `offers` lists it."""
        return Offer(
            self.number,
            challenger,
            target,
            OCTANTS[self.octant[target, challenger]].rstrip("+-"),
            float(self.contest.proposal[target, challenger]),
            float(self.against[target, challenger]),
            float(self.expected[target, challenger]),
            int(self.takes[target]) == challenger,
        )

    def moves(self) -> tuple[Offer, ...]:
        """The offers that are followed: one for every actor that moves."""
        return tuple(self.offer(int(self.takes[j]), int(j)) for j in np.flatnonzero(self.takes >= 0))

    def meetings(self) -> Iterator[Meeting]:
        """Every pair of actors once."""
        for i, j in zip(*np.triu_indices(len(self.before), 1), strict=True):
            yield Meeting(int(i), int(j), OCTANTS[self.octant[i, j]], OCTANTS[self.octant[j, i]])

    def tally(self) -> dict[str, int]:
        """How many pairs are in which octant, seen by the actor that comes first; only octants that occur."""
        upper = self.octant[np.triu_indices(len(self.before), 1)]
        counts = np.bincount(upper, minlength=len(OCTANTS))
        return {name: int(count) for name, count in zip(OCTANTS, counts, strict=True) if count}

    @cached_property
    def one_sided(self) -> int:
        """In how many pairs do the two see different octants? Zero in EQUATIONS."""
        strange = self.octant != MIRRORED[self.octant.T]
        return int(np.count_nonzero(strange & (self.octant != TOGETHER_NUMBER))) // 2


@dataclass(frozen=True, eq=False)
class EumResult:
    """A run of one preset with one Q over at most `asked` rounds.

    `positions` has a row before round 1 and one after every round played. `stopped` says why no more were played:
    nothing would change after `agreed` and `settled`, so `median` and `mean` go on with their last value and always
    have `asked` + 1 entries, index 0 before round 1.
    """

    preset: str
    q: float
    capability: Floats
    salience: Floats
    positions: Floats
    median: tuple[float, ...]
    mean: tuple[float, ...]
    rounds: tuple[Round, ...]
    stopped: Stopped
    asked: int
    seconds: float = field(default=0.0, compare=False)

    @property
    def final(self) -> Floats:
        """Where everybody stands at the end."""
        last: Floats = self.positions[-1]
        return last

    def offers(self) -> Iterator[Offer]:
        """All offers of all rounds."""
        return (offer for played in self.rounds for offer in played.offers())

    def to_dict(self, actors: Sequence[str] | None = None) -> dict[str, Any]:
        """The run as plain data with the offers that were followed, not all that were made; no time in it.

        `actors` names them in order; without, they are "1", "2", ….
        """
        names = [str(i + 1) for i in range(self.positions.shape[1])] if actors is None else list(actors)
        return {
            "preset": self.preset,
            "q": self.q,
            "median": list(self.median),
            "mean": list(self.mean),
            "stopped": self.stopped,
            "rounds": [_round_dict(played, names) for played in self.rounds],
            "positions": [dict(zip(names, row, strict=True)) for row in self.positions.tolist()],
        }


def offer_dict(offer: Offer, names: Sequence[str]) -> dict[str, Any]:
    """An offer as plain data, actors by their names.

    >>> offer_dict(Offer(1, 0, 1, "compel", 4.0, 0.5, -0.75, True), ["DE", "FR"])["challenger"]
    'DE'
    """
    return {
        "challenger": names[offer.challenger],
        "target": names[offer.target],
        "kind": offer.kind,
        "position": offer.position,
        "challenger_expects": offer.challenger_expects,
        "target_expects": offer.target_expects,
        "taken": offer.taken,
    }


def _round_dict(played: Round, names: Sequence[str]) -> dict[str, Any]:
    return {
        "round": played.number,
        "risk_exponents": dict(zip(names, played.exponent.tolist(), strict=True)),
        "octants": played.tally(),
        "moves": [offer_dict(offer, names) for offer in played.moves()],
    }
