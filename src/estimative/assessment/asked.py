"""What somebody asks about: a scenario by its id, a state by its number or in words.

A state in words is a list of assignments, `turkey.withdraw, taliban.operator = technicians`; a bare yes/no name means
yes, and what is not named stays as it is.

>>> from estimative.case.longform import from_long
>>> case = from_long({"id": "t", "actors": {"a": {"options": {"go": {}, "pace": {"variants": ["slow", "fast"]}}}}})
>>> now = {"a.go": "no", "a.pace": "slow"}
>>> state_asked(case, "a.go, a.pace = fast", now)
{'a.go': 'yes', 'a.pace': 'fast'}
>>> state_asked(case, "a.gone", now)
Traceback (most recent call last):
estimative.base.errors.UsageError: `a.gone` is no state of this case:
  character 1: nothing is called `a.gone`; did you mean `a.go`?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from estimative.assessment.weights import NONE
from estimative.base.errors import UsageError, listed, nearest
from estimative.base.logic.parsing import MAX_CHARACTERS, StatementError, parse_statement
from estimative.base.logic.space import StateSpace, Vocabulary, resolve
from estimative.base.logic.tree import And, Compare, Named, Not, Statement, walk
from estimative.base.logic.wording import spot
from estimative.case.models import Case
from estimative.case.space import vocabulary

NOW = "now"
_ONE_WORD = re.compile(r"[a-z][a-z0-9_-]*", re.IGNORECASE)
_NUMBER = re.compile(r"#?[0-9]+")
MOST_QUOTED = 60
MOST_FAULTS = 10


@dataclass(frozen=True)
class Asked:
    """What is asked about: a scenario's id (or `none`), or the code of a state, feasible or not; one of the two."""

    scenario: str | None = None
    code: int | None = None


def asked(case: Case, space: StateSpace, what: str, now: Mapping[str, str]) -> Asked:
    """Which scenario or state do these words mean?

    A scenario's id (or the id in words), `none`, `now`, the number of a feasible state (`12` or `#12`), or a state in
    words; `now` gives every factor the variant that it keeps where nothing is said. Raises UsageError, with the place
    and the nearest name, where they mean nothing.
    """
    what = what.strip()
    if what == NONE or what in case.scenarios:
        return Asked(scenario=what)
    if (joined := "-".join(what.lower().split())) in case.scenarios:
        return Asked(scenario=joined)
    if what == NOW:
        return Asked(code=space.code(now))
    if _NUMBER.fullmatch(what) and what.isascii():
        return Asked(code=_numbered(space, what))
    if not what or (_ONE_WORD.fullmatch(what) and what not in vocabulary(case).factors):
        raise UsageError(_nothing_called(case, space, what))
    return Asked(code=space.code(state_asked(case, what, now)))


def state_asked(case: Case, text: str, now: Mapping[str, str]) -> dict[str, str]:
    """The variant of every factor in a state in words.

    Raises UsageError with every fault and its place in the text.
    """
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"a state in words has at most {MAX_CHARACTERS} characters, this one has {len(text)}")
    names = vocabulary(case)
    given: dict[str, str] = {}
    wrong: list[str] = []
    for start, piece in _pieces(text):
        try:
            for name, variant, offset in _assignments(piece, names):
                if given.setdefault(name, variant) != variant:
                    message = f"`{name}` cannot be both `{given[name]}` and `{variant}`"
                    raise StatementError(message, offset)
        except StatementError as error:
            wrong.append(f"{spot(text, start + error.offset)}: {error.message}")
        except _SeveralFaults as faults:
            wrong += [f"{spot(text, start + offset)}: {message}" for message, offset in faults.found]
        if len(wrong) >= MOST_FAULTS:
            break
    if wrong:
        raise UsageError("\n  ".join([f"{_quoted(text)} is no state of this case:", *wrong[:MOST_FAULTS]]))
    return {**now, **given}


class _SeveralFaults(Exception):  # noqa: N818 - never leaves this module
    """What is wrong with one assignment: messages with their offsets."""

    def __init__(self, found: list[tuple[str, int]]) -> None:
        self.found = found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The parts between commas (or semicolons), each with its place."""
    for found in re.finditer(r"[^,;]+|(?<=[,;])(?=[,;])", text):
        yield found.start(), found.group()


def _assignments(piece: str, names: Vocabulary) -> Iterator[tuple[str, str, int]]:
    """The factors that a piece names, each with its variant and its place."""
    statement = parse_statement(piece)
    issues = {name for name, factor in names.factors.items() if factor.numbers is not None}
    for part in walk(statement):
        if isinstance(part, Compare | Named) and part.name in issues:
            raise StatementError(f"`{part.name}` is an issue, and states do not settle issues", part.start)
    findings = resolve(statement, names)
    if findings:
        raise _SeveralFaults([(finding.message, finding.offset) for finding in findings])
    for part in statement.items if isinstance(statement, And) else (statement,):
        yield _assignment(part, names)


def _assignment(part: Statement, names: Vocabulary) -> tuple[str, str, int]:
    inner = part.item if isinstance(part, Not) else part
    if not isinstance(inner, Compare | Named):
        raise StatementError("a state is a list of assignments, as in `a.go, b.pace = fast`", part.start)
    if inner.name in names.terms:
        message = f"`{inner.name}` is a term and holds in many states: name the options that make one of them"
        raise StatementError(message, inner.start)
    if isinstance(inner, Named):
        return inner.name, "no" if isinstance(part, Not) else "yes", part.start
    if isinstance(part, Not) or inner.operator != "=":
        message = f"a state has one variant of `{inner.name}`: write `{inner.name} = {inner.value}` or another of"
        raise StatementError(f"{message} {listed(names.factors[inner.name].variants)}", part.start)
    return inner.name, inner.value, part.start


def _numbered(space: StateSpace, what: str) -> int:
    count = int(space.feasible.sum())
    digits = what.removeprefix("#").lstrip("0")
    if not digits or len(digits) > 9 or int(digits) > count:
        raise UsageError(f"there is no state {_quoted(what)}: the case has {count:,} feasible states, numbered from 1")
    return int(np.flatnonzero(space.feasible)[int(digits) - 1])


def _nothing_called(case: Case, space: StateSpace, what: str) -> str:
    names = vocabulary(case)
    known = [*case.scenarios, NONE, NOW, *names.factors]
    if what in names.terms:
        hint = "; that is a term, and holds in many states"
    elif owned := [name for name in names.factors if name.startswith(f"{what}.")]:
        hint = f"; name one of its options, {listed(owned)}"
    elif same := [name for name in names.factors if name.endswith(f".{what}")]:
        hint = f"; did you mean {listed(same, 3)}?"
    else:
        hint = nearest(what[:200], known)
    scenarios = f"a scenario ({listed(list(case.scenarios))}), " if case.scenarios else ""
    return (
        f"there is nothing to explain that is called {_quoted(what)}{hint}\n"
        f"  what can be explained: {scenarios}`{NONE}` (the states in no scenario), `{NOW}`, the number of a state"
        f" (1 to {int(space.feasible.sum()):,}), or a state in words, as in"
        f" {_example(space)}"
    )


def _example(space: StateSpace) -> str:
    """Two assignments with this case's own names."""
    words = [f.id if f.yes_no else f"{f.id} = {f.variants[-1]}" for f in space.factors[:2]]
    return f"`{', '.join(words)}`"


def _quoted(text: str) -> str:
    return f"`{text if len(text) <= MOST_QUOTED else text[:MOST_QUOTED] + '…'}`"
