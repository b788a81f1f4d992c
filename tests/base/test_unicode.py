"""Text from strangers: normal form without hanging, and nothing that commands a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import LimitError
from estimative.base.unicode import nfc, visible


@given(st.text(max_size=60))
def test_normal_form_is_unicodes_own(text):
    assert nfc(text) == unicodedata.normalize("NFC", text)


def test_thirty_marks_are_read_and_thirty_one_refused_with_their_line():
    assert nfc("a" + "\u0323" * 30)
    with pytest.raises(LimitError, match="line 2: more than 30 combining marks"):
        nfc("first\n" + "a" + "\u0301\u0323" * 16)


def test_a_million_alternating_marks_are_refused_before_they_are_sorted():
    with pytest.raises(LimitError):
        nfc("a" + "\u0301\u0323" * 500_000)


@given(st.text(max_size=60))
def test_what_is_shown_holds_nothing_that_turns_or_controls(text):
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    shown = visible(text)
    assert all(unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} for c in shown)
    assert all(unicodedata.bidirectional(c) not in turning for c in shown)


def test_words_of_every_script_stay_as_they_are():
    words = "Türkiye · طالبان · कंधार · می‌خواهم · 喀布尔 · 😀"
    assert visible(words) == words


def test_line_ends_stay_only_where_asked_for():
    assert visible("a\nb\r", lines=True) == "a\nb\\u000d"
