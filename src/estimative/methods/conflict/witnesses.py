"""Why a state is stable or not for a decision maker, as data that can be checked against the definition.

Texts, pages and tests draw or re-check the same values; nothing here makes a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from estimative.base.errors import UsageError
from estimative.methods.conflict.comparing import perhaps_better, surely_better
from estimative.methods.conflict.concepts import Concept
from estimative.methods.conflict.graph import GraphConflict
from estimative.methods.conflict.problem import Conflict, Ints
from estimative.methods.conflict.reach import Step, path_to
from estimative.methods.conflict.unknown import Reading, concept_and_reading


@dataclass(frozen=True)
class Sanction:
    """What meets one improvement: the move, and the legal sequence of the others that makes it not worth while.

    `path` is None where no sanction exists; `replies` are the own moves that were looked at and fail to mend the
    sanction (only where the concept looks at replies).
    """

    improvement: int
    path: tuple[Step, ...] | None
    replies: tuple[int, ...] = ()

    @property
    def end(self) -> int | None:
        """The code at which the sanction leaves the decision maker."""
        return self.path[-1][1] if self.path else None


@dataclass(frozen=True)
class StabilityWitness:
    """Why the state with code `state` is stable, or not, for decision maker number `dm` under a concept.

    Stable: one sanction for every improvement (none where there is no improvement). Unstable: the improvements that
    nothing deters, each with path None; the deterred ones stand beside them. `unseen`: the decision maker does not see
    this state, and is stable in it only by default.
    """

    dm: int
    state: int
    concept: str
    sanctions: tuple[Sanction, ...]
    unseen: bool = False

    @property
    def stable(self) -> bool:
        """Is every improvement deterred?"""
        return all(sanction.path is not None for sanction in self.sanctions)

    @property
    def escapes(self) -> tuple[int, ...]:
        """The improvements that nothing deters."""
        return tuple(sanction.improvement for sanction in self.sanctions if sanction.path is None)


def witness(problem: Conflict | GraphConflict, dm: int, state: int, concept: str) -> StabilityWitness:
    """Why is `state` (a code) stable or unstable for decision maker number `dm` under `concept`?

    Searched from the definition, with legal sequences of moves, not from the tables. With unknown preferences `concept`
    names the reading too (`SEQ_a`). Raises UsageError for an unknown concept, decision maker or state.

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> found = witness(dilemma, 0, 3, "SEQ")
    >>> found.stable, found.sanctions[0].improvement, found.sanctions[0].path
    (True, 2, ((1, 0),))
    """
    chosen, reading = concept_and_reading(problem, concept)
    if not 0 <= dm < len(problem.decision_makers):
        raise UsageError(f"witness: dm is {dm}; decision makers are numbered 0 to {len(problem.decision_makers) - 1}")
    problem.number(state)
    leaves = perhaps_better if reading.leaves_for_unknown else surely_better
    reached = np.sort(problem.moves(dm, state))
    improvements = reached[leaves(problem, dm, reached, state)].tolist()
    sanctions = tuple(_sanction(problem, dm, state, target, chosen, reading) for target in improvements)
    unseen = isinstance(problem, GraphConflict) and bool(problem.hidden[dm, state])
    return StabilityWitness(dm, state, concept, sanctions, unseen)


def _sanction(
    problem: Conflict | GraphConflict, dm: int, state: int, improvement: int, concept: Concept, reading: Reading
) -> Sanction:
    if concept.sanctions == "none":
        return Sanction(improvement, None)
    escapes = surely_better if reading.deterred_by_unknown else perhaps_better

    def replies(code: int) -> Ints:
        return np.sort(problem.moves(dm, code)) if concept.reply else np.zeros(0, dtype=np.int64)

    def deters(code: int) -> bool:
        ends = np.append(replies(code), code)
        return not escapes(problem, dm, ends, state).any()

    others = [other for other in range(len(problem.decision_makers)) if other != dm]
    path = path_to(problem, improvement, others, concept.improving, deters)
    return Sanction(improvement, path, tuple(replies(path[-1][1]).tolist()) if path else ())
