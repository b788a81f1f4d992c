"""Published problems, cell by cell, and the known story of Elmira."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from estimative.base.errors import ProblemsError
from estimative.desk.solve import solve_conflict
from estimative.exchange.casebook_conflict import conflict_from, conflict_json, read_conflict
from estimative.methods.conflict import Arena, faults, play, solve, witness

NAMES = (
    "elmira",
    "elmira-12-states",
    "cuban-missile-crisis",
    "cuban-reversible",
    "lake-gisborne-economy",
    "lake-gisborne-unknown",
    "prisoners-dilemma",
    "chicken",
    "syria-iraq-misperception",
    "synthetic-no-consecutive-moves",
    "synthetic-opponent-moves-twice",
)


def test_every_file_of_the_casebook_is_among_them(shared: Path) -> None:
    assert {path.stem for path in (shared / "casebook" / "conflict").glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_reproduced_cell_by_cell(shared: Path, name: str) -> None:
    path = shared / "casebook" / "conflict" / f"{name}.json"
    data = json.loads(path.read_text())
    expected, found = data["expected"], solve_conflict(path)
    tables = [key for key in ("equilibria", "equilibria_unknown") if key in expected]
    assert len(tables) == 1
    for key in tables:
        assert found[key] == {concept: states for concept, states in expected[key].items() if concept != "SIM"}
    for dm, concepts in expected.get("individual", {}).items():
        assert found["individual"][dm] == {c: states for c, states in concepts.items() if c != "SIM"}, dm
    for concept, states in expected.get("published", {}).get("equilibria", {}).items():
        assert found["equilibria"][concept] == states, concept
    assert found.get("unseen", {}) == data.get("misperceived", {})
    assert found["complete"] is True
    assert found["states"] == len(found["state_list"])
    assert found["state_list"] == data.get("state_list", found["state_list"])


@pytest.mark.parametrize("name", NAMES)
def test_written_out_each_file_reads_as_the_same_conflict(shared: Path, tmp_path: Path, name: str) -> None:
    book = read_conflict(shared / "casebook" / "conflict" / f"{name}.json")
    path = tmp_path / "again.json"
    path.write_text(json.dumps(conflict_json(book)))
    again = read_conflict(path)
    assert again.problem.digest == book.problem.digest
    assert again.name == book.name
    assert [again.state(code) for code in again.order.tolist()] == [book.state(code) for code in book.order.tolist()]


@pytest.mark.parametrize("name", NAMES)
def test_every_witness_of_the_casebook_holds(shared: Path, name: str) -> None:
    problem = read_conflict(shared / "casebook" / "conflict" / f"{name}.json").problem
    result = solve(problem)
    for concept in result.stable:
        for dm in range(len(problem.decision_makers)):
            for code in problem.states.tolist():
                claim = witness(problem, dm, code, concept)
                assert faults(problem, claim) == ()
                assert claim.stable == result.is_stable(concept, dm, code)


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
