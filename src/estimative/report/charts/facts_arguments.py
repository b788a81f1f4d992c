"""Facts of the picture of arguments by weight: what each adds to the support of the scenario that is followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estimative.assessment.weights import NONE
from estimative.assessment.words import scenario_name
from estimative.inquiry.arguments import SMALLEST, ArgumentWeight, Effect
from estimative.inquiry.shapley import Share
from estimative.report.argument_words import SEEN, claimed, moves, zero_in_short
from estimative.report.facts import Assessment
from estimative.report.links import home
from estimative.report.wording import greatest, method_name


@dataclass(frozen=True)
class ArgumentBar:
    """What one method says: the effect on the scenario followed (-1 to 1), and the scenario it moves more, if any.

    `open` is how much of that effect hangs on what the method cannot tell without the argument. `share` is the Shapley
    share in the same scenario, None where it cannot be told.
    """

    method: str
    effect: float
    open: float
    elsewhere: str | None
    elsewhere_effect: float
    share: Share | None = None


@dataclass(frozen=True)
class ArgumentRow:
    """One argument: its address, kind and words, and a bar for each method that it moves, alone or with others gone.

    `claim` is 1 where the author has it work towards the scenario followed, -1 where away from it, 0 where nothing is
    claimed. `zero` says why it moves nothing by itself; empty where it moves something.
    """

    id: str
    path: str
    kind: str
    text: str
    bars: tuple[ArgumentBar, ...]
    claim: int = 0
    zero: str = ""

    @property
    def greatest(self) -> ArgumentBar:
        """The bar of the method that it moves most, the scenario followed before others."""
        return max(self.bars, key=lambda bar: (abs(bar.effect), abs(bar.elsewhere_effect)))

    @property
    def against_claim(self) -> bool:
        """Does it move the scenario followed the other way than the author has it?"""
        return bool(self.bars) and self.greatest.effect * self.claim <= -SEEN


@dataclass(frozen=True)
class ArgumentPicture:
    """The arguments that move some support, the weightiest first; those that move none by themselves, with the reason.

    `followed` is the scenario with the greatest support (or `none`), by id, `name` as it is shown, `path` its address;
    `idle` how many move no support by themselves, of which the first are in `zeros`.
    """

    followed: str
    name: str
    path: str
    rows: tuple[ArgumentRow, ...]
    idle: int
    zeros: tuple[ArgumentRow, ...] = ()

    @property
    def shared(self) -> bool:
        """Is any Shapley share shown?"""
        return any(bar.share is not None for row in (*self.rows, *self.zeros) for bar in row.bars)

    @property
    def claims(self) -> bool:
        """Does the author claim a direction for any argument shown?"""
        return any(row.claim for row in (*self.rows, *self.zeros))


def mean_supports(facts: Assessment) -> dict[str, float]:
    """Per scenario and `none` the mean over the methods that ran: to choose what is followed, never a figure shown."""
    by_key = {**{key: found.supports for key, found in facts.scenarios.items()}, NONE: facts.none}
    return {key: sum(s.mean for s in found.values()) / len(found) for key, found in by_key.items() if found}


def followed(facts: Assessment) -> str:
    """The scenario with the greatest support, `none` included; the first of the case where several share that place."""
    means = mean_supports(facts)
    first = greatest(means)
    return first if first is not None else next(iter([*facts.scenarios, NONE]))


def argument_facts(facts: Assessment, most: int = 40) -> ArgumentPicture:
    """What the picture of arguments shows: at most `most` of those that weigh something, and of those that do not."""
    key = followed(facts)
    ranked = facts.ranked_arguments()
    weighing = [name for name in ranked if facts.arguments[name].size > SMALLEST]
    others = [name for name in ranked if facts.arguments[name].size <= SMALLEST]
    return ArgumentPicture(
        key,
        scenario_name(facts.case, key),
        home(facts.case, key),
        tuple(_row(facts, name, key) for name in weighing[:most]),
        len(others),
        tuple(_row(facts, name, key) for name in others[:most]),
    )


def _row(facts: Assessment, name: str, key: str) -> ArgumentRow:
    record, weight = facts.case.arguments[name], facts.arguments[name]
    moved = {method: by for method, by in weight.effects.items() if moves(weight, method)}
    bars = tuple(_bar(facts, weight, method, key, by) for method, by in moved.items())
    return ArgumentRow(
        name,
        f"arguments/{name}",
        record.kind,
        record.text,
        bars,
        claimed(facts.case, name, key),
        zero_in_short(weight) if weight.size <= SMALLEST else "",
    )


def _bar(facts: Assessment, weight: ArgumentWeight, method: str, key: str, by: Mapping[str, Effect]) -> ArgumentBar:
    effects = {other: effect.effect for other, effect in by.items()}
    here = effects.get(key, 0.0)
    other = max(effects, key=lambda name: abs(effects[name]), default=key)
    more = abs(effects.get(other, 0.0)) > abs(here) + 0.005
    return ArgumentBar(
        method_name(method),
        here,
        min(by[key].without_undetermined, abs(here)) if key in by and here > 0 else 0.0,
        scenario_name(facts.case, other) if more else None,
        effects[other] if more else 0.0,
        weight.shapley.get(method, {}).get(key),
    )
