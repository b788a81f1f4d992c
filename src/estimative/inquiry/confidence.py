"""How firm the ground is, apart from likelihood: facts as reasons, and the ceiling that they leave.

The ceiling is proposed; a person sets low, moderate or high below it. What is not computed yet is listed as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from estimative.assessment.convergence import Convergence
from estimative.case.models import Case
from estimative.case.models_base import Closed, Record
from estimative.case.paths import judgments, records

Level = Literal["low", "moderate", "high"]
ORDER: tuple[Level, ...] = ("low", "moderate", "high")
UNCITED_SHARE = 1 / 3
"""Above this share of uncited judgments the ceiling is moderate."""


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


NOT_COMPUTED = (
    "whether one judgment alone overturns the result",
    "how much the time to the horizon leaves open",
)


def confidence(case: Case, meeting: Convergence | None = None) -> ConfidenceFacts:
    """The ceiling of confidence that a case's sources, judgments and gaps leave, and how its methods meet.

    >>> from estimative.case.longform import from_long
    >>> confidence(from_long({"id": "tiny"})).ceiling
    'low'
    """
    reasons = (*_sources(case), *_judgments(case), *_methods(meeting), *_gaps(case))
    ceiling = ORDER[min((ORDER.index(reason.leaves) for reason in reasons), default=len(ORDER) - 1)]
    chosen = case.confidence
    return ConfidenceFacts(ceiling, reasons, NOT_COMPUTED, chosen.set, chosen.because, chosen.by)


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
