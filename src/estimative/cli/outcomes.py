"""How a command ends: exit codes, and the words that go with them on standard error."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence

from estimative import __version__
from estimative.base.errors import EstimativeError, Problem, ProblemsError, UsageError
from estimative.cli.terminal import plain, warn

FINE = 0
PROBLEMS = 1
WRONG_USE = 2
OUR_FAULT = 3
INTERRUPTED = 130


def problem_line(problem: Problem, source: str = "") -> str:
    """One problem as compilers write theirs, so that editors can jump to it.

    >>> problem_line(Problem("error", "unknown-id", "now/turkey.leave", "no such option", 12, 3), "case.yaml")
    'case.yaml:12:3: error: now/turkey.leave: no such option'
    >>> problem_line(Problem("warning", "gap", "", "the scenarios leave a gap"))
    'warning: the scenarios leave a gap'
    """
    numbers = (
        [] if problem.line is None else [problem.line] if problem.column is None else [problem.line, problem.column]
    )
    file = problem.file or source
    place = ":".join(str(part) for part in ([file] if file else []) + numbers)
    return ": ".join(plain(part) for part in (place, problem.severity, problem.path, problem.message) if part)


def exit_code(problems: Sequence[Problem], strict: bool = False) -> int:
    """FINE where there is no error; with `strict` warnings count as errors (notes never do).

    >>> exit_code([Problem("warning", "gap", "", "")]), exit_code([Problem("warning", "gap", "", "")], strict=True)
    (0, 1)
    """
    failing = {"error", "warning"} if strict else {"error"}
    return PROBLEMS if any(problem.severity in failing for problem in problems) else FINE


def report(problems: Sequence[Problem], source: str = "", strict: bool = False) -> int:
    """Writes every problem on standard error and returns the exit code that they call for."""
    for problem in problems:
        warn(problem_line(problem, source))
    return exit_code(problems, strict)


def explain_error(error: EstimativeError) -> int:
    """Writes on standard error what was raised on purpose, and returns its exit code."""
    if isinstance(error, ProblemsError):
        return report(error.problems, error.source) or PROBLEMS
    warn(f"error: {error}")
    return WRONG_USE if isinstance(error, UsageError) else PROBLEMS


def explain_fault(error: BaseException, arguments: Sequence[str]) -> int:
    """Says in two sentences that we failed, puts what a developer needs into a temporary file, names that file."""
    try:
        handle, path = tempfile.mkstemp(prefix="estimative-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(_details(error, arguments))
    except OSError as failure:
        where = f"The details could not be written ({failure.strerror}); it was {type(error).__name__}: {error}"
    else:
        where = f"The details are in {path}: please send it with your report; it may quote from your case."
    warn(f"Estimative failed, and the fault is in the program, not in your files.\n{where}")
    return OUR_FAULT


def _details(error: BaseException, arguments: Sequence[str]) -> str:
    shown = "".join(traceback.format_exception(error))
    machine = f"estimative {__version__}, Python {sys.version.split()[0]}, {platform.platform()}"
    return f"{machine}\narguments: {list(arguments)!r}\n\n{shown}"
