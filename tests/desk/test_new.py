"""A new case: it runs as it stands, its name makes no trouble, and nothing is overwritten."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.case.longform import from_long
from estimative.case.names import ID_PATTERN, RESERVED
from estimative.case.space import state_space
from estimative.desk.new import identity, new_case
from estimative.exchange.yaml_reading import read_yaml

DAY = datetime.date(2024, 2, 29)


def case_at(file):
    return from_long(read_yaml(file).value)


def test_a_new_case_has_what_an_hour_can_fill(tmp_path):
    made = new_case(tmp_path / "Port Strike", today=DAY)
    case = case_at(made.file)
    assert made.file == tmp_path / "Port Strike" / "case.yaml"
    assert made.id == case.id == "port-strike"
    assert case.as_of == "2024-02-29"
    assert case.question.text.endswith("?")
    assert 2 <= len(case.actors) <= 3
    assert all(actor.wants for actor in case.actors.values())
    assert len(case.scenarios) >= 2
    assert len(case.evidence) == 8
    assert all(set(item.ratings) == set(case.scenarios) for item in case.evidence.values())


def test_its_outcomes_neither_overlap_nor_leave_a_gap(tmp_path):
    from estimative.base.logic.parsing import parse_statement

    case = case_at(new_case(tmp_path / "a", today=DAY).file)
    space = state_space(case)
    fits = sum(space.holds(parse_statement(scenario.when)).astype(int) for scenario in case.scenarios.values())
    assert set(fits[space.feasible]) == {1}


def test_every_evidence_tells_the_outcomes_apart(tmp_path):
    case = case_at(new_case(tmp_path / "a", today=DAY).file)
    assert all(len({rating.value for rating in item.ratings.values()}) > 1 for item in case.evidence.values())


@pytest.mark.parametrize("taken", ["file", "folder", "link"])
def test_nothing_is_overwritten(tmp_path, taken):
    file = tmp_path / "case.yaml"
    {"file": lambda: file.write_text("mine"), "folder": file.mkdir, "link": lambda: file.symlink_to("x")}[taken]()
    before = file.lstat()
    with pytest.raises(UsageError, match="exists already"):
        new_case(tmp_path, "mine")
    assert file.lstat() == before
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


def test_a_folder_that_is_there_is_used(tmp_path):
    (tmp_path / "brief.txt").write_text("words")
    assert new_case(tmp_path, "mine").file.is_file()
    assert (tmp_path / "brief.txt").read_text() == "words"


def test_a_file_can_be_named(tmp_path):
    made = new_case(tmp_path / "far" / "port.yaml", today=DAY)
    assert (made.file, made.id) == (tmp_path / "far" / "port.yaml", "port")
    assert case_at(made.file).id == "port"


def test_the_present_folder_gives_its_name(tmp_path, monkeypatch):
    from pathlib import Path

    (tmp_path / "Harbour").mkdir()
    monkeypatch.chdir(tmp_path / "Harbour")
    assert new_case(Path()).id == "harbour"


@pytest.mark.parametrize(
    "name",
    ["a\nid: stolen", "a # b", "$id ${as_of} $$", "x\x1b[2J", "'; rm -rf ~ #", '"', "%s{0}", "-rf", "a: [", "é" * 100],
)
def test_a_hostile_name_changes_nothing_in_the_case(tmp_path, name):
    made = new_case(tmp_path / name, "plain-id", DAY)
    usual = new_case(tmp_path / "usual", "plain-id", DAY)
    assert read_yaml(made.file).value == read_yaml(usual.file).value
    assert "\x1b" not in made.file.read_text()


@pytest.mark.parametrize("place", ["x" * 300, "a\0b", "file/below"])
def test_a_place_that_cannot_be_made_is_refused_in_words(tmp_path, place):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be made"):
        new_case(tmp_path / place, "mine")


@pytest.mark.parametrize("case_id", ["", "Big", "1a", "a_b", "not", "none", "a" * 41, "a\n", "../a"])
def test_an_id_that_a_case_cannot_have_is_refused(tmp_path, case_id):
    with pytest.raises(UsageError, match="cannot be an id"):
        new_case(tmp_path / "a", case_id)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["日本", "", "...", "--"])
def test_a_name_without_letters_asks_for_an_id(name):
    with pytest.raises(UsageError, match="--id"):
        identity(name)


@given(st.text(min_size=1))
def test_any_name_gives_an_id_or_words(name):
    import re

    try:
        made = identity(name)
    except UsageError:
        return
    assert re.fullmatch(ID_PATTERN, made)
    assert made not in RESERVED


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_no_id(word):
    assert identity(word) == f"case-{word}"
