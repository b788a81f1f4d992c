"""Paths to equilibria: all of them against plain enumeration, each re-checked, the story of Elmira."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as FilePath

import numpy as np
import pytest

from estimative.base.errors import LimitError, UnsupportedError, UsageError
from estimative.base.logic.space import Factor
from estimative.exchange.casebook_conflict import read_conflict
from estimative.methods.conflict import PLAYED, Conflict, GraphConflict, PartialPreference, play, solve
from estimative.methods.conflict import evolution as room
from estimative.methods.conflict.arena import Arena
from estimative.methods.conflict.evolution import (
    WAYS,
    Evolution,
    Move,
    Path,
    all_paths,
    shortest_paths,
    simple_paths,
)
from estimative.methods.conflict.evolution_verify import evolution_faults, path_faults
from tests.methods.conflict.coalition_oracle import CoalitionOracle, random_graph
from tests.methods.conflict.conflicts import random_conflict
from tests.methods.conflict.oracle import Oracle
from tests.methods.runs import chunks, rng_of

Steps = dict[int, list[tuple[tuple[int, ...], int]]]


def _steps(problem: Conflict | GraphConflict, way: str, concept: str, deals: int) -> Steps:
    """From the definitions: per code, who can go where."""
    plain = CoalitionOracle(problem)
    found: Steps = {s: [] for s in plain.states}
    for s in plain.states:
        for i in range(plain.n):
            found[s] += [
                ((i,), t)
                for t in sorted(plain.R[i][s])
                if not WAYS[way].improving or plain.rank[i][t] > plain.rank[i][s]
            ]
    if WAYS[way].deals:
        oracle = Oracle(problem)
        for size in range(2, min(deals, oracle.n) + 1):
            for group in itertools.combinations(range(oracle.n), size):
                for s in oracle.states:
                    ends = oracle.deals(frozenset(group), s, concept)
                    found[oracle.codes[s]] += [(group, oracle.codes[t]) for t in ends]
    return found


def _walks(steps: Steps, start: int, longest: int, simple: bool) -> Iterator[Path]:
    """Every legal walk from the start of at most so many steps; simple ones where asked."""
    waiting = [Path(start)]
    while waiting:
        path = waiting.pop()
        yield path
        if len(path) < longest:
            for members, t in steps[path.end]:
                repeats = bool(path.moves) and path.moves[-1].members == members
                if not repeats and not (simple and t in {start, *(move.end for move in path.moves)}):
                    waiting.append(Path(start, (*path.moves, Move(members, path.end, t))))


def _random(rng: np.random.Generator, way: str) -> Conflict | GraphConflict:
    if way == "deals" or rng.random() < 0.5:
        return random_conflict(rng, most_states=9)
    return random_graph(rng)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("chunk", chunks(6))
def test_all_simple_paths_are_found(way: str, chunk: int) -> None:
    rng = rng_of(2010, chunk)
    for _ in range(12):
        problem = _random(rng, way)
        concept, deals, longest = str(rng.choice(PLAYED)), int(rng.integers(1, 4)), int(rng.integers(0, 5))
        start = int(rng.choice(problem.states))
        claim = all_paths(problem, start, way, concept, deals, problem.states.tolist(), longest, most=10**6)
        assert claim.complete
        expected: dict[int, set[Path]] = {end: set() for end in problem.states.tolist()}
        for path in _walks(_steps(problem, way, concept, deals), start, longest, simple=True):
            expected[path.end].add(path)
        assert {end: set(found) for end, found in claim.paths.items()} == expected
        for end, found in claim.paths.items():
            assert [len(path) for path in found] == sorted(len(path) for path in found)
            assert tuple(simple_paths(problem, start, end, way, concept, deals, longest)) == found
        assert evolution_faults(problem, claim) == ()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("chunk", chunks(6))
def test_all_shortest_paths_are_found(way: str, chunk: int) -> None:
    rng = rng_of(207, chunk)
    for _ in range(12):
        problem = _random(rng, way)
        concept, deals = str(rng.choice(PLAYED)), int(rng.integers(1, 4))
        start = int(rng.choice(problem.states))
        claim = shortest_paths(problem, start, way, concept, deals, problem.states.tolist(), most=10**6)
        assert evolution_faults(problem, claim) == ()
        expected: dict[int, set[Path]] = {}
        for path in sorted(_walks(_steps(problem, way, concept, deals), start, 4, simple=False), key=len):
            shortest = expected.setdefault(path.end, set())
            if all(len(path) == len(other) for other in shortest):
                shortest.add(path)
        for end, found in claim.paths.items():
            if end in expected:
                assert set(found) == expected[end]
                assert len(found) == len(expected[end])
            else:
                assert all(len(path) > 4 for path in found)


@pytest.mark.parametrize("concept", ["Nash", "GMR", "SMR", "SEQ", "SSEQ"])
def test_the_ends_are_the_equilibria_with_the_drivers_of_the_start(concept: str) -> None:
    rng = np.random.default_rng(40)
    with_drivers = 0
    for _ in range(60):
        problem = random_conflict(rng)
        start = int(rng.choice(problem.states))
        arena = Arena(problem, start)
        with_drivers += len(arena) < len(problem.states)
        expected = set(solve(problem).equilibria(concept).tolist()) & set(arena.codes.tolist())
        assert set(shortest_paths(problem, start, "moves", concept).paths) == expected
    assert with_drivers


def test_the_play_ends_only_where_some_path_leads() -> None:
    rng = np.random.default_rng(41)
    for _ in range(60):
        problem = random_conflict(rng)
        start = int(rng.choice(problem.states))
        arena = Arena(problem, start)
        for concept in PLAYED:
            for deals, way in ((1, "improvements"), (3, "deals")):
                final = play(arena, problem.ranks[:, arena.codes], concept, deals).final
                ends = [int(arena.codes[place]) for place in final]
                claim = shortest_paths(problem, start, way, concept, deals, ends)
                # moves of the play may be repeated by one decision maker; such two are one move in option form
                assert set(claim.reached) == set(ends)


def test_elmira_goes_on_by_itself_to_insisting_and_by_a_deal_to_accepting(shared: FilePath) -> None:
    book = read_conflict(shared / "casebook" / "conflict" / "elmira-12-states.json")
    problem, codes = book.problem, book.order.tolist()
    assert isinstance(problem, Conflict)
    numbers = {code: number for number, code in enumerate(codes, start=1)}
    alone = shortest_paths(problem, codes[0], "improvements", "SEQ")
    assert [numbers[end] for end in alone.reached] == [7]
    (path,) = alone.paths[codes[6]]
    assert [(problem.decision_makers[m.members[0]], numbers[m.end]) for m in path.moves] == [("Local Government", 7)]
    agreed = shortest_paths(problem, codes[6], "deals", "SEQ")
    assert {numbers[end] for end in agreed.reached} == {7, 10}
    (path,) = agreed.paths[codes[9]]
    assert path.moves == (Move((0, 1), codes[6], codes[9]),)


def test_in_graph_form_a_shortest_legal_path_may_come_through_a_state_twice() -> None:
    # A goes s to t; only A goes on from t to u, and may not twice in a row; B and C lead round and back to t
    arcs = np.zeros((3, 4, 4), dtype=bool)
    arcs[0, 0, 1] = arcs[0, 1, 2] = arcs[1, 1, 3] = arcs[2, 3, 1] = True
    problem = GraphConflict(("A", "B", "C"), ("s", "t", "u", "v"), arcs, np.zeros((3, 4)))
    (path,) = shortest_paths(problem, 0, "moves", ends=[2]).paths[2]
    assert [move.end for move in path.moves] == [1, 3, 1, 2]
    assert all_paths(problem, 0, "moves", ends=[2]).paths == {2: ()}


FREE = Conflict(
    ("A", "B"),
    tuple(Factor(f"o{k}", owner="AB"[k % 2]) for k in range(6)),
    np.ones(64, bool),
    np.zeros((2, 64), int),
)


def test_lists_that_are_cut_short_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all_paths(FREE, 0, "moves", ends=[63], longest=2, most=2).complete
    cut = all_paths(FREE, 0, "moves", ends=[63], longest=2, most=1)
    assert (cut.complete, len(cut.paths[63])) == (False, 1)
    assert "only 1 paths" in cut.warnings[0]
    some = shortest_paths(FREE, 0, "moves", ends=[63], most=1)
    assert (some.complete, len(some.paths[63])) == (False, 1)
    assert shortest_paths(FREE, 0, "moves", ends=[63], most=2).complete
    monkeypatch.setattr(room, "MOST_EXPANDED", 100)
    ended = all_paths(FREE, 0, "moves", ends=[63], longest=6, most=10**6)
    assert not ended.complete
    assert "lower `longest`" in ended.warnings[-1]


def test_paths_come_one_by_one_where_all_would_be_too_many() -> None:
    some = list(itertools.islice(simple_paths(FREE, 0, 63, "moves", longest=40), 50))
    assert len(set(some)) == 50
    assert not any(path_faults(FREE, path, "moves") for path in some)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"way": "move"}, "did you mean `moves`"),
        ({"way": "deals", "deals": 0}, "most members"),
        ({"way": "deals", "concept": "SMR"}, "defined for"),
        ({"concept": "NASH"}, "has equilibria for"),
        ({"start": 64}, "feasible"),
        ({"ends": [64]}, "feasible"),
    ],
)
def test_what_cannot_be_answered_is_said(arguments: dict[str, object], words: str) -> None:
    for asked in (shortest_paths, all_paths):
        with pytest.raises(UsageError, match=words):
            asked(FREE, **{"start": 0, **arguments})  # type: ignore[arg-type]


def test_deals_in_graph_form_and_unknown_gains_are_not_guessed() -> None:
    nothing = np.zeros((2, 2), bool)
    partial = PartialPreference(nothing, ~np.eye(2, dtype=bool))
    problem = GraphConflict(("A",), ("s", "t"), [[[0, 1], [0, 0]]], np.zeros((1, 2)), (partial,))  # type: ignore[arg-type]
    with pytest.raises(UnsupportedError, match="option form only"):
        shortest_paths(problem, 0, "deals", "Nash_a")
    with pytest.raises(UnsupportedError, match="not all known"):
        shortest_paths(problem, 0, "improvements", "Nash_a")
    claim = shortest_paths(problem, 0, "moves", "Nash_a")
    assert claim.paths == {1: (Path(0, (Move((0,), 0, 1),)),)}
    assert evolution_faults(problem, claim) == ()


def test_declared_limits_raise_the_declared_error() -> None:
    factors = tuple(Factor(f"o{k}", owner="AB"[k % 2]) for k in range(13))
    wide = Conflict(("A", "B"), factors, np.ones(1 << 13, bool), np.zeros((2, 1 << 13), int))
    with pytest.raises(LimitError, match="4,096"):
        shortest_paths(wide, 0, "moves", ends=[1])
    assert shortest_paths(wide, 0, "improvements").reached == (0,)


def _claim() -> Evolution:
    ranks = np.array([[0, 1, 2, 3], [0, 1, 2, 3]])
    problem = Conflict(("A", "B"), (Factor("a", owner="A"), Factor("b", owner="B")), np.ones(4, bool), ranks)
    return shortest_paths(problem, 0, ends=[3])


@pytest.mark.parametrize(
    "paths, words",
    [
        ((Path(0, (Move((0,), 0, 1), Move((0,), 1, 0))),), "twice in a row|may not"),
        ((Path(0, (Move((0,), 0, 3),)),), "may not go"),
        ((Path(0, (Move((0,), 0, 1), Move((1,), 0, 2))),), "the one before it ends"),
        ((Path(0, (Move((0,), 0, 1),)),), "not from 0 to 3"),
        ((), "the fewest are 2"),
    ],
)
def test_a_false_path_is_found_out(paths: tuple[Path, ...], words: str) -> None:
    claim = _claim()
    assert evolution_faults(claim.problem, claim) == ()
    said = " | ".join(evolution_faults(claim.problem, replace(claim, paths={3: paths})))
    assert re.search(words, said), said


def test_a_list_with_twins_or_detours_is_found_out() -> None:
    claim = _claim()
    twice = replace(claim, paths={3: claim.paths[3] * 2})
    assert "stands twice" in evolution_faults(claim.problem, twice)[0]
    short = replace(claim, longest=1)
    assert "longer than 1 steps" in evolution_faults(claim.problem, short)[0]


def test_plain_data_names_states_and_members() -> None:
    found = _claim().to_dict()
    assert found["paths"]["4"][0][0] == {"members": ["B"], "from": 1, "to": 3} or found["paths"]["4"][0][0] == {
        "members": ["A"],
        "from": 1,
        "to": 2,
    }
    assert (found["from"], found["way"], found["longest"], found["complete"]) == (1, "improvements", None, True)
