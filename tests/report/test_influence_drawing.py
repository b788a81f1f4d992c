"""What the analysis of influence shows: roads first, plain sentences, pictures that are safe and lead to their rows."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from estimative.assessment.influence import JOIN
from estimative.base.likelihood import words_of_likelihood
from estimative.case.longform import from_long
from estimative.case.paths import records
from estimative.ensemble.draws import Draws
from estimative.exchange.case_files import read_case
from estimative.report.charts.ink import PAPER
from estimative.report.methods.influence import DRAWING
from estimative.report.methods.influence_pictures import MOST_DRAWN, draw_network, draw_power, draw_sides

PICTURES = (draw_network, draw_power, draw_sides)


def facts_of(case):
    return JOIN.prepare(case, {}, {}).facts(Draws(300, 1))


@pytest.fixture(scope="module")
def flagship(root):
    case = read_case(root / "cases" / "kabul-airport-2021" / "case.yaml").case
    return case, facts_of(case)


def small(**changes):
    data = {
        "id": "small",
        "actors": {"a": {"options": {"go": {}}}, "b": {"options": {"give": {"grants": {"yes": "a"}}}}, "c": {}},
        "influence": {"a": {"c": 2}, "c": {"b": 3}},
        "objectives": {"o": {"serves": ["s"], "stakes": {"a": 3, "b": -2, "c": 1}}},
        "scenarios": {"s": {"when": "b.give"}, "t": {"when": "not b.give"}},
    }
    data.update(changes)
    return from_long(data)


def shown(case):
    return {exhibit.id: exhibit for exhibit in DRAWING.exhibits(case, facts_of(case))}


def words(exhibit):
    cells = [cell.text for row in exhibit.table.rows for cell in row] if exhibit.table else []
    return [exhibit.title, exhibit.described, *exhibit.sentences, *cells, exhibit.table.note if exhibit.table else ""]


def test_roads_power_and_one_picture_of_convergence_come_first(flagship):
    assert [exhibit.id for exhibit in DRAWING.exhibits(*flagship)] == ["roads", "power", "sides", "forces"]


def test_the_brief_s_roads_are_said_in_a_sentence(flagship):
    roads = DRAWING.exhibits(*flagship)[0]
    assert (
        "Turkey reaches Taliban best through Pakistan, or through Qatar (2 of 4); directly it is 1." in roads.sentences
    )
    assert roads.table.rows[0][0].text == "Turkey → Pakistan → Taliban"
    assert roads.table.rows[0][1].path == "influence/turkey/pakistan"


def test_every_address_leads_somewhere(flagship):
    case, _ = flagship
    known = records(case)
    paths = {
        cell.path
        for exhibit in DRAWING.exhibits(*flagship)
        for row in exhibit.table.rows
        for cell in row
        if cell.path is not None
    }
    drawn = {path for draw in PICTURES for path in re.findall(r'data-path="([^"]+)"', draw(*flagship))}
    assert len(paths) > 10
    assert len(drawn) > 10
    assert (paths | drawn) <= set(known)


def test_no_word_of_likelihood_is_used_for_what_is_computed(flagship):
    said = " ".join(text for exhibit in DRAWING.exhibits(*flagship) for text in words(exhibit)).lower()
    for word in words_of_likelihood():
        assert not re.search(rf"\b{re.escape(word.lower())}\b", said), word


@pytest.mark.parametrize("draw", PICTURES)
def test_a_picture_is_one_of_its_own_with_title_and_description_and_no_script(flagship, draw):
    svg = draw(*flagship, ink=PAPER)
    tree = ET.fromstring(svg)  # noqa: S314 - made by us
    names = [tag.tag.rpartition("}")[2] for tag in tree.iter()]
    assert names[:3] == ["svg", "title", "desc"]
    assert not {"script", "foreignObject", "image"} & set(names)
    assert str(draw(*flagship, ink=PAPER)) == str(svg)
    ids = re.findall(r'\bid="([^"]+)"', "".join(draw(*flagship) for draw in PICTURES))
    assert len(set(ids)) == len(ids)


def test_boxes_of_the_network_do_not_lie_on_each_other(flagship):
    tree = ET.fromstring(draw_network(*flagship, ink=PAPER))  # noqa: S314 - made by us
    boxes = [
        tuple(float(rect.get(key)) for key in ("x", "y", "width", "height"))
        for rect in tree.iter("{http://www.w3.org/2000/svg}rect")
        if rect.get("rx") == "6"
    ]
    assert len(boxes) == 10
    for i, (x, y, width, height) in enumerate(boxes):
        assert 0 <= x <= 800 - width
        for other_x, other_y, other_width, other_height in boxes[i + 1 :]:
            apart = (
                x + width < other_x or other_x + other_width < x or y + height < other_y or other_y + other_height < y
            )
            assert apart


def test_names_from_a_case_are_escaped_in_pictures():
    case = small(actors={"a": {"name": "<script>x</script>", "options": {"go": {}}},
                         "b": {"options": {"give": {"grants": {"yes": "a"}}}}, "c": {}})  # fmt: skip
    for draw in PICTURES:
        assert "<script" not in draw(case, facts_of(case))


def test_of_a_scenario_that_no_objective_speaks_of_nothing_is_said():
    forces = shown(small())["forces"]
    assert any("leads to or away from t: a half stands there and says nothing" in text for text in forces.sentences)
    assert [cell.text for cell in forces.table.rows[1]] == ["t", "none", "0.0", "0.0", "0.50", "0.50"]
    # a moves c by 2 and b through c by 2 (I 4, D 0), c moves b by 3 (I 3, D 2); b moves nobody and counts for nothing
    assert forces.table.rows[0][4].text == "1.00"


def test_who_moves_nobody_is_named_and_who_is_torn():
    found = shown(small())
    assert any(text.endswith("counts for nothing: b.") for text in found["power"].sentences)
    assert any("Nobody is torn" in text for text in found["sides"].sentences)


def test_where_no_road_leads_it_says_so_and_draws_nothing():
    found = shown(small(influence={"b": {"a": 1}}))
    assert "No road leads from a to b." in found["roads"].sentences
    assert found["roads"].picture is None
    assert found["roads"].table is None


def test_without_objectives_and_scenarios_two_exhibits_are_left():
    found = shown(small(objectives={}, scenarios={}))
    assert list(found) == ["roads", "power"]
    assert not found["power"].sentences[-1].endswith("b.")


def test_a_crowd_is_drawn_in_part_and_it_says_so():
    names = [f"n{i:02}" for i in range(40)]
    actors = {"a": {"options": {"go": {}}}, "b": {"options": {"give": {"grants": {"yes": "a"}}}}}
    actors |= {name: {} for name in names}
    influence = {"a": {names[0]: 4}, names[0]: {"b": 4}} | {name: {"a": 1} for name in names[1:]}
    case = small(actors=actors, influence=influence, objectives={}, scenarios={})
    facts = facts_of(case)
    svg = draw_network(case, facts)
    assert svg.count('rx="6"') == MOST_DRAWN
    assert "not drawn: 18 actors not on these roads" in svg
    assert draw_sides(case, facts) == ""


def test_the_data_are_json_and_hold_every_table(flagship):
    found = json.loads(json.dumps(DRAWING.data(flagship[1]), allow_nan=False))
    for name in ("MDI", "MDII", "MMDII", "I", "D", "R", "Q", "net_influence", "3MAO", "3CAA", "ambivalence_2"):
        assert name in found["stated"]
    assert found["reading"] == "excluded"
    assert found["roads"][0]["roads"][0]["actors"] == ["turkey", "pakistan", "taliban"]
    assert found["forces"]["success"]["objectives"]["self-reliance"] == -1
    assert found["weights"]["turkey"]["first"] >= 0
