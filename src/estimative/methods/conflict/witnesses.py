"""Why a state is stable or not for a decision maker, as data that can be checked against the definition.

Texts, pages and tests draw or re-check the same values; nothing here makes a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from estimative.base.errors import UsageError
from estimative.methods.conflict.concepts import CONCEPTS, Concept
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.reach import Step, moves_of, path_to


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
    nothing deters, each with path None; the deterred ones stand beside them.
    """

    dm: int
    state: int
    concept: str
    sanctions: tuple[Sanction, ...]

    @property
    def stable(self) -> bool:
        """Is every improvement deterred?"""
        return all(sanction.path is not None for sanction in self.sanctions)

    @property
    def escapes(self) -> tuple[int, ...]:
        """The improvements that nothing deters."""
        return tuple(sanction.improvement for sanction in self.sanctions if sanction.path is None)


def witness(problem: Conflict, dm: int, state: int, concept: str) -> StabilityWitness:
    """Why is `state` (a code) stable or unstable for decision maker number `dm` under `concept`?

    Searched from the definition, with legal sequences of moves, not from the tables. Raises UsageError for an unknown
    concept, decision maker or state.

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> found = witness(dilemma, 0, 3, "SEQ")
    >>> found.stable, found.sanctions[0].improvement, found.sanctions[0].path
    (True, 2, ((1, 0),))
    """
    if concept not in CONCEPTS:
        raise UsageError(f"witness: concept is {concept!r}; allowed are {', '.join(CONCEPTS)}")
    if not 0 <= dm < len(problem.decision_makers):
        raise UsageError(f"witness: dm is {dm}; decision makers are numbered 0 to {len(problem.decision_makers) - 1}")
    problem.number(state)
    chosen = CONCEPTS[concept]
    improvements = moves_of(problem, dm, state, improving=True).tolist()
    return StabilityWitness(
        dm, state, concept, tuple(_sanction(problem, dm, state, target, chosen) for target in improvements)
    )


def _sanction(problem: Conflict, dm: int, state: int, improvement: int, concept: Concept) -> Sanction:
    rank = problem.ranks[dm]
    if concept.sanctions == "none":
        return Sanction(improvement, None)

    def mended(code: int) -> bool:
        return bool((rank[moves_of(problem, dm, code, improving=False)] > rank[state]).any())

    def deters(code: int) -> bool:
        return bool(rank[code] <= rank[state]) and not (concept.reply and mended(code))

    others = [other for other in range(len(problem.decision_makers)) if other != dm]
    path = path_to(problem, improvement, others, concept.improving, deters)
    replies = moves_of(problem, dm, path[-1][1], improving=False).tolist() if path and concept.reply else []
    return Sanction(improvement, path, tuple(replies))
