"""Cross-impact balances joined to cases: what it draws, what it says of the scenarios, what it shows.

A draw's weights are the shares of the starting states that succession leads into each scenario. Basin shares are no
chances: they count states, as if each were as good a start as any other.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.cross_impact_facts import CrossImpactFacts, Spread, cross_impact_facts
from estimative.assessment.cross_impact_following import Following, Sample, follow, part_of, whole_part
from estimative.assessment.cross_impact_model import CrossImpactModel, Pushing, cross_impact_model
from estimative.assessment.cross_impact_succession import Nexts, next_variants
from estimative.assessment.distinct import distinct, distinct_rows
from estimative.assessment.joins import Join
from estimative.assessment.readings import readings
from estimative.assessment.remembering import Remembered
from estimative.assessment.weights import Weights
from estimative.base.errors import LimitError
from estimative.base.logic.space import MAX_STATES
from estimative.case.models import Case
from estimative.case.space import state_space
from estimative.ensemble.batches import Batches
from estimative.ensemble.draws import Draws, Input
from estimative.ensemble.executors import PLAIN, Arrays, Job, Work
from estimative.methods.cross_impact.record import MAX_DESCRIPTORS, MAX_EACH, MAX_VARIANTS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_FOLLOWED = 1 << 22
"""States × distinct successions up to which every state is followed; beyond, starts are sampled."""
SAMPLED = 1 << 18
LEAST_SAMPLE, GREATEST_SAMPLE = 1 << 6, 1 << 14
"""Starts × distinct matrices where starts are sampled, and the fewest and most starts of one matrix."""
DRAWN = 1 << 14
"""Draws that are drawn at a time."""
STRETCH = 1 << 10
"""Matrices that are laid out in full at a time."""
MOST_ANSWERS = 1 << 26
"""Bytes of answers that are remembered from one variant of a case to the next."""


@dataclass(frozen=True, eq=False)
class Distinct:
    """The matrices of a run without repetition: `kinds` [matrix, factor that moves], and which draw has which.

    Per factor that moves `values` has a row for each kind of block, what the judgments that push it are there, and
    `marks` its digest.
    """

    values: tuple[NDArray[np.integer[Any]], ...]
    marks: tuple[tuple[bytes, ...], ...]
    kinds: Ints
    which: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.kinds)

    def digests(self, places: Sequence[int]) -> list[bytes]:
        """What some of the matrices are known by."""
        return _joined_digests(self.marks, self.kinds[places])

    def blocks(self, model: CrossImpactModel, places: Sequence[int]) -> list[tuple[Ints, Ints]]:
        """Per factor that moves the distinct blocks of some of the matrices, and which of these each has."""
        found = []
        for k, pushing in enumerate(model.pushing):
            kinds, which = np.unique(self.kinds[places, k], return_inverse=True)
            found.append((pushing.blocks(self.values[k][kinds]), which.reshape(len(places))))
        return found

    def stretches(self, model: CrossImpactModel) -> Iterator[tuple[list[Ints], Ints]]:
        """What pushes in every matrix, some at a time, and how many draws have each."""
        counts = np.bincount(self.which, minlength=len(self))
        for first in range(0, len(self), STRETCH):
            places = range(first, min(first + STRETCH, len(self)))
            yield [blocks[which] for blocks, which in self.blocks(model, places)], counts[places]


@dataclass(frozen=True, eq=False)
class Successions:
    """Matrices under which every state is followed by the same are one: where each factor that moves goes.

    `kinds` [succession, factor that moves] are rows of `nexts`; `which` says which succession each matrix has.
    """

    nexts: tuple[Nexts, ...]
    kinds: Ints
    digests: list[bytes]
    which: Ints

    def moving(self, places: Sequence[int]) -> list[tuple[Nexts, Ints]]:
        """Some of the successions, as `followed` takes them."""
        found = []
        for nexts, column in zip(self.nexts, self.kinds[places].T, strict=True):
            kinds, which = np.unique(column, return_inverse=True)
            found.append((Nexts(nexts.sources, nexts.rows[kinds]), which.reshape(len(places))))
        return found


class CrossImpactRun:
    """One case ready for cross-impact balances."""

    def __init__(self, model: CrossImpactModel, memory: dict[Any, Any]) -> None:
        self.model = model
        self._answers: Remembered[bytes, bytes] = memory.setdefault("cross-impact", Remembered(MOST_ANSWERS))
        self._distinct: tuple[Draws, Distinct, Successions | None] | None = None

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The impacts."""
        return self.model.inputs

    def weigh(self, draws: Draws, work: Work = PLAIN) -> Weights:
        """The share of starts that ends in each scenario, and what ends where nothing can be said, draw by draw."""
        rows = self._rows(draws, work)
        columns = len(self.model.case.scenarios) + 1
        return Weights(tuple(self.model.case.scenarios), rows[:, :columns], rows[:, columns : 2 * columns])

    def facts(self, draws: Draws, work: Work = PLAIN) -> CrossImpactFacts:
        """What hangs together and where succession leads, at the stated values and over the draws."""
        columns = len(self.model.case.scenarios) + 1
        rows = self._rows(draws, Work(work.executor))
        found, alike = self._found(draws)
        counts = np.bincount(found.which, minlength=len(found))
        from_now = rows[:, 2 * columns :].mean(axis=0) if len(self.model.now) else None
        sampled = self.sample_size(len(found)) if alike is None else None
        return cross_impact_facts(self.model, Spread(partial(found.stretches, self.model), counts, from_now, sampled))

    def sample_size(self, matrices: int) -> int | None:
        """How many starts are sampled for each matrix where not all are followed; None where that is every start."""
        size = min(max(SAMPLED // matrices, LEAST_SAMPLE), GREATEST_SAMPLE)
        return None if len(self.model.starts) <= size else size

    def matrices(self, draws: Draws) -> int:
        """How many distinct matrices these draws make."""
        return len(self._found(draws)[0])

    def _found(self, draws: Draws) -> tuple[Distinct, Successions | None]:
        if self._distinct is None or self._distinct[0] != draws:
            found = _distinct(self.model, draws)
            self._distinct = draws, found, _successions(self.model, found)
        return self._distinct[1:]

    def _rows(self, draws: Draws, work: Work) -> Floats:
        """Per draw what ends true, what ends open, then both from the status quo alone."""
        found, alike = self._found(draws)
        if alike is not None:
            rows = self._answered(alike.digests, lambda places: whole_part(alike.moving(places)), True, None, work)
            return rows[alike.which[found.which]]
        size = self.sample_size(len(found))
        sample = Sample(draws.seed, size) if size is not None else None

        def batch(places: Sequence[int]) -> Arrays:
            return part_of(found.blocks(self.model, places), found.digests(places))

        return self._answered(found.digests(range(len(found))), batch, False, sample, work)[found.which]

    def _answered(
        self,
        digests: Sequence[bytes],
        make: Callable[[Sequence[int]], Arrays],
        whole: bool,
        sample: Sample | None,
        work: Work,
    ) -> Floats:
        """The answers to all that is known by these digests; `make` makes a part of some of them, by their places."""
        model = self.model
        mark = model.key if sample is None else model.key + f"{sample.seed} {sample.size}".encode()
        keys = [mark + one for one in digests]
        known = self._answers.find(keys)
        fresh = [place for place, answer in enumerate(known) if answer is None]
        following = Following(model.arena, model.table, model.starts, model.now, whole, sample)
        batches = Batches(fresh, following.together, make)
        job = Job("cross-impact", follow, following, f"{mark.hex()} {whole}")
        for places, answers in zip(batches.places, work.executor.run(job, batches, work.progress), strict=True):
            text = answers["rows"].tobytes()
            width = len(text) // len(places)
            rows = [text[at : at + width] for at in range(0, len(text), width)]
            for place, row in zip(places, rows, strict=True):
                known[place] = row
            self._answers.put_all([keys[place] for place in places], rows, len(text))
        table = np.frombuffer(b"".join([row for row in known if row is not None]), dtype=np.float64)
        return table.reshape(len(keys), -1)


def _successions(model: CrossImpactModel, found: Distinct) -> Successions | None:
    """The successions of all matrices; None where there are too many to follow every state under each."""
    nexts, kinds, marks = [], [], []
    for k, (place, pushing) in enumerate(zip(model.arena.moving, model.pushing, strict=True)):
        others = [
            i for i in range(len(model.arena.counts)) if i != place and pushing.points[:, model.arena.rows(i)].any()
        ]
        cells = math.prod(model.arena.counts[i] for i in (*others, place))
        if cells * len(found.values[k]) > MOST_FOLLOWED:
            return None
        known: dict[bytes, int] = {}
        rows, same = [], []
        for first in range(0, len(found.values[k]), STRETCH):
            each = next_variants(model.arena, place, others, pushing.blocks(found.values[k][first : first + STRETCH]))
            for row in each.rows:
                digest = hashlib.sha256(repr(each.sources).encode() + row.tobytes()).digest()
                if digest not in known:
                    rows.append(row)
                same.append(known.setdefault(digest, len(known)))
        nexts.append(Nexts((*others, place), np.stack(rows)))
        kinds.append(np.array(same)[found.kinds[:, k]])
        marks.append(list(known))
    if not kinds:
        return Successions((), np.zeros((1, 0), dtype=np.int64), [b""], np.zeros(1, dtype=np.int64))
    table, which = distinct(kinds, list(map(len, marks)))
    if model.arena.size * len(table) > MOST_FOLLOWED:
        return None
    return Successions(tuple(nexts), table, _joined_digests(marks, table), which)


def _joined_digests(marks: Sequence[Sequence[bytes]], table: Ints) -> list[bytes]:
    """The digest of each row of `table`, whose columns are places among the digests of their factor."""
    if not marks:
        return [b""] * len(table)
    columns = [np.frombuffer(b"".join(one), dtype=np.uint8).reshape(len(one), -1) for one in marks]
    found: list[bytes] = []
    for first in range(0, len(table), STRETCH):
        part = table[first : first + STRETCH]
        rows = np.concatenate([mark[column] for mark, column in zip(columns, part.T, strict=True)], axis=1)
        found += [hashlib.sha256(row).digest() for row in rows]
    return found


def _distinct(model: CrossImpactModel, draws: Draws) -> Distinct:
    """The matrices of the draws, factor by factor: draws are drawn some at a time, and what differs is kept."""
    known: list[dict[bytes, int]] = [{} for _ in model.pushing]
    values: list[list[NDArray[np.integer[Any]]]] = [[] for _ in model.pushing]
    kinds = np.zeros((len(model.pushing), draws.count), dtype=np.int32)
    for part in draws.stretches(DRAWN):
        drawn = [_narrow(column) for column in draws.of(model.inputs, part.start, part.stop).values()]
        for k, pushing in enumerate(model.pushing):
            columns = [drawn[place] for place in pushing.judgments]
            table = np.stack(columns, axis=1) if columns else np.zeros((len(part), 0), dtype=np.int8)
            first, kind = distinct_rows(table)
            before = len(known[k])
            number = [known[k].setdefault(digest, len(known[k])) for digest in _digests(pushing, table[first])]
            found, place = np.unique(number, return_index=True)
            values[k].append(table[first[place[found >= before]]])
            kinds[k, part.start : part.stop] = np.array(number)[kind]
    if not len(kinds):
        return Distinct((), (), np.zeros((1, 0), dtype=np.int64), np.zeros(draws.count, dtype=np.int32))
    rows, which = distinct(list(kinds), list(map(len, known)))
    marks = tuple(tuple(one) for one in known)
    return Distinct(tuple(map(np.concatenate, values)), marks, rows, which.astype(np.int32))


def _digests(pushing: Pushing, values: NDArray[np.integer[Any]]) -> Iterator[bytes]:
    """What the blocks with these values are known by."""
    for first in range(0, len(values), STRETCH):
        for block in pushing.blocks(values[first : first + STRETCH]):
            yield hashlib.sha256(block).digest()


def _narrow(drawn: Floats) -> NDArray[np.integer[Any]]:
    """Whole numbers in as few bytes as they take."""
    values = drawn.astype(np.int64)
    ends = (np.min_scalar_type(int(values.min())), np.min_scalar_type(int(values.max())))
    return values.astype(np.result_type(np.int8, *ends))


def lacks(case: Case) -> str | None:
    """What cross-impact balances would need to run, in a sentence; None where they can."""
    if not any(case.impacts.values()):
        return "cross-impact balances need impacts of one development on another"
    if not case.scenarios:
        return "cross-impact balances need scenarios to speak of"
    space = state_space(case)
    for found, most, what in (
        (len(space.factors), MAX_DESCRIPTORS, "options and drivers"),
        (sum(space.shape), MAX_VARIANTS, "variants"),
        (max(space.shape), MAX_EACH, "variants of one option or driver"),
        (space.size, MAX_STATES, "states"),
    ):
        if found > most:
            return f"cross-impact balances take at most {most:,} {what}, and the case has {found:,}"
    try:
        if case.issues:
            readings(case, space)
    except LimitError as error:
        return f"cross-impact balances cannot read the scenarios: {error}"
    return None


def reads(case: Case, path: str) -> bool:
    """Does what stands at this address reach the matrix: impacts, rules, options, drivers, an actor with options?"""
    parts = path.split("/")
    if parts[0] in ("impacts", "rules", "drivers"):
        return len(parts) > 1
    if parts[0] != "actors" or len(parts) < 2 or parts[1] not in case.actors:
        return False
    if len(parts) == 2:
        return bool(case.actors[parts[1]].options)
    return parts[2] == "options" and len(parts) > 3


def prepare(
    case: Case,
    memory: dict[Any, Any],
    shifts: Mapping[str, float],
    dropped: frozenset[str] = frozenset(),
) -> CrossImpactRun:
    """The case ready for cross-impact balances; raises ProblemsError where the rules leave no state to start from."""
    return CrossImpactRun(cross_impact_model(case, shifts, dropped), memory)


def problems(ready: CrossImpactRun, draws: Draws) -> int:
    """How many distinct matrices these draws make."""
    return ready.matrices(draws)


JOIN = Join(method="cross-impact", forecasts=True, lacks=lacks, reads=reads, prepare=prepare, problems=problems)

__all__ = ["JOIN", "CrossImpactFacts", "CrossImpactRun", "lacks", "prepare", "reads"]
