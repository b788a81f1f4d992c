"""Arguments and options that several commands have, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CaseArgument = Annotated[
    Path, typer.Argument(help="The case: a folder with a case.yaml, or the file.", show_default=False)
]
DrawsOption = Annotated[int, typer.Option("--draws", help="How many times all judgments are drawn.")]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")]
WhatIfOption = Annotated[
    str | None, typer.Option("--what-if", help="Apply one of the case's what-ifs first.", show_default=False)
]
KeepOption = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="ID", help="Write this change beside the case, as a what-if.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
