"""Many draws of an exchange at once: what the plain twin says of each, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import LimitError, UsageError
from estimative.methods.bargaining import Board, Exchange, exchange_many, trade, trade_outcomes


def drawn(seed, count, issues, actors, ties):
    """Random issues on which not everybody stands; with `ties` on few places, some of no weight."""
    rng = np.random.default_rng(seed)
    boards, columns = [], []
    for number in range(issues):
        stands = tuple(f"a{k}" for k in rng.permutation(actors) if rng.random() < 0.8) or ("a0",)
        low, high = ((0, 10), (-5.0, 95.0))[number % 2]
        shape = (count, len(stands))
        if ties:
            place, able, cares = (
                rng.integers(0, 5, shape) / 4,
                rng.integers(0, 3, shape) * 1.0,
                rng.integers(0, 3, shape) / 2,
            )
        else:
            place, able, cares = rng.random(shape), 4 * rng.random(shape), rng.random(shape)
        boards.append(Board(stands, low, high))
        columns.append((low + (high - low) * place, able, cares))
    return boards, columns


def alone(boards, columns):
    """Each problem by itself, as its plain twin has it; None where nobody on an issue has any weight."""
    rows = []
    for d in range(len(columns[0][0])):
        issues = {
            k: board.issue(*(column[d] for column in each))
            for k, (board, each) in enumerate(zip(boards, columns, strict=True))
            if (each[1][d] * each[2][d]).sum() > 0
        }
        after = trade(Exchange(issues)).after if issues else {}
        rows.append([after.get(k) for k in range(len(boards))])
    return rows


def plain(found):
    return [[None if np.isnan(value) else value for value in row] for row in found.tolist()]


@given(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 6), st.booleans())
@settings(max_examples=40)
def test_each_draw_comes_out_where_it_comes_out_alone(seed, issues, actors, ties):
    problems = drawn(seed, 8, issues, actors, ties)
    assert plain(trade_outcomes(*problems)) == alone(*problems)


def test_something_is_traded_and_stretches_and_many_issues_change_nothing(monkeypatch):
    boards, columns = drawn(5, 20, 3, 5, ties=False)
    whole = trade_outcomes(boards, columns)
    means = np.stack([(x * c * s).sum(axis=1) / (c * s).sum(axis=1) for x, c, s in columns], axis=1)
    assert (np.abs(whole - means) > 0.01).any(axis=1).mean() > 0.5
    monkeypatch.setattr(exchange_many, "MOST_CELLS", 100)
    assert (trade_outcomes(boards, columns) == whole).all()
    monkeypatch.setattr(exchange_many, "MOST_ISSUES", 2)
    assert (trade_outcomes(boards, columns) == whole).all()


def test_nothing_is_nothing_and_what_does_not_fit_is_refused():
    boards, columns = drawn(5, 4, 2, 3, ties=False)
    assert trade_outcomes(boards, [tuple(column[:0] for column in each) for each in columns]).shape == (0, 2)
    columns[1][2][3, 0] = 1.5
    with pytest.raises(UsageError, match="salience"):
        trade_outcomes(boards, columns)
    many = [Board(tuple(map(str, range(1500))), 0, 1)] * 3
    with pytest.raises(LimitError, match="pairs to look at"):
        trade_outcomes(many, [tuple(np.ones((2, 1500)) for _ in range(3))] * 3)
