"""Plain values from anywhere, brought to one spelling before they become a case: the library's own border control.

A file has passed stricter limits already (`exchange`); a caller's Python objects have not.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any

from estimative.base.errors import LimitError, Problem
from estimative.base.unicode import nfc
from estimative.case.names import LARGEST_INTEGER, shown

MOST_DEEP = 40
MOST_NODES = 200_000
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(data: object) -> tuple[Any, list[Problem]]:
    """`data` as dicts, lists, text, numbers, booleans and None; text in Unicode normal form C with LF line ends.

    With it a problem for every value that has no place in a case: numbers that are not finite or too large,
    characters that cannot be written, keys that are no text, values nested too deep. Raises LimitError where there
    are more than `MOST_NODES` values.

    >>> plain({"a": (1, datetime.date(2021, 8, 14))})
    ({'a': [1, '2021-08-14']}, [])
    """
    walker = _Walker()
    return walker.value(data, ()), walker.problems


def unreadable(text: str) -> str | None:
    """What is wrong with the characters of a text, or None.

    >>> unreadable("a" + chr(0)), unreadable("fine")
    ('the character U+0000 cannot stand in a case', None)
    """
    found = UNREADABLE.search(text)
    return f"the character U+{ord(found.group()):04X} cannot stand in a case" if found else None


class _Walker:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.nodes = 0

    def value(self, value: object, path: tuple[str, ...]) -> Any:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise LimitError(f"the case has more than {MOST_NODES:,} values, the most that is read")
        if isinstance(value, str):
            return self.text(value, path)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            if not math.isfinite(value) if isinstance(value, float) else abs(value) > LARGEST_INTEGER:
                self.wrong("number", path, "expected a finite number no larger than 2^53")
                return 0
            return value
        if isinstance(value, datetime.date):
            return (value.date() if isinstance(value, datetime.datetime) else value).isoformat()
        if isinstance(value, Mapping | list | tuple):
            if len(path) >= MOST_DEEP:
                self.wrong("too-deep", path, f"values are nested more than {MOST_DEEP} deep")
                return None
            return self.map(value, path) if isinstance(value, Mapping) else self.list(value, path)
        self.wrong("shape", path, f"expected text, a number, a list or a map; found {shown(value)}")
        return None

    def map(self, value: Mapping[Any, object], path: tuple[str, ...]) -> dict[str, Any]:
        clean: dict[str, Any] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                self.wrong("key", path, f"expected a key that is text, found {shown(key)}; put it in quotes")
                continue
            name = self.text(key, (*path, key))
            if name in clean:
                self.wrong("duplicate-key", (*path, name), f"`{name}` stands twice in this map")
            clean[name] = self.value(item, (*path, name))
        return clean

    def list(self, value: list[object] | tuple[object, ...], path: tuple[str, ...]) -> list[Any]:
        return [self.value(item, (*path, str(index))) for index, item in enumerate(value)]

    def text(self, value: str, path: tuple[str, ...]) -> str:
        reason = unreadable(value)
        if reason:
            self.wrong("characters", path, reason)
            return "?"
        try:
            return nfc(value.replace("\r\n", "\n").replace("\r", "\n"))
        except LimitError as error:
            self.wrong("characters", path, str(error))
            return "?"

    def wrong(self, code: str, path: tuple[str, ...], message: str) -> None:
        where = "/".join(UNREADABLE.sub("?", part) for part in path)
        self.problems.append(Problem("error", code, where, message))
