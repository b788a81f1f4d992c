"""Conflicts as casebook JSON: decision makers, options, patterns of infeasible states, preferences.

State numbers are 1-based in the order of the file's `state_list`; without one, feasible states with the first option as
the fastest-changing digit. A pattern is text over Y, N and - (any), or, where an option has more than two variants, a
list of variant indices and null (any).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from estimative.base.errors import Problem, ProblemsError, listed, nearest
from estimative.base.files import MEBIBYTE, read_text
from estimative.base.logic.space import Factor
from estimative.methods.conflict import Conflict, ranks_from_levels, ranks_from_order
from estimative.methods.conflict.problem import Bools, Ints
from estimative.methods.conflict.record import MAX_STATES

DIRECTIONS = {"both": "both", "fwd": "forward", "back": "back"}
UNSUPPORTED = {
    "moves": "a conflict in graph form (`moves`) is not solved yet; give `options` instead",
    "misperceived": "misperceived states are not solved yet; leave `misperceived` out to solve the rest",
}
MAX_FILE = 64 * MEBIBYTE

Pattern = Sequence[int | None]


@dataclass(frozen=True)
class CasebookConflict:
    """A conflict read from a casebook file; `order` holds the code of state 1, 2, 3 … of the file's own numbering."""

    name: str
    problem: Conflict
    order: Ints
    notation: str

    def state(self, code: int) -> str | list[int]:
        """A state in the file's notation: letters Y and N, or variant indices."""
        digits = list(self.problem.digits(code))
        return "".join("NY"[digit] for digit in digits) if self.notation == "letters" else digits


def read_conflict(path: Path) -> CasebookConflict:
    """The conflict in a casebook file.

    Raises ProblemsError with every finding, each with its path in the file, and UsageError or LimitError where the file
    cannot be read.
    """
    text = read_text(path, MAX_FILE)
    try:
        data = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        found = Problem("error", "json", "", f"this is no JSON: {error.msg}", error.lineno, error.colno)
        raise ProblemsError([found], str(path)) from error
    except RecursionError as error:
        raise ProblemsError([Problem("error", "json", "", "the JSON is nested too deeply")], str(path)) from error
    except ValueError as error:
        raise ProblemsError([Problem("error", "json", "", str(error))], str(path)) from error
    return conflict_from(data, str(path))


def conflict_from(data: Any, source: str = "") -> CasebookConflict:
    """The conflict in casebook data already read from JSON; raises ProblemsError with every finding.

    >>> data = {"decision_makers": ["A"], "options": [{"dm": "A", "name": "go"}],
    ...         "preferences": {"A": {"ranking": [2, 1]}}}
    >>> conflict_from(data).problem.ranks.tolist()
    [[0, 1]]
    """
    return _Reader(source).read(data)


