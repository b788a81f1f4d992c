"""All attractors with their weights: against loops, over islands, held, under rules, drawn; both ways of settling."""

import json
from importlib import import_module
from itertools import product

import numpy as np
import pytest

from estimative.base import kernels
from estimative.base.canonical import canonical_json
from estimative.base.errors import LimitError, UsageError
from estimative.methods.cross_impact import basins as basins_module
from estimative.methods.cross_impact.attractors import attractors
from estimative.methods.cross_impact.basins import basins, successor_codes
from estimative.methods.cross_impact.field import field_of
from estimative.methods.cross_impact.problem import CrossImpact
from estimative.methods.cross_impact.products import islands
from estimative.methods.cross_impact.rules import SUCCESSIONS, TIES, Rule
from estimative.methods.cross_impact.succession import stepped, successors
from tests.methods.cross_impact.made import some_problem
from tests.methods.cross_impact.succession_oracle import Loops

ATTRACTORS = import_module("estimative.methods.cross_impact.attractors")  # the package has the function by that name
RULES = [(name, ties) for name in SUCCESSIONS for ties in TIES]


def weights(result):
    return {tuple(sorted(found.states)): found.weight for found in result}


@pytest.mark.parametrize("name, ties", RULES)
def test_every_attractor_has_the_weight_that_loops_find(name, ties):
    rng = np.random.default_rng()
    for _ in range(30):
        problem = some_problem(rng, most=80, rules=0.5)
        order = tuple(rng.permutation(len(problem.counts)).tolist()) if SUCCESSIONS[name].ordered else None
        held = {}
        for j in rng.permutation(len(problem.counts))[: rng.integers(0, len(problem.counts) + 1)].tolist():
            held[j] = int(rng.integers(problem.counts[j]))
        for starts in ("all", "allowed"):
            result = attractors(problem, Rule(name, ties, order), held=held, starts=starts)
            due = Loops(problem).attractors(name, ties, order, held, starts == "allowed")
            assert weights(result) == due
            assert result.complete
            assert result.count == len(due)
            assert result.starts == sum(due.values())


@pytest.mark.parametrize("name, ties", RULES)
def test_a_cycle_is_listed_as_it_is_walked_from_its_lowest_state(name, ties):
    rng = np.random.default_rng()
    longest = 0
    for _ in range(60):
        problem = some_problem(rng)
        for found in attractors(problem, f"{name}/{ties}"):
            after = successors(problem, found.states, f"{name}/{ties}").tolist()
            assert list(map(tuple, after)) == [*found.states[1:], found.states[0]]
            assert found.states[0] == min(found.states)
            longest = max(longest, len(found.states))
    assert longest > 1 or name in ("local", "adiabatic")


def several(rng, parts):
    """Problems side by side, their descriptors mixed, with constant rows between them."""
    owner, blocks = [], []
    for part in parts:
        owner += [len(blocks)] * len(part.counts)
        blocks.append(part)
    order = rng.permutation(len(owner)).tolist()
    place = [(owner[k], k - owner.index(owner[k])) for k in order]
    counts = [blocks[b].counts[j] for b, j in place]
    rows = []
    for b, j in place:
        row = []
        for other, k in place:
            if other == b:
                row.append(blocks[b].block(j, k))
            else:
                push = np.zeros((blocks[b].counts[j], blocks[other].counts[k]), int)
                row.append(push + rng.integers(-4, 5, size=(len(push), 1)))
        rows.append(row)
    variants = tuple(tuple("v" * count) for count in counts)
    return CrossImpact(tuple("d" * len(counts)), variants, np.block(rows))


@pytest.mark.parametrize("name, ties", RULES)
def test_islands_multiply_to_what_all_starts_together_give(name, ties, monkeypatch):
    rng = np.random.default_rng()
    divided = 0
    for _ in range(15):
        problem = several(rng, [some_problem(rng, most=12) for _ in range(rng.integers(2, 4))])
        divided += len(islands(field_of(problem))) > 1
        assert weights(attractors(problem, f"{name}/{ties}")) == Loops(problem).attractors(name, ties)
    assert divided > 5


