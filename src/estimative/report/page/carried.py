"""What the annex shows of sensitivity: the judgments that carry the result, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from estimative.assessment.judgment_words import judgment_name
from estimative.inquiry.sensitivity import Sway
from estimative.report.facts import Assessment
from estimative.report.wording import MINUS


@dataclass(frozen=True)
class Row:
    """One judgment, or one order of wants, with what it moves: the method, the scenario, how far.

    `path` leads to its row on the page, for an order of wants to that of the actor; `share` is the share of variance
    that it explains, with its interval.
    """

    path: str
    name: str
    method: str
    key: str
    sway: Sway
    share: str


@dataclass(frozen=True)
class Carried:
    """Counts in words; the judgments that carry, a row for each method and scenario moved; the orders of wants."""

    counts: tuple[str, ...]
    rows: tuple[Row, ...]
    orders: tuple[Row, ...]


def carried(facts: Assessment) -> Carried:
    """What the annex says of the judgments that carry the result."""
    found = facts.sensitivity
    rows = [row for path in found.carrying for row in _rows(facts, path, path) if row.method in facts.methods]
    orders = [
        row for path in found.sways if path.endswith("/wants") for row in _rows(facts, path, path.rpartition("/")[0])
    ]
    return Carried(tuple(counts(facts)), tuple(rows), tuple(orders))


def counts(facts: Assessment) -> Iterator[str]:
    """How many judgments there are, how many carry the result, and how many cannot, each with its reason."""
    found = facts.sensitivity
    yield f"{found.count} judgments"
    if found.too_few is not None:
        yield found.too_few
    else:
        yield f"{len(found.carrying)} carry the result"
        idle = len(found.order) - len(found.carrying)
        if idle:
            yield f"{idle} with a range move no support by so much alone"
    for why, count in sorted(Counter(found.silent.values()).items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"{count} {'is ' if count == 1 else 'are '}{why}" if why.startswith("read") else f"{count} {_have(count)}"


def _have(count: int) -> str:
    return "has no range, only a value" if count == 1 else "have no range, only a value"


def _rows(facts: Assessment, path: str, to: str) -> Iterator[Row]:
    for method, by in facts.sensitivity.sways[path].items():
        for key, sway in by.items():
            if sway.carries and sway.index is not None and sway.interval is not None:
                low, high = (_share(end) for end in sway.interval)
                share = f"{_share(sway.index)} ({low} to {high})"
                yield Row(to, judgment_name(facts.case, path), method, key, sway, share)


def _share(index: float) -> str:
    return f"{index + 0.0:.2f}".replace("-0.00", "0.00").replace("-", MINUS)
