"""From a case to its conflict: decision makers, states, wants as columns, starting points.

A decision maker is an actor that holds options. Drivers do not move; those without a `now` are drawn uniformly over the
combinations that leave the start feasible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.distinct import MOST, distinct
from estimative.assessment.readings import Reading, read, readings
from estimative.base.errors import Problem, ProblemsError
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import Factor, StateSpace
from estimative.case.models import Case
from estimative.case.models_judgments import Judgment
from estimative.case.space import state_space
from estimative.ensemble.draws import Draws, Input
from estimative.methods.conflict import Conflict, ranks_from_levels
from estimative.methods.conflict.problem import dense_rows

Ints = NDArray[np.int64]
DRAWN = 1 << 14
"""Draws that are drawn at a time."""
MANY_CODES = 1 << 12
"""Above this many codes ranks are counted, order by order; below they are sorted, all orders at once."""


@dataclass(frozen=True, eq=False)
class WantColumn:
    """One want: the judgment of its rank, and in which codes it holds."""

    want: str
    rank: Input
    holds: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ConflictModel:
    """The conflict of a case, all that does not hang on the draws."""

    case: Case
    space: StateSpace
    decision_makers: tuple[str, ...]
    wants: Mapping[str, tuple[WantColumn, ...]]
    starts: tuple[int, ...]
    readings: Mapping[str, Reading]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The ranks of the decision makers' wants: what the play hangs on."""
        return tuple(column.rank for dm in self.decision_makers for column in self.wants[dm])

    @property
    def initiatives(self) -> tuple[float, ...]:
        """The weight of each decision maker when one of the restless is picked."""
        given = self.case.settings.conflict.initiative
        return tuple(float(given.get(dm, 1.0)) for dm in self.decision_makers)

    @cached_property
    def structure(self) -> Conflict:
        """The problem with everybody indifferent: states and moves only."""
        ranks = np.zeros((len(self.decision_makers), self.space.size), dtype=np.int64)
        return Conflict(self.decision_makers, self.space.factors, self.space.feasible, ranks)

    @cached_property
    def structure_key(self) -> tuple[tuple[Factor, ...], tuple[str, ...], bytes]:
        """What states and moves hang on, to be compared."""
        return self.space.factors, self.decision_makers, np.packbits(self.space.feasible).tobytes()

    @cached_property
    def drivers(self) -> tuple[str, ...]:
        """The ids of the drivers."""
        return tuple(factor.id for factor in self.space.factors if factor.owner is None)


def conflict_model(case: Case, shifts: Mapping[str, float] | None = None) -> ConflictModel:
    """The conflict of a case; `shifts` are added to drawn ranks, by path.

    Raises ProblemsError where the start is not feasible.

    >>> from estimative.case.longform import from_long
    >>> actor = {"options": {"go": {}}, "wants": {"w": {"that": "a.go", "rank": 1}}}
    >>> case = from_long({"id": "tiny", "actors": {"a": actor}})
    >>> conflict_model(case).decision_makers, conflict_model(case).starts
    (('a',), (0,))
    """
    space = state_space(case)
    decision_makers = tuple(name for name, actor in case.actors.items() if actor.options)
    wants = {name: _columns(case, space, name, shifts or {}) for name, actor in case.actors.items() if actor.wants}
    for dm in decision_makers:
        wants.setdefault(dm, ())
    return ConflictModel(case, space, decision_makers, wants, _starts(case, space), readings(case, space))


def rank_input(path: str, rank: Judgment, shift: float = 0.0) -> Input:
    """A rank as the ensemble draws it; ranks are real numbers and are not clipped."""
    low, high = rank.range or (rank.value, rank.value)
    return Input(path, rank.value, low, high, rank.distribution or "triangular", shift)


def _columns(case: Case, space: StateSpace, actor: str, shifts: Mapping[str, float]) -> tuple[WantColumn, ...]:
    """The wants of an actor, those of fixed rank first, then by path: a fixed rank precedes an equal drawn one."""
    found = []
    for want, record in sorted(case.actors[actor].wants.items()):
        path = f"actors/{actor}/wants/{want}/rank"
        holds = read(case, space, parse_statement(record.that)).true
        found.append(WantColumn(want, rank_input(path, record.rank, shifts.get(path, 0.0)), holds))
    return tuple(sorted(found, key=lambda column: not column.rank.fixed))


