"""Commands that are imported when they are called: typer's groups over the table of `commands.py`."""

from __future__ import annotations

import importlib
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from estimative import __version__
from estimative.cli.commands import COMMANDS, Entry

HELP_NAMES = {"help_option_names": ["-h", "--help"]}
DESCRIPTION = """Turns a policy brief into a case that can be run.

Start with `estimative new`, fill the file in, `estimative check` it and `estimative assess` it. Each command tells
more with --help. A CASE is a folder with a case.yaml, or the file itself.
"""


def application() -> typer.Typer:
    """The whole command line, with no command's module imported yet."""
    app = typer.Typer(
        cls=_group_of(COMMANDS),
        add_completion=False,
        context_settings=HELP_NAMES,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback(help=DESCRIPTION)(_options)
    return app


def command_of(entry: Entry) -> TyperCommand | TyperGroup:
    """The command of one row of the table; imports its module."""
    if entry.inner:
        return _group_of(entry.inner)(
            name=entry.name,
            help=entry.summary,
            epilog=entry.example,
            context_settings=HELP_NAMES,
            no_args_is_help=True,
            rich_markup_mode=None,
        )
    single = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    function = importlib.import_module(entry.module).command
    single.command(name=entry.name, cls=_Command, epilog=entry.example, context_settings=HELP_NAMES)(function)
    command = typer.main.get_command(single)
    command.name = entry.name
    return command  # type: ignore[return-value]  # typer promises click's class and makes its own


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"estimative {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """What can be said before the name of a command."""


def _write_example(epilog: str | None, formatter: Any) -> None:
    if epilog:
        with formatter.section("Example"):
            formatter.write(f"{'':{formatter.current_indent}}{epilog}\n")


class _Command(TyperCommand):
    """A command whose epilog is an example: shown under its own heading, never wrapped."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        _write_example(self.epilog, formatter)


class _Group(TyperGroup):
    """A group that knows its commands from a table."""

    entries: tuple[Entry, ...] = ()

    def list_commands(self, ctx: Any) -> list[str]:
        return [entry.name for entry in self.entries]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = next((entry for entry in self.entries if entry.name == cmd_name), None)
        return command_of(found) if found else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in self.entries])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        _write_example(self.epilog, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        self.commands = dict.fromkeys(self.list_commands(ctx), self)  # where typer looks for the nearest name
        return super().resolve_command(ctx, args)


def _group_of(entries: tuple[Entry, ...]) -> type[_Group]:
    return type("Group", (_Group,), {"entries": entries})
