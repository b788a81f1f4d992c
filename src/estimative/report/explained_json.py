"""An explanation as JSON: the same facts as on the terminal, states by their numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from estimative.assessment.conflict_explained import StateExplained, StateImpossible
from estimative.assessment.scenario_explained import ScenarioExplained
from estimative.base.canonical import rounded

KINDS = {StateExplained: "state", StateImpossible: "impossible", ScenarioExplained: "scenario"}


def explanation_json(
    digest: str, what_if: str | None, found: StateExplained | StateImpossible | ScenarioExplained
) -> dict[str, Any]:
    """The explanation as plain values; `kind` says whether of a state, an impossible one, or a scenario."""
    facts: dict[str, Any] = rounded(
        {"case": digest, "what_if": what_if, "ranks": "as stated", "kind": KINDS[type(found)], **asdict(found)}
    )
    return facts
