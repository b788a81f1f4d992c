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
        bool, typer.Option("--sweep", help="Also run the expected-utility model over values of Q.")
    ] = False,
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
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain, say

    columns = {
        "middle": "constant_middle",
        "status quo": "status_quo",
        "plain mean": "plain_mean",
        "compromise": "weighted_mean",
        "median": "weighted_median",
        "EUM mean": "eum_equations_mean",
        "PRINTED": "eum_printed_mean",
        "exchange": "exchange",
    }
    over = any("outcome" in each for each in issues.values())
    table = Table(title="Where each issue settles")
    table.add_column("issue")
    for heading in (*columns, *(["outcome"] if over else [])):
        table.add_column(heading, justify="right")
    for name, found in issues.items():
        cells = [_figure(found["baselines"][key]) for key in columns.values()]
        table.add_row(plain(name), *cells, *([_figure(found.get("outcome"))] if over else []))
    out_console().print(table)
    say("The compromise is the forecast. --issue ID shows one issue, --json everything.")


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
    from rich.table import Table

    from estimative.cli.terminal import out_console

    runs = found.get("sweep") or [{"preset": name, "q": run["q"], **run} for name, run in found["eum"].items()]
    if not runs:
        return
    table = Table(title="The expected-utility model, before round 1 and after each")
    for heading in ("preset", "Q", "figure"):
        table.add_column(heading)
    for number in range(len(runs[0]["median"])):
        table.add_column(f"{number}", justify="right")
    for run in runs:
        for figure in ("median", "mean"):
            cells = [f"{each:.4g}" for each in run[figure]]
            table.add_row(run["preset"], f"{run['q']:g}", figure, *cells, end_section=figure == "mean")
    out_console().print(table)


def _show_deals(exchange: dict[str, Any] | None) -> None:
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain, say

    if exchange is None or not exchange["deals"]:
        return
    table = Table(title="Exchange: the deals in order, outcomes on scales from 0 to 100")
    for heading in ("who gives way", "on", "outcome", "who gives way back", "on", "outcome", "gain of each", "others"):
        table.add_column(heading, justify="right" if heading in ("gain of each", "others") else "left")
    for deal in exchange["deals"][:MOST_DEALS]:
        cells = []
        for half in deal["concessions"]:
            before, after = half["outcome"]
            cells += [plain(half["giver"]), plain(half["issue"]), f"{before:.1f} → {after:.1f}"]
        table.add_row(*cells, f"{deal['gain']:.2f}", f"{sum(deal['externalities'].values()):+.2f}")
    out_console().print(table)
    if len(exchange["deals"]) > MOST_DEALS:
        say(f"{len(exchange['deals']) - MOST_DEALS} more deals; --json has all.")


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _words(name: str) -> str:
    """A key of the answer as it reads in a table."""
    return name.replace("_", " ").replace("eum equations", "EUM, EQUATIONS:").replace("eum printed", "EUM, PRINTED:")
