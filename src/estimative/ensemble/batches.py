"""Work cut into batches, each made when it is asked for, so that memory does not grow with the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from estimative.ensemble.executors import Arrays


class Batches(Sequence[Arrays]):
    """The parts of a job: `places` in batches of at most `together`, each made by `make` from its places.

    >>> import numpy as np
    >>> batches = Batches([3, 5, 8], 2, lambda places: {"n": np.array(places)})
    >>> len(batches), batches[1]["n"].tolist()
    (2, [8])
    """

    def __init__(self, places: Sequence[int], together: int, make: Callable[[Sequence[int]], Arrays]) -> None:
        self.places = [places[first : first + together] for first in range(0, len(places), together)]
        self._make = make

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, number: Any) -> Any:
        """One batch."""
        return self._make(self.places[number])
