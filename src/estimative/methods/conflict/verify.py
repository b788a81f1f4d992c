"""Re-checks a witness against the definition, for tests and for readers who doubt."""

from __future__ import annotations

from estimative.methods.conflict.graph import GraphConflict
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.surface import strangers
from estimative.methods.conflict.unknown import concept_and_reading
from estimative.methods.conflict.witnesses import Sanction, StabilityWitness

Problem = Conflict | GraphConflict


def faults(problem: Problem, claim: StabilityWitness) -> tuple[str, ...]:
    """What is wrong with a witness, in sentences; empty where it holds.

    Checked from the options, or in graph form from the arcs, alone: that the improvements named are all there are; that
    each sanction starts at its improvement, takes only legal moves of the others, nobody twice in a row, improving ones
    where the concept asks; that its end is no better than the state left; that no reply mends it, where the concept
    looks at replies; and that an improvement said to be undeterred has no sanction at all (every legal sequence is
    walked). With unknown preferences "improving" and "no better" are taken as the reading says. Raises UsageError for a
    concept that this conflict is not solved for.

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict.witnesses import witness
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> faults(dilemma, witness(dilemma, 0, 3, "SEQ"))
    ()
    """
    _, reading = concept_and_reading(problem, claim.concept)
    found = _strangers(problem, claim)
    if found:
        return tuple(found)
    unseen = isinstance(problem, GraphConflict) and bool(problem.hidden[claim.dm, claim.state])
    if claim.unseen != unseen:
        found.append(f"the state is {'not ' * (not unseen)}hidden from decision maker {claim.dm}")
    named = [sanction.improvement for sanction in claim.sanctions]
    leaves = _perhaps if reading.leaves_for_unknown else _better
    due = [t for t in _reachable(problem, claim.dm, claim.state) if leaves(problem, claim.dm, t, claim.state)]
    if sorted(named) != sorted(due):
        found.append(f"the improvements are {due}, the witness names {named}")
    for sanction in claim.sanctions:
        if sanction.path is None:
            found += _undeterred_faults(problem, claim, sanction.improvement)
        else:
            found += _sanction_faults(problem, claim, sanction)
    return tuple(found)


def _strangers(problem: Problem, claim: StabilityWitness) -> list[str]:
    """What the claim speaks of and the problem does not have; the rest can be checked only where this is empty."""
    steps = [step for sanction in claim.sanctions for step in sanction.path or ()]
    dms = {claim.dm, *(mover for mover, _ in steps)}
    codes = {claim.state, *(sanction.improvement for sanction in claim.sanctions), *(code for _, code in steps)}
    return strangers(problem, dms, codes)


def _reachable(problem: Problem, dm: int, code: int) -> list[int]:
    """R_i(s), from the arcs, or option by option from its definition, all variants tried."""
    if isinstance(problem, GraphConflict):
        if problem.hidden[dm, code]:
            return []
        return [t for t in range(len(problem.labels)) if problem.arcs[dm, code, t] and not problem.hidden[dm, t]]
    reached = [0]
    here = problem.digits(code)
    for step, factor, digit in zip(problem.strides, problem.factors, here, strict=True):
        own = factor.owner == problem.decision_makers[dm]
        allowed = [b for b in range(len(factor.variants)) if b == digit or (own and factor.legal(digit, b))]
        reached = [place + b * step for place in reached for b in allowed]
    return sorted(t for t in reached if t != code and problem.feasible[t])


def _better(problem: Problem, dm: int, there: int, here: int) -> bool:
    """Is `there` surely better than `here`?"""
    known = problem.partial[dm] if isinstance(problem, GraphConflict) else None
    if known is not None:
        return bool(known.better[here, there])
    return bool(problem.ranks[dm][there] > problem.ranks[dm][here])


def _perhaps(problem: Problem, dm: int, there: int, here: int) -> bool:
    """Is `there` better than `here`, or unknown beside it?"""
    known = problem.partial[dm] if isinstance(problem, GraphConflict) else None
    return _better(problem, dm, there, here) or (known is not None and bool(known.unknown[here, there]))


def _deters(problem: Problem, claim: StabilityWitness, end: int) -> bool:
    concept, reading = concept_and_reading(problem, claim.concept)
    escapes = _better if reading.deterred_by_unknown else _perhaps
    if escapes(problem, claim.dm, end, claim.state):
        return False
    replies = _reachable(problem, claim.dm, end) if concept.reply else []
    return not any(escapes(problem, claim.dm, reply, claim.state) for reply in replies)


def _sanction_faults(problem: Problem, claim: StabilityWitness, sanction: Sanction) -> list[str]:
    found = []
    concept, _ = concept_and_reading(problem, claim.concept)
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
        if concept.improving and not _perhaps(problem, mover, there, here):
            found.append(f"decision maker {mover} gains nothing by moving from {here} to {there}")
        here, last = there, mover
    if not _deters(problem, claim, here):
        found.append(f"the sanction ends at {here}, which does not deter")
    replies = _reachable(problem, claim.dm, here) if concept.reply else []
    if list(sanction.replies) != replies:
        found.append(f"the replies to {here} are {replies}, the witness names {list(sanction.replies)}")
    return found


def _undeterred_faults(problem: Problem, claim: StabilityWitness, improvement: int) -> list[str]:
    concept, _ = concept_and_reading(problem, claim.concept)
    if concept.sanctions == "none":
        return []
    seen, waiting = {(improvement, claim.dm)}, [(improvement, claim.dm)]
    while waiting:
        here, last = waiting.pop()
        for mover in range(len(problem.decision_makers)):
            if mover in (last, claim.dm):
                continue
            for there in _reachable(problem, mover, here):
                if concept.improving and not _perhaps(problem, mover, there, here):
                    continue
                if _deters(problem, claim, there):
                    return [f"{improvement} is said to be undeterred, but decision maker {mover} deters it at {there}"]
                if (there, mover) not in seen:
                    seen.add((there, mover))
                    waiting.append((there, mover))
    return []
