"""The command `estimative`: runs one command and turns what happens into an exit code.

0 fine (warnings too; `--strict` makes them 1), 1 problems in what was read, 2 wrong use, 3 our fault, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any, TextIO

from estimative.base.errors import EstimativeError

DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit code; nothing is raised, no traceback is shown."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        with _interruptions() as seen:
            code = _called(given, seen)
        if sys.stdout is not None:  # the caller may have closed it
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = _ended("interrupted", 130)
    except BrokenPipeError:  # whoever read our output has had enough (`estimative schema | head`): no error, no word
        code = 0
        _silence(sys.stdout)
    except OSError as error:
        code = _ended(f"error: the output cannot be written: {error.strerror or error}", 1)
        _silence(sys.stdout)
    return code


@contextlib.contextmanager
def _interruptions() -> Iterator[list[int]]:
    """A list that gets an entry for each press of the interrupt key, beside the exception that it raises as ever.

    Compiled code may wrap that exception into one of its own; what then comes out is still an interruption.
    """
    seen: list[int] = []
    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield seen  # whoever runs us has a way of their own
        return

    def noted(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, noted)
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, usual)


def _called(arguments: list[str], interruptions: list[int]) -> int:
    import typer

    from estimative.cli import outcomes
    from estimative.cli.groups import application

    try:
        # Not the application's own `main`: that one takes a closed pipe for a failure.
        command = typer.main.get_command(application())
        with command.make_context("estimative", arguments) as context:
            result = command.invoke(context)
    except typer.Exit as ended:
        return ended.exit_code
    except (typer.Abort, EOFError) as error:  # no answer where one was asked for
        raise KeyboardInterrupt from error
    except EstimativeError as error:
        return outcomes.explain_error(error)
    except Exception as error:
        if interruptions:
            raise KeyboardInterrupt from error
        if isinstance(error, OSError) and (isinstance(error, BrokenPipeError) or error.errno in DISK_FULL):
            raise
        if hasattr(error, "exit_code") and hasattr(error, "show"):
            return _wrong_use(error)
        return outcomes.explain_fault(error, arguments)
    return result if isinstance(result, int) else outcomes.FINE


def _wrong_use(error: Any) -> int:
    """What typer says of arguments that it cannot read; it is made plain, since it repeats them."""
    from estimative.cli.terminal import warn

    words = io.StringIO()
    error.show(file=words)
    warn(words.getvalue().rstrip("\n"))
    return int(error.exit_code)


def _ended(words: str, code: int) -> int:
    try:
        print(words, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)
    return code


def _silence(stream: TextIO | None) -> None:
    """Sends to nowhere what still waits in a stream that nobody reads, so that Python's exit does not stumble on it."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]
