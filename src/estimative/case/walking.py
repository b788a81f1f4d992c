"""Going through a case: every record in it, with or without an address of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from estimative.case.models import Case
from estimative.case.models_base import Closed


def joined(*parts: str) -> str:
    """The path of these parts, empty ones left out.

    >>> joined("", "actors", "turkey")
    'actors/turkey'
    """
    return "/".join(part for part in parts if part)


def everything(case: Case) -> Iterator[tuple[str, Closed]]:
    """Every record of the case in the order of the format, the case itself first, views and marks included.

    >>> from estimative.case.longform import from_long
    >>> [path for path, _ in everything(from_long({"id": "tiny", "terms": {"t": "a.go"}}))][-3:]
    ['settings/pooling', 'terms/t', 'confidence']
    """
    yield from _records(case, "")


def _records(value: object, path: str) -> Iterator[tuple[str, Closed]]:
    if isinstance(value, Closed):
        yield path, value
        items: Iterable[tuple[str, object]] = (
            (written, getattr(value, name)) for name, written in _fields(type(value))
        )
    elif isinstance(value, dict):
        items = value.items()
    else:
        items = ((str(index), item) for index, item in enumerate(value)) if isinstance(value, tuple) else ()
    for key, item in items:
        if isinstance(item, Closed | dict | tuple):  # plain values, most of all there is, hold no record
            yield from _records(item, joined(path, key))


@cache
def _fields(model: type[Closed]) -> tuple[tuple[str, str], ...]:
    """The fields of a record: name, name in files."""
    return tuple((name, field.alias or name) for name, field in model.model_fields.items())
