"""JSON of casebook files as it lies on disk: read within a limit, no key twice, no number that is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from estimative.base.errors import Problem, ProblemsError, listed
from estimative.base.files import MEBIBYTE, read_text
from estimative.exchange.casebook_findings import twins

MAX_FILE = 64 * MEBIBYTE


def read_json(path: Path, limit: int = MAX_FILE) -> Any:
    """The JSON value in a file of at most `limit` bytes.

    Raises ProblemsError, with line and column where they are known, for what is no JSON or has a key twice; UsageError
    or LimitError where the file cannot be read.
    """
    text = read_text(path, limit)
    try:
        return json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        found = Problem("error", "json", "", f"this is no JSON: {error.msg}", error.lineno, error.colno)
        raise ProblemsError([found], str(path)) from error
    except RecursionError as error:
        raise ProblemsError([Problem("error", "json", "", "the JSON is nested too deeply")], str(path)) from error
    except ValueError as error:
        raise ProblemsError([Problem("error", "json", "", str(error))], str(path)) from error


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        raise ValueError(f"a key stands twice in one object: {listed(twins(name for name, _ in pairs))}")
    return seen


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number here")
