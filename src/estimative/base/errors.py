"""What can go wrong, as values: one exception root, and problems that name their place.

A *problem* is one finding about something that a person wrote: it names the place, the value found, what is
allowed and the way out. Problems are collected and shown all at once; an exception carries them when work
cannot go on.

>>> problem = Problem("error", "unknown-id", "now/turkey.leave", "no option is called `turkey.leave`")
>>> problem.at(12, 3).where
'line 12, column 3, now/turkey.leave'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Problem:
    """One finding about a place in a case, a what-if or another input file.

    `path` is the address within the case (`actors/taliban/wants/no-nato/rank`); `line` and `column` count from 1
    and are None until the file's layout is known. `offset` counts characters into the value at `path` (a statement,
    say), so that the column can point into it.
    """

    severity: Severity
    code: str
    path: str
    message: str
    line: int | None = None
    column: int | None = None
    offset: int = 0
    file: str = ""

    def at(self, line: int | None, column: int | None) -> Problem:
        """The same problem with its place in the file."""
        return replace(self, line=line, column=column)

    @property
    def where(self) -> str:
        """The place in words, as far as it is known."""
        spot = [self.file] if self.file else []
        spot += [f"line {self.line}"] if self.line is not None else []
        spot += [f"column {self.column}"] if self.column is not None else []
        return ", ".join([*spot, *([self.path] if self.path else [])])


class EstimativeError(Exception):
    """Root of all that is raised on purpose. Its text is for the user: place, value, what is allowed, way out."""


class UsageError(EstimativeError, ValueError):
    """An argument is out of range or names nothing: function, argument, value got, what is allowed."""


class LimitError(EstimativeError, ValueError):
    """An input is larger, deeper or slower than the declared limit of what was asked."""


class UnsupportedError(EstimativeError, ValueError):
    """The input is well formed but asks for something that this method does not do."""


class MissingExtraError(EstimativeError, ImportError):
    """An optional package is absent; the message names the extra that brings it."""


class ProblemsError(EstimativeError, ValueError):
    """Something that a person wrote cannot be used; `problems` holds every finding, errors and warnings alike.

    >>> ProblemsError([Problem("error", "shape", "now", "expected a map")]).problems[0].code
    'shape'
    """

    def __init__(self, problems: Iterable[Problem], source: str = "") -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__(self.problems, source)  # the arguments, so that copies and other processes get them whole

    def __str__(self) -> str:
        return "\n".join(": ".join(part for part in (p.where, p.message) if part) for p in self.problems)


MOST_COMPARED = 1000


def nearest(name: str, known: Iterable[str]) -> str:
    """The words that offer the nearest known name, or an empty string.

    Where more than MOST_COMPARED names are known only the first of them are looked at, since comparing takes time.

    >>> nearest("turky", ["turkey", "taliban"])
    '; did you mean `turkey`?'
    """
    found = get_close_matches(name, list(islice(known, MOST_COMPARED)), n=1, cutoff=0.6)
    return f"; did you mean `{found[0]}`?" if found else ""


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in backquotes, shortened where there are many.

    >>> listed(["a", "b"])
    '`a`, `b`'
    """
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")
