"""`estimative solve conflict` with other programs' files: tables in, graphs and tables out."""

import json

import pytest

from estimative.cli.main import run

TABLES = {
    "states.csv": "state\nquiet\ntalks\nwar\n",
    "moves.csv": "decision_maker,from,to\nNorth,quiet,war\nSouth,war,talks\n",
    "ranks.csv": "state,North,South\nquiet,2,1\ntalks,1,2\nwar,3,0\n",
}


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "tables"
    place.mkdir()
    for name, text in TABLES.items():
        (place / name).write_text(text)
    return place


def test_a_folder_of_tables_is_solved(folder, capsys):
    assert run(["solve", "conflict", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["state_list"] == ["quiet", "talks", "war"]
    assert answer["equilibria"]["Nash"] == [2]
    assert answer["equilibria"]["SEQ"] == [1, 2]


def test_what_is_wrong_in_a_table_is_printed_with_file_line_and_column(folder, capsys):
    (folder / "moves.csv").write_text("decision_maker,from,to\nNorth,quiet,wor\n")
    assert run(["solve", "conflict", str(folder)]) == 1
    assert capsys.readouterr().err.startswith(f"{folder / 'moves.csv'}:2:13: error: `wor` is no state")


def test_one_table_alone_is_pointed_to_its_folder(folder, capsys):
    assert run(["solve", "conflict", str(folder / "states.csv")]) == 2
    assert "give the folder that it lies in" in capsys.readouterr().err


@pytest.mark.parametrize("ending, start", [("graphml", b"<?xml"), ("dot", b"digraph"), ("csv", b"number,state")])
def test_a_solved_conflict_is_written_and_named(folder, tmp_path, capsys, ending, start):
    place = tmp_path / f"out.{ending}"
    assert run(["solve", "conflict", str(folder), "--export", str(place)]) == 0
    assert place.read_bytes().startswith(start)
    assert f"out.{ending}" in capsys.readouterr().out


def test_parquet_is_written(folder, tmp_path):
    pytest.importorskip("pyarrow", reason="the extra `columns` is not installed")
    place = tmp_path / "out.parquet"
    assert run(["solve", "conflict", str(folder), "--export", str(place), "--json"]) == 0
    assert place.read_bytes()[:4] == b"PAR1"


def test_an_unknown_ending_is_said_before_anything_is_read(tmp_path, capsys):
    assert run(["solve", "conflict", str(tmp_path / "absent.json"), "--export", "out.xlsx"]) == 2
    assert "out.xlsx has `.xlsx`; a conflict is written as `.graphml`, `.dot`" in capsys.readouterr().err


def test_an_export_without_a_name_is_refused(folder, capsys):
    assert run(["solve", "conflict", str(folder), "--export", ""]) == 2
    assert "the name of the file to write is empty; give one that ends in `.graphml`" in capsys.readouterr().err


def test_a_folder_without_tables_is_named_once(tmp_path, capsys):
    assert run(["solve", "conflict", str(tmp_path)]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert said.count(str(tmp_path)) == 1
    assert "the folder has no `states.csv`, `moves.csv`, `ranks.csv`" in said


def test_a_place_that_cannot_be_written_is_refused_in_words(folder, tmp_path, capsys):
    assert run(["solve", "conflict", str(folder), "--export", str(tmp_path / "no" / "x.csv")]) == 2
    assert "cannot be written" in capsys.readouterr().err
