"""The fast form equals the definition written out, and the re-check notices what is changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import LimitError, UsageError
from estimative.methods.bargaining.eum import MAX_ROUNDS, challenge_round, run_eum, sweep
from estimative.methods.bargaining.eum_moves import MIRRORED, PRESETS
from estimative.methods.bargaining.eum_plain import plain_round, plain_support
from estimative.methods.bargaining.eum_pressure import standing, support
from estimative.methods.bargaining.eum_verify import eum_faults, offer_faults

presets = st.sampled_from(sorted(PRESETS))
qs = st.sampled_from([0.0, 0.3, 0.5, 1.0])


def random_issue(rng, most=9):
    """Half of the time on a grid, so that positions, weights and offers tie; somebody always counts."""
    n = int(rng.integers(2, most + 1))
    if rng.random() < 0.5:
        position, capability = rng.integers(0, 7, n) * 1.5 - 3, rng.integers(0, 4, n) * 1.0
        salience = rng.integers(0, 5, n) / 4
    else:
        position, capability, salience = rng.normal(0, 30, n), rng.random(n) ** 3, rng.random(n)
    capability[0], salience[0] = capability[0] + 1, max(salience[0], 0.25)
    if np.ptp(position) == 0:
        position[0] += 1
    return position, capability, salience


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("q", [1.0, 0.4])
def test_thousands_of_rounds_equal_the_plain_form(preset, q):
    rng = np.random.default_rng()
    for _ in range(500):
        position, capability, salience = random_issue(rng)
        fast = challenge_round(position, capability, salience, preset, q)
        plain = plain_round(position, capability, salience, preset, q)
        shown = (position.tolist(), capability.tolist(), salience.tolist())
        assert tuple(fast.takes.tolist()) == plain.takes, shown
        assert fast.median == plain.median, shown
        for name in ("exponent", "security", "expected", "against"):
            assert np.allclose(getattr(fast, name), getattr(plain, name), rtol=0, atol=1e-9), (name, shown)
        assert np.allclose(fast.after, plain.after, rtol=0, atol=1e-9 * np.ptp(position)), shown


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_sixty_actors_over_several_rounds_equal_the_plain_form(preset):
    rng = np.random.default_rng()
    capability, salience = rng.random(60), rng.random(60)
    run = run_eum(rng.random(60), capability, salience, rounds=4, preset=preset)
    for played in run.rounds:
        plain = plain_round(played.before, capability, salience, preset, 1.0)
        assert np.allclose(played.after, plain.after, rtol=0, atol=1e-9)


def test_support_of_a_worked_example():
    """Between 0 and 4 the actor at 1 gives (4 − 1)/4 − 1/4 = 1/2 to 0, both ends all they have: 1.5 of 2.5."""
    place = standing(np.array([0.0, 1.0, 4.0]), np.ones(3), np.ones(3))
    assert support(place, None, shared=False)[0, 2] == pytest.approx(0.6)
    assert plain_support(np.array([0.0, 1.0, 4.0]), np.ones(3) / 3, np.ones(3), shared=False)[0, 2] == pytest.approx(
        0.6
    )


def test_nobody_of_weight_prefers_either():
    """Both ends weigh nothing and all weight stands in the middle of them."""
    place = standing(np.array([0.0, 5.0, 10.0]), np.array([0.0, 1.0, 0.0]), np.ones(3))
    assert support(place, None, shared=False)[0, 2] == 0.5


@given(st.integers(0, 2**32), presets, qs)
@settings(max_examples=25)
def test_every_run_passes_the_re_check(seed, preset, q):
    run = run_eum(*random_issue(np.random.default_rng(seed), 7), rounds=3, preset=preset, q=q)
    assert eum_faults(run) == ()
    for offer in list(run.offers())[:5]:
        assert offer_faults(run, offer) == ()


def emission_like(preset="EQUATIONS"):
    return run_eum([4, 7, 10, 10, 5], [2, 1, 2, 2, 1], [0.8, 0.4, 0.6, 0.9, 0.7], rounds=3, preset=preset)


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_changed_offer_is_noticed(preset):
    run = emission_like(preset)
    offer = next(offer for offer in run.offers() if offer.taken)
    changes = (
        {"kind": "threat"},
        {"position": offer.position + 0.01},
        {"challenger_expects": offer.challenger_expects + 0.01},
        {"target_expects": -offer.target_expects - 0.01},
        {"taken": False},
        {"round": 9},
        {"target": 77},
        {"target": offer.challenger, "challenger": offer.target},
    )
    for change in changes:
        assert offer_faults(run, replace(offer, **change)), change


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_changed_run_is_noticed(preset):
    run = emission_like(preset)
    assert eum_faults(run) == ()
    moved = run.positions.copy()
    moved[-1] += 0.01
    assert eum_faults(replace(run, positions=moved))
    assert eum_faults(replace(run, median=(*run.median[:-1], 1.0)))
    assert eum_faults(replace(run, mean=run.mean[:-1]))
    assert eum_faults(replace(run, stopped="agreed"))
    assert eum_faults(replace(run, stopped="settled"))
    assert eum_faults(replace(run, rounds=run.rounds[:-1], positions=run.positions[:-1]))
    first = run.rounds[0]
    assert eum_faults(replace(run, rounds=(replace(first, exponent=first.exponent + 0.1), *run.rounds[1:])))
    nobody = np.full_like(first.takes, -1)
    assert eum_faults(replace(run, rounds=(replace(first, takes=nobody), *run.rounds[1:])))


def test_pairs_meet_in_octants_that_mirror_each_other_by_the_equations():
    for preset, mirrored in (("EQUATIONS", True), ("PRINTED", False)):
        rng = np.random.default_rng(5)
        rounds = [challenge_round(*random_issue(rng), preset) for _ in range(50)]
        assert all(played.one_sided == 0 for played in rounds) == mirrored
        for played in rounds:
            meetings = list(played.meetings())
            assert len(meetings) == sum(played.tally().values()) == len(played.before) * (len(played.before) - 1) // 2
            seen = (played.octant == MIRRORED[played.octant.T]).all()
            assert seen == (played.one_sided == 0)


def test_offers_say_who_moves_whom():
    run = emission_like()
    for played in run.rounds:
        taken = [offer for offer in played.offers() if offer.taken]
        assert taken == list(played.moves())
        after = played.before.copy()
        for offer in taken:
            after[offer.target] = offer.position
        assert after.tolist() == played.after.tolist()
    assert any(offer.kind == "compromise" for offer in run.offers())


def test_plain_data_name_the_actors():
    run = emission_like()
    plain = run.to_dict(["NL", "BE", "FR", "UK", "DK"])
    assert plain["positions"][0] == {"NL": 4.0, "BE": 7.0, "FR": 10.0, "UK": 10.0, "DK": 5.0}
    assert len(plain["median"]) == len(plain["mean"]) == 4
    assert plain["rounds"][0]["moves"][0]["target"] in plain["positions"][0]
    assert sum(plain["rounds"][0]["octants"].values()) == 10
    assert "seconds" not in plain
    assert run.to_dict()["positions"][0]["2"] == 7.0


def test_a_sweep_has_a_run_for_each_preset_and_q():
    runs = sweep([0, 4, 10], [1, 2, 1], [1, 0.5, 1], rounds=2)
    assert [(run.preset, run.q) for run in runs] == [(preset, q) for preset in PRESETS for q in (0, 0.25, 0.5, 0.75, 1)]


@pytest.mark.parametrize(
    "change, said",
    [
        ({"position": [0, 1, float("nan")]}, "position"),
        ({"position": [0, 1, float("inf")]}, "position"),
        ({"capability": [1, -1, 1]}, "actor 2 has -1"),
        ({"salience": [0.5, 0.5, 80]}, "actor 3 has 80"),
        ({"salience": [0.5, 0.5]}, "shape"),
        ({"position": [], "capability": [], "salience": []}, "shape"),
        ({"capability": [0, 0, 0]}, "give someone both"),
        ({"q": 1.5}, "q is 1.5"),
        ({"q": float("nan")}, "q is nan"),
        ({"rounds": -1}, "rounds is -1"),
        ({"rounds": MAX_ROUNDS + 1}, "1,000"),
        ({"preset": "PRINTD"}, "did you mean `PRINTED`"),
    ],
)
def test_what_does_not_fit_is_named(change, said):
    given = {"position": [0, 1, 2], "capability": [1, 1, 1], "salience": [1, 1, 1], **change}
    arrays = [given.pop(name) for name in ("position", "capability", "salience")]
    with pytest.raises(UsageError, match=said):
        run_eum(*arrays, **given)


def test_limits_are_declared():
    with pytest.raises(LimitError, match="2,000"):
        run_eum(np.arange(2001), np.ones(2001), np.ones(2001), rounds=1)
    with pytest.raises(LimitError, match="fewer rounds"):
        run_eum(np.arange(2000), np.ones(2000), np.ones(2000), rounds=9)


def test_a_round_needs_two_places():
    with pytest.raises(UsageError, match="same place"):
        challenge_round([3, 3], [1, 1], [1, 1])
