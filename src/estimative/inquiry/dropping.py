"""What falls away when arguments do, as a structured change to the case.

A want leaves its list; a rule, an item, a class is removed; an influence, an impact, a position goes; an actor goes
with its wants, its options staying as now; an option stays as now; a driver is fixed as now, and cannot be dropped
without a `now`. What several arguments carry stays as long as one of them stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.models_base import Closed
from estimative.case.patches import merge_patch
from estimative.case.paths import kind

_Record = TypeVar("_Record", bound=Closed)


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
        """The case without what falls away.

        Hundreds of variants are made of one case, so what can be left out is left out of the case at hand, and nothing
        is validated twice; a change of another form takes the way of every patch.
        """
        try:
            return _left_out(case, self.patch)
        except _NotLeftOutError:
            return from_long(merge_patch(to_long(case), self.patch))


class _NotLeftOutError(Exception):
    """A patch does more than leave out."""


def _left_out(case: Case, patch: Mapping[str, Any]) -> Case:
    """The case without what `patch` removes, and with the rules that it adds."""
    held = {name: rule for name, rule in patch.get("rules", {}).items() if rule is not None}
    removed = {name: change for name, change in patch.items() if name != "rules"}
    gone = {name: None for name in patch.get("rules", {}) if name not in held}
    found = _without(case, {**removed, **({"rules": gone} if gone else {})})
    if held:
        if not held.keys().isdisjoint(case.rules):
            raise _NotLeftOutError
        added = from_long({"id": case.id, "rules": held}).rules
        found = found.model_copy(update={"rules": {**found.rules, **added}})
    return found


def _without(record: _Record, patch: Mapping[str, Any]) -> _Record:
    """A record without the entries of its maps that `patch` has null for."""
    changed = {}
    for name, change in patch.items():
        here = getattr(record, name, None) if name in type(record).model_fields else None
        if not isinstance(here, dict) or not isinstance(change, Mapping):
            raise _NotLeftOutError
        changed[name] = _map_without(here, change)
    return record.model_copy(update=changed)


def _map_without(entries: dict[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    left = dict(entries)
    for name, change in patch.items():
        here = left.get(name)
        if change is None:
            left.pop(name, None)
        elif not isinstance(change, Mapping) or not isinstance(here, dict | Closed):
            raise _NotLeftOutError
        else:
            left[name] = _map_without(here, change) if isinstance(here, dict) else _without(here, change)
    return left


def drop_arguments(case: Case, dropped: Collection[str]) -> Dropping:
    """What falls away when these arguments (ids) do, all at once.

    >>> actor = {"options": {"go": {}}, "wants": {"w": {"that": "a.go", "rank": 1}}}
    >>> case = from_long({"id": "tiny", "actors": {"a": actor},
    ...     "arguments": {"m": {"kind": "motive", "text": "it pays", "carries": ["actors/a/wants/w"]}}})
    >>> drop_arguments(case, ["m"]).patch
    {'actors': {'a': {'wants': {'w': None}}}}
    """
    gone = [part for name in dropped for path in case.arguments[name].carries for part in parts_of(case, path)]
    kept = {
        part
        for name, other in case.arguments.items()
        if name not in dropped
        for path in other.carries
        for part in parts_of(case, path)
    }
    shifts: dict[str, float] = {}
    for name in dropped:
        for path, amount in case.arguments[name].shifts.items():
            shifts[path] = shifts.get(path, 0.0) + amount
    falls = tuple(dict.fromkeys(path for path in gone if path not in kept))
    shared = tuple(dict.fromkeys(path for path in gone if path in kept))
    return _dropping(case, falls, shifts, shared)


def drop(case: Case, paths: Collection[str]) -> Dropping:
    """The change that takes these addresses, and all that goes with them, out of a case, whoever else carries them."""
    return _dropping(case, tuple(dict.fromkeys(part for path in paths for part in parts_of(case, path))), {}, ())


def fall(case: Case, falls: Collection[str], shifts: Mapping[str, float]) -> Dropping:
    """The same for what falls away and is shifted, each address with all that goes with it named already."""
    return _dropping(case, tuple(falls), shifts, ())


def parts_of(case: Case, path: str) -> tuple[str, ...]:
    """What goes when this address does: an actor goes with its wants, options, influence and positions; else itself.

    >>> actor = {"options": {"go": {}}, "wants": {"w": {"that": "a.go", "rank": 1}}}
    >>> parts_of(from_long({"id": "tiny", "actors": {"a": actor}}), "actors/a")
    ('actors/a', 'actors/a/wants/w', 'actors/a/options/go')
    """
    if kind(path) != "actor":
        return (path,)
    name = path.split("/")[1]
    actor = case.actors[name]
    return (
        path,
        *(f"{path}/wants/{want}" for want in actor.wants),
        *(f"{path}/options/{option}" for option in actor.options),
        *(f"influence/{name}/{target}" for target in case.influence.get(name, {})),
        *(f"influence/{source}/{name}" for source, row in case.influence.items() if name in row),
        *(f"issues/{issue}/positions/{name}" for issue, record in case.issues.items() if name in record.positions),
    )


def _dropping(case: Case, falls: tuple[str, ...], shifts: Mapping[str, float], shared: tuple[str, ...]) -> Dropping:
    """What is dropped itself is not shifted."""
    patch: dict[str, Any] = {}
    held: list[str] = []
    impossible = None
    for path in falls:
        parts, what = path.split("/"), kind(path)
        if what == "option":
            held.append(f"{parts[1]}.{parts[3]}")
        elif what == "driver" and parts[1] in case.now:
            held.append(parts[1])
        elif what == "driver":
            impossible = f"`{path}` has no `now`, so it cannot be held as it is"
        else:
            patch = _joined(patch, _without_actor(case, parts[1]) if what == "actor" else _nothing_at(parts))
    moved = {path: amount for path, amount in shifts.items() if not any(path.startswith(f"{gone}/") for gone in falls)}
    return Dropping(_joined(patch, _held(case, held)), moved, falls, shared, impossible)


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


def _nothing_at(parts: list[str]) -> dict[str, Any]:
    """The patch that removes what stands at an address.

    For an influence nothing is 0, as it should be. A method that reads impacts must put the mean of the undropped cells
    of the row in place of a dropped one.
    """
    nested: Any = None
    for part in reversed(parts):
        nested = {part: nested}
    patch: dict[str, Any] = nested
    return patch


def _held(case: Case, factors: Collection[str]) -> dict[str, Any]:
    """One rule that holds factors as they are now, under an id that the case does not use."""
    if not factors:
        return {}
    stands = []
    for name in factors:
        actor, _, option = name.partition(".")
        variants = case.actors[actor].options[option].variants if option else case.drivers[actor].variants
        stands.append(f"{name} = {case.now.get(name, variants[0])}")
    rule = next(name for k in count() if (name := f"held-{k}") not in case.rules)
    return {"rules": {rule: {"always": " and ".join(stands), "because": "it falls away"}}}


def _without_actor(case: Case, actor: str) -> dict[str, Any]:
    """What an actor has at stake and what scenarios are said to do to it, set to nothing."""
    gone: dict[str, Any] = {}
    stakes = {name: {"stakes": {actor: None}} for name, record in case.objectives.items() if actor in record.stakes}
    effects = {name: {"effects": {actor: None}} for name, record in case.scenarios.items() if actor in record.effects}
    for section, change in (("objectives", stakes), ("scenarios", effects)):
        if change:
            gone[section] = change
    return gone
