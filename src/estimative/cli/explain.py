"""`estimative explain`."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    case: Annotated[Path, typer.Argument(help="The case: a folder with a case.yaml, or the file.", show_default=False)],
    what: Annotated[
        list[str],
        typer.Argument(
            help="A scenario; none (the states in no scenario); now; the number of a state; or a state in words:"
            " union.strike, company.offer = half. What is not named stays as it is.",
            metavar="WHAT",
            show_default=False,
        ),
    ],
    concept: Annotated[
        str | None,
        typer.Option(
            "--concept", help="How far actors look ahead: Nash, GMR, SMR, SEQ or SSEQ; else the case's own setting."
        ),
    ] = None,
    what_if: Annotated[
        str | None, typer.Option("--what-if", help="Apply one of the case's what-ifs first.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Say why a scenario or a state holds or breaks, and for whom.

    For a state: who would leave it, by which move, for which want, and what answer of the others would take the gain
    away; which deals would leave it; how the play from the status quo comes there or goes elsewhere. For a scenario:
    which of its states hold, what breaks the others, whether the play ends there. For a state that cannot be: the
    rules that forbid it. Every line names the addresses and passages that it rests on.
    """
    from estimative.cli.explained_text import show
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import say_json
    from estimative.desk.explain import explain
    from estimative.report.explained_json import explanation_json

    explanation = explain(case, " ".join(what), concept, what_if)
    if as_json:
        say_json(explanation_json(explanation.digest, explanation.what_if, explanation.found))
    else:
        show(explanation)
    return FINE
