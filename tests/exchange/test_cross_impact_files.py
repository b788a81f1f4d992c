"""Cross-impact problems in and out of files: what is written is read again, what is wrong is named with its place."""

import contextlib
import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import EstimativeError, LimitError, ProblemsError, UnsupportedError, UsageError
from estimative.exchange import workbooks
from estimative.exchange.casebook_cross_impact import cross_impact_from, cross_impact_json
from estimative.exchange.cross_impact_book import CrossImpactBook
from estimative.exchange.cross_impact_files import READERS, WRITERS, export_cross_impact, read_cross_impact_from
from estimative.exchange.cross_impact_scw import decoded, scw_bytes, scw_from, scw_text
from estimative.exchange.cross_impact_sl import read_solutions, solutions_from
from estimative.methods.cross_impact.problem import CrossImpact

OIL = CrossImpact(
    ("oil", "peace"),
    (("dear", "cheap"), ("no", "yes", "partly")),
    np.array([[0, 0, 2, -2, 0], [0, 0, -1, 1, 0], [1, -1, 0, 0, 0], [-2, 2, 0, 0, 0], [0, 0, 0, 0, 0]]),
    (((0, 0), (1, 1)),),
)
FREE = CrossImpact(OIL.descriptors, OIL.variants, OIL.matrix)

letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Co", "Cn", "Cf"))
words = st.text(letters, max_size=8)
western = st.text(st.sampled_from("abcXYZ éßø=&-#,\"'"), max_size=6).map(str.strip)


@st.composite
def problems(draw, names=words, rules=True):
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    title = names.filter(bool)
    variants = tuple(tuple(draw(names) for _ in range(count)) for count in counts)
    size = sum(counts)
    cells = draw(st.lists(st.integers(-9, 9), min_size=size * size, max_size=size * size))
    never = []
    for _ in range(draw(st.integers(0, 2)) if rules else 0):
        places = draw(st.sets(st.integers(0, len(counts) - 1), min_size=1))
        never.append(tuple((j, draw(st.integers(0, counts[j] - 1))) for j in sorted(places)))
    matrix = np.array(cells).reshape(size, size)
    return CrossImpactBook(draw(names), CrossImpact(tuple(draw(title) for _ in counts), variants, matrix, tuple(never)))


def problems_of(error):
    return [(p.line, p.column, p.message) for p in error.value.problems]


# Round trips


@pytest.mark.parametrize("ending", WRITERS)
def test_what_is_written_is_read_again(ending, tmp_path):
    @settings(max_examples=40)
    @given(problems(western if ending == ".scw" else words, rules=ending != ".scw"))
    def law(book):
        path = tmp_path / f"matrix{ending}"
        try:
            export_cross_impact(path, book)
        except UsageError as error:
            assert "cannot be told apart" in str(error)  # noqa: PT017 - the one thing that a workbook cannot hold
            return
        again = read_cross_impact_from(path)
        assert again.name == book.name
        assert again.problem.digest == book.problem.digest

    law()


def test_every_format_that_is_read_is_written():
    assert READERS.keys() == WRITERS.keys() == {".json", ".scw", ".xlsx"}


@pytest.mark.parametrize("name", ["matrix.xls", "matrix", "matrix.csv"])
def test_another_ending_is_refused(name, tmp_path):
    with pytest.raises(UsageError, match=r"`\.json`, `\.scw`, `\.xlsx`"):
        read_cross_impact_from(tmp_path / name)
    with pytest.raises(UsageError, match=r"`\.json`, `\.scw`, `\.xlsx`"):
        export_cross_impact(tmp_path / name, CrossImpactBook("", OIL))
    assert not (tmp_path / name).exists()


# JSON


def test_rules_may_be_written_with_names():
    data = cross_impact_json(OIL)
    assert data["never"] == [[[0, 0], [1, 1]]]
    named = cross_impact_from({**data, "never": [{"peace": "yes", "oil": "dear"}]})
    assert named.problem.digest == OIL.digest


