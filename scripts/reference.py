"""The generated parts of the reference: the case format from its models, problem codes, commands, method records."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from scripts import casebook
from scripts.marked import table

WIDTH = 78  # what a terminal of 80 columns leaves
MARKS_OF_THE_FORMAT = {"estimative", "estimative_what_if"}
"""Fields that a file must have, though values made in a program may leave them out."""


def parts() -> dict[str, str]:
    """Every generated part of the reference, by name."""
    return {
        "sections": _sections(),
        "records": _records(),
        "common-fields": _common(),
        "what-if-fields": _what_if(),
        "addresses": _addresses(),
        "limits": _limits(),
        "reserved-words": _reserved(),
        "codes": _codes(),
        "commands": _commands(),
        "casebook-conflict": casebook.overview(),
        "casebook-works": casebook.works(),
        **{f"method-{name}": text for name, text in _methods().items()},
    }


# The case format


def _models() -> list[Any]:
    """Every record of a case, in the order in which the sections of the case lead to it."""
    from estimative.case.models import Case
    from estimative.case.models_base import Record

    found: list[Any] = []

    def follow(model: Any) -> None:
        if model not in found:
            found.append(model)
            for hint in _hints(model).values():
                for inner in _models_in(hint):
                    follow(inner)

    follow(Case)
    follow(Record)
    return [model for model in found if model is not Record]


def _hints(model: Any) -> dict[str, Any]:
    """The types of a record's own fields, by the name that stands in a file; what every record has is left out."""
    hints = typing.get_type_hints(model, include_extras=True)
    return {field.alias or name: hints[name] for name, field in _own_fields(model).items()}


def _own_fields(model: Any) -> dict[str, Any]:
    from estimative.case.models_base import Record

    common = Record.model_fields if issubclass(model, Record) and model is not Record else {}
    return {name: field for name, field in model.model_fields.items() if name not in common}


def _models_in(hint: Any) -> Iterator[Any]:
    from estimative.case.models_base import Closed

    if isinstance(hint, type) and issubclass(hint, Closed):
        yield _described(hint)
    for inner in get_args(hint):
        yield from _models_in(inner)


def _places() -> dict[Any, list[str]]:
    """Where each record stands in a file, as Markdown: `actors.ID.options.ID`, or `views.ID` of what stands at many."""
    from estimative.case.models import Case
    from estimative.case.models_base import Record

    steps: dict[Any, list[tuple[Any, str]]] = {}
    for model in (*_models(), Record):
        for name, hint in _hints(model).items():
            nested = _is_map(hint) and _is_map(get_args(_bare(hint))[1])
            for inner in _models_in(hint):
                steps.setdefault(inner, []).append((model, name + (".ID.ID" if nested else ".ID" * _is_map(hint))))

    def spelt(owner: Any, path: str) -> str:
        while owner is not Case:
            if owner is Record:
                return f"`{path}` of any record"
            if len(steps[owner]) > 1:
                return f"`{path}` of each {_link(owner)}"
            owner, before = steps[owner][0]
            path = f"{before}.{path}"
        return f"`{path}`"

    return {model: [spelt(owner, path) for owner, path in found] for model, found in steps.items()}


def _is_map(hint: Any) -> bool:
    return get_origin(_bare(hint)) is dict


def _bare(hint: Any) -> Any:
    """A type without `or nothing`."""
    if get_origin(hint) in (UnionType, Union):
        rest = [item for item in get_args(hint) if item is not NoneType]
        return rest[0] if len(rest) == 1 else hint
    return hint


def _in_words(hint: Any) -> str:
    """What a field holds, in words."""
    hint = _bare(hint)
    for alias, words in _aliases():
        if hint == alias:
            return words
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "one of " + ", ".join(f"`{item}`" for item in inner)
    if origin is dict:
        return f"map: {_in_words(inner[0])} → {_in_words(inner[1])}"
    if origin is tuple:
        if len(inner) == 2 and inner[1] is not Ellipsis:
            return f"pair of {_plural(_in_words(inner[0]))}"
        return f"list of {_plural(_in_words(inner[0]))}"
    if isinstance(hint, type):
        return _link(hint)
    message = f"no words for {hint!r}; add them to _aliases"
    raise TypeError(message)


