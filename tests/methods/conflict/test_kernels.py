"""The compiled kernels give what plain NumPy gives, to the last cell; and large conflicts what can be worked out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base import kernels as compiled
from estimative.base.canonical import digest
from estimative.base.errors import UsageError
from estimative.base.kernels import ALONE, Kernel, Team
from estimative.base.logic.space import Factor
from estimative.methods.conflict import CONCEPTS, Conflict, kernels, many, parts, solve, stability, tables
from estimative.methods.conflict.many import solve_many
from estimative.methods.conflict.preferences import ranks_from_levels
from estimative.methods.conflict.problem import dense_ranks
from estimative.methods.conflict.stability import plain_tables
from estimative.methods.conflict.structure import structure_of
from estimative.methods.conflict.tables import Tables, warm_up
from tests.methods.conflict.conflicts import random_conflict
from tests.methods.conflict.oracle import Oracle
from tests.methods.runs import chunks, rng_of

CHUNKS, PER_CHUNK = 20, 100
ALL = [found for module in (kernels, parts) for found in vars(module).values() if isinstance(found, Kernel)]


def by_kernels(problem: Conflict, team: Team = ALONE) -> dict[str, np.ndarray]:
    return Tables(structure_of(problem, team), team).stable(problem.ranks)


def random_wide(rng: np.random.Generator, size: int, decision_makers: int) -> Conflict:
    """A conflict with many options to each decision maker, most of them one-way, some with three variants, a driver."""
    names = tuple(f"dm{i}" for i in range(decision_makers))
    factors: list[Factor] = []
    while np.prod([len(factor.variants) for factor in factors]) < size:
        owner = None if len(factors) == 1 else str(rng.choice(names))
        moves = str(rng.choice(["both", "forward", "back"]))
        factors.append(Factor(f"f{len(factors)}", tuple("abc"[: rng.integers(2, 4)]), owner=owner, moves=moves))  # type: ignore[arg-type]
    count = int(np.prod([len(factor.variants) for factor in factors]))
    feasible = rng.random(count) < rng.choice([1.0, 0.8, 0.4])
    feasible[0] = True
    ranks = rng.integers(0, int(rng.choice([3, 30, 10**6])), (decision_makers, count))
    return Conflict(names, tuple(factors), feasible, ranks)


def same(found: dict[str, np.ndarray], expected: dict[str, np.ndarray], problem: Conflict) -> None:
    assert list(found) == list(expected) == list(CONCEPTS)
    for concept, table in expected.items():
        assert found[concept].shape == table.shape
        assert (found[concept] == table).all(), (concept, problem)


@pytest.mark.parametrize("chunk", chunks(CHUNKS))
def test_kernels_and_their_plain_twin_agree_on_small_conflicts(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "LEAST_WORK", 0)  # so that the work is split however little there is
    rng = rng_of(1234, chunk)
    team = Team(1 + chunk % 3)
    for _ in range(PER_CHUNK):
        problem = random_conflict(rng, most_states=48)
        same(by_kernels(problem, team), plain_tables(problem), problem)


@pytest.mark.parametrize("size, decision_makers", [(200, 1), (200, 2), (200, 6), (2_000, 2), (2_000, 4), (6_000, 3)])
def test_kernels_and_their_plain_twin_agree_where_decision_makers_have_many_choices(
    size: int, decision_makers: int
) -> None:
    rng = np.random.default_rng([size, decision_makers])
    for _ in range(3):
        problem = random_wide(rng, size, decision_makers)
        same(by_kernels(problem), plain_tables(problem), problem)


@pytest.mark.parametrize("few", [0, 128])
def test_few_and_many_cells_are_two_ways_to_one_answer(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estimative.methods.conflict.structure.FEW_CELLS", few)
    rng = np.random.default_rng(few)
    for _ in range(60):
        problem = random_wide(rng, int(rng.integers(8, 200)), int(rng.integers(2, 5)))
        same(by_kernels(problem), plain_tables(problem), problem)


@pytest.mark.parametrize("share", [0.0, 2.0])
def test_marking_what_fell_and_looking_everywhere_give_the_same(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MANY", share)
    rng = np.random.default_rng(11)
    for _ in range(100):
        problem = random_wide(rng, 100, 3) if rng.random() < 0.5 else random_conflict(rng, most_states=64)
        same(by_kernels(problem), plain_tables(problem), problem)


@pytest.mark.parametrize("chunk", chunks(4))
def test_kernels_agree_with_the_definition(chunk: int) -> None:
    rng = rng_of(99, chunk)
    for _ in range(25):
        problem = random_conflict(rng)
        oracle, found = Oracle(problem), by_kernels(problem)
        for concept in CONCEPTS:
            expected = [[oracle.stable(i, s, concept) for s in oracle.states] for i in range(oracle.n)]
            assert found[concept].tolist() == expected, (concept, problem)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels run as they are written."""
    for one in ALL:
        monkeypatch.setattr(one, "_compiled", one.plain)


