"""What single methods read: events and sayings, objectives, issues, evidence, reference classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from estimative.case.models_base import Closed, Record
from estimative.case.models_judgments import Judgment, Rating, WholeJudgment
from estimative.case.names import (
    ActorRef,
    ActorRefs,
    Date,
    FilledText,
    Flag,
    Id,
    Number,
    PersonRef,
    Reliability,
    ScenarioOrNone,
    ScenarioRefs,
    StatementText,
    Text,
    Whole,
)


class Said(Record):
    """What a person is reported to have said."""

    who: ActorRef = Field(description="the actor for whom it was said")
    speaker: Text | None = Field(None, description="who said it")
    date: Date | None = Field(None, description="when; not after the case's `as_of`")
    text: FilledText = Field(description="what was said, in the source's words or shorter")


class Event(Record):
    """Something that happened."""

    date: Date = Field(description="when; not after the case's `as_of`")
    text: FilledText = Field(description="what happened")
    actors: ActorRefs = Field((), description="the actors that took part")


class Objective(Record):
    """Something at stake between actors."""

    text: Text = Field("", description="what it is, in words")
    serves: ScenarioRefs = Field((), description="the scenarios that it leads to")
    harms: ScenarioRefs = Field((), description="the scenarios that it leads away from")
    stakes: dict[ActorRef, WholeJudgment] = Field(
        default_factory=dict, description="what each actor has at stake: whole numbers from -4 (against) to 4 (for)"
    )


class Mark(Closed):
    """A named point of an issue's scale."""

    at: Number = Field(description="the point")
    text: Text = Field("", description="what it stands for, in words")
    means: StatementText | None = Field(
        None,
        description="the statement that is true from here to the next mark that has a `means`, and false elsewhere",
    )
    open: Flag = Field(False, description="true where the stretch from here says nothing")


class Position(Record):
    """Where an actor stands on an issue, how much it cares and how much it weighs."""

    beside: ClassVar[str | None] = "at"

    at: Judgment = Field(description="its position on the issue's scale")
    salience: Judgment | None = Field(None, description="how much it cares, in the issue's `salience_unit`")
    capability: Judgment | None = Field(None, description="how much weight it can bring to bear, 0 or more")


class Issue(Record):
    """A question of more or less, on a scale with numbers."""

    text: Text = Field("", description="what it is, in words")
    unit: Text | None = Field(None, description="what the numbers of the scale count")
    marks: tuple[Mark, ...] = Field((), description="named points of the scale, least first")
    now: Number | None = Field(None, description="where the issue stands today")
    salience_unit: Literal["fraction", "percent"] = Field(
        "fraction", description="salience from 0 to 1, or from 0 to 100"
    )
    positions: dict[ActorRef, Position] = Field(default_factory=dict, description="where each actor stands")


class Item(Record):
    """A dated item of evidence, rated against the scenarios."""

    text: FilledText = Field(description="what was seen")
    date: Date | None = Field(None, description="when it happened; not after the case's `as_of`")
    reported: Date | None = Field(None, description="when it was reported; not after the case's `as_of`")
    reliability: Reliability | None = Field(None, description="source A to F, item 1 to 6, or both: `B3`")
    relevance: Judgment | None = Field(None, description="how much it bears on the question, from 0 to 1")
    group: Id | None = Field(None, description="items of one group repeat each other and count as one")
    retracted: Flag = Field(False, description="true once its source took it back")
    disputed: Flag = Field(False, description="true where another source denies it")
    ratings: dict[ScenarioOrNone, Rating] = Field(
        default_factory=dict, description="how it fits each scenario, and `none` of them: CC, C, N, I, II or N/A"
    )


class Member(Record):
    """One case of a reference class."""

    short: ClassVar[str | None] = "text"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"type": "string"}

    text: Text = Field("", description="what came of it")
    happened: Flag | None = Field(None, description="whether it came true")
    similarity: Judgment | None = Field(None, description="how alike it is, from 0 to 1")


class ReferenceClass(Record):
    """How often things of this kind came true before."""

    text: FilledText = Field(description="what kind of thing")
    happened: Whole | None = Field(None, ge=0, description="how many came true; needs `of`")
    of: Whole | None = Field(None, ge=1, description="out of how many")
    scenario: ScenarioOrNone | None = Field(None, description="the scenario that it speaks for")
    counts: dict[ScenarioOrNone, Whole] = Field(
        default_factory=dict,
        description="instead of `happened` and `of`: how many turned out as each scenario, or as `none` of them",
    )
    chosen_by: PersonRef | None = Field(None, description="the person who chose the class")
    included: Text | None = Field(None, description="the rule for what belongs to the class")
    weight: Number | None = Field(None, ge=0, description="its weight beside other classes of the same scenario")
    members: dict[Id, Member] = Field(default_factory=dict, description="its cases, by id")
