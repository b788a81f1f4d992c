"""A case's conflict with every rank at its stated value, around one start: what explanations are made of.

States are places of an arena inside; every fact that leaves this module names them by their numbers. The problem of
methods.conflict holds one slice only: the options, with the drivers standing as at the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from math import prod
from operator import ge
from typing import Literal

import numpy as np

from estimative.assessment.conflict import ConflictRun
from estimative.assessment.conflict_model import levels, orders
from estimative.assessment.conflict_solver import Setting
from estimative.assessment.weights import NONE
from estimative.assessment.words import move_in_words, state_in_words
from estimative.case.models import Case
from estimative.case.paths import at
from estimative.methods.conflict import CONCEPTS, PLAYED, Conflict, ConflictResult, Play, solve
from estimative.methods.conflict.deterrence import Deterrence
from estimative.methods.conflict.play import coalitions
from estimative.methods.conflict.problem import Bools, Ints
from estimative.methods.conflict.stability import worth

Direction = Literal["better", "worse", "alike"]


@dataclass(frozen=True)
class Basis:
    """What a statement rests on: an address in the case, and the passages behind it; without any, on a judge alone."""

    path: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class State:
    """A feasible state: its number (from 1, in the order of the codes), its variants, who does what, its scenarios.

    The words leave out how drivers stand, which is the same all over a slice. `scenarios` are those that are true in
    it, `none` where every one is false; where issues leave one open it may be empty.
    """

    number: int
    assignment: Mapping[str, str]
    words: str
    scenarios: tuple[str, ...]


@dataclass(frozen=True)
class WantChange:
    """One want that holds in only one of two states: gained, or lost, by going from the first to the second."""

    want: str
    gained: bool
    rank: float
    that: str
    because: str | None
    basis: Basis


@dataclass(frozen=True)
class Comparison:
    """How an actor ranks a second state against a first, and the wants of the first level that tell them apart."""

    direction: Direction
    deciding: tuple[WantChange, ...] = ()


@dataclass(frozen=True)
class Move:
    """One step between two states by one actor, or by several in a deal, and what it would bring each of them.

    `basis` names the options that change.
    """

    members: tuple[str, ...]
    before: int
    after: int
    words: str
    brings: Mapping[str, Comparison]
    basis: tuple[Basis, ...]


def basis(case: Case, path: str) -> Basis:
    """What stands at an address, with the passages that it cites itself; what a record around it cites is not its own.

    A want rests on what its rank cites, too.

    >>> from estimative.case.longform import from_long
    >>> want = {"that": "a.go", "rank": {"value": 1, "cites": ["s#p2"]}}
    >>> case = from_long({"id": "t", "actors": {"a": {"cites": ["s#p1"], "options": {"go": {}}, "wants": {"w": want}}}})
    >>> basis(case, "actors/a/options/go").cites, basis(case, "actors/a/wants/w").cites
    ((), ('s#p2',))
    """
    record = at(case, path)
    own = [*getattr(record, "cites", ()), *getattr(getattr(record, "rank", None), "cites", ())]
    return Basis(path, tuple(dict.fromkeys(own)))


class StatedConflict:
    """One slice of a case's conflict at the stated ranks.

    `start` is the code of the state around which the slice lies. Raises LimitError where the slice has more than
    4,096 states, UsageError where the start is not feasible.
    """

    def __init__(self, run: ConflictRun, start: int) -> None:
        self.run = run
        self.model = run.model
        self.case = run.model.case
        self.start = start
        self.ranks: Ints = run.stated(start)[1]
        self.arena = run.solver.arena(start)
        self.actors = self.model.decision_makers
        self.true, self.false = run.truth(start)
        self._deterrence: dict[str, Deterrence] = {}
        self._undeterred: dict[str, tuple[Bools, ...]] = {}
        self.state = cache(self._state)
        self.play = cache(self._play)
        self._change = cache(self._changed)

    def __len__(self) -> int:
        return len(self.arena)

    @cached_property
    def offset(self) -> int:
        """The code of the slice's state with every option at its first variant; options come before drivers."""
        return self.start - self.start % self._size

    @cached_property
    def _size(self) -> int:
        return prod(len(factor.variants) for factor in self.model.space.factors if factor.owner is not None)

    @cached_property
    def problem(self) -> Conflict:
        """The slice as a problem of its own: the options alone; its codes are codes of the case less `offset`."""
        options = tuple(factor for factor in self.model.space.factors if factor.owner is not None)
        ranks = np.zeros((len(self.actors), self._size), dtype=np.int64)
        ranks[:, self.codes] = self.ranks
        feasible = self.model.space.feasible[self.offset : self.offset + self._size]
        return Conflict(self.actors, options, feasible, ranks)

    @cached_property
    def codes(self) -> Ints:
        """The code in `problem` of each place."""
        return np.asarray(self.arena.codes - self.offset, dtype=np.int64)

    @cached_property
    def solved(self) -> ConflictResult:
        """Who is at rest where, under every concept."""
        return solve(self.problem)

    @cached_property
    def wants(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """Per actor its levels, the most important first, each as places among the columns of its wants."""
        found = []
        for actor in self.actors:
            columns = self.model.wants[actor]
            values = {column.rank.path: np.array([column.rank.value + column.rank.shift]) for column in columns}
            order = orders(columns, values, 1)[0][0]
            marks = np.eye(len(columns), dtype=bool)
            marked = [replace(column, holds=mark) for column, mark in zip(columns, marks, strict=True)]
            found.append(tuple(tuple(np.flatnonzero(level).tolist()) for level in levels(marked, order)))
        return tuple(found)

    def place(self, number: int) -> int:
        """The place of the state with this number."""
        return self.arena.place(int(self.model.structure.states[number - 1]))

    def number(self, place: int) -> int:
        """The number of the state at this place."""
        return self.model.structure.number(int(self.arena.codes[place]))

    def of_code(self, code: int) -> int:
        """The place of a code of `problem`."""
        return self.arena.place(code + self.offset)

    def compare(self, actor: int, before: int, after: int) -> Comparison:
        """How actor number `actor` ranks the place `after` against `before`."""
        columns = self.model.wants[self.actors[actor]]
        first, second = int(self.arena.codes[before]), int(self.arena.codes[after])
        for level in self.wants[actor]:
            gain = sum(int(columns[k].holds[second]) - int(columns[k].holds[first]) for k in level)
            if gain:
                changed = [k for k in level if columns[k].holds[first] != columns[k].holds[second]]
                changes = tuple(
                    self._change(self.actors[actor], columns[k].want, bool(columns[k].holds[second])) for k in changed
                )
                return Comparison("better" if gain > 0 else "worse", changes)
        return Comparison("alike")

    def move(self, members: Sequence[int], before: int, after: int) -> Move:
        """One step by these actors, with what it would bring each of them."""
        first, second = self.assignment(before), self.assignment(after)
        changed = [factor for factor, variant in second.items() if first[factor] != variant]
        addresses = ["actors/{}/options/{}".format(*factor.split(".")) for factor in changed]
        return Move(
            members=tuple(self.actors[dm] for dm in members),
            before=self.number(before),
            after=self.number(after),
            words=move_in_words(self.case, first, second),
            brings={self.actors[dm]: self.compare(dm, before, after) for dm in members},
            basis=tuple(basis(self.case, address) for address in addresses),
        )

    def assignment(self, place: int) -> dict[str, str]:
        """The variant of every factor at a place."""
        return self.model.space.assignment(int(self.arena.codes[place]))

    def undeterred(self, concept: str) -> tuple[Bools, ...]:
        """Per actor, as a table [from, to]: its improvements that the concept does not deter."""
        if concept not in self._undeterred:
            tables = []
            for dm, moves in enumerate(self.arena.moves):
                after = worth(self.problem, dm, CONCEPTS[concept])[self.codes]
                tables.append(moves & (after[None, :] > self.ranks[dm][:, None]))
            self._undeterred[concept] = tuple(tables)
        return self._undeterred[concept]

    def resting(self, concept: str) -> Bools:
        """Per place: would no actor leave it by a move of its own?"""
        restless = [table.any(axis=1) for table in self.undeterred(concept)]
        return np.asarray(~np.logical_or.reduce(restless))

    def deals(self, place: int, concept: str, most: int) -> tuple[list[Move], int]:
        """The deals of up to `most` that would leave a place, and how many others their own members like less.

        Of one group's deals those are given that no other is at least as good as for every member, and better for one.
        """
        deterrence = self._deterrence.get(concept)
        if deterrence is None:
            deterrence = self._deterrence[concept] = Deterrence(self.arena, self.ranks[None], CONCEPTS[concept])
        best, others = [], 0
        for group in coalitions(len(self.actors), min(most, len(self.actors))):
            targets = np.flatnonzero(deterrence.deals(group)[0, place]).tolist()
            vectors = {target: tuple(self.ranks[list(group), target].tolist()) for target in targets}
            kept = [t for t in targets if not any(_dominates(vectors[u], vectors[t]) for u in targets)]
            best += [self.move(group, place, target) for target in kept]
            others += len(targets) - len(kept)
        return best, others

    def _play(self, concept: str, most: int) -> Play:
        """The play from the start with deals of up to `most`, none where that is 1."""
        return self.run.solver.play(self.start, self.ranks, Setting(concept, most))

    def _state(self, place: int) -> State:
        assignment = self.assignment(place)
        names = (*self.model.readings, NONE)
        return State(
            number=self.number(place),
            assignment=assignment,
            words=state_in_words(self.case, {name: v for name, v in assignment.items() if "." in name}),
            scenarios=tuple(name for k, name in enumerate(names) if self.true[k, place]),
        )

    def _changed(self, actor: str, want: str, gained: bool) -> WantChange:
        record = self.case.actors[actor].wants[want]
        path = f"actors/{actor}/wants/{want}"
        return WantChange(want, gained, record.rank.value, record.that, record.because, basis(self.case, path))


def played(case: Case, concept: str) -> str:
    """The concept under which the play is computed: the one asked for where it has a play, else the case's own."""
    return concept if concept in PLAYED else case.settings.conflict.concept


def _dominates(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return one != other and all(map(ge, one, other))
