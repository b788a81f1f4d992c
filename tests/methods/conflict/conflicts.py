"""Random conflicts over all that option form allows: rules, one-way and multi-variant options, ties, drivers."""

from __future__ import annotations

import numpy as np

from estimative.base.logic.space import Factor
from estimative.methods.conflict import Conflict


def random_conflict(rng: np.random.Generator, most_states: int = 24) -> Conflict:
    """One conflict of two to four decision makers with at most `most_states` combinations; at least one feasible."""
    while True:
        count = int(rng.integers(2, 5))
        names = tuple(f"dm{i}" for i in range(count))
        owners: list[str | None] = [*names, *(names[k] for k in rng.integers(0, count, rng.integers(0, 3)))]
        if rng.random() < 0.25:
            owners.append(None)
        if rng.random() < 0.2:
            owners.remove(names[int(rng.integers(count))])
        factors = []
        for k in rng.permutation(len(owners)).tolist():
            variants = ("a", "b", "c") if rng.random() < 0.2 else ("a", "b")
            moves = str(rng.choice(["both", "both", "both", "forward", "back"]))
            factors.append(Factor(f"f{k}", variants, owner=owners[k], moves=moves))  # type: ignore[arg-type]
        size = int(np.prod([len(factor.variants) for factor in factors]))
        if size <= most_states:
            break
    feasible = rng.random(size) < rng.choice([1.0, 0.9, 0.7, 0.5])
    feasible[rng.integers(size)] = True
    levels = int(rng.choice([2, 4, 100]))
    ranks = rng.integers(0, levels, (count, size))
    return Conflict(names, tuple(factors), feasible, ranks)
