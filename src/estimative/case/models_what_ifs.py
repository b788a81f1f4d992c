"""What-ifs: a named change to a case, bound to the digest of the case it was written for."""

from __future__ import annotations

from pydantic import Field, JsonValue

from estimative.case.models_base import Closed
from estimative.case.names import Citation, Digest, Text, Whole

WHAT_IF_VERSION = 1


class WhatIfFile(Closed):
    """The file `what-ifs/NAME.yaml` beside a case."""

    estimative_what_if: Whole = Field(ge=1, le=WHAT_IF_VERSION, description="the version of the format")
    base: Digest = Field(description="the digest of the case it was written for")
    text: Text | None = Field(None, description="what changes, in words")
    because: Text | None = Field(None, description="why it is worth asking")
    cites: tuple[Citation, ...] = Field((), description="the passages it rests on")
    change: dict[str, JsonValue] = Field(
        description="a merge patch (RFC 7396) against the long form of the case: null removes, lists are replaced whole"
    )
    notes: Text | None = Field(None, description="anything for colleagues")
