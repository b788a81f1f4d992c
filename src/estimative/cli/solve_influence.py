"""`estimative solve influence`."""

from pathlib import Path
from typing import Annotated, Any

import typer


def command(
    file: Annotated[Path, typer.Argument(help="Actors and influence in casebook JSON.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: every table.")] = False,
    roads: Annotated[
        tuple[str, str] | None,
        typer.Option("--roads", metavar="FROM TO", help="Also show the strongest roads from one actor to another."),
    ] = None,
    k: Annotated[int, typer.Option("--k", min=1, help="How many roads.")] = 3,
    reading: Annotated[
        str,
        typer.Option(
            "--reading",
            help="Whether influence and dependence leave out what an actor has on itself through others (excluded) or"
            " take it in (included).",
        ),
    ] = "excluded",
    tables: Annotated[
        bool, typer.Option("--tables", help="Show the other tables too, not the main ones only.")
    ] = False,
) -> int:
    """Solve a file of actors and influence: who has weight, who sides with whom, and by which road one is reached.

    Shows roads, the balance of power and one picture of convergence; --tables and --json have the rest.
    """
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import say_json
    from estimative.desk.solve_influence import solve_influence

    answer = solve_influence(file, reading, [roads] if roads else [], k)
    if as_json:
        say_json(answer)
    else:
        _show(answer, tables)
    return FINE


def _show(answer: dict[str, Any], every_table: bool) -> None:
    from estimative.cli.terminal import say

    for found in answer.get("roads", ()):
        _show_roads(found)
    _show_power(answer)
    if answer["objectives"]:
        _show_pairs(answer)
        _show_objectives(answer)
    if every_table:
        for name, corner in (("MDII", "direct and through one other, summed"), ("MMDII", "the best of both")):
            _show_table(f"{name}: {corner}", answer["actors"], answer["actors"], answer[name])
        _show_table("net influence", answer["actors"], answer["actors"], answer["net_influence"])
        for name in ("3MAO",) if answer["objectives"] else ():
            _show_table(f"{name}: stakes by weight", answer["actors"], answer["objectives"], answer[name])
    for warning in answer["warnings"]:
        say(f"Note: {warning}.")
    say(f"solved in {answer['seconds']:.3f} s")


def _show_roads(found: dict[str, Any]) -> None:
    from estimative.cli.terminal import say

    if not found["roads"]:
        say(f"No road leads from {found['from']} to {found['to']}.")
        return
    say(f"Roads from {found['from']} to {found['to']}, by their weakest link (1 to 4):")
    for place, road in enumerate(found["roads"], start=1):
        weakest = ", ".join(" → ".join(link) for link in road["weakest"])
        say(f"{place:>4}  {road['strength']}  {' → '.join(road['actors'])}   weakest: {weakest}")
    if found["all_there_are"]:
        say("      there is no other")


def _show_power(answer: dict[str, Any]) -> None:
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain

    by_reading = {"excluded": "R_normalised_mean_1"}
    power = answer[by_reading.get(answer["reading"], "R_normalised_mean_1_if_I_and_D_include_the_diagonal")]
    table = Table(title=f"Balance of power, mean 1 (diagonal {answer['reading']})")
    for heading in ("actor", "R", "influence", "dependence", "mobilised"):
        table.add_column(heading, justify="left" if heading == "actor" else "right")
    rows = zip(answer["actors"], power, answer["I"], answer["D"], answer["mobilisation_3MAO_rows"], strict=True)
    for name, weight, out, back, mobilised in sorted(rows, key=lambda row: (-row[1], row[0])):
        table.add_row(plain(name), f"{weight:.2f}", f"{out}", f"{back}", f"{mobilised:.1f}")
    out_console().print(table)


def _show_pairs(answer: dict[str, Any]) -> None:
    from estimative.cli.terminal import say

    net = [
        [one - other for one, other in zip(together, apart, strict=True)]
        for together, apart in zip(answer["3CAA"], answer["3DAA"], strict=True)
    ]
    _show_table("Allies (+) and foes (-): 3CAA less 3DAA", answer["actors"], answer["actors"], net)
    degree = answer["degree_convergence_pct_3"]
    say(
        "Nobody shares an objective with anybody."
        if degree is None
        else f"Of all that is shared by weight, {degree:.0f} % is on one side."
    )


def _show_objectives(answer: dict[str, Any]) -> None:
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain

    table = Table(title="Objectives, stakes by weight")
    table.add_column("objective")
    table.add_column("for", justify="right")
    table.add_column("against", justify="right")
    for name, (support, resistance) in zip(answer["objectives"], answer["objectives_3MAO_for_against"], strict=True):
        table.add_row(plain(name), f"{support:.1f}", f"{abs(resistance):.1f}")
    out_console().print(table)


def _show_table(title: str, rows: list[str], columns: list[str], values: list[list[float]]) -> None:
    """A table with numbers for its columns where they are many, so that it fits a terminal."""
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain

    table = Table(title=title)
    table.add_column("")
    for place, name in enumerate(columns, start=1):
        table.add_column(f"{place}" if columns == rows else plain(name), justify="right")
    for place, (name, row) in enumerate(zip(rows, values, strict=True), start=1):
        cells = ["0" if abs(value) < 0.05 else f"{value:.3g}" for value in row]
        table.add_row(f"{place} {plain(name)}", *cells)
    out_console().print(table)
