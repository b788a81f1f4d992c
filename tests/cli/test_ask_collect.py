"""`estimative ask` and `estimative collect`, as they are typed."""

import json
import re

import pytest

from estimative.cli.main import run
from estimative.exchange.case_files import read_case
from tests.desk.elicited import CASE, fill, write_case

TOWN = "influence/port/town"


@pytest.fixture
def case(tmp_path):
    return write_case(tmp_path / "case")


def typed(*words):
    return run([str(word) for word in words])


def test_from_asking_to_the_views_in_the_file(case, tmp_path, capsys):
    out = tmp_path / "sheets"
    assert typed("ask", case, "--for", "ana", "--for", "Mia K", "--judgment", TOWN, "-o", out) == 0
    printed = capsys.readouterr().out
    assert printed.split("\n")[0] == f"  1  {TOWN}"
    assert "pier-round-1-mia-k.xlsx for Mia K" in printed
    fill(out / "pier-round-1-ana.xlsx", {TOWN: {"answer": 1, "low": 0}})
    fill(out / "pier-round-1-mia-k.xlsx", {TOWN: {"answer": 4}})
    sheets = sorted(out.iterdir())
    assert typed("collect", case, *sheets, "--date", "2026-01-01") == 0
    printed = capsys.readouterr().out
    assert "people/mia-k: Mia K" in printed
    assert f"{TOWN}/views/ana: 1 (0 to 1), round 1" in printed
    assert re.search(rf"{TOWN} +2 +1 +2.5 +4 +3, set", printed)
    assert printed.endswith("2 answers would be written: add --write.\n")
    assert (case / "case.yaml").read_text() == CASE
    assert typed("collect", case, *sheets, "--date", "2026-01-01", "--adopt", "--write") == 0
    printed = capsys.readouterr().out
    assert f"{TOWN}: 3, set → 2 (0 to 4), mean" in printed
    assert printed.endswith("2 answers were written into the case.\n")
    assert read_case(case).case.influence["port"]["town"].value == 2
    assert typed("show", case, TOWN) == 0
    shown = capsys.readouterr().out
    assert "value: 2, the mean of the views, from 0 to 4  (a whole number from 0 to 4)" in shown
    assert "views: 2, lowest 1, middle 2.5, highest 4" in shown
    assert "Mia K says 4, round 1, 2026-01-01" in shown
    assert typed("collect", case, *sheets, "--date", "2026-01-01", "--adopt", "--write") == 0
    assert "Nothing new." in capsys.readouterr().out


def test_json_of_both(case, tmp_path, capsys):
    file = tmp_path / "s.xlsx"
    assert typed("ask", case, "--judgment", TOWN, "-o", file, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["round"] == 1
    assert found["questions"][0]["path"] == TOWN
    assert found["questions"][0]["choices"] == ["0", "1", "2", "3", "4"]
    assert found["sheets"] == [{"person": None, "name": "", "file": str(file)}]
    fill(file, {TOWN: {"answer": 2}}, name="Zoe")
    assert typed("collect", case, file, "--json", "--date", "2026-01-01") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["people"] == {"zoe": "Zoe"}
    assert found["views"] == [
        {
            "path": TOWN,
            "person": "zoe",
            "view": {"value": 2, "date": "2026-01-01", "round": 1},
            "before": None,
        }
    ]
    (line,) = found["judgments"]
    assert line["before"] == {"value": 3, "range": None, "source": "set"}
    assert (line["count"], line["lowest"], line["agreed"], line["source"]) == (1, 2, 3, "set")
    assert found["written"] is False
    assert {problem["severity"] for problem in found["problems"]} == {"warning", "note"}
    assert typed("collect", case, file, "--strict") == 1


def test_problems_have_file_row_and_column_and_exit_with_1(case, tmp_path, capsys):
    file = tmp_path / "s.xlsx"
    assert typed("ask", case, "--for", "ana", "--judgment", TOWN, "-o", file) == 0
    fill(file, {TOWN: {"answer": 7}})
    assert typed("collect", case, file, "--write") == 1
    error = capsys.readouterr().err
    assert f"{file}:5:5: error: {TOWN}: question 1, cell E5: expected a whole number from 0 to 4" in error
    assert (case / "case.yaml").read_text() == CASE
    assert typed("ask", case, "-o", tmp_path / "case" / "case.yaml") == 2


def test_ranks_on_another_scale_are_pointed_out(tmp_path, capsys):
    case = write_case(tmp_path / "case", CASE.replace("rank: 2}", "rank: 30}"))
    rank = "actors/port/wants/rent/rank"
    assert typed("ask", case, "--judgment", rank, "-o", tmp_path / "s.xlsx") == 0
    assert f"warning: {rank}: places are asked for" in capsys.readouterr().err
