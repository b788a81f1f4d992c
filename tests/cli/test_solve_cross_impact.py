"""`estimative solve cross-impact`: what the terminal and the JSON say."""

import json

import numpy as np
import pytest

from estimative.cli.main import run as command
from estimative.exchange.casebook_cross_impact import cross_impact_json, read_cross_impact
from estimative.exchange.cross_impact_files import read_cross_impact_from
from estimative.methods.cross_impact.problem import CrossImpact
from tests.conftest import ROOT

FILE = ROOT / "casebook" / "cross_impact" / "cib-global.json"
KEYS = [
    "name", "descriptors", "scenarios", "tolerance", "consistent", "margin", "total_impact_score", "inconsistency",
    "count", "counted", "complete", "attractors", "basins", "islands", "active", "passive", "warnings", "seconds",
]  # fmt: skip


@pytest.fixture
def run(capsys):
    """Runs the command on a file and returns what it printed."""

    def go(*arguments, code=0):
        assert command(["solve", "cross-impact", *map(str, arguments)]) == code
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return go


@pytest.fixture
def answered(run):
    return lambda *arguments: json.loads(run(*arguments, "--json"))


def written(path, problem):
    path.write_text(json.dumps(cross_impact_json(problem)), encoding="utf-8")
    return path


def test_the_json_has_what_was_asked(answered):
    answer = answered(FILE, "--attractors", "global", "--attractors", "local/lowest")
    assert list(answer) == KEYS
    assert list(answer["attractors"]) == ["global/keep", "local/lowest"]
    assert answer["attractors"]["global/keep"][1] == {"states": [[2, 0, 2]], "weight": 12}
    basin = answer["basins"]["global/keep"]
    assert basin.pop("seconds") >= 0
    assert basin == {"starts": 36, "count": 5, "complete": True, "sampled": None, "unsettled": 0}
    assert answer["inconsistency"] == {"largest": [0] * 4, "sum": [0] * 4}
    assert answer["active"] == [52, 28, 50]
    assert (answer["count"], answer["counted"], answer["complete"]) == (4, True, True)


def test_within_a_tolerance_there_are_more_and_a_limit_lists_fewer(answered):
    answer = answered(FILE, "--tolerance", 2)
    assert answer["count"] > 4
    assert max(answer["inconsistency"]["largest"]) == 2
    assert min(answer["margin"]) == -2
    few = answered(FILE, "--tolerance", 2, "--limit", 3, "--attractors", "global")
    assert few["count"] == answer["count"]
    assert len(few["consistent"]) == 3
    assert not few["complete"]
    assert few["basins"]["global/keep"]["count"] == 5
    assert len(few["attractors"]["global/keep"]) == 3
    assert any("global/keep: 5 attractors; the 3 heaviest are listed" in words for words in few["warnings"])


def test_the_terminal_shows_scenarios_attractors_and_that_these_are_all(run):
    text = run(FILE, "--attractors", "global")
    assert "4 of 36 scenarios are consistent; these are all" in text
    assert "│ 4 │ Mix, Rlx, ModGr │      1 │    12 │" in text
    assert "a cycle of 2:" in text
    assert "0.472" in text
    assert "solved in" in text


def test_what_is_not_listed_is_said(run, tmp_path):
    wide = CrossImpact(("d",) * 20, (("a", "b"),) * 20, np.zeros((40, 40), int))
    text = run(written(tmp_path / "wide.json", wide), "--limit", 50)
    assert "1,048,576 of 1,048,576 scenarios are consistent; not all are listed" in text
    assert "and 10 more; --json lists them" in text


def test_drawn_starts_come_with_intervals(answered, run, tmp_path):
    push = np.kron(np.eye(30, k=1, dtype=int) + np.eye(30, k=-29, dtype=int), [[1, 0], [0, 1]])
    path = written(tmp_path / "wide.json", CrossImpact(("d",) * 30, (("a", "b"),) * 30, push))
    asked = ("--attractors", "local", "--samples", 200, "--seed", 3)
    answer = answered(path, *asked)
    assert answer["basins"]["local/keep"]["sampled"] == 200
    assert not answer["basins"]["local/keep"]["complete"]
    for entry in answer["attractors"]["local/keep"]:
        low, high = entry["interval"]
        assert low <= entry["weight"] / 200 <= high
    assert any("200 starts were drawn (seed 3)" in words for words in answer["warnings"])
    text = run(path, *asked)
    assert "200 starts drawn by chance" in " ".join(text.split())
    assert "Note: local/keep:" in text


def test_starts_against_a_rule_are_left_out_where_asked(answered, tmp_path):
    free = read_cross_impact(FILE).problem
    barred = CrossImpact(free.descriptors, free.variants, free.matrix, (((0, 0),),))
    path = written(tmp_path / "barred.json", barred)
    assert answered(path)["count"] == 3
    assert answered(path, "--attractors", "global")["basins"]["global/keep"]["starts"] == 36
    answer = answered(path, "--attractors", "global", "--allowed")
    assert answer["basins"]["global/keep"]["starts"] == 24


