"""The structured questions on the page: each with what comes of it, its address and its passages."""

import json

from estimative.report.as_json import assessment_json
from estimative.report.links import passage_row, row_of


def section(case):
    (found,) = [node for node in case.tree.find("section") if node.attrs.get("id") == "stress"]
    return found


def rows(case):
    return {node.attrs["data-path"]: node for node in section(case).find("tr") if "data-path" in node.attrs}


def test_the_worked_cases_page_asks_who_else_could_have_the_role(shown):
    row = rows(shown("flagship"))["actors/taliban/options/operator"]
    words = " ".join(row.text().split())
    assert "Who else could offer this role? The case lists nobody." in words
    assert "None of these instead of success, in conflict analysis." in words
    assert "The rival need not be wanted for itself." in words
    assert "Over all methods success still leads." in words
    targets = {node.attrs["href"] for node in row.find("a")}
    assert f"#{row_of('actors/taliban/options/operator')}" in targets
    assert f"#{passage_row('epc-2021#p19')}" in targets


def test_every_question_of_the_json_stands_on_the_page_in_its_order(shown, flagship_assessed):
    found = assessment_json(flagship_assessed())["stress"]
    text = " ".join(section(shown("flagship")).text().split())
    places = [text.index(" ".join(one["question"].split())) for one in found]
    assert places == sorted(places)
    assert len(places) > 10
    json.dumps(found)


def test_a_threshold_stands_there_as_a_number_that_leads_on(shown):
    row = rows(shown("flagship"))["actors/taliban/options/agencies"]
    assert "3.5" in [node.text() for node in row.find("a")]
