"""Changing a case's file and what hangs on its digest, so that everything else in the files stays as it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from estimative.base.errors import Problem, UsageError
from estimative.base.files import read_bytes, write_text
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.exchange.case_files import CaseFile, checked
from estimative.exchange.edits import Change, Put, Reword, edited
from estimative.exchange.what_ifs import WhatIf, beside
from estimative.exchange.yaml_reading import parse_yaml


@dataclass(frozen=True)
class Edited:
    """A case's file as it is to be: its text, the case it then says with its warnings and notes, and its what-ifs.

    `changed` says whether the text is another than before. `what_ifs` has the new text of every what-if that is bound
    to the case as it will be, by name; `reworded` that of those that stay bound as they were and cite other numbers
    from now on. Nothing is written.
    """

    path: Path
    text: str
    case: Case
    problems: tuple[Problem, ...]
    what_ifs: Mapping[str, tuple[Path, str]]
    reworded: Mapping[Path, str] = field(default_factory=dict)
    changed: bool = True

    def write(self) -> None:
        """Writes the case, then its what-ifs, each whole or not at all. Raises UsageError where that cannot be."""
        write_text(self.path, self.text)
        for path, text in (*self.what_ifs.values(), *self.reworded.items()):
            write_text(path, text)


def edited_case(
    case_file: CaseFile,
    changes: Sequence[Change],
    words: Mapping[str, str] | None = None,
    stays: Callable[[WhatIf, Case], bool] | None = None,
) -> Edited:
    """The case's file with the changes made, and its what-ifs bound to it, all made ready and checked.

    `words` are reworded first, in the case and in all its what-ifs, whether or not they fit the case. A what-if for
    which `stays` is true of the new case stays bound to the case as it was. Raises UsageError where the file is no
    longer the one that was read, ProblemsError where the new case has an error.
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
    others = _others(case_file, what_ifs, reworded) if reworded else {}
    return Edited(case_file.path, new_text, case, tuple(problems), what_ifs, others, new_text != text)


def _others(case_file: CaseFile, bound: Collection[str], reworded: Sequence[Change]) -> dict[Path, str]:
    """The what-ifs that are not bound to the new case and that the new words change, by file."""
    found = {}
    for name, what_if in beside(case_file.path).items():
        if isinstance(what_if, WhatIf) and what_if.path is not None and name not in bound:
            text = text_of(what_if.path)
            new = edited(text, reworded)
            if new != text:
                found[what_if.path] = new
    return found


def text_of(path: Path) -> str:
    """A file's characters as they are, line ends and byte order mark too: what is not edited comes back the same."""
    return read_bytes(path).decode("utf-8")
