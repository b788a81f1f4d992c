"""Printing: text from strangers made plain, consoles, and a progress bar.

Nothing that a user, a source or a message brings in may reach the terminal as a command to it: print with `say`,
`warn` and `say_json`, or pass the text through `plain` before it goes to one of the consoles.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from estimative.base.progress import SILENT, Progress
from estimative.base.unicode import visible

if TYPE_CHECKING:
    from types import TracebackType

    import rich.console
    import rich.progress

SHOWN_AFTER = 1.0
"""Seconds of work after which a bar appears; what is over sooner needs none."""


def plain(text: object, lines: bool = False) -> str:
    r"""The text with control characters and marks of direction written as escapes; with `lines` line ends stay.

    >>> print(plain("Ankara" + chr(27) + "[2J"))
    Ankara\u001b[2J
    """
    return visible(str(text), lines)


def say(text: object = "") -> None:
    """Prints lines of text, made plain, on standard output."""
    print(plain(text, lines=True))


def warn(text: object) -> None:
    """Prints lines of text, made plain, on standard error; where nobody reads that any more, nothing happens."""
    with contextlib.suppress(BrokenPipeError):
        print(plain(text, lines=True), file=sys.stderr, flush=True)


def say_json(value: Any) -> None:
    """Prints a value as indented JSON on standard output; what could command a terminal is escaped as JSON allows."""
    print(plain(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False), lines=True))


def out_console() -> rich.console.Console:
    """A console on standard output: colours only on a terminal and without NO_COLOR; no markup, no guessed colours."""
    return _console(stderr=False)


def error_console() -> rich.console.Console:
    """The same on standard error."""
    return _console(stderr=True)


def progress() -> Progress:
    """What shows the progress of long work to whoever sits before standard error: a bar on a terminal, else nothing."""
    return ProgressBar() if sys.stderr.isatty() else SILENT


class ProgressBar:
    """A bar on standard error that appears when work takes longer than a second.

    Use it as a context manager where the work can fail, so that the terminal is left in order.
    """

    def __init__(
        self,
        console: rich.console.Console | None = None,
        shown_after: float = SHOWN_AFTER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = console
        self._shown_after = shown_after
        self._clock = clock
        self._what, self._total, self._done, self._begun = "", 0, 0, 0.0
        self._bar: rich.progress.Progress | None = None

    def start(self, what: str, total: int) -> None:
        """Work named `what` begins, of `total` steps; a bar that still stands is taken away."""
        self.finish()
        self._what, self._total, self._done, self._begun = plain(what), total, 0, self._clock()

    def advance(self, steps: int = 1) -> None:
        """`steps` more are done; the bar is shown if the work has lasted and is not over."""
        self._done += steps
        if self._bar is None and self._done < self._total and self._clock() - self._begun >= self._shown_after:
            self._bar = self._shown()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)

    def finish(self) -> None:
        """The work is over; the bar goes and leaves no line behind."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def __enter__(self) -> Self:
        """The bar itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Takes the bar away, whatever happened."""
        self.finish()

    def _shown(self) -> rich.progress.Progress:
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=self._console or error_console(),
            transient=True,
        )
        bar.add_task(self._what, total=self._total, completed=self._done)
        bar.start()
        return bar


def _console(stderr: bool) -> rich.console.Console:
    return _quiet_console()(stderr=stderr, markup=False, emoji=False, highlight=False)


@cache
def _quiet_console() -> type[rich.console.Console]:
    """Rich's console, but a reader who has had enough is left to `cli.main`; rich by itself would exit with 1."""
    from rich.console import Console

    class QuietConsole(Console):
        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704 - rich calls this while it handles the error

    return QuietConsole
