"""What an actor could do about a scenario, as changes to the case: its options, its standpoint, what it could offer.

Each is a merge patch that can be kept as a what-if. What it moves is computed in `opportunities`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from estimative.assessment.bargaining_model import IssueModel, bargaining_model
from estimative.assessment.words import actor_name, scenario_name
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import Vocabulary, resolve
from estimative.case.models import Case
from estimative.case.models_judgments import Judgment
from estimative.case.paths import cites, scale
from estimative.case.space import state_space, vocabulary
from estimative.inquiry.change_names import free_name, marked, names_of_changes

Kind = Literal["hold", "keep", "step", "offer", "standpoint", "salience", "influence"]
PARTS_OF_SCALE = 10
"""A step on an issue's scale, and of salience, is a tenth of it."""
HELD = "held"
OFFER: Literal["offer"] = "offer"
ENDING = {"hold": "from now on and for good", "keep": "as now and for good", "step": "now, free to change it again"}


@dataclass(frozen=True)
class Move:
    """One thing that an actor could do.

    `path` is the address that it changes, `words` what is done, `touched` the addresses that a method must read to see
    it. `serves` are addresses of others' wants that it brings about at once, all else as now, `costs` those that it
    ends, its own among them. `to` is whom an offer is made to; `settles` where bargaining's compromise would settle
    the issue before and after, at the stated values. `impossible` says why it cannot be tried, None where it can.
    """

    id: str
    kind: Kind
    actor: str
    path: str
    words: str
    patch: Mapping[str, Any]
    touched: tuple[str, ...]
    serves: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    to: str | None = None
    settles: tuple[float, float] | None = None
    impossible: str | None = None
    cites: tuple[str, ...] = ()


def own_moves(case: Case, actor: str, wish: str) -> tuple[Move, ...]:
    """What `actor` could do by itself: options held or taken, offers to those who decide, standpoints, influence."""
    return (
        *option_moves(case, actor, steps=True),
        *_offers(case, actor, wish),
        *_stands(case, actor),
        *_influences(case, actor),
    )


def moves_of_others(case: Case, actor: str) -> tuple[Move, ...]:
    """What all the others could do: their options held at a variant, their standpoints moved by a step."""
    found: list[Move] = []
    for other in case.actors:
        if other != actor:
            found += option_moves(case, other, steps=False)
            found += [move for move in _stands(case, other) if move.kind == "standpoint"]
    return tuple(found)


def distinct(moves: Sequence[Move]) -> list[Move]:
    """The moves with ids that differ: where two actors' moves would be called the same, a mark tells them apart."""
    often = Counter(move.id for move in moves)
    return [
        move if often[move.id] == 1 else replace(move, id=marked(move.id, f"{move.kind} {move.path} {place}"))
        for place, move in enumerate(moves)
    ]


def option_moves(case: Case, actor: str, steps: bool) -> list[Move]:
    """Each option of an actor held at each variant from now on; with `steps`, also taken now and free to be undone."""
    found = []
    wanted = _Wants(case)
    for option, record in case.actors[actor].options.items():
        factor = f"{actor}.{option}"
        present = case.now.get(factor, record.variants[0])
        place = record.variants.index(present)
        for there, variant in enumerate(record.variants):
            barred = {"forward": there < place, "back": there > place}.get(record.moves, False)
            if not barred:
                kinds: tuple[Kind, ...] = ("keep",) if variant == present else ("hold", "step") if steps else ("hold",)
                found += [_option(case, wanted, kind, actor, option, variant) for kind in kinds]
    return found


def _option(case: Case, wanted: _Wants, kind: Kind, actor: str, option: str, variant: str) -> Move:
    factor, path = f"{actor}.{option}", f"actors/{actor}/options/{option}"
    words = f"{_done(case, actor, option, variant)}, {ENDING[kind]}"
    patch: dict[str, Any] = {} if kind == "keep" else {"now": {factor: variant}}
    touched: tuple[str, ...] = (path, f"now/{factor}")
    if kind != "step":
        rule = free_name(f"{HELD}-{actor}-{option}", case.rules)
        because = "the option stays as it is"
        patch["rules"] = {rule: {"always": f"{factor} = {variant}", "because": because}}
        touched = (*touched, f"rules/{rule}")
    identity = names_of_changes(kind, {f"{path}={variant}": (actor, option, variant)})[f"{path}={variant}"]
    serves, costs = ((), ()) if kind == "keep" else wanted.moved(factor, variant)
    return Move(identity, kind, actor, path, words, patch, touched, serves, costs, cites=cites(case, path))


def _done(case: Case, actor: str, option: str, variant: str) -> str:
    """An option at a variant in words: who does what."""
    record, name = case.actors[actor].options[option], actor_name(case, actor)
    text = record.text or option.replace("-", " ")
    if record.variants == ("no", "yes"):
        return f"{name}: {text}" if variant == "yes" else f"{name}: not “{text}”"
    return f"{name}, {text}: {record.words.get(variant) or variant.replace('-', ' ')}"


class _Wants:
    """Which wants a change of one option brings about or ends, all else as now."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.space = state_space(case)
        self.now = {f.id: case.now.get(f.id, f.variants[0]) for f in self.space.factors}
        self.holds = {
            f"actors/{name}/wants/{want}": self.space.holds(parse_statement(entry.that))
            for name, actor in case.actors.items()
            for want, entry in actor.wants.items()
        }

    def moved(self, factor: str, variant: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Addresses of wants that become true, and of those that no longer are, if one factor changes from now."""
        before, after = self.space.code(self.now), self.space.code({**self.now, factor: variant})
        gained = tuple(path for path, holds in self.holds.items() if holds[after] and not holds[before])
        lost = tuple(path for path, holds in self.holds.items() if holds[before] and not holds[after])
        return gained, lost


