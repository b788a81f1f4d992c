"""Changing a case's file and what hangs on its digest, so that everything else in the files stays as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from estimative.base.errors import Problem, UsageError
from estimative.base.files import read_bytes, write_text
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.exchange.case_files import CaseFile, checked
from estimative.exchange.edits import Change, Put, Reword, edited
from estimative.exchange.what_ifs import WhatIf
from estimative.exchange.yaml_reading import parse_yaml


@dataclass(frozen=True)
class Edited:
    """A case's file as it is to be: its text, the case it then says with its warnings and notes, and its what-ifs.

    `what_ifs` has the new text of every what-if that is bound to the case as it will be, by name. Nothing is written.
    """

    path: Path
    text: str
    case: Case
    problems: tuple[Problem, ...]
    what_ifs: Mapping[str, tuple[Path, str]]

    def write(self) -> None:
        """Writes the case, then its what-ifs, each whole or not at all. Raises UsageError where that cannot be."""
        write_text(self.path, self.text)
        for path, text in self.what_ifs.values():
            write_text(path, text)


def edited_case(
    case_file: CaseFile,
    changes: Sequence[Change],
    words: Mapping[str, str] | None = None,
    stays: Callable[[WhatIf, Case], bool] | None = None,
) -> Edited:
    """The case's file with the changes made, and its what-ifs bound to it, all made ready and checked.

    `words` are reworded first, in the case and in its what-ifs. A what-if for which `stays` is true of the new case is
    left as it is, bound to the case as it was. Raises UsageError where the file is no longer the one that was read,
    ProblemsError where the new case has an error.
    """
    reworded: list[Change] = [Reword(words)] if words else []
    text = text_of(case_file.path)
    name = str(case_file.path)
    if checked(parse_yaml(text, name), name)[0] != case_file.case:
        raise UsageError(f"{case_file.path} was changed by somebody else meanwhile; nothing was written, run it again")
    new_text = edited(text, [*reworded, *changes])
    case, problems = checked(parse_yaml(new_text, name), name)
    base: Change = Put((), {"base": case_digest(case)})
    what_ifs = {
        item: (what_if.path, edited(text_of(what_if.path), [*reworded, base]))
        for item, what_if in case_file.what_ifs.items()
        if what_if.path is not None and not (stays is not None and stays(what_if, case))
    }
    return Edited(case_file.path, new_text, case, tuple(problems), what_ifs)


def text_of(path: Path) -> str:
    """A file's characters as they are, line ends and byte order mark too: what is not edited comes back the same."""
    return read_bytes(path).decode("utf-8")