def test_all_that_is_wrong_in_json_is_said_at_once():
    data = {
        "descriptors": [{"name": "oil", "variants": ["dear", 3]}, {"name": None, "variants": []}, "peace"],
        "matrix": [[0, 0.5], [0, True], [1]],
        "never": [{"oill": "dear"}, {"oil": "free"}, [[0, 7]], 3, {}, [[0, 0], [0, 1]]],
    }
    with pytest.raises(ProblemsError) as error:
        cross_impact_from(data)
    found = {p.path: p.message for p in error.value.problems}
    assert list(found) == [
        "descriptors/0/variants/1",
        "descriptors/1/variants",
        "descriptors/1/name",
        "descriptors/2",
        "matrix",
        "matrix/0/1",
        "matrix/1/1",
        "never/0/oill",
        "never/1/oil",
        "never/2/0",
        "never/3",
        "never/4",
        "never/5",
    ]
    assert "did you mean `oil`?" in found["never/0/oill"]
    assert "3 rows; 2 are due" in found["matrix"]
    assert "found 0.5" in found["matrix/0/1"]


def test_rules_under_another_name_are_not_passed_over():
    data = {"descriptors": [{"name": "oil", "variants": ["dear"]}], "matrix": [[0]], "about": "kept", "reported": 3}
    assert cross_impact_from(data).problem.never == ()
    with pytest.raises(ProblemsError) as error:
        cross_impact_from({**data, "rules": [[[0, 0]]], "nevre": []})
    found = {p.path: p.message for p in error.value.problems}
    assert "under `never`" in found["rules"]
    assert "did you mean `never`" in found["nevre"]


@pytest.mark.parametrize("data", [[], {}, {"descriptors": 3}, {"descriptors": []}, {"descriptors": [{}] * 2000}, None])
def test_json_that_is_something_else_is_refused(data):
    with pytest.raises(ProblemsError):
        cross_impact_from(data)


def test_a_name_that_repeats_is_asked_for_by_number():
    twins = {"descriptors": [{"name": "a", "variants": ["x"]}] * 2, "matrix": [[0, 0], [0, 0]], "never": [{"a": "x"}]}
    with pytest.raises(ProblemsError, match="the name of 2 descriptors"):
        cross_impact_from(twins)


def test_a_wholly_wrong_matrix_does_not_flood():
    data = {"descriptors": [{"name": "a", "variants": ["x"] * 50}], "matrix": [[None] * 50] * 50}
    with pytest.raises(ProblemsError) as error:
        cross_impact_from(data)
    assert len(error.value.problems) == 101


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150)
@given(st.fixed_dictionaries({}, optional={"descriptors": anything, "matrix": anything, "never": anything}))
def test_no_json_breaks_the_reader(data):
    with contextlib.suppress(EstimativeError):
        cross_impact_from(data)
    whole = {**cross_impact_json(OIL), **data}
    with contextlib.suppress(EstimativeError):
        cross_impact_from(whole)


# ScenarioWizard

SMALL = """$ ScenarioWizard 4.0
small.scw
&oil
 -dear
 -cheap
&
-
 -yes
#
&
 
 
& p
 no

#
#
FFFFFF
#
#
 0 , 0 , 2 ,-2
 0 , 0 ,-1 , 1
 1 ,-1 , 0 , 0
-2 , 2 , 0 , 0
#
# 0-0
"a comment"
"""  # noqa: W293 - as the program writes it


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_of_either_line_end_is_read(end):
    book = scw_from(SMALL.replace("\n", end), Path("small.scw"))
    assert book.name == "small.scw"
    assert book.problem.descriptors == ("oil", "p")
    assert book.problem.variants == (("dear", "cheap"), ("no", "yes"))
    assert book.problem.matrix.tolist()[0] == [0, 0, 2, -2]


def test_names_may_be_blank_and_repeat():
    text = SMALL.replace("& p\n no\n", "&\n \n").replace("-cheap", "-dear")
    book = scw_from(text, Path("small.scw"))
    assert book.problem.descriptors == ("oil", "")
    assert book.problem.variants == (("dear", "dear"), ("", "yes"))
    again = scw_from(decoded(scw_bytes(book)), Path("again.scw"))
    assert again.problem.digest == book.problem.digest


def test_letters_of_windows_are_read():
    assert decoded("€ – é".encode("cp1252")) == "€ – é"
    assert decoded(b"\x9d\xe9") == "\x9dé"


