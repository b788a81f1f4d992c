"""Issues within the state space: the scale cut where comparisons change, and what its marks mean as statements.

A mark's `means` is true exactly in its band, which runs to the next mark that has a `means`, or to the end of the
scale. A stretch that begins at a mark with `open` says nothing; it runs to the next mark of any kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise, zip_longest

from estimative.base.logic.space import Factor, issue_cells
from estimative.base.logic.tree import And, Compare, Iff, Or, Statement, walk
from estimative.case.models_methods import Issue, Mark


def cut(issue_id: str, issue: Issue, statements: Iterable[Statement]) -> Factor:
    """The issue as a factor with one variant for each stretch of its scale within which no statement changes.

    The scale runs from the first mark to the last; an issue with fewer than two marks has no ends, and one step beyond
    the outermost number in a statement stands for all that lies there. Raises UsageError where numbers lie too close,
    or too far, to be told apart.
    """
    marks = [mark.at for mark in issue.marks]
    cuts = [*marks]
    for statement in statements:
        cuts += [float(part.value) for part in walk(statement) if isinstance(part, Compare) and part.name == issue_id]
    if len(marks) > 1:
        return Factor.issue(issue_id, issue_cells(min(marks), max(marks), cuts))
    return Factor.issue(issue_id, issue_cells(min(cuts, default=0) - 1, max(cuts, default=0) + 1, cuts))


def meanings(issue_id: str, issue: Issue, read: Mapping[int, Statement]) -> Iterator[Statement]:
    """What the marks of an issue say of every state; `read` has the statements of the marks that have one, by place.

    >>> from estimative.base.logic.tree import Named, unparse
    >>> marks = (Mark(at=0, text="none"), Mark(at=60, text="technical", means="t"), Mark(at=90, open=True))
    >>> [unparse(statement) for statement in meanings("role", Issue(marks=marks), {1: Named("t")})]
    ['role >= 90 or (role >= 60 iff t)']
    """
    marks = sorted(enumerate(issue.marks), key=lambda pair: pair[1].at)
    stretches = [*pairwise([mark for _, mark in marks]), (marks[-1][1], None)] if marks else []
    silent = [_band(issue_id, mark, following) for mark, following in stretches if mark.open]
    meaning = [(place, mark) for place, mark in marks if place in read]
    followers = [mark for _, mark in meaning[1:]]
    for (place, mark), following in zip_longest(meaning, followers):
        said = Iff(_band(issue_id, mark, following), read[place])
        yield Or((*silent, said)) if silent else said


def _band(issue_id: str, mark: Mark, following: Mark | None) -> Statement:
    lower = Compare(issue_id, ">=", _digits(mark.at))
    return lower if following is None else And((lower, Compare(issue_id, "<", _digits(following.at))))


def _digits(number: float) -> str:
    """A number as statements write it: without an exponent."""
    return f"{Decimal(repr(number)):f}".removesuffix(".0")
