"""Casebook JSON: what graph form, merged and hidden states and unknown preferences may look like, and what not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from estimative.base.errors import ProblemsError
from estimative.base.logic.space import Factor
from estimative.exchange import casebook_findings
from estimative.exchange.casebook_conflict import conflict_from, conflict_json, read_conflict
from estimative.methods.conflict import Conflict, GraphConflict, graph_of, solve

RANKS = {"A": {"ranking": [1, 2]}, "B": {"ranking": [2, 1]}}
GRAPH: dict[str, Any] = {
    "decision_makers": ["A", "B"],
    "options": [],
    "states": ["here", "there"],
    "moves": {"A": [[1, 2]], "B": []},
    "preferences": RANKS,
}
OPTIONS: dict[str, Any] = {
    "decision_makers": ["A", "B"],
    "options": [{"dm": "A", "name": "go"}, {"dm": "B", "name": "go"}],
    "preferences": {"A": {"ranking": [1, 2, 3]}, "B": {"prioritised": [["-Y"]]}},
}


def test_graph_form_takes_states_by_name_and_moves_by_number() -> None:
    book = conflict_from(GRAPH)
    assert isinstance(book.problem, GraphConflict)
    assert book.notation == "names"
    assert book.problem.labels == ("here", "there")
    assert np.argwhere(book.problem.arcs).tolist() == [[0, 0, 1]]
    assert [book.state(code) for code in book.order.tolist()] == ["here", "there"]


def test_the_state_list_numbers_the_states_of_graph_form() -> None:
    assert conflict_from({**GRAPH, "state_list": ["there", "here"]}).problem.label(0) == "there"


def test_a_decision_maker_without_an_entry_does_not_move() -> None:
    assert not conflict_from({**GRAPH, "moves": {}}).problem.arcs.any()


def test_merged_states_are_lists_of_states() -> None:
    book = conflict_from({**OPTIONS, "states": ["NY", ["NN", "YN"], "YY"]})
    assert [book.state(code) for code in book.order.tolist()] == ["NY", ["NN", "YN"], "YY"]
    assert book.problem.ranks[1].tolist() == [1, 0, 1]
    assert book.problem.moves(1, 1).tolist() == [0, 2]
    assert book.problem.label(1) == "N N or Y N"


def test_merged_states_of_many_variants_are_lists_of_lists() -> None:
    options = [{"dm": "A", "name": "level", "variants": ["low", "mid", "high"]}, {"dm": "B", "name": "go"}]
    data = {**OPTIONS, "options": options, "infeasible": [[None, 1]], "state_list": [[[2, 0], [0, 0]], [1, 0]]}
    book = conflict_from({**data, "preferences": RANKS})
    assert [book.state(code) for code in book.order.tolist()] == [[[2, 0], [0, 0]], [1, 0]]
    assert book.problem.label(0) == "high N or low N"
    assert book.problem.moves(0, 0).tolist() == [1]


def test_a_driver_is_an_option_of_nobody() -> None:
    options = [{"dm": "A", "name": "go"}, {"dm": None, "name": "rain"}]
    book = conflict_from({**OPTIONS, "options": options, "preferences": {n: {"ranking": [1, 2, 3, 4]} for n in "AB"}})
    assert isinstance(book.problem, Conflict)
    assert book.problem.factors[1].owner is None
    assert book.problem.moves(0, 0).tolist() == [1]
    assert conflict_json(book)["options"][1] == {"dm": None, "name": "rain"}


def test_unknown_preferences_are_the_pairs_that_are_certain() -> None:
    preferences = {"A": {"certain": [[2, 1]], "alike": [[3, 4]]}, "B": {"prioritised": [["-Y"]]}}
    problem = conflict_from({**OPTIONS, "preferences": preferences}).problem
    assert isinstance(problem, GraphConflict)
    known, ranked = problem.partial
    assert ranked is None
    assert known is not None
    assert np.argwhere(known.better).tolist() == [[0, 1]]
    assert not known.unknown[2, 3]
    assert known.unknown.sum() == 4 * 3 - 4
    assert set(solve(problem).stable) == {f"{c}_{r}" for c in ("Nash", "GMR", "SMR", "SEQ") for r in "abcd"}


@pytest.mark.parametrize(
    "data, path, words",
    [
        ({**GRAPH, "moves": {"A": [[1, 3]]}}, "moves/A/0", "state numbers from 1 to 2"),
        ({**GRAPH, "moves": {"A": [[1, 1]]}}, "moves/A/0", "two different states"),
        ({**GRAPH, "moves": {"A": [[True, 2]]}}, "moves/A/0", "state numbers"),
        ({**GRAPH, "moves": {"A": {}}}, "moves/A", "a list of pairs"),
        ({**GRAPH, "moves": {"C": []}}, "moves/C", "no such decision maker"),
        ({**GRAPH, "moves": [1]}, "moves", "an object with decision makers"),
        ({**GRAPH, "states": ["here", "here"]}, "states", "named once"),
        ({**GRAPH, "states": ["here", ["there"]]}, "states", "names of states"),
        ({**GRAPH, "states": None}, "states", "names its states"),
        ({**GRAPH, "state_list": ["here", "elsewhere"]}, "state_list", "the same states"),
        ({**GRAPH, "states": [str(k) for k in range(5000)]}, "states", "at most 4,096"),
        ({**GRAPH, "preferences": {**RANKS, "A": {"prioritised": []}}}, "preferences/A/prioritised", "graph form"),
        ({**OPTIONS, "moves": {"A": [[1, 2]]}}, "moves", "not both"),
        ({**OPTIONS, "states": ["NY", ["NN", "YN", "NY"], "YY"]}, "states", "stands once"),
        ({**OPTIONS, "states": ["NY", [[]], "YY"]}, "states/1/0", "a pattern has one"),
        ({**OPTIONS, "states": ["NY", ["N-"], "YY"]}, "states/1/0", "names a variant for every option"),
        ({**OPTIONS, "states": [["NY", "NN"], "YN", "YY"]}, "preferences/B/prioritised", "state 1 merges NY and NN"),
        (
            {**OPTIONS, "states": ["NY", ["NN", "YN"], "YY"], "state_list": [["NY", "YY"], "NN", "YN"]},
            "state_list",
            "merges other states",
        ),
        ({**OPTIONS, "misperceived": {"A": [5]}}, "misperceived/A", "from 1 to 4"),
        ({**OPTIONS, "misperceived": {"A": [1, 1]}}, "misperceived/A", "named once"),
        ({**OPTIONS, "misperceived": {"C": [1]}}, "misperceived/C", "no such decision maker"),
        ({**OPTIONS, "misperceived": [1]}, "misperceived", "an object"),
        ({**OPTIONS, "misperceived_patterns": {"A": ["N-"]}}, "misperceived_patterns", "by their numbers"),
        ({**OPTIONS, "preferences": {"A": {"certain": [[1, 2], [2, 1]]}}}, "preferences/A", "and worse"),
        ({**OPTIONS, "preferences": {"A": {"certain": [[1]]}}}, "preferences/A/certain/0", r"\[better, worse\]"),
        (
            {**OPTIONS, "preferences": {"A": {"certain": [[1, 2]], "alike": [[2, 1]]}}},
            "preferences/A",
            "better than state 2 and alike",
        ),
        (
            {**OPTIONS, "preferences": {"A": {"certain": [], "ranking": [1, 2, 3, 4]}}},
            "preferences/A",
            "exclude each other",
        ),
        (
            {**OPTIONS, "preferences": {**RANKS, "A": {"ranking": [1, 2, 3, 4], "prioritised": [["-Y"]]}}},
            "preferences/A",
            "`ranking`, `prioritised` exclude each other; leave one",
        ),
        ({**OPTIONS, "infeasable": ["YY"]}, "infeasable", "`infeasable` is not read; did you mean `infeasible`"),
        ({**OPTIONS, "Infeasible": ["YY"]}, "Infeasible", "did you mean `infeasible`"),
        ({**OPTIONS, "misperceieved": {"A": [1]}}, "misperceieved", "did you mean `misperceived`"),
        ({**GRAPH, "statelist": ["there", "here"]}, "statelist", "did you mean `state_list`"),
        ({**GRAPH, "preference": {}}, "preference", "did you mean `preferences`"),
        (
            {**OPTIONS, "options": [OPTIONS["options"][0], {"dm": "B", "name": "go", "directon": "fwd"}]},
            "options/1/directon",
            "did you mean `direction`",
        ),
        (
            {**OPTIONS, "preferences": {"A": {"prioritized": [["-Y"]]}, "B": {"prioritised": [["-Y"]]}}},
            "preferences/A/prioritized",
            "did you mean `prioritised`",
        ),
        (
            {**OPTIONS, "preferences": {**OPTIONS["preferences"], "A": {"certain": [], "alik": [[1, 2]]}}},
            "preferences/A/alik",
            "did you mean `alike`",
        ),
        (
            {**OPTIONS, "options": [{"dm": "A", "name": "go", "variants": ["x", "x"]}]},
            "options/0/variants",
            "named once",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(data: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(ProblemsError, match=words) as caught:
        conflict_from(json.loads(json.dumps(data)))
    assert path in {problem.path for problem in caught.value.problems}


def test_keys_that_resemble_nothing_are_free() -> None:
    free = (
        "about remarks source sources references status names provenance notation n_states states_note title note"
        " expected reported peer_fixture comment meaning description x-infeasable _options " + "infeasible" * 10
    )
    beside = dict.fromkeys(free.split(), 1)
    options = [{**option, **beside, "dm": option["dm"]} for option in OPTIONS["options"]]
    preferences = {"A": {"ranking": [1, 2, 3, 4], **beside}, "B": {"prioritised": [["-Y"]], **beside}}
    assert conflict_from({**OPTIONS, **beside, "options": options, "preferences": preferences}).problem.size == 4


def test_keys_without_end_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    monkeypatch.setattr(casebook_findings, "get_close_matches", lambda key, *_: compared.append(key) or [])
    options = [{**option, **{f"k{n}": 1 for n in range(3000)}} for option in OPTIONS["options"]]
    conflict_from({**OPTIONS, "options": options, "preferences": {n: {"ranking": [1, 2, 3, 4]} for n in "AB"}})
    assert len(compared) == len(set(compared)) == 1000


def test_a_number_of_thousands_of_digits_is_pointed_at(tmp_path: Path) -> None:
    path = tmp_path / "conflict.json"
    path.write_text('{"name": "' + "1" * 6000 + '\\" 2",\n "decision_makers": [' + "9" * 5000 + "]}")
    with pytest.raises(ProblemsError) as caught:
        read_conflict(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 22)
    assert problem.message == "a number of 5,000 digits; at most 4,300 are read"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"name": "a", "name": "b"}', "a key stands twice in one object: `name`"),
        ('{"decision_makers": [NaN]}', "NaN is no number here"),
        ("[" * 100_000, "nested too deeply"),
        ('{"name": }', "line 1, column 10: this is no JSON"),
    ],
)
def test_what_is_no_json_of_ours_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "conflict.json"
    path.write_text(text)
    with pytest.raises(ProblemsError, match=words):
        read_conflict(path)


@pytest.mark.parametrize(
    "change, path",
    [
        ({"misperceived": {"A": [1]}}, "misperceived"),
        ({"preferences": {"A": {"certain": []}, "B": {"prioritised": []}}}, "preferences/A"),
    ],
)
def test_what_needs_graph_form_stops_at_its_limit(change: dict[str, Any], path: str) -> None:
    options = [{"dm": "AB"[k % 2], "name": f"o{k}"} for k in range(13)]
    preferences = {name: {"prioritised": [["Y" + "-" * 12]]} for name in "AB"}
    with pytest.raises(ProblemsError, match="4,096") as caught:
        conflict_from({"decision_makers": ["A", "B"], "options": options, "preferences": preferences, **change})
    assert [problem.path for problem in caught.value.problems] == [path]


def test_a_great_many_options_of_one_variant_are_no_trouble() -> None:
    options = [{"dm": "A", "name": f"o{k}", "variants": ["only"]} for k in range(100)]
    data = {"decision_makers": ["A"], "options": [*options, {"dm": "A", "name": "go"}]}
    pattern = [None] * 100 + [1]
    book = conflict_from({**data, "preferences": {"A": {"prioritised": [[pattern]]}}})
    assert book.problem.ranks.tolist() == [[0, 1]]


def test_a_conflict_of_other_names_is_written_and_read() -> None:
    factors = (
        Factor("a.x", ("no", "yes"), owner="a", moves="forward"),
        Factor("rain", ("dry", "wet", "flood")),
        Factor("a.y", ("no", "yes"), owner="a"),
    )
    feasible = np.ones(12, dtype=bool)
    feasible[3] = False
    conflict = Conflict(("a", "b"), factors, feasible, np.arange(24).reshape(2, 12) // 2)
    written = conflict_json(conflict)
    assert written["states"][:4] == [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 2, 0]]
    assert conflict_from(json.loads(json.dumps(written))).problem.digest == conflict.digest


def test_names_that_would_fall_together_stay_apart() -> None:
    factors = (Factor("a.x", owner="a"), Factor("x", owner="a"))
    conflict = Conflict(("a",), factors, np.ones(4, bool), np.arange(4)[None])
    names = [option["name"] for option in conflict_json(conflict)["options"]]
    assert names == ["a.x", "x"]
    assert conflict_from(conflict_json(conflict)).problem.ranks.tolist() == [[0, 1, 2, 3]]


def test_a_graph_without_a_file_is_written_in_graph_form() -> None:
    factors = (Factor("a", owner="A"), Factor("b", owner="B"))
    conflict = Conflict(("A", "B"), factors, np.ones(4, bool), np.zeros((2, 4), int))
    graph = graph_of(conflict, merged=[(1, 2)], hidden={0: [3]})
    written = conflict_json(graph)
    assert written["moves"]["A"] == [[1, 2], [2, 1]]
    assert written["misperceived"] == {"A": [3]}
    assert conflict_from(json.loads(json.dumps(written))).problem.digest == graph.digest
