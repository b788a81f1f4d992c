"""Every cell and every witness of thousands of random conflicts over every feature against the definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from estimative.exchange.casebook_conflict import CasebookConflict, conflict_from, conflict_json
from estimative.methods.conflict import (
    CONCEPTS,
    UNKNOWN_CONCEPTS,
    faults,
    graph_of,
    legal_minimum,
    legal_reach,
    solve,
    witness,
)
from tests.methods.conflict.books import random_book
from tests.methods.conflict.conflicts import random_conflict
from tests.methods.conflict.graph_oracle import GraphOracle
from tests.methods.runs import chunks, rng_of

PER_CHUNK = 100
WITNESSED = 10
"""Of each chunk the first so many have the witness of every cell re-checked: 500 of 5,000."""


def books(chunk: int, count: int) -> Iterator[dict[str, Any]]:
    """The first random conflicts of a chunk; for the same chunk of a run always the same."""
    rng = rng_of(1, chunk)
    for _ in range(count):
        yield random_book(rng)


def tables(book: CasebookConflict) -> dict[str, list[list[bool]]]:
    """Per concept a row per decision maker and a column per state in the numbering of the file."""
    result = solve(book.problem)
    place = np.searchsorted(book.problem.states, book.order)
    return {concept: table[:, place].tolist() for concept, table in result.stable.items()}


@pytest.mark.parametrize("chunk", chunks(50))
def test_every_cell_equals_the_definition(chunk: int) -> None:
    for data in books(chunk, PER_CHUNK):
        oracle, found = GraphOracle(data), tables(conflict_from(data))
        assert tuple(found) == (UNKNOWN_CONCEPTS if oracle.unknowing else tuple(CONCEPTS))
        for concept, table in found.items():
            expected = [[oracle.stable(i, s, concept) for s in oracle.states] for i in oracle.dms]
            assert table == expected, (concept, json.dumps(data))


@pytest.mark.parametrize("chunk", chunks(50))
def test_every_witness_of_every_cell_holds_and_says_what_the_table_says(chunk: int) -> None:
    for data in books(chunk, WITNESSED):
        book = conflict_from(data)
        result = solve(book.problem)
        for number, code in enumerate(book.order.tolist(), start=1):
            for dm, name in enumerate(book.problem.decision_makers):
                for concept in result.stable:
                    claim = witness(book.problem, dm, code, concept)
                    assert faults(book.problem, claim) == (), (claim, json.dumps(data))
                    assert claim.stable == result.is_stable(concept, dm, code), (claim, json.dumps(data))
                    assert claim.unseen == (number in data.get("misperceived", {}).get(name, []))
                    assert claim.unseen == (dm in result.blind(code))


def features(data: dict[str, Any]) -> set[str]:
    """Which of the features that the proof speaks of this conflict has."""
    preferences = data["preferences"].values()
    found = {
        "graph form": not data["options"],
        "merged": any(isinstance(state, list) and not isinstance(state[0], int) for state in data["state_list"]),
        "hidden": any(data.get("misperceived", {}).values()),
        "one-way": any(option.get("direction", "both") != "both" for option in data["options"]),
        "multi-variant": any("variants" in option for option in data["options"]),
        "driver": any(option["dm"] is None for option in data["options"]),
        "ties": any(isinstance(entry, list) for preference in preferences for entry in preference.get("ranking", [])),
        "unknown": any("certain" in preference for preference in preferences),
        "prioritised": any("prioritised" in preference for preference in preferences),
        f"{len(data['decision_makers'])} decision makers": True,
    }
    return {name for name, there in found.items() if there}


def test_the_random_conflicts_mix_every_feature_with_every_other() -> None:
    rng = np.random.default_rng(3)
    pairs = {pair for _ in range(2_000) for pair in combinations(sorted(features(random_book(rng))), 2)}
    sizes = {f"{count} decision makers" for count in range(2, 6)}
    only_options = {"merged", "one-way", "multi-variant", "driver", "prioritised"}
    names = sorted(only_options | sizes | {"graph form", "hidden", "ties", "unknown"})
    apart = [sizes, {"merged", "prioritised"}, *({"graph form", name} for name in only_options)]
    due = {pair for pair in combinations(names, 2) if not any(set(pair) <= group for group in apart)}
    assert pairs == due


@pytest.mark.parametrize("chunk", chunks(10))
def test_option_form_and_the_same_in_graph_form_agree(chunk: int) -> None:
    rng = rng_of(3, chunk)
    for _ in range(50):
        problem = random_conflict(rng)
        graph = graph_of(problem)
        one, other = solve(problem), solve(graph)
        for concept in CONCEPTS:
            assert (one.stable[concept] == other.stable[concept]).all(), (concept, problem)
        for number, code in enumerate(problem.states.tolist(), start=1):
            assert graph.label(number - 1) == problem.label(code)
            for dm in range(len(problem.decision_makers)):
                moves = sorted(problem.number(t) for t in problem.moves(dm, code).tolist())
                assert [graph.number(t) for t in graph.moves(dm, number - 1).tolist()] == moves


@pytest.mark.parametrize("chunk", chunks(5))
def test_what_is_written_reads_as_the_same_conflict(chunk: int) -> None:
    rng = rng_of(4, chunk)
    for _ in range(50):
        book = conflict_from(random_book(rng))
        again = conflict_from(json.loads(json.dumps(conflict_json(book))))
        assert again.problem.digest == book.problem.digest
        assert again.order.tolist() == book.order.tolist()
        assert [again.state(s) for s in again.order.tolist()] == [book.state(s) for s in book.order.tolist()]
        bare = conflict_from(json.loads(json.dumps(conflict_json(book.problem))))
        assert bare.problem.digest == book.problem.digest


@pytest.mark.parametrize("chunk", chunks(5))
def test_legal_reach_and_its_minimum_are_those_of_pairs_of_state_and_last_mover(chunk: int) -> None:
    rng = rng_of(5, chunk)
    for _ in range(60):
        count, movers = int(rng.integers(1, 20)), int(rng.integers(1, 5))
        arcs = rng.random((movers, count, count)) < rng.choice([0.02, 0.1, 0.3])
        values = rng.integers(0, rng.choice([3, 50]), count)
        expected = [_walked(arcs, start) for start in range(count)]
        reach = legal_reach(list(arcs))
        assert [set(np.flatnonzero(row).tolist()) for row in reach] == expected
        least = [min(values[t] for t in {start, *ends}) for start, ends in enumerate(expected)]
        assert legal_minimum(list(arcs), values).tolist() == least


def _walked(arcs: np.ndarray, start: int) -> set[int]:
    """All that legal sequences reach, walked pair by pair."""
    waiting, seen = [(start, -1)], set()
    for state, last in waiting:
        for mover in range(len(arcs)):
            if mover == last:
                continue
            for there in np.flatnonzero(arcs[mover, state]).tolist():
                if (there, mover) not in seen:
                    seen.add((there, mover))
                    waiting.append((there, mover))
    return {state for state, _ in seen}
