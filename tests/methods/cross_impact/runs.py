"""Random problems and the seed that they are made from, which differs in each run and can be given."""

import os
import secrets

import numpy as np

from estimative.methods.cross_impact import CrossImpact


def chosen_seed():
    """`ESTIMATIVE_TEST_SEED` where it is set, else a fresh one; failures name the seed."""
    given = os.environ.get("ESTIMATIVE_TEST_SEED")
    return int(given) if given else secrets.randbelow(1 << 20)


def random_problem(rng, count, variants, density, never=()):
    """As many descriptors of as many variants; a share of the blocks is filled with whole numbers from -3 to 3."""
    owner = np.repeat(np.arange(count), variants)
    matrix = rng.integers(-3, 4, (count * variants, count * variants))
    filled = rng.random((count, count)) < density
    np.fill_diagonal(filled, val=False)
    names = tuple(f"d{j}" for j in range(count))
    return CrossImpact(names, (tuple("abcdefgh"[:variants]),) * count, matrix * filled[np.ix_(owner, owner)], never)
