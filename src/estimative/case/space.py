"""The states that a case's statements speak about.

>>> from estimative.case.longform import from_long
>>> case = from_long({"id": "tiny", "actors": {"a": {"options": {"go": {}}}}, "drivers": {"rain": {}},
...                   "rules": {"dry": {"never": "a.go and rain"}}})
>>> state_space(case).feasible.tolist()
[True, True, True, False]
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import Factor, StateSpace, Vocabulary
from estimative.base.logic.tree import Not, Statement
from estimative.case.models import Case
from estimative.case.models_actors import Rule

SHARED = 8
"""State spaces that are kept for the next variant of a case: few, since each may have millions of states."""


def factors(case: Case) -> tuple[Factor, ...]:
    """The options of all actors, then the drivers, in the order of the file."""
    options = (
        Factor(f"{actor_id}.{option_id}", option.variants, option.rises, actor_id, option.moves)
        for actor_id, actor in case.actors.items()
        for option_id, option in actor.options.items()
    )
    drivers = (Factor(driver_id, driver.variants, driver.rises) for driver_id, driver in case.drivers.items())
    return (*options, *drivers)


def terms(case: Case) -> dict[str, Statement]:
    """The named statements, read. Raises StatementError where one cannot be."""
    return {name: parse_statement(term.means) for name, term in case.terms.items()}


def rule_statement(rule: Rule) -> Statement:
    """What a rule demands of every state: `always` as it stands, `never` turned round. Raises StatementError."""
    return _demand(rule.never, rule.always)


def _demand(never: str | None, always: str | None) -> Statement:
    return Not(parse_statement(never)) if never is not None else parse_statement(always or "")


def vocabulary(case: Case) -> Vocabulary:
    """What names in statements can mean: options, drivers, issues and terms. Raises StatementError."""
    known: Mapping[str, Factor] = {
        **{factor.id: factor for factor in factors(case)},
        **{name: Factor.issue(name) for name in case.issues},
    }
    return Vocabulary(known, terms(case))


def state_space(case: Case) -> StateSpace:
    """All states of the case, options then drivers, with its terms and its rules.

    Variants of a case share it where they have the same, and with it where its statements hold.

    Raises StatementError for a statement that cannot be read; a case that was checked has none.
    """
    named = tuple((name, term.means) for name, term in case.terms.items())
    return _state_space(factors(case), named, tuple((rule.never, rule.always) for rule in case.rules.values()))


@lru_cache(maxsize=SHARED)
def _state_space(
    found: tuple[Factor, ...], named: tuple[tuple[str, str], ...], demands: tuple[tuple[str | None, str | None], ...]
) -> StateSpace:
    return StateSpace(
        found,
        {name: parse_statement(means) for name, means in named},
        tuple(_demand(never, always) for never, always in demands),
    )
