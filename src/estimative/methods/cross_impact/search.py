"""The exact search for all consistent states of one field: depth first, pruned by `kernels`, in portions.

A *node* is a set of variants per descriptor. A portion works off nodes until there are none, its budget is used or its
room for states is full, and hands back the nodes that are left; these are the next portions. Portions are cut by
counting nodes, never by the clock, so that the answer, also one cut short by a limit, is the same on any number of
threads.
"""

from __future__ import annotations

import heapq
import threading
from dataclasses import dataclass
from dataclasses import field as made_of
from typing import TypeAlias

import numpy as np

from estimative.base.kernels import ALONE, EVERYBODY, LEAST_WORK, Team
from estimative.base.progress import SILENT, Progress
from estimative.methods.cross_impact.field import Field
from estimative.methods.cross_impact.kernels import work_off
from estimative.methods.cross_impact.tables import Masks, Short, Tables, tables

FIRST, PORTION = 1 << 10, 1 << 14
"""Nodes in the first portion, some milliseconds, before others may help; and in each later one."""

APART = 6
"""So many of the nodes left, those with most below them, become portions of their own; the others are done together."""

ROOM = 4096
"""States that one portion has room for."""

STEPS = 1000
"""In so many steps progress is reported; how large the parts of the tree are is guessed."""

Key: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """`states` (m, descriptors) as far as listed; `complete` says whether these are all; `nodes` how many it took."""

    states: Short
    complete: bool
    nodes: int

    @property
    def count(self) -> int:
        """How many were found."""
        return len(self.states)


def search(
    field: Field,
    tolerance: int,
    limit: int,
    team: Team = EVERYBODY,
    progress: Progress = SILENT,
    most_nodes: int | None = None,
    tabled: bool | None = None,
) -> Found:
    """All states of a field that are consistent within the tolerance and break no rule, or the first `limit`.

    Sorted where all were found; else the first that the search meets, sorted. `most_nodes` ends the search, about
    there, and has it done by one thread, since several would not stop in the same place twice. `tabled` is for tests
    (see `tables`). Raises LimitError where the tables would not fit.
    """
    known, order = tables(field, tolerance, tabled)
    team = team if most_nodes is None else ALONE
    agenda = _Agenda(known, limit, most_nodes, progress)
    progress.start("looking for consistent scenarios", STEPS)
    try:
        agenda.work_one()
        if agenda.waiting and not agenda.stopped:
            team.run(agenda.work, team.size, LEAST_WORK)
    finally:
        progress.finish()
    found = agenda.listed()
    states = np.empty_like(found)
    states[:, order] = found
    states = states[np.lexsort(states.T[::-1])] if len(states) > 1 else states
    return Found(states, agenda.complete, agenda.nodes)


@dataclass
class _Agenda:
    """What is still to be searched, and what was found, each under a key that says where in the tree it stands."""

    tables: Tables
    limit: int
    most_nodes: int | None
    progress: Progress
    waiting: list[tuple[Key, Masks, float]] = made_of(default_factory=list)
    running: list[Key] = made_of(default_factory=list)
    found: dict[Key, Short] = made_of(default_factory=dict)
    nodes: int = 0
    done: float = 0.0
    stopped: bool = False
    ready: threading.Condition = made_of(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        everything = np.array([(1 << int(k)) - 1 for k in self.tables.counts], dtype=np.int64)
        self.waiting.append(((), everything[None, :], 1.0))

    def work(self, _first: int, _last: int) -> None:
        """Portion after portion until nothing is left or enough is found; who is interrupted stops the others too."""
        try:
            while self.work_one():
                pass
        except BaseException:
            with self.ready:
                self.stopped = True
                self.ready.notify_all()
            raise

    def work_one(self) -> bool:
        with self.ready:
            while not self.waiting and self.running and not self.stopped:
                self.ready.wait()
            if self.stopped or not self.waiting:
                self.ready.notify_all()
                return False
            key, nodes, share = heapq.heappop(self.waiting)
            self.running.append(key)
        states, left, used = portion(self.tables, nodes, PORTION if key else FIRST, min(ROOM, self.limit + 1))
        parts = [left[:-APART], *(left[-APART:][k : k + 1] for k in range(min(APART, len(left))))]
        parts = [nodes for nodes in parts if len(nodes)]
        with self.ready:
            self.running.remove(key)
            self._take(key, states, parts, used, share)
            self._report(share / (len(parts) + 1))
            self.ready.notify_all()
        return True

    def _take(self, key: Key, states: Short, parts: list[Masks], used: int, share: float) -> None:
        self.nodes += used
        if len(states):
            self.found[*key, 0] = states
        for place, nodes in enumerate(parts, start=1):  # whoever is free takes the next
            heapq.heappush(self.waiting, ((*key, place), nodes, share / (len(parts) + 1)))
        if self.most_nodes is not None and self.nodes >= self.most_nodes and self.waiting:
            self.stopped = True
        if sum(len(found) for found in self.found.values()) > self.limit:
            first_open = min([key for key, *_ in self.waiting] + self.running, default=None)
            settled = sum(len(found) for key, found in self.found.items() if first_open is None or key < first_open)
            self.stopped = self.stopped or settled > self.limit

    def _report(self, share: float) -> None:
        steps = int((self.done + share) * STEPS) - int(self.done * STEPS)
        self.done += share
        if steps:
            self.progress.advance(steps)

    @property
    def complete(self) -> bool:
        return not self.stopped and not self.waiting and sum(map(len, self.found.values())) <= self.limit

    def listed(self) -> Short:
        parts = [self.found[key] for key in sorted(self.found)]
        return np.concatenate(parts)[: self.limit] if parts else np.zeros((0, len(self.tables.counts)), dtype=np.uint8)


def portion(t: Tables, nodes: Masks, budget: int, room: int) -> tuple[Short, Masks, int]:
    """Works off nodes (m, n): the states found, the nodes left with the next first, and how many nodes it took."""
    count, width = len(t.counts), t.rows.shape[1]
    most = int(t.counts.sum()) + len(nodes) + 1
    states = np.empty((max(1, room), count), dtype=np.uint8)
    levels = np.zeros((count + 2, count), dtype=np.int64)
    stack = np.zeros((most, 3), dtype=np.int64)
    gaps = np.zeros((count + 5, width), dtype=t.rows.dtype)
    marks = np.zeros((2, t.seats), dtype=t.rows.dtype)
    found, left, used, begun = work_off(t, nodes, budget, states, levels, stack, gaps, marks)
    rest = np.empty((left, count), dtype=np.int64)
    for place, (depth, j, x) in enumerate(stack[:left][::-1].tolist()):
        rest[place] = levels[depth]
        if j >= 0:
            rest[place, j] = 1 << x
    rest = np.concatenate([rest, nodes[begun:]])
    return states[:found].copy(), rest, used