def ring(count):
    """A circle in which each descriptor copies the one before, so that patterns go round."""
    matrix = np.zeros((2 * count, 2 * count), int)
    for j in range(count):
        after = (j + 1) % count
        matrix[2 * j : 2 * j + 2, 2 * after : 2 * after + 2] = [[1, 0], [0, 1]]
    return CrossImpact(("d",) * count, (("a", "b"),) * count, matrix)


@pytest.mark.parametrize("lengths", [(2, 3), (4, 4), (2, 3, 4), (3, 6), (1, 5)])
def test_cycles_of_several_lengths_run_side_by_side(lengths):
    problem = several(np.random.default_rng(5), [ring(count) for count in lengths])
    found = attractors(problem, "global")
    assert weights(found) == Loops(problem).attractors("global", "keep")
    assert found.starts == 2 ** sum(lengths)


def test_constants_between_islands_are_kept():
    rng = np.random.default_rng()
    for _ in range(20):
        parts = [some_problem(rng, most=12) for _ in range(2)]
        problem = several(rng, parts)
        push = rng.integers(-4, 5, size=len(problem.matrix))
        matrix = problem.matrix.copy()
        matrix[problem.columns(0)] += push  # every variant of a descriptor says the same of all
        shifted = CrossImpact(problem.descriptors, problem.variants, matrix)
        assert weights(attractors(shifted)) == Loops(shifted).attractors("global", "keep")


def test_the_heaviest_are_listed_and_the_rest_is_counted():
    rng = np.random.default_rng()
    for _ in range(20):
        problem = several(rng, [some_problem(rng, most=20) for _ in range(3)])
        every = attractors(problem, "global")
        few = attractors(problem, "global", limit=3)
        assert few.count == len(every)
        assert few.complete == (len(every) <= 3)
        assert bool(few.warnings) != few.complete
        assert [a.weight for a in few] == [a.weight for a in every][:3]


def test_a_hundred_binary_descriptors_are_counted_beyond_64_bits():
    problem = several(np.random.default_rng(1), [ring(2)] * 50)
    found = attractors(problem, "sequential", limit=5)
    assert found.starts == 2**100
    assert found.count == 2**50
    assert {a.weight for a in found} == {2**50}
    assert json.loads(canonical_json(found.to_dict()))["starts"] == str(2**100)
    found = attractors(problem, "global", limit=5)
    assert found.starts == 2**100
    assert found.count == sum(2 ** max(0, k - 1) * 2 ** (50 - k) * _ways(50, k) for k in range(51))
    assert len(found) == 5
    assert not found.complete


def _ways(n, k):
    from math import comb

    return comb(n, k)


def test_both_ways_of_settling_agree(monkeypatch):
    rng = np.random.default_rng()
    for _ in range(60):
        problem = some_problem(rng, rules=0.4)
        field = field_of(problem)
        name, ties = RULES[rng.integers(len(RULES))]
        by = Rule(name, ties)
        for all_starts in (True, False):
            monkeypatch.setattr(basins_module, "WHOLLY_IN_NUMPY", 0)
            quick = basins(field, by, len(problem.counts), all_starts)
            monkeypatch.setattr(kernels, "compiling", lambda: False)
            plain = basins(field, by, len(problem.counts), all_starts)
            monkeypatch.undo()
            assert _slots(quick) == _slots(plain)


def _slots(found):
    cycles = [slice(first, first + int(found.length[first])) for first in found.firsts]
    return sorted((found.code[slots].tolist(), found.weight[slots].tolist()) for slots in cycles)


def test_states_in_blocks_step_like_states_one_by_one(monkeypatch):
    monkeypatch.setattr(basins_module, "_BLOCK", 8)
    rng = np.random.default_rng()
    for name, ties in RULES:
        problem = some_problem(rng, most=4000)
        field, by = field_of(problem), Rule(name, ties)
        due = stepped(field, by, len(problem.counts), field.states(np.arange(field.size)))
        assert successor_codes(field, by, len(problem.counts)).tolist() == field.codes(due).tolist()


# Drawn


