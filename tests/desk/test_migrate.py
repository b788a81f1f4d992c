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
    "text, line, words",
    [
        ("id: a\nestimative: 2\n", 2, "version 2 is newer than 1"),
        ("estimative: 0\n", 1, "no format version 0; this program reads 1"),
        ("estimative: -1\n", 1, "no format version -1"),
        ("estimative: 1.5\n", 1, "found the number 1.5"),
        ("estimative: true\n", 1, "found `true`"),
        ("estimative: one\n", 1, "found the text `one`"),
        ("estimative: [1]\n", 1, "found a list"),
        ("id: a\n", 1, "is missing"),
        ("estimative_what_if: 1\n", 1, "this is a what-if"),
        ("- 1\n", 1, "expected a case"),
        ("", 1, "expected a case"),
    ],
)
def test_another_version_is_refused_at_its_place(tmp_path, text, line, words):
    file = tmp_path / "case.yaml"
    file.write_text(text)
    with pytest.raises(ProblemsError, match=words) as caught:
        migrate(file)
    (problem,) = caught.value.problems
    assert problem.line == line
    assert "1" in problem.message
    assert caught.value.source == str(file)


def test_no_file_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        migrate(tmp_path / "absent")
