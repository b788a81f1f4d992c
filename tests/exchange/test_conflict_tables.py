"""A conflict in a folder of tables: read as it is meant, refused with file, line and column of all that is wrong."""

import numpy as np
import pytest
from hypothesis import given, settings

from estimative.base.errors import ProblemsError, UsageError
from estimative.exchange import conflict_tables
from estimative.exchange.conflict_tables import read_conflict_tables
from estimative.methods.conflict import graph, solve
from estimative.testing.conflicts import graph_conflicts

TABLES = {
    "states.csv": "state,note\nquiet,how it began\ntalks,\nwar,\n",
    "moves.csv": "decision_maker,from,to\nNorth,quiet,war\nNorth,talks,war\nSouth,war,talks\nSouth,quiet,talks\n",
    "ranks.csv": "state,North,South\nquiet,2.5,1\ntalks,2.50,+2\nwar,-1,-1e0\n".replace("-1e0", "0"),
}


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "north-south"
    place.mkdir()
    for name, text in TABLES.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def problems(folder):
    with pytest.raises(ProblemsError) as caught:
        read_conflict_tables(folder)
    return [(p.file.rpartition("/")[2], p.line, p.column, p.message) for p in caught.value.problems]


def test_the_tables_become_a_conflict_in_graph_form(folder):
    book = read_conflict_tables(folder)
    assert book.name == "north-south"
    assert book.notation == "names"
    assert book.problem.decision_makers == ("North", "South")
    assert book.problem.labels == ("quiet", "talks", "war")
    assert book.problem.ranks.tolist() == [[1, 1, 0], [1, 2, 0]]
    assert np.argwhere(book.problem.arcs).tolist() == [[0, 0, 2], [0, 1, 2], [1, 0, 1], [1, 2, 1]]
    assert book.state(2) == "war"
    assert solve(book.problem).equilibria("Nash").tolist() == [1]


def test_states_may_be_hidden(folder):
    (folder / "hidden.csv").write_text("decision_maker,state,note\nSouth,war,\n")
    problem = read_conflict_tables(folder).problem
    assert problem.unseen == {1: (2,)}
    assert problem.moves(1, 2).tolist() == []


@settings(max_examples=40)
@given(graph_conflicts(unknown=False))
def test_any_conflict_with_known_ranks_comes_back_from_tables(tmp_path_factory, problem):
    folder = tmp_path_factory.mktemp("tables")
    m = range(len(problem.labels))
    write = {
        "states.csv": ["state", *problem.labels],
        "moves.csv": [
            "decision_maker,from,to",
            *(
                f"{dm},{problem.label(s)},{problem.label(t)}"
                for i, dm in enumerate(problem.decision_makers)
                for s in m
                for t in problem.moves(i, s)
            ),
        ],
        "ranks.csv": [
            ",".join([*problem.decision_makers, "state"]),
            *(",".join([*map(str, problem.ranks[:, s]), problem.label(s)]) for s in reversed(m)),
        ],
        "hidden.csv": [
            "state,decision_maker",
            *(f"{problem.label(s)},{problem.decision_makers[i]}" for i, s in np.argwhere(problem.hidden)),
        ],
    }
    for name, lines in write.items():
        (folder / name).write_text("\n".join(lines))
    assert read_conflict_tables(folder).problem.digest == problem.digest


