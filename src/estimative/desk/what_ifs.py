"""A case with one of its what-ifs applied, as the verbs that take `--what-if` need it."""

from __future__ import annotations

from estimative.base.errors import UsageError, listed, nearest
from estimative.case.models import Case
from estimative.exchange.case_files import CaseFile
from estimative.exchange.what_ifs import apply


def with_what_if(file: CaseFile, what_if: str | None) -> tuple[Case, str | None]:
    """The case with the what-if of this name, and the reason that it gives; without a name, the case as it stands.

    Raises UsageError, with why it cannot be applied or the nearest name, for a what-if that the case does not have.
    """
    if what_if is None:
        return file.case, None
    if what_if not in file.what_ifs:
        known = listed(sorted(file.what_ifs)) or "none that can be applied"
        troubles = [problem.message for problem in file.problems if problem.path.startswith(f"what-ifs/{what_if}")]
        if troubles:
            raise UsageError(f"the what-if `{what_if}` cannot be applied: {'; '.join(troubles)}")
        raise UsageError(f"the case has no what-if `{what_if}`; it has {known}{nearest(what_if, file.what_ifs)}")
    found = file.what_ifs[what_if]
    return apply(file.case, found), found.because or None