def test_kernels_as_they_are_written_do_what_the_compiled_ones_do(plain: None) -> None:
    rng = np.random.default_rng(5)
    for turn in range(60):
        problem = random_conflict(rng, most_states=40) if turn % 2 else random_wide(rng, 60, 3)
        same(by_kernels(problem), plain_tables(problem), problem)


def test_ranks_that_no_32_bits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    for shift in (2**40, -(2**40), 2**31 - 2, -(2**31)):
        for scale in (1, 2**33):
            problem = random_conflict(rng)
            shifted = replace(problem, ranks=problem.ranks * scale + shift)
            same(by_kernels(shifted), plain_tables(problem), problem)


def test_ranks_of_infeasible_codes_mean_nothing() -> None:
    rng = np.random.default_rng(9)
    problem = next(p for p in iter(lambda: random_conflict(rng), None) if not p.feasible.all())
    noise = np.where(problem.feasible, problem.ranks, 2**60)
    same(by_kernels(replace(problem, ranks=noise)), plain_tables(problem), problem)


# --- Large conflicts -------------------------------------------------------------------------------------------------


def options(bits: int, decision_makers: int, moves: str = "both") -> tuple[tuple[str, ...], tuple[Factor, ...]]:
    names = tuple(f"dm{i}" for i in range(decision_makers))
    owners = [names[k * decision_makers // bits] for k in range(bits)]
    return names, tuple(Factor(f"f{k}", owner=owner, moves=moves) for k, owner in enumerate(owners))  # type: ignore[arg-type]


def own_choice(problem: Conflict, dm: int) -> np.ndarray:
    """The number of its own choice at each code."""
    choice = np.zeros(problem.size, np.int64)
    for k in reversed(problem.own(dm)):
        choice = choice * 2 + np.arange(problem.size) // problem.strides[k] % 2
    return choice


def test_solve_takes_the_kernels_for_large_conflicts_only(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    kept = Tables.stable

    def spied(self: Tables, *arguments: object) -> dict[str, np.ndarray]:
        taken.append(len(self.best))
        return kept(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Tables, "stable", spied)
    monkeypatch.setattr(stability, "warmed", lambda: False)
    rng = np.random.default_rng(1)
    for bits in (8, 16):
        names, factors = options(bits, 4)
        solve(Conflict(names, factors, np.ones(1 << bits, bool), rng.integers(0, 99, (4, 1 << bits))))
    assert taken == [1 << 16]
    monkeypatch.setattr(stability, "warmed", lambda: True)
    names, factors = options(8, 4)
    solve(Conflict(names, factors, np.ones(1 << 8, bool), rng.integers(0, 99, (4, 1 << 8))))
    assert taken == [1 << 16, 1 << 8]


@pytest.mark.parametrize("features", ["free", "ties", "rules", "one-way", "all"])
def test_a_large_conflict_equals_the_plain_twin(features: str) -> None:
    rng = np.random.default_rng(2**13)
    names, factors = options(13, 4)
    if features in ("one-way", "all"):
        factors = tuple(replace(f, moves="forward") if k % 3 == 0 else f for k, f in enumerate(factors))
    feasible = rng.random(1 << 13) < (0.7 if features in ("rules", "all") else 1.0)
    levels = 20 if features in ("ties", "all") else 2**40
    problem = Conflict(names, factors, feasible, rng.integers(0, levels, (4, 1 << 13)))
    same(by_kernels(problem, Team(2)), plain_tables(problem), problem)


def test_who_cares_for_nothing_but_its_own_choice_is_stable_at_the_best_of_them() -> None:
    names, factors = options(18, 5)
    problem = Conflict(names, factors, np.ones(1 << 18, bool), np.zeros((5, 1 << 18), int))
    choices = np.stack([own_choice(problem, dm) for dm in range(5)])
    problem = problem.with_ranks(choices)
    result = solve(problem)
    for concept in CONCEPTS:
        for dm in range(5):
            assert (result.stable[concept][dm] == (choices[dm] == choices[dm].max())).all()
        assert result.equilibria(concept).tolist() == [(1 << 18) - 1]


def test_guaranteed_ranks_decide_where_all_is_free() -> None:
    """Howard's metarationality in closed form: what a choice guarantees, and what the others can hold one to."""
    rng = np.random.default_rng(17)
    names, factors = options(17, 4)
    problem = Conflict(names, factors, np.ones(1 << 17, bool), rng.integers(0, 10**9, (4, 1 << 17)))
    result = solve(problem)
    for dm, rank in enumerate(problem.ranks):
        choice = own_choice(problem, dm)
        others = np.arange(1 << 17) - choice * problem.strides[problem.own(dm)[0]]
        least = np.full(choice.max() + 1, np.iinfo(np.int64).max)
        np.minimum.at(least, choice, rank)
        most = np.full(1 << 17, -1)
        np.maximum.at(most, others, rank)
        assert (result.stable["Nash"][dm] == (rank >= most[others])).all()
        assert (result.stable["GMR"][dm] == (rank >= least.max())).all()
        assert (result.stable["SMR"][dm] == (rank >= most[most >= 0].min())).all()


def test_drivers_make_slices_that_do_not_touch() -> None:
    rng = np.random.default_rng(18)
    names, factors = options(15, 3)
    ranks = rng.integers(0, 10**6, (3, 1 << 16))
    feasible = rng.random(1 << 16) < 0.9
    whole = solve(Conflict(names, (*factors, Factor("driver")), feasible, ranks))
    for half in (0, 1):
        part = slice(half << 15, (half + 1) << 15)
        alone = by_kernels(Conflict(names, factors, feasible[part], ranks[:, part]))
        cut = int(feasible[: 1 << 15].sum())
        for concept in CONCEPTS:
            assert (whole.stable[concept][:, slice(0, cut) if half == 0 else slice(cut, None)] == alone[concept]).all()


def test_long_paths_of_improvements_are_followed_to_their_end() -> None:
    """Everybody but one climbs a Gray code one option at a time, 2^12 steps; the bad end deters from afar."""
    bits = 12
    names = (*(f"climber{k}" for k in range(bits)), "walker")
    factors = tuple(Factor(f"f{k}", owner=name) for k, name in enumerate(names))
    codes = np.arange(1 << bits)
    climbed = codes.copy()
    for shift in (1, 2, 4, 8):
        climbed ^= climbed >> shift  # the place of each code in the Gray code
    ranks = np.tile(np.concatenate([climbed, climbed]), (bits + 1, 1))
    top = climbed == climbed.max()
    ranks[-1] = np.concatenate([np.ones(1 << bits, int), np.where(top, 0, 2)])  # to go pays, save at the top
    problem = Conflict(names, factors, np.ones(1 << (bits + 1), bool), ranks)
    found = by_kernels(problem)
    assert found["Nash"][-1].sum() == (1 << bits)
    climbs_to_worse = np.concatenate([np.ones(1 << bits, bool), ~top])
    assert (found["SEQ"][-1] == climbs_to_worse).all(), "who goes ends at the top, from wherever the others set out"
    same(found, plain_tables(problem), problem)


# --- Many draws ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("least", [0, 1 << 30])
def test_many_draws_give_what_each_gives_alone(least: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "KERNELS_FROM", least)
    rng = np.random.default_rng(3)
    for _ in range(5):
        problem = random_conflict(rng, most_states=48)
        draws = [rng.integers(0, 6, problem.ranks.shape) for _ in range(9)]
        results = list(solve_many(problem, draws))
        assert len(results) == len(draws)
        for ranks, result in zip(draws, results, strict=True):
            alone = replace(problem, ranks=ranks)
            assert result.to_dict() == solve(alone).to_dict()
            assert (result.problem.ranks == ranks).all()


def test_draws_are_taken_as_results_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "KERNELS_FROM", 0)
    problem = random_conflict(np.random.default_rng(4))
    taken = 0

    def draws() -> Iterator[np.ndarray]:
        nonlocal taken
        while True:
            taken += 1
            yield problem.ranks

    results = solve_many(problem, draws())
    for given_back in range(1, 30):
        next(results)
        assert taken <= given_back + compiled.EVERYBODY.size
    results.close()


def test_a_draw_of_another_shape_is_refused() -> None:
    problem = random_conflict(np.random.default_rng(4))
    with pytest.raises(UsageError, match="with_ranks"):
        list(solve_many(problem, [problem.ranks, problem.ranks[:, :-1]]))


def test_other_ranks_share_the_rest_and_have_a_digest_of_their_own() -> None:
    problem = random_conflict(np.random.default_rng(6))
    before = problem.digest, problem.fibers
    other = problem.with_ranks(-problem.ranks)
    assert other.digest == replace(problem, ranks=-problem.ranks).digest
    assert other.digest != before[0] or (problem.ranks == problem.ranks[:, :1]).all()
    assert other.fibers is before[1]
    assert not other.ranks.flags.writeable


# --- What belongs to it ----------------------------------------------------------------------------------------------


def test_the_digest_is_that_of_the_canonical_json() -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        problem = random_conflict(rng)
        content = {
            "decision_makers": list(problem.decision_makers),
            "factors": [[f.id, list(f.variants), f.owner, f.moves] for f in problem.factors],
            "states": problem.states.tolist(),
            "ranks": [dense_ranks(row[problem.states]).tolist() for row in problem.ranks],
        }
        assert problem.digest == digest(content)


def test_a_digest_is_made_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_conflict(np.random.default_rng(7))
    whole = problem.digest
    monkeypatch.setattr("estimative.methods.conflict.problem._AT_ONCE", 3)
    assert replace(problem).digest == whole


def sorted_levels(levels: list[np.ndarray], size: int) -> np.ndarray:
    """The plain twin of `ranks_from_levels`: sort after every level."""
    ranks = np.zeros(size, np.int64)
    for level in levels:
        order = np.unique(np.asarray(level), return_inverse=True)[1].reshape(size)
        ranks = np.unique(ranks * size + order, return_inverse=True)[1].reshape(size)
    return ranks


level = st.one_of(
    st.lists(st.booleans(), min_size=9, max_size=9).map(np.array),
    st.lists(st.integers(-3, 3), min_size=9, max_size=9).map(lambda v: np.array(v, np.int8)),
    st.lists(st.integers(-(2**62), 2**62), min_size=9, max_size=9).map(np.array),
    st.lists(st.integers(0, 2**17), min_size=9, max_size=9).map(lambda v: np.array(v, np.uint64)),
)


@given(st.lists(level, max_size=12))
def test_counting_ranks_as_sorting_does(levels: list[np.ndarray]) -> None:
    assert ranks_from_levels(levels, 9).tolist() == sorted_levels(levels, 9).tolist()


def test_hundreds_of_levels_are_told_apart() -> None:
    rng = np.random.default_rng(200)
    levels = list(rng.random((200, 50_000)) < 0.5)
    levels = [level | (rng.random() < 0.5) for level in levels]
    assert (ranks_from_levels(levels, 50_000) == sorted_levels(levels, 50_000)).all()


def test_moves_need_no_table_of_all_choices() -> None:
    names, factors = options(20, 1)
    problem = Conflict(names, (*factors, Factor("driver")), np.ones(1 << 21, bool), np.zeros((1, 1 << 21), int))
    assert problem.moves(0, 5).tolist() == [code for code in range(1 << 20) if code != 5]


def test_moves_are_what_the_table_of_choices_says() -> None:
    rng = np.random.default_rng(12)
    for _ in range(40):
        problem = random_conflict(rng)
        for dm, (fiber, legal) in enumerate(zip(problem.fibers, problem.legal, strict=True)):
            for line in fiber:
                for place, code in enumerate(line.tolist()):
                    if problem.feasible[code]:
                        reached = line[legal[place]]
                        assert problem.moves(dm, code).tolist() == reached[problem.feasible[reached]].tolist()


def test_warming_up_compiles_every_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled.compiling()
    for one in ALL:
        monkeypatch.setattr(one, "_compiled", None)
    monkeypatch.setattr(tables, "_WARM", type(tables._WARM)())
    assert not tables.warmed()
    assert warm_up()
    assert tables.warmed()
    inner = {"lower_all", "lower_of", "paired", "root"}  # called by other kernels only
    called = [one for one in ALL if one.__name__ not in inner]
    assert [one.__name__ for one in called if one._compiled is None or len(one._compiled.signatures) != 1] == []


def test_without_a_compiler_the_plain_twin_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(stability, "KERNELS_FROM", 0)
    monkeypatch.setattr(many, "KERNELS_FROM", 0)
    compiled.compiling.cache_clear()
    try:
        problem = random_conflict(np.random.default_rng(13))
        assert not compiled.compiling()
        assert not warm_up()
        same(dict(solve(problem).stable), plain_tables(problem), problem)
        (result,) = solve_many(problem, [problem.ranks])
        same(dict(result.stable), plain_tables(problem), problem)
    finally:
        compiled.compiling.cache_clear()


@pytest.mark.slow
def test_the_benchmark_prints_its_tables(root: Path) -> None:
    arguments = ["--least", "10", "--most", "10", "--plain-up-to", "10", "--draws", "3"]
    program = [sys.executable, str(root / "benchmarks" / "conflict.py"), *arguments]
    printed = subprocess.run(program, capture_output=True, text=True, check=True).stdout.splitlines()
    heads = [line.split()[0] for line in printed[1:] if line]
    assert heads == ["kind", "free", "mixed", "stated", "kind", "free", "mixed"]
