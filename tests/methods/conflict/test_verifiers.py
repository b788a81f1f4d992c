"""The verifiers against claims about what is not there: each is refused in a sentence, none by a crash."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from estimative.base.errors import UsageError
from estimative.base.logic.space import Factor
from estimative.methods.conflict import (
    Conflict,
    PrioritisedConflict,
    Want,
    coalition_faults,
    coalition_witness,
    evolution_faults,
    inverse_faults,
    path_faults,
    shortest_paths,
    witness,
)
from estimative.methods.conflict.coalition_witnesses import GroupMove
from estimative.methods.conflict.evolution import Move, Path
from estimative.methods.conflict.inverse import NewOrder, inverse

OPTIONS = (Factor("a", owner="A"), Factor("b", owner="B"))
DILEMMA = Conflict(("A", "B"), OPTIONS, np.array([True, True, True, True]), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
NO_BOTH = Conflict(("A", "B"), OPTIONS, np.array([True, True, True, False]), DILEMMA.ranks)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"members": ()}, "is no coalition"),
        ({"members": (0, 0)}, "is no coalition"),
        ({"members": (2,)}, "2 is no decision maker"),
        ({"members": (-1,)}, "-1 is no decision maker"),
        ({"state": 4}, "4 is the code of no state"),
        ({"state": -1}, "-1 is the code of no state"),
    ],
)
def test_a_coalition_or_state_that_is_none(change: dict[str, object], said: str) -> None:
    claim = coalition_witness(DILEMMA, (0,), 3, "CSEQ")
    assert coalition_faults(DILEMMA, claim) == ()
    assert said in " ".join(coalition_faults(DILEMMA, replace(claim, **change)))


def test_an_answer_by_nobody_and_a_state_that_cannot_be() -> None:
    claim = coalition_witness(DILEMMA, (0,), 3, "CSEQ")
    (improvement,) = claim.improvements
    for answer in (GroupMove((9,), ((9, 0),)), GroupMove((1,), ((1, 99),)), GroupMove((), ((1, 0),))):
        assert coalition_faults(DILEMMA, replace(claim, improvements=(replace(improvement, answer=(answer,)),)))
    assert coalition_faults(NO_BOTH, replace(coalition_witness(NO_BOTH, (0,), 0, "CNash"), state=3))


@pytest.mark.parametrize(
    "path", [Path(9), Path(-1), Path(3), Path(0, (Move((7,), 0, 1),)), Path(0, (Move((0,), 0, 9),))]
)
def test_a_path_by_nobody_or_through_no_state(path: Path) -> None:
    assert path_faults(NO_BOTH, path, "moves")


def test_ends_and_starts_that_are_no_states() -> None:
    claim = shortest_paths(NO_BOTH, 0, "moves")
    assert evolution_faults(NO_BOTH, claim) == ()
    assert evolution_faults(NO_BOTH, replace(claim, start=-1)) == ("-1 is the code of no state",)
    assert "9 is the code of no state" in evolution_faults(NO_BOTH, replace(claim, paths={**claim.paths, 9: ()}))


def test_unknown_names_are_said() -> None:
    with pytest.raises(UsageError, match="allowed: `CNash`"):
        coalition_faults(DILEMMA, replace(coalition_witness(DILEMMA, (0,), 3, "CSEQ"), concept="Foo"))
    with pytest.raises(UsageError, match="allowed: `moves`"):
        path_faults(DILEMMA, Path(0), "foo")


B, NOT_A, A = Want("b", [0, 0, 1, 1]), Want("not a", [1, 0, 1, 0]), Want("a", [0, 1, 0, 1])
BOTH = Want("both", [0, 0, 0, 1])
GAME = PrioritisedConflict(("A", "B"), OPTIONS, np.ones(4, bool), ((B, NOT_A), (A,)), np.zeros((2, 4), int))


def test_false_claims_about_who_blocks_and_whose_order_it_is() -> None:
    claim = inverse(GAME, 3, "Nash", [BOTH], members=[0])
    assert inverse_faults(claim, (BOTH,)) == ()
    (order,), (new,) = claim.reorderings, claim.new_wants

    def said(**change: object) -> str:
        return " ".join(inverse_faults(replace(claim, **change), (BOTH,)))

    assert "1 is said to leave whatever" in said(reorderings=(replace(order, blocked=(1,)),))
    assert "block itself" in said(reorderings=(replace(order, blocked=(0,)),))
    assert "9 is no decision maker" in said(reorderings=(replace(order, dm=9),))
    assert "9 is no decision maker" in said(reorderings=(replace(order, blocked=(9,)),))
    assert "is called complete" in said(reorderings=(replace(order, complete=False),))
    assert "4 is the code of no state" in said(state=4)
    assert new.answer is not None
    assert "answers for decision maker 0" in said(new_wants=(replace(new, answer=replace(new.answer, dm=1)),))


def test_the_order_of_a_new_want_is_the_one_that_its_rank_makes() -> None:
    claim = inverse(GAME, 3, "Nash", [BOTH], members=[0])
    (new,) = claim.new_wants
    assert new.answer is not None
    wants, others = (B, NOT_A, BOTH), 0
    for order in permutations(range(3)):
        conflict = GAME.with_order(0, [wants[place] for place in order])
        proof = tuple(witness(conflict, dm, 3, "Nash") for dm in (0, 1))
        if order != new.answer.order and all(one.stable for one in proof):
            swaps = sum(order[a] > order[b] for a in range(3) for b in range(a + 1, 3))
            wrong = replace(new, answer=NewOrder(0, order, swaps, proof))
            assert "at rank 2" in " ".join(inverse_faults(replace(claim, new_wants=(wrong,)), (BOTH,)))
            others += 1
    assert others
