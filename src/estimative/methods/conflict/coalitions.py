"""Stability against coalitions: may a group leave a state together, and would the others let it stay where it goes?

A *coalition improvement* CI_H(s) is a state that the members of H reach from s by a legal sequence of their moves and
that each of them likes better than s; steps on the way need not please anybody. Everything but CSMR is one comparison
of numbers: H escapes from s iff some t in R_H(s) has w_i(t) > P_i(s) for every member i, where w_i(t) is the least P_i
over t and all that the others answer with. CSMR asks whether one reply helps every member, which no number per member
can say; it is computed on sets of states, and only where CNash and CGMR leave it open.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from estimative.base.errors import LimitError, UsageError, listed, nearest
from estimative.base.progress import SILENT, Progress
from estimative.methods.conflict.arena import Members
from estimative.methods.conflict.concepts import Concept
from estimative.methods.conflict.joint import JointTable, Values, block_cells, joint_table, slices, spread
from estimative.methods.conflict.problem import Bools, Ints, dense_ranks
from estimative.methods.conflict.record import MAX_CELLS
from estimative.methods.conflict.surface import AnyConflict, rank_of

MOST_DECISION_MAKERS = 16
"""All coalitions are looked at up to this many decision makers; beyond, name some."""
TOGETHER = 1 << 22
"""States times questions about them that are answered at once for CSMR."""
NEVER = np.iinfo(np.int32).max
"""A rank that no state has."""

COALITION_CONCEPTS: dict[str, Concept] = {
    concept.id: concept
    for concept in (
        Concept(
            "CNash", "coalition Nash stability", "none", False, "have no joint move that is better for each of them"
        ),
        Concept(
            "CGMR",
            "coalition general metarationality",
            "any",
            False,
            "could, by some answer of the others, be left with a member no better off than now",
        ),
        Concept(
            "CSMR",
            "coalition symmetric metarationality",
            "any",
            True,
            "could be left with a member no better off than now, and could not mend that for all of them",
        ),
        Concept(
            "CSEQ",
            "coalition sequential stability",
            "improving",
            False,
            "would meet answers that pay for all who give them and leave a member no better off than now",
        ),
    )
}
"""By id. `sanctions` and `reply` as for one decision maker; improving answers are those of coalitions of the others."""


@dataclass(frozen=True, eq=False)
class CoalitionResult:
    """Which states are stable for which coalition.

    `stable[concept]` has a row per coalition of `coalitions` and a column per feasible state, in the order of the state
    numbers. `seconds` is no part of what is compared or printed as canonical.
    """

    problem: AnyConflict
    coalitions: tuple[Members, ...]
    stable: Mapping[str, Bools]
    complete: bool = True
    warnings: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def states(self, concept: str, members: Sequence[int]) -> Ints:
        """The codes of the states that are stable for a coalition; raises UsageError where it was not asked about."""
        return np.asarray(self.problem.states[self.stable[concept][self._place(members)]])

    def is_stable(self, concept: str, members: Sequence[int], code: int) -> bool:
        """Is the state with this code stable for this coalition?"""
        return bool(self.stable[concept][self._place(members), self.problem.number(code) - 1])

    @property
    def universal(self) -> bool:
        """Are all non-empty coalitions among those that were asked about?"""
        return len(self.coalitions) == (1 << len(self.problem.decision_makers)) - 1

    def universally_stable(self, concept: str) -> Ints:
        """The codes of the states that are stable against every coalition.

        Raises UsageError where not all coalitions were asked about.
        """
        if not self.universal:
            raise UsageError("universally_stable: not all coalitions were looked at; solve with coalitions=None")
        return np.asarray(self.problem.states[self.stable[concept].all(axis=0)])

    def name(self, members: Sequence[int]) -> str:
        """A coalition as its members' names, joined by " + "."""
        return " + ".join(self.problem.decision_makers[dm] for dm in members)

    def to_dict(self) -> dict[str, Any]:
        """The tables as plain data, states by their numbers; no time in it."""
        everywhere = {c: _numbers(np.asarray(table.all(axis=0))) for c, table in self.stable.items()}
        return {
            "method": "conflict coalitions",
            "problem": self.problem.digest,
            "states": len(self.problem.states),
            "coalitions": {
                concept: {self.name(group): _numbers(table[k]) for k, group in enumerate(self.coalitions)}
                for concept, table in self.stable.items()
            },
            "universally_stable": everywhere if self.universal else None,
            "complete": self.complete,
            "warnings": list(self.warnings),
        }

    def _place(self, members: Sequence[int]) -> int:
        wanted = tuple(sorted(members))
        if wanted not in self.coalitions:
            raise UsageError(f"coalition {members!r} was not looked at")
        return self.coalitions.index(wanted)


