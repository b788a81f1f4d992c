"""One part of a job, answered where it stands, in a form that crosses to another process: bytes in, bytes out.

What a part raises comes back as it is, not as the end of whoever computed it. These bytes are pickles: they come from
this very run, its own workers and a cluster that it chose to join, and are never read from a file.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from typing import Any, cast

from estimative.base.errors import EstimativeError
from estimative.ensemble.executors import Arrays, Compute, Job

MOST_DEATHS = 3
"""How often a worker may end while it computes one part, before the part is given up."""


def job_name(job: Job) -> str:
    """The same for jobs that have the same answers: the function's place, and the key."""
    return f"{job.function.__module__}.{job.function.__qualname__} {job.key}"


def packed_job(job: Job) -> bytes:
    """What every part of the job needs: its function, by name, and what is shared."""
    return pickle.dumps((job.function, job.shared), protocol=5)


def unpacked_job(data: bytes) -> tuple[Compute, Any]:
    """The function and what is shared."""
    return cast("tuple[Compute, Any]", pickle.loads(data))  # noqa: S301 - ours, see above


def packed_part(part: Arrays) -> bytes:
    """One part."""
    return pickle.dumps(dict(part), protocol=5)


def attempt(prepared: Callable[[], tuple[Compute, Any]], data: bytes) -> bytes:
    """The answer to a packed part, or what was raised on the way, packed; this itself raises nothing.

    >>> import numpy as np
    >>> double = lambda shared, part: {"twice": part["n"] * shared}
    >>> answer_of(attempt(lambda: (double, 2), packed_part({"n": np.arange(3)})))["twice"].tolist()
    [0, 2, 4]
    """
    try:
        function, shared = prepared()
        part = pickle.loads(data)  # noqa: S301 - ours, see above
        return pickle.dumps((True, dict(function(shared, part))), protocol=5)
    except BaseException as error:  # noqa: BLE001 - all of it is for the parent to judge
        return packed_error(error)


def answer_of(data: bytes) -> Arrays:
    """The answer; raises what the part raised."""
    fine, found = pickle.loads(data)  # noqa: S301 - ours, see above
    if not fine:
        raise found
    return cast("Arrays", found)


def given_up(what: str, number: int, total: int, because: str = "") -> EstimativeError:
    """The error for a part on which worker after worker ended."""
    return EstimativeError(
        f"{what}: {MOST_DEATHS} workers ended, one after the other, while they computed part {number + 1} of {total}"
        f"{f' ({because})' if because else ''}. Too little memory ends a worker like that: take fewer with `--workers`,"
        " or none with `--executor serial`. A program that computes when it is imported does too: put what it does"
        ' under `if __name__ == "__main__":`'
    )


def packed_error(error: BaseException) -> bytes:
    """The error, where it can cross; else one that says what it was."""
    words = "".join(traceback.format_exception(error))
    if not isinstance(error, EstimativeError):  # a fault: whoever looks for it wants to know where it was
        error.add_note(f"In a worker:\n{words}")
    # Where Dask is, errors are packed with what led to them, and with frames that cannot be packed: leave them out.
    error.__traceback__ = error.__context__ = error.__cause__ = None
    try:
        data = pickle.dumps((False, error), protocol=5)
        pickle.loads(data)  # noqa: S301 - some can be packed and not unpacked
    except Exception:  # noqa: BLE001 - whatever its own methods raise
        data = pickle.dumps((False, RuntimeError(f"a worker raised what cannot cross to another process:\n{words}")))
    return data
