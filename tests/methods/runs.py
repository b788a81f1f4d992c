"""How much randomness a run of the tests gets: another seed each time, more chunks when asked.

`ESTIMATIVE_TEST_SEED=N` repeats the run that failed and printed N; `ESTIMATIVE_TEST_CHUNKS=N` multiplies the chunks.
"""

from __future__ import annotations

import os
import secrets
import sys

import numpy as np

SEED = int(os.environ.get("ESTIMATIVE_TEST_SEED") or secrets.randbits(32))
WIDTH = int(os.environ.get("ESTIMATIVE_TEST_CHUNKS") or 1)


def chunks(usual: int) -> range:
    """The numbers of the chunks of a test: as many as usual, or a multiple."""
    return range(usual * WIDTH)


def rng_of(test: int, chunk: int) -> np.random.Generator:
    """The random numbers of one chunk of one test; a failing test shows on its output how to get them again."""
    sys.stdout.write(f"to repeat: ESTIMATIVE_TEST_SEED={SEED} ESTIMATIVE_TEST_CHUNKS={WIDTH}\n")
    return np.random.default_rng([SEED, test, chunk])
