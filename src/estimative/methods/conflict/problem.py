"""A conflict in option form: decision makers, factors, feasible states, and how each decision maker ranks them.

A state is one variant for every factor. Its *code* counts all combinations, the first factor as the fastest-changing
digit, feasible or not; arrays over states run over all codes. State *numbers*, shown to people, count the feasible
states from 1 in the order of their codes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.base.canonical import canonical_json
from estimative.base.errors import LimitError, UsageError
from estimative.base.logic.space import Factor
from estimative.methods.conflict.record import MAX_STATES

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_AT_ONCE = 1 << 16


@dataclass(frozen=True, eq=False)
class Conflict:
    """What the conflict method reads.

    `factors` whose `owner` is a decision maker are its options; factors without an owner are drivers, which nobody
    moves. `feasible` has one boolean per code, `ranks` one row per decision maker and one integer per code, higher is
    better, equal is a tie; ranks of infeasible codes mean nothing.

    Raises UsageError where shapes or owners do not fit or no state is feasible, LimitError beyond 2^22 codes.

    >>> swerve = [Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B")]
    >>> chicken = Conflict(("A", "B"), swerve, np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]]))
    >>> chicken.label(chicken.states[1])
    'yes no'
    """

    decision_makers: tuple[str, ...]
    factors: tuple[Factor, ...]
    feasible: Bools
    ranks: Ints

    def __post_init__(self) -> None:
        object.__setattr__(self, "decision_makers", tuple(self.decision_makers))
        object.__setattr__(self, "factors", tuple(self.factors))
        size = self.size
        if size > MAX_STATES:
            raise LimitError(f"Conflict: {size:,} combinations of variants; at most {MAX_STATES:,} are allowed")
        feasible = np.array(self.feasible, dtype=bool)
        ranks = np.array(self.ranks, dtype=np.int64)
        if len(set(self.decision_makers)) != len(self.decision_makers) or not self.decision_makers:
            raise UsageError(
                f"Conflict: decision_makers must be one or more different names, got {self.decision_makers}"
            )
        for factor in self.factors:
            if factor.owner is not None and factor.owner not in self.decision_makers:
                raise UsageError(
                    f"Conflict: factor {factor.id!r} belongs to {factor.owner!r}, who is no decision maker"
                )
        if feasible.shape != (size,):
            raise UsageError(
                f"Conflict: feasible has shape {feasible.shape}; one boolean for each of {size} codes is due"
            )
        if ranks.shape != (len(self.decision_makers), size):
            raise UsageError(
                f"Conflict: ranks has shape {ranks.shape}; {(len(self.decision_makers), size)} is due, a row per"
                " decision maker and a column per code"
            )
        if not feasible.any():
            raise UsageError("Conflict: no state is feasible; relax a rule")
        for name, array in (("feasible", feasible), ("ranks", ranks)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @property
    def size(self) -> int:
        """The number of codes, feasible or not."""
        return prod(len(factor.variants) for factor in self.factors)

    @cached_property
    def states(self) -> Ints:
        """The codes of the feasible states, ascending; state number k stands at place k - 1."""
        return np.flatnonzero(self.feasible)

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """What one step of each factor adds to the code."""
        steps = [1]
        for factor in self.factors:
            steps.append(steps[-1] * len(factor.variants))
        return tuple(steps[:-1])

    @cached_property
    def fibers(self) -> tuple[Ints, ...]:
        """Per decision maker the codes as a table: a row for each choice of others, a column for each own choice."""
        return tuple(self._fiber(dm) for dm in range(len(self.decision_makers)))

    @cached_property
    def legal(self) -> tuple[Bools, ...]:
        """Per decision maker, own choice × own choice: may it go from one to the other in one move? Staying is no move.

        One-way options bind option by option: a move with one illegal part is illegal.
        """
        return tuple(self._legal(dm) for dm in range(len(self.decision_makers)))

    def number(self, code: int) -> int:
        """The state number (from 1) of a feasible code; raises UsageError for any other."""
        if not (0 <= code < self.size and self.feasible[code]):
            raise UsageError(f"number: {code} is not the code of a feasible state")
        return int(np.searchsorted(self.states, code)) + 1

    def digits(self, code: int) -> tuple[int, ...]:
        """The index of each factor's variant in the state with this code."""
        return tuple(
            int(code) // step % len(factor.variants) for step, factor in zip(self.strides, self.factors, strict=True)
        )

    def label(self, code: int) -> str:
        """The variants of a state in the order of the factors, separated by spaces."""
        pairs = zip(self.factors, self.digits(code), strict=True)
        return " ".join(factor.variants[place] for factor, place in pairs)

    def moves(self, dm: int, code: int) -> Ints:
        """R_i(s): the codes that decision maker number `dm` reaches in one move from `code`."""
        digits = self.digits(code)
        steps = np.zeros(1, dtype=np.int64)
        for k in self.own(dm):
            changes = np.flatnonzero(self.factors[k].transitions[digits[k]]) - digits[k]
            steps = (changes[:, None] * self.strides[k] + steps[None, :]).ravel()
        reached = code + steps[steps != 0]
        return np.asarray(reached[self.feasible[reached]])

    @cached_property
    def digest(self) -> str:
        """The digest of all that the answer hangs on."""
        factors = [[f.id, list(f.variants), f.owner, f.moves] for f in self.factors]
        rows = [dense_ranks(row[self.states]) for row in self.ranks]
        # The bytes of canonical JSON, hashed as they are made: as lists of Python's, millions of states fill gigabytes.
        made = hashlib.sha256()
        made.update(b'{"decision_makers":' + canonical_json(list(self.decision_makers)))
        made.update(b',"factors":' + canonical_json(factors) + b',"ranks":')
        for before, row in zip("[" + "," * len(rows), rows, strict=False):
            made.update(before.encode())
            _hash_numbers(made, row)
        made.update(b'],"states":')
        _hash_numbers(made, self.states)
        made.update(b"}")
        return "sha256:" + made.hexdigest()

    def with_ranks(self, ranks: NDArray[np.integer[Any]]) -> Conflict:
        """The same conflict with other ranks, a row per decision maker and a column per code.

        What does not hang on ranks is shared, not worked out again. Raises UsageError where the shape does not fit.
        """
        other = np.array(ranks, dtype=np.int64)
        if other.shape != self.ranks.shape:
            raise UsageError(f"with_ranks: ranks has shape {other.shape}; {self.ranks.shape} is due")
        other.setflags(write=False)
        sibling = object.__new__(type(self))
        sibling.__dict__.update({name: value for name, value in self.__dict__.items() if name != "digest"})
        sibling.__dict__["ranks"] = other
        return sibling

    def own(self, dm: int) -> list[int]:
        """The places in `factors` of the options of decision maker number `dm`."""
        return [k for k, factor in enumerate(self.factors) if factor.owner == self.decision_makers[dm]]

    def offsets(self, places: Sequence[int]) -> Ints:
        """What each combination of variants of these factors adds to the code, the first factor changing fastest."""
        offsets = np.zeros(1, dtype=np.int64)
        for k in places:
            steps = np.arange(len(self.factors[k].variants), dtype=np.int64) * self.strides[k]
            offsets = (steps[:, None] + offsets[None, :]).ravel()
        return offsets

    def _fiber(self, dm: int) -> Ints:
        own = self.own(dm)
        others = [k for k in range(len(self.factors)) if k not in own]
        return self.offsets(others)[:, None] + self.offsets(own)[None, :]

    def _legal(self, dm: int) -> Bools:
        allowed = np.ones((1, 1), dtype=bool)
        for k in self.own(dm):
            factor = self.factors[k]
            count = len(factor.variants)
            step = np.array([[a == b or factor.legal(a, b) for b in range(count)] for a in range(count)])
            allowed = np.kron(step, allowed)
        return allowed & ~np.eye(len(allowed), dtype=bool)


