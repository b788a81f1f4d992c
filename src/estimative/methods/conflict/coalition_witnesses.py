"""Why a state is stable or not for a coalition, as data that can be checked against the definition.

Searched with legal sequences of moves, from the definition and not from the tables of `coalitions`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from estimative.base.errors import UsageError, listed
from estimative.methods.conflict.arena import Members
from estimative.methods.conflict.coalitions import COALITION_CONCEPTS, coalition_of, groups_of
from estimative.methods.conflict.concepts import Concept
from estimative.methods.conflict.reach import Step, path_to
from estimative.methods.conflict.surface import AnyConflict, rank_of


@dataclass(frozen=True)
class GroupMove:
    """What a group does together: the members' moves one after the other, none moving twice in a row."""

    members: Members
    moves: tuple[Step, ...]

    @property
    def end(self) -> int:
        """The code at which it arrives."""
        return self.moves[-1][1]


@dataclass(frozen=True)
class JointImprovement:
    """A joint improvement of a coalition, and what meets it.

    `moves` is a legal sequence of the members' moves. `answer` is what the others do then, None where nothing deters:
    under CGMR and CSMR moves of single decision makers, under CSEQ coalition improvements, each better for all who make
    it than the state that it leaves. `replies` are the codes that the coalition could go to from the end of the answer
    and that fail to mend it (only under CSMR).
    """

    moves: tuple[Step, ...]
    answer: tuple[GroupMove, ...] | None
    replies: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        """The code to which the coalition goes."""
        return self.moves[-1][1]


@dataclass(frozen=True)
class CoalitionWitness:
    """Why the state with code `state` is stable, or not, for the coalition `members` under a concept.

    All joint improvements are listed, the deterred ones with their answers.
    """

    members: Members
    state: int
    concept: str
    improvements: tuple[JointImprovement, ...]

    @property
    def stable(self) -> bool:
        """Is every joint improvement deterred?"""
        return all(found.answer is not None for found in self.improvements)

    @property
    def escapes(self) -> tuple[int, ...]:
        """The codes to which the coalition goes and nothing deters."""
        return tuple(found.end for found in self.improvements if found.answer is None)


def coalition_witness(problem: AnyConflict, members: Sequence[int], state: int, concept: str) -> CoalitionWitness:
    """Why is `state` (a code) stable or unstable for the coalition `members` under CNash, CGMR, CSMR or CSEQ?

    Raises UsageError for an unknown concept, coalition or state, UnsupportedError for preferences not known whole.

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict.problem import Conflict
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> found = coalition_witness(dilemma, (0, 1), 0, "CNash")
    >>> found.stable, found.escapes, found.improvements[0].moves
    (False, (3,), ((0, 1), (1, 3)))
    """
    if concept not in COALITION_CONCEPTS:
        raise UsageError(f"coalition_witness: {concept!r} is no concept; allowed: {listed(list(COALITION_CONCEPTS))}")
    group = coalition_of(problem, members)
    problem.number(state)
    search = _Search(problem, group, state, COALITION_CONCEPTS[concept])
    found = search.walks.improvements(group, state)
    return CoalitionWitness(group, state, concept, tuple(search.met(moves) for moves in found.values()))


class Walks:
    """Joint moves from one state after another, each found once, with a shortest legal sequence for it."""

    def __init__(self, problem: AnyConflict) -> None:
        self.problem = problem
        self.ranks = [rank_of(problem, dm) for dm in range(len(problem.decision_makers))]
        self._moves: dict[tuple[int, int], list[int]] = {}
        self._reached: dict[tuple[Members, int], dict[int, tuple[Step, ...]]] = {}
        self._improvements: dict[tuple[Members, int], dict[int, tuple[Step, ...]]] = {}

    def moves(self, dm: int, code: int) -> list[int]:
        """R_i(s), ascending."""
        if (dm, code) not in self._moves:
            self._moves[dm, code] = sorted(self.problem.moves(dm, code).tolist())
        return self._moves[dm, code]

    def better(self, members: Members, there: int, here: int) -> bool:
        """Is one state better than another for every member?"""
        return all(self.ranks[dm][there] > self.ranks[dm][here] for dm in members)

    def reached(self, members: Members, code: int) -> dict[int, tuple[Step, ...]]:
        """R_H(s), each state with a shortest legal sequence that leads there, ascending by code."""
        if (members, code) not in self._reached:
            paths: dict[tuple[int, int], tuple[Step, ...]] = {(code, -1): ()}
            first: dict[int, tuple[Step, ...]] = {}
            waiting = deque(paths)
            while waiting:
                here = waiting.popleft()
                for dm in members:
                    for there in self.moves(dm, here[0]) if dm != here[1] else ():
                        if (there, dm) not in paths:
                            paths[there, dm] = (*paths[here], (dm, there))
                            first.setdefault(there, paths[there, dm])
                            waiting.append((there, dm))
            self._reached[members, code] = dict(sorted(first.items()))
        return self._reached[members, code]

    def improvements(self, members: Members, code: int) -> dict[int, tuple[Step, ...]]:
        """CI_H(s), each state with a shortest legal sequence that leads there, ascending by code."""
        if (members, code) not in self._improvements:
            reached = self.reached(members, code)
            self._improvements[members, code] = {
                there: moves for there, moves in reached.items() if self.better(members, there, code)
            }
        return self._improvements[members, code]


class _Search:
    """What meets the joint improvements of one coalition from one state."""

    def __init__(self, problem: AnyConflict, members: Members, state: int, concept: Concept) -> None:
        self.walks = Walks(problem)
        self.members, self.state, self.concept = members, state, concept
        self.others = tuple(dm for dm in range(len(problem.decision_makers)) if dm not in members)

    def met(self, moves: tuple[Step, ...]) -> JointImprovement:
        """One joint improvement with its answer."""
        answer = self._answer(moves[-1][1])
        if answer is None or not self.concept.reply:
            return JointImprovement(moves, answer)
        return JointImprovement(moves, answer, tuple(self.walks.reached(self.members, answer[-1].end)))

    def _answer(self, start: int) -> tuple[GroupMove, ...] | None:
        if self.concept.sanctions == "none" or not self.others:
            return None
        if self.concept.improving:
            return self._improving_path(start, self._deters)
        path = path_to(self.walks.problem, start, self.others, improving=False, wanted=self._deters)
        return None if path is None else tuple(GroupMove((dm,), ((dm, code),)) for dm, code in path)

    def _deters(self, code: int) -> bool:
        if self.walks.better(self.members, code, self.state):
            return False
        replies = self.walks.reached(self.members, code) if self.concept.reply else ()
        return not any(self.walks.better(self.members, reply, self.state) for reply in replies)

    def _improving_path(self, start: int, wanted: Callable[[int], bool]) -> tuple[GroupMove, ...] | None:
        """A shortest sequence of coalition improvements of the others, none twice in a row, to a wanted code."""
        paths: dict[tuple[int, Members], tuple[GroupMove, ...]] = {(start, ()): ()}
        waiting = deque(paths)
        while waiting:
            here = waiting.popleft()
            for move in self._improving_moves(*here):
                there = (move.end, move.members)
                if there not in paths:
                    paths[there] = (*paths[here], move)
                    if wanted(move.end):
                        return paths[there]
                    waiting.append(there)
        return None

    def _improving_moves(self, code: int, last: Members) -> Iterator[GroupMove]:
        for group in groups_of(self.others):
            if group != last:
                for moves in self.walks.improvements(group, code).values():
                    yield GroupMove(group, moves)
