"""`estimative cite` and `estimative show`, as they are typed."""

import json

import pytest

from estimative.cli.main import run
from tests.desk.sourced import CASE, SOURCE, write_case, write_source


@pytest.fixture
def case(tmp_path):
    write_case(tmp_path / "case")
    return tmp_path / "case"


def test_the_table_then_the_record_then_nothing_to_do(case, capsys):
    assert run(["cite", str(case)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("brief: The brief (brief.txt, read as text/1)\npassage  characters  state  cited by")
    assert "p2       7-32        new" in out
    assert "case.yaml:4:3: warning: sources/brief: 4 cited passages" in err
    assert run(["cite", str(case), "--strict"]) == 1
    capsys.readouterr()
    assert run(["cite", str(case), "--sync"]) == 0
    out, err = capsys.readouterr()
    assert f"Wrote the record of brief into {case}/case.yaml" in out
    assert "Bound the what-ifs to the case as it is now: quiet" in out
    assert not err
    assert run(["cite", str(case), "--sync", "--strict"]) == 0
    assert "is up to date" in capsys.readouterr().out


def test_what_is_broken_exits_with_1_and_says_how_to_go_on(case, capsys):
    run(["cite", str(case), "--sync"])
    write_source(case, "First of all", *SOURCE[1:3], "Changed.")
    capsys.readouterr()
    assert run(["cite", str(case), "--sync"]) == 1
    out, err = capsys.readouterr()
    assert "is left as it is" in out
    assert "error: sources/brief/passages/p4: `brief`: the words cited as p4 are lost" in err
    assert "--accept brief#p4" in err
    assert run(["cite", str(case), "--sync", "--accept", "brief#p4", "--accept", "brief#p1"]) == 0
    assert run(["cite", str(case), "--strict"]) == 0


def test_following_is_told(case, capsys):
    run(["cite", str(case), "--sync"])
    write_source(case, SOURCE[0], "New.", *SOURCE[1:])
    capsys.readouterr()
    assert run(["cite", str(case), "--sync", "--follow"]) == 0
    assert "brief#p2 is now cited as brief#p3\n" in capsys.readouterr().out


def test_json_has_every_citer_and_no_path_of_the_machine(case, capsys):
    assert run(["cite", str(case), "--sync", "--json"]) == 0
    out = capsys.readouterr().out
    found = json.loads(out)
    assert found["written"] is True
    assert found["problems"] == []
    (source,) = found["sources"]
    assert source["file"] == "brief.txt"
    assert source["passages"][1] == {
        "id": "p2",
        "at": [7, 32],
        "sha256": source["passages"][1]["sha256"],
        "cited_by": ["sources/brief/mentions/union", "actors/union/wants/pay"],
        "state": "same",
        "sentence": "p2 stands as recorded",
        "proposed": [],
    }
    assert str(case) not in out
    assert run(["cite", str(case), "--json"]) == 0
    assert "written" not in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "arguments",
    [["--follow"], ["--accept", "brief#p1"], ["--sources", "/nowhere"], ["--sync", "--accept", "brief#p77"]],
)
def test_wrong_use_exits_with_2(case, arguments, capsys):
    assert run(["cite", str(case), *arguments]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_show_a_judgment_with_its_passage(case, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    run(["cite", str(case), "--sync"])
    capsys.readouterr()
    assert run(["show", str(case), "actors/union/wants/pay/rank"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[:5] == [
        "actors/union/wants/pay/rank  (rank, case.yaml:23:43)",
        "value: 1, without a range  (a number)",
        "because: it says so (of actors/union/wants/pay)",
        "judged by: Ben (ben)",
        "cites (of actors/union/wants/pay):",
    ]
    assert f"    {SOURCE[1]}\n" in out


def test_show_says_where_the_source_is_missing(case, capsys):
    (case / "brief.txt").unlink()
    assert run(["show", str(case), "brief#p2"]) == 0
    out = capsys.readouterr().out
    assert "unverified" in out
    assert "give --sources DIR" in out
    assert "  actors/union/wants/pay  (case.yaml:" in out


def test_show_as_json(case, capsys):
    assert run(["show", str(case), "actors/union/wants/calm/rank", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["value"], found["range"], found["judged_by"]) == (2, [1, 3], {"id": "ana", "name": "Ana"})
    assert found["cites"][0]["passage"]["text"] == SOURCE[3]


def test_show_of_nothing_exits_with_2_and_names_the_nearest(case, capsys):
    assert run(["show", str(case), "actors/union/wants/pya"]) == 2
    assert "did you mean `actors/union/wants/pay`" in capsys.readouterr().err


def test_nothing_in_a_source_or_a_case_commands_the_terminal(case, capsys):
    write_source(case, "T", "red\x1b[31m \u202e turned\x07 " + "long " * 2000, "c", "d")
    path = case / "case.yaml"
    path.write_text(CASE.replace("title: The brief", 'title: "T\\u202e"'), encoding="utf-8")
    run(["cite", str(case)])
    run(["show", str(case), "brief#p2"])
    run(["show", str(case), "sources/brief"])
    out, err = capsys.readouterr()
    assert not set(out + err) & {"\x1b", "\x07", "\u202e"}
    assert "… and" in out