class _Reader:
    """Collects findings section by section and stops where the next section would stand on sand."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def fail(self, path: str, message: str, code: str = "shape") -> None:
        self.problems.append(Problem("error", code, path, message))

    def stop_if_failed(self) -> None:
        if self.problems:
            raise ProblemsError(self.problems, self.source)

    def read(self, data: Any) -> CasebookConflict:
        if not isinstance(data, dict):
            self.fail("", f"a conflict is a JSON object, found {_kind(data)}")
            self.stop_if_failed()
        for key, message in UNSUPPORTED.items():
            if data.get(key):
                self.fail(key, message, "unsupported")
        decision_makers = self._decision_makers(data.get("decision_makers"))
        factors = self._factors(data.get("options"), decision_makers)
        self.stop_if_failed()
        size = int(np.prod([len(factor.variants) for factor in factors], dtype=object))
        if size > MAX_STATES:
            self.fail("options", f"the options make {size:,} combinations; at most {MAX_STATES:,} are solved", "limit")
            self.stop_if_failed()
        digits = _digits(factors)
        feasible = self._feasible(data, factors, digits)
        self.stop_if_failed()
        if not feasible.any():
            self.fail("infeasible", "no state is left; take a pattern away", "empty")
            self.stop_if_failed()
        order = self._order(data, factors, feasible)
        self.stop_if_failed()
        ranks = self._ranks(data.get("preferences"), decision_makers, factors, digits, order)
        self.stop_if_failed()
        binary = all(len(factor.variants) == 2 for factor in factors)
        name = data.get("name")
        problem = Conflict(decision_makers, factors, feasible, ranks)
        return CasebookConflict(
            name if isinstance(name, str) else "", problem, order, "letters" if binary else "indices"
        )

    def _decision_makers(self, found: Any) -> tuple[str, ...]:
        if not isinstance(found, list) or not found or not all(isinstance(name, str) and name for name in found):
            self.fail("decision_makers", f"a list of one or more names is due, found {_kind(found)}")
            return ()
        if len(set(found)) != len(found):
            self.fail("decision_makers", "each decision maker is named once", "duplicate")
        return tuple(found)

    def _factors(self, found: Any, decision_makers: Sequence[str]) -> tuple[Factor, ...]:
        if not isinstance(found, list) or not found:
            self.fail("options", f"a list of one or more options is due, found {_kind(found)}")
            return ()
        factors: list[Factor] = []
        for k, option in enumerate(found):
            path = f"options/{k}"
            if not isinstance(option, dict):
                self.fail(path, f"an option is an object with `dm` and `name`, found {_kind(option)}")
                continue
            owner, name = option.get("dm"), option.get("name")
            variants, direction = option.get("variants", ["N", "Y"]), option.get("direction", "both")
            if not isinstance(name, str) or not name:
                self.fail(f"{path}/name", f"a name is due, found {_kind(name)}")
            if owner not in decision_makers:
                hint = nearest(owner, decision_makers) if isinstance(owner, str) else ""
                self.fail(
                    f"{path}/dm",
                    f"{owner!r} is no decision maker; allowed: {listed(decision_makers)}{hint}",
                    "unknown-id",
                )
            if not isinstance(direction, str) or direction not in DIRECTIONS:
                self.fail(f"{path}/direction", f"{direction!r} is no direction; allowed: {listed(list(DIRECTIONS))}")
            if not (isinstance(variants, list) and len(variants) >= 2 and all(isinstance(v, str) for v in variants)):
                self.fail(f"{path}/variants", f"a list of two or more names is due, found {_kind(variants)}")
            elif not self.problems:
                factors.append(Factor(f"{owner}.{name}", tuple(variants), owner=owner, moves=DIRECTIONS[direction]))  # type: ignore[arg-type]
        ids = [factor.id for factor in factors]
        for twin in sorted({name for name in ids if ids.count(name) > 1}):
            self.fail("options", f"{twin!r} stands twice; names of one decision maker's options differ", "duplicate")
        return tuple(factors)

    def _pattern(self, found: Any, factors: Sequence[Factor], path: str, whole: bool = False) -> Pattern | None:
        """A pattern as variant indices and None, or None with a finding."""
        if isinstance(found, str):
            if len(found) != len(factors) or set(found) - set("YN-"):
                self.fail(
                    path, f"{found[:80]!r} is no pattern: {len(factors)} letters of Y, N and - are due", "pattern"
                )
                return None
            if any(len(factor.variants) != 2 for factor in factors):
                self.fail(
                    path, "with more than two variants a pattern is a list of variant indices and null", "pattern"
                )
                return None
            pattern: list[int | None] = [None if letter == "-" else "NY".index(letter) for letter in found]
        elif (
            isinstance(found, list)
            and len(found) == len(factors)
            and all(
                index is None or (type(index) is int and 0 <= index < len(factor.variants))
                for index, factor in zip(found, factors, strict=True)
            )
        ):
            pattern = list(found)
        else:
            self.fail(path, f"a pattern has one variant index or null for each of {len(factors)} options", "pattern")
            return None
        if whole and None in pattern:
            self.fail(path, "a state names a variant for every option", "pattern")
            return None
        return pattern

    def _feasible(self, data: Mapping[str, Any], factors: Sequence[Factor], digits: Sequence[Ints]) -> Bools:
        size = len(digits[0])
        explicit = data.get("states")
        if explicit is not None:
            feasible = np.zeros(size, dtype=bool)
            for code in self._codes(explicit, factors, "states"):
                feasible[code] = True
            return feasible
        infeasible = data.get("infeasible", [])
        if not isinstance(infeasible, list):
            self.fail("infeasible", f"a list of patterns is due, found {_kind(infeasible)}")
            return np.ones(size, dtype=bool)
        feasible = np.ones(size, dtype=bool)
        for k, entry in enumerate(infeasible):
            pattern = self._pattern(entry, factors, f"infeasible/{k}")
            if pattern is not None:
                feasible &= ~_matches(pattern, digits)
        return feasible

    def _codes(self, found: Any, factors: Sequence[Factor], path: str) -> list[int]:
        if not isinstance(found, list):
            self.fail(path, f"a list of states is due, found {_kind(found)}")
            return []
        codes = []
        for k, entry in enumerate(found):
            if isinstance(entry, list) and any(isinstance(part, str) for part in entry):
                self.fail(f"{path}/{k}", "merged states are not solved yet; list each state alone", "unsupported")
                continue
            pattern = self._pattern(entry, factors, f"{path}/{k}", whole=True)
            if pattern is not None:
                codes.append(_code(pattern, factors))
        if len(set(codes)) != len(codes):
            self.fail(path, "each state stands once", "duplicate")
        return codes

    def _order(self, data: Mapping[str, Any], factors: Sequence[Factor], feasible: Bools) -> Ints:
        states = np.flatnonzero(feasible)
        path = "state_list" if data.get("state_list") is not None else "states"
        given = data.get("state_list", data.get("states"))
        if given is None:
            return states
        codes = np.array(self._codes(given, factors, path), dtype=np.int64)
        if not self.problems and not np.array_equal(np.sort(codes), states):
            self.fail(
                path, f"it must name each of the {len(states)} feasible states once, found {len(codes)}", "states"
            )
        return codes

    def _ranks(
        self,
        found: Any,
        decision_makers: Sequence[str],
        factors: Sequence[Factor],
        digits: Sequence[Ints],
        order: Ints,
    ) -> Ints:
        size = len(digits[0])
        ranks = np.zeros((len(decision_makers), size), dtype=np.int64)
        if not isinstance(found, dict):
            self.fail("preferences", f"an object with one entry per decision maker is due, found {_kind(found)}")
            return ranks
        for name in found:
            if name not in decision_makers:
                self.fail(
                    f"preferences/{name}", f"no such decision maker{nearest(name, decision_makers)}", "unknown-id"
                )
        for i, name in enumerate(decision_makers):
            path, entry = f"preferences/{name}", found.get(name)
            if not isinstance(entry, dict) or not ({"ranking", "prioritised", "certain"} & set(entry)):
                self.fail(path, "`ranking` or `prioritised` is due")
            elif "ranking" in entry:
                ranks[i, order] = self._ranking(entry["ranking"], len(order), f"{path}/ranking")
            elif "prioritised" in entry:
                ranks[i] = self._prioritised(entry["prioritised"], factors, digits, f"{path}/prioritised")
            else:
                self.fail(path, "unknown preferences (`certain`) are not solved yet; give a ranking", "unsupported")
        return ranks

    def _ranking(self, found: Any, count: int, path: str) -> Ints:
        def number(entry: Any) -> bool:
            return type(entry) is int

        shaped = isinstance(found, list) and all(
            number(entry) or (isinstance(entry, list) and all(map(number, entry))) for entry in found
        )
        if not shaped:
            self.fail(path, "a ranking is a list of state numbers, best first, ties as lists within it")
            return np.zeros(count, dtype=np.int64)
        try:
            return ranks_from_order(found, count)
        except ValueError as error:
            self.fail(path, str(error).removeprefix("ranks_from_order: "), "ranking")
            return np.zeros(count, dtype=np.int64)

    def _prioritised(self, found: Any, factors: Sequence[Factor], digits: Sequence[Ints], path: str) -> Ints:
        if not isinstance(found, list) or not all(isinstance(entry, list) for entry in found):
            self.fail(path, "a list of statements, each a list of patterns joined by or, is due")
            return np.zeros(len(digits[0]), dtype=np.int64)
        levels = []
        for k, statement in enumerate(found):
            holds = np.zeros(len(digits[0]), dtype=bool)
            for j, entry in enumerate(statement):
                pattern = self._pattern(entry, factors, f"{path}/{k}/{j}")
                if pattern is not None:
                    holds |= _matches(pattern, digits)
            levels.append(holds.astype(np.int64))
        return ranks_from_levels(levels, len(digits[0]))


def _digits(factors: Sequence[Factor]) -> list[Ints]:
    """Per factor the variant index of every code, the first factor fastest."""
    shape = [len(factor.variants) for factor in factors]
    places = np.indices(shape[::-1]).reshape(len(shape), -1)[::-1]
    return [np.asarray(row, dtype=np.int64) for row in places]


def _matches(pattern: Pattern, digits: Sequence[Ints]) -> Bools:
    holds = np.ones(len(digits[0]), dtype=bool)
    for index, row in zip(pattern, digits, strict=True):
        if index is not None:
            holds &= row == index
    return holds


def _code(pattern: Pattern, factors: Sequence[Factor]) -> int:
    code, step = 0, 1
    for index, factor in zip(pattern, factors, strict=True):
        code += (index or 0) * step
        step *= len(factor.variants)
    return code


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(
            f"a key stands twice in one object: {listed(sorted({n for n in names if names.count(n) > 1}))}"
        )
    return seen


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number here")


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value", type(None): "nothing"}
    return names.get(type(value), "a number")
