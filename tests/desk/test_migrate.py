"""Versions: the one there is needs nothing, every other is refused with the place and what is allowed."""

import pytest

from estimative.base.errors import ProblemsError, UsageError
from estimative.desk.migrate import migrate


def test_a_case_of_the_present_version_is_left_as_it_is(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text("estimative: 1   # mine\nid: a\n")
    done = migrate(tmp_path)
    assert (done.file, done.found, done.version, done.changed) == (file, 1, 1, False)
    assert file.read_text() == "estimative: 1   # mine\nid: a\n"


@pytest.mark.parametrize(
    "text, place, words",
    [
        ("id: a\nestimative: 2\n", (2, 1), "newer than this program"),
        ("estimative: 0\n", (1, 1), "from 1"),
        ("estimative: -1\n", (1, 1), "from 1"),
        ("estimative: 1.5\n", (1, 1), "from 1"),
        ("estimative: yes\n", (1, 1), "from 1"),
        ("estimative: one\n", (1, 1), "from 1"),
        ("estimative: [1]\n", (1, 1), "from 1"),
        ("estimative:\n", (1, 1), "from 1"),
        ("id: a\n", (1, 1), "does not say its version"),
        ("- 1\n", (1, 1), "a case is a map"),
        ("", (1, 1), "a case is a map"),
    ],
)
def test_another_version_is_refused_at_its_place(tmp_path, text, place, words):
    file = tmp_path / "case.yaml"
    file.write_text(text)
    with pytest.raises(ProblemsError, match=words) as caught:
        migrate(file)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == place
    assert "1" in problem.message
    assert caught.value.source == str(file)


def test_no_file_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        migrate(tmp_path / "absent")
