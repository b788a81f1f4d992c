"""What the analysis of influence reads: who can move whom how far, and what each has at stake in each objective."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from estimative.base.canonical import digest
from estimative.base.errors import LimitError, UsageError, listed, nearest
from estimative.methods.influence.record import MAX_ACTORS, MAX_OBJECTIVES

Ints = NDArray[np.int64]

STRONGEST = 4
"""The top of the scale of influence, and of what is at stake in either direction."""


@dataclass(frozen=True, eq=False)
class Influence:
    """Actors, objectives, and two tables of whole numbers.

    `influence[i, j]` (MDI) is how far actor i can move actor j: 0 not, 1 in its running business, 2 in its projects, 3
    in its mission, 4 in its existence; nobody moves itself. `stakes[i, a]` (2MAO) is what actor i has at stake in
    objective a, from -4 against it to 4 for it. There may be no objective: roads need none.

    Raises UsageError where a shape, a name or a number does not fit, with every number that does not; LimitError beyond
    500 actors or objectives.

    >>> pair = Influence(("A", "B"), ("peace",), [[0, 3], [1, 0]], [[2], [-1]])
    >>> pair.influence.tolist(), pair.sides.tolist()
    ([[0, 3], [1, 0]], [[1], [-1]])
    """

    actors: tuple[str, ...]
    objectives: tuple[str, ...]
    influence: Ints
    stakes: Ints
    title: str = ""

    def __post_init__(self) -> None:
        actors = _names("actors", self.actors, MAX_ACTORS)
        objectives = _names("objectives", self.objectives, MAX_OBJECTIVES)
        if not actors:
            raise UsageError("Influence: actors is empty; one or more names are due")
        influence = _table("influence", self.influence, (actors, actors), 0)
        stakes = _table("stakes", self.stakes, (actors, objectives), -STRONGEST)
        own = [actors[i] for i in np.flatnonzero(influence.diagonal())]
        if own:
            raise UsageError(f"Influence: nobody moves itself, but influence has a number for {_shown(own)} on itself")
        for name, value in (
            ("actors", actors),
            ("objectives", objectives),
            ("influence", influence),
            ("stakes", stakes),
        ):
            object.__setattr__(self, name, value)

    @property
    def sides(self) -> Ints:
        """1MAO: 1 for, -1 against, 0 neither, a row per actor and a column per objective."""
        return np.sign(self.stakes)

    @cached_property
    def digest(self) -> str:
        """`sha256:` and the digest of all that counts: not of the title, which changes no answer."""
        return digest({"method": "influence", **self.to_dict(), "title": ""})

    def place(self, actor: str) -> int:
        """The number of an actor, from 0. Raises UsageError for a name that is none."""
        if actor not in self.actors:
            raise UsageError(
                f"no actor is called {actor!r}; there are {listed(self.actors)}{nearest(actor, self.actors)}"
            )
        return self.actors.index(actor)

    def to_dict(self) -> dict[str, Any]:
        """The problem as plain JSON values.

        >>> Influence(("A",), (), [[0]], [[]]).to_dict()["influence"]
        [[0]]
        """
        return {
            "title": self.title,
            "actors": list(self.actors),
            "objectives": list(self.objectives),
            "influence": self.influence.tolist(),
            "stakes": self.stakes.tolist(),
        }


def _names(what: str, given: Sequence[str], most: int) -> tuple[str, ...]:
    names = tuple(given)
    if len(names) > most:
        raise LimitError(f"Influence: {len(names):,} {what}; at most {most:,} are allowed")
    if not all(names) or not all(isinstance(name, str) for name in given):
        raise UsageError(f"Influence: {what} are texts that are not empty, got {_shown(names)}")
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise UsageError(f"Influence: each of the {what} is named once; twice or more: {_shown(twice)}")
    return names


def _table(what: str, given: ArrayLike, labels: tuple[tuple[str, ...], tuple[str, ...]], least: int) -> Ints:
    """A read-only table of whole numbers; every number out of range is named."""
    rows, columns = labels
    shape = (len(rows), len(columns))
    try:
        found = np.array(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UsageError(f"Influence: {what} is no table of numbers with rows of one length") from error
    if found.size == 0 and 0 in shape:
        found = found.reshape(shape)
    if found.shape != shape:
        raise UsageError(f"Influence: {what} has shape {found.shape}; {shape} is due")
    wrong = ~((found >= least) & (found <= STRONGEST) & (found == np.floor(found)))
    if wrong.any():
        shown = [f"{rows[i]!r} on {columns[j]!r} has {found[i, j]:g}" for i, j in np.argwhere(wrong)[:12]]
        raise UsageError(f"Influence: {what} takes whole numbers from {least} to {STRONGEST}, but {', '.join(shown)}")
    table = found.astype(np.int64)
    table.setflags(write=False)
    return table


def _shown(names: Sequence[object]) -> str:
    return ", ".join(map(repr, names[:12])) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
