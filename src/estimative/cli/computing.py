"""The options of commands that draw: who computes, and how is drawn. The same words everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ExecutorOption = Annotated[
    str,
    typer.Option(
        "--executor",
        help="Who computes: serial, pool (processes of this machine), dask (a cluster started here), or"
        " tcp://host:port (a cluster that is there). The results are the same.",
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", help="How many processes pool or dask start; as many as usable cores.", show_default=False
    ),
]
ResumeOption = Annotated[
    Path | None,
    typer.Option(
        "--resume",
        help="Keep answered parts in this folder; run again, even after being killed, and they are not computed again.",
        show_default=False,
    ),
]
SamplingOption = Annotated[
    str,
    typer.Option("--sampling", help="independent draws, or latin: a Latin hypercube, spread evenly over every range."),
]
