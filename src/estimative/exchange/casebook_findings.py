"""What is found wrong in a casebook file: collected section by section, raised all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from estimative.base.errors import MOST_COMPARED, Problem, ProblemsError, listed, nearest

FREE_KEYS = frozenset(("certainty", "names", "reference", "references", "status", "uncertain", "variation"))
"""Words for readers alone that resemble a key that is read."""
FREE_STARTS = ("x-", "_")
"""So begins a key that is free whatever it resembles."""
RESEMBLING = 0.76
LONGEST_KEY = 40
"""Longer keys are no misspelling of ours, and take time to compare."""


class Findings:
    """Collects findings and stops where the next section would stand on sand."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self._compared: dict[tuple[str, tuple[str, ...]], str | None] = {}

    def fail(self, path: str, message: str, code: str = "shape") -> None:
        """One more error at a path of the file."""
        self.problems.append(Problem("error", code, path, message))

    def stop_if_failed(self) -> None:
        """Raises ProblemsError with all that was found, if anything was."""
        if self.problems:
            raise ProblemsError(self.problems, self.source)

    def keys(self, found: Mapping[str, Any], read: tuple[str, ...], path: str) -> None:
        """Keys of an object that closely resemble one that is `read` become findings; others are free.

        A key that is one of `read` and a further word (`states_note`, `n_states`) is free too.
        """
        for key in found:
            meant = None if key in read else self._meant(key, read)
            if meant is not None:
                message = f"`{key}` is not read; did you mean `{meant}`? A key of your own may begin with `x-`"
                self.fail(f"{path}/{key}" if path else key, message, "unknown-key")

    def _meant(self, key: str, read: tuple[str, ...]) -> str | None:
        if key in FREE_KEYS or key.startswith(FREE_STARTS) or len(key) > LONGEST_KEY:
            return None
        if any(key.startswith(f"{known}_") or key.endswith(f"_{known}") for known in read):
            return None
        asked = (key.casefold(), read)
        if asked not in self._compared:
            if len(self._compared) >= MOST_COMPARED:
                return None
            self._compared[asked] = next(iter(get_close_matches(asked[0], read, 1, RESEMBLING)), None)
        return self._compared[asked]

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