def solve_coalitions(
    problem: AnyConflict,
    coalitions: Iterable[Sequence[int]] | None = None,
    concepts: Sequence[str] = tuple(COALITION_CONCEPTS),
    progress: Progress = SILENT,
) -> CoalitionResult:
    """Which states are stable for which coalitions, under CNash, CGMR, CSMR and CSEQ?

    `coalitions`: groups of numbers of decision makers, all non-empty ones by default. A coalition of one is its member:
    CNash is Nash. Do not read a joint improvement as an agreement: nothing here asks whether the members would keep it.
    Cost: for each coalition the states times the joint choices of its members, and of the others.
    CNash implies CSMR and CSEQ, and CSMR implies CGMR; CSEQ does so in option form, but not always in graph form, where
    a decision maker may go twice in a row by answering first alone and then with others.

    Raises UsageError for an unknown coalition or concept, UnsupportedError where a preference is not known whole, and
    LimitError where all tables would have more than 2^29 cells, a byte each, or more than 16 decision makers form all
    coalitions.

    Source: Inohara and Hipel 2008 (definitions); the comparison of numbers is held against them in the tests.

    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict import Conflict
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> found = solve_coalitions(dilemma)
    >>> found.to_dict()["coalitions"]["CNash"]
    {'A': [1, 3], 'B': [1, 2], 'A + B': [2, 3, 4]}
    >>> found.to_dict()["universally_stable"]
    {'CNash': [], 'CGMR': [4], 'CSMR': [4], 'CSEQ': [4]}
    """
    begun = time.perf_counter()
    asked = (
        [coalition_of(problem, members) for members in coalitions] if coalitions is not None else _all_groups(problem)
    )
    chosen = [_concept(name) for name in concepts]
    joint = JointMoves(problem)
    joint.require(asked, chosen)
    stable = {concept.id: np.zeros((len(asked), len(problem.states)), dtype=bool) for concept in chosen}
    progress.start("coalitions", len(asked))
    for row, members in enumerate(asked):
        for concept in chosen:
            stable[concept.id][row] = ~_escaping(joint, members, concept)[problem.states]
        progress.advance()
    progress.finish()
    for table in stable.values():
        table.setflags(write=False)
    return CoalitionResult(problem, tuple(asked), stable, seconds=time.perf_counter() - begun)


class JointMoves:
    """The joint moves and joint improvements of one conflict, each table made when it is first asked for."""

    def __init__(self, problem: AnyConflict) -> None:
        self.problem = problem
        ranks = [rank_of(problem, dm) for dm in range(len(problem.decision_makers))]
        self.ranks = [np.append(dense_ranks(rank), 0).astype(np.int32) for rank in ranks]
        self._reach: dict[Members, JointTable] = {}
        self._improving: dict[Members, JointTable] = {}

    def others(self, members: Members) -> Members:
        """Everybody else."""
        return tuple(dm for dm in range(len(self.ranks)) if dm not in members)

    def reach(self, members: Members) -> JointTable:
        """R_H."""
        if members not in self._reach:
            self._reach[members] = joint_table(self.problem, members)
        return self._reach[members]

    def improving(self, members: Members) -> JointTable:
        """CI_H."""
        if members not in self._improving:
            self._improving[members] = self.reach(members).better_next(
                [(self.ranks[dm], self.ranks[dm]) for dm in members]
            )
        return self._improving[members]

    def worth(self, outsiders: Members, dm: int, concept: Concept) -> Values:
        """Per code the least rank that `dm` may have there once the outsiders have answered in the concept's way."""
        rank = self.ranks[dm]
        if concept.sanctions == "none" or not outsiders:
            return rank
        if not concept.improving:
            return np.minimum(rank, self.reach(outsiders).least_next(rank))
        return self._after_improvements(outsiders, rank)

    def require(self, asked: Sequence[Members], concepts: Sequence[Concept]) -> None:
        """Raises LimitError where the tables for these questions would be too large."""
        needed: set[Members] = set()
        for members in asked:
            needed.add(members)
            outsiders = self.others(members)
            if outsiders and any(concept.sanctions == "any" for concept in concepts):
                needed.add(outsiders)
            if any(concept.improving for concept in concepts):
                needed.update(groups_of(outsiders))
        cells = sum(block_cells(self.problem, members) for members in needed)
        if cells > MAX_CELLS:
            raise LimitError(
                f"solve_coalitions: the tables would have {cells:,} cells; at most {MAX_CELLS:,} are made. Ask about"
                " fewer coalitions, or only about CNash"
            )

    def _after_improvements(self, outsiders: Members, rank: Values) -> Values:
        """The least of `rank` over each code and all that sequences of coalition improvements of the outsiders reach.

        No coalition moves twice in a row. With L_K(s) the least that is met when K moves first, L_K(s) is the least
        over t in CI_K(s) of the rank of t and of L_J(t) for J other than K.
        """
        groups = groups_of(outsiders)
        least = {group: np.full_like(rank, np.iinfo(rank.dtype).max) for group in groups}
        changing = True
        while changing:
            changing = False
            for group in groups:
                onward = np.minimum.reduce([rank, *(least[other] for other in groups if other != group)])
                found = self.improving(group).least_next(onward)
                changing = changing or not np.array_equal(found, least[group])
                least[group] = found
        return np.asarray(np.minimum.reduce([rank, *least.values()]))


