"""Re-checks a witness about a coalition against the definition, for tests and for readers who doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import combinations

from estimative.base.errors import UsageError, listed
from estimative.methods.conflict.arena import Members
from estimative.methods.conflict.coalition_witnesses import CoalitionWitness, GroupMove, JointImprovement
from estimative.methods.conflict.coalitions import COALITION_CONCEPTS
from estimative.methods.conflict.problem import Ints
from estimative.methods.conflict.reach import Step
from estimative.methods.conflict.surface import AnyConflict, rank_of, strangers


def coalition_faults(problem: AnyConflict, claim: CoalitionWitness) -> tuple[str, ...]:
    """What is wrong with a witness, in sentences; empty where it holds.

    Checked from single moves and ranks alone: that the joint improvements named are all there are, and each is reached
    by a legal sequence of the members; that each answer starts there, takes only what the others may do (under CSEQ,
    what is better for all who do it than the state that it leaves), nobody twice in a row; that its end leaves some
    member no better off, and, under CSMR, that no joint reply is better for all; and that an improvement said to be
    undeterred has no answer at all (every sequence is walked). Raises UsageError for an unknown concept.

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict.coalition_witnesses import coalition_witness
    >>> from estimative.methods.conflict.problem import Conflict
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> coalition_faults(dilemma, coalition_witness(dilemma, (0,), 3, "CSEQ"))
    ()
    """
    if claim.concept not in COALITION_CONCEPTS:
        raise UsageError(
            f"coalition_faults: {claim.concept!r} is no concept; allowed: {listed(list(COALITION_CONCEPTS))}"
        )
    unknown = _strangers(problem, claim)
    if unknown:
        return tuple(unknown)
    check = _Check(problem, claim)
    found = []
    named = sorted(improvement.end for improvement in claim.improvements if improvement.moves)
    due = sorted(check.definition.improvements(claim.members, claim.state))
    if named != due:
        found.append(f"the joint improvements are {due}, the witness names {named}")
    for improvement in claim.improvements:
        wrong = sequence_faults(problem, claim.members, claim.state, improvement.moves)
        if wrong:
            found += wrong
        elif improvement.answer is None:
            found += check.undeterred(improvement.end)
        else:
            found += check.answered(improvement, improvement.answer)
    return tuple(found)


def _strangers(problem: AnyConflict, claim: CoalitionWitness) -> list[str]:
    """Members, movers and states that there are not, and groups that are none; the rest is checked only without."""
    answers = [move for improvement in claim.improvements for move in improvement.answer or ()]
    groups = [claim.members, *(move.members for move in answers)]
    steps = [step for improvement in claim.improvements for step in improvement.moves]
    steps += [step for move in answers for step in move.moves]
    dms = [*(dm for group in groups for dm in group), *(dm for dm, _ in steps)]
    found = strangers(problem, dms, [claim.state, *(code for _, code in steps)])
    return found + [f"{group} is no coalition" for group in groups if not group or len(set(group)) < len(group)]


def sequence_faults(problem: AnyConflict, members: Sequence[int], start: int, moves: Sequence[Step]) -> list[str]:
    """What keeps some moves from being a legal sequence of the members from `start`; empty where it is one."""
    found = [] if moves else [f"no move leads away from {start}"]
    here, last = start, -1
    for dm, there in moves:
        if dm not in members:
            return [*found, f"decision maker {dm} does not belong to {tuple(members)}"]
        if dm == last:
            found.append(f"decision maker {dm} moves twice in a row at {there}")
        if there not in problem.moves(dm, here).tolist():
            return [*found, f"decision maker {dm} cannot move from {here} to {there}"]
        here, last = there, dm
    return found


class Definition:
    """R_H and CI_H as they are defined, with sets of last movers; slow, and made for checking."""

    def __init__(self, problem: AnyConflict) -> None:
        self.problem = problem
        self.everybody = tuple(range(len(problem.decision_makers)))
        self._moves: dict[tuple[int, int], list[int]] = {}
        self._reach: dict[tuple[Members, int, bool], frozenset[int]] = {}

    @cached_property
    def ranks(self) -> list[Ints]:
        """Per decision maker its rank of every code."""
        return [rank_of(self.problem, dm) for dm in self.everybody]

    def moves(self, dm: int, code: int, improving: bool = False) -> list[int]:
        """R_i(s), or R_i^+(s) where `improving`."""
        if (dm, code) not in self._moves:
            self._moves[dm, code] = self.problem.moves(dm, code).tolist()
        reached = self._moves[dm, code]
        return [t for t in reached if self.ranks[dm][t] > self.ranks[dm][code]] if improving else reached

    def better(self, members: Iterable[int], there: int, here: int) -> bool:
        """Is `there` better than `here` for every member?"""
        return all(self.ranks[dm][there] > self.ranks[dm][here] for dm in members)

    def reach(self, members: Members, start: int, improving: bool = False) -> frozenset[int]:
        """R_H(s), or R_H^+(s): last[t] holds the members that come to t last; who alone does, cannot go on from t."""
        if (members, start, improving) not in self._reach:
            last: dict[int, set[int]] = {}
            fresh = [(dm, t) for dm in members for t in self.moves(dm, start, improving)]
            while fresh:
                dm, here = fresh.pop()
                if dm in last.setdefault(here, set()):
                    continue
                last[here].add(dm)
                movers = [other for other in members if last[here] != {other}]
                fresh += [(other, t) for other in movers for t in self.moves(other, here, improving)]
            self._reach[members, start, improving] = frozenset(last)
        return self._reach[members, start, improving]

    def improvements(self, members: Members, start: int) -> frozenset[int]:
        """CI_H(s)."""
        return frozenset(t for t in self.reach(members, start) if self.better(members, t, start))

    def improving_answers(self, outsiders: Members, start: int) -> frozenset[int]:
        """All that sequences of coalition improvements of the outsiders reach, no coalition twice in a row."""
        groups = [group for size in range(1, len(outsiders) + 1) for group in combinations(outsiders, size)]
        seen: set[tuple[int, Members]] = set()
        fresh: list[tuple[int, Members]] = [(start, ())]
        while fresh:
            here, last = fresh.pop()
            ahead = [(t, group) for group in groups if group != last for t in self.improvements(group, here)]
            fresh += [item for item in ahead if item not in seen]
            seen.update(ahead)
        return frozenset(t for t, _ in seen)


class _Check:
    def __init__(self, problem: AnyConflict, claim: CoalitionWitness) -> None:
        self.problem, self.claim = problem, claim
        self.concept = COALITION_CONCEPTS[claim.concept]
        self.definition = Definition(problem)
        self.others = tuple(dm for dm in self.definition.everybody if dm not in claim.members)

    def deters(self, end: int) -> bool:
        """Does the definition count an answer that ends here?"""
        if self.definition.better(self.claim.members, end, self.claim.state):
            return False
        replies = self.definition.reach(self.claim.members, end) if self.concept.reply else ()
        return not any(self.definition.better(self.claim.members, reply, self.claim.state) for reply in replies)

    def answered(self, improvement: JointImprovement, answer: tuple[GroupMove, ...]) -> list[str]:
        """What is wrong with an answer."""
        if self.concept.sanctions == "none" or not answer:
            return [f"{self.claim.concept} knows no such answer to {improvement.end}"]
        found = []
        here, last = improvement.end, self.claim.members
        for move in answer:
            if not set(move.members) <= set(self.others):
                found.append(f"the coalition itself has a hand in the answer of {move.members} at {here}")
            if move.members == last:
                found.append(f"{move.members} answer twice in a row at {here}")
            wrong = sequence_faults(self.problem, move.members, here, move.moves)
            if wrong:
                return [*found, *wrong]
            if self.concept.improving and not self.definition.better(move.members, move.end, here):
                found.append(f"not all of {move.members} gain by going from {here} to {move.end}")
            if not self.concept.improving and (len(move.members) != 1 or len(move.moves) != 1):
                found.append(f"the answer of {move.members} at {here} is not one move of one decision maker")
            here, last = move.end, move.members
        if not self.deters(here):
            found.append(f"the answer ends at {here}, which does not deter")
        replies = sorted(self.definition.reach(self.claim.members, here)) if self.concept.reply else []
        if list(improvement.replies) != replies:
            found.append(f"the replies to {here} are {replies}, the witness names {list(improvement.replies)}")
        return found

    def undeterred(self, improvement: int) -> list[str]:
        """Is there an answer where the witness says there is none?"""
        if self.concept.sanctions == "none" or not self.others:
            return []
        if self.concept.improving:
            reached = self.definition.improving_answers(self.others, improvement)
        else:
            reached = self.definition.reach(self.others, improvement)
        deterring = sorted(code for code in reached if self.deters(code))
        if deterring:
            return [f"{improvement} is said to be undeterred, but the others deter it at {deterring[0]}"]
        return []
