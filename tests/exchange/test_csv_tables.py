"""CSV as spreadsheets write it, with the place of every cell; what is broken is pointed at."""

import csv
import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import ProblemsError
from estimative.exchange import csv_tables
from estimative.exchange.csv_tables import TableFindings, read_table


def table(tmp_path, text, needed=("a", "b"), allowed=("note",)):
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode("utf-8"))
    findings = TableFindings(tmp_path)
    found = read_table(file, needed, allowed, findings)
    return found, [(p.line, p.column, p.message) for p in findings.problems]


def texts(found):
    return [[cell.text for cell in row] for row in found.rows]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4",
        "a;b\r1;2\r3;4\r",
        "\n\na\tb\n1\t2\n\n3\t4\n\n",
        '"a","b"\n"1","2"\n"3",4\n',
        "\ufeffa,b\n1 , 2\n3,4",
        "a,b,,,\n1,2,,,\n3,4,,,\n,,,,\n",
        "a,b\n1,2,\n3,4,,\n",
    ],
)
def test_tables_as_spreadsheets_save_them(tmp_path, text):
    found, problems = table(tmp_path, text)
    assert problems == []
    assert texts(found) == [["1", "2"], ["3", "4"]]
    assert [cell.text for cell in found.column("b")] == ["2", "4"]


CELLS = st.text(alphabet=string.ascii_letters + " ,;\"'\t\n\u00e9\u4e2d", max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_what_the_standard_library_writes_is_read(tmp_path_factory, rows, delimiter, end):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([("a", "b"), *rows])
    found, problems = table(tmp_path_factory.mktemp("t"), out.getvalue(), needed=(), allowed=("a", "b"))
    assert problems == []
    assert texts(found) == [row for row in ([cell.strip() for cell in row] for row in rows) if any(row)]


def test_each_cell_knows_its_place(tmp_path):
    found, problems = table(tmp_path, 'a,b\n"1\n1", x\n"é""",y\n')
    assert problems == []
    assert texts(found) == [["1\n1", "x"], ['é"', "y"]]
    assert [(cell.line, cell.column) for row in found.rows for cell in row] == [(2, 1), (3, 4), (4, 1), (4, 7)]


@pytest.mark.parametrize(
    "text, line, column, words",
    [
        ("", None, None, "the table is empty; its first line names the columns `a`, `b`"),
        ("\n \n", None, None, "the table is empty"),
        ("a\n1\n", None, None, "no column is named `b`; the first line has `a`"),
        ("a,b,b\n", 1, 5, "two columns are named `b`"),
        ("a,,b\n", 1, 3, "a column has no name"),
        ("a,b,nota\n", 1, 5, "it has `a`, `b`, `note`; did you mean `note`?"),
        ("a,b\n1\n", 2, 1, "1 cells; 2 are due"),
        ("a,b\n1,2,3\n", 2, 3, "3 cells; 2 are due"),
        ("a,b\n1,\n", 2, 3, "the cell is empty; `b` is due"),
        ('a,b\n1,"2\n3,4\n', 2, 3, "a quotation mark opens here and none closes it"),
        ('a,b\n"1"x,2\n', 2, 4, "text after a closing quotation mark"),
        ("a,b\n1," + "x" * 1001 + "\n", 2, 3, "1,001 characters; at most 1,000"),
        ("a,b" + "," * 1000 + "\n", 1, 1002, "more than 1,000 cells in a line"),
        ("a," + "b" * 201 + "\n", 1, 3, "a name of 201 characters; at most 200 are read"),
        ("a,b\n1,e" + "\u0301" * 31, None, None, "combining marks"),
    ],
)
def test_what_is_wrong_is_pointed_at(tmp_path, text, line, column, words):
    _, problems = table(tmp_path, text)
    assert any((found[0], found[1]) == (line, column) and words in found[2] for found in problems), problems


def test_other_columns_are_read_where_any_may_stand(tmp_path):
    found, problems = table(tmp_path, "a,whatever\n1,2\n", needed=("a",), allowed=None)
    assert problems == []
    assert [cell.text for cell in found.column("whatever")] == ["2"]


def test_hostile_tables_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_tables, "MAX_ROWS", 3)
    _, problems = table(tmp_path, "a,b\n" + "1,2\n" * 3)
    assert problems == []
    _, problems = table(tmp_path, "a,b\n" + "1,2\n" * 4)
    assert "more than 3 lines" in problems[0][2]
    monkeypatch.setattr(csv_tables, "MAX_TABLE", 10)
    _, problems = table(tmp_path, "a,b\n1,2\n3,4\n")
    assert "larger than 10 bytes" in problems[0][2]


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"a,b\n\xe9,1\n")
    findings = TableFindings(tmp_path)
    read_table(tmp_path / "t.csv", ("a", "b"), (), findings)
    assert "is not UTF-8 text: byte 4" in findings.problems[0].message


def test_errors_without_end_are_cut(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("a,b\n" + "1\n" * 500)
    findings = TableFindings(tmp_path)
    read_table(file, ("a", "b"), (), findings)
    assert len(findings.problems) == csv_tables.MOST_PROBLEMS + 1
    assert "the rest is not shown" in findings.problems[-1].message
    with pytest.raises(ProblemsError) as caught:
        findings.stop_if_failed()
    assert str(caught.value).startswith(f"{file}, line 2, column 1: 1 cells")
