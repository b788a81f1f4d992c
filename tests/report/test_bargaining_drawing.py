"""What bargaining shows: positions and the round path, every forecast, levers, pressure, deals, scenarios."""

import json
import re
from xml.etree import ElementTree

import pytest

from estimative.assessment.bargaining import JOIN
from estimative.base.likelihood import words_of_likelihood
from estimative.case.longform import from_long
from estimative.case.paths import at
from estimative.ensemble.draws import Draws
from estimative.exchange.case_files import read_case
from estimative.report.charts.ink import PAPER
from estimative.report.methods.bargaining import DRAWING, FORECASTS
from estimative.report.methods.bargaining_pictures import MOST_ACTORS, positions_picture

MARKS = [{"at": 0, "text": "none"}, {"at": 40, "text": "some", "means": "a.go"}, {"at": 80, "text": "all"}]
POSITIONS = {
    "a": {"at": {"value": 20, "range": [10, 50]}, "salience": 0.9, "capability": {"value": 3, "range": [2, 4]}},
    "b": {"at": 90, "salience": {"value": 0.6, "range": [0.4, 0.8]}, "capability": 2},
    "c": {"at": 60, "salience": 0.3},
}


def small(positions=POSITIONS, **more):
    data = {
        "id": "tiny",
        "actors": {"a": {"options": {"go": {}}, "name": "Alpha"}, "b": {}, "c": {}},
        "issues": {"fee": {"text": "the fee", "marks": MARKS, "now": 10, "positions": positions}},
        "scenarios": {"going": {"when": "a.go"}, "not-going": {"when": "not a.go"}},
    }
    return from_long({**data, **more})


def facts_of(case):
    return JOIN.prepare(case, {}, {}, frozenset()).facts(Draws(200, 1))


def shown(case):
    return {one.id: one for one in DRAWING.exhibits(case, facts_of(case))}


@pytest.fixture(scope="module")
def flagship(root):
    return read_case(root / "cases" / "kabul-airport-2021" / "case.yaml").case


def everything_said(exhibits):
    for one in exhibits:
        yield from (one.title, *one.sentences, one.described)
        if one.table is not None:
            yield from (*one.table.columns, one.table.note, *(cell.text for row in one.table.rows for cell in row))


def test_an_issue_shows_where_it_settles_then_forecasts_levers_and_pressure():
    assert list(shown(small())) == ["positions-fee", "forecasts-fee", "levers-fee", "pressure-fee", "scenarios"]


def test_the_outcome_is_said_with_its_mark_and_its_spread():
    """(20 × 2.7 + 90 × 1.2 + 60 × 0.3) / 4.2 = 42.857."""
    sentences = shown(small())["positions-fee"].sentences
    assert sentences[0].endswith("it settles at 42.9, which is some.")
    assert "nine of ten draws" in sentences[1]
    assert any("taken to be that each weighs 1" in text for text in sentences)


def test_all_forecasts_stand_side_by_side_with_how_they_did(flagship):
    for case in (small(), flagship):
        for name, one in shown(case).items():
            if name.startswith("forecasts-"):
                assert [row[0].text for row in one.table.rows] == list(FORECASTS.values())
                assert any("353 issues" in text for text in one.sentences)
    table = {row[0].text: row for row in shown(small())["forecasts-fee"].table.rows}
    assert table["status quo"][1].text == "10.0"
    assert table["weighted mean (the compromise)"][2].text == "0.0"
    assert table["exchange"][1].text == "–"  # there is nothing to trade with


def test_levers_are_shifts_of_the_compromise():
    """Ten points of Alpha's way × 2.7/4.2; 0.1 more salience × 3 × (20 − 42.857)/4.2."""
    rows = {row[0].text: [cell.text for cell in row] for row in shown(small())["levers-fee"].table.rows}
    scale = 90 / 100  # the scale runs from 0 to where b stands
    assert float(rows["Alpha"][1]) == pytest.approx(10 * scale * 2.7 / 4.2, abs=0.051)
    assert rows["Alpha"][2] == "−1.6"
    assert rows["b"][3].startswith("+")


def test_pressure_says_how_far_it_hangs_on_reading_and_q():
    one = shown(small())["pressure-fee"]
    assert any("no better forecast" in text for text in one.sentences)
    assert any(text.startswith("Over both readings, and Q") for text in one.sentences)
    assert {row[4].text for row in one.table.rows} <= {"compromise", "compel", "conflict"}


def test_deals_name_who_stands_by(flagship):
    one = shown(flagship)["deals"]
    assert one.table.rows
    assert all(len(row) == 5 for row in one.table.rows)


