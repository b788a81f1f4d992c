"""Sheets of questions: blind, one a person, locked where nobody writes, and never over somebody's answers."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from estimative.assessment.run import Ensemble
from estimative.base.errors import UsageError
from estimative.case.longform import from_long, to_long
from estimative.case.models_judgments import Judgment, Rating
from estimative.case.paths import records
from estimative.case.plain import unreadable
from estimative.desk.ask import Asking, ask
from estimative.desk.collect import collect
from estimative.exchange.case_files import read_case
from estimative.exchange.edits import Put, edited
from estimative.exchange.elicitation_answers import read_answers
from estimative.exchange.elicitation_layout import HEADER_ROW, HIDDEN, QUESTIONS
from estimative.inquiry.elicitation import Allowed, basis, question
from tests.desk.elicited import CASE, PATHS, SECRETS, fill, parts, sent, write_case


@pytest.fixture
def case(tmp_path):
    return write_case(tmp_path / "case")


def test_no_value_range_or_reason_of_the_case_is_anywhere_in_the_file(case, tmp_path):
    sent(case, tmp_path / "s.xlsx", "ben")
    found = parts(tmp_path / "s.xlsx")
    assert not [(name, secret) for name, text in found.items() for secret in SECRETS if secret in text]
    assert "leases the pier" in "".join(found.values())


def test_other_values_give_the_same_sheet(case, tmp_path):
    """What stands in a sheet does not depend on what the case holds, its digest aside, nor on how large it is."""
    changed = CASE
    for old, new in (
        ("2.71828, range: [1.61803, 3.14159]", "1.9, range: [1.2, 9]"),
        ("influence:\n  port: {town: 3}", "influence:\n  port: {town: {value: 0, because: other, views: {ben: 4}}}"),
        ("at: 31.4159, range: [27.1828, 33.3]", "at: 5"),
        ("66.743, range: [60.11, 70.22]", "12"),
        ("{value: CC, range: [N, CC]}", "II"),
        ("weather=foul: -2", "weather=foul: {value: 3, range: [1, 3]}"),
        ("{town: 4}", "{town: -4}"),
    ):
        assert old in changed
        changed = changed.replace(old, new)
    other = write_case(tmp_path / "other", changed)
    sent(case, tmp_path / "one.xlsx", "ben")
    sent(other, tmp_path / "two.xlsx", "ben")
    one, two = parts(tmp_path / "one.xlsx"), parts(tmp_path / "two.xlsx")
    digests = [basis(read_case(folder).case) for folder in (case, other)]
    assert digests[0] != digests[1]
    one, two = (
        {name: re.sub("sha256:[0-9a-f]{64}", "", text) for name, text in found.items() if name != "docProps/core.xml"}
        for found in (one, two)
    )
    assert one == two


def test_every_kind_of_judgment_can_be_asked(case):
    found = read_case(case).case
    judged = [path for path, record in records(found).items() if isinstance(record, Judgment | Rating)]
    for path in judged:
        asked = question(found, path)
        assert asked.text.endswith("?")
        assert asked.allowed.words
    assert len({path.split("/")[0] for path in judged}) == len({path.split("/")[0] for path in PATHS})


def test_only_cells_to_be_filled_are_open_and_they_know_what_is_allowed(case, tmp_path):
    sent(case, tmp_path / "s.xlsx", "ana")
    book = load_workbook(tmp_path / "s.xlsx")
    page = book[QUESTIONS]
    assert page.protection.sheet
    assert not page.protection.password
    assert page.freeze_panes == f"A{HEADER_ROW + 1}"
    assert (page.page_setup.fitToWidth, page.page_setup.orientation) == (1, "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert book[HIDDEN].sheet_state == "veryHidden"
    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    rows = range(HEADER_ROW + 1, HEADER_ROW + 1 + len(PATHS))
    assert unlocked == {"C3", *(f"{column}{row}" for row in rows for column in "EFGHI")}
    rules = {str(ref): rule for rule in page.data_validations.dataValidation for ref in rule.sqref.ranges}
    by_path = {path: rules[f"E{row}"] for path, row in zip(PATHS, rows, strict=True)}
    assert by_path["influence/port/town"].formula1 == '"0,1,2,3,4"'
    assert by_path["objectives/trade/stakes/town"].formula1 == '"-4,-3,-2,-1,0,1,2,3,4"'
    assert by_path["evidence/crane/ratings/leased"].formula1 == '"CC,C,N,I,II,N/A"'
    assert by_path["actors/port/wants/rent/rank"].errorStyle == "warning"
    fee = by_path["issues/fee/positions/port/at"]
    assert (fee.type, fee.formula1, fee.formula2, fee.errorStyle) == ("decimal", "0", "40", "stop")


def test_the_hidden_page_holds_case_round_and_addresses_and_nothing_else(case, tmp_path):
    sent(case, tmp_path / "s.xlsx", "ana")
    found = [[cell.value for cell in row] for row in load_workbook(tmp_path / "s.xlsx")[HIDDEN].iter_rows()]
    assert [row[:2] for row in found[:5]] == [
        ["format", "estimative questions 1"],
        ["case", "pier"],
        ["basis", basis(read_case(case).case)],
        ["round", 1],
        ["person", "ana"],
    ]
    assert [row[:2] for row in found[5:]] == [[number, path] for number, path in enumerate(PATHS, start=1)]
    assert all(re.fullmatch("[0-9a-f]{16}", row[2]) for row in found[5:])


def test_the_order_is_that_of_what_matters_and_top_cuts_it(root, tmp_path):
    from estimative.assessment.run import run_methods
    from estimative.inquiry.sensitivity import sensitivity

    flagship = root / "cases" / "kabul-airport-2021"
    ensemble = Ensemble(300)
    found = read_case(flagship).case
    order = sensitivity(found, run_methods(found, ensemble), ensemble.which).order
    asked = ask(flagship, tmp_path / "out", ["epc"], Asking(top=4), ensemble)
    assert tuple(one.path for one in asked.questions) == order[:4]
    assert [file.name for _, file in asked.files] == ["kabul-airport-2021-round-1-epc.xlsx"]


def test_where_nothing_tells_what_matters_the_way_out_is_named(tmp_path):
    bare = write_case(tmp_path / "bare", "estimative: 1\nid: bare\nactors: {a: {}, b: {}}\ninfluence: {a: {b: 2}}\n")
    with pytest.raises(UsageError, match=r"no judgment that they read has a range.*--judgment influence/a/b"):
        ask(bare, tmp_path / "s.xlsx")
    assert not (tmp_path / "s.xlsx").exists()
    ask(bare, tmp_path / "s.xlsx", asking=Asking(paths=["influence/a/b"]))
    assert read_answers(tmp_path / "s.xlsx").name.value is None


@pytest.mark.parametrize(
    "people, options, words",
    [
        (["ana", "ANA  lima"], {}, "named twice"),
        (["ana", "Zoe"], {"out": "s.xlsx"}, "give a folder"),
        (["  "], {}, "empty text"),
        (["a\ud800"], {}, "cannot stand in a case"),
        ([], {"paths": ["influence/port/twon"]}, "did you mean `influence/port/town`"),
        ([], {"paths": ["actors/port"]}, "no judgment at `actors/port`"),
        ([], {"number": 2, "paths": ()}, "nobody has answered in round 1"),
        ([], {"number": 0}, "--round is 0"),
        ([], {"top": 0}, "--top is 0"),
    ],
)
def test_wrong_use_is_named_and_writes_nothing(case, tmp_path, people, options, words):
    out = tmp_path / options.pop("out", "sheets")
    with pytest.raises(UsageError, match=words):
        sent(case, out, *people, **options)
    assert not out.exists()


def test_answers_are_never_written_over_unasked(case, tmp_path):
    file = tmp_path / "s.xlsx"
    sent(case, file, "ana")
    sent(case, file, "ana")  # an empty sheet of ours may be replaced
    fill(file, {"influence/port/town": {"answer": 1}})
    before = file.read_bytes()
    with pytest.raises(UsageError, match="holds answers"):
        sent(case, file, "ana")
    assert file.read_bytes() == before
    sent(case, file, "ana", force=True)
    assert not read_answers(file).filled
    for content in (b"mine", b"PK\x03\x04 broken"):
        file.write_bytes(content)
        with pytest.raises(UsageError, match="is no sheet of questions"):
            sent(case, file, "ana", force=True)
        assert file.read_bytes() == content


def test_one_file_that_is_in_the_way_keeps_all_from_being_written(case, tmp_path):
    out = tmp_path / "sheets"
    sent(case, out, "ben")
    fill(out / "pier-round-1-ben.xlsx", {"influence/port/town": {"answer": 1}})
    with pytest.raises(UsageError, match="holds answers"):
        sent(case, out, "ana", "ben")
    assert [file.name for file in out.iterdir()] == ["pier-round-1-ben.xlsx"]


def test_a_second_round_shows_the_spread_the_reasons_without_names_and_ones_own_answer(case, tmp_path):
    sent(case, tmp_path / "one", "ana", "ben", "Zoe Q")
    told = {"ana": (0, "not a chance"), "ben": (4, "it owns the town"), "zoe-q": (1, "hardly")}
    for who, (value, because) in told.items():
        cells = {"answer": value, "because": because, "high": 4}
        fill(tmp_path / "one" / f"pier-round-1-{who}.xlsx", {"influence/port/town": cells})
    collect(case, sorted((tmp_path / "one").iterdir()), "2026-01-01", write=True)
    asked = ask(case, tmp_path / "two", ["ana", "Mia"], Asking(round=2), Ensemble(50))
    assert [one.path for one in asked.questions] == ["influence/port/town"]
    page = load_workbook(asked.files[0][1])[QUESTIONS]
    shown = {page.cell(HEADER_ROW, column).value: page.cell(HEADER_ROW + 1, column).value for column in range(1, 16)}
    assert [shown[f"{word} in round 1"] for word in ("Lowest", "Middle", "Highest")] == [0, 1, 4]
    assert shown["Reasons given in round 1"] == "– hardly\n– it owns the town\n– not a chance"
    assert shown["Your answer in round 1"] == "0 (0 to 4)"
    whole = "".join(parts(asked.files[0][1]).values())
    assert not any(name in whole for name in ("Ben Adeyemi", "Zoe", "zoe-q"))
    new = load_workbook(asked.files[1][1])[QUESTIONS]
    assert new.cell(HEADER_ROW + 1, 9).value is None


NASTY = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    [
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "+1+1",
        "-2",
        "_x0041_",
        "[x]:*?/\\",
        "'quoted",
        "a\x07b",
        "\ufffe",
        "𝄞" * 9,
        "x" * 40_000,
    ]
)


@settings(max_examples=25)
@given(NASTY, NASTY, NASTY)
def test_whatever_texts_say_stays_text(tmp_path_factory, name, title, person):
    from estimative.base.errors import EstimativeError

    folder = tmp_path_factory.mktemp("nasty")
    try:
        long = to_long(
            from_long(
                {"id": "t", "title": title, "actors": {"a": {"name": name}, "b": {}}, "influence": {"a": {"b": 2}}}
            )
        )
        made = from_long(long)
    except EstimativeError:
        return  # no text of a case
    (folder / "case.yaml").write_text(edited("{estimative: 1}", [Put((), long)]), encoding="utf-8", newline="")
    people = [person] if person.strip() else []
    try:
        asked = ask(folder, folder / "out", people, Asking(paths=["influence/a/b"]))
    except UsageError:
        assert unreadable(" ".join(person.split()))
        return
    file = asked.files[0][1]
    book = load_workbook(file)
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "<f>" not in "".join(text for part, text in parts(file).items() if part.startswith("xl/worksheets"))
    sheet = read_answers(file)
    assert (sheet.case, sheet.rows[0].path, sheet.rows[0].asked) == (
        made.id,
        "influence/a/b",
        question(made, "influence/a/b").digest,
    )


def test_scales_say_what_they_allow():
    assert str(Allowed("", ("0", "1"), 0, 1)) == "a whole number from 0 to 1"
    assert str(Allowed("", ("1", "2"), 1, 2, only=False)) == "a number from 1 to 2"
    assert str(Allowed("", (), 0, None)) == "a number, 0 or more"
