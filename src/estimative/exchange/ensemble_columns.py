"""An ensemble as a table, a row a draw, in Parquet with the extra `columns`: for pandas, polars, DuckDB and others.

`draw` counts from 0. Every judgment that some method draws is a column, named by its path, with what was drawn. Every
method that ran has a column for each scenario and, where it forecasts, for none of them: `method/scenario` with the
weight that it gives, whose mean over the draws is the support, and beside it `method/scenario (undetermined)` with what
it cannot tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from estimative import __version__
from estimative.assessment.run import MethodRun
from estimative.assessment.weights import NONE
from estimative.base.optional import optional
from estimative.ensemble.draws import Draws, Input

Floats = NDArray[np.float64]

PART = 1 << 14
"""Draws that are laid out at once: a group of rows of the file."""


def drawn_inputs(runs: Mapping[str, MethodRun]) -> tuple[Input, ...]:
    """Every judgment that some method draws, once, in the order of the paths."""
    found = {item.path: item for run in runs.values() for item in run.inputs}
    return tuple(found[path] for path in sorted(found))


def ensemble_columns(runs: Mapping[str, MethodRun], draws: Draws) -> Iterator[dict[str, NDArray[Any]]]:
    """The table in parts of at most 16,384 rows, each as its columns by name.

    >>> from estimative.assessment.weights import Weights
    >>> weights = Weights(("s",), np.array([[1.0, 0.0]] * 2), np.zeros((2, 2)))
    >>> run = MethodRun("conflict", True, weights, {}, inputs=(Input("a", 1, 1, 1),))
    >>> part = next(ensemble_columns({"conflict": run}, Draws(2)))
    >>> list(part)
    ['draw', 'a', 'conflict/s', 'conflict/s (undetermined)', 'conflict/none', 'conflict/none (undetermined)']
    >>> part["conflict/s"].tolist()
    [1.0, 1.0]
    """
    inputs = drawn_inputs(runs)
    for first in range(0, draws.count, PART):
        last = min(first + PART, draws.count)
        columns: dict[str, NDArray[Any]] = {"draw": np.arange(first, last, dtype=np.int64)}
        columns |= draws.of(inputs, first, last)
        for method, run in runs.items():
            for k, key in enumerate((*run.weights.scenarios, *((NONE,) if run.forecasts else ()))):
                columns[f"{method}/{key}"] = run.weights.given[first:last, k]
                columns[f"{method}/{key} (undetermined)"] = run.weights.open[first:last, k]
        yield columns


def write_parquet(
    stream: BinaryIO, runs: Mapping[str, MethodRun], draws: Draws, digest: str, changes: Mapping[str, str]
) -> None:
    """The table as Parquet; its metadata says of which case, how it was drawn, and by which version.

    `digest` is the case's; `changes` are further words for the metadata (a what-if, say), each under `estimative.`.
    Raises MissingExtraError where pyarrow is not installed.
    """
    pa, pq = optional("pyarrow", "columns"), optional("pyarrow.parquet", "columns")
    words = {
        "case": digest,
        "draws": str(draws.count),
        "seed": str(draws.seed),
        "sampling": draws.sampling,
        "methods": json.dumps(list(runs)),
        "version": __version__,
        **changes,
    }
    writer = None
    try:
        for columns in ensemble_columns(runs, draws):
            if writer is None:
                kinds = [(name, pa.int64() if name == "draw" else pa.float64()) for name in columns]
                schema = pa.schema(kinds, metadata={f"estimative.{name}": word for name, word in words.items()})
                writer = pq.ParquetWriter(stream, schema)
            writer.write_table(pa.table(columns, schema=schema))
    finally:
        if writer is not None:
            writer.close()
