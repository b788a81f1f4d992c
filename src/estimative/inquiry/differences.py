"""How one case differs from another: pieces, each a path at which something changes, that turn the one into the other.

A piece is what changes at one address: a judgment's numbers, a record that comes or goes, a statement. What changes
nothing but words (reasons, citations, names) is kept apart. Pieces do not overlap: in whatever order they are applied
the outcome is the same, and all of them together give the other case to the last field.

>>> from estimative.case.longform import from_long
>>> one = from_long({"id": "t", "influence": {"a": {"b": {"value": 2, "because": "they trade"}}}})
>>> other = from_long({"id": "t", "influence": {"a": {"b": {"value": 4, "because": "they fight"}}}})
>>> [(piece.path, piece.kind, piece.change) for piece in differences(one, other)]
[('influence/a/b', 'judgment', 'changed'), ('influence/a/b', 'words', 'changed')]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from estimative.assessment.joins import joins
from estimative.base.canonical import canonical_json
from estimative.case.longform import to_long
from estimative.case.models import Case
from estimative.case.paths import KINDS, kind

PieceKind = Literal["judgment", "structure", "words"]
ChangeKind = Literal["changed", "added", "removed"]


class Nothing(Enum):
    """What stands where nothing stands: null can be a value, in a field of the user's own."""

    HERE = "nothing"


JUDGMENTS = frozenset(
    {"rank", "influence", "stake", "impact", "standpoint", "salience", "capability", "relevance", "similarity"}
    | {"effect", "rating", "expected rating"}
)
"""Kinds of address at which somebody's judgment stands, a number or a rating."""
WORDS = frozenset(
    {"title", "text", "name", "aliases", "because", "cites", "judged_by", "review", "origin", "marking", "notes"}
    | {"words", "unit", "speaker", "client", "resolved_from", "chosen_by", "included", "owner", "markings"}
)
"""Fields that are for people: no method computes with them."""
OF_EVERY_METHOD = frozenset({"now", "held", "terms", "rules", "drivers", "scenarios", "settings"})
"""Sections that lay down what states there are and what scenarios mean, and so can reach any method."""
FOR_PEOPLE = frozenset({"likelihood_scale", "judged_by", "pooling", "markings", "scenarios_overlap"})
"""Settings that no method's weights hang on."""

_PATTERNS = [entry.pattern.split("/") for entry in KINDS]
_CONTAINERS = {
    *(tuple(parts[:size]) for parts in _PATTERNS for size in range(1, len(parts)) if parts[size] == "*"),
    ("now",),
    ("settings",),
}
"""Where maps from ids to records stand, and the two that hold values by name."""


@dataclass(frozen=True, eq=False)
class Edit:
    """One place of the long form (keys on the way to it) with what stands there before and after.

    `kept` is how many of the keys lead to a map that the other case still has: a map above the place that is empty
    once something leaves it, and is deeper than that, leaves too.
    """

    place: tuple[str, ...]
    before: Any
    after: Any
    kept: int


@dataclass(frozen=True, eq=False)
class Piece:
    """What changes at one path, as edits of the long form. `methods` are those that may read it, by id."""

    path: str
    kind: PieceKind
    edits: tuple[Edit, ...]
    methods: tuple[str, ...] = ()

    @property
    def change(self) -> ChangeKind:
        """Whether what stands at the path comes, goes or changes."""
        whole = [edit for edit in self.edits if "/".join(edit.place) == self.path]
        if whole and whole[0].before is Nothing.HERE:
            return "added"
        return "removed" if whole and whole[0].after is Nothing.HERE else "changed"


def differences(old: Case, new: Case, methods: Collection[str] | None = None) -> tuple[Piece, ...]:
    """Every piece that turns `old` into `new`, in the order of the format; none where both say the same.

    `methods` are those of which it is told whether they read a piece; every installed one where nothing is said.
    """
    asked = tuple(joins()) if methods is None else tuple(methods)
    found: dict[tuple[str, bool], list[Edit]] = {}
    longs = to_long(old), to_long(new)
    for edit in _edits(*longs, (), 0):
        path = _path(edit.place)
        found.setdefault((path, _is_words(path, edit, longs)), []).append(edit)
    pieces = []
    order = {path: place for place, path in enumerate(dict.fromkeys(path for path, _ in found))}
    for (path, words), edits in sorted(found.items(), key=lambda item: (order[item[0][0]], item[0][1])):
        what: PieceKind = "words" if words else "judgment" if kind(path) in JUDGMENTS else "structure"
        readers = () if words else tuple(name for name in asked if _reads(name, path, edits, (old, new)))
        pieces.append(Piece(path, what, tuple(edits), readers))
    return tuple(pieces)


