"""What every record of a case shares: its reasons and citations, who judged it, review marks and free `x-` fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler, JsonValue, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from estimative.case.names import Citation, PersonRef, Text, wrong

BESIDE: Mapping[str, Mapping[str, Any]] = {
    "range": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    "distribution": {"enum": ["triangular", "uniform"]},
    "views": {"type": "object"},
}
"""Fields of a judgment that may stand beside the number they belong to, and their shapes."""


def _free_key(key: str) -> str:
    if not key.startswith("x-"):
        raise wrong("unknown-field", key)
    return key


class Closed(BaseModel):
    """A frozen record in which an unknown field is an error, unless its name starts with `x-`.

    `short` names the field that a bare value stands for; `beside` names the judgment whose range, distribution and
    views may be written next to it.
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[Annotated[str, AfterValidator(_free_key)], JsonValue]

    short: ClassVar[str | None] = None
    short_schema: ClassVar[Mapping[str, Any] | None] = None
    beside: ClassVar[str | None] = None

    @model_validator(mode="before")
    @classmethod
    def _spread(cls, data: object) -> object:
        """Brings the short forms to the long one; a field left empty is a field left out."""
        if isinstance(data, Mapping):
            optional = {field.alias or name for name, field in cls.model_fields.items() if not field.is_required()}
            data = {key: item for key, item in data.items() if item is not None or key not in optional}
        if cls.short is not None and not isinstance(data, Mapping | BaseModel | list | tuple) and data is not None:
            return {cls.short: data}
        if cls.beside is not None and isinstance(data, Mapping):
            moved = {key: data[key] for key in BESIDE if key in data}
            number = data.get(cls.beside)
            if moved and number is not None and not isinstance(number, Mapping):
                kept = {key: item for key, item in data.items() if key not in moved}
                return {**kept, cls.beside: {"value": number, **moved}}
        return data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of the long form, with the short forms beside it and the door for `x-` fields."""
        reference = handler(core)
        schema = handler.resolve_ref_schema(reference)
        schema["additionalProperties"] = False
        schema["patternProperties"] = {"^x-": {}}
        if cls.beside is not None:
            for name, shape in BESIDE.items():
                words = f"the {name} of `{cls.beside}`, where that is a bare number"
                schema["properties"].setdefault(name, {"description": words, **shape})
        if cls.short_schema is None:
            return reference
        return {"anyOf": [dict(cls.short_schema), reference]}


class Origin(Closed):
    """Where a drafted record comes from."""

    rule: Text | None = Field(None, description="the rule or model that proposed the record")
    passage: Citation | None = Field(None, description="the passage it was read from")
    digest: Text | None = Field(None, description="the digest of that passage when it was read")


class Record(Closed):
    """A record of the case: what may stand on every one of them."""

    because: Text | None = Field(None, description="the reason, in a sentence")
    cites: tuple[Citation, ...] = Field((), description="the passages it rests on, such as `epc-2021#p12`")
    judged_by: PersonRef | None = Field(None, description="the person who judged it; else `settings.judged_by`")
    review: Literal["open", "accepted"] | None = Field(
        None, description="`open` while a drafted record waits for a person, `accepted` once one has agreed to it"
    )
    origin: Origin | None = Field(None, description="where a drafted record comes from")
    marking: Text | None = Field(None, description="the handling mark; the highest in the case stands on every page")
    notes: Text | None = Field(None, description="anything for colleagues; read by no method")
