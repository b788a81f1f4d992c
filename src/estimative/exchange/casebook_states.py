"""The states and moves of a casebook file, in option form or in graph form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from estimative.base.errors import listed
from estimative.base.logic.space import Factor
from estimative.exchange.casebook_findings import Findings, kind, twins
from estimative.exchange.casebook_patterns import matches, read_factors, read_pattern, read_states
from estimative.methods.conflict import arcs_from_moves
from estimative.methods.conflict.problem import Bools, Ints
from estimative.methods.conflict.record import MAX_GRAPH, MAX_STATES

FIGURES = 10**30
"""Greater numbers tell a reader nothing, and Python refuses to write those of thousands of digits."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Decision makers and states, before anything is preferred.

    In option form `factors` has the options, `feasible` a truth value per code, `order` a code for each state in the
    order of the numbers, and `merged` all codes of those states, by place, that stand for several. In graph form
    `names` has the states and `arcs` the moves. `hidden` has a row per decision maker and a column per state.
    """

    decision_makers: tuple[str, ...]
    order: Ints
    hidden: Bools
    factors: tuple[Factor, ...] = ()
    feasible: Bools | None = None
    merged: Mapping[int, tuple[int, ...]] | None = None
    names: tuple[str, ...] = ()
    arcs: Bools | None = None

    def group(self, place: int) -> tuple[int, ...]:
        """The codes of the state at a place of `order`."""
        return (self.merged or {}).get(place) or (int(self.order[place]),)


def read_ground(data: Mapping[str, Any], findings: Findings) -> Ground:
    """Decision makers, states, moves and hidden states; stops where nothing further can be read."""
    decision_makers = _decision_makers(data.get("decision_makers"), findings)
    if data.get("moves") and data.get("options"):
        findings.fail("moves", "a conflict has `options`, or in graph form `moves` and no options, not both", "twofold")
    if data.get("moves") is not None and not data.get("options"):
        ground = _graph_form(data, decision_makers, findings)
    else:
        ground = _option_form(data, decision_makers, findings)
    _hide(data, ground, findings)
    findings.stop_if_failed()
    return ground


def _decision_makers(found: Any, findings: Findings) -> tuple[str, ...]:
    if not isinstance(found, list) or not found or not all(isinstance(name, str) and name for name in found):
        findings.fail("decision_makers", f"a list of one or more names is due, found {kind(found)}")
        return ()
    if len(set(found)) != len(found):
        findings.fail("decision_makers", "each decision maker is named once", "duplicate")
    return tuple(found)


def _option_form(data: Mapping[str, Any], decision_makers: tuple[str, ...], findings: Findings) -> Ground:
    factors = read_factors(data.get("options"), decision_makers, findings)
    findings.stop_if_failed()
    size = int(np.prod([len(factor.variants) for factor in factors], dtype=object))
    if size > MAX_STATES:
        made = f"{size:,}" if size < FIGURES else "too many"
        findings.fail("options", f"the options make {made} combinations; at most {MAX_STATES:,} are solved", "limit")
        findings.stop_if_failed()
    given = {key: data[key] for key in ("states", "state_list") if data.get(key) is not None}
    lists = {key: read_states(found, factors, key, findings) for key, found in given.items()}
    if "states" in lists:
        feasible = np.zeros(size, dtype=bool)
        feasible[[code for group in lists["states"] for code in group]] = True
    else:
        feasible = _without_infeasible(data.get("infeasible", []), factors, size, findings)
    findings.stop_if_failed()
    if not feasible.any():
        findings.fail("states" if "states" in lists else "infeasible", "no state is left; take a pattern away", "empty")
        findings.stop_if_failed()
    groups = lists.get("state_list", lists.get("states"))
    if groups is None:
        order, merged = np.flatnonzero(feasible), {}
    else:
        _check_list(lists, feasible, findings)
        findings.stop_if_failed()
        order = np.array([group[0] for group in groups], dtype=np.int64)
        merged = {place: group for place, group in enumerate(groups) if len(group) > 1}
    hidden = np.zeros((len(decision_makers), len(order)), dtype=bool)
    return Ground(decision_makers, order, hidden, factors, feasible, merged)


def _without_infeasible(found: Any, factors: Sequence[Factor], size: int, findings: Findings) -> Bools:
    feasible = np.ones(size, dtype=bool)
    if not isinstance(found, list):
        findings.fail("infeasible", f"a list of patterns is due, found {kind(found)}")
        return feasible
    for k, entry in enumerate(found):
        pattern = read_pattern(entry, factors, f"infeasible/{k}", findings)
        if pattern is not None:
            feasible &= ~matches(pattern, factors)
    return feasible


def _check_list(lists: Mapping[str, list[tuple[int, ...]]], feasible: Bools, findings: Findings) -> None:
    """The list that numbers the states must name each feasible state once, and merge as `states` does."""
    path = "state_list" if "state_list" in lists else "states"
    groups = lists[path]
    named = np.array([code for group in groups for code in group], dtype=np.int64)
    if not all(groups):
        findings.fail(path, "a merged state has at least one member", "states")
    elif not np.array_equal(np.sort(named), np.flatnonzero(feasible)):
        findings.fail(
            path, f"it must name each of the {int(feasible.sum())} feasible states once, found {len(named)}", "states"
        )
    elif "states" in lists and {frozenset(group) for group in groups} != {frozenset(g) for g in lists["states"]}:
        findings.fail(path, "it merges other states than `states` does", "states")


def _graph_form(data: Mapping[str, Any], decision_makers: tuple[str, ...], findings: Findings) -> Ground:
    names = _names(data, findings)
    if len(names) > MAX_GRAPH:
        findings.fail("states", f"{len(names):,} states in graph form; at most {MAX_GRAPH:,} are solved", "limit")
    moves = findings.by_decision_maker(data.get("moves"), decision_makers, "moves")
    findings.stop_if_failed()
    count = len(names)
    pairs = [findings.pairs(moves.get(name, []), count, f"moves/{name}", "[from, to]") for name in decision_makers]
    hidden = np.zeros((len(decision_makers), count), dtype=bool)
    return Ground(decision_makers, np.arange(count), hidden, names=names, arcs=arcs_from_moves(pairs, count))


def _names(data: Mapping[str, Any], findings: Findings) -> tuple[str, ...]:
    """The names of the states in graph form, in the order of their numbers."""
    lists = {}
    for key in ("states", "state_list"):
        found = data.get(key)
        if found is None:
            continue
        if not isinstance(found, list) or not found or not all(isinstance(name, str) and name for name in found):
            findings.fail(key, "in graph form a list of one or more names of states is due")
            return ()
        repeated = twins(found)
        if repeated:
            findings.fail(key, f"each state is named once; twice or more: {listed(repeated)}", "duplicate")
        lists[key] = tuple(found)
    if not lists:
        findings.fail("states", "a conflict in graph form (`moves`) names its states")
        return ()
    names = lists.get("state_list", lists.get("states", ()))
    if set(names) != set(lists.get("states", names)):
        findings.fail("state_list", "it must name the same states as `states`", "states")
    return names


def _hide(data: Mapping[str, Any], ground: Ground, findings: Findings) -> None:
    """Marks the states that `misperceived` names as hidden."""
    found = data.get("misperceived")
    if found is None:
        if data.get("misperceived_patterns"):
            findings.fail("misperceived_patterns", "name the hidden states by their numbers under `misperceived`")
        return
    for name, states in findings.by_decision_maker(found, ground.decision_makers, "misperceived").items():
        numbers = findings.numbers(states, len(ground.order), f"misperceived/{name}")
        ground.hidden[ground.decision_makers.index(name), [number - 1 for number in numbers]] = True
