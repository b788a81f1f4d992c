"""What is said of arguments: why one moves nothing, what it weighs with those that carry the same, what is shared out.

The same words on the page, in its pictures and in the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping

from estimative.case.models import Case
from estimative.inquiry.arguments import SMALLEST, ArgumentWeight, largest
from estimative.inquiry.shapley import Shares
from estimative.report.wording import counted, figures_of

SEEN = 0.005
"""A share, or an effect against the author's direction, that is less than this rounds to nothing and is not told."""
HERE = "in this case nothing hangs on it"
ZERO: Mapping[str, str] = {
    "not modelled": "not modelled",
    "unrun": "carried by a method not run",
    "no effect": "without effect",
}
NO_EFFECT: Mapping[str, str] = {
    "together": "without effect alone, since what it carries stays while others carry it too",
    "stays": "without effect, since all that is read of it stays: others carry it too",
    "without others": "without effect alone, but not where other arguments are gone as well",
    "never": "without effect, alone or with others gone",
}


def zero_in_short(found: ArgumentWeight) -> str:
    """Why an argument moves no support, without the words that begin every such line; empty where it moves some.

    >>> zero_in_short(ArgumentWeight({}, (), (), "unrun"))
    'carried by a method not run'
    """
    if found.impossible is not None:
        return f"not computed: {found.impossible}"
    if found.size <= SMALLEST and largest(found.force) > SMALLEST:
        methods = moved_figures(found)
        words = f"moves no support, only the {figures_of(methods)} ({', '.join(methods)})"
        return f"{words}; where other arguments are gone as well, some support" if _with_others(found) else words
    if found.zero_because is None:
        return ""
    if found.no_effect is not None:
        sampled = not all(share.exact for by in found.shapley.values() for share in by.values())
        tried = ", as far as that was tried" if sampled and found.no_effect == "never" else ""
        return NO_EFFECT[found.no_effect] + tried
    if found.zero_because == "no effect" and found.stays:
        return NO_EFFECT["together"]
    return ZERO[found.zero_because]


def why_zero(found: ArgumentWeight) -> str:
    """Why an argument moves no support, in the words fixed for it; empty where it moves some."""
    words = zero_in_short(found)
    return f"{HERE}: {words}" if found.zero_because is not None and words else words


def _with_others(found: ArgumentWeight) -> bool:
    """Does it move some support where other arguments are gone as well?"""
    return any(_shares(found, method) for method in found.effects)


def moves(found: ArgumentWeight, method: str) -> bool:
    """Does an argument move what a method says, by itself or, by as much as can be seen, with others gone?"""
    effects = {**found.effects, **found.force}
    return largest({method: effects.get(method, {})}) > SMALLEST or _shares(found, method)


def _shares(found: ArgumentWeight, method: str) -> bool:
    return any(abs(share.value) >= SEEN for share in found.shapley.get(method, {}).values())


def moved_figures(found: ArgumentWeight) -> list[str]:
    """The methods that do not forecast and whose figures the argument moves."""
    return [method for method, by in found.force.items() if largest({method: by}) > SMALLEST]


def claimed(case: Case, argument: str, scenario: str) -> int:
    """Where the author has an argument work: 1 towards a scenario, -1 away from it, 0 where nothing is claimed.

    A motive or lever of an actor is to work towards what the author says helps that actor, and away from what is said
    to harm it; an obstacle the other way.
    """
    record = case.arguments[argument]
    found = case.scenarios.get(scenario)
    if record.actor is None or found is None or record.actor not in found.effects:
        return 0
    value = found.effects[record.actor].value
    helps = (value > 0) - (value < 0)
    return -helps if record.kind == "obstacle" else helps


def shared_how(found: Shares) -> str:
    """How the shares of one method were come by, in a sentence without its figures.

    >>> shared_how(Shares({}, {}, {}, 9, None, 4, exact=True))
    'all orders counted, over all 9 draws'
    """
    if found.why is not None:
        return f"not told: {found.why}"
    if found.exact:
        return f"all orders counted, over all {found.draws:,} draws"
    left = f", {counted(found.left_out, 'other')} left out" if found.left_out else ""
    return f"{found.orders:,} orders sampled{left}, over {found.draws:,} draws, with a 95 % interval"
