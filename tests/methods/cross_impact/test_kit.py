"""Cross-impact analysis keeps the laws that any method keeps."""

from dataclasses import replace

import numpy as np
import pytest

from estimative.base.errors import LimitError
from estimative.exchange.casebook_cross_impact import cross_impact_from, cross_impact_json
from estimative.methods.cross_impact import CrossImpact, faults, solve, witness
from estimative.methods.cross_impact.record import MAX_LISTED, RECORD
from estimative.testing.cross_impacts import cross_impacts, relabelled
from estimative.testing.method_kit import (
    MethodKit,
    OracleKit,
    RelabellingKit,
    RoundTripKit,
    StoppingKit,
    WitnessKit,
)
from estimative.testing.under_test import MethodUnderTest, RoundTrip, Witnesses
from tests.methods.cross_impact.definition import by_definition
from tests.methods.cross_impact.made import all_scenarios


def blank(counts, matrix=None, never=()):
    width = sum(counts)
    matrix = np.zeros((width, width), dtype=int) if matrix is None else matrix
    return CrossImpact(("",) * len(counts), tuple(("",) * count for count in counts), matrix, never)


def entangled(count, variants):
    matrix = np.ones((count * variants, count * variants), dtype=int)
    matrix[::7, ::5] = 0
    return blank((variants,) * count, matrix)


BEYOND = {
    "descriptors": lambda: blank((1,) * 1025),
    "variants in all": lambda: blank((50,) * 41),
    "variants of one descriptor": lambda: blank((61,)),
    "size of one judgment": lambda: blank((1,), [[10**9 + 1]]),
    "forbidden combinations": lambda: blank((2,), never=(((0, 0),),) * (2**16 + 1)),
    "least gaps kept by the search": lambda: solve(entangled(34, 60)),
    "scenarios listed": lambda: solve(blank((2,)), limit=MAX_LISTED + 1),
}


def every_witness(problem, result):
    for scenario in all_scenarios(problem)[:12].tolist():
        claim = witness(problem, scenario, tolerance=1)
        assert claim.consistent == (tuple(scenario) in set(by_definition(problem, 1)))
        yield claim


def spoiled(problem, claim):
    """Another scenario, rules denied or invented, a balance left out, and in each balance each part made wrong."""
    yield replace(claim, scenario=(*claim.scenario, 0))
    yield replace(claim, broken=(*claim.broken, ((0, claim.scenario[0]),)))
    if claim.broken:
        yield replace(claim, broken=claim.broken[1:])
    yield replace(claim, balances=claim.balances[1:])
    for k, each in enumerate(claim.balances):
        for wrong in wrong_balances(each):
            yield replace(claim, balances=(*claim.balances[:k], wrong, *claim.balances[k + 1 :]))


def wrong_balances(each):
    yield replace(each, present=each.present + 1)
    yield replace(each, scores=(each.scores[0] + 1, *each.scores[1:]))
    if each.rival is None:
        yield replace(each, rival=0, margin=0)
        return
    yield replace(each, rival=each.present)
    yield replace(each, margin=each.margin + 1)
    for side in ("pro", "contra"):
        pushes = getattr(each, side)
        if not pushes:
            continue
        yield replace(each, **{side: pushes[1:]})
        yield replace(each, **{side: (replace(pushes[0], lead=pushes[0].lead + 1), *pushes[1:])})
        yield replace(each, **{side: (replace(pushes[0], row=()), *pushes[1:])})
        yield replace(each, **{side: (pushes[0], *pushes)})
        if pushes[0].lead != pushes[-1].lead:
            yield replace(each, **{side: pushes[::-1]})


class TestCrossImpact(MethodKit, RelabellingKit, RoundTripKit, WitnessKit, OracleKit):
    @pytest.fixture
    def method(self):
        return MethodUnderTest(RECORD, cross_impacts(), lambda problem, seed: solve(problem), beyond=BEYOND)

    @pytest.fixture
    def relabellings(self):
        return relabelled

    @pytest.fixture
    def problem_json(self):
        return RoundTrip(write=cross_impact_json, read=lambda data: cross_impact_from(data).problem)

    @pytest.fixture
    def witnesses(self):
        return Witnesses(every_witness, faults, spoiled)

    @pytest.fixture
    def oracle(self):
        def definition(problem):
            found = [list(scenario) for scenario in by_definition(problem)]
            return {"consistent": found, "count": len(found)}

        return definition


class TestCutShort(StoppingKit):
    @pytest.fixture
    def method(self):
        some = cross_impacts(rules=False).filter(lambda problem: solve(problem).count > 0)
        return MethodUnderTest(RECORD, some, lambda problem, seed: solve(problem))

    @pytest.fixture
    def stopped(self):
        return lambda problem: solve(problem, limit=solve(problem).count - 1)


def test_the_error_for_too_many_of_anything_says_how_many_there_are():
    with pytest.raises(LimitError, match="61 variants of one descriptor"):
        blank((61,))
