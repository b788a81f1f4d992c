"""`solve conflict` asked for more: coalitions, ways from a state, a wished state, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from estimative.cli.main import run as command
from estimative.desk.conflict_questions import find_state
from estimative.desk.solve import LISTED_UP_TO, solve_conflict
from estimative.exchange.casebook_conflict import conflict_from, read_conflict
from estimative.exchange.casebook_wants import read_wants
from estimative.methods.conflict import Conflict

DILEMMA: dict[str, Any] = {
    "decision_makers": ["A", "B"],
    "options": [{"dm": "A", "name": "give way"}, {"dm": "B", "name": "give way"}],
    "preferences": {"A": {"prioritised": [["-Y"], ["N-"]]}, "B": {"prioritised": [["Y-"], ["-N"]]}},
}


@pytest.fixture
def asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs the command on a conflict and returns its output without line ends, or what stands on standard error."""

    def run(data: dict[str, Any] | Path, *arguments: str, code: int = 0) -> Any:
        path = data if isinstance(data, Path) else tmp_path / "conflict.json"
        if not isinstance(data, Path):
            path.write_text(json.dumps(data))
        assert command(["solve", "conflict", str(path), *arguments]) == code
        out, err = capsys.readouterr()
        if code:
            return err
        return json.loads(out) if "--json" in arguments else " ".join(out.split())

    return run


def test_coalitions_stand_beside_the_tables(asked) -> None:
    answer = asked(DILEMMA, "--coalitions", "--json")
    assert answer["coalition_nash"] == {"A + B": [2, 3, 4]}
    assert answer["coalitions"]["CNash"] == {"A": [1, 3], "B": [1, 2], "A + B": [2, 3, 4]}
    assert set(answer["coalitions"]) == {"CNash", "CGMR", "CSMR", "CSEQ"}
    assert answer["universally_stable"] == {"CNash": [], "CGMR": [4], "CSMR": [4], "CSEQ": [4]}
    text = asked(DILEMMA, "--coalitions")
    assert "A + B" in text
    assert "all coalitions" in text


@pytest.mark.parametrize(
    "name",
    [
        "elmira",
        "elmira-12-states",
        "lake-gisborne-economy",
        "synthetic-no-consecutive-moves",
        "synthetic-opponent-moves-twice",
    ],
)
def test_published_coalition_tables_come_out_as_published(asked, shared: Path, name: str) -> None:
    path = shared / "casebook" / "conflict" / f"{name}.json"
    expected = json.loads(path.read_text())["expected"]["coalition_nash"]
    assert asked(path, "--coalitions", "--json")["coalition_nash"] == expected


def test_large_tables_of_coalitions_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from estimative.desk import solve
    from estimative.desk.conflict_questions import Questions

    path = tmp_path / "conflict.json"
    path.write_text(json.dumps(DILEMMA))
    monkeypatch.setattr(solve, "LISTED_UP_TO", 1)
    answer = solve_conflict(path, asked=Questions(coalitions=True))
    assert LISTED_UP_TO == 10_000
    assert answer["coalition_nash_count"] == {"A + B": 3}
    assert answer["universally_stable_count"]["CSEQ"] == 1
    assert "coalitions" not in answer


def test_ways_from_a_state_with_and_without_deals(asked) -> None:
    found = asked(DILEMMA, "--from", "NN", "--json")["evolution"]
    assert (found["from"], found["equilibria"], found["written"]) == (
        1,
        [1, 4],
        {"1": "NN", "2": "YN", "3": "NY", "4": "YY"},
    )
    assert found["paths"]["improvements"] == {"1": [[]], "4": []}
    assert found["paths"]["deals"]["4"] == [[{"members": ["A", "B"], "from": 1, "to": 4}]]
    assert len(found["paths"]["moves"]["4"]) == 2
    assert found["play"] == [
        {"deals": 1, "ends": {"1": 1.0}, "cycles": []},
        {"deals": 2, "ends": {"4": 1.0}, "cycles": []},
    ]
    text = asked(DILEMMA, "--from", "1")
    assert "by such steps and deals: A + B to 4 (YY)" in text
    assert "by steps that pay for who takes them: already there" in text
    assert "The play without deals ends in 1 (NN) 1.00." in text
    assert "The play with deals of up to 2 ends in 4 (YY) 1.00." in text


def test_a_play_that_never_rests_says_among_which_states(asked) -> None:
    chase = {
        **DILEMMA,
        "preferences": {"A": {"ranking": [[1, 4], [2, 3]]}, "B": {"ranking": [[2, 3], [1, 4]]}},
    }
    text = asked(chase, "--from", "1", "--concept", "Nash")
    assert "there is none" in text
    assert "it never rests among 1 and 2 and 3 and 4" in text