def dense_ranks(values: NDArray[np.int64]) -> Ints:
    """Integers brought to 0, 1, 2 … without gaps, order and ties kept.

    >>> dense_ranks(np.array([7, -2, 7])).tolist()
    [1, 0, 1]
    """
    return np.unique(values, return_inverse=True)[1].astype(np.int64).reshape(np.shape(values))


def dense_rows(rows: NDArray[np.integer[Any]]) -> Ints:
    """`dense_ranks` of each row by itself.

    >>> dense_rows(np.array([[7, -2, 7], [1, 2, 3]])).tolist()
    [[1, 0, 1], [0, 1, 2]]
    """
    order = np.argsort(rows, axis=1, kind="stable")
    ascending = np.take_along_axis(rows, order, axis=1)
    ranks = np.zeros(rows.shape, dtype=np.int64)
    steps = np.cumsum(ascending[:, 1:] != ascending[:, :-1], axis=1)
    np.put_along_axis(ranks, order[:, 1:], steps, axis=1)
    return ranks


def _hash_numbers(made: Any, numbers: Ints) -> None:
    """Adds a JSON list of whole numbers to a hash."""
    made.update(b"[")
    for first in range(0, len(numbers), _AT_ONCE):
        text = ",".join(map(str, numbers[first : first + _AT_ONCE].tolist()))
        made.update((("," if first else "") + text).encode())
    made.update(b"]")
