"""`estimative solve bargaining`."""

from pathlib import Path
from typing import Annotated, Any

import typer

MOST_DEALS = 12


def command(
    file: Annotated[
        Path, typer.Argument(help="Issues in casebook JSON, or in #A, #P, #M, #D lines.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: every round, offer and deal.")] = False,
    rounds: Annotated[int, typer.Option("--rounds", min=0, help="Rounds of the expected-utility model.")] = 9,
    q: Annotated[
        float, typer.Option("--q", min=0, max=1, help="How probable it is that an actor left alone stays where it is.")
    ] = 1.0,
    sweep: Annotated[
        bool | None,
        typer.Option(
            "--sweep/--no-sweep",
            help="Run the expected-utility model over values of Q too; up to 100 actors it is, unless told not to.",
            show_default=False,
        ),
    ] = None,
    issue: Annotated[
        str | None, typer.Option("--issue", metavar="ID", help="Show one issue of several.", show_default=False)
    ] = None,
) -> int:
    """Solve a file of issues: where each settles, by every account, and what would move it.

    The forecast is the compromise, the mean weighted by capability and salience. The expected-utility model shows
    pressure and movement, and has forecast worse.
    """
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import progress, say_json
    from estimative.desk.solve_bargaining import solve_bargaining

    answer = solve_bargaining(file, rounds, q, sweep, issue, progress())
    if as_json:
        say_json(answer)
    else:
        _show(answer)
    return FINE


def _show(answer: dict[str, Any]) -> None:
    from estimative.cli.terminal import say

    if "issues" in answer:
        _show_overview(answer["issues"])
    else:
        _show_issue(answer)
    _show_deals(answer.get("exchange"))
    for warning in answer["warnings"]:
        say(f"Note: {warning}.")
    say(f"solved in {answer['seconds']:.3f} s")


