"""The page is one file that asks nobody for anything, runs nothing, and takes no orders from the words of a case."""

import itertools
import re

from estimative.report.page import page_html
from tests.report.tree import read

# What may name a place: namespaces name none, and are not fetched.
ADDRESSES = ("href", "src", "srcset", "action", "data", "poster", "background", "formaction", "xlink:href", "ping")


def test_it_says_what_it_may_load_before_anything_else(every):
    (head,) = every.tree.find("head")
    elements = [node for node in head.children if node.tag is not None]
    assert elements[0].attrs == {"charset": "utf-8"}
    policy = elements[1].attrs
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_it_has_no_script_and_no_frame_and_fetches_nothing(every):
    tags = {node.tag for node in every.tree.walk()}
    assert not tags & {
        "script",
        "iframe",
        "object",
        "embed",
        "link",
        "img",
        "form",
        "base",
        "audio",
        "video",
        "use",
        "image",
    }
    for node in every.tree.walk():
        assert not [name for name in node.attrs if name.startswith("on")], node
        for name in ADDRESSES:
            assert node.attrs.get(name, "#").startswith("#"), node
        assert "url(" not in node.attrs.get("style", "")
    for style in every.tree.find("style"):
        assert "@import" not in style.text()
        assert "url(" not in style.text()


def test_the_only_addresses_of_the_net_are_the_names_of_svg(every):
    outside = set(re.findall(r"[a-z]+://[^\s\"'<>]+", every.page))
    assert outside <= {"http://www.w3.org/2000/svg"}


def test_hostile_words_stay_words(shown):
    case = shown("hostile")
    (style,) = case.tree.find("style")
    assert "alert" not in style.text()
    assert case.tree.find("script") == []
    assert case.page.count("<script") == 0
    assert "{{ 7*7 }}" in case.tree.text()
    assert "<!--" not in case.page
    addresses = [node for node in case.tree.walk() if "javascript:" in " ".join(node.attrs.values())]
    assert addresses == []
    assert "javascript:alert(6)" in case.tree.text()


def test_marks_that_turn_the_writing_are_shown_and_not_obeyed(shown):
    case = shown("hostile")
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", case.page)
    assert "\\u202eNO" in case.page


def test_words_of_the_case_are_kept_apart_from_what_stands_around_them(shown):
    """In the text they stand in <bdi>, in pictures in text of the class `said`; only the title of the file is bare."""
    case = shown("hostile")
    for node in case.tree.walk():
        if node.tag is None and "alert(7)" in node.own_text:
            around = list(node.above())
            bare = next(here.tag for here in around if here.tag is not None)
            assert bare in {"bdi", "title"} or any("said" in here.attrs.get("class", "") for here in around), (
                node.own_text
            )


def test_the_same_facts_give_the_same_bytes(shown):
    for name in ("hostile", "calm", "flagship"):
        assert page_html(shown(name).facts) == shown(name).page


def test_the_language_is_named_and_the_headings_step_down(every):
    (html,) = every.tree.find("html")
    assert html.attrs["lang"] == "en"
    levels = [int(node.tag[1]) for node in every.tree.walk() if node.tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_first_link_skips_to_the_assessment(every):
    first = every.tree.find("a")[0]
    assert first.attrs["class"] == "skip"
    assert every.tree.find("main", id=first.attrs["href"][1:])


def test_tables_have_captions_or_headings_and_their_cells_know_their_heads(every):
    for table in every.tree.find("table"):
        heads = table.find("th")
        assert heads
        assert all(head.attrs.get("scope") in {"col", "row"} for head in heads)
        in_front = any(node.attrs.get("class") == "front" for node in table.above())
        assert in_front or table.find("caption")
        for row in table.find("tr"):
            assert len(row.find("th")) + len(row.find("td")) > 1


def test_every_picture_has_its_title_its_words_and_its_table(every):
    for figure in every.tree.find("figure"):
        drawings = [node for node in figure.find("svg") if node.attrs.get("role") == "img"]
        assert len(drawings) == 1 + len(figure.find("div", class_="slim"))  # one for narrow screens beside it, or none
        for svg in drawings:
            for name in svg.attrs["aria-labelledby"].split():
                (described,) = [node for node in svg.walk() if node.attrs.get("id") == name]
                assert described.text()
        section = next(node for node in figure.above() if node.tag == "section")
        assert section.find("table")
    small = [node for node in every.tree.find("svg") if node.attrs.get("role") != "img"]
    assert all(node.attrs["aria-hidden"] == "true" for node in small)


def test_a_page_is_still_well_formed_with_the_texts_of_sources(shown):
    import dataclasses

    facts = dataclasses.replace(shown("hostile").facts, passages={"src-a#p2": "</td> 5 & <b>quoted</b>"})
    tree = read(page_html(facts))
    (row,) = tree.find("tr", id="passage-src-a-p2")
    assert "</td> 5 & <b>quoted</b>" in row.text()
