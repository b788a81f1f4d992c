"""The small surface that option form and graph form share: what walks of moves need to know of a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from estimative.base.errors import UnsupportedError
from estimative.methods.conflict.problem import Ints


class AnyConflict(Protocol):
    """A conflict in whatever form: states by their codes, ranks by decision maker and code, moves one at a time.

    Where the form has an entry in `partial` for a decision maker, its row of ranks says nothing.
    """

    @property
    def decision_makers(self) -> tuple[str, ...]:
        """The names, in the order of their numbers."""

    @property
    def states(self) -> Ints:
        """The codes of the feasible states, ascending."""

    @property
    def ranks(self) -> Ints:
        """A row per decision maker, an integer per code, higher is better."""

    @property
    def digest(self) -> str:
        """The digest of all that the answer hangs on."""

    def moves(self, dm: int, code: int) -> Ints:
        """R_i(s): the codes that decision maker number `dm` reaches in one move from `code`."""

    def number(self, code: int) -> int:
        """The state number (from 1) of a feasible code; raises UsageError for any other."""

    def label(self, code: int) -> str:
        """The state in words or signs."""


def rank_of(problem: AnyConflict, dm: int) -> Ints:
    """The ranks of one decision maker by code; raises UnsupportedError where its preferences are not all known.

    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict.problem import Conflict
    >>> rank_of(Conflict(("A",), (Factor("a", owner="A"),), np.ones(2, bool), np.array([[0, 1]])), 0).tolist()
    [0, 1]
    """
    partial = getattr(problem, "partial", ())
    if partial and partial[dm] is not None:
        raise UnsupportedError(
            f"the preferences of {problem.decision_makers[dm]} are not all known; only stability in its readings a to d"
            " is computed for that"
        )
    return np.asarray(problem.ranks[dm], dtype=np.int64)


def strangers(problem: AnyConflict, dms: Iterable[int], codes: Iterable[int]) -> list[str]:
    """What a claim speaks of and the conflict does not have, in sentences: such a claim cannot be checked further.

    >>> from estimative.base.logic.space import Factor
    >>> from estimative.methods.conflict.problem import Conflict
    >>> strangers(Conflict(("A",), (Factor("a", owner="A"),), np.ones(2, bool), np.array([[0, 1]])), [0, -1], [1, 2])
    ['-1 is no decision maker', '2 is the code of no state']
    """
    known = set(problem.states.tolist())
    found = [f"{dm} is no decision maker" for dm in sorted(set(dms)) if not 0 <= dm < len(problem.decision_makers)]
    return found + [f"{code} is the code of no state" for code in sorted(set(codes) - known)]
