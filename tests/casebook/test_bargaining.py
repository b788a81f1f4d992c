"""Every casebook file of issues comes out to the digits that stand in it, and differs where it says so."""

import json

import numpy as np
import pytest

from estimative.cli.main import run
from estimative.desk.solve_bargaining import solve_bargaining
from estimative.exchange.casebook_bargaining import read_bargaining
from estimative.methods.bargaining import run_eum
from tests.casebook.provenance import dated, sources_of
from tests.conftest import ROOT

FOLDER = ROOT / "casebook" / "bargaining"
FILES = sorted(FOLDER.glob("*.json"))
DATA = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}
CLOSE = 6e-5
"""What is expected has four decimals."""
FIGURES = {"plain_mean", "plain_median", "weighted_mean", "weighted_median", "salience_weighted_mean"} | {
    f"eum_{preset}_{statistic}" for preset in ("equations", "printed") for statistic in ("mean", "median")
}
"""What a file may expect of an issue, by the names of the table of forecasts."""


def issue_of(name):
    (issue,) = read_bargaining(FOLDER / f"{name}.json").issues.values()
    return issue


def played(issue, preset, q=1.0, rounds=9):
    return run_eum(issue.position, issue.capability, issue.salience, rounds=rounds, preset=preset, q=q)


def near(found, expected, within=CLOSE):
    return bool(np.allclose(found, expected, rtol=0, atol=within))


def agrees(issue, report):
    """Is what comes out within what the report allows?"""
    if "points" in report:
        return all(near(*pair, report["within"]) for pair in points(issue, report))
    preset, series = report["what"].split("/")
    found = getattr(played(issue, preset), series)[1 : len(report["values"]) + 1]
    return near(found, report["values"], report["within"])


def points(issue, report):
    """What comes out for each point of a figure, and what is due."""
    (first,) = played(issue, "PRINTED", report["q"], rounds=1).rounds
    viewer = issue.actors.index(report["viewer"])
    for name, due in report["points"].items():
        other = issue.actors.index(name)
        pair = (viewer, other) if report["across"].startswith("the viewer") else (other, viewer)
        yield (first.expected[pair], first.against[viewer, other]), due


def test_the_runs_of_the_published_case_come_out():
    data, issue = DATA["emission-standards"], issue_of("emission-standards")
    assert len(data["expected"]["runs"]) == 3
    for due in data["expected"]["runs"]:
        found = played(issue, due["preset"], due["q"])
        assert near(found.median, due["median"])
        assert near(found.mean, due["mean"])
        for name, values in (
            ("risk_exponents_round_1", found.rounds[0].exponent),
            ("positions_after_round_1", found.positions[1]),
        ):
            assert near(values, [due[name][actor] for actor in issue.actors]), name


def test_what_others_report_agrees_where_the_file_says_so_and_only_there():
    data, issue = DATA["emission-standards"], issue_of("emission-standards")
    statuses = [report["status"] for report in data["reported"]]
    assert [agrees(issue, report) for report in data["reported"]] == [status == "reproduced" for status in statuses]
    assert sum(len(report["points"]) for report in data["reported"] if "points" in report) == 33
    for report in data["reported"]:
        assert bool(report.get("because")) == (report["status"] == "differs")
        assert report["by"] in {source["key"] for source in data["sources"]}


def test_of_the_published_medians_one_round_differs():
    data, issue = DATA["emission-standards"], issue_of("emission-standards")
    (report,) = (r for r in data["reported"] if r["by"] == "scholz-2011" and r["what"] == "PRINTED/median")
    far = np.abs(np.array(played(issue, "PRINTED").median[1:9]) - report["values"]) > report["within"]
    assert np.flatnonzero(far).tolist() == [1]


@pytest.mark.parametrize("name", DATA)
def test_the_table_of_forecasts_comes_out(name):
    data = DATA[name]
    single = "issues" not in data
    rounds = 9 if single else 2
    answer = solve_bargaining(FOLDER / f"{name}.json", rounds=rounds)
    found = {data["id"]: answer} if single else answer["issues"]
    due = {data["id"]: data["expected"]["baselines"]} if single else data["expected"]["issues"]
    assert found.keys() == due.keys()
    for issue, figures in due.items():
        assert figures.keys() <= FIGURES
        for figure, value in figures.items():
            assert near(found[issue]["baselines"][figure], value), (issue, figure)


@pytest.mark.parametrize("name", DATA)
def test_a_file_says_what_it_is_and_where_it_comes_from(name):
    data = DATA[name]
    keys, named = sources_of(data)
    assert data["title"]
    assert dated(named) <= keys
    assert keys - named <= {report["by"] for report in data["reported"]}
    assert data["id"] == name


def test_the_comparison_would_notice():
    issue = issue_of("emission-standards")
    report = {"what": "PRINTED/median", "values": [8.42], "within": 0.01}
    assert agrees(issue, report)
    assert not agrees(issue, {**report, "values": [8.44]})
    figure = next(report for report in DATA["emission-standards"]["reported"] if "points" in report)
    name, (across, up) = next(iter(figure["points"].items()))
    assert not agrees(issue, {**figure, "points": {name: [across, up + 0.2]}})


def test_the_command_reads_each_file(capsys):
    for path in FILES:
        assert run(["solve", "bargaining", str(path), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["complete"] is True


def test_the_page_names_each_file_and_each_difference():
    text = " ".join((ROOT / "docs" / "casebook" / "bargaining.md").read_text(encoding="utf-8").split())
    for name, data in DATA.items():
        assert f"`{name}`" in text
        for report in data["reported"]:
            assert report.get("because", "") in text


def test_every_collected_file_is_in_the_casebook_with_the_same_issues(shared):
    collected = {path.stem: path for path in (shared / "casebook" / "bargaining").glob("*.json")}
    if not collected:
        pytest.skip("the collected issues are not at hand")
    ours = {"emission_standards_1994": "emission-standards", "deu_sample": "eu-law-making"}
    assert collected.keys() == ours.keys()
    for stem, path in collected.items():
        theirs = read_bargaining(path).issues.values()
        mine = read_bargaining(FOLDER / f"{ours[stem]}.json").issues.values()
        assert [issue.digest for issue in mine] == [issue.digest for issue in theirs]
