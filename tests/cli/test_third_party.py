"""A method of somebody else's, found by entry points: it takes part in assessments, stands on the page, is explained.

It lies in a folder of its own with the metadata of an installed package, so each command runs in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from estimative.case.longform import to_long
from tests.assessment.cases import bridge
from tests.report.tree import read

MODULE = '''
"""Reads tea leaves: every want in the case adds a tenth to the first scenario, the rest goes to the second."""

from dataclasses import dataclass

import numpy as np

from estimative.assessment.joins import Join
from estimative.assessment.weights import Weights
from estimative.methods.records import MethodRecord, Reference
from estimative.report.charts.ink import PAGE
from estimative.report.charts.svg import label, picture
from estimative.report.methods.exhibits import Cell, Drawing, Exhibit, Table

RECORD = MethodRecord("tea-leaves", "Tea leaves", "What do the leaves say?", "Anything that matters.",
                      ("tasseography",), (Reference("nobody", "Nobody, 1900"),), True, {"cups": 3},
                      "Nobody has ever tested it.")


class Run:
    inputs = ()

    def __init__(self, case):
        self.scenarios = tuple(case.scenarios)
        self.wants = [(f"actors/{name}/wants/{want}", want)
                      for name, actor in case.actors.items() for want in actor.wants]

    def weigh(self, draws, work):
        first = len(self.wants) / 10
        return Weights(self.scenarios, np.tile([first, 1 - first, 0.0], (draws.count, 1)), np.zeros((draws.count, 3)))

    def facts(self, draws, work):
        return tuple(self.wants)


def lacks(case):
    return None if len(case.scenarios) == 2 else "tea leaves need two scenarios"


def reads(case, path):
    return path.startswith("actors/") and "/wants/" in path


def exhibits(case, facts):
    table = Table(("want", "leaves"), tuple((Cell(want, path), Cell("1 leaf", path)) for path, want in facts))
    drawn = picture("tea", (40, 20), "The cup", "Leaves in a cup.", PAGE, label(0, 9, "leaves", PAGE.text))
    return (Exhibit("cup", "What lies in the cup", (f"There are {len(facts)} leaves.",), table, drawn, "Leaves."),)


JOIN = Join("tea-leaves", True, lacks, reads, lambda case, memory, shifts, dropped: Run(case))
DRAWING = Drawing("tea-leaves", exhibits, lambda facts: {"leaves": [path for path, _ in facts], "kind": "oolong"})


class Bare(Run):
    def facts(self, draws, work):
        return None


BARE = Join("bare", False, lambda case: None, lambda case, path: False,
            lambda case, memory, shifts, dropped: Bare(case), figure="strength of the tea")
'''
COMMAND = "import sys; from estimative.cli.main import run; sys.exit(run())"
POINTS = {
    "estimative.methods": {"tea-leaves": "tea_leaves:RECORD"},
    "estimative.joins": {"tea-leaves": "tea_leaves:JOIN", "bare": "tea_leaves:BARE"},
    "estimative.drawings": {"tea-leaves": "tea_leaves:DRAWING"},
}


def install(folder, points):
    """The module in a folder, beside what an installer would write about it."""
    (folder / "tea_leaves.py").write_text(MODULE)
    about = folder / "tea_leaves_for_us-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tea-leaves-for-us\nVersion: 1.2\n")
    lines = [
        line for group, names in points.items() for line in (f"[{group}]", *(f"{k} = {v}" for k, v in names.items()))
    ]
    (about / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return folder


def called(folder, *arguments):
    """A command as it is typed where the package in `folder` is installed too."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.fixture(scope="module")
def stranger(tmp_path_factory) -> Path:
    folder = install(tmp_path_factory.mktemp("stranger"), POINTS)
    (folder / "case.yaml").write_text(json.dumps(to_long(bridge())))
    return folder


@pytest.fixture(scope="module")
def assessed(stranger):
    """The answer as JSON, and the page."""
    page = stranger / "page.html"
    done = called(stranger, "assess", stranger / "case.yaml", "--draws", "20", "--pool", "--json", "-o", page)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout), read(page.read_text())


def words(node):
    return " ".join(node.text().split())


def cells(row):
    return [words(cell) for cell in row.children if cell.tag in {"th", "td"}]


