"""Re-checks answers to the inverse question by solving the changed conflict, for tests and for readers who doubt."""

from __future__ import annotations

from itertools import permutations

from estimative.methods.conflict.inverse import InverseResult, NewOrder, NewWant, Order, Reordering
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.stability import solve
from estimative.methods.conflict.surface import strangers
from estimative.methods.conflict.verify import faults
from estimative.methods.conflict.wants import Want

TRIED_AGAIN = 5
"""Up to so many wants it is checked by every order that none with fewer swaps does it."""


def inverse_faults(claim: InverseResult, new_wants: tuple[Want, ...] = ()) -> tuple[str, ...]:
    """What is wrong with an answer to the inverse question, in sentences; empty where it holds.

    `new_wants` are those that were asked about. Checked by solving anew: that the state is, or is not, an equilibrium
    as things are; that it is one with each order given; that swaps are counted rightly and each proof holds; that a new
    want suffices at the ranks named and at no others, with the order that its rank makes; and, up to five wants, that
    no order with fewer swaps does it and all with as many are named where the answer calls itself complete, and that
    who is said to leave whatever the order is does so in each.

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict.inverse import inverse
    >>> from estimative.methods.conflict.wants import PrioritisedConflict
    >>> wants = ((Want("a", [0, 1]), Want("not a", [1, 0])),)
    >>> alone = PrioritisedConflict(("A",), (Factor("a", owner="A"),), np.ones(2, bool), wants, np.zeros((1, 2), int))
    >>> found = inverse(alone, 0)
    >>> found.reorderings[0].swaps, inverse_faults(found)
    (1, ())
    """
    given: list[Reordering | NewWant] = [*claim.reorderings, *claim.new_wants]
    found = strangers(claim.problem.conflict, [dm for one in given for dm in (one.dm, *one.blocked)], [claim.state])
    if found:
        return tuple(found)
    check = _Check(claim)
    if claim.complete and not all(reordering.complete for reordering in claim.reorderings):
        found.append("it is called complete, and some reordering is not")
    if claim.holds != check.rests(claim.problem.conflict):
        found.append(f"the state is {'no ' * claim.holds}equilibrium as things are")
    for reordering in claim.reorderings:
        found += check.reordering(reordering)
    for answer in claim.new_wants:
        found += check.new_want(answer, [want for want in new_wants if want.label == answer.want])
    return tuple(found)


class _Check:
    def __init__(self, claim: InverseResult) -> None:
        self.claim, self.problem = claim, claim.problem

    def rests(self, conflict: Conflict) -> bool:
        """Is the state an equilibrium?"""
        return self.claim.state in solve(conflict).equilibria(self.claim.concept)

    def wants(self, dm: int) -> tuple[Want, ...]:
        """The wants of a decision maker as they are."""
        return self.problem.wants[dm] or ()

    def answer(self, answer: NewOrder, dm: int, wants: tuple[Want, ...]) -> list[str]:
        """What is wrong with one order of the wants of `dm`."""
        if answer.dm != dm:
            return [f"an order of decision maker {answer.dm} answers for decision maker {dm}"]
        if sorted(answer.order) != list(range(len(wants))):
            return [f"{answer.order} is no order of {len(wants)} wants"]
        found = []
        if answer.swaps != _swaps(answer.order):
            found.append(f"{answer.order} takes {_swaps(answer.order)} swaps, not {answer.swaps}")
        conflict = self.problem.with_order(answer.dm, [wants[place] for place in answer.order])
        if not self.rests(conflict):
            found.append(f"with the order {answer.order} the state is no equilibrium")
        proved = [(claim.dm, claim.state, claim.concept, claim.stable) for claim in answer.proof]
        everybody = range(len(conflict.decision_makers))
        if proved != [(dm, self.claim.state, self.claim.concept, True) for dm in everybody]:
            found.append(f"the proof of {answer.order} does not show that all would stay")
        for claim in answer.proof:
            found += faults(conflict, claim)
        return found

    def reordering(self, given: Reordering) -> list[str]:
        """What is wrong with the fewest swaps of one decision maker."""
        wants = self.wants(given.dm)
        found = [fault for answer in given.answers for fault in self.answer(answer, given.dm, wants)]
        found += self.blocked(given, wants)
        if {answer.swaps for answer in given.answers} != (set() if given.swaps is None else {given.swaps}):
            found.append(f"the orders of decision maker {given.dm} do not all take {given.swaps} swaps")
        if given.complete and len(wants) <= TRIED_AGAIN:
            good = [order for order in permutations(range(len(wants))) if self._does(given.dm, wants, order)]
            fewest = min(map(_swaps, good), default=None)
            due = sorted(order for order in good if _swaps(order) == fewest)
            if (given.swaps, sorted(answer.order for answer in given.answers)) != (fewest, due):
                found.append(f"decision maker {given.dm} needs {fewest} swaps, by {due}")
        return found

    def new_want(self, given: NewWant, named: list[Want]) -> list[str]:
        """What is wrong with the ranks of a new want."""
        if len(named) != 1:
            return [f"{given.want!r} is not one of the new wants"]
        wants = (*self.wants(given.dm), named[0])
        count, old = len(wants), tuple(range(len(wants) - 1))
        due = tuple(
            place + 1 for place in range(count) if self._does(given.dm, wants, (*old[:place], count - 1, *old[place:]))
        )
        last = due[-1] if due else None
        if (given.ranks, given.rank, given.before) != (due, last, None if last is None else count - last):
            return [f"{given.want!r} suffices at the ranks {due}; the answer says {given.ranks}, at least {given.rank}"]
        if (given.answer is None) != (last is None):
            return [f"{given.want!r} comes without an order, or with one too many"]
        found = self.blocked(given, wants)
        if given.answer is None or last is None:
            return found
        if given.answer.order != (*old[: last - 1], count - 1, *old[last - 1 :]):
            found.append(f"the order {given.answer.order} does not have {given.want!r} at rank {last}")
        return found + self.answer(given.answer, given.dm, wants)

    def blocked(self, given: Reordering | NewWant, wants: tuple[Want, ...]) -> list[str]:
        """Who is said to leave whatever the order is, and stays in some."""
        orders = list(permutations(range(len(wants)))) if given.blocked and len(wants) <= TRIED_AGAIN else []
        staying = set()
        for order in orders:
            result = solve(self.problem.with_order(given.dm, [wants[place] for place in order]))
            staying |= {dm for dm in given.blocked if result.is_stable(self.claim.concept, dm, self.claim.state)}
        found = [f"decision maker {dm} is said to leave whatever the order is, and stays in some" for dm in staying]
        return found + [f"decision maker {given.dm} is said to block itself" for dm in given.blocked if dm == given.dm]

    def _does(self, dm: int, wants: tuple[Want, ...], order: Order) -> bool:
        return self.rests(self.problem.with_order(dm, [wants[place] for place in order]))


def _swaps(order: Order) -> int:
    """How many exchanges of neighbours sort an order, by doing them."""
    line, count = list(order), 0
    for end in range(len(line) - 1, 0, -1):
        for k in range(end):
            if line[k] > line[k + 1]:
                line[k], line[k + 1], count = line[k + 1], line[k], count + 1
    return count
