"""Sampling intervals of shares that were seen in a number of draws."""

from __future__ import annotations

import math

CONFIDENT = 1.959964
"""Standard errors of a 95 % interval, and of a lead that counts."""


def wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share seen in `count` draws; conservative where a draw's answer is itself a share.

    >>> low, high = wilson(1.0, 2000)
    >>> round(low, 4), high
    (0.9981, 1.0)
    """
    z = CONFIDENT
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    low = 0.0 if share == 0 else centre - half
    high = 1.0 if share == 1 else centre + half
    return min(max(0.0, low), share), max(min(1.0, high), share)


def student(freedom: int) -> float:
    """Standard errors of a 95 % interval for a mean with so many degrees of freedom: Student's 0.975 quantile.

    To 0.002 from four degrees on (Fisher and Cornish, "The percentile points of distributions having known
    cumulants", Technometrics 2, 1960).

    >>> round(student(9), 3), round(student(39), 3)
    (2.262, 2.023)
    """
    z = CONFIDENT
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + math.fsum(term / freedom**power for power, term in enumerate(terms, start=1))
