"""Options and patterns of casebook files: from letters and variant indices to factors and states, and back.

A pattern is text over Y, N and - (any), or, where an option has more than two variants, a list of variant indices and
null (any). A state is a pattern without "any"; a list of states is a merged state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from estimative.base.errors import listed, nearest
from estimative.base.logic.space import Factor
from estimative.exchange.casebook_findings import Findings, kind, twins
from estimative.methods.conflict.problem import Bools

DIRECTIONS = {"both": "both", "fwd": "forward", "back": "back"}

READ = ("dm", "name", "variants", "direction")
"""What is read of an option."""

MAX_VARIANTS = 1024
"""Of one option: which of its variants may follow which is a table of them all."""

Pattern = Sequence[int | None]


def read_factors(found: Any, decision_makers: Sequence[str], findings: Findings) -> tuple[Factor, ...]:
    """The options of the file as factors; one whose `dm` is null is a driver, which nobody moves."""
    if not isinstance(found, list) or not found:
        findings.fail("options", f"a list of one or more options is due, found {kind(found)}")
        return ()
    factors = [_factor(option, f"options/{k}", decision_makers, findings) for k, option in enumerate(found)]
    read = tuple(factor for factor in factors if factor is not None)
    for twin in twins(factor.id for factor in read):
        findings.fail("options", f"{twin!r} stands twice; names of one decision maker's options differ", "duplicate")
    return read


def _factor(option: Any, path: str, decision_makers: Sequence[str], findings: Findings) -> Factor | None:
    if not isinstance(option, dict):
        findings.fail(path, f"an option is an object with `dm` and `name`, found {kind(option)}")
        return None
    findings.keys(option, READ, path)
    owner, name = option.get("dm"), option.get("name")
    variants, direction = option.get("variants", ["N", "Y"]), option.get("direction", "both")
    before = len(findings.problems)
    if not isinstance(name, str) or not name:
        findings.fail(f"{path}/name", f"a name is due, found {kind(name)}")
    if owner not in decision_makers and ("dm" not in option or owner is not None):
        hint = nearest(owner, decision_makers) if isinstance(owner, str) else ""
        findings.fail(
            f"{path}/dm", f"{owner!r} is no decision maker; allowed: {listed(decision_makers)}{hint}", "unknown-id"
        )
    if not isinstance(direction, str) or direction not in DIRECTIONS:
        findings.fail(f"{path}/direction", f"{direction!r} is no direction; allowed: {listed(list(DIRECTIONS))}")
    if not (isinstance(variants, list) and variants and all(isinstance(variant, str) for variant in variants)):
        findings.fail(f"{path}/variants", f"a list of one or more names is due, found {kind(variants)}")
    elif len(variants) > MAX_VARIANTS:
        message = f"{len(variants):,} variants; an option has at most {MAX_VARIANTS:,}, since its moves are a table"
        findings.fail(f"{path}/variants", message, "limit")
    elif len(set(variants)) != len(variants):
        findings.fail(f"{path}/variants", "each variant is named once", "duplicate")
    if len(findings.problems) > before:
        return None
    identity = name if owner is None else f"{owner}.{name}"
    return Factor(identity, tuple(variants), owner=owner, moves=DIRECTIONS[direction])  # type: ignore[arg-type]


def read_pattern(found: Any, factors: Sequence[Factor], path: str, findings: Findings) -> Pattern | None:
    """A pattern as variant indices and None, or None with a finding."""
    if isinstance(found, str):
        if len(found) != len(factors) or set(found) - set("YN-"):
            findings.fail(
                path, f"{found[:80]!r} is no pattern: {len(factors)} letters of Y, N and - are due", "pattern"
            )
            return None
        if not binary(factors):
            findings.fail(
                path, "with more than two variants a pattern is a list of variant indices and null", "pattern"
            )
            return None
        return [None if letter == "-" else "NY".index(letter) for letter in found]
    if (
        isinstance(found, list)
        and len(found) == len(factors)
        and all(
            index is None or (type(index) is int and 0 <= index < len(factor.variants))
            for index, factor in zip(found, factors, strict=True)
        )
    ):
        return list(found)
    findings.fail(path, f"a pattern has one variant index or null for each of {len(factors)} options", "pattern")
    return None


def read_states(found: Any, factors: Sequence[Factor], path: str, findings: Findings) -> list[tuple[int, ...]]:
    """The states of a list as groups of codes: one code each, or several where states are merged."""
    if not isinstance(found, list):
        findings.fail(path, f"a list of states is due, found {kind(found)}")
        return []
    groups: list[tuple[int, ...]] = []
    for k, entry in enumerate(found):
        merged = isinstance(entry, list) and any(isinstance(part, (str, list)) for part in entry)
        members = enumerate(entry) if merged else [(None, entry)]
        codes = [
            _state(member, factors, f"{path}/{k}" if j is None else f"{path}/{k}/{j}", findings)
            for j, member in members
        ]
        groups.append(tuple(code for code in codes if code is not None))
    named = [code for group in groups for code in group]
    if len(set(named)) != len(named):
        findings.fail(path, "each state stands once", "duplicate")
    return groups


def _state(found: Any, factors: Sequence[Factor], path: str, findings: Findings) -> int | None:
    pattern = read_pattern(found, factors, path, findings)
    if pattern is None:
        return None
    if None in pattern:
        findings.fail(path, "a state names a variant for every option", "pattern")
        return None
    code, step = 0, 1
    for index, factor in zip(pattern, factors, strict=True):
        code += (index or 0) * step
        step *= len(factor.variants)
    return code


def binary(factors: Sequence[Factor]) -> bool:
    """Has every factor two variants, so that letters can say a state?"""
    return all(len(factor.variants) == 2 for factor in factors)


def written_state(code: int, factors: Sequence[Factor]) -> str | list[int]:
    """A code in the file's notation: letters Y and N where every factor has two variants, else variant indices.

    >>> written_state(2, [Factor("a"), Factor("b")])
    'NY'
    """
    digits = []
    for factor in factors:
        code, digit = divmod(code, len(factor.variants))
        digits.append(digit)
    return "".join("NY"[digit] for digit in digits) if binary(factors) else digits


def matches(pattern: Pattern, factors: Sequence[Factor]) -> Bools:
    """Per code: does the pattern hold there?

    >>> matches([None, 1], [Factor("a"), Factor("b")]).tolist()
    [False, False, True, True]
    """
    axes = [(len(factor.variants), index) for factor, index in zip(factors, pattern, strict=True)]
    axes = [axis for axis in reversed(axes) if axis[0] > 1]  # the first factor is the fastest-changing digit
    holds = np.zeros([count for count, _ in axes], dtype=bool)
    holds[tuple(slice(None) if index is None else index for _, index in axes)] = True
    return holds.ravel()
