"""Facts of the conflict map as it is drawn: states in columns by depth, moves between them, main paths in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from estimative.assessment.conflict_map import ConflictMap, MapMove, MapState
from estimative.assessment.weights import NONE
from estimative.assessment.words import actor_name, move_in_words, scenario_name, state_in_words
from estimative.case.models import Case
from estimative.report.facts import Assessment
from estimative.report.links import home
from estimative.report.wording import TINY, deals_of

MOST_NODES = 36
SWEEPS = 4


@dataclass(frozen=True)
class Node:
    """One state as it is drawn. `tint` is the place of its scenario in the case, -1 for none of these.

    `ends` is the share of the play that ends here with deals, `ends_alone` without; `path` the address of its scenario.
    """

    number: int
    name: str
    path: str
    tint: int
    start: bool
    resting: bool
    ends: float
    ends_alone: float


@dataclass(frozen=True)
class Edge:
    """One move between two state numbers, by the names of its movers; `deal` where there are several.

    `main` and `main_alone`: it lies on the main path with deals, or without.
    """

    start: int
    end: int
    movers: tuple[str, ...]
    deal: bool
    main: bool
    main_alone: bool


@dataclass(frozen=True)
class Step:
    """One step of a main path in words."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class MainPath:
    """A main path: what it is called, its steps, and the state and the scenario it ends in, in words.

    Where it has no step, the play stays where things stand; unless it is `circling`: then its last state is one of
    several among which the play goes round without end.
    """

    title: str
    steps: tuple[Step, ...]
    end: int
    scenario: str
    state: str
    circling: bool


@dataclass(frozen=True)
class MapPicture:
    """The map: columns of nodes from the status quo on, equilibria that no play reaches, moves, main paths.

    `left_out` counts the states that are on the map and not in the picture.
    """

    concept: str
    columns: tuple[tuple[Node, ...], ...]
    apart: tuple[Node, ...]
    edges: tuple[Edge, ...]
    paths: tuple[MainPath, ...]
    left_out: int


def map_facts(facts: Assessment, most: int = MOST_NODES) -> MapPicture | None:
    """What the picture of the conflict shows; None where there is no map.

    Where the map has more than `most` states, those on main paths, where the play ends and nearest to the status quo
    are kept.
    """
    found = facts.map
    if found is None:
        return None
    kept = _kept(found, most)
    edges = [_edge(facts.case, move) for move in found.moves if move.start in kept and move.end in kept]
    states = [state for state in found.states if state.number in kept]
    columns = _columns(states, edges)
    nodes = {state.number: _node(facts.case, state) for state in states}
    return MapPicture(
        concept=found.concept,
        columns=tuple(tuple(nodes[number] for number in column) for column in columns),
        apart=tuple(nodes[state.number] for state in states if state.depth is None),
        edges=tuple(edges),
        paths=_paths(facts.case, found),
        left_out=len(found.states) - len(states),
    )


def main_paths(facts: Assessment) -> tuple[MainPath, ...]:
    """The main paths with and without deals, in words; none where there is no map."""
    return _paths(facts.case, facts.map) if facts.map is not None else ()


def _node(case: Case, state: MapState) -> Node:
    scenario = state.scenarios[0] if state.scenarios else NONE
    names = [scenario_name(case, key) for key in state.scenarios] or [scenario_name(case, NONE)]
    return Node(
        state.number,
        " and ".join(names),
        home(case, scenario),
        list(case.scenarios).index(scenario) if scenario in case.scenarios else -1,
        state.start,
        state.resting,
        state.ends_deals,
        state.ends_no_deals,
    )


def _edge(case: Case, move: MapMove) -> Edge:
    names = tuple(actor_name(case, member) for member in move.members)
    return Edge(move.start, move.end, names, len(names) > 1, move.on_path_deals, move.on_path_no_deals)


def _kept(found: ConflictMap, most: int) -> frozenset[int]:
    on_path = {n for move in found.moves if move.on_path_deals or move.on_path_no_deals for n in (move.start, move.end)}

    def weight(state: MapState) -> tuple[bool, float, int, int]:
        last = len(found.states) + 1
        needed = state.start or state.number in on_path
        ending = max(state.ends_deals, state.ends_no_deals)
        return not needed, -round(ending, 9), state.depth if state.depth is not None else last, state.number

    return frozenset(state.number for state in sorted(found.states, key=weight)[:most])


def _columns(states: Sequence[MapState], edges: Sequence[Edge]) -> list[list[int]]:
    """The numbers of the states by depth; within a column main paths first, the rest near what they are joined to."""
    depths = sorted({state.depth for state in states if state.depth is not None})
    columns = [[state.number for state in states if state.depth == depth] for depth in depths]
    main = {number for edge in edges if edge.main for number in (edge.start, edge.end)}
    alone = {number for edge in edges if edge.main_alone for number in (edge.start, edge.end)}
    joined: dict[int, list[int]] = {}
    for edge in edges:
        joined.setdefault(edge.start, []).append(edge.end)
        joined.setdefault(edge.end, []).append(edge.start)
    place = {number: float(row) for column in columns for row, number in enumerate(column)}
    for _ in range(SWEEPS):
        for column in columns:
            centre = {number: _mean(place[other] for other in joined.get(number, [number])) for number in column}
            column.sort(key=lambda number: (number not in main, number not in alone, centre[number], number))
            place.update({number: float(row) for row, number in enumerate(column)})
    return columns


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def _paths(case: Case, found: ConflictMap) -> tuple[MainPath, ...]:
    together = _path(case, found, [move for move in found.moves if move.on_path_deals], alone=False)
    alone = _path(case, found, [move for move in found.moves if move.on_path_no_deals], alone=True)
    return tuple(path for path in (together, alone) if path is not None)


def _path(case: Case, found: ConflictMap, moves: Sequence[MapMove], alone: bool) -> MainPath | None:
    states = {state.number: state for state in found.states}
    here = next((state.number for state in found.states if state.start), None)
    if here is None:
        return None
    onward = {move.start: move for move in moves}
    steps: list[Step] = []
    while here in onward and len(steps) < len(onward):
        move = onward[here]
        words = move_in_words(case, states[move.start].assignment, states[move.end].assignment)
        steps.append(Step(move.start, move.end, words))
        here = move.end
    end = states[here]
    names = " and ".join(scenario_name(case, key) for key in end.scenarios) or scenario_name(case, NONE)
    title = "without any deal" if alone else deals_of(found.deals)
    circling = found.circling_no_deals if alone else found.circling_deals
    return MainPath(title, tuple(steps), here, names, state_in_words(case, end.assignment), circling)


def ends_here(node: Node) -> bool:
    """Whether any of the play ends in this state."""
    return max(node.ends, node.ends_alone) > TINY