def _show_overview(issues: dict[str, Any]) -> None:
    """One line an issue, the forecasts side by side."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain, say

    columns = {
        "middle": "constant_middle",
        "quo": "status_quo",
        "mean": "plain_mean",
        "compr.": "weighted_mean",
        "median": "weighted_median",
        "EUM": "eum_equations_mean",
        "PRINTED": "eum_printed_mean",
        "exch.": "exchange",
    }
    over = any("outcome" in each for each in issues.values())
    table = Table(title="Where each issue settles", box=SIMPLE_HEAD, padding=(0, 0), pad_edge=False)
    table.add_column("issue", no_wrap=True)
    for heading in (*columns, *(["outcome"] if over else [])):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, found in issues.items():
        cells = [_short(found["baselines"][key]) for key in columns.values()]
        table.add_row(plain(name), *cells, *([_short(found.get("outcome"))] if over else []))
    out_console().print(table)
    say("The compromise (compr.) is the forecast; quo is the status quo, exch. an exchange over all issues, EUM and")
    say("PRINTED are means of the expected-utility model in its two readings. --issue ID shows one, --json everything.")


def _show_issue(found: dict[str, Any]) -> None:
    from estimative.cli.terminal import say

    low, high = found["median_interval"]
    scale = found["scale"]
    say(f"{found['title'] or found['issue']}: from {_figure(scale['min'])} to {_figure(scale['max'])}")
    say(f"It settles at {_figure(found['compromise'])}, by compromise: the mean weighted by capability and salience.")
    tie = "" if low == high else f", or anywhere up to {_figure(high)}: half of the weight is reached exactly"
    say(f"The weighted median is {_figure(low)}{tie}.")
    _show_forecasts(found)
    _show_levers(found)
    _show_rounds(found)


def _show_forecasts(found: dict[str, Any]) -> None:
    from rich.table import Table

    from estimative.cli.terminal import out_console

    table = Table(title="Forecasts side by side")
    table.add_column("by")
    table.add_column("settles at", justify="right")
    figures = {**found["baselines"], "nash": found["nash"], "nash_from_status_quo": found["nash_status_quo"]}
    figures |= {"outcome": found["outcome"]} if "outcome" in found else {}
    for name, figure in figures.items():
        table.add_row(_words(name), _figure(figure))
    out_console().print(table)


def _show_levers(found: dict[str, Any]) -> None:
    """Who can move the compromise, by weight, most first; far down the list there is little to see."""
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain

    table = Table(title="What moves the compromise")
    table.add_column("actor")
    for heading in ("position", "salience", "share of weight", "if 1 moves", "if it cared 0.1 more"):
        table.add_column(heading, justify="right")
    levers, actors = found["levers"], found["actors"]
    order = sorted(actors, key=lambda name: -levers["position"][name])
    for name in order[:40]:
        actor, share = actors[name], levers["position"][name]
        more = f"{levers['salience'][name] / 10:+.3g}"
        table.add_row(
            plain(name), _figure(actor["position"]), f"{actor['salience']:.3g}", f"{share:.1%}", f"{share:+.3g}", more
        )
    out_console().print(table)


def _show_rounds(found: dict[str, Any]) -> None:
    """Median and mean of both presets, a line a round."""
    from rich.table import Table

    from estimative.cli.terminal import out_console

    runs = found["eum"]
    if runs:
        table = Table(title=f"The expected-utility model round by round, Q = {found['q']:g}")
        table.add_column("after round", justify="right")
        for preset in runs:
            for figure in ("median", "mean"):
                table.add_column(f"{preset} {figure}", justify="right")
        columns = [run[figure] for run in runs.values() for figure in ("median", "mean")]
        for number, row in enumerate(zip(*columns, strict=True)):
            table.add_row(f"{number}" if number else "start", *map(_figure, row))
        out_console().print(table)
    if "sweep" in found:
        _show_sweep(found["sweep"], found["rounds"])


def _show_sweep(runs: list[dict[str, Any]], rounds: int) -> None:
    """How far the answer hangs on the reading and on Q."""
    from rich.table import Table

    from estimative.cli.terminal import out_console

    table = Table(title=f"The same over Q, after {rounds} rounds")
    for heading in ("preset", "Q", "median", "mean", "median on the way"):
        table.add_column(heading, justify="left" if heading == "preset" else "right")
    for place, run in enumerate(runs):
        way = f"{_figure(min(run['median']))} to {_figure(max(run['median']))}"
        last = place + 1 == len(runs) or runs[place + 1]["preset"] != run["preset"]
        figures = (_figure(run["median"][-1]), _figure(run["mean"][-1]))
        table.add_row(run["preset"], f"{run['q']:g}", *figures, way, end_section=last)
    out_console().print(table)


def _show_deals(exchange: dict[str, Any] | None) -> None:
    """The deals in the order in which they are made, a sentence each."""
    from estimative.cli.terminal import say

    if exchange is None or not exchange["deals"]:
        return
    say("Exchange, deal by deal (outcomes on scales from 0 to 100, gains in salience × points):")
    for number, deal in enumerate(exchange["deals"][:MOST_DEALS], start=1):
        halves = []
        for half in deal["concessions"]:
            before, after = half["outcome"]
            halves.append(f"{half['giver']} gives way on {half['issue']} ({before:.1f} → {after:.1f})")
        others = sum(deal["externalities"].values())
        say(f"{number:>4}  {'; '.join(halves)}; each gains {deal['gain']:.2f}, the others {others:+.2f}")
    if len(exchange["deals"]) > MOST_DEALS:
        say(f"      {len(exchange['deals']) - MOST_DEALS} more deals; --json has all")


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _short(value: float | None) -> str:
    """For a table of many columns."""
    return "–" if value is None else f"{value:.4g}"


def _words(name: str) -> str:
    """A key of the answer as it reads in a table."""
    return name.replace("_", " ").replace("eum equations", "EUM, EQUATIONS:").replace("eum printed", "EUM, PRINTED:")
