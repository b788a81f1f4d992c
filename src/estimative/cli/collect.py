"""`estimative collect`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from estimative.cli.options import CaseArgument, JsonOption

if TYPE_CHECKING:
    from estimative.desk.collect import Collected, Line

HEADINGS = ("judgment", "n", "lowest", "middle", "highest", "agreed")


def command(
    case: CaseArgument,
    sheets: Annotated[list[Path], typer.Argument(help="The filled sheets (.xlsx) of one round.", show_default=False)],
    write: Annotated[
        bool, typer.Option("--write", help="Write the answers into the case's file; without it they are only shown.")
    ] = False,
    adopt: Annotated[
        bool,
        typer.Option("--adopt", help="Leave out the values set for what was answered, so that the mean counts."),
    ] = False,
    date: Annotated[
        str | None, typer.Option("--date", help="The day of the answers; today where none is named.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors (exit code 1).")] = False,
    as_json: JsonOption = False,
) -> int:
    """Read filled sheets of `estimative ask` as views, beside the values of the case.

    Without --write nothing is changed: what would be written is shown. The agreed value stays as it is set; where none
    is set it is the mean of the views of the latest round. Comments and order of the file are kept.
    """
    from estimative.cli.outcomes import report
    from estimative.cli.terminal import say, say_json
    from estimative.desk.collect import changes_in_words, collect

    found = collect(case, sheets, date, adopt, write)
    if as_json:
        say_json(_json(found))
        return _code(found, strict)
    for line in changes_in_words(found):
        say(line)
    if found.lines:
        say()
        say("\n".join(_table(found.lines)))
        say()
    say("\n".join(_outcome(found)))
    report(found.problems, "")
    return _code(found, strict)


def _code(found: Collected, strict: bool) -> int:
    from estimative.cli.outcomes import exit_code

    return exit_code(found.problems, strict)


def _outcome(found: Collected) -> Iterator[str]:
    count = len(found.views)
    if found.changes:
        what = f"{count} answers" if count > 1 else "1 answer" if count else "The change above"
        were = "were" if count > 1 else "was"
        yield f"{what} {were} written into the case." if found.written else f"{what} would be written: add --write."
    else:
        yield "Nothing new."
    if found.stale:
        yield (
            f"No longer bound to the case: {', '.join(found.stale)}. They change what moved here: look at them again,"
            " then bind them with `estimative what-if CASE --rebase`."
        )


def _table(lines: tuple[Line, ...]) -> Iterator[str]:
    from estimative.desk.collect import agreed_in_words

    rows = [HEADINGS]
    for line in lines:
        told = line.spread
        low, middle, high = (_shown(value) for value in (told.lowest, told.middle, told.highest))
        agreed = agreed_in_words(line.agreed, line.range, line.source)
        rows.append((line.path, str(told.count), low, middle, high, agreed))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"


def _json(found: Collected) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "round": found.round,
        "written": found.written,
        "people": dict(found.people),
        "views": [asdict(view) for view in found.views],
        "judgments": [
            {
                "path": line.path,
                **asdict(line.spread),
                "before": {"value": line.before[0], "range": line.before[1], "source": line.before[2]},
                "agreed": line.agreed,
                "range": list(line.range) if line.range is not None else None,
                "source": line.source,
            }
            for line in found.lines
        ],
        "rebound": list(found.rebound),
        "stale": list(found.stale),
        "problems": [
            {
                "severity": problem.severity,
                "code": problem.code,
                "path": problem.path,
                "message": problem.message,
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
            }
            for problem in found.problems
        ],
    }
