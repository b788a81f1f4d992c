"""How a conflict may come from where it stands to each equilibrium: paths of moves, of improvements, or of deals too.

A path is a legal sequence: no decision maker, and no group that makes deals, goes twice in a row. Who takes part in a
step and from where to where is all that a path says; nothing is weighed, and time is not modelled. Where the play puts
its mass is another question (see `play`): there everybody goes to what it likes best, here wherever it may.

Source: Xu, Kilgour, Hipel and Kemkes, European Journal of Operational Research 207, 2010 (as cited in the project's
method notes, not re-read).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from estimative.base.errors import LimitError, UnsupportedError, UsageError, listed, nearest
from estimative.methods.conflict.arena import Arena, Members
from estimative.methods.conflict.concepts import CONCEPTS, PLAYED
from estimative.methods.conflict.deterrence import Deterrence
from estimative.methods.conflict.graph import GraphConflict
from estimative.methods.conflict.joint import slices
from estimative.methods.conflict.play import coalitions
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.reach import moves_of
from estimative.methods.conflict.record import MAX_ARENA
from estimative.methods.conflict.stability import solve

MOST_EXPANDED = 1 << 18
"""Steps that the list of all paths tries before it says that it is not complete."""


@dataclass(frozen=True)
class Way:
    """Which steps a path may take."""

    id: str
    improving: bool
    deals: bool
    sentence: str


WAYS: dict[str, Way] = {
    way.id: way
    for way in (
        Way("moves", False, False, "any move of one decision maker"),
        Way("improvements", True, False, "moves that are better for who makes them than the state that they leave"),
        Way("deals", True, True, "improvements of one decision maker, and deals that would be kept"),
    )
}
"""By id. Which deals there are is the concept's matter, as in the play."""


@dataclass(frozen=True)
class Move:
    """One step of a path: who goes, alone or by a deal, and the codes from where and to where."""

    members: Members
    start: int
    end: int


@dataclass(frozen=True)
class Path:
    """Steps from `start`, each beginning where the one before ends; no steps where one is there already."""

    start: int
    moves: tuple[Move, ...] = ()

    @property
    def end(self) -> int:
        """The code at which it arrives."""
        return self.moves[-1].end if self.moves else self.start

    def __len__(self) -> int:
        return len(self.moves)


@dataclass(frozen=True, eq=False)
class Evolution:
    """Paths from one state to each of some others.

    `paths` has the ends in the order of their codes, with no paths where an end is not reached. `longest` is None where
    the shortest paths were asked for, else the most steps of those listed. `complete`: every path of that kind is
    there; else `warnings` say what ended the list. `deals` is the most members of a deal, 1 where the way has none.
    """

    problem: Conflict | GraphConflict
    start: int
    way: str
    concept: str
    deals: int
    paths: Mapping[int, tuple[Path, ...]]
    longest: int | None
    complete: bool = True
    warnings: tuple[str, ...] = ()

    @property
    def reached(self) -> tuple[int, ...]:
        """The codes of the ends to which some path leads."""
        return tuple(end for end, found in self.paths.items() if found)

    def to_dict(self) -> dict[str, Any]:
        """The paths as plain data, states by their numbers, members by name."""
        names, number = self.problem.decision_makers, self.problem.number
        return {
            "method": "conflict evolution",
            "problem": self.problem.digest,
            "from": number(self.start),
            "way": self.way,
            "concept": self.concept,
            "deals": self.deals,
            "longest": self.longest,
            "paths": {
                str(number(end)): [
                    [
                        {"members": [names[dm] for dm in m.members], "from": number(m.start), "to": number(m.end)}
                        for m in path.moves
                    ]
                    for path in found
                ]
                for end, found in self.paths.items()
            },
            "complete": self.complete,
            "warnings": list(self.warnings),
        }


