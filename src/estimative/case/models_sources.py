"""Sources: the documents, the passages that are cited from them, and the names they mention."""

from __future__ import annotations

from pydantic import Field

from estimative.case.models_base import Closed, Record
from estimative.case.names import (
    Address,
    Citation,
    Date,
    FilledText,
    Hexadecimal,
    Id,
    PassageId,
    Reliability,
    Text,
    Whole,
)


class Passage(Closed):
    """A stretch of a source's canonical text. Written by `estimative cite --sync`, never by hand."""

    at: tuple[Whole, Whole] = Field(description="first character and the one after the last, counted from 0")
    sha256: Hexadecimal = Field(description="SHA-256 of the stretch, or its first 16 digits or more")


class Mention(Record):
    """A name that a source brings up, and its place in the case."""

    at: tuple[Citation, ...] = Field((), description="where it is mentioned")
    as_: Address | None = Field(
        None, alias="as", description="its place in the case, `actors/india` say, or `none` with a `because`"
    )


class Source(Record):
    """A document."""

    title: FilledText = Field(description="its title")
    publisher: Text | None = Field(None, description="who published it")
    author: Text | None = Field(None, description="who wrote it")
    date: Date | None = Field(None, description="when it was published; not after the case's `as_of`")
    address: Text | None = Field(None, description="where it can be had, a web address say")
    path: Text | None = Field(None, description="its file, inside the case's folder; `--sources DIR` finds the rest")
    interest: Text | None = Field(None, description="what its publisher stands to gain")
    reliability: Reliability | None = Field(None, description="the source's grade, A to F")
    text_sha256: Hexadecimal | None = Field(None, description="SHA-256 of its canonical text")
    file_sha256: Hexadecimal | None = Field(None, description="SHA-256 of its file")
    reader: Text | None = Field(None, description="which reader counted its passages, `text/1` say")
    passages: dict[PassageId, Passage] = Field(
        default_factory=dict, description="the cited passages; written by `estimative cite --sync`"
    )
    mentions: dict[Id, Mention] = Field(
        default_factory=dict, description="names it brings up, and their place in the case"
    )
