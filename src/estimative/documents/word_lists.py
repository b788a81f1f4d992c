"""The numbers that Word shows before the items of a list: they stand nowhere in the text and are counted here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "\u2022"
MOST_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class Number:
    """What stands before an item, and how deep it lies: 0 is the outermost level."""

    label: str
    level: int


class Lists:
    """Counts the items of every list as they are met, from the start of the file on."""

    def __init__(self, numbering: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, list[int]] = {}
        self._same: dict[str, str] = {}
        if numbering is None:
            return
        abstract = {one.get(f"{_W}abstractNumId"): _levels(one) for one in numbering.iter(f"{_W}abstractNum")}
        for one in numbering.iter(f"{_W}num"):
            number, meant = one.get(f"{_W}numId"), one.find(f"{_W}abstractNumId")
            levels = dict(abstract.get(meant.get(f"{_W}val"), {})) if meant is not None else {}
            own = {}
            for change in one.iter(f"{_W}lvlOverride"):
                level, begin = _whole(change.get(f"{_W}ilvl")), change.find(f"{_W}startOverride")
                if begin is not None and level in levels:
                    own[level] = (*levels[level][:2], _whole(begin.get(f"{_W}val"), 1))
            self._levels[number] = levels | own
            # lists of one abstract numbering count on, unless they say that they begin anew
            self._same[number] = number if own or meant is None else f"of {meant.get(f'{_W}val')}"

    def label(self, properties: Any) -> Number | None:
        """What stands before the next item with these properties; None where it is in no list."""
        if properties is None:
            return None
        number = properties.find(f"{_W}numId").get(f"{_W}val")
        deep = properties.find(f"{_W}ilvl")
        level = min(max(_whole(deep.get(f"{_W}val")) if deep is not None else 0, 0), MOST_LEVELS - 1)
        levels = self._levels.get(number, {})
        if level not in levels:
            return None
        counts = self._counts.setdefault(self._same[number], [0] * MOST_LEVELS)
        counts[level] += 1
        counts[level + 1 :] = [0] * (MOST_LEVELS - level - 1)
        form, pattern, _ = levels[level]
        if form == "none":
            return None
        if form == "bullet":
            return Number(BULLET, level)
        shown = pattern
        for place in range(level + 1):
            its_form, _, begin = levels.get(place, ("decimal", "", 1))
            shown = shown.replace(f"%{place + 1}", _written(max(counts[place], 1) + begin - 1, its_form))
        return Number(shown.strip() or BULLET, level)


def _levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    """Per level its form, its pattern (`%1.`) and where it begins."""
    found = {}
    for level in abstract.iter(f"{_W}lvl"):
        form, pattern, begin = (level.find(f"{_W}{name}") for name in ("numFmt", "lvlText", "start"))
        found[_whole(level.get(f"{_W}ilvl"))] = (
            form.get(f"{_W}val", "decimal") if form is not None else "decimal",
            pattern.get(f"{_W}val", "") if pattern is not None else "",
            _whole(begin.get(f"{_W}val"), 1) if begin is not None else 1,
        )
    return found


def _whole(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _written(number: int, form: str) -> str:
    """A number in one of Word's forms; what is not known is written in digits.

    >>> _written(4, "lowerRoman"), _written(28, "upperLetter"), _written(3, "decimalZero")
    ('iv', 'BB', '03')
    """
    if form in {"lowerRoman", "upperRoman"} and number < 4000:
        rest, found = number, ""
        for value, sign in (*_ROMAN, *_ROMAN_ONES):
            found += sign * (rest // value)
            rest %= value
        return found.upper() if form == "upperRoman" else found
    if form in {"lowerLetter", "upperLetter"} and 0 < number < 800:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    return f"{number:02d}" if form == "decimalZero" else str(number)
