"""Judgments as plain questions: what to ask people who know the region, and what they may answer.

A question shows nobody's value: not the one that is agreed, nor its range or reason, nor the order in which the case
holds things. What is asked of a rank, say, is how important something is beside the actor's other wants.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from estimative.assessment.words import actor_name, scenario_name
from estimative.base.canonical import digest
from estimative.base.errors import UsageError, listed, nearest
from estimative.case.longform import OUTSIDE_DIGEST, to_long
from estimative.case.models import Case
from estimative.case.models_judgments import Judgment, Rating
from estimative.case.models_methods import Mark
from estimative.case.paths import cites, kind, records
from estimative.inquiry.statement_words import in_words, plain, setting_in_words, terms_in_words

MOST_CHOICES = 13
"""A scale of no more whole numbers than this is offered as a list to choose from."""
RATINGS = ("CC", "C", "N", "I", "II", "N/A")
FITS = "CC fits very well; C fits; N neither; I does not fit; II not at all; N/A does not apply"
TOUCHED = "1 its daily business; 2 its projects; 3 what it is there for; 4 its existence"


@dataclass(frozen=True)
class Allowed:
    """What may be answered: one of `choices`, or a number from `low` to `high`; in words.

    Where `only` is false a number between the choices is an answer too.
    """

    words: str
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    only: bool = True

    @property
    def rating(self) -> bool:
        """Whether the answers are ratings, no numbers."""
        return self.choices == RATINGS

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are answers."""
        return bool(self.choices) and self.only and not self.rating

    def __str__(self) -> str:
        """The answers that are allowed, in short."""
        if self.rating:
            return listed(self.choices)
        what = "a whole number" if self.whole else "a number"
        if self.low is not None and self.high is not None:
            return f"{what} from {self.low:g} to {self.high:g}"
        return f"{what}, {self.low:g} or more" if self.low is not None else what


@dataclass(frozen=True)
class Question:
    """One judgment as a question. `background` is what one should know; `cites` the passages behind the judgment."""

    path: str
    text: str
    background: tuple[str, ...]
    allowed: Allowed
    cites: tuple[str, ...]

    @property
    def digest(self) -> str:
        """A name for what is asked: as long as it is the same, an answer answers this question."""
        said = [self.path, self.text, list(self.background), self.allowed.words, list(self.allowed.choices)]
        return digest([*said, self.allowed.low, self.allowed.high])[7:23]


def question(case: Case, path: str) -> Question:
    """The judgment or rating at an address as a question.

    Raises UsageError where there is none.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "t", "actors": {"a": {"name": "Aland"}, "b": {}}, "influence": {"a": {"b": 2}}})
    >>> question(case, "influence/a/b").text
    'How far can Aland move b?'
    >>> print(question(case, "influence/a/b").allowed)
    a whole number from 0 to 4
    """
    path = path.strip().strip("/")
    known = [found for found, record in records(case).items() if isinstance(record, Judgment | Rating)]
    if path not in known:
        raise UsageError(f"there is no judgment at `{path}` to be asked for{nearest(path, known)}")
    text, background, allowed = _ASKED[kind(path) or ""](case, path.split("/"))
    return Question(path, text, tuple(background), allowed, cites(case, path))


def asked_again(case: Case, number: int) -> tuple[str, ...]:
    """The judgments that somebody answered in the round before this one, in the order of the case.

    Raises UsageError where nobody did.
    """
    found = tuple(
        path
        for path, record in records(case).items()
        if isinstance(record, Judgment | Rating) and any(view.round == number - 1 for view in record.told.values())
    )
    if not found:
        raise UsageError(
            f"--round {number}: nobody has answered in round {number - 1}; collect those answers first"
            " (`estimative collect CASE SHEET.xlsx --write`)"
        )
    return found


def other_scales(case: Case, paths: Sequence[str]) -> tuple[str, ...]:
    """Which of these ranks stand among ranks beyond the number of the actor's wants: places say little beside them.

    >>> from estimative.case.longform import from_long
    >>> wants = {"one": {"that": "a.go", "rank": 10}, "two": {"that": "not a.go", "rank": 20}}
    >>> case = from_long({"id": "t", "actors": {"a": {"options": {"go": {}}, "wants": wants}}})
    >>> other_scales(case, ["actors/a/wants/one/rank"])
    ('actors/a/wants/one/rank',)
    """

    def beyond(actor: str) -> bool:
        wants = case.actors[actor].wants.values()
        return any(not 1 <= want.rank.value <= len(wants) for want in wants)

    return tuple(path for path in paths if kind(path) == "rank" and beyond(path.split("/")[1]))


