"""What in a case cannot be meant: names of nothing, statements that say nothing, numbers off their scale.

Shape is checked before (`longform`); what needs more than the case itself, a source or a what-if, comes after.
"""

from __future__ import annotations

from estimative.base.errors import Problem
from estimative.case.models import Case


def check(case: Case) -> list[Problem]:
    """Every problem of meaning: errors, warnings and notes, in the order of the format."""
    return []
