"""`estimative leverage`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from estimative.cli.options import CaseArgument, DrawsOption, JsonOption, KeepOption, SeedOption, WhatIfOption

if TYPE_CHECKING:
    from estimative.inquiry.opportunities import Opportunity
    from estimative.report.leverage_facts import LeverageFacts


def command(  # noqa: PLR0917 - typer passes every option by its place
    case: CaseArgument,
    actor: Annotated[str, typer.Option("--for", metavar="ACTOR", help="For whom it is asked.", show_default=False)],
    wish: Annotated[str, typer.Option("--wish", metavar="SCENARIO", help="The wished scenario.", show_default=False)],
    page: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write it as one HTML page.", show_default=False)
    ] = None,
    keep: KeepOption = None,
    draws: DrawsOption = 2000,
    seed: SeedOption = 0,
    what_if: WhatIfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Find what an actor could do about a scenario that it wishes for, and what others could.

    First its own: options held or taken, something offered to those who decide, its standpoint and how much it cares,
    whom it moves. Then what others could do, each with the strongest road by which the actor reaches them. Every line
    says how far the support of the scenario moves, method by method; with --keep ID it becomes a what-if.
    """
    from estimative.assessment.run import Ensemble
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import plain, progress, say, say_json, warn
    from estimative.desk import leverage as desk
    from estimative.desk.page_file import check_page, write_page
    from estimative.report.leverage_facts import leverage_json

    if page is not None:
        check_page(page)
    found = desk.leverage(case, actor, wish, Ensemble(draws, seed, progress()), what_if)
    kept = desk.keep(found, keep) if keep else []
    if page is not None:
        from estimative.report.leverage_page import leverage_html

        write_page(page, leverage_html(found.facts))
    if as_json:
        say_json(leverage_json(found.facts))
        for path in kept:
            warn(f"kept: {plain(str(path))}")
        return FINE
    _show(found.facts)
    for path in kept:
        say(f"kept: {plain(str(path))} (estimative assess {plain(str(case))} --what-if {path.stem})")
    if page is not None:
        say(f"\nThe page: {plain(str(page))}")
    return FINE


def _show(facts: LeverageFacts) -> None:
    from estimative.assessment.words import scenario_name
    from estimative.cli.terminal import plain, say
    from estimative.report.leverage_facts import LIMITS, idle, moving, on_force_only
    from estimative.report.wording import counted, method_name, number

    case, found = facts.case, facts.found
    say(
        plain(f"What {facts.actor} can do for {facts.wish}" + (f" · what if: {facts.what_if}" if facts.what_if else ""))
    )
    say(f"version {facts.digest[7:15]} · {counted(facts.draws, 'draw')}, seed {facts.seed}")
    shares = ", ".join(f"{method_name(method)} {number(share)}" for method, share in found.supports.items())
    lead = scenario_name(case, found.leads) if found.leads is not None else "nothing"
    say(plain(f"Support as it stands: {shares or 'no method forecasts'}. In most methods {lead} leads."))
    for title, group in (("By itself", found.own), ("What others could do", found.others)):
        _table(facts, f"{title}: what raises the support of {facts.wish}", moving(group, "helps", "mixed"))
        _table(facts, f"{title}: what lowers it", moving(group, "harms"))
    _table(facts, "Moves no support, only the balance of force", on_force_only(found.all))
    tried = [one for one in idle(found.all) if one.not_computed is None]
    say(f"Tried and without effect: {len(tried)}." + (f" Not tried: {found.left_out}." if found.left_out else ""))
    for one in idle(found.all):
        if one.not_computed is not None:
            say(plain(f"{one.id}: not computed, {one.not_computed}"))
    for limit in LIMITS:
        say(f"- {limit}")


def _table(facts: LeverageFacts, title: str, found: Sequence[Opportunity]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain
    from estimative.report.leverage_facts import beside, outcome

    if not found:
        return
    table = Table(title=plain(title), title_justify="left", box=SIMPLE_HEAD)
    for heading in ("what is done", "how far support moves"):
        table.add_column(heading)
    for one in found:
        what = [f"{one.id}:", one.words, *beside(facts.case, one)]
        table.add_row(plain("\n".join(what), lines=True), plain("\n".join(outcome(one)), lines=True))
        table.add_row()
    out_console().print(table)
