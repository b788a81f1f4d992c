"""What a worker of the pool does: answers parts until its parent has no more, or is no more.

It leaves the interrupt key to its parent. It never outlives it: an idle worker finds the line closed, and one that
computes is ended by a thread that waits for nothing but the parent's end.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import threading
from collections.abc import Iterator
from functools import partial
from multiprocessing import parent_process, resource_tracker
from multiprocessing.connection import Connection
from typing import Any

from estimative.ensemble.attempts import attempt, unpacked_job
from estimative.ensemble.executors import Compute

ORPHANED = 3
"""The exit code of a worker whose parent ended."""
KEPT_BYTES = 1 << 28
"""Memory given back by a part that a worker may keep for the next."""
_TRIM_THRESHOLD, _MAP_THRESHOLD = -1, -3  # as malloc.h numbers them


def serve(line: Connection) -> None:
    """Answers what comes along the line, in its order.

    A message is `(name, job, forget)`, which brings a job and lets go of others, or `(name, part)`, which asks.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _keep_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    packed: dict[str, bytes] = {}
    ready: dict[str, tuple[Compute, Any]] = {}
    while True:
        try:
            message = line.recv()
        except (EOFError, OSError):
            return
        if len(message) == 3:
            name, packed[message[0]], forget = message
            for old in forget:
                packed.pop(old, None)
                ready.pop(old, None)
            continue
        name, part = message
        answer = attempt(partial(_prepared, name, packed, ready), part)
        try:
            line.send_bytes(answer)
        except OSError:
            return


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """A block in which the interrupt key waits. Threads and processes that start in it never hear of it at all."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which would let the key through again, were it started within the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepared(name: str, packed: dict[str, bytes], ready: dict[str, tuple[Compute, Any]]) -> tuple[Compute, Any]:
    """The job of this name; unpacked when its first part comes, so that what goes wrong then is told."""
    if name not in ready:
        ready[name] = unpacked_job(packed[name])
        packed[name] = b""
    return ready[name]


def _keep_memory() -> None:
    """Lets the C library keep what a part gives back for the next, where it would hand it to the system and ask again.

    Part after part needs arrays of the same sizes; asking anew costs a fifth of the time. It matters with GNU's library
    alone, and where that is another, nothing is done.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        for setting in (_TRIM_THRESHOLD, _MAP_THRESHOLD):
            mallopt(setting, KEPT_BYTES)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(ORPHANED)
