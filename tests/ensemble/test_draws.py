"""Draws of judgments: in their range, keyed by path, moved as one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.ensemble.draws import Draws, Input

ranges = st.tuples(*(st.floats(-100, 100) for _ in range(3))).map(sorted)


@given(ranges, st.sampled_from(["triangular", "uniform"]), st.integers(0, 2**40))
def test_draws_stay_in_the_range(three: list[float], distribution: str, seed: int) -> None:
    low, value, high = three
    drawn = Draws(50, seed).of([Input("p", value, low, high, distribution)])["p"]
    assert ((drawn >= low - 1e-9) & (drawn <= high + 1e-9)).all()


def test_the_triangular_distribution_has_its_mean_and_its_median() -> None:
    drawn = Draws(200_000, 1).of([Input("p", 2, 1, 5)])["p"]
    assert drawn.mean() == pytest.approx((1 + 2 + 5) / 3, abs=0.01)
    assert np.median(drawn) == pytest.approx(5 - np.sqrt((5 - 1) * (5 - 2) / 2), abs=0.01)


def test_a_mode_at_an_end_is_fine() -> None:
    for value in (1, 5):
        drawn = Draws(1000, 1).of([Input("p", value, 1, 5)])["p"]
        assert np.isfinite(drawn).all()
        assert abs(drawn.mean() - value) < abs(drawn.mean() - (6 - value))


def test_draws_hang_on_seed_and_path_alone() -> None:
    both = Draws(100, 7).of([Input("a", 2, 1, 4), Input("b", 2, 1, 4)])
    alone = Draws(250, 7).of([Input("b", 2, 1, 4)])
    assert (both["b"] == alone["b"][:100]).all()
    assert (both["a"] != both["b"]).any()
    assert (Draws(100, 8).of([Input("b", 2, 1, 4)])["b"] != both["b"]).any()


def test_a_shift_moves_the_same_draw() -> None:
    plain = Draws(100, 7).of([Input("a", 2, 1, 4)])["a"]
    moved = Draws(100, 7).of([Input("a", 2, 1, 4, shift=-1.5)])["a"]
    assert moved == pytest.approx(plain - 1.5)


@pytest.mark.parametrize("numbers", [(5, 1, 4), (2, 4, 1), (float("nan"), 1, 2), (1, float("-inf"), 2)])
def test_what_cannot_be_drawn_is_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(UsageError, match="Input p"):
        Input("p", *numbers)


def test_no_draws_are_refused() -> None:
    with pytest.raises(UsageError, match="at least one"):
        Draws(0, 0).of([])


def test_whole_judgments_take_whole_numbers_with_the_discrete_triangular_shares() -> None:
    drawn = Draws(200_000, 3).of([Input("p", 2, 1, 4, whole=True)])["p"]
    values, counts = np.unique(drawn, return_counts=True)
    shares = np.array([1 / 2, 1, 2 / 3, 1 / 3])
    assert values.tolist() == [1, 2, 3, 4]
    assert counts / 200_000 == pytest.approx(shares / shares.sum(), abs=0.005)
    even = Draws(200_000, 3).of([Input("p", 2, 1, 4, "uniform", whole=True)])["p"]
    assert np.unique(even, return_counts=True)[1] / 200_000 == pytest.approx(np.full(4, 0.25), abs=0.005)


@given(st.tuples(*(st.integers(-9, 9) for _ in range(3))).map(sorted), st.integers(-20, 20), st.integers(0, 2**40))
def test_a_whole_judgment_is_moved_and_then_clipped_once(three: list[int], shift: int, seed: int) -> None:
    low, value, high = three
    plain = Draws(40, seed).of([Input("p", value, low, high, whole=True)])["p"]
    moved = Draws(40, seed).of([Input("p", value, low, high, shift=shift, whole=True, clip=(-9, 9))])["p"]
    assert set(plain.tolist()) <= set(range(low, high + 1))
    assert (moved == np.clip(plain + shift, -9, 9)).all()


def test_a_clip_may_have_one_end() -> None:
    assert Draws(2, 0).of([Input("p", 1, 1, 1, shift=-3, clip=(0, None))])["p"].tolist() == [0, 0]
    assert Input("p", 1, 0, 2, shift=-3, clip=(0, None)).stated == 0


def test_a_whole_judgment_that_is_not_whole_is_refused() -> None:
    for bad in ((1.5, 1, 2), (1, 0.5, 2), (1, 1, 2.5)):
        with pytest.raises(UsageError, match="whole numbers"):
            Input("p", *bad, whole=True)
    with pytest.raises(UsageError, match="more than"):
        Input("p", 0, 0, 1e6, whole=True)


def parts_of(share: np.ndarray, count: int) -> list[int]:
    """The part of [0, 1) that each share lies in, by the edges themselves."""
    return (np.searchsorted(np.arange(count + 1) / count, share, side="right") - 1).tolist()


@given(st.integers(1, 300), st.integers(0, 2**40), st.text(max_size=5))
def test_a_latin_hypercube_uses_every_part_once(count: int, seed: int, path: str) -> None:
    share = Draws(count, seed, "latin").shares(path, range(count))
    assert sorted(parts_of(share, count)) == list(range(count))
    assert ((share >= 0) & (share < 1)).all()


def test_a_share_that_rounds_up_stays_in_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estimative.ensemble.draws.uniforms", lambda *_: np.full(49, 1 - 2.0**-53))
    share = Draws(49, 0, "latin").shares("p", range(49))
    assert sorted(parts_of(share, 49)) == list(range(49))


def test_where_in_its_part_a_draw_lies_is_the_independent_draw() -> None:
    plain, latin = (Draws(64, 5, how).shares("p", range(64)) for how in ("independent", "latin"))
    assert (latin * 64) % 1 == pytest.approx(plain)  # 64 parts: nothing is rounded


def test_the_order_of_the_parts_hangs_on_seed_and_path() -> None:
    orders = {tuple(parts_of(Draws(20, s, "latin").shares(p, range(20)), 20)) for s in (1, 2) for p in ("a", "b")}
    assert len(orders) == 4
    assert tuple(range(20)) not in orders


@pytest.mark.parametrize("sampling", ["independent", "latin"])
def test_dropping_a_judgment_moves_no_other(sampling: str) -> None:
    inputs = [Input("a", 2, 1, 4), Input("b", 2, 1, 4), Input("c", 2, 0, 4, "uniform")]
    whole, fewer = Draws(50, 3, sampling).of(inputs), Draws(50, 3, sampling).of(inputs[::2])
    assert all((whole[path] == fewer[path]).all() for path in ("a", "c"))
    assert abs(np.corrcoef(whole["a"], whole["b"])[0, 1]) < 0.9


@pytest.mark.parametrize("sampling", ["independent", "latin"])
@given(st.integers(0, 60), st.integers(0, 60))
def test_a_stretch_of_the_draws_is_a_stretch_of_all(sampling: str, first: int, last: int) -> None:
    inputs = [Input("a", 2, 1, 4), Input("b", 3, 3, 3), Input("c", 2, 1, 5, whole=True)]
    whole, stretch = Draws(50, 3, sampling).of(inputs), Draws(50, 3, sampling).of(inputs, first, last)
    for path, values in whole.items():
        assert stretch[path].tolist() == values[first:last].tolist()


def test_latin_margins_are_those_of_the_distribution() -> None:
    drawn = Draws(1000, 1, "latin").of([Input("p", 2, 1, 5), Input("w", 2, 1, 4, whole=True)])
    assert drawn["p"].mean() == pytest.approx(8 / 3, abs=2e-3)
    assert np.median(drawn["p"]) == pytest.approx(5 - np.sqrt((5 - 1) * (5 - 2) / 2), abs=5e-3)
    shares = np.array([1 / 2, 1, 2 / 3, 1 / 3])
    counts = np.unique(drawn["w"], return_counts=True)[1]
    assert counts / 1000 == pytest.approx(shares / shares.sum(), abs=1.1e-3)  # one draw at each edge
    assert np.bincount(Draws(1000, 1, "latin").choices("c", 3)).tolist() == pytest.approx([1000 / 3] * 3, abs=1)


def test_means_over_a_latin_hypercube_hang_less_on_the_seed() -> None:
    inputs = [Input(f"p{k}", 2, 0, 5) for k in range(3)]

    def mean(sampling: str, seed: int) -> float:
        drawn = Draws(50, seed, sampling).of(inputs)
        return float((drawn["p0"] * drawn["p1"] + drawn["p2"]).mean())

    independent, latin = (np.var([mean(how, seed) for seed in range(200)]) for how in ("independent", "latin"))
    assert latin < independent / 5


def test_a_sampling_that_there_is_not_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean `latin`"):
        Draws(5, 0, "latn")
