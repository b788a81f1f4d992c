"""Filled sheets come back as views: exactly what was answered, or everything that is wrong, with its cell."""

import shutil
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from estimative.base.errors import EstimativeError, LimitError, ProblemsError, UsageError
from estimative.case.longform import case_digest, to_long
from estimative.case.models_judgments import Judgment, Rating
from estimative.case.paths import at, records
from estimative.desk.collect import collect
from estimative.exchange.case_files import read_case
from estimative.exchange.elicitation_layout import FIRST_ROW, HIDDEN, QUESTIONS
from estimative.inquiry.elicitation import question
from tests.desk.elicited import CASE, PATHS, fill, judged, sent, write_case

DAY = "2026-02-03"


@pytest.fixture
def case(tmp_path):
    return write_case(tmp_path / "case")


@pytest.fixture
def sheet(case, tmp_path):
    sent(case, tmp_path / "ana.xlsx", "ana")
    return tmp_path / "ana.xlsx"


def problems(case, *sheets, severity="error"):
    with pytest.raises(ProblemsError) as caught:
        collect(case, sheets, DAY)
    found = caught.value.problems
    assert all(problem.file for problem in found)
    return [(problem.path, problem.line, problem.message) for problem in found if problem.severity == severity]


def messages(found):
    """What is said of the sheets themselves."""
    return [problem.message for problem in found.problems if problem.code == "answer"]


# Any answers


def answers(allowed):
    """An answer, its ends and its reason, as a person may give them."""
    if allowed.rating:
        levels = st.lists(st.sampled_from(allowed.choices[:5]), min_size=3, max_size=3).map(
            lambda three: sorted(three, key=allowed.choices.index, reverse=True)
        )
        told = levels | st.just(["N/A"] * 3)
    else:
        low, high = (-50.0 if allowed.low is None else allowed.low), (50.0 if allowed.high is None else allowed.high)
        one = st.integers(int(low), int(high)) if allowed.whole else st.floats(low, high).map(lambda v: round(v, 3))
        told = st.lists(one, min_size=3, max_size=3).map(sorted)
    reason = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=20) | st.sampled_from(
        ["=1+1", "_x0041_", "@x", "it's “so”: {a, b} # no"]
    )
    return st.tuples(told, st.booleans(), reason, st.lists(st.integers(1, 9), max_size=2, unique=True))


@settings(max_examples=8)
@given(st.data())
def test_any_answers_come_back_as_they_were_given(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    case = write_case(folder / "case")
    before = read_case(case).case
    file = folder / "s.xlsx"
    sent(case, file, "ben")
    cells, expected = {}, {}
    for path in data.draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=5, unique=True), label="answered"):
        (low, value, high), ends, because, passages = data.draw(answers(question(before, path).allowed), label=path)
        cites = [f"brief#p{number}" for number in passages]
        cells[path] = {"answer": value, "because": because, "passages": "; ".join(cites) or None}
        expected[path] = {"value": value, "date": DAY, "round": 1}
        if ends and value != "N/A":
            cells[path] |= {"low": low, "high": high}
            expected[path]["range"] = [low, high]
        if " ".join(because.split()):
            expected[path]["because"] = " ".join(because.split())
        if cites:
            expected[path]["cites"] = cites
    fill(file, cells)
    collect(case, [file], DAY, write=True)
    after = read_case(case).case
    found = {
        path: to_long(after) and dump(record.views["ben"])
        for path, record in records(after).items()
        if isinstance(record, Judgment | Rating) and "ben" in record.views
    }
    assert found == {path: normal(view) for path, view in expected.items()}
    for path, record in records(before).items():
        if isinstance(record, Judgment | Rating):  # what is set stays
            assert (at(after, path).value, at(after, path).range) == (record.value, record.range)
    again = collect(case, [file], DAY, write=True)
    assert not again.views
    assert not again.written


