"""`estimative assess`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from estimative.base.likelihood import words_of_likelihood
from estimative.case.longform import to_long
from estimative.cli.main import run
from tests.assessment.cases import bridge


@pytest.fixture
def case(tmp_path: Path) -> str:
    (tmp_path / "case.yaml").write_text(json.dumps(to_long(bridge(title="A bridge"))))
    return str(tmp_path)


def test_the_terminal_keeps_the_three_lines_apart(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", case, "--draws", "20"]) == 0
    out = capsys.readouterr().out
    for words in (
        "the brief says",
        "these judgments imply",
        "we assess",
        "not yet assessed",
        "without any deal",
        "ceiling",
    ):
        assert words.split()[0] in out
    assert "mostly" in out
    assert "talk: not modelled" in out
    assert "sway: carried by a method not run" in out
    assert "thrift: without effect alone: pride carry the same" in out


def test_no_word_of_likelihood_but_the_authors_is_printed(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    quiet = to_long(bridge())
    for scenario in quiet["scenarios"].values():
        scenario.pop("stated", None)
    Path(case, "case.yaml").write_text(json.dumps(quiet))
    assert run(["assess", case, "--draws", "20"]) == 0
    out = capsys.readouterr().out.lower()
    assert not [word for word in words_of_likelihood() if f" {word} " in out]


def test_json_is_the_same_twice(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for _ in range(2):
        assert run(["assess", case, "--json", "--draws", "20", "--seed", "3"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["seed"] == 3


@pytest.mark.parametrize(
    "arguments", [["--draws", "0"], ["--seed", "-1"], ["--draws", "many"], ["--what-if", "none-such"]]
)
def test_wrong_use_is_told_apart(case: str, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", case, "--json", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


def test_the_page_is_written_and_named(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "out" / "page.html"
    assert run(["assess", case, "--draws", "20", "-o", str(page)]) == 0
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert str(page) in capsys.readouterr().out


def test_hostile_names_do_not_reach_the_terminal_raw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = to_long(bridge(title="\u202eA bridge"))
    data["arguments"]["talk"]["text"] = "bell \u2066"
    (tmp_path / "case.yaml").write_text(json.dumps(data))
    run(["assess", str(tmp_path), "--draws", "5"])
    out = capsys.readouterr().out
    assert "\u202e" not in out
    assert "\x1b" not in out


def test_nothing_of_the_users_is_written_over(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.yaml"
    before = file.read_bytes()
    (tmp_path / "notes.html").write_text("<p>mine</p>")
    (tmp_path / "link.html").symlink_to(file)
    for name in ("case.yaml", "notes.html", "link.html", "notes.txt", "-", "."):
        assert run(["assess", case, "--draws", "5", "-o", str(tmp_path / name)]) == 2, name
    assert file.read_bytes() == before
    assert (tmp_path / "notes.html").read_text() == "<p>mine</p>"
    page = tmp_path / "page.html"
    assert run(["assess", case, "--draws", "5", "-o", str(page)]) == 0
    assert run(["assess", case, "--draws", "5", "-o", str(page)]) == 0  # an earlier page of ours may be renewed
    capsys.readouterr()


def test_numbers_beyond_reason_are_the_cases_fault_and_not_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = to_long(bridge())
    data["actors"]["east"]["wants"]["money"]["rank"] = {"value": 1e308}
    (tmp_path / "case.yaml").write_text(json.dumps(data))
    assert run(["assess", str(tmp_path), "--draws", "5"]) == 1
    assert "10^9" in capsys.readouterr().err
