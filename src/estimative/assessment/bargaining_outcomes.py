"""Where issues settle in every draw, by the account that the case asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.assessment.bargaining_model import BargainingModel
from estimative.assessment.remembering import Remembered
from estimative.base.errors import LimitError
from estimative.ensemble.batches import Batches
from estimative.ensemble.executors import PLAIN, Arrays, Job, Work
from estimative.methods.bargaining import (
    Board,
    Exchange,
    eum_means,
    nash_many,
    trade_outcomes,
    weighted_means,
    weighted_medians,
)

Floats = NDArray[np.float64]
Columns = tuple[Floats, Floats, Floats]
"""Positions, capabilities and saliences of an issue's actors, (draws, actors) each."""

EUM_ROUNDS = 5
"""The rounds after which the expected-utility model is read, where a case takes it for its forecast."""
TOGETHER = 1024
"""Problems that are settled in one part of the work."""
MOST_ANSWERS = 1 << 26
"""Bytes of outcomes that are remembered from one variant of a case to the next."""
_PARTS = ("position", "capability", "salience")


@dataclass(frozen=True)
class Scale:
    """An issue as the problems of all draws share it: who stands on it, and the ends of its scale."""

    name: str
    actors: tuple[str, ...]
    low: float
    high: float


def outcomes(
    forecast: str,
    model: BargainingModel,
    drawn: Mapping[str, Floats],
    draws: int,
    memory: dict[Any, Any],
    work: Work = PLAIN,
) -> dict[str, Floats]:
    """Per issue where it settles in each draw; NaN in draws in which nobody there has any weight.

    `forecast` is the account: `compromise`, `median` (the lower end of a tie), `nash` (breakdown as what is left),
    `eum` (EQUATIONS, the weighted mean after five rounds), `exchange` (over all issues of the draw). Problems that are
    alike are settled once.
    """
    scales = tuple(Scale(name, each.actors, each.low, each.high) for name, each in model.issues.items())
    columns = {name: each.arrays(drawn, draws) for name, each in model.issues.items()}
    if forecast == "exchange":
        return _settled(settle_exchange, scales, columns, memory, work)
    if forecast == "eum":
        found: dict[str, Floats] = {}
        for scale in scales:
            found |= _settled(settle_eum, (scale,), {scale.name: columns[scale.name]}, memory, work)
        return found
    return {scale.name: _at_once(ACCOUNTS[forecast], scale, columns[scale.name]) for scale in scales}


def _at_once(account: Callable[[Scale, Columns], Floats], scale: Scale, columns: Columns) -> Floats:
    """Where one issue settles by an account that takes all draws together."""
    weighty = (columns[1] * columns[2]).sum(axis=1) > 0
    values = np.full(len(weighty), np.nan)
    if weighty.any():
        position, capability, salience = (column[weighty] for column in columns)
        values[weighty] = account(scale, (position, capability, salience))
    return values


def _compromise(_scale: Scale, columns: Columns) -> Floats:
    position, capability, salience = columns
    return weighted_means(position, capability * salience)


def _median(_scale: Scale, columns: Columns) -> Floats:
    position, capability, salience = columns
    return weighted_medians(position, capability * salience)[0]


def _nash(scale: Scale, columns: Columns) -> Floats:
    position, _, salience = columns
    return nash_many(position, salience, scale.low, scale.high)


ACCOUNTS: Mapping[str, Callable[[Scale, Columns], Floats]] = {
    "compromise": _compromise,
    "median": _median,
    "nash": _nash,
}
"""What settles one issue by itself, all draws together; a row per draw that has any weight."""


def settle_eum(scales: tuple[Scale, ...], part: Arrays) -> Arrays:
    """`settled`, (problems, 1): the mean of one issue after the rounds of the expected-utility model."""
    position, capability, salience = (part[f"{name} 0"] for name in _PARTS)
    weighty = (capability * salience).sum(axis=1) > 0
    found = np.full((len(position), len(scales)), np.nan)
    found[weighty, 0] = eum_means(position[weighty], capability[weighty], salience[weighty], EUM_ROUNDS)
    return {"settled": found}


def settle_exchange(scales: tuple[Scale, ...], part: Arrays) -> Arrays:
    """`settled`, (problems, issues): where the issues come out of the deals between them."""
    boards = [Board(scale.actors, scale.low, scale.high) for scale in scales]
    columns = [(part[f"position {k}"], part[f"capability {k}"], part[f"salience {k}"]) for k in range(len(scales))]
    return {"settled": trade_outcomes(boards, columns)}


def _settled(
    function: Callable[[tuple[Scale, ...], Arrays], Arrays],
    scales: tuple[Scale, ...],
    columns: Mapping[str, Columns],
    memory: dict[Any, Any],
    work: Work,
) -> dict[str, Floats]:
    """Where issues settle by an account that takes problem by problem: each once, whoever computes it."""
    if not scales:
        return {}
    answers: Remembered[bytes, Floats] = memory.setdefault("bargaining outcomes", Remembered(MOST_ANSWERS))
    tables = {f"{name} {k}": t for k, s in enumerate(scales) for name, t in zip(_PARTS, columns[s.name], strict=True)}
    mark = hashlib.sha256(repr((function.__name__, EUM_ROUNDS, scales)).encode())
    number: dict[bytes, int] = {}
    which = np.array([number.setdefault(row.tobytes(), len(number)) for row in np.concatenate([*tables.values()], 1)])
    first = np.unique(which, return_index=True)[1]
    keys = [_key(mark.digest(), row) for row in number]
    known = answers.find(keys)
    fresh = [place for place, answer in enumerate(known) if answer is None]
    parts = Batches(
        fresh,
        TOGETHER,
        lambda places: {name: table[first[places]] for name, table in tables.items()},
    )
    job = Job("bargaining", function, scales, mark.hexdigest())
    for places, answer in zip(parts.places, work.executor.run(job, parts, work.progress), strict=True):
        for place, settled in zip(places, answer["settled"], strict=True):
            known[place] = settled
            answers.put(keys[place], settled, settled.nbytes)
    rows = np.stack([answer for answer in known if answer is not None])[which]
    return {scale.name: rows[:, k] for k, scale in enumerate(scales)}


def _key(mark: bytes, row: bytes) -> bytes:
    return hashlib.sha256(mark + row).digest()


def stated_exchange(model: BargainingModel) -> Exchange | None:
    """The issues at their stated values as one exchange; None where fewer than two settle, or there is too much."""
    issues = {name: each.stated for name, each in model.issues.items() if each.stated is not None}
    try:
        return Exchange(issues) if len(issues) > 1 else None
    except LimitError:
        return None
