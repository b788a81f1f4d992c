"""Facts of the picture of judgments that carry the result: what each moves, by method and scenario.

A judgment stands with the scenario that is followed where it moves that by enough, else with the one it moves most.
"""

from __future__ import annotations

from dataclasses import dataclass

from estimative.assessment.judgment_words import judgment_name
from estimative.assessment.weights import NONE
from estimative.assessment.words import scenario_name
from estimative.inquiry.sensitivity import Sway
from estimative.report.charts.facts_arguments import followed
from estimative.report.facts import Assessment
from estimative.report.links import home
from estimative.report.wording import method_name


@dataclass(frozen=True)
class TornadoBar:
    """One judgment: the support at its low end and at its high end, and the least and the greatest in between."""

    path: str
    text: str
    at_low: float
    at_high: float
    least: float
    greatest: float

    @property
    def size(self) -> float:
        """How far the support moves."""
        return self.greatest - self.least


@dataclass(frozen=True)
class TornadoPanel:
    """One scenario in one method: its support, and the judgments that move it, what moves it most first.

    `path` is the address of the scenario; `left_out` judgments found no room.
    """

    method: str
    name: str
    path: str
    mean: float
    bars: tuple[TornadoBar, ...]
    left_out: int


def tornado_facts(facts: Assessment, most: int = 15) -> tuple[TornadoPanel, ...]:
    """What the picture shows, at most `most` bars a panel; empty where no judgment carries the result."""
    key = followed(facts)
    panels: dict[tuple[str, str], list[TornadoBar]] = {}
    for path in facts.sensitivity.carrying:
        for method in facts.methods:
            firm = {name: s for name, s in facts.sensitivity.sways[path].get(method, {}).items() if s.carries}
            if firm:
                here = key if key in firm else max(firm, key=lambda name: round(firm[name].size, 9))
                panels.setdefault((method, here), []).append(_bar(facts, path, firm[here]))
    keys = (key, *(name for name in (*facts.scenarios, NONE) if name != key))
    found = []
    for method in facts.methods:
        for name in keys:
            bars = sorted(panels.get((method, name), ()), key=lambda bar: (-round(bar.size, 9), bar.path))
            if bars:
                supports = facts.none if name == NONE else facts.scenarios[name].supports
                shown, path = scenario_name(facts.case, name), home(facts.case, name)
                support, left = supports[method].mean, max(0, len(bars) - most)
                found.append(TornadoPanel(method_name(method), shown, path, support, tuple(bars[:most]), left))
    return tuple(found)


def _bar(facts: Assessment, path: str, sway: Sway) -> TornadoBar:
    at_low, at_high, least, greatest = (
        value if value is not None else 0.0 for value in (sway.at_low, sway.at_high, sway.least, sway.greatest)
    )
    return TornadoBar(path, judgment_name(facts.case, path), at_low, at_high, least, greatest)
