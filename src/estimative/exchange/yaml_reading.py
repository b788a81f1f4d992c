"""Reading YAML from strangers: limits first, then plain values with the place of each. No object is ever built.

The file is taken apart event by event, so that a file made to burst (aliases of aliases, ten thousand brackets) is
refused while it is small. Refused too is whatever means different things to different readers: anchors, tags, merge
keys, keys that stand twice, several documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from estimative.base.errors import LimitError, Problem, ProblemsError
from estimative.base.files import MEBIBYTE, read_bytes
from estimative.base.unicode import nfc
from estimative.exchange.positions import Path as Place
from estimative.exchange.positions import Positions, Spot
from estimative.exchange.scalars import Refused, plain_scalar

MOST_BYTES = MEBIBYTE
MOST_DEEP = 32
MOST_NODES = 50_000
MOST_PROBLEMS = 100


@dataclass(frozen=True)
class Document:
    """A YAML file as plain values, with the place of every one."""

    value: Any
    positions: Positions


def read_yaml(path: Path) -> Document:
    """The one document of a YAML file. Raises ProblemsError, or UsageError where the file cannot be read at all."""
    try:
        data = read_bytes(path, MOST_BYTES)
    except LimitError as error:
        raise ProblemsError([Problem("error", "too-large", "", str(error))], str(path)) from error
    return parse_yaml(data, str(path))


def parse_yaml(data: bytes | str, source: str = "") -> Document:
    """The one document in a YAML text, as dicts, lists, text, numbers, booleans and None.

    Text comes in Unicode normal form C with LF line ends. Raises ProblemsError naming each place and reason.

    >>> parse_yaml("a: [1, no]").value
    {'a': [1, 'no']}
    >>> parse_yaml("a: &b 1")
    Traceback (most recent call last):
    estimative.base.errors.ProblemsError: line 1, column 4, a: anchors and aliases (`&`, `*`) are not read: write it out
    """
    text = _text(data, source)
    builder = _Builder(text)
    try:
        value = builder.build()
    except _Stop:
        value = None
    if builder.problems:
        raise ProblemsError(builder.problems, source)
    return Document(value, Positions(text, builder.spots))


def _text(data: bytes | str, source: str) -> str:
    def fail(code: str, message: str, line: int | None = None) -> ProblemsError:
        return ProblemsError([Problem("error", code, "", message, line, None if line is None else 1)], source)

    if len(data) > MOST_BYTES:
        raise fail("too-large", f"the file is larger than {MOST_BYTES:,} bytes, the most that is read")
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        text.encode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise fail("encoding", "the file is not UTF-8 text from here on; save it as UTF-8", line) from None
    except UnicodeEncodeError as error:
        raise fail(
            "encoding", "the text holds half characters (surrogates)", text.count("\n", 0, error.start) + 1
        ) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        return nfc(text)
    except LimitError as error:
        raise fail("characters", str(error)) from None


class _Stop(Exception):  # noqa: N818 - not an error: reading ends here, with what was found
    """The rest of the file cannot be read."""


class _Builder:
    """Makes values of events. `place` is the way to where we are; problems are kept, reading goes on where it can."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Positions(text, {})
        self.spots: dict[Place, Spot] = {}
        self.problems: list[Problem] = []
        self.nodes = 0

    def build(self) -> Any:
        events = self._events()
        value, documents = None, 0
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.fail(
                        "several-documents",
                        (),
                        "the file holds several documents (`---`); a case is one",
                        event.start_mark.index,
                    )
                if event.version or event.tags:
                    self.fail(
                        "directive",
                        (),
                        "directives (`%`) are not read; this is YAML 1.2 without them",
                        event.start_mark.index,
                    )
            elif name not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                value = self.node(event, events, (), None)
        return value

    def node(self, event: Any, events: Iterator[Any], place: Place, key: int | None) -> Any:
        name = type(event).__name__
        start = event.start_mark.index
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.fail(
                "too-many-values",
                place,
                f"the file holds more than {MOST_NODES:,} values, the most that is read",
                start,
            )
        if len(place) >= MOST_DEEP and name in ("MappingStartEvent", "SequenceStartEvent"):
            self.fail("too-deep", place, f"values are nested more than {MOST_DEEP} deep", start)
        self.plainly(event, place)
        if name == "AliasEvent":
            return None
        if name == "ScalarEvent":
            if start == event.end_mark.index and key is not None:
                start = key  # a value left empty stands nowhere: its key does
            self.spots[place] = Spot(start, event.end_mark.index, key, event.style or "")
            return self.scalar(event, place)
        self.spots[place] = Spot(start, start + 1, key)
        if name == "SequenceStartEvent":
            return self.list(events, place)
        return self.map(events, place)

    def list(self, events: Iterator[Any], place: Place) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                return items
            items.append(self.node(event, events, (*place, len(items)), None))
        return items

    def map(self, events: Iterator[Any], place: Place) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                return items
            key, start = self.key(event, events, place)
            if key in items:
                self.wrong(
                    "duplicate-key", (*place, key), f"`{key}` stands twice in this map; keep one of the two", start
                )
            items[key] = self.node(next(events), events, (*place, key), start)
        return items

    def key(self, event: Any, events: Iterator[Any], place: Place) -> tuple[str, int]:
        """A key as text. A key that is a map or a list is read, refused and given a name of its own."""
        start = event.start_mark.index
        if type(event).__name__ in ("MappingStartEvent", "SequenceStartEvent"):
            self.wrong("key", place, "a map or a list cannot be a key", start)
            name = f"?{start}"
            self.node(event, events, (*place, name), None)
            return name, start
        self.plainly(event, place)
        if type(event).__name__ == "AliasEvent":
            return f"?{start}", start
        if event.value == "<<" and not event.style:
            self.wrong("merge-key", place, "merge keys (`<<`) are not read: write it out", start)
        value = self.scalar(event, place)
        if isinstance(value, bool):
            return ("yes" if value else "no"), start
        if not isinstance(value, str):
            written = "nothing" if value is None else f"the number {event.value}"
            self.wrong("key", place, f"expected a key that is text, found {written}; put it in quotes", start)
            return str(event.value), start
        return value, start

    def plainly(self, event: Any, place: Place) -> None:
        """Refuses what a value may not be written with."""
        start = event.start_mark.index
        if type(event).__name__ == "AliasEvent" or event.anchor is not None:
            self.wrong("anchor", place, "anchors and aliases (`&`, `*`) are not read: write it out", start)
        elif event.tag is not None:
            self.wrong("tag", place, f"tags are not read: leave out `{_tag(event.tag)}`", start)

    def scalar(self, event: Any, place: Place) -> Any:
        value = plain_scalar(event.value) if not event.style else str(event.value)
        if isinstance(value, Refused):
            self.wrong("number", place, value.reason, event.start_mark.index)
            return event.value
        if isinstance(value, str):
            return self.words(value, place, event.start_mark.index)
        return value

    def words(self, value: str, place: Place, start: int) -> str:
        """A text is checked once more: escapes in quotes can bring in what the file itself does not hold."""
        from estimative.case.plain import unreadable

        reason = unreadable(value)
        if reason is None:
            try:
                return nfc(value)
            except LimitError:
                reason = "too many combining marks in a row"
        self.wrong("characters", place, reason, start)
        return "?"

    def wrong(self, code: str, place: Place, message: str, index: int) -> None:
        line, column = self.lines.line_column(index)
        self.problems.append(Problem("error", code, "/".join(str(part) for part in place), message, line, column))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Stop

    def fail(self, code: str, place: Place, message: str, index: int) -> None:
        self.wrong(code, place, message, index)
        raise _Stop

    def _events(self) -> Iterator[Any]:
        """The events of the text, one by one. What ruamel.yaml raises becomes a problem."""
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
        from ruamel.yaml.reader import ReaderError

        try:
            # typ="safe": the round-trip reader marks the folds of a `>` block with a character of its own.
            yield from YAML(typ="safe", pure=True).parse(self.text)
        except ReaderError as error:
            self.fail(
                "characters",
                (),
                f"the character U+{ord(self.text[error.position]):04X} cannot stand in YAML",
                error.position,
            )
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            words = ", ".join(part.strip() for part in (error.context, error.problem) if part)
            self.fail("yaml", (), f"this is not YAML: {words}{_advice(words)}", mark.index if mark is not None else 0)
        except (YAMLError, YAMLStreamError, ValueError, IndexError, AttributeError, TypeError, AssertionError) as error:
            self.fail("yaml", (), f"this is not YAML that can be read ({type(error).__name__})", 0)


def _tag(tag: Any) -> str:
    return str(tag).replace("tag:yaml.org,2002:", "!!")[:40]


def _advice(words: str) -> str:
    if "mapping values are not allowed" in words:
        return "; a text with `: ` in it, or a line that is indented too far? Put the text in quotes"
    if "cannot start any token" in words:
        return "; put the text in quotes"
    return ""