def dump(view):
    found = {"value": view.value, "date": view.date, "round": view.round}
    found |= {"range": list(view.range)} if view.range else {}
    found |= {"because": view.because} if view.because else {}
    return normal(found | ({"cites": list(view.cites)} if view.cites else {}))


def normal(view):
    import unicodedata

    return {key: unicodedata.normalize("NFC", item) if isinstance(item, str) else item for key, item in view.items()}


# What it does to the file


def test_comments_and_order_stay_and_nothing_is_written_unasked(case, sheet):
    fill(sheet, {path: {"answer": "C" if "ratings" in path else 1} for path in PATHS[:5]} | {PATHS[9]: {"answer": "C"}})
    before = (case / "case.yaml").read_text()
    shown = collect(case, [sheet], DAY)
    assert not shown.written
    assert (case / "case.yaml").read_text() == before
    assert collect(case, [sheet], DAY, write=True).written
    after = (case / "case.yaml").read_text()
    assert "# a comment to keep" in after
    assert "# wrote the brief" in after
    gone = [line.strip() for line in before.split("\n") if line not in after.split("\n")]
    assert [line.split(":")[0] for line in gone] == ["rent", "calm", "port", "port", "weather=foul", "crane"]
    assert "rent: {that: port.lease, rank: 2.71828, range: [1.61803, 3.14159], because:" in after  # nothing respelt
    long = to_long(read_case(case).case)
    view = {"value": 1, "date": DAY, "round": 1}
    assert long["influence"] == {
        "port": {"town": {"value": 3, "views": {"ana": view}}},
        "town": {
            "port": {"value": 2, "range": [1, 3], "because": "a reason", "judged_by": "ben", "views": {"ana": view}}
        },
    }
    assert long["actors"]["port"]["wants"]["rent"]["rank"]["views"] == {"ana": view}


def test_adopting_takes_what_is_set_away_in_every_form_and_keeps_the_rest(case, tmp_path):
    sent(case, tmp_path / "s", "ana", "ben")
    for who, up in (("ana", 0), ("ben", 1)):
        cells = {path: {"answer": 1 + up, "low": 1} for path in PATHS[:4]}  # short, long, beside, in braces
        fill(tmp_path / "s" / f"pier-round-1-{who}.xlsx", cells)
    found = collect(case, sorted((tmp_path / "s").iterdir()), DAY, adopt=True, write=True)
    assert {line.source for line in found.lines} == {"mean"}
    for line in found.lines:
        record = judged(case, line.path)
        assert record.set_value is None
        assert record.set_range is None
        assert (record.value, record.range) == (line.agreed, line.range)
    assert judged(case, "actors/port/wants/rent/rank").value == 1.5
    assert judged(case, "influence/port/town").value == 1  # 1.5, from halfway towards 0
    assert judged(case, "influence/town/port").because == "a reason"
    rent = read_case(case).case.actors["port"].wants["rent"]
    assert (rent.because, rent.cites, rent.rank.range) == ("a secret reason", ("brief#p2",), (1, 2))
    assert not collect(case, sorted((tmp_path / "s").iterdir()), DAY, adopt=True, write=True).written


def test_adopting_one_voice_without_ends_is_said_to_leave_no_range(case, sheet):
    fill(sheet, {"influence/town/port": {"answer": 2}, "actors/port/wants/calm/rank": {"answer": 2, "high": 3}})
    found = collect(case, [sheet], DAY, adopt=True)
    assert [(p.code, p.path) for p in found.problems] == [("no-range", "influence/town/port")]


def test_views_beside_a_set_value_change_no_result(tmp_path):
    from estimative.assessment.run import Ensemble, run_methods

    case = write_case(tmp_path / "case")
    sent(case, tmp_path / "s.xlsx", "ana")
    fill(tmp_path / "s.xlsx", {PATHS[0]: {"answer": 3}, PATHS[1]: {"answer": 1}, PATHS[9]: {"answer": "II"}})
    before = read_case(case).case
    collect(case, [tmp_path / "s.xlsx"], DAY, write=True)
    after = read_case(case).case
    assert case_digest(before) != case_digest(after)
    one, two = (run_methods(found, Ensemble(60)) for found in (before, after))
    assert one.keys() == two.keys() != set()
    for name in one:
        assert (one[name].weights.given == two[name].weights.given).all()
        assert one[name].inputs == two[name].inputs


