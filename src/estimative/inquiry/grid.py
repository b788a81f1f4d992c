"""The grid of a judgment: the points at which it is fixed to see what hangs on it, and the case with it fixed there.

A judgment is fixed by giving it the value and no range, so a case with fixed judgments is the very case that a what-if
would make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from estimative.assessment.run import MethodRun
from estimative.case.models import Case
from estimative.case.models_base import Closed
from estimative.case.models_judgments import Judgment, Rating
from estimative.case.paths import at, kind
from estimative.case.shape import fields_of
from estimative.ensemble.draws import Input
from estimative.methods.evidence import rating as letters_of

Value = float | str
MOST_POINTS = 25
"""Of a whole judgment with more values than this, as many are tried, evenly spread from end to end."""


@dataclass(frozen=True)
class Span:
    """What a judgment is thought to be, and the points of its grid, ascending: ends and middle, or all whole numbers.

    Ratings are levels, 1 (II) to 5 (CC).
    """

    value: float
    low: float
    high: float
    points: tuple[float, ...]

    def distance(self, point: float) -> float:
        """How far a point lies from the stated value, as a share of the range."""
        return abs(point - self.value) / (self.high - self.low)


@dataclass(frozen=True)
class Grid:
    """The spans of all judgments that have a range and that a method which ran draws, by path; how many have none."""

    spans: Mapping[str, Span]
    fixed: int


def grid(case: Case, runs: Mapping[str, MethodRun]) -> Grid:
    """The grid of every judgment that a method which ran draws, by path.

    What is drawn and is no judgment of the case, such as the credibility of a source that cannot be judged, has none.

    >>> from estimative.assessment.run import Ensemble, run_methods
    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "tiny", "actors": {"a": {}, "b": {}}, "influence": {"a": {"b": {"value": 2,
    ...     "range": [1, 4]}}, "b": {"a": 1}}, "scenarios": {"s": {"when": "true"}}})
    >>> found = grid(case, run_methods(case, Ensemble(5), only=["influence"]))
    >>> found.spans["influence/a/b"].points, found.fixed
    ((1.0, 2.0, 3.0, 4.0), 1)
    """
    drawn = {item.path: item for run in runs.values() for item in run.inputs}
    judged = {path: item for path, item in drawn.items() if _judged(case, path)}
    spans = {
        path: Span(item.value, item.low, item.high, _points(item))
        for path, item in sorted(judged.items())
        if not item.fixed
    }
    return Grid(spans, len(judged) - len(spans))


def pinned(case: Case, values: Mapping[str, float]) -> Case:
    """The case with these judgments fixed at these values, all else as it is; the patch of `pins` makes the same."""
    for path, value in values.items():
        case = _replaced(case, path.split("/"), value)
    return case


def pins(values: Mapping[str, Value]) -> dict[str, Any]:
    """The merge patch that fixes judgments: the value, and neither a range nor a distribution over it.

    >>> pins({"influence/a/b": 3})
    {'influence': {'a': {'b': {'value': 3, 'range': None, 'distribution': None}}}}
    """
    patch: dict[str, Any] = {}
    for path, value in values.items():
        here = patch
        for part in path.split("/"):
            here = here.setdefault(part, {})
        here.update({"value": value, "range": None, "distribution": None})
        if isinstance(value, str):
            del here["distribution"]
    return patch


def as_written(case: Case, path: str, value: float) -> Value:
    """A value as the case writes it: letters for a rating, else the number."""
    if isinstance(at(case, path), Rating):
        return letters_of(int(value))
    return int(value) if value.is_integer() else value


def _judged(case: Case, path: str) -> bool:
    return kind(path) is not None and isinstance(at(case, path), Judgment | Rating)


def _points(item: Input) -> tuple[float, ...]:
    low, high = item.low, item.high
    if not item.whole:
        return low, (low + high) / 2, high
    count = int(high - low)
    steps = min(count, MOST_POINTS - 1)
    return tuple(low + round(step * count / steps) for step in range(steps + 1)) if steps else (low,)


def _replaced(here: Any, parts: list[str], value: float) -> Any:
    """A record or map with the judgment at `parts` fixed; what is not on the way there is shared."""
    if not parts:
        if isinstance(here, Rating):
            return _with(here, {"value": letters_of(int(value)), "range": None})
        return _with(here, {"value": float(value), "range": None, "distribution": None})
    first, *rest = parts
    if isinstance(here, Closed):
        return _with(here, {first: _replaced(getattr(here, _name(here, first)), rest, value)})
    return {**here, first: _replaced(here[first], rest, value)}


def _with(record: Closed, fields: Mapping[str, Any]) -> Closed:
    """A record with other fields, by the names that a file uses; they are known to be right and not read again."""
    return record.model_copy(update={_name(record, key): item for key, item in fields.items()})


def _name(record: Closed, key: str) -> str:
    field = fields_of(type(record))[key]
    return next(name for name, item in type(record).model_fields.items() if item is field)