def test_a_scenario_is_explained_by_name_or_number(answered, run):
    answer = answered(FILE, "--explain", "FT, Rlx, 0")["explained"]
    assert answer["scenario"] == [0, 0, 0]
    assert not answer["consistent"]
    assert answer["goal"] == "consistent"
    assert answer["inconsistency"] == {"largest": 9, "sum": 18}
    assert answer["changes"]["sum"]["sum"] == 18
    assert answer["changes"]["cells"]["cells"] == 3
    first = answer["descriptors"][0]
    assert (first["score"], first["rival"], first["margin"]) == (-2, 1, -4)
    assert first["pro"] == [{"descriptor": 1, "variant": 0, "row": [1, -3, 2], "lead": 4}]
    assert answer["ways"]["global/keep"]["back_to"] == 1
    text = run(FILE, "--explain", "0,0,0", "--attractors", "local")
    assert "FT, Rlx, Decl is not consistent, off by 9 (18 in all)." in text
    assert "WTRD: FT -2 (Ntl 2, Mix 0) <- falls short" in text
    assert "the smallest change: 18 steps in 3 judgments (scale -6 to 6)" in text
    assert "By local/keep it runs on; it stays there:" in text
    firm = run(FILE, "--explain", "Mix,Rlx,ModGr")
    assert "Mix, Rlx, ModGr is consistent." in firm
    assert "What would make it inconsistent:" in firm
    assert "By global/keep it stays." in firm


def test_robustness_is_told(answered, run):
    answer = answered(FILE, "--robust")["robust"]
    assert answer["survivors"] == [[2, 0, 2]]
    assert [each["survives"] for each in answer["scenarios"]] == [False, False, False, True]
    assert len(answer["newcomers"]) == 2
    assert answer["complete"]
    text = " ".join(run(FILE, "--robust").split())
    assert "1 of 4 consistent scenarios survive whichever it is: Mix, Rlx, ModGr" in text
    assert "2 other scenarios would become consistent by some such change." in text


SOLVED = (
    "$ ScenarioWizard 3.0\nSolution set\n 4 \n\n"
    '" 2 2 2",1,0,0,9,""\n" 1 2 3",2,0,0,8,""\n" 3 1 3",12,1,0,12,""\n" 2 3 2",4,0,0,15,""\n'
)


def test_another_program_s_solutions_are_compared(answered, run, tmp_path):
    path = tmp_path / "global.sl"
    path.write_text(SOLVED)
    assert answered(FILE, "--compare", path)["compared"]["same"]
    assert "The 4 solutions of the other file are the same" in run(FILE, "--compare", path)
    path.write_text(SOLVED.replace('" 2 2 2",1,0,0,9', '" 1 1 1",1,0,0,9').replace("12,1,0,12", "12,1,0,13"))
    answer = answered(FILE, "--compare", path)["compared"]
    assert answer["only_there"] == [[0, 0, 0]]
    assert answer["only_here"] == [[1, 1, 1]]
    assert answer["other_numbers"] == [{"scenario": [2, 0, 2], "here": [1, 12], "there": [1, 13]}]
    text = run(FILE, "--compare", path)
    assert "1 scenarios are only there:" in text
    assert "1 have another margin or total impact score there." in text


@pytest.mark.parametrize("ending", [".scw", ".xlsx", ".json"])
def test_a_matrix_goes_from_one_format_into_another(ending, run, answered, tmp_path):
    path = tmp_path / f"copy{ending}"
    assert f"The file: {path}" in run(FILE, "--export", path).replace("\n", "")
    assert answered(path)["consistent"] == answered(FILE)["consistent"]
    assert read_cross_impact_from(path).problem.digest == read_cross_impact(FILE).problem.digest


def test_what_is_wrong_is_said_without_a_traceback(run, tmp_path):
    path = tmp_path / "wrong.scw"
    path.write_text("$ ScenarioWizard 4.0\nwrong\n&a\n -x\n#\n#\n#\n#\n#\nzero\n#\n")
    text = run(path, code=1)
    assert text.startswith(f"{path}:10:1: error: ")
    assert "found `zero`" in text
    assert "no succession" in run(FILE, "--attractors", "everywhere", code=2)
    assert "names 2 variants; 3 are due" in run(FILE, "--explain", "1,2", code=2)
    assert "`Mixx` is no variant of WTRD" in run(FILE, "--explain", "Mixx,0,0", code=2)
    assert "is written as" in run(FILE, "--export", tmp_path / "x.csv", code=2)
    assert "is read from" in run(tmp_path / "x.csv", code=2)


def test_robustness_within_a_tolerance_is_not_answered_for_another_question(capsys):
    from estimative.cli.main import run

    assert run(["solve", "cross-impact", str(FILE), "--robust", "--tolerance", "1"]) != 0
    assert "leave the tolerance of 1 out" in " ".join(capsys.readouterr().err.split())
