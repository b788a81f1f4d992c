"""Roads: how one actor reaches another, directly or through others, and how strong the weakest link of each way is.

The strongest road is the one whose weakest link is strongest, of any length: the max-min closure of MDI. The next best
are found as Yen finds the next shortest paths: the roads that are left over are parted by where they first turn off a
road already found, and the best of each part waits for its turn. So no more is walked than k roads need.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import LimitError, UsageError
from estimative.methods.influence.problem import STRONGEST, Influence
from estimative.methods.influence.record import MAX_ROADS

Bools = NDArray[np.bool_]
Whole = TypeVar("Whole", bound=np.signedinteger[Any])


@dataclass(frozen=True)
class Road:
    """One way from the first of `actors` to the last, nobody twice.

    `links` has the direct influence at each step, `strength` the least of them; `weakest` are the links, as pairs of
    actors, that have it.
    """

    actors: tuple[str, ...]
    links: tuple[int, ...]
    strength: int
    weakest: tuple[tuple[str, str], ...]

    @property
    def through(self) -> tuple[str, ...]:
        """The actors between both ends."""
        return self.actors[1:-1]

    def to_dict(self) -> dict[str, Any]:
        """The road as plain JSON values."""
        return {
            "actors": list(self.actors),
            "links": list(self.links),
            "strength": self.strength,
            "weakest": [list(link) for link in self.weakest],
        }


@dataclass(frozen=True)
class Roads:
    """The strongest roads from one actor to another, best first; `all_there_are` where there is no further one."""

    start: str
    end: str
    found: tuple[Road, ...]
    all_there_are: bool

    def to_dict(self) -> dict[str, Any]:
        """The roads as plain JSON values."""
        roads = [road.to_dict() for road in self.found]
        return {"from": self.start, "to": self.end, "roads": roads, "all_there_are": self.all_there_are}


def roads(problem: Influence, start: str, end: str, k: int = 3) -> Roads:
    """The `k` strongest roads from `start` to `end`: the wider first, then the shorter, then by the actors' names.

    Exact for any number of actors; the time grows with k × the actors on a road × the square of all actors. Raises
    UsageError for a name that is none, or twice the same; LimitError for more than 1,000 roads.

    >>> pakistan = Influence(("A", "B", "C"), (), [[0, 2, 1], [0, 0, 3], [0, 0, 0]], [[], [], []])
    >>> [(road.actors, road.strength, road.weakest) for road in roads(pakistan, "A", "C").found]
    [(('A', 'B', 'C'), 2, (('A', 'B'),)), (('A', 'C'), 1, (('A', 'C'),))]
    """
    if k > MAX_ROADS:
        raise LimitError(f"roads: {k:,} are asked for; at most {MAX_ROADS:,} are looked for")
    if k < 1:
        raise UsageError(f"roads: k is {k}; one or more are due")
    source, target = problem.place(start), problem.place(end)
    if source == target:
        raise UsageError(f"roads: from {start!r} to itself; two actors are due")
    ways = _Ways(problem, target)
    waiting: list[_Part] = []
    ways.offer(waiting, (source,), frozenset())
    found: list[Road] = []
    while waiting and len(found) < k:
        part = heapq.heappop(waiting)
        found.append(road_of(problem, [problem.actors[i] for i in part.places]))
        for turn in range(part.turn, len(part.places) - 1):
            barred = frozenset({part.places[turn + 1]}) | (part.barred if turn == part.turn else frozenset())
            ways.offer(waiting, part.places[: turn + 1], barred)
    return Roads(start, end, tuple(found), not waiting)


def road_of(problem: Influence, actors: Sequence[str]) -> Road:
    """The road through these actors, in this order.

    Raises UsageError where somebody is named twice, or one cannot move the next.
    """
    places = [problem.place(name) for name in actors]
    if len(places) < 2 or len(set(places)) != len(places):
        raise UsageError(f"road_of: {', '.join(map(repr, actors))}; a road has two or more actors, none of them twice")
    links = [int(problem.influence[i, j]) for i, j in pairwise(places)]
    if not all(links):
        broken = links.index(0)
        raise UsageError(f"road_of: {actors[broken]!r} cannot move {actors[broken + 1]!r}; a road needs every link")
    strength = min(links)
    weakest = tuple(pair for pair, link in zip(pairwise(actors), links, strict=True) if link == strength)
    return Road(tuple(actors), tuple(links), strength, weakest)


def strongest(influence: NDArray[Whole]) -> NDArray[Whole]:
    """How strong the strongest road between any two actors is: the max-min closure of MDI (…, n, n), diagonal 0.

    >>> strongest(np.array([[0, 2, 1], [0, 0, 3], [0, 0, 0]])).tolist()
    [[0, 2, 2], [0, 0, 3], [0, 0, 0]]
    """
    closure = influence.copy()
    for via in range(influence.shape[-1]):
        np.maximum(closure, np.minimum(closure[..., :, via, None], closure[..., via, None, :]), out=closure)
    places = np.arange(influence.shape[-1])
    closure[..., places, places] = 0
    return closure


def strengths(influence: NDArray[Whole], places: Sequence[int]) -> NDArray[Whole]:
    """How strong one road (actors by their numbers) is in each draw of MDI (…, n, n); 0 where a link is missing.

    >>> strengths(np.array([[[0, 2], [0, 0]], [[0, 3], [1, 0]]]), [0, 1]).tolist()
    [2, 3]
    """
    here, there = list(places[:-1]), list(places[1:])
    found: NDArray[Whole] = influence[..., here, there].min(axis=-1)
    return found


@dataclass(frozen=True, order=True)
class _Part:
    """Roads that share their beginning up to `turn` and take none of `barred` from there: the best of them."""

    weakness: int
    steps: int
    names: tuple[int, ...]
    places: tuple[int, ...]
    turn: int = field(compare=False)
    barred: frozenset[int] = field(compare=False)


class _Ways:
    """Looks for the best road of a part, to one target."""

    def __init__(self, problem: Influence, target: int) -> None:
        self.table, self.target = problem.influence, target
        self.strengths = sorted({int(value) for value in np.unique(self.table)} - {0}, reverse=True)
        self.wide: dict[int, Bools] = {strength: self.table >= strength for strength in self.strengths}
        order = sorted(range(len(problem.actors)), key=problem.actors.__getitem__)
        self.name = {place: rank for rank, place in enumerate(order)}

    def offer(self, waiting: list[_Part], begun: tuple[int, ...], barred: frozenset[int]) -> None:
        """Puts the best road that begins so, and does not go on to any of `barred`, on the heap, if there is one."""
        so_far = min((int(self.table[i, j]) for i, j in pairwise(begun)), default=STRONGEST)
        free = np.ones(len(self.table), dtype=bool)
        free[list(begun[:-1])] = False
        for strength in [value for value in self.strengths if value <= so_far]:
            rest = self._shortest(begun[-1], self.wide[strength], free, barred)
            if rest is not None:
                places = begun + rest
                names = tuple(self.name[place] for place in places)
                heapq.heappush(waiting, _Part(-strength, len(places), names, places, len(begun) - 1, barred))
                return

    def _shortest(self, start: int, wide: Bools, free: Bools, barred: frozenset[int]) -> tuple[int, ...] | None:
        """The shortest way on from `start`, first by names among equals; None where there is none."""
        first = wide[start] & free
        first[list(barred)] = False
        steps = np.full(len(wide), -1)
        steps[self.target], near, count = 0, np.zeros(len(wide), dtype=bool), 0
        near[self.target] = True
        while near.any() and not (first & near).any():
            count += 1
            near = wide[:, near].any(axis=1) & free & (steps < 0)
            near[start] = False
            steps[near] = count
        if not near.any():
            return None
        way, choice = [], first & near
        while True:
            here = min(np.flatnonzero(choice).tolist(), key=self.name.__getitem__)
            way.append(here)
            if here == self.target:
                return tuple(way)
            count -= 1
            choice = wide[here] & (steps == count)
