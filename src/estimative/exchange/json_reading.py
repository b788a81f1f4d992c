"""JSON from strangers: read within a limit, no key twice in an object, no NaN; faults are named with their place."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from estimative.base.errors import Problem, ProblemsError, listed
from estimative.base.files import MEBIBYTE, read_text
from estimative.exchange.casebook_findings import twins

MAX_FILE = 64 * MEBIBYTE

_TEXT = r'"(?:[^"\\]++|\\.)*+"'
_TEXT_OR_DIGITS = re.compile(_TEXT + r"|[0-9]++", re.DOTALL)
_TEXT_OR_CONSTANT = re.compile(_TEXT + r"|NaN|-?Infinity", re.DOTALL)


def read_json(path: Path, limit: int = MAX_FILE) -> Any:
    """The JSON value in a file of at most `limit` bytes.

    Raises ProblemsError, with line and column where they are known, for what is no JSON or has a key twice; UsageError
    or LimitError where the file cannot be read.
    """
    return parse_json(read_text(path, limit), str(path))


def parse_json(text: str, source: str = "") -> Any:
    """The value in a JSON text; raises ProblemsError as `read_json` does, `source` being the name of where it stands.

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
    except _NoNumberError as error:
        raise ProblemsError([_no_number(text)], source) from error
    except _RefusedError as error:
        raise ProblemsError([Problem("error", "json", "", str(error))], source) from error
    except ValueError as error:  # Python's own words for too many digits tell how to change Python
        raise ProblemsError([_too_many_digits(text)], source) from error


class _RefusedError(ValueError):
    """JSON that Python would take and we do not."""


class _NoNumberError(ValueError):
    """NaN or an infinity, which Python takes for numbers and JSON does not know."""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        raise _RefusedError(f"a key stands twice in one object: {listed(twins(name for name, _ in pairs))}")
    return seen


def _no_constant(name: str) -> float:
    raise _NoNumberError(name)


def _too_many_digits(text: str) -> Problem:
    """Where the first whole number stands that has more digits than Python reads."""
    most = sys.get_int_max_str_digits()
    numbers = (found for found in _TEXT_OR_DIGITS.finditer(text) if not found[0].startswith('"'))
    great = next(found for found in numbers if len(found[0]) > most)
    return _at(text, great.start(), f"a number of {len(great[0]):,} digits; at most {most:,} are read")


def _no_number(text: str) -> Problem:
    """Where the first of these words stands outside of texts."""
    found = next(found for found in _TEXT_OR_CONSTANT.finditer(text) if not found[0].startswith('"'))
    return _at(text, found.start(), f"{found[0]} is no number here")


def _at(text: str, place: int, message: str) -> Problem:
    start = text.rfind("\n", 0, place) + 1
    return Problem("error", "json", "", message, text.count("\n", 0, start) + 1, place - start + 1)
