"""`estimative schema`."""

from __future__ import annotations


def command() -> None:
    """Print the JSON Schema of a case.

    Editors that know YAML (Visual Studio Code with its YAML extension, PyCharm, …) use it to complete field names and
    to mark what is wrong while you type. Name it in the first line of a case:
    # yaml-language-server: $schema=case.schema.json
    """
    from estimative.cli.terminal import say
    from estimative.desk.schema import schema_text

    say(schema_text().rstrip("\n"))
