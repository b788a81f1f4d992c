"""What stands on the one page for a reader with two minutes: chosen from the facts, nothing computed anew.

The order and the parts are fixed; how many arguments, assumptions, signs and gaps find room is decided in `fitting`.
"""

from __future__ import annotations

from dataclasses import dataclass

from estimative.assessment.bands import Band, implied
from estimative.assessment.weights import NONE, Support
from estimative.assessment.words import actor_name, scenario_name
from estimative.base.likelihood import percent
from estimative.case.models import Case
from estimative.case.paths import cites
from estimative.case.walking import everything
from estimative.inquiry.arguments import SMALLEST, Effect, Effects
from estimative.inquiry.confidence import looks_to
from estimative.inquiry.overturning import Overturn
from estimative.inquiry.rivals import RIVAL, granted_roles
from estimative.inquiry.sensitivity import Swing
from estimative.inquiry.stress import Stress
from estimative.report.charts.facts_arguments import followed
from estimative.report.charts.facts_support import other_play
from estimative.report.facts import Assessment
from estimative.report.wording import greatest

MOST_JUDGMENTS = 3
REASONS = 3


@dataclass(frozen=True)
class Marking:
    """A handling mark, and the address of the first record that bears it: empty for the case itself."""

    mark: str
    path: str


@dataclass(frozen=True)
class Reason:
    """One reason why: an address with passages, and what the leading scenario's support is with and without it.

    `effect` is None where the reason is cited and weighs nothing that was computed; `undetermined` is what cannot be
    told about the scenario without it; `method` is where the effect is greatest.
    """

    path: str
    text: str
    kind: str
    effect: float | None = None
    with_it: float = 0.0
    without: float = 0.0
    undetermined: float = 0.0
    key: str = NONE
    method: str = ""


@dataclass(frozen=True)
class Role:
    """A role that an option grants: who grants it, to whom, by which option."""

    grantor: str
    path: str
    role: str
    holders: tuple[str, ...]


@dataclass(frozen=True)
class Fate:
    """What one scenario means for those who want something: names and addresses by direction, as computed.

    `author` is the address of the author's effect on that actor, None where the author names none.
    """

    better: tuple[tuple[str, str | None], ...]
    worse: tuple[tuple[str, str | None], ...]
    mixed: tuple[tuple[str, str | None], ...]
    unchanged: tuple[tuple[str, str | None], ...]


def key_judgments(facts: Assessment) -> tuple[str, ...]:
    """The scenarios that somebody has signed a likelihood for, at most three."""
    return tuple(key for key, found in facts.scenarios.items() if found.assessed is not None)[:MOST_JUDGMENTS]


def assessed_interval(facts: Assessment, key: str) -> str:
    """The signed range of a scenario in brackets, as people write it; empty where it has none."""
    line = facts.scenarios[key].assessed
    if line is None or line.low is None or line.high is None:
        return ""
    return f"({percent(line.low, line.high)})"


def horizon(case: Case) -> str | None:
    """How far ahead the question looks: its horizon, else its last deadline; None where neither is given."""
    return looks_to(case)


def marking(case: Case) -> Marking | None:
    """The highest handling mark in the case; None where there is none above `none`.

    A mark that the case's list does not know counts as the highest, so that nothing is shown below its mark.
    """
    order = ("none", *case.settings.markings)
    used: dict[str, str] = {}
    for path, record in everything(case):
        mark = getattr(record, "marking", None)
        if mark is not None:
            used.setdefault(mark, path)
    unknown = sorted(used.keys() - set(order))
    highest = unknown[0] if unknown else max(used, key=order.index, default="none")
    return Marking(highest, used[highest]) if highest != "none" else None


def band_of_other_play(facts: Assessment, method: str, key: str) -> tuple[str, float, Band | None] | None:
    """The same method without deals (or with them): its label, the scenario's share and band; None without such."""
    other = other_play(facts, method)
    if other is None or key not in other[1]:
        return None
    share = other[1][key]
    support = Support(share, share, share, other[2].get(key, 0.0))
    return other[0], share, implied([support])


def ranged(facts: Assessment) -> bool:
    """Were there draws enough to tell how far a support goes as one judgment moves through its own range?"""
    return any(support.range is not None for found in facts.scenarios.values() for support in found.supports.values())


def deals_part(facts: Assessment, method: str) -> tuple[str | None, str | None] | None:
    """What leads in the method's answer and what in its other play, where they differ; None where they agree."""
    other = other_play(facts, method)
    if other is None:
        return None
    means = {
        **{key: found.supports[method].mean for key, found in facts.scenarios.items()},
        NONE: facts.none[method].mean,
    }
    first, second = greatest(means), greatest(other[1])
    return (first, second) if first != second else None


