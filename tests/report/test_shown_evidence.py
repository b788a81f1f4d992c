"""How the weighing of evidence is shown: sentences, tables whose cells lead somewhere, pictures, JSON."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from estimative.assessment.evidence import JOIN
from estimative.base.likelihood import words_of_likelihood
from estimative.case.longform import from_long
from estimative.case.paths import at
from estimative.ensemble.draws import Draws
from estimative.exchange.case_files import read_case
from estimative.report.methods.evidence import DRAWING, by_strength
from estimative.report.methods.evidence_pictures import MOST_ITEMS, order_picture, table_picture


def case_of(count=3, **changes):
    evidence = {
        f"item-{k}": {
            "text": f"sign number {k}",
            "reliability": "B2",
            "ratings": {"wet": {"value": "C", "range": ["CC", "N"]}, "dry": ["I", "N", "II"][k % 3]},
            "cites": ["memo#p1"],
        }
        for k in range(count)
    }
    data = {
        "id": "weather",
        "people": {"paper": {"name": "The Paper", "kind": "author"}},
        "sources": {"memo": {"title": "A memo", "passages": {"p1": {"at": [0, 4], "sha256": "0" * 16}}}},
        "drivers": {"sky": {"variants": ["no", "rain", "snow"]}},
        "scenarios": {"wet": {"when": "sky = rain"}, "dry": {"when": "sky = no"}},
        "evidence": evidence,
        "reference_classes": {
            "days": {"text": "rainy days", "happened": 1, "of": 4, "scenario": "wet", "chosen_by": "paper"}
        },
    }
    return from_long({**data, **changes})


def shown(case):
    facts = JOIN.prepare(case, {}, {}, frozenset()).facts(Draws(100, 0))
    return facts, DRAWING.exhibits(case, facts)


@pytest.fixture
def flagship(root):
    return read_case(root / "cases" / "kabul-airport-2021" / "case.yaml").case


def everything_said(exhibits):
    for one in exhibits:
        yield from (one.title, *one.sentences, one.described)
        if one.table is not None:
            yield from (*one.table.columns, one.table.note, *(cell.text for row in one.table.rows for cell in row))


def test_every_cell_that_leads_somewhere_leads_to_something(flagship):
    for case in (case_of(), flagship):
        paths = [
            cell.path
            for one in shown(case)[1]
            if one.table is not None
            for row in one.table.rows
            for cell in row
            if cell.path is not None
        ]
        assert any(path.startswith("evidence/") and "/ratings/" in path for path in paths)
        assert any(path.startswith("reference_classes/") for path in paths)
        for path in paths:
            at(case, path)


def test_tables_are_rectangular_and_exhibits_have_names_of_their_own(flagship):
    for case in (case_of(), flagship):
        exhibits = shown(case)[1]
        assert len({one.id for one in exhibits}) == len(exhibits)
        assert [one.id for one in exhibits][:2] == ["table", "orders"]
        for one in exhibits:
            assert one.sentences
            if one.table is not None:
                assert {len(row) for row in one.table.rows} <= {len(one.table.columns)}
            assert bool(one.picture) == bool(one.described)


def test_nothing_computed_is_called_by_a_word_of_likelihood():
    said = " ".join(everything_said(shown(case_of())[1])).casefold()
    for word in words_of_likelihood() | {"probability", "chance"}:
        assert not re.search(rf"\b{re.escape(word)}\b", said), word


def test_pictures_are_whole_have_a_text_and_link_to_the_rows(flagship):
    facts, exhibits = shown(flagship)
    pictures = [one.picture for one in exhibits if one.picture]
    assert len(pictures) == 2
    for picture in pictures:
        tree = ElementTree.fromstring(str(picture))  # noqa: S314 - our own
        assert tree.find("{http://www.w3.org/2000/svg}desc").text
    assert 'href="#path-evidence/kandahar"' in pictures[0]
    assert len(re.findall(r'href="#path-evidence/[a-z0-9-]+"', pictures[0])) == len(facts.items)


def test_a_table_too_large_for_a_picture_says_so_or_has_none():
    case = case_of(MOST_ITEMS + 5)
    _, exhibits = shown(case)
    assert len(exhibits[0].table.rows) == MOST_ITEMS + 5
    assert any("five weakest items" in text for text in exhibits[0].sentences)
    many = {f"s-{k}": {"when": f"sky = v-{k}"} for k in range(8)}
    wide = case_of(
        drivers={"sky": {"variants": [f"v-{k}" for k in range(9)]}},
        scenarios=many,
        evidence={"i": {"text": "x", "ratings": {"s-1": "C", "s-2": "I"}}},
        reference_classes={},
    )
    assert shown(wide)[1][0].picture is None


def test_the_most_telling_item_stands_first_and_what_is_left_out_last():
    case = case_of()
    evidence = {
        "weak": {"text": "weak", "reliability": "E5", "ratings": {"wet": "C", "dry": "I"}},
        "gone": {"text": "gone", "retracted": True, "ratings": {"wet": "CC", "dry": "II"}},
        "strong": {"text": "strong", "ratings": {"wet": "C", "dry": "I"}},
    }
    facts, exhibits = shown(case_of(evidence=evidence))
    assert by_strength(facts) == ["strong", "weak", "gone"]
    assert any("most telling item: strong (4 : 1)" in text for text in exhibits[0].sentences)
    assert [row[2].text for row in exhibits[0].table.rows] == ["1.00", "0.04", "left out"]
    assert case.scenarios


def test_hostile_words_stay_words():
    case = case_of(
        evidence={"bad": {"text": "<script>alert(1)</script>\u202e", "group": "g", "ratings": {"wet": "C", "dry": "I"}}}
    )
    facts, exhibits = shown(case)
    assert "<script" not in str(table_picture(case, facts, by_strength(facts)))
    assert "<script" not in str(order_picture(case, facts))
    assert exhibits[0].table.rows[0][0].text.startswith("<script>")  # text, to be escaped by who draws it


def test_the_outside_view_says_what_it_is_not():
    outside = next(one for one in shown(case_of())[1] if one.id == "outside")
    said = " ".join(outside.sentences)
    assert "make no prior" in said
    assert "prior is equal" in said
    assert "author" in outside.table.rows[0][-1].text
    assert "fewer than ten" in outside.table.rows[0][-1].text
    used = next(one for one in shown(case_of(settings={"evidence": {"prior": "classes"}}))[1] if one.id == "outside")
    assert any("make the prior" in text for text in used.sentences)
    bare = next(one for one in shown(case_of(reference_classes={}))[1] if one.id == "outside")
    assert bare.table is None
    assert any("no reference class" in text for text in bare.sentences)


def test_the_data_are_plain_json(flagship):
    facts, _ = shown(flagship)
    found = DRAWING.data(facts)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["hypotheses"].keys() == facts.hypotheses.keys()
