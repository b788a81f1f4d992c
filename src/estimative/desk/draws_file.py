"""Where the draws of an assessment may be written as Parquet: never over anything that is not Parquet already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from estimative.assessment.run import MethodRun
from estimative.base.errors import UsageError
from estimative.base.files import replacing
from estimative.base.optional import optional
from estimative.ensemble.draws import Draws
from estimative.exchange.ensemble_columns import write_parquet

SUFFIX = ".parquet"
_MAGIC = b"PAR1"


def check_draws_file(path: Path) -> None:
    """Raises what would keep the draws from being written there: called before anything is computed.

    UsageError for another ending, a folder, a folder that is not there, or a file that is not Parquet;
    MissingExtraError where pyarrow is not installed.
    """
    if path.suffix.lower() != SUFFIX:
        raise UsageError(f"--parquet {path}: give a name that ends in {SUFFIX}")
    if path.is_dir():
        raise UsageError(f"--parquet {path} is a folder; give the name of a file in it")
    if not path.parent.is_dir():
        raise UsageError(f"--parquet {path}: there is no folder {path.parent}")
    if path.exists() and not _is_parquet(path):
        raise UsageError(f"--parquet {path} exists and is not Parquet: it is left as it is; give another name")
    optional("pyarrow.parquet", "columns")


def write_draws(
    path: Path, runs: Mapping[str, MethodRun], draws: Draws, digest: str, what_if: str | None = None
) -> None:
    """Writes what every method said in every draw, whole or not at all; raises what `check_draws_file` raises."""
    check_draws_file(path)
    with replacing(path) as stream:
        write_parquet(stream, runs, draws, digest, {"what-if": what_if} if what_if is not None else {})


def _is_parquet(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        raise UsageError(f"--parquet {path} cannot be read: {error.strerror or error}") from error
