"""Judgments that carry the result, on the page: picture, table and counts; the range beside a support."""

from __future__ import annotations

import json
import re

import pytest

from estimative.assessment.run import Ensemble, run_methods
from estimative.assessment.weights import NONE
from estimative.case.longform import patched
from estimative.desk.assess import assess
from estimative.report.as_json import assessment_json
from estimative.report.charts.draw_tornado import draw_tornado
from estimative.report.charts.facts_tornado import TornadoBar, TornadoPanel, tornado_facts
from estimative.report.charts.ink import PAPER
from estimative.report.page import page_html
from estimative.report.page.carried import carried
from estimative.report.wording import number
from tests.report.cases import CALM, EMPTY
from tests.report.tree import read

DRAWS = 800


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    return made(tmp_path_factory.mktemp("calm"), CALM)


@pytest.fixture(scope="module")
def page(facts):
    return read(page_html(facts))


def made(folder, data, draws=DRAWS, **more):
    path = folder / "case.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    return assess(path, Ensemble(draws=draws), **more)


def reaches(facts, flip):
    """The support of none with the judgment fixed where it overturns: a range takes in these too."""
    case = patched(facts.case, flip.patch)
    return run_methods(case, Ensemble(draws=DRAWS), only=["conflict"])["conflict"].supports[NONE].mean


def test_a_bar_goes_from_the_low_end_to_the_high_end_around_the_support(facts):
    (panel,) = tornado_facts(facts)
    sways = facts.sensitivity.sways
    assert (panel.name, panel.mean) == ("none of these", facts.none["conflict"].mean)  # the greater support
    assert [bar.path for bar in panel.bars] == ["actors/north/wants/cheap/rank", "actors/north/wants/gas/rank"]
    for bar in panel.bars:
        sway = sways[bar.path]["conflict"][NONE]
        assert (bar.at_low, bar.at_high) == (sway.at_low, sway.at_high)
    low, high = facts.none["conflict"].range
    reached = [reaches(facts, flip) for flip in facts.flips.of_size(1) if "conflict" in flip.moves]
    assert low == min([*(bar.least for bar in panel.bars), *reached])
    assert high == max([*(bar.greatest for bar in panel.bars), *reached])
    assert tornado_facts(facts, most=1)[0].left_out == 1


def test_every_figure_of_the_picture_is_in_the_table_beside_it(facts, page):
    (section,) = page.find("section", id="carrying")
    (svg,) = section.find("svg")
    drawn = set(re.findall(r"\d\.\d\d", " ".join(node.text() for node in svg.find("text"))))
    listed = {text for row in section.find("tbody") for text in re.findall(r"\d\.\d\d", row.text())}
    support = {number(panel.mean) for panel in tornado_facts(facts)}
    assert drawn
    assert drawn - support <= listed
    assert {link.attrs["data-path"] for link in svg.find("a")} == {"settings", *facts.sensitivity.carrying}


def test_counts_leave_no_judgment_out(facts):
    rows = carried(facts)
    numbers = [int(text.split()[0]) for text in rows.counts]
    assert numbers[0] == facts.judgment_count == sum(numbers[1:])
    assert {row.path for row in rows.rows} == set(facts.carrying)
    assert any("have no range" in text for text in rows.counts)
    assert [row.name for row in rows.orders] == ["North: order of wants"] * len(rows.orders)
    assert rows.orders


def test_the_range_stands_beside_the_support_on_the_front(facts, page):
    (front,) = page.find("article", class_="front")
    low, high = facts.scenarios["built"].supports["conflict"].range
    ranges = [node.text() for node in front.find("span", class_="range")]
    assert ranges == [f"({number(low)}–{number(high)})"]
    assert f"{len(facts.carrying)} carry the result" in front.text()


def test_with_few_draws_nothing_is_claimed(tmp_path):
    facts = made(tmp_path, CALM, draws=399)
    assert tornado_facts(facts) == ()
    assert any("fewer than 400 draws" in text for text in carried(facts).counts)
    text = read(page_html(facts)).text()
    assert "too few draws" in text
    assert "throughout" not in facts.scenarios["built"].implies
    found = assessment_json(facts)
    sways = [sway for by in found["sensitivity"].values() for keys in by.values() for sway in keys.values()]
    assert {sway["index"] for sway in sways} == {None}
    assert found["judgments"]["carrying"] is None
    assert found["scenarios"]["built"]["support"]["conflict"]["range"] is None


def test_without_judgments_the_picture_is_empty_and_said_to_be(tmp_path):
    facts = made(tmp_path, EMPTY)
    assert draw_tornado(tornado_facts(facts)) == ""
    assert carried(facts).counts[0] == "0 judgments"


def test_json_has_the_sways_the_ranges_and_the_order(facts):
    found = assessment_json(facts)
    assert found["judgments"]["order"] == list(facts.sensitivity.order)
    sway = found["sensitivity"]["actors/north/wants/gas/rank"]["conflict"]["built"]
    assert sway["interval"][0] <= sway["index"] <= sway["interval"][1]
    order = found["sensitivity"]["actors/north/wants"]["conflict"][NONE]
    assert (order["at_low"], order["at_high"]) == (None, None)
    low, high = found["scenarios"]["built"]["support"]["conflict"]["range"]
    assert low <= found["scenarios"]["built"]["support"]["conflict"]["mean"] <= high


def test_throughout_is_said_where_no_judgment_takes_the_support_away(tmp_path):
    firm = json.loads(json.dumps(CALM))
    firm["actors"]["north"]["wants"]["cheap"]["rank"] = 5
    del firm["actors"]["north"]["wants"]["cheap"]["range"]
    assert made(tmp_path, firm).scenarios["built"].implies == "holds throughout"
    assert made(tmp_path, firm, draws=100).scenarios["built"].implies == "mostly holds"


def test_what_goes_beyond_both_ends_has_a_line_and_paper_has_no_links():
    bent = TornadoBar("a", "bent", 0.5, 0.5, 0.1, 0.9)
    straight = TornadoBar("b", "straight", 0.2, 0.8, 0.2, 0.8)
    drawn = [
        str(draw_tornado([TornadoPanel("m", "s", "scenarios/s", 0.5, (bar,), 0)], PAPER)) for bar in (bent, straight)
    ]
    assert drawn[0].count(PAPER.quiet) > drawn[1].count(PAPER.quiet)
    assert "<a " not in drawn[0]
