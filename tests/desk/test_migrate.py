"""Versions: the one there is needs nothing, every other is refused with the place and what is allowed."""

import dataclasses

import pytest

from estimative.base.canonical import digest
from estimative.base.errors import ProblemsError, UsageError
from estimative.cli.main import run
from estimative.desk.migrate import migrate
from estimative.exchange import versions
from estimative.exchange.case_files import read_case
from estimative.exchange.edits import Rename
from estimative.exchange.versions import Step
from estimative.exchange.what_ifs import apply
from estimative.exchange.yaml_reading import parse_yaml


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


# A version that never was: actors had a `label`, and a what-if said what it `changes` in `note`.

CASE = """\
estimative: 0   # long ago
id: old
actors:
  east:            # one side
    label: A town    # its name
    options: {pay: {}}
  west: {label: Another}   # the other
"""
WHAT_IF = """\
# what if it paid?
estimative_what_if: 1
base: "sha256:{}"   # bound
change: {{now: {{east.pay: yes}}, actors: {{west: {{label: A city}}}}}}  # both
"""


def case_edits(value):
    return [Rename(("actors", name), "label", "name") for name, actor in value["actors"].items() if "label" in actor]


def what_if_edits(value):
    actors = value["change"].get("actors", {})
    return [Rename(("change", "actors", name), "label", "name") for name, actor in actors.items() if "label" in actor]


@pytest.fixture
def old(tmp_path, monkeypatch):
    step = Step(0, "`label` of an actor is `name`", case_edits, what_if_edits, digest)
    monkeypatch.setattr(versions, "STEPS", (step,))
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "what-ifs").mkdir()
    for name, base in (("pays", digest(parse_yaml(CASE).value).removeprefix("sha256:")), ("stale", "0" * 64)):
        (tmp_path / "what-ifs" / f"{name}.yaml").write_text(WHAT_IF.format(base))
    (tmp_path / "what-ifs" / "broken.yaml").write_text("&a [*a")
    return tmp_path


def test_an_older_case_is_brought_along_with_its_what_ifs_and_every_comment(old):
    with pytest.raises(ProblemsError, match="older than 1, which this program reads: run `estimative migrate CASE`"):
        read_case(old)
    done = migrate(old)
    assert (done.found, done.version, done.changed, done.steps) == (0, 1, True, ("`label` of an actor is `name`",))
    assert (done.bound, done.unbound, done.left) == (("pays",), ("stale",), ("broken",))
    expected = CASE.replace("estimative: 0", "estimative: 1").replace("label", "name")
    assert (old / "case.yaml").read_text() == expected
    file = read_case(old)
    assert [actor.name for actor in file.case.actors.values()] == ["A town", "Another"]
    assert list(file.what_ifs) == ["pays"]
    assert apply(file.case, file.what_ifs["pays"]).actors["west"].name == "A city"
    stale = (old / "what-ifs" / "stale.yaml").read_text()
    assert "0" * 64 in stale
    assert "name" in stale
    assert stale.startswith("# what if it paid?\n")
    assert stale.endswith("  # both\n")
    assert (old / "what-ifs" / "broken.yaml").read_text() == "&a [*a"
    assert not migrate(old).changed


def test_what_would_come_out_as_no_case_is_not_written(old):
    (old / "case.yaml").write_text(CASE.replace("id: old", "id: Not an id"))
    before = {path: path.read_bytes() for path in old.rglob("*.yaml")}
    with pytest.raises(ProblemsError, match="expected an id"):
        migrate(old)
    assert {path: path.read_bytes() for path in old.rglob("*.yaml")} == before


def test_a_chain_with_a_gap_leads_nowhere(old, monkeypatch):
    step = versions.STEPS[0]
    (old / "case.yaml").write_text(CASE.replace("estimative: 0", "estimative: -2"))
    monkeypatch.setattr(versions, "STEPS", (dataclasses.replace(step, version=-2), step))
    with pytest.raises(ProblemsError, match="no format version -2"):
        migrate(old)
    between = Step(-1, "nothing", lambda value: (), lambda value: (), digest)
    monkeypatch.setattr(
        versions, "STEPS", (dataclasses.replace(step, version=-2, what="first"), between, between, step)
    )
    with pytest.raises(ProblemsError, match="no format version -2"):
        migrate(old)
    quiet = dataclasses.replace(step, version=-2, case=lambda value: (), what_if=lambda value: (), what="first")
    monkeypatch.setattr(versions, "STEPS", (quiet, between, step))
    assert migrate(old).steps == ("first", "nothing", "`label` of an actor is `name`")


def test_the_command_says_what_was_done(old, capsys):
    assert run(["migrate", str(old)]) == 0
    out = capsys.readouterr().out
    assert "was of version 0 and is of version 1 now.\n  `label` of an actor is `name`\n" in out
    assert "bound as before: pays\n" in out
    assert "left as they were: broken\n" in out


def test_a_version_of_a_thousand_digits_is_refused_in_a_line(tmp_path):
    (tmp_path / "case.yaml").write_text(f"estimative: {'9' * 1000}\n")
    with pytest.raises(ProblemsError) as caught:
        migrate(tmp_path)
    assert len(str(caught.value)) < 400
