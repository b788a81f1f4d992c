"""Matrices followed in batches: the parts into which cross-impact balances cut their work, for whoever computes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.cross_impact_succession import Arena, Ends, Nexts, ends, followed, reached
from estimative.base.keyed_random import choices
from estimative.ensemble.executors import Arrays

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AT_ONCE = 1 << 17
"""States × matrices that are followed together where every state is."""
STARTED = 1 << 18
"""Starts × matrices that are followed together where only the ways from some starts are."""
MARKED = 1 << 25
"""States × matrices of which it is kept whether they were seen, where only some ways are followed."""


@dataclass(frozen=True)
class Sample:
    """How starts are sampled: with which seed, and how many for each matrix."""

    seed: int
    size: int


@dataclass(frozen=True, eq=False)
class Following:
    """What all matrices share: the states, what each says (`table`), where to start, and whether all are followed.

    `starts` and `now` are states of the arena: those that succession starts from, and the status quo.
    """

    arena: Arena
    table: Bools
    starts: Ints
    now: Ints
    whole: bool
    sample: Sample | None

    @property
    def together(self) -> int:
        """How many matrices are followed together: it hangs on the case, never on who computes."""
        if self.whole:
            return max(1, AT_ONCE // self.arena.size)
        starts = len(self.starts) if self.sample is None else self.sample.size
        return max(1, min(MARKED // self.arena.size, STARTED // starts))


def whole_part(moving: Sequence[tuple[Nexts, Ints]]) -> Arrays:
    """A batch in which every state is followed, as a part: where each factor goes, and which row each matrix has."""
    part: dict[str, NDArray[np.integer[Any]]] = {}
    for k, (nexts, which) in enumerate(moving):
        part[f"sources {k}"] = np.array(nexts.sources)
        part[f"rows {k}"], part[f"which {k}"] = nexts.rows, which
    return part


def part_of(blocks: Sequence[tuple[Ints, Ints]], digests: Sequence[bytes]) -> Arrays:
    """A batch as a part: what pushes in its matrices, and what each matrix is known by, which its sample hangs on.

    What pushes is told per factor that moves by its distinct blocks, and which of them each matrix has.
    """
    names = np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(len(digests), -1)
    part: dict[str, NDArray[np.integer[Any]]] = {"digests": names}
    for k, (distinct, which) in enumerate(blocks):
        part[f"blocks {k}"], part[f"which {k}"] = distinct, which
    return part


def follow(shared: Following, part: Arrays) -> Arrays:
    """`rows`: per matrix of the part what ends true, what ends open, then both from the status quo alone."""
    return {"rows": (_followed_whole if shared.whole else _followed)(shared, part)}


def _some(states: Ints, what: str, digests: list[bytes], sample: Sample | None) -> Ints:
    """States for each matrix, (matrices, states): all, or a sample of its own where there are more."""
    if sample is None or len(states) <= sample.size:
        return np.broadcast_to(states, (len(digests), len(states)))
    names = [f"cross-impact/{what}/{one.hex()}" for one in digests]
    return np.stack([states[choices(sample.seed, name, sample.size, len(states))] for name in names])


def _followed_whole(shared: Following, part: Arrays) -> Floats:
    """The answer of each matrix, (matrices, 4 × columns): true and open over all starts, then from the status quo."""
    size, moving = shared.arena.size, []
    for k in range(len(shared.arena.moving)):
        nexts = Nexts(tuple(part[f"sources {k}"].tolist()), part[f"rows {k}"])
        moving.append((nexts, part[f"which {k}"]))
    count = len(moving[0][1]) if moving else 1
    begins = np.arange(count, dtype=np.int64)[:, None] * size
    found = ends((followed(shared.arena, moving, count) + begins).ravel(), size)
    return _told(shared, found, found.nodes % size, shared.starts + begins, shared.now + begins)


def _followed(shared: Following, part: Arrays) -> Floats:
    """The same where only the states on the ways from the starts are followed."""
    pushes = [part[f"blocks {k}"][part[f"which {k}"]] for k in range(len(shared.arena.moving))]
    digests = [row.tobytes() for row in part["digests"]]
    starts = _some(shared.starts, "starts", digests, shared.sample)
    now = _some(shared.now, "now", digests, shared.sample)
    size, both = shared.arena.size, np.concatenate([starts, now], axis=1)
    numbers, after = reached(shared.arena, pushes, both)
    found = ends(after, size)
    places = np.searchsorted(numbers, both + np.arange(len(both), dtype=np.int64)[:, None] * size)
    codes = numbers[found.nodes] % size
    return _told(shared, found, codes, places[:, : starts.shape[1]], places[:, starts.shape[1] :])


def _told(shared: Following, found: Ends, codes: Ints, starts: Ints, now: Ints) -> Floats:
    table = shared.table[:, codes]
    return np.concatenate([found.gathered(some, table) / max(1, some.shape[1]) for some in (starts, now)], axis=1)