def _starts(case: Case, space: StateSpace) -> tuple[int, ...]:
    """The codes of the starting states, one for each combination of the drivers without a `now`."""
    open_drivers = [f for f in space.factors if f.owner is None and f.id not in case.now]
    fixed = {f.id: case.now.get(f.id, f.variants[0]) for f in space.factors if f not in open_drivers}
    starts = []
    for variants in product(*(driver.variants for driver in open_drivers)):
        chosen = dict(zip((driver.id for driver in open_drivers), variants, strict=True))
        code = space.code({**fixed, **chosen})
        if space.feasible[code]:
            starts.append(code)
    if not starts:
        stands = space.label(space.code({**fixed, **{d.id: d.variants[0] for d in open_drivers}}))
        raise ProblemsError(
            [
                Problem(
                    "error",
                    "now-infeasible",
                    "now",
                    f"the status quo ({stands}) breaks a rule; change `now` or the rule",
                )
            ]
        )
    return tuple(starts)


def orders(columns: Sequence[WantColumn], drawn: Mapping[str, NDArray[np.float64]], count: int) -> tuple[Ints, Ints]:
    """The distinct orders of an actor's wants over the draws, and which draw has which.

    An order lists places in `columns`, the most important first. Rows of the first array are the orders, the second
    array has a row number for each draw.
    """
    if not columns:
        return np.zeros((1, 0), dtype=np.int64), np.zeros(count, dtype=np.int64)
    keys = np.stack([drawn[column.rank.path] for column in columns], axis=1)
    order = np.argsort(keys, axis=1, kind="stable")
    return distinct(list(order.T), [len(columns)] * len(columns))


def drawn_orders(columns: Sequence[WantColumn], draws: Draws) -> tuple[Ints, NDArray[np.int32]]:
    """`orders` over an ensemble, drawn some at a time."""
    inputs = [column.rank for column in columns]
    known: dict[bytes, int] = {}
    which = np.zeros(draws.count, dtype=np.int32)
    for part in draws.stretches(DRAWN):
        found, kind = orders(columns, draws.of(inputs, part.start, part.stop), len(part))
        number = [known.setdefault(row.tobytes(), len(known)) for row in found]
        which[part.start : part.stop] = np.array(number)[kind]
    rows = np.frombuffer(b"".join(known), dtype=np.int64).reshape(len(known), len(columns))
    if not columns:
        return rows, which
    ascending, place = np.unique(rows, axis=0, return_inverse=True)
    return ascending, place.reshape(len(rows)).astype(np.int32)[which]


def levels(columns: Sequence[WantColumn], order: Ints) -> list[Ints]:
    """How many wants of each level hold in each code; wants of equal fixed rank form one level."""
    found: list[Ints] = []
    before: WantColumn | None = None
    for place in order.tolist():
        column = columns[place]
        together = before is not None and before.rank.fixed and column.rank.fixed
        if together and before is not None and _drawn(before) == _drawn(column):
            found[-1] = found[-1] + column.holds
        else:
            found.append(column.holds.astype(np.int64))
        before = column
    return found


def order_ranks(columns: Sequence[WantColumn], found: Ints, codes: Ints) -> Ints:
    """Dense ranks [order, code] of some codes under each of many orders: what `levels` says of one order, for all."""
    if len(codes) > MANY_CODES or not columns:
        told = [ranks_from_levels([level[codes] for level in levels(columns, order)], len(codes)) for order in found]
        return np.stack(told) if told else np.zeros((0, len(codes)), dtype=np.int64)
    group = _level_of(columns)
    held = np.zeros((max(group) + 1, len(codes)), dtype=np.int64)
    for number, column in zip(group, columns, strict=True):
        held[number] += column.holds[codes]
    span = np.bincount(group) + 1
    numbers = np.array(group)[found]
    begins = np.ones(numbers.shape, dtype=bool)
    begins[:, 1:] = numbers[:, 1:] != numbers[:, :-1]  # wants of one level stand side by side in every order
    sequence = numbers[begins].reshape(len(found), len(held))
    ranks, room = np.zeros((len(found), len(codes)), dtype=np.int64), 1
    for level in sequence.T:
        most = int(span[level].max(initial=1))
        if room * most > MOST:
            ranks, room = dense_rows(ranks), len(codes)
        ranks = ranks * span[level][:, None] + held[level]
        room *= most
    return dense_rows(ranks)


def _level_of(columns: Sequence[WantColumn]) -> list[int]:
    """The number of each want's level: wants of equal fixed rank share one."""
    found: list[int] = []
    known: dict[float, int] = {}
    for column in columns:
        fresh = max(found, default=-1) + 1
        found.append(known.setdefault(_drawn(column), fresh) if column.rank.fixed else fresh)
    return found


def _drawn(column: WantColumn) -> float:
    return column.rank.value + column.rank.shift
