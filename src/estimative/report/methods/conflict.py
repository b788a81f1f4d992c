"""How conflict analysis is shown where it has no sections of its own: where the play ends, by concept and deals."""

from __future__ import annotations

from typing import Any

from estimative.assessment.conflict import ConflictFacts, PlayShares
from estimative.assessment.words import scenario_name
from estimative.case.models import Case
from estimative.report.links import home
from estimative.report.methods.exhibits import Cell, Drawing, Exhibit, Table
from estimative.report.wording import deals_of, number


def exhibits(case: Case, facts: ConflictFacts) -> tuple[Exhibit, ...]:
    """The plays side by side."""
    deals = deals_of(max(2, facts.setting.deals))
    keys = [*case.scenarios, "none"]
    rows = tuple(
        (Cell(f"{concept}, {how}"), *(Cell(number(shares[key]), home(case, key)) for key in keys))
        for concept, found in facts.plays.items()
        for how, shares in _plays(found, deals)
    )
    sentences = (
        "From where things stand, whoever can improve moves, or several agree to move, until nobody does.",
        f"The settings ask for {facts.setting.concept} {deals_of(facts.setting.deals)}."
        if facts.setting.deals > 1
        else f"The settings ask for {facts.setting.concept} without any deal.",
        "Explain a scenario, a state or `now` to see who would move, why, and who could answer.",
    )
    table = Table(("play", *(scenario_name(case, key) for key in keys)), rows)
    return (Exhibit("plays", "Where the play ends", sentences, table),)


def _plays(found: PlayShares, deals: str) -> list[tuple[str, Any]]:
    plays: list[tuple[str, Any]] = [("without any deal", found.no_deals), (deals, found.deals)]
    if found.equilibria is not None:
        plays.append(("states that can last", found.equilibria))
    return plays


def data(facts: ConflictFacts) -> dict[str, Any]:
    """The setting; the plays themselves stand under `play`."""
    return {"concept": facts.setting.concept, "deals": facts.setting.deals}


DRAWING = Drawing("conflict", exhibits, data)
