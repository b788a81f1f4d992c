"""Progress as events: whoever computes reports, whoever shows decides how.

>>> with_progress = list(tracked([1, 2, 3], SILENT, "counting"))
>>> with_progress
[1, 2, 3]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Progress(Protocol):
    """Receives what long work reports. Called in the thread that computes; must return at once."""

    def start(self, what: str, total: int) -> None:
        """Work named `what` begins; `total` steps are expected."""

    def advance(self, steps: int = 1) -> None:
        """`steps` more are done."""

    def finish(self) -> None:
        """The work named last is over."""


class _Silent:
    def start(self, what: str, total: int) -> None:
        pass

    def advance(self, steps: int = 1) -> None:
        pass

    def finish(self) -> None:
        pass


SILENT: Progress = _Silent()


def tracked(items: Sequence[Item], progress: Progress, what: str) -> Iterator[Item]:
    """The items one by one, each reported as a step when the next is asked for."""
    progress.start(what, len(items))
    try:
        for item in items:
            yield item
            progress.advance()
    finally:
        progress.finish()
