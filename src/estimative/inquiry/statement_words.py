"""Statements in words that somebody understands who has never seen the case's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from estimative.assessment.words import actor_name
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.tree import And, Compare, Count, Iff, Implies, Named, Not, Or, Statement, Truth
from estimative.case.models import Case
from estimative.case.models_actors import YES_NO, Factor

_NUMBERS = {
    "=": "{}",
    "!=": "not {}",
    ">=": "at least {}",
    ">": "more than {}",
    "<=": "at most {}",
    "<": "less than {}",
}
_VARIANTS = {
    "=": "{}",
    "!=": "not {}",
    ">=": "{} or more",
    ">": "more than {}",
    "<=": "{} or less",
    "<": "less than {}",
}


def in_words(case: Case, text: str) -> str:
    """A statement of the case in words: actors, options and variants by what the case calls them, terms in quotes.

    >>> from estimative.case.longform import from_long
    >>> pace = {"variants": ["slow", "fast"], "ordered": True, "text": "builds the dam"}
    >>> actor = {"name": "Aland", "options": {"go": {"text": "sends ships"}, "pace": pace}}
    >>> case = from_long({"id": "t", "actors": {"a": actor}, "terms": {"calm-sea": "not a.go"}})
    >>> in_words(case, "calm-sea or a.go and a.pace >= fast")
    '“calm sea” or (Aland: sends ships, and Aland: builds the dam: fast or more)'
    """
    return _words(case, parse_statement(text))


def terms_in_words(case: Case, text: str) -> dict[str, str]:
    """What the terms that a statement uses mean, in words, by their names in words; terms of terms too."""
    found: dict[str, str] = {}
    waiting = [parse_statement(text)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Named) and part.name in case.terms and plain(part.name) not in found:
            means = case.terms[part.name].means
            found[plain(part.name)] = in_words(case, means)
            waiting.append(parse_statement(means))
        waiting += _inside(part)
    return dict(sorted(found.items()))


def plain(name: str) -> str:
    """An id as words.

    >>> plain("no-nato")
    'no nato'
    """
    return name.replace("-", " ")


def setting_in_words(case: Case, setting: str) -> str:
    """A factor at one of its variants, written as in impacts: `turkey.withdraw=yes`."""
    name, _, variant = setting.partition("=")
    return _compared(case, Compare(name, "=", variant))


def _inside(part: Statement) -> list[Statement]:
    if isinstance(part, And | Or | Count):
        return list(part.items)
    if isinstance(part, Implies | Iff):
        return [part.left, part.right]
    return [part.item] if isinstance(part, Not) else []


def _words(case: Case, part: Statement) -> str:
    return _WORDS[type(part)](case, part)


def _bracketed(case: Case, part: Statement) -> str:
    words = _words(case, part)
    return f"({words})" if isinstance(part, And | Or | Implies | Iff | Count) else words


def _compared(case: Case, part: Compare) -> str:
    factor = _factor(case, part.name)
    if factor is None:
        return f"{_named(case, part.name)}: {_NUMBERS[part.operator].format(part.value)}"
    label, record = factor
    if record.variants == YES_NO and part.operator in ("=", "!="):
        return label if (part.value == "yes") == (part.operator == "=") else f"not {label}"
    variant = record.words.get(part.value) or plain(part.value)
    return f"{label}: {_VARIANTS[part.operator].format(variant)}"


def _named(case: Case, name: str) -> str:
    factor = _factor(case, name)
    if factor is not None:
        return factor[0]
    issue = case.issues.get(name)
    return (issue.text or plain(name)) if issue is not None else f"“{plain(name)}”"


def _factor(case: Case, name: str) -> tuple[str, Factor] | None:
    """An option or driver with what it is called; None where the name is of neither."""
    actor, _, option = name.partition(".")
    if option and actor in case.actors and option in case.actors[actor].options:
        record: Factor = case.actors[actor].options[option]
        return f"{actor_name(case, actor)}: {record.text or plain(option)}", record
    driver = case.drivers.get(name)
    return (driver.text or plain(name), driver) if driver is not None else None


def _joined(word: str) -> Callable[[Case, Any], str]:
    def joined(case: Case, part: Any) -> str:
        parts = part.items if isinstance(part, And | Or) else (part.left, part.right)
        first, *others = [_bracketed(case, item) for item in parts]
        said, before = first, first
        for other in others:
            said += f"{',' if ': ' in before else ''} {word} {other}"
            before = other
        return said

    return joined


def _counted(case: Case, part: Count) -> str:
    return f"{part.kind} {part.number} of: {'; '.join(_bracketed(case, item) for item in part.items)}"


_WORDS: Mapping[type, Callable[[Case, Any], str]] = {
    Compare: _compared,
    Named: lambda case, part: _named(case, part.name),
    Truth: lambda _, part: "always" if part.value else "never",
    Not: lambda case, part: f"not {_bracketed(case, part.item)}",
    And: _joined("and"),
    Or: _joined("or"),
    Implies: lambda case, part: f"if {_bracketed(case, part.left)}, then {_bracketed(case, part.right)}",
    Iff: _joined("exactly if"),
    Count: _counted,
}
