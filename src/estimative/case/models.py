"""The case: all sections in one record. Every map goes from an id to a record; order never carries meaning.

>>> actor = {"options": {"go": {}}, "wants": {"early": {"that": "a.go", "rank": 1}}}
>>> case = Case.model_validate({"id": "tiny", "actors": {"a": actor}})
>>> case.actors["a"].wants["early"].rank.value, case.actors["a"].options["go"].variants
(1.0, ('no', 'yes'))
"""

from __future__ import annotations

from pydantic import Field

from estimative.case.models_actors import Actor, Driver, Rule, Term
from estimative.case.models_base import Record
from estimative.case.models_judgments import WholeJudgment
from estimative.case.models_methods import Event, Issue, Item, Objective, ReferenceClass, Said
from estimative.case.models_people import Person, Question, Settings
from estimative.case.models_scenarios import Argument, Assumption, Confidence, Dissent, Gap, Indicator, Scenario
from estimative.case.models_sources import Source
from estimative.case.names import ActorRef, Date, FactorId, Id, LiteralKey, Text, Texts, Variant, Whole

FORMAT_VERSION = 1


class Case(Record):
    """A policy brief as judgments that can be run."""

    estimative: Whole = Field(
        FORMAT_VERSION, ge=FORMAT_VERSION, le=FORMAT_VERSION, description="the version of the format"
    )
    id: Id = Field(description="a short name for files and references")
    title: Text = Field("", description="the title as it is shown; else the id")
    as_of: Date | None = Field(None, description="the day of which the case speaks; nothing later may be cited")
    people: dict[Id, Person] = Field(default_factory=dict, description="who wrote, judged or reviewed")
    settings: Settings = Field(Settings(), description="the conventions of this case")
    question: Question | None = Field(None, description="what is asked")
    sources: dict[Id, Source] = Field(default_factory=dict, description="the documents it rests on")
    actors: dict[Id, Actor] = Field(default_factory=dict, description="who wants and who decides")
    drivers: dict[Id, Driver] = Field(
        default_factory=dict, description="what turns out without anyone in the case deciding it"
    )
    terms: dict[Id, Term] = Field(default_factory=dict, description="named statements")
    rules: dict[Id, Rule] = Field(default_factory=dict, description="what no state may be, or every state must be")
    now: dict[FactorId, Variant] = Field(default_factory=dict, description="how options and drivers stand today")
    held: Texts = Field((), description="options and drivers that stay as they are while impacts play out")
    said: dict[Id, Said] = Field(default_factory=dict, description="what people are reported to have said")
    timeline: dict[Id, Event] = Field(default_factory=dict, description="what happened")
    influence: dict[ActorRef, dict[ActorRef, WholeJudgment]] = Field(
        default_factory=dict,
        description="how far an actor can move another: whole numbers from 0 (not) to 4 (its existence)",
    )
    objectives: dict[Id, Objective] = Field(default_factory=dict, description="what is at stake between actors")
    impacts: dict[LiteralKey, dict[LiteralKey, WholeJudgment]] = Field(
        default_factory=dict,
        description="how one variant pushes another: `cause=variant` to `effect=variant`, whole numbers",
    )
    issues: dict[Id, Issue] = Field(default_factory=dict, description="questions of more or less, on a scale")
    evidence: dict[Id, Item] = Field(default_factory=dict, description="what was seen, rated against the scenarios")
    reference_classes: dict[Id, ReferenceClass] = Field(
        default_factory=dict, description="how often things of this kind came true before"
    )
    scenarios: dict[Id, Scenario] = Field(
        default_factory=dict, description="how it may turn out, as the author wrote it"
    )
    arguments: dict[Id, Argument] = Field(default_factory=dict, description="motives, levers and obstacles")
    assumptions: dict[Id, Assumption] = Field(default_factory=dict, description="what is taken for granted")
    gaps: dict[Id, Gap] = Field(default_factory=dict, description="what is not known")
    indicators: dict[Id, Indicator] = Field(default_factory=dict, description="what to watch for")
    dissents: dict[Id, Dissent] = Field(default_factory=dict, description="who disagrees")
    confidence: Confidence = Field(Confidence(), description="how firm the ground is; outside the digest")
