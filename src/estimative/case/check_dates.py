"""Is anything dated after the day of which the case speaks? Does a deadline end before it begins?"""

from __future__ import annotations

from collections.abc import Iterator

from estimative.base.errors import Problem
from estimative.case.codes import error, warning
from estimative.case.dates import surely_after
from estimative.case.models import Case


def check_dates(case: Case) -> Iterator[Problem]:
    """Everything dated out of its order. A date without its day is read in the case's favour."""
    for name, indicator in case.indicators.items():
        if indicator.window is not None and surely_after(*indicator.window):
            message = f"the window ends ({indicator.window[1]}) before it begins ({indicator.window[0]})"
            yield error("window-reversed", f"indicators/{name}/window", message)
    if case.as_of is None:
        return
    for path, date in _known_by_then(case):
        if date is not None and surely_after(date, case.as_of):
            message = f"{date} is after {case.as_of}, the day of which the case speaks (`as_of`): it cannot be used"
            yield error("after-as-of", path, message)
    for path, date in _still_to_come(case):
        if date is not None and surely_after(case.as_of, date):
            message = f"{date} is before {case.as_of}, the day of which the case speaks (`as_of`)"
            yield warning("deadline-passed", path, message)


def _known_by_then(case: Case) -> Iterator[tuple[str, str | None]]:
    yield from ((f"sources/{name}/date", source.date) for name, source in case.sources.items())
    yield from ((f"said/{name}/date", said.date) for name, said in case.said.items())
    yield from ((f"timeline/{name}/date", event.date) for name, event in case.timeline.items())
    for name, item in case.evidence.items():
        yield f"evidence/{name}/date", item.date
        yield f"evidence/{name}/reported", item.reported


def _still_to_come(case: Case) -> Iterator[tuple[str, str | None]]:
    if case.question is not None:
        yield "question/horizon", case.question.horizon
        criteria = case.question.criteria.items()
        yield from ((f"question/criteria/{name}/deadline", criterion.deadline) for name, criterion in criteria)
    for name, indicator in case.indicators.items():
        if indicator.window is not None and indicator.status == "open":
            yield f"indicators/{name}/window/1", indicator.window[1]
