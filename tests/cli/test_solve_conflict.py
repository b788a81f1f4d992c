"""`estimative solve conflict`: what the terminal and the JSON say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from estimative.cli.main import run as command

CONFLICT: dict[str, Any] = {
    "decision_makers": ["A", "B"],
    "options": [{"dm": "A", "name": "go"}, {"dm": "B", "name": "go"}],
    "states": ["NN", "YN", ["NY", "YY"]],
    "preferences": {"A": {"ranking": [2, 1, 3]}, "B": {"ranking": [3, 1, 2]}},
}


@pytest.fixture
def solved(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs the command on a conflict and returns what it printed."""

    def run(data: dict[str, Any], *arguments: str) -> str:
        path = tmp_path / "conflict.json"
        path.write_text(json.dumps(data))
        assert command(["solve", "conflict", str(path), *arguments]) == 0
        return capsys.readouterr().out

    return run


def test_tables_and_merged_states_are_printed(solved) -> None:
    text = solved(CONFLICT)
    assert "3 states" in text
    assert "3  NY or YY" in text
    assert "does not see" not in text
    answer = json.loads(solved(CONFLICT, "--json"))
    assert list(answer) == ["states", "state_list", "equilibria", "individual", "complete", "seconds"]
    assert answer["individual"]["A"]["Nash"] == [2, 3]


def test_equilibria_that_rest_on_an_unseen_state_are_named(solved) -> None:
    hidden = {**CONFLICT, "misperceived": {"B": [1]}}
    text = solved(hidden)
    assert "B does not see state 1 and counts as stable there by default." in text
    assert "rest on B not seeing them: state 1 under GMR, SMR, SEQ, SSEQ." in text  # under Nash A leaves it
    answer = json.loads(solved(hidden, "--json"))
    assert answer["unseen"] == {"B": [1]}
    resting = solved({**CONFLICT, "misperceived": {"B": [1, 2]}})
    assert "Equilibria that rest on B not seeing them: state 2 under Nash, GMR, SMR, SEQ, SSEQ." in resting


def test_unknown_preferences_give_four_readings_of_each_concept(solved) -> None:
    unknown = {**CONFLICT, "preferences": {"A": {"certain": [[2, 1]]}, "B": {"ranking": [3, 1, 2]}}}
    answer = json.loads(solved(unknown, "--json"))
    keys = [f"{concept}_{letter}" for letter in "abcd" for concept in ("Nash", "GMR", "SMR", "SEQ")]
    assert list(answer["equilibria_unknown"]) == keys
    assert "equilibria" not in answer
    assert "individual" not in answer
    text = solved(unknown)
    assert "four readings" in text
    assert "a: a decision maker leaves for what is or may be better;" in text


WANTED: dict[str, Any] = {
    "decision_makers": ["A", "B"],
    "options": [{"dm": "A", "name": "go"}, {"dm": "B", "name": "go"}],
    "preferences": {"A": {"prioritised": [["-Y"], ["N-"]]}, "B": {"prioritised": [["Y-"], ["-N"]]}},
}


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs the command on a conflict that it refuses, for a fault of the user's, and returns what it said."""

    def run(data: dict[str, Any], *arguments: str) -> str:
        path = tmp_path / "conflict.json"
        path.write_text(json.dumps(data))
        assert command(["solve", "conflict", str(path), *arguments]) in (1, 2)
        return " ".join(capsys.readouterr().err.split())

    return run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--explain", "000000000000000000019"), "there is no state 19; states are numbered 1 to 4"),
        (("--explain", "0"), "there is no state 0; states are numbered 1 to 4"),
        (("--explain", "1," + "9" * 5000), "is no pattern"),
        (("--explain", "YYY"), "a state may also be given by its number, 1 to 4"),
        (("--wish", "4", "--want", "4"), "'4' is no pattern: 2 letters of Y, N and - are due"),
        (("--concept", "Nahs"), "concept is 'Nahs'; allowed: `Nash`, `GMR`, `SMR`, `SEQ`, `SSEQ`; did you mean"),
    ],
)
def test_what_is_no_state_pattern_or_concept_is_said(refused, arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(WANTED, *arguments)


def test_more_options_or_variants_than_can_be_counted_are_refused(refused) -> None:
    many = {**WANTED, "options": [{"dm": "A", "name": f"o{k}"} for k in range(16_000)]}
    assert "options: the options make too many combinations; at most 4,194,304 are solved" in refused(many)
    wide = {**WANTED, "options": [{"dm": "A", "name": "price", "variants": [str(k) for k in range(1025)]}]}
    assert "options/0/variants: 1,025 variants; an option has at most 1,024" in refused(wide)


def test_the_play_has_no_deals_that_were_not_asked_for(solved) -> None:
    alone = json.loads(solved(WANTED, "--from", "1", "--deals", "1", "--json"))["evolution"]["play"]
    assert [played["deals"] for played in alone] == [1]
    together = json.loads(solved(WANTED, "--from", "1", "--deals", "9", "--json"))["evolution"]["play"]
    assert [played["deals"] for played in together] == [1, 2]  # no more can deal than there are


def test_one_state_is_not_several(solved) -> None:
    alone = {**CONFLICT, "states": ["YN"], "preferences": {name: {"ranking": [1]} for name in "AB"}}
    assert solved(alone).split()[:2] == ["1", "state"]
    unknown = {**alone, "preferences": {**alone["preferences"], "A": {"certain": []}}}
    assert "1 state, some preferences unknown" in " ".join(solved(unknown).split())
    assert solved(CONFLICT).split()[:2] == ["3", "states"]


def test_a_want_that_is_given_twice_is_asked_once(solved) -> None:
    given = ("--want", "YY", "--want", "Y-", "--want", "YY")
    found = json.loads(solved(WANTED, "--wish", "4", *given, "--json"))["inverse"]["new_wants"]
    asked = [(new["decision_maker"], new["want"]) for new in found]
    assert len(asked) == len(set(asked))
    assert {want for _, want in asked} == {"YY", "Y-"}
