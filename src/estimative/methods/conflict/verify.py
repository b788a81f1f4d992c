"""Re-checks a witness against the definition, for tests and for readers who doubt."""

from __future__ import annotations

from estimative.methods.conflict.concepts import CONCEPTS
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.witnesses import Sanction, StabilityWitness


def faults(problem: Conflict, claim: StabilityWitness) -> tuple[str, ...]:
    """What is wrong with a witness, in sentences; empty where it holds.

    Checked from the options alone: that the improvements named are all there are; that each sanction starts at its
    improvement, takes only legal moves of the others, nobody twice in a row, improving ones where the concept asks;
    that its end is no better than the state left; that no reply mends it, where the concept looks at replies; and that
    an improvement said to be undeterred has no sanction at all (every legal sequence is walked).

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict.witnesses import witness
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> faults(dilemma, witness(dilemma, 0, 3, "SEQ"))
    ()
    """
    found: list[str] = []
    named = [sanction.improvement for sanction in claim.sanctions]
    due = [t for t in _reachable(problem, claim.dm, claim.state) if _better(problem, claim.dm, t, claim.state)]
    if sorted(named) != sorted(due):
        found.append(f"the improvements are {due}, the witness names {named}")
    for sanction in claim.sanctions:
        if sanction.path is None:
            found += _undeterred_faults(problem, claim, sanction.improvement)
        else:
            found += _sanction_faults(problem, claim, sanction)
    return tuple(found)


def _reachable(problem: Conflict, dm: int, code: int) -> list[int]:
    """R_i(s), option by option from its definition, all variants tried."""
    reached = [0]
    here = problem.digits(code)
    for step, factor, digit in zip(problem.strides, problem.factors, here, strict=True):
        own = factor.owner == problem.decision_makers[dm]
        allowed = [b for b in range(len(factor.variants)) if b == digit or (own and factor.legal(digit, b))]
        reached = [place + b * step for place in reached for b in allowed]
    return sorted(t for t in reached if t != code and problem.feasible[t])


def _better(problem: Conflict, dm: int, there: int, here: int) -> bool:
    return bool(problem.ranks[dm][there] > problem.ranks[dm][here])


def _deters(problem: Conflict, claim: StabilityWitness, end: int) -> bool:
    if _better(problem, claim.dm, end, claim.state):
        return False
    replies = _reachable(problem, claim.dm, end) if CONCEPTS[claim.concept].reply else []
    return not any(_better(problem, claim.dm, reply, claim.state) for reply in replies)


def _sanction_faults(problem: Conflict, claim: StabilityWitness, sanction: Sanction) -> list[str]:
    found = []
    concept = CONCEPTS[claim.concept]
    if concept.sanctions == "none" or not sanction.path:
        return [f"{claim.concept} knows no such sanction of {sanction.improvement}"]
    here, last = sanction.improvement, claim.dm
    for mover, there in sanction.path:
        if mover == claim.dm:
            found.append(f"decision maker {mover} would sanction itself at {there}")
        if mover == last:
            found.append(f"decision maker {mover} moves twice in a row at {there}")
        if there not in _reachable(problem, mover, here):
            found.append(f"decision maker {mover} cannot move from {here} to {there}")
        if concept.improving and not _better(problem, mover, there, here):
            found.append(f"decision maker {mover} gains nothing by moving from {here} to {there}")
        here, last = there, mover
    if not _deters(problem, claim, here):
        found.append(f"the sanction ends at {here}, which does not deter")
    replies = _reachable(problem, claim.dm, here) if concept.reply else []
    if list(sanction.replies) != replies:
        found.append(f"the replies to {here} are {replies}, the witness names {list(sanction.replies)}")
    return found


def _undeterred_faults(problem: Conflict, claim: StabilityWitness, improvement: int) -> list[str]:
    concept = CONCEPTS[claim.concept]
    if concept.sanctions == "none":
        return []
    seen, waiting = {(improvement, claim.dm)}, [(improvement, claim.dm)]
    while waiting:
        here, last = waiting.pop()
        for mover in range(len(problem.decision_makers)):
            if mover in (last, claim.dm):
                continue
            for there in _reachable(problem, mover, here):
                if concept.improving and not _better(problem, mover, there, here):
                    continue
                if _deters(problem, claim, there):
                    return [f"{improvement} is said to be undeterred, but decision maker {mover} deters it at {there}"]
                if (there, mover) not in seen:
                    seen.add((there, mover))
                    waiting.append((there, mover))
    return []
