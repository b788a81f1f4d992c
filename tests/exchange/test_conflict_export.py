"""A solved conflict in other programs' files: all of it is there, whatever the labels hold, and limits are kept."""

import csv
import io
import re
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import LimitError, MissingExtraError, UsageError
from estimative.exchange import conflict_columns, conflict_graph
from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.casebook_conflict import conflict_from
from estimative.exchange.conflict_export import export_conflict
from estimative.methods.conflict import solve
from estimative.testing.conflicts import conflicts, graph_conflicts

CHICKEN = {
    "name": "Chicken",
    "decision_makers": ["A", "B"],
    "options": [{"dm": "A", "name": "swerve"}, {"dm": "B", "name": "swerve"}],
    "state_list": ["YY", "NN", "YN", "NY"],
    "preferences": {"A": {"ranking": [4, [1, 3], 2]}, "B": {"ranking": [3, 1, 4, 2]}},
}


def exported(tmp_path, name, book, result=None):
    place = tmp_path / name
    export_conflict(place, book, result or solve(book.problem))
    return place.read_bytes()


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def books():
    return (conflicts(max_states=12) | graph_conflicts(max_states=5)).map(
        lambda problem: (
            CasebookConflict("any", problem, problem.states[::-1].copy())
            if hasattr(problem, "factors")
            else CasebookConflict("any", problem, problem.states)
        )
    )


def facts(book):
    """What every format must hold, from the problem and the tables alone."""
    result = solve(book.problem)
    number = {int(code): k for k, code in enumerate(book.order, start=1)}
    moves = {
        (name, number[code], number[int(target)])
        for dm, name in enumerate(book.problem.decision_makers)
        for code in number
        for target in book.problem.moves(dm, code)
    }
    together = {concept: {number[int(code)] for code in result.equilibria(concept)} for concept in result.stable}
    return result, number, moves, together


# GraphML


@settings(max_examples=40)
@given(books())
def test_networkx_reads_the_same_graph_back(book):
    result, number, moves, together = facts(book)
    graph = conflict_graph.conflict_graph(book, result)
    found = nx.parse_graphml(conflict_graph.graphml(graph), force_multigraph=True)
    assert list(map(int, found.nodes)) == sorted(number.values())
    assert {(data["label"], int(a), int(b)) for a, b, data in found.edges(data=True)} == moves
    for concept, states in together.items():
        assert {int(k) for k, data in found.nodes(data=True) if data[f"equilibrium {concept}"]} == states
    for dm, name in enumerate(book.problem.decision_makers):
        ranks = {int(k): data.get(f"rank {name}") for k, data in found.nodes(data=True)}
        known = conflict_graph.ranks_in_order(book, dm)
        assert [ranks[k] for k in sorted(ranks)] == (known or [None] * len(ranks))
        unseen = {int(k) for k, data in found.nodes(data=True) if name in data.get("unseen by", "").split("; ")}
        assert unseen == {number[code] for code in result.unseen.get(dm, ())}


@given(books())
def test_an_arc_says_whether_its_mover_gains(book):
    graph = conflict_graph.conflict_graph(book, solve(book.problem))
    codes = book.order.tolist()
    for arc in graph.arcs:
        start, end = codes[arc.start - 1], codes[arc.end - 1]
        partial = getattr(book.problem, "partial", (None,) * len(graph.decision_makers))[arc.dm]
        if partial is None:
            due = "yes" if book.problem.ranks[arc.dm, end] > book.problem.ranks[arc.dm, start] else "no"
        else:
            due = "yes" if partial.better[start, end] else "perhaps" if partial.unknown[start, end] else "no"
        assert arc.improvement == due


# DOT

STRING = r'"(?:[^"\\\n]|\\.)*"'
STATEMENT = re.compile(rf"  \d+(?: -> \d+)? \[\w+=(?:{STRING}|\w+)(?:, \w+=(?:{STRING}|\w+))*\];")


