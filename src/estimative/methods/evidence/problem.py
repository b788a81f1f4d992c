"""An evidence table: hypotheses, items rated against each, and how often such things came true before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from estimative.base.canonical import digest
from estimative.base.errors import LimitError, UsageError, listed
from estimative.methods.evidence.grading import NOT_RATED, Bools, Conventions, Floats, Ints
from estimative.methods.evidence.outside import ReferenceClass
from estimative.methods.evidence.record import MAX_CLASSES, MAX_HYPOTHESES, MAX_ITEMS


@dataclass(frozen=True)
class Item:
    """One item of evidence, apart from its ratings.

    `reliability` grades source and item (`B3`; None: nothing is said, which counts as full). `relevance` is how much it
    bears on the question, 0 to 1. Items of one `group` repeat each other and count as one. What was `retracted` stays
    in the table and weighs nothing.
    """

    name: str
    reliability: str | None = None
    relevance: float = 1.0
    group: str | None = None
    retracted: bool = False


@dataclass(frozen=True, eq=False)
class EvidenceTable:
    """What the method reads.

    `ratings` has a row per item and a column per hypothesis: 1 (II, very inconsistent) to 5 (CC, very consistent), 0
    where a rating is missing or not applicable. Ratings are relative: an item rated alike for all says nothing.

    Raises UsageError where names repeat, shapes do not fit or a number is off its scale; LimitError beyond 50
    hypotheses, 1,000 items or 200 reference classes.

    >>> table = EvidenceTable(("a", "b"), (Item("seen"), Item("heard", "B3")), [[4, 2], [3, 0]])
    >>> table.credibility.tolist(), table.active.tolist()
    ([1.0, 0.48], [True, True])
    """

    hypotheses: tuple[str, ...]
    items: tuple[Item, ...]
    ratings: Ints
    classes: tuple[ReferenceClass, ...] = ()
    conventions: Conventions = field(default_factory=Conventions)

    def __post_init__(self) -> None:
        for name in ("hypotheses", "items", "classes"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        within(len(self.hypotheses), "hypotheses", MAX_HYPOTHESES)
        within(len(self.items), "items", MAX_ITEMS)
        within(len(self.classes), "reference classes", MAX_CLASSES)
        _different(self.hypotheses, "hypotheses")
        _different([item.name for item in self.items], "items")
        _different([known.name for known in self.classes], "classes")
        if len(self.hypotheses) < 2:
            raise UsageError(f"hypotheses: {len(self.hypotheses)} given; two or more are due, for ratings compare them")
        for item in self.items:
            if not 0 <= item.relevance <= 1:
                raise UsageError(f"items: the relevance of {item.name!r} is {item.relevance}; 0 to 1 is due")
            self.conventions.credibility(item.reliability)
        for known in self.classes:
            if known.counts is not None and len(known.counts) != len(self.hypotheses):
                raise UsageError(
                    f"classes: {known.name!r} has {len(known.counts)} counts; one for each of"
                    f" {len(self.hypotheses)} hypotheses is due"
                )
            for place in known.speaks_of:
                if not 0 <= place < len(self.hypotheses):
                    raise UsageError(f"classes: {known.name!r} speaks of hypothesis number {place}, which is not there")
        object.__setattr__(self, "ratings", self._checked(self.ratings))

    def _checked(self, ratings: Any) -> Ints:
        shape = (len(self.items), len(self.hypotheses))
        found = np.array(ratings)
        if not self.items and found.size == 0:
            found = found.reshape(shape).astype(np.int64)
        if found.shape != shape:
            raise UsageError(
                f"ratings has shape {found.shape}; {shape} is due, a row per item, a column per hypothesis"
            )
        if found.dtype.kind not in "iu" or (found.size and (found.min() < 0 or found.max() > 5)):
            raise UsageError("ratings: whole numbers are due, 1 (II) to 5 (CC), 0 where nothing is rated")
        found = found.astype(np.int64)
        found.setflags(write=False)
        return found

    @cached_property
    def credibility(self) -> Floats:
        """Per item the exponent of its grades, 0 to 1."""
        return np.array([self.conventions.credibility(item.reliability) for item in self.items], dtype=np.float64)

    @cached_property
    def relevance(self) -> Floats:
        """Per item how much it bears on the question, 0 to 1."""
        return np.array([item.relevance for item in self.items], dtype=np.float64)

    @cached_property
    def active(self) -> Bools:
        """Per item, does it take part: neither retracted nor without any rating?"""
        kept = np.array([not item.retracted for item in self.items], dtype=bool)
        return np.asarray(kept & (self.ratings != NOT_RATED).any(axis=1)) if self.items else kept

    @cached_property
    def groups(self) -> Ints:
        """Per item the number of its group; an item without one has a number of its own."""
        numbers: dict[object, int] = {}
        keys = [("group", item.group) if item.group is not None else ("item", item.name) for item in self.items]
        return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)

    @cached_property
    def digest(self) -> str:
        """The digest of all that the answer hangs on."""
        items = [[i.name, i.reliability, i.relevance, i.group, i.retracted] for i in self.items]
        return digest(
            {
                "hypotheses": list(self.hypotheses),
                "items": items,
                "ratings": self.ratings.tolist(),
                "classes": [known.to_dict() for known in self.classes],
                "conventions": self.conventions.to_dict(),
            }
        )


def within(count: int, what: str, limit: int) -> None:
    """Raises LimitError where there are more than allowed."""
    if count > limit:
        raise LimitError(f"EvidenceTable: {count:,} {what}; at most {limit:,} are weighed")


def _different(names: Iterable[str], what: str) -> None:
    found = list(names)
    twice = sorted({name for name in found if found.count(name) > 1}) if len(set(found)) != len(found) else []
    if twice or not all(found):
        raise UsageError(f"{what}: names must be different and not empty" + (f"; twice: {listed(twice)}" * bool(twice)))
