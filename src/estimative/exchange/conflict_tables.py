"""A conflict from a folder of plain CSV tables, as a spreadsheet saves them.

`states.csv` names the states, one a line, numbered from 1 as they come. `moves.csv` has a line for each move: whose,
from where, to where. `ranks.csv` has a line for each state and a column for each decision maker: numbers, greater is
better, equal is a tie. `hidden.csv` may be left out: who does not see which state.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from estimative.base.errors import EstimativeError, UsageError, listed, nearest
from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.csv_tables import Cell, Table, TableFindings, read_table
from estimative.methods.conflict import GraphConflict
from estimative.methods.conflict.graph import within_limit
from estimative.methods.conflict.problem import Bools, Ints

STATES, MOVES, RANKS, HIDDEN = "states.csv", "moves.csv", "ranks.csv", "hidden.csv"
NEEDED = (STATES, MOVES, RANKS)
NOTE = "note"
"""A column that any table but the ranks may have and nobody reads."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?")


def read_conflict_tables(folder: Path) -> CasebookConflict:
    """The conflict in a folder of tables, in graph form, states numbered in the order of `states.csv`.

    Raises ProblemsError with every finding, each with its file, line and column, and UsageError where there is no such
    folder.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; a conflict in tables is a folder with {listed(NEEDED)}")
    findings = TableFindings(folder)
    absent = [name for name in NEEDED if not (folder / name).exists()]
    if absent:
        findings.fail(
            folder, f"the folder has no {listed(absent)}; a conflict in tables has {listed(NEEDED)}", "missing"
        )
    states, ranks, moves = (
        read_table(folder / name, needed, allowed, findings) if name not in absent else Table(folder / name, (), ())
        for name, needed, allowed in (
            (STATES, ["state"], [NOTE]),
            (RANKS, ["state"], None),
            (MOVES, ["decision_maker", "from", "to"], [NOTE]),
        )
    )
    hidden = None
    if (folder / HIDDEN).exists():
        hidden = read_table(folder / HIDDEN, ["decision_maker", "state"], [NOTE], findings)
    findings.stop_if_failed()
    names = _different(states, states.column("state"), findings)
    deciders = {cell.text: place for place, cell in enumerate(c for c in ranks.columns if c.text != "state")}
    if not names:
        findings.fail(states.file, "no state is named; a line for each state is due", "empty")
    if not deciders:
        findings.fail(ranks.file, "no decision maker is named; a column for each is due beside `state`", "empty")
    findings.stop_if_failed()
    _bounded(len(names), len(deciders), states, findings)
    known = _Known(names, deciders)
    table = _ranks(ranks, known, findings)
    arcs = _arcs(moves, known, findings)
    unseen = _hidden(hidden, known, findings)
    findings.stop_if_failed()
    problem = GraphConflict(tuple(deciders), tuple(names), arcs, table, hidden=unseen)
    return CasebookConflict(folder.resolve().name, problem, problem.states)


class _Known:
    """The names of states and of decision makers with their places, and what is said of a name that is none."""

    def __init__(self, states: Mapping[str, int], deciders: Mapping[str, int]) -> None:
        self.states, self.deciders = states, deciders

    def places(self, table: Table, cells: Sequence[Cell], of: Sequence[str], findings: TableFindings) -> list[int]:
        """The places of the names in these cells (each of `states` or `deciders`); empty where one is unknown."""
        found = []
        for cell, kind in zip(cells, of, strict=True):
            names = self.states if kind == "states" else self.deciders
            place = names.get(cell.text)
            if place is not None:
                found.append(place)
            elif not findings.full:
                what, where = ("state", STATES) if kind == "states" else ("decision maker", RANKS)
                message = f"`{cell.text}` is no {what}; {where} has {listed(list(names), 6)}{nearest(cell.text, names)}"
                findings.fail(table.file, message, "unknown-id", cell)
        return found if len(found) == len(cells) else []


def _bounded(states: int, deciders: int, table: Table, findings: TableFindings) -> None:
    try:
        within_limit(states, deciders)
    except EstimativeError as error:
        findings.fail(table.file, str(error), "limit")
    findings.stop_if_failed()


def _different(table: Table, cells: Sequence[Cell], findings: TableFindings) -> dict[str, int]:
    """Names with their places; one that stands twice is a finding."""
    names: dict[str, int] = {}
    for cell in cells:
        if cell.text in names:
            findings.fail(table.file, f"`{cell.text}` stands twice; each state is named once", "duplicate", cell)
        names.setdefault(cell.text, len(names))
    return names


def _ranks(table: Table, known: _Known, findings: TableFindings) -> Ints:
    """Numbers of any kind brought to whole ranks: only their order counts."""
    worth: list[list[Fraction]] = [[Fraction(0)] * len(known.states) for _ in known.deciders]
    seen: set[int] = set()
    state_column = [cell.text for cell in table.columns].index("state")
    for row in table.rows:
        place = known.places(table, [row[state_column]], ["states"], findings)
        if place and place[0] in seen:
            findings.fail(table.file, f"`{row[state_column].text}` is ranked twice", "duplicate", row[state_column])
        seen.update(place)
        numbers = [cell for column, cell in enumerate(row) if column != state_column]
        for dm, cell in enumerate(numbers):
            if not _NUMBER.fullmatch(cell.text):
                found = f"`{cell.text[:40]}` is no number" if cell.text else "no number stands here"
                message = f"{found}; write ranks like 3 or 2.5, greater for better, equal for a tie"
                findings.fail(table.file, message, "number", cell)
            elif place:
                worth[dm][place[0]] = Fraction(cell.text)
    missing = [name for name, place in known.states.items() if place not in seen]
    if missing:
        findings.fail(table.file, f"no line ranks {listed(missing, 6)}; each state of {STATES} has one", "missing")
    ranks = np.zeros((len(known.deciders), len(known.states)), dtype=np.int64)
    for dm, values in enumerate(worth):
        level = {value: rank for rank, value in enumerate(sorted(set(values)))}
        ranks[dm] = [level[value] for value in values]
    return ranks


def _arcs(table: Table, known: _Known, findings: TableFindings) -> Bools:
    arcs = np.zeros((len(known.deciders), len(known.states), len(known.states)), dtype=bool)
    columns = [table.column(name) for name in ("decision_maker", "from", "to")]
    for cells in zip(*columns, strict=True):
        places = known.places(table, cells, ("deciders", "states", "states"), findings)
        if not places:
            continue
        dm, here, there = places
        if here == there:
            message = f"a move leads from `{cells[1].text}` to another state, not to itself; leave the line out"
            findings.fail(table.file, message, "move", cells[2])
        elif arcs[dm, here, there]:
            findings.fail(table.file, "this move stands twice; leave one line out", "duplicate", cells[0])
        arcs[dm, here, there] = True
    return arcs


def _hidden(table: Table | None, known: _Known, findings: TableFindings) -> Bools:
    hidden = np.zeros((len(known.deciders), len(known.states)), dtype=bool)
    if table is not None:
        for cells in zip(table.column("decision_maker"), table.column("state"), strict=True):
            places = known.places(table, cells, ("deciders", "states"), findings)
            if places:
                hidden[places[0], places[1]] = True
    return hidden
