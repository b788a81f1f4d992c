"""The search finds exactly what the definition says, in every way that it can go about it."""

import numpy as np
import pytest

from estimative.base.errors import LimitError, UsageError
from estimative.base.kernels import Kernel, Team
from estimative.methods.cross_impact import CrossImpact, kernels, solve
from estimative.methods.cross_impact import consistent as consistent_module
from estimative.methods.cross_impact import search as search_module
from estimative.methods.cross_impact.field import field_of
from estimative.methods.cross_impact.search import portion, search
from estimative.methods.cross_impact.tables import tables
from tests.methods.cross_impact.definition import by_balances, by_definition
from tests.methods.cross_impact.made import all_scenarios, some_problem
from tests.methods.cross_impact.runs import chosen_seed, random_problem


@pytest.fixture(scope="module")
def seed():
    return chosen_seed()


def random_matrix(count, variants, density, seed, never=()):
    return random_problem(np.random.default_rng(seed), count, variants, density, never)


def test_thousands_of_random_problems_by_the_array_oracle(seed):
    rng = np.random.default_rng(seed)
    found = 0
    for number in range(3000):
        problem = some_problem(rng, rules=0.4 if number % 2 else 0.0, spread=int(rng.choice([1, 3, 20_000])))
        tolerance = int(rng.choice([0, 0, 1, 2, 5]))
        due = by_balances(problem, all_scenarios(problem), tolerance)
        searched = search(field_of(problem), tolerance, 1000, Team(1), tabled=bool(number % 3))
        assert searched.complete
        np.testing.assert_array_equal(searched.states, due, err_msg=f"problem {number} of seed {seed}")
        found += len(due)
    assert found > 3000


def test_hundreds_of_random_problems_by_the_definition(seed):
    rng = np.random.default_rng(seed + 1)
    for number in range(200):
        problem = some_problem(rng, most=60, rules=0.5)
        tolerance = int(rng.integers(0, 4))
        held = {int(j): 0 for j in np.flatnonzero(rng.random(len(problem.counts)) < 0.3)}
        found = solve(problem, tolerance, held=held)
        assert list(found) == by_definition(problem, tolerance, held), f"problem {number} of seed {seed + 1}"
        assert found.complete
        assert found.count == len(found)


@pytest.mark.parametrize("number", range(6))
def test_middling_problems_by_trying_all(number, seed):
    problem = random_matrix(9, 3, (0.3, 0.6, 1.0)[number % 3], seed + number, never=(((0, 1), (4, 2)), ((2, 0),)))
    due = by_balances(problem, all_scenarios(problem), number % 2)
    np.testing.assert_array_equal(search(field_of(problem), number % 2, 10**6).states, due)


def test_trying_all_and_searching_agree(monkeypatch, seed):
    rng = np.random.default_rng(seed + 2)
    for _ in range(100):
        problem = some_problem(rng, rules=0.3)
        monkeypatch.setattr(consistent_module, "TRIED_WHOLE", 0)
        monkeypatch.setattr(consistent_module, "TRIED_COLD", 0)
        searched = solve(problem, 1).to_dict()
        monkeypatch.undo()
        tried = solve(problem, 1).to_dict()
        if tried["count"]:
            assert tried == searched
        else:
            assert searched["consistent"] == []
            assert searched["complete"]


def test_compiled_and_plain_loops_agree(monkeypatch, seed):
    for number in range(4):
        problem = random_matrix(7, 3, 0.6, seed + number, never=(((0, 1), (4, 2)),))
        known, _ = tables(field_of(problem), 1, tabled=bool(number % 2))
        start = np.array([[(1 << 3) - 1] * 7])
        compiled = portion(known, start, 20, 3)
        with monkeypatch.context() as plainly:
            for name, kernel in vars(kernels).items():
                if isinstance(kernel, Kernel):
                    plainly.setattr(kernels, name, kernel.plain)
            plainly.setattr(search_module, "work_off", kernels.work_off)
            plain = portion(known, start, 20, 3)
        for one, other in zip(compiled, plain, strict=True):
            np.testing.assert_array_equal(one, other)


def test_any_number_of_threads_gives_the_same(monkeypatch, seed):
    monkeypatch.setattr(search_module, "FIRST", 7)
    monkeypatch.setattr(search_module, "PORTION", 7)
    monkeypatch.setattr(search_module, "ROOM", 3)
    problem = random_matrix(12, 3, 0.6, seed)
    alone = search(field_of(problem), 2, 10_000, Team(1))
    several = search(field_of(problem), 2, 10_000, Team(4))
    monkeypatch.undo()
    whole = search(field_of(problem), 2, 10_000, Team(1))
    assert alone.complete
    for other in (several, whole):
        np.testing.assert_array_equal(alone.states, other.states)


def test_a_limit_cuts_at_the_same_place_on_any_number_of_threads(monkeypatch, seed):
    monkeypatch.setattr(search_module, "FIRST", 5)
    monkeypatch.setattr(search_module, "PORTION", 5)
    problem = random_matrix(10, 3, 0.5, seed)
    every = {tuple(state) for state in search(field_of(problem), 3, 10**6, Team(1)).states.tolist()}
    assert len(every) > 5
    for limit in (0, 1, 5, len(every) - 1):
        one, other = (search(field_of(problem), 3, limit, Team(size)) for size in (1, 3))
        assert not one.complete
        assert one.count == limit
        assert {tuple(state) for state in one.states.tolist()} <= every
        np.testing.assert_array_equal(one.states, other.states)
    assert search(field_of(problem), 3, len(every), Team(2)).complete


