"""Where everything stands in a file: line and column of each value and key, and of a place within a statement."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field

BESIDE = frozenset({"range", "distribution", "views"})
Path = tuple[str | int, ...]

_ESCAPES = {"x": 2, "u": 4, "U": 8}


@dataclass(frozen=True)
class Spot:
    """A value in the text of a file: where it and its key begin, its end, and how it is written.

    `style` is `'`, `"`, `|`, `>` or empty for a plain word, and None for maps and lists.
    """

    start: int
    end: int
    key: int | None = None
    style: str | None = None


@dataclass(frozen=True)
class Positions:
    r"""The places of all values of one file. Lines and columns count from 1, columns in characters.

    >>> places = Positions("a: b\nc: d\n", {("c",): Spot(8, 9, 5, "")})
    >>> places.locate("c"), places.locate("c/unknown"), places.key("c")
    ((2, 4), (2, 4), (2, 1))
    """

    text: str
    spots: Mapping[Path, Spot]
    _starts: list[int] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._starts.append(0)
        self._starts.extend(place + 1 for place, sign in enumerate(self.text) if sign == "\n")

    def line_column(self, index: int) -> tuple[int, int]:
        """Line and column of a character of the text, by its number."""
        line = bisect.bisect_right(self._starts, index) - 1
        return line + 1, index - self._starts[line] + 1

    def nearest(self, path: str) -> Path:
        """The innermost value on the way to `path` that stands in the file."""
        place: Path = ()
        parts = path.split("/") if path else []
        while parts:
            further, used = self._step(place, parts)
            if further is None:
                break
            place, parts = further, parts[used:]
        return place

    def _step(self, place: Path, parts: list[str]) -> tuple[Path | None, int]:
        """The next value on the way, and how many parts of the path its key takes: an address may be a key."""
        first = parts[0]
        for count in range(1, len(parts) + 1):
            further = (*place, "/".join(parts[:count]))
            if further in self.spots:
                return further, count
        if first.isdecimal() and len(first) < 10 and (*place, int(first)) in self.spots:
            return (*place, int(first)), 1
        if first in BESIDE and (*place[:-1], first) in self.spots:
            return (*place[:-1], first), 1  # a range beside its number
        return None, 0

    def locate(self, path: str, offset: int = 0) -> tuple[int, int] | None:
        """Line and column of the value at `path`, or of the innermost value around it that stands in the file.

        A map or list that begins below its key is found at the key. With `offset` the place so many characters into
        the value, where that can be told: in words on one line.
        """
        spot = self.spots.get(self.nearest(path))
        if spot is None:
            return None
        below = spot.style is None and self.text[spot.start : spot.start + 1] not in ("{", "[")
        start = spot.key if below and spot.key is not None else spot.start
        return self.line_column(start + self._into(spot, offset))

    def key(self, path: str) -> tuple[int, int] | None:
        """Line and column of the key at `path`, or of what `locate` finds where it has none."""
        spot = self.spots.get(self.nearest(path))
        if spot is None:
            return None
        return self.line_column(spot.start if spot.key is None else spot.key)

    def _into(self, spot: Spot, offset: int) -> int:
        """How many characters of the file lie between the start of a value and its character number `offset`."""
        raw = self.text[spot.start : spot.end].rstrip()
        if offset <= 0 or spot.style not in ("", "'", '"') or "\n" in raw:
            return 0
        if spot.style == "":
            return min(offset, len(raw))
        places = _quoted_places(raw, spot.style)
        return places[min(offset, len(places) - 1)]


def _quoted_places(raw: str, quote: str) -> list[int]:
    """For each character of a quoted value, stripped at its start, its place in the text with quotes; then the end."""
    places: list[int] = []
    place = 1
    while place < len(raw) - 1:
        sign = raw[place]
        blank = sign in " \t" and not places  # values are stripped before they are read
        if not blank:
            places.append(place)
        if quote == "'":
            place += 2 if sign == "'" else 1
        elif sign == "\\":
            place += 2 + _ESCAPES.get(raw[place + 1], 0)
        else:
            place += 1
    return [*places, max(len(raw) - 1, 0)]
