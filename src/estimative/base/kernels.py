"""Compiled kernels: loops over arrays that NumPy cannot say, compiled by Numba when they are first called.

A kernel is an ordinary function over arrays and numbers. Nothing is imported or compiled before the first call; what
was compiled is kept beside the module, in NUMBA_CACHE_DIR, in the user's cache folder or in a private temporary
folder, whichever can be written first, and else for this process only. Where Numba is absent or broken the plain
function runs: the same answer, slowly, so whoever has a better way in NumPy asks `compiling` first.

Kernels release Python's lock, and `Team` runs one over several stretches of its work at once.
"""

from __future__ import annotations

import functools
import importlib
import os
import pickle
import stat
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

MOST_THREADS = 8
"""More do not pay: the kernels wait for memory, not for arithmetic."""

LEAST_WORK = 1 << 15
"""Fewer steps than this are not split over threads; starting a thread's share costs some 30 microseconds."""

_lock = threading.RLock()


class Kernel(Generic[P, R]):
    """A function that is compiled at its first call; `plain` is the function as it was written.

    A kernel may call other kernels of its own module. Arguments are arrays and numbers, given by position.
    """

    def __init__(self, plain: Callable[P, R]) -> None:
        self.plain = plain
        self._compiled: Callable[P, R] | None = None
        functools.update_wrapper(self, plain)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs the compiled function, compiling it first if this is its first call with such arguments."""
        run = self._compiled or self._prepared()
        try:
            return run(*args, **kwargs)
        except (OSError, EOFError, pickle.UnpicklingError):
            if not hasattr(run, "recompile"):  # it runs as plain Python: nothing was read from a cache
                raise
            self._compiled = _compiled(self.plain, cached=False)  # the cache is full or broken
            return self._compiled(*args, **kwargs)

    @property
    def ready(self) -> bool:
        """Has it been called, so that another call need not wait for a compiler?"""
        return self._compiled is not None

    @property
    def _numba_type_(self) -> Any:
        """What Numba asks of a name that it meets in another kernel: there the compiled function stands for it."""
        return importlib.import_module("numba").typeof(self._prepared())

    def _prepared(self) -> Callable[P, R]:
        with _lock:
            if self._compiled is None:
                self._compiled = _compiled(self.plain, cached=True) if compiling() else self.plain
            return self._compiled


def kernel(function: Callable[P, R]) -> Kernel[P, R]:
    """Marks a function as a kernel.

    >>> @kernel
    ... def total(numbers):
    ...     found = 0
    ...     for number in numbers:
    ...         found += number
    ...     return found
    >>> total.plain([1, 2, 3])
    6
    """
    return Kernel(function)


@functools.cache
def compiling() -> bool:
    """Can kernels be compiled here? Imports Numba, which takes about half a second, at the first call."""
    try:
        numba = importlib.import_module("numba")
    except Exception:  # noqa: BLE001 - a broken installation fails in many ways, and each means: do without
        return False
    return not numba.config.DISABLE_JIT


def _compiled(plain: Callable[P, R], cached: bool) -> Callable[P, R]:
    numba: Any = importlib.import_module("numba")
    function: Callable[P, R] = numba.njit(nogil=True, error_model="numpy")(plain)
    if cached:
        _keep(function, numba)
    return function


def _keep(function: Any, numba: Any) -> None:
    """Has Numba keep what it compiles in the first folder that can be written, if there is one."""
    try:
        function.enable_caching()
    except (RuntimeError, OSError):
        folder = _private_folder()
        if folder is None:
            return
        chosen = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(folder)
        try:
            function.enable_caching()
        except (RuntimeError, OSError):
            return
        finally:
            numba.config.CACHE_DIR = chosen


def _private_folder() -> Path | None:
    """A folder among the temporary files that nobody else can write into, since what lies there will be run."""
    owner = os.getuid() if hasattr(os, "getuid") else None
    try:
        folder = Path(tempfile.gettempdir()) / f"estimative-kernels-{'user' if owner is None else owner}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    private = owner is None or (found.st_uid == owner and not found.st_mode & 0o077)
    return folder if stat.S_ISDIR(found.st_mode) and private else None


class Team:
    """Threads that share the work of a kernel; `Team(1)` is the caller alone.

    Threads start when they are first needed. A process that was forked off starts its own.
    """

    def __init__(self, size: int | None = None) -> None:
        self.size = max(1, _cores() if size is None else size)
        self._pool: ThreadPoolExecutor | None = None
        self._process = 0

    def run(
        self, work: Callable[Concatenate[int, int, P], R], count: int, steps: int, *args: P.args, **kwargs: P.kwargs
    ) -> list[R]:
        """`work(first, last, …)` over stretches that make up 0 … `count`; the results in the order of the stretches.

        `steps` says how much there is to do in all, roughly in visits of an array's element: little work is not split.

        >>> Team(2).run(lambda first, last: list(range(first, last)), 5, 1_000_000)
        [[0, 1], [2, 3, 4]]
        """
        shares = min(self.size, count) if steps >= LEAST_WORK else 1
        if shares <= 1:
            return [work(0, count, *args, **kwargs)] if count else []
        cuts = [count * share // shares for share in range(shares + 1)]
        waiting: list[Future[R]] = [
            self._threads.submit(work, cuts[share], cuts[share + 1], *args, **kwargs) for share in range(1, shares)
        ]
        try:
            own = work(cuts[0], cuts[1], *args, **kwargs)
        finally:
            others = [task.result() for task in waiting]  # none may still write when the caller goes on
        return [own, *others]

    @property
    def _threads(self) -> ThreadPoolExecutor:
        with _lock:
            if self._pool is None or self._process != os.getpid():
                self._pool = ThreadPoolExecutor(self.size - 1, thread_name_prefix="estimative-kernel")
                self._process = os.getpid()
            return self._pool


def _cores() -> int:
    """How many processors this process may use, at most MOST_THREADS."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(MOST_THREADS, allowed or 1)


EVERYBODY = Team()
"""One thread per processor."""

ALONE = Team(1)
"""The calling thread only: for work that is itself one of many at once."""
