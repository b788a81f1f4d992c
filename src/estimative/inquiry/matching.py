"""Scenarios of two cases that say the same under different names, so that the cases can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.tree import Named
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case

_BY_SCENARIO = frozenset({"ratings", "counts", "points_to"})
"""Fields that are maps from scenarios."""
_LISTS = frozenset({"serves", "harms"})
MOST_OPENED = 10_000
"""Parts of a statement with its terms opened: larger ones are compared as they are written."""


def same_scenarios(one: Case, other: Case) -> dict[str, str]:
    """The scenarios of `other` that `one` has under another id with an equal statement: id there to id here.

    Statements are equal when they read the same with their terms opened; that others mean the same is not looked for.
    An id that both use is left alone.

    >>> cases = [from_long({"id": "t", "scenarios": {name: {"when": "a.go"}}}) for name in ("gone", "left")]
    >>> same_scenarios(*cases)
    {'left': 'gone'}
    """
    mine = {name: _read(one, record.when) for name, record in one.scenarios.items() if name not in other.scenarios}
    found: dict[str, str] = {}
    for name, record in other.scenarios.items():
        read = _read(other, record.when)
        equal = [here for here, told in mine.items() if told == read and here not in found.values()]
        if name not in one.scenarios and equal:
            found[name] = equal[0]
    return found


def with_scenarios_renamed(case: Case, names: Mapping[str, str]) -> Case:
    """The case with these scenarios under other ids, wherever they are named."""
    if not names:
        return case
    long = to_long(case)
    renamed = {section: _renamed(value, names, section) for section, value in long.items()}
    renamed["scenarios"] = {names.get(name, name): item for name, item in renamed["scenarios"].items()}
    return from_long(renamed)


def _renamed(value: Any, names: Mapping[str, str], field: str) -> Any:
    if field.startswith("x-"):
        return value
    if isinstance(value, dict):
        if field == "shifts":
            return {_address(path, names): item for path, item in value.items()}
        inner = {key: _renamed(item, names, key) for key, item in value.items()}
        return {names.get(key, key): item for key, item in inner.items()} if field in _BY_SCENARIO else inner
    if isinstance(value, list):
        if field in _LISTS:
            return [names.get(item, item) for item in value]
        return [_address(item, names) for item in value] if field == "carries" else value
    return names.get(value, value) if field == "scenario" and isinstance(value, str) else value


def _address(path: str, names: Mapping[str, str]) -> str:
    parts = path.split("/")
    for place, part in enumerate(parts[1:], start=1):
        if parts[place - 1] in _BY_SCENARIO or (place == 1 and parts[0] == "scenarios"):
            parts[place] = names.get(part, part)
    return "/".join(parts)


def _read(case: Case, text: str) -> Any:
    """A statement as nested tuples, its terms opened; as its text where that grows too large."""
    budget = [MOST_OPENED]

    def opened(node: Any) -> Any:
        budget[0] -= 1
        if budget[0] < 0:
            raise OverflowError
        if isinstance(node, Named) and node.name in case.terms:
            return opened(parse_statement(case.terms[node.name].means))
        if isinstance(node, tuple):
            return tuple(opened(item) for item in node)
        if is_dataclass(node):
            parts = (opened(getattr(node, item.name)) for item in fields(node) if item.compare)
            return (type(node).__name__, *parts)
        return node

    try:
        return opened(parse_statement(text))
    except (OverflowError, RecursionError):
        return text
