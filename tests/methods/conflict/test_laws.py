"""What must hold in every conflict, whatever the ranks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import LimitError, UsageError
from estimative.base.logic.space import Factor
from estimative.methods.conflict import CONCEPTS, PLAYED, Arena, Conflict, play, ranks_from_levels, solve
from estimative.testing import conflicts as strategies

conflicts = strategies.conflicts()


@given(conflicts)
def test_the_concepts_nest(problem: Conflict) -> None:
    stable = solve(problem).stable
    for strong, weak in [("Nash", "SSEQ"), ("SSEQ", "SMR"), ("SSEQ", "SEQ"), ("SMR", "GMR"), ("SEQ", "GMR")]:
        assert (stable[strong] <= stable[weak]).all(), (strong, weak)


@given(conflicts, st.integers(1, 5), st.integers(-7, 7))
def test_an_increasing_transform_of_the_ranks_changes_nothing(problem: Conflict, factor: int, shift: int) -> None:
    other = replace(problem, ranks=problem.ranks**3 * factor + shift)
    before, after = solve(problem), solve(other)
    assert all((before.stable[c] == after.stable[c]).all() for c in CONCEPTS)
    assert before.to_dict() == after.to_dict()
    assert problem.digest == other.digest


@given(conflicts, st.randoms(use_true_random=False))
def test_relabelling_decision_makers_permutes_the_answer(problem: Conflict, random: object) -> None:
    order = list(range(len(problem.decision_makers)))
    random.shuffle(order)  # type: ignore[attr-defined]
    other = replace(
        problem, decision_makers=tuple(problem.decision_makers[i] for i in order), ranks=problem.ranks[order]
    )
    before, after = solve(problem), solve(other)
    for concept in CONCEPTS:
        assert (before.stable[concept][order] == after.stable[concept]).all()
    start = int(problem.states[0])
    for concept in PLAYED:
        ends = [
            {int(arena.codes[s]): share for s, share in play(arena, p.ranks[:, arena.codes], concept).final.items()}
            for p in (problem, other)
            for arena in [Arena(p, start)]
        ]
        assert ends[0] == pytest.approx(ends[1])


@given(conflicts)
def test_a_dummy_decision_maker_changes_nothing(problem: Conflict) -> None:
    other = replace(
        problem,
        decision_makers=(*problem.decision_makers, "dummy"),
        ranks=np.vstack([problem.ranks, np.zeros(problem.size, dtype=np.int64)]),
    )
    before, after = solve(problem), solve(other)
    for concept in CONCEPTS:
        assert (before.stable[concept] == after.stable[concept][:-1]).all()
        assert after.stable[concept][-1].all()


@given(conflicts, st.sampled_from(PLAYED), st.integers(1, 4))
def test_the_play_shares_one_whole_and_rests_only_where_nobody_is_restless(
    problem: Conflict, concept: str, deals: int
) -> None:
    arena = Arena(problem, int(problem.states[-1]))
    found = play(arena, problem.ranks[:, arena.codes], concept, deals)
    assert sum(found.final.values()) == pytest.approx(1.0)
    assert all(share > 0 for share in found.final.values())
    restless = {step.start for step in found.steps}
    cycling = {s for states, _ in found.cycles for s in states}
    assert set(found.final) - restless == set(found.final) - cycling


@given(conflicts)
def test_without_deals_the_play_rests_in_equilibria_only(problem: Conflict) -> None:
    arena = Arena(problem, int(problem.states[0]))
    result = solve(problem)
    for concept in PLAYED:
        found = play(arena, problem.ranks[:, arena.codes], concept, deals=1)
        cycling = {s for states, _ in found.cycles for s in states}
        ends = {int(arena.codes[s]) for s in set(found.final) - cycling}
        assert ends <= set(result.equilibria(concept).tolist())


@given(conflicts)
def test_solving_leaves_the_problem_as_it_was(problem: Conflict) -> None:
    before = (problem.feasible.copy(), problem.ranks.copy())
    first, second = solve(problem).to_dict(), solve(problem).to_dict()
    assert first == second
    assert (before[0] == problem.feasible).all()
    assert (before[1] == problem.ranks).all()
    with pytest.raises(ValueError, match="read-only"):
        problem.ranks[0, 0] = 1


@given(st.lists(st.lists(st.integers(0, 3), min_size=6, max_size=6), max_size=8))
def test_levels_are_compared_one_after_the_other(levels: list[list[int]]) -> None:
    ranks = ranks_from_levels([np.array(level) for level in levels], 6)
    rows = list(zip(*levels, strict=True)) if levels else [()] * 6
    for a in range(6):
        for b in range(6):
            assert (ranks[a] > ranks[b]) == (rows[a] > rows[b])


AB = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))


@pytest.mark.parametrize(
    "change, words",
    [
        ({"decision_makers": ()}, "one or more"),
        ({"decision_makers": ("A", "A")}, "different names"),
        ({"factors": (AB[0], Factor("b", ("no", "yes"), owner="C"))}, "no decision maker"),
        ({"feasible": np.ones(3, bool)}, "shape"),
        ({"feasible": np.zeros(4, bool)}, "no state is feasible"),
        ({"ranks": np.zeros((1, 4), int)}, "shape"),
    ],
)
def test_a_problem_that_does_not_fit_together_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        replace(Conflict(("A", "B"), AB, np.ones(4, bool), np.zeros((2, 4), int)), **change)


def test_declared_limits_raise_the_declared_error() -> None:
    many = tuple(Factor(f"f{k}", ("no", "yes"), owner="A") for k in range(23))
    with pytest.raises(LimitError, match="at most"):
        Conflict(("A",), many, np.ones(1, bool), np.zeros((1, 1), int))
    wide = tuple(Factor(f"f{k}", ("no", "yes"), owner="AB"[k % 2]) for k in range(13))
    with pytest.raises(LimitError, match="4,096"):
        Arena(Conflict(("A", "B"), wide, np.ones(1 << 13, bool), np.zeros((2, 1 << 13), int)), 0)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"concept": "SSEQ"}, "defined for"),
        ({"deals": 0}, "most members"),
        ({"initiatives": [1.0]}, "one positive number"),
        ({"initiatives": [1.0, 0.0]}, "one positive number"),
        ({"initiatives": [1.0, float("nan")]}, "one positive number"),
        ({"ranks": np.zeros((2, 3), int)}, "shape"),
    ],
)
def test_the_play_says_what_it_cannot_take(arguments: dict[str, object], words: str) -> None:
    problem = Conflict(("A", "B"), AB, np.ones(4, bool), np.zeros((2, 4), int))
    given_arguments = {"ranks": problem.ranks, **arguments}
    with pytest.raises(UsageError, match=words):
        play(Arena(problem, 0), **given_arguments)  # type: ignore[arg-type]
