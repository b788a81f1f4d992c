"""What a method shows, in the terminal: a title, plain sentences, a table."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table as Drawn

from estimative.assessment.words import scenario_name
from estimative.cli.terminal import out_console, plain, say
from estimative.desk.explain_method import MethodExplained
from estimative.report.methods.exhibits import Exhibit

MOST_ROWS = 40


def show_method(found: MethodExplained) -> None:
    """Prints what a method makes of a case; of one that draws nothing, what it gives each scenario."""
    say(plain(f"{found.title}: what it makes of {found.case.title or found.case.id}"))
    if found.what_if is not None:
        because = f": {found.what_if_because.rstrip('.')}" if found.what_if_because else ""
        say(plain(f"What if: {found.what_if}{because}."))
    show_exhibits(found.exhibits)
    if not found.exhibits:
        for key, support in found.run.supports.items():
            say(
                plain(f"  {scenario_name(found.case, key)} {support.mean:.2f}, undetermined {support.undetermined:.2f}")
            )


def show_exhibits(exhibits: Iterable[Exhibit]) -> None:
    """Prints exhibits one after the other; of a long table the first rows, and how many more there are."""
    for exhibit in exhibits:
        say("")
        say(plain(exhibit.title))
        for sentence in exhibit.sentences:
            say(f"  {plain(sentence)}")
        if exhibit.table is None or not exhibit.table.rows:
            continue
        table = Drawn()
        for column in exhibit.table.columns:
            table.add_column(plain(column), overflow="fold")
        for row in exhibit.table.rows[:MOST_ROWS]:
            table.add_row(*(plain(cell.text) for cell in row))
        out_console().print(table)
        if len(exhibit.table.rows) > MOST_ROWS:
            say(f"  and {len(exhibit.table.rows) - MOST_ROWS:,} more rows: the page and --json have them all")
        if exhibit.table.note:
            say(f"  {plain(exhibit.table.note)}")
