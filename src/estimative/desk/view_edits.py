"""Which characters of a case's file change when views come in: every judgment in the form in which it is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from estimative.case.models import Case
from estimative.case.models_base import BESIDE
from estimative.case.shape import is_record, type_at
from estimative.desk.writing import text_of
from estimative.exchange.edits import Put
from estimative.exchange.yaml_reading import parse_yaml

AGREED = ("value", "range")
_BEFORE_PEOPLE = frozenset({"estimative", "id", "title", "as_of", "marking"})
_BEFORE_VIEWS = frozenset({"value", "range", "distribution", "rank", "at", "that"})


class Said(Protocol):
    """What somebody says of a judgment."""

    @property
    def path(self) -> str:
        """The address of the judgment."""

    @property
    def person(self) -> str:
        """The id of whoever says it."""

    @property
    def view(self) -> Mapping[str, Any]:
        """The fields of the view."""


def edits(file: Path, views: Sequence[Said], people: Mapping[str, str], unset: Collection[str]) -> list[Put]:
    """The edits to a case's file that put in these views and people, and leave out the values set at `unset`."""
    raw = parse_yaml(text_of(file), str(file)).value
    by_path: dict[str, dict[str, Any]] = {path: {} for path in unset}
    for one in views:
        by_path.setdefault(one.path, {})[one.person] = dict(one.view)
    puts = [_people(raw, people)] if people else []
    return [*puts, *(_put(raw, path, told, path in unset) for path, told in by_path.items())]


def overlaps(patch: Mapping[str, Any], paths: Collection[str]) -> bool:
    """Whether a merge patch changes anything at, around or in one of these places.

    >>> overlaps({"influence": {"a": {"b": 3}}}, ["influence/a/b"]), overlaps({"now": {"x": "no"}}, ["influence/a/b"])
    (True, False)
    """
    return any(_reaches(patch, path.split("/")) for path in paths)


def _reaches(patch: object, parts: Sequence[str]) -> bool:
    for part in parts:
        if not isinstance(patch, Mapping):
            return True  # something around it is replaced or deleted
        if part not in patch:
            return False
        patch = patch[part]
    return True


def _people(raw: Mapping[str, Any], people: Mapping[str, str]) -> Put:
    new = {person: {"name": name, "kind": "expert"} for person, name in people.items()}
    if isinstance(raw.get("people"), dict):
        return Put(("people",), new, after=tuple(raw["people"]))
    return Put((), {"people": new}, after=_BEFORE_PEOPLE)


def _put(raw: Mapping[str, Any], path: str, told: Mapping[str, Any], unset: bool) -> Put:
    """The edit for one judgment: into its own map, beside its number, or around its bare number."""
    place, around, held = _written(raw, path)
    name = place[-1]
    if isinstance(held, dict):
        return _into(place, held, told, unset)
    owner = type_at(Case, path.split("/")[:-1])
    if not (is_record(owner) and owner.beside == name):
        views = {"views": dict(told)}
        return Put(place[:-1], {name: views if unset else {"value": held, **views}})
    if not unset:
        return Put(place[:-1], {"views": {**(around.get("views") or {}), **told}}, after=_BEFORE_VIEWS)
    beside = {key: item for key, item in around.items() if key in BESIDE and item is not None}
    inner = {key: item for key, item in beside.items() if key not in (*AGREED, "views")}
    inner["views"] = {**(beside.get("views") or {}), **told}
    kept = {key: item for key, item in around.items() if key not in BESIDE}
    return Put(place[:-1], {**kept, name: inner}, alone=True)


def _into(place: tuple[str, ...], held: Mapping[str, Any], told: Mapping[str, Any], unset: bool) -> Put:
    views = {**(held.get("views") or {}), **told}
    if not unset:
        return Put(place, {"views": views}, after=_BEFORE_VIEWS)
    kept = {key: item for key, item in held.items() if key not in AGREED}
    return Put(place, {**kept, "views": views}, after=_BEFORE_VIEWS, alone=True)


def _written(raw: Mapping[str, Any], path: str) -> tuple[tuple[str, ...], Mapping[str, Any], Any]:
    """Where a judgment stands in a file, by its keys as they are spelt; the map around it; what is written there."""
    here: Any = raw
    around: Mapping[str, Any] = raw
    place: list[str] = []
    for part in path.split("/"):
        around = here
        key = next(key for key in here if key == part or "".join(str(key).split()) == part)
        place.append(key)
        here = here[key]
    return tuple(place), around, here
