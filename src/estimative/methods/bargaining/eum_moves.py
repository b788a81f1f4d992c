"""What follows from expected utilities: the octant of every pair, the offers, and which offer an actor takes.

The two readings of the model are records: `EQUATIONS`, the printed text, and `PRINTED`, what reproduces the figures
that were printed with it (Scholz, Calbert and Smith 2011). All tables are read from the actor of the row, who looks at
the actor of the column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError, listed, nearest
from estimative.methods.bargaining.eum_pressure import NOTHING, Bools, Standing, Worth
from estimative.methods.bargaining.problem import Floats

Codes = NDArray[np.int8]
Places = NDArray[np.intp]

OCTANTS = (
    "stalemate", "conflict+", "conflict-", "compromise+", "compromise-", "compel+", "compel-", "together",
)  # fmt: skip
"""By number. + where the actor of the row has the upper hand, - where the other has; together: the same place."""

STALEMATE, CONFLICT_UP, CONFLICT_DOWN, COMPROMISE_UP, COMPROMISE_DOWN, COMPEL_UP, COMPEL_DOWN, TOGETHER_NUMBER = range(
    8
)

MIRRORED: Codes = np.array([0, 2, 1, 4, 3, 6, 5, 7], dtype=np.int8)
"""The octant of the same pair seen from the other side."""

EQUAL_TO = 9
"""Ranks of offers are compared after rounding to so many decimals."""


@dataclass(frozen=True, eq=False)
class Contest:
    """All that decides about the offers of a round."""

    place: Standing
    worth: Worth
    octant: Codes
    proposal: Floats


@dataclass(frozen=True)
class Preset:
    """One reading of the model, as data.

    `curved`: votes are curved by each voter's own exponent. `shared`: they are divided by the votes of all pairs.
    `hopeful`: left alone, the other moves to the challenger's good. `own_view`: an actor judges both sides of a pair
    with its own exponent; else each side judges its own. `even_gives_way`: where the two sides of a pair are equal in
    size it is a compromise that goes all the way, else compel. `moving`: the octants in which the actor of the row gets
    an offer. `ranks`: by what it chooses among its offers, lowest first, each table compared where those before it tie;
    what ties in all goes by the order of the actors.
    """

    name: str
    curved: bool
    shared: bool
    hopeful: bool
    own_view: bool
    even_gives_way: bool
    moving: tuple[int, ...]
    ranks: Callable[[Contest], tuple[Floats, ...]]


def octants(place: Standing, worth: Worth, even_gives_way: bool) -> Codes:
    """The octant of every pair, from E of the own challenge (a) and of the other's (b).

    Both above zero: conflict. One above and one not: compromise where the one above is larger in size, compel where it
    is smaller; where they are equal, compromise if `even_gives_way`, else compel. Both not above zero, or both above
    and equal: stalemate.
    """
    a, b = worth.own, worth.against
    up, down = a > 0, b > 0
    level = np.abs(a - b) <= NOTHING
    more = np.abs(a) - np.abs(b)
    larger = -NOTHING if even_gives_way else NOTHING
    found = np.zeros(a.shape, dtype=np.int8)
    for code, where in (
        (CONFLICT_UP, up & down & (a > b) & ~level),
        (CONFLICT_DOWN, up & down & (a < b) & ~level),
        (COMPROMISE_UP, up & ~down & (more > larger)),
        (COMPROMISE_DOWN, down & ~up & (more < -larger)),
        (COMPEL_UP, up & ~down & (more <= larger)),
        (COMPEL_DOWN, down & ~up & (more >= -larger)),
        (TOGETHER_NUMBER, place.together),
    ):
        found[where] = code
    return found


def proposals(place: Standing, worth: Worth, octant: Codes) -> Floats:
    """Where the actor of the row would go for the actor of the column: all the way, or |a/b| of it in a compromise."""
    here, there = place.position[:, None], place.position[None, :]
    way = np.ones(octant.shape)
    np.divide(np.abs(worth.own), np.abs(worth.against), out=way, where=octant == COMPROMISE_DOWN)
    return np.where(
        way < 1, np.clip(here + (there - here) * way, np.minimum(here, there), np.maximum(here, there)), there
    )


def offered(preset: Preset, octant: Codes) -> Bools:
    """Which actors of the row have an offer from which actors of the column?"""
    return np.isin(octant, preset.moving)


def chosen(preset: Preset, contest: Contest) -> Places:
    """By whose offer each actor is moved; -1 where it has none."""
    left = offered(preset, contest.octant)
    none = ~left.any(axis=1)
    for rank in preset.ranks(contest):
        key = np.where(left, np.round(rank, EQUAL_TO), np.inf)
        left &= key <= key.min(axis=1, keepdims=True)
    takes: Places = left.argmax(axis=1)
    takes[none] = -1
    return takes


def _by_what_backs_it(contest: Contest) -> tuple[Floats, ...]:
    """The challenger's highest expected utility, then the least move."""
    return -contest.worth.against, _move(contest)


def _by_category(contest: Contest) -> tuple[Floats, ...]:
    """Conflict before compromise; conflicts by the least move, compromises by the lowest weighted place.

    That place is the mean of the two positions, each weighed by the size of its side's expected utility; since the
    lowest comes first, the answer hangs on the direction of the scale, as the printed figures do.
    """
    place, a, b = contest.place, np.abs(contest.worth.own), np.abs(contest.worth.against)
    here, there = place.position[:, None], place.position[None, :]
    size = np.where(a + b > 0, a + b, 1.0)
    middle = ((a * here + b * there) / size - place.position.min()) / place.spread
    conflict = contest.octant == CONFLICT_DOWN
    return np.where(conflict, 0.0, 1.0), np.where(conflict, _move(contest), middle)


def _move(contest: Contest) -> Floats:
    gap: Floats = np.abs(contest.proposal - contest.place.position[:, None]) / contest.place.spread
    return gap


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset(
                "EQUATIONS",
                curved=False,
                shared=False,
                hopeful=False,
                own_view=False,
                even_gives_way=False,
                moving=(COMPROMISE_DOWN, COMPEL_DOWN),
                ranks=_by_what_backs_it,
            ),
            Preset(
                "PRINTED",
                curved=True,
                shared=True,
                hopeful=True,
                own_view=True,
                even_gives_way=True,
                moving=(CONFLICT_DOWN, COMPROMISE_DOWN),
                ranks=_by_category,
            ),
        )
    }
)
"""The two readings, by name; the first is the default."""


def preset_named(name: str) -> Preset:
    """The record of a reading. Raises UsageError for a name that is not one.

    >>> preset_named("PRINTED").curved
    True
    """
    if name not in PRESETS:
        raise UsageError(f"eum: preset is {name!r}; allowed: {listed(list(PRESETS))}{nearest(name, PRESETS)}")
    return PRESETS[name]
