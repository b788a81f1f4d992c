"""Why a state is stable for somebody, or not, in sentences made from witnesses: one wording for terminal and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from estimative.exchange.casebook_book import CasebookConflict
from estimative.methods.conflict import CONCEPTS, READINGS, Concept, StabilityWitness
from estimative.methods.conflict.coalition_witnesses import CoalitionWitness, JointImprovement
from estimative.methods.conflict.coalitions import COALITION_CONCEPTS
from estimative.methods.conflict.reach import Step
from estimative.methods.conflict.witnesses import Sanction

MOST_TOLD = 3
"""Improvements that are told of one by one; others are counted."""


@dataclass(frozen=True, eq=False)
class Namer:
    """The states and decision makers of one file by its own numbers and names."""

    book: CasebookConflict
    numbers: np.ndarray[Any, np.dtype[np.int64]]

    @classmethod
    def of(cls, book: CasebookConflict) -> Namer:
        """The names of a file that was read."""
        numbers = np.zeros(book.problem.ranks.shape[1], dtype=np.int64)
        numbers[book.order] = np.arange(1, len(book.order) + 1)
        return cls(book, numbers)

    def number(self, code: int) -> int:
        """The number of a state in the file."""
        return int(self.numbers[code])

    def state(self, code: int) -> str:
        """A state by its number and its letters, indices or name."""
        return f"{self.number(code)} ({written(self.book.state(code))})"

    def who(self, members: Sequence[int]) -> str:
        """Decision makers by name, joined as in the tables."""
        return " + ".join(self.book.problem.decision_makers[dm] for dm in members)

    def steps(self, moves: Sequence[Step]) -> str:
        """Moves one after the other: who goes where."""
        return ", ".join(f"{self.who([dm])} to {self.state(code)}" for dm, code in moves)


def written(state: str | list[Any]) -> str:
    """A state of a file in one line; members of a merged state are joined by "or".

    >>> written("NY"), written([0, 2]), written(["NY", "YN"])
    ('NY', '0 2', 'NY or YN')
    """
    if isinstance(state, str):
        return state
    if all(isinstance(part, int) for part in state):
        return " ".join(map(str, state))
    return " or ".join(map(written, state))


def why_stable(namer: Namer, claim: StabilityWitness) -> str:
    """Why a state is stable, or not, for one decision maker.

    >>> from estimative.exchange.casebook_conflict import conflict_from
    >>> from estimative.methods.conflict import witness
    >>> book = conflict_from({"decision_makers": ["A"], "options": [{"dm": "A", "name": "go"}],
    ...                       "preferences": {"A": {"ranking": [2, 1]}}})
    >>> why_stable(Namer.of(book), witness(book.problem, 0, 0, "GMR"))
    'It would go to 2 (Y).'
    """
    if claim.unseen:
        return "It does not see this state, and counts as stable in it by default."
    base, _, letter = claim.concept.partition("_")
    concept, reading = CONCEPTS[base], READINGS.get(letter)
    if not claim.sanctions:
        better = "better" if reading is None else "or may be better" if reading.leaves_for_unknown else "surely better"
        return f"None of its moves leads to a state that is {better} for it."
    escapes = [found for found in claim.sanctions if found.path is None]
    if escapes:
        ends = _some([namer.state(found.improvement) for found in escapes])
        return f"It would go to {ends}{_free(namer, 1, concept)}."
    worse = "not surely better" if reading is not None and reading.deterred_by_unknown else "no better"
    told = [_met(namer, found, concept, worse) for found in claim.sanctions[:MOST_TOLD]]
    return " ".join([*told, *_more(len(claim.sanctions), "of its moves are met likewise")])


def why_coalition(namer: Namer, claim: CoalitionWitness) -> str:
    """Why a state is stable, or not, for a coalition."""
    concept = COALITION_CONCEPTS[claim.concept]
    if not claim.improvements:
        return "Nothing that they reach together is better for each of them."
    escapes = [found for found in claim.improvements if found.answer is None]
    if escapes:
        free = _free(namer, len(claim.members), concept)
        return f"Together they would go to {_some([_way(namer, found) for found in escapes])}{free}."
    told = [_met_together(namer, found, concept) for found in claim.improvements[:MOST_TOLD]]
    return " ".join([*told, *_more(len(claim.improvements), "of their joint moves are met likewise")])


def _free(namer: Namer, count: int, concept: Concept) -> str:
    """That so many need not fear an answer, in the concept's sense; nothing where nobody is left to answer."""
    if concept.sanctions == "none" or count == len(namer.book.problem.decision_makers):
        return ""
    paying = " that pays for those who give it" if concept.improving else ""
    return f", and no answer{paying or ' of the others'} takes the gain away{' for good' if concept.reply else ''}"


def _met(namer: Namer, found: Sanction, concept: Concept, worse: str) -> str:
    mending = f", and could not mend that{_tried(namer, found.replies)}" if concept.reply else ""
    return (
        f"Its move to {namer.state(found.improvement)} can be answered: {namer.steps(found.path or ())}. There it is"
        f" {worse} off than now{mending}."
    )


def _met_together(namer: Namer, found: JointImprovement, concept: Concept) -> str:
    answer = ", ".join(f"{namer.who(move.members)} to {namer.state(move.end)}" for move in found.answer or ())
    mending = f", and together they could not mend that{_tried(namer, found.replies)}" if concept.reply else ""
    return (
        f"Their move to {_way(namer, found)} can be answered: {answer}. There not all of them are better off than"
        f" now{mending}."
    )


def _way(namer: Namer, found: JointImprovement) -> str:
    if len(found.moves) == 1:
        return namer.state(found.end)
    return f"{namer.state(found.end)} ({namer.steps(found.moves)})"


def _tried(namer: Namer, replies: Sequence[int]) -> str:
    if not replies:
        return ", without a move from there"
    return f" by going to {_some([str(namer.number(code)) for code in replies], 6)}"


def _some(words: Sequence[str], most: int = MOST_TOLD) -> str:
    """A few of the words, joined by "or", the others counted.

    >>> _some(["1", "2", "3", "4", "5"])
    '1, 2, 3 or 2 others'
    """
    shown = list(words[:most])
    if len(words) > most:
        shown.append(f"{len(words) - most} others")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _more(count: int, words: str) -> list[str]:
    return [f"{count - MOST_TOLD} more {words}."] if count > MOST_TOLD else []
