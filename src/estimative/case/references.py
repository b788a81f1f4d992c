"""Where a case names something that stands elsewhere in it. Found by the marks on the types of the models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from estimative.case.models import Case
from estimative.case.models_base import Closed
from estimative.case.names import Refers
from estimative.case.shape import AT_KEY, bare
from estimative.case.walking import everything, joined


@dataclass(frozen=True)
class Reference:
    """A name at a path, and what it should be the name of; `offset` is AT_KEY where the name is a key."""

    path: str
    name: str
    refers: Refers
    offset: int = 0


def references(case: Case) -> Iterator[Reference]:
    """Every name of a person, an actor, a scenario or a passage that stands somewhere in the case.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "tiny", "influence": {"a": {"b": 2}}})
    >>> [(found.path, found.refers.kind) for found in references(case)]
    [('influence/a', 'actor'), ('influence/a/b', 'actor')]
    """
    for path, record in everything(case):
        for name, written, annotation in _referring(type(record)):
            yield from _within(annotation, getattr(record, name), joined(path, written))


@cache
def _referring(model: type[Closed]) -> tuple[tuple[str, str, Any], ...]:
    """The fields of a record that hold names of other things: name, name in files, type with its marks."""
    fields = []
    for name, field in model.model_fields.items():
        annotation = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        if _marks(annotation):
            fields.append((name, field.alias or name, annotation))
    return tuple(fields)


def _marks(annotation: Any) -> list[Refers]:
    own = [mark for mark in getattr(annotation, "__metadata__", ()) if isinstance(mark, Refers)]
    arguments: Sequence[Any] = get_args(annotation)
    if get_origin(annotation) is Annotated:
        arguments = arguments[:1]
    return own + [mark for argument in arguments for mark in _marks(argument)]


def _own_mark(annotation: Any) -> Refers | None:
    """The mark on a type itself, not on what it is made of."""
    if get_origin(annotation) is Annotated:
        marks = [mark for mark in annotation.__metadata__ if isinstance(mark, Refers)]
        return marks[0] if marks else _own_mark(get_args(annotation)[0])
    optional = [item for item in get_args(annotation) if item is not type(None)]
    return _own_mark(optional[0]) if bare(annotation) is not annotation and len(optional) == 1 else None


def _within(annotation: Any, value: object, path: str) -> Iterator[Reference]:
    if isinstance(value, str):
        mark = _own_mark(annotation)
        if mark is not None:
            yield Reference(path, value, mark)
    elif isinstance(value, tuple):
        item_type = get_args(bare(annotation))[0]
        for index, item in enumerate(value):
            yield from _within(item_type, item, joined(path, str(index)))
    elif isinstance(value, dict):
        key_type, item_type = get_args(bare(annotation))
        mark = _own_mark(key_type)
        for key, item in value.items():
            if mark is not None:
                yield Reference(joined(path, key), key, mark, AT_KEY)
            yield from _within(item_type, item, joined(path, key))
