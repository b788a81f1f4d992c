"""Unknown preferences: the four readings of each concept (Li, Hipel, Kilgour and Fang 2004).

Where it is not known which of two states a decision maker prefers, each concept is read in four ways: does it leave
for a state that may or may not be better, and does a state that may or may not be better still deter it? What others
may do in answer are moves that are better for them or may be, in all four.
"""

from __future__ import annotations

from dataclasses import dataclass

from estimative.base.errors import UsageError, listed
from estimative.methods.conflict.concepts import CONCEPTS, Concept
from estimative.methods.conflict.graph import GraphConflict
from estimative.methods.conflict.surface import AnyConflict


@dataclass(frozen=True)
class Reading:
    """One way to take what is unknown: when a decision maker leaves, and what deters it."""

    id: str
    leaves_for_unknown: bool
    deterred_by_unknown: bool
    sentence: str


READINGS: dict[str, Reading] = {
    reading.id: reading
    for reading in (
        Reading(
            "a", True, False, "leaves for what is or may be better; it is deterred only by what is surely no better"
        ),
        Reading("b", False, False, "leaves for what is surely better; it is deterred only by what is surely no better"),
        Reading(
            "c", True, True, "leaves for what is or may be better; it is deterred by all that is not surely better"
        ),
        Reading("d", False, True, "leaves for what is surely better; it is deterred by all that is not surely better"),
    )
}
"""By id. Stable by a is stable by b and by c, and each of these is stable by d."""

READ = ("Nash", "GMR", "SMR", "SEQ")
"""The concepts that have the four readings."""

UNKNOWN_CONCEPTS: tuple[str, ...] = tuple(f"{concept}_{reading}" for reading in READINGS for concept in READ)
"""Names as in `GMR_b`, reading by reading."""


def concepts_of(problem: AnyConflict) -> tuple[str, ...]:
    """The names of the tables that this conflict has: the five concepts, or, with unknown preferences, the sixteen."""
    known = not isinstance(problem, GraphConflict) or problem.complete
    return tuple(CONCEPTS) if known else UNKNOWN_CONCEPTS


def concept_and_reading(problem: AnyConflict, name: str) -> tuple[Concept, Reading]:
    """The concept and the reading that a name means for this conflict; where all is known, every reading is the same.

    Raises UsageError for a name that this conflict has no table of.
    """
    allowed = concepts_of(problem)
    if name not in allowed:
        raise UsageError(f"concept is {name!r}; for this conflict it is one of {listed(allowed, len(allowed))}")
    concept, _, reading = name.partition("_")
    return CONCEPTS[concept], READINGS[reading or "d"]
