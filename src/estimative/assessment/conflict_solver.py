"""Solved plays, remembered by what they hang on, so that equal problems of an ensemble are solved once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.conflict_model import ConflictModel
from estimative.assessment.remembering import Remembered
from estimative.base.progress import Progress, tracked
from estimative.ensemble.executors import PLAIN, Arrays, Job, Work
from estimative.methods.conflict import Arena, Play, play
from estimative.methods.conflict.play import coalitions
from estimative.methods.conflict.plays import Ends, ends, together

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Small = NDArray[np.int16]
"""Ranks within an arena."""

MOST_ANSWERS = 1 << 26
"""Bytes of solved plays that are remembered: about a quarter of a million in small arenas."""
MOST_ARENAS = 1 << 27
"""Bytes of tables of moves that are remembered."""
_MARK = 16
"""Bytes of a digest."""
_END = np.dtype([("place", "<i4"), ("mass", "<f8")])


@dataclass(frozen=True)
class Setting:
    """How the conflict is played: a stability concept and the most members of a deal."""

    concept: str
    deals: int


@dataclass(frozen=True, eq=False)
class Begun:
    """The distinct problems that begin at one code.

    `rows` has per decision maker its distinct dense ranks [row, place]; `which` the row of each, [problem, decision
    maker].
    """

    start: int
    rows: tuple[Small, ...]
    which: Ints

    def __len__(self) -> int:
        return len(self.which)

    def ranks(self, chosen: Ints) -> Small:
        """The ranks of some of the problems: [problem, decision maker, place]."""
        return np.stack([rows[self.which[chosen, dm]] for dm, rows in enumerate(self.rows)], axis=1)


def one_problem(start: int, ranks: NDArray[np.integer[Any]]) -> Begun:
    """A single problem: a start, and ranks [decision maker, place]."""
    rows = tuple(np.asarray(row, dtype=np.int16)[None] for row in ranks)
    return Begun(start, rows, np.zeros((1, len(rows)), dtype=np.int64))


class ConflictSolver:
    """Plays and equilibria of one conflict's structure for any ranks.

    `memory` may be shared between variants of a case: everything is kept under what it hangs on.
    """

    def __init__(self, model: ConflictModel, memory: dict[Any, Any]) -> None:
        self.model = model
        self._weights = model.initiatives
        self._arenas: Remembered[tuple[bytes, int], Arena] = memory.setdefault(
            "conflict/arenas", Remembered(MOST_ARENAS)
        )
        self._answers: Remembered[bytes, bytes] = memory.setdefault("conflict/plays", Remembered(MOST_ANSWERS))
        self._own: dict[int, Arena] = {}

    def arena(self, start: int) -> Arena:
        """The slice of states around a starting code."""
        if start not in self._own:
            key = (self._structure, start)
            found = self._arenas.get(key)
            if found is None:
                found = Arena(self.model.structure, start)
                groups = 2 ** len(self.model.decision_makers)
                self._arenas.put(key, found, groups * len(found) ** 2)
            self._own[start] = found
        return self._own[start]

    def solve(self, begun: Begun, setting: Setting, work: Work = PLAIN) -> Ends:
        """Where the play of every problem ends."""
        mark = self._mark(begun.start, setting)
        keys = _keys(mark, begun)
        found = self._answers.find(keys)
        missing = np.flatnonzero([answer is None for answer in found])
        if len(missing):
            self._look_ahead(begun.start, setting, work.progress)
        arena = self.arena(begun.start)
        parts = _Parts(begun, missing, together(len(arena)))
        shared = (arena, setting.concept, setting.deals, self._weights)
        job = Job("conflict", solve_part, shared, mark.hex())
        for number, answer in enumerate(work.executor.run(job, parts, work.progress)):
            chosen, packed = parts.chosen(number).tolist(), list(_packed(answer))
            for k, one in zip(chosen, packed, strict=True):
                found[k] = one
            self._answers.put_all([keys[k] for k in chosen], packed, sum(map(len, packed)))
        return _unpacked([answer for answer in found if answer is not None], len(arena))

    def play(self, start: int, ranks: NDArray[np.integer[Any]], setting: Setting) -> Play:
        """One play with its steps."""
        numbers = np.asarray(ranks, dtype=np.int64)
        return play(self.arena(start), numbers, setting.concept, setting.deals, self._weights)

    @cached_property
    def _structure(self) -> bytes:
        """What states and moves hang on."""
        return _digest(self.model.structure_key)

    def _mark(self, start: int, setting: Setting) -> bytes:
        """What a play hangs on, ranks apart."""
        return _digest((self._structure, start, setting.concept, setting.deals, self._weights))

    def _look_ahead(self, start: int, setting: Setting, progress: Progress) -> None:
        """Works out what the partners of each deal reach together, which takes long in large arenas, once for all."""
        count = len(self.model.decision_makers)
        arena = self.arena(start)
        groups = coalitions(count, min(setting.deals, count))
        for members in tracked(groups, progress, "what partners reach together"):
            arena.joint_moves(members)


def solve_part(shared: tuple[Arena, str, int, tuple[float, ...]], part: Arrays) -> Arrays:
    """The ends of the plays of one part, as arrays: what an executor runs."""
    found = ends(shared[0], part["ranks"], *shared[1:])
    return {
        "first": found.first,
        "places": found.places,
        "masses": found.masses,
        "cycles": found.cycles,
        "equilibria": np.packbits(found.equilibria, axis=1),
    }


class _Parts(Sequence[Arrays]):
    """The chosen problems in stretches of one size, each made when it is asked for."""

    def __init__(self, begun: Begun, chosen: Ints, size: int) -> None:
        self._begun, self._chosen, self._size = begun, chosen, size

    def __len__(self) -> int:
        return len(range(0, len(self._chosen), self._size))

    @overload
    def __getitem__(self, number: int) -> Arrays: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Arrays]: ...

    def __getitem__(self, number: int | slice) -> Arrays | Sequence[Arrays]:
        if isinstance(number, slice):
            return [self[k] for k in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return {"ranks": self._begun.ranks(self.chosen(number % len(self)))}

    def __iter__(self) -> Iterator[Arrays]:
        return (self[number] for number in range(len(self)))

    def chosen(self, number: int) -> Ints:
        """The numbers of the problems of one stretch."""
        return self._chosen[number * self._size : (number + 1) * self._size]


def _digest(value: object) -> bytes:
    return hashlib.blake2b(repr(value).encode(), digest_size=_MARK).digest()


def _keys(mark: bytes, begun: Begun) -> list[bytes]:
    """What the play of each problem hangs on: the mark, and the ranks of each decision maker by their digests."""
    columns = [np.broadcast_to(np.frombuffer(mark, dtype=np.uint8), (len(begun), _MARK))]
    for dm, rows in enumerate(begun.rows):
        marks = b"".join(hashlib.blake2b(row.tobytes(), digest_size=_MARK).digest() for row in rows)
        columns.append(np.frombuffer(marks, dtype=np.uint8).reshape(-1, _MARK)[begun.which[:, dm]])
    whole = np.concatenate(columns, axis=1)
    text, width = whole.tobytes(), whole.shape[1]
    return [text[at : at + width] for at in range(0, len(text), width)]


def _packed(answer: Arrays) -> Iterator[bytes]:
    """Each problem's answer in as few bytes as it takes."""
    cycles = np.ascontiguousarray(answer["cycles"], dtype="<f8")
    heads = np.concatenate([cycles.view(np.uint8).reshape(len(cycles), 8), answer["equilibria"]], axis=1)
    bodies = np.empty(len(answer["places"]), dtype=_END)
    bodies["place"], bodies["mass"] = answer["places"], answer["masses"]
    head, body, width = heads.tobytes(), bodies.tobytes(), heads.shape[1]
    first = (answer["first"] * _END.itemsize).tolist()
    for k in range(len(cycles)):
        yield head[k * width : (k + 1) * width] + body[first[k] : first[k + 1]]


def _unpacked(answers: Sequence[bytes], places: int) -> Ends:
    width = 8 + -(-places // 8)
    heads = np.frombuffer(b"".join([answer[:width] for answer in answers]), dtype=np.uint8).reshape(-1, width)
    bodies = np.frombuffer(b"".join([answer[width:] for answer in answers]), dtype=_END)
    counts = [(len(answer) - width) // _END.itemsize for answer in answers]
    return Ends(
        np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
        bodies["place"].astype(np.int64),
        bodies["mass"].astype(np.float64),
        np.ascontiguousarray(heads[:, :8]).view("<f8").ravel().astype(np.float64),
        np.unpackbits(heads[:, 8:], axis=1, count=places).astype(bool),
    )
