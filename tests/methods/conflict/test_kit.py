"""The conflict method keeps the laws that any method keeps, in option form and in graph form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st

from estimative.base.logic.space import Factor
from estimative.exchange.casebook_conflict import conflict_from
from estimative.exchange.casebook_writing import conflict_json
from estimative.methods.conflict import CONCEPTS, Arena, Conflict, GraphConflict, Sanction, faults, solve, witness
from estimative.methods.conflict.coalitions import solve_coalitions
from estimative.methods.conflict.graph import within_limit
from estimative.methods.conflict.record import RECORD
from estimative.methods.conflict.unknown import concepts_of
from estimative.testing.conflicts import conflicts, graph_conflicts, relabelled
from estimative.testing.method_kit import MethodKit, OracleKit, RelabellingKit, RoundTripKit, WitnessKit
from estimative.testing.under_test import MethodUnderTest, RoundTrip, Witnesses
from tests.methods.conflict.graph_oracle import GraphOracle
from tests.methods.conflict.oracle import Oracle


def many_options(count):
    return tuple(Factor(f"f{k}", owner="AB"[k % 2]) for k in range(count))


BEYOND = {
    "states": lambda: Conflict(("A", "B"), many_options(23), np.ones(1, bool), np.zeros((2, 1), int)),
    "states in one play": lambda: Arena(
        Conflict(("A", "B"), many_options(13), np.ones(1 << 13, bool), np.zeros((2, 1 << 13), int)), 0
    ),
    "states in graph form": lambda: within_limit(RECORD.limits["states in graph form"] + 1),
    "cells of the tables for coalitions": lambda: solve_coalitions(
        Conflict(("A", "B"), many_options(15), np.ones(1 << 15, bool), np.zeros((2, 1 << 15), int))
    ),
}


def every_witness(problem, result):
    for code in problem.states.tolist():
        for dm in range(len(problem.decision_makers)):
            for concept in result.stable:
                claim = witness(problem, dm, code, concept)
                assert claim.stable == result.is_stable(concept, dm, code)
                yield claim


def impossible(problem, claim, sanction):
    """The sanction by a move that its mover does not have, or by one who moves twice in a row; else as it should be."""
    for mover in range(len(problem.decision_makers)):
        if mover == claim.dm:
            continue
        moves = problem.moves(mover, sanction.improvement).tolist()
        paths = [((mover, code),) for code in sorted({*problem.states.tolist()} - {*moves})]
        paths += [((mover, t), (mover, u)) for t in moves for u in problem.moves(mover, t).tolist()]
        for path in paths:
            replies = sorted(problem.moves(claim.dm, path[-1][1]).tolist()) if sanction.replies else ()
            yield replace(sanction, path=path, replies=tuple(replies))


def spoiled(problem, claim):
    """A sanction left out, denied, empty or impossible; an improvement that is none; sight where there is none."""
    yield replace(claim, sanctions=(*claim.sanctions, Sanction(claim.state, None)))
    yield replace(claim, unseen=not claim.unseen)
    for k, sanction in enumerate(claim.sanctions):
        before, after = claim.sanctions[:k], claim.sanctions[k + 1 :]
        yield replace(claim, sanctions=before + after)
        if sanction.path is not None:
            yield replace(claim, sanctions=(*before, replace(sanction, path=None, replies=()), *after))
            yield replace(claim, sanctions=(*before, replace(sanction, path=()), *after))
            yield from (replace(claim, sanctions=(*before, w, *after)) for w in impossible(problem, claim, sanction))
        else:
            yield replace(claim, sanctions=(*before, replace(sanction, path=((claim.dm, claim.state),)), *after))


class ConflictKit(MethodKit, RelabellingKit, RoundTripKit, WitnessKit):
    problems: st.SearchStrategy

    @pytest.fixture
    def method(self):
        return MethodUnderTest(RECORD, self.problems, lambda problem, seed: solve(problem), beyond=BEYOND)

    @pytest.fixture
    def relabellings(self):
        return relabelled

    @pytest.fixture
    def problem_json(self):
        return RoundTrip(write=conflict_json, read=lambda data: conflict_from(data).problem)

    @pytest.fixture
    def witnesses(self):
        return Witnesses(every_witness, faults, spoiled)


class TestOptionForm(ConflictKit, OracleKit):
    problems = conflicts()

    @pytest.fixture
    def oracle(self):
        def by_definition(problem):
            oracle = Oracle(problem)
            stable = {
                name: {
                    concept: [k for k, s in enumerate(oracle.states, start=1) if oracle.stable(i, s, concept)]
                    for concept in CONCEPTS
                }
                for i, name in enumerate(problem.decision_makers)
            }
            return {"individual": stable}

        return by_definition


class TestGraphForm(ConflictKit, OracleKit):
    problems = graph_conflicts()

    @pytest.fixture
    def oracle(self):
        def by_definition(problem):
            data = conflict_json(problem)
            oracle = GraphOracle({**data, "state_list": data["states"]})
            return {
                "individual": {
                    name: {
                        concept: [s for s in oracle.states if oracle.stable(i, s, concept)]
                        for concept in concepts_of(problem)
                    }
                    for i, name in enumerate(problem.decision_makers)
                }
            }

        return by_definition


def test_the_strategies_make_what_they_promise():
    def some(strategy, what):
        find(strategy, what, settings=settings(max_examples=2000, phases=[Phase.generate], deadline=None))

    some(conflicts(), lambda c: not c.feasible.all() and len(c.states) > 1)
    some(conflicts(), lambda c: any(f.owner is None for f in c.factors))
    some(conflicts(), lambda c: any(len(f.variants) == 3 and f.moves == "back" for f in c.factors))
    some(conflicts(), lambda c: c.size > 12)
    some(conflicts(), lambda c: len(c.decision_makers) == 4)
    some(graph_conflicts(), lambda g: bool(g.unseen) and not g.complete and isinstance(g, GraphConflict))
    some(graph_conflicts(), lambda g: g.complete and g.arcs.any())