def basis(case: Case) -> str:
    """The digest of what the case says beside what single people say and who they are.

    So it stays the same while one sheet after the other is collected.
    """
    kept = {key: item for key, item in to_long(case).items() if key != "people"}
    return digest(_without(kept, {*OUTSIDE_DIGEST, "views"}))


def _without(value: object, names: set[str]) -> object:
    if isinstance(value, dict):
        return {key: _without(item, names) for key, item in value.items() if key not in names}
    return [_without(item, names) for item in value] if isinstance(value, list) else value


# --- One question for each kind of judgment ---------------------------------------------------------------------------

Asked = tuple[str, Sequence[str], Allowed]


def _rank(case: Case, parts: list[str]) -> Asked:
    wants = case.actors[parts[1]].wants
    name, wanted = actor_name(case, parts[1]), wants[parts[3]]
    others = sorted(_want(case, other, record.that) for other, record in wants.items() if other != parts[3])
    known = ["Its other wants, in the order of the alphabet:", *(f"– {other}" for other in others)] if others else []
    known += _terms(case, *(record.that for record in wants.values()))
    last = len(wants)
    words = f"1 most important to it, {last} least; the same place twice and places between, such as 2.5, are allowed"
    choices = tuple(map(str, range(1, last + 1))) if last <= MOST_CHOICES else ()
    return (
        f"How important is this to {name}, beside its other wants: {_want(case, parts[3], wanted.that)}?",
        known,
        Allowed(words, choices, 1, last, only=False),
    )


def _want(case: Case, name: str, that: str) -> str:
    return f"“{plain(name)}” – {in_words(case, that)}"


def _terms(case: Case, *texts: str) -> list[str]:
    found = {name: words for text in texts for name, words in terms_in_words(case, text).items()}
    return [f"“{name}” means: {found[name]}" for name in sorted(found)]


def _influence(case: Case, parts: list[str]) -> Asked:
    by, on = actor_name(case, parts[1]), actor_name(case, parts[2])
    words = f"how much of {on} it can endanger or secure: 0 nothing; {TOUCHED}"
    return f"How far can {by} move {on}?", (), _steps(0, 4, words)


def _stake(case: Case, parts: list[str]) -> Asked:
    name, what = actor_name(case, parts[3]), case.objectives[parts[1]].text or plain(parts[1])
    words = f"above 0 for it, below 0 against it, 0 indifferent; how much of {name} is touched: {TOUCHED}"
    return f"What has {name} at stake in this: {what}?", (), _steps(-4, 4, words)


def _impact(case: Case, parts: list[str]) -> Asked:
    cause, effect = setting_in_words(case, parts[1]), setting_in_words(case, parts[2])
    low, high = case.settings.cross_impact.scale
    words = f"{high:g} pushes most strongly towards it, 0 neither way, {low:g} most strongly away from it"
    text = f"Suppose this holds: {cause}. How strongly does that by itself push towards this: {effect}?"
    return text, (), _steps(low, high, words)


def _standpoint(case: Case, parts: list[str]) -> Asked:
    issue, name = case.issues[parts[1]], actor_name(case, parts[3])
    marks = [
        f"{mark.at:g}: {mark.text or (in_words(case, mark.means) if mark.means else 'a point')}" for mark in issue.marks
    ]
    ends = [mark.at for mark in issue.marks]
    low, high = (min(ends), max(ends)) if len(ends) > 1 else (None, None)
    unit = f" ({issue.unit})" if issue.unit else ""
    words = "; ".join(marks) or "any number"
    return f"Where does {name} stand on this: {_issue(case, parts[1])}{unit}?", (), Allowed(words, (), low, high)


def _mark(case: Case, mark: Mark) -> str:
    return mark.text or (in_words(case, mark.means) if mark.means is not None else "a point between")


def _salience(case: Case, parts: list[str]) -> Asked:
    most = 100 if case.issues[parts[1]].salience_unit == "percent" else 1
    words = f"0 not at all, {most} as much as about anything"
    name = actor_name(case, parts[3])
    return f"How much does {name} care about this: {_issue(case, parts[1])}?", (), Allowed(words, (), 0, most)