def concepts_part(facts: Assessment, method: str) -> tuple[str, str | None] | None:
    """Another stability concept under which another scenario leads, and which one; None where there is none."""
    plays = facts.plays.get(method, {})
    alone = facts.deals == 1
    if facts.concept not in plays:
        return None
    ours = greatest(plays[facts.concept].no_deals if alone else plays[facts.concept].deals)
    for concept, shares in plays.items():
        theirs = greatest(shares.no_deals if alone else shares.deals)
        if concept != facts.concept and theirs != ours:
            return concept, theirs
    return None


def keys(facts: Assessment, most: int) -> tuple[str, ...]:
    """The scenarios that the front has room for, and `none`."""
    return (*list(facts.scenarios)[:most], NONE)


def reasons(facts: Assessment) -> tuple[Reason, ...]:
    """The three weightiest arguments; where fewer weigh anything, the case's cited arguments, then its cited wants."""
    key = followed(facts)
    case = facts.case
    found = []
    for name in facts.ranked_arguments():
        record = case.arguments[name]
        if facts.arguments[name].size > SMALLEST:
            method, here, moved = _largest(facts.arguments[name].effects, key)
            figures = (moved.effect, moved.without + moved.effect, moved.without, moved.without_undetermined)
            found.append(Reason(f"arguments/{name}", record.text, record.kind, *figures, here, method))
    rest = [Reason(f"arguments/{name}", record.text, record.kind) for name, record in case.arguments.items()]
    rest += [
        Reason(
            f"actors/{actor}/wants/{want}",
            entry.because or want.replace("-", " "),
            f"want of {actor_name(case, actor)}",
        )
        for actor, record in case.actors.items()
        for want, entry in record.wants.items()
    ]
    shown = {reason.path for reason in found}
    cited = [reason for reason in rest if reason.path not in shown and cites(case, reason.path)]
    return tuple([*found, *cited][:REASONS])


def _largest(effects: Effects, key: str) -> tuple[str, str, Effect]:
    """The method and the scenario moved (the one followed, unless only others are), and the greatest effect on it."""
    found = [(method, name, effect) for method, by in effects.items() for name, effect in by.items()]

    def size(moved: tuple[str, str, Effect]) -> float:
        return abs(moved[2].effect)

    here = max((moved for moved in found if moved[1] == key), key=size, default=None)
    return here if here is not None and size(here) > SMALLEST else max(found, key=size)


def begins(change: Overturn) -> str:
    """How the line about such a change begins."""
    begin = {
        "assumptions": "If this is false",
        "arguments": "Without this argument",
        "dissents": "As this dissent has it",
    }
    return begin.get(change.path.partition("/")[0], "In this what-if")


def moved_most(effects: Effects, key: str) -> tuple[str, Effect] | None:
    """The method in which something moves a scenario most, and by how much; the first where it moves it in none."""
    found = [(method, by[key]) for method, by in effects.items() if key in by]
    return max(found, key=lambda pair: abs(pair[1].effect), default=None)


def open_roles(case: Case) -> tuple[Role, ...]:
    """The roles that an option grants and that nobody else could be given in this case."""
    return tuple(
        Role(
            actor_name(case, role.grantor),
            f"actors/{role.grantor}/options/{role.option}",
            case.actors[role.grantor].options[role.option].text or role.option.replace("-", " "),
            tuple(actor_name(case, holder) for holder in role.holders),
        )
        for role in granted_roles(case)
        if RIVAL not in case.actors[role.grantor].options
    )


def role_asked(facts: Assessment, role: Role) -> Stress | None:
    """What comes of the question who else could offer a role; None where nothing was computed of it."""
    asked = (found for found in facts.stress or () if found.path == role.path)
    return next((found for found in asked if found.rival is not None and found.not_computed is None), None)


def swings(facts: Assessment) -> list[tuple[str, Swing]]:
    """The judgments that carry the result, by address, each with what it moves most; those that matter most first."""
    return list(facts.sensitivity.swings.items())


def fate(facts: Assessment, key: str) -> Fate:
    """Who gains and who loses in a scenario, by name, each with the address of what the author says."""
    found = facts.scenarios[key]
    effects = facts.case.scenarios[key].effects
    sides: dict[str, list[tuple[str, str | None]]] = {"better": [], "worse": [], "mixed": [], "unchanged": []}
    for actor, outlook in found.outlooks.items():
        author = f"scenarios/{key}/effects/{actor}" if actor in effects else None
        sides[outlook.direction].append((f"actors/{actor}", author))
    return Fate(*(tuple(sides[side]) for side in ("better", "worse", "mixed", "unchanged")))


def names_of(facts: Assessment) -> dict[str, str]:
    """Scenarios and `none` by the names under which they are shown."""
    return {key: scenario_name(facts.case, key) for key in (*facts.scenarios, NONE)}


def signs(case: Case, everything: bool = False) -> list[str]:
    """The ids of the signs to watch, the earliest first: those still open, or all of them."""
    names = [name for name, sign in case.indicators.items() if everything or sign.status == "open"]
    return sorted(names, key=lambda name: ((case.indicators[name].window or ("9999", "9999"))[1], name))