def test_the_program_s_own_layout_is_written():
    text = scw_text(CrossImpactBook("oil.scw", FREE))
    lines = text.split("\r\n")
    assert lines[:6] == ["$ ScenarioWizard 4.0", "oil.scw", "&oil", " -dear", " -cheap", "&peace"]
    assert [k for k, line in enumerate(lines) if line == "#"][:6] == [9, 17, 18, 24, 25, 31]
    assert lines[26] == " 0 , 0 , 2 ,-2 , 0 "
    assert lines[32:] == ["# 0-0", '""', *["# ", '""'] * 2, *["#  -> ", '""'] * 4, "#", "#", ""]


def test_what_the_format_cannot_hold_is_said():
    with pytest.raises(UnsupportedError, match="no place for the 1 forbidden"):
        scw_bytes(CrossImpactBook("", OIL))
    with pytest.raises(UsageError, match="`Θ`"):
        scw_bytes(CrossImpactBook("Θ", FREE))
    for name in ("two\nlines", " blank"):
        with pytest.raises(UsageError, match="in one line"):
            scw_bytes(CrossImpactBook(name, FREE))


def test_all_that_is_wrong_in_such_a_file_has_its_line():
    text = SMALL.replace(" 0 , 0 , 2 ,-2", " 0 , 0 , x ,2.5").replace("-2 , 2 , 0 , 0", "-2 , 2 , 0")
    text = text.replace("&oil\n", "-oil\n?what\n&oil\n")
    with pytest.raises(ProblemsError) as error:
        scw_from(text, Path("small.scw"))
    assert problems_of(error) == [
        (3, 1, "a variant stands before the first descriptor (`&`)"),
        (4, 1, "`&` and a descriptor, or `-` and a variant, is due, found `?what`"),
        (23, 9, "a whole number up to 1,000,000,000 in size is due, found `x`"),
        (23, 13, "a whole number up to 1,000,000,000 in size is due, found `2.5`"),
        (26, 1, "3 numbers; 4 are due, one for each variant"),
    ]
    for broken in (
        "",
        "hello",
        SMALL[:80],
        SMALL.replace("&oil", "").replace("&\n", "\n"),
        SMALL.replace(" -yes\n", ""),
    ):
        with pytest.raises(ProblemsError):
            scw_from(broken, Path("small.scw"))


@settings(max_examples=200)
@given(st.data())
def test_no_text_breaks_the_readers(data):
    lines = SMALL.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        junk = st.text(max_size=12) | st.sampled_from(["#", "&", "-", "1,2", "9" * 400, ""])
        lines[place : place + data.draw(st.integers(0, 2))] = [data.draw(junk)]
    text = "\n".join(lines)
    for read in (lambda: scw_from(text, Path("x")), lambda: solutions_from(text, (2, 2), Path("x"))):
        with contextlib.suppress(EstimativeError):
            read()


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    assert isinstance(decoded(data), str)


# Solutions

SOLVED = (
    "$ ScenarioWizard 3.0\r\nSolution set\r\n 3 \r\n\r\n"
    '" 2 3",2763,0,0,9,""\r\n" 1 1",1.5E+07,1,0,-8,"so, so"\r\n" 1 2",4,0,0,0,""'
)


def test_solutions_are_read(tmp_path):
    path = tmp_path / "oil.sl"
    path.write_bytes(SOLVED.encode("latin-1"))
    found = read_solutions(path, FREE)
    assert [s.scenario for s in found] == [(1, 2), (0, 0), (0, 1)]
    assert [s.weight for s in found] == [2763, 1.5e7, 4]
    assert [s.margin for s in found] == [0, 1, 0]
    assert [s.total_impact_score for s in found] == [9, -8, 0]
    assert found[1].comment == "so, so"


def test_all_that_is_wrong_in_solutions_has_its_line():
    text = SOLVED.replace(" 3 \r", " 4 \r").replace("2 3", "2 4").replace("1 1", "1").replace('4,0,0,0,""', "4,0")
    with pytest.raises(ProblemsError) as error:
        solutions_from(text, (2, 3), Path("oil.sl"))
    assert [line for line, _, _ in problems_of(error)] == [5, 6, 7, 3]
    with pytest.raises(ProblemsError, match="begins with"):
        solutions_from("nothing", (2, 3), Path("oil.sl"))
    with pytest.raises(ProblemsError):
        solutions_from("$ ScenarioWizard 3.0", (2, 3), Path("oil.sl"))


# Workbooks


