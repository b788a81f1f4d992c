"""`estimative solve cross-impact`."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[
        Path,
        typer.Argument(help="A cross-impact matrix: casebook JSON, .scw or .xlsx.", show_default=False),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, variants numbered from 0.")] = False,
    attractors: Annotated[
        list[str] | None,
        typer.Option(
            "--attractors",
            metavar="RULE",
            help="Also show what all scenarios run into: global, incremental, local, adiabatic or sequential, with"
            " /lowest where ties go to the first variant. May be given more than once.",
        ),
    ] = None,
    tolerance: Annotated[
        int, typer.Option("--tolerance", min=0, help="How far a variant may fall short and still be consistent.")
    ] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many to list; all are counted.")] = 10_000,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="SCENARIO",
            help="Also say what holds a scenario together or breaks it: variants by number from 0 or by name, parted by"
            " commas.",
        ),
    ] = None,
    robust: Annotated[
        bool, typer.Option("--robust", help="Also say what changes of one judgment by one would do.")
    ] = False,
    *,
    allowed: Annotated[
        bool, typer.Option("--allowed", help="For --attractors: starts against a rule do not count.")
    ] = False,
    samples: Annotated[
        int | None,
        typer.Option("--samples", min=1, help="For --attractors: how many starts are drawn where there are too many."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="For --samples.")] = 1,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", help="Compare with the solutions in a .sl file.", show_default=False),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", help="Also write the matrix as .scw, .xlsx or .json.", show_default=False),
    ] = None,
) -> int:
    """Solve a cross-impact matrix: which whole pictures hang together, and what the others run into."""
    from estimative.cli.cross_impact_text import show
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import plain, progress, say, say_json
    from estimative.desk.solve_cross_impact import solve_cross_impact

    answer = solve_cross_impact(
        file,
        attractors or (),
        tolerance=tolerance,
        limit=limit,
        samples=samples,
        seed=seed,
        only_allowed=allowed,
        explain=explain,
        robust=robust,
        compare=compare,
        export=export,
        progress=progress(),
    )
    if as_json:
        say_json(answer)
        return FINE
    show(answer)
    if export is not None:
        say(f"The file: {plain(str(export))}")
    return FINE
