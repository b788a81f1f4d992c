"""What the kit needs to know of a method: its record, problems to try, how it solves them; and how values are compared.

A method that keeps the habits of this package (a result with `to_dict`, `complete` and `warnings`) needs no more than
three entries.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from estimative.base.canonical import canonical_json
from estimative.methods.records import MethodRecord

Problem = TypeVar("Problem")
Result = TypeVar("Result")
Witness = TypeVar("Witness")

RELATIVE, ABSOLUTE = 1e-9, 1e-12
"""How far two numbers of a method that is not exact may lie apart and still be the same answer."""


def plain_answer(result: Any) -> Any:
    """The result as JSON values, from its own `to_dict`; elapsed time is no part of it."""
    return result.to_dict()


@dataclass(frozen=True)
class MethodUnderTest(Generic[Problem, Result]):
    """One method as the kit sees it.

    `problems` makes small problems of every kind that the method takes; `solve` has a problem and a seed, which a
    method without chance leaves alone. `answer` turns a result into JSON values. `beyond` has, by the name of a limit
    in the record, a call that goes past it. `examples` is how many problems each law is tried on.
    """

    record: MethodRecord
    problems: SearchStrategy[Problem]
    solve: Callable[[Problem, int], Result]
    answer: Callable[[Result], Any] = plain_answer
    beyond: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    examples: int = 50

    def answered(self, problem: Problem, seed: int = 1) -> Any:
        """The answer to a problem as JSON values, read back from their canonical form."""
        return json.loads(canonical_json(self.answer(self.solve(problem, seed))))

    def every_problem(self, law: Callable[[Problem], None]) -> None:
        """Tries a law on many problems; the one that breaks it is made as small as can be and shown."""
        hush = [HealthCheck.too_slow, HealthCheck.data_too_large]
        tried = settings(max_examples=self.examples, deadline=None, suppress_health_check=hush)
        tried(given(self.problems)(law))()


@dataclass(frozen=True)
class Relabelled(Generic[Problem]):
    """The same problem with its parts renamed and in another order, and how an answer reads there.

    `translate` gets and returns answers as JSON values. The digest of the problem (`problem`) is not compared.
    """

    problem: Problem
    translate: Callable[[Any], Any]


@dataclass(frozen=True)
class RoundTrip(Generic[Problem]):
    """How a problem is written as JSON values and read from them."""

    write: Callable[[Problem], Any]
    read: Callable[[Any], Problem]


@dataclass(frozen=True)
class Witnesses(Generic[Problem, Result, Witness]):
    """The reasons behind a result: `found` lists them, `faults` re-checks one and says what is wrong with it.

    `spoiled` makes false ones out of a true one: a check that finds nothing wrong with those checks nothing.
    """

    found: Callable[[Problem, Result], Iterable[Witness]]
    faults: Callable[[Problem, Witness], Sequence[str]]
    spoiled: Callable[[Problem, Witness], Iterable[Witness]]


def snapshot(value: Any) -> Any:
    """A value taken apart into what can be compared later, when the value itself may have been changed.

    Fields of dataclasses count, what they keep for themselves (cached properties) does not.

    >>> rows = np.zeros(2)
    >>> before = snapshot({"rows": rows})
    >>> rows[1] = 1
    >>> before == snapshot({"rows": rows})
    False
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = [(part.name, snapshot(getattr(value, part.name))) for part in dataclasses.fields(value)]
        return (type(value).__qualname__, *parts)
    if isinstance(value, np.ndarray):
        return ("array", value.shape, value.dtype.str, value.tobytes())
    if isinstance(value, Mapping):
        return ("mapping", *((snapshot(key), snapshot(item)) for key, item in value.items()))
    if isinstance(value, AbstractSet):
        return ("set", frozenset(map(snapshot, value)))
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
        return ("sequence", *map(snapshot, value))
    if hasattr(value, "__dict__") and not callable(value):
        return (type(value).__qualname__, *((name, snapshot(item)) for name, item in vars(value).items()))
    return value


def same(one: Any, other: Any, exact: bool) -> bool:
    """Are two answers, as JSON values, the same: to the last digit, or within RELATIVE and ABSOLUTE?

    >>> same({"x": [0.1 + 0.2]}, {"x": [0.3]}, exact=False), same([0.1 + 0.2], [0.3], exact=True)
    (True, False)
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key], exact) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b, exact) for a, b in zip(one, other, strict=True))
    if not exact and isinstance(one, float | int) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return bool(one == other)


def contained(part: Any, whole: Any) -> bool:
    """Does an answer hold all that a part of one says?

    >>> contained({"a": {"x": 1}}, {"a": {"x": 1, "y": 2}, "b": 3})
    True
    """
    if isinstance(part, Mapping) and isinstance(whole, Mapping):
        return all(key in whole and contained(item, whole[key]) for key, item in part.items())
    return same(part, whole, exact=False)
