"""A conflict with wants for preferences: for each decision maker, statements in the order of their priority."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estimative.base.errors import UsageError
from estimative.base.logic.space import Factor
from estimative.methods.conflict.preferences import ranks_from_levels
from estimative.methods.conflict.problem import Bools, Conflict, Ints


@dataclass(frozen=True, eq=False)
class Want:
    """Something that a decision maker wants: words for it, and per code whether it holds there."""

    label: str
    holds: Bools

    def __post_init__(self) -> None:
        holds = np.array(self.holds, dtype=bool)
        holds.setflags(write=False)
        object.__setattr__(self, "holds", holds)


@dataclass(frozen=True, eq=False)
class PrioritisedConflict:
    """An option form with wants instead of ranks: states are compared by the first want that tells them apart.

    `wants[i]` are those of decision maker i, the most important first; None where it has none to be put in order, and
    the row of `ranks` counts instead. Raises UsageError where shapes do not fit.

    >>> options = (Factor("a", owner="A"), Factor("b", owner="B"))
    >>> b, not_a = Want("b", [0, 0, 1, 1]), Want("not a", [1, 0, 1, 0])
    >>> found = PrioritisedConflict(("A", "B"), options, np.ones(4, bool), ((b, not_a), None), np.zeros((2, 4), int))
    >>> found.conflict.ranks.tolist(), found.with_order(0, (not_a, b)).ranks[0].tolist()
    ([[1, 0, 3, 2], [0, 0, 0, 0]], [2, 0, 3, 1])
    """

    decision_makers: tuple[str, ...]
    factors: tuple[Factor, ...]
    feasible: Bools
    wants: tuple[tuple[Want, ...] | None, ...]
    ranks: Ints

    def __post_init__(self) -> None:
        object.__setattr__(self, "wants", tuple(None if own is None else tuple(own) for own in self.wants))
        if len(self.wants) != len(self.decision_makers):
            raise UsageError(
                f"PrioritisedConflict: wants has {len(self.wants)} entries; one for each of"
                f" {len(self.decision_makers)} decision makers is due"
            )
        size = len(np.asarray(self.feasible))
        for name, own in zip(self.decision_makers, self.wants, strict=True):
            for want in own or ():
                if want.holds.shape != (size,):
                    raise UsageError(
                        f"PrioritisedConflict: {want.label!r} of {name!r} has shape {want.holds.shape};"
                        f" ({size},) is due"
                    )

    @cached_property
    def conflict(self) -> Conflict:
        """The conflict with ranks from the wants as they are."""
        ranks = np.array(self.ranks, dtype=np.int64)
        for dm, own in enumerate(self.wants):
            if own is not None:
                ranks[dm] = ranks_of(own, len(self.feasible))
        return Conflict(self.decision_makers, self.factors, self.feasible, ranks)

    def with_order(self, dm: int, wants: Sequence[Want]) -> Conflict:
        """The conflict with other wants, or the same in another order, for one decision maker."""
        ranks = np.array(self.conflict.ranks)
        ranks[dm] = ranks_of(wants, len(self.feasible))
        return self.conflict.with_ranks(ranks)


def ranks_of(wants: Iterable[Want], size: int) -> Ints:
    """Ranks of `size` codes by wants, the most important first."""
    return ranks_from_levels([want.holds.astype(np.int64) for want in wants], size)