def test_what_ifs_stay_bound_unless_they_change_what_moved(case, tmp_path):
    folder = case / "what-ifs"
    folder.mkdir()
    base = case_digest(read_case(case).case)
    for name, change in (("town", "{influence: {port: {town: {value: 1}}}}"), ("fair", "{now: {weather: fair}}")):
        text = f"estimative_what_if: 1\nbase: {base}\nchange: {change}\n"
        (folder / f"{name}.yaml").write_text(text)
    sent(case, tmp_path / "s.xlsx", "ana")
    fill(tmp_path / "s.xlsx", {"influence/port/town": {"answer": 0}})
    found = collect(case, [tmp_path / "s.xlsx"], DAY, write=True)  # the value is set: nothing moved
    assert (set(found.rebound), found.stale) == ({"town", "fair"}, ())
    found = collect(case, [tmp_path / "s.xlsx"], DAY, adopt=True, write=True)
    assert (found.rebound, found.stale) == (("fair",), ("town",))
    assert set(read_case(case).what_ifs) == {"fair"}


# Who answered


def test_a_new_person_joins_the_people(case, tmp_path):
    sent(case, tmp_path / "s", "Zoë  Q", "王小明")
    for file in (tmp_path / "s").iterdir():
        fill(file, {"influence/port/town": {"answer": 1}})
    found = collect(case, sorted((tmp_path / "s").iterdir()), DAY, write=True)
    assert found.people == {"zoe-q": "Zoë Q", "person-1": "王小明"}
    people = read_case(case).case.people
    assert {name: (record.name, record.kind) for name, record in people.items() if name in found.people} == {
        "zoe-q": ("Zoë Q", "expert"),
        "person-1": ("王小明", "expert"),
    }
    assert list(people)[:2] == ["ana", "ben"]


def test_a_case_without_people_gets_them(tmp_path):
    case = write_case(tmp_path / "c", "estimative: 1\nid: c\nactors: {a: {}, b: {}}\ninfluence: {a: {b: 2}}\n")
    sent(case, tmp_path / "s.xlsx", "Mo", paths=["influence/a/b"])
    fill(tmp_path / "s.xlsx", {"influence/a/b": {"answer": 3}})
    collect(case, [tmp_path / "s.xlsx"], DAY, write=True)
    assert (case / "case.yaml").read_text().startswith("estimative: 1\nid: c\npeople:\n  mo: {")
    assert judged(case, "influence/a/b").views["mo"].value == 3


def test_whose_sheet_it_is_follows_the_name_in_it(case, sheet):
    fill(sheet, {"influence/port/town": {"answer": 1}}, name="ben adeyemi")
    assert [one.person for one in collect(case, [sheet], DAY).views] == ["ben"]
    fill(sheet, {}, name="Anna Lima")
    found = collect(case, [sheet], DAY)
    assert found.people == {"anna-lima": "Anna Lima"}
    assert "did you mean `Ana Lima`?" in found.problems[0].message
    fill(sheet, {}, name=" ")
    assert problems(case, sheet) == [("", None, "cell C3: the name of whoever answered is due, found nothing")]


def test_one_sheet_a_person_and_one_round_at_a_time(case, sheet, tmp_path):
    fill(sheet, {"influence/port/town": {"answer": 1}})
    other = shutil.copy(sheet, tmp_path / "copy.xlsx")
    assert "also filled in" in problems(case, sheet, other)[0][2]
    collect(case, [sheet], DAY, write=True)
    sent(case, tmp_path / "two.xlsx", "ben", number=2, paths=("influence/port/town",))
    fill(tmp_path / "two.xlsx", {"influence/port/town": {"answer": 1}}, number=2)
    assert "one round at a time" in problems(case, sheet, tmp_path / "two.xlsx")[0][2]


