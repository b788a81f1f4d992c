"""Factors: what can turn out in one of several variants, who may move it, and which variants a comparison allows.

An issue on a scale of numbers becomes a factor too: its scale is cut into the cells within which no comparison
changes, and each cell is a variant with a number that stands for it.

>>> role = Factor.issue("role", issue_cells(0, 100, [60]))
>>> role.variants, role.satisfying(">=", "60").tolist()
(('30', '60', '80'), [False, True, True])
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError, listed
from estimative.base.logic.tree import Operator

Moves: TypeAlias = Literal["both", "forward", "back"]
Truths: TypeAlias = NDArray[np.bool_]

YES_NO = ("no", "yes")

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_COMPARING: Mapping[Operator, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "!=": np.not_equal,
    ">=": np.greater_equal,
    ">": np.greater,
    "<=": np.less_equal,
    "<": np.less,
}
ORDER_OPERATORS = frozenset({">=", ">", "<=", "<"})


@dataclass(frozen=True)
class Factor:
    """An option, a driver or an issue: its id, its variants, and how it may move.

    `id` is dotted for an option (`turkey.withdraw`). `owner` is the actor that decides it; a factor without one is a
    driver or an issue and moves by itself never. `moves` says whether the index of the variant may change freely, only
    rise, or only fall. `numbers` is given for issues alone: one number for each variant, and comparisons are between
    numbers then. Raises UsageError for repeated variants, no variant (issues may have none: their cells are not known
    yet), or another count of numbers than of variants.
    """

    id: str
    variants: tuple[str, ...] = YES_NO
    ordered: bool = False
    owner: str | None = None
    moves: Moves = "both"
    numbers: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if len(set(self.variants)) != len(self.variants):
            raise UsageError(f"Factor {self.id}: a variant stands twice among {listed(self.variants)}")
        if self.numbers is None and not self.variants:
            raise UsageError(f"Factor {self.id}: at least one variant is needed")
        if self.numbers is not None and len(self.numbers) != len(self.variants):
            raise UsageError(f"Factor {self.id}: {len(self.variants)} variants with {len(self.numbers)} numbers")
        if self.moves not in ("both", "forward", "back"):
            raise UsageError(f"Factor {self.id}: moves is `both`, `forward` or `back`, not `{self.moves}`")

    @classmethod
    def issue(cls, id: str, cells: Iterable[float] = ()) -> Factor:  # noqa: A002 - the field's own name
        """An issue, one variant for each of `cells` (numbers that stand for cells of its scale, ascending)."""
        numbers = tuple(float(cell) for cell in cells)
        return cls(id, tuple(_brief(number) for number in numbers), ordered=True, numbers=numbers)

    @property
    def yes_no(self) -> bool:
        """Whether the bare name is a statement: the variants are exactly no and yes."""
        return self.variants == YES_NO

    def satisfying(self, operator: Operator, value: str) -> Truths:
        """Which variants stand in this relation to `value`: one truth value for each, in their order.

        Raises UsageError for a value that is neither a variant nor, for an issue, a number, and for an order
        comparison on a factor whose variants have no order.
        """
        if self.numbers is not None:
            if not is_number(value):
                raise UsageError(f"`{self.id}` is an issue and is compared with a number, not with `{value}`")
            return np.asarray(_COMPARING[operator](np.asarray(self.numbers, float), float(value)), bool)
        if value not in self.variants:
            raise UsageError(f"`{self.id}` has no variant `{value}`; it has {listed(self.variants)}")
        if operator in ORDER_OPERATORS and not self.ordered:
            raise UsageError(f"the variants of `{self.id}` have no order, so `{operator}` says nothing about them")
        return np.asarray(_COMPARING[operator](np.arange(len(self.variants)), self.variants.index(value)), bool)

    def legal(self, from_index: int, to_index: int) -> bool:
        """Whether its owner may move it from one variant to another; staying is always allowed.

        >>> Factor("turkey.withdraw", owner="turkey", moves="forward").legal(1, 0)
        False
        """
        return bool(self.transitions[from_index, to_index])

    @property
    def transitions(self) -> Truths:
        """`legal` for all pairs: rows are the variants left, columns the variants reached; the diagonal is true."""
        return _transitions(len(self.variants), self.moves if self.owner is not None else "")


@cache
def _transitions(count: int, moves: str) -> Truths:
    """Which of `count` variants lead where; nowhere else where nobody moves it. One table serves all such factors."""
    every = np.ones((count, count), bool)
    table = {"both": every, "forward": np.triu(every), "back": np.tril(every), "": np.eye(count, dtype=bool)}[moves]
    table.setflags(write=False)
    return table


def _brief(number: float) -> str:
    """A number in as few digits as tell it from every other."""
    text = f"{number:.12g}"
    return text if float(text) == number else repr(number)


def is_number(value: str) -> bool:
    """Whether the right side of a comparison is a number.

    >>> is_number("-3.5"), is_number("wide")
    (True, False)
    """
    return _NUMBER.fullmatch(value) is not None


def issue_cells(low: float, high: float, cuts: Iterable[float]) -> tuple[float, ...]:
    """The numbers that stand for all of [low, high] as far as comparisons with `cuts` go, ascending.

    Each cut within the scale is a cell by itself, for it can be met exactly; each open stretch between two cuts, or
    between a cut and an end of the scale, is a cell of which the middle is given. Raises UsageError unless
    low <= high and all numbers are finite.

    >>> issue_cells(0, 100, [60, 100])
    (30.0, 60.0, 80.0, 100.0)
    """
    inner = [float(cut) for cut in cuts]
    if not all(map(math.isfinite, [low, high, *inner])) or low > high:
        raise UsageError(f"issue_cells: a scale from {low} to {high} with cuts {inner}; low <= high, all finite")
    points = sorted({cut for cut in inner if low <= cut <= high})
    cells = set(points)
    edges = sorted({float(low), *points, float(high)})
    for left, right in itertools.pairwise(edges):
        middle = left / 2 + right / 2
        if left < middle < right:  # neighbouring numbers have nothing between them
            cells.add(middle)
    return tuple(sorted(cells)) or (float(low),)