def test_in_graph_form_and_with_unknown_preferences_it_is_said_what_is_left_out(asked) -> None:
    merged = {**DILEMMA, "states": ["NN", "YN", ["NY", "YY"]], "preferences": {n: {"ranking": [2, 1, 3]} for n in "AB"}}
    found = asked(merged, "--from", "NY", "--json")["evolution"]
    assert found["from"] == 3
    assert set(found["paths"]) == {"improvements", "moves"}
    assert found["play"] == []
    assert "option form" in found["warnings"][0]
    unknown = {**DILEMMA, "preferences": {"A": {"certain": [[2, 1]]}, "B": {"ranking": [1, 2, 3, 4]}}}
    found = asked(unknown, "--from", "1", "--concept", "SEQ_d", "--json")["evolution"]
    assert set(found["paths"]) == {"moves"}
    assert "unknown" in found["warnings"][0]
    assert "has equilibria for" in asked(unknown, "--from", "1", code=2)
    assert "Note: some preference is unknown" in asked(unknown, "--from", "1", "--concept", "SEQ_d")


def test_a_wished_state_says_whose_wants_must_change(asked) -> None:
    chicken = {
        **DILEMMA,
        "preferences": {**DILEMMA["preferences"], "A": {"prioritised": [["N-"], ["-Y"], ["YY", "NN"]]}},
    }
    found = asked(chicken, "--wish", "YY", "--concept", "Nash", "--json")["inverse"]
    assert (found["state"], found["holds"]) == (4, False)
    assert [(one["decision_maker"], one["swaps"], one["blocked_by"]) for one in found["reorderings"]] == [
        ("A", None, ["B"]),
        ("B", None, ["A"]),
    ]
    given = {**chicken, "preferences": {**chicken["preferences"], "B": {"ranking": [4, 3, 2, 1]}}}
    found = asked(given, "--wish", "4", "--concept", "Nash", "--json")["inverse"]
    (one,) = found["reorderings"]
    assert (one["swaps"], one["orders"]) == (2, [["-Y", "YY or NN", "N-"], ["YY or NN", "N-", "-Y"]])
    assert {(new["want"], new["rank"], new["before"]) for new in found["new_wants"]} == {
        ("Y-", 1, 3),
        ("-Y", None, None),
    }
    assert found["warnings"] == ["a ranking and no wants to be put in order: B"]
    text = asked(given, "--wish", "4", "--concept", "Nash", "--want", "YY")
    assert "A: 2 swaps of neighbours: -Y > YY or NN > N-; or YY or NN > N- > -Y" in text
    assert "A: YY at rank 1, before 3 of its wants" in text
    assert "Note: a ranking and no wants" in text
    assert "A: no order, since B would leave whatever it is" in asked(chicken, "--wish", "4", "--concept", "Nash")
    assert "nothing has to change" in asked(DILEMMA, "--wish", "4")
    assert "as the last of all" in asked(DILEMMA, "--wish", "4")


def test_what_has_no_wants_cannot_be_asked_for_them(asked) -> None:
    ranked = {**DILEMMA, "preferences": {n: {"ranking": [1, 2, 3, 4]} for n in "AB"}}
    assert "no preference is `prioritised`" in asked(ranked, "--wish", "4", code=1)
    hidden = {**DILEMMA, "misperceived": {"A": [1]}}
    assert "option form only" in asked(hidden, "--wish", "4", code=1)
    assert "say which one with --wish" in asked(DILEMMA, "--want", "YY", code=2)
    assert "'YYY' is no pattern" in asked(DILEMMA, "--wish", "4", "--want", "YYY", code=2)


def test_why_a_state_is_stable_or_not(asked) -> None:
    found = asked(DILEMMA, "--explain", "4", "--coalitions", "--json")["explained"]
    assert (found["state"], found["written"]) == (4, "YY")
    nash, seq = (found["decision_makers"]["A"][concept] for concept in ("Nash", "SEQ"))
    assert (nash["stable"], nash["because"]) == (False, "It would go to 3 (NY).")
    assert nash["improvements"] == [{"to": 3, "answer": None, "replies": []}]
    assert seq["stable"]
    assert seq["improvements"] == [{"to": 3, "answer": [{"by": "B", "to": 1}], "replies": []}]
    assert (
        found["coalitions"]["A + B"]["CNash"]["because"]
        == "Nothing that they reach together is better for each of them."
    )
    text = asked(DILEMMA, "--explain", "YY")
    assert (
        "GMR, SEQ: stable. Its move to 3 (NY) can be answered: B to 1 (NN). There it is no better off than now." in text
    )
    assert "and could not mend that by going to 2" in text
    assert "A + B" not in text
    text = asked(DILEMMA, "--explain", "1", "--coalitions")
    assert "CNash, CGMR, CSMR, CSEQ: not stable. Together they would go to 4 (YY) (A to 2 (YN), B to 4 (YY))." in text


