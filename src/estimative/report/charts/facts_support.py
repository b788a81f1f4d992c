"""Facts of the picture of support: each scenario with the author's words, and what every method says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estimative.assessment.conflict import PlayShares
from estimative.assessment.weights import NONE, Support
from estimative.assessment.words import scenario_name
from estimative.report.facts import Assessment
from estimative.report.links import home
from estimative.report.wording import author_says, deals_of, method_name


@dataclass(frozen=True)
class SupportBar:
    """One method's support of one scenario. `low` and `high` are its sampling interval, or its range where computed.

    `ranged`: they are its range. `main`: the method's answer; the others show the same method otherwise, without deals
    say. Shares from 0 to 1.
    """

    label: str
    mean: float
    undetermined: float
    low: float | None
    high: float | None
    main: bool
    ranged: bool = False


@dataclass(frozen=True)
class SupportRow:
    """One scenario, or none of these: its name, its address, the author's words with how they are read, its bars.

    `stated` is the address of the author's words, None where the author says nothing.
    """

    key: str
    name: str
    path: str
    stated: str | None
    author: str
    reading: str
    bars: tuple[SupportBar, ...]


def support_facts(facts: Assessment) -> tuple[SupportRow, ...]:
    """What the picture of support shows, in the order of the case, none of these last; empty where nothing ran."""
    rows = []
    for key, found in facts.scenarios.items():
        stated = f"scenarios/{key}/stated" if found.author is not None else None
        rows.append(_row(facts, key, stated, author_says(found.author), found.supports))
    if facts.none:
        rows.append(_row(facts, NONE, None, ("", ""), facts.none))
    return tuple(rows) if facts.none else ()


def other_play(facts: Assessment, method: str) -> tuple[str, Mapping[str, float], Mapping[str, float]] | None:
    """The same play with deals where the method's answer has none, or without: its label, shares and undetermined."""
    shares: PlayShares | None = facts.plays.get(method, {}).get(facts.concept)
    if shares is None:
        return None
    if facts.deals > 1:
        return "without any deal", shares.no_deals, shares.undetermined_no_deals
    return deals_of(2), shares.deals, shares.undetermined_deals


def play_label(facts: Assessment, method: str) -> str:
    """How the method's own answer came about, where it has plays with and without deals; else empty."""
    if method not in facts.plays:
        return ""
    return deals_of(facts.deals) if facts.deals > 1 else "without any deal"


def _row(
    facts: Assessment, key: str, stated: str | None, author: tuple[str, str], supports: Mapping[str, Support]
) -> SupportRow:
    bars = []
    for method, support in supports.items():
        name, how = method_name(method), play_label(facts, method)
        low, high = support.range if support.range is not None else (support.low, support.high)
        text = f"{name}, {how}" if how else name
        bars.append(SupportBar(text, support.mean, support.undetermined, low, high, True, support.range is not None))
        other = other_play(facts, method)
        if other is not None and key in other[1]:
            text, shares, undetermined = other
            bars.append(SupportBar(text, shares[key], undetermined[key], None, None, main=False))
    return SupportRow(key, scenario_name(facts.case, key), home(facts.case, key), stated, *author, tuple(bars))
