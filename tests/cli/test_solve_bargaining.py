"""`estimative solve bargaining`: names of the answer, tables for people, errors without a traceback."""

import json

import pytest

from estimative.cli.main import run

ACTORS = [
    {"id": "DE", "position": 0, "capability": 2, "salience": 10},
    {"id": "FR", "position": 100, "capability": 3, "salience": 90},
    {"id": "UK", "position": 60, "capability": 1, "salience": 50},
]
OTHER = [{**actor, "salience": 100 - actor["salience"]} for actor in ACTORS]


@pytest.fixture
def one(tmp_path):
    path = tmp_path / "delay.json"
    path.write_text(json.dumps({"id": "delay", "title": "Delay", "actors": ACTORS}), encoding="utf-8")
    return str(path)


@pytest.fixture
def two(tmp_path):
    path = tmp_path / "two.json"
    issues = [{"id": "fee", "actors": ACTORS, "outcome": 70}, {"id": "term", "actors": OTHER}]
    path.write_text(json.dumps({"title": "Two", "issues": issues}), encoding="utf-8")
    return str(path)


def asked(capsys, *arguments):
    assert run(["solve", "bargaining", *arguments]) == 0
    return capsys.readouterr().out


def test_one_issue_stands_at_the_top(one, capsys):
    answer = json.loads(asked(capsys, one, "--json", "--rounds", "3"))
    assert answer["compromise"] == pytest.approx((270 + 30) / 3.4)
    assert answer["median_interval"] == [100.0, 100.0]
    assert answer["median"] == 100.0
    assert set(answer["eum"]) == {"EQUATIONS", "PRINTED"}
    for run_ in answer["eum"].values():
        assert len(run_["median"]) == len(run_["mean"]) == 4
        assert run_["median"][0] == 100.0
    assert list(answer["baselines"])[:10] == [
        "constant_middle",
        "status_quo",
        "plain_mean",
        "weighted_mean",
        "weighted_median",
        "eum_equations_mean",
        "eum_equations_median",
        "eum_printed_mean",
        "eum_printed_median",
        "exchange",
    ]
    assert answer["complete"] is True
    assert {point["preset"] for point in answer["sweep"]} == {"EQUATIONS", "PRINTED"}
    assert "sweep" not in json.loads(asked(capsys, one, "--json", "--no-sweep"))


def test_several_issues_stand_by_id_and_are_traded(two, capsys):
    answer = json.loads(asked(capsys, two, "--json"))
    assert list(answer["issues"]) == ["fee", "term"]
    assert answer["issues"]["fee"]["outcome"] == 70
    assert answer["exchange"]["deals"]
    assert answer["issues"]["term"]["baselines"]["exchange"] == answer["exchange"]["after"]["term"]
    alone = json.loads(asked(capsys, two, "--json", "--issue", "term", "--sweep"))
    assert alone["compromise"] == answer["issues"]["term"]["compromise"]
    assert {(point["preset"], point["q"]) for point in alone["sweep"]} >= {("EQUATIONS", 0.5), ("PRINTED", 1.0)}


def test_people_see_the_forecasts_side_by_side(one, two, capsys):
    out = asked(capsys, one, "--sweep")
    for words in ("It settles at 88.24, by compromise", "constant middle", "EUM, PRINTED: median", "The same over Q"):
        assert words in out
    out = asked(capsys, two)
    assert "gives way on" in out
    assert "The compromise (compr.) is the forecast" in out
    assert max(map(len, out.splitlines()[:6])) <= 80


def test_the_published_case(shared, capsys):
    """Rounds of both readings as computed, at the interface that others rely on."""
    path = shared / "casebook" / "bargaining" / "emission_standards_1994.json"
    due = json.loads(path.read_text(encoding="utf-8"))["computed"]["by_eum_reference"]
    answer = json.loads(asked(capsys, str(path), "--json"))
    for preset in ("EQUATIONS", "PRINTED"):
        for figure in ("median", "mean"):
            assert answer["eum"][preset][figure] == pytest.approx(due[preset][figure], abs=6e-3)


@pytest.mark.parametrize(
    ("more", "words"),
    [(["--issue", "fe"], "did you mean `fee`?"), (["--rounds", "100000"], "rounds is 100000")],
)
def test_what_cannot_be_asked_is_said(two, capsys, more, words):
    assert run(["solve", "bargaining", two, *more]) != 0
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err


def test_a_broken_file_is_said(tmp_path, capsys):
    path = tmp_path / "broken.csv"
    path.write_text("#A;a\n#P;p\n#D;a;q;1;1;1\n", encoding="utf-8")
    assert run(["solve", "bargaining", str(path)]) != 0
    err = capsys.readouterr().err
    assert "broken.csv:3:6: error: 'q' is no issue" in err
    assert "did you mean" not in err