def test_a_search_ended_early_says_so(seed):
    problem = random_matrix(30, 3, 0.6, seed)
    result = solve(problem, most_nodes=5000)
    assert not result.complete
    assert not result.counted
    assert "ended early" in result.warnings[0]
    assert (result.balances.largest == 0).all()


def test_islands_multiply_without_being_listed():
    lock = np.kron([[0, 1, 1], [1, 0, 1], [1, 1, 0]], [[1, -1], [-1, 1]])
    count = 100
    matrix = np.zeros((2 * count, 2 * count), dtype=int)
    for k in range(0, 2 * count - 6, 6):
        matrix[k : k + 6, k : k + 6] = lock
    names = tuple(map(str, range(count)))
    result = solve(CrossImpact(names, (("no", "yes"),) * count, matrix), limit=7)
    assert result.count == 2**34  # 33 locks of two ways each, and one that nothing pushes
    assert result.counted
    assert not result.complete
    assert result.per_island == (2,) * 34
    assert len(result) == 7
    assert (result.balances.largest == 0).all()
    assert len(set(result)) == 7
    assert result.warnings == ("7 of 17,179,869,184 consistent scenarios are listed",)


def test_a_rule_joins_islands():
    free = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), np.zeros((4, 4), int), (((0, 1), (1, 1)),))
    result = solve(free)
    assert list(result) == [(0, 0), (0, 1), (1, 0)]
    assert result.islands == ((0, 1),)


def test_rows_that_differ_by_a_constant_join_nothing():
    matrix = np.zeros((4, 4), int)
    matrix[:2, 2:] = [[1, 2], [5, 6]]
    result = solve(CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), matrix))
    assert result.islands == ((0,), (1,))
    assert list(result) == [(0, 1), (1, 1)]


def test_arguments_that_make_no_sense():
    problem = random_matrix(2, 2, 1.0, 0)
    for wrong in ({"tolerance": -1}, {"limit": -1}, {"most_nodes": 0}, {"held": {5: 0}}, {"held": {0: 9}}):
        with pytest.raises(UsageError):
            solve(problem, **wrong)


def test_tables_that_would_not_fit():
    count = 34
    matrix = np.ones((count * 60, count * 60), dtype=int)
    matrix[::7, ::5] = 0
    with pytest.raises(LimitError, match="134,217,728"):
        solve(CrossImpact(("",) * count, (("",) * 60,) * count, matrix))


def cp_sat(problem, tolerance):
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    picks = [[model.new_bool_var(f"{j}-{v}") for v in range(count)] for j, count in enumerate(problem.counts)]
    rows = [pick for each in picks for pick in each]
    for j, own in enumerate(picks):
        model.add_exactly_one(own)
        for a, pick in enumerate(own):
            for b in range(len(own)):
                gaps = problem.matrix[:, problem.offsets[j] + b] - problem.matrix[:, problem.offsets[j] + a]
                total = sum(int(gap) * row for gap, row in zip(gaps, rows, strict=True))
                model.add(total <= tolerance).only_enforce_if(pick)
    for pattern in problem.never:
        model.add_bool_or([picks[j][v].negated() for j, v in pattern])

    class All(cp_model.CpSolverSolutionCallback):
        def __init__(self):
            super().__init__()
            self.found = []

        def on_solution_callback(self):
            self.found.append(tuple(next(v for v, p in enumerate(own) if self.value(p)) for own in picks))

    solver, every = cp_model.CpSolver(), All()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    assert solver.solve(model, every) in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return sorted(every.found)


@pytest.mark.parametrize("number", range(8))
def test_a_constraint_solver_finds_the_same(number, seed):
    never = (((0, 1), (4, 2)), ((2, 0), (3, 1), (5, 1))) if number % 2 else ()
    problem = random_matrix(14, 3, (0.3, 0.6)[number // 4], seed + number, never)
    assert list(solve(problem, number % 3)) == cp_sat(problem, number % 3)


def test_who_is_interrupted_stops_the_others(monkeypatch, seed):
    monkeypatch.setattr(search_module, "FIRST", 20)
    monkeypatch.setattr(search_module, "PORTION", 20)
    calls = []

    def interrupted(*given):
        calls.append(given)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return portion(*given)

    monkeypatch.setattr(search_module, "portion", interrupted)
    with pytest.raises(KeyboardInterrupt):
        search(field_of(random_matrix(25, 3, 0.6, seed)), 0, 10_000, Team(3))
    assert len(calls) < 50


def test_a_search_ended_early_ends_at_the_same_place(seed):
    problem = random_matrix(30, 3, 0.3, seed)
    one, other = (solve(problem, 1, most_nodes=9000, team=Team(size)) for size in (1, 3))
    assert one.to_dict() == other.to_dict()


def test_progress_goes_from_nothing_to_all(seed):
    class Heard:
        def __init__(self):
            self.total = self.steps = 0

        def start(self, what, total):
            self.total = total

        def advance(self, steps=1):
            self.steps += steps

        def finish(self):
            self.finished = True

    heard = Heard()
    search(field_of(random_matrix(20, 3, 0.6, seed)), 0, 10_000, Team(1), heard)
    assert heard.total - 1 <= heard.steps <= heard.total
    assert heard.finished