# Rounds


def test_an_empty_row_of_a_later_round_keeps_the_answer_and_an_earlier_round_no_longer_counts(case, tmp_path):
    sent(case, tmp_path / "one", "ana", "ben")
    for who, value in (("ana", 0), ("ben", 4)):
        cells = {"influence/port/town": {"answer": value, "because": who}, "influence/town/port": {"answer": 1}}
        fill(tmp_path / "one" / f"pier-round-1-{who}.xlsx", cells)
    first = sorted((tmp_path / "one").iterdir())
    collect(case, first, "2026-01-01", adopt=True, write=True)
    assert judged(case, "influence/port/town").value == 2
    paths = ("influence/port/town", "influence/town/port")
    sent(case, tmp_path / "two", "ana", "ben", number=2, paths=paths)
    fill(tmp_path / "two" / "pier-round-2-ana.xlsx", {"influence/town/port": {"answer": 3}}, number=2)
    second = sorted((tmp_path / "two").iterdir())
    found = collect(case, second, DAY, write=True)
    assert messages(found) == ["nothing is filled in; this sheet counts for nothing"]
    assert {one.path: one.view["value"] for one in found.views} == {"influence/port/town": 0, "influence/town/port": 3}
    view = judged(case, "influence/port/town").views["ana"]
    assert (view.because, view.round, view.date) == ("ana", 2, DAY)
    assert judged(case, "influence/port/town").value == 0  # ben answered in the first round only
    late = collect(case, first, DAY)
    assert [one.person for one in late.views] == []
    assert sum("a later answer, of round 2" in problem.message for problem in late.problems) == 2


# What is wrong


def test_everything_wrong_is_told_at_once_with_cell_value_and_what_is_allowed(case, sheet):
    import datetime

    book = load_workbook(sheet)
    page = book[QUESTIONS]
    wrong = {
        "influence/port/town": {"E": 5},
        "influence/town/port": {"E": 2.5},
        "evidence/crane/ratings/leased": {"E": "CCC"},
        "evidence/crane/relevance": {"E": "=1/2"},
        "issues/fee/positions/port/at": {"E": datetime.date(2021, 1, 4)},
        "issues/fee/positions/port/salience": {"E": "half"},
        "issues/fee/positions/port/capability": {"E": True},
        "objectives/trade/stakes/town": {"E": 1, "F": 3, "G": 4},
        "scenarios/leased/effects/town": {"E": 1, "I": "brif#p2 other#p1"},
        "indicators/sign/points_to/leased": {"E": "C", "F": "N/A"},
        "impacts/port.lease=yes/weather=foul": {"E": "#N/A"},
    }
    for path, cells in wrong.items():
        for column, value in cells.items():
            page[f"{column}{FIRST_ROW + PATHS.index(path)}"] = value
    book.save(sheet)
    found = {path: message for path, _, message in problems(case, sheet)}
    row = {path: FIRST_ROW + PATHS.index(path) for path in wrong}
    assert {path: line for path, line, _ in problems(case, sheet)} == row
    expected = {
        "influence/port/town": "expected a whole number from 0 to 4, found the number 5",
        "influence/town/port": "expected a whole number from 0 to 4, found the number 2.5",
        "evidence/crane/ratings/leased": "expected `CC`, `C`, `N`, `I`, `II`, `N/A`, found the text `CCC`",
        "evidence/crane/relevance": "expected a number from 0 to 1, found a formula; paste its value instead",
        "issues/fee/positions/port/at": "expected a number from 0 to 40, found a date",
        "issues/fee/positions/port/salience": "expected a number from 0 to 1, found the text `half`",
        "issues/fee/positions/port/capability": "expected a number from 0 to 100, found a truth value",
        "objectives/trade/stakes/town": "the answer 1 does not lie between its ends, 3 to 4",
        "scenarios/leased/effects/town": "no source is called `other`; there are `brief`",
        "indicators/sign/points_to/leased": "expected `CC`, `C`, `N`, `I`, `II`, found the text `N/A`",
        "impacts/port.lease=yes/weather=foul": "expected a whole number from -3 to 3, found an error",
    }
    for path, words in expected.items():
        assert words in found[path], path
        assert f"question {PATHS.index(path) + 1}, cell " in found[path]
    assert (case / "case.yaml").read_text() == CASE


