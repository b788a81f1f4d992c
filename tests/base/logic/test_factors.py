"""Factors, the moves they allow, and the cells of an issue."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.base.logic.factors import Factor, is_number, issue_cells

ROLE = ("nothing", "technicians", "contract")


@pytest.mark.parametrize(
    "factor, expected",
    [
        (Factor("x.o", ROLE, owner="x"), [[1, 1, 1], [1, 1, 1], [1, 1, 1]]),
        (Factor("x.o", ROLE, owner="x", moves="forward"), [[1, 1, 1], [0, 1, 1], [0, 0, 1]]),
        (Factor("x.o", ROLE, owner="x", moves="back"), [[1, 0, 0], [1, 1, 0], [1, 1, 1]]),
        (Factor("d", ROLE), [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        (Factor("x.o", owner="x", moves="forward"), [[1, 1], [0, 1]]),
    ],
    ids=["both", "forward", "back", "driver", "yes-no"],
)
def test_which_moves_are_legal(factor, expected):
    assert factor.transitions.astype(int).tolist() == expected
    places = range(len(factor.variants))
    assert [[int(factor.legal(left, right)) for right in places] for left in places] == expected


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: Factor("a", ("x", "x")), "twice"),
        (lambda: Factor("a", ()), "at least one variant"),
        (lambda: Factor("a", ("x",), numbers=(1.0, 2.0)), "1 variants with 2 numbers"),
        (lambda: Factor("a", moves="sideways"), "`sideways`"),
        (lambda: Factor("a").satisfying("=", "maybe"), "no variant `maybe`"),
        (lambda: Factor("a").satisfying(">=", "yes"), "no order"),
        (lambda: Factor.issue("i", [1]).satisfying("=", "yes"), "with a number"),
        (lambda: issue_cells(2, 1, []), "low <= high"),
        (lambda: issue_cells(0, math.inf, []), "finite"),
        (lambda: issue_cells(0, 1, [math.nan]), "finite"),
    ],
)
def test_misuse_is_named(make, says):
    with pytest.raises(UsageError, match=says):
        make()


@pytest.mark.parametrize(
    "operator, expected",
    [
        ("=", [0, 1, 0]),
        ("!=", [1, 0, 1]),
        (">=", [0, 1, 1]),
        (">", [0, 0, 1]),
        ("<=", [1, 1, 0]),
        ("<", [1, 0, 0]),
    ],
)
def test_comparisons_by_the_order_of_variants_and_by_number(operator, expected):
    assert Factor("o", ROLE, ordered=True).satisfying(operator, "technicians").astype(int).tolist() == expected
    issue = Factor.issue("role", issue_cells(0, 100, [60]))
    assert issue.satisfying(operator, "60").astype(int).tolist() == expected
    assert issue.satisfying(operator, "60.0").astype(int).tolist() == expected


def test_only_exactly_no_and_yes_stand_for_a_bare_name():
    assert Factor("a").yes_no
    assert not Factor("a", ("yes", "no")).yes_no
    assert not Factor("a", ("no", "yes", "maybe")).yes_no


def test_an_issue_without_cells_is_known_by_name():
    assert Factor.issue("role").numbers == ()


def test_cells_that_differ_little_have_names_that_differ():
    cells = (0.1, np.nextafter(0.1, 1), 1 / 3)
    assert Factor.issue("i", cells).variants == ("0.1", "0.10000000000000002", "0.3333333333333333")


@pytest.mark.parametrize(
    "text, expected", [("60", True), ("-0.5", True), ("x", False), ("1e5", False), ("1.", False), ("", False)]
)
def test_what_is_a_number(text, expected):
    assert is_number(text) is expected


@pytest.mark.parametrize(
    "low, high, cuts, expected",
    [
        (0, 100, [], (50,)),
        (0, 100, [60], (30, 60, 80)),
        (0, 100, [0, 100], (0, 50, 100)),
        (0, 100, [60, 60.0, 20], (10, 20, 40, 60, 80)),
        (0, 100, [-5, 105], (50,)),
        (-1, 1, [-0.0, 0.0], (-0.5, 0, 0.5)),
        (7, 7, [3], (7,)),
        (7, 7, [7], (7,)),
        (1.0, np.nextafter(1.0, 2), [1.0], (1.0,)),  # nothing lies between neighbouring numbers but the end itself
        (-1e308, 1e308, [], (0,)),
    ],
)
def test_cells_of_a_scale(low, high, cuts, expected):
    assert issue_cells(low, high, cuts) == expected


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.lists(st.floats(-1e6, 2e6), max_size=6), st.floats(0, 1))
def test_every_place_of_the_scale_compares_as_one_cell_does(low, width, cuts, share):
    high = low + width
    cells = issue_cells(low, high, cuts)
    assert list(cells) == sorted(set(cells))
    assert all(low <= cell <= high for cell in cells)

    def signs(place):
        return tuple((place > cut) - (place < cut) for cut in cuts)

    place = min(high, low + share * width)
    between = any(left < place < right for left, right in itertools.pairwise(sorted({low, high, *cuts})))
    if between or place in cuts:
        assert signs(place) in {signs(cell) for cell in cells}
    assert len({signs(cell) for cell in cells}) == len(cells)  # and no two cells say the same
