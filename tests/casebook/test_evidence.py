"""Every evidence table of the casebook comes out as it says."""

import json
import math

import pytest

from estimative.exchange.casebook_evidence import evidence_from
from estimative.methods.evidence import Conventions, faults, solve, why
from tests.conftest import ROOT

FILES = sorted((ROOT / "casebook" / "evidence").glob("*.json"))
DATA = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}
NEAR = {"rel": 1e-8, "abs": 1e-9}


@pytest.mark.parametrize("name", DATA)
def test_every_expected_value_comes_out(name):
    data = DATA[name]
    found = solve(evidence_from(data).problem)
    answer, expected = found.to_dict(), dict(data["expected"])
    names = answer["hypotheses"]
    base = names.index("settle")
    seen = {
        "counts": {item: one["counts"] for item, one in answer["items"].items()},
        "inconsistency": answer["ach"]["inconsistency"],
        "rank": answer["ach"]["rank"],
        "unweighted": answer["ach"]["unweighted"]["inconsistency"],
        "powers_of_two_over_settle": {
            name: (total - found.total[base]) / math.log(2) for name, total in zip(names, found.total, strict=True)
        },
        "posterior_rank": answer["posterior_rank"],
        "diagnosticity": answer["diagnosticity"],
        "rates": {known: one["rate"] for known, one in answer["outside_view"]["classes"].items()},
        "alike": {known: one["alike"] for known, one in answer["outside_view"]["classes"].items()},
        "class_prior": answer["outside_view"]["prior"],
    }
    assert len(expected.pop("checked")) > 100
    assert expected.pop("disagreements") == answer["disagreements"]
    assert expected.pop("class_total") == pytest.approx(answer["outside_view"]["total"], **NEAR)
    assert expected.keys() == seen.keys()
    for what, values in expected.items():
        assert {key for key, value in values.items() if value is None} == {
            key for key in values if seen[what][key] is None
        }
        due = {key: value for key, value in values.items() if value is not None}
        assert {key: seen[what][key] for key in due} == pytest.approx(due, **NEAR), what


@pytest.mark.parametrize("name", DATA)
def test_a_file_says_what_it_is(name):
    data = DATA[name]
    assert len(data["about"]) > 100
    assert data["source"]
    if "constructed" in data["source"]:
        assert "not published" in data["about"]
    problem = evidence_from(data).problem
    assert problem.conventions == Conventions()
    assert faults(problem, why(solve(problem), *problem.hypotheses[:2])) == ()


def test_the_command_reads_each_file(capsys):
    from estimative.cli.main import run

    for path in FILES:
        assert run(["solve", "evidence", str(path), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert answer["ach"]["rank"] == DATA[path.stem]["expected"]["rank"]
        assert answer["disagree"] is True
        assert run(["solve", "evidence", str(path)]) == 0
        assert "posterior the other way round" in capsys.readouterr().out
