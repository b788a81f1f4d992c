"""The page on other programs' files names every format, column and limit that there is."""

import pytest

from estimative.exchange import conflict_columns, conflict_graph, csv_tables
from estimative.exchange.casebook_conflict import conflict_from
from estimative.exchange.conflict_export import WRITERS
from estimative.methods.conflict import solve
from estimative.methods.conflict.record import MAX_GRAPH
from tests.docs.pages import DOCS

TEXT = " ".join((DOCS / "reference" / "files.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("ending", WRITERS)
def test_every_format_is_there(ending):
    assert f"(`{ending}`)" in TEXT


def test_every_column_is_there():
    book = conflict_from(
        {
            "decision_makers": ["A"],
            "options": [{"dm": "A", "name": "x"}],
            "preferences": {"A": {"ranking": [1, 2]}},
        }
    )
    columns = next(conflict_columns.result_columns(book, solve(book.problem)))
    documented = [name for name in columns if not name.startswith("equilibrium ") or name == "equilibrium Nash"]
    assert [name for name in documented if f"`{name}`" not in TEXT] == []


def test_every_limit_is_there():
    assert f"at most {csv_tables.MAX_TABLE >> 20} MiB, {csv_tables.MAX_ROWS:,} lines" in TEXT
    assert f"{csv_tables.MAX_COLUMNS:,} columns, a cell at most {csv_tables.MAX_CELL:,} characters, a" in TEXT
    assert f"a column's name {csv_tables.MAX_NAME};" in TEXT
    assert f"{MAX_GRAPH:,} states, as any in graph form" in TEXT
    assert f"together are at most {conflict_graph.MAX_ARCS:,}" in TEXT
    assert f"at most {conflict_columns.MAX_ROWS:,} rows" in TEXT
