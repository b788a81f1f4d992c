"""Every published conflict is reproduced value by value; where others report something else, the file says why."""

import json
from dataclasses import replace

import pytest
from scripts.casebook import CONFLICTS, Findings, Line, files, lines, overview

from estimative.exchange.casebook_conflict import conflict_from, read_conflict
from tests.casebook.provenance import sources_of

FILES = files()
DATA = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}
CONCEPTS = {"Nash", "GMR", "SMR", "SEQ", "SSEQ"}


def test_the_whole_casebook_comes_out_as_it_says():
    said = {name: list(lines(data)) for name, data in DATA.items()}
    wrong = [
        f"{name}: {line.what}: {line.status} {line.expected}, found {line.found}"
        for name, found in said.items()
        for line in found
        if not line.as_said
    ]
    assert wrong == []
    assert sum(len(found) for found in said.values()) >= 200
    differing = [(name, line.what) for name, found in said.items() for line in found if not line.agrees]
    assert differing == [
        ("synthetic-no-consecutive-moves", "equilibria/GMR"),
        ("synthetic-opponent-moves-twice", "individual/A/SEQ"),
    ]


@pytest.mark.parametrize("name", DATA)
def test_a_file_says_what_it_is_and_where_it_comes_from(name):
    data = DATA[name]
    keys, named = sources_of(data)
    assert named & keys or data["sources"][0]["key"] == "estimative"
    problem = conflict_from(data).problem
    if "equilibria" in data["expected"]:
        assert data["expected"]["equilibria"].keys() == CONCEPTS
        assert data["expected"]["individual"].keys() == set(problem.decision_makers)
        assert all(table.keys() == CONCEPTS for table in data["expected"]["individual"].values())
    else:
        assert len(data["expected"]["equilibria_unknown"]) == 16
    for report in data["reported"]:
        assert report["by"] in keys
        assert report["what"] in {"equilibria", "individual", "jump"}
        assert report["status"] in {"reproduced", "differs"}
        assert bool(report.get("because")) == (report["status"] == "differs")


def test_the_command_reads_each_file(capsys):
    from estimative.cli.main import run

    for path in FILES:
        assert run(["solve", "conflict", str(path), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        key = "equilibria" if "equilibria" in answer else "equilibria_unknown"
        assert answer[key] == DATA[path.stem]["expected"][key]


def test_the_readme_explains_every_field():
    text = (CONFLICTS.parent / "README.md").read_text(encoding="utf-8")
    for field in ("about", "sources", "meaning", "expected", "reported", "status", "because", "jump", "checked"):
        assert field in text


def test_the_overview_has_a_line_for_each_file_and_names_each_difference():
    text = overview()
    assert [row.split("`")[1] for row in text.splitlines() if row.startswith("| `")] == list(DATA)
    for data in DATA.values():
        for report in data["reported"]:
            assert report.get("because", "") in text


@pytest.mark.parametrize(
    "line, as_said",
    [
        (Line("x", [1], [1]), True),
        (Line("x", [1], [2]), False),
        (Line("x", [1], [2], "reproduced"), False),
        (Line("x", [1], [2], "differs", because="of this"), True),
        (Line("x", [1], [2], "differs"), False),
        (Line("x", [1], [1], "differs", because="of this"), False),
    ],
)
def test_the_test_would_notice(line, as_said):
    assert line.as_said == as_said
    assert replace(line, what="y").as_said == as_said


def test_a_jump_that_is_none_is_noticed():
    data = json.loads(json.dumps(DATA["elmira"]))
    next(report for report in data["reported"] if report["what"] == "jump")["values"]["to"] = 7
    assert [line.what for line in lines(data) if not line.as_said] == ["jump of MoE + Uniroyal from 5"]


# The collection that the casebook re-expresses, where it is at hand.


@pytest.fixture
def collected(shared):
    found = {path.stem: path for path in sorted((shared / "casebook" / "conflict").glob("*.json"))}
    if not found:
        pytest.skip("the collected conflicts are not at hand")
    return found


def test_every_collected_conflict_is_in_the_casebook(collected):
    assert collected.keys() == DATA.keys()


def test_ours_and_the_collected_give_the_same_answers(collected):
    for name, path in collected.items():
        ours, other = Findings(DATA[name]), Findings(json.loads(path.read_text(encoding="utf-8")))
        assert ours.problem.decision_makers == other.problem.decision_makers
        assert [ours.book.state(int(c)) for c in ours.book.order] == [
            other.book.state(int(c)) for c in other.book.order
        ]
        assert ours.result.to_dict()["individual"] == other.result.to_dict()["individual"], name
        assert ours.problem.digest == other.problem.digest, name
        expected = json.loads(path.read_text(encoding="utf-8"))["expected"]
        for section in ("equilibria", "equilibria_unknown", "coalition_nash"):
            due = {key: value for key, value in expected.get(section, {}).items() if key != "SIM"}
            assert DATA[name]["expected"].get(section, {}) == due, (name, section)


def test_the_files_are_read_from_disk_as_from_data():
    for path in FILES:
        assert read_conflict(path).problem.digest == conflict_from(DATA[path.stem]).problem.digest
