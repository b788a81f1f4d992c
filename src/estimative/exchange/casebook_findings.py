"""What is found wrong in a casebook file: collected section by section, raised all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from estimative.base.errors import Problem, ProblemsError, listed, nearest


class Findings:
    """Collects findings and stops where the next section would stand on sand."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def fail(self, path: str, message: str, code: str = "shape") -> None:
        """One more error at a path of the file."""
        self.problems.append(Problem("error", code, path, message))

    def stop_if_failed(self) -> None:
        """Raises ProblemsError with all that was found, if anything was."""
        if self.problems:
            raise ProblemsError(self.problems, self.source)

    def by_decision_maker(self, found: Any, decision_makers: Sequence[str], path: str) -> dict[str, Any]:
        """An object with decision makers as keys; empty, with a finding, where it is something else."""
        if not isinstance(found, dict):
            self.fail(path, f"an object with decision makers as keys is due, found {kind(found)}")
            return {}
        for name in found:
            if name not in decision_makers:
                hint = nearest(name, decision_makers)
                self.fail(
                    f"{path}/{name}",
                    f"{name!r} is no such decision maker; allowed: {listed(decision_makers)}{hint}",
                    "unknown-id",
                )
        return {name: entry for name, entry in found.items() if name in decision_makers}

    def numbers(self, found: Any, count: int, path: str) -> list[int]:
        """A list of different state numbers; empty, with a finding, where it is something else."""
        if not isinstance(found, list) or not all(is_number(entry, count) for entry in found):
            self.fail(path, f"a list of state numbers from 1 to {count} is due")
            return []
        if len(set(found)) != len(found):
            self.fail(path, "each state is named once", "duplicate")
        return found

    def pairs(self, found: Any, count: int, path: str, words: str) -> list[tuple[int, int]]:
        """A list of pairs of different state numbers; those that are something else become findings."""
        if not isinstance(found, list):
            self.fail(path, f"a list of pairs {words} is due, found {kind(found)}")
            return []
        pairs = []
        for k, entry in enumerate(found):
            if not isinstance(entry, list) or len(entry) != 2 or not all(is_number(state, count) for state in entry):
                self.fail(f"{path}/{k}", f"a pair {words} of state numbers from 1 to {count} is due")
            elif entry[0] == entry[1]:
                self.fail(f"{path}/{k}", f"a pair {words} names two different states, found {entry[0]} twice")
            else:
                pairs.append((entry[0], entry[1]))
        return pairs


def is_number(value: Any, count: int) -> bool:
    """Is it a state number from 1 to `count`?

    >>> is_number(2, 2), is_number(True, 2), is_number(3, 2)
    (True, False, False)
    """
    return type(value) is int and 1 <= value <= count


def twins(names: Iterable[str]) -> list[str]:
    """The names that stand twice or more, sorted.

    >>> twins(["b", "a", "b"])
    ['b']
    """
    return sorted(name for name, times in Counter(names).items() if times > 1)


def kind(value: Any) -> str:
    """What a JSON value is, in words.

    >>> kind([])
    'a list'
    """
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value", type(None): "nothing"}
    return names.get(type(value), "a number")