@pytest.mark.parametrize(
    "cell, value",
    [
        ("2", 2),
        (" 2 ", 2),
        ("2,5", 2.5),
        ("2.5", 2.5),
        ("\N{MINUS SIGN}1", None),
        ("1,000", None),
        ("two", None),
        ("1e0", None),
    ],
)
def test_numbers_saved_as_text_are_numbers(case, sheet, cell, value):
    fill(sheet, {"actors/port/wants/rent/rank": {"answer": cell}})
    if value is None:
        assert "expected a number from 1 to 3" in problems(case, sheet)[0][2]
    else:
        assert [one.view["value"] for one in collect(case, [sheet], DAY).views] == [value]


@pytest.mark.parametrize("cell, rating", [("cc", "CC"), ("n/a", "N/A"), ("NA", "N/A"), ("II: not at all", "II")])
def test_ratings_are_read_in_whatever_letters(case, sheet, cell, rating):
    fill(sheet, {"evidence/crane/ratings/leased": {"answer": cell}})
    assert [one.view["value"] for one in collect(case, [sheet], DAY).views] == [rating]


def test_one_end_is_enough_and_words_where_a_passage_was_due_are_kept(case, sheet):
    cells = {"answer": 2, "low": 1, "because": "long ago", "passages": "brief#p2, page 7 of it; brief#p2"}
    fill(sheet, {"influence/port/town": cells, "influence/town/port": {"because": "no idea"}})
    found = collect(case, [sheet], DAY)
    assert [dict(one.view) for one in found.views] == [
        {
            "value": 2,
            "range": [1, 2],
            "because": "long ago [page 7 of it]",
            "cites": ["brief#p2"],
            "date": DAY,
            "round": 1,
        }
    ]
    messages = " ".join(problem.message for problem in found.problems)
    assert "no citation such as source#p12" in messages
    assert "no answer beside the rest" in messages


def test_a_sheet_of_an_older_case_counts_where_the_question_is_the_same(case, sheet):
    fill(sheet, {"influence/port/town": {"answer": 1}, "influence/town/port": {"answer": 1}})
    (case / "case.yaml").write_text(CASE.replace("port: {town: 3}", "port: {town: 4}"))
    found = collect(case, [sheet], DAY)
    assert len(found.views) == 2
    assert ["has changed since this sheet was written" in message for message in messages(found)] == [True]
    (case / "case.yaml").write_text(CASE.replace("name: The town", "name: The village"))
    assert (
        "the case asks something else here now (How far can The port move The village?)" in problems(case, sheet)[0][2]
    )
    (case / "case.yaml").write_text(CASE.replace("  port: {town: 3}\n", ""))
    assert "has no judgment at `influence/port/town` any more" in problems(case, sheet)[0][2]
    (case / "case.yaml").write_text(CASE.replace("id: pier", "id: peer"))
    assert "asks about the case `pier`, not `peer`" in problems(case, sheet)[0][2]


def test_collecting_one_sheet_leaves_the_others_as_they_were(case, tmp_path):
    sent(case, tmp_path / "s", "ana", "Mia")
    for file in sorted((tmp_path / "s").iterdir()):
        fill(file, {"influence/port/town": {"answer": 1}})
        found = collect(case, [file], DAY, write=True)
        assert not [problem for problem in found.problems if "has changed" in problem.message]


