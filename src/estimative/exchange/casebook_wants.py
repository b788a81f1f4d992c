"""The wants in a casebook file: its prioritised statements one by one, for questions about their order."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from estimative.base.errors import UnsupportedError, UsageError
from estimative.base.files import read_text
from estimative.base.logic.space import Factor
from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.casebook_conflict import MAX_FILE
from estimative.exchange.casebook_findings import Findings
from estimative.exchange.casebook_patterns import binary, matches, read_pattern
from estimative.methods.conflict import Conflict
from estimative.methods.conflict.wants import PrioritisedConflict, Want

_INDEX = re.compile(r"[0-9]{1,9}")
"""A variant index; no option has so many variants that it takes more digits, and Python refuses thousands."""


def read_wants(path: Path, book: CasebookConflict) -> PrioritisedConflict:
    """The conflict of a file already read as `book`, with the statements of each `prioritised` preference as wants.

    Decision makers with a ranking keep it. Raises UnsupportedError where the conflict is in graph form, or no
    preference is prioritised.
    """
    if not isinstance(book.problem, Conflict):
        raise UnsupportedError(
            f"{path}: which wants would have to change is asked in option form only, without merged or hidden states"
        )
    data = {} if path.is_dir() else json.loads(read_text(path, MAX_FILE))
    entries = [data.get("preferences", {}).get(name, {}) for name in book.problem.decision_makers]
    wants = tuple(_wants(entry, book.problem) for entry in entries)
    if all(own is None for own in wants):
        raise UnsupportedError(
            f"{path}: no preference is `prioritised`, so there is no order of wants to change; rankings say what is"
            " liked better, not why"
        )
    problem = book.problem
    return PrioritisedConflict(problem.decision_makers, problem.factors, problem.feasible, wants, problem.ranks)


def want_of(text: str, factors: Sequence[Factor]) -> Want:
    """A new want from a pattern as it is typed: letters, or variant indices and - with commas between them.

    Raises UsageError where the text is no pattern.

    >>> want_of("-Y", [Factor("a"), Factor("b")]).holds.tolist()
    [False, False, True, True]
    """
    pattern = typed_pattern(text, factors)
    return Want(text, matches(pattern, factors))


def typed_pattern(text: str, factors: Sequence[Factor]) -> Sequence[int | None]:
    """A pattern as it is typed on a command line; raises UsageError where it is none.

    >>> typed_pattern("2,-", [Factor("a", ("low", "mid", "high")), Factor("b")])
    [2, None]
    """
    found: Any = text
    if not binary(factors) or "," in text:
        parts = [part.strip() for part in text.strip("[] ").split(",")]
        found = [int(part) if _INDEX.fullmatch(part) else None if part in ("-", "null") else "" for part in parts]
    findings = Findings(text)
    pattern = read_pattern(found, factors, "", findings)
    if pattern is None:
        due = findings.problems[0].message.rpartition("is no pattern: ")[2]
        raise UsageError(f"{text[:80]!r} is no pattern: {due}")
    return pattern


def written_pattern(pattern: Sequence[int | None], factors: Sequence[Factor]) -> str:
    """A pattern as it is typed.

    >>> written_pattern([None, 1], [Factor("a"), Factor("b")])
    '-Y'
    """
    if binary(factors):
        return "".join("-" if index is None else "NY"[index] for index in pattern)
    return ",".join("-" if index is None else str(index) for index in pattern)


def _wants(entry: Any, problem: Conflict) -> tuple[Want, ...] | None:
    """The statements of one preference, which the reader has found well formed."""
    if "prioritised" not in entry:
        return None
    findings = Findings("")
    wants = []
    for statement in entry["prioritised"]:
        holds, said = np.zeros(problem.size, dtype=bool), []
        for found in statement:
            pattern = read_pattern(found, problem.factors, "", findings)
            if pattern is not None:
                holds |= matches(pattern, problem.factors)
                said.append(written_pattern(pattern, problem.factors))
        wants.append(Want(" or ".join(said), holds))
    return tuple(wants)
