"""What must hold in every conflict in graph form, whatever the preferences; and what is refused in words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import EstimativeError, LimitError, UnsupportedError, UsageError
from estimative.base.logic.space import Factor
from estimative.exchange.casebook_conflict import conflict_from
from estimative.methods.conflict import (
    CONCEPTS,
    READINGS,
    Conflict,
    GraphConflict,
    PartialPreference,
    arcs_from_moves,
    graph_of,
    legal_reach,
    partial_from_pairs,
    solve,
)
from estimative.methods.conflict.record import MAX_GRAPH
from estimative.methods.conflict.surface import rank_of
from estimative.methods.conflict.unknown import READ
from tests.methods.conflict.books import random_book
from tests.methods.conflict.conflicts import random_conflict


def _graph(seed: int) -> GraphConflict:
    """A random conflict in graph form: every feature, or none and converted."""
    rng = np.random.default_rng(seed)
    problem = conflict_from(random_book(rng, most_states=20)).problem
    return problem if isinstance(problem, GraphConflict) else graph_of(problem)


graphs = st.integers(0, 2**32 - 1).map(_graph)


def _with(problem: GraphConflict, ranks: np.ndarray, unknown: np.ndarray) -> GraphConflict:
    """The same moves with preferences by ranks, some pairs of which are not known."""
    partial = []
    for dm, rank in enumerate(ranks):
        better = rank[None, :] > rank[:, None]
        partial.append(PartialPreference(better & ~unknown[dm], unknown[dm]))
    return replace(problem, partial=tuple(partial))


def _unknown(rng: np.random.Generator, problem: GraphConflict, share: float) -> np.ndarray:
    n, m = problem.ranks.shape
    upper = np.triu(rng.random((n, m, m)) < share, k=1)
    return upper | upper.transpose(0, 2, 1)


@given(graphs)
def test_the_concepts_and_readings_nest(problem: GraphConflict) -> None:
    found = solve(problem).stable
    if problem.complete:
        nested = [("Nash", "SSEQ"), ("SSEQ", "SMR"), ("SSEQ", "SEQ"), ("SMR", "GMR"), ("SEQ", "GMR")]
    else:
        nested = [
            (f"{strong}_{letter}", f"{weak}_{letter}")
            for letter in READINGS
            for strong, weak in [("Nash", "SMR"), ("Nash", "SEQ"), ("SMR", "GMR"), ("SEQ", "GMR")]
        ]
        nested += [(f"{c}_{one}", f"{c}_{other}") for c in READ for one, other in ["ab", "bd", "ac", "cd"]]
    for strong, weak in nested:
        assert (found[strong] <= found[weak]).all(), (strong, weak)


@given(graphs, st.integers(0, 2**32 - 1))
def test_where_nothing_is_unknown_every_reading_is_the_concept(problem: GraphConflict, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ranks = rng.integers(0, 5, problem.ranks.shape)
    known = solve(replace(problem, partial=(), ranks=ranks)).stable
    read = solve(_with(problem, ranks, np.zeros(problem.arcs.shape, dtype=bool))).stable
    for name, table in read.items():
        assert (table == known[name.partition("_")[0]]).all(), name


@given(graphs, st.integers(0, 2**32 - 1), st.sampled_from([0.1, 0.5]))
def test_what_holds_by_a_holds_once_all_is_known_and_then_holds_by_d(
    problem: GraphConflict, seed: int, share: float
) -> None:
    rng = np.random.default_rng(seed)
    ranks = rng.integers(0, 5, problem.ranks.shape)
    known = solve(replace(problem, partial=(), ranks=ranks)).stable
    read = solve(_with(problem, ranks, _unknown(rng, problem, share))).stable
    for concept in ("Nash", "GMR", "SMR"):  # in SEQ an answer that may pay can turn out not to
        assert (read[f"{concept}_a"] <= known[concept]).all()
        assert (known[concept] <= read[f"{concept}_d"]).all()


@given(graphs, st.integers(1, 5), st.integers(-7, 7))
def test_an_increasing_transform_of_the_ranks_changes_nothing(problem: GraphConflict, factor: int, shift: int) -> None:
    other = replace(problem, ranks=problem.ranks**3 * factor + shift)
    assert solve(problem).to_dict() == solve(other).to_dict()


@given(graphs, st.randoms(use_true_random=False))
def test_relabelling_decision_makers_and_states_permutes_the_answer(problem: GraphConflict, random: object) -> None:
    n, m = problem.ranks.shape
    dms, states = list(range(n)), list(range(m))
    random.shuffle(dms)  # type: ignore[attr-defined]
    random.shuffle(states)  # type: ignore[attr-defined]
    partial = [
        known and PartialPreference(known.better[np.ix_(states, states)], known.unknown[np.ix_(states, states)])
        for known in problem.partial
    ]
    other = GraphConflict(
        tuple(problem.decision_makers[dm] for dm in dms),
        tuple(problem.labels[s] for s in states),
        problem.arcs[np.ix_(dms, states, states)],
        problem.ranks[np.ix_(dms, states)],
        tuple(partial[dm] for dm in dms),
        problem.hidden[np.ix_(dms, states)],
    )
    before, after = solve(problem).stable, solve(other).stable
    assert set(before) == set(after)
    assert all((before[name][np.ix_(dms, states)] == after[name]).all() for name in before)
    assert (problem.digest == other.digest) == (dms == sorted(dms) and states == sorted(states))


@given(graphs, st.booleans())
def test_a_dummy_decision_maker_changes_nothing(problem: GraphConflict, unknowing: bool) -> None:
    m = len(problem.labels)
    known = partial_from_pairs([], m) if unknowing and not problem.complete else None
    other = GraphConflict(
        (*problem.decision_makers, "dummy"),
        problem.labels,
        np.concatenate([problem.arcs, np.zeros((1, m, m), dtype=bool)]),
        np.vstack([problem.ranks, np.arange(m)]),
        (*problem.partial, known),
        np.vstack([problem.hidden, np.zeros((1, m), dtype=bool)]),
    )
    before, after = solve(problem).stable, solve(other).stable
    for name, table in before.items():
        assert (table == after[name][:-1]).all()
        assert after[name][-1].all()


@given(graphs)
def test_solving_leaves_the_problem_as_it_was_and_says_the_same_again(problem: GraphConflict) -> None:
    arcs, ranks, digest = problem.arcs.copy(), problem.ranks.copy(), problem.digest
    first, second = solve(problem), solve(problem)
    assert first.to_dict() == second.to_dict()
    assert (problem.arcs == arcs).all()
    assert (problem.ranks == ranks).all()
    assert replace(problem).digest == digest
    tables = [problem.arcs, problem.ranks, problem.hidden, next(iter(first.stable.values()))]
    tables += [table for known in problem.partial if known for table in (known.better, known.unknown)]
    for table in tables:
        with pytest.raises(ValueError, match="read-only"):
            table[...] = 0


@given(st.integers(0, 2**32 - 1))
def test_merging_twins_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    conflict = random_conflict(rng, most_states=12)
    blank = Factor("twin", ("a", "b"), owner=None)
    doubled = Conflict(
        conflict.decision_makers,
        (*conflict.factors, blank),
        np.tile(conflict.feasible, 2),
        np.tile(conflict.ranks, (1, 2)),
    )
    merged = graph_of(doubled, merged=[(code, code + conflict.size) for code in conflict.states.tolist()])
    before, after = solve(conflict).stable, solve(merged).stable
    assert all((before[concept] == after[concept]).all() for concept in CONCEPTS)


AB = (Factor("a", owner="A"), Factor("b", owner="B"))
SQUARE = Conflict(("A", "B"), AB, np.ones(4, bool), np.array([[0, 1, 1, 2], [0, 0, 1, 1]]))


def test_an_arc_between_merged_states_needs_one_pair_of_members() -> None:
    free = replace(SQUARE, ranks=np.zeros((2, 4), int))
    merged = graph_of(free, merged=[(1, 2)], hidden={0: [3]})
    assert merged.labels == ("no no", "yes no or no yes", "yes yes")
    assert [np.argwhere(table).tolist() for table in merged.arcs] == [
        [[0, 1], [1, 0]],
        [[0, 1], [1, 0], [1, 2], [2, 1]],
    ]
    assert merged.unseen == {0: (2,)}


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"merged": [(0, 1)]}, "merges no no or yes no, which differ in rank for A"),
        ({"merged": [(0, 2)], "hidden": {0: [0]}}, "differ in rank"),
        ({"merged": [(1, 3)], "hidden": {1: [1]}}, "differ in rank for A"),
        ({"merged": [(0,), (0,)]}, "stands in merged twice"),
        ({"merged": [()]}, "empty group"),
        ({"merged": [(0, 4)]}, "4 is not the code of a feasible state"),
        ({"hidden": {2: [0]}}, "decision maker number 2"),
        ({"hidden": {0: [7]}}, "7 is not the code"),
    ],
)
def test_states_that_somebody_tells_apart_are_not_merged(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        graph_of(SQUARE, **arguments)  # type: ignore[arg-type]


def test_members_of_a_merged_state_are_seen_alike() -> None:
    free = replace(SQUARE, ranks=np.zeros((2, 4), int))
    with pytest.raises(UsageError, match="differ in sight for B"):
        graph_of(free, merged=[(0, 3)], hidden={1: [3]})


def test_labels_that_read_alike_are_told_apart_by_their_numbers() -> None:
    factors = (Factor("x", ("a", "a b"), owner="A"), Factor("y", ("b c", "c"), owner="A"))
    graph = graph_of(Conflict(("A",), factors, np.ones(4, bool), np.zeros((1, 4), int)))
    assert graph.labels == ("1: a b c", "2: a b b c", "3: a c", "4: a b c")


SMALL = {
    "decision_makers": ("A", "B"),
    "labels": ("s1", "s2"),
    "arcs": np.zeros((2, 2, 2), bool),
    "ranks": np.zeros((2, 2), int),
}


@pytest.mark.parametrize(
    "change, words",
    [
        ({"decision_makers": ()}, "one or more"),
        ({"decision_makers": ("A", "A")}, "different names"),
        ({"labels": ()}, "at least one state"),
        ({"labels": ("s1", "s1")}, "must differ; twice or more: 's1'"),
        ({"arcs": np.zeros((2, 2, 3), bool)}, r"arcs has shape \(2, 2, 3\)"),
        ({"arcs": np.ones((2, 2, 2), bool)}, "arcs of 'A' lead from 's1' to itself"),
        ({"ranks": np.zeros((1, 2), int)}, r"ranks has shape \(1, 2\); \(2, 2\) is due"),
        ({"hidden": np.zeros((2, 3), bool)}, "hidden has shape"),
        ({"partial": (None,)}, "partial has 1 entries"),
        ({"partial": (None, partial_from_pairs([], 3))}, "partial of 'B' has tables of shape"),
    ],
)
def test_a_problem_that_does_not_fit_together_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        GraphConflict(**{**SMALL, **change})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "better, unknown, words",
    [
        ([[0, 1], [1, 0]], [[0, 0], [0, 0]], "better than state 1 and worse"),
        ([[0, 1], [0, 0]], [[0, 1], [1, 0]], "and unknown"),
        ([[0, 0], [0, 0]], [[0, 1], [0, 0]], "in one direction only"),
        ([[0, 0], [0, 0]], [[1, 0], [0, 0]], "unknown beside state 1 itself"),
        ([[1, 0], [0, 0]], [[0, 0], [0, 0]], "better than state 1 and worse"),
        ([[0, 0]], [[0, 0]], "a row and a column per state"),
    ],
)
def test_a_preference_that_contradicts_itself_is_refused(better: object, unknown: object, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        PartialPreference(np.array(better), np.array(unknown))


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: arcs_from_moves([[(1, 3)]], 2), r"\(1, 3\) names no two states"),
        (lambda: partial_from_pairs([(0, 1)], 2), "state numbers are 1 to 2"),
        (lambda: partial_from_pairs([(1, 2), (2, 1)], 2), "and worse"),
        (lambda: partial_from_pairs([(1, 2)], 2, [(2, 1)]), "and alike"),
        (lambda: GraphConflict(**SMALL).moves(0, 2), "2 is not the code of a state"),
        (lambda: GraphConflict(**SMALL).label(-1), "-1 is not the code of a state"),
        (lambda: legal_reach([]), "at least one mover"),
    ],
)
def test_numbers_that_name_nothing_are_refused(make: object, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        make()  # type: ignore[operator]


def test_beyond_the_declared_limit_the_declared_error_is_raised() -> None:
    labels = tuple(map(str, range(MAX_GRAPH + 1)))
    many = tuple(Factor(f"f{k}", owner="AB"[k % 2]) for k in range(13))
    wide = Conflict(("A", "B"), many, np.ones(1 << 13, bool), np.zeros((2, 1 << 13), int))
    makes = [
        lambda: GraphConflict(("A",), labels, np.zeros((1, 1, 1), bool), np.zeros((1, 1), int)),
        lambda: graph_of(wide),
        lambda: arcs_from_moves([[]], MAX_GRAPH + 1),
        lambda: partial_from_pairs([], MAX_GRAPH + 1),
    ]
    for make in makes:
        with pytest.raises(LimitError, match="4,096"):
            make()
    with pytest.raises(LimitError, match="17 decision makers"):
        arcs_from_moves([[]] * 17, MAX_GRAPH)
    everything = [range(k, k + 4) for k in range(0, 1 << 13, 4)]
    assert len(graph_of(wide, merged=everything).labels) == 1 << 11


def test_a_conflict_at_the_limit_is_solved() -> None:
    count = MAX_GRAPH
    chain = arcs_from_moves([[(s, s + 1) for s in range(1 + dm, count, 2)] for dm in range(2)], count)
    problem = GraphConflict(("A", "B"), tuple(map(str, range(count))), chain, np.tile(np.arange(count), (2, 1)))
    assert solve(problem).equilibria("GMR").tolist() == [count - 1]


def test_what_needs_ranks_says_so_where_preferences_are_unknown() -> None:
    problem = GraphConflict(**{**SMALL, "partial": (None, partial_from_pairs([], 2))})  # type: ignore[arg-type]
    assert rank_of(problem, 0).tolist() == [0, 0]
    with pytest.raises(UnsupportedError, match="B"):
        rank_of(problem, 1)


@given(st.integers(0, 2**32 - 1))
def test_errors_about_states_are_the_projects_own(seed: int) -> None:
    problem = _graph(seed)
    for code in (-1, len(problem.labels)):
        for ask in (problem.number, problem.label, lambda code: problem.moves(0, code)):
            with pytest.raises(EstimativeError):
                ask(code)
    assert [problem.number(code) for code in problem.states] == list(range(1, len(problem.labels) + 1))
    assert all(one < other for one, other in pairwise(problem.states.tolist()))
