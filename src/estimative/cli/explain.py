"""`estimative explain`."""

from pathlib import Path
from typing import Annotated

import typer

from estimative.cli.options import CaseArgument, JsonOption, WhatIfOption


def command(
    case: CaseArgument,
    what: Annotated[
        list[str],
        typer.Argument(
            help="A scenario; none (the states in no scenario); now; the number of a state; a state in words:"
            " union.strike, company.offer = half (what is not named stays as it is); or a method: evidence.",
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
    what_if: WhatIfOption = None,
    draws: Annotated[int, typer.Option("--draws", help="For a method: how many times all judgments are drawn.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="For a method: the same seed gives the same bytes.")] = 0,
    as_json: JsonOption = False,
) -> int:
    """Say why a scenario or a state holds or breaks, and for whom; or what a method makes of the case.

    For a state: who would leave it, by which move, for which want, and what answer of the others would take the gain
    away; which deals would leave it; how the play from the status quo comes there or goes elsewhere. For a scenario:
    which of its states hold, what breaks the others, whether the play ends there. For a state that cannot be: the
    rules that forbid it. Every line names the addresses and passages that it rests on. For a method (conflict,
    cross-impact, bargaining, evidence, influence): its tables and what they mean.
    """
    from estimative.base.errors import UsageError
    from estimative.cli.explained_text import show
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import say_json
    from estimative.desk.explain import explain
    from estimative.desk.explain_method import names_method
    from estimative.report.explained_json import explanation_json

    words = " ".join(what)
    if names_method(case, words):
        if concept is not None:
            raise UsageError(f"--concept is for a scenario or a state; `{words}` is a method")
        return _method(case, words, draws, seed, what_if, as_json)
    explanation = explain(case, words, concept, what_if)
    if as_json:
        say_json(explanation_json(explanation.digest, explanation.what_if, explanation.found))
    else:
        show(explanation)
    return FINE


def _method(case: Path, method: str, draws: int, seed: int, what_if: str | None, as_json: bool) -> int:
    from estimative.assessment.run import Ensemble
    from estimative.cli.exhibits_text import show_method
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import progress, say_json
    from estimative.desk.explain_method import explain_method

    found = explain_method(case, method, Ensemble(draws, seed, progress()), what_if)
    if as_json:
        say_json(found.to_dict())
    else:
        show_method(found)
    return FINE
