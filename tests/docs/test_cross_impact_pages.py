"""The pages on cross-impact name every field, format, rule and limit that there is."""

import json

import numpy as np
import pytest

from estimative.cli.main import run
from estimative.exchange import cross_impact_book, workbooks
from estimative.exchange.casebook_cross_impact import cross_impact_json
from estimative.exchange.cross_impact_files import READERS, WRITERS
from estimative.methods.cross_impact.basins import MAX_STATES
from estimative.methods.cross_impact.problem import CrossImpact
from estimative.methods.cross_impact.rules import SUCCESSIONS
from tests.casebook.test_cross_impact import FILES, LARGE
from tests.docs.pages import DOCS
from tests.docs.test_reference import compare

FORMATS = " ".join((DOCS / "reference" / "files.md").read_text(encoding="utf-8").split())
METHOD = (DOCS / "methods" / "cross-impact.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", sorted({*READERS, *WRITERS, ".sl"}))
def test_every_format_is_there(ending):
    assert f"(`{ending}`)" in FORMATS


def test_every_limit_is_there():
    assert f"at most {workbooks.MAX_FILE >> 20} MiB, {workbooks.MAX_UNPACKED >> 20} MiB unpacked" in FORMATS
    assert f"{workbooks.MAX_PARTS} parts and {workbooks.MAX_CELLS:,} cells" in FORMATS
    assert f"a name {cross_impact_book.MAX_NAME:,} characters" in FORMATS
    assert f"{MAX_STATES:,} scenarios" in METHOD


@pytest.mark.parametrize("name", [*SUCCESSIONS, "stochastic"])
def test_every_rule_is_there(name):
    assert f"| `{name}` |" in METHOD


def test_the_casebook_has_a_line_for_each_file():
    page = (DOCS / "casebook" / "cross-impact.md").read_text(encoding="utf-8")
    for path in FILES:
        assert f"| `{path.stem}` |" in page
        data = json.loads(path.read_text(encoding="utf-8"))
        for source in data["sources"]:
            assert f"`{source['key']}`" in page
    weights = json.loads(next(path for path in FILES if path.stem == LARGE).read_text())["expected"]["weights"]
    for weight in sorted(weights["global/keep"])[-4:]:
        assert f"| {weight:,} |" in page


def test_every_field_is_documented_and_there(tmp_path, capsys):
    def answered(problem, *asked):
        path = tmp_path / "matrix.json"
        path.write_text(json.dumps({**cross_impact_json(problem), "name": "x"}), encoding="utf-8")
        assert run(["solve", "cross-impact", str(path), "--json", *asked]) == 0
        return json.loads(capsys.readouterr().out)

    solved = tmp_path / "x.sl"
    solved.write_text(
        '$ ScenarioWizard 3.0\nSolution set\n 2 \n\n" 1 1 1",1,0,0,9,""\n" 1 1 2",1,0,0,9,""\n', encoding="utf-8"
    )
    turn = np.kron(np.roll(np.eye(3, dtype=int), 1, axis=1), [[1, 0], [0, 1]])
    ring = CrossImpact(("a", "b", "c"), (("x", "y"),) * 3, turn)
    asked = ("--explain", "0,0,1", "--robust", "--compare", str(solved), "--attractors", "global")
    wide = CrossImpact(("d",) * 28, (("x", "y"),) * 28, np.zeros((56, 56), int))
    drawn = ("--attractors", "local", "--samples", "10", "--limit", "5", "--explain", ",".join("0" * 28))
    uneven = np.kron([[0, 1, 1], [1, 0, -1], [-1, 1, 0]], [[2, 0], [0, 1]])
    mixed = [
        answered(CrossImpact(("a", "b", "c"), (("x", "y"),) * 3, uneven), "--explain", text, "--robust")
        for text in ("0,0,0", "0,0,1", "1,1,0")
    ]
    alone = CrossImpact(("a",), (("x", "y"),), np.array([[0, 1], [0, 1]]))  # nothing to change: it says so of itself
    one = answered(ring, *asked)
    solved.write_text(
        '$ ScenarioWizard 3.0\nSolution set\n 2 \n\n" 1 1 1",1,1,0,3,""\n" 2 2 2",1,1,0,3,""\n', encoding="utf-8"
    )
    other = answered(ring, *asked)
    assert other["compared"]["same"]
    assert not one["compared"]["same"]
    compare([one, other, answered(wide, *drawn), answered(alone, "--explain", "x"), *mixed], "solve cross-impact")
