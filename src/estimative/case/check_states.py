"""What the statements of a case say about its states: what can never be, what must always be, overlaps and gaps.

Proved by looking at every state, up to 2^22 of them; beyond that it is said that nothing was proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import Problem, UsageError, listed
from estimative.base.logic.examples import near
from estimative.base.logic.space import MAX_STATES, Factor, StateSpace, Truths
from estimative.base.logic.tree import Not, Statement
from estimative.case.check_statements import Statements
from estimative.case.codes import error, note, warning
from estimative.case.issue_cells import cut, meanings
from estimative.case.models import Case
from estimative.case.space import factors
from estimative.case.wording import amount

MOST_WORK = 1 << 30
"""States times statements: beyond this they are not all looked at, for nobody should wait that long for a check."""

MOST_PAIRS = 20
"""So many overlapping pairs of scenarios are named."""

TOLERATED_IN_WHAT_IFS = frozenset({"never-true", "always-true"})
"""A what-if may make a scenario impossible: that is an answer, not a mistake."""


def check_states(case: Case, statements: Statements) -> Iterator[Problem]:
    """Everything that takes the states to see. Expects statements that are sound."""
    try:
        states = _States(case, statements)
        size = max(states.space.size, states.wide.size)
    except UsageError as reason:  # numbers that lie too close to be told apart
        yield note("coverage-unchecked", "issues", f"overlaps and gaps were not looked for: {reason}")
        return
    if size > MAX_STATES or size * len(statements.read) > MOST_WORK:
        limit = f"{amount(size)} states and {len(statements.read)} statements are too many to look at each"
        message = (
            f"{limit} (at most {MAX_STATES:,} states): overlaps, gaps and impossible statements were not looked for"
        )
        yield note("coverage-unchecked", "", message)
        return
    yield from _rules(states)
    if not states.space.feasible.any():
        yield error("no-feasible-state", "rules", "the rules leave no state at all: which of them is too strict?")
        return
    yield from _today(case, states)
    if not states.wide.feasible.any():
        yield error(
            "marks-contradict", "issues", "what the marks of the issues mean fits no state that the rules allow"
        )
        return
    yield from _terms_and_wants(states)
    yield from _scenarios(case, states)


class _States:
    """The states of a case twice: of its options and drivers, and with the issues that terms and scenarios speak of."""

    def __init__(self, case: Case, statements: Statements) -> None:
        self.read = statements.read
        self.rules = {name: self._rule(case, name) for name in case.rules}
        terms = statements.vocabulary.terms
        self.space = StateSpace(factors(case), terms, tuple(self.rules.values()))
        spoken = {
            issue
            for path, item in self.read.items()
            if path.startswith(("terms/", "scenarios/"))
            for issue in statements.issues(item)
        }
        cells = [cut(issue, case.issues[issue], self.read.values()) for issue in case.issues if issue in spoken]
        means = [
            rule
            for issue in case.issues
            if issue in spoken
            for rule in meanings(issue, case.issues[issue], self._marks(issue))
        ]
        self.wide = (
            StateSpace((*self.space.factors, *cells), terms, (*self.space.rules, *means)) if cells else self.space
        )
        self.start = {
            factor.id: factor.variants.index(case.now.get(factor.id, factor.variants[0]))
            for factor in self.space.factors
        }
        self.standing = "as things stand" if case.now else "all at their first variant"

    def _rule(self, case: Case, name: str) -> Statement:
        never = f"rules/{name}/never"
        return Not(self.read[never]) if case.rules[name].never is not None else self.read[f"rules/{name}/always"]

    def _marks(self, issue: str) -> dict[int, Statement]:
        start = f"issues/{issue}/marks/"
        return {int(path.split("/")[3]): item for path, item in self.read.items() if path.startswith(start)}

    def example(self, mask: Truths) -> str:
        """The state in `mask` (over the wide space) that differs least from how things stand, in words."""
        codes = np.flatnonzero(mask)
        distance = np.zeros(len(codes), np.int32)
        for factor, stride in zip(self.wide.factors, self.wide.strides, strict=True):
            if factor.id in self.start:
                distance += codes // stride % len(factor.variants) != self.start[factor.id]
        found = self.wide.assignment(int(codes[np.argmin(distance)]))
        differing = [
            _said(factor, found[factor.id])
            for factor in self.wide.factors
            if factor.id not in self.start or found[factor.id] != factor.variants[self.start[factor.id]]
        ]
        return f"{self.standing}, but {' and '.join(differing)}" if differing else self.standing


def _said(factor: Factor, variant: str) -> str:
    if not factor.yes_no:
        return f"`{factor.id} = {variant}`"
    return f"`{factor.id}`" if variant == "yes" else f"`not {factor.id}`"


def _rules(states: _States) -> Iterator[Problem]:
    """Rules by themselves, over all states: one that forbids everything, or nothing."""
    for name, rule in states.rules.items():
        holds = states.space.holds(rule)
        path = next(path for path in states.read if path.startswith(f"rules/{name}/"))
        if not holds.any():
            yield error("never-true", path, "no state at all satisfies this rule")
        elif holds.all():
            yield error("always-true", path, "every state satisfies this rule, so that it forbids nothing")


def _today(case: Case, states: _States) -> Iterator[Problem]:
    """The state of today, or every one that it may be where drivers have no `now`."""
    space = states.space
    codes = np.array([space.code({factor.id: factor.variants[states.start[factor.id]] for factor in space.factors})])
    free = []
    for factor, stride in zip(space.factors, space.strides, strict=True):
        if factor.owner is None and factor.id not in case.now:
            free.append(factor.id)
            codes = (codes[:, None] + stride * np.arange(len(factor.variants))).ravel()
    if not space.feasible[codes].any():
        broken = [name for name, rule in states.rules.items() if not space.holds(rule)[codes].any()]
        what = f"it breaks {listed(broken)}" if broken else "the rules together exclude it"
        whatever = ", whichever variants the drivers without `now` take" if free else ""
        yield error("now-infeasible", "now", f"the state of today is not feasible: {what}{whatever}")
    still = [factor.id for factor in space.factors if factor.owner is not None and factor.id not in case.now]
    if still:
        yield note("not-in-now", "now", f"{listed(still)} not in `now`: taken to stand at the first variant")
    if free:
        yield note("not-in-now", "now", f"{listed(free)} not in `now`: every variant is drawn with equal chances")


def _terms_and_wants(states: _States) -> Iterator[Problem]:
    for path, statement in states.read.items():
        if path.startswith("terms/"):
            yield from _idle(path, states.wide.holds(statement)[states.wide.feasible], error)
        elif path.startswith("actors/"):
            yield from _idle(path, states.space.holds(statement)[states.space.feasible], warning)


def _idle(path: str, truths: Truths, severity: Callable[[str, str, str], Problem]) -> Iterator[Problem]:
    if not truths.any():
        yield severity("never-true", path, "true in no state that the rules allow")
    elif truths.all():
        yield severity("always-true", path, "true in every state that the rules allow, so that it says nothing")


def _scenarios(case: Case, states: _States) -> Iterator[Problem]:
    """Every scenario by itself, then what they share and leave. Bits are packed: masks can be many and long."""
    feasible = states.wide.feasible
    once, twice = np.zeros_like(feasible), np.zeros_like(feasible)
    packed: dict[str, NDArray[np.uint8]] = {}
    for name in case.scenarios:
        mask = states.wide.holds(states.read[f"scenarios/{name}/when"]) & feasible
        yield from _idle(f"scenarios/{name}/when", mask[feasible], error)
        twice |= once & mask
        once |= mask
        packed[name] = np.packbits(mask)
    if not packed:
        return
    if not case.settings.scenarios_overlap and twice.any():
        yield from _overlaps(states, packed, np.packbits(twice))
    gap = feasible & ~once
    if gap.any():
        count = int(gap.sum())
        what = "1 state that the rules allow fits" if count == 1 else f"{count:,} states that the rules allow fit"
        message = f"{what} none of the scenarios; for example: {states.example(_between(states, packed, gap))}"
        yield warning("scenarios-gap", "scenarios", message)


def _between(states: _States, packed: Mapping[str, NDArray[np.uint8]], gap: Truths) -> Truths:
    """The states of the gap from which a change of one factor leads into as many scenarios as possible."""
    close = np.zeros(states.wide.size, dtype=np.uint8)
    for bits in islice(packed.values(), MOST_PAIRS):
        close += near(states.wide, np.unpackbits(bits, count=states.wide.size).astype(bool))
    return np.asarray(gap & (close == close[gap].max()))


def _overlaps(states: _States, packed: Mapping[str, NDArray[np.uint8]], twice: NDArray[np.uint8]) -> Iterator[Problem]:
    """The first pairs that share states. Each scenario that is looked at shares some, so that pairs are found soon."""
    sharing = [name for name, bits in packed.items() if (bits & twice).any()]
    pairs = ((one, other) for one, other in combinations(sharing, 2) if (packed[one] & packed[other]).any())
    for one, other in islice(pairs, MOST_PAIRS):
        both = np.unpackbits(packed[one] & packed[other], count=states.wide.size).astype(bool)
        message = (
            f"`{other}` and `{one}` share {int(both.sum()):,} of the states that the rules allow; for example:"
            f" {states.example(both)}. Part them, or say `settings: {{scenarios_overlap: true}}` if it is meant"
        )
        yield error("scenarios-overlap", f"scenarios/{other}/when", message)
