"""The agreed value: set, or the mean of what single people say."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.case.check import check
from estimative.case.longform import case_digest, from_long, to_long
from estimative.case.patches import merge_patch

LEVELS = {"CC": 2, "C": 1, "N": 0, "I": -1, "II": -2}
NUMBERS = st.floats(-1e9, 1e9).map(lambda number: number + 0.0)
PEOPLE = {f"p{k}": {"name": f"Person {k}"} for k in range(8)}


def case(**sections):
    return from_long({"id": "t", "people": PEOPLE, "actors": {"a": {}, "b": {}}, **sections})


def influence(judgment):
    return case(influence={"a": {"b": judgment}}).influence["a"]["b"]


def relevance(judgment):
    return case(evidence={"e": {"text": "x", "relevance": judgment}}).evidence["e"].relevance


def rating(judgment):
    return case(evidence={"e": {"text": "x", "ratings": {"s": judgment}}}).evidence["e"].ratings["s"]


def said(values):
    return {"views": {f"p{k}": value for k, value in enumerate(values)}}


def problems(judgment):
    found = check(case(influence={"a": {"b": judgment}}))
    return [(problem.code, problem.severity, problem.path, problem.message) for problem in found]


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_the_agreed_value_is_the_mean_and_lies_among_the_views(values):
    judgment = relevance(said(values))
    exact = sum(map(Fraction, values)) / len(values)
    assert judgment.value == float(exact)
    assert min(values) <= judgment.value <= max(values)
    for other in itertools.islice(itertools.permutations(values), 6):
        assert relevance(said(other)).value == judgment.value


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=8))
def test_on_a_whole_scale_it_is_the_nearest_whole_number_ties_towards_nought(values):
    agreed = influence(said(values)).value
    exact = Fraction(sum(values), len(values))
    nearest = [n for n in range(-5, 6) if abs(n - exact) == min(abs(k - exact) for k in range(-5, 6))]
    assert agreed == min(nearest, key=abs)
    assert influence(said([-value for value in values])).value == -agreed


@given(st.lists(st.sampled_from([*LEVELS, "N/A"]), min_size=1, max_size=8))
def test_a_rating_is_the_nearest_level_ties_towards_n(values):
    agreed = rating(said(values)).value
    levels = [LEVELS[value] for value in values if value != "N/A"]
    if 2 * len(levels) <= len(values):
        assert agreed == "N/A"
        return
    exact = Fraction(sum(levels), len(levels))
    distance = {name: abs(level - exact) for name, level in LEVELS.items()}
    nearest = [name for name in LEVELS if distance[name] == min(distance.values())]
    assert agreed == min(nearest, key=lambda name: abs(LEVELS[name]))


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), min_size=1, max_size=6), st.booleans())
def test_an_unset_range_spans_the_views_and_holds_the_value(told, with_ranges):
    views = [{"value": mid, "range": [low, high]} if with_ranges else mid for low, mid, high in told]
    judgment = relevance(said(views))
    low = min(one[0] if with_ranges else one[1] for one in told)
    high = max(one[2] if with_ranges else one[1] for one in told)
    assert judgment.range == ((low, high) if low < high else None)
    if judgment.range is not None:
        assert low <= judgment.value <= high


def test_what_is_set_wins_with_its_range_or_none():
    views = said([0, 4])["views"]
    assert (influence({"value": 3, "views": views}).value, influence({"value": 3, "views": views}).range) == (3.0, None)
    assert influence({"value": 3, "range": [2, 4], "views": views}).range == (2.0, 4.0)
    assert (influence({"range": [1, 3], "views": views}).value, influence({"views": views}).value) == (2.0, 2.0)
    assert influence({"views": views}).range == (0.0, 4.0)
    assert rating({"value": "CC", "views": {"p1": "N"}}).range is None
    assert rating({"views": {"p1": "N", "p2": {"value": "CC", "range": ["C", "CC"]}}}).range == ("N", "CC")


def test_views_of_the_latest_round_count_and_those_of_no_round():
    told = {"p1": {"value": 4, "round": 1}, "p2": {"value": 1, "round": 2}, "p3": {"value": 2, "round": 2}}
    assert influence({"views": told}).counted.keys() == {"p2", "p3"}
    assert influence({"views": {**told, "p4": 3}}).value == 2.0
    assert influence({"views": {"p1": told["p1"], "p4": 3}}).counted.keys() == {"p1", "p4"}


def test_the_long_form_holds_no_value_that_was_derived():
    derived = case(influence={"a": {"b": said([1, 3])}})
    long = to_long(derived)
    assert long["influence"]["a"]["b"] == {"views": {"p0": {"value": 1}, "p1": {"value": 3}}}
    assert from_long(long) == derived
    assert to_long(from_long(long)) == long
    spelt_out = merge_patch(long, {"influence": {"a": {"b": {"value": 2, "range": [1, 3]}}}})
    told = from_long(spelt_out)
    assert told.influence["a"]["b"].value == derived.influence["a"]["b"].value
    assert told.influence["a"]["b"].range == derived.influence["a"]["b"].range
    assert case_digest(told) != case_digest(derived)


def test_a_patch_that_adds_a_view_moves_the_agreed_value():
    long = to_long(case(influence={"a": {"b": said([1])}}))
    patched = from_long(merge_patch(long, {"influence": {"a": {"b": {"views": {"p5": {"value": 3}}}}}}))
    assert (patched.influence["a"]["b"].value, patched.influence["a"]["b"].range) == (2.0, (1.0, 3.0))
    pinned = from_long(merge_patch(long, {"influence": {"a": {"b": {"value": 4, "range": None}}}}))
    assert (pinned.influence["a"]["b"].value, pinned.influence["a"]["b"].range) == (4.0, None)


@pytest.mark.parametrize(
    "judgment, expected",
    [
        (
            {"views": {"nobody": 2}},
            ("unknown-person", "error", "influence/a/b/views/nobody", "no person is called `nobody`"),
        ),
        (
            {"views": {"p1": 9}},
            ("off-scale", "error", "influence/a/b/views/p1/value", "expected a whole number from 0 to 4, found 9"),
        ),
        (
            {"views": {"p1": {"value": 2, "range": [1.5, 3]}}},
            ("off-scale", "error", "influence/a/b/views/p1/range/0", "expected a whole number from 0 to 4, found 1.5"),
        ),
        (
            {"views": {"p1": 4}, "range": [1, 2]},
            (
                "outside-range",
                "error",
                "influence/a/b/range",
                "the mean of the views, 4, lies outside its range, 1 to 2",
            ),
        ),
        (
            {"value": 1, "views": {"p1": 3, "p2": {"value": 3, "range": [2, 4]}}},
            (
                "outside-views",
                "note",
                "influence/a/b",
                "the value that is set, 1, lies outside what those asked say, 2 to 4",
            ),
        ),
        ({"value": 1, "views": {"p1": 0, "p2": 3}}, None),
    ],
)
def test_what_is_wrong_is_named_with_its_place(judgment, expected):
    found = problems(judgment)
    if expected is None:
        assert found == []
    else:
        assert [one[:3] for one in found] == [expected[:3]]
        assert found[0][3].startswith(expected[3])


def test_ratings_have_their_notes_too():
    def found(judgment):
        told = check(case(evidence={"e": {"text": "x", "ratings": {"none": judgment}}}))
        return [(problem.code, problem.severity, problem.path) for problem in told]

    assert found({"views": {"p1": {"value": "CC", "range": ["N", "C"]}}}) == [
        ("outside-range", "error", "evidence/e/ratings/none/views/p1/range")
    ]
    assert found({"value": "II", "views": {"p1": "C", "p2": "N/A"}}) == [
        ("outside-views", "note", "evidence/e/ratings/none")
    ]
    assert found({"value": "C", "views": {"p1": "N", "p2": "CC"}}) == []
    assert found({"range": ["I", "II"], "views": {"p1": "C"}}) == [
        ("outside-range", "error", "evidence/e/ratings/none/range")
    ]