def shortest_paths(
    problem: Conflict | GraphConflict,
    start: int,
    way: str = "improvements",
    concept: str = "SEQ",
    deals: int = 2,
    ends: Iterable[int] | None = None,
    most: int = 100,
) -> Evolution:
    """By which fewest steps may the state `start` (a code) turn into each equilibrium under `concept`?

    `way`: "moves", "improvements" or "deals" (improvements and deals of up to `deals` members). `ends`: codes to use
    instead of the equilibria with the drivers of the start. At most `most` paths are listed for each end. A shortest
    legal sequence may, in graph form, come through one state twice.

    Raises UsageError for an unknown way, concept or state, UnsupportedError for deals in graph form and improvements
    where a preference is not known whole, LimitError where more than 4,096 states can be reached.

    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> shortest_paths(dilemma, 0, way="deals").to_dict()["paths"]
    {'1': [[]], '4': [[{'members': ['A', 'B'], 'from': 1, 'to': 4}]]}
    >>> shortest_paths(dilemma, 0, way="improvements").reached
    (0,)
    """
    roads = Roads(problem, start, way, concept, deals)
    wanted = _ends(problem, start, concept, ends)
    steps, before = _legal_distances(roads, start)
    paths = {end: tuple(islice(_shortest(start, end, steps, before), most + 1)) for end in wanted}
    cut = [problem.number(end) for end, found in paths.items() if len(found) > most]
    warnings = (f"only {most} shortest paths are listed to: {', '.join(map(str, cut))}",) if cut else ()
    listed_paths = {end: found[:most] for end, found in paths.items()}
    return Evolution(problem, start, way, concept, roads.most, listed_paths, None, not cut, warnings)


def all_paths(
    problem: Conflict | GraphConflict,
    start: int,
    way: str = "improvements",
    concept: str = "SEQ",
    deals: int = 2,
    ends: Iterable[int] | None = None,
    longest: int = 8,
    most: int = 1000,
) -> Evolution:
    """By which paths of at most `longest` steps, none through a state twice, may `start` turn into each equilibrium?

    At most `most` paths are listed for each end, short ones first; `complete` says whether those are all of at most
    `longest` steps. Other arguments and errors as for `shortest_paths`; `simple_paths` gives them one by one.
    """
    roads = Roads(problem, start, way, concept, deals)
    paths, warnings, budget = {}, [], _Budget(MOST_EXPANDED)
    for end in _ends(problem, start, concept, ends):
        found = list(islice(_simple(roads, start, end, longest, budget), most + 1))
        paths[end] = tuple(found[:most])
        if len(found) > most:
            warnings.append(f"only {most} paths are listed to state {problem.number(end)}")
    if budget.spent:
        warnings.append(f"the search was ended after {MOST_EXPANDED:,} steps; lower `longest` to have it finished")
    return Evolution(problem, start, way, concept, roads.most, paths, longest, not warnings, tuple(warnings))


def simple_paths(
    problem: Conflict | GraphConflict,
    start: int,
    end: int,
    way: str = "improvements",
    concept: str = "SEQ",
    deals: int = 2,
    longest: int = 8,
) -> Iterator[Path]:
    """Yields the paths from `start` to `end` of at most `longest` steps, none through a state twice, short ones first.

    Arguments and errors as for `shortest_paths`. A caller may stop whenever it has enough.

    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> [len(path) for path in simple_paths(dilemma, 3, 0)]
    [2, 2]
    """
    problem.number(end)
    yield from _simple(Roads(problem, start, way, concept, deals), start, end, longest, _Budget(None))


class Roads:
    """The steps that one way allows from one state after another."""

    def __init__(self, problem: Conflict | GraphConflict, start: int, way: str, concept: str, deals: int) -> None:
        if way not in WAYS:
            raise UsageError(f"evolution: way is {way!r}; allowed: {listed(list(WAYS))}{nearest(way, WAYS)}")
        if deals < 1:
            raise UsageError(f"evolution: deals is {deals}; it is the most members of a deal, 1 for none")
        problem.number(start)
        self.problem, self.way = problem, WAYS[way]
        self.most = min(deals, len(problem.decision_makers)) if self.way.deals else 1
        self._ahead: dict[int, tuple[Move, ...]] = {}
        self._deals: Deterrence | None = None
        if self.way.deals:
            if isinstance(problem, GraphConflict):
                raise UnsupportedError(
                    "evolution: deals are computed in option form only; ask for improvements or moves"
                )
            if concept not in PLAYED:
                raise UsageError(f"evolution: concept is {concept!r}; deals are defined for {listed(PLAYED)}")
            self.arena = Arena(problem, start)
            self._deals = Deterrence(self.arena, problem.ranks[:, self.arena.codes][None], CONCEPTS[concept])

    def ahead(self, code: int) -> tuple[Move, ...]:
        """All steps from a state: those of one decision maker first, then deals, by their ends."""
        if code not in self._ahead:
            if len(self._ahead) == MAX_ARENA:
                raise LimitError(f"evolution: more than {MAX_ARENA:,} states are reached; fix some options before")
            found = [
                Move((dm,), code, end)
                for dm in range(len(self.problem.decision_makers))
                for end in moves_of(self.problem, dm, code, self.way.improving).tolist()
            ]
            self._ahead[code] = (*found, *self._deals_from(code))
        return self._ahead[code]

    def _deals_from(self, code: int) -> Iterator[Move]:
        if self._deals is not None:
            place = self.arena.place(code)
            for group in coalitions(len(self.problem.decision_makers), self.most):
                for end in np.flatnonzero(self._deals.deals(group)[0, place]).tolist():
                    yield Move(group, code, int(self.arena.codes[end]))


