"""From words to numbers: ratings, likelihood ratios, and the two grades of an item, all in tables that can be edited.

Source and item are graded apart, as the Admiralty code does: a letter A to F for the source, a digit 1 to 6 for what it
says, `B3`. F and 6 mean that it cannot be judged.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError, listed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOT_RATED = 0
"""The number of a rating that is N/A or missing; it counts as N."""
NEUTRAL = 3
LEVELS: Mapping[str, int] = MappingProxyType({"II": 1, "I": 2, "N": 3, "C": 4, "CC": 5})
"""Ratings as whole numbers, from very inconsistent to very consistent."""
RATIOS: Mapping[str, float] = MappingProxyType({"II": 0.25, "I": 0.5, "N": 1.0, "C": 2.0, "CC": 4.0})
"""The likelihood ratio that a rating stands for."""
SOURCE: Mapping[str, float] = MappingProxyType({"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2, "F": 0.5})
ITEM: Mapping[str, float] = MappingProxyType({"1": 1.0, "2": 0.8, "3": 0.6, "4": 0.4, "5": 0.2, "6": 0.5})
UNJUDGED = frozenset("F6")
"""The grades that say that source or item cannot be judged."""

Prior = Literal["equal", "classes"]


@dataclass(frozen=True)
class Conventions:
    """How ratings and grades become numbers, where ratios are capped, and where the prior comes from.

    `ratios` by rating, `source` and `item` by grade; what is left out stands as in the tables of this module.
    `item_cap` is the most that one item may favour a hypothesis over another, `total_cap` the most that all items
    together may: 4 and 20 mean 4:1 and 20:1. `prior` is `equal`, or `classes` for the rates of the reference classes.

    Raises UsageError for an unknown key, ratios that are not above 0 or do not rise from II to CC, grades outside 0…1
    and caps below 1.

    >>> Conventions(ratios={"CC": 8.0}).ratios["CC"], Conventions().credibility("B3")
    (8.0, 0.48)
    """

    ratios: Mapping[str, float] = field(default_factory=dict)
    source: Mapping[str, float] = field(default_factory=dict)
    item: Mapping[str, float] = field(default_factory=dict)
    item_cap: float = 4.0
    total_cap: float = 20.0
    prior: Prior = "equal"

    def __post_init__(self) -> None:
        for name, table in (("ratios", RATIOS), ("source", SOURCE), ("item", ITEM)):
            object.__setattr__(self, name, _filled(name, getattr(self, name), table))
        for name, value in self.ratios.items():
            if not (math.isfinite(value) and value > 0):
                raise UsageError(f"ratios: {name} is {value}; a number above 0 is due")
        rising = [self.ratios[name] for name in LEVELS]
        if rising != sorted(rising):
            raise UsageError(f"ratios: they rise from II to CC (equal is allowed), got {dict(self.ratios)}")
        for name, grades in (("source", self.source), ("item", self.item)):
            for grade, value in grades.items():
                if not 0 <= value <= 1:
                    raise UsageError(f"{name}: {grade} is {value}; a number from 0 to 1 is due")
        for name in ("item_cap", "total_cap"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 1):
                raise UsageError(f"{name} is {value}; a number of 1 or more is due (4 means 4:1)")
        if self.prior not in ("equal", "classes"):
            raise UsageError(f"prior is {self.prior!r}; allowed are `equal` and `classes`")

    @property
    def log_ratios(self) -> Floats:
        """Natural logarithms of the ratios by the number of the rating, 0 (not rated, as N) to 5."""
        return np.log([self.ratios["N"], *(self.ratios[name] for name in LEVELS)])

    def credibility(self, grade: str | None) -> float:
        """The exponent of a grade: that of the source times that of the item, 1 for what is missing.

        Raises UsageError for what is no grade.
        """
        letter, digit = _parts(grade)
        return self.source.get(letter, 1.0) * self.item.get(digit, 1.0)

    def credibility_range(self, grade: str | None) -> tuple[float, float]:
        """Between which ends the exponent lies: where source or item cannot be judged, over all grades that can.

        >>> Conventions().credibility_range("B3"), Conventions().credibility_range("6")
        ((0.48, 0.48), (0.2, 1.0))
        """
        letter, digit = _parts(grade)
        ends = []
        for table, part in ((self.source, letter), (self.item, digit)):
            judged = [value for name, value in table.items() if name not in UNJUDGED]
            one = table.get(part, 1.0)
            # The stated value stays within the range, whatever the tables were edited to.
            ends.append((min(one, *judged), max(one, *judged)) if part in UNJUDGED else (one, one))
        return ends[0][0] * ends[1][0], ends[0][1] * ends[1][1]

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values, every table whole."""
        return {
            "ratios": dict(self.ratios),
            "source": dict(self.source),
            "item": dict(self.item),
            "item_cap": self.item_cap,
            "total_cap": self.total_cap,
            "prior": self.prior,
        }


def level(rating: str | None) -> int:
    """The number of a rating: 1 (II) to 5 (CC), 0 for N/A and for None.

    >>> level("CC"), level("N/A"), level(None)
    (5, 0, 0)
    """
    if rating is None or rating == "N/A":
        return NOT_RATED
    if rating in LEVELS:
        return LEVELS[rating]
    raise UsageError(f"rating is {rating!r}; allowed are {listed([*LEVELS, 'N/A'])}")


def rating(number: int) -> str:
    """The rating that a number stands for.

    >>> rating(1), rating(0)
    ('II', 'N/A')
    """
    return next((name for name, value in LEVELS.items() if value == number), "N/A")


def can_be_judged(grade: str | None) -> bool:
    """Whether a grade says neither F nor 6; no grade at all is no such word.

    >>> can_be_judged("B3"), can_be_judged("F2"), can_be_judged(None)
    (True, False, True)
    """
    return not UNJUDGED & set(grade or "")


def _parts(grade: str | None) -> tuple[str, str]:
    found = re.fullmatch(r"([A-F]?)([1-6]?)", grade or "")
    if found is None:
        raise UsageError(f"reliability is {grade!r}; a letter A to F, a digit 1 to 6 or both (`B3`) are due")
    return found[1], found[2]


def _filled(name: str, given: Mapping[str, float], table: Mapping[str, float]) -> Mapping[str, float]:
    unknown = [key for key in given if key not in table]
    if unknown:
        raise UsageError(f"{name}: {listed(unknown)} unknown; allowed are {listed(list(table))}")
    return MappingProxyType({key: float(given.get(key, value)) for key, value in table.items()})
