"""RFC 8785: the numbers of its appendix B, texts and keys of its section 3.2, and what it cannot hold."""

import hashlib
import json
import math
import struct
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.canonical import canonical_json, digest, rounded, text_digest

NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize("bits, text", NUMBERS.items())
def test_numbers_of_appendix_b(bits, text):
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_json(number).decode() == text


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 2**53 + 1, -(2**53) - 1])
def test_a_number_that_json_cannot_hold_is_refused(number):
    with pytest.raises(ValueError):
        canonical_json({"x": [number]})


def test_the_example_of_section_3_2_2():
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical_json(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_ordered_by_utf_16_as_in_section_3_2_3():
    # The section's Hebrew letter U+FB33 is taken apart by normal form C; U+FB00 stands for it here.
    names = {"€": "Euro", "\r": "Return", "\ufb00": "Ligature", "1": "One", "😀": "Face", "\x80": "Control", "ö": "O"}
    shown = json.loads(canonical_json(names))
    assert list(shown.values()) == ["Return", "One", "Control", "O", "Euro", "Face", "Ligature"]


def test_control_characters_are_escaped_shortly_and_nothing_else_is():
    assert canonical_json("\b\t\n\f\r\x00\x1f\x7f\u2028").decode() == '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\u2028"'


def test_text_and_keys_are_brought_to_normal_form_c():
    apart = unicodedata.normalize("NFD", "Erdoğan")
    assert canonical_json({apart: apart}) == canonical_json({"Erdoğan": "Erdoğan"})


def test_keys_that_are_one_in_normal_form_are_refused():
    with pytest.raises(ValueError, match="normal form"):
        canonical_json({"é": 1, unicodedata.normalize("NFD", "é"): 2})


@pytest.mark.parametrize("value", [{1: "x"}, {"x": {1, 2}}, b"bytes", [object()], 1 + 2j])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}])
def test_half_a_character_is_refused(value):
    with pytest.raises(ValueError):
        canonical_json(value)


def test_a_number_of_numpy_is_written_like_any_other():
    assert canonical_json([np.float64(0.5), np.float64(1e30)]) == b"[0.5,1e+30]"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_and_keeps_one_form(number):
    text = canonical_json(number)
    again = float(json.loads(text))
    assert again == number
    assert canonical_json(again) == text


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_reading_it_back_and_writing_it_again_changes_nothing(value):
    try:
        text = canonical_json(value)
    except ValueError:  # two keys that are one
        return
    assert canonical_json(json.loads(text, parse_int=float)) == text


@given(st.dictionaries(st.text("abcxyz"), st.integers(0, 9)), st.randoms())
def test_the_order_of_keys_carries_no_meaning(value, random):
    items = list(value.items())
    random.shuffle(items)
    assert digest(dict(items)) == digest(value)


def test_a_digest_is_the_sha_256_of_the_bytes():
    assert digest({"b": [1, 2], "a": "x"}) == "sha256:" + hashlib.sha256(b'{"a":"x","b":[1,2]}').hexdigest()
    assert text_digest("é") == hashlib.sha256(b"\xc3\xa9").hexdigest()


def test_rounding_reaches_every_float_and_nothing_else():
    value = {"x": 1 / 3, "y": (2 / 3, "1.23456789012", True, None, 12345678901234)}
    assert rounded(value) == {"x": 0.333333333, "y": [0.666666667, "1.23456789012", True, None, 12345678901234]}
    assert math.copysign(1, rounded(-0.0)) == 1


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_twice_is_rounding_once(number):
    assert rounded(rounded(number)) == rounded(number)
