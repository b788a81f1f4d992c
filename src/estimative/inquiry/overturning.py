"""What overturns the result, chosen from all that was computed: judgments, arguments, assumptions, what-ifs.

Everything that draws it, page, terminal and JSON, reads the same lines in the same order, the smallest change first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from estimative.assessment.judgment_words import judgment_name
from estimative.assessment.run import in_most
from estimative.assessment.words import scenario_name
from estimative.case.models import Case
from estimative.case.paths import cites
from estimative.inquiry.arguments import ArgumentWeight, Effects
from estimative.inquiry.assumptions import AssumptionImpact
from estimative.inquiry.flips import Change, Flip, FlipSearch
from estimative.inquiry.grid import Value


@dataclass(frozen=True)
class Overturn:
    """A change after which another scenario, or none at all, leads in most methods, or in the one that is named.

    `path` is the assumption or the argument that falls, or the dissent that is followed; empty for a what-if that no
    record of the case names. `what_if` is the name of the what-if that says so. `key` leads after it, None where
    nothing does; `untold` where more is undetermined than any scenario has. `figures` are the supports of `followed` by
    method, before and after, and what is undetermined about it after.
    """

    path: str
    text: str
    what_if: str | None
    key: str | None
    followed: str
    figures: tuple[tuple[str, float, float, float], ...]
    untold: bool
    method: str | None = None


@dataclass(frozen=True)
class Overturning:
    """One thing that overturns the result, in a sentence, with the addresses that it speaks of and their passages.

    `changes` counts what changes at once. `what_if` names the what-if that makes the change, None where none is there
    yet; `patch` is the change where it is one of judgments.
    """

    text: str
    paths: tuple[str, ...]
    cites: tuple[str, ...]
    changes: int = 1
    what_if: str | None = None
    patch: Mapping[str, Any] = field(default_factory=dict)


def overturning(case: Case, search: FlipSearch, changes: tuple[Overturn, ...]) -> tuple[Overturning, ...]:
    """All that changes what leads in most methods, smallest first: single judgments, then what falls, then pairs.

    What changes the leader of one method alone is left out, and so are doubtful flips.
    """
    in_all = [change for change in changes if change.method is None]
    return (
        *(_flip(case, flip, search.methods) for flip in search.of_size(1)),
        *(_fallen(case, change) for change in in_all),
        *(_flip(case, flip, search.methods) for flip in search.flips if len(flip.changes) > 1),
    )


def flip_in_words(case: Case, flip: Flip, methods: int) -> str:
    """A flip as a sentence; `methods` is how many say where things lead."""
    said = " and ".join(_change_in_words(case, change) for change in flip.changes)
    return f"If {said}, {_leads(case, flip.after, methods)}{_instead(case, flip.before)}."


def thought(change: Change) -> str:
    """What a judgment is thought to be.

    >>> thought(Change("influence/a/b", stated=2, value=1, low=1, high=4))
    'stated 2, thought to lie between 1 and 4'
    """
    return f"stated {written(change.stated)}, thought to lie between {written(change.low)} and {written(change.high)}"


def written(value: Value) -> str:
    """A value as it is shown."""
    return value if isinstance(value, str) else f"{value:g}"


def overturns(
    case: Case,
    arguments: Mapping[str, ArgumentWeight],
    assumptions: Mapping[str, AssumptionImpact],
    what_ifs: Mapping[str, AssumptionImpact] | None = None,
) -> tuple[Overturn, ...]:
    """The assumptions, arguments, dissents and other what-ifs with which something else leads.

    In most methods, or in the one that is named; the greatest change first, assumptions before the others, and last
    those after which it cannot be told what leads.
    """
    fallen = [
        *(
            (f"assumptions/{name}", record.text, record.if_false, assumptions[name].effects)
            for name, record in case.assumptions.items()
            if name in assumptions
        ),
        *((f"arguments/{name}", case.arguments[name].text, None, found.effects) for name, found in arguments.items()),
        *_other_what_ifs(case, what_ifs or {}),
    ]
    found = [change for about in fallen for change in _overturns(*about)]
    return tuple(sorted(found, key=_order))


def _other_what_ifs(
    case: Case, what_ifs: Mapping[str, AssumptionImpact]
) -> list[tuple[str, str, str | None, Effects | None]]:
    """What-ifs that no assumption names: those of dissents, then those that stand by themselves."""
    told = {record.if_false for record in case.assumptions.values()}
    by_dissent = {record.what_if: name for name, record in case.dissents.items() if record.what_if is not None}
    found: list[tuple[str, str, str | None, Effects | None]] = []
    for name, impact in what_ifs.items():
        if name in told:
            continue
        dissent = by_dissent.get(name)
        text = case.dissents[dissent].text if dissent is not None else name.replace("-", " ")
        found.append((f"dissents/{dissent}" if dissent is not None else "", text, name, impact.effects))
    return found


def _order(change: Overturn) -> tuple[bool, float, bool, bool]:
    moved = max(abs(before - after) for _, before, after, _ in change.figures)
    return change.untold, -round(moved, 2), not change.path.startswith("assumptions/"), change.method is not None


def _overturns(path: str, text: str, what_if: str | None, effects: Effects | None) -> list[Overturn]:
    """The change of what leads in most methods, else those in single ones."""
    together = _overturn(path, text, what_if, effects or {})
    if together is not None or len(effects or {}) < 2:
        return [together] if together is not None else []
    alone = [(method, _overturn(path, text, what_if, {method: by})) for method, by in (effects or {}).items()]
    return [replace(change, method=method) for method, change in alone if change is not None]


def _overturn(path: str, text: str, what_if: str | None, effects: Effects) -> Overturn | None:
    if not effects:
        return None
    before = {method: {key: e.without + e.effect for key, e in by.items()} for method, by in effects.items()}
    after = {method: {key: e.without for key, e in by.items()} for method, by in effects.items()}
    lead = in_most([_only(key for key, effect in by.items() if effect.led) for by in effects.values()])
    then = in_most([_only(key for key, effect in by.items() if effect.leads) for by in effects.values()])
    if lead is None or lead == then:
        return None
    open_ = {method: by[lead].without_undetermined for method, by in effects.items()}
    figures = tuple((method, before[method][lead], after[method][lead], open_[method]) for method in effects)
    untold = all(open_[method] > max(after[method].values()) for method in effects)
    return Overturn(path, text, what_if, then, lead, figures, untold)


def _only(keys: Iterable[str]) -> str | None:
    """The one key that there is, None where there is none."""
    return next(iter(keys), None)


def _flip(case: Case, flip: Flip, methods: int) -> Overturning:
    passages = tuple(dict.fromkeys(passage for path in flip.paths for passage in cites(case, path)))
    text = flip_in_words(case, flip, methods)
    return Overturning(text, flip.paths, passages, len(flip.changes), None, flip.patch)


def _fallen(case: Case, change: Overturn) -> Overturning:
    methods = len(change.figures)
    section = change.path.partition("/")[0]
    begin = {
        "assumptions": f"If it is false that {change.text}",
        "arguments": f"Without the argument “{change.text}”",
        "dissents": f"As a dissent has it, {change.text}",
    }.get(section, f"In the what-if “{change.text}”")
    then = "it cannot be told what leads" if change.untold else _leads(case, change.key, methods)
    paths = (change.path,) if change.path else ()
    passages = cites(case, change.path) if change.path else ()
    return Overturning(f"{begin}, {then}{_instead(case, change.followed)}.", paths, passages, 1, change.what_if)


def _change_in_words(case: Case, change: Change) -> str:
    verb = "is exactly" if change.value == change.stated else "is"
    return f"“{judgment_name(case, change.path)}” ({thought(change)}) {verb} {written(change.value)}"


def _leads(case: Case, key: str | None, methods: int) -> str:
    where = " in most methods" if methods > 1 else ""
    return f"nothing leads{where}" if key is None else f"{scenario_name(case, key)} leads{where}"


def _instead(case: Case, key: str | None) -> str:
    return f" instead of {scenario_name(case, key)}" if key is not None else ", and nothing does as the case stands"
