"""Parts computed by a cluster of Dask's: one that is started on this machine, or one that is joined.

The one that is started has a process for each worker, listens on this machine alone and has no page to look at. What
all parts of a job share is itself a task: it crosses once to each worker that needs it, and comes again where the
worker that had it dies. The cluster computes a part again when its worker dies.

Whoever joins a cluster trusts it: its scheduler and workers run what they are sent, and so does this process.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from estimative import __version__
from estimative.base.errors import EstimativeError
from estimative.base.optional import optional
from estimative.base.progress import SILENT, Progress
from estimative.ensemble.attempts import (
    MOST_DEATHS,
    answer_of,
    attempt,
    given_up,
    packed_job,
    packed_part,
    unpacked_job,
)
from estimative.ensemble.executors import SERIAL, Arrays, Compute, Job
from estimative.ensemble.pool import checked_workers, usable_cores
from estimative.ensemble.worker import KEPT_BYTES, uninterrupted

EXTRA = "distributed"
AHEAD = 4
"""Tasks per worker that may be under way or wait for their turn."""
MOST_TOGETHER = 16
"""Parts that are sent as one task where there are many: a task costs the cluster some milliseconds."""
ANSWERED_WITHIN = 10.0
"""Seconds in which a cluster has to answer when it is joined, and to have a worker."""
ALONE = 60.0
"""Seconds after which a cluster that has lost every worker is given up."""
LOOKED = 5.0
"""Seconds after which it is looked whether there still are workers."""

Prepared = tuple[Compute, Any]
Frame = NDArray[np.uint8]


class Dask:
    """A cluster started here with `workers` processes (as many as usable cores unless told), or the one at `address`.

    Raises MissingExtraError where Dask is not installed.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self._distributed = optional("distributed", EXTRA)
        self._address = address
        self._asked = checked_workers(usable_cores() if workers is None else workers)
        self._client: Any = None
        self._open = ExitStack()

    @property
    def workers(self) -> int:
        """How many parts are answered side by side."""
        if self._address is None or self._client is None:
            return self._asked
        return max(1, sum(map(int, self._client.nthreads().values())))

    def run(self, job: Job, parts: Sequence[Arrays], progress: Progress = SILENT) -> Iterator[Arrays]:
        """The answers in the order of the parts; a single part is answered here.

        Raises what a part raises, when its turn comes, and EstimativeError where workers die on the same part again and
        again, or the cluster is lost.
        """
        if len(parts) < 2:
            yield from SERIAL.run(job, parts, progress)
            return
        client = self._joined()
        ahead = AHEAD * self.workers
        shared = self._shared(job)

        def sent(places: range) -> tuple[range, Any]:
            frames = [_frame(packed_part(parts[k])) for k in places]
            return places, client.submit(_answered, shared, frames, pure=False)

        due = _tasks(len(parts), self.workers)
        waiting = deque(sent(places) for places in islice(due, ahead))
        progress.start(job.what, len(parts))
        try:
            while waiting:
                places, future = waiting.popleft()
                found = self._result(future, job.what)
                if found is None and len(places) > 1:  # at one of them workers die: part by part it shows at which
                    waiting.extendleft([sent(range(place, place + 1)) for place in places][::-1])
                    continue
                if found is None:
                    # Dask blames whatever waits at a worker that dies. A part that is alone there has nobody to hide
                    # behind, and what all share is sent anew, since it may have been blamed as well.
                    _cancelled(waiting)
                    shared = self._shared(job)
                    found = self._result(sent(places)[1], job.what)
                    if found is None:
                        raise given_up(job.what, places.start, len(parts))
                    waiting = deque(sent(others) for others, _ in waiting)
                waiting.extend(sent(places) for places in islice(due, max(0, ahead - len(waiting))))
                for answer in map(answer_of, found):
                    progress.advance()
                    yield answer
        finally:
            _cancelled(waiting)
            progress.finish()

    def __enter__(self) -> Self:
        """Itself; a cluster that is to be joined is joined now, one that is to be started is started when needed.

        Raises EstimativeError where nobody answers at the address, within seconds, or the cluster cannot be used.
        """
        if self._address is not None:
            self._joined()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the cluster; one that was started here ends."""
        self._client = None
        self._open.close()

    def _joined(self) -> Any:
        if self._client is None:
            try:
                self._client = self._started() if self._address is None else self._met(self._address)
            except BaseException:
                self._open.close()
                raise
        return self._client

    def _shared(self, job: Job) -> Any:
        """A future of what the parts share, which every worker has: tasks go to those who have what they need."""
        found = self._client.submit(unpacked_job, packed_job(job), pure=False)
        with self._client.as_current(), suppress(self._distributed.TimeoutError):
            self._distributed.wait([found], timeout=ALONE)
        if found.status == "finished":
            with suppress(OSError, KeyError):  # a worker died meanwhile: whoever lacks it will ask for it
                self._client.replicate([found])
        return found

    def _started(self) -> Any:
        """A client of a cluster that is started now."""
        config = optional("dask", EXTRA).config
        folder = self._open.enter_context(tempfile.TemporaryDirectory(prefix="estimative-", ignore_cleanup_errors=True))
        self._open.enter_context(config.set(_SETTINGS))
        with uninterrupted():
            cluster = self._distributed.LocalCluster(
                n_workers=self._asked,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",  # there is always a server: nowhere in particular, of nothing
                worker_dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                memory_limit=None,
                local_directory=folder,
                silence_logs=logging.CRITICAL,
            )
        self._open.callback(cluster.close)
        return self._open.enter_context(self._distributed.Client(cluster, set_as_default=False))

    def _met(self, address: str) -> Any:
        """A client of the cluster at an address, once it has answered, has a worker and computes with the same."""
        try:
            with concurrent.futures.ThreadPoolExecutor(
                1
            ) as thread:  # this one may have an event loop already, as in a notebook
                thread.submit(asyncio.run, _greeted(self._distributed, address)).result()
            client = self._distributed.Client(address, timeout=ANSWERED_WITHIN, set_as_default=False)
        except Exception as error:  # whoever answers may answer anything
            told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise EstimativeError(
                f"executor {address}: no Dask scheduler answers there ({told}); start one with `dask scheduler` and"
                " `dask worker`, or look whether the address is right"
            ) from error
        self._open.enter_context(client)
        try:
            client.wait_for_workers(1, timeout=ANSWERED_WITHIN)
        except self._distributed.TimeoutError as error:
            raise EstimativeError(
                f"executor {address}: the cluster has no workers; start some with `dask worker {address}`"
            ) from error
        self._check(client.run(_version, on_error="return"))
        return client

    def _check(self, found: Mapping[str, Any]) -> None:
        """Raises EstimativeError unless every worker computes with what this process computes with."""
        here = _version()
        for worker, there in found.items():
            if there != here:
                what = f"it has {there}" if isinstance(there, str) else f"it has no Estimative that works ({there})"
                raise EstimativeError(
                    f"executor {self._address}: the worker {worker} would not compute the same: {what}, and here is"
                    f" {here}; install the same on both"
                )

    def _result(self, future: Any, what: str) -> list[bytes] | None:
        """What comes of a task, once it is there; None where workers that had it died, time and again."""
        alone = 0.0
        while True:
            try:
                return [each.tobytes() for each in future.result(timeout=LOOKED)]
            except self._distributed.TimeoutError:
                alone = 0.0 if self._client.scheduler_info().get("workers") else alone + LOOKED
                if alone >= ALONE:
                    raise EstimativeError(f"{what}: the cluster has had no worker for {ALONE:.0f} seconds") from None
            except self._distributed.scheduler.KilledWorker:
                return None
            except Exception as error:  # never a part's own: those are handed on packed
                told = f"{type(error).__name__}: {error}"
                raise EstimativeError(f"{what}: the cluster was lost, or cannot compute this ({told})") from error


_SETTINGS = {
    "distributed.scheduler.allowed-failures": MOST_DEATHS - 1,
    "distributed.admin.large-graph-warning-threshold": "1 GiB",
    "distributed.worker.daemon": True,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # What looks after a cluster takes a tenth of a core: less often will do.
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    # Dask has workers hand memory back at once; parts of the same size need it again at once (see `worker`).
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": KEPT_BYTES,
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": KEPT_BYTES,
}


async def _greeted(distributed: Any, address: str) -> None:
    """Raises where nobody at the address greets as Dask does, in time: its own client would wait for a greeting."""
    connecting = distributed.comm.connect(address, timeout=ANSWERED_WITHIN)
    (await asyncio.wait_for(connecting, ANSWERED_WITHIN)).abort()


def _tasks(total: int, workers: int) -> Iterator[range]:
    """The parts task by task: many together at first, fewer towards the end, so that all workers end at about once.

    >>> [len(places) for places in _tasks(20, 2)]
    [5, 3, 3, 2, 1, 1, 1, 1, 1, 1, 1]
    """
    first = 0
    while first < total:
        size = max(1, min(MOST_TOGETHER, (total - first) // (2 * workers)))
        yield range(first, first + size)
        first += size


def _cancelled(tasks: Iterable[tuple[range, Any]]) -> None:
    """Tells the cluster that nobody waits for these tasks any more."""
    for _, task in tasks:
        with suppress(Exception):  # the cluster may be gone
            task.cancel()


def _answered(shared: Prepared, parts: Sequence[Frame]) -> list[Frame]:
    return [_frame(attempt(lambda: shared, part.tobytes())) for part in parts]


def _frame(data: bytes) -> Frame:
    """The bytes as an array, which Dask hands on without copying them."""
    return np.frombuffer(data, dtype=np.uint8)


def _version() -> str:
    """What a worker computes with."""
    return f"Estimative {__version__} with NumPy {np.__version__}"
