"""What was worked out before, kept within bounds: what was longest not asked for is forgotten first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
OVERHEAD = 200
"""Bytes that an entry takes beside its value: its key, and its share of a table."""


class Remembered(Generic[K, V]):
    """Values by key, together at most so many bytes.

    Entries live in two generations: when the young fill half the room, they become the old, and the old are forgotten.
    Whatever is asked for is young again. So nothing in use is lost, and an entry costs no more than in a plain map.

    >>> kept = Remembered(most=4 * OVERHEAD)
    >>> for number in range(9):
    ...     kept.put(number, str(number), 0)
    >>> kept.find([8, 0])
    ['8', None]
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._young: dict[K, tuple[V, int]] = {}
        self._old: dict[K, tuple[V, int]] = {}
        self._taken = 0

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def find(self, keys: Iterable[K]) -> list[V | None]:
        """The value of every key, None where it was never put or is forgotten."""
        found: list[V | None] = []
        for key in keys:
            entry = self._young.get(key)
            if entry is None and (entry := self._old.pop(key, None)) is not None:
                self.put(key, *entry)
            found.append(entry[0] if entry is not None else None)
        return found

    def get(self, key: K) -> V | None:
        """The value of one key."""
        return self.find([key])[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keeps a value that takes `size` bytes."""
        if key not in self._young:
            self._taken += size + OVERHEAD
        self._young[key] = value, size
        if 2 * self._taken > self.most:
            self._old, self._young, self._taken = self._young, {}, 0

    def put_all(self, keys: Sequence[K], values: Sequence[V], sizes: Sequence[int]) -> None:
        """Keeps many."""
        for key, value, size in zip(keys, values, sizes, strict=True):
            self.put(key, value, size)
