"""`estimative solve influence`: tables for people, every table as JSON, roads, errors without a traceback."""

import json

import pytest

from estimative.cli.main import run

BRIEF = {
    "actors": ["turkey", "pakistan", "qatar", "taliban", "alone"],
    "objectives": ["role"],
    "MDI": [[0, 2, 2, 1, 0], [0, 0, 0, 3, 0], [0, 0, 0, 2, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0]],
    "2MAO": [[4], [2], [1], [-3], [0]],
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(BRIEF), encoding="utf-8")
    return str(path)


def asked(capsys, *arguments):
    assert run(["solve", "influence", *arguments]) == 0
    return capsys.readouterr().out


def test_roads_lead_through_others(file, capsys):
    answer = json.loads(asked(capsys, file, "--json", "--roads", "turkey", "taliban", "--k", "2"))
    assert [(road["actors"], road["strength"]) for road in answer["roads"][0]["roads"]] == [
        (["turkey", "pakistan", "taliban"], 2),
        (["turkey", "qatar", "taliban"], 2),
    ]
    assert answer["roads"][0]["all_there_are"] is False
    assert answer["roads"][0]["roads"][0]["weakest"] == [["turkey", "pakistan"]]


def test_people_see_roads_power_and_one_picture_of_convergence_first(file, capsys):
    out = asked(capsys, file, "--roads", "turkey", "taliban")
    places = [out.index(word) for word in ("Roads from", "Balance of power", "Allies (+) and foes (-)", "Objectives")]
    assert places == sorted(places)
    assert "turkey → pakistan → taliban   weakest: turkey → pakistan" in out
    assert "there is no other" in out
    assert "MDII" not in out
    assert "MDII" in asked(capsys, file, "--tables")


def test_what_nobody_is_against_is_no_minus_zero(tmp_path, capsys):
    liked = tmp_path / "liked.json"
    liked.write_text(json.dumps({**BRIEF, "2MAO": [[4], [2], [1], [0], [0]]}), encoding="utf-8")
    out = asked(capsys, str(liked))
    (row,) = [line for line in out.splitlines() if line.startswith("│ role")]
    assert row.split("│")[3].strip() == "0.0"


def test_where_there_is_no_road_it_says_so(file, capsys):
    assert "No road leads from turkey to alone." in asked(capsys, file, "--roads", "turkey", "alone")


def test_the_reading_is_named_and_changes_the_balance(file, capsys):
    one, other = asked(capsys, file), asked(capsys, file, "--reading", "included")
    assert "diagonal excluded" in one
    assert "diagonal included" in other
    found = {r: json.loads(asked(capsys, file, "--json", "--reading", r)) for r in ("excluded", "included")}
    assert found["excluded"]["I"] != found["included"]["I"]
    assert found["excluded"]["R_normalised_mean_1"] == found["included"]["R_normalised_mean_1"]


def test_without_objectives_there_are_no_empty_tables(tmp_path, capsys):
    path = tmp_path / "roads.json"
    path.write_text(json.dumps({"actors": ["a", "b"], "MDI": [[0, 2], [2, 0]]}), encoding="utf-8")
    out = asked(capsys, str(path), "--tables")
    assert "Objectives" not in out
    assert "Allies" not in out
    assert "the other reading of the diagonal may tell more" in out
    answer = json.loads(asked(capsys, str(path), "--json"))
    assert answer["degree_convergence_pct_3"] is None
    assert answer["ambivalence_1"] == [None, None]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--roads", "turky", "taliban"], "did you mean `turkey`"),
        (["--roads", "turkey", "turkey"], "itself"),
        (["--reading", "both"], "`excluded` or `included`"),
        (["--roads", "turkey", "taliban", "--k", "1001"], "1,000"),
    ],
)
def test_what_cannot_be_answered_is_said(file, capsys, arguments, words):
    assert run(["solve", "influence", file, *arguments]) in (1, 2)
    caught = capsys.readouterr()
    assert words in " ".join(caught.err.split())
    assert caught.out == ""
    assert "Traceback" not in caught.err


def test_every_fault_of_a_file_is_listed(tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text(
        json.dumps({**BRIEF, "MDI": [[0, 9, 2, 1, 0], *BRIEF["MDI"][1:]], "2MAO": [[7], [2], [1], [-3], [0]]})
    )
    assert run(["solve", "influence", str(path)]) == 1
    err = capsys.readouterr().err
    assert "MDI/0/1" in err
    assert "2MAO/0/0" in err


def test_names_cannot_command_the_terminal(tmp_path, capsys):
    path = tmp_path / "file.json"
    name = "x" + chr(27) + "[2J"
    path.write_text(
        json.dumps({"actors": [name, "b"], "objectives": [name], "MDI": [[0, 1], [0, 0]], "2MAO": [[1], [1]]})
    )
    out = asked(capsys, str(path), "--tables", "--roads", name, "b")
    assert chr(27) not in out
    assert chr(27) not in asked(capsys, str(path), "--json")