def _escaping(joint: JointMoves, members: Members, concept: Concept) -> Bools:
    """Per code: has the coalition a joint improvement there that the concept does not deter?"""
    restless = joint.improving(members).moving
    outsiders = joint.others(members)
    if concept.sanctions == "none" or not outsiders or not restless.any():
        return restless
    gains = [(joint.worth(outsiders, dm, concept), joint.ranks[dm]) for dm in members]
    escaping = joint.reach(members).better_next(gains).moving
    if concept.reply:
        return escaping | _mending(joint, members, restless & ~escaping)
    return escaping


def _mending(joint: JointMoves, members: Members, asked: Bools) -> Bools:
    """CSMR for the codes `asked`: can the coalition improve, and mend whatever is then answered?

    As sets: from s, a state s1 is an escape when it is better for all members, and from every s2 in R_O(s1) they go to,
    or stay at, something better for all. A set has one bit for each state asked about in the slice: it stands at s1,
    say, where s1 is an escape from that state.
    """
    problem, outsiders = joint.problem, joint.others(members)
    rows = slices(problem)
    questions = np.full((len(rows), int(asked[rows].sum(axis=1).max())), rows.size, dtype=np.int64)
    for question, codes in zip(questions, rows, strict=True):
        open_still = codes[asked[codes]]
        question[: len(open_still)] = open_still
    bars = [np.append(joint.ranks[dm][:-1], NEVER) for dm in members]
    found = np.zeros_like(asked)
    step = max(8, TOGETHER // rows.size)
    for first in range(0, questions.shape[1], step):
        here = questions[:, first : first + step]
        better = np.logical_and.reduce([bar[rows][:, :, None] > bar[here][:, None, :] for bar in bars])
        wanted = np.empty((rows.size, (here.shape[1] + 7) // 8), dtype=np.uint8)
        wanted[rows] = np.packbits(better, axis=2, bitorder="little")
        answered = spread(problem, outsiders, ~spread(problem, members, wanted))
        escapes = spread(problem, members, wanted & ~answered)
        some, column = np.nonzero(here < rows.size)
        codes = here[some, column]
        found[codes] = escapes[codes, column // 8] >> (column % 8) & 1
    return found


def coalition_of(problem: AnyConflict, members: Sequence[int]) -> Members:
    """The members in the order of their numbers; raises UsageError where they are no coalition of this conflict."""
    count = len(problem.decision_makers)
    if not members or len(set(members)) != len(members) or not all(0 <= dm < count for dm in members):
        raise UsageError(
            f"coalition {members!r}: one or more different numbers from 0 to {count - 1} are due, for"
            f" {listed(problem.decision_makers)}"
        )
    return tuple(sorted(members))


def groups_of(members: Sequence[int]) -> list[Members]:
    """The non-empty groups among some decision makers, small ones first.

    >>> groups_of((0, 2))
    [(0,), (2,), (0, 2)]
    """
    return [group for size in range(1, len(members) + 1) for group in combinations(members, size)]


def _all_groups(problem: AnyConflict) -> list[Members]:
    count = len(problem.decision_makers)
    if count > MOST_DECISION_MAKERS:
        raise LimitError(
            f"solve_coalitions: {count} decision makers form {(1 << count) - 1:,} coalitions; all are looked at up to"
            f" {MOST_DECISION_MAKERS} decision makers. Name the coalitions that matter"
        )
    return groups_of(range(count))


def _concept(name: str) -> Concept:
    if name not in COALITION_CONCEPTS:
        raise UsageError(
            f"coalition concept {name!r} is not known; allowed: {listed(list(COALITION_CONCEPTS))}"
            f"{nearest(name, COALITION_CONCEPTS)}"
        )
    return COALITION_CONCEPTS[name]


def _numbers(column: Bools) -> list[int]:
    return [int(k) + 1 for k in np.flatnonzero(column)]
