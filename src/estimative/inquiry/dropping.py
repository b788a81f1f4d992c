"""What falls away when arguments do, as a structured change to the case.

A want leaves its list; a rule, an item, a class is removed; an influence, an impact, a position goes; an actor goes
with its wants, its options staying as now; an option stays as now; a driver is fixed as now, and cannot be dropped
without a `now`. What several arguments carry stays as long as one of them stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.patches import merge_patch
from estimative.case.paths import kind

FIXED = "dropped-"


@dataclass(frozen=True)
class Dropping:
    """What falls away: a merge patch against the long form, what is added to drawn judgments, and what stays.

    `falls` are the addresses that fall away; `shared` those that stay because another argument carries them too;
    `impossible` says why it cannot be computed, None where it can.
    """

    patch: Mapping[str, Any] = field(default_factory=dict)
    shifts: Mapping[str, float] = field(default_factory=dict)
    falls: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    impossible: str | None = None

    def apply(self, case: Case) -> Case:
        """The case without what falls away."""
        return from_long(merge_patch(to_long(case), self.patch))


def drop_arguments(case: Case, dropped: Collection[str]) -> Dropping:
    """What falls away when these arguments (ids) do, all at once.

    >>> actor = {"options": {"go": {}}, "wants": {"w": {"that": "a.go", "rank": 1}}}
    >>> case = from_long({"id": "tiny", "actors": {"a": actor},
    ...     "arguments": {"m": {"kind": "motive", "text": "it pays", "carries": ["actors/a/wants/w"]}}})
    >>> drop_arguments(case, ["m"]).patch
    {'actors': {'a': {'wants': {'w': None}}}}
    """
    gone = [path for name in dropped for path in case.arguments[name].carries]
    kept = {path for name, other in case.arguments.items() if name not in dropped for path in other.carries}
    shifts: dict[str, float] = {}
    for name in dropped:
        for path, amount in case.arguments[name].shifts.items():
            shifts[path] = shifts.get(path, 0.0) + amount
    falls = tuple(dict.fromkeys(path for path in gone if path not in kept))
    shared = tuple(dict.fromkeys(path for path in gone if path in kept))
    return drop(case, falls, shifts, shared)


def drop(
    case: Case, falls: Collection[str], shifts: Mapping[str, float] | None = None, shared: tuple[str, ...] = ()
) -> Dropping:
    """The change that takes these addresses out of a case. What is dropped itself is not shifted."""
    patch: dict[str, Any] = {}
    impossible = None
    for path in falls:
        change, reason = _change(case, path)
        patch = _joined(patch, change)
        impossible = impossible or reason
    moved = {
        path: amount
        for path, amount in (shifts or {}).items()
        if not any(path == gone or path.startswith(f"{gone}/") for gone in falls)
    }
    return Dropping(patch, moved, tuple(falls), shared, impossible)


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two patches as one, nulls kept: a removal wins over a change within what is removed."""
    joined = dict(one)
    for key, change in other.items():
        before = joined.get(key, {})
        if key in joined and (before is None or change is None):
            joined[key] = None
        elif isinstance(before, Mapping) and isinstance(change, Mapping):
            joined[key] = _joined(before, change)
        else:
            joined[key] = change
    return joined


def _change(case: Case, path: str) -> tuple[dict[str, Any], str | None]:
    """One address as a merge patch, and why it cannot be dropped."""
    parts = path.split("/")
    what = kind(path)
    if what == "actor":
        actor = case.actors[parts[1]]
        fixed = _fixed([f"{parts[1]}.{option}" for option in actor.options], case)
        wants: dict[str, Any] = {"actors": {parts[1]: {"wants": dict.fromkeys(actor.wants)}}} if actor.wants else {}
        return {**wants, **fixed, **_without_actor(case, parts[1])}, None
    if what == "option":
        return _fixed([f"{parts[1]}.{parts[3]}"], case), None
    if what == "driver":
        if parts[1] not in case.now:
            return {}, f"`{path}` has no `now`, so it cannot be held as it is"
        return _fixed([parts[1]], case), None
    nested: Any = None
    for part in reversed(parts):
        nested = {part: nested}
    return nested, None


def _fixed(factors: Collection[str], case: Case) -> dict[str, Any]:
    """Rules that hold factors as they are now."""
    rules = {}
    for name in factors:
        actor, _, option = name.partition(".")
        variants = case.actors[actor].options[option].variants if option else case.drivers[actor].variants
        stands = case.now.get(name, variants[0])
        rules[FIXED + name.replace(".", "-")] = {"always": f"{name} = {stands}", "because": "it falls away"}
    return {"rules": rules} if rules else {}


def _without_actor(case: Case, actor: str) -> dict[str, Any]:
    """An actor's influence row and column, stakes, positions and effects, all set to nothing."""
    gone: dict[str, Any] = {}
    influence: dict[str, Any] = {source: {actor: None} for source, row in case.influence.items() if actor in row}
    if actor in case.influence:
        influence[actor] = None
    if influence:
        gone["influence"] = influence
    stakes = {name: {"stakes": {actor: None}} for name, record in case.objectives.items() if actor in record.stakes}
    positions = {name: {"positions": {actor: None}} for name, issue in case.issues.items() if actor in issue.positions}
    effects = {name: {"effects": {actor: None}} for name, record in case.scenarios.items() if actor in record.effects}
    for section, change in (("objectives", stakes), ("issues", positions), ("scenarios", effects)):
        if change:
            gone[section] = change
    return gone