def test_it_takes_part_in_everything_that_methods_take_part_in(assessed):
    answer, _ = assessed
    assert answer["scenarios"]["built"]["support"]["tea-leaves"]["mean"] == 0.5  # five wants
    assert answer["none"]["support"].keys() == {"conflict", "tea-leaves"}
    assert answer["convergence"]["leaders"].keys() == {"conflict", "tea-leaves"}
    assert answer["convergence"]["largest_distance"] == 0.5
    assert answer["pool"]["exponents"]["together"] == {"conflict": 0.5, "tea-leaves": 0.5}
    effect = answer["arguments"]["trade"]["effects"]["tea-leaves"]
    assert effect["built"]["without"] == 0.4  # one want fewer
    assert effect["idle"]["effect"] == -0.1
    assert answer["methods"]["tea-leaves"]["kind"] == "oolong"
    assert len(answer["methods"]["tea-leaves"]["leaves"]) == 5
    assert "tea-leaves" not in answer["missing_methods"]


def test_one_that_brings_nothing_but_itself_forecasts_nothing_and_is_said_to(assessed):
    answer, page = assessed
    assert answer["methods"]["bare"] is None
    assert "bare" in answer["scenarios"]["built"]["support"]
    assert "bare" not in answer["none"]["support"]
    rows = [cells(row) for row in page.find("section", id="methods")[0].find("tr")]
    assert ["built", "bare", "strength of the tea", "0.50"] in rows
    assert page.find("section", id="shown-bare") == []


def test_the_page_shows_it_beside_the_others_with_its_table_and_its_record(assessed):
    _, page = assessed
    (front,) = page.find("article", class_="front")
    assert "tea leaves" in words(front)
    assert "How such methods have done: annex." in words(front)
    (section,) = page.find("section", id="shown-tea-leaves")
    assert words(section.find("h2")[0]) == "Tea leaves"
    assert [cells(row) for row in section.find("tr")][1:3] == [["bridge", "1 leaf"], ["money", "1 leaf"]]
    assert section.find("svg", role="img")
    (record,) = page.find("tr", id="method-tea-leaves")
    assert "What do the leaves say?" in words(record)
    assert "Nobody has ever tested it." in words(record)
    assert "Nobody, 1900" in words(record)
    contents = [link.attrs["href"] for link in page.find("nav")[0].find("a")]
    assert "#shown-tea-leaves" in contents
    ids = {node.attrs["id"] for node in page.walk() if "id" in node.attrs}
    assert {link.attrs["href"][1:] for link in page.find("a")} <= ids


def test_the_terminal_shows_and_explains_it(stranger):
    done = called(stranger, "assess", stranger / "case.yaml", "--draws", "20")
    assert done.returncode == 0
    out = " ".join(done.stdout.split())
    assert "tea leaves" in out
    assert "tea-leaves: Nobody has ever tested it." in out
    done = called(stranger, "explain", stranger / "case.yaml", "tea-leaves", "--draws", "5")
    assert done.returncode == 0
    assert done.stdout.startswith("Tea leaves: what it makes of bridge\n")
    assert "There are 5 leaves." in done.stdout
    done = called(stranger, "explain", stranger / "case.yaml", "bare", "--draws", "5")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == ["  built 0.50, undetermined 0.00", "  idle 0.50, undetermined 0.00"]
    done = called(stranger, "explain", stranger / "case.yaml", "tea-leaves", "--draws", "5", "--json")
    found = json.loads(done.stdout)
    assert (found["kind"], found["method"], len(found["leaves"])) == ("method", "tea-leaves", 5)


def test_what_it_lacks_is_said_in_its_own_words(stranger, tmp_path):
    data = to_long(bridge())
    del data["scenarios"]["idle"]
    (tmp_path / "case.yaml").write_text(json.dumps(data))
    done = called(stranger, "explain", tmp_path / "case.yaml", "tea-leaves")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: nothing to explain: tea leaves need two scenarios\n"
    done = called(stranger, "assess", tmp_path / "case.yaml", "--draws", "5")
    assert "tea-leaves did not run: tea leaves need two scenarios." in done.stdout


@pytest.mark.parametrize("group", ["estimative.methods", "estimative.joins", "estimative.drawings"])
def test_one_that_cannot_be_loaded_is_named_with_its_package_and_is_not_our_fault(tmp_path, group):
    install(tmp_path, {group: {"lost": "tea_leaves_lost:JOIN"}})
    (tmp_path / "case.yaml").write_text(json.dumps(to_long(bridge())))
    done = called(tmp_path, "assess", tmp_path / "case.yaml", "--draws", "5", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: `lost` ({group}) of the package tea-leaves-for-us 1.2 cannot be loaded")
    assert "No module named 'tea_leaves_lost'" in done.stderr
    assert "Traceback" not in done.stderr
