"""Random numbers that belong to a name: draw d of a path is the same number whatever else is drawn, or how many.

Each (seed, path) keys a counter-based generator (Philox 4x64-10: Salmon, Moraes, Dror, Shaw, "Parallel random
numbers: as easy as 1, 2, 3", SC 2011). So dropping one judgment moves the draws of no other, and any worker can make
any stretch of the draws. The bits are taken raw, for NumPy promises that they never change, which it does not
promise of its distributions.

>>> uniforms(7, "actors/turkey/wants/cheap/rank", 3).round(6).tolist()
[0.491899, 0.326883, 0.118244]
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import UsageError

MOST_CHOICES = 1 << 32
_BLOCK = 4  # Philox makes four numbers at a time
_BITS = 53  # as many as a double holds


def uniforms(seed: int, path: str, count: int, start: int = 0) -> NDArray[np.float64]:
    """Numbers `start` to `start + count - 1` of the stream that belongs to `seed` and `path`, each in [0, 1).

    The d-th number depends on seed, path and d alone. Raises UsageError for a negative count or start.
    """
    if count < 0 or start < 0:
        raise UsageError(f"uniforms: count {count} from {start}; both must be 0 or more")
    key = hashlib.sha256(f"{seed}\n{path}".encode()).digest()  # a seed holds no line end, so no two pairs share a key
    words = np.array([int.from_bytes(key[:8], "little"), int.from_bytes(key[8:16], "little")], np.uint64)
    generator = np.random.Philox(key=words)
    generator.advance(start // _BLOCK)
    skipped = start % _BLOCK
    raw = generator.random_raw(skipped + count)[skipped:]
    return np.asarray((raw >> np.uint64(64 - _BITS)) * 2.0**-_BITS, np.float64)


def choices(seed: int, path: str, count: int, below: int, start: int = 0) -> NDArray[np.int64]:
    """Whole numbers from 0 to `below` - 1, made from the `uniforms` of the same stream, so draw for draw with them.

    No number is likelier than another by more than 2^-53 of a draw. Raises UsageError unless 1 <= below <= 2^32.
    """
    if not 1 <= below <= MOST_CHOICES:
        raise UsageError(f"choices: below is {below}; it must be from 1 to {MOST_CHOICES}")
    return np.floor(uniforms(seed, path, count, start) * below).astype(np.int64)
