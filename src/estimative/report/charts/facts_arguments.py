"""Facts of the picture of arguments by weight: what each adds to the support of the scenario that is followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estimative.assessment.weights import NONE
from estimative.assessment.words import scenario_name
from estimative.inquiry.arguments import SMALLEST, Effect, largest
from estimative.report.facts import Assessment
from estimative.report.links import home
from estimative.report.wording import greatest, method_name


@dataclass(frozen=True)
class ArgumentBar:
    """What one method says: the effect on the scenario followed (-1 to 1), and the scenario it moves more, if any.

    `open` is how much of that effect hangs on what the method cannot tell without the argument.
    """

    method: str
    effect: float
    open: float
    elsewhere: str | None
    elsewhere_effect: float


@dataclass(frozen=True)
class ArgumentRow:
    """One argument that weighs something: its address, kind and words, and a bar for each method that it moves."""

    id: str
    path: str
    kind: str
    text: str
    bars: tuple[ArgumentBar, ...]

    @property
    def greatest(self) -> ArgumentBar:
        """The bar of the method that it moves most, the scenario followed before others."""
        return max(self.bars, key=lambda bar: (abs(bar.effect), abs(bar.elsewhere_effect)))


@dataclass(frozen=True)
class ArgumentPicture:
    """The arguments that move some support, the weightiest first, and how many move none.

    `followed` is the scenario with the greatest support (or `none`), by id, `name` as it is shown, `path` its address.
    """

    followed: str
    name: str
    path: str
    rows: tuple[ArgumentRow, ...]
    idle: int


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
    """What the picture of arguments shows: at most `most` of those that weigh something."""
    key = followed(facts)
    weighing = [name for name in facts.ranked_arguments() if facts.arguments[name].size > SMALLEST]
    rows = []
    for name in weighing[:most]:
        record = facts.case.arguments[name]
        effects = facts.arguments[name].effects
        moved = {method: by for method, by in effects.items() if largest({method: by}) > SMALLEST}
        bars = tuple(_bar(facts, method, key, by) for method, by in moved.items())
        rows.append(ArgumentRow(name, f"arguments/{name}", record.kind, record.text, bars))
    idle = len(facts.arguments) - len(weighing)
    return ArgumentPicture(key, scenario_name(facts.case, key), home(facts.case, key), tuple(rows), idle)


def _bar(facts: Assessment, method: str, key: str, by: Mapping[str, Effect]) -> ArgumentBar:
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
    )
