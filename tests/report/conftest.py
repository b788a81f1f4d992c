"""Assessments for the page, each made once."""

import json
import shutil
import subprocess
from collections import defaultdict

import pytest

from estimative.assessment.run import Ensemble
from estimative.desk.assess import assess
from estimative.report.page import page_html
from tests.report import cases
from tests.report.tree import read

DRAWS = 40


class Shown:
    """One assessment with its page as text and as a tree; `rows` are the rows of its tables by their ids."""

    def __init__(self, facts):
        self.facts = facts
        self.page = page_html(facts)
        self.tree = read(self.page)
        self.rows = defaultdict(list)
        for row in self.tree.find("tr"):
            self.rows[row.attrs.get("id")].append(row)


def made(folder, data, **more):
    """The assessment of a case given as plain values: written to a file, so that it has lines."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "case.yaml"
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    return assess(path, Ensemble(draws=DRAWS), **more)


CASES = {
    "hostile": lambda folder, flagship: made(folder, cases.hostile(), pooled=True),
    "huge": lambda folder, flagship: made(folder, cases.huge()),
    "empty": lambda folder, flagship: made(folder, cases.EMPTY, pooled=True),
    "no-scenarios": lambda folder, flagship: made(folder, cases.WITHOUT_SCENARIOS),
    "no-actors": lambda folder, flagship: made(folder, cases.WITHOUT_ACTORS),
    "calm": lambda folder, flagship: made(folder, cases.CALM),
    "flagship": lambda folder, flagship: flagship(),
    "flagship-with-rival": lambda folder, flagship: flagship("rival-operator"),
}


@pytest.fixture(scope="session")
def shown(flagship_assessed, tmp_path_factory):
    """A function: the assessment of one of CASES by its name, made on first use."""
    known = {}

    def get(name):
        if name not in known:
            known[name] = Shown(CASES[name](tmp_path_factory.mktemp("case") / name, flagship_assessed))
        return known[name]

    return get


@pytest.fixture(params=list(CASES))
def every(request, shown):
    """Each of CASES in turn."""
    return shown(request.param)


@pytest.fixture
def chromium(tmp_path):
    """A function that runs a headless Chromium with more arguments and returns what it prints."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium is installed: what a browser makes of the page is not tested")

    def run(*arguments):
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 f"--user-data-dir={tmp_path / 'profile'}"]  # fmt: skip
        done = subprocess.run(
            [program, *quiet, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=True
        )
        return done.stdout

    return run
