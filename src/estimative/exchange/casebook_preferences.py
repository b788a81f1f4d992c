"""The preferences of a casebook file: a ranking, statements in order of priority, or the pairs that are certain."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from estimative.base.errors import UsageError, listed
from estimative.exchange.casebook_findings import Findings
from estimative.exchange.casebook_patterns import matches, read_pattern, written_state
from estimative.exchange.casebook_states import Ground
from estimative.methods.conflict import PartialPreference, partial_from_pairs, ranks_from_levels, ranks_from_order
from estimative.methods.conflict.problem import Ints
from estimative.methods.conflict.record import MAX_GRAPH

KINDS = ("certain", "ranking", "prioritised")
"""How a preference may be given, in one of these ways."""
READ = (*KINDS, "alike")
"""What is read of a preference."""


def read_preferences(
    found: Any, ground: Ground, findings: Findings
) -> tuple[Ints, tuple[PartialPreference | None, ...]]:
    """Per decision maker the ranks of the states in the order of their numbers, or what is known of a preference."""
    count = len(ground.order)
    ranks = np.zeros((len(ground.decision_makers), count), dtype=np.int64)
    partial: list[PartialPreference | None] = [None] * len(ground.decision_makers)
    entries = findings.by_decision_maker(found, ground.decision_makers, "preferences")
    for dm, name in enumerate(ground.decision_makers):
        path, entry = f"preferences/{name}", entries.get(name)
        if isinstance(entry, dict):
            findings.keys(entry, READ, path)
        given = [kind for kind in KINDS if isinstance(entry, dict) and kind in entry]
        if not isinstance(entry, dict) or not given:
            findings.fail(path, "`ranking`, `prioritised` or `certain` is due")
            continue
        if len(given) > 1:
            findings.fail(path, f"{listed(given)} exclude each other; leave one", "twofold")
        if "certain" in entry:
            partial[dm] = _certain(entry, count, path, findings)
        elif "ranking" in entry:
            ranks[dm] = _ranking(entry["ranking"], count, f"{path}/ranking", findings)
        else:
            ranks[dm] = _prioritised(entry["prioritised"], ground, f"{path}/prioritised", findings)
    return ranks, tuple(partial)


def _ranking(found: Any, count: int, path: str, findings: Findings) -> Ints:
    def number(entry: Any) -> bool:
        return type(entry) is int

    shaped = isinstance(found, list) and all(
        number(entry) or (isinstance(entry, list) and all(map(number, entry))) for entry in found
    )
    if not shaped:
        findings.fail(path, "a ranking is a list of state numbers, best first, ties as lists within it")
        return np.zeros(count, dtype=np.int64)
    try:
        return ranks_from_order(found, count)
    except UsageError as error:
        findings.fail(path, str(error).removeprefix("ranks_from_order: "), "ranking")
        return np.zeros(count, dtype=np.int64)


def _prioritised(found: Any, ground: Ground, path: str, findings: Findings) -> Ints:
    nothing = np.zeros(len(ground.order), dtype=np.int64)
    if not ground.factors:
        findings.fail(path, "in graph form there are no options to state; give a `ranking`", "unsupported")
        return nothing
    if not isinstance(found, list) or not all(isinstance(entry, list) for entry in found):
        findings.fail(path, "a list of statements, each a list of patterns joined by or, is due")
        return nothing
    size = prod(len(factor.variants) for factor in ground.factors)
    levels = []
    for k, statement in enumerate(found):
        holds = np.zeros(size, dtype=bool)
        for j, entry in enumerate(statement):
            pattern = read_pattern(entry, ground.factors, f"{path}/{k}/{j}", findings)
            if pattern is not None:
                holds |= matches(pattern, ground.factors)
        levels.append(holds)
    ranks = ranks_from_levels(levels, size)
    for place, group in (ground.merged or {}).items():
        other = next((code for code in group if ranks[code] != ranks[group[0]]), None)
        if other is not None:
            one, two = (written_state(code, ground.factors) for code in (group[0], other))
            findings.fail(
                path, f"state {place + 1} merges {one} and {two}, which these statements do not rank alike", "merged"
            )
    return ranks[ground.order]


def _certain(entry: dict[str, Any], count: int, path: str, findings: Findings) -> PartialPreference | None:
    if count > MAX_GRAPH:
        findings.fail(path, f"{count:,} states; with unknown preferences at most {MAX_GRAPH:,} are solved", "limit")
        return None
    pairs = {
        key: findings.pairs(entry.get(key, []), count, f"{path}/{key}", words)
        for key, words in (("certain", "[better, worse]"), ("alike", "[one, other]"))
    }
    try:
        return partial_from_pairs(pairs["certain"], count, pairs["alike"])
    except UsageError as error:
        findings.fail(path, str(error).partition(": ")[2], "contradiction")
        return None
