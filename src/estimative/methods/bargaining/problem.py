"""What bargaining over one issue reads: who stands where on a scale, with what capability, how much they care."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from estimative.base.canonical import digest
from estimative.base.errors import LimitError, UsageError

Floats = NDArray[np.float64]

MAX_ACTORS = 2000
LARGEST = 1e15
"""No number of a problem is larger than this, so that sums and squares of them stay far from overflow."""


@dataclass(frozen=True, eq=False)
class Bargaining:
    """One issue: a scale from `low` to `high`, and one position, capability and salience for each actor.

    `position` lies on the scale, `capability` is zero or more in any unit (only ratios count), `salience` a fraction
    from 0 to 1. `status_quo`, where given, is the place on the scale that stands if nothing is agreed.

    Raises UsageError where a shape, a name or a number does not fit, or where nobody has any weight; LimitError beyond
    2,000 actors.

    >>> delay = Bargaining(("DE", "FR"), (4, 10), (2, 1), (0.5, 1), low=4, high=10)
    >>> delay.weights.tolist(), delay.span
    ([1.0, 1.0], 6.0)
    """

    actors: tuple[str, ...]
    position: Floats
    capability: Floats
    salience: Floats
    low: float
    high: float
    status_quo: float | None = None
    title: str = ""

    def __post_init__(self) -> None:
        actors = tuple(self.actors)
        object.__setattr__(self, "actors", actors)
        if len(actors) > MAX_ACTORS:
            raise LimitError(f"Bargaining: {len(actors):,} actors; at most {MAX_ACTORS:,} are allowed")
        if not actors or len(set(actors)) != len(actors):
            shown = ", ".join(map(repr, actors[:12]))
            raise UsageError(f"Bargaining: actors must be one or more different names, got ({shown})")
        low, high = _number("low", self.low), _number("high", self.high)
        if not low < high:
            raise UsageError(f"Bargaining: the scale runs from low = {low} to high = {high}; low must be below high")
        status_quo = None if self.status_quo is None else _number("status_quo", self.status_quo)
        if status_quo is not None and not low <= status_quo <= high:
            raise UsageError(f"Bargaining: status_quo is {status_quo}; the scale runs from {low} to {high}")
        columns = {
            "position": _column("position", self.position, actors, low, high),
            "capability": _column("capability", self.capability, actors, 0.0, LARGEST),
            "salience": _column("salience", self.salience, actors, 0.0, 1.0),
        }
        if not (columns["capability"] * columns["salience"]).sum() > 0:
            raise UsageError(
                "Bargaining: capability × salience is 0 for every actor, so that nobody counts; give someone both"
            )
        for name, value in (("low", low), ("high", high), ("status_quo", status_quo), *columns.items()):
            object.__setattr__(self, name, value)

    @cached_property
    def weights(self) -> Floats:
        """Capability × salience, one figure per actor."""
        product: Floats = self.capability * self.salience
        product.setflags(write=False)
        return product

    @property
    def span(self) -> float:
        """The length of the scale."""
        return self.high - self.low

    @cached_property
    def digest(self) -> str:
        """`sha256:` and the digest of all that counts: not of the title, which changes no answer."""
        return digest({"method": "bargaining", **self.to_dict(), "title": ""})

    def to_dict(self) -> dict[str, Any]:
        """The problem as plain JSON values.

        >>> Bargaining(("A",), (1,), (1,), (1,), 0, 2, title="Delay").to_dict()["position"]
        [1.0]
        """
        return {
            "title": self.title,
            "low": self.low,
            "high": self.high,
            "status_quo": self.status_quo,
            "actors": list(self.actors),
            "position": self.position.tolist(),
            "capability": self.capability.tolist(),
            "salience": self.salience.tolist(),
        }


def _number(name: str, value: float) -> float:
    number = float(value)
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise UsageError(f"Bargaining: {name} is {value}; a finite number up to {LARGEST:g} in size is due")
    return number


def _column(name: str, values: ArrayLike, actors: Sequence[str], least: float, most: float) -> Floats:
    """One read-only array of numbers; every number out of range is named."""
    column = np.array(values, dtype=np.float64)
    if column.shape != (len(actors),):
        raise UsageError(f"Bargaining: {name} has shape {column.shape}; {(len(actors),)} is due, a number per actor")
    wrong = ~((column >= least) & (column <= most))
    if wrong.any():
        shown = [f"{actors[i]!r} has {column[i]:g}" for i in np.flatnonzero(wrong)[:12]]
        raise UsageError(f"Bargaining: {name} runs from {least:g} to {most:g}, but {', '.join(shown)}")
    column += 0.0  # minus zero becomes zero, so that equal problems have equal bytes
    column.setflags(write=False)
    return column
