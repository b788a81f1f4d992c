"""Every cell, every play and every witness of thousands of random conflicts against the definitions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from estimative.base.logic.space import Factor
from estimative.methods.conflict import CONCEPTS, PLAYED, Arena, Conflict, faults, movers, play, plays, solve, witness
from estimative.methods.conflict.plays import ends
from tests.methods.conflict.conflicts import random_conflict
from tests.methods.conflict.oracle import Oracle
from tests.methods.runs import chunks, rng_of

CHUNKS, PER_CHUNK = 25, 100


@pytest.mark.parametrize("chunk", chunks(CHUNKS))
def test_every_cell_equals_the_definition(chunk: int) -> None:
    rng = rng_of(20210902, chunk)
    for _ in range(PER_CHUNK):
        problem = random_conflict(rng)
        oracle, result = Oracle(problem), solve(problem)
        for concept in CONCEPTS:
            expected = [[oracle.stable(i, s, concept) for s in oracle.states] for i in range(oracle.n)]
            assert result.stable[concept].tolist() == expected, (concept, problem)


@pytest.mark.parametrize("chunk", chunks(10))
def test_every_play_equals_the_exact_chain(chunk: int) -> None:
    rng = rng_of(1993, chunk)
    for _ in range(50):
        problem = random_conflict(rng, most_states=20)
        oracle = Oracle(problem)
        start = oracle.states[int(rng.integers(len(oracle.states)))]
        arena = Arena(problem, oracle.codes[start])
        ranks = problem.ranks[:, arena.codes]
        weights = [1.0] * oracle.n if rng.random() < 0.5 else [float(w) for w in rng.integers(1, 5, oracle.n)]
        size = int(rng.integers(1, oracle.n + 1))
        for concept in PLAYED:
            found = play(arena, ranks, concept, size, weights)
            expected = oracle.play(start, concept, size, [Fraction(w) for w in weights])
            shares = {int(arena.codes[place]): share for place, share in found.final.items()}
            assert {oracle.codes[s] for s in expected} == set(shares), (concept, size, problem)
            for s, share in expected.items():
                assert shares[oracle.codes[s]] == pytest.approx(float(share), abs=1e-9)
            in_cycles = sum(
                share for s, share in expected.items() if oracle.steps(s, concept, size, [Fraction(w) for w in weights])
            )
            assert found.cycle_mass == pytest.approx(float(in_cycles), abs=1e-9)


@pytest.mark.parametrize("chunk", chunks(5))
def test_every_path_of_play_is_made_of_steps_that_the_definition_allows(chunk: int) -> None:
    rng = rng_of(2008, chunk)
    for _ in range(40):
        problem = random_conflict(rng, most_states=16)
        oracle = Oracle(problem)
        by_code = {code: state for state, code in oracle.codes.items()}
        arena = Arena(problem, int(rng.choice(problem.states)))
        for concept in PLAYED:
            found = play(arena, problem.ranks[:, arena.codes], concept, deals=2)
            for end in found.final:
                here = found.start
                for step in found.path(end):
                    s, t = (by_code[int(arena.codes[place])] for place in (step.start, step.end))
                    assert step.start == here
                    if len(step.members) == 1:
                        assert t in oracle.best(step.members[0], s, concept)
                    else:
                        assert t in oracle.deals(frozenset(step.members), s, concept)
                    here = step.end
                assert here == end


@pytest.mark.parametrize("chunk", chunks(5))
def test_every_witness_holds_and_says_what_the_table_says(chunk: int) -> None:
    rng = rng_of(2017, chunk)
    for _ in range(40):
        problem = random_conflict(rng, most_states=16)
        result = solve(problem)
        for code in problem.states.tolist():
            for dm in range(len(problem.decision_makers)):
                for concept in CONCEPTS:
                    claim = witness(problem, dm, code, concept)
                    assert faults(problem, claim) == ()
                    assert claim.stable == result.is_stable(concept, dm, code)


@pytest.mark.parametrize("chunk", chunks(5))
def test_many_plays_at_once_equal_one_by_one(chunk: int) -> None:
    rng = rng_of(2021, chunk)
    for _ in range(20):
        problem = random_conflict(rng)
        arena = Arena(problem, int(rng.choice(problem.states)))
        count = len(problem.decision_makers)
        many = np.stack([rng.integers(0, rng.choice([2, 5, 70_000]), (count, len(arena))) for _ in range(7)])
        weights = rng.integers(1, 4, count).tolist()
        size = int(rng.integers(1, count + 1))
        for concept in PLAYED:
            found = ends(arena, many, concept, size, weights)
            for k, ranks in enumerate(many):
                one = play(arena, ranks, concept, size, weights)
                shares = np.zeros(len(arena))
                shares[list(one.final)] = list(one.final.values())
                assert found.shares[k] == pytest.approx(shares, abs=1e-12)
                assert found.cycles[k] == pytest.approx(one.cycle_mass, abs=1e-12)
                resting = solve(replace(problem, ranks=_spread_out(problem, arena, ranks))).stable[concept].all(axis=0)
                places = np.searchsorted(problem.states, arena.codes)
                assert (found.equilibria[k] == resting[places]).all()


def _spread_out(problem: Conflict, arena: Arena, ranks: np.ndarray) -> np.ndarray:
    """Ranks by place written at their codes; other slices are left indifferent."""
    spread = np.zeros((len(ranks), problem.size), dtype=np.int64)
    spread[:, arena.codes] = ranks
    return spread


def test_small_stretches_give_the_same_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    problem = random_conflict(rng)
    arena = Arena(problem, int(problem.states[0]))
    count = len(problem.decision_makers)
    many = rng.integers(0, 5, (9, count, len(arena)))
    whole = ends(arena, many, "SEQ", 2, [1.0] * count)
    monkeypatch.setattr(plays, "MOST_CELLS", 1)
    monkeypatch.setattr(movers, "MOST_DEALS", 5)
    monkeypatch.setattr(movers, "MOST_PAIRS", 3)
    single = ends(arena, many, "SEQ", 2, [1.0] * count)
    assert single.shares == pytest.approx(whole.shares, abs=1e-12)
    assert (single.equilibria == whole.equilibria).all()


@pytest.mark.parametrize("chunk", chunks(3))
def test_an_answer_does_not_hang_on_what_is_solved_beside_it(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = rng_of(1944, chunk)
    for _ in range(5):
        problem = random_conflict(rng)
        arena = Arena(problem, int(rng.choice(problem.states)))
        count = len(problem.decision_makers)
        many = rng.integers(0, rng.choice([2, 5, 100]), (30, count, len(arena)))
        weights = rng.integers(1, 4, count).tolist()
        for concept in PLAYED:
            whole = ends(arena, many, concept, count, weights)
            monkeypatch.setattr(plays, "MOST_TOGETHER", int(rng.integers(1, 5)))
            monkeypatch.setattr(movers, "MOST_DEALS", int(rng.integers(1, 20)))
            order = rng.permutation(len(many))
            apart = ends(arena, many[order], concept, count, weights)
            monkeypatch.undo()
            assert apart.shares.tobytes() == whole.shares[order].tobytes()
            assert apart.cycles.tobytes() == whole.cycles[order].tobytes()
            assert (apart.equilibria == whole.equilibria[order]).all()


def test_more_states_than_a_byte_counts_are_ranked_as_they_are() -> None:
    rng = np.random.default_rng(1961)
    for _ in range(4):
        factors = [Factor(f"f{k}", owner=f"dm{k % 3}", moves=str(rng.choice(["both", "forward"]))) for k in range(8)]  # type: ignore[arg-type]
        feasible = rng.random(256) < 0.9
        feasible[0] = True
        problem = Conflict(("dm0", "dm1", "dm2"), tuple(factors), feasible, np.zeros((3, 256)))
        arena = Arena(problem, 0)
        assert len(arena) > 127
        many = np.stack([np.stack([rng.permutation(len(arena)) for _ in range(3)]) for _ in range(3)])
        many[1] //= 40
        for concept in PLAYED:
            found = ends(arena, many, concept, 3, [1, 2, 1])
            for k, ranks in enumerate(many):
                one = play(arena, ranks, concept, 3, [1, 2, 1])
                shares = np.zeros(len(arena))
                shares[list(one.final)] = list(one.final.values())
                assert found.shares[k] == pytest.approx(shares, abs=1e-12)
                assert found.cycles[k] == pytest.approx(one.cycle_mass, abs=1e-12)
