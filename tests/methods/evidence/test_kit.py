"""The evidence method keeps the laws that any method keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings

from estimative.exchange.casebook_evidence import evidence_from, evidence_json
from estimative.methods.evidence import EvidenceTable, Item, ReferenceClass, faults, solve, why
from estimative.methods.evidence.record import MAX_CLASSES, MAX_HYPOTHESES, MAX_ITEMS, RECORD
from estimative.testing.method_kit import MethodKit, OracleKit, RelabellingKit, RoundTripKit, WitnessKit
from estimative.testing.under_test import MethodUnderTest, RoundTrip, Witnesses
from tests.methods.evidence.tables import Oracle, order, relabelled, sorted_answer, tables

BEYOND = {
    "hypotheses": lambda: EvidenceTable(tuple(f"h{k}" for k in range(MAX_HYPOTHESES + 1)), (), []),
    "items": lambda: EvidenceTable(("a", "b"), tuple(Item(f"i{k}") for k in range(MAX_ITEMS + 1)), []),
    "reference classes": lambda: EvidenceTable(
        ("a", "b"), (), [], tuple(ReferenceClass(f"k{k}", happened=0, of=1) for k in range(MAX_CLASSES + 1))
    ),
}


def every_witness(problem, result):
    for first in problem.hypotheses:
        for second in problem.hypotheses:
            if first != second:
                yield why(result, first, second)


def spoiled(problem, claim):
    yield replace(claim, first="nobody")
    yield replace(claim, prior=claim.prior + 0.1)
    yield replace(claim, cap=claim.cap - 0.1)
    yield replace(claim, log_odds=claim.log_odds + 0.1)
    yield (
        replace(claim, shares=(*claim.shares, replace(claim.shares[0], item="more")))
        if claim.shares
        else replace(claim, second="nobody")
    )
    for k, share in enumerate(claim.shares):
        before, after = claim.shares[:k], claim.shares[k + 1 :]
        yield replace(claim, shares=before + after)
        for change in (
            {"log_odds": share.log_odds + 0.1},
            {"counts": share.counts + 0.1},
            {"capped": not share.capped},
            {"ratings": (share.ratings[0], (share.ratings[1] + 1) % 6)},
        ):
            yield replace(claim, shares=(*before, replace(share, **change), *after))


class EvidenceKit:
    @pytest.fixture
    def method(self):
        return MethodUnderTest(RECORD, tables(), lambda problem, seed: solve(problem), beyond=BEYOND, examples=20)


class TestRelabelling(RelabellingKit):
    @pytest.fixture
    def method(self):
        def answer(result):
            return sorted_answer(result.to_dict())

        return MethodUnderTest(RECORD, tables(), lambda problem, seed: solve(problem), answer, examples=30)

    @pytest.fixture
    def relabellings(self):
        return relabelled


class TestEvidence(EvidenceKit, MethodKit, RoundTripKit, WitnessKit, OracleKit):
    @pytest.fixture
    def problem_json(self):
        return RoundTrip(write=evidence_json, read=lambda data: evidence_from(data).problem)

    @pytest.fixture
    def witnesses(self):
        return Witnesses(every_witness, faults, spoiled)

    @pytest.fixture
    def oracle(self):
        def by_definition(problem):
            oracle = Oracle(problem)
            names = problem.hypotheses
            weighted, plain = oracle.inconsistency(), oracle.inconsistency(plain=True)
            posterior = oracle.posterior(oracle.prior())
            return {
                "ach": {
                    "inconsistency": dict(zip(names, weighted, strict=True)),
                    "rank": dict(zip(names, order(weighted, least=True), strict=True)),
                    "unweighted": {"inconsistency": dict(zip(names, plain, strict=True))},
                },
                "posterior": dict(zip(names, posterior, strict=True)),
                "diagnosticity": {
                    item.name: value for item, value in zip(problem.items, oracle.diagnosticity(), strict=True)
                },
            }

        return by_definition


RELABELLING = False


def test_the_strategies_make_what_they_promise():
    seen = set()

    @settings(max_examples=300, phases=[Phase.generate], deadline=None, derandomize=True)
    @given(tables())
    def look(table):
        found = solve(table)
        prior = found.class_prior
        without = prior is not None and None in prior.rates
        features = {
            "an item is capped": found.item_capped.any(),
            "the total is capped": found.total_capped.any(),
            "orders disagree": found.disagree,
            "an item is a linchpin": any(one.kind == "item" for one in found.linchpins),
            "a group is a linchpin": any(one.kind == "group" for one in found.linchpins),
            "rates do not fit": without and not prior.fits,
            "rates fit": without and prior.fits,
            "counts by hypothesis": any(known.counts for known in table.classes),
            "no item takes part": bool(table.items) and not table.active.any(),
        }
        seen.update(name for name, there in features.items() if there)

    look()
    assert len(seen) == 9, seen
