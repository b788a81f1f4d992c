"""Who computes, chosen by a word: `serial`, `pool`, `dask`, or the address of a cluster."""

from __future__ import annotations

from pathlib import Path

from estimative.base.errors import UsageError, nearest
from estimative.ensemble.executors import SERIAL, Executor

WORDS = ("serial", "pool", "dask")
CLUSTER = "tcp://"


def executor_of(text: str, workers: int | None = None, keep: Path | None = None) -> Executor:
    """The executor that `text` names, not yet started; with `keep`, answered parts are kept in that folder.

    `serial` computes here, `pool` in processes of this machine, `dask` in a cluster that it starts on this machine,
    `tcp://host:port` joins a cluster that is there. `workers` is for `pool` and `dask`, which otherwise take as many as
    there are usable cores. Raises UsageError for other words, an address that is none, or `workers` where they are not
    for us to choose; MissingExtraError where Dask is needed and not installed.

    >>> executor_of("serial").workers, executor_of("pool", workers=3).workers
    (1, 3)
    """
    if text.startswith(CLUSTER):
        from estimative.ensemble.dask_cluster import Dask

        found: Executor = Dask(checked_address(text))
        if workers is not None:
            raise UsageError(f"executor {text}: the cluster has the workers that it has; leave `workers` out")
    elif text == "dask":
        from estimative.ensemble.dask_cluster import Dask

        found = Dask(workers=workers)
    elif text == "pool":
        from estimative.ensemble.pool import Pool

        found = Pool(workers)
    elif text == "serial":
        if workers not in (None, 1):
            raise UsageError(f"executor serial: works alone, and {workers} workers are asked for; take `pool`")
        found = SERIAL
    else:
        raise UsageError(f"executor {text!r}: allowed are serial, pool, dask and tcp://host:port{nearest(text, WORDS)}")
    if keep is None:
        return found
    from estimative.ensemble.kept import Kept

    return Kept(found, keep)


def checked_address(text: str) -> str:
    """The address of a cluster, where it is one; raises UsageError else."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        fine = parts.scheme == "tcp" and bool(parts.hostname) and parts.port is not None
        fine = fine and not (parts.path or parts.query or parts.fragment or parts.username)
    except ValueError:
        fine = False
    if not fine:
        raise UsageError(f"executor {text!r}: an address of a cluster is tcp://host:port, as in tcp://10.0.0.5:8786")
    return text
