"""Writing what-ifs: a change that was computed, as a file that a person could have written, and would want to read.

What is written is read again first: it must say exactly what was asked for, and the case must take it.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from estimative.base.errors import EstimativeError, ProblemsError, UsageError
from estimative.base.files import create_text
from estimative.base.unicode import visible
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.case.models_what_ifs import WHAT_IF_VERSION
from estimative.case.names import ID_PATTERN, RESERVED
from estimative.case.plain import plain
from estimative.exchange.what_ifs import WhatIf, apply, what_if_path
from estimative.exchange.yaml_reading import parse_yaml

WIDTH = 118
"""Characters of a line; what holds no space may be longer."""
STEP = "  "
_PLAIN = re.compile(r"[A-Za-z(][\w .:()/=<>!;#’“”–-]*")
_PLAIN_IN_A_LINE = re.compile(r"[A-Za-z(][\w .,:()/=<>!;#’“”–-]*")
"""Outside braces a comma parts nothing."""
_OTHERWISE = re.compile(r"(?i)(true|false|null|on|off|y|n|inf|nan)|.*(\s#|:\s).*|.*[\s:]")


def write_what_if(
    case: Case,
    case_path: Path,
    name: str,
    change: Mapping[str, Any],
    question: str = "",
    because: str = "",
    cites: tuple[str, ...] = (),
) -> Path:
    """Writes the what-if `name` beside the case, bound to its digest, and returns its path. Nothing is written over.

    `case` is the case as `case_path` holds it, `change` a merge patch against its long form, `question` the comment at
    the top. Raises UsageError for a name that cannot be an id or is taken, or where nothing can be written;
    ProblemsError where the changed case would have an error.
    """
    if not re.fullmatch(ID_PATTERN, name) or name in RESERVED:
        raise UsageError(
            f"`{visible(name[:60])}` cannot name a what-if: small letters, digits and hyphens, a letter first,"
            " at most 40, and no word of the language"
        )
    path = what_if_path(case_path, name)
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} exists already and is left as it is")
    what_if = WhatIf(name, case_digest(case), change, because=because, cites=cites)
    apply(case, what_if)
    text = what_if_text(what_if, question)
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {path.parent} cannot be made: {error.strerror or error}") from error
    create_text(path, text)
    return path


def what_if_text(what_if: WhatIf, question: str = "") -> str:
    """The file of a what-if as text, `question` as a comment at its top. Raises ProblemsError for what is no value.

    >>> change = {"now": {"union.strike": "yes"}}
    >>> print(what_if_text(WhatIf("early", "sha256:" + "0" * 64, change), "What if the strike had begun?"), end="")
    # What if the strike had begun?
    estimative_what_if: 1
    base: sha256:0000000000000000000000000000000000000000000000000000000000000000
    change:
      now: {union.strike: yes}
    """
    due: dict[str, Any] = {"estimative_what_if": WHAT_IF_VERSION, "base": what_if.base}
    for key, value in (("text", what_if.text), ("because", what_if.because)):
        if words := " ".join(value.split()):
            due[key] = words
    if what_if.cites:
        due["cites"] = list(what_if.cites)
    due["change"] = what_if.change
    due, problems = plain(due)
    if problems:
        raise ProblemsError(problems, what_if.id)
    comment = [f"# {line}" for line in textwrap.wrap(visible(" ".join(question.split())), WIDTH - 2)]
    for write in (_as_people_write, json.dumps):
        text = "\n".join([*comment, *_block(due, "", write)]) + "\n"
        if _says(text, due):
            return text
    raise EstimativeError(f"the what-if `{what_if.id}` cannot be written as YAML that reads the same")


def _says(text: str, due: Mapping[str, Any]) -> bool:
    try:
        return bool(parse_yaml(text).value == due)
    except EstimativeError:
        return False


def _block(fields: Mapping[str, Any], margin: str, write: Any) -> list[str]:
    """Lines for a map: a map without maps inside stands in braces where that fits, long words below their key."""
    lines = []
    for key, value in fields.items():
        name = f"{margin}{write(key)}:"
        if isinstance(value, Mapping) and (any(isinstance(item, Mapping) for item in value.values())):
            lines += [name, *_block(value, margin + STEP, write)]
            continue
        line = f"{name} {_in_a_line(value, write)}"
        if len(line) <= WIDTH or not isinstance(value, Mapping | str):
            lines.append(line)
        elif isinstance(value, Mapping):
            lines += [name, *_block(value, margin + STEP, write)]
        elif write is _as_people_write and not margin:
            lines += [f"{name} >-", *(f"{STEP}{part}" for part in textwrap.wrap(value, WIDTH - 2))]
        else:
            lines.append(line)
    return lines


def _in_a_line(value: Any, write: Any) -> str:
    free = isinstance(value, str) and write is _as_people_write and _PLAIN_IN_A_LINE.fullmatch(value)
    return str(value) if free and not _OTHERWISE.fullmatch(value) else _flow(value, write)


def _flow(value: Any, write: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{write(key)}: {_flow(item, write)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item, write) for item in value) + "]"
    return str(write(value))


def _as_people_write(value: Any) -> str:
    """A value as it is typed: text without quotes where YAML reads it as the same text."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and not _OTHERWISE.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