def _described(model: Any) -> Any:
    """The record that stands for a kind of it: the scale of a judgment is told where the judgment stands."""
    from estimative.case.models_judgments import Judgment

    return Judgment if issubclass(model, Judgment) else model


def _link(model: Any) -> str:
    model = _described(model)
    return f"[{_title(model)}](#{_title(model).lower().replace(' ', '-')})"


def _plural(words: str) -> str:
    if words.startswith(("[", "one of")):
        return words
    return f"{words}es" if words.endswith("s") else f"{words}s"


def _aliases() -> list[tuple[Any, str]]:
    from pydantic import JsonValue

    from estimative.case import names
    from estimative.case.models_judgments import Rate

    return [
        (Rate, "rating"),
        (names.Text, "text"),
        (names.FilledText, "text"),
        (names.Name, "text"),
        (names.Texts, "list of texts, or one"),
        (names.StatementText, "statement"),
        (names.Id, "id"),
        (names.Variant, "variant"),
        (names.Date, "date"),
        (names.Citation, "citation"),
        (names.PassageId, "passage id"),
        (names.Address, "address"),
        (names.Number, "number"),
        (names.Whole, "whole number"),
        (names.Flag, "true or false"),
        (names.Reliability, "grade"),
        (names.Hexadecimal, "digest"),
        (names.Digest, "digest"),
        (names.FactorId, "factor"),
        (names.LiteralKey, "`factor=variant`"),
        (names.Pair, "pair of numbers"),
        (names.PersonRef, "person"),
        (names.ActorRef, "actor"),
        (names.ScenarioRef, "scenario"),
        (names.ScenarioOrNone, "scenario or `none`"),
        (names.ActorRefs, "list of actors, or one"),
        (names.ScenarioRefs, "list of scenarios, or one"),
        (JsonValue, "anything"),
        (str, "field"),
    ]


def _title(model: Any) -> str:
    """The name of a record as a heading.

    >>> class ReferenceClass: ...
    >>> _title(ReferenceClass)
    'Reference class'
    """
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()
    return words.removesuffix(" file").capitalize()


def _fields_table(model: Any) -> str:
    hints = typing.get_type_hints(model, include_extras=True)
    rows = []
    for name, field in _own_fields(model).items():
        needed = "needed" if field.is_required() or name in MARKS_OF_THE_FORMAT else _default(field)
        holds = "statement" if _is_statement(model, name) else _in_words(hints[name])
        rows.append([f"`{field.alias or name}`", holds, needed, field.description or ""])
    return table(["field", "holds", "left out", "what it is"], rows)


def _is_statement(model: Any, name: str) -> bool:
    """Whether a field is declared to hold a statement: its type says so by name only."""
    return any(
        "StatementText" in str(base.__annotations__.get(name, ""))
        for base in model.__mro__
        if base is not object and "__annotations__" in vars(base)
    )


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value in ("", (), {}) or not isinstance(value, str | int | float | tuple):
        return ""
    if isinstance(value, tuple):
        return f"`[{', '.join(f'{item:g}' if isinstance(item, float) else str(item) for item in value)}]`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _sections() -> str:
    from estimative.case.models import Case

    return _fields_table(Case)


def _common() -> str:
    from estimative.case.models_base import Record

    return _fields_table(Record)


def _records() -> str:
    from estimative.case.models import Case
    from estimative.case.models_base import Record

    places = _places()
    shown = []
    for model in _models():
        if model is Case:
            continue
        text = [f"### {_title(model)}", "", _about(model), "", f"Stands at {', '.join(places[model])}."]
        text[-1] += f" {_short(model)}" if _short(model) else ""
        if not issubclass(model, Record):
            text[-1] += " It takes none of the fields that every record may have."
        if _own_fields(model):
            text += ["", _fields_table(model)]
        shown.append("\n".join(text))
    return "\n\n".join(shown)


