"""Solved plays, remembered by what they hang on, so that equal problems of an ensemble are solved once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.conflict_model import ConflictModel
from estimative.methods.conflict import CONCEPTS, Arena, Play
from estimative.methods.conflict.deterrence import Deterrence
from estimative.methods.conflict.play import play_on
from estimative.methods.conflict.problem import dense_ranks

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Setting:
    """How the conflict is played: a stability concept and the most members of a deal."""

    concept: str
    deals: int


class ConflictSolver:
    """Plays and equilibria of one conflict's structure for any ranks.

    `memory` may be shared between variants of a case: everything is kept under what it hangs on.
    """

    def __init__(self, model: ConflictModel, memory: dict[Any, Any]) -> None:
        self.model = model
        self._memory = memory
        self._weights = model.initiatives

    def arena(self, start: int) -> Arena:
        """The slice of states around a starting code."""
        key = ("arena", self.model.structure_key, start)
        if key not in self._memory:
            self._memory[key] = Arena(self.model.structure, start)
        arena: Arena = self._memory[key]
        return arena

    def solve(
        self, start: int, ranks: Ints, settings: tuple[Setting, ...]
    ) -> tuple[dict[Setting, Play], dict[str, Ints]]:
        """The play under each setting, and the equilibria (places) of each concept named in the settings.

        `ranks`: a row per decision maker, a column per place of the arena.
        """
        arena = self.arena(start)
        ranks = np.array([dense_ranks(row) for row in ranks], dtype=np.int64).reshape(ranks.shape)
        base = (self.model.structure_key, start, ranks.tobytes())
        plays: dict[Setting, Play] = {}
        resting: dict[str, Ints] = {}
        for concept in dict.fromkeys(setting.concept for setting in settings):
            deterrence: Deterrence | None = None
            for setting in (setting for setting in settings if setting.concept == concept):
                key = ("play", *base, setting, self._weights)
                if key not in self._memory:
                    deterrence = deterrence or Deterrence(arena, ranks, CONCEPTS[concept])
                    self._memory[key] = play_on(deterrence, setting.deals, self._weights)
                plays[setting] = self._memory[key]
            rests = ("equilibria", *base, concept)
            if rests not in self._memory:
                deterrence = deterrence or Deterrence(arena, ranks, CONCEPTS[concept])
                self._memory[rests] = deterrence.equilibria
            resting[concept] = self._memory[rests]
        return plays, resting
