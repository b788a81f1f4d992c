"""What a solved conflict says: who is stable where, under which concept, and which states are equilibria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from estimative.methods.conflict.problem import Bools, Ints
from estimative.methods.conflict.surface import AnyConflict


@dataclass(frozen=True, eq=False)
class ConflictResult:
    """Stability tables of one conflict.

    `stable[concept]` has a row per decision maker and a column per state, in the order of the state numbers. Concepts
    are Nash, GMR, SMR, SEQ and SSEQ; with unknown preferences Nash, GMR, SMR and SEQ each in four readings (`Nash_a` …
    `SEQ_d`). `unseen` has the codes hidden from each decision maker, by its number, where there are any: it is stable
    there by default. `seconds` runs from the parsed problem to all tables and is no part of what is compared or printed
    as canonical.
    """

    problem: AnyConflict
    stable: Mapping[str, Bools]
    complete: bool = True
    warnings: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    unseen: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def equilibria(self, concept: str) -> Ints:
        """The codes of the states that are stable for every decision maker."""
        return self.problem.states[self.stable[concept].all(axis=0)]

    def is_stable(self, concept: str, dm: int, code: int) -> bool:
        """Is the state with this code stable for decision maker number `dm`?"""
        return bool(self.stable[concept][dm, self.problem.number(code) - 1])

    def blind(self, code: int) -> tuple[int, ...]:
        """The decision makers, by number, that are stable in this state only since they do not see it."""
        return tuple(dm for dm, codes in self.unseen.items() if code in codes)

    def to_dict(self) -> dict[str, Any]:
        """The tables as plain data, states by their numbers; no time in it."""
        names = self.problem.decision_makers
        return {
            "method": "conflict",
            "problem": self.problem.digest,
            "states": len(self.problem.states),
            "equilibria": {c: numbers(np.asarray(table.all(axis=0))) for c, table in self.stable.items()},
            "individual": {
                dm: {c: numbers(table[i]) for c, table in self.stable.items()} for i, dm in enumerate(names)
            },
            "unseen": {names[dm]: [self.problem.number(code) for code in codes] for dm, codes in self.unseen.items()},
            "complete": self.complete,
            "warnings": list(self.warnings),
        }


def numbers(column: Bools) -> list[int]:
    """The places where a column is true, counted from 1.

    >>> numbers(np.array([True, False, True]))
    [1, 3]
    """
    return [int(k) + 1 for k in np.flatnonzero(column)]
