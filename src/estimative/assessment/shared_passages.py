"""Passages that feed several kinds of judgment: what rests on one is counted once in each method that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estimative.case.models import Case
from estimative.case.paths import cites, kind, records

FEEDING = frozenset({"want", "influence", "stake", "impact", "position", "item", "class"})
"""Kinds of records from which some method computes."""


@dataclass(frozen=True)
class SharedPassage:
    """One passage, and by kind the addresses of what rests on it."""

    passage: str
    kinds: Mapping[str, tuple[str, ...]]


def shared_passages(case: Case, kind_wanted: str | None = None) -> tuple[SharedPassage, ...]:
    """Passages on which judgments of two kinds or more rest, `kind_wanted` among them where it is given; by passage.

    A record without citations of its own rests on those of the nearest record around it.

    >>> from estimative.case.longform import from_long
    >>> want = {"that": "a.go", "rank": 1, "cites": ["s#p1"]}
    >>> item = {"text": "seen", "cites": ["s#p1"]}
    >>> case = from_long({"id": "t", "actors": {"a": {"options": {"go": {}}, "wants": {"w": want}}},
    ...                   "evidence": {"i": item}})
    >>> [(one.passage, sorted(one.kinds)) for one in shared_passages(case)]
    [('s#p1', ['item', 'want'])]
    """
    found: dict[str, dict[str, list[str]]] = {}
    for path in records(case):
        name = kind(path)
        if name in FEEDING and name is not None:
            for passage in dict.fromkeys(cites(case, path)):
                found.setdefault(passage, {}).setdefault(name, []).append(path)
    return tuple(
        SharedPassage(passage, {name: tuple(paths) for name, paths in sorted(kinds.items())})
        for passage, kinds in sorted(found.items(), key=lambda pair: _order(pair[0]))
        if len(kinds) > 1 and (kind_wanted is None or kind_wanted in kinds)
    )


def _order(passage: str) -> tuple[str, int]:
    source, _, number = passage.partition("#p")
    return source, int(number) if number.isdigit() else 0
