"""Starting a case: a file that already runs, with an invented example to be replaced line by line.

>>> identity("Port Strike (2024)")
'port-strike-2024'
"""

from __future__ import annotations

import datetime
import re
import shlex
import unicodedata
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Template

from estimative.base.errors import UsageError
from estimative.base.files import create_text
from estimative.base.unicode import visible
from estimative.case.names import ID_PATTERN, RESERVED
from estimative.exchange.case_files import FILE_NAME

LONGEST_ID = 40


@dataclass(frozen=True)
class NewCase:
    """A case just written: its file, what it is called, and what to give other commands."""

    file: Path
    id: str
    case: Path


def new_case(place: Path, case_id: str | None = None, today: datetime.date | None = None) -> NewCase:
    """Writes a one-hour case to fill in: `place/case.yaml`, or `place` itself where its name ends in .yaml or .yml.

    The id is made from the name of the place where none is given; `today` (the local date by default) becomes `as_of`.
    Raises UsageError where no id can be made, the file is there already or cannot be written; nothing is overwritten.
    """
    file = place if place.suffix.lower() in {".yaml", ".yml"} else place / FILE_NAME
    name = case_id if case_id is not None else identity(place.stem if file == place else _name(place))
    _check(name)
    day = today or datetime.datetime.now().astimezone().date()
    text = _template().substitute(id=name, as_of=day.isoformat(), case=visible(shlex.quote(str(place))))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        create_text(file, text)
    except (OSError, ValueError) as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(f"{place} cannot be made: {getattr(error, 'strerror', None) or error}") from error
    return NewCase(file, name, place)


def identity(name: str) -> str:
    """An id made from any name: letters without their marks, everything else a hyphen.

    Raises UsageError where nothing is left to make it from.

    >>> identity("2024 Özgür_Port"), identity("é" * 99) == "e" * 40
    ('case-2024-ozgur-port', True)
    """
    bare = unicodedata.normalize("NFKD", name[:1000]).encode("ascii", "ignore").decode("ascii").lower()
    made = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    if made[:1].isdigit() or made in RESERVED:
        made = f"case-{made}"
    if not made:
        raise UsageError(f"no id can be made from the name `{name[:60]}`; give one with --id, such as --id port-strike")
    return made[:LONGEST_ID].rstrip("-")


def _name(folder: Path) -> str:
    """The folder's name; for `.` and `..` the name of what they stand for."""
    return folder.name if folder.name not in {"", "..", "."} else folder.absolute().resolve().name


def _check(name: str) -> None:
    if not re.fullmatch(ID_PATTERN, name) or name in RESERVED:
        raise UsageError(
            f"`{name[:60]}` cannot be an id: small letters, digits and hyphens are allowed, at most {LONGEST_ID}, "
            "a letter first, and no word that statements use; give another with --id"
        )


def _template() -> Template:
    return Template(resources.files("estimative.desk").joinpath("one_hour_case.yaml").read_text(encoding="utf-8"))
