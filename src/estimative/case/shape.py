"""What pydantic finds, in plain words: what was found, what is allowed, the nearest known name."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from estimative.base.errors import Problem, listed
from estimative.case.models_base import BESIDE, Closed, Record
from estimative.case.names import shown
from estimative.case.wording import close

MOST_PROBLEMS = 500

AT_KEY = -1
"""As the `offset` of a problem: it is the key at the path that is wrong, not its value."""


def shape_problems(error: ValidationError, model: type[Closed]) -> list[Problem]:
    """One problem for each thing that pydantic found, with its path and a message for people; MOST_PROBLEMS of them."""
    found = error.errors(include_url=False)
    problems = [_problem(details, model) for details in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        message = f"only the first {MOST_PROBLEMS} of {len(found):,} problems are listed"
        problems.append(Problem("error", "too-many-problems", "", message))
    return problems


def bare(annotation: Any) -> Any:
    """A type without `Annotated` and without `| None`.

    >>> bare(Annotated[int | None, "…"])
    <class 'int'>
    """
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            kept = [item for item in get_args(annotation) if item is not type(None)]
            if len(kept) != 1:
                return annotation
            annotation = kept[0]
        else:
            return annotation


def type_at(model: type[Closed], place: Sequence[int | str]) -> Any:
    """The type that stands at a place of a model, or None where the format has no such place.

    >>> from estimative.case.models import Case
    >>> type_at(Case, ("actors", "turkey", "wants", "role", "rank")).__name__
    'Judgment'
    """
    found: Any = model
    for part in place:
        found = _step(bare(found), part)
        if found is None:
            return None
    return bare(found)


def fields_of(model: type[Closed]) -> dict[str, Any]:
    """The fields of a record by the names that a file uses."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def is_record(kind: Any) -> TypeGuard[type[Closed]]:
    """Whether a type is one of the case's records."""
    return isinstance(kind, type) and issubclass(kind, Closed)


def _step(kind: Any, part: int | str) -> Any:
    if is_record(kind):
        field = fields_of(kind).get(str(part))
        return field.annotation if field is not None else None
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return arguments[1]
    if get_origin(kind) is tuple:
        index = part if isinstance(part, int) and len(arguments) > part and Ellipsis not in arguments else 0
        return arguments[index]
    return None


@dataclass(frozen=True)
class _Found:
    """One finding of pydantic's, with the way to its place and the model it was held against."""

    details: ErrorDetails
    place: tuple[int | str, ...]
    model: type[Closed]

    @property
    def value(self) -> Any:
        """What stood there."""
        return self.details["input"]

    @property
    def bounds(self) -> Mapping[str, Any]:
        """The limits that were missed."""
        return self.details.get("ctx", {})

    def kind(self, above: int = 0) -> Any:
        """The type at the place, or so many steps above it."""
        return type_at(self.model, self.place[: len(self.place) - above])


def _problem(details: ErrorDetails, model: type[Closed]) -> Problem:
    place = tuple(part for part in details["loc"] if part != "[key]")
    code, say = _SAID.get(details["type"], (details["type"], _own_words))
    message = say(_Found(details, place, model))
    if details["type"] == "missing":
        place = place[:-1]
    at_key = code == "unknown-field" or details["loc"][-1:] == ("[key]",)
    return Problem("error", code, "/".join(str(part) for part in place), message, offset=AT_KEY if at_key else 0)


def _own_words(found: _Found) -> str:
    return found.details["msg"]


def _missing(found: _Found) -> str:
    name = found.place[-1]
    kind = found.kind(above=1)
    if isinstance(name, int):
        return f"{_wanted(kind)}, found {len(found.value)}"
    field = fields_of(kind).get(name) if is_record(kind) else None
    meaning = f": {field.description}" if field is not None and field.description else ""
    return f"`{name}` is missing{meaning}"


def _unknown(found: _Found) -> str:
    name = str(found.place[-1])
    kind = found.kind(above=1)
    if not is_record(kind):
        return f"unknown field `{name}`"
    if name in BESIDE and kind.beside is not None:
        long = f"{kind.beside}: {{value: …, {name}: …}}"
        return f"`{name}` belongs to `{kind.beside}`: give that as a bare number, or write `{long}`"
    if " " in name:
        return f"unknown field `{name}`; between braces YAML splits a text at its commas: put the whole text in quotes"
    own = [field for field in fields_of(kind) if field not in Record.model_fields]
    allowed = f"{listed(own, 40)}, what any record may have, and names that start with `x-`"
    return f"unknown field `{name}`{close(name, fields_of(kind))}; allowed here: {allowed}"


def _choice(found: _Found) -> str:
    literal = found.kind()
    allowed = [str(item) for item in get_args(literal)] if get_origin(literal) is Literal else []
    if not allowed:  # a key of a map
        return f"expected {found.bounds.get('expected', 'another name')}, found {shown(found.value)}"
    near = close(found.value, allowed) if isinstance(found.value, str) else ""
    return f"expected one of {listed(allowed, 40)}; found {shown(found.value)}{near}"


def _other_kind(found: _Found) -> str:
    return f"{_wanted(found.kind())}, found {shown(found.value)}"


def _length(found: _Found) -> str:
    words = {"min_length": "at least", "max_length": "at most"}
    limits = [f"{words[key]} {value}" for key, value in found.bounds.items() if key in words]
    return f"expected a list of {' and '.join(limits)}, found {found.bounds.get('actual_length')}"


def _bound(found: _Found) -> str:
    words = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
    limits = [f"{words[key]} {value:g}" for key, value in found.bounds.items() if key in words]
    return f"expected a number {' and '.join(limits)}, found {found.value}"


def _wanted(kind: Any) -> str:
    if is_record(kind):
        needed = [name for name, field in fields_of(kind).items() if field.is_required()]
        own = [name for name in fields_of(kind) if name not in Record.model_fields]
        fields = needed or own[:4]
        record = f"a map with {'the fields' if needed else 'fields such as'} {listed(fields)}"
        short = {"number": "a number or ", "string": "text or "}.get(str((kind.short_schema or {}).get("type")), "")
        return f"expected {short}{record}"
    if get_origin(kind) is dict:
        return "expected a map"
    if get_origin(kind) is tuple:
        arguments = get_args(kind)
        return "expected a list" if Ellipsis in arguments else f"expected a list of {len(arguments)}"
    return "expected another value"


_SAID: Mapping[str, tuple[str, Callable[[_Found], str]]] = {
    "missing": ("missing-field", _missing),
    "unknown-field": ("unknown-field", _unknown),
    "literal_error": ("choice", _choice),
    "model_type": ("shape", _other_kind),
    "dict_type": ("shape", _other_kind),
    "tuple_type": ("shape", _other_kind),
    "too_short": ("length", _length),
    "too_long": ("length", _length),
    "greater_than_equal": ("number", _bound),
    "less_than_equal": ("number", _bound),
    "greater_than": ("number", _bound),
    "less_than": ("number", _bound),
}
