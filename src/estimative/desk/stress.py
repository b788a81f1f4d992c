"""Stressing a case: structured changes as questions, what each would do, and keeping one as a what-if."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from estimative.assessment.run import Ensemble, run_methods
from estimative.base.errors import UsageError, nearest
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.case.patches import patch_of_both
from estimative.desk.what_ifs import with_what_if
from estimative.exchange.case_files import CaseFile, read_case
from estimative.exchange.what_if_writing import write_what_if
from estimative.exchange.what_ifs import WhatIf, apply, what_if_path
from estimative.inquiry.stress import Stress, changed_case, stress
from estimative.inquiry.stress_changes import Kind

BECAUSE: dict[Kind, str] = {
    "mention": "A source brings up the name, and the case gives it no place.",
    "rival": "The case grants the role and lists nobody else who could have it.",
    "reversed-want": "Nothing else that the actor wants speaks against it: the sources were heard on one side only.",
    "rule-lifted": "A rule forbids for good; what it forbids could also be weighed.",
}


@dataclass(frozen=True, eq=False)
class Stressed:
    """A case under stress: `case` with `what_if` applied where one is named, what was asked of it, and its answers."""

    file: CaseFile
    case: Case
    what_if: str | None
    draws: int
    seed: int
    found: tuple[Stress, ...]

    @property
    def digest(self) -> str:
        """The digest of the case that was stressed."""
        return case_digest(self.case)


def stress_case(path: Path, ensemble: Ensemble | None = None, what_if: str | None = None) -> Stressed:
    """Which structured changes would overturn what the case at `path` implies?

    `what_if` names one of the case's what-ifs, which is applied first. Raises ProblemsError for what is wrong in the
    case, UsageError for a what-if that it does not have.
    """
    file = read_case(path)
    case, _ = with_what_if(file, what_if)
    ensemble = ensemble or Ensemble()
    found = stress(case, run_methods(case, ensemble), ensemble)
    return Stressed(file, case, what_if, ensemble.draws, ensemble.seed, found)


def keep(stressed: Stressed, ids: Sequence[str]) -> list[Path]:
    """Writes the changes of these ids as what-ifs beside the case, and returns their files: all of them, or none.

    Assessed with such a what-if, the case gives the figures that stress gave. Raises UsageError for an id that no
    question has, a method left out (a case has no place to say so), or a name that is taken; ProblemsError where the
    changed case would have an error.
    """
    wanted = [_named(stressed, name) for name in dict.fromkeys(ids)]
    taken = [path for one in wanted if (path := what_if_path(stressed.file.path, one.id)).exists()]
    if taken:
        raise UsageError(f"{', '.join(str(path) for path in taken)}: there already, and left as it is; nothing is kept")
    changes = [_from_base(stressed, one) for one in wanted]
    return [
        write_what_if(
            stressed.file.case, stressed.file.path, one.id, change, one.question, _because(stressed, one), one.cites
        )
        for one, change in zip(wanted, changes, strict=True)
    ]


def _named(stressed: Stressed, name: str) -> Stress:
    known = {one.id: one for one in stressed.found}
    if name not in known:
        raise UsageError(f"--keep {name}: no question has this id{nearest(name, known)}; the table names them")
    if known[name].change is None:
        reason = "leaving a method out is no change to a case" if known[name].left_out else known[name].not_computed
        raise UsageError(f"--keep {name}: it cannot be kept as a what-if: {reason}")
    return known[name]


def _from_base(stressed: Stressed, one: Stress) -> dict[str, object]:
    """The change against the case as its file has it. Raises what a what-if may not be."""
    change = dict(one.change or {})
    after = case_digest(changed_case(stressed.case, change))
    if stressed.what_if is not None:
        change = patch_of_both(stressed.file.what_ifs[stressed.what_if].change, change)
        together = apply(stressed.file.case, WhatIf(one.id, case_digest(stressed.file.case), change))
        if case_digest(together) != after:
            raise UsageError(f"--keep {one.id}: with the what-if `{stressed.what_if}` no single change says both")
    return change


def _because(stressed: Stressed, one: Stress) -> str:
    on_top = f" It goes with the what-if {stressed.what_if}." if stressed.what_if is not None else ""
    return BECAUSE.get(one.kind, "") + on_top
