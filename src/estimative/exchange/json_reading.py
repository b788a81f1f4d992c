"""JSON from strangers: bounded, no key twice in an object, no NaN; what is wrong is named with its line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from estimative.base.errors import Problem, ProblemsError, listed
from estimative.base.files import MEBIBYTE, read_text


def read_json(path: Path, limit: int = 64 * MEBIBYTE) -> Any:
    """The value in a JSON file of at most `limit` bytes.

    Raises ProblemsError for what is no JSON, UsageError or LimitError where the file cannot be read.
    """
    return parse_json(read_text(path, limit), str(path))


def parse_json(text: str, source: str = "") -> Any:
    """The value in a JSON text; raises ProblemsError, whose problem names line and column where there are any.

    >>> parse_json('{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    >>> parse_json('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    estimative.base.errors.ProblemsError: a key stands twice in one object: `a`
    """
    try:
        return json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        found = Problem("error", "json", "", f"this is no JSON: {error.msg}", error.lineno, error.colno)
        raise ProblemsError([found], source) from error
    except RecursionError as error:
        raise ProblemsError([Problem("error", "json", "", "the JSON is nested too deeply")], source) from error
    except ValueError as error:
        raise ProblemsError([Problem("error", "json", "", str(error))], source) from error


def _no_twins(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = sorted(name for name, count in times.items() if count > 1)
        raise ValueError(f"a key stands twice in one object: {listed(twice)}")
    return seen


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number here")
