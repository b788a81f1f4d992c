"""Published problems in option form, cell by cell, and the known story of Elmira."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from estimative.base.errors import ProblemsError
from estimative.desk.solve import solve_conflict
from estimative.exchange.casebook_conflict import conflict_from, read_conflict
from estimative.methods.conflict import Arena, play

SOLVED = (
    "elmira-12-states",
    "cuban-missile-crisis",
    "cuban-reversible",
    "lake-gisborne-economy",
    "prisoners-dilemma",
    "chicken",
    "synthetic-opponent-moves-twice",
)
REFUSED = {
    "elmira": "merged states",
    "synthetic-no-consecutive-moves": "graph form",
    "syria-iraq-misperception": "misperceived",
    "lake-gisborne-unknown": "unknown preferences",
}


@pytest.mark.parametrize("name", SOLVED)
def test_reproduced_cell_by_cell(shared: Path, name: str) -> None:
    path = shared / "casebook" / "conflict" / f"{name}.json"
    expected = json.loads(path.read_text())["expected"]
    found = solve_conflict(path)
    for concept, states in found["equilibria"].items():
        assert states == expected["equilibria"][concept], concept
    for dm, tables in found["individual"].items():
        for concept, states in tables.items():
            assert states == expected["individual"][dm][concept], (dm, concept)
    assert set(found["equilibria"]) == {"Nash", "GMR", "SMR", "SEQ", "SSEQ"}
    assert found["complete"] is True
    assert found["states"] == len(found["state_list"])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_option_form_is_refused_by_name(shared: Path, name: str) -> None:
    with pytest.raises(ProblemsError, match=REFUSED[name]):
        read_conflict(shared / "casebook" / "conflict" / f"{name}.json")


def test_elmira_ends_where_the_government_insists_or_by_a_deal_where_uniroyal_accepts(shared: Path) -> None:
    book = read_conflict(shared / "casebook" / "conflict" / "elmira-12-states.json")
    problem = book.problem
    arena = Arena(problem, int(book.order[0]))
    ranks = problem.ranks[:, arena.codes]

    def ends(deals: int) -> dict[str, float]:
        return {
            str(book.state(int(arena.codes[s]))): share for s, share in play(arena, ranks, "SEQ", deals).final.items()
        }

    assert book.state(int(book.order[0])) == "NYNNN"
    assert ends(deals=1) == {"NYNNY": pytest.approx(1.0)}
    assert ends(deals=2) == {"YNYNY": pytest.approx(1.0)}


ONE = {"decision_makers": ["A"], "options": [{"dm": "A", "name": "go"}], "preferences": {"A": {"ranking": [2, 1]}}}


@pytest.mark.parametrize(
    "change, path, words",
    [
        ({"decision_makers": []}, "decision_makers", "one or more names"),
        ({"decision_makers": ["A", "A"]}, "decision_makers", "named once"),
        ({"options": [{"dm": "B", "name": "go"}]}, "options/0/dm", "no decision maker"),
        ({"options": [{"dm": "A", "name": "go"}] * 2}, "options", "stands twice"),
        ({"options": [{"dm": "A", "name": "go", "direction": "up"}]}, "options/0/direction", "no direction"),
        ({"infeasible": ["YY"]}, "infeasible/0", "1 letters"),
        ({"infeasible": ["-"]}, "infeasible", "no state is left"),
        ({"state_list": ["N"]}, "state_list", "each of the 2 feasible states once"),
        ({"state_list": ["N", "-"]}, "state_list/1", "names a variant for every option"),
        ({"preferences": {}}, "preferences/A", "is due"),
        ({"preferences": {"A": {"ranking": [1]}}}, "preferences/A/ranking", "missing"),
        ({"preferences": {"A": {"ranking": [2, 1]}, "B": {}}}, "preferences/B", "no such decision maker"),
        ({"options": [{"dm": "A", "name": f"o{k}"} for k in range(23)]}, "options", "at most"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, object], path: str, words: str) -> None:
    with pytest.raises(ProblemsError, match=words) as caught:
        conflict_from({**ONE, **change})
    assert path in {problem.path for problem in caught.value.problems}


def test_every_problem_is_reported_at_once() -> None:
    with pytest.raises(ProblemsError) as caught:
        conflict_from({"decision_makers": ["A"], "options": [{"dm": "B", "name": ""}, 3], "moves": {"A": [[1, 2]]}})
    assert len(caught.value.problems) >= 4


@pytest.mark.parametrize("text", ["", "{", "[1]", "NaN", '{"a": 1, "a": 2}', "[" * 100_000, "\x00", '{"options": NaN}'])
def test_hostile_json_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(ProblemsError):
        read_conflict(path)


def test_variants_of_more_than_two_are_indices_in_and_out(tmp_path: Path) -> None:
    data = {
        "decision_makers": ["A", "B"],
        "options": [{"dm": "A", "name": "level", "variants": ["low", "mid", "high"]}, {"dm": "B", "name": "go"}],
        "infeasible": [[2, 0]],
        "preferences": {"A": {"prioritised": [[[2, None]], [[None, 1]]]}, "B": {"ranking": [[1, 2], 3, 4, 5]}},
    }
    path = tmp_path / "levels.json"
    path.write_text(json.dumps(data))
    found = solve_conflict(path)
    assert found["state_list"] == [[0, 0], [1, 0], [0, 1], [1, 1], [2, 1]]
    assert found["individual"]["A"]["Nash"] == [1, 2, 5]


def test_above_ten_thousand_states_counts_unless_lists_are_asked_for(tmp_path: Path) -> None:
    data = {
        "decision_makers": ["A", "B"],
        "options": [{"dm": "AB"[k % 2], "name": f"o{k}"} for k in range(14)],
        "preferences": {"A": {"prioritised": [["Y" + "-" * 13]]}, "B": {"prioritised": [["-Y" + "-" * 12]]}},
    }
    path = tmp_path / "large.json"
    path.write_text(json.dumps(data))
    found = solve_conflict(path)
    assert found["states"] == 1 << 14
    assert found["equilibria_count"]["Nash"] == 1 << 12
    assert "equilibria" not in found
    assert "state_list" not in found
    listed = solve_conflict(path, list_states=True)
    assert len(listed["equilibria"]["Nash"]) == 1 << 12


def test_sixty_five_statements_do_not_overflow() -> None:
    data = {
        "decision_makers": ["A"],
        "options": [{"dm": "A", "name": "x"}, {"dm": "A", "name": "y"}],
        "preferences": {"A": {"prioritised": [["YY", "NN"]] + [["Y-", "N-"]] * 63 + [["YY"]]}},
    }
    ranks = conflict_from(data).problem.ranks[0]
    assert np.argmax(ranks) == 3
    assert ranks[0] > ranks[1]
