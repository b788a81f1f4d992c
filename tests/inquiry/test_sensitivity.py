"""What the assessment hangs on: closed forms, the definition by brute force, and inputs that move nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.assessment.weights import NONE, Weights, supports
from estimative.base.keyed_random import choices
from estimative.case.longform import from_long
from estimative.ensemble.draws import Draws, Input
from estimative.inquiry.sensitivity import Sensitivity, Sway, sensitivity, with_ranges
from estimative.inquiry.sensitivity_bins import order_bins, value_bins
from estimative.inquiry.sensitivity_variance import Answers

Floats = NDArray[np.float64]
EMPTY = from_long({"id": "t"})


def made(
    answer: Callable[[Mapping[str, Floats]], Floats], inputs: list[Input], draws: Draws, forecasts: bool = True
) -> dict[str, MethodRun]:
    """One method whose weight on `s` is a function of what is drawn."""
    given = answer(draws.of(inputs))
    weights = Weights(("s",), np.stack([given, 1 - given], axis=1), np.zeros((draws.count, 2)))
    return {"m": MethodRun("m", forecasts, weights, supports(weights), None, tuple(inputs))}


def uniform(*names: str) -> list[Input]:
    return [Input(name, 0.5, 0, 1, "uniform") for name in names]


def of(found: Sensitivity, path: str, key: str = "s") -> Sway:
    return found.sways[path]["m"][key]


def known(sway: Sway) -> tuple[float, float, float]:
    assert sway.index is not None
    assert sway.interval is not None
    return sway.interval[0], sway.index, sway.interval[1]


LOUD = [*uniform("loud", "idle"), Input("fixed", 1, 1, 1), Input("whole", 2, 1, 3, whole=True)]


def loud(drawn: Mapping[str, Floats]) -> Floats:
    return (drawn["loud"] + 0.2 * drawn["whole"] > 0.9).astype(float)


def test_what_moves_the_support_is_found_with_its_direction_and_ordered() -> None:
    draws = Draws(2000, 1)
    found = sensitivity(EMPTY, made(loud, LOUD, draws), draws)
    assert found.carrying == ("loud", "whole")
    assert found.order == ("loud", "whole", "idle")
    sway = of(found, "loud")
    assert sway.at_high is not None
    assert sway.at_low is not None
    assert sway.at_high > 0.9
    assert sway.at_low < 0.2
    assert found.swings["loud"].method == "m"
    assert of(found, "whole").at_low == pytest.approx(loud_given_whole(1), abs=0.06)


def loud_given_whole(whole: float) -> float:
    return min(1.0, 1 - (0.9 - 0.2 * whole))


def test_too_few_draws_tell_nothing_and_only_forecasts_carry() -> None:
    few = Draws(399, 1)
    found = sensitivity(EMPTY, made(loud, LOUD, few), few)
    assert found.too_few is not None
    assert (found.carrying, found.ranges) == ((), {})
    assert of(found, "loud") == Sway()
    assert with_ranges(made(loud, LOUD, few), found)["m"].supports["s"].range is None
    draws = Draws(2000, 1)
    beside = sensitivity(EMPTY, made(loud, LOUD, draws, forecasts=False), draws)
    assert (beside.carrying, beside.order) == ((), ())
    assert of(beside, "loud").carries


def test_every_judgment_that_cannot_matter_says_why() -> None:
    wants = {
        "stay": {"that": "not a.go", "rank": 2},
        "leave": {"that": "a.go", "rank": {"value": 2, "range": [1, 4]}},
    }
    actors = {
        "a": {"name": "A", "options": {"go": {}}, "wants": wants},
        "b": {"name": "B", "wants": {"x": {"that": "a.go", "rank": {"value": 1, "range": [1, 2]}}}},
    }
    influence = {"a": {"b": {"value": 2, "range": [1, 3]}}, "b": {"a": 1}}
    objectives = {"o": {"stakes": {"a": 1}, "serves": ["gone"]}}
    case = from_long(
        {
            "id": "t",
            "actors": actors,
            "scenarios": {"gone": {"when": "a.go", "effects": {"a": 1}}},
            "influence": influence,
            "objectives": objectives,
        }
    )
    runs = run_methods(case, Ensemble(400))
    assert set(runs) == {"conflict", "influence"}
    found = sensitivity(case, runs, Draws(400))
    assert found.order == ("actors/a/wants/leave/rank",)
    assert found.silent == {
        "actors/a/wants/stay/rank": "has no range",
        "actors/b/wants/x/rank": "read by no method that ran",
        "influence/a/b": "read by no method that forecasts",
        "influence/b/a": "has no range",
        "objectives/o/stakes/a": "has no range",
        "scenarios/gone/effects/a": "read by no method that ran",
    }
    assert found.count == len(found.order) + len(found.silent)


# the definition


@pytest.mark.parametrize("draws", [400, 2000, 12_000])
def test_index_and_interval_are_those_of_the_definition_by_brute_force(draws: int) -> None:
    rng = np.random.default_rng(draws)
    given = np.stack([rng.random(draws) ** 2, (rng.random(draws) < 0.3).astype(float)], axis=1)
    values = np.where(rng.random(draws) < 0.5, rng.random(draws), given[:, 0])
    bins = value_bins(values)
    found = Answers(given, seed=3).explained(bins, (0, 1))
    first = min(draws, 10_000)
    rows = [choices(3, f"sensitivity/replicates/{replicate}", first, first) for replicate in range(200)]
    for column in (0, 1):
        index = defined(given[:, column], bins.codes)
        again = np.array([defined(given[picked, column], bins.codes[picked]) for picked in rows])
        away = np.quantile(again, (0.025, 0.975)) - again.mean()
        low, high = index + away * np.sqrt(first / draws)
        got = (found.index[column], found.low[column], found.high[column])
        assert got == pytest.approx((index, low, high), abs=1e-9)


def defined(answers: Floats, codes: NDArray[np.int64]) -> float:
    """(SSB - (B - 1) MSW)/SST, as it is written."""
    parts = [answers[codes == code] for code in np.unique(codes)]
    mean = answers.mean()
    between = sum(len(part) * (part.mean() - mean) ** 2 for part in parts)
    within = sum(((part - part.mean()) ** 2).sum() for part in parts) / (len(answers) - len(parts))
    return float((between - (len(parts) - 1) * within) / ((answers - mean) ** 2).sum())


# closed forms: uniform inputs over [0, 1] in B equal bins; a straight line loses 1/B^2 of its share within bins


@pytest.mark.parametrize("draws", [2000, 4000])
def test_shares_of_a_sum_and_of_a_product_are_covered(draws: int) -> None:
    bins = min(20, draws // 200)
    seen = 1 - 1 / bins**2
    sums = {"a": 9 / 14, "b": 4 / 14, "c": 1 / 14}
    inside = {"a": 0, "b": 0, "c": 0, "product": 0}
    seeds = 40
    for seed in range(seeds):
        which = Draws(draws, seed)
        total = sensitivity(
            EMPTY, made(lambda d: (3 * d["a"] + 2 * d["b"] + d["c"]) / 6, uniform(*"abc"), which), which
        )
        for name, share in sums.items():
            low, index, high = known(of(total, name))
            inside[name] += low <= share * seen <= high
            assert index == pytest.approx(share, abs=0.06)
        times = sensitivity(EMPTY, made(lambda d: d["a"] * d["b"], uniform("a", "b"), which), which)
        low, index, high = known(of(times, "a"))
        inside["product"] += low <= 3 / 7 * seen <= high  # Var(a/2) = 1/48 of Var(ab) = 7/144
    assert all(count >= 0.85 * seeds for count in inside.values()), inside


def test_ranges_of_a_sum_are_right_within_sampling_error() -> None:
    draws = Draws(10_000, 4)
    inputs = [*uniform("a", "b", "c"), *uniform(*(f"idle{n}" for n in range(20)))]
    runs = made(lambda d: (3 * d["a"] + 2 * d["b"] + d["c"]) / 6, inputs, draws)
    found = sensitivity(EMPTY, runs, draws)
    assert found.carrying == ("a", "b", "c")
    low, high = found.ranges["m"]["s"]
    assert low == pytest.approx(0.25 + 0.5 / 40, abs=0.02)  # a at the middle of its lowest of 20 bins
    assert high == pytest.approx(0.75 - 0.5 / 40, abs=0.02)
    ranged = with_ranges(runs, found)["m"].supports
    assert ranged["s"].range == (low, high)
    assert ranged[NONE].range == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_what_is_there_only_in_the_middle_of_a_range_is_seen() -> None:
    draws = Draws(2000, 2)
    runs = made(lambda d: (abs(d["bent"] - 0.5) < 0.2).astype(float), uniform("bent", "idle"), draws)
    found = sensitivity(EMPTY, runs, draws)
    sway = of(found, "bent")
    assert found.carrying == ("bent",)
    assert (sway.at_low, sway.at_high) == (0.0, 0.0)
    assert sway.greatest == 1.0
    assert found.ranges["m"]["s"] == (0.0, 1.0)


def test_an_answer_that_never_changes_and_a_judgment_that_never_does_explain_nothing() -> None:
    draws = Draws(1000)
    still = sensitivity(EMPTY, made(lambda d: np.full(1000, 1 / 3), uniform("a"), draws), draws)
    assert known(of(still, "a")) == (0.0, 0.0, 0.0)
    assert still.ranges["m"]["s"] == (supports_mean(1 / 3), supports_mean(1 / 3))
    clipped = [*uniform("a"), Input("pinned", 5, 4, 6, clip=(None, 3))]
    found = sensitivity(EMPTY, made(lambda d: d["a"] * d["pinned"] / 3, clipped, draws), draws)
    assert known(of(found, "pinned")) == (0.0, 0.0, 0.0)
    assert of(found, "pinned").at_low == of(found, "pinned").at_high


def supports_mean(value: float) -> float:
    return round(float(np.full(1000, value).mean()), 12)


# inputs that move nothing


def test_judgments_that_move_nothing_are_covered_do_not_carry_and_leave_ranges_alone() -> None:
    covered = alarms = compared = 0
    for seed in range(20):
        draws = Draws(1000, seed)
        inputs = uniform("a", *(f"idle{n}" for n in range(30)))
        runs = made(lambda d: (d["a"] < 0.3).astype(float), inputs, draws)
        found = sensitivity(EMPTY, runs, draws)
        for name in found.sways:
            if name != "a":
                low, _, high = known(of(found, name))
                covered += low <= 0 <= high
                alarms += of(found, name).carries
                compared += 1
        assert found.ranges["m"]["s"] == (0.0, 1.0)
    assert covered >= 0.95 * compared
    assert alarms == 0


@pytest.mark.parametrize(("draws", "times"), [(400, 40), (2000, 40), (10_000, 8)])
def test_false_alarms_are_rarer_than_one_in_ten_thousand_whatever_the_support(draws: int, times: int) -> None:
    rng = np.random.default_rng(draws)
    shares = (0.005, 0.02, 0.05, 0.2, 0.5, 0.9)
    bins = value_bins(np.arange(draws, dtype=float))
    alarms = compared = 0
    for _ in range(times):
        answers = Answers((rng.random((draws, len(shares))) < shares).astype(float), 0)
        for _ in range(30):
            bins.codes[:] = rng.permutation(bins.codes)
            alarms += int(answers.carried(bins, tuple(range(len(shares)))).sum())
            compared += len(shares)
    assert alarms <= 1 + compared / 10_000


def test_a_trend_of_the_size_that_counts_is_found_at_default_draws() -> None:
    found = 0
    for seed in range(20):
        draws = Draws(2000, seed)
        runs = made(lambda d: (d["x"] < 0.35 + 0.3 * d["slope"]).astype(float), uniform("x", "slope"), draws)
        found += "slope" in sensitivity(EMPTY, runs, draws).carrying
    assert found == 20


# orders of wants


def test_an_order_of_wants_is_one_input_and_explains_what_no_single_rank_does() -> None:
    wants = [Input(f"actors/a/wants/{name}/rank", 2, 1, 3, "uniform") for name in "xyz"]
    draws = Draws(6000, 1)

    def cyclic(drawn: Mapping[str, Floats]) -> Floats:
        x, y, z = (drawn[f"actors/a/wants/{name}/rank"] for name in "xyz")
        return (((x < y) & (y < z)) | ((y < z) & (z < x)) | ((z < x) & (x < y))).astype(float)

    found = sensitivity(EMPTY, made(cyclic, wants, draws), draws)
    order = of(found, "actors/a/wants")
    assert order.index == pytest.approx(1.0, abs=1e-9)
    assert (order.at_low, order.at_high) == (None, None)
    assert (order.least, order.greatest) == (0.0, 1.0)
    assert order.carries
    assert found.carrying == ()  # no rank does it by itself
    assert found.ranges["m"]["s"][1] < 0.6


def test_rare_orders_are_joined_by_how_they_begin() -> None:
    rng = np.random.default_rng(0)
    ranks = [f"w{n}" for n in range(5)]
    drawn = {name: rng.random(3000) for name in ranks}  # 120 orders of 25 draws each: 20 beginnings of 150, 5 of 600
    bins = order_bins(ranks, drawn)
    first = np.argmin(np.stack(list(drawn.values())), axis=0)
    assert bins.count == 5
    assert len(set(zip(first.tolist(), bins.codes.tolist(), strict=True))) == 5
    assert not bins.ordered


def test_no_bin_is_small_and_none_is_lost() -> None:
    rng = np.random.default_rng(1)
    for draws in (400, 1111, 5000):
        for _ in range(10):
            spread = rng.random() * 3
            ranks = {f"w{n}": n + spread * rng.random(draws) for n in range(rng.integers(1, 6))}
            whole = rng.binomial(8, rng.random(), draws).astype(float)
            for bins in (order_bins(list(ranks), ranks), value_bins(whole), value_bins(rng.random(draws))):
                assert bins.sizes.min() >= 200
                assert bins.count <= 20
                assert bins.sizes.sum() == draws
            together = value_bins(whole)
            assert all(len(set(together.codes[whole == value])) == 1 for value in np.unique(whole))


# laws


def test_the_same_draws_give_the_same_answer_and_other_judgments_leave_it_alone() -> None:
    draws = Draws(1500, 9)
    one = sensitivity(EMPTY, made(loud, LOUD, draws), draws)
    assert one == sensitivity(EMPTY, made(loud, LOUD, draws), draws)
    more = sensitivity(EMPTY, made(loud, [*LOUD, *uniform("beside")], draws), draws)
    assert all(more.sways[path] == one.sways[path] for path in one.sways)


def test_turning_a_scenario_round_turns_means_round_and_leaves_shares() -> None:
    draws = Draws(1500, 9)
    found = sensitivity(EMPTY, made(loud, LOUD, draws), draws)
    for path in found.sways:
        here, other = of(found, path), of(found, path, NONE)
        assert known(here) == pytest.approx(known(other), abs=1e-6)
        assert here.carries == other.carries
        assert here.at_low is not None
        assert other.at_low == pytest.approx(1 - here.at_low)
