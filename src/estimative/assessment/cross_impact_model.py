"""From a case to its cross-impact matrix: factors, what is held, the judgments, where succession starts.

Every option and every driver is a factor. Factors marked `held` keep their `now` (an option without one its first
variant; a driver without one whatever it starts with). A factor that the rules leave one variant is held at it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.cross_impact_succession import Arena
from estimative.assessment.inputs import case_input
from estimative.assessment.readings import Reading, readings, truth_table
from estimative.base.errors import LimitError, Problem, ProblemsError
from estimative.base.logic.space import StateSpace
from estimative.case.models import Case
from estimative.case.space import state_space
from estimative.ensemble.draws import Input

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AT_ONCE = 1 << 8
"""Judgments whose part in what pushes is laid out together."""
MOST_SCORE = 1 << 52
"""Scores stay below this, so that no sum of them can overflow."""


@dataclass(frozen=True)
class Mean:
    """Cells of one row in one block that fell away (`gone`) and take the mean of the others (`kept`); columns."""

    row: int
    gone: tuple[int, ...]
    kept: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Pushing:
    """What pushes one factor: which judgments do (places among the inputs), and what one point of each adds.

    `points` has the axes [judgment, row, variant], as `cross_impact_succession` takes what pushes.
    """

    judgments: tuple[int, ...]
    points: Ints

    def blocks(self, values: NDArray[np.integer[Any]]) -> Ints:
        """What pushes where the judgments have these values, a row a matrix."""
        return np.asarray(np.tensordot(values.astype(np.int64), self.points, axes=1))


@dataclass(frozen=True, eq=False)
class CrossImpactModel:
    """The cross-impact matrix of a case, all that does not hang on the draws.

    `cells[k]` is the row and column of `inputs[k]`; rows and columns are the factors' variants in order. `fixed` maps
    the places of held factors to their variants; `still` are those that never move and start with any variant.
    `multiplier[column]` is what all judgments at a factor are multiplied by, so that means stay whole numbers: that
    changes no succession.
    """

    case: Case
    space: StateSpace
    inputs: tuple[Input, ...]
    cells: tuple[tuple[int, int], ...]
    means: tuple[Mean, ...]
    multiplier: Ints
    fixed: Mapping[int, int]
    still: frozenset[int]
    read: Mapping[str, Reading]

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """The row at which each factor's variants start."""
        return _offsets(self.space)

    @cached_property
    def free(self) -> tuple[int, ...]:
        """The places of the factors that are not fixed: those of the arena."""
        return tuple(place for place in range(len(self.space.factors)) if place not in self.fixed)

    @cached_property
    def arena(self) -> Arena:
        """The states that succession can be in."""
        moving = tuple(k for k, place in enumerate(self.free) if place not in self.still)
        return Arena(tuple(self.space.shape[place] for place in self.free), moving)

    @cached_property
    def codes(self) -> Ints:
        """The code in the whole space of each state of the arena."""
        codes = np.array([sum(self.space.strides[place] * variant for place, variant in self.fixed.items())])
        for place in self.free:
            steps = np.arange(self.space.shape[place], dtype=np.int64) * self.space.strides[place]
            codes = (steps[:, None] + codes[None, :]).ravel()
        return np.asarray(codes, dtype=np.int64)

    @cached_property
    def allowed(self) -> Bools:
        """Which states of the arena no rule forbids."""
        return np.asarray(self.space.feasible[self.codes])

    @cached_property
    def starts(self) -> Ints:
        """The states of the arena that succession starts from."""
        return np.flatnonzero(self.allowed)

    @cached_property
    def now(self) -> Ints:
        """The status quo as states of the arena, one for each combination of drivers without a `now` that rules allow.

        None where the rules, or what they fix, exclude it.
        """
        stands = self.allowed.copy()
        for place, factor in enumerate(self.space.factors):
            known = factor.owner is not None or factor.id in self.case.now
            variant = factor.variants.index(self.case.now.get(factor.id, factor.variants[0]))
            if place not in self.fixed and known:
                stands &= self.arena.digits(np.arange(self.arena.size), self.free.index(place)) == variant
            elif known and self.fixed[place] != variant:
                stands[:] = False
        return np.flatnonzero(stands)

    @cached_property
    def table(self) -> NDArray[np.bool_]:
        """What each state of the arena says: true rows for the scenarios and none of them, then as many open rows.

        A state that breaks a rule says nothing: all is open there.
        """
        true, false = truth_table(self.read, self.codes)
        return np.vstack([true & self.allowed, ~(true | false) | ~self.allowed])

    @cached_property
    def key(self) -> bytes:
        """A digest of all that an answer hangs on, apart from the matrix."""
        found = hashlib.sha256(repr((self.arena, tuple(self.case.scenarios))).encode())
        found.update(self.now.tobytes())
        for bits in (self.allowed, self.table):
            found.update(np.packbits(bits).tobytes())
        return found.digest()

    def matrices(self, drawn: Mapping[str, Floats], count: int) -> Ints:
        """The matrices of all draws, (draws, variants, variants), all at a factor multiplied by its multiplier."""
        width = len(self.multiplier)
        found = np.zeros((count, width, width), dtype=np.int64)
        for item, (row, column) in zip(self.inputs, self.cells, strict=True):
            found[:, row, column] = drawn[item.path]
        scaled = found * self.multiplier
        for mean in self.means:
            if mean.kept:
                whole = found[:, mean.row, list(mean.kept)].sum(axis=1)
                share = whole * (self.multiplier[mean.gone[0]] // len(mean.kept))
                scaled[:, mean.row, list(mean.gone)] = share[:, None]
        return scaled

    @cached_property
    def stated(self) -> Ints:
        """The matrix with every judgment at its stated value, (1, variants, variants)."""
        return self.matrices({item.path: np.array([item.stated]) for item in self.inputs}, 1)

    def pushes(self, matrices: Ints) -> list[Ints]:
        """What moves each factor of the arena that moves, as `cross_impact_succession` takes it.

        A constant added to a row of a block changes no succession: each row is written as differences from its first
        variant, so that matrices with the same succession are more often the same.
        """
        rows = [self.offsets[place] + v for place in self.free for v in range(self.space.shape[place])]
        constant = [self.offsets[place] + variant for place, variant in self.fixed.items()]
        found = []
        for k in self.arena.moving:
            place = self.free[k]
            first = self.offsets[place]
            block = matrices[:, :, first : first + self.space.shape[place]]
            block = block - block[:, :, :1]
            found.append(np.concatenate([block[:, constant].sum(axis=1, keepdims=True), block[:, rows]], axis=1))
        return found

    @cached_property
    def pushing(self) -> tuple[Pushing, ...]:
        """How the judgments push each factor of the arena that moves."""
        found: list[tuple[list[int], list[Ints]]] = [([], []) for _ in self.arena.moving]
        for first in range(0, len(self.inputs), AT_ONCE):
            ones = np.eye(len(self.inputs), dtype=np.int64)[first : first + AT_ONCE]
            drawn = {item.path: column for item, column in zip(self.inputs, ones.T, strict=True)}
            for k, table in enumerate(self.pushes(self.matrices(drawn, len(ones)))):
                some = np.flatnonzero(table.any(axis=(1, 2)))
                found[k][0].extend((first + some).tolist())
                found[k][1].append(table[some])
        rows = 1 + sum(self.arena.counts)
        return tuple(
            Pushing(
                tuple(judgments), np.concatenate([np.zeros((0, rows, self.arena.counts[k]), dtype=np.int64), *tables])
            )
            for k, (judgments, tables) in zip(self.arena.moving, found, strict=True)
        )


def cross_impact_model(
    case: Case, shifts: Mapping[str, float] | None = None, dropped: frozenset[str] = frozenset()
) -> CrossImpactModel:
    """The cross-impact matrix of a case; `shifts` are added to drawn judgments, `dropped` impacts become means.

    Raises ProblemsError where the rules leave no state to start from, LimitError beyond the number of states.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "tiny", "drivers": {"rain": {}, "flood": {}},
    ...                   "impacts": {"rain=yes": {"flood=yes": 2}}, "scenarios": {"wet": {"when": "flood"}}})
    >>> model = cross_impact_model(case)
    >>> model.cells, model.starts.tolist()
    (((1, 3),), [0, 1, 2, 3])
    """
    space = state_space(case)
    inputs, cells = [], []
    places = {
        f"{factor.id}={variant}": offset + k
        for factor, offset in zip(space.factors, _offsets(space), strict=True)
        for k, variant in enumerate(factor.variants)
    }
    for source, targets in case.impacts.items():
        for target, judgment in targets.items():
            inputs.append(case_input(case, f"impacts/{source}/{target}", judgment, shifts or {}))
            cells.append((places[source], places[target]))
    means, multiplier = _means(space, places, dropped)
    most = max((max(abs(item.low + item.shift), abs(item.high + item.shift)) for item in inputs), default=0)
    if most * int(multiplier.max(initial=1)) * (len(space.factors) + 1) > MOST_SCORE:
        raise LimitError("cross-impact balances: too many impacts fall away at once for their means to be exact")
    fixed, still = _held(case, space)
    model = CrossImpactModel(
        case, space, tuple(inputs), tuple(cells), means, multiplier, fixed, still, readings(case, space)
    )
    if not len(model.starts):
        held = ", ".join(f"{space.factors[p].id} = {space.factors[p].variants[v]}" for p, v in fixed.items())
        message = f"the rules leave no state{f' with {held}' if held else ''}; change `held`, `now` or a rule"
        raise ProblemsError([Problem("error", "held-infeasible", "held" if held else "rules", message)])
    return model


def _offsets(space: StateSpace) -> tuple[int, ...]:
    return tuple(sum(space.shape[:place]) for place in range(len(space.shape)))


def _held(case: Case, space: StateSpace) -> tuple[dict[int, int], frozenset[int]]:
    """The factors that are held and at which variant, and those that are held at any."""
    fixed: dict[int, int] = {}
    still = set()
    for place, factor in enumerate(space.factors):
        if factor.id in case.held:
            if factor.id in case.now or factor.owner is not None:
                fixed[place] = factor.variants.index(case.now.get(factor.id, factor.variants[0]))
            else:
                still.add(place)
    allowed = np.flatnonzero(space.feasible)
    for place, (stride, count) in enumerate(zip(space.strides, space.shape, strict=True)):
        if place not in fixed and len(allowed):
            digits = allowed // stride % count
            if (digits == digits[0]).all():
                fixed[place] = int(digits[0])
                still.discard(place)
    return dict(sorted(fixed.items())), frozenset(still)


def _means(space: StateSpace, places: Mapping[str, int], dropped: frozenset[str]) -> tuple[tuple[Mean, ...], Ints]:
    """The cells that take a mean, and by what all that aims at a factor must be multiplied to keep means whole."""
    gone: dict[tuple[int, int], list[int]] = {}
    owner = np.repeat(np.arange(len(space.shape)), space.shape)
    for row, column in sorted(_impacts(dropped, places)):
        gone.setdefault((row, int(owner[column])), []).append(column)
    means = []
    needed = [1] * len(space.shape)
    for (row, target), columns in gone.items():
        first = _offsets(space)[target]
        kept = tuple(c for c in range(first, first + space.shape[target]) if c not in columns)
        means.append(Mean(row, tuple(columns), kept))
        needed[target] = math.lcm(needed[target], len(kept) or 1)
    if max(needed) > MOST_SCORE:
        raise LimitError("cross-impact balances: too many impacts fall away at once for their means to be exact")
    return tuple(means), np.array(needed, dtype=np.int64)[owner]


def _impacts(dropped: frozenset[str], places: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    for path in dropped:
        parts = path.split("/")
        if parts[0] == "impacts" and len(parts) == 3 and parts[1] in places and parts[2] in places:
            yield places[parts[1]], places[parts[2]]
