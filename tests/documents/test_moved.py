"""Where lost words went: proved by their digest within and over passages, else the passage in their place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.documents import moved
from estimative.documents.citations import renewed, verify
from estimative.documents.moved import proposals
from estimative.documents.readers import named, parsed

PLAIN = named("text/1")
OLD = ("Title", "The union wants more pay. It will strike.", "The company loses money.", "Talks begin on Monday.")


def document(*lines):
    return parsed("\n\n".join(lines).encode(), PLAIN)


def told(after, cited=("p1", "p2", "p3", "p4"), before=OLD):
    kept = renewed(document(*before), {}, cited).record
    new = document(*after)
    found = proposals(new, verify(new, kept, cited))
    return {item: (near.where, [passage.id for passage in near.passages]) for item, near in found.items()}


@pytest.mark.parametrize(
    "after, expected",
    [
        (OLD, {}),
        (("New", *OLD), {}),  # inserted: moved, and nothing is lost
        ((OLD[0], "The union wants more pay.", "It will strike.", *OLD[2:]), {"p2": ("over", ["p2", "p3"])}),  # divided
        ((OLD[0], f"{OLD[1]} So it says.", *OLD[2:]), {"p2": ("within", ["p2"])}),  # something added
        (("As ever:", OLD[0], f"He said: {OLD[1]}", *OLD[2:]), {"p2": ("within", ["p3"])}),
        ((OLD[0], f"{OLD[1]} {OLD[2]}", OLD[3]), {"p2": ("within", ["p2"]), "p3": ("within", ["p2"])}),  # joined
        ((OLD[0], OLD[2], OLD[3]), {}),  # removed: what stood around it stands side by side
        ((OLD[0], OLD[1], "The company loses its temper.", OLD[3]), {"p3": ("in place", ["p3"])}),  # other words
        ((OLD[0], "x", OLD[1], "new", "The company lost money.", OLD[3]), {"p3": ("in place", ["p5"])}),
        ((OLD[0], OLD[1], "No." * 200, OLD[3]), {}),  # nothing about as long
        (("Other", "words", "altogether"), {"p1": ("in place", ["p1"])}),
        ((), {}),
    ],
)
def test_real_edits(after, expected):
    assert told(after) == expected


def test_a_word_that_holds_the_words_does_not_hold_them():
    assert told(("discover", "pay"), ("p1",), ("cover",)) != {"p1": ("within", ["p1"])}
    assert told(("the cover.", "pay"), ("p1",), ("cover",)) == {"p1": ("within", ["p1"])}
    assert told(("前言港口罷工後語", "x"), ("p1",), ("港口罷工",)) == {"p1": ("within", ["p1"])}


def test_too_long_a_text_is_not_searched_and_the_place_is_told_all_the_same(monkeypatch):
    after = (OLD[0], f"{OLD[1]} So it says.", *OLD[2:])
    monkeypatch.setattr(moved, "MOST_LOOKS", 10)
    assert told(after) == {"p2": ("in place", ["p2"])}


def test_a_hostile_record_is_nothing_to_find():
    from estimative.documents.citations import Recorded

    new = document(*OLD)
    kept = {"p2": Recorded(9, 2, "f" * 16), "p3": Recorded(0, 10**9, "0" * 16)}
    assert set(proposals(new, verify(new, kept, ["p2", "p3"]))) <= {"p2", "p3"}


SOME = ["the", "union", "pays", "company", "Talks", "money.", "Monday,", "a"]
WORDS = st.lists(st.sampled_from(SOME), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_what_is_proved_holds_the_words_and_words_that_are_there_are_found(lines, data):
    before = [" ".join(words) for words in lines]
    place = data.draw(st.integers(0, len(before) - 1))
    kind = data.draw(st.sampled_from(["split", "add", "join"]))
    after = list(before)
    if kind == "split":
        words = lines[place]
        cut = data.draw(st.integers(0, len(words)))
        after[place : place + 1] = [part for part in (" ".join(words[:cut]), " ".join(words[cut:])) if part]
    elif kind == "add":
        after[place] = " ".join([*data.draw(WORDS), after[place], *data.draw(WORDS)])
    else:
        after[place : place + 2] = [" ".join(after[place : place + 2])]
    old, new = document(*before), document(*after)
    ids = [passage.id for passage in old.passages]
    citations = verify(new, renewed(old, {}, ids).record, ids)
    found = proposals(new, citations)
    for citation in citations:
        if citation.state == "lost":
            near = found[citation.id]
            assert near.where in ("within", "over")
            assert old.passage(citation.id).text in " ".join(passage.text for passage in near.passages)
        else:
            assert citation.id not in found
