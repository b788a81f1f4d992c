"""Random numbers by name: pinned, independent of how many are drawn, and even."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.base.keyed_random import choices, uniforms

PATH = "actors/taliban/wants/no-nato/rank"
PINNED = ["0x1.bb7f2787f851ep-1", "0x1.0dfb470396bd0p-2", "0x1.6fe0188fff208p-2"]
PINNED_CHOICES = [5, 1, 2, 2, 0, 5, 5, 0, 4, 2, 4, 5]


def test_the_first_numbers_never_change():
    """A case assessed with a seed gives the same draws for ever; whoever changes these changes every result."""
    assert [value.hex() for value in uniforms(1, PATH, 3)] == PINNED
    assert choices(1, PATH, 12, 6).tolist() == PINNED_CHOICES


@given(st.integers(), st.text(max_size=20), st.integers(0, 40), st.integers(0, 40))
def test_a_number_depends_on_its_place_alone(seed, path, count, start):
    whole = uniforms(seed, path, 80)
    assert np.array_equal(uniforms(seed, path, count, start), whole[start : start + count])
    assert np.array_equal(choices(seed, path, count, 7, start), choices(seed, path, 80, 7)[start : start + count])


def test_other_names_and_other_seeds_are_other_numbers():
    streams = [uniforms(seed, path, 4) for seed in (0, 1, 11) for path in ("", "1", "a", "A", "a ", "é", "a\n", "1\na")]
    assert len({tuple(stream) for stream in streams}) == len(streams)


def test_numbers_are_spread_evenly():
    """Kolmogorov–Smirnov: the largest distance from the uniform distribution, at the 0.1 % level 1.95/√n."""
    count = 20_000
    steps = np.arange(count + 1) / count
    for seed in range(3):
        ordered = np.sort(uniforms(seed, PATH, count))
        assert ordered[0] >= 0
        assert ordered[-1] < 1
        distance = max(np.abs(steps[1:] - ordered).max(), np.abs(steps[:-1] - ordered).max())
        assert distance < 1.95 / np.sqrt(count)


def test_two_paths_do_not_move_together():
    first, second = uniforms(5, "a/rank", 20_000), uniforms(5, "b/rank", 20_000)
    assert abs(np.corrcoef(first, second)[0, 1]) < 3.3 / np.sqrt(20_000)


def test_choices_are_spread_evenly():
    """Chi-square with 5 degrees of freedom: 20.5 is passed once in a thousand times."""
    counts = np.bincount(choices(3, PATH, 60_000, 6), minlength=6)
    assert ((counts - 10_000) ** 2 / 10_000).sum() < 20.5


@pytest.mark.parametrize("below", [1, 2, 3, 2**31 - 1, 2**31, 2**32])
def test_choices_stay_in_their_range(below):
    drawn = choices(9, "x", 1000, below)
    assert drawn.min() >= 0
    assert drawn.max() < below


@pytest.mark.parametrize(
    "use",
    [
        lambda: uniforms(1, "x", -1),
        lambda: uniforms(1, "x", 1, start=-1),
        lambda: choices(1, "x", 1, 0),
        lambda: choices(1, "x", 1, 2**32 + 1),
    ],
)
def test_misuse_is_named(use):
    with pytest.raises(UsageError):
        use()