def sheet(path, rows, **others):
    from openpyxl import Workbook

    book = Workbook()
    for k, (title, lines) in enumerate({"matrix": rows, **others}.items()):
        page = book.active if k == 0 else book.create_sheet()
        page.title = title
        for line in lines:
            page.append(line)
    book.save(path)
    return path


GRID = [
    [None, None, "oil", None, "peace", None, None],
    [None, None, "dear", "cheap", "no", "yes", "partly"],
    ["oil", "dear", None, None, 2, -2, 0],
    [None, "cheap", None, None, -1, 1.0, 0],
    ["peace", "no", 1, -1, None, None, None],
    [None, "yes", -2, 2, None, None, None],
    [None, "partly", 0, 0, None, None, None],
]


def test_a_workbook_as_people_fill_it_is_read(tmp_path):
    never = [["oil", "peace"], ["dear", "yes"], [None, None], [2, 3]]
    book = read_cross_impact_from(sheet(tmp_path / "oil.xlsx", GRID, never=never, about=[["title", "Oil and peace"]]))
    assert book.name == "Oil and peace"
    assert book.problem.matrix.tolist() == FREE.matrix.tolist()
    assert book.problem.never == (((0, 0), (1, 1)), ((0, 1), (1, 2)))
    everywhere = [row.copy() for row in GRID]
    everywhere[0][2:] = ["oil", "oil", "peace", "peace", "peace"]
    for k, name in enumerate(("oil", "oil", "peace", "peace", "peace"), start=2):
        everywhere[k][0] = name
    again = read_cross_impact_from(sheet(tmp_path / "full.xlsx", everywhere))
    assert again.problem.digest == FREE.digest


def test_merged_headings_are_read(tmp_path):
    from openpyxl import load_workbook

    path = sheet(tmp_path / "oil.xlsx", GRID)
    book = load_workbook(path)
    for cells in ("C1:D1", "E1:G1", "A3:A4", "A5:A7"):
        book.active.merge_cells(cells)
    book.save(path)
    assert read_cross_impact_from(path).problem.digest == FREE.digest


def test_all_that_is_wrong_in_a_workbook_has_its_cell(tmp_path):
    import datetime

    rows = [row.copy() for row in GRID]
    rows[2][4], rows[2][5], rows[3][4], rows[4][2], rows[5][3] = "=1+1", "two", 0.5, datetime.date(2020, 1, 1), True
    path = sheet(tmp_path / "oil.xlsx", rows, never=[["oil"], ["deer"], [None, None, "yes"], [0]])
    with pytest.raises(ProblemsError) as error:
        read_cross_impact_from(path)
    found = problems_of(error)
    assert [(line, column) for line, column, _ in found] == [
        (3, 5), (3, 6), (4, 5), (5, 3), (6, 4), (2, 1), (3, 3), (4, 1),
    ]  # fmt: skip
    assert found[0][2].startswith("E3: ")
    assert "a formula; paste its value instead" in found[0][2]
    assert "did you mean `dear`?" in found[5][2]


def test_headings_must_be_the_same_on_both_sides(tmp_path):
    rows = [row.copy() for row in GRID]
    rows[5][1] = "yess"
    with pytest.raises(ProblemsError, match="both must be the same"):
        read_cross_impact_from(sheet(tmp_path / "oil.xlsx", rows))
    with pytest.raises(ProblemsError, match=r"both must be the same|descriptor is due"):
        read_cross_impact_from(sheet(tmp_path / "less.xlsx", GRID[:5]))
    with pytest.raises(ProblemsError, match="no matrix"):
        read_cross_impact_from(sheet(tmp_path / "none.xlsx", [[None, None, "oil"]][:0]))


def test_text_that_looks_like_a_formula_is_text(tmp_path):
    odd = CrossImpact(("=1+1", "@x"), (("=A1", "+2"), ("-3",)), np.zeros((3, 3), int))
    path = tmp_path / "odd.xlsx"
    export_cross_impact(path, CrossImpactBook('=HYPERLINK("x")', odd))
    with zipfile.ZipFile(path) as packed:
        assert not any(re.search(rb"<f[ >]", packed.read(name)) for name in packed.namelist())
    again = read_cross_impact_from(path)
    assert again.name == '=HYPERLINK("x")'
    assert again.problem.digest == odd.digest


