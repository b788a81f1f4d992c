"""A conflict as a casebook file holds it: the problem, and how the file numbers and writes its states."""

from __future__ import annotations

from dataclasses import dataclass

from estimative.base.logic.space import Factor
from estimative.exchange.casebook_patterns import binary, written_state
from estimative.methods.conflict import Conflict, GraphConflict
from estimative.methods.conflict.problem import Ints


@dataclass(frozen=True)
class CasebookConflict:
    """A conflict read from a casebook file; `order` holds the code of state 1, 2, 3 … of the file's own numbering.

    Where states are merged or hidden or preferences unknown, the problem is in graph form, its codes are 0, 1, 2 … in
    the file's order, and `factors` and `groups` keep the options of the file and the combinations that each state
    stands for; both are empty where the file is in graph form itself.
    """

    name: str
    problem: Conflict | GraphConflict
    order: Ints
    factors: tuple[Factor, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()

    @property
    def notation(self) -> str:
        """How the file writes a state: by its name, or by letters or indices for the variants of the options."""
        factors = self.problem.factors if isinstance(self.problem, Conflict) else self.factors
        if not factors:
            return "names"
        return "letters" if binary(factors) else "indices"

    def state(self, code: int) -> str | list[int] | list[str | list[int]]:
        """A state in the file's notation: a name, letters Y and N, variant indices, or a list of such if merged."""
        if isinstance(self.problem, Conflict):
            return written_state(code, self.problem.factors)
        if not self.groups:
            return self.problem.label(code)
        members = [written_state(member, self.factors) for member in self.groups[code]]
        return members[0] if len(members) == 1 else members