def applied(long: Mapping[str, Any], pieces: Iterable[Piece]) -> dict[str, Any]:
    """A case's long form with pieces applied; the given one stays as it is."""
    changed = dict(long)
    own: set[int] = {id(changed)}
    for piece in pieces:
        for edit in piece.edits:
            _apply(changed, edit, own)
    return changed


def _apply(long: dict[str, Any], edit: Edit, own: set[int]) -> None:
    """Changes `long` in place; maps on the way are copied first, unless they are ours already."""
    above: list[dict[str, Any]] = [long]
    for key in edit.place[:-1]:
        held = above[-1].get(key)
        if not isinstance(held, dict):
            if edit.after is Nothing.HERE:
                return
            held = {}
        if id(held) not in own:
            held = dict(held)
            own.add(id(held))
        above[-1][key] = held
        above.append(held)
    name = edit.place[-1]
    if edit.after is Nothing.HERE:
        if edit.before != {} or above[-1].get(name) == {}:  # an empty map goes only while it is empty
            above[-1].pop(name, None)
        for depth in range(len(edit.place) - 1, edit.kept, -1):
            if not above[depth]:
                above[depth - 1].pop(edit.place[depth - 1], None)
    elif edit.before is Nothing.HERE and edit.after == {}:
        above[-1].setdefault(name, {})
    else:
        above[-1][name] = edit.after


def _edits(old: Any, new: Any, place: tuple[str, ...], kept: int) -> Iterator[Edit]:
    """The places at which two long forms differ; whole records where one of them has none."""
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _map_edits(old, new, place, len(place))
    elif not _same(old, new):
        held = new if old is Nothing.HERE else old
        if Nothing.HERE in (old, new) and isinstance(held, dict) and held and _is_container(place):
            # Where one side lacks a map of records the other has each of them to itself.
            sides: list[Mapping[str, Any]] = [{} if side is Nothing.HERE else side for side in (old, new)]
            yield from _map_edits(sides[0], sides[1], place, kept if new is Nothing.HERE else len(place))
        else:
            yield Edit(place, old, new, kept)


def _map_edits(old: Mapping[str, Any], new: Mapping[str, Any], place: tuple[str, ...], kept: int) -> Iterator[Edit]:
    for key in [*old, *(key for key in new if key not in old)]:
        yield from _edits(old.get(key, Nothing.HERE), new.get(key, Nothing.HERE), (*place, key), kept)


def _same(one: Any, other: Any) -> bool:
    if Nothing.HERE in (one, other):
        return one is other
    return canonical_json(one) == canonical_json(other)  # 1 and true are not the same


def _is_container(place: Sequence[str]) -> bool:
    """Is there a map from ids to records at such a place?"""
    return any(
        len(pattern) == len(place) and all(p in ("*", k) for p, k in zip(pattern, place, strict=True))
        for pattern in _CONTAINERS
    )


def _path(place: tuple[str, ...]) -> str:
    """The path that an edit belongs to: the nearest address, or the place itself where it has none."""
    if place[0] in ("settings", "now"):
        return "/".join(place)
    for size in range(len(place), 0, -1):
        path = "/".join(place[:size])
        if kind(path) is not None:
            return path
    return "/".join(place)


def _is_words(path: str, edit: Edit, longs: Sequence[Any]) -> bool:
    """Does an edit change words alone? What single people say of a judgment does, unless its value follows from it."""
    inside = edit.place[len(path.split("/")) :]
    if not inside:
        return path in WORDS or path in ("id", "as_of") or edit.place[-1].startswith("x-")
    if inside[0] == "views":
        return all("value" in _at(long, path) for long in longs)
    return inside[0] in WORDS or inside[0].startswith("x-")


def _at(long: Any, path: str) -> Any:
    for key in path.split("/"):
        long = long.get(key, {}) if isinstance(long, dict) else {}
    return long


def _reads(method: str, path: str, edits: Sequence[Edit], cases: Sequence[Case]) -> bool:
    """May what stands at this path reach a method, in one case or the other?

    A method says it of what an argument can carry. What lays down states and scenarios is taken to reach all: to ask
    one method too many costs time, one too few would be wrong.
    """
    parts = path.split("/")
    if any(joins()[method].reads(case, path) for case in cases):
        return True
    if parts[0] == "settings":
        of = parts[1].replace("_", "-")
        return of == method if of in joins() else parts[1] not in FOR_PEOPLE
    if parts[0] == "scenarios":
        return len(parts) == 2
    if parts[0] in OF_EVERY_METHOD:
        return True
    if parts[0] == "issues":
        return len(parts) == 2
    if parts[0] == "actors" and len(parts) == 2:
        sides = [side for edit in edits for side in (edit.before, edit.after)]
        return any(isinstance(side, dict) and bool(side.get("options")) for side in sides)
    return parts[0] == "actors" and parts[2] == "options"
