"""What a word in a YAML file stands for: the core schema of YAML 1.2, without its surprises.

`no` is a word and not a truth value, `2021-08-14` is text, `12:30` is text. What one reader of YAML takes for one
number and the next for another (`010`, `0x1F`, `.inf`) is refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from estimative.case.names import LARGEST_INTEGER

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True)
class Refused:
    """A word that stands for nothing a case can hold, and why."""

    reason: str


def plain_scalar(text: str) -> str | int | float | bool | Refused | None:
    """The value of a word written without quotes.

    >>> [plain_scalar(word) for word in ("no", "true", "3", "2021-08", "1e2", "")]
    ['no', True, 3, '2021-08', 100.0, None]
    >>> plain_scalar("010").reason
    '`010` is 10 to one reader and 8 to another: write 10, or put it in quotes if it is text'
    """
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _NOT_FINITE.fullmatch(text):
        return Refused(f"`{text}` is no finite number")
    if _OTHER_BASE.fullmatch(text):
        return Refused(
            f"`{text}` is a number in another base than ten: write it in tens, or put it in quotes if it is text"
        )
    if not _DECIMAL.fullmatch(text):
        return text
    return _number(text)


def _number(text: str) -> int | float | Refused:
    whole = _INTEGER.fullmatch(text) is not None
    if len(text) > 60:
        return Refused("a number of more than 60 digits; put it in quotes if it is text")
    if _LEADING_ZERO.match(text):
        if not whole or any(digit in text for digit in "89"):
            return Refused(f"`{text}` begins with a nought: leave it out, or put it in quotes if it is text")
        return Refused(
            f"`{text}` is {int(text)} to one reader and {int(text, 8)} to another:"
            f" write {int(text)}, or put it in quotes if it is text"
        )
    value = int(text) if whole else float(text)
    if whole and abs(value) > LARGEST_INTEGER:
        return Refused("a whole number beyond 2^53, which not every program can hold; put it in quotes if it is text")
    return value if math.isfinite(value) else Refused(f"`{text}` is larger than any number a program holds")
