"""`estimative cite`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from estimative.cli.options import CaseArgument, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from estimative.desk.citations import CitedPassage, CitedSource, Table
    from estimative.desk.citing import Synced

MOST_CITERS = 2


def command(
    case: CaseArgument,
    sync: Annotated[
        bool, typer.Option("--sync", help="Write what the case records of its sources into its file.")
    ] = False,
    sources: Annotated[
        Path | None,
        typer.Option("--sources", metavar="DIR", help="Where the sources lie that are not in the case's folder."),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            metavar="CITATION",
            help="With --sync: take the present words of a passage (source#p12) that you have read. May be repeated.",
        ),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="With --sync: cite words that moved to another passage there.")
    ] = False,
    point: Annotated[
        list[str] | None,
        typer.Option(
            "--point",
            metavar="OLD=NEW",
            help="With --sync: cite another passage that you have read (source#p12=p14). May be repeated.",
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors (exit code 1).")] = False,
    as_json: JsonOption = False,
) -> int:
    """List the passages that a case cites, or bring its record of them in line with the sources.

    A case keeps position and digest of each cited passage, so that a changed source is found out. With --sync that
    record is written, comments and order kept. It is never made to say something else in silence: where the cited
    words moved to another passage or are lost, it stays as it is until you follow them (--follow), accept the present
    words (--accept) or cite another passage (--point). Lost words that still stand in a longer passage are found, else
    the passage in their place; each is proposed and never taken unasked.
    """
    from estimative.base.errors import UsageError
    from estimative.cli.outcomes import exit_code, report
    from estimative.cli.terminal import say_json
    from estimative.desk.check import Checked
    from estimative.desk.citations import table
    from estimative.desk.citing import sync as synced
    from estimative.exchange.case_files import read_case

    if not sync and (accept or follow or point):
        raise UsageError("--accept, --follow and --point change what the case records: give --sync with them")
    case_file = read_case(case)
    outcome = synced(case_file, sources, accept or (), follow, _pairs(point or ())) if sync else None
    found = table(read_case(case) if outcome is not None and outcome.written else case_file, sources)
    checked = Checked(case_file.path, found.problems, None)
    if as_json:
        say_json({**_json(found, outcome), **checked.to_dict()})
        return exit_code(checked.problems, strict)
    if outcome is not None:
        _say_outcome(outcome, str(case_file.path))
    else:
        _say_table(found)
    for file, problems in checked.by_file().items():
        report(problems, str(file))
    return exit_code(checked.problems, strict)


def _pairs(point: Sequence[str]) -> dict[str, str]:
    from estimative.base.errors import UsageError

    found = {}
    for item in point:
        old, equals, new = item.partition("=")
        if not (equals and old and new):
            raise UsageError(f"--point {item}: expected a citation and the passage to cite instead, source#p12=p14")
        found[old] = new
    return found


def _say_outcome(outcome: Synced, file: str) -> None:
    from estimative.cli.terminal import say

    for old, new in outcome.followed.items():
        say(f"{old} is now cited as {new}")
    if outcome.written:
        say(f"Wrote the record of {', '.join(outcome.renewed)} into {file}")
    else:
        say(f"{file} is up to date" if not outcome.problems else f"{file} is left as it is")
    if outcome.rebound:
        say(f"Bound the what-ifs to the case as it is now: {', '.join(outcome.rebound)}")


def _say_table(found: Table) -> None:
    from rich.table import Table as Grid

    from estimative.cli.terminal import out_console, plain, say

    for source in found.sources:
        say(f"{source.id}: {source.source.title} ({_whereabouts(source)})")
        grid = Grid("passage", "characters", "state", "cited by", box=None, pad_edge=False)
        for row in source.passages:
            at = f"{row.at[0]}-{row.at[1]}" if row.at else ""
            grid.add_row(row.id, at, row.state, plain(_citers(row)))
        if source.passages:
            out_console().print(grid)
        else:
            say("nothing cites it")


def _citers(row: CitedPassage) -> str:
    """Who cites a passage, shortened: `show` lists them all."""
    shown = ", ".join(place or "the case" for place in row.cited_by[:MOST_CITERS])
    more = len(row.cited_by) - MOST_CITERS
    return f"{shown} and {more} more" if more > 0 else shown or "nobody"


def _whereabouts(source: CitedSource) -> str:
    if source.at_hand is None:
        return "not at hand"
    return f"{source.at_hand.file.name}, read as {source.at_hand.document.reader}"


def _json(found: Table, outcome: Synced | None) -> dict[str, Any]:
    from dataclasses import asdict

    sources = [
        {
            "id": source.id,
            "file": source.at_hand.file.name if source.at_hand else None,
            "reader": source.source.reader,
            "text_sha256": source.source.text_sha256,
            "file_sha256": source.source.file_sha256,
            "passages": [{k: v for k, v in asdict(row).items() if k != "text"} for row in source.passages],
        }
        for source in found.sources
    ]
    done: dict[str, Any] = {}
    if outcome is not None:
        done = {
            "written": outcome.written,
            "renewed": list(outcome.renewed),
            "followed": dict(outcome.followed),
            "rebound": list(outcome.rebound),
        }
    return {"sources": sources, **done}
