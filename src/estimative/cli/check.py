"""`estimative check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estimative.cli.options import CaseArgument, JsonOption


def command(
    case: CaseArgument,
    sources: Annotated[
        Path | None, typer.Option("--sources", help="A folder with the texts of the sources.", show_default=False)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors (exit code 1).")] = False,
    as_json: JsonOption = False,
) -> int:
    """Find what is wrong or missing in a case.

    First the shape of the file, then what it means: names of nothing, statements that can never be true, scenarios
    that overlap or leave a gap, numbers off their scale, dates after the day of the case; then its what-ifs, and its
    citations where the sources are at hand. Everything is reported at once, each with line and column: errors, which
    must be put right; warnings, for what is probably not meant; notes.
    """
    from estimative.cli.outcomes import exit_code, report
    from estimative.cli.terminal import plain, say, say_json
    from estimative.desk.check import check

    checked = check(case, sources)
    if as_json:
        say_json(checked.to_dict())
        return exit_code(checked.problems, strict)
    for file, problems in checked.by_file().items():
        report(problems, str(file), strict)
    say(plain(checked.summary))
    return exit_code(checked.problems, strict)
