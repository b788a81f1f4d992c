"""`estimative diff`."""

from pathlib import Path
from typing import Annotated

import typer

from estimative.cli.options import DrawsOption, JsonOption, SeedOption


def command(  # noqa: PLR0917 - typer passes every option by its place
    old: Annotated[
        Path, typer.Argument(help="The first case: a folder with a case.yaml, or the file.", show_default=False)
    ],
    new: Annotated[Path | None, typer.Argument(help="The second case.", show_default=False)] = None,
    what_if: Annotated[
        str | None,
        typer.Option(
            "--what-if", help="Instead of a second case: the first with one of its what-ifs.", show_default=False
        ),
    ] = None,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare", help="Two cases on one question: also what would make one conclude as the other does."
        ),
    ] = False,
    match: Annotated[
        bool, typer.Option("--match", help="Take scenarios with equal statements for one, whatever their ids.")
    ] = False,
    draws: DrawsOption = 2000,
    seed: SeedOption = 0,
    runs: Annotated[
        int, typer.Option("--runs", help="Runs of a method that may go into the shares; 256 are all of 8 changes.")
    ] = 256,
    as_json: JsonOption = False,
) -> int:
    """Say what differs between two cases, and which of it moved which support.

    What differs is told by address: judgments, structure, words. What any method may read is taken over from the
    second case into the first in every order, on the same draws; what it adds on the average is its share, and the
    shares of a support add up to its change. Changes that cannot stand alone, a want with its new actor, count as one.
    """
    from estimative.assessment.run import Ensemble
    from estimative.cli.diff_text import show
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import progress, say_json
    from estimative.desk.diff import diff

    found = diff(old, new, what_if, Ensemble(draws, seed, progress()), runs, compare, match)
    if as_json:
        say_json(found.to_dict())
    else:
        show(found)
    return FINE
