"""`estimative explain CASE METHOD`, as it is typed and as it is read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from estimative.assessment.joins import joins
from estimative.case.longform import case_digest, to_long
from estimative.cli.exhibits_text import MOST_ROWS, show_exhibits
from estimative.cli.main import run
from estimative.methods.records import methods
from estimative.report.methods.exhibits import Cell, Exhibit, Table
from tests.assessment.cases import bridge

HOSTILE = "\u202e[bold red]x[/] {0} %s <script> \u2028 :smile:"
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def write(folder: Path, **changes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_text(json.dumps(to_long(bridge(**changes))), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def flagship(root):
    return root / "cases" / "kabul-airport-2021"


@pytest.mark.parametrize("method", sorted(joins()))
def test_every_installed_method_tells_what_it_makes_of_the_worked_case(flagship, capsys, method) -> None:
    assert run(["explain", str(flagship), method, "--draws", "20"]) == 0
    out, _ = capsys.readouterr()
    first, *rest = [line for line in out.splitlines() if line]
    assert first == f"{methods()[method].title}: what it makes of A Turkish role at Kabul airport"
    assert len(rest) > 3
    assert "What if" not in out


@pytest.mark.parametrize("method", ["conflict", "influence"])
def test_json_is_of_the_kind_method_and_the_same_twice(tmp_path, capsys, method) -> None:
    case, texts = write(tmp_path / "case"), []
    for _ in range(2):
        assert run(["explain", str(case), method, "--json", "--draws", "20", "--seed", "3"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    found = json.loads(texts[0])
    assert (found["kind"], found["method"], found["draws"]) == ("method", method, 20)
    assert found["case"] == case_digest(bridge())
    assert ("none" in found["support"]) == joins()[method].forecasts
    assert str(case) not in texts[0]


@pytest.mark.parametrize("method", ["bargaining", "evidence"])
@pytest.mark.parametrize("how", [[], ["--json"]])
def test_a_method_that_lacks_its_section_says_what_it_needs(tmp_path, capsys, method, how) -> None:
    case = write(tmp_path / "case")
    assert run(["explain", str(case), method, *how]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"error: nothing to explain: {joins()[method].lacks(bridge())}\n"


def test_a_scenario_named_as_a_method_is_explained_as_a_scenario(tmp_path, capsys) -> None:
    scenarios = {"conflict": {"when": "east.pay and west.pay"}, "rest": {"when": "not (east.pay and west.pay)"}}
    case = write(tmp_path / "case", scenarios=scenarios)
    assert run(["explain", str(case), "conflict", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "scenario"
    assert run(["explain", str(case), "influence", "--draws", "5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "method"


def test_a_what_if_is_applied_first_and_named(tmp_path, capsys) -> None:
    case = write(tmp_path / "case")
    (case / "what-ifs").mkdir()
    (case / "what-ifs" / "poor-east.yaml").write_text(
        f'estimative_what_if: 1\nbase: "{case_digest(bridge())}"\nbecause: it is broke.\n'
        "change: {rules: {poor: {never: east.pay}}}\n"
    )
    asked = ["explain", str(case), "conflict", "--what-if", "poor-east", "--draws", "5"]
    assert run(asked) == 0
    assert "What if: poor-east: it is broke.\n" in capsys.readouterr().out
    assert run([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["what_if"], found["support"]["idle"]) == ("poor-east", 1.0)


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--concept", "Nash"], "`conflict` is a method"),
        (["--draws", "0"], "allowed are 1 to"),
        (["--seed", "-1"], "whole numbers from 0"),
        (["--what-if", "war"], "has no what-if `war`"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_there_is(tmp_path, capsys, arguments, words) -> None:
    assert run(["explain", str(write(tmp_path / "case")), "conflict", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err


def test_a_long_table_is_cut_and_says_so(capsys) -> None:
    rows = tuple((Cell(f"row {k}"), Cell("x")) for k in range(MOST_ROWS + 3))
    show_exhibits([Exhibit("long", "A long one", ("Look.",), Table(("what", "how"), rows, "A note."))])
    out = capsys.readouterr().out
    assert f"row {MOST_ROWS - 1}" in out
    assert f"row {MOST_ROWS}" not in out
    assert "and 3 more rows" in out
    assert "A note." in out


@pytest.mark.parametrize("method", ["conflict", "influence", "evidence", "bargaining"])
def test_nothing_in_a_case_commands_the_terminal(tmp_path, capsys, method) -> None:
    data = to_long(bridge(title=HOSTILE))
    for actor in data["actors"].values():
        actor["name"] = HOSTILE
    data["scenarios"]["built"]["text"] = HOSTILE
    data["evidence"] = {"crane": {"text": HOSTILE, "ratings": {"built": "C", "idle": "I"}}}
    positions = {"east": {"at": 3}, "west": {"at": 5}}
    marks = [{"at": 0, "text": HOSTILE}, {"at": 9}]
    data["issues"] = {"toll": {"text": HOSTILE, "marks": marks, "positions": positions}}
    data["objectives"] = {"link": {"text": HOSTILE, "serves": ["built"], "stakes": {"east": 2}}}
    (tmp_path / "case.yaml").write_text(json.dumps(data), encoding="utf-8")
    assert run(["explain", str(tmp_path), method, "--draws", "5"]) == 0
    out, err = capsys.readouterr()
    assert not FORBIDDEN.search(out + err)
    assert r"\u202e[bold red]x[/] {0} %s <script>" in " ".join(out.split())
