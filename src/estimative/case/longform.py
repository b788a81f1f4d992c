"""The one canonical form of a case, the way back from it, and the digest that names it.

Two files that say the same, in whatever order or spelling, have the same long form and the same digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from estimative.base.canonical import digest
from estimative.base.errors import ProblemsError
from estimative.case.models import FORMAT_VERSION, Case
from estimative.case.models_base import Closed
from estimative.case.patches import merge_patch
from estimative.case.plain import plain
from estimative.case.shape import shape_problems

WHOLE = frozenset({"estimative", "id"})
"""Fields without which nothing is a case: a patch of them is applied to the whole."""
OUTSIDE_DIGEST = frozenset({"review", "origin", "assessed", "confidence"})
"""Fields that hold what people think of the case and sign, not what the case says."""


def to_long(case: Case) -> dict[str, Any]:
    """The case as plain JSON values: every judgment with its fields by name, what is unset or as by default left out.

    >>> case = from_long({"estimative": 1, "id": "tiny", "influence": {"a": {"b": 2}}})
    >>> to_long(case)
    {'estimative': 1, 'id': 'tiny', 'influence': {'a': {'b': {'value': 2}}}}
    """
    return {"estimative": FORMAT_VERSION, **_fields(case, frozenset())}


def from_long(data: Mapping[str, Any]) -> Case:
    """The case that `data` says, in its long form or in short ones.

    Raises ProblemsError with every error of shape; what cannot be meant is found by `check`.
    """
    clean, problems = plain(data)
    try:
        case = Case.model_validate(clean)
    except ValidationError as error:
        raise ProblemsError([*problems, *shape_problems(error, Case)]) from None
    if problems:
        raise ProblemsError(problems)
    return case


def patched(case: Case, patch: Mapping[str, Any]) -> Case:
    """The case with a merge patch applied to its long form; only the sections that the patch names are read anew.

    The same as `from_long(merge_patch(to_long(case), patch))`, and quicker. Raises ProblemsError as `from_long` does.

    >>> case = from_long({"id": "tiny", "influence": {"a": {"b": 2}}})
    >>> patched(case, {"influence": {"a": {"b": {"value": 3}, "c": {"value": 1}}}}).influence["a"]["b"].value
    3.0
    """
    fields = {field.alias or name: name for name, field in Case.model_fields.items()}
    if not patch.keys() <= fields.keys() - WHOLE:
        return from_long(merge_patch(to_long(case), patch))
    long = {key: _long(getattr(case, fields[key]), frozenset()) for key in patch}
    new = from_long({"id": case.id, **merge_patch(long, patch)})
    return case.model_copy(update={fields[key]: getattr(new, fields[key]) for key in patch})


def case_digest(case: Case) -> str:
    """`sha256:…`, the name of what the case says: reviews, assessments and what-ifs are outside it.

    >>> case_digest(from_long({"id": "tiny"})) == case_digest(from_long({"id": "tiny", "gaps": {}, "title": ""}))
    True
    """
    return digest({"estimative": FORMAT_VERSION, **_fields(case, OUTSIDE_DIGEST)})


def _fields(record: Closed, left_out: frozenset[str]) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if name not in left_out and value != field.get_default(call_default_factory=True):
            written[field.alias or name] = _long(value, left_out)
    return written | (record.model_extra or {})


def _long(value: Any, left_out: frozenset[str]) -> Any:
    if isinstance(value, Closed):
        return _fields(value, left_out)
    if isinstance(value, dict):  # a map of ids: an id may be called `review`, and stays
        return {key: _long(item, left_out) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_long(item, left_out) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value
