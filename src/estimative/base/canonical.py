r"""Canonical JSON (RFC 8785) and the digests made from it.

The same content gives the same bytes on every machine: keys sorted by UTF-16 code units, no white space, numbers as
ECMAScript prints them, text in Unicode normal form C. A digest is the SHA-256 of those bytes.

>>> canonical_json({"b": 1.0, "a": "é"})
b'{"a":"\xc3\xa9","b":1}'
"""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

SIGNIFICANT_DIGITS = 9


def canonical_json(value: Any) -> bytes:
    """`value` as RFC 8785 bytes; text is first brought to Unicode normal form C.

    Raises TypeError for anything but maps with text keys, sequences, text, numbers, booleans and None, and
    ValueError for what RFC 8785 cannot hold: a number that is not finite, an integer beyond 2^53, half a character
    (a lone surrogate).
    """
    return _written(value).encode("utf-8")


def digest(value: Any) -> str:
    """`sha256:` and the hexadecimal SHA-256 of the canonical JSON of `value`.

    >>> digest({})
    'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
    """
    return "sha256:" + hashlib.sha256(canonical_json(value)).hexdigest()


def text_digest(text: str) -> str:
    """The hexadecimal SHA-256 of a text's UTF-8 bytes.

    >>> text_digest("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def rounded(value: Any, digits: int = SIGNIFICANT_DIGITS) -> Any:
    """`value` with every float rounded to `digits` significant digits, so that output does not hang on the last bit.

    >>> rounded({"x": 1 / 3, "y": [0.1 + 0.2]})
    {'x': 0.333333333, 'y': [0.3]}
    """
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") + 0.0
    if isinstance(value, Mapping):
        return {key: rounded(item, digits) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [rounded(item, digits) for item in value]
    return value


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(unicodedata.normalize("NFC", value), ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > 2**53:
            raise ValueError(f"canonical JSON holds integers up to 2^53, got {value}")
        return str(value)
    if isinstance(value, float):
        return _ecmascript_number(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"canonical JSON has text keys, got {key!r}")
        named = {unicodedata.normalize("NFC", key): item for key, item in value.items()}
        if len(named) != len(value):
            raise ValueError("two keys of one map are the same text in Unicode normal form C")
        ordered = sorted(named.items(), key=lambda pair: pair[0].encode("utf-16-be"))
        return "{" + ",".join(f"{_written(key)}:{_written(item)}" for key, item in ordered) + "}"
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray, memoryview)):
        return "[" + ",".join(_written(item) for item in value) + "]"
    raise TypeError(f"canonical JSON cannot hold {type(value).__name__}")


def _ecmascript_number(value: float) -> str:
    """A double as ECMAScript prints it (ECMA-262, Number::toString): shortest digits, its own rule for exponents."""
    if not math.isfinite(value):
        raise ValueError(f"canonical JSON has no {value}")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, exponent_text = float.__repr__(abs(value)), "0"  # a subclass (numpy.float64) may show itself otherwise
    if "e" in mantissa:
        mantissa, exponent_text = mantissa.split("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    point = len(whole) - leading + int(exponent_text)  # value = 0.digits × 10^point
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return f"{sign}{digits}{'0' * (point - count)}"
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    tail = f".{digits[1:]}" if count > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if power > 0 else '-'}{abs(power)}"
