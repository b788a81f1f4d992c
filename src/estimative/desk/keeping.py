"""Keeping changes that were computed, as what-ifs beside the case: all that are asked for, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from estimative.base.errors import UsageError, nearest
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.case.patches import patch_of_both
from estimative.exchange.case_files import CaseFile
from estimative.exchange.what_if_writing import write_what_if
from estimative.exchange.what_ifs import WhatIf, apply, what_if_path
from estimative.inquiry.stress import changed_case


@dataclass(frozen=True)
class Keepable:
    """A change that may be kept: its id is the file's name, `question` the comment at its top.

    `refused` says why it cannot be kept, None where it can.
    """

    id: str
    change: Mapping[str, Any] | None
    question: str
    because: str
    cites: tuple[str, ...] = ()
    refused: str | None = None


def keep_changes(
    file: CaseFile, case: Case, what_if: str | None, known: Sequence[Keepable], ids: Sequence[str]
) -> list[Path]:
    """Writes the changes of these ids beside the case and returns their files: all of them, or none.

    `case` is the case that they were computed for: that of `file`, with the what-if of this name applied where one is
    named; what is written then says both changes. Raises UsageError for an id that is unknown, a change that cannot be
    kept, a name that is taken; ProblemsError where the changed case would have an error.
    """
    wanted = [_named(known, name) for name in dict.fromkeys(ids)]
    taken = [path for one in wanted if (path := what_if_path(file.path, one.id)).exists()]
    if taken:
        raise UsageError(f"{', '.join(str(path) for path in taken)}: there already, and left as it is; nothing is kept")
    changes = [_from_base(file, case, what_if, one) for one in wanted]
    on_top = f" It goes with the what-if {what_if}." if what_if is not None else ""
    return [
        write_what_if(file.case, file.path, one.id, change, one.question, one.because + on_top, one.cites)
        for one, change in zip(wanted, changes, strict=True)
    ]


def _named(known: Sequence[Keepable], name: str) -> Keepable:
    by_id = {one.id: one for one in known}
    if name not in by_id:
        raise UsageError(f"--keep {name}: nothing has this id{nearest(name, by_id)}; the table names them")
    if by_id[name].change is None:
        raise UsageError(f"--keep {name}: it cannot be kept as a what-if: {by_id[name].refused}")
    return by_id[name]


def _from_base(file: CaseFile, case: Case, what_if: str | None, one: Keepable) -> dict[str, Any]:
    """The change against the case as its file has it. Raises what a what-if may not be."""
    change = dict(one.change or {})
    after = case_digest(changed_case(case, change))
    if what_if is not None:
        change = patch_of_both(file.what_ifs[what_if].change, change)
        together = apply(file.case, WhatIf(one.id, case_digest(file.case), change))
        if case_digest(together) != after:
            raise UsageError(f"--keep {one.id}: with the what-if `{what_if}` no single change says both")
    return change
