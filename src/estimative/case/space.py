"""The states that a case's statements speak about.

>>> from estimative.case.longform import from_long
>>> case = from_long({"id": "tiny", "actors": {"a": {"options": {"go": {}}}}, "drivers": {"rain": {}},
...                   "rules": {"dry": {"never": "a.go and rain"}}})
>>> state_space(case).feasible.tolist()
[True, True, True, False]
"""

from __future__ import annotations

from collections.abc import Mapping

from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import Factor, StateSpace, Vocabulary
from estimative.base.logic.tree import Not, Statement
from estimative.case.models import Case
from estimative.case.models_actors import Rule


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
    if rule.never is not None:
        return Not(parse_statement(rule.never))
    return parse_statement(rule.always or "")


def vocabulary(case: Case) -> Vocabulary:
    """What names in statements can mean: options, drivers, issues and terms. Raises StatementError."""
    known: Mapping[str, Factor] = {
        **{factor.id: factor for factor in factors(case)},
        **{name: Factor.issue(name) for name in case.issues},
    }
    return Vocabulary(known, terms(case))


def state_space(case: Case) -> StateSpace:
    """All states of the case, options then drivers, with its terms and its rules.

    Raises StatementError for a statement that cannot be read; a case that was checked has none.
    """
    return StateSpace(factors(case), terms(case), tuple(rule_statement(rule) for rule in case.rules.values()))
