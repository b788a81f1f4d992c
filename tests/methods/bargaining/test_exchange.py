"""Exchange over several issues against an exhaustive search of the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from estimative.base.errors import LimitError, UsageError
from estimative.methods.bargaining import Bargaining, Exchange, compromise, deal_witness, faults, trade
from estimative.methods.bargaining.exchange import MAX_PAIRS
from estimative.testing.bargainings import exchanges

STEPS = 201


def random_exchange(rng):
    actors = tuple("abcd"[: rng.integers(2, 5)])
    count = len(actors)

    def issue():
        place, able = rng.integers(0, 11, count) * 10.0, rng.integers(1, 5, count)
        return Bargaining(actors, place, able, rng.integers(1, 11, count) / 10, 0, 100)

    return Exchange({"p": issue(), "q": issue()})


def best_of_all(problem):
    """The greatest gain that both partners of any deal can have at least, over a grid of both votes; from scratch."""
    p, q = problem.issues.values()
    before = [float(each.weights @ each.position / each.weights.sum()) for each in (p, q)]

    def brings(issue, actor, here, outcomes):
        return issue.salience[actor] * (abs(here - issue.position[actor]) - np.abs(outcomes - issue.position[actor]))

    best = 0.0
    for a in range(len(p.actors)):
        for b in range(len(p.actors)):
            sides = [(each.position[a] - o) * (each.position[b] - o) for each, o in zip((p, q), before, strict=True)]
            if a == b or min(sides) >= -1e-6 or max(sides) >= -1e-6:
                continue
            on_p = before[0] + np.linspace(0, p.position[b] - p.position[a], STEPS) * p.weights[a] / p.weights.sum()
            on_q = before[1] + np.linspace(0, q.position[a] - q.position[b], STEPS) * q.weights[b] / q.weights.sum()
            least = np.minimum(
                np.add.outer(brings(p, a, before[0], on_p), brings(q, a, before[1], on_q)),
                np.add.outer(brings(p, b, before[0], on_p), brings(q, b, before[1], on_q)),
            )
            best = max(best, float(least.max()))
    return best


def test_no_deal_that_anybody_could_make_leaves_both_better_off():
    """The formula's bound against all pairs of votes on a grid: never exceeded, and reached as close as the grid is."""
    rng = np.random.default_rng(20260401)
    close = traded = 0
    for _ in range(300):
        problem = random_exchange(rng)
        found = trade(problem, most=1)
        gain = found.deals[0].gain if found.deals else 0.0
        best = best_of_all(problem)
        assert best <= gain + 1e-9
        traded += gain > 0
        close += gain > 0 and best >= gain * 0.8
    assert traded > 150
    assert close > traded * 0.9


@given(exchanges())
@settings(max_examples=50)
def test_every_deal_re_checks(problem):
    """Each deal was the best that could be made, gains both alike, and its externalities are what the outcomes do."""
    found = trade(problem, most=20)
    for number in range(len(found.deals)):
        assert faults(problem, deal_witness(found, number)) == ()


@given(exchanges())
@settings(max_examples=50)
def test_outcomes_are_means_of_votes_and_stay_on_the_scale(problem):
    """Before the first deal the compromise; after the last the mean of the votes as the deals left them."""
    found = trade(problem)
    for name, issue in problem.issues.items():
        assert found.before[name] == pytest.approx(compromise(issue), abs=1e-9 * issue.span)
        votes = dict(zip(issue.actors, issue.position.tolist(), strict=True))
        for deal in found.deals:
            for half in (deal.first, deal.second):
                if half.issue == name:
                    votes[half.giver] = issue.low + half.vote[1] * issue.span / 100
        due = issue.weights @ np.array(list(votes.values())) / issue.weights.sum()
        assert found.after[name] == pytest.approx(due, abs=1e-7 * issue.span)
        assert issue.low <= found.after[name] <= issue.high


def two_issues(care_a=(0.1, 0.9), care_b=(0.9, 0.1), third=0.5):
    actors = ("a", "b", "c")
    p = Bargaining(actors, (0, 100, 50), (1, 1, 1), (care_a[0], care_b[0], third), 0, 100)
    q = Bargaining(actors, (0, 100, 50), (1, 1, 1), (care_a[1], care_b[1], third), 0, 100)
    return Exchange({"p": p, "q": q})


def test_a_deal_by_hand():
    """Each gives way where it cares little: the vote goes all the way, and the third, in the middle, loses on both."""
    found = trade(two_issues())
    deal = found.deals[0]
    assert (deal.first.giver, deal.first.issue, deal.first.vote) == ("a", "p", (0.0, 100.0))
    assert (deal.second.giver, deal.second.issue, deal.second.vote) == ("b", "q", (100.0, 0.0))
    shift = 0.1 * 100 / 1.5
    assert deal.gain == pytest.approx((0.9 - 0.1) * shift)
    assert deal.externalities == pytest.approx({"c": -2 * 0.5 * shift})
    assert found.complete


def test_equal_care_makes_no_deal():
    """s_ap s_bq must lie below s_aq s_bp."""
    assert trade(two_issues((0.5, 0.5), (0.5, 0.5))).deals == ()


def test_one_issue_makes_no_deal():
    """There is nothing to give in return."""
    problem = two_issues()
    found = trade(Exchange({"p": problem.issues["p"]}))
    assert (found.deals, found.before, found.complete) == ((), found.after, True)


def test_stopping_early_is_said():
    """A result cut short is not complete, and says why."""
    found = trade(two_issues(), most=0)
    assert (found.complete, found.deals) == (False, ())
    assert "further ones would gain" in found.warnings[0]


def test_limits_of_exchange():
    """Too much to look at, nothing at all, a number of deals out of range."""
    many = tuple(map(str, range(1500)))
    big = Bargaining(many, [0] * 1500, [1] * 1500, [1] * 1500, 0, 1)
    with pytest.raises(LimitError, match=f"{MAX_PAIRS:,}"):
        Exchange({"p": big, "q": big, "r": big})
    with pytest.raises(UsageError, match="one or more issues"):
        Exchange({})
    with pytest.raises(UsageError, match="most is -1"):
        trade(two_issues(), most=-1)


@pytest.mark.parametrize("mirror", ["p", "q"])
def test_mirroring_an_issue_mirrors_its_outcome(mirror):
    """Which end of a scale is called 100 changes nothing else."""
    rng = np.random.default_rng(7)
    for _ in range(50):
        problem = random_exchange(rng)
        flipped = {
            name: each
            if name != mirror
            else Bargaining(each.actors, 100 - each.position, each.capability, each.salience, 0, 100)
            for name, each in problem.issues.items()
        }
        one, other = trade(problem), trade(Exchange(flipped))
        if len({round(deal.gain, 6) for deal in one.deals}) < len(one.deals):
            continue  # equal gains: which is made first is a matter of order
        assert other.after[mirror] == pytest.approx(100 - one.after[mirror], abs=1e-6)
