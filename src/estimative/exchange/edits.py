r"""Edits to a YAML file that leave everything else as it stands: comments, order, quotes, spaces, line ends.

Nothing is written out anew. Each edit replaces or inserts some characters; then the new text is read again and must
say exactly what was asked for, else nothing is handed back.

>>> print(edited("a:\n  b: 1   # one\n  c: 2\n", [Put(("a",), {"d": "x"}, after=("b",))]), end="")
a:
  b: 1   # one
  d: "x"
  c: 2
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from estimative.base.errors import EstimativeError
from estimative.exchange.yaml_reading import parse_yaml

STEP = 2
"""Spaces by which a new map is set in from what holds it."""
SHORT = 60
"""Characters of new fields that are put behind the last in braces; more get a line for each."""


@dataclass(frozen=True)
class Put:
    """Sets fields of the map at `place`; its other fields stay, unless `alone`.

    New fields stand in their own order: below the last of those that are there already, else below those of `after`,
    else above all others. A value that is a map is put into the old one, and is then alone there.
    """

    place: tuple[str, ...]
    fields: Mapping[str, Any]
    after: Collection[str] = ()
    alone: bool = False


@dataclass(frozen=True)
class Reword:
    """Replaces every value that is exactly one of these texts, wherever it stands outside `x-` fields: all at once."""

    words: Mapping[str, str]


@dataclass(frozen=True)
class Rename:
    """Gives a field of the map at `place` another name, where it is: what it holds stays as it is written."""

    place: tuple[str, ...]
    key: str
    new: str


Change = Put | Reword | Rename


@dataclass(frozen=True)
class _Splice:
    start: int
    end: int
    text: str


def edited(text: str, changes: Sequence[Change]) -> str:
    """The text with the changes made, one after the other. The very text where they change nothing.

    Raises ProblemsError where the text is no YAML that we read, EstimativeError where a change cannot be made.
    """
    before = parse_yaml(text).value
    for several in _together(changes):
        wanted = before
        for change in several:
            wanted = _applied(wanted, change)
        if wanted == before:
            continue
        text = _made(text, before, several, wanted)
        before = wanted
    return text


def _together(changes: Sequence[Change]) -> list[list[Change]]:
    """The changes in order, those in a row that touch places apart from each other in one group: read once, not often.

    Reading a long file takes longer than all else.
    """
    groups: list[list[Change]] = []
    places: set[tuple[str, ...]] = set()
    for change in changes:
        if isinstance(change, Reword | Rename):
            groups.append([change])
            places = {()}  # whatever follows begins a group of its own
            continue
        around = {change.place[:length] for length in range(len(change.place) + 1)}
        if not groups or around & places or any(place[: len(change.place)] == change.place for place in places):
            groups.append([])
            places = set()
        groups[-1].append(change)
        places.add(change.place)
    return groups


def _made(text: str, before: Any, changes: Sequence[Change], wanted: Any) -> str:
    """The text with a group of changes made, proven to say what is wanted; one by one where not all go at once."""
    after = _Editor(text, before).made(*changes)
    if parse_yaml(after).value == wanted:
        return after
    if len(changes) == 1:
        raise EstimativeError("the file is written in a way that cannot be edited safely; nothing was changed")
    for change in changes:
        step = _applied(before, change)
        text, before = (_made(text, before, [change], step), step) if step != before else (text, before)
    return text


def _applied(value: Any, change: Change) -> Any:
    if isinstance(change, Reword):
        return _reworded(value, change.words)
    value = copy.deepcopy(value)
    here = value
    for part in change.place:
        here = here.get(part) if isinstance(here, dict) else None
    if not isinstance(here, dict):
        raise EstimativeError(f"the file has no map at `{'/'.join(change.place)}`")
    if isinstance(change, Rename):
        if change.key not in here or change.new in here:
            raise EstimativeError(f"`{'/'.join((*change.place, change.key))}` cannot be called `{change.new}`")
        here[change.new] = here.pop(change.key)
        return value
    for key in _leaving(here, change):
        del here[key]
    here.update(copy.deepcopy(dict(change.fields)))
    return value


def _leaving(here: Mapping[str, Any], change: Put) -> list[str]:
    return [key for key in here if change.alone and key not in change.fields]


def _reworded(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: item if key.startswith("x-") else _reworded(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [_reworded(item, words) for item in value]
    return words.get(value, value) if isinstance(value, str) else value


class _Editor:
    """Finds in a text what each change replaces. `value` is what the text says."""

    def __init__(self, text: str, value: Any) -> None:
        from ruamel.yaml import YAML

        self._text = text
        self._value = value
        self._shift = 1 if text.startswith("\ufeff") else 0  # a byte order mark, which the parser does not count
        self._root = YAML(typ="safe", pure=True).compose(text[self._shift :])
        self._newline = "\r\n" if "\r\n" in text else "\n"

    def made(self, *changes: Change) -> str:
        """The text with the changes made, which touch places apart from each other."""
        splices = [splice for change in changes for splice in self._splices(change)]
        parts, at = [], 0
        for splice in sorted(
            splices, key=lambda splice: splice.start
        ):  # stable: insertions at one place keep their order
            parts += [self._text[at : splice.start], splice.text]
            at = max(at, splice.end)
        return "".join([*parts, self._text[at:]])

    def _splices(self, change: Change) -> list[_Splice]:
        if isinstance(change, Reword):
            return list(self._rewordings(self._root, change.words))
        node, value = self._root, self._value
        for part in change.place:
            node, value = self._entry(node, part)[1], value[part]
        if isinstance(change, Rename):
            name, _ = self._entry(node, change.key)
            quote = name.style or ""
            return [_Splice(self._start(name), self._end(name), f"{quote}{change.new}{quote}")]
        return list(self._put(node, value, change))

    def _rewordings(self, node: Any, words: Mapping[str, str]) -> Iterable[_Splice]:
        if node.id == "scalar":
            new = words.get(node.value)
            if new is not None and (node.style or "") in {"", "'", '"'}:
                quote = node.style or ""
                yield _Splice(self._start(node), self._end(node), f"{quote}{new}{quote}")
        else:
            for entry in node.value:
                if node.id == "sequence":
                    yield from self._rewordings(entry, words)
                elif not entry[0].value.startswith("x-"):
                    yield from self._rewordings(entry[1], words)

    def _put(self, node: Any, old: Mapping[str, Any], change: Put) -> Iterable[_Splice]:
        if node.flow_style:
            yield from self._put_in_flow(node, old, change)
            return
        for key in _leaving(old, change):
            yield self._without(node, key)
        last = next((name.value for name, _ in reversed(node.value) if name.value in change.after), None)
        for key, value in change.fields.items():
            if key not in old:
                yield self._inserted(node, last, key, value)
                continue
            last = key
            if old[key] != value:
                yield from self._changed(node, key, old[key], value)

    def _changed(self, node: Any, key: str, old: Any, new: Any) -> Iterable[_Splice]:
        name, held = self._entry(node, key)
        if isinstance(new, Mapping) and isinstance(old, dict) and not held.flow_style:
            if new:
                yield from self._put(held, old, Put((), new, alone=True))
            else:
                yield _Splice(self._after_colon(name), self._last(name, held), " {}")
        elif not _of_maps(new):
            yield self._replaced(name, held, _flow(new))
        else:
            # A map in braces, or nothing: it goes, what stands behind it on the line stays, the new lines come below.
            start, end = self._after_colon(name), self._last(name, held)
            behind = self._text[end : self._line_end(end)]
            # What stands behind keeps its column.
            yield _Splice(start, end, " " * (end - start)) if behind.strip() else _Splice(start, end + len(behind), "")
            yield self._line_inserted(end, _block(new, name.start_mark.column + STEP))

    def _replaced(self, name: Any, held: Any, text: str) -> _Splice:
        if self._empty(held):
            at = self._after_colon(name)
            return _Splice(at, at, f" {text}" if self._text[at - 1] == ":" else f": {text}")
        return _Splice(self._start(held), self._last(name, held), text)

    def _inserted(self, node: Any, after: str | None, key: str, value: Any) -> _Splice:
        """A new field of a block map: on lines of its own, below the field named or above the first."""
        column = node.value[0][0].start_mark.column
        lines = _block({key: value}, column)
        if after is not None:
            return self._line_inserted(self._last(*self._entry(node, after)), lines)
        start = self._line_start(self._start(node.value[0][0]))
        return _Splice(start, start, "".join(line + self._newline for line in lines))

    def _line_inserted(self, behind: int, lines: Sequence[str]) -> _Splice:
        """Whole lines below the one that holds the character before `behind`."""
        end = self._line_end(behind)
        return _Splice(end, end, "".join(self._newline + line for line in lines))

    def _without(self, node: Any, key: str) -> _Splice:
        name, held = self._entry(node, key)
        end = self._line_end(self._last(name, held))
        after = re.compile("\r\n|\r|\n").match(self._text, end)
        return _Splice(self._line_start(self._start(name)), after.end() if after else end, "")

    def _put_in_flow(self, node: Any, old: Mapping[str, Any], change: Put) -> Iterable[_Splice]:
        """In braces: changed values in their place, new fields behind the last; fields that leave take their commas."""
        leaving = set(_leaving(old, change))
        kept = [entry for entry in node.value if entry[0].value not in leaving]
        yield from self._without_in_flow(node, leaving)
        for key, value in change.fields.items():
            if key in old and old[key] != value:
                yield self._replaced(*self._entry(node, key), self._in_braces(value, node))
        new = [f"{key}: {self._in_braces(item, node)}" for key, item in change.fields.items() if key not in old]
        if new:
            at = self._last(*kept[-1]) if kept else self._start(node) + 1
            joint = ", " if sum(map(len, new)) <= SHORT else "," + self._margin(node, 2)
            yield _Splice(at, at, joint.join([*([""] if kept else []), *new]))

    def _in_braces(self, value: Any, node: Any) -> str:
        """A value for a map in braces: a map of maps on a line for each, everything else on the line where it goes."""
        if not _of_maps(value):
            return _flow(value)
        return self._lines_in_braces(value, node, 3)

    def _lines_in_braces(self, value: Any, node: Any, steps: int) -> str:
        if not _of_maps(value):
            return _flow(value)
        margin = self._margin(node, steps)
        inner = (f"{margin}{key}: {self._lines_in_braces(item, node, steps + 1)}" for key, item in value.items())
        return "{" + ",".join(inner) + "}"

    def _margin(self, node: Any, steps: int) -> str:
        """A new line, set in by so many steps from the one on which a map in braces begins."""
        line = self._text[self._line_start(self._start(node)) :]
        return self._newline + " " * (len(line) - len(line.lstrip(" ")) + steps * STEP)

    def _without_in_flow(self, node: Any, leaving: Collection[str]) -> Iterable[_Splice]:
        """Fields in a row leave together: up to the next that stays, else from the end of the last that stays."""
        behind = self._start(node) + 1  # where the last that stays ends
        start: int | None = None
        for name, held in node.value:
            if name.value in leaving:
                start = self._start(name) if start is None else start
                continue
            if start is not None:
                yield _Splice(start, self._start(name), "")
                start = None
            behind = self._last(name, held)
        if start is not None:
            yield _Splice(behind, self._last(*node.value[-1]), "")

    def _entry(self, node: Any, key: str) -> tuple[Any, Any]:
        return next((name, held) for name, held in node.value if name.value == key)

    def _start(self, node: Any) -> int:
        return int(node.start_mark.index) + self._shift

    def _end(self, node: Any) -> int:
        return int(node.end_mark.index) + self._shift

    def _last(self, name: Any, node: Any) -> int:
        """Where the last character of a value ends: the parser counts what follows a block as part of it.

        `name` is the key before the value, or None in a list: where a value is left out, it ends behind the colon.
        """
        if node.id != "scalar" and not node.flow_style and node.value:
            last = node.value[-1]
            return self._last(*last) if node.id == "mapping" else self._last(None, last)
        if name is not None and self._empty(node):
            return self._after_colon(name)
        start, end = self._start(node), self._end(node)
        return start + len(self._text[start:end].rstrip())

    def _empty(self, node: Any) -> bool:
        """Whether a value is left out: the parser puts it wherever it reads on."""
        return node.id == "scalar" and self._start(node) == self._end(node)

    def _after_colon(self, name: Any) -> int:
        """The place behind a key's colon, or behind the key where it stands alone in braces."""
        end = self._end(name)
        found = re.compile(r"\s*:").match(self._text, end)
        return found.end() if found else end

    def _line_start(self, at: int) -> int:
        return max(self._text.rfind("\n", 0, at), self._text.rfind("\r", 0, at)) + 1

    def _line_end(self, at: int) -> int:
        found = re.compile("[\r\n]").search(self._text, at)
        return found.start() if found else len(self._text)


def _block(fields: Mapping[str, Any], column: int) -> list[str]:
    """Lines for new fields: a map that holds maps gets a line for each, everything else stands in braces."""
    lines = []
    for key, value in fields.items():
        if _of_maps(value):
            lines += [" " * column + f"{key}:", *_block(value, column + STEP)]
        else:
            lines.append(" " * column + f"{key}: {_flow(value)}")
    return lines


def _of_maps(value: Any) -> bool:
    return isinstance(value, Mapping) and any(isinstance(item, Mapping) for item in value.values())


def _flow(value: Any) -> str:
    """A value on one line. Text is quoted: a digest can look like a number."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    written = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
"""Characters that YAML takes for line ends, or that cannot stand in it: written as escapes."""
