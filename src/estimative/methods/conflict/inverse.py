"""The inverse question: which preference of which decision maker would make a wished state an equilibrium?

Asked in two ways, of one decision maker at a time. How many wants must change places with their neighbours in its
order of priority? And, if it were given a new want (that an offer is kept, that there is a guarantee), how far up must
that stand? The first says how far a decision maker is from wishing the state to last; the second, what could be offered
and how much it would have to matter. Neither says that anybody would change its mind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np

from estimative.base.errors import UsageError, listed, nearest
from estimative.base.progress import SILENT, Progress, tracked
from estimative.methods.conflict.concepts import CONCEPTS
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.trial import Moves, Trial
from estimative.methods.conflict.wants import PrioritisedConflict, Want
from estimative.methods.conflict.witnesses import StabilityWitness, witness

EXACT_TO = 8
"""All orders of so many wants are tried where need be."""
MOST_ORDERS = factorial(EXACT_TO)
"""Orders of one decision maker that are tried."""
MOST_ANSWERS = 1000
"""Orders that are listed with a witness."""

Order = tuple[int, ...]
"""Places of wants in the list as it was given, the most important first; a new want has the place after the last."""


@dataclass(frozen=True)
class NewOrder:
    """One decision maker's wants in an order that makes the state an equilibrium, and the proof.

    `swaps` counts the exchanges of neighbours that lead to it. `proof` has, for each decision maker, why the state is
    stable for it in the conflict with this order.
    """

    dm: int
    order: Order
    swaps: int
    proof: tuple[StabilityWitness, ...]


@dataclass(frozen=True)
class Reordering:
    """The fewest swaps of neighbours in one decision maker's order that make the state an equilibrium.

    `swaps` is None where no order does, or none was found; `answers` are the orders with that many swaps. `blocked` are
    the others that leave the state whatever this order is. `complete`: no order with fewer swaps does it, and all with
    as many are listed; `tried` counts the orders looked at.
    """

    dm: int
    swaps: int | None
    answers: tuple[NewOrder, ...]
    blocked: tuple[int, ...]
    complete: bool
    tried: int


@dataclass(frozen=True)
class NewWant:
    """The least rank at which a new want of one decision maker makes the state an equilibrium.

    `ranks` are all the places from 1, the most important, at which it does; `rank` is the last of them, which asks for
    least, or None. `before` counts the wants that must stand behind it then.
    """

    dm: int
    want: str
    rank: int | None
    ranks: tuple[int, ...]
    before: int | None
    answer: NewOrder | None
    blocked: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class InverseResult:
    """What would make a state an equilibrium, cheapest first; what does not work comes last.

    `holds`: it is one already. Decision makers without wants to be put in order are named in `warnings`.
    """

    problem: PrioritisedConflict
    state: int
    concept: str
    holds: bool
    reorderings: tuple[Reordering, ...]
    new_wants: tuple[NewWant, ...]
    complete: bool = True
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answers as plain data: decision makers by name, wants by their words, the state by its number."""
        names, conflict = self.problem.decision_makers, self.problem.conflict
        return {
            "method": "conflict inverse",
            "problem": conflict.digest,
            "state": conflict.number(self.state),
            "concept": self.concept,
            "holds": self.holds,
            "reorderings": [
                {
                    "decision_maker": names[found.dm],
                    "swaps": found.swaps,
                    "orders": [self.words(answer) for answer in found.answers],
                    "blocked_by": [names[dm] for dm in found.blocked],
                    "complete": found.complete,
                }
                for found in self.reorderings
            ],
            "new_wants": [
                {
                    "decision_maker": names[found.dm],
                    "want": found.want,
                    "rank": found.rank,
                    "ranks": list(found.ranks),
                    "before": found.before,
                    "blocked_by": [names[dm] for dm in found.blocked],
                }
                for found in self.new_wants
            ],
            "complete": self.complete,
            "warnings": list(self.warnings),
        }

    def words(self, answer: NewOrder, new: str = "") -> list[str]:
        """An order as the words of its wants; `new` for the one that was added."""
        labels = [want.label for want in self.problem.wants[answer.dm] or ()]
        return [([*labels, new])[place] for place in answer.order]


def inverse(
    problem: PrioritisedConflict,
    state: int,
    concept: str = "SEQ",
    new_wants: Iterable[Want] = (),
    members: Sequence[int] | None = None,
    progress: Progress = SILENT,
) -> InverseResult:
    """What must change in the wants of one decision maker for `state` (a code) to be an equilibrium under `concept`?

    Two answers for each of `members` (numbers of decision makers; all that have wants, by default): the fewest swaps of
    neighbours in its order, and, for each of `new_wants`, the least important rank at which it suffices. Exact up to
    eight wants; beyond, orders are tried by their number of swaps until 40,320 were, and `complete` says whether that
    settled it.

    Raises UsageError for an unknown concept, state or decision maker, or one without wants, and LimitError where the
    tables of all moves would be too large.

    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", owner="A"), Factor("b", owner="B"))
    >>> wants = ((Want("b", [0, 0, 1, 1]), Want("not a", [1, 0, 1, 0])), (Want("a", [0, 1, 0, 1]),))
    >>> game = PrioritisedConflict(("A", "B"), options, np.ones(4, bool), wants, np.zeros((2, 4), int))
    >>> found = inverse(game, 3, "Nash", [Want("both", [0, 0, 0, 1])], members=[0])
    >>> found.reorderings[0].swaps, found.new_wants[0].rank, found.new_wants[0].before
    (None, 2, 1)
    """
    if concept not in CONCEPTS:
        raise UsageError(
            f"inverse: concept is {concept!r}; allowed: {listed(list(CONCEPTS))}{nearest(concept, CONCEPTS)}"
        )
    conflict = problem.conflict
    conflict.number(state)
    asked, warnings = _members(problem, members)
    proofs = _Proofs(problem, state, concept)
    reorderings, added, given = [], [], list(new_wants)
    looked_ahead = CONCEPTS[concept]
    moves = Moves(conflict, state, looked_ahead)
    questions = [(dm, new) for dm in asked for new in (None, *given)]
    for dm, new in tracked(questions, progress, "looking for other wants"):
        wants = (*(problem.wants[dm] or ()), *(() if new is None else (new,)))
        trial = Trial(conflict, state, dm, wants, looked_ahead, moves)
        if new is None:
            reorderings.append(_fewest_swaps(trial, wants, proofs))
        else:
            added.append(_least_rank(trial, wants, proofs))
    reorderings.sort(key=lambda found: (found.swaps is None, found.swaps or 0, found.dm))
    added.sort(key=lambda found: (found.before is None, found.before or 0, found.dm))
    holds = all(witness(conflict, dm, state, concept).stable for dm in range(len(problem.decision_makers)))
    complete = all(found.complete for found in reorderings)
    return InverseResult(problem, state, concept, holds, tuple(reorderings), tuple(added), complete, warnings)


