"""`estimative ask`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from estimative.cli.options import CaseArgument, JsonOption

if TYPE_CHECKING:
    from estimative.desk.ask import Asked


def command(  # noqa: PLR0917 - typer passes every option by its place
    case: CaseArgument,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="A folder for the sheets, or one .xlsx file.", show_default=False)
    ],
    people: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            metavar="PERSON",
            help="Who is asked: a person of the case by id, or anybody by name. May be repeated.",
        ),
    ] = None,
    top: Annotated[int, typer.Option("--top", help="How many judgments are asked, those that matter most first.")] = 10,
    number: Annotated[
        int, typer.Option("--round", help="From the second round on, the sheet shows the spread of the one before.")
    ] = 1,
    judgment: Annotated[
        list[str] | None,
        typer.Option("--judgment", metavar="ADDRESS", help="Ask this instead of what matters most. May be repeated."),
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option("--sources", metavar="DIR", help="A folder with the sources: the sheets then quote the passages."),
    ] = None,
    draws: Annotated[int, typer.Option("--draws", help="How many draws tell what matters most.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same questions.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Write over sheets that hold answers.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the judgments that matter most as questions into an Excel sheet for each person.

    In the first round a sheet shows nobody's values, neither those of the case nor another person's. Send the sheets
    out, then read the answers with `estimative collect`.
    """
    from estimative.assessment.run import Ensemble
    from estimative.cli.terminal import progress, say, say_json, warn
    from estimative.desk.ask import Asking, ask

    asking = Asking(top, number, tuple(judgment or ()), force)
    asked = ask(case, output, people or (), asking, Ensemble(draws, seed, progress()), sources)
    if as_json:
        say_json(_json(asked))
        return
    for place, question in enumerate(asked.questions, start=1):
        say(f"{place:3}  {question.path}")
    if not judgment and len(asked.questions) < asked.wanted and asked.round == 1:
        say(f"No other judgment can matter as the case stands: {len(asked.questions)} are asked, not {asked.wanted}.")
    for path in asked.other_scales:
        message = (
            "places are asked for, and this actor's ranks go beyond the number of its wants: number them from 1 on"
        )
        warn(f"warning: {path}: {message}")
    for respondent, file in asked.files:
        say(f"Wrote {file}{f' for {respondent.name}' if respondent.name else ''}")


def _json(asked: Asked) -> dict[str, Any]:
    return {
        "round": asked.round,
        "other_scales": list(asked.other_scales),
        "questions": [
            {
                "number": place,
                "path": question.path,
                "question": question.text,
                "background": list(question.background),
                "answers": question.allowed.words,
                "choices": list(question.allowed.choices),
                "low": question.allowed.low,
                "high": question.allowed.high,
                "cites": list(question.cites),
            }
            for place, question in enumerate(asked.questions, start=1)
        ],
        "sheets": [
            {"person": respondent.id, "name": respondent.name, "file": str(file)} for respondent, file in asked.files
        ],
    }
