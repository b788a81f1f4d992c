"""A conflict in graph form: states by name, and for each decision maker which moves lead from state to state.

Option form is the shorter way to write most conflicts. Graph form holds what it cannot: moves that are not transitive,
several states merged into one, states that some decision maker does not see, preferences known only in part. Each
decision maker's moves are one table of all pairs of states, hence the limit on their number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.base.canonical import digest
from estimative.base.errors import LimitError, UsageError
from estimative.methods.conflict.problem import Bools, Ints, dense_ranks
from estimative.methods.conflict.record import MAX_GRAPH

MAX_CELLS = 1 << 28
"""Cells of all tables of moves together, one byte each: sixteen decision makers at the most states."""


@dataclass(frozen=True, eq=False)
class PartialPreference:
    """What is known of a preference that is not known whole, as tables with a row per state s and a column per state t.

    `better[s, t]`: t is surely better than s. `unknown[s, t]`: which of the two is better, if any, is not known. Pairs
    in neither table, either way round, are surely alike. Nothing is inferred from transitivity. Raises UsageError
    where a pair is said to be both, or each of two states to be better than the other.
    """

    better: Bools
    unknown: Bools

    def __post_init__(self) -> None:
        better, unknown = np.array(self.better, dtype=bool), np.array(self.unknown, dtype=bool)
        if better.ndim != 2 or better.shape[0] != better.shape[1] or unknown.shape != better.shape:
            raise UsageError(
                f"PartialPreference: better has shape {better.shape} and unknown {unknown.shape}; both are tables with"
                " a row and a column per state"
            )
        _refuse(better & better.T, "is said to be better than", "and worse")
        _refuse(unknown & (better | better.T), "is said to be better or worse than", "and unknown")
        _refuse(unknown != unknown.T, "is unknown beside", "in one direction only")
        _refuse(unknown & np.eye(len(unknown), dtype=bool), "is unknown beside", "itself")
        for name, table in (("better", better), ("unknown", unknown)):
            table.setflags(write=False)
            object.__setattr__(self, name, table)


@dataclass(frozen=True, eq=False)
class GraphConflict:
    """A conflict given by its states and moves; codes of states are 0 … m - 1, their numbers one more.

    `labels` name the states. `arcs[i, s, t]` says whether decision maker i moves from s to t in one move. `ranks` has
    one row per decision maker and one integer per state, higher is better, equal is a tie; the row of a decision maker
    with an entry in `partial` says nothing. `hidden[i, s]` (by default nothing is): decision maker i does not see s; it
    neither moves there nor from there, so such arcs are taken away. Others still go there.

    Raises UsageError where the parts do not fit together, LimitError beyond 4,096 states, or 2^28 cells in
    all tables of moves.

    >>> arcs = np.array([[[0, 1], [0, 0]], [[0, 0], [1, 0]]])
    >>> chase = GraphConflict(("A", "B"), ("here", "there"), arcs, np.array([[0, 1], [1, 0]]))
    >>> chase.moves(0, 0).tolist(), chase.number(1), chase.label(1)
    ([1], 2, 'there')
    """

    decision_makers: tuple[str, ...]
    labels: tuple[str, ...]
    arcs: Bools
    ranks: Ints
    partial: tuple[PartialPreference | None, ...] = ()
    hidden: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))

    def __post_init__(self) -> None:
        object.__setattr__(self, "decision_makers", tuple(self.decision_makers))
        object.__setattr__(self, "labels", tuple(self.labels))
        n, m = len(self.decision_makers), len(self.labels)
        if not n or len(set(self.decision_makers)) != n:
            raise UsageError(
                f"GraphConflict: decision_makers must be one or more different names, got {self.decision_makers}"
            )
        if not m:
            raise UsageError("GraphConflict: labels is empty; at least one state is due")
        within_limit(m, n)
        if len(set(self.labels)) != m:
            twins = sorted({label for label in self.labels if self.labels.count(label) > 1})
            raise UsageError(f"GraphConflict: labels must differ; twice or more: {', '.join(map(repr, twins[:5]))}")
        arcs = _shaped("arcs", self.arcs, (n, m, m), bool)
        for dm, name in enumerate(self.decision_makers):
            stays = np.flatnonzero(np.diagonal(arcs[dm]))
            if len(stays):
                raise UsageError(
                    f"GraphConflict: arcs of {name!r} lead from {self.labels[stays[0]]!r} to itself; staying is no move"
                )
        hidden = _shaped("hidden", self.hidden if np.size(self.hidden) else np.zeros((n, m)), (n, m), bool)
        arcs &= ~(hidden[:, :, None] | hidden[:, None, :])
        ranks = _shaped("ranks", self.ranks, (n, m), np.int64)
        partial = tuple(self.partial) or (None,) * n
        if len(partial) != n:
            raise UsageError(f"GraphConflict: partial has {len(partial)} entries; one for each of {n} decision makers")
        for dm, preference in enumerate(partial):
            if preference is not None:
                ranks[dm] = 0
                if preference.better.shape != (m, m):
                    raise UsageError(
                        f"GraphConflict: partial of {self.decision_makers[dm]!r} has tables of shape"
                        f" {preference.better.shape}; {(m, m)} is due"
                    )
        object.__setattr__(self, "partial", partial)
        for name, array in (("arcs", arcs), ("ranks", ranks), ("hidden", hidden)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @cached_property
    def states(self) -> Ints:
        """The codes of all states, ascending; state number k stands at place k - 1."""
        return np.arange(len(self.labels))

    @property
    def complete(self) -> bool:
        """Is every preference known whole, so that ranks say all?"""
        return all(preference is None for preference in self.partial)

    @cached_property
    def unseen(self) -> dict[int, tuple[int, ...]]:
        """By the number of each decision maker that does not see all: the codes that it does not see."""
        return {dm: tuple(np.flatnonzero(row).tolist()) for dm, row in enumerate(self.hidden) if row.any()}

    def number(self, code: int) -> int:
        """The state number (from 1) of a code; raises UsageError where it is no state."""
        if not 0 <= code < len(self.labels):
            raise UsageError(f"number: {code} is not the code of a state; codes are 0 to {len(self.labels) - 1}")
        return int(code) + 1

    def label(self, code: int) -> str:
        """The name of a state."""
        return self.labels[self.number(code) - 1]

    def moves(self, dm: int, code: int) -> Ints:
        """R_i(s): the codes that decision maker number `dm` reaches in one move from `code`, ascending."""
        return np.flatnonzero(self.arcs[dm, self.number(code) - 1])

    @cached_property
    def digest(self) -> str:
        """The digest of all that the answer hangs on."""
        preferences = [
            dense_ranks(row).tolist() if known is None else [_table_digest(known.better), _table_digest(known.unknown)]
            for row, known in zip(self.ranks, self.partial, strict=True)
        ]
        return digest(
            {
                "decision_makers": list(self.decision_makers),
                "labels": list(self.labels),
                "arcs": [_table_digest(table) for table in self.arcs],
                "preferences": preferences,
                "hidden": {str(dm): list(codes) for dm, codes in self.unseen.items()},
            }
        )


def within_limit(count: int, decision_makers: int = 1) -> None:
    """Raises LimitError where a conflict has too many states for graph form, or all its tables too many cells."""
    if count > MAX_GRAPH:
        raise LimitError(
            f"{count:,} states are too many for graph form, whose tables grow with the square; at most {MAX_GRAPH:,}."
            " Without merged or hidden states and unknown preferences, option form takes more"
        )
    if decision_makers * count**2 > MAX_CELLS:
        raise LimitError(
            f"{decision_makers:,} decision makers with a table of {count:,} × {count:,} states each are too many for"
            f" graph form; at most {MAX_CELLS:,} cells in all"
        )


def _shaped(name: str, given: object, shape: tuple[int, ...], kind: type) -> NDArray[Any]:
    """A copy of an argument as an array of this shape and kind."""
    array: NDArray[Any] = np.array(given, dtype=kind)
    if array.shape != shape:
        raise UsageError(f"GraphConflict: {name} has shape {array.shape}; {shape} is due")
    return array


def _refuse(wrong: Bools, words: str, end: str) -> None:
    if wrong.any():
        s, t = (int(place) + 1 for place in np.argwhere(wrong)[0])
        raise UsageError(f"PartialPreference: state {t} {words} state {s} {end}")


def _table_digest(table: Bools) -> str:
    return hashlib.sha256(np.packbits(table).tobytes()).hexdigest()
