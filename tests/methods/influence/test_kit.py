"""Influence keeps the laws that any method keeps."""

from dataclasses import replace

import numpy as np
import pytest

from estimative.exchange.casebook_influence import influence_from, influence_json
from estimative.methods.influence import EXPLAINED, Influence, Part, entry, faults, roads, solve, tables
from estimative.methods.influence.record import MAX_CELLS, RECORD
from estimative.testing.influences import influences, relabelled
from estimative.testing.method_kit import MethodKit, OracleKit, RelabellingKit, RoundTripKit, WitnessKit
from estimative.testing.under_test import MethodUnderTest, RoundTrip, Witnesses
from tests.methods.influence.oracle import Oracle


def of_size(n, m):
    names = tuple(f"a{i}" for i in range(n)), tuple(f"o{a}" for a in range(m))
    return Influence(*names, np.zeros((n, n)), np.zeros((n, m)))


BEYOND = {
    "actors": lambda: of_size(RECORD.limits["actors"] + 1, 0),
    "objectives": lambda: of_size(1, RECORD.limits["objectives"] + 1),
    "roads asked for": lambda: roads(of_size(2, 0), "a0", "a1", RECORD.limits["roads asked for"] + 1),
    "cells of the tables of many draws": lambda: tables(
        np.zeros((MAX_CELLS // 4 + 1, 2, 2), int), np.zeros((MAX_CELLS // 4 + 1, 2, 1), int)
    ),
}


def every_witness(problem, result):
    for table in EXPLAINED:
        for row in problem.actors:
            for column in problem.actors:
                yield entry(result, table, row, column)
    for start in problem.actors[:2]:
        for end in problem.actors[-2:]:
            if start != end:
                found = roads(problem, start, end, 4)
                yield found
                yield from found.found


def spoiled(problem, claim):
    """A value, a part, a link, an order that is not so."""
    if hasattr(claim, "parts"):
        yield replace(claim, value=claim.value + 1)
        yield replace(claim, parts=(*claim.parts, Part("nobody", 1.0)))
        yield replace(claim, parts=(*claim.parts, *claim.parts[:1])) if claim.parts else replace(claim, row="nobody")
        for k in range(len(claim.parts)):
            yield replace(claim, parts=claim.parts[:k] + claim.parts[k + 1 :])
    elif hasattr(claim, "found"):
        yield replace(claim, start=claim.end)
        if claim.found:
            yield replace(claim, found=(*claim.found, claim.found[0]))
            yield replace(claim, start=claim.end, end=claim.start)
        if len(claim.found) > 1:
            yield replace(claim, found=claim.found[::-1])
            if claim.found[0].strength > claim.found[-1].strength:
                yield replace(claim, found=claim.found[-1:])
        yield replace(claim, found=(), all_there_are=False)
    else:
        yield replace(claim, strength=claim.strength + 1)
        yield replace(claim, weakest=())
        yield replace(claim, links=claim.links[:-1])
        yield replace(claim, actors=claim.actors[:-1])
        yield replace(claim, actors=(*claim.actors, claim.actors[0]))
        yield replace(claim, actors=(*claim.actors[:-1], "nobody"))


class InfluenceKit(MethodKit, RelabellingKit, RoundTripKit, WitnessKit, OracleKit):
    reading = "excluded"

    @pytest.fixture
    def method(self):
        return MethodUnderTest(
            RECORD, influences(), lambda problem, seed: solve(problem, self.reading), beyond=BEYOND, examples=25
        )

    @pytest.fixture
    def relabellings(self):
        return relabelled

    @pytest.fixture
    def problem_json(self):
        return RoundTrip(write=influence_json, read=influence_from)

    @pytest.fixture
    def witnesses(self):
        return Witnesses(every_witness, lambda problem, claim: faults(problem, claim, self.reading), spoiled)

    @pytest.fixture
    def oracle(self):
        return lambda problem: Oracle(problem.influence.tolist(), problem.stakes.tolist(), self.reading).answer()


class TestDiagonalExcluded(InfluenceKit):
    pass


class TestDiagonalIncluded(InfluenceKit):
    reading = "included"
