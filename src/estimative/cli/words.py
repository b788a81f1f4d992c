"""`estimative words`."""

from typing import Annotated, Any

import typer

from estimative.cli.options import JsonOption


def command(
    term: Annotated[list[str], typer.Argument(help="A word (almost certain) or a number (0.7, 70%).")],
    scale: Annotated[
        str | None, typer.Option("--scale", help="Look in this scale; say how others would put its word.")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Look up a word of likelihood, or a number, in every published scale that is known.

    An interval holds its lower end and not its upper one; the last of a scale holds both.
    """
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import say_json
    from estimative.desk.words import look_up

    answer = look_up(" ".join(term), scale)
    if as_json:
        say_json(answer)
    elif "number" in answer:
        _show_number(answer)
    else:
        _show_word(answer)
    return FINE


def _show_number(answer: dict[str, Any]) -> None:
    rows = []
    for name, found in answer["scales"].items():
        words = [f"{one['word']} ({_percent(one)})" for one in found["words"]]
        between = "between " if found["in_gap"] else ""
        rows.append((name, found, between + " and ".join(words) if words else "no word: beyond its ends"))
    _table(f"{answer['number'] * 100:.4g} %", "word", rows)


def _show_word(answer: dict[str, Any]) -> None:
    from estimative.cli.terminal import say

    for vague in answer["carries_no_number"]:
        say(f"`{vague}` carries no number: whoever reads it is free to think of any.")
    if answer["scales"]:
        rows = [(name, found, _percent(found)) for name, found in answer["scales"].items()]
        _table(answer["word"], "interval", rows)
        say(f"Without a scale it may mean anything in {_percent(answer['span'])}.")
    for one in answer.get("translations", answer["mismatches"]):
        say(f"{one['sentence']}.")


def _table(title: str, what: str, rows: list[tuple[str, dict[str, Any], str]]) -> None:
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain

    table = Table(title=plain(title))
    for heading in ("scale", what, "our copy"):
        table.add_column(heading)
    for name, found, words in rows:
        table.add_row(name, words, found["checked"])
    out_console().print(table)


def _percent(one: dict[str, Any]) -> str:
    from estimative.base.likelihood import percent

    return percent(one["low"], one["high"])
