"""Dates with a month or a day left open."""

import pytest

from estimative.case.dates import first_day, is_date, last_day, surely_after


@pytest.mark.parametrize(
    "date, first, last",
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2021-12", "2021-12-01", "2021-12-31"),
        ("2021-08-14", "2021-08-14", "2021-08-14"),
    ],
)
def test_what_is_not_said_is_open(date, first, last):
    assert (first_day(date).isoformat(), last_day(date).isoformat()) == (first, last)


@pytest.mark.parametrize(
    "date, other, after",
    [
        ("2021-09-03", "2021-09-02", True),
        ("2021-09-02", "2021-09-02", False),
        ("2021-09", "2021-09-02", False),
        ("2021-10", "2021-09", True),
        ("2021", "2021-09-02", False),
        ("2022", "2021-09-02", True),
        ("2021-09-02", "2021", False),
    ],
)
def test_after_means_after_whatever_is_open(date, other, after):
    assert surely_after(date, other) is after


@pytest.mark.parametrize("text", ["", "2021-00", "2021-02-30", "2021-1", "20210814", "0000-01-01", "2021-08-14T00"])
def test_texts_that_are_no_dates(text):
    assert not is_date(text)
    with pytest.raises(ValueError):
        first_day(text)
