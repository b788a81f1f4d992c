"""All facts of one page on leverage, and how they are said: the terminal, the page and the JSON show the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from estimative.assessment.words import actor_name, scenario_name
from estimative.base.canonical import rounded
from estimative.case.models import Case
from estimative.inquiry.opportunities import Opportunities, Opportunity
from estimative.report.stress_json import moves_json
from estimative.report.wording import method_name, number, plain_number, signed

LIMITS = (
    "Support says where the judgments lead, not how likely anything is.",
    "Everything else stays as it is judged: whether the others would want something else after a move is not in it.",
    "What a move costs counts only where the case has a want for it; money, time and face are not in it otherwise.",
    "A commitment is taken to be believed and kept. Nothing here says whether it would be.",
    "An offer names no gift. It says at what rank among the other’s wants the scenario would have to stand.",
)
"""What such a page cannot say, in sentences without a digit."""


@dataclass(frozen=True, eq=False)
class LeverageFacts:
    """What somebody could do about a wished scenario in one case; `case` has `what_if` applied where one is named."""

    case: Case
    digest: str
    file: str
    what_if: str | None
    what_if_because: str | None
    draws: int
    seed: int
    found: Opportunities
    places: Mapping[str, tuple[int, int]]
    passages: Mapping[str, str]

    @property
    def actor(self) -> str:
        """The name of the actor for whom it is asked."""
        return actor_name(self.case, self.found.actor)

    @property
    def wish(self) -> str:
        """The name of the wished scenario."""
        return scenario_name(self.case, self.found.wish)


def moving(found: Iterable[Opportunity], *directions: str) -> tuple[Opportunity, ...]:
    """Those that move the support of the wish in one of these directions, in their order."""
    return tuple(one for one in found if one.not_computed is None and one.gains and one.direction in directions)


def on_force_only(found: Iterable[Opportunity]) -> tuple[Opportunity, ...]:
    """Those that move no support, only a figure of a method that does not forecast."""
    return tuple(one for one in found if one.not_computed is None and not one.gains and one.direction != "nothing")


def idle(found: Iterable[Opportunity]) -> tuple[Opportunity, ...]:
    """Those that move nothing about the wish, or could not be tried."""
    return tuple(one for one in found if one.not_computed is not None or one.direction == "nothing")


def outcome(one: Opportunity) -> tuple[str, ...]:
    """What one opportunity moves, in sentences.

    A support is never said to be a likelihood; what could not be tried is said with its reason.
    """
    if one.not_computed is not None:
        return (f"Not computed: {one.not_computed}.",)
    moved = [one.supports[method][one.wish] for method in one.gains]
    said = [
        f"{method_name(method)} {signed(by.by)}, to {number(by.after)}"
        for method, by in zip(one.gains, moved, strict=True)
    ]
    if not one.gains and one.direction != "nothing":
        said = [
            f"{method_name(method)} (no forecast) {signed(by[one.wish].by)}, to {number(by[one.wish].after)}"
            for method, by in one.force.items()
        ]
    return tuple(said) or ("Moves nothing.",)


def beside(case: Case, one: Opportunity) -> tuple[str, ...]:
    """What else is known of it: who wants it and whom it costs, the road, the rank of an offer, where an issue settles.

    Ranks and positions are judged numbers, written as in the case.
    """
    said = []
    if one.road is not None:
        through = " → ".join(actor_name(case, name) for name in one.road.actors)
        said.append(f"Road: {through}, as strong as {one.road.strength}.")
    if one.serves:
        said.append(f"Brings about at once: {wants(case, one.serves)}.")
    if one.costs:
        said.append(f"Ends at once: {wants(case, one.costs)}.")
    if one.rank is not None:
        said.append(_rank(case, one))
    if one.settles is not None:
        before, after = (plain_number(float(rounded(value, 4))) for value in one.settles)
        said.append(f"The compromise at the stated values: {after} instead of {before}.")
    return tuple(said)


def wants(case: Case, paths: Iterable[str]) -> str:
    """Wants by their actors: `Taliban (money), United States (no funds)`."""
    by: dict[str, list[str]] = {}
    for path in paths:
        _, actor, _, want = path.split("/")
        by.setdefault(actor, []).append(want.replace("-", " "))
    return ", ".join(f"{actor_name(case, actor)} ({', '.join(names)})" for actor, names in by.items())


def _rank(case: Case, one: Opportunity) -> str:
    other, rank = actor_name(case, one.to or ""), plain_number(one.rank or 0.0)
    if one.threshold is not None:
        return f"It leads once it is worth rank {rank} or higher up to {other}."
    return f"At rank {rank} among the wants of {other}, where it moves most."


def leverage_json(facts: LeverageFacts) -> dict[str, Any]:
    """The answers of `estimative leverage` as plain values; numbers have nine significant digits."""
    found = facts.found
    answer: dict[str, Any] = {
        "case": facts.digest,
        "what_if": facts.what_if,
        "for": found.actor,
        "wish": found.wish,
        "leads": found.leads,
        "support": dict(found.supports),
        "undetermined": dict(found.undetermined),
        "force": dict(found.force),
        "own": [_one(one) for one in found.own],
        "others": [_one(one) for one in found.others],
        "left_out": found.left_out,
        "seed": facts.seed,
        "draws": facts.draws,
    }
    plain: dict[str, Any] = rounded(answer)
    return plain


def _one(one: Opportunity) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "actor": one.actor,
        "path": one.path,
        "words": one.words,
        "change": one.change,
        "direction": one.direction if one.not_computed is None else None,
        "gains": dict(one.gains),
        "methods": list(one.methods),
        "supports": moves_json(one.supports),
        "force": moves_json(one.force),
        "from": one.before,
        "to": one.after,
        "overall": {"from": one.overall[0], "to": one.overall[1]},
        "serves": list(one.serves),
        "costs": list(one.costs),
        "settles": list(one.settles) if one.settles is not None else None,
        "offered_to": one.to,
        "rank": one.rank,
        "threshold": one.threshold,
        "by_rank": {f"{rank:g}": mean for rank, mean in one.by_rank.items()},
        "road": one.road.to_dict() if one.road is not None else None,
        "cites": list(one.cites),
        "not_computed": one.not_computed,
    }
