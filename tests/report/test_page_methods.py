"""The annex has all that every method shows, each picture with its table, and the pooled figures where asked for."""

import pytest

from estimative.report.links import method_row, shown_row
from estimative.report.methods.exhibits import drawings
from estimative.report.wording import number, plain_number

WITH_SECTIONS_OF_THEIR_OWN = {"conflict"}
"""Where the play leads and the map of the conflict: these stand in the annex already."""


def words(node):
    return " ".join(node.text().split())


def cells(row):
    return [words(cell) for cell in row.children if cell.tag in {"th", "td"}]


def drawn(case):
    """The methods that ran and bring a drawing, with what it shows."""
    return {
        method: drawings()[method].exhibits(case.facts.case, found)
        for method, found in case.facts.shown.items()
        if method in drawings() and method not in WITH_SECTIONS_OF_THEIR_OWN
    }


@pytest.mark.parametrize("name", ["flagship", "flagship-with-rival"])
def test_the_annex_shows_every_exhibit_of_every_method_that_ran(shown, name):
    case = shown(name)
    found = drawn(case)
    assert len(found) >= 3
    for method, exhibits in found.items():
        (section,) = case.tree.find("section", id=shown_row(method))
        text = words(section)
        assert [node.attrs["id"] for node in section.find("h3")] == [
            f"{shown_row(method)}-{exhibit.id}" for exhibit in exhibits
        ]
        for exhibit in exhibits:
            for sentence in (exhibit.title, *exhibit.sentences, exhibit.described):
                assert " ".join(sentence.split()) in text
        tables = [exhibit.table for exhibit in exhibits if exhibit.table is not None]
        for table, node in zip(tables, section.find("table"), strict=True):
            head, *rows = node.find("tr")
            assert cells(head) == [" ".join(column.split()) for column in table.columns]
            assert [cells(row) for row in rows] == [[" ".join(cell.text.split()) for cell in row] for row in table.rows]


def test_cells_lead_to_their_address_and_figures_without_one_to_the_method(shown):
    case = shown("flagship")
    for method, exhibits in drawn(case).items():
        (section,) = case.tree.find("section", id=shown_row(method))
        nodes = [cell for row in section.find("tr") for cell in row.children if cell.tag in {"th", "td"}]
        links = {link.attrs["href"] for node in nodes for link in node.find("a")}
        paths = {cell.path for one in exhibits if one.table for row in one.table.rows for cell in row if cell.path}
        assert paths
        assert {f"#path-{path}" for path in paths} <= links
        assert links <= {f"#path-{path}" for path in paths} | {f"#{method_row(method)}"}


def test_every_picture_of_a_method_is_followed_by_its_table(shown):
    case = shown("flagship")
    for method, exhibits in drawn(case).items():
        (section,) = case.tree.find("section", id=shown_row(method))
        order = [node.tag for node in section.walk() if node.tag in {"h3", "figure", "table"}]
        assert order.count("figure") == sum(exhibit.picture is not None for exhibit in exhibits)
        for place, tag in enumerate(order):
            assert tag != "figure" or order[place + 1 : place + 2] == ["table"], (method, order)
    assert sum(len(section.find("figure")) for section in case.tree.find("section")) > 4


def test_the_contents_lead_to_each_of_them(shown):
    case = shown("flagship")
    links = [link.attrs["href"] for link in case.tree.find("nav")[0].find("a")]
    sections = [f"#{shown_row(method)}" for method in drawn(case)]
    assert [href for href in links if href.startswith("#shown-")] == sections


def test_what_does_not_forecast_stands_apart(shown):
    case = shown("flagship")
    assert case.facts.beside == ("influence",)
    (section,) = case.tree.find("section", id=shown_row("influence"))
    assert "It says nothing of where things lead, has no part in the bands above, and is never pooled." in words(
        section
    )
    (methods,) = case.tree.find("section", id="methods")
    rows = [cells(row) for row in methods.find("tr")]
    for key, found in case.facts.scenarios.items():
        assert [key, "influence analysis", "balance of force", number(found.balances["influence"].mean)] in rows
    assert len(case.facts.convergence.distances) == sum(
        row[0] in NAMES and row[1] in NAMES for row in rows if len(row) == 3
    )


NAMES = {"conflict analysis", "bargaining", "weighing evidence", "cross-impact balances"}


def test_the_pool_stands_in_the_annex_with_its_floors_where_it_was_asked_for(shown):
    case = shown("hostile")
    pool = case.facts.pool
    (section,) = case.tree.find("section", id="pool")
    head, *rows = section.find("tr")
    assert len(pool.by_floor) == 3
    assert cells(head)[1:] == [f"floor {plain_number(floor)}" for floor in pool.by_floor]
    assert [cells(row)[1:] for row in rows] == [
        [number(by[key]) for by in pool.by_floor.values()] for key in pool.pooled
    ]
    assert {link.attrs["href"] for link in head.find("a")} == {"#run-floors"}
    (floors,) = case.rows["run-floors"]
    assert cells(floors)[1] == ", ".join(plain_number(floor) for floor in pool.by_floor)
    text = words(section)
    for method, exponent in pool.exponents[""].items():
        assert number(exponent) in text
        assert method in case.facts.methods
    (front,) = case.tree.find("article", class_="front")
    assert "pool" not in words(front).casefold()


def test_where_there_is_nothing_to_pool_it_says_so_and_where_nobody_asked_nothing_is_said(shown):
    (section,) = shown("empty").tree.find("section", id="pool")
    assert "No method tells anything that could be pooled." in words(section)
    for name in ("flagship", "calm"):
        assert shown(name).facts.pool is None
        assert shown(name).tree.find("section", id="pool") == []
        assert shown(name).rows["run-floors"] == []
