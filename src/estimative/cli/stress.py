"""`estimative stress`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estimative.cli.options import CaseArgument, DrawsOption, JsonOption, KeepOption, SeedOption, WhatIfOption

if TYPE_CHECKING:
    from estimative.desk.stress import Stressed


def command(
    case: CaseArgument,
    keep: KeepOption = None,
    draws: DrawsOption = 2000,
    seed: SeedOption = 0,
    what_if: WhatIfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Ask of a case what its ranges leave out: structured changes, and which of them overturn the result.

    Names that a source brings up and the case leaves out; who else could have a role that an option grants, without
    being told a name; wants that pull one way only, turned round; a method left out; a rule lifted. Every question
    says who leads before and after. With --keep ID (again and again for several) a change becomes a what-if.
    """
    from estimative.assessment.run import Ensemble
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import plain, progress, say, say_json, warn
    from estimative.desk import stress as desk
    from estimative.report.stress_json import stress_json

    stressed = desk.stress_case(case, Ensemble(draws, seed, progress()), what_if)
    kept = desk.keep(stressed, keep) if keep else []
    if as_json:
        say_json(stress_json(stressed.digest, what_if, draws, seed, stressed.found))
        for path in kept:
            warn(f"kept: {plain(str(path))}")
        return FINE
    _show(stressed)
    for path in kept:
        say(f"kept: {plain(str(path))} (estimative assess {plain(str(case))} --what-if {path.stem})")
    return FINE


def _show(stressed: Stressed) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain, say
    from estimative.report.stress_words import beside, outcome
    from estimative.report.wording import counted

    case, found = stressed.case, stressed.found
    say(plain(case.title or case.id) + (f" · what if: {plain(stressed.what_if)}" if stressed.what_if else ""))
    say(f"version {stressed.digest[7:15]} · {counted(stressed.draws, 'draw')}, seed {stressed.seed}")
    if not found:
        say("Nothing to ask: no name without a place, no role that is granted, no rule, no want that pulls one way.")
        return
    overturning = sum(one.overturns for one in found)
    computed = sum(one.not_computed is None for one in found)
    say(f"{len(found)} structured changes, {computed} of them computed; {overturning} give the lead to something else.")
    table = Table(box=SIMPLE_HEAD, show_lines=False)
    for heading in ("", "question", "then"):
        table.add_column(heading)
    for one in found:
        question = [one.question, *beside(case, one), *([f"cites {', '.join(one.cites)}"] if one.cites else [])]
        table.add_row(
            "!" if one.overturns else "",
            plain("\n".join([f"{one.id}:", *question]), lines=True),
            plain("\n".join(outcome(case, one)), lines=True),
        )
        table.add_row()
    out_console().print(table)
    say("! something else leads. Support is where the judgments lead, not how likely anything is.")
    say("Keep a change as a what-if: --keep with its id, the word before the colon.")