def test_sentences_name_every_reading_and_what_is_not_seen(asked) -> None:
    unknown = {**DILEMMA, "preferences": {"A": {"certain": [[2, 1]]}, "B": {"ranking": [1, 2, 3, 4]}}}
    found = asked(unknown, "--explain", "3", "--json")["explained"]["decision_makers"]["A"]
    assert not found["Nash_a"]["stable"]
    assert found["Nash_d"]["because"] == "None of its moves leads to a state that is surely better for it."
    hidden = asked({**DILEMMA, "misperceived": {"A": [1]}}, "--explain", "1")
    assert "stable. It does not see this state, and counts as stable in it by default." in hidden


def test_states_of_graph_form_are_explained_and_go_by_their_names(asked) -> None:
    chase = {
        "decision_makers": ["A", "B"],
        "states": ["home", "out", "met"],
        "moves": {"A": [[1, 2]], "B": [[2, 3]]},
        "preferences": {"A": {"ranking": [2, 1, 3]}, "B": {"ranking": [3, [1, 2]]}},
    }
    found = asked(chase, "--explain", "home", "--json")["explained"]
    assert (found["state"], found["written"]) == (1, "home")
    nash, seq = (found["decision_makers"]["A"][concept] for concept in ("Nash", "SEQ"))
    assert (nash["stable"], nash["because"]) == (False, "It would go to 2 (out).")
    assert seq["improvements"] == [{"to": 2, "answer": [{"by": "B", "to": 3}], "replies": []}]
    assert "Its move to 2 (out) can be answered: B to 3 (met)." in asked(chase, "--explain", "1")


def test_answers_of_groups_are_told(asked) -> None:
    three = {
        "decision_makers": ["A", "B", "C"],
        "options": [{"dm": name, "name": "go"} for name in "ABC"],
        "preferences": {
            "A": {"ranking": [2, 1, [3, 4, 5, 6, 7, 8]]},
            **{n: {"ranking": [8, [1, 2, 3, 4, 5, 6, 7]]} for n in "BC"},
        },
    }
    found = asked(three, "--explain", "1", "--coalitions", "--json")["explained"]
    assert found["decision_makers"]["A"]["SEQ"]["because"] == (
        "It would go to 2 (YNN), and no answer that pays for those who give it takes the gain away."
    )
    pair = asked(three, "--explain", "1", "--coalitions", "--json")["explained"]["coalitions"]
    assert set(pair) == {"A + B", "A + C", "B + C", "A + B + C"}


def test_a_coalition_whose_moves_are_met_is_told_of_the_answer(asked) -> None:
    three = {
        "decision_makers": ["A", "B", "C"],
        "options": [{"dm": name, "name": "go"} for name in "ABC"],
        "preferences": {
            **{n: {"ranking": [4, 1, [2, 3, 5, 6, 7, 8]]} for n in "AB"},
            "C": {"ranking": [8, [1, 2, 3, 4, 5, 6, 7]]},
        },
    }
    found = asked(three, "--explain", "1", "--coalitions", "--json")["explained"]["coalitions"]["A + B"]
    assert (found["CNash"]["stable"], found["CSEQ"]["stable"]) == (False, True)
    assert found["CSEQ"]["improvements"] == [
        {
            "to": 4,
            "moves": [{"by": "A", "to": 2}, {"by": "B", "to": 4}],
            "answer": [{"members": "C", "to": 8, "moves": [{"by": "C", "to": 8}]}],
            "replies": [],
        }
    ]
    assert found["CGMR"]["because"] == (
        "Their move to 4 (YYN) (A to 2 (YNN), B to 4 (YYN)) can be answered: C to 8 (YYY). There not all of them are"
        " better off than now."
    )
    assert "and together they could not mend that by going to 5, 6, 7 or 8." in found["CSMR"]["because"]


LEVELS = {
    "decision_makers": ["A"],
    "options": [{"dm": "A", "name": "level", "variants": ["low", "mid", "high"]}, {"dm": "A", "name": "go"}],
    "preferences": {"A": {"prioritised": [[[2, None], [0, 1]], [[None, 1]]]}},
}
GRAPH = {
    "decision_makers": ["A"],
    "states": ["peace", "war"],
    "moves": {"A": [[1, 2]]},
    "preferences": {"A": {"ranking": [1, 2]}},
}


@pytest.mark.parametrize(
    "data, text, code",
    [
        (DILEMMA, "1", 0),
        (DILEMMA, " NY ", 2),
        (LEVELS, "2,1", 5),
        (LEVELS, "[2, 1]", 5),
        (LEVELS, "6", 5),
        (GRAPH, "war", 1),
        (GRAPH, "1", 0),
    ],
)
def test_a_state_is_found_by_number_pattern_or_name(data: dict[str, Any], text: str, code: int) -> None:
    assert find_state(conflict_from(data), text) == code


