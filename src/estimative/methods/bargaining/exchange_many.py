"""Exchange for many draws of the same issues at once: where they come out, without the story of the deals.

`exchange.trade` is the plain twin, which tells everything and takes one problem at a time. Here the axes are [problem,
issue, actor], or [problem, giver, taker]; all problems make their next deal together, and those are left aside in which
no deal gains anything any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimative.methods.bargaining.exchange import HERE, LEAST_GAIN, MAX_DEALS, Exchange, trade
from estimative.methods.bargaining.problem import Bargaining, Floats
from estimative.methods.bargaining.spatial import weighted_mean

Places = NDArray[np.integer[Any]]

MOST_CELLS = 1 << 18
"""Problems × pairs of issues × pairs of actors that are worked on together."""
MOST_ISSUES = 6
"""With more issues most pairs are left as they are by a deal, and the plain twin looks at those that are not."""


@dataclass(frozen=True)
class Board:
    """One issue as all problems share it: who stands on it, and the ends of its scale."""

    actors: tuple[str, ...]
    low: float
    high: float

    def issue(self, position: Floats, capability: Floats, salience: Floats) -> Bargaining:
        """The issue of one problem."""
        return Bargaining(self.actors, position, capability, salience, self.low, self.high)


def trade_outcomes(boards: Sequence[Board], columns: Sequence[tuple[Floats, Floats, Floats]]) -> Floats:
    """Where does each issue come out once no deal gains anything, (problems, issues)?

    `columns` has position, capability and salience of each issue, (problems, actors) each, in units as for
    `Bargaining`. NaN where nobody on an issue has any weight: the others trade without it. Raises what `Bargaining`
    and `Exchange` raise, for the first problem that they refuse.

    >>> one = (np.array([[0.0, 100]]), np.ones((1, 2)))
    >>> p, q = (*one, np.array([[0.1, 0.9]])), (*one, np.array([[0.9, 0.1]]))
    >>> trade_outcomes([Board(("A", "B"), 0, 100)] * 2, [p, q])
    array([[100.,   0.]])
    """
    weighty = np.stack([(capability * salience).sum(axis=1) > 0 for _, capability, salience in columns], axis=1)
    found = np.full(weighty.shape, np.nan)
    for kind in np.unique(weighty, axis=0):
        places, issues = np.flatnonzero((weighty == kind).all(axis=1)), np.flatnonzero(kind).tolist()
        if len(issues):
            chosen = [tuple(column[places] for column in columns[k]) for k in issues]
            found[places[:, None], issues] = _outcomes([boards[k] for k in issues], chosen)
    return found


def _outcomes(boards: Sequence[Board], columns: Sequence[tuple[Floats, ...]]) -> Floats:
    """The same where everybody has weight."""
    count = len(columns[0][0])
    actors = tuple(dict.fromkeys(actor for board in boards for actor in board.actors))
    if count and (wrong := _refused(boards, columns)) is not None:
        _exchange(boards, columns, wrong)
    if len(boards) > MOST_ISSUES or not count:
        rows = [trade(_exchange(boards, columns, row)).after for row in range(count)]
        return np.array([[after[str(k)] for k in range(len(boards))] for after in rows]).reshape(count, len(boards))
    _exchange(boards, columns, 0)  # refuses too many pairs
    step = max(1, MOST_CELLS // (len(actors) ** 2 * max(1, len(boards) * (len(boards) - 1) // 2)))
    found = np.empty((count, len(boards)))
    for first in range(0, count, step):
        some = [tuple(column[first : first + step] for column in each) for each in columns]
        found[first : first + step] = _Tables(boards, actors, some).traded()
    return found


def _refused(boards: Sequence[Board], columns: Sequence[tuple[Floats, ...]]) -> int | None:
    """The first problem with a number out of range."""
    fits = np.ones(len(columns[0][0]), dtype=bool)
    for board, (position, capability, salience) in zip(boards, columns, strict=True):
        fine = (position >= board.low) & (position <= board.high) & (capability >= 0) & np.isfinite(capability)
        fits &= (fine & (salience >= 0) & (salience <= 1)).all(axis=1)
    wrong = np.flatnonzero(~fits)
    return int(wrong[0]) if len(wrong) else None


def _exchange(boards: Sequence[Board], columns: Sequence[tuple[Floats, ...]], row: int) -> Exchange:
    """One problem as its plain twin reads it."""
    pairs = enumerate(zip(boards, columns, strict=True))
    return Exchange({str(k): board.issue(*(column[row] for column in each)) for k, (board, each) in pairs})


class _Tables:
    """The issues as tables, as `exchange` has them for one problem."""

    def __init__(self, boards: Sequence[Board], actors: tuple[str, ...], columns: Sequence[tuple[Floats, ...]]) -> None:
        self.boards = boards
        shape = (len(columns[0][0]), len(boards), len(actors))
        self.ideal, self.weight, self.salience = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.stands = np.zeros(shape[1:], dtype=bool)
        for row, (board, (position, capability, salience)) in enumerate(zip(boards, columns, strict=True)):
            places = [actors.index(actor) for actor in board.actors]
            self.ideal[:, row, places] = (position - board.low) * (100 / (board.high - board.low))
            self.weight[:, row, places] = capability * salience
            self.salience[:, row, places] = salience
            self.stands[row, places] = True
        self.vote = self.ideal.copy()
        self.total = self.weight.sum(axis=2)
        self.outcome = np.array(
            [
                [weighted_mean(self.vote[d, row], self.weight[d, row]) for row in range(shape[1])]
                for d in range(shape[0])
            ]
        )
        self.pairs = np.array(list(combinations(range(shape[1]), 2)), dtype=np.int64).reshape(-1, 2)

    def traded(self) -> Floats:
        """Makes all deals; the outcomes on the issues' own scales."""
        open_: Places = np.arange(len(self.outcome) if len(self.pairs) else 0)
        for _ in range(MAX_DEALS):
            if not len(open_):
                break
            open_ = self._deal(open_)
        low = np.array([float(board.low) for board in self.boards])
        high = np.array([float(board.high) for board in self.boards])
        return np.asarray(np.minimum(np.maximum(low + self.outcome * (high - low) / 100, low), high))

    def _deal(self, places: Places) -> Places:
        """Makes the best deal of each of these problems; the problems in which there was one."""
        room = self._room(places)
        salience = self.salience[places]
        best = np.empty((len(places), len(self.pairs)))
        offers = np.empty((len(places), len(self.pairs), 4))
        for k, (p, q) in enumerate(self.pairs):
            best[:, k], offers[:, k] = _offers(room[:, p], room[:, q], salience[:, p], salience[:, q])
        pair = best.argmax(axis=1)  # the first of equals
        gains = best[np.arange(len(places)), pair] > LEAST_GAIN
        places, pair = places[gains], pair[gains]
        chosen = offers[gains, pair]
        a, b = chosen[:, 0].astype(np.intp), chosen[:, 1].astype(np.intp)
        self._move(places, self.pairs[pair, 0], a, b, chosen[:, 2])
        self._move(places, self.pairs[pair, 1], b, a, chosen[:, 2] * chosen[:, 3])
        return places

    def _room(self, places: Places) -> Floats:
        """How far each giver can shift an outcome to each taker's liking, [problem, issue, giver, taker]."""
        ideal, vote = self.ideal[places], self.vote[places]
        away = ideal - self.outcome[places][:, :, None]
        aside = np.where(self.stands & (np.abs(away) > HERE), np.sign(away), 0)
        way = (ideal[:, :, None] - vote[:, :, :, None]) * aside[:, :, None]
        by_vote = self.weight[places][:, :, :, None] * np.maximum(way, 0) / self.total[places][:, :, None, None]
        reached = np.minimum(by_vote, np.abs(away)[:, :, None])
        return np.asarray(np.where(aside[:, :, :, None] * aside[:, :, None] < 0, reached, 0.0))

    def _move(
        self,
        places: Places,
        rows: Places,
        giver: Places,
        taker: Places,
        shift: Floats,
    ) -> None:
        start, goal = self.vote[places, rows, giver], self.ideal[places, rows, taker]
        step = shift * self.total[places, rows] / self.weight[places, rows, giver]
        whole = step >= np.abs(goal - start) * (1 - 1e-12)
        self.vote[places, rows, giver] = np.where(whole, goal, start + np.sign(goal - start) * step)
        self.outcome[places, rows] = [
            weighted_mean(self.vote[place, row], self.weight[place, row])
            for place, row in zip(places, rows, strict=True)
        ]


def _offers(room_p: Floats, room_q: Floats, sp: Floats, sq: Floats) -> tuple[Floats, Floats]:
    """The greatest gain of a deal over two issues in each problem; and the two actors, the shift of p, and ρ."""
    first, second = sp[:, :, None], sp[:, None]
    third, fourth = sq[:, :, None], sq[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = (first + second) / (third + fourth)
        shift = np.nan_to_num(np.minimum(room_p, room_q.transpose(0, 2, 1) / rate), nan=0.0, posinf=0.0)
        per_point = (third * second - first * fourth) / (third + fourth)
        gain = np.nan_to_num(shift * per_point, nan=0.0, posinf=0.0, neginf=0.0).reshape(len(sp), -1)
    at = gain.argmax(axis=1)
    problem = np.arange(len(sp))
    a, b = np.unravel_index(at, rate.shape[1:])
    return gain[problem, at], np.stack([a, b, shift[problem, a, b], rate[problem, a, b]], axis=1)
