"""`estimative assess`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from estimative.base.likelihood import words_of_likelihood
from estimative.case.longform import to_long
from estimative.cli.main import run
from tests.assessment.cases import bridge, bridge_and_toll


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
    assert "sway: without effect" in out  # influence runs, and without objectives it gives each side a half
    assert "influence does not forecast" in out
    assert "thrift: without effect alone: pride carry the same" in out


def test_what_only_a_method_would_read_that_did_not_run_is_said(tmp_path: Path, capsys) -> None:
    (tmp_path / "case.yaml").write_text(json.dumps(to_long(bridge_and_toll())))
    assert run(["assess", str(tmp_path), "--draws", "20"]) == 0
    out = capsys.readouterr().out
    assert "sway: carried by a method not run" in out
    assert "bargaining did not run: bargaining needs an issue" in " ".join(out.split())


def test_an_argument_that_moves_the_force_alone_says_so(tmp_path: Path, capsys) -> None:
    data = to_long(bridge(objectives={"link": {"serves": ["built"], "stakes": {"east": 2, "west": -1}}}))
    data["influence"]["west"] = {"east": {"value": 1}}
    (tmp_path / "case.yaml").write_text(json.dumps(data))
    assert run(["assess", str(tmp_path), "--draws", "20", "-o", str(tmp_path / "page.html")]) == 0
    assert "sway: moves no support, only the balance of force (influence)" in capsys.readouterr().out
    assert "moves no support, only the balance of force" in (tmp_path / "page.html").read_text()


POOL = re.compile(r"Pooled, because it was asked for: built (\d\.\d\d), idle (\d\.\d\d), none of these (\d\.\d\d)\.")


@pytest.mark.parametrize("how", ["--pool", "settings"])
def test_pooling_is_by_choice_and_shown_in_all_three(tmp_path: Path, capsys, how: str) -> None:
    evidence = {"crane": {"text": "a crane", "ratings": {"built": "C", "idle": "I"}}}
    pooling = {"pooling": {"method": "log"}} if how == "settings" else {}
    data = to_long(bridge(evidence=evidence, settings={"judged_by": "me", **pooling}))
    (tmp_path / "case.yaml").write_text(json.dumps(data))
    asked = ["assess", str(tmp_path), "--draws", "20", "--json", *(["--pool"] if how == "--pool" else [])]
    assert run([*asked, "-o", str(tmp_path / "page.html")]) == 0
    answer = json.loads(capsys.readouterr().out)
    pool, page = answer["pool"], (tmp_path / "page.html").read_text()
    assert pool.keys() == {"pooled", "exponents", "by_floor", "swings"}
    assert pool["by_floor"].keys() == {"0.001", "0.01", "0.05"}
    assert pool["by_floor"]["0.01"] == pool["pooled"]
    assert sum(pool["pooled"].values()) == pytest.approx(1)
    assert pool["exponents"] == {"together": {"conflict": 0.5, "evidence": 0.5}}  # influence is never pooled
    # Each between the methods' own: conflict says built and nothing else, evidence less than that.
    means = [answer["scenarios"]["built"]["support"][method]["mean"] for method in ("conflict", "evidence")]
    assert min(means) < pool["pooled"]["built"] < max(means)
    assert 'id="pool"' in page
    assert run([argument for argument in asked if argument != "--json"]) == 0
    shown = POOL.search(" ".join(capsys.readouterr().out.split()))
    assert [float(figure) for figure in shown.groups()] == [
        pytest.approx(pool["pooled"][key], abs=0.0051) for key in ("built", "idle", "none")
    ]


def test_nothing_is_pooled_unless_it_is_asked_for(case: str, tmp_path: Path, capsys) -> None:
    assert run(["assess", case, "--draws", "20", "--json", "-o", str(tmp_path / "page.html")]) == 0
    assert json.loads(capsys.readouterr().out)["pool"] is None
    assert 'id="pool"' not in (tmp_path / "page.html").read_text()
    assert run(["assess", case, "--draws", "20"]) == 0
    assert "ooled" not in capsys.readouterr().out


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


def test_the_same_seed_gives_the_same_bytes_in_any_process_with_all_methods(root: Path, tmp_path: Path) -> None:
    """The order of sets hangs on the hash seed of the process, and nothing that is written may."""
    found = []
    for hash_seed in ("1", "2"):
        page = tmp_path / f"{hash_seed}.html"
        asked = ["assess", str(root / "cases" / "kabul-airport-2021"), "--draws", "20", "--pool", "--json", "-o", page]
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from estimative.cli.main import run; sys.exit(run())", *asked],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        )
        found.append((done.stdout, page.read_bytes()))
    assert found[0] == found[1]
    assert len(json.loads(found[0][0])["methods"]) >= 4


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