def test_dot_as_it_should_be(tmp_path):
    book = conflict_from(CHICKEN)
    text = exported(tmp_path, "chicken.dot", book).decode("utf-8")
    assert text.startswith('digraph "Chicken" {\n')
    assert '  1 [label="1: YY", ranks="A 1; B 2", equilibrium="GMR, SMR", peripheries=2];\n' in text
    assert '  2 [label="2: NN", ranks="A 0; B 0"];\n' in text
    assert (
        '  2 -> 3 [label="A", improvement=yes, style=solid, color="#0072B2", fontcolor="#0072B2"];\n'
        '  3 -> 2 [label="A", improvement=no, style=dashed, color="#0072B2", fontcolor="#0072B2"];\n'
    ) in text
    assert text.endswith("}\n")
    assert text.count("->") == 8


NASTY = st.text(max_size=8) | st.sampled_from(
    ['"', "\\", 'a"];b', "\\N", "\n}", "\x00", "\ud800", "\uffff", "<b>&", "=1"]
)


def nasty_book(labels, name):
    data = {
        "name": name,
        "decision_makers": [f"{name}1", "plain"],
        "options": [],
        "states": labels,
        "moves": {f"{name}1": [[1, 2]], "plain": []},
        "preferences": {f"{name}1": {"ranking": [2, 1]}, "plain": {"ranking": [[1, 2]]}},
    }
    return conflict_from(data)


@given(NASTY, NASTY)
def test_no_label_breaks_out_of_its_place(tmp_path_factory, label, name):
    tmp_path = tmp_path_factory.mktemp("nasty")
    book = nasty_book([f"{label}1", f"{label}2"], name)
    lines = exported(tmp_path, "nasty.dot", book).decode("utf-8").splitlines()
    statements = [line for line in lines if re.match(r"  \d", line)]
    assert len(statements) == 3
    assert all(STATEMENT.fullmatch(line) for line in statements)
    assert re.fullmatch(rf"digraph {STRING} {{", lines[0])
    found = nx.parse_graphml(exported(tmp_path, "nasty.graphml", book).decode("utf-8"))
    assert len(found) == 2
    table = rows(exported(tmp_path, "nasty.csv", book))
    assert len(table) == 4
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in table for cell in row.values())


# CSV and Parquet


def test_the_table_as_it_should_be(tmp_path):
    found = rows(exported(tmp_path, "chicken.csv", conflict_from(CHICKEN)))
    assert len(found) == 8
    assert found[0] == {
        "number": "1",
        "state": "YY",
        "decision_maker": "A",
        "rank": "1",
        "unseen": "false",
        **dict.fromkeys(["Nash", "SEQ", "SSEQ"], "false"),
        **dict.fromkeys(["GMR", "SMR"], "true"),
        **{
            f"equilibrium {c}": "true" if c in ("GMR", "SMR") else "false"
            for c in ("Nash", "GMR", "SMR", "SEQ", "SSEQ")
        },
    }
    assert [row["number"] for row in found if row["equilibrium Nash"] == "true"] == ["3", "3", "4", "4"]


def check_table(book, found):
    result, number, _, together = facts(book)
    n = len(book.problem.decision_makers)
    assert len(found) == n * len(number)
    for k, row in enumerate(found):
        state, dm = k // n, k % n
        code = int(book.order[state])
        assert row["number"] == state + 1
        assert row["decision_maker"] == book.problem.decision_makers[dm]
        assert row["unseen"] == (code in result.unseen.get(dm, ()))
        for concept in result.stable:
            assert row[concept] == result.is_stable(concept, dm, code)
            assert row[f"equilibrium {concept}"] == (state + 1 in together[concept])
    for dm in range(n):
        known = conflict_graph.ranks_in_order(book, dm)
        assert [row["rank"] for row in found[dm::n]] == (known or [None] * len(number))


READ = {"true": True, "false": False, "": None}


@settings(max_examples=40)
@given(books())
def test_the_table_says_what_was_found(tmp_path_factory, book):
    read = [
        {k: READ[v] if v in READ else int(v) if v.isdecimal() else v for k, v in row.items()}
        for row in rows(exported(tmp_path_factory.mktemp("t"), "t.csv", book))
    ]
    check_table(book, read)