@pytest.mark.parametrize(
    "data, text, words",
    [
        (DILEMMA, "0", "numbered 1 to 4"),
        (DILEMMA, "5", "numbered 1 to 4"),
        (DILEMMA, "9" * 5000, "numbered 1 to 4"),
        (DILEMMA, "-Y", "fits 2 states: `3`, `4`"),
        (DILEMMA, "YYY", "2 letters"),
        (DILEMMA, "", "2 letters"),
        (
            {**DILEMMA, "infeasible": ["YY"], "preferences": {n: {"ranking": [1, 2, 3]} for n in "AB"}},
            "YY",
            "no state is",
        ),
        (LEVELS, "3,0", "one variant index or null"),
        (LEVELS, "²,0", "one variant index or null"),
        (GRAPH, "truce", "no state is 'truce'"),
    ],
)
def test_a_state_that_is_not_there_is_said(asked, data: dict[str, Any], text: str, words: str) -> None:
    assert words in asked(data, f"--explain={text}", code=2)


def test_wants_of_a_file_give_its_ranks_again(shared: Path) -> None:
    read = 0
    for path in sorted((shared / "casebook" / "conflict").glob("*.json")):
        book = read_conflict(path)
        if isinstance(book.problem, Conflict) and "prioritised" in path.read_text():
            wanted = read_wants(path, book)
            states = book.problem.states
            assert np.array_equal(wanted.conflict.ranks[:, states], book.problem.ranks[:, states])
            read += 1
    assert read >= 3


def test_wants_with_more_than_two_variants_are_written_as_they_are_typed(asked) -> None:
    found = asked(LEVELS, "--wish", "1", "--json")["inverse"]
    assert found["reorderings"][0]["swaps"] is None
    assert {one["want"] for one in found["new_wants"]} == {"0,-", "-,0"}
    assert asked(LEVELS, "--wish", "1,0", "--want", "1,0", "--json")["inverse"]["new_wants"][0]["rank"] == 1


def test_a_folder_of_tables_has_no_wants(asked, tmp_path: Path) -> None:
    from estimative.exchange.conflict_tables import read_conflict_tables

    assert read_conflict_tables is not None
    folder = tmp_path / "tables"
    folder.mkdir()
    assert "states" in asked(folder, "--wish", "1", code=1)


@pytest.mark.parametrize("arguments", [["--from", "1", "--deals", "0"], ["--from", "1", "--concept", "nash"]])
def test_options_out_of_range_are_refused(asked, arguments: list[str]) -> None:
    assert asked(DILEMMA, *arguments, code=2)


def test_a_large_conflict_is_answered_as_far_as_it_goes(asked) -> None:
    large = {
        "decision_makers": ["A", "B"],
        "options": [{"dm": "AB"[k % 2], "name": f"o{k}"} for k in range(13)],
        "preferences": {name: {"prioritised": [["Y" * 13]]} for name in "AB"},
    }
    found = asked(large, "--from", "1", "--concept", "Nash", "--json")["evolution"]
    assert set(found["paths"]) == {"improvements"}
    assert found["paths"]["improvements"]["8192"] == []
    assert not found["complete"]
    assert "4,096" in found["warnings"][0]
    text = asked(large, "--from", "1", "--concept", "Nash")
    assert "more, which --json lists" in text
    assert "Note: left out what is too large" in text


def test_of_many_coalitions_the_small_ones_are_told_of(asked) -> None:
    seven = {
        "decision_makers": list("ABCDEFG"),
        "options": [{"dm": name, "name": "go"} for name in "ABCDEFG"],
        "preferences": {name: {"prioritised": [["Y" * 7]]} for name in "ABCDEFG"},
    }
    found = asked(seven, "--explain", "1", "--coalitions", "--json")["explained"]
    assert (len(found["coalitions"]), found["coalitions_left_out"]) == (64, 56)
    assert "and 56 larger coalitions" in asked(seven, "--explain", "1", "--coalitions")


def test_long_questions_tell_how_far_they_are(tmp_path: Path) -> None:
    from estimative.desk.conflict_questions import Questions

    told: list[tuple[str, int]] = []

    class Told:
        def start(self, what: str, total: int) -> None:
            told.append((what, total))

        def advance(self, steps: int = 1) -> None:
            pass

        def finish(self) -> None:
            pass

    path = tmp_path / "conflict.json"
    path.write_text(json.dumps(DILEMMA))
    asked = Questions(coalitions=True, wish="4", explain="4", wants=("YY",))
    solve_conflict(path, progress=Told(), asked=asked)
    assert told[-3:] == [("looking for other wants", 4), ("explaining", 2), ("explaining coalitions", 1)]
