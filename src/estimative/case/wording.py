"""Words of messages that stay short and quick whatever a stranger's case holds: nearest names, large numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import islice

from estimative.base.errors import nearest

MOST_COMPARED = 300


def close(name: str, known: Iterable[str]) -> str:
    """What `nearest` says, looked for among at most `MOST_COMPARED` names of about the same length.

    >>> close("turky", ["turkey", "taliban"])
    '; did you mean `turkey`?'
    """
    alike = (other for other in known if abs(len(other) - len(name)) <= 1 + len(name) // 3)
    return nearest(name[:200], islice(alike, MOST_COMPARED))


def amount(number: int) -> str:
    """A count in digits, or how many digits it has where nobody would read them.

    >>> amount(4_194_304), amount(2**200)
    ('4,194,304', 'about 10^60')
    """
    return f"{number:,}" if number < 10**15 else f"about 10^{int(math.log10(number))}"