def _about(model: Any) -> str:
    return " ".join((model.__doc__ or "").split())


def _short(model: Any) -> str:
    if model.short is not None:
        return f"A bare value stands for its `{model.short}`."
    if model.beside is not None:
        return f"`range`, `distribution` and `views` of its `{model.beside}` may stand beside it."
    return ""


def _what_if() -> str:
    from estimative.case.models_what_ifs import WhatIfFile

    return _fields_table(WhatIfFile)


def _addresses() -> str:
    from estimative.case.paths import KINDS

    rows = [[kind.name, f"`{kind.pattern}`", "yes" if kind.droppable else ""] for kind in KINDS]
    return table(["what", "address", "may be carried by an argument"], rows)


def _limits() -> str:
    from estimative.assessment.run import MOST_DRAWS
    from estimative.base.logic.parsing import MAX_CHARACTERS, MAX_DEPTH, MAX_NAME
    from estimative.base.logic.space import MAX_STATES
    from estimative.exchange.what_ifs import MOST_WHAT_IFS
    from estimative.exchange.yaml_reading import MOST_BYTES, MOST_DEEP, MOST_NODES

    rows = [
        ["a case or what-if file", f"{MOST_BYTES:,} bytes"],
        ["nesting of values", f"{MOST_DEEP} levels"],
        ["values in one file", f"{MOST_NODES:,}"],
        ["what-ifs beside one case", f"{MOST_WHAT_IFS:,}"],
        ["length of an id", f"{MAX_NAME} characters"],
        ["a statement", f"{MAX_CHARACTERS:,} characters, {MAX_DEPTH} levels"],
        ["states that are looked at one by one", f"{MAX_STATES:,}"],
        ["draws", f"{MOST_DRAWS:,}"],
    ]
    return table(["what", "at most"], rows, frozenset({1}))


def _reserved() -> str:
    from estimative.case.names import RESERVED

    return ", ".join(f"`{word}`" for word in sorted(RESERVED))


def _codes() -> str:
    from estimative.case.codes import CODES

    return table(["code", "what it means"], [[f"`{code}`", text] for code, text in CODES.items()])


# Commands


def _commands() -> str:
    from estimative.cli.commands import COMMANDS

    return "\n\n".join(_command(entry, "") for entry in COMMANDS)


def _command(entry: Any, before: str) -> str:
    name = f"{before}{entry.name}"
    if entry.inner:
        shown = [f"## {name}\n\n{entry.summary}"]
        return "\n\n".join([*shown, *(_command(inner, f"{name} ") for inner in entry.inner)])
    heading = "###" if before else "##"
    return f"{heading} {name}\n\n```text\n{help_of(entry, name)}\n```"


def help_of(entry: Any, name: str) -> str:
    """The help text of a command, as `estimative NAME --help` prints it in a terminal of 80 columns."""
    from typer import Context

    from estimative.cli.groups import HELP_NAMES, command_of

    command = command_of(entry)
    context = Context(command, info_name=f"estimative {name}", terminal_width=WIDTH, **HELP_NAMES)
    return "\n".join(line.rstrip() for line in command.get_help(context).strip().splitlines())


# Methods


def _methods() -> Mapping[str, str]:
    from estimative.methods.records import methods

    return {name: _method(record) for name, record in methods().items()}


def _method(record: Any) -> str:
    limits = [f"{what}: at most {most:,}" for what, most in record.limits.items()]
    lines = [
        f"- **What it answers.** {record.question}.",
        f"- **What it does not answer.** {record.not_for[0].upper()}{record.not_for[1:]}.",
        f"- **What the literature calls it.** {'; '.join(record.names)}.",
        f"- **Exact.** {'Yes: no sampling and no tolerance within one draw.' if record.exact else 'No.'}",
        f"- **Limits.** {'; '.join(limits)}. Beyond a limit it stops with an error and says so.",
        f"- **Record.** {record.track_record}",
        "",
        "Sources, and what each is cited for:",
        "",
        *(f"- {reference.text} ({reference.note})." for reference in record.references),
    ]
    return "\n".join(lines)
