"""`estimative solve evidence`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from estimative.cli.options import JsonOption


def command(
    file: Annotated[Path, typer.Argument(help="An evidence table in JSON.", show_default=False)],
    as_json: JsonOption = False,
    why: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--why", metavar="FIRST SECOND", help="Also say what each item adds to the odds of two hypotheses."
        ),
    ] = None,
) -> int:
    """Weigh an evidence table: which hypotheses do the items speak against, and what hangs on a single item?

    Inconsistency (analysis of competing hypotheses) and the posterior from the same ratings stand side by side.
    """
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import progress, say_json
    from estimative.desk.solve_evidence import solve_evidence

    answer = solve_evidence(file, progress(), why)
    if as_json:
        say_json(answer)
    else:
        _show(answer)
    return FINE


def _show(answer: dict[str, Any]) -> None:
    from estimative.cli.terminal import say

    _show_hypotheses(answer)
    _show_items(answer)
    _show_classes(answer)
    for words in _sentences(answer):
        say(words)
    if "why" in answer:
        _show_why(answer["why"])
    for warning in answer["warnings"]:
        say(f"note: {warning}")
    say(f"solved in {answer['seconds']:.3f} s")


def _show_hypotheses(answer: dict[str, Any]) -> None:
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain

    ach = answer["ach"]
    table = Table(title=plain(answer["name"]) or None)
    for heading in ("hypothesis", "inconsistency", "rank", "unweighted", "rank", "prior", "posterior", "rank"):
        table.add_column(heading, justify="left" if heading == "hypothesis" else "right")
    for name in answer["hypotheses"]:
        table.add_row(
            plain(name),
            f"{ach['inconsistency'][name]:.2f}",
            str(ach["rank"][name]),
            f"{ach['unweighted']['inconsistency'][name]:.2f}",
            str(ach["unweighted"]["rank"][name]),
            f"{answer['prior'][name]:.3f}",
            f"{answer['posterior'][name]:.3f}",
            str(answer["posterior_rank"][name]),
        )
    out_console().print(table)


def _show_items(answer: dict[str, Any]) -> None:
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain

    table = Table(title="items, the most telling first")
    for heading in ("item", "diagnosticity", "counts", *answer["hypotheses"]):
        table.add_column(plain(heading), justify="left" if heading == "item" else "right")
    items = answer["items"]
    for name in sorted(items, key=lambda name: (-answer["diagnosticity"][name] * items[name]["counts"], name)):
        one = items[name]
        counts = "left out" if one["left_out"] else f"{one['counts']:.2f}"
        logs = [f"{one['log_ratio'][hypothesis]:+.2f}" for hypothesis in answer["hypotheses"]]
        table.add_row(plain(name), f"{answer['diagnosticity'][name]:.2f}", counts, *logs)
    out_console().print(table)


def _show_classes(answer: dict[str, Any]) -> None:
    from estimative.cli.terminal import say

    view = answer["outside_view"]
    for name, one in view["classes"].items():
        rates = [
            f"{hypothesis} {found['rate']:.2f} ({found['low']:.2f} to {found['high']:.2f})"
            for hypothesis, found in one["by_hypothesis"].items()
        ]
        alike = f"; weighted by likeness {one['alike']:.2f}" if one["alike"] is not None else ""
        say(f"outside view, {name} ({one['of']}): {', '.join(rates) or 'speaks of no hypothesis here'}{alike}")


def _sentences(answer: dict[str, Any]) -> list[str]:
    found = []
    for one in answer["linchpins"]:
        kind = "item" if "item" in one else "group"
        orders = [
            words for key, words in (("ach", "inconsistency"), ("posterior", "posterior")) if one[f"{key}_changes"]
        ]
        lead = one["ach_leader_changes"] or one["posterior_leader_changes"]
        ending = ", and another stands first" if lead else ""
        found.append(f"Without the {kind} {one[kind]} the order by {' and '.join(orders)} changes{ending}.")
    if not answer["linchpins"]:
        found.append("No single item or group changes an order.")
    for pair in answer["disagreements"]:
        found.append(f"Inconsistency puts {pair['ach']} before {pair['posterior']}, the posterior the other way round.")
    return found


def _show_why(claim: dict[str, Any]) -> None:
    from estimative.cli.terminal import say

    say(f"{claim['first']} over {claim['second']}, in natural logarithms of the odds (0.69 doubles them):")
    say(f"  {claim['prior']:+.2f}  prior")
    for share in claim["shares"]:
        say(f"  {share['log_odds']:+.2f}  {share['item']}")
    if abs(claim["cap"]) > 1e-9:
        say(f"  {claim['cap']:+.2f}  the cap on the total")
    say(f"  {claim['log_odds']:+.2f}  together")
