"""Small problems by chance, of every kind: descriptors of one variant, ties, self blocks, islands, rules."""

from itertools import product

import numpy as np

from estimative.methods.cross_impact.problem import CrossImpact


def some_problem(rng, most=200, rules=0.0, self_blocks=0.3, spread=3):
    while True:
        counts = rng.integers(1, 5, size=rng.integers(1, 7))
        if np.prod(counts) <= most:
            break
    owner = np.repeat(np.arange(len(counts)), counts)
    matrix = rng.integers(-spread, spread + 1, size=(len(owner), len(owner)))
    there = rng.random((len(counts), len(counts))) < rng.choice([0.2, 0.6, 1.0])
    np.fill_diagonal(there, rng.random(len(counts)) < self_blocks)
    matrix = matrix * there[np.ix_(owner, owner)]
    names = tuple(f"d{j}" for j in range(len(counts)))
    never = []
    while rng.random() < rules:
        places = rng.permutation(len(counts))[: rng.integers(1, len(counts) + 1)].tolist()
        never.append(tuple((j, int(rng.integers(counts[j]))) for j in places))
    return CrossImpact(names, tuple(tuple(f"v{k}" for k in range(c)) for c in counts), matrix, tuple(never))


def all_scenarios(problem):
    return np.array(list(product(*map(range, problem.counts))))
