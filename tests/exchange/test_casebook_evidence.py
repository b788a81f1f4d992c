"""Evidence tables from strangers: every finding at once, with its place; nothing worse than a finding."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import EstimativeError, ProblemsError
from estimative.exchange.casebook_evidence import MAX_MEMBERS, evidence_from, evidence_json, read_evidence
from estimative.exchange.json_reading import parse_json

FINE = {
    "hypotheses": ["a", {"name": "b", "text": "the other"}],
    "items": [{"name": "i", "reliability": "B2", "ratings": {"a": "C", "b": "N/A"}}],
    "classes": [{"name": "k", "happened": 1, "of": 3, "hypothesis": "b", "members": [{"name": "m", "similarity": 1}]}],
    "settings": {"ratios": {"CC": 5}, "item_cap": 3, "prior": "classes"},
}


def wrong(**changes):
    with pytest.raises(ProblemsError) as caught:
        evidence_from({**FINE, **changes})
    return {problem.path: problem.message for problem in caught.value.problems}


def test_what_is_fine_is_read_and_written_again():
    problem = evidence_from(FINE).problem
    assert problem.ratings.tolist() == [[4, 0]]
    assert problem.conventions.ratios["CC"] == 5
    assert evidence_from(evidence_json(problem)).problem.digest == problem.digest


@pytest.mark.parametrize(
    "changes, path, words",
    [
        ({"hypotheses": ["a"]}, "hypotheses", "two or more"),
        ({"hypotheses": "ab"}, "hypotheses", "a list is due"),
        ({"hypotheses": ["a", "a"]}, "hypotheses", "twice or more: `a`"),
        ({"hypotheses": ["a", 3]}, "hypotheses/1", "an object is due"),
        ({"hypotheses": [f"h{k}" for k in range(51)]}, "hypotheses", "at most 50"),
        ({"items": None}, "items", "a list is due"),
        ({"items": [{"ratings": {}}]}, "items/0/name", "a text"),
        ({"items": [{"name": "x" * 201}]}, "items/0/name", "1 to 200"),
        ({"items": [{"name": "i", "relevence": 1}]}, "items/0/relevence", "did you mean `relevance`"),
        ({"items": [{"name": "i", "relevance": 2}]}, "items/0/relevance", "from 0 to 1"),
        ({"items": [{"name": "i", "relevance": True}]}, "items/0/relevance", "from 0 to 1"),
        ({"items": [{"name": "i", "reliability": 7}]}, "items/0/reliability", "a letter A to F"),
        ({"items": [{"name": "i", "retracted": "no"}]}, "items/0/retracted", "true or false"),
        ({"items": [{"name": "i", "group": ""}]}, "items/0/group", "a text"),
        ({"items": [{"name": "i", "ratings": {"c": "C"}}]}, "items/0/ratings/c", "no hypothesis"),
        ({"items": [{"name": "i", "ratings": {"a": 4}}]}, "items/0/ratings/a", "is due"),
        ({"items": [{"name": "i", "ratings": []}]}, "items/0/ratings", "an object is due"),
        ({"items": [{"name": "i"}, {"name": "i"}]}, "items", "twice or more: `i`"),
        ({"items": [{"name": f"i{k}"} for k in range(1001)]}, "items", "at most 1,000"),
        ({"classes": [{"name": "k", "happened": 3, "of": 2}]}, "classes/0", "0 to n"),
        ({"classes": [{"name": "k"}]}, "classes/0", "0 to n"),
        ({"classes": [{"name": "k", "happened": 1.5, "of": 2}]}, "classes/0/happened", "whole number"),
        ({"classes": [{"name": "k", "happened": 1, "of": 10**12}]}, "classes/0/of", "whole number"),
        ({"classes": [{"name": "k", "happened": 1, "of": 2, "hypothesis": ["a"]}]}, "classes/0/hypothesis", "is no"),
        ({"classes": [{"name": "k", "counts": {"a": -1}}]}, "classes/0/counts/a", "whole number"),
        ({"classes": [{"name": "k", "counts": {"a": 1}, "of": 2}]}, "classes/0", "stand alone"),
        ({"classes": [{"name": "k", "happened": 0, "of": 1, "members": [{}] * (MAX_MEMBERS + 1)}]}, "classes/0/members",
         "at most 1,000"),
        ({"settings": {"ratio": {}}}, "settings/ratio", "did you mean `ratios`"),
        ({"settings": {"ratios": {"CC": 0.1}}}, "settings", "rise"),
        ({"settings": {"source": {"A": 2}}}, "settings", "0 to 1"),
        ({"settings": {"item_cap": 0}}, "settings/item_cap", "1 or more"),
        ({"settings": {"prior": "mine"}}, "settings", "allowed are"),
        ({"settings": {"prior": ["equal"]}}, "settings", "allowed are"),
        ({"evidence": {}}, "evidence", "unknown field"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(changes, path, words):
    found = wrong(**changes)
    assert path in found
    assert words in found[path]


def test_a_bare_digit_is_a_grade_as_in_a_case():
    given = {"hypotheses": ["a", "b"], "items": [{"name": "i", "reliability": 3, "ratings": {"a": "C"}}]}
    assert evidence_from(given).problem.credibility.tolist() == [0.6]


def test_what_stands_in_for_a_wrong_number_is_not_complained_of():
    found = wrong(classes=[{"name": "k", "happened": 1, "of": 10**12}], settings={"ratios": {"CC": "four"}})
    assert set(found) == {"classes/0/of", "settings/ratios/CC"}


def test_everything_wrong_is_said_at_once():
    found = wrong(
        items=[{"name": "i", "reliability": "G", "relevance": -1, "ratings": {"a": "D"}}],
        classes=[{"name": "k", "happened": 2, "of": 1}],
        settings={"item_cap": 0.5},
    )
    assert set(found) == {"items/0/reliability", "items/0/relevance", "items/0/ratings/a", "classes/0",
                          "settings/item_cap"}  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PLACES = ["hypotheses", "items", "classes", "settings", "name"]


@settings(max_examples=60)
@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_in_a_place_it_is_read_or_refused(place, value):
    for data in (value, {**FINE, place: value}, {**FINE, place: [value]}):
        with contextlib.suppress(EstimativeError):  # anything else is a failure of ours
            assert evidence_from(data).problem.hypotheses


def test_what_is_no_json_is_said_with_its_line(tmp_path):
    for text, words in (
        ("{\n,", "no JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": 1, "a": 2}', "stands twice"),
    ):
        path = tmp_path / "table.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ProblemsError, match=words):
            read_evidence(path)
    with pytest.raises(ProblemsError) as caught:
        parse_json("{\n,")
    assert caught.value.problems[0].line == 2
    path.write_text(json.dumps(FINE), encoding="utf-8")
    assert read_evidence(path).name == ""


def test_what_is_no_number_is_named_with_its_place() -> None:
    with pytest.raises(ProblemsError) as caught:
        parse_json('{"said": "NaN \\" -Infinity",\n "a": [1, -Infinity]}')
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.message) == (2, 11, "-Infinity is no number here")
