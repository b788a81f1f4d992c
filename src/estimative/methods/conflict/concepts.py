"""The five stability concepts, as data: which moves deter, and whether the mover's reply is looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Concept:
    """One stability concept.

    `sanctions` says which moves of the others deter a unilateral improvement: none, any (unilateral moves), or only
    improving ones; `reply` says whether a sanction counts only if the deterred decision maker cannot then improve on
    the state that it left.
    """

    id: str
    title: str
    sanctions: str
    reply: bool
    sentence: str

    @property
    def improving(self) -> bool:
        """Do only improving moves deter?"""
        return self.sanctions == "improving"


CONCEPTS: dict[str, Concept] = {
    concept.id: concept
    for concept in (
        Concept("Nash", "Nash stability (R)", "none", False, "has no better state one own move away"),
        Concept(
            "GMR",
            "general metarationality",
            "any",
            False,
            "could be put no better off than now by some answer of the others",
        ),
        Concept(
            "SMR",
            "symmetric metarationality",
            "any",
            True,
            "could be put no better off than now, and could not mend that",
        ),
        Concept(
            "SEQ",
            "sequential stability",
            "improving",
            False,
            "would meet answers that pay for those who give them and leave it no better off than now",
        ),
        Concept(
            "SSEQ",
            "symmetric sequential stability",
            "improving",
            True,
            "would meet answers that pay for those who give them, be no better off than now, and could not mend that",
        ),
    )
}
"""By id, weakest sight first as the field lists them."""

PLAYED = ("Nash", "GMR", "SEQ")
"""The concepts for which the play is defined: a coalition SSEQ is not."""
