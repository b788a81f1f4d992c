"""What a method says of itself, as data: help, docs, page and browser read it from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

ENTRY_POINTS = "estimative.methods"


@dataclass(frozen=True)
class Reference:
    """One publication: who, when, what, where; `note` says which part is used."""

    key: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class MethodRecord:
    """One method: what it answers and does not, what the literature calls it, how exact it is and how far it goes.

    `limits` maps the name of a limit to its value; a problem beyond one raises LimitError.
    """

    id: str
    title: str
    question: str
    not_for: str
    names: tuple[str, ...]
    references: tuple[Reference, ...]
    exact: bool
    limits: Mapping[str, int]
    track_record: str = ""


@cache
def methods() -> Mapping[str, MethodRecord]:
    """Every installed method by its id, ours and third parties' alike, in the order of their ids.

    >>> methods()["conflict"].exact
    True
    """
    from estimative.base.installed import installed

    return installed(ENTRY_POINTS)