def _capability(case: Case, parts: list[str]) -> Asked:
    positions = case.issues[parts[1]].positions
    others = [actor_name(case, name) for name in positions if name != parts[3]]
    held = [position.capability for position in positions.values() if position.capability is not None]
    most = _power_of_ten(max(end for one in held for end in (one.value, *(one.range or ()))))
    words = f"0 none, {most:g} as much as anybody here could; only proportions between actors count"
    known = [f"Beside: {', '.join(sorted(others))}"] if others else []
    text = f"How much weight can {actor_name(case, parts[3])} bring to bear on this: {_issue(case, parts[1])}?"
    return text, known, Allowed(words, (), 0, most)


def _power_of_ten(value: float) -> float:
    """The least power of ten, from 1 on, that is not below a value: it tells the unit and hardly more."""
    return float(10 ** max(0, math.ceil(math.log10(value)))) if value > 1 else 1.0


def _issue(case: Case, name: str) -> str:
    return case.issues[name].text or plain(name)


def _relevance(case: Case, parts: list[str]) -> Asked:
    asked = f" “{case.question.text}”" if case.question is not None else ""
    text = f"How much does this bear on the question{asked}: {case.evidence[parts[1]].text}?"
    return text, _when(case, parts[1]), Allowed("0 not at all, 1 wholly", (), 0, 1)


def _rating(case: Case, parts: list[str]) -> Asked:
    text = (
        f"This was seen: {case.evidence[parts[1]].text}. How well does it fit this outcome: {_outcome(case, parts[3])}?"
    )
    return text, [*_when(case, parts[1]), *_meaning(case, parts[3])], Allowed(FITS, RATINGS)


def _expected(case: Case, parts: list[str]) -> Asked:
    seen = case.indicators[parts[1]].text
    text = f"Suppose this were seen: {seen}. How well would it fit this outcome: {_outcome(case, parts[3])}?"
    return text, _meaning(case, parts[3]), Allowed(FITS, RATINGS)


def _when(case: Case, item: str) -> list[str]:
    date = case.evidence[item].date
    return [f"Seen: {date}"] if date is not None else []


def _outcome(case: Case, name: str) -> str:
    record = case.scenarios.get(name)
    return f"“{scenario_name(case, name)}”" + (f" ({record.text})" if record is not None and record.text else "")


def _meaning(case: Case, name: str) -> list[str]:
    if name not in case.scenarios:
        return [f"None of these: {', '.join(scenario_name(case, key) for key in case.scenarios)}"]
    when = case.scenarios[name].when
    return [f"“{scenario_name(case, name)}” is when: {in_words(case, when)}", *_terms(case, when)]


def _similarity(case: Case, parts: list[str]) -> Asked:
    group = case.reference_classes[parts[1]]
    member = group.members[parts[3]]
    what = f"{plain(parts[3])}{f' ({member.text})' if member.text else ''}"
    words = "0 nothing in common, 1 alike in all that matters"
    return f"How alike is the case before us to this one: {what}?", [f"One of: {group.text}"], Allowed(words, (), 0, 1)


def _effect(case: Case, parts: list[str]) -> Asked:
    words = "-2 much worse; -1 worse; 0 no change; 1 better; 2 much better"
    text = f"Suppose it ends so: {_outcome(case, parts[1])}. What does that mean for {actor_name(case, parts[3])}?"
    return text, _meaning(case, parts[1]), _steps(-2, 2, words)


def _steps(low: float, high: float, words: str) -> Allowed:
    """A scale of whole numbers; too many of them are not offered one by one."""
    steps = range(math.ceil(low), math.floor(high) + 1)
    if len(steps) > MOST_CHOICES:
        return Allowed(f"a whole number: {words}", (), steps[0], steps[-1])
    return Allowed(words, tuple(map(str, steps)), low, high)


_ASKED: Mapping[str, Callable[[Case, list[str]], Asked]] = {
    "rank": _rank,
    "influence": _influence,
    "stake": _stake,
    "impact": _impact,
    "standpoint": _standpoint,
    "salience": _salience,
    "capability": _capability,
    "relevance": _relevance,
    "rating": _rating,
    "expected rating": _expected,
    "similarity": _similarity,
    "effect": _effect,
}
