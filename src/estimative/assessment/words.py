"""States in words that a reader of the brief understands: who does what, and how the drivers stand."""

from __future__ import annotations

from collections.abc import Mapping

from estimative.case.models import Case

IDLE = frozenset({"no", "none", "nothing"})
"""First variants of an option that say that nothing is done with it."""


def actor_name(case: Case, actor: str) -> str:
    """The name of an actor as it is shown.

    >>> from estimative.case.longform import from_long
    >>> actor_name(from_long({"id": "t", "actors": {"us": {"name": "United States"}}}), "us")
    'United States'
    """
    record = case.actors.get(actor)
    return (record.name if record else "") or actor


def scenario_name(case: Case, scenario: str) -> str:
    """The name of a scenario as it is shown: its id in words; `none` is none of these."""
    return "none of these" if scenario == "none" and scenario not in case.scenarios else scenario.replace("-", " ")


def choices_in_words(case: Case, assignment: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Per decision maker, what it does in a state: its options but for those that stand at no, none or nothing.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "t", "actors": {"a": {"options": {"go": {}, "pace": {"variants": ["slow", "fast"]}}}}})
    >>> choices_in_words(case, {"a.go": "yes", "a.pace": "fast"})
    {'a': ('go', 'pace: fast')}
    >>> choices_in_words(case, {"a.go": "no", "a.pace": "slow"})
    {'a': ('pace: slow',)}
    """
    words: dict[str, list[str]] = {name: [] for name, actor in case.actors.items() if actor.options}
    for factor, variant in assignment.items():
        actor, _, option = factor.partition(".")
        if option and not _says_nothing(case, factor, variant):
            words[actor].append(option_in_words(case, factor, variant))
    return {name: tuple(done) for name, done in words.items()}


def _says_nothing(case: Case, factor: str, variant: str) -> bool:
    """Does a variant mean that the actor does nothing with this option: no, or a first variant that says so?

    A first variant such as `offensive` is something done, and must be told.
    """
    actor, _, option = factor.partition(".")
    variants = case.actors[actor].options[option].variants
    return variant == variants[0] and (variants == ("no", "yes") or variant in IDLE)


def option_in_words(case: Case, factor: str, variant: str) -> str:
    """One option at one variant: the option's id for yes, `not …` for no, else option and variant."""
    actor, _, option = factor.partition(".")
    record = case.actors[actor].options[option]
    name = option.replace("-", " ")
    if record.variants == ("no", "yes"):
        return name if variant == "yes" else f"not {name}"
    return f"{name}: {record.words.get(variant) or variant.replace('-', ' ')}"


def state_in_words(case: Case, assignment: Mapping[str, str]) -> str:
    """A state in one line: who does what; an option at no, none or nothing and a driver at its first are left out.

    >>> from estimative.case.longform import from_long
    >>> actor = {"name": "Aland", "options": {"go": {}}}
    >>> case = from_long({"id": "t", "actors": {"a": actor}, "drivers": {"rain": {}}})
    >>> state_in_words(case, {"a.go": "yes", "rain": "no"}), state_in_words(case, {"a.go": "no", "rain": "yes"})
    ('Aland: go', 'nobody does anything; rain')
    """
    done = [
        f"{actor_name(case, actor)}: {', '.join(what)}"
        for actor, what in choices_in_words(case, assignment).items()
        if what
    ]
    drivers = [
        driver.replace("-", " ")
        if record.variants == ("no", "yes")
        else f"{driver.replace('-', ' ')} {assignment[driver]}"
        for driver, record in case.drivers.items()
        if driver in assignment and assignment[driver] != record.variants[0]
    ]
    return "; ".join([*(done or ["nobody does anything"]), *drivers])


def move_in_words(case: Case, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What changes between two states: the options that change, by the actors that change them.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "t", "actors": {"a": {"name": "Aland", "options": {"go": {}}}}})
    >>> move_in_words(case, {"a.go": "no"}, {"a.go": "yes"})
    'Aland: go'
    """
    changed: dict[str, list[str]] = {}
    for factor, variant in after.items():
        actor, _, option = factor.partition(".")
        if option and before[factor] != variant:
            changed.setdefault(actor, []).append(option_in_words(case, factor, variant))
    return "; ".join(f"{actor_name(case, actor)}: {', '.join(what)}" for actor, what in changed.items())
