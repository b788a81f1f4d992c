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