class _Proofs:
    """Witnesses that a state is an equilibrium in a changed conflict, made once for each ranking."""

    def __init__(self, problem: PrioritisedConflict, state: int, concept: str) -> None:
        self.problem, self.state, self.concept = problem, state, concept
        self._made: dict[tuple[int, bytes], tuple[StabilityWitness, ...]] = {}

    def answer(self, dm: int, wants: Sequence[Want], order: Order) -> NewOrder:
        """One order with its proof."""
        conflict = self.problem.with_order(dm, [wants[place] for place in order])
        key = (dm, conflict.ranks[dm][conflict.states].tobytes())
        if key not in self._made:
            self._made[key] = self._proof(conflict)
        return NewOrder(dm, order, _inversions(order), self._made[key])

    def _proof(self, conflict: Conflict) -> tuple[StabilityWitness, ...]:
        everybody = range(len(conflict.decision_makers))
        return tuple(witness(conflict, dm, self.state, self.concept) for dm in everybody)


def _fewest_swaps(trial: Trial, wants: Sequence[Want], proofs: _Proofs) -> Reordering:
    """Orders by their number of swaps, all with the same number at once, until some do it."""
    if trial.blocked:
        return Reordering(trial.dm, None, (), trial.blocked, complete=True, tried=0)
    tried = 0
    for swaps, layer in enumerate(_by_swaps(len(wants), MOST_ORDERS)):
        orders = layer[: MOST_ORDERS - tried]
        complete = len(orders) == len(layer)
        tried += len(orders)
        stays = trial.stays(np.array(orders, dtype=np.int64).reshape(len(orders), len(wants)))
        found = [order for order, good in zip(orders, stays.tolist(), strict=True) if good]
        if found or not complete:
            answers = tuple(proofs.answer(trial.dm, wants, order) for order in found[:MOST_ANSWERS])
            complete = complete and len(found) <= MOST_ANSWERS
            return Reordering(trial.dm, swaps if found else None, answers, (), complete, tried)
    return Reordering(trial.dm, None, (), (), complete=True, tried=tried)


def _least_rank(trial: Trial, wants: Sequence[Want], proofs: _Proofs) -> NewWant:
    """The last want tried at every place among the others, which keep their order."""
    count = len(wants)
    old = tuple(range(count - 1))
    orders = [(*old[:place], count - 1, *old[place:]) for place in range(count)]
    stays = trial.stays(np.array(orders, dtype=np.int64))
    places = np.flatnonzero(stays).tolist()
    dm, label = trial.dm, wants[-1].label
    if not places:
        return NewWant(dm, label, None, (), None, None, trial.blocked)
    answer = proofs.answer(dm, wants, orders[places[-1]])
    ranks = tuple(place + 1 for place in places)
    return NewWant(dm, label, ranks[-1], ranks, count - ranks[-1], answer, ())


def _by_swaps(count: int, most: int) -> Iterator[list[Order]]:
    """Yields the orders of some wants that take 0, 1, 2 … swaps of neighbours, in sorted lists.

    A list of more than `most` is not whole, and is the last.

    >>> list(_by_swaps(3, 10))
    [[(0, 1, 2)], [(0, 2, 1), (1, 0, 2)], [(1, 2, 0), (2, 0, 1)], [(2, 1, 0)]]
    """
    layer = [tuple(range(count))]
    while layer:
        yield layer
        ahead: set[Order] = set()
        for order in layer:
            if len(ahead) <= most:
                ahead.update(
                    (*order[:k], order[k + 1], order[k], *order[k + 2 :])
                    for k in range(count - 1)
                    if order[k] < order[k + 1]
                )
        layer = sorted(ahead) if len(layer) <= most else []


def _inversions(order: Order) -> int:
    return sum(order[a] > order[b] for a in range(len(order)) for b in range(a + 1, len(order)))


def _members(problem: PrioritisedConflict, members: Sequence[int] | None) -> tuple[list[int], tuple[str, ...]]:
    names = problem.decision_makers
    fixed = [dm for dm, own in enumerate(problem.wants) if own is None]
    if members is None:
        said = f"a ranking and no wants to be put in order: {', '.join(names[dm] for dm in fixed)}"
        return [dm for dm in range(len(names)) if dm not in fixed], (said,) if fixed else ()
    for dm in members:
        if not 0 <= dm < len(names):
            raise UsageError(f"inverse: {dm} is no decision maker; they are numbered 0 to {len(names) - 1}")
        if dm in fixed:
            raise UsageError(f"inverse: {names[dm]!r} has a ranking and no wants to be put in order")
    return sorted(set(members)), ()
