"""Actors and factors: who wants what, who can do what, and what nobody in the case decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from estimative.case.models_base import Record
from estimative.case.models_judgments import Judgment
from estimative.case.names import ActorRef, Flag, Id, StatementText, Text, Texts, Variant

YES_NO = ("no", "yes")


class Factor(Record):
    """Anything that can turn out in one of several variants."""

    text: Text = Field("", description="what it is, in words")
    variants: tuple[Variant, ...] = Field(
        YES_NO, min_length=2, max_length=64, description="how it can turn out; no and yes where nothing is said"
    )
    ordered: Flag = Field(
        False, description="true where the variants rise from the first to the last; no and yes always do"
    )
    words: dict[Variant, Text] = Field(default_factory=dict, description="a variant in words, for the page")

    @property
    def rises(self) -> bool:
        """Whether `>=` may compare its variants: declared `ordered`, or no and yes."""
        return self.ordered or self.variants == YES_NO


class Option(Factor):
    """A factor that an actor decides."""

    moves: Literal["both", "forward", "back"] = Field(
        "both",
        description="`forward` where its variant may only rise (what is done cannot be undone), `back` where only fall",
    )
    grants: dict[Variant, ActorRef] = Field(
        default_factory=dict,
        description="which variant gives a role, and to which actor; `stress` asks who else could have it",
    )


class Driver(Factor):
    """A factor that nobody in the case decides."""


class Want(Record):
    """What an actor would have true, and how much it matters to that actor."""

    beside: ClassVar[str | None] = "rank"

    that: StatementText = Field(description="the statement that the actor would have true")
    rank: Judgment = Field(description="its place among the actor's wants, 1 the first; a judgment")


class Actor(Record):
    """Somebody with wants; a decision maker where it holds options."""

    name: Text = Field("", description="the name as it is shown; else the id")
    text: Text | None = Field(None, description="who that is, in words")
    aliases: Texts = Field((), description="other names that sources use")
    kind: Text | None = Field(None, description="what kind of actor: a state-actor, a movement, …")
    options: dict[Id, Option] = Field(default_factory=dict, description="what it decides, by id")
    wants: dict[Id, Want] = Field(default_factory=dict, description="what it wants, by id; `rank` says how much")


class Term(Record):
    """A named statement."""

    short: ClassVar[str | None] = "means"
    short_schema: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}

    means: StatementText = Field(description="the statement that the name stands for")


class Rule(Record):
    """What no state may be, or every state must be: exactly one of the two."""

    never: StatementText | None = Field(None, description="true in no state")
    always: StatementText | None = Field(None, description="true in every state")

    @property
    def statement(self) -> str:
        """The statement as it was written."""
        return self.never if self.never is not None else self.always or ""
