"""Bringing a case to the present version of the format. There is one version so far, so that there is nothing to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from estimative.base.errors import Problem, ProblemsError
from estimative.case.models import FORMAT_VERSION
from estimative.exchange.yaml_reading import read_yaml

FILE_NAME = "case.yaml"
FIELD = "estimative"


@dataclass(frozen=True)
class Migration:
    """What became of a case file: the version it had, the version it has, whether it was written anew."""

    file: Path
    found: int
    version: int
    changed: bool


def migrate(path: Path) -> Migration:
    """Brings the case at `path`, a file or a folder with a case.yaml, to the present version.

    Raises ProblemsError where the file is no case or its version is not one that this program knows, and UsageError
    where there is no such file.
    """
    file = path / FILE_NAME if path.is_dir() else path
    document = read_yaml(file)
    message = _objection(document.value)
    if message:
        line, column = document.positions.key(FIELD) or (1, 1)
        raise ProblemsError([Problem("error", "version", FIELD, message, line, column)], str(file))
    return Migration(file, found=FORMAT_VERSION, version=FORMAT_VERSION, changed=False)


def _objection(case: Any) -> str | None:
    """Why a case cannot be brought to the present version, or None.

    >>> _objection({"estimative": 1})
    >>> _objection({"estimative": 99})[:58]
    'the case is of version 99, which is newer than this progra'
    """
    allowed = f"known is version {FORMAT_VERSION}"
    if not isinstance(case, dict):
        return f"a case is a map of fields, the first `{FIELD}: {FORMAT_VERSION}`; found something else"
    if FIELD not in case:
        return f"the file does not say its version; {allowed}: write `{FIELD}: {FORMAT_VERSION}` as its first line"
    version = case[FIELD]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return f"the version is a whole number from 1, found `{str(version)[:40]}`; {allowed}"
    if version > FORMAT_VERSION:
        return (
            f"the case is of version {version}, which is newer than this program: install a newer Estimative; {allowed}"
        )
    return None
