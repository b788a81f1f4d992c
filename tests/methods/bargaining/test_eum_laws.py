"""Laws that the expected-utility model keeps on any input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.methods.bargaining.eum import run_eum
from estimative.methods.bargaining.eum_moves import PRESETS

seeds = st.integers(0, 2**32)
presets = st.sampled_from(sorted(PRESETS))
qs = st.sampled_from([0.0, 0.5, 1.0])
some = settings(max_examples=40)


def without_ties(seed, most=8):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, most + 1))
    return rng.normal(50, 20, n), rng.random(n) + 0.01, rng.uniform(0.05, 1, n)


def close(run, other, stretch=1.0, shift=0.0):
    spread = max(np.ptp(run.positions[0]), 1e-9)
    assert len(run.positions) == len(other.positions)
    assert np.allclose(other.positions, run.positions * stretch + shift, rtol=0, atol=1e-7 * spread * abs(stretch))
    assert np.allclose(other.median, np.array(run.median) * stretch + shift, atol=1e-7 * spread * abs(stretch))
    assert np.allclose(other.mean, np.array(run.mean) * stretch + shift, atol=1e-7 * spread * abs(stretch))


@given(seeds, presets, qs, st.floats(0.01, 500), st.floats(-1000, 1000))
@some
def test_stretching_and_shifting_positions_stretches_and_shifts_the_answer(seed, preset, q, stretch, shift):
    x, c, s = without_ties(seed)
    options = {"rounds": 3, "preset": preset, "q": q}
    close(run_eum(x, c, s, **options), run_eum(x * stretch + shift, c, s, **options), stretch, shift)


@given(seeds, presets, qs, st.floats(1e-6, 1e6))
@some
def test_scaling_all_capabilities_changes_nothing(seed, preset, q, factor):
    x, c, s = without_ties(seed)
    options = {"rounds": 3, "preset": preset, "q": q}
    close(run_eum(x, c, s, **options), run_eum(x, c * factor, s, **options))


@given(seeds, presets, qs)
@some
def test_the_order_of_the_actors_changes_nothing_but_their_order(seed, preset, q):
    x, c, s = without_ties(seed)
    order = np.random.default_rng(seed + 1).permutation(len(x))
    options = {"rounds": 3, "preset": preset, "q": q}
    run, other = run_eum(x, c, s, **options), run_eum(x[order], c[order], s[order], **options)
    assert np.allclose(other.positions, run.positions[:, order], rtol=0, atol=1e-7 * np.ptp(x))
    assert np.allclose(other.median, run.median)
    assert np.allclose(other.mean, run.mean)


@given(seeds, qs)
@some
def test_the_equations_mirror_when_the_scale_is_mirrored(seed, q):
    x, c, s = without_ties(seed)
    run, other = (run_eum(at, c, s, rounds=3, preset="EQUATIONS", q=q) for at in (x, -x))
    assert np.allclose(other.positions, -run.positions, rtol=0, atol=1e-7 * np.ptp(x))
    assert np.allclose(other.mean, -np.array(run.mean), atol=1e-7 * np.ptp(x))


def test_the_printed_reading_does_not_mirror():
    """It prefers compromises at the lower end, which is why it is a replica and not the default."""
    parted = 0
    for seed in range(40):
        x, c, s = without_ties(seed)
        run, other = (run_eum(at, c, s, rounds=2, preset="PRINTED") for at in (x, -x))
        parted += not np.allclose(other.positions, -run.positions, atol=1e-6)
    assert parted


@given(
    st.lists(
        st.tuples(st.integers(-4, 4), st.integers(0, 3), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=7
    ),
    presets,
    qs,
)
@some
def test_no_actor_leaves_the_initial_span(actors, preset, q):
    x, c, s = (np.array(column, float) for column in zip(*actors, strict=True))
    c[0], s[0] = c[0] + 1, 1.0
    run = run_eum(x, c, s, rounds=6, preset=preset, q=q)
    for values in (run.positions, np.array(run.median), np.array(run.mean)):
        assert values.min() >= x.min()
        assert values.max() <= x.max()
    assert len(run.median) == len(run.mean) == 7


@given(st.integers(1, 6), st.floats(-1e9, 1e9), presets, qs)
@some
def test_all_positions_equal_stops_at_once(count, place, preset, q):
    run = run_eum([place] * count, np.ones(count), np.ones(count), rounds=4, preset=preset, q=q)
    assert (run.stopped, run.rounds, run.median) == ("agreed", (), (place,) * 5)


@given(seeds, presets)
@some
def test_exponents_run_from_a_half_to_two(seed, preset):
    x, c, s = without_ties(seed)
    exponent = run_eum(x, c, s, rounds=1, preset=preset).rounds[0].exponent
    assert exponent.min() == pytest.approx(0.5) or (exponent == 1).all()
    assert exponent.max() == pytest.approx(2) or (exponent == 1).all()


@given(seeds, presets, qs, st.integers(0, 4))
@some
def test_fewer_rounds_are_the_beginning_of_more(seed, preset, q, fewer):
    x, c, s = without_ties(seed)
    long, short = (run_eum(x, c, s, rounds=rounds, preset=preset, q=q) for rounds in (5, fewer))
    assert short.median == long.median[: fewer + 1]
    assert short.positions.tolist() == long.positions[: fewer + 1].tolist()


def test_one_preset_moves_what_another_leaves():
    """A conflict moves the weaker side by the figures, nobody by the equations."""
    kinds = {preset: set() for preset in PRESETS}
    for seed in range(30):
        for preset, seen in kinds.items():
            seen |= {offer.kind for offer in run_eum(*without_ties(seed), rounds=2, preset=preset).offers()}
    assert kinds == {"EQUATIONS": {"compromise", "compel"}, "PRINTED": {"compromise", "conflict"}}
