"""Do the numbers of a case stand on their scales, within their ranges, and agree with each other?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from estimative.base.errors import Problem, listed
from estimative.case.agreeing import FROM_BEST, rating_span, span
from estimative.case.codes import error, note, warning
from estimative.case.models import Case
from estimative.case.models_judgments import Judgment, Rate, Rating
from estimative.case.models_methods import ReferenceClass
from estimative.case.models_scenarios import Assessed, Stated
from estimative.case.paths import Scale, scale
from estimative.case.walking import everything
from estimative.case.wording import close

DEFAULT_RATIOS = {"CC": 4.0, "C": 2.0, "N": 1.0, "I": 0.5, "II": 0.25}
SMALL_CLASS = 10
"""A reference class that counts fewer than this says little of its rate."""

FRACTION = Scale(0, 1)
UNSTATED = "unstated"


def check_judgments(case: Case) -> Iterator[Problem]:
    """Every number off its scale or out of its range, and every word of likelihood that is in no scale."""
    for path, record in everything(case):
        if isinstance(record, Judgment):
            yield from _judgment(path, record, scale(case, path))
        elif isinstance(record, Rating):
            yield from _rating(path, record)
        elif isinstance(record, Stated | Assessed) and record.range is not None:
            yield from _range(f"{path}/range", record.range, FRACTION, hint="; write 0.55 for 55 %")
    yield from _settings(case)
    yield from _evidence_settings(case)
    yield from _issues(case)
    yield from _reference_classes(case)
    yield from _likelihood(case)


def _judgment(path: str, judgment: Judgment, allowed: Scale) -> Iterator[Problem]:
    if judgment.is_set:
        yield from _value(path, judgment.value, judgment.set_range, allowed)
        yield from _beside_views(path, judgment)
    elif judgment.set_range is not None:
        yield from _within(
            path, judgment.value, judgment.set_range, allowed, f"the mean of the views, {judgment.value:g},"
        )
    if judgment.distribution is not None and judgment.range is None:
        yield warning(
            "no-range", f"{path}/distribution", "without a range nothing is drawn: a distribution says nothing"
        )
    for person, view in judgment.views.items():
        yield from _value(f"{path}/views/{person}", view.value, view.range, allowed)


def _value(path: str, value: float, ends: tuple[float, float] | None, allowed: Scale) -> Iterator[Problem]:
    if not allowed.holds(value):
        yield error("off-scale", f"{path}/value", f"expected {allowed}, found {value:g}")
    if ends is not None:
        yield from _within(path, value, ends, allowed, f"the value {value:g}")


def _within(path: str, value: float, ends: tuple[float, float], allowed: Scale, what: str) -> Iterator[Problem]:
    yield from _range(f"{path}/range", ends, allowed)
    if ends[0] <= ends[1] and not ends[0] <= value <= ends[1]:
        message = f"{what} lies outside its range, {ends[0]:g} to {ends[1]:g}"
        yield error("outside-range", f"{path}/range", message)


def _beside_views(path: str, judgment: Judgment) -> Iterator[Problem]:
    """A set value that none of those who were asked would have."""
    if not judgment.views:
        return
    ends = [view.range or (view.value, view.value) for view in judgment.counted.values()]
    low, high = span(ends) or ends[0]
    if not low <= judgment.value <= high:
        message = f"the value that is set, {judgment.value:g}, lies outside what those asked say, {_between(low, high)}"
        yield note("outside-views", path, f"{message}; leave it out and their mean counts")


def _between(low: object, high: object) -> str:
    words = [f"{end:g}" if isinstance(end, float) else str(end) for end in (low, high)]
    return words[0] if low == high else f"{words[0]} to {words[1]}"


def _range(path: str, ends: tuple[float, float], allowed: Scale, hint: str = "") -> Iterator[Problem]:
    if ends[0] > ends[1]:
        yield error("range-reversed", path, f"the lower end comes first: [{ends[1]:g}, {ends[0]:g}]")
    for place, end in enumerate(ends):
        if not allowed.holds(end):
            yield error("off-scale", f"{path}/{place}", f"expected {allowed}, found {end:g}{hint}")


def _rating(path: str, rating: Rating) -> Iterator[Problem]:
    yield from _rated(path, rating.value, rating.set_range)
    for person, view in rating.views.items():
        yield from _rated(f"{path}/views/{person}", view.value, view.range)
    rated = [view for view in rating.counted.values() if view.value != "N/A"]
    if not rating.is_set or rating.value == "N/A" or not rated:
        return
    ends = [view.range or (view.value, view.value) for view in rated]
    worst, best = rating_span(ends) or ends[0]
    if not FROM_BEST.index(best) <= FROM_BEST.index(rating.value) <= FROM_BEST.index(worst):
        message = f"the rating that is set, {rating.value}, lies outside what those asked say, {_between(worst, best)}"
        yield note("outside-views", path, f"{message}; leave it out and their mean counts")


def _rated(path: str, value: Rate, ends: tuple[Rate, Rate] | None) -> Iterator[Problem]:
    if ends is None:
        return
    if "N/A" in (*ends, value):
        yield error("outside-range", f"{path}/range", "`N/A` has no place between other ratings: leave the range out")
        return
    places = sorted(FROM_BEST.index(end) for end in ends)
    if not places[0] <= FROM_BEST.index(value) <= places[1]:
        yield error("outside-range", f"{path}/range", f"`{value}` does not lie between `{ends[0]}` and `{ends[1]}`")


def _settings(case: Case) -> Iterator[Problem]:
    settings = case.settings
    above_none = {
        **{f"conflict/initiative/{name}": value for name, value in settings.conflict.initiative.items()},
        **{f"evidence/ratios/{name}": value for name, value in settings.evidence.ratios.items()},
    }
    for path, value in above_none.items():
        if value <= 0:
            yield error("off-scale", f"settings/{path}", f"expected a number above 0, found {value:g}")
    for name, value in settings.pooling.weights.items():
        if value < 0:
            yield error("off-scale", f"settings/pooling/weights/{name}", f"expected 0 or more, found {value:g}")
    low, high = settings.cross_impact.scale
    if low > high:
        yield error("range-reversed", "settings/cross_impact/scale", f"the lower end comes first: [{high:g}, {low:g}]")


def _issues(case: Case) -> Iterator[Problem]:
    for name, issue in case.issues.items():
        points = [mark.at for mark in issue.marks]
        for place, (one, other) in enumerate(pairwise(points), start=1):
            if one >= other:
                message = f"marks rise from the least to the greatest: {other:g} does not come after {one:g}"
                yield error("marks-order", f"issues/{name}/marks/{place}/at", message)
        if len(points) < 2:
            continue
        for actor, position in issue.positions.items():
            if not min(points) <= position.at.value <= max(points):
                message = f"{position.at.value:g} lies beyond the marks, {min(points):g} to {max(points):g}"
                yield warning("outside-marks", f"issues/{name}/positions/{actor}/at", message)
        if issue.now is not None and not min(points) <= issue.now <= max(points):
            message = f"{issue.now:g} lies beyond the marks, {min(points):g} to {max(points):g}"
            yield warning("outside-marks", f"issues/{name}/now", message)


def _evidence_settings(case: Case) -> Iterator[Problem]:
    settings = case.settings.evidence
    for table, grades in (("source", settings.source), ("item", settings.item)):
        for grade, value in grades.items():
            if not FRACTION.holds(value):
                path = f"settings/evidence/{table}/{grade}"
                yield error("off-scale", path, f"expected {FRACTION}, found {value:g}")
    given: Mapping[str, float] = {str(name): value for name, value in settings.ratios.items()}
    ratios = {**DEFAULT_RATIOS, **given}
    for better, worse in pairwise(FROM_BEST):
        if ratios[better] < ratios[worse]:
            message = f"{better} is {ratios[better]:g} and {worse} is {ratios[worse]:g}: what fits better has no less"
            yield error("ratios-order", "settings/evidence/ratios", message)


def _reference_classes(case: Case) -> Iterator[Problem]:
    for name, group in case.reference_classes.items():
        path = f"reference_classes/{name}"
        yield from _class_counts(path, group)
        yield from _class_doubts(case, path, group)
        size = sum(group.counts.values()) if group.counts else group.of
        if group.members and size is not None and len(group.members) != size:
            said = "`counts` say" if group.counts else "`of` says"
            yield note("members-count", f"{path}/members", f"{len(group.members)} members are listed, {said} {size}")
        known = [member.happened for member in group.members.values() if member.happened is not None]
        if group.happened is not None and len(known) == group.of and sum(known) != group.happened:
            message = f"{sum(known)} of the members came true, `happened` says {group.happened}"
            yield warning("members-count", f"{path}/happened", message)


def _class_counts(path: str, group: ReferenceClass) -> Iterator[Problem]:
    if group.counts:
        if group.happened is not None or group.of is not None or group.scenario is not None:
            message = "`counts` stand for all scenarios: leave `happened`, `of` and `scenario` out"
            yield error("class-counts", path, message)
        for key, value in group.counts.items():
            if value < 0:
                yield error("off-scale", f"{path}/counts/{key}", f"expected a whole number, 0 or more, found {value}")
        if not any(group.counts.values()):
            yield error("class-counts", f"{path}/counts", "nothing is counted: one count above 0 is due")
    elif group.happened is None or group.of is None:
        missing = [field for field in ("happened", "of") if getattr(group, field) is None]
        yield error("class-counts", path, f"{listed(missing)} missing: how many came true, of how many")
    elif group.happened > group.of:
        message = f"{group.happened} came true out of {group.of}: `happened` cannot be more than `of`"
        yield error("members-count", f"{path}/happened", message)


def _class_doubts(case: Case, path: str, group: ReferenceClass) -> Iterator[Problem]:
    """A class that its author chose, and, where classes make the prior, a small one."""
    used = case.settings.evidence.prior == "classes"
    size = sum(group.counts.values()) if group.counts else group.of or 0
    chooser = case.people.get(group.chosen_by or "")
    doubts = ["the author of the brief chose it"] if chooser is not None and chooser.kind == "author" else []
    doubts += [f"it counts {size}, fewer than {SMALL_CLASS}"] if used and size < SMALL_CLASS else []
    if doubts:
        role = "a doubtful prior" if used else "shown beside, and no prior"
        yield note("class-doubtful", path, f"{role}: {' and '.join(doubts)}")


def _likelihood(case: Case) -> Iterator[Problem]:
    from estimative.base.likelihood import scales

    known = scales()
    ours = case.settings.likelihood_scale
    yield from _known_scale(ours, "settings/likelihood_scale", list(known))
    for name, scenario in case.scenarios.items():
        stated, assessed = scenario.stated, scenario.assessed
        if stated is not None:
            path = f"scenarios/{name}/stated"
            yield from _known_scale(stated.scale, f"{path}/scale", [UNSTATED, *known])
            yield from _term(stated.term, stated.scale, f"{path}/term")
        path = f"scenarios/{name}/assessed"
        if assessed.scale is not None:
            yield from _known_scale(assessed.scale, f"{path}/scale", list(known))
        yield from _term(assessed.term, assessed.scale or ours, f"{path}/term")
        missing = [field for field in ("by", "date") if getattr(assessed, field) is None]
        if assessed.signed and missing:
            yield error("unsigned", path, f"an assessment is signed and dated: {listed(missing)} missing")


def _known_scale(name: str, path: str, known: list[str]) -> Iterator[Problem]:
    if name not in known:
        yield error(
            "unknown-scale", path, f"no scale is called `{name}`{close(name, known)}; there are {listed(known)}"
        )


def _term(term: str | None, scale_id: str, path: str) -> Iterator[Problem]:
    from estimative.base.likelihood import scales, span, unnumbered

    if term is None:
        return
    if scale_id == UNSTATED:
        if span(term) is None:
            why = "carries no number" if unnumbered(term) else "is in no scale"
            message = f"`{term}` {why}: it stands on the page as it is and is compared with nothing"
            yield note("unknown-term", path, message)
        return
    scale_named = scales().get(scale_id)
    if scale_named is not None and scale_named.find(term) is None:
        words = [word for step in scale_named.terms for word in step.words]
        message = f"{scale_named.title} has no word `{term}`{close(term.casefold(), words)}; it has {listed(words, 20)}"
        yield error("unknown-term", path, message)
