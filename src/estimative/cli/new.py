"""`estimative new`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    place: Annotated[
        Path,
        typer.Argument(help="The folder to make, or a file that ends in .yaml.", show_default=False),
    ],
    case_id: Annotated[
        str | None,
        typer.Option("--id", help="The case's id; else made from the name of the place.", show_default=False),
    ] = None,
) -> None:
    """Start a case: a file to fill in within an hour.

    Writes PLACE/case.yaml with an invented example that already runs: a question, three actors with their options and
    wants, three outcomes and eight items of evidence, with remarks that say what to put in their place. A file that is
    there already is left alone.
    """
    import shlex

    from estimative.cli.terminal import plain, say
    from estimative.desk.new import new_case

    made = new_case(place, case_id)
    case = plain(shlex.quote(str(made.case)))
    say(f"Wrote {plain(made.file)} (id {made.id}).")
    say(f"Replace its example by your own question, then run:\n  estimative check {case}\n  estimative assess {case}")