@pytest.mark.parametrize(
    "name, text, place, words",
    [
        ("states.csv", "state\na\nb\na\n", (4, 1), "`a` stands twice"),
        ("states.csv", "state\n", (None, None), "no state is named"),
        ("ranks.csv", "state\nquiet\n", (None, None), "no decision maker is named"),
        ("ranks.csv", "state,North,South\nquiet,1,2\ntalks,1,2\n", (None, None), "no line ranks `war`"),
        (
            "ranks.csv",
            "state,North,South\nquiet,1,2\ntalks,1,2\nwar,1,2\nwar,1,2\n",
            (5, 1),
            "`war` is ranked twice",
        ),
        ("ranks.csv", "state,North,South\nquiet,1,2\ntalks,1,2\nwarr,1,2\n", (4, 1), "did you mean `war`?"),
        ("ranks.csv", "state,North,South\nquiet,1,\ntalks,1,2\nwar,1,2\n", (2, 9), "no number stands here"),
        ("ranks.csv", 'state,North,South\nquiet,1,"1,5"\ntalks,1,2\nwar,1,2\n', (2, 9), "`1,5` is no number"),
        ("ranks.csv", "state,North,South\nquiet,1,nan\ntalks,1,2\nwar,1,2\n", (2, 9), "`nan` is no number"),
        ("ranks.csv", f"state,North,South\nquiet,1,{'9' * 99}\ntalks,1,2\nwar,1,2\n", (2, 9), "is no number"),
        ("moves.csv", "decision_maker,from,to\nNorth,quiet,quiet\n", (2, 13), "not to itself"),
        ("moves.csv", "decision_maker,from,to\nNorth,quiet,war\nNorth,quiet,war\n", (3, 1), "this move stands twice"),
        ("moves.csv", "decision_maker,from,to\nNord,quiet,war\n", (2, 1), "`North`, `South`; did you mean `North`?"),
        ("moves.csv", "decision_maker,from,to\nNorth,3,war\n", (2, 7), "`3` is no state; states.csv has `quiet`"),
        ("hidden.csv", "decision_maker,state\nNorth,nowhere\n", (2, 7), "`nowhere` is no state"),
        ("hidden.csv", "", (None, None), "the table is empty"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_column(folder, name, text, place, words):
    (folder / name).write_text(text)
    found = problems(folder)
    assert any(f == name and (line, column) == place and words in message for f, line, column, message in found), found


def test_tables_that_are_not_there_are_named_once_with_the_folder(folder):
    (folder / "ranks.csv").unlink()
    (folder / "moves.csv").unlink()
    (folder / "states.csv").write_text("stat\nquiet\n")
    assert [(name, message.partition(";")[0]) for name, _, _, message in problems(folder)] == [
        (folder.name, "the folder has no `moves.csv`, `ranks.csv`"),
        ("states.csv", "no column is named `state`"),
        ("states.csv", "`stat` is no column of this table"),
    ]
    (folder / "states.csv").unlink()
    ((name, *_, message),) = problems(folder)
    assert (name, message.partition(";")[0]) == (
        folder.name,
        "the folder has no `states.csv`, `moves.csv`, `ranks.csv`",
    )


def test_all_tables_are_looked_at_at_once(folder):
    (folder / "ranks.csv").write_text("state,North,South\nquiet,x,2\ntalks,1,2\n")
    (folder / "moves.csv").write_text("decision_maker,from,to\nNorth,quiet,where\nEast,quiet,war\n")
    assert [(name, line) for name, line, _, _ in problems(folder)] == [
        ("ranks.csv", 2),
        ("ranks.csv", None),
        ("moves.csv", 2),
        ("moves.csv", 3),
    ]


def test_a_file_is_no_folder(folder):
    with pytest.raises(UsageError, match=r"is no folder; .*`states.csv`"):
        read_conflict_tables(folder / "states.csv")


def test_too_many_states_are_refused_before_tables_are_made(folder, monkeypatch):
    (folder / "states.csv").write_text("state\n" + "".join(f"s{k}\n" for k in range(4097)))
    assert any("4,097 states are too many" in message for *_, message in problems(folder))
    (folder / "states.csv").write_text(TABLES["states.csv"])
    monkeypatch.setattr(graph, "MAX_CELLS", 17)
    assert ["too many for graph form" in message for *_, message in problems(folder)] == [True]
    monkeypatch.setattr(graph, "MAX_CELLS", 18)
    assert read_conflict_tables(folder)


@pytest.mark.parametrize("text", ["\x00", '"', "=cmd()", "state,state\n", "," * 5000, "\ud83d", "state\n\x1b[2J\n"])
@pytest.mark.parametrize("name", ["states.csv", "moves.csv", "ranks.csv", "hidden.csv"])
def test_hostile_tables_end_in_words(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8", errors="surrogatepass")
    assert problems(folder)


def test_unknown_names_without_end_are_not_all_compared(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(conflict_tables, "nearest", lambda name, known: asked.append(name) or "")
    (folder / "moves.csv").write_text("decision_maker,from,to\n" + "x,y,z\n" * 500)
    assert len(problems(folder)) == 101
    assert len(asked) <= 101
