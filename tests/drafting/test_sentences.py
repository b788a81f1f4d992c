"""Sentences and clauses: nothing is lost, and known traps end no sentence."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.drafting.findings import Span
from estimative.drafting.sentences import around, clauses, sentences


def split(text):
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Mr. Kalin met Gen. R. Dostum in Jan. 2021.", "They agreed."],
        ["The U.S. envoy left.", "The U.S. stays."],
        ["It will not help the U.S.", "The G7 will pay."],
        ["“We want to trust them.”", "So he said."],
        ["“No!” he said.", "Nobody answered."],
        ["It grew by 3.5 per cent.", "Trade, arms etc. were named."],
        ["Who else?", "Nobody…", "And then?"],
        ["See p. 12 and art. 4.", "It says so."],
        ["One clause; another."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(parts):
    assert split(" ".join(parts)) == parts


@given(st.text(alphabet="ab AB.!?\"'()…\n1", max_size=60))
def test_no_letter_is_lost_and_none_is_read_twice(text):
    found = list(sentences(text))
    assert all(one.end <= two.start for one, two in pairwise(found))
    inside = set().union(*(range(span.start, span.end) for span in found)) if found else set()
    assert all(text[place].isspace() for place in range(len(text)) if place not in inside)


@given(st.lists(st.sampled_from(["a b", " but c", "; d", " because e", ", and f", " – g", ", h"]), max_size=8))
def test_clauses_lie_in_their_sentence_in_order(parts):
    text = "x" + "".join(parts)
    found = list(clauses(text, Span(0, len(text))))
    assert found
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert found[0].start == 0


def test_a_place_is_found_in_its_sentence():
    spans = list(sentences("One. Two three."))
    assert around(spans, Span(9, 14)) == spans[1]
    assert around(spans, Span(3, 7)) is None