def test_every_cell_that_leads_somewhere_leads_to_something(flagship):
    for case in (small(), flagship):
        paths = [
            cell.path
            for one in shown(case).values()
            if one.table
            for row in one.table.rows
            for cell in row
            if cell.path
        ]
        assert any(path.endswith("/at") for path in paths)
        assert any(path.endswith("/salience") for path in paths)
        for path in paths:
            at(case, path)


def test_tables_are_rectangular_and_pictures_described(flagship):
    for case in (small(), flagship):
        for one in shown(case).values():
            assert one.sentences
            assert re.fullmatch(r"[a-z][a-z0-9-]*", one.id)
            assert bool(one.picture) == bool(one.described)
            if one.table:
                assert {len(row) for row in one.table.rows} <= {len(one.table.columns)}


def test_nothing_computed_is_called_by_a_word_of_likelihood(flagship):
    for case in (small(), flagship):
        said = " ".join(everything_said(shown(case).values())).casefold()
        for word in words_of_likelihood() | {"probability", "probable", "chance"}:
            assert not re.search(rf"\b{re.escape(word)}\b", said), word


def test_the_picture_is_whole_has_a_text_and_leads_to_its_rows(flagship):
    for issue in facts_of(flagship).issues:
        picture = positions_picture(flagship, issue)
        tree = ElementTree.fromstring(str(picture))  # noqa: S314 - our own
        assert tree.find("{http://www.w3.org/2000/svg}desc").text
        for actor in issue.actors:
            assert f'href="#path-issues/{issue.id}/positions/{actor.actor}/at"' in picture
        assert "script" not in picture
        assert 'href="' not in positions_picture(flagship, issue, PAPER)


def test_the_words_of_the_last_mark_are_whole_where_there_is_room(flagship):
    """At the edge of the picture they stand before their mark, if the words before them leave room."""
    role, wider = (str(positions_picture(flagship, issue)) for issue in facts_of(flagship).issues)
    assert ">all of it<" in role
    assert ">all that Turkey would take<" in wider
    crowded = [{"at": 0}, {"at": 70, "text": "a long name of a point"}, {"at": 80, "text": "all that could be had"}]
    (one,) = facts_of(small(issues={"fee": {"marks": crowded, "positions": POSITIONS}})).issues
    assert "all that could be had" not in str(positions_picture(small(), one))


def test_hostile_words_stay_words():
    bad = "<script>alert(1)</script>\u202e"
    issue = {
        "text": bad,
        "unit": bad,
        "marks": [{"at": 0, "text": bad}, {"at": 9, "text": bad}],
        "positions": POSITIONS,
    }
    case = small(actors={"a": {"name": bad, "options": {"go": {}}}, "b": {}, "c": {}}, issues={"fee": issue})
    (one,) = facts_of(case).issues
    assert "<script" not in str(positions_picture(case, one))


def test_many_actors_are_all_in_the_table_and_the_weightiest_in_the_picture():
    count = MOST_ACTORS + 6
    positions = {f"a{k}": {"at": k, "capability": 1 + k % 3} for k in range(count)}
    case = small(positions, actors={"a": {"options": {"go": {}}}, **{f"a{k}": {} for k in range(count)}})
    one = shown(case)["positions-fee"]
    assert len(one.table.rows) == count
    assert any("leaves out the six actors" in text for text in one.sentences)
    assert one.picture.count("<circle") < count + 6 * 2 + 1


@pytest.mark.parametrize(
    "positions",
    [
        {"a": {"at": 20, "salience": 0}, "b": {"at": 90, "salience": 0}},
        {"a": {"at": 50}, "b": {"at": 50}},
        {"a": {"at": 1e-9}, "b": {"at": 9e8}},
    ],
    ids=["nobody cares", "all agree", "a long scale"],
)
def test_odd_issues_are_shown_too(positions):
    case = small(positions)
    exhibits = shown(case)
    assert json.dumps(DRAWING.data(facts_of(case)), allow_nan=False)
    assert exhibits["positions-fee"].sentences
    nobody = not any(stand.get("salience", 1) for stand in positions.values())
    assert ("forecasts-fee" in exhibits) != nobody
    assert (exhibits["positions-fee"].picture is None) == nobody


def test_the_data_are_plain_json(flagship):
    facts = facts_of(flagship)
    found = DRAWING.data(facts)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert [issue["id"] for issue in found["issues"]] == [issue.id for issue in facts.issues]
    assert len(found["issues"][0]["sweep"]) == 10
