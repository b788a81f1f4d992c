"""Conflicts as casebook JSON: decision makers, options or moves, patterns of infeasible states, preferences.

State numbers are 1-based in the order of the file's `state_list`, else of its `states`; without either, feasible states
with the first option as the fastest-changing digit. How states and patterns are written: `casebook_patterns`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.casebook_findings import Findings, kind
from estimative.exchange.casebook_preferences import read_preferences
from estimative.exchange.casebook_states import Ground, read_ground
from estimative.exchange.casebook_writing import conflict_json
from estimative.exchange.json_reading import MAX_FILE, read_json
from estimative.methods.conflict import Conflict, GraphConflict, PartialPreference
from estimative.methods.conflict.graph_making import graph_from_groups
from estimative.methods.conflict.problem import Ints
from estimative.methods.conflict.record import MAX_GRAPH

__all__ = ["MAX_FILE", "CasebookConflict", "conflict_from", "conflict_json", "read_conflict"]

READ = (
    "name",
    "decision_makers",
    "options",
    "states",
    "state_list",
    "infeasible",
    "moves",
    "misperceived",
    "misperceived_patterns",
    "preferences",
)
"""What is read of a conflict; keys unlike these are free."""


def read_conflict(path: Path) -> CasebookConflict:
    """The conflict in a casebook file.

    Raises ProblemsError with every finding, each with its path in the file, and UsageError or LimitError where the file
    cannot be read.
    """
    return conflict_from(read_json(path, MAX_FILE), str(path))


def conflict_from(data: Any, source: str = "") -> CasebookConflict:
    """The conflict in casebook data already read from JSON; raises ProblemsError with every finding.

    It is in option form where that can hold it, else in graph form (merged or hidden states, moves one by one, unknown
    preferences).

    >>> data = {"decision_makers": ["A"], "options": [{"dm": "A", "name": "go"}],
    ...         "preferences": {"A": {"ranking": [2, 1]}}}
    >>> conflict_from(data).problem.ranks.tolist()
    [[0, 1]]
    """
    findings = Findings(source)
    if not isinstance(data, dict):
        findings.fail("", f"a conflict is a JSON object, found {kind(data)}")
        findings.stop_if_failed()
    findings.keys(data, READ, "")
    ground = read_ground(data, findings)
    ranks, partial = read_preferences(data.get("preferences"), ground, findings)
    findings.stop_if_failed()
    name = data.get("name") if isinstance(data.get("name"), str) else ""
    if ground.factors and not ground.merged and not ground.hidden.any() and not any(partial):
        return CasebookConflict(name, _in_option_form(ground, ranks), ground.order)
    if len(ground.order) > MAX_GRAPH:
        findings.fail(
            "misperceived" if ground.hidden.any() else "state_list",
            f"{len(ground.order):,} states; with merged or hidden states at most {MAX_GRAPH:,} are solved",
            "limit",
        )
        findings.stop_if_failed()
    groups = tuple(ground.group(place) for place in range(len(ground.order))) if ground.factors else ()
    problem = _in_graph_form(ground, groups, ranks, partial)
    return CasebookConflict(name, problem, problem.states, ground.factors, groups)


def _in_option_form(ground: Ground, ranks: Ints | None = None) -> Conflict:
    feasible = np.zeros(0, dtype=bool) if ground.feasible is None else ground.feasible
    by_code = np.zeros((len(ground.decision_makers), len(feasible)), dtype=np.int64)
    if ranks is not None:
        by_code[:, ground.order] = ranks
    return Conflict(ground.decision_makers, ground.factors, feasible, by_code)


def _in_graph_form(
    ground: Ground, groups: tuple[tuple[int, ...], ...], ranks: Ints, partial: tuple[PartialPreference | None, ...]
) -> GraphConflict:
    if ground.arcs is None:
        graph = graph_from_groups(_in_option_form(ground), groups)
        return replace(graph, ranks=ranks, partial=partial, hidden=ground.hidden)
    return GraphConflict(ground.decision_makers, ground.names, ground.arcs, ranks, partial, ground.hidden)
