"""Where starts settle when there are too many to try them all: starts drawn by chance, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as made_of

import numpy as np

from estimative.base.keyed_random import choices
from estimative.base.progress import SILENT, Progress
from estimative.methods.cross_impact.field import Field
from estimative.methods.cross_impact.problem import Ints
from estimative.methods.cross_impact.rules import Rule
from estimative.methods.cross_impact.succession import stepped

MOST_STEPS = 100_000
"""A start that has not settled after so many steps is reported as unsettled."""

_TRIES = 64
_CELLS = 1 << 22


@dataclass
class Sample:
    """Where the drawn starts settled. `cycles` has states (descriptors, length) in the order of the walk."""

    drawn: int = 0
    cycles: list[Ints] = made_of(default_factory=list)
    hits: list[int] = made_of(default_factory=list)
    unsettled: int = 0


def sample(
    field: Field, rule: Rule, count: int, starts: int, seed: int, all_starts: bool = True, progress: Progress = SILENT
) -> Sample:
    """Follows `starts` starts drawn by `seed` until each has settled; forbidden ones are drawn again if not counted.

    `count` is the number of descriptors of the problem. Where hardly any start is allowed, fewer are followed.
    """
    drawn = drawn_starts(field, starts, seed, all_starts)
    found = Sample(drawn.shape[1])
    progress.start("following starts", max(1, found.drawn))
    known: dict[bytes, int] = {}
    here, many = _merged(drawn, np.ones(found.drawn, dtype=np.int64))
    anchor, since, power, steps = here, 0, 1, 0
    while here.shape[1] and steps < MOST_STEPS:
        here = stepped(field, rule, count, here)
        since, steps = since + 1, steps + 1
        back = (here == anchor).all(axis=0)
        if back.any():
            _note(field, rule, count, found, known, here[:, back], many[back], since)
            progress.advance(int(many[back].sum()))
            here, anchor, many = here[:, ~back], anchor[:, ~back], many[~back]
        if since == power:  # Brent's way of finding cycles: look back to ever later states, for ever longer
            here, many = _merged(here, many)
            anchor, since, power = here, 0, power * 2
    found.unsettled = int(many.sum())
    progress.finish()
    return found


def drawn_starts(field: Field, starts: int, seed: int, all_starts: bool) -> Ints:
    """Starts (descriptors, m), each as likely as any other; the draws of one descriptor do not hang on the others."""
    kept: list[Ints] = []
    have = 0
    for turn in range(1 if all_starts else _TRIES):
        drawn = np.array(
            [
                choices(seed, f"cross-impact/start/{place}", starts, size, turn * starts)
                for place, size in zip(field.places, field.counts, strict=True)
            ]
        ).reshape(len(field.counts), -1)
        fine = drawn if all_starts else drawn[:, field.avoids(drawn)]
        kept.append(fine[:, : starts - have])
        have += kept[-1].shape[1]
        if have >= starts:
            break
    return np.concatenate(kept, axis=1)


def _merged(states: Ints, many: Ints) -> tuple[Ints, Ints]:
    """Each state once, with the number of starts that stand there."""
    if not states.shape[1]:
        return states, many
    each, which = np.unique(states, axis=1, return_inverse=True)
    return each, np.bincount(which.reshape(-1), weights=many, minlength=each.shape[1]).astype(np.int64)


def _note(
    field: Field, rule: Rule, count: int, found: Sample, known: dict[bytes, int], states: Ints, many: Ints, length: int
) -> None:
    """Adds the starts that came back to where they were, each on a cycle of a length that divides `length`."""
    states, many = _merged(states, many)
    together = max(1, _CELLS // max(1, length * states.shape[0]))  # many cycles are walked side by side
    for first in range(0, states.shape[1], together):
        part = states[:, first : first + together]
        if length > 1:
            part = part[:, [part[:, k].tobytes() not in known for k in range(part.shape[1])]]
        walk = [part]
        for _ in range(1, length if part.shape[1] else 1):
            walk.append(stepped(field, rule, count, walk[-1]))
        for k in range(part.shape[1]):
            if part[:, k].tobytes() not in known:
                _add(found, known, np.array([step[:, k] for step in walk]))
    for k, hits in enumerate(many.tolist()):
        found.hits[known[states[:, k].tobytes()]] += hits


def _add(found: Sample, known: dict[bytes, int], walk: Ints) -> None:
    """One more cycle; `walk` (steps, descriptors) goes round it once or several times."""
    again = np.flatnonzero((walk[1:] == walk[0]).all(axis=1))
    cycle = walk[: int(again[0]) + 1] if len(again) else walk
    lowest = int(np.lexsort(cycle.T[::-1])[0]) if cycle.shape[1] else 0
    cycle = np.roll(cycle, -lowest, axis=0)
    for state in cycle:
        known[state.tobytes()] = len(found.cycles)
    found.cycles.append(cycle.T.copy())
    found.hits.append(0)
