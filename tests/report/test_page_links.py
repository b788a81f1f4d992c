"""Every number on the page leads to the line of the case that it comes from, and from there to passages it rests on.

The design has no exceptions but two. A number stands in an element that names an address of the case (`data-path`), or
in a link to a row of the page's own registers (figures of the run, states, methods, passages, the case as a whole), or
in such a row itself. Beside that there are dates (`time`) and what is no text of the page (`title`, `style`).
"""

import re

import pytest

from estimative.assessment.weights import NONE
from estimative.case.citations import cited
from estimative.case.paths import cites, records
from estimative.report.links import passage_row, row_of
from estimative.report.wording import number

REGISTERS = ("run-", "state-", "method-", "passage-", "case-")
NO_TEXT = {"title", "style"}


def inner_links(node):
    return [link for link in node.find("a") if link.attrs.get("href", "").startswith("#")]


def register_of(node):
    """Whether a piece of the page is a row of a register, or a link to one."""
    names = (node.attrs.get("id", ""), node.attrs.get("href", "").removeprefix("#") if node.tag == "a" else "")
    return any(name.startswith(REGISTERS) for name in names)


def test_every_id_stands_once(every):
    ids = [node.attrs["id"] for node in every.tree.walk() if "id" in node.attrs]
    assert len(ids) == len(set(ids))


def test_every_link_leads_to_something_on_the_page(every):
    ids = {node.attrs["id"] for node in every.tree.walk() if "id" in node.attrs}
    links = [link.attrs["href"] for link in every.tree.find("a")]
    assert links
    assert [href for href in links if not href.startswith("#")] == []
    assert sorted({href[1:] for href in links} - ids) == []


def test_every_record_and_judgment_has_its_row_with_its_line(every):
    for path in records(every.facts.case):
        (row,) = every.rows[row_of(path)]
        assert row.attrs["data-path"] == path
        (line,) = row.find("td", class_="line")
        spot = every.facts.places.get(path)
        assert line.text() == (str(spot[0]) if spot is not None else "–")


def test_an_address_named_anywhere_exists_and_leads_to_its_row(every):
    known = records(every.facts.case)
    named = [node for node in every.tree.walk() if "data-path" in node.attrs]
    assert named
    for node in named:
        path = node.attrs["data-path"]
        assert path in known
        is_row = node.attrs.get("id") == row_of(path)
        leads = any(link.attrs["href"] == f"#{row_of(path)}" for link in inner_links(node))
        assert is_row or leads, node


def test_passages_beside_an_address_are_among_its_citations(every):
    links = [link for link in every.tree.find("a") if link.attrs["href"].startswith("#passage-")]
    around = [(link, link.near("data-path")) for link in links]
    assert all(node is not None for _, node in around)
    for link, node in around:
        allowed = {f"#{passage_row(citation)}" for citation in cites(every.facts.case, node.attrs["data-path"])}
        assert link.attrs["href"] in allowed


def test_the_row_of_an_address_links_every_passage_that_it_rests_on(every):
    for path in records(every.facts.case):
        (row,) = every.rows[row_of(path)]
        linked = [link.attrs["href"] for link in inner_links(row) if link.attrs["href"].startswith("#passage-")]
        assert linked == [f"#{passage_row(citation)}" for citation in cites(every.facts.case, path)]


def test_every_cited_passage_has_its_row_and_names_who_cites_it(every):
    for citation, places in cited(every.facts.case).items():
        (row,) = every.rows[passage_row(citation)]
        assert [link.attrs["data-path"] for link in row.find("a")] == [place for place in places if place]


def test_no_number_stands_outside(every):
    loose = []
    for node in every.tree.walk():
        if node.tag is not None or not re.search(r"\d", node.own_text):
            continue
        around = list(node.above())
        if any(here.tag in NO_TEXT or here.tag == "time" for here in around):
            continue
        if not any("data-path" in here.attrs or register_of(here) for here in around):
            loose.append(node.own_text)
    assert loose == []


def test_an_address_is_named_by_small_elements_only(every):
    """A data-path around half the page would make the test above worth nothing."""
    tags = {node.tag for node in every.tree.walk() if "data-path" in node.attrs}
    assert tags <= {"a", "li", "p", "tr"}


def test_a_number_that_is_a_link_is_a_number(every):
    numbers = [link for link in every.tree.find("a", class_="n") if "data-path" in link.attrs]
    assert all(re.search(r"\d", link.text()) or link.parent.near("aria-labelledby") for link in numbers)


@pytest.mark.parametrize("name", ["flagship", "flagship-with-rival", "calm"])
def test_each_support_is_on_the_first_page_and_leads_to_its_scenario(shown, name):
    case = shown(name)
    (front,) = case.tree.find("article", class_="front")
    shares = {(link.attrs.get("data-path"), link.text()) for link in front.find("a", class_="n")}
    for key, found in case.facts.scenarios.items():
        for support in found.supports.values():
            assert (f"scenarios/{key}", number(support.mean)) in shares
        plays = case.facts.plays["conflict"]["SEQ"]
        assert (f"scenarios/{key}", number(plays.no_deals[key])) in shares
    home = "question" if case.facts.case.question else "settings"
    assert (home, number(case.facts.none["conflict"].mean)) in shares
    assert NONE not in case.facts.case.scenarios


def test_judgments_are_shown_with_their_ranges(shown):
    case = shown("flagship")
    (actors,) = case.tree.find("section", id="actors")
    ranks = {link.attrs["data-path"]: link.text() for link in actors.find("a", class_="n")}
    assert ranks["actors/taliban/wants/western-line/rank"] == "2 (2 to 5)"
    assert ranks["actors/taliban/wants/troops-out/rank"] == "1"


def test_the_rows_leave_nothing_of_the_case_out(shown):
    """Every text and number of the hostile case can be found again in the case line by line."""
    from estimative.base.unicode import visible
    from estimative.case.longform import to_long

    case = shown("hostile")
    (lines,) = case.tree.find("section", id="lines")
    words = lines.text()

    def leaves(value):
        if isinstance(value, dict):
            for item in value.values():
                yield from leaves(item)
        elif isinstance(value, list):
            for item in value:
                yield from leaves(item)
        else:
            yield value

    for leaf in leaves({key: item for key, item in to_long(case.facts.case).items() if key != "estimative"}):
        if isinstance(leaf, bool):
            continue
        shown_as = visible(leaf, lines=True) if isinstance(leaf, str) else f"{leaf:.9g}".replace("-", "−")
        assert shown_as in words or shown_as.replace("#", " ") in words, leaf
