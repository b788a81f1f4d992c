"""People, settings and the question: who judges, by which conventions, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from estimative.case.models_base import Closed, Record
from estimative.case.names import (
    ActorRef,
    Date,
    FilledText,
    Flag,
    Id,
    Name,
    Number,
    Pair,
    PersonRef,
    ScenarioOrNone,
    Text,
    Texts,
    Whole,
)


class Person(Record):
    """Somebody who wrote, judged or reviewed."""

    name: FilledText = Field(description="the name as it is shown")
    kind: Literal["analyst", "author", "expert", "reviewer", "reader", "organisation"] | None = Field(
        None, description="`author` for who wrote the brief; what an author says is kept apart from what we judge"
    )


class ConflictSettings(Closed):
    """How the conflict is played."""

    concept: Literal["SEQ", "GMR", "Nash"] = Field("SEQ", description="which replies a mover fears: SEQ, GMR or Nash")
    deals: Whole = Field(
        2, ge=1, le=12, description="how many may agree on a joint move: 1 none, 2 pairs (the default), …"
    )
    initiative: dict[ActorRef, Number] = Field(
        default_factory=dict,
        description="how readily an actor moves, a number above 0; equal chances where nothing is said",
    )


class CrossImpactSettings(Closed):
    """How impacts are read."""

    scale: Pair = Field((-3.0, 3.0), description="the least and the greatest impact")


class EvidenceSettings(Closed):
    """How ratings become likelihood ratios, and where they are capped."""

    ratios: dict[Literal["CC", "C", "N", "I", "II"], Number] = Field(
        default_factory=dict,
        description="likelihood ratio of a rating; CC 4, C 2, N 1, I 0.5, II 0.25 where nothing is said",
    )
    source: dict[Literal["A", "B", "C", "D", "E", "F"], Number] = Field(
        default_factory=dict,
        description="what a source's grade counts, 0 to 1; A 1, B 0.8, C 0.6, D 0.4, E 0.2, F 0.5 else",
    )
    item: dict[Literal["1", "2", "3", "4", "5", "6"], Number] = Field(
        default_factory=dict,
        description="what an item's grade counts, 0 to 1; 1 1, 2 0.8, 3 0.6, 4 0.4, 5 0.2, 6 0.5 else",
    )
    item_cap: Number = Field(4.0, ge=1, description="the most that one item may favour a scenario over another")
    total_cap: Number = Field(20.0, ge=1, description="the most that all items together may")
    prior: Literal["equal", "classes"] = Field(
        "equal", description="`classes` takes the prior from the reference classes"
    )


class BargainingSettings(Closed):
    """Which account of bargaining is the forecast."""

    forecast: Literal["compromise", "median", "nash", "eum", "exchange"] = Field(
        "compromise", description="`compromise`, the mean weighted by capability and salience, forecasts best on record"
    )


class Pooling(Closed):
    """One figure from several methods, by choice only."""

    short: ClassVar[str | None] = "method"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"enum": ["none", "log"]}

    method: Literal["none", "log"] = Field("none", description="`none` (the default) or `log`, the logarithmic pool")
    weights: dict[Id, Number] = Field(
        default_factory=dict, description="weight of a method, 0 or more; equal where nothing is said"
    )


class Settings(Closed):
    """The conventions of this case."""

    likelihood_scale: Name = Field("icd203", description="the words of likelihood in which we assess")
    judged_by: PersonRef | None = Field(None, description="who made every judgment that names nobody")
    conflict: ConflictSettings = Field(ConflictSettings(), description="how the conflict is played")
    cross_impact: CrossImpactSettings = Field(CrossImpactSettings(), description="how impacts are read")
    evidence: EvidenceSettings = Field(EvidenceSettings(), description="how evidence is weighed")
    bargaining: BargainingSettings = Field(
        BargainingSettings(), description="which account of bargaining is the forecast"
    )
    pooling: Pooling = Field(Pooling(), description="whether the methods are pooled into one figure")
    scenarios_overlap: Flag = Field(False, description="true where scenarios may share states on purpose")
    markings: Texts = Field((), description="the handling marks in use, lowest first; `none` is below all")


class Criterion(Record):
    """What would have to be seen for the answer to be yes."""

    text: FilledText = Field(description="what would have to be seen")
    deadline: Date | None = Field(None, description="by when")
    scenario: ScenarioOrNone | None = Field(None, description="the scenario that it would make true")


class Client(Closed):
    """For whom the question is asked."""

    who: Text | None = Field(None, description="who reads the answer")
    decision: Text | None = Field(None, description="what they have to decide")
    by: Text | None = Field(None, description="when they decide")


class Question(Record):
    """What is asked, and how the answer will be known."""

    text: FilledText = Field(description="the question, in a sentence")
    criteria: dict[Id, Criterion] = Field(default_factory=dict, description="what would settle it, by id")
    resolved_from: Text | None = Field(None, description="whose word counts when it is settled")
    horizon: Date | None = Field(None, description="how far ahead the question looks; else the last deadline")
    client: Client | None = Field(None, description="for whom it is asked")