def test_rows_may_be_sorted_or_lost_but_not_made_up(case, sheet):
    fill(sheet, {"influence/port/town": {"answer": 1}, "influence/town/port": {"answer": 3}})
    book = load_workbook(sheet)
    page = book[QUESTIONS]
    one, two = (FIRST_ROW + PATHS.index(path) for path in ("influence/port/town", "influence/town/port"))
    for column in range(1, 11):
        here, there = page.cell(one, column), page.cell(two, column)
        here.value, there.value = there.value, here.value
    book.save(sheet)
    found = {view.path: view.view["value"] for view in collect(case, [sheet], DAY).views}
    assert found == {"influence/port/town": 1, "influence/town/port": 3}
    page.cell(one, 1).value = page.cell(two, 1).value
    book.save(sheet)
    assert "stands twice" in problems(case, sheet)[0][2]
    page.cell(one, 1).value = 99
    book.save(sheet)
    assert "is none of those asked" in problems(case, sheet)[0][2]


def test_files_that_are_no_sheets_of_ours_are_refused_with_the_way_out(case, sheet, tmp_path):
    foreign = tmp_path / "foreign.xlsx"
    book = load_workbook(sheet)
    book.remove(book[HIDDEN])
    book.save(foreign)
    (tmp_path / "text.xlsx").write_text("no workbook")
    (tmp_path / "sheet.ods").write_bytes(b"PK")
    found = problems(case, foreign, tmp_path / "text.xlsx", tmp_path / "sheet.ods")
    assert ["no sheet of `estimative ask`" in found[0][2], "no workbook" in found[1][2], ".xlsx" in found[2][2]] == [
        True
    ] * 3
    for row, value, words in (
        (1, "estimative questions 2", "another version"),
        (4, "0", "its round"),
        (4, 1.5, "its round"),
    ):
        book = load_workbook(sheet)
        book[HIDDEN].cell(row, 2).value = value
        book.save(foreign)
        assert words in problems(case, foreign)[0][2]
    with pytest.raises(UsageError, match="does not exist"):
        collect(case, [tmp_path / "none.xlsx"], DAY)
    with pytest.raises(UsageError, match="--date soon"):
        collect(case, [sheet], "soon")


def test_a_packed_bomb_is_not_unpacked(case, sheet, tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(sheet) as packed, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        for name in packed.namelist():
            out.writestr(name, packed.read(name))
        out.writestr("xl/media/zeros.bin", b"\0" * (65 << 20))
    with pytest.raises(LimitError, match="unpacks to more than"):
        collect(case, [bomb], DAY)


@settings(max_examples=15)
@given(st.binary(max_size=40), st.integers(0, 9_000))
def test_a_broken_file_is_told_and_never_crashes(tmp_path_factory, junk, place):
    folder = tmp_path_factory.mktemp("broken")
    case = write_case(folder / "case")
    sent(case, folder / "s.xlsx", "ana", paths=PATHS[:2])
    data = bytearray((folder / "s.xlsx").read_bytes())
    data[place : place + len(junk)] = junk
    (folder / "s.xlsx").write_bytes(bytes(data))
    try:
        collect(case, [folder / "s.xlsx"], DAY)
    except EstimativeError:
        return  # told on purpose; anything else is a fault of ours


def test_a_column_that_was_deleted_is_told_and_no_number_taken_for_another(case, sheet):
    book = load_workbook(sheet)
    book[QUESTIONS].protection.sheet = False
    book[QUESTIONS].delete_cols(4)
    book[QUESTIONS].cell(FIRST_ROW, 5).value = 2
    book.save(sheet)
    found = problems(case, sheet)
    assert found
    assert all("Your answer" in message or "column" in message for _, _, message in found)
    assert any(message.startswith("cell E4: the column `Your answer` is due here") for _, _, message in found)