def test_what_a_workbook_cannot_hold_is_said(tmp_path):
    path = tmp_path / "x.xlsx"
    for names, variants, words in (
        (("", "b"), (("x",), ("y",)), "has no name"),
        (("a\x07", "b"), (("x",), ("y",)), "printable"),
        (("a", "a"), (("x",), ("y",)), "told apart"),
    ):
        with pytest.raises(UsageError, match=words):
            export_cross_impact(path, CrossImpactBook("", CrossImpact(names, variants, np.zeros((2, 2), int))))
        assert not path.exists()


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_hostile_workbooks_are_refused(tmp_path, monkeypatch):
    bomb = packed(tmp_path / "bomb.xlsx", {"[Content_Types].xml": "x", "xl/worksheets/sheet1.xml": "0" * (70 << 20)})
    assert bomb.stat().st_size < 1 << 20
    with pytest.raises(LimitError, match="unpacks to more than 64 MiB"):
        read_cross_impact_from(bomb)
    laughs = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>'
    with pytest.raises(ProblemsError, match="names of its own"):
        read_cross_impact_from(packed(tmp_path / "laughs.xlsx", {"[Content_Types].xml": laughs}))
    many = {f"part{k}": "" for k in range(workbooks.MAX_PARTS + 1)}
    with pytest.raises(LimitError, match="parts"):
        read_cross_impact_from(packed(tmp_path / "many.xlsx", many))
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(ProblemsError, match="no workbook"):
        read_cross_impact_from(tmp_path / "text.xlsx")
    with pytest.raises(ProblemsError, match="no workbook"):
        read_cross_impact_from(packed(tmp_path / "other.xlsx", {"mimetype": "epub"}))
    monkeypatch.setattr(workbooks, "MAX_CELLS", 20)
    with pytest.raises(LimitError, match="cells"):
        read_cross_impact_from(sheet(tmp_path / "oil.xlsx", GRID))


def test_a_far_cell_does_not_cost_memory(tmp_path):
    rows = [row.copy() for row in GRID]
    path = sheet(tmp_path / "far.xlsx", rows)
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.active["XFD1048576"] = 1
    book.save(path)
    with pytest.raises(EstimativeError):
        read_cross_impact_from(path)


@settings(max_examples=60)
@given(st.data())
def test_no_broken_workbook_breaks_the_reader(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    stream = io.BytesIO()
    good = sheet(folder / "fuzz.xlsx", GRID)
    with zipfile.ZipFile(good) as whole, zipfile.ZipFile(stream, "w") as archive:
        for name in whole.namelist():
            content = bytearray(whole.read(name))
            if data.draw(st.integers(0, 3)) == 0 and content:
                at = data.draw(st.integers(0, len(content) - 1))
                content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
            if data.draw(st.integers(0, 9)):
                archive.writestr(name, bytes(content))
    broken = folder / "broken.xlsx"
    broken.write_bytes(stream.getvalue())
    with contextlib.suppress(EstimativeError):
        read_cross_impact_from(broken)


# The collected matrices


def test_the_collected_matrices_come_back_from_every_format(shared, tmp_path):
    for path in sorted((shared / "casebook" / "cross_impact").glob("*.json")):
        book = read_cross_impact_from(path)
        for ending in WRITERS:
            copy = tmp_path / f"copy{ending}"
            export_cross_impact(copy, book)
            assert read_cross_impact_from(copy).problem.digest == book.problem.digest
        assert json.loads((tmp_path / "copy.json").read_text())["descriptors"]


def test_a_fault_of_ours_is_not_blamed_on_the_workbook(tmp_path, monkeypatch):
    path = tmp_path / "matrix.xlsx"
    with path.open("wb") as stream:
        workbooks.write_sheets(stream, {"Matrix": [["a", 1]]})

    def broken(value, kind):
        raise KeyError(kind)

    monkeypatch.setattr(workbooks, "_value", broken)
    with pytest.raises(KeyError):
        workbooks.read_sheets(path)


def test_broken_packing_of_every_kind_is_no_workbook(tmp_path):
    import zipfile

    for kind in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        path = tmp_path / f"{kind}.xlsx"
        with zipfile.ZipFile(path, "w", kind) as packed:
            packed.writestr("[Content_Types].xml", "<x/>" * 400)
        whole = path.read_bytes()
        for place in range(40, len(whole) - 60):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
            with pytest.raises(ProblemsError, match="no workbook"):
                workbooks.read_sheets(path)
