"""Judgments: a value with its range, reason, citations and who made it. Every number in a case is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from estimative.case.models_base import Closed, Record
from estimative.case.names import Citation, Date, Number, Pair, PersonRef, Text, Whole

Rate = Literal["CC", "C", "N", "I", "II", "N/A"]
Distribution = Literal["triangular", "uniform"]


class View(Closed):
    """What one person says beside the agreed value."""

    short: ClassVar[str | None] = "value"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"type": "number"}

    value: Number = Field(description="the person's value")
    range: Pair | None = Field(None, description="the person's lower and upper end")
    because: Text | None = Field(None, description="the person's reason")
    cites: tuple[Citation, ...] = Field((), description="the passages that the person names")
    date: Date | None = Field(None, description="when it was said")
    round: Whole | None = Field(None, description="the round of asking it belongs to")


class Judgment(Record):
    """A number that somebody judged. A bare number is a judgment without a range."""

    short: ClassVar[str | None] = "value"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"type": "number"}

    value: Number = Field(description="the value")
    range: Pair | None = Field(None, description="the lower and the upper end of what is thought possible")
    distribution: Distribution | None = Field(
        None,
        description="how draws fall in the range: `triangular` with its peak at the value (the default) or `uniform`",
    )
    views: dict[PersonRef, View] = Field(default_factory=dict, description="what single people say, by person")


class RatingView(Closed):
    """How one person rates an item."""

    short: ClassVar[str | None] = "value"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"enum": ["CC", "C", "N", "I", "II", "N/A"]}

    value: Rate = Field(description="the person's rating")
    because: Text | None = Field(None, description="the person's reason")
    date: Date | None = Field(None, description="when it was said")
    round: Whole | None = Field(None, description="the round of asking it belongs to")


class Rating(Record):
    """How an item fits a scenario: CC very well, C well, N neither, I badly, II very badly, N/A not applicable."""

    short: ClassVar[str | None] = "value"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"enum": ["CC", "C", "N", "I", "II", "N/A"]}

    value: Rate = Field(description="the rating")
    range: tuple[Rate, Rate] | None = Field(None, description="the two ratings between which it is thought to lie")
    views: dict[PersonRef, RatingView] = Field(default_factory=dict, description="what single people say, by person")
