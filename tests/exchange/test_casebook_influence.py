"""Casebook files of actors and influence: what is read, what is written, and what is refused with its place."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import EstimativeError, ProblemsError
from estimative.exchange.casebook_influence import influence_from, influence_json, read_influence
from estimative.testing.influences import influences

GOOD = {"actors": ["A", "B"], "objectives": ["x"], "MDI": [[0, 3], [1, 0]], "2MAO": [[4], [-1]]}


@given(influences())
def test_what_is_written_is_read_again(problem):
    again = influence_from(json.loads(json.dumps(influence_json(problem))))
    assert again.digest == problem.digest
    assert influence_json(again) == influence_json(problem)


def test_objectives_may_be_left_out_and_other_fields_are_left_alone():
    problem = influence_from({"name": "t", "expected": {}, "actors": ["A", "B"], "MDI": [[0, 3], [1, 0]]})
    assert (problem.title, problem.objectives, problem.stakes.shape) == ("t", (), (2, 0))


@pytest.mark.parametrize(
    "change, found",
    [
        ({"actors": []}, {"actors"}),
        ({"actors": ["A", "A"]}, {"actors"}),
        ({"actors": "AB"}, {"actors"}),
        ({"actors": ["A", ""], "objectives": [3]}, {"actors", "objectives"}),
        ({"actors": [f"a{i}" for i in range(501)]}, {"actors"}),
        ({"MDI": None}, {"MDI"}),
        ({"MDI": [[0, 3]]}, {"MDI"}),
        ({"MDI": [[0, 3], [1]]}, {"MDI/1"}),
        ({"MDI": [[0, 5], [-1, 0]], "2MAO": [[9], ["x"]]}, {"MDI/0/1", "MDI/1/0", "2MAO/0/0", "2MAO/1/0"}),
        ({"MDI": [[0, 1.5], [True, 0]]}, {"MDI/0/1", "MDI/1/0"}),
        ({"MDI": [[1, 0], [0, 2]]}, {"MDI/0/0", "MDI/1/1"}),
        ({"MDI": [[0, 10**400], [1e300, 0]]}, {"MDI/0/1", "MDI/1/0"}),
        ({"2MAO": [[4]]}, {"2MAO"}),
        ({"2MAO": [4, -1]}, {"2MAO/0", "2MAO/1"}),
    ],
)
def test_every_fault_is_named_with_its_place(change, found):
    with pytest.raises(ProblemsError) as caught:
        influence_from({**GOOD, **change})
    assert {problem.path for problem in caught.value.problems} == found
    assert all(problem.message for problem in caught.value.problems)


def test_a_table_full_of_faults_is_not_listed_whole():
    data = {"actors": [f"a{i}" for i in range(40)], "MDI": [[9] * 40] * 40}
    with pytest.raises(ProblemsError) as caught:
        influence_from(data)
    assert "1,500 more numbers are out of range" in str(caught.value)
    assert len(caught.value.problems) < 200


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "no JSON"),
        ("[]", "JSON object"),
        ('{"actors": ["A"], "actors": ["B"]}', "twice"),
        ('{"actors": ["A"], "MDI": [[NaN]]}', "no number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"actors": [' + "9" * 5000 + "]}", "."),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path, text, words):
    path = tmp_path / "file.json"
    path.write_text(text)
    with pytest.raises(EstimativeError, match=words):
        read_influence(path)


def containers(inner):
    keys = st.sampled_from(["actors", "objectives", "MDI", "2MAO", "name"])
    return st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4)


anything = st.recursive(st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=3), containers)


@given(anything)
def test_whatever_stands_there_is_read_or_refused(data):
    with contextlib.suppress(ProblemsError):
        assert influence_from(data).actors
