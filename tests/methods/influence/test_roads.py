"""Roads against every simple road there is, and what is true of the strongest."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.methods.influence import Influence, Road, faults, road_of, roads, strengths, strongest
from estimative.testing.influences import influences
from tests.methods.influence.oracle import Oracle


def random_problem(seed, n):
    rng = np.random.default_rng(seed)
    influence = rng.integers(0, 5, (n, n)) * (rng.random((n, n)) < rng.choice([0.3, 0.6, 1.0]))
    np.fill_diagonal(influence, 0)
    return Influence(tuple(f"a{i}" for i in range(n)), (), influence, np.zeros((n, 0)))


@pytest.mark.parametrize("n, tries", [(2, 20), (3, 200), (4, 400), (5, 300), (6, 100), (7, 6)])
def test_the_roads_are_the_best_of_all_simple_roads(n, tries):
    for seed in range(tries):
        problem = random_problem(seed, n)
        due = Oracle(problem.influence.tolist(), [[] for _ in range(n)]).roads(0, n - 1)
        for k in {1, 3, len(due) + 1}:
            found = roads(problem, "a0", f"a{n - 1}", k)
            written = [(tuple(map(problem.place, road.actors)), road.strength) for road in found.found]
            assert written == due[:k], (seed, k)
            assert found.all_there_are == (k >= len(due)), (seed, k)


@given(influences(max_actors=6), st.data())
def test_the_strongest_road_is_the_closure(problem, data):
    n = len(problem.actors)
    assume(n > 1)
    closure = strongest(problem.influence)
    start, end = data.draw(st.permutations(range(n)))[:2]
    found = roads(problem, problem.actors[start], problem.actors[end], 1).found
    assert (found[0].strength if found else 0) == closure[start, end]


@given(influences(max_actors=5))
def test_the_closure_of_the_closure_is_itself_and_no_link_is_lost(problem):
    closure = strongest(problem.influence)
    assert np.array_equal(strongest(closure), closure)
    assert (closure >= problem.influence).all()


@given(influences(max_actors=6), st.data())
def test_other_names_in_the_same_order_change_no_road_and_another_order_of_actors_none(problem, data):
    n = len(problem.actors)
    assume(n > 1)
    order = data.draw(st.permutations(range(n)))
    other = Influence(
        tuple(problem.actors[i] for i in order), (), problem.influence[np.ix_(order, order)], np.zeros((n, 0))
    )
    assert roads(other, "actor 0", "actor 1", 5) == roads(problem, "actor 0", "actor 1", 5)


def test_many_draws_give_what_each_gives_alone():
    tables = np.stack([random_problem(seed, 5).influence for seed in range(50)])
    assert np.array_equal(strongest(tables), np.stack([strongest(table) for table in tables]))
    due = [min(int(table[0, 3]), int(table[3, 2])) for table in tables]
    assert strengths(tables, [0, 3, 2]).tolist() == due
    assert len(set(due)) > 1


def test_a_weak_target_behind_a_strong_crowd_does_not_take_forever():
    """Every simple path through the crowd is stronger than the last link, and there are 10^60 of them."""
    n = 60
    influence = np.full((n, n), 4)
    np.fill_diagonal(influence, 0)
    influence[:, n - 1] = 0
    influence[n - 2, n - 1] = 1
    problem = Influence(tuple(f"a{i:02}" for i in range(n)), (), influence, np.zeros((n, 0)))
    found = roads(problem, "a00", f"a{n - 1}", 5)
    assert [road.actors for road in found.found] == [
        ("a00", "a58", "a59"), *(("a00", f"a{i:02}", "a58", "a59") for i in range(1, 5))
    ]  # fmt: skip
    assert not found.all_there_are
    assert faults(problem, found) == ()


def test_the_order_is_width_then_length_then_names():
    names = ("a", "d", "c", "b", "z")
    links = {("a", "b"): 2, ("b", "z"): 2, ("a", "c"): 2, ("c", "z"): 2, ("a", "d"): 3, ("d", "c"): 3, ("a", "z"): 1}
    influence = [[links.get((x, y), 0) for y in names] for x in names]
    found = roads(Influence(names, (), influence, np.zeros((5, 0))), "a", "z", 9)
    assert [("".join(road.actors), road.strength) for road in found.found] == [
        ("abz", 2), ("acz", 2), ("adcz", 2), ("az", 1)
    ]  # fmt: skip
    assert found.all_there_are
    assert found.found[0].weakest == (("a", "b"), ("b", "z"))
    assert found.found[2].weakest == (("c", "z"),)


@pytest.mark.parametrize(
    "ask, words",
    [
        (lambda p: roads(p, "a0", "a33"), "no actor is called 'a33'; there are `a0`, .*; did you mean `a3`"),
        (lambda p: roads(p, "a0", "a0"), "itself"),
        (lambda p: roads(p, "a0", "a1", 0), "k is 0"),
        (lambda p: road_of(p, ["a0"]), "two or more"),
        (lambda p: road_of(p, ["a0", "a1", "a0"]), "none of them twice"),
        (lambda p: road_of(Influence(("a", "b"), (), np.zeros((2, 2)), np.zeros((2, 0))), ["a", "b"]), "cannot move"),
    ],
)
def test_what_cannot_be_a_road_is_refused(ask, words):
    with pytest.raises(UsageError, match=words):
        ask(random_problem(1, 4))


def test_a_road_made_of_names_is_what_the_search_finds():
    problem = Influence(("A", "B", "C"), (), [[0, 2, 1], [0, 0, 3], [0, 0, 0]], np.zeros((3, 0)))
    assert road_of(problem, ["A", "B", "C"]) == Road(("A", "B", "C"), (2, 3), 2, (("A", "B"),))
