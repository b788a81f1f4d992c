"""Where the methods meet: what each leads to, how far they lie apart, and in one sentence why.

Methods that do not forecast have no part in it; no figure is made out of several here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estimative.assessment.run import MethodRun
from estimative.assessment.weights import Support

COUNTS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NEAR = 0.05
"""A lead by less than this is said to be one."""
SAME = 1e-9
"""Distances below this are the last bits of sums."""


@dataclass(frozen=True)
class Distance:
    """How far two methods lie apart: total variation of what they tell, 0 (the same) to 1 (nothing in common)."""

    one: str
    other: str
    distance: float


@dataclass(frozen=True)
class Convergence:
    """How the forecasting methods that ran meet.

    `leaders` has what leads in each method, None where nothing clearly does; `told` how much of its weight each gives
    away, the rest being undetermined; `distances` every two that tell anything. The sentence says it all in words.
    """

    leaders: Mapping[str, str | None]
    told: Mapping[str, float]
    distances: tuple[Distance, ...]
    sentence: str

    @property
    def largest_distance(self) -> float | None:
        """The largest distance between two methods; None with fewer than two that tell anything."""
        return max((pair.distance for pair in self.distances), default=None)


def total_variation(one: Mapping[str, Support], other: Mapping[str, Support]) -> float | None:
    """The distance of two methods: total variation over scenarios and none, what is undetermined left out.

    None where one of them tells nothing at all.

    >>> a, b = Support(1.0, 1, 1, 0.0), Support(0.0, 0, 0, 0.0)
    >>> total_variation({"s": a, "none": b}, {"s": b, "none": a})
    1.0
    """
    sums = [sum(support.mean for support in found.values()) for found in (one, other)]
    if min(sums) <= SAME:
        return None
    return sum(abs(one[key].mean / sums[0] - other[key].mean / sums[1]) for key in one) / 2


def convergence(
    runs: Mapping[str, MethodRun],
    titles: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    heaviest: Mapping[str, str | None] | None = None,
) -> Convergence:
    """How the forecasting methods that ran meet.

    `titles` are the scenarios' names by id, with `none`; `names` the methods' names, else their ids; `heaviest` what
    each method rests on most, in words, None where nothing that can be taken away moves it.
    """
    forecasting = {method: run for method, run in runs.items() if run.forecasts}
    leaders = {method: run.leader for method, run in forecasting.items()}
    told = {method: run.told for method, run in forecasting.items()}
    methods = list(forecasting)
    pairs = tuple(
        Distance(one, other, distance)
        for place, one in enumerate(methods)
        for other in methods[place + 1 :]
        if (distance := total_variation(forecasting[one].supports, forecasting[other].supports)) is not None
    )
    said = {method: (names or {}).get(method, method) for method in methods}
    shown = {
        method: said[method] + (f" by less than {NEAR:g}" if _barely(forecasting[method]) else "") for method in said
    }
    sentence = _sentence(leaders, told, pairs, titles, shown)
    parting = _parting(pairs, said, heaviest)
    return Convergence(leaders, told, pairs, f"{sentence} {parting}".strip())


def _barely(run: MethodRun) -> bool:
    """Does something lead here, and by next to nothing?"""
    first, second, *_ = sorted((support.mean for support in run.supports.values()), reverse=True)
    return run.leader is not None and first - second < NEAR


def _sentence(
    leaders: Mapping[str, str | None],
    told: Mapping[str, float],
    pairs: tuple[Distance, ...],
    titles: Mapping[str, str],
    said: Mapping[str, str],
) -> str:
    if not leaders:
        return "No method could be run on this case."
    if len(leaders) == 1:
        ((method, lead),) = leaders.items()
        where = f"leads to {titles[lead]}" if lead is not None else "has no clear leader"
        return (
            f"One method ran that says where things lead, {said[method]}, and it {where}: nothing to compare it with."
        )
    groups: list[tuple[str, list[str]]] = []
    for key in titles:
        groups.append((f"to {titles[key]}", [method for method, lead in leaders.items() if lead == key]))
    silent = [method for method, lead in leaders.items() if lead is None and told[method] < 0.5]
    open_ = [method for method, lead in leaders.items() if lead is None and method not in silent]
    parts: list[str] = []
    for where, found in groups:
        if found:
            verb = "" if parts else ("lean " if len(found) > 1 else "leans ")
            parts.append(f"{_count(len(found))} {verb}{where} ({_listed(found, said)})")
    if open_:
        parts.append(
            f"{_count(len(open_))} {'have' if len(open_) > 1 else 'has'} no clear leader ({_listed(open_, said)})"
        )
    if silent:
        parts.append(f"{_count(len(silent))} cannot tell ({_listed(silent, said)})")
    apart = "" if pairs else " No two of them tell enough to be compared."
    return f"Of {_count(len(leaders))} methods that say where things lead, {', '.join(parts)}.{apart}"


def _parting(
    pairs: tuple[Distance, ...],
    said: Mapping[str, str],
    heaviest: Mapping[str, str | None] | None,
) -> str:
    """Which two lie furthest apart, and what each of them rests on most."""
    if not pairs:
        return ""
    far = max(pairs, key=lambda pair: pair.distance)
    if far.distance <= SAME:
        return "Those that can be compared say the same."
    lead = f"{_first_up(said[far.one])} and {said[far.other]} part most, by {far.distance:.2f} of 1"
    if heaviest is None:
        return f"{lead}."
    reasons = [_rests(said[method], heaviest.get(method)) for method in (far.one, far.other)]
    return f"{lead}: {reasons[0]}, {reasons[1]}."


def _rests(name: str, text: str | None) -> str:
    return f"{name} rests most on “{text}”" if text is not None else f"no argument moves {name}"


def _count(number: int) -> str:
    return COUNTS[number] if number < len(COUNTS) else str(number)


def _listed(methods: list[str], said: Mapping[str, str]) -> str:
    return ", ".join(said[method] for method in methods)


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
