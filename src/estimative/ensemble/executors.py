"""Who computes the parts of long work: this process, one after the other, or others side by side.

A job is one function on many parts. The parts do not hang on each other and their answers come back in the order of the
parts, so that who computed them leaves no trace in a result. Parts and answers are maps of arrays: they cross to other
processes and machines, and to disk, without anything that could run on the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

from numpy.typing import NDArray

from estimative.base.progress import SILENT, Progress, tracked

Arrays = Mapping[str, NDArray[Any]]
Compute = Callable[[Any, Arrays], Arrays]


@dataclass(frozen=True, eq=False)
class Job:
    """One kind of work: `function(shared, part)` answers each part.

    `function` stands at the top of an importable module. `shared` is what every part needs and can be pickled; `key`
    names it: jobs with the same function and key have the same answer to the same part. `what` is what people are told
    about it.
    """

    what: str
    function: Compute
    shared: Any
    key: str


class Executor(Protocol):
    """Answers the parts of a job, in their order. A context manager: workers live as long as its block."""

    @property
    def workers(self) -> int:
        """How many parts are answered side by side."""

    def run(self, job: Job, parts: Sequence[Arrays], progress: Progress = SILENT) -> Iterator[Arrays]:
        """The answers in the order of the parts; `progress` hears of each."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Serial:
    """Everything in this process, one part after the other."""

    workers = 1

    def run(self, job: Job, parts: Sequence[Arrays], progress: Progress = SILENT) -> Iterator[Arrays]:
        """The answers in the order of the parts.

        >>> import numpy as np
        >>> double = Job("doubling", lambda shared, part: {"twice": part["n"] * shared}, shared=2, key="two")
        >>> [answer["twice"].tolist() for answer in Serial().run(double, [{"n": np.arange(3)}])]
        [[0, 2, 4]]
        """
        for part in tracked(parts, progress, job.what):
            yield job.function(job.shared, part)

    def __enter__(self) -> Self:
        """Itself: nothing is started."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is stopped."""


SERIAL: Executor = Serial()


@dataclass(frozen=True, eq=False)
class Work:
    """How long work is done: who computes it, and who hears of its progress."""

    executor: Executor = field(default_factory=lambda: SERIAL)
    progress: Progress = SILENT


PLAIN = Work()
"""Here, one after the other, without a word."""
