"""What was worked out before, kept within bounds: what was longest not asked for is forgotten first."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
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
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}
        self._taken = 0
        self._each = 0
        """Bytes of an old entry, taken as alike."""

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def find(self, keys: Sequence[K]) -> list[V | None]:
        """The value of every key, None where it was never put or is forgotten."""
        found = list(map(self._young.get, keys))
        if self._old:
            old = self._old
            for place, key in enumerate(keys):
                if found[place] is None and (value := old.pop(key, None)) is not None:
                    found[place] = value
                    self.put(key, value, self._each)
        return found

    def get(self, key: K) -> V | None:
        """The value of one key."""
        return self.find([key])[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keeps a value that takes `size` bytes."""
        self.put_all([key], [value], size)

    def put_all(self, keys: Sequence[K], values: Sequence[V], size: int) -> None:
        """Keeps values that take `size` bytes together."""
        before = len(self._young)
        self._young.update(zip(keys, values, strict=True))
        self._taken += size + OVERHEAD * (len(self._young) - before)
        if 2 * self._taken > self.most and self._young:
            self._each = self._taken // len(self._young)
            self._old, self._young, self._taken = self._young, {}, 0
