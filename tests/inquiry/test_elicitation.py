"""Statements in words, questions, and the spread of what several people say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.case.longform import from_long
from estimative.case.models_judgments import Judgment, Rating, RatingView, View
from estimative.inquiry.elicitation import basis, question
from estimative.inquiry.spread import Spread, earlier, spread
from estimative.inquiry.statement_words import in_words, terms_in_words

CASE = from_long(
    {
        "id": "t",
        "actors": {
            "a": {
                "name": "Aland",
                "options": {
                    "go": {"text": "sends ships"},
                    "pace": {"variants": ["slow", "quick"], "ordered": True, "words": {"quick": "at full speed"}},
                },
            }
        },
        "drivers": {"rain": {"text": "heavy rain"}, "wind": {"variants": ["none", "strong"]}},
        "issues": {"fee": {"text": "the fee"}},
        "terms": {"calm-sea": "rain = no and wind = none", "sail": {"means": "calm-sea and a.go"}},
    }
)


@pytest.mark.parametrize(
    "statement, words",
    [
        ("a.go", "Aland: sends ships"),
        ("a.go = no", "not Aland: sends ships"),
        ("a.go != no", "Aland: sends ships"),
        ("not a.go", "not Aland: sends ships"),
        ("a.pace >= quick", "Aland: pace: at full speed or more"),
        ("a.pace < quick", "Aland: pace: less than at full speed"),
        ("a.pace != slow", "Aland: pace: not slow"),
        ("fee >= 10", "the fee: at least 10"),
        ("rain and wind = strong", "heavy rain and wind: strong"),
        ("rain implies not (a.go or sail)", "if heavy rain, then not (Aland: sends ships, or “sail”)"),
        ("rain iff a.go", "heavy rain exactly if Aland: sends ships"),
        ("at least 1 of (rain; a.go and rain)", "at least 1 of: heavy rain; (Aland: sends ships, and heavy rain)"),
        ("true", "always"),
    ],
)
def test_statements_in_words(statement, words):
    assert in_words(CASE, statement) == words


def test_terms_of_terms_are_explained():
    assert terms_in_words(CASE, "sail or sail") == {
        "calm sea": "not heavy rain and wind: none",
        "sail": "“calm sea” and Aland: sends ships",
    }


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=7))
def test_the_middle_is_that_of_the_row(values):
    found = spread({f"p{k}": View(value=value) for k, value in enumerate(values)})
    row = sorted(values)
    assert (found.count, found.lowest, found.highest) == (len(row), row[0], row[-1])
    assert found.middle == (row[(len(row) - 1) // 2] + row[len(row) // 2]) / 2


def test_ratings_have_a_middle_and_leave_out_what_does_not_apply():
    def of(*ratings):
        return spread({f"p{k}": RatingView(value=rating) for k, rating in enumerate(ratings)})

    assert of("C", "CC", "II") == Spread(3, "II", "C", "CC")
    assert of("C", "CC") == Spread(2, "C", "C", "CC")
    assert of("I", "II") == Spread(2, "II", "I", "I")
    assert of("N/A", "C", "N/A") == Spread(3, "C", "C", "C")
    assert of("N/A", "N/A") == Spread(2, "N/A", "N/A", "N/A")


def test_a_round_shows_only_the_round_before_it():
    record = Judgment(
        views={
            "a": View(value=1, because="x", round=1),
            "b": View(value=3, because="x", round=1),
            "c": View(value=9, because="z", round=2),
            "d": View(value=5, because="y"),
        }
    )
    found = earlier(record, 2, "b")
    assert found is not None
    assert (found.spread, found.reasons, found.own) == (Spread(2, 1, 2, 3), ("x",), record.views["b"])
    assert earlier(record, 2, "c").own is None
    assert earlier(record, 4, "a") is None
    assert earlier(Rating(value="C"), 2, None) is None


def test_the_basis_is_the_case_without_views_and_people():
    def case(**judgment):
        return from_long({"id": "t", "people": {name: name for name in ()}, "influence": {"a": {"b": judgment}}})

    assert basis(case(value=1)) == basis(case(value=1, views={"x": 3}))
    assert basis(case(value=1)) != basis(case(value=2))
    assert basis(case(value=1)) != basis(case(views={"x": 1}))


def test_a_question_is_the_same_as_long_as_it_asks_the_same():
    def asked(**changes):
        long = {
            "id": "t",
            "actors": {"a": {"wants": {"one": {"that": "rain", "rank": 1}, "two": {"that": "not rain", "rank": 2}}}},
            "drivers": {"rain": {}},
        }
        long["actors"]["a"]["wants"]["one"] |= changes
        return question(from_long(long), "actors/a/wants/two/rank").digest

    assert asked() == asked(rank={"value": 5, "range": [1, 9]}, because="so") != asked(that="true")
