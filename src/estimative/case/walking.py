"""Going through a case: every record in it, with or without an address of its own."""

from __future__ import annotations

from collections.abc import Iterator

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
        for name, field in type(value).model_fields.items():
            yield from _records(getattr(value, name), joined(path, field.alias or name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _records(item, joined(path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _records(item, joined(path, str(index)))
