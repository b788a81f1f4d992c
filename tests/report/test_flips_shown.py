"""What overturns the result, drawn three times: page, terminal and JSON say the same."""

from __future__ import annotations

import pytest

from estimative.case.longform import from_long, to_long
from estimative.case.patches import merge_patch
from estimative.cli import assessment_text
from estimative.report.as_json import assessment_json
from tests.report.test_page_front import said

GAS = "actors/north/wants/gas/rank"


@pytest.fixture
def calm(shown):
    return shown("calm")


def test_the_json_has_every_flip_with_the_patch_that_makes_it(calm):
    data = assessment_json(calm.facts)
    assert [[change["path"] for change in flip["changes"]] for flip in data["flips"]] == [
        list(flip.paths) for flip in calm.facts.flips.flips
    ]
    flip = data["flips"][0]
    (change,) = flip["changes"]
    assert change == {"path": GAS, "from": 2, "to": 1, "low": 1, "high": 3}
    assert (flip["from"], flip["to"], flip["verified"]) == ("none", "built", True)
    assert flip["moves"]["conflict"]["to"] == "built"
    changed = from_long(merge_patch(to_long(calm.facts.case), flip["patch"]))
    assert changed.actors["north"].wants["gas"].rank.value == 1
    assert data["flip_search"]["sentence"] == calm.facts.flips.sentence
    assert data["flip_search"]["exact_to"] == 2


def test_the_lines_are_the_same_in_json_and_terminal_and_single_judgments_come_first(calm, capsys):
    lines = assessment_json(calm.facts)["overturned_by"]
    assert lines[0]["text"].startswith("If “North: rank of gas” (stated 2, thought to lie between 1 and 3) is 1, ")
    assert lines[0]["paths"] == [GAS]
    assessment_text.show(calm.facts)
    printed = " ".join(capsys.readouterr().out.split())
    assert all(" ".join(line["text"].split()) in printed for line in lines[: assessment_text.MOST_OVERTURNING])
    assert calm.facts.flips.sentence in printed
    assert "not yet computed" not in printed


def test_the_annex_has_a_row_for_every_judgment_of_a_flip(calm):
    (section,) = calm.tree.find("section", id="overturned")
    row, *_ = (row for row in section.find("tr") if row.attrs.get("data-path") == GAS)
    assert "stated 2, thought to lie between 1 and 3" in said(row)
    assert "instead of none of these" in said(row)
    assert calm.facts.flips.sentence in said(section)


def test_single_judgments_bind_confidence_first(calm):
    reason = calm.facts.confidence.reasons[0]
    assert reason.leaves == "low"
    texts = [one.text for one in calm.facts.confidence.reasons if one.leaves == "low"]
    assert "2 judgments each overturn the result alone: North: rank of gas; North: rank of cheap." in texts
    assert calm.facts.confidence.not_computed == ()
