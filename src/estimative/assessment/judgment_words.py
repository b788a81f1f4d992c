"""Judgments in words that a reader of the brief understands, short enough for a picture or a line of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from estimative.assessment.words import actor_name, option_in_words, scenario_name
from estimative.case.models import Case
from estimative.case.paths import kind


def judgment_name(case: Case, path: str) -> str:
    """What the judgment at an address is a judgment of; the address itself where it is of no kind known here.

    The order of all wants of an actor (`actors/turkey/wants`) has a name too.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "t", "actors": {"us": {"name": "United States", "options": {"go": {}}}}})
    >>> judgment_name(case, "actors/us/wants/calm-seas/rank"), judgment_name(case, "influence/us/eu")
    ('United States: rank of calm seas', 'influence of United States on eu')
    >>> judgment_name(case, "impacts/us.go=yes/rain=no"), judgment_name(case, "actors/us/wants")
    ('United States: go → rain: no', 'United States: order of wants')
    """
    parts = path.split("/")
    if len(parts) == 3 and parts[0] == "actors" and parts[2] == "wants":
        return f"{actor_name(case, parts[1])}: order of wants"
    written = _NAMES.get(kind(path) or "")
    return written(case, parts) if written is not None else path


def _factor(case: Case, setting: str) -> str:
    """`turkey.stimulus=yes` in words."""
    factor, _, variant = setting.partition("=")
    actor, _, option = factor.partition(".")
    if option and actor in case.actors and option in case.actors[actor].options:
        return f"{actor_name(case, actor)}: {option_in_words(case, factor, variant)}"
    record = case.drivers.get(factor)
    said = (record.words.get(variant) if record is not None else None) or _plain(variant)
    return f"{_plain(factor)}: {said}"


def _plain(name: str) -> str:
    return name.replace("-", " ")


def _position(what: str) -> Callable[[Case, list[str]], str]:
    return lambda case, parts: f"{actor_name(case, parts[3])} on {_plain(parts[1])}: {what}"


_NAMES: Mapping[str, Callable[[Case, list[str]], str]] = {
    "rank": lambda case, parts: f"{actor_name(case, parts[1])}: rank of {_plain(parts[3])}",
    "impact": lambda case, parts: f"{_factor(case, parts[1])} → {_factor(case, parts[2])}",
    "influence": lambda case, parts: f"influence of {actor_name(case, parts[1])} on {actor_name(case, parts[2])}",
    "stake": lambda case, parts: f"stake of {actor_name(case, parts[3])} in {_plain(parts[1])}",
    "standpoint": _position("position"),
    "salience": _position("how much it cares"),
    "capability": _position("capability"),
    "effect": lambda case, parts: f"effect of {scenario_name(case, parts[1])} on {actor_name(case, parts[3])}",
    "relevance": lambda _, parts: f"relevance of {_plain(parts[1])}",
    "rating": lambda case, parts: f"{_plain(parts[1])} for {scenario_name(case, parts[3])}",
    "similarity": lambda _, parts: f"similarity of {_plain(parts[3])}",
    "expected rating": lambda case, parts: f"{_plain(parts[1])} for {scenario_name(case, parts[3])}",
}
