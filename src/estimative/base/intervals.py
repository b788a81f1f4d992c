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
