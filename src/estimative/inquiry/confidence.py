"""How firm the ground is, apart from likelihood: facts as reasons, and the ceiling that they leave.

The ceiling is proposed; a person sets low, moderate or high below it. The reasons that bind most come first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from estimative.assessment.convergence import Convergence
from estimative.assessment.judgment_words import judgment_name
from estimative.case.dates import first_day, last_day
from estimative.case.models import Case
from estimative.case.models_base import Closed, Record
from estimative.case.paths import judgments, records
from estimative.inquiry.flips import FlipSearch

Level = Literal["low", "moderate", "high"]
ORDER: tuple[Level, ...] = ("low", "moderate", "high")
UNCITED_SHARE = 1 / 3
"""Above this share of uncited judgments the ceiling is moderate."""
NEAR_DAYS, FAR_DAYS = 366, 5 * 366
"""Up to a year ahead leaves high, up to five moderate, more low. These are conventions and no measurements."""
NAMED = 3
"""Of the judgments that overturn the result alone, as many are named."""


@dataclass(frozen=True)
class Reason:
    """One fact that bears on confidence: a sentence, and the highest level that it leaves."""

    text: str
    leaves: Level


@dataclass(frozen=True)
class ConfidenceFacts:
    """The proposed ceiling, its reasons, what is not computed yet, and the level that a person has set, if any."""

    ceiling: Level
    reasons: tuple[Reason, ...]
    not_computed: tuple[str, ...]
    set: Level | None
    because: str | None
    by: str | None


def confidence(case: Case, meeting: Convergence | None = None, search: FlipSearch | None = None) -> ConfidenceFacts:
    """The ceiling of confidence that a case's sources, judgments, time and gaps leave, and how its methods meet.

    `search` is what is known of flips; without it that one reason is listed as not computed.

    >>> from estimative.case.longform import from_long
    >>> confidence(from_long({"id": "tiny"})).ceiling
    'low'
    """
    found = [
        *_sources(case),
        *_flips(case, search),
        *_judgments(case),
        *_methods(meeting),
        *_time(case),
        *_gaps(case),
    ]
    reasons = tuple(sorted(found, key=lambda reason: ORDER.index(reason.leaves)))
    ceiling = reasons[0].leaves if reasons else ORDER[-1]
    missing = ("whether one judgment alone overturns the result",) if search is None else ()
    chosen = case.confidence
    return ConfidenceFacts(ceiling, reasons, missing, chosen.set, chosen.because, chosen.by)


def looks_to(case: Case) -> str | None:
    """How far ahead the question looks: its horizon, else its last deadline; None where neither is given."""
    if case.question is None:
        return None
    deadlines = [item.deadline for item in case.question.criteria.values() if item.deadline is not None]
    return case.question.horizon or max(deadlines, default=None)


def _sources(case: Case) -> list[Reason]:
    count = len(case.sources)
    if count == 0:
        return [Reason("The case names no source.", "low")]
    publishers = {source.publisher or source.author or name for name, source in case.sources.items()}
    found = []
    if count == 1:
        found.append(Reason("The case rests on one source.", "low"))
    elif len(publishers) == 1:
        found.append(Reason(f"The case's {count} sources come from one publisher.", "low"))
    else:
        found.append(Reason(f"The case rests on {count} sources of {len(publishers)} publishers.", "high"))
    for source in case.sources.values():
        if source.interest:
            found.append(Reason(f"A publisher has an interest: {source.publisher or source.title}.", "moderate"))
    return found


def _flips(case: Case, search: FlipSearch | None) -> list[Reason]:
    """Does one judgment alone overturn the result? What rests on one cannot be firm."""
    if search is None or not search.methods:
        return []
    if not search.judgments:
        text = "No judgment that bears on where things lead has a range, so what hangs on one cannot be told."
        return [Reason(text, "moderate")]
    names = list(dict.fromkeys(judgment_name(case, path) for flip in search.of_size(1) for path in flip.paths))
    if len(names) == 1:
        return [Reason(f"One judgment alone overturns the result: {names[0]}.", "low")]
    if names:
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        text = f"{len(names)} judgments each overturn the result alone: {'; '.join(names[:NAMED])}{more}."
        return [Reason(text, "low")]
    if not search.stable:
        return [Reason("With other draws something else leads: the result hangs on too few draws.", "low")]
    untried = f"; {search.fixed:,} have no range and were not tried" if search.fixed else ""
    return [Reason(f"No single judgment overturns the result within its range{untried}.", "high")]


def _time(case: Case) -> list[Reason]:
    """How far ahead does the question look? What happens on the way there is in no judgment."""
    until = looks_to(case)
    if until is None or case.as_of is None:
        lacking = "question names no horizon" if case.as_of is not None else "case has no date"
        return [Reason(f"The {lacking}: how much the time until then leaves open is not known.", "moderate")]
    days = (last_day(until) - first_day(case.as_of)).days
    level: Level = "high" if days <= NEAR_DAYS else "moderate" if days <= FAR_DAYS else "low"
    if days <= 0:
        return [Reason(f"The question looks to {until}, which is past.", level)]
    return [Reason(f"From {case.as_of} to {until}, how far the question looks, it is {_span(days)}.", level)]


def _span(days: int) -> str:
    """A stretch of time without false precision.

    >>> _span(1), _span(45), _span(400)
    ('1 day', '6 weeks', '13 months')
    """
    for unit, most, size in (("day", 14, 1.0), ("week", 70, 7.0), ("month", 730, 30.44)):
        if days <= most:
            count = round(days / size)
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return f"{round(days / 365.25)} years"


def _judgments(case: Case) -> list[Reason]:
    paths = list(judgments(case))
    if not paths:
        return [Reason("The case holds no judgment.", "low")]
    everything = records(case)
    uncited = [path for path in paths if not _cited(everything, path)]
    share = len(uncited) / len(paths)
    level: Level = "moderate" if share > UNCITED_SHARE else "high"
    found = [Reason(f"{len(uncited)} of {len(paths)} judgments cite no passage.", level)]
    people = {record.judged_by or case.settings.judged_by for record in judgments(case).values()}
    people |= {person for record in judgments(case).values() for person in record.views}
    if people == {None}:
        found.append(Reason("Nobody is named as the judge of any judgment.", "moderate"))
    elif len(people) == 1:
        found.append(Reason("All judgments are one person's.", "moderate"))
    return found


def _cited(everything: Mapping[str, Closed], path: str) -> bool:
    """Does a judgment cite a passage, itself or by its record? An actor's passages are not those of its wants."""
    beside = (everything.get(path), everything.get(path.rpartition("/")[0]))
    return any(isinstance(record, Record) and bool(record.cites) for record in beside)


def _methods(meeting: Convergence | None) -> list[Reason]:
    """Do the methods that say where things lead say the same? One of them alone is no second opinion."""
    leaders = list(meeting.leaders.values()) if meeting is not None else []
    if len(leaders) < 2:
        return [Reason("Only one method says where things lead.", "moderate")] if leaders else []
    leading = {key for key in leaders if key is not None}
    if len(leading) > 1:
        return [Reason("The methods lead to different scenarios.", "low")]
    if None in leaders:
        silent = leaders.count(None)
        return [Reason(f"{silent} of {len(leaders)} methods lead nowhere clearly.", "moderate")]
    return [Reason(f"All {len(leaders)} methods lead to the same scenario.", "high")]


def _gaps(case: Case) -> list[Reason]:
    still_open = [gap for gap in case.gaps.values() if gap.status == "open"]
    if not still_open:
        return []
    number = "One gap is" if len(still_open) == 1 else f"{len(still_open)} gaps are"
    return [Reason(f"{number} open.", "moderate")]