def _offers(case: Case, actor: str, wish: str) -> list[Move]:
    """Something that the actor would give each other decision maker for the wished scenario, whatever it is.

    It is a new want of the other for the scenario itself; how much it must be worth is a rank, which is tried.
    """
    others = [name for name, record in case.actors.items() if name != actor and record.options]
    when = case.scenarios[wish].when
    issue = resolve(parse_statement(when), _without_issues(case))
    reason = "the scenario speaks of an issue, and wants are about options and drivers" if issue else None
    found = []
    ids = names_of_changes(OFFER, {other: (actor, other) for other in others})
    for other in others:
        words = (
            f"{actor_name(case, actor)} gives {actor_name(case, other)} something for"
            f" “{scenario_name(case, wish)}”, to be had only if that comes about"
        )
        path = f"actors/{other}"
        want = f"{path}/wants/{offered(case, other)}"
        found.append(Move(ids[other], OFFER, actor, path, words, {}, (want,), to=other, impossible=reason))
    return found


def offered(case: Case, other: str) -> str:
    """The id of the want that an offer gives an actor, one that it does not use yet."""
    return free_name(OFFER, case.actors[other].wants)


def offer_patch(case: Case, other: str, wish: str, rank: float) -> dict[str, Any]:
    """The merge patch that makes the scenario `wish` worth a want of this rank to `other`."""
    want = {"that": case.scenarios[wish].when, "rank": {"value": rank}, "because": "it is given something for it"}
    return {"actors": {other: {"wants": {offered(case, other): want}}}}


def _without_issues(case: Case) -> Vocabulary:
    known = vocabulary(case)
    return Vocabulary({name: factor for name, factor in known.factors.items() if name not in case.issues}, known.terms)


def _stands(case: Case, actor: str) -> list[Move]:
    """The actor's standpoint and salience on every issue, a step up and a step down."""
    found: list[Move] = []
    for name, model in bargaining_model(case, {}).issues.items():
        position = case.issues[name].positions.get(actor)
        if position is None:
            continue
        step = (model.high - model.low) / PARTS_OF_SCALE
        path = f"issues/{name}/positions/{actor}"
        for sign in (1, -1):
            found += _moved(case, "standpoint", actor, f"{path}/at", position.at, sign * step, model, name)
            if position.salience is not None:
                by = sign * model.unit / PARTS_OF_SCALE
                found += _moved(case, "salience", actor, f"{path}/salience", position.salience, by, model, name)
    return found


def _moved(
    case: Case, kind: Kind, actor: str, path: str, judgment: Judgment, by: float, model: IssueModel, issue: str
) -> list[Move]:
    """A judgment moved by a step, its range with it, no further than its scale goes; nothing where it is at the end."""
    allowed = scale(case, path)
    low = model.low if kind == "standpoint" else allowed.low
    high = model.high if kind == "standpoint" else allowed.high

    def placed(value: float) -> float:
        return float(np.clip(round(value + by, 9), low, high))

    value = placed(judgment.value)
    new: dict[str, Any] = {"value": value}
    if judgment.range is not None:
        new["range"] = [placed(end) for end in judgment.range]
    if value == judgment.value:
        return []
    parts = path.split("/")
    patch: Any = new
    for part in reversed(parts):
        patch = {part: patch}
    text = case.issues[issue].text or issue.replace("-", " ")
    what = {"standpoint": "its standpoint", "salience": "how much it cares"}[kind]
    words = f"{actor_name(case, actor)}, {text}: {what} {value:g} instead of {judgment.value:g}"
    direction = "up" if by > 0 else "down"
    identity = names_of_changes(kind, {f"{path}/{direction}": (actor, issue, direction)})[f"{path}/{direction}"]
    settles = _settles(model, actor, kind, value)
    return [Move(identity, kind, actor, path, words, patch, (path,), settles=settles, cites=cites(case, path))]


def _settles(model: IssueModel, actor: str, kind: Kind, value: float) -> tuple[float, float] | None:
    """Where the compromise at the stated values settles before and after; None where nobody has any weight."""
    stated = model.stated
    if stated is None:
        return None
    place = model.actors.index(actor)
    position, weights = stated.position.copy(), stated.weights.copy()
    before = float(weights @ position / weights.sum())
    if kind == "standpoint":
        position[place] = value
    else:
        weights[place] = stated.capability[place] * value / model.unit
    return (before, float(weights @ position / weights.sum())) if weights.sum() > 0 else None


def _influences(case: Case, actor: str) -> list[Move]:
    """The actor's influence on each actor that it has some on, one step stronger."""
    found = []
    row = case.influence.get(actor, {})
    ids = names_of_changes("influence", {other: (actor, other) for other in row})
    for other, judgment in row.items():
        path = f"influence/{actor}/{other}"
        high = scale(case, path).high
        value = judgment.value + 1
        if high is not None and value > high:
            continue
        new: dict[str, Any] = {"value": value}
        if judgment.range is not None:
            new["range"] = [end + 1 if high is None else min(end + 1, high) for end in judgment.range]
        words = (
            f"{actor_name(case, actor)} comes to move {actor_name(case, other)} more: {value:g} instead of"
            f" {judgment.value:g}"
        )
        patch = {"influence": {actor: {other: new}}}
        found.append(Move(ids[other], "influence", actor, path, words, patch, (path,), cites=cites(case, path)))
    return found