def test_where_there_are_too_many_starts_they_are_drawn_and_it_is_said(monkeypatch):
    rng = np.random.default_rng(3)
    problem = some_problem(rng, most=200)
    due = {name: attractors(problem, name) for name in SUCCESSIONS}
    monkeypatch.setattr(ATTRACTORS, "MAX_STATES", 0)
    for name, exact in due.items():
        drawn = attractors(problem, name, samples=4000)
        assert not drawn.complete
        assert drawn.count is None
        assert drawn.sampled == drawn.starts == 4000 == sum(a.weight for a in drawn)
        assert "4,000 starts were drawn" in drawn.warnings[0]
        shares = {a.states: exact.share(a) for a in exact}
        for found in drawn:
            low, high = found.interval
            assert low <= found.weight / 4000 <= high
            assert abs(shares[found.states] - found.weight / 4000) < 0.06
        again = attractors(problem, name, samples=4000)
        assert canonical_json(drawn.to_dict()) == canonical_json(again.to_dict())
    one, other = (attractors(ring(5), samples=4000, seed=seed) for seed in (1, 2))
    assert [a.weight for a in one] != [a.weight for a in other]


def test_drawn_starts_avoid_what_is_forbidden_where_asked(monkeypatch):
    monkeypatch.setattr(ATTRACTORS, "MAX_STATES", 0)
    still = np.zeros((4, 4), int)
    problem = CrossImpact(("a", "b"), (("x", "y"), ("x", "y")), still, (((0, 0), (1, 0)),))
    found = attractors(problem, starts="allowed", samples=500)
    assert {a.states[0] for a in found} == {(0, 1), (1, 0), (1, 1)}
    assert found.starts == 500
    shut = CrossImpact(("a",), (("x", "y"),), np.zeros((2, 2), int), (((0, 0),), ((0, 1),)))
    nothing = attractors(shut, starts="allowed", samples=500)
    assert nothing.starts == 0
    assert "none was followed" in nothing.warnings[1]


def test_long_cycles_among_many_drawn_starts(monkeypatch):
    monkeypatch.setattr(ATTRACTORS, "MAX_STATES", 0)
    problem = ring(7)
    found = attractors(problem, "global", samples=3000)
    due = Loops(problem).attractors("global", "keep")
    assert {tuple(sorted(a.states)) for a in found} == set(due)
    for a in found:
        assert list(map(tuple, successors(problem, a.states, "global").tolist())) == [*a.states[1:], a.states[0]]


# Results


def test_the_same_bytes_each_time_and_no_time_in_them():
    problem = some_problem(np.random.default_rng(2))
    one, two = (canonical_json(attractors(problem, "local").to_dict()) for _ in range(2))
    assert one == two
    assert b"seconds" not in one


def test_a_long_cycle_says_in_which_order_it_runs():
    data = attractors(ring(3)).to_dict()["attractors"]
    cycle = next(entry for entry in data if len(entry["states"]) == 3)
    walked = [tuple(cycle["states"][k]) for k in cycle["walk"]]
    assert sorted(map(tuple, cycle["states"])) == [tuple(s) for s in cycle["states"]]
    assert list(map(tuple, successors(ring(3), walked, "global").tolist())) == [*walked[1:], walked[0]]


def test_all_held_is_one_start_that_stays():
    problem = some_problem(np.random.default_rng(4))
    chosen = tuple(count - 1 for count in problem.counts)
    found = attractors(problem, "local", held=dict(enumerate(chosen)))
    assert [(a.states, a.weight) for a in found] == [((chosen,), 1)]


def test_what_does_not_fit_is_refused():
    problem = some_problem(np.random.default_rng(1))
    for wrong in ({"starts": "some"}, {"limit": 0}, {"samples": 0}, {"held": {99: 0}}, {"held": {0: 99}}):
        with pytest.raises(UsageError):
            attractors(problem, **wrong)
    wide = CrossImpact(("d",) * 30, (("a", "b"),) * 30, np.zeros((60, 60), int))
    with pytest.raises(LimitError, match="67,108,864"):
        basins(field_of(wide), Rule("local"), 30)


def test_the_product_of_all_digits():
    problem = some_problem(np.random.default_rng(9))
    field = field_of(problem)
    states = field.states(np.arange(field.size)).T.tolist()
    assert states == [list(s) for s in product(*map(range, problem.counts))]
    assert field.codes(field.states(np.arange(field.size))).tolist() == list(range(field.size))
