"""Bringing a case to the present version of the format. There is one version so far, so that there is nothing to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from estimative.base.errors import ProblemsError
from estimative.case.models import FORMAT_VERSION
from estimative.exchange.case_files import case_path, version_problem
from estimative.exchange.locating import located
from estimative.exchange.yaml_reading import read_yaml


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
    file = case_path(path)
    document = read_yaml(file)
    problem = version_problem(document.value)
    if problem is not None:
        raise ProblemsError(located([problem], document.positions), str(file))
    return Migration(file, found=FORMAT_VERSION, version=FORMAT_VERSION, changed=False)
