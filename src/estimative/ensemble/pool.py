"""Parts computed side by side by processes of this machine.

Every worker has a line of its own, so that it is known who computes what: when one dies (killed, out of memory) only
its part is computed again, by another that takes its place. What all parts of a job share crosses once to each worker.
Workers are spawned, never forked, when the first job comes that has more than one part, and end with the block, with an
interruption, or with the process that started them. To be used by one thread.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self, cast

from estimative.base.errors import UsageError
from estimative.base.progress import SILENT, Progress
from estimative.ensemble.attempts import (
    MOST_DEATHS,
    answer_of,
    given_up,
    job_name,
    packed_error,
    packed_job,
    packed_part,
)
from estimative.ensemble.executors import SERIAL, Arrays, Job
from estimative.ensemble.worker import serve, uninterrupted

MOST_WORKERS = 256
AHEAD = 4
"""Parts per worker that may be under way or wait for their turn, so that memory does not grow with the parts."""
KEPT_JOBS = 4
"""Jobs that a worker has at hand."""
PATIENCE = 5.0
"""Seconds that a worker has to end by itself before it is made to."""


def usable_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def checked_workers(workers: int) -> int:
    """The number, where it is one of workers; raises UsageError else."""
    if not 1 <= workers <= MOST_WORKERS:
        raise UsageError(f"workers is {workers}; allowed are 1 to {MOST_WORKERS}")
    return workers


@dataclass(eq=False)
class _Run:
    """One job that is being answered: what was handed out, what came back before its turn."""

    job: Job
    parts: Sequence[Arrays]
    next: int = 0
    again: list[int] = field(default_factory=list)
    answers: dict[int, bytes] = field(default_factory=dict)
    deaths: Counter[int] = field(default_factory=Counter)
    over: bool = False

    @cached_property
    def name(self) -> str:
        """What the workers know the job by."""
        return job_name(self.job)

    @cached_property
    def packed(self) -> bytes:
        """The job as it crosses."""
        return packed_job(self.job)

    def take(self, below: int) -> int | None:
        """The number of the part to hand out next, if there is one before `below`."""
        if self.again:
            return self.again.pop()
        if self.next < min(below, len(self.parts)):
            self.next += 1
            return self.next - 1
        return None


@dataclass(eq=False)
class _Worker:
    process: SpawnProcess
    line: Connection
    jobs: OrderedDict[str, None] = field(default_factory=OrderedDict)
    task: tuple[_Run, int] | None = None


class Pool:
    """As many processes as there are usable cores, or `workers`; raises UsageError unless there are 1 to 256."""

    def __init__(self, workers: int | None = None) -> None:
        self._most = checked_workers(usable_cores() if workers is None else workers)
        self._team: list[_Worker] = []

    @property
    def workers(self) -> int:
        """How many parts are answered side by side."""
        return self._most

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that live now, by their ids."""
        return tuple(worker.process.pid for worker in self._team if worker.process.pid is not None)

    def run(self, job: Job, parts: Sequence[Arrays], progress: Progress = SILENT) -> Iterator[Arrays]:
        """The answers in the order of the parts; a single part is answered here.

        Raises what a part raises, when its turn comes, and EstimativeError where workers end on the same part again and
        again.
        """
        if len(parts) < 2:
            yield from SERIAL.run(job, parts, progress)
            return
        run = _Run(job, parts)
        progress.start(job.what, len(parts))
        try:
            for number in range(len(parts)):
                while number not in run.answers:
                    self._hand_out(run, number + AHEAD * self._most)
                    self._hear()
                answer = answer_of(run.answers.pop(number))
                self._hand_out(run, number + 1 + AHEAD * self._most)  # so that they compute while this is looked at
                progress.advance()
                yield answer
        finally:
            run.over = True
            progress.finish()

    def __enter__(self) -> Self:
        """Itself: nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the workers, whatever they are at."""
        team, self._team = self._team, []
        for worker in team:
            worker.line.close()
            worker.process.terminate()
        for worker in team:
            _gone(worker.process)

    def _hand_out(self, run: _Run, below: int) -> None:
        """Gives parts, as long as there are any before `below`, to all who are idle, and to new workers."""
        while True:
            worker = next((one for one in self._team if one.task is None), None)
            if worker is None and len(self._team) == self._most:
                return
            number = run.take(below)
            if number is None:
                return
            if worker is None:
                worker = _started()
                self._team.append(worker)
            worker.task = (run, number)
            try:
                _send(worker, run, run.parts[number])
            except OSError:  # it ended before it had the part
                self._bury(worker)

    def _hear(self) -> None:
        """Waits until some worker has answered, or has ended."""
        busy = {worker.line: worker for worker in self._team if worker.task is not None}
        for line in wait(list(busy)):
            worker = busy[cast("Connection", line)]
            run, number = cast("tuple[_Run, int]", worker.task)
            try:
                answer = worker.line.recv_bytes()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            worker.task = None
            if not run.over:
                run.answers[number] = answer

    def _bury(self, worker: _Worker) -> None:
        """Lets go of a worker that ended; its part is handed out again, up to a limit."""
        self._team.remove(worker)
        worker.line.close()
        code = _gone(worker.process)
        run, number = cast("tuple[_Run, int]", worker.task)
        run.deaths[number] += 1
        if run.deaths[number] < MOST_DEATHS:
            run.again.append(number)
        elif not run.over:
            run.answers[number] = packed_error(given_up(run.job.what, number, len(run.parts), _how(code)))


def _started() -> _Worker:
    """A new worker. The interrupt key is not for it, not even while it starts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), name="estimative-worker", daemon=True)
    try:
        with uninterrupted():
            process.start()
    finally:
        theirs.close()
    return _Worker(process, ours)


def _send(worker: _Worker, run: _Run, part: Arrays) -> None:
    """Sends a part, and before it the job where the worker does not have it at hand."""
    if run.name not in worker.jobs:
        forget = tuple(worker.jobs)[: max(0, len(worker.jobs) - KEPT_JOBS + 1)]
        for old in forget:
            del worker.jobs[old]
        worker.line.send((run.name, run.packed, forget))
    worker.jobs[run.name] = None
    worker.jobs.move_to_end(run.name)
    worker.line.send((run.name, packed_part(part)))


def _gone(process: SpawnProcess) -> int | None:
    """Waits for a process that ends, makes it end where it does not, and returns its exit code."""
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
    code = process.exitcode
    process.close()
    return code


def _how(code: int | None) -> str:
    """How a process ended, in words."""
    if code is not None and code < 0:
        return f"the last by signal {-code}"
    return f"the last with exit code {code}"
