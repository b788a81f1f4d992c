"""Every casebook file of actors and influence comes out to the digits that stand in it, in both readings."""

import json

import numpy as np
import pytest

from estimative.cli.main import run
from estimative.desk.solve_influence import solve_influence
from estimative.exchange.casebook_influence import read_influence
from tests.casebook.provenance import dated, sources_of
from tests.conftest import ROOT

FILES = sorted((ROOT / "casebook" / "influence").glob("*.json"))
OTHER = "R_normalised_mean_1_if_I_and_D_include_the_diagonal"


def due(found, expected):
    """What was found, rounded to the digits of what is expected."""
    if isinstance(expected, list):
        return [due(f, e) for f, e in zip(found, expected, strict=True)]
    if isinstance(expected, float):
        written = repr(expected)
        return abs(found - expected) <= 0.5000001 * 10 ** -len(written.partition(".")[2])
    return found == expected


def wrong(answer, expected):
    tables = {name: value for name, value in expected.items() if name not in ("checked", "provenance")}
    return [name for name, value in tables.items() if not np.all(due(answer[name], value))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_comes_out_as_it_says(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    answer = solve_influence(path)
    assert len(data["expected"]) > 20
    assert wrong(answer, data["expected"]) == []
    included = solve_influence(path, "included")
    assert np.all(due(included[OTHER], data["expected"][OTHER]))
    assert included["R_normalised_mean_1"] == answer["R_normalised_mean_1"]
    assert included["3MAO"] != answer["3MAO"]
    assert np.allclose(np.array(included["3MAO"]), np.array(included[OTHER])[:, None] * np.array(data["2MAO"]))


def test_the_comparison_would_notice():
    path = FILES[0]
    answer = solve_influence(path)
    expected = json.loads(path.read_text(encoding="utf-8"))["expected"]
    expected["ambivalence_3"][1] += 0.001
    expected["MDII"][0][0] += 1
    assert wrong(answer, expected) == ["MDII", "ambivalence_3"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_what_it_is_and_where_it_comes_from(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    keys, named = sources_of(data)
    assert dated(named) == keys
    assert data["meaning"].keys() == {*data["actors"], *data["objectives"]}
    assert data["reported"] == []


def test_the_command_reads_each_file(capsys):
    for path in FILES:
        assert run(["solve", "influence", str(path), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert wrong(answer, json.loads(path.read_text(encoding="utf-8"))["expected"]) == []


def test_every_collected_file_is_in_the_casebook_with_the_same_answers(shared):
    collected = sorted((shared / "casebook" / "influence").glob("*.json"))
    if not collected:
        pytest.skip("the collected problems are not at hand")
    ours = {path.stem: path for path in FILES}
    for path in collected:
        data = json.loads(path.read_text(encoding="utf-8"))
        assert wrong(solve_influence(path), data["expected"]) == []
        mine = ours[path.stem.replace("_", "-")]
        assert read_influence(mine).digest == read_influence(path).digest
        kept = json.loads(mine.read_text(encoding="utf-8"))["expected"]
        for name, value in data["expected"].items():
            assert name == "provenance" or kept[name] == value
