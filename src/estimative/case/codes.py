"""Every kind of problem that a case, a what-if or a source can have: its code, and in one sentence what it means.

Codes are for programs and for looking up; people read the message, which names the value and the way out.

>>> error("unknown-actor", "influence/turky", "no actor is called `turky`").severity
'error'
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from estimative.base.errors import Problem, Severity

CODES: Mapping[str, str] = MappingProxyType(
    {
        # Reading the file
        "too-large": "A file is larger than what is read.",
        "too-deep": "Values are nested deeper than what is read.",
        "too-many-values": "A file holds more values than are read.",
        "encoding": "A file is not UTF-8 text.",
        "characters": "A text holds a character that cannot stand in a case.",
        "yaml": "A file is not YAML.",
        "several-documents": "A YAML file holds more than one document.",
        "directive": "A YAML file begins with a directive.",
        "anchor": "An anchor or an alias stands in a YAML file.",
        "tag": "A tag stands in a YAML file.",
        "merge-key": "A merge key stands in a YAML file.",
        "duplicate-key": "A key stands twice in one map.",
        "key": "A key is no text.",
        "version": "The version of the format is missing, or is none that this program reads.",
        # Shape
        "shape": "A value is of another kind than its field holds.",
        "missing-field": "A field that a record needs is missing.",
        "unknown-field": "A record has a field that the format does not know.",
        "choice": "A value is none of those that its field allows.",
        "length": "A list is too short or too long.",
        "text": "A field that holds text holds something else, or nothing.",
        "number": "A field that holds a number holds something else, or a number outside its limits.",
        "flag": "A field that holds true or false holds something else.",
        "id": "A name that others refer to is not written as an id.",
        "reserved-word": "An id or a variant is a word that statements or results keep for themselves.",
        "variant": "The name of a variant is not written as one.",
        "date": "A date is none, or not written as one.",
        "citation": "A citation is not written as `source#p12`.",
        "address": "An address is not written as one.",
        "digest": "A digest is not written as one.",
        "literal": "A key of an impact is not written as `factor=variant`.",
        "reliability": "A grade of reliability is not written as one.",
        # Names
        "duplicate-id": "Two of actors, drivers, issues and terms share one id.",
        "duplicate-name": "Two actors share a name or an alias.",
        "duplicate-variant": "A factor has the same variant twice.",
        "unknown-person": "A person is named who is not among the people.",
        "unknown-actor": "An actor is named who is not among the actors.",
        "unknown-source": "A source is cited that is not among the sources.",
        "unknown-scenario": "A scenario is named that is not among the scenarios.",
        "unknown-factor": "A factor is named that is neither an option nor a driver.",
        "unknown-variant": "A variant is named that its factor does not have.",
        "unknown-address": "An address leads to nothing in the case.",
        "unknown-scale": "A scale of likelihood is named that is not known.",
        "unknown-term": "A word of likelihood is not in the scale it is said to be of.",
        "unknown-marking": "A marking is not in the list that says which is higher.",
        "unknown-what-if": "A what-if is named that does not lie beside the case.",
        "self-influence": "An actor is said to influence itself.",
        "passage-not-recorded": "A passage is cited whose place and digest the case does not keep.",
        "passage-at": "The ends of a passage are reversed or negative.",
        "mention-without-place": "A name that a source mentions has no place in the case, and no reason why.",
        # Statements
        "statement": "A sentence about states cannot be read.",
        "unknown-name": "A statement names something that is neither a factor, an issue nor a term.",
        "no-order": "A statement compares variants that have no order.",
        "not-yes-no": "A statement names a factor alone whose variants are not no and yes.",
        "needs-number": "A statement compares an issue with something that is no number.",
        "needs-variant": "A statement compares a factor with a number.",
        "compared-term": "A statement compares a term, which is true or false.",
        "term-cycle": "Terms need each other in a circle.",
        "rule-without-statement": "A rule says neither `never` nor `always`, or both.",
        "issue-out-of-place": "A rule or a want speaks of an issue, which no actor and no state decides.",
        # States
        "no-feasible-state": "The rules leave no state at all.",
        "never-true": "A statement is true in no state that the rules allow.",
        "always-true": "A statement is true in every state that the rules allow.",
        "now-infeasible": "The state of today breaks a rule.",
        "not-in-now": "Factors have no variant for today.",
        "scenarios-overlap": "Two scenarios share a state.",
        "scenarios-gap": "A state that the rules allow fits none of the scenarios.",
        "marks-contradict": "What the marks of an issue mean fits no state that the rules allow.",
        "coverage-unchecked": "There are too many states to look at each.",
        "play-too-large": "More states are possible than conflict analysis can play.",
        "play-slow": "So many states are possible that playing the conflict takes long.",
        "no-wants": "An actor can decide something and wants nothing.",
        # Judgments
        "off-scale": "A number lies outside its scale.",
        "range-reversed": "The lower end of a range is above the upper end.",
        "outside-range": "A value lies outside its own range.",
        "outside-views": "A value that is set lies outside what those who were asked say.",
        "no-range": "A distribution is given for a judgment that has no range.",
        "marks-order": "The marks of an issue do not rise.",
        "outside-marks": "A position lies beyond the marks of its issue.",
        "members-count": "The members of a reference class and its counts do not agree.",
        "class-counts": "A reference class says neither `happened` and `of` nor `counts`, or both.",
        "class-doubtful": "A reference class was chosen by the author of the brief, or counts fewer than ten.",
        "ratios-order": "The likelihood ratios do not rise from II to CC.",
        "serves-and-harms": "An objective both serves and harms a scenario.",
        "unsigned": "An assessment has no name or no date.",
        # Sources at hand
        "source-path": "The path of a source leads out of the case's folder.",
        "source-unreadable": "The file of a source cannot be read.",
        "source-not-at-hand": "A source is cited and its text is nowhere to be found, so that nothing was verified.",
        "source-unrecorded": "The digest of a source's text is not kept yet.",
        "source-changed": "The text of a source is no longer the one whose digest is kept.",
        "source-file": "The file of a source is another one, with the same text.",
        "unknown-reader": "A source was read by a reader that this program does not have.",
        "citation-unrecorded": "A passage of a source at hand is cited, and its place and digest are not kept.",
        "citation-shifted": "The words of a passage stand at another place than the one kept.",
        "citation-moved": "The words cited stand under another number now.",
        "citation-lost": "The words cited stand nowhere in the source any more.",
        "citation-missing": "A passage is cited that the source does not have.",
        # Arguments
        "not-droppable": "An argument carries something that cannot fall away.",
        "not-a-number": "An argument shifts something that is no number.",
        "carried-twice": "An argument carries the same thing twice, or shifts what it carries.",
        "carries-nothing": "An argument carries nothing and shifts nothing.",
        "driver-without-now": "An argument carries a driver whose variant of today is not known.",
        # Dates
        "after-as-of": "Something is dated after the day of which the case speaks.",
        "deadline-passed": "A deadline or a window ends before the case begins.",
        "window-reversed": "A window ends before it begins.",
        # What-ifs and review
        "what-if-base": "A what-if was written for another case, or for this one before it changed.",
        "what-if-idle": "A what-if changes nothing.",
        "what-if": "A what-if cannot be read.",
        "too-many-what-ifs": "More what-ifs lie beside the case than are read.",
        "open-review": "Drafted records wait for a person.",
        "too-many-problems": "There are more problems than are listed.",
    }
)


def error(code: str, path: str, message: str, offset: int = 0) -> Problem:
    """Something that must be put right before the case can be run."""
    return _problem("error", code, path, message, offset)


def warning(code: str, path: str, message: str, offset: int = 0) -> Problem:
    """Something that is probably not meant."""
    return _problem("warning", code, path, message, offset)


def note(code: str, path: str, message: str, offset: int = 0) -> Problem:
    """Something that is good to know."""
    return _problem("note", code, path, message, offset)


def _problem(severity: Severity, code: str, path: str, message: str, offset: int) -> Problem:
    return Problem(severity, code, path, message, offset=offset)