@settings(max_examples=40)
@given(books())
def test_parquet_says_the_same(tmp_path_factory, book):
    pq = pytest.importorskip("pyarrow.parquet", reason="the extra `columns` is not installed")
    data = exported(tmp_path_factory.mktemp("t"), "t.parquet", book)
    found = pq.read_table(io.BytesIO(data))
    check_table(book, found.to_pylist())
    assert found.schema.metadata[b"estimative.problem"].decode() == book.problem.digest


def test_tables_are_written_in_parts(tmp_path, monkeypatch):
    pq = pytest.importorskip("pyarrow.parquet", reason="the extra `columns` is not installed")
    book = conflict_from(CHICKEN)
    whole = exported(tmp_path, "whole.csv", book)
    monkeypatch.setattr(conflict_columns, "PART", 3)
    assert exported(tmp_path, "parts.csv", book) == whole
    assert pq.read_table(io.BytesIO(exported(tmp_path, "parts.parquet", book))).num_rows == 8


def test_without_the_extra_parquet_names_it_and_leaves_the_file(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "t.parquet").write_text("before")
    with pytest.raises(MissingExtraError, match=r"estimative\[columns\]"):
        exported(tmp_path, "t.parquet", conflict_from(CHICKEN))
    assert (tmp_path / "t.parquet").read_text() == "before"


# Endings and limits


@pytest.mark.parametrize("name, found", [("x.xlsx", "`.xlsx`"), ("x", "no ending"), (".csv", "no ending")])
def test_another_ending_is_refused_with_those_that_are_allowed(tmp_path, name, found):
    with pytest.raises(UsageError, match=rf"has {found}; .*`.graphml`, `.dot`, `.csv`, `.parquet`"):
        exported(tmp_path, name, conflict_from(CHICKEN))
    assert list(tmp_path.iterdir()) == []


def test_the_ending_may_be_written_large(tmp_path):
    assert exported(tmp_path, "X.CSV", conflict_from(CHICKEN)).startswith(b"number,state,")


@pytest.mark.parametrize("most", [3, 11])
def test_a_graph_beyond_the_limit_is_refused_with_a_way_out(tmp_path, monkeypatch, most):
    monkeypatch.setattr(conflict_graph, "MAX_ARCS", most)
    with pytest.raises(LimitError, match=r"write the results as \.csv or \.parquet"):
        exported(tmp_path, "x.dot", conflict_from(CHICKEN))
    monkeypatch.setattr(conflict_graph, "MAX_ARCS", 12)
    assert exported(tmp_path, "x.dot", conflict_from(CHICKEN))


def test_a_table_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(conflict_columns, "MAX_ROWS", 7)
    with pytest.raises(LimitError, match="8 rows"):
        exported(tmp_path, "x.csv", conflict_from(CHICKEN))
    monkeypatch.setattr(conflict_columns, "MAX_ROWS", 8)
    assert exported(tmp_path, "x.csv", conflict_from(CHICKEN))


def test_merged_states_and_several_variants_are_one_text():
    merged = {**CHICKEN, "states": ["NN", "YN", ["NY", "YY"]], "preferences": {}}
    del merged["state_list"]
    merged["preferences"] = {dm: {"ranking": [1, 2, 3]} for dm in "AB"}
    book = conflict_from(merged)
    assert [conflict_graph.state_text(book, int(code)) for code in book.order] == ["NN", "YN", "NY or YY"]
    levels = {
        **CHICKEN,
        "options": [{"dm": "A", "name": "x", "variants": ["a", "b", "c"]}],
        "state_list": [[2], [0], [1]],
        "decision_makers": ["A"],
        "preferences": {"A": {"ranking": [1, 2, 3]}},
    }
    book = conflict_from(levels)
    assert [conflict_graph.state_text(book, int(code)) for code in book.order] == ["2", "0", "1"]
    assert np.array_equal(conflict_graph.ranks_in_order(book, 0), [2, 1, 0])
