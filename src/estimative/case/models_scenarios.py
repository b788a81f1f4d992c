"""Scenarios, arguments and what surrounds them: assumptions, gaps, indicators, dissent, confidence."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from estimative.case.models_base import Closed, Record
from estimative.case.models_judgments import Rating, WholeJudgment
from estimative.case.names import (
    ActorRef,
    Address,
    Date,
    FilledText,
    Id,
    Name,
    Number,
    Pair,
    PersonRef,
    ScenarioOrNone,
    StatementText,
    Text,
)


class Stated(Record):
    """How likely the author calls it, in the author's words."""

    by: PersonRef | None = Field(None, description="the person who says so")
    term: FilledText | None = Field(None, description="the author's word: `likely`")
    scale: Name = Field("unstated", description="the scale that the author names, else `unstated`")
    range: Pair | None = Field(None, description="the author's own numbers where there are any, from 0 to 1")


class Assessed(Record):
    """How likely we call it: signed and dated, empty until someone does."""

    by: PersonRef | None = Field(None, description="the person who signs")
    date: Date | None = Field(None, description="when it was signed")
    term: FilledText | None = Field(None, description="the word of likelihood")
    scale: Name | None = Field(None, description="its scale; else `settings.likelihood_scale`")
    range: Pair | None = Field(None, description="its range, from 0 to 1")

    @property
    def signed(self) -> bool:
        """Whether anything has been assessed."""
        return self.term is not None or self.range is not None


class Scenario(Record):
    """A named statement, with the author's likelihood and the effects that the author claims."""

    text: Text | None = Field(None, description="what it is, in words")
    when: StatementText = Field(description="the statement that is true in its states")
    stated: Stated | None = Field(None, description="how likely the author calls it")
    assessed: Assessed = Field(Assessed(), description="how likely we call it; outside the digest")
    effects: dict[ActorRef, WholeJudgment] = Field(
        default_factory=dict, description="what the author says it does to an actor: whole numbers from -2 to 2"
    )


class Argument(Record):
    """A motive, lever or obstacle of the author's."""

    kind: Literal["motive", "lever", "obstacle"] = Field(description="motive, lever or obstacle")
    actor: ActorRef | None = Field(None, description="whose it is")
    text: FilledText = Field(description="the argument, in words")
    carries: tuple[Address, ...] = Field((), description="addresses of what falls away when the argument does")
    shifts: dict[Address, Number] = Field(
        default_factory=dict, description="what is added to a judgment when the argument falls away, by its address"
    )


class Assumption(Record):
    """What is taken for granted."""

    text: FilledText = Field(description="what is assumed")
    quality: Literal["solid", "caveated", "unsupported"] | None = Field(
        None, description="how well it is founded, set by a person; its impact is computed"
    )
    if_false: Id | None = Field(None, description="the what-if that says what would hold instead")
    carries: tuple[Address, ...] = Field((), description="addresses of what falls away when it is false")


class Gap(Record):
    """What is not known."""

    text: FilledText = Field(description="what is not known")
    who_could_know: Text | None = Field(None, description="who could find out")
    status: Literal["open", "closed"] = Field("open", description="`closed` once it is known")


class Indicator(Record):
    """Something that could be seen in future."""

    text: FilledText = Field(description="what would be seen")
    points_to: dict[ScenarioOrNone, Rating] = Field(
        default_factory=dict, description="how it would fit each scenario, if seen"
    )
    window: tuple[Date, Date] | None = Field(None, description="from when until when to watch")
    owner: PersonRef | None = Field(None, description="the person who watches")
    status: Literal["open", "seen", "not-seen", "withdrawn"] = Field("open", description="what became of it")


class Dissent(Record):
    """Who disagrees, in a sentence."""

    who: PersonRef = Field(description="the person who disagrees")
    text: FilledText = Field(description="with what, in a sentence")
    what_if: Id | None = Field(None, description="the what-if that shows the case as they see it")


class Confidence(Closed):
    """How firm the ground is, set by a person below a ceiling that is computed. Outside the digest."""

    set: Literal["low", "moderate", "high"] | None = Field(None, description="low, moderate or high")
    because: Text | None = Field(None, description="the reason")
    by: PersonRef | None = Field(None, description="the person who set it")
    date: Date | None = Field(None, description="when it was set")
