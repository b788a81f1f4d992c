"""What in a case cannot be meant: names of nothing, statements that say nothing, numbers off their scale.

Shape is checked before (`longform`); what needs more than the case itself, a source or a what-if, comes after.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from estimative.base.errors import Problem
from estimative.case.check_arguments import check_arguments
from estimative.case.check_dates import check_dates
from estimative.case.check_judgments import check_judgments
from estimative.case.check_names import check_names, check_review
from estimative.case.check_statements import read_statements
from estimative.case.check_states import check_states
from estimative.case.codes import error
from estimative.case.models import Case
from estimative.case.shape import MOST_PROBLEMS

STOPPING = frozenset({"duplicate-id", "duplicate-variant", "unknown-factor", "unknown-variant"})
"""Problems that leave open what the states of a case are."""


def check(case: Case) -> list[Problem]:
    """Every problem of meaning: errors, warnings and notes, without line and column.

    >>> from estimative.case.longform import from_long
    >>> [problem.message for problem in check(from_long({"id": "tiny", "influence": {"a": {}}}))]
    ['no actor is called `a`; the case lists none']
    """
    found = list(islice(_problems(case), MOST_PROBLEMS))
    if len(found) == MOST_PROBLEMS:
        found.append(error("too-many-problems", "", f"only the first {MOST_PROBLEMS} problems are listed"))
    return found


def _problems(case: Case) -> Iterator[Problem]:
    names = list(islice(check_names(case), MOST_PROBLEMS))
    yield from names
    if not any(problem.code == "duplicate-variant" for problem in names):
        statements = read_statements(case)
        yield from statements.problems
        clear = not any(problem.code in STOPPING and problem.severity == "error" for problem in names)
        if clear and statements.sound and (statements.vocabulary.factors or statements.read):
            yield from check_states(case, statements)
    yield from check_judgments(case)
    yield from check_arguments(case)
    yield from check_dates(case)
    yield from check_review(case)
