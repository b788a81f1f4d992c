"""Stressing a case: structured changes as questions, what each would do, and keeping one as a what-if."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from estimative.assessment.run import Ensemble, run_methods
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.desk.keeping import Keepable, keep_changes
from estimative.desk.what_ifs import with_what_if
from estimative.exchange.case_files import CaseFile, read_case
from estimative.inquiry.stress import Stress, stress
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
    known = [
        Keepable(one.id, one.change, one.question, BECAUSE.get(one.kind, ""), one.cites, _refused(one))
        for one in stressed.found
    ]
    return keep_changes(stressed.file, stressed.case, stressed.what_if, known, ids)


def _refused(one: Stress) -> str | None:
    return "leaving a method out is no change to a case" if one.left_out is not None else one.not_computed
