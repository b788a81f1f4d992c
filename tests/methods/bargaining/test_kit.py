"""Bargaining keeps the laws that any method keeps: over one issue, and as exchange over several."""

from __future__ import annotations

from dataclasses import replace

import pytest

from estimative.methods.bargaining import (
    Bargaining,
    Exchange,
    compromise_witness,
    deal_witness,
    faults,
    median_witness,
    nash_witness,
    solve,
    trade,
)
from estimative.methods.bargaining.record import RECORD
from estimative.testing.bargainings import bargainings, exchanges, relabelled_bargaining
from estimative.testing.method_kit import MethodKit, RelabellingKit, RoundTripKit, StoppingKit, WitnessKit
from estimative.testing.under_test import MethodUnderTest, RoundTrip, Witnesses


def crowd(count):
    return Bargaining(tuple(map(str, range(count))), [0] * count, [1] * count, [1] * count, 0, 1)


BEYOND = {
    "actors": lambda: crowd(2001),
    "pairs of actors × pairs of issues": lambda: Exchange(dict.fromkeys("pqr", crowd(1500))),
}


def without_rounds(result):
    """Where two offers tie, the expected-utility model goes by the order of the actors: its own tests see to it."""
    answer = result.to_dict()
    kept = {name: figure for name, figure in answer["baselines"].items() if not name.startswith("eum")}
    return {**answer, "eum": {}, "baselines": kept}


def from_json(data):
    return Bargaining(**{**data, "actors": tuple(data["actors"])})


class TestOneIssue(MethodKit, RoundTripKit, WitnessKit):
    @pytest.fixture
    def method(self):
        return MethodUnderTest(RECORD, bargainings(), lambda p, seed: solve(p, rounds=2), beyond=BEYOND, examples=30)

    @pytest.fixture
    def problem_json(self):
        return RoundTrip(lambda problem: problem.to_dict(), from_json)

    @pytest.fixture
    def witnesses(self):
        return Witnesses(self.found, faults, self.spoiled)

    @staticmethod
    def found(problem, result):
        yield compromise_witness(problem)
        yield median_witness(problem)
        claims = [nash_witness(problem)]
        if problem.status_quo is not None:
            claims.append(nash_witness(problem, problem.status_quo))
            assert claims[-1].at == result.nash_status_quo
        assert claims[0].at == result.nash
        yield from claims

    @staticmethod
    def spoiled(problem, claim):
        if hasattr(claim, "pulls"):
            yield replace(claim, at=claim.at + problem.span / 10)
            yield replace(claim, pulls=(claim.pulls[0] + problem.weights.sum() * problem.span, *claim.pulls[1:]))
            yield replace(claim, pulls=())
        elif hasattr(claim, "beyond"):
            total = problem.weights.sum()
            yield replace(claim, low=claim.low - problem.span / 1000)
            yield replace(claim, high=claim.high + problem.span / 1000)
            yield replace(claim, below=claim.below + total / 100)
            yield replace(claim, up_to=claim.up_to - total / 100)
        elif claim.reference is None:
            yield replace(claim, at=claim.at + problem.span / 20)
            yield replace(claim, at=problem.low - problem.span)
            yield replace(claim, left=-1.0 / problem.span)
        elif claim.blocked_by:
            yield replace(claim, at=claim.at + problem.span / 20)
            yield replace(claim, blocked_by=("nobody",))
        else:
            yield replace(claim, at=claim.reference)


class TestOneIssueRelabelled(RelabellingKit):
    @pytest.fixture
    def method(self):
        return MethodUnderTest(RECORD, bargainings(), lambda problem, seed: solve(problem, rounds=0), without_rounds)

    @pytest.fixture
    def relabellings(self):
        return relabelled_bargaining


class TestExchange(MethodKit, WitnessKit, StoppingKit):
    @pytest.fixture
    def method(self):
        trading = exchanges().filter(lambda problem: bool(trade(problem, most=1).deals))
        return MethodUnderTest(RECORD, trading, lambda problem, seed: trade(problem, 30), beyond=BEYOND, examples=12)

    @pytest.fixture
    def stopped(self):
        return lambda problem: trade(problem, most=0)

    @pytest.fixture
    def witnesses(self):
        return Witnesses(
            lambda problem, result: [deal_witness(result, k) for k in range(len(result.deals))], faults, self.spoiled
        )

    @staticmethod
    def spoiled(problem, claim):
        deal = claim.deal
        half = deal.first
        yield replace(claim, deal=replace(deal, gain=deal.gain * 1.5 + 1e-3))
        yield replace(claim, deal=replace(deal, externalities={**deal.externalities, half.giver: 1.0}))
        yield replace(claim, deal=replace(deal, second=half))
        yield replace(claim, deal=replace(deal, first=replace(half, outcome=(half.outcome[0], half.outcome[1] + 5))))
        yield replace(claim, deal=replace(deal, first=replace(half, vote=(half.vote[0] + 1, half.vote[1]))))
        yield replace(claim, deal=replace(deal, first=replace(half, issue="none")))
        yield replace(claim, deal=replace(deal, first=replace(half, giver=half.taker, taker=half.giver)))
        yield replace(claim, earlier=(*claim.earlier, deal))
