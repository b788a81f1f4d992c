"""Case files: from YAML to a checked case, with the place of everything.

A case is a folder with a `case.yaml`, or the file itself; its what-ifs lie in `what-ifs/` beside the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estimative import __version__
from estimative.base.errors import Problem, ProblemsError
from estimative.case.check import check
from estimative.case.longform import from_long
from estimative.case.models import FORMAT_VERSION, Case
from estimative.case.names import shown
from estimative.case.wording import amount
from estimative.exchange.locating import located
from estimative.exchange.positions import Positions
from estimative.exchange.versions import steps_from
from estimative.exchange.what_ifs import WhatIf, named_what_ifs, read_what_ifs
from estimative.exchange.yaml_reading import Document, parse_yaml, read_yaml

FILE_NAME = "case.yaml"


@dataclass(frozen=True)
class CaseFile:
    """A case that can be run, and where each part of it stands.

    `problems` holds warnings and notes of the case, and whatever is wrong with its what-ifs: those do not stop the
    case. `what_ifs` holds the what-ifs that can be applied.
    """

    case: Case
    path: Path
    positions: Positions = field(repr=False)
    problems: tuple[Problem, ...] = ()
    what_ifs: Mapping[str, WhatIf] = field(default_factory=dict)

    def locate(self, path: str) -> tuple[int, int] | None:
        """Line and column, from 1, of what stands at an address, or of the nearest thing around it."""
        return self.positions.locate(path)


def case_path(path: Path) -> Path:
    """The file of a case: `path` itself, or the `case.yaml` in it where it is a folder."""
    return path / FILE_NAME if path.is_dir() else path


def read_case(path: Path) -> CaseFile:
    """The case in a file or folder, checked in shape and meaning.

    Raises ProblemsError with every problem, each with line and column, where one of them is an error of the case;
    UsageError where there is no such file.
    """
    file = case_path(path)
    document = read_yaml(file)
    case, problems = checked(document, str(file))
    problems += located(named_what_ifs(case, file), document.positions)
    what_ifs, more = read_what_ifs(case, file)
    return CaseFile(case, file, document.positions, (*problems, *more), what_ifs)


def parse_case(text: str) -> Case:
    r"""The case in a text, checked like a file.

    >>> parse_case("estimative: 1\nid: tiny\n").id
    'tiny'
    """
    return checked(parse_yaml(text), "")[0]


def checked(document: Document, source: str) -> tuple[Case, list[Problem]]:
    """The case that a document says, with its warnings and notes. Raises ProblemsError where there is an error."""
    wrong_version = version_problem(document.value)
    if wrong_version is not None:
        raise ProblemsError(located([wrong_version], document.positions), source)
    try:
        case = from_long(document.value)
    except ProblemsError as error:
        raise ProblemsError(located(error.problems, document.positions), source) from None
    problems = located(check(case), document.positions)
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsError(problems, source)
    return case, problems


def version_problem(value: Any) -> Problem | None:
    """What stands against reading a value as a case of a version that this program knows; None where nothing does."""
    first_line = f"`estimative: {FORMAT_VERSION}`"
    if not isinstance(value, dict):
        return Problem(
            "error", "version", "", f"expected a case, a map that begins with {first_line}; found {shown(value)}"
        )
    if "estimative" not in value:
        what = (
            "this is a what-if; its case is the file to name"
            if "estimative_what_if" in value
            else "a case begins with it"
        )
        return Problem("error", "version", "", f"{first_line}, the version of the format, is missing: {what}")
    version = value["estimative"]
    if isinstance(version, bool) or not isinstance(version, int):
        message = f"expected the version of the format, {first_line}; found {shown(version)}"
    elif version > FORMAT_VERSION:
        message = (
            f"format version {amount(version)} is newer than {FORMAT_VERSION}, the newest that Estimative"
            f" {__version__} reads: get a newer one (`pip install --upgrade estimative`)"
        )
    elif steps_from(version):
        message = (
            f"format version {version} is older than {FORMAT_VERSION}, which this program reads: run `estimative"
            " migrate CASE`"
        )
    elif version < FORMAT_VERSION:
        message = f"there is no format version {amount(version)}; this program reads {FORMAT_VERSION}"
    else:
        return None
    return Problem("error", "version", "estimative", message)
