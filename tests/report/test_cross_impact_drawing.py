"""What cross-impact balances show: plain sentences, tables whose cells lead somewhere, safe pictures, JSON."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from estimative.assessment.cross_impact import JOIN
from estimative.base.likelihood import words_of_likelihood
from estimative.case.longform import from_long
from estimative.case.paths import at
from estimative.ensemble.draws import Draws
from estimative.exchange.case_files import read_case
from estimative.inquiry.dropping import drop
from estimative.report.charts.ink import PAPER
from estimative.report.methods.cross_impact import DRAWING
from estimative.report.methods.cross_impact_pictures import grid_picture, matrix_picture

FOLLOW = {"a=yes": {"b=yes": {"value": 1, "range": [0, 3]}}, "a=no": {"b=no": 1}, "b=yes": {"a=no": -2}}


def case_of(impacts=FOLLOW, **changes):
    data = {
        "id": "small",
        "drivers": {"a": {}, "b": {}},
        "impacts": impacts,
        "scenarios": {"s": {"when": "a and b"}, "t": {"when": "not a"}},
    }
    return from_long({**data, **changes})


def shown(case, dropped=()):
    facts = JOIN.prepare(case, {}, {}, frozenset(dropped)).facts(Draws(100, 0))
    return facts, {one.id: one for one in DRAWING.exhibits(case, facts)}


@pytest.fixture
def flagship(root):
    return read_case(root / "cases" / "kabul-airport-2021" / "case.yaml").case


def said(exhibits):
    for one in exhibits.values():
        yield from (one.title, *one.sentences, one.described)
        if one.table is not None:
            yield from (*one.table.columns, one.table.note, *(cell.text for row in one.table.rows for cell in row))


def test_every_cell_and_every_mark_leads_to_something(flagship):
    for case in (case_of(), flagship):
        _, exhibits = shown(case)
        cells = [cell for one in exhibits.values() if one.table for row in one.table.rows for cell in row]
        paths = {cell.path for cell in cells if cell.path is not None}
        drawn = {path for one in exhibits.values() for path in re.findall(r'data-path="([^"]+)"', one.picture or "")}
        assert any(path.startswith("impacts/") for path in paths)
        assert any(path.startswith("impacts/") for path in drawn)
        for path in paths | drawn:
            at(case, path)


def test_tables_are_rectangular_and_pictures_are_described(flagship):
    _, exhibits = shown(flagship)
    assert list(exhibits) == ["consistent", "attractors", "matrix", "grid"]
    for one in exhibits.values():
        assert one.sentences
        assert {len(row) for row in one.table.rows} == {len(one.table.columns)}
        assert bool(one.picture) == bool(one.described)
    assert len(exhibits["matrix"].table.rows) == sum(len(row) for row in flagship.impacts.values())


def test_nothing_computed_is_called_by_a_word_of_likelihood(flagship):
    for case in (case_of(), flagship):
        words = " ".join(said(shown(case)[1])).casefold()
        for word in words_of_likelihood() | {"probability", "chance"}:
            assert not re.search(rf"\b{re.escape(word)}\b", words), word


def test_pictures_are_whole_and_have_a_text_on_page_and_paper(flagship):
    facts, _ = shown(flagship)
    for draw in (matrix_picture, grid_picture):
        for picture in (draw(flagship, facts), draw(flagship, facts, PAPER)):
            tree = ElementTree.fromstring(str(picture))  # noqa: S314 - our own
            assert tree.find("{http://www.w3.org/2000/svg}desc").text
    assert 'href="#path-impacts/turkey.withdraw=no/taliban.operator=nothing"' in matrix_picture(flagship, facts)
    assert "href" not in matrix_picture(flagship, facts, PAPER)


def test_what_hangs_together_and_where_the_status_quo_runs_is_said():
    follow = {"a=yes": {"b=yes": 1}, "a=no": {"b=no": 1}}
    _, exhibits = shown(case_of(follow, now={"a": "yes", "b": "no"}))
    assert "Two pictures of 4 hang together." in exhibits["consistent"].sentences
    assert any(
        "in one step ends in: nobody does anything; a; b (s)" in text for text in exhibits["attractors"].sentences
    )
    assert "Nothing pushes on a, so every start keeps its own." in exhibits["matrix"].sentences
    assert [row[1].path for row in exhibits["consistent"].table.rows] == ["scenarios/t", "scenarios/s"]


def test_rounds_rules_and_what_is_held_are_said():
    turning = {"a=yes": {"b=yes": 1}, "a=no": {"b=no": 1}, "b=yes": {"a=no": 1}, "b=no": {"a=yes": 1}}
    _, exhibits = shown(case_of(turning, rules={"r": {"never": "a and b"}}))
    assert exhibits["consistent"].table is None
    assert any("No picture hangs together" in text for text in exhibits["consistent"].sentences)
    assert exhibits["attractors"].table.rows[0][1].text == "goes round four states"
    assert (
        "1.00 of the starts end going round; each state of a round counts its share."
        in exhibits["attractors"].sentences
    )
    assert any("a rule forbids a state" in text for text in exhibits["attractors"].sentences)
    _, exhibits = shown(case_of(turning, now={"a": "yes"}, held=["a"]))
    assert "Held as they are: a." in exhibits["consistent"].sentences


def test_an_impact_that_fell_away_leads_nowhere():
    gone = drop(case_of(), ["impacts/a=yes/b=yes"])
    _, exhibits = shown(gone.apply(case_of()), gone.falls)
    assert any(cell.text == "0" and cell.path is None for row in exhibits["matrix"].table.rows for cell in row)
    assert any("fell away" in text for text in exhibits["matrix"].sentences)


def test_what_is_too_large_for_a_picture_is_in_the_table():
    drivers = {"a": {"variants": [f"v{k}" for k in range(50)]}, "b": {}}
    case = case_of({"b=yes": {"a=v7": 1}, "a=v3": {"b=yes": 2}}, drivers=drivers, scenarios={"s": {"when": "b"}})
    _, exhibits = shown(case)
    assert exhibits["matrix"].picture is None
    assert any("more variants than a picture can show" in text for text in exhibits["matrix"].sentences)
    assert len(exhibits["matrix"].table.rows) == 2
    assert "not shown" in exhibits["consistent"].table.note


def test_data_are_plain_json(flagship):
    facts, _ = shown(flagship)
    found = json.loads(json.dumps(DRAWING.data(facts)))
    assert len(found["impacts"]) == len(facts.impacts)
    assert found["consistent"][0]["at"]["state"] == dict(facts.consistent[0].at.state)


def test_names_from_strangers_are_escaped():
    actors = {"w": {"name": "<script>alert(1)</script>", "options": {"x": {}}}}
    case = case_of({"w.x=yes": {"b=yes": 1}}, actors=actors)
    facts, _ = shown(case)
    for picture in (matrix_picture(case, facts), grid_picture(case, facts)):
        assert "<script" not in picture
