"""Casebook JSON from a conflict: what other programs and readers of the casebook take in."""

from __future__ import annotations

from typing import Any

import numpy as np

from estimative.base.logic.space import Factor
from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.casebook_patterns import DIRECTIONS
from estimative.methods.conflict import Conflict, GraphConflict, PartialPreference
from estimative.methods.conflict.problem import Bools, Ints, dense_ranks


def conflict_json(given: Conflict | GraphConflict | CasebookConflict) -> dict[str, Any]:
    """A conflict as casebook data, ready for `json.dumps`; reading it again gives the same states, moves and ranks.

    Preferences are written as rankings, those that are known in part as their certain pairs (`alike` has pairs that
    are surely equal, which the casebook's own files never needed). A driver is an option whose `dm` is null. A conflict
    in graph form that was read from options keeps them.

    >>> options = (Factor("A.go", ("N", "Y"), owner="A"),)
    >>> conflict_json(Conflict(("A",), options, np.ones(2, bool), np.array([[0, 1]])))["preferences"]
    {'A': {'ranking': [2, 1]}}
    """
    book = given if isinstance(given, CasebookConflict) else CasebookConflict("", given, given.states)
    problem = book.problem
    data: dict[str, Any] = {"name": book.name} if book.name else {}
    data["decision_makers"] = list(problem.decision_makers)
    factors = problem.factors if isinstance(problem, Conflict) else book.factors
    data["options"] = _options(factors)
    if isinstance(problem, Conflict) and np.array_equal(book.order, np.arange(problem.size)):
        data["infeasible"] = []
    else:
        data["states"] = [book.state(code) for code in book.order.tolist()]
    partial: tuple[PartialPreference | None, ...] = (None,) * len(problem.decision_makers)
    if isinstance(problem, GraphConflict):
        partial = problem.partial
        if not factors:
            data["moves"] = {
                name: _pairs(arcs) for name, arcs in zip(problem.decision_makers, problem.arcs, strict=True)
            }
        if problem.unseen:
            data["misperceived"] = {
                problem.decision_makers[dm]: [code + 1 for code in codes] for dm, codes in problem.unseen.items()
            }
    data["preferences"] = {
        name: {"ranking": _ranking(problem.ranks[dm, book.order])} if known is None else _known(known)
        for dm, (name, known) in enumerate(zip(problem.decision_makers, partial, strict=True))
    }
    return data


def _options(factors: tuple[Factor, ...]) -> list[dict[str, Any]]:
    short = [factor.id.removeprefix(f"{factor.owner}.") for factor in factors]
    distinct = len({(factor.owner, name) for factor, name in zip(factors, short, strict=True)}) == len(factors)
    direction = {moves: name for name, moves in DIRECTIONS.items()}
    options = []
    for factor, name in zip(factors, short, strict=True):
        option: dict[str, Any] = {"dm": factor.owner, "name": name if distinct else factor.id}
        if factor.variants != ("N", "Y"):
            option["variants"] = list(factor.variants)
        if factor.moves != "both":
            option["direction"] = direction[factor.moves]
        options.append(option)
    return options


def _ranking(ranks: Ints) -> list[int | list[int]]:
    """State numbers, best first, ties as lists."""
    levels: dict[int, list[int]] = {}
    for number, rank in enumerate(dense_ranks(ranks).tolist(), start=1):
        levels.setdefault(rank, []).append(number)
    groups = [levels[rank] for rank in sorted(levels, reverse=True)]
    return [group[0] if len(group) == 1 else group for group in groups]


def _known(preference: PartialPreference) -> dict[str, list[list[int]]]:
    """The pairs that are certain, and those that are surely equal."""
    compared = preference.better | preference.better.T | preference.unknown
    alike = _pairs(np.asarray(np.triu(~compared, k=1)))
    known = {"certain": _pairs(preference.better.T)}
    return {**known, "alike": alike} if alike else known


def _pairs(table: Bools) -> list[list[int]]:
    return [[int(s) + 1, int(t) + 1] for s, t in np.argwhere(table)]
