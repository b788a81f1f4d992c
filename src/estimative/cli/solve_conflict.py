"""`estimative solve conflict`."""

from pathlib import Path
from typing import Annotated, Any

import typer


def command(
    file: Annotated[Path, typer.Argument(help="A conflict in casebook JSON.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    states: Annotated[
        bool, typer.Option("--states", help="List states above 10,000 of them too; otherwise they are counted.")
    ] = False,
) -> int:
    """Solve a conflict file: which states are stable, for whom, and which for all.

    States are numbered from 1 in the order of the file's state_list, or of its feasible states with the first option
    as the fastest-changing digit.
    """
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import progress, say_json
    from estimative.desk.solve import solve_conflict

    answer = solve_conflict(file, states, progress())
    if as_json:
        say_json(answer)
    else:
        _show(answer)
    return FINE


def _show(answer: dict[str, Any]) -> None:
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain, say
    from estimative.methods.conflict import CONCEPTS

    listed = "individual" in answer
    table = Table(title=f"{answer['states']:,} states")
    table.add_column("stable for")
    for concept in CONCEPTS:
        table.add_column(concept)
    tables = answer["individual" if listed else "individual_count"]
    together = answer["equilibria" if listed else "equilibria_count"]
    for name, row in [*tables.items(), ("all: equilibria", together)]:
        cells = [", ".join(map(str, row[c])) or "none" if listed else f"{row[c]:,}" for c in CONCEPTS]
        table.add_row(plain(name), *cells, end_section=name == list(tables)[-1])
    out_console().print(table)
    if listed and len(answer["state_list"]) <= 64:
        for number, state in enumerate(answer["state_list"], start=1):
            say(f"{number:>4}  {state if isinstance(state, str) else ' '.join(map(str, state))}")
    say(f"solved in {answer['seconds']:.3f} s")
