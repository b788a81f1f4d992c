"""`estimative show`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from estimative.cli.options import CaseArgument, JsonOption

if TYPE_CHECKING:
    from estimative.desk.show import Place, ShownPassage, ShownRecord, ShownView

MOST_SHOWN = 4000
"""Characters of a passage that are printed; JSON has them all."""
WIDEST = 100
BEHIND = frozenset({"because", "cites", "judged_by"})
"""Fields that have lines of their own below the others."""


def command(
    case: CaseArgument,
    path: Annotated[
        str,
        typer.Argument(
            help="An address in the case (actors/union/wants/pay), or a passage (brief#p4).", show_default=False
        ),
    ],
    sources: Annotated[
        Path | None,
        typer.Option("--sources", metavar="DIR", help="Where the sources lie that are not in the case's folder."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show one place of a case with the passages behind it.

    An address leads to a value with its range, its reason, who judged it, where it stands in the file, and the
    passages that it rests on, in their own words where the source is at hand. A passage leads to everything that
    cites it.
    """
    from dataclasses import asdict

    from estimative.cli.terminal import say, say_json
    from estimative.desk.show import ShownRecord, show
    from estimative.exchange.case_files import read_case

    case_file = read_case(case)
    found = show(case_file, path, sources)
    if as_json:
        say_json(asdict(found))
        return
    lines = (
        _record(found, case_file.path.name) if isinstance(found, ShownRecord) else _passage(found, case_file.path.name)
    )
    say("\n".join(lines))


def _record(found: ShownRecord, file: str) -> Iterator[str]:
    yield f"{found.place.path}  ({found.kind}, {_spot(found.place, file)})"
    if found.value is not None:
        ends = f", from {_said(found.range[0])} to {_said(found.range[1])}" if found.range else ", without a range"
        scale = f"  ({found.scale})" if found.scale is not None else ""
        mean = ", the mean of the views" if found.agreed == "mean" else ""
        yield f"value: {_said(found.value)}{mean}{ends}{scale}"
        yield from _views(found)
    fields = {key: item for key, item in found.fields.items() if key not in BEHIND}
    if found.value is not None:
        fields = {key: item for key, item in fields.items() if key not in {"value", "range", "views"}}
    yield from _fields(fields, "")
    if found.because is not None:
        yield from _wrapped(f"because: {found.because}{_from(found.because_of, found.place.path)}", "", "  ")
    if found.judged_by is not None:
        yield f"judged by: {found.judged_by.name} ({found.judged_by.id})"
    if not found.cites:
        yield "cites: nothing"
        return
    yield f"cites{_from(found.cites_of, found.place.path)}:"
    for passage in found.cites:
        yield from _words(passage)


def _views(found: ShownRecord) -> Iterator[str]:
    """Who said what, and how far apart they are."""
    if found.spread is not None:
        told = found.spread
        low, middle, high = (_said(value) for value in (told.lowest, told.middle, told.highest))
        yield f"views: {told.count}, lowest {low}, middle {middle}, highest {high}"
    for view in found.views:
        yield from _wrapped(_view(view), "  ", "    ")


def _view(view: ShownView) -> str:
    ends = f" ({_said(view.range[0])} to {_said(view.range[1])})" if view.range is not None else ""
    when = ", ".join(
        part
        for part in (f"round {view.round}" if view.round else "", view.date or "", "" if view.counts else "earlier")
        if part
    )
    cites = f" [{', '.join(view.cites)}]" if view.cites else ""
    because = f": {view.because}" if view.because else ""
    return f"{view.person.name} says {_said(view.value)}{ends}{f', {when}' if when else ''}{because}{cites}"


def _said(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _passage(found: ShownPassage, file: str) -> Iterator[str]:
    yield from _words(found)
    yield "cited by:" if found.cited_by else "cited by: nothing"
    for place in found.cited_by:
        yield f"  {place.path or 'the case'}  ({_spot(place, file)})"


def _words(found: ShownPassage) -> Iterator[str]:
    passage = found.passage
    place = f"characters {passage.at[0]}-{passage.at[1]}, " if passage.at else ""
    digest = f"sha256 {passage.sha256}, " if passage.sha256 else ""
    yield from _wrapped(f"{found.citation}  ({found.title}; {place}{digest}{passage.state})", "  ", "    ")
    if passage.text is None:
        yield "    the source is not at hand: give --sources DIR to read the passage"
        return
    for line in passage.text[:MOST_SHOWN].split("\n"):
        yield from _wrapped(line, "    ", "    ")
    if len(passage.text) > MOST_SHOWN:
        yield f"    … and {len(passage.text) - MOST_SHOWN:,} characters more"


def _fields(fields: dict[str, Any], margin: str) -> Iterator[str]:
    """The fields of a record as they would stand in a file, a line for each."""
    for key, item in fields.items():
        if isinstance(item, dict):
            yield f"{margin}{key}:"
            yield from _fields(item, margin + "  ")
        else:
            text = f"[{', '.join(str(one) for one in item)}]" if isinstance(item, list) else str(item)
            yield from _wrapped(f"{key}: {text}", margin, margin + "  ")


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    import shutil
    import textwrap

    width = max(40, min(WIDEST, shutil.get_terminal_size().columns))
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False) or [""]


def _spot(place: Place, file: str) -> str:
    return f"{file}:{place.line}:{place.column}" if place.line is not None else file


def _from(address: str | None, path: str) -> str:
    return f" (of {address})" if address is not None and address != path else ""
