"""What is remembered and what is alike: against plain maps and plain sorting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.assessment import distinct as room
from estimative.assessment.distinct import distinct, distinct_rows, numbered
from estimative.assessment.remembering import OVERHEAD, Remembered

tables = st.integers(1, 30).flatmap(
    lambda rows: st.integers(0, 6).flatmap(
        lambda columns: st.lists(
            st.lists(st.sampled_from([-(10**6), -3, 0, 1, 2, 10**6]), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        ).map(lambda table: np.array(table, dtype=np.int64).reshape(rows, columns))
    )
)


@given(tables)
def test_kinds_of_rows_are_those_of_sorting(table: np.ndarray) -> None:
    places, kind = distinct_rows(table)
    expected, inverse = np.unique(table, axis=0, return_inverse=True)
    assert (table[places] == expected).all()
    assert (kind == inverse.reshape(len(table))).all()


@given(st.data())
def test_columns_too_wide_for_one_number_are_told_apart(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 20))
    columns = [np.array(data.draw(st.lists(st.integers(0, 2**40), min_size=count, max_size=count))) for _ in range(4)]
    rows, which = distinct(columns, [2**40 + 1] * 4)
    expected, inverse = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
    assert (rows == expected).all()
    assert (which == inverse.reshape(count)).all()


def test_counting_and_sorting_number_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    column = np.array([4, 90_000, 4, 7])
    by_sorting = numbered([column], [1 << 40])
    by_counting = numbered([column], [90_001])
    monkeypatch.setattr(room, "ROOM", 1 << 20)
    assert numbered([column], [90_001])[0].tolist() == by_sorting[0].tolist() == by_counting[0].tolist() == [0, 2, 0, 1]


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=60), st.integers(1, 8))
def test_nothing_false_is_remembered_and_never_too_much(steps: list[tuple[int, bool]], room_for: int) -> None:
    kept: Remembered[int, str] = Remembered(most=2 * room_for * (OVERHEAD + 10))
    put: set[int] = set()
    for key, asks in steps:
        if asks:
            assert kept.get(key) in ({str(key), None} if key in put else {None})
        else:
            kept.put(key, str(key), 10)
            put.add(key)
            assert kept.get(key) == str(key)  # what was put last is there
        assert len(kept) <= 2 * (room_for + 1)


def test_what_is_asked_for_stays_while_the_rest_is_forgotten() -> None:
    kept: Remembered[int, int] = Remembered(most=20 * OVERHEAD)
    kept.put(0, 0, 0)
    for key in range(1, 200):
        kept.put(key, key, 0)
        assert kept.get(0) == 0
    assert kept.find([199, 1]) == [199, None]
