"""What a structured change does, in sentences: the terminal and the page say the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from estimative.assessment.words import actor_name, scenario_name
from estimative.base.canonical import rounded
from estimative.case.models import Case
from estimative.inquiry.stress import Moved, Stress
from estimative.report.wording import TINY, method_name, number, plain_number

MOST_NAMED = 8
KINDS = {
    "mention": "a name without a place",
    "rival": "a rival for a role",
    "reversed-want": "a want the other way round",
    "method-left-out": "a method left out",
    "rule-lifted": "a rule lifted",
}


def outcome(case: Case, one: Stress) -> tuple[str, ...]:
    """What comes of a change, in sentences; the first says who leads.

    A support is never said to be a likelihood, and what could not be computed is said with its reason.
    """
    if one.not_computed is not None:
        return (f"Not computed: {one.not_computed}.",)
    said = [_leads(case, one)]
    if one.left_out is None:
        said += [sentence for sentence in (_moved(case, one), _overall(case, one), _threshold(case, one)) if sentence]
    return tuple(said)


def beside(case: Case, one: Stress) -> tuple[str, ...]:
    """What else helps with the question: who may know or be the answer, and which questions go with it."""
    said = []
    if one.others:
        named = _named([actor_name(case, other) for other in one.others])
        said.append(f"Others in the case who can move {actor_name(case, one.path.split('/')[1])}: {named}.")
    if one.see:
        said.append(f"Could it have a role that the case grants? Then see {_named(one.see)}.")
    return tuple(said)


def _leads(case: Case, one: Stress) -> str:
    where = f" in {_methods(one.methods)}" if one.left_out is None else ""
    if not one.overturns:
        if one.after is None:
            return _first_up(f"nothing leads{where}, before and after.")
        return _first_up(f"{scenario_name(case, one.after)} still leads{where}.")
    before = scenario_name(case, one.before) if one.before is not None else "nothing"
    after = scenario_name(case, one.after) if one.after is not None else "nothing"
    return _first_up(f"{after} leads instead of {before}{where}.")


def _methods(methods: Iterable[str]) -> str:
    names = [method_name(method) for method in methods]
    return names[0] if len(names) == 1 else f"most of {', '.join(names[:-1])} and {names[-1]}"


def followed(one: Stress) -> tuple[str, str, Moved] | None:
    """The method and scenario whose movement is told: that of the leader before, else whatever moves most."""
    found = [(method, key, moved) for method, by in one.supports.items() for key, moved in by.items()]
    first = [item for item in found if item[1] == one.before and item[0] in one.methods and abs(item[2].by) > TINY]
    return max(first or found, key=lambda item: abs(item[2].by), default=None)


def _moved(case: Case, one: Stress) -> str:
    told = followed(one)
    if told is None or abs(told[2].by) <= TINY:
        return "No support moves."
    method, key, moved = told
    where = "" if one.methods == (method,) else f" in {method_name(method)}"
    open_ = f", {number(moved.undetermined)} undetermined" if moved.undetermined > TINY else ""
    name = scenario_name(case, key)
    return f"Support of {name}{where}: {number(moved.after)} instead of {number(moved.before)}{open_}."


def _overall(case: Case, one: Stress) -> str:
    """Over all methods, where that differs from what the methods that see the change say."""
    before, after = one.overall
    if (before, after) == (one.before, one.after):
        return ""
    if after is None:
        return "Over all methods nothing leads" + (", as now." if before is None else ".")
    return f"Over all methods {scenario_name(case, after)} {'still ' if before == after else ''}leads."


def _threshold(case: Case, one: Stress) -> str:
    if one.rival is None:
        return ""
    grantor = actor_name(case, one.rival.grantor)
    if one.overturns:
        return f"It is enough that the rival is as welcome to {grantor}; it need not be wanted for itself."
    if one.threshold is None:
        return f"Nor does the leader change at any rank at which {grantor} wants the rival for itself."
    rank = plain_number(float(rounded(one.threshold)))
    return f"The leader changes once {grantor} wants the rival for itself at rank {rank} or higher up."


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
