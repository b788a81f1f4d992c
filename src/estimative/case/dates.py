"""Dates as people give them: a year, a month or a day. What is not said is left open.

>>> surely_after("2021-10", "2021-09-02"), surely_after("2021-09", "2021-09-02")
(True, False)
"""

from __future__ import annotations

import calendar
import datetime
import re

DATE_PATTERN = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


def first_day(date: str) -> datetime.date:
    """The first day that a date of any precision may mean. Raises ValueError where there is no such date.

    >>> first_day("2021-08").isoformat()
    '2021-08-01'
    """
    return _days(date)[0]


def last_day(date: str) -> datetime.date:
    """The last day that a date of any precision may mean. Raises ValueError where there is no such date.

    >>> last_day("2021-02").isoformat()
    '2021-02-28'
    """
    return _days(date)[1]


def surely_after(date: str, other: str) -> bool:
    """Whether `date` lies after `other` whichever day each of them means."""
    return first_day(date) > last_day(other)


def is_date(text: str) -> bool:
    """Whether a text is a date that exists.

    >>> is_date("2021-02-29"), is_date("2024-02-29")
    (False, True)
    """
    try:
        return bool(_days(text))
    except ValueError:
        return False


def _days(date: str) -> tuple[datetime.date, datetime.date]:
    if not re.fullmatch(DATE_PATTERN, date):
        raise ValueError(f"expected a date such as 2021, 2021-08 or 2021-08-14, got {date!r:.40}")
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    first = datetime.date(year, rest[0], 1)
    if len(rest) == 1:
        return first, first.replace(day=calendar.monthrange(year, rest[0])[1])
    return first.replace(day=rest[1]), first.replace(day=rest[1])
