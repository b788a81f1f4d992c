"""`estimative migrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    case: Annotated[
        Path, typer.Argument(help="The case: a folder with a case.yaml, or the file itself.", show_default=False)
    ],
) -> None:
    """Bring a case to the present version of the format.

    The first line of a case says its version. There is one version so far, so that nothing is ever changed; a case of
    a version that this program does not know is refused.
    """
    from estimative.cli.terminal import plain, say
    from estimative.desk.migrate import migrate

    done = migrate(case)
    say(f"{plain(done.file)} is of version {done.version}, the only one so far: nothing to do.")
