"""The JSON Schema of a case and of a what-if, for editors that check and complete while one types.

It holds the shape; what a case means (that names are known, that ranges hold their values) only `check` can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from estimative.case.models import Case
from estimative.case.models_base import Closed
from estimative.case.models_what_ifs import WhatIfFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of `case.yaml`, JSON Schema draft 2020-12; short and long forms both fit.

    >>> json_schema()["required"]
    ['estimative', 'id']
    """
    return _schema(Case, "A case of Estimative", required=["estimative", "id"])


def what_if_schema() -> dict[str, Any]:
    """The schema of `what-ifs/NAME.yaml`."""
    return _schema(WhatIfFile, "A what-if of Estimative", required=["estimative_what_if", "base", "change"])


def _schema(model: type[Closed], title: str, required: list[str]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True, mode="validation")
    own = schema.pop("$defs", {})
    return {
        "$schema": DIALECT,
        **_tidied(schema),
        "title": title,
        "required": required,
        "$defs": {name: _tidied(own[name]) for name in sorted(own)},
    }


def _tidied(value: Any) -> Any:
    """What pydantic makes, brought to what the reader does.

    Titles made from the names of fields say nothing; a field may be left empty wherever it may be left out; the keys
    of a map of ids are ids and nothing else.
    """
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    kept = {key: item for key, item in value.items() if key not in ("title", "properties", "patternProperties")}
    tidied = {key: _tidied(item) for key, item in kept.items()}
    if "properties" in value:
        required = value.get("required", [])
        properties = {name: _tidied(item) for name, item in value["properties"].items()}
        tidied["properties"] = {
            name: item if name in required else _or_empty(item) for name, item in properties.items()
        }
    if "patternProperties" in value:
        tidied["patternProperties"] = {name: _tidied(item) for name, item in value["patternProperties"].items()}
        tidied.setdefault("additionalProperties", False)
    return tidied


def _or_empty(schema: Mapping[str, Any]) -> dict[str, Any]:
    about = {key: schema[key] for key in ("description", "default") if schema.get(key) is not None}
    shape = {key: item for key, item in schema.items() if key not in ("description", "default")}
    options = shape["anyOf"] if list(shape) == ["anyOf"] else [shape]
    nothing = {"type": "null"}
    return {"anyOf": options if nothing in options else [*options, nothing], **about}
