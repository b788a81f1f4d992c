"""`estimative diff`, as it is typed."""

import json

import pytest

from estimative.cli.main import run

CASE = """\
estimative: 1
id: bridge
question: {text: Will the bridge be built?}
actors:
  east:
    options: {pay: {}}
    wants:
      bridge: {that: built, rank: 3}   # weak
      money: {that: not east.pay, rank: 2, because: thrift}
  west:
    options: {pay: {}}
    wants:
      bridge: {that: built, rank: 3}
      money: {that: not west.pay, rank: 2}
terms: {built: east.pay and west.pay}
now: {east.pay: no, west.pay: no}
influence: {east: {west: 2}}
scenarios:
  built: {when: built}
  idle: {when: not east.pay and not west.pay}
"""


@pytest.fixture
def cases(tmp_path):
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(CASE)
    changed = CASE.replace("rank: 3}", "rank: {value: 1, range: [1, 1]}}").replace("because: thrift", "because: habit")
    other.write_text(changed.replace("influence: {east: {west: 2}}", "gaps: {g: {text: who pays for the road}}"))
    return str(one), str(other)


def printed(capsys, *arguments):
    code = run(["diff", *arguments, "--draws", "20"])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return out


def test_it_says_what_changed_and_whose_doing_it_is(cases, capsys):
    out = printed(capsys, *cases)
    assert "What differs: three judgments, one place of its structure, one place in words alone." in out
    assert "  actors/east/wants/bridge/rank: 3 → 1 (1 to 1) [conflict]\n" in out
    assert "  influence/east/west: removed: 2 [influence]\n" in out
    assert "Read by no method: gaps/g.\nWords alone: actors/east/wants/money.\n" in out
    assert (
        "Support of built in conflict analysis rose from 0.00 to 1.00: +0.50 by actors/east/wants/bridge/rank"
        " (3 → 1 (1 to 1)), +0.50 by actors/west/wants/bridge/rank (3 → 1 (1 to 1)).\n"
    ) in out
    assert "Only the first case feeds" not in out or "influence" in out
    assert "In the first case idle leads in most methods that forecast, in the second built leads." in out


def test_a_case_and_itself(cases, capsys):
    out = printed(capsys, cases[0], cases[0])
    assert out.splitlines()[1:] == ["Nothing differs."]


def test_compare_says_what_would_make_one_conclude_as_the_other(cases, capsys):
    out = printed(capsys, *cases, "--compare")
    assert (
        "judgments and ratings that both have, 2 agree and 2 differ.\nOnly in the first case: influence/east/west.\n"
        in out
    )
    assert (
        "Taken over from the second case into the first, this is enough: then built leads, where idle did. It is"
        " actors/east/wants/bridge/rank (3 → 1 (1 to 1)); actors/west/wants/bridge/rank (3 → 1 (1 to 1))"
        " (every smaller set was tried,"
    ) in out
    assert "one change is enough; one other set as small would do too; new draws say the same" in out


def test_json_holds_all_of_it_and_parts_add_up(cases, capsys):
    found = json.loads(printed(capsys, *cases, "--compare", "--json"))
    assert {change["path"]: change["kind"] for change in found["changes"]} == {
        "actors/east/wants/bridge/rank": "judgment",
        "actors/east/wants/money": "words",
        "actors/west/wants/bridge/rank": "judgment",
        "influence/east/west": "judgment",
        "gaps/g": "structure",
    }
    conflict = found["by_method"]["conflict"]
    for key, support in conflict["supports"].items():
        assert sum(part["shares"][key] for part in conflict["parts"]) == pytest.approx(support["change"])
    assert found["leader"] == {"before": "idle", "after": "built"}
    assert found["comparison"]["into_old"]["smallest"]
    assert printed(capsys, *cases, "--compare", "--json") == printed(capsys, *cases, "--compare", "--json")


def test_other_scenarios_are_listed_and_matched_where_asked(cases, tmp_path, capsys):
    other = tmp_path / "named.yaml"
    other.write_text(CASE.replace("  built: {when: built}", "  done: {when: east.pay and west.pay}"))
    out = printed(capsys, cases[0], str(other))
    assert f"Only {cases[0]} has the scenarios built: there is nothing to compare them with.\n" in out
    assert f"Only {other} has the scenarios done" in out
    out = printed(capsys, cases[0], str(other), "--match")
    assert "Scenario done of the second case has the same statement as built of the first" in out
    assert "No change in conflict analysis" in out


def test_another_question_is_said(cases, tmp_path, capsys):
    other = tmp_path / "asked.yaml"
    other.write_text(CASE.replace("Will the bridge be built?", "Will the ferry go?"))
    assert "They do not ask the same question" in printed(capsys, cases[0], str(other))


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["one"], "give two cases, or one case and --what-if NAME"),
        (["one", "other", "--what-if", "w"], "give two cases, or one case and --what-if NAME"),
        (["one", "other", "--runs", "1"], "--runs is 1; at least 4 runs are due"),
        (["one", "--what-if", "w"], "the case has no what-if `w`"),
        (["one", "absent"], "does not exist"),
    ],
)
def test_wrong_use(cases, capsys, tmp_path, arguments, words):
    paths = dict(zip(("one", "other"), cases, strict=True)) | {"absent": str(tmp_path / "absent")}
    assert run(["diff", *(paths.get(argument, argument) for argument in arguments)]) == 2
    assert words in capsys.readouterr().err


def test_names_cannot_command_the_terminal(cases, tmp_path, capsys):
    other = tmp_path / "hostile.yaml"
    other.write_text(CASE.replace("because: thrift", 'because: "a\\u009b2J"').replace("rank: 3}   #", "rank: 4}   #"))
    assert run(["diff", cases[0], str(other)]) == 1  # refused where it is read
    assert "U+009B cannot stand in a case" in capsys.readouterr().err
    other.write_text(CASE.replace("that: built, rank: 3}   #", "that: 'not (east.pay)', rank: 3}   #"))
    out = printed(capsys, cases[0], str(other))
    assert "\x1b" not in out
    assert "that: built → that: not (east.pay)" in out


def test_changes_that_cannot_stand_alone_are_shown_as_a_group(cases, tmp_path, capsys):
    other = tmp_path / "ferry.yaml"
    ferry = "  ferry: {options: {sail: {}}, wants: {busy: {that: ferry.sail, rank: 1}}}\nterms:"
    other.write_text(CASE.replace("terms:", f"{ferry}").replace("not east.pay, rank: 2", "ferry.sail, rank: 2"))
    out = printed(capsys, cases[0], str(other))
    assert "Group A (none stands without another): actors/east/wants/money, actors/ferry.\n" in out
    assert "by group A" in out or "is not moved" in out
