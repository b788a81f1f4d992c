"""Judgments: a value with its range, reason, citations and who made it. Every number in a case is one.

What single people say stands beside it as *views*. The *agreed value* is the one that is set; where none is set it is
the mean of the views, and its range spans them.

>>> told = {"a1": View(value=1, range=(0, 2)), "a2": View(value=4)}
>>> judgment = Judgment(views=told)
>>> judgment.value, judgment.range, Judgment(value=3, views=told).range is None
(2.5, (0.0, 4.0), True)
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from estimative.case.agreeing import counted, mean, mean_rating, rating_span, span
from estimative.case.models_base import Closed, Record
from estimative.case.names import Citation, Date, Number, Pair, PersonRef, Text, Whole, wrong

Rate = Literal["CC", "C", "N", "I", "II", "N/A"]
Distribution = Literal["triangular", "uniform"]
NOTHING_SAID = "`value` is missing: give the value, or `views` with what single people say, whose mean it then is"


class View(Closed):
    """What one person says beside the agreed value."""

    short: ClassVar[str | None] = "value"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"type": "number"}

    value: Number = Field(description="the person's value")
    range: Pair | None = Field(None, description="the person's lower and upper end")
    because: Text | None = Field(None, description="the person's reason")
    cites: tuple[Citation, ...] = Field((), description="the passages that the person names")
    date: Date | None = Field(None, description="when it was said")
    round: Whole | None = Field(None, ge=1, description="the round of asking it belongs to")


class RatingView(Closed):
    """How one person rates an item."""

    short: ClassVar[str | None] = "value"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"enum": ["CC", "C", "N", "I", "II", "N/A"]}

    value: Rate = Field(description="the person's rating")
    range: tuple[Rate, Rate] | None = Field(
        None, description="the two ratings between which the person thinks it to lie"
    )
    because: Text | None = Field(None, description="the person's reason")
    cites: tuple[Citation, ...] = Field((), description="the passages that the person names")
    date: Date | None = Field(None, description="when it was said")
    round: Whole | None = Field(None, ge=1, description="the round of asking it belongs to")


class Agreed(Record):
    """What judgments and ratings share: a value that is set, or that follows from views."""

    @model_validator(mode="after")
    def _said(self) -> Self:
        if not self.is_set and not self.told:
            raise wrong("missing-field", NOTHING_SAID)
        return self

    @property
    @abstractmethod
    def told(self) -> Mapping[str, View] | Mapping[str, RatingView]:
        """What single people say, by person."""

    @property
    @abstractmethod
    def is_set(self) -> bool:
        """Whether the value is set; else it follows from the views."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of a record, in which the value or at least one view stands."""
        reference = super().__get_pydantic_json_schema__(core, handler)
        schema = handler.resolve_ref_schema(reference["anyOf"][-1] if "anyOf" in reference else reference)
        if {"value", "views"} <= schema.get("properties", {}).keys():
            nothing: dict[str, Any] = {"type": "null"}
            no_view: dict[str, Any] = {"anyOf": [nothing, {"maxProperties": 0}]}
            schema["anyOf"] = [
                {"required": [name], "not": {"properties": {name: empty}}}
                for name, empty in (("value", nothing), ("views", no_view))
            ]
        return reference


class Judgment(Agreed):
    """A number that somebody judged. A bare number is a judgment without a range.

    Where neither value nor range is set, they follow from the views: the mean, and what they span.
    """

    short: ClassVar[str | None] = "value"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"type": "number"}
    whole: ClassVar[bool] = False
    """Whether its scale has whole numbers only, so that a mean is rounded."""

    set_value: Number | None = Field(
        None,
        alias="value",
        description="the agreed value; else the mean of the latest views",
    )
    set_range: Pair | None = Field(
        None,
        alias="range",
        description="the lower and the upper end of what is thought possible; where neither this nor the value is set, "
        "what the views span",
    )
    distribution: Distribution | None = Field(
        None,
        description="how draws fall in the range: `triangular` with its peak at the value (the default) or `uniform`",
    )
    views: dict[PersonRef, View] = Field(default_factory=dict, description="what single people say, by person")

    @property
    def value(self) -> float:
        """The agreed value: the one that is set, else the mean of the views that count."""
        if self.set_value is not None:
            return self.set_value
        return mean((view.value for view in self.counted.values()), self.whole)

    @property
    def range(self) -> tuple[float, float] | None:
        """The agreed range: the one that is set; None where only the value is; else what the views that count span."""
        if self.set_range is not None or self.set_value is not None:
            return self.set_range
        return span((view.range or (view.value, view.value)) for view in self.counted.values())

    @property
    def is_set(self) -> bool:
        """Whether the value is set; else it follows from the views."""
        return self.set_value is not None

    @property
    def told(self) -> Mapping[str, View]:
        """What single people say, by person."""
        return self.views

    @property
    def counted(self) -> dict[str, View]:
        """The views that count: those of the latest round, and those of no round."""
        return counted(self.views)


class WholeJudgment(Judgment):
    """A judgment on a scale of whole numbers."""

    whole: ClassVar[bool] = True


class Rating(Agreed):
    """How an item fits a scenario: CC very well, C well, N neither, I badly, II very badly, N/A not applicable.

    Where neither value nor range is set, they follow from the views: the mean, and what they span.
    """

    short: ClassVar[str | None] = "value"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"enum": ["CC", "C", "N", "I", "II", "N/A"]}

    set_value: Rate | None = Field(
        None,
        alias="value",
        description="the agreed rating; else the mean of the latest views",
    )
    set_range: tuple[Rate, Rate] | None = Field(
        None,
        alias="range",
        description="the two ratings between which it is thought to lie; where neither this nor the value is set, "
        "what the views span",
    )
    views: dict[PersonRef, RatingView] = Field(default_factory=dict, description="what single people say, by person")

    @property
    def value(self) -> Rate:
        """The agreed rating: the one that is set, else the mean of the views that count."""
        return self.set_value or mean_rating([view.value for view in self.counted.values()])

    @property
    def range(self) -> tuple[Rate, Rate] | None:
        """The agreed range: the one that is set; None where only the rating is; else what the views that count span."""
        if self.set_range is not None or self.set_value is not None or self.value == "N/A":
            return self.set_range
        return rating_span([view.range or (view.value, view.value) for view in self.counted.values()])

    @property
    def is_set(self) -> bool:
        """Whether the rating is set; else it follows from the views."""
        return self.set_value is not None

    @property
    def told(self) -> Mapping[str, RatingView]:
        """What single people say, by person."""
        return self.views

    @property
    def counted(self) -> dict[str, RatingView]:
        """The views that count: those of the latest round, and those of no round."""
        return counted(self.views)