@dataclass
class _Budget:
    """How many steps may still be tried; None for no end."""

    left: int | None

    @property
    def spent(self) -> bool:
        return self.left == 0

    def take(self) -> bool:
        """Takes one step off; False where none is left."""
        if self.left is not None:
            self.left = max(0, self.left - 1)
        return not self.spent


def _ends(problem: Conflict | GraphConflict, start: int, concept: str, given: Iterable[int] | None) -> tuple[int, ...]:
    if given is not None:
        ends = sorted(set(given))
        for end in ends:
            problem.number(end)
        return tuple(ends)
    result = solve(problem)
    if concept not in result.stable:
        raise UsageError(
            f"evolution: concept is {concept!r}; this conflict has equilibria for {listed(list(result.stable), 20)}"
        )
    rows = slices(problem)
    within = rows[np.flatnonzero((rows == start).any(axis=1))[0]]
    return tuple(np.intersect1d(result.equilibria(concept), within).tolist())


Node = tuple[int, Members]
"""A state and who made the last step to it."""


def _legal_distances(roads: Roads, start: int) -> tuple[dict[Node, int], dict[Node, list[tuple[Node, Move]]]]:
    """The fewest legal steps to every state with its last mover, and all ways to come there in as many."""
    steps: dict[Node, int] = {(start, ()): 0}
    before: dict[Node, list[tuple[Node, Move]]] = {}
    waiting = deque(steps)
    while waiting:
        here = waiting.popleft()
        for move in roads.ahead(here[0]):
            there = (move.end, move.members)
            if move.members == here[1]:
                continue
            if there not in steps:
                steps[there] = steps[here] + 1
                waiting.append(there)
            if steps[there] == steps[here] + 1:
                before.setdefault(there, []).append((here, move))
    return steps, before


def _shortest(
    start: int, end: int, steps: Mapping[Node, int], before: Mapping[Node, Sequence[tuple[Node, Move]]]
) -> Iterator[Path]:
    """All shortest legal paths to an end, found backwards."""
    nodes = [node for node in steps if node[0] == end]
    fewest = min((steps[node] for node in nodes), default=0)
    waiting: list[tuple[Node, tuple[Move, ...]]] = [(node, ()) for node in nodes if steps[node] == fewest]
    while waiting:
        node, moves = waiting.pop()
        if not steps[node]:
            yield Path(start, moves)
        waiting += [(earlier, (move, *moves)) for earlier, move in reversed(before.get(node, ()))]


def _simple(roads: Roads, start: int, end: int, longest: int, budget: _Budget) -> Iterator[Path]:
    """Simple paths by their length: for each length a walk that never goes where the end is too far."""
    if start == end:
        yield Path(start)
        return
    far = _distances_to(roads, start, end)
    for length in range(far.get(start, longest + 1), min(longest, len(roads._ahead)) + 1):
        moves: list[Move] = []
        visited = {start}
        open_steps = [iter(roads.ahead(start))]
        while open_steps and budget.take():
            move = next(open_steps[-1], None)
            if move is None:
                open_steps.pop()
                if moves:
                    visited.discard(moves.pop().end)
                continue
            left = length - len(moves) - 1
            legal = not moves or moves[-1].members != move.members
            if not legal or move.end in visited or far.get(move.end, length) > left:
                continue
            if move.end == end:
                if not left:
                    yield Path(start, (*moves, move))
                continue
            moves.append(move)
            visited.add(move.end)
            open_steps.append(iter(roads.ahead(move.end)))


def _distances_to(roads: Roads, start: int, end: int) -> dict[int, int]:
    """For every state that can be reached and from which `end` can be: the fewest steps to it, legal or not."""
    origins: dict[int, list[int]] = {start: []}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for move in roads.ahead(here):
            if move.end not in origins:
                origins[move.end] = []
                waiting.append(move.end)
            origins[move.end].append(here)
    far = {end: 0} if end in origins else {}
    waiting = deque(far)
    while waiting:
        here = waiting.popleft()
        for origin in origins[here]:
            if origin not in far:
                far[origin] = far[here] + 1
                waiting.append(origin)
    return far
