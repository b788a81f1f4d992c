"""Errors: problems that name their place, one root, and what crosses from one process to another."""

import copy
import pickle

import pytest

from estimative.base import errors
from estimative.base.errors import MOST_COMPARED, EstimativeError, Problem, ProblemsError, listed, nearest

PROBLEM = Problem("error", "unknown-id", "now/turkey.leave", "no option is called `turkey.leave`")


@pytest.mark.parametrize(
    "problem, where",
    [
        (PROBLEM, "now/turkey.leave"),
        (PROBLEM.at(12, None), "line 12, now/turkey.leave"),
        (PROBLEM.at(12, 3), "line 12, column 3, now/turkey.leave"),
        (Problem("note", "gap", "", "a gap"), ""),
    ],
)
def test_a_problem_names_its_place_as_far_as_it_is_known(problem, where):
    assert problem.where == where


def test_placing_a_problem_keeps_the_rest():
    placed = PROBLEM.at(1, 2)
    assert (placed.severity, placed.code, placed.message) == (PROBLEM.severity, PROBLEM.code, PROBLEM.message)
    assert PROBLEM.line is None


def test_every_error_has_the_one_root():
    own = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, BaseException)]
    assert len(own) >= 6
    assert all(issubclass(item, EstimativeError) for item in own)


def test_all_problems_stand_in_the_message():
    error = ProblemsError([PROBLEM.at(12, 3), Problem("error", "empty", "", "the file is empty")], source="case.yaml")
    assert str(error) == ("line 12, column 3, now/turkey.leave: no option is called `turkey.leave`\nthe file is empty")


def sent_on(error):
    """The error as another process gets it."""
    return pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, sent_on])
def test_problems_survive_the_way_to_another_process(again):
    error = again(ProblemsError((item for item in [PROBLEM]), source="case.yaml"))
    assert error.problems == (PROBLEM,)
    assert error.source == "case.yaml"
    assert "turkey.leave" in str(error)


def test_the_nearest_name_is_offered_and_a_far_one_is_not():
    assert nearest("recogniton", ["recognition", "g7-pressure"]) == "; did you mean `recognition`?"
    assert nearest("recogniton", ["g7-pressure", "turkey"]) == ""
    assert nearest("x", []) == ""


def test_only_so_many_names_are_compared():
    many = [f"{number:08d}" for number in range(MOST_COMPARED)]
    assert nearest("turky", [*many[1:], "turkey"]) != ""
    assert nearest("turky", [*many, "turkey"]) == ""


def test_a_long_list_of_names_is_shortened():
    assert listed(["a", "b"]) == "`a`, `b`"
    assert listed(list("abcde"), most=2) == "`a`, `b` and 3 more"
    assert listed([]) == ""


def test_a_problem_of_one_of_several_files_names_its_own():
    from estimative.cli.outcomes import problem_line

    problem = Problem("error", "csv", "", "no number", 3, 4, file="tables/ranks.csv")
    assert problem.where == "tables/ranks.csv, line 3, column 4"
    assert problem_line(problem, "tables") == "tables/ranks.csv:3:4: error: no number"
