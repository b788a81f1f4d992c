"""Small conflicts worked by hand, each of which a known misreading of the definitions gets wrong."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from estimative.base.logic.space import Factor
from estimative.methods.conflict import (
    Arena,
    Conflict,
    GraphConflict,
    Sanction,
    arcs_from_moves,
    faults,
    graph_of,
    legal_reach,
    partial_from_pairs,
    ranks_from_levels,
    ranks_from_order,
    solve,
    witness,
)


def graph(moves: dict[str, list[tuple[int, int]]], orders: dict[str, list], **more: object) -> GraphConflict:
    """A conflict in graph form from moves and rankings (best first) in state numbers; no ranking: indifferent."""
    names = tuple(moves)
    count = max(
        [number for pairs in moves.values() for pair in pairs for number in pair]
        + [n for order in orders.values() for entry in order for n in (entry if isinstance(entry, list) else [entry])]
    )
    everything = [list(range(1, count + 1))]
    ranks = np.array([ranks_from_order(orders.get(name, everything), count) for name in names])
    labels = tuple(f"s{k}" for k in range(1, count + 1))
    return GraphConflict(names, labels, arcs_from_moves(list(moves.values()), count), ranks, **more)


def stable(problem: GraphConflict | Conflict, concept: str, dm: int = 0) -> list[int]:
    """The numbers of the states that are stable for a decision maker."""
    return (np.flatnonzero(solve(problem).stable[concept][dm]) + 1).tolist()


def yes_no(*names: str, **moves: str) -> tuple[Factor, ...]:
    """Options "A.x" of the decision maker before the dot."""
    return tuple(Factor(n, owner=n.split(".")[0], moves=moves.get(n.split(".")[1], "both")) for n in names)


# 1. Legal sequences, not "each opponent at most once"


def test_an_opponent_may_move_twice_with_another_in_between() -> None:
    factors = yes_no("A.a", "B.b", "C.c")
    feasible = np.array([not (code & 1 and code & 2) for code in range(8)])
    ranks = np.zeros((3, 8), dtype=int)
    orders = ([4, 6, 3, 5, 1, 2], [6, 4, 1, 5, 2, 3], [4, 2, 3, 6, 5, 1])
    ranks[:, np.flatnonzero(feasible)] = [ranks_from_order(order, 6) for order in orders]
    problem = Conflict(("A", "B", "C"), factors, feasible, ranks)
    fifth = int(problem.states[4])
    for form, code in ((problem, fifth), (graph_of(problem), 4)):
        assert stable(form, "SEQ") == [1, 3, 4, 5, 6]
        movers = [mover for mover, _ in witness(form, 0, code, "SEQ").sanctions[0].path]
        assert len(movers) > len(set(movers))
        assert all(one != other for one, other in pairwise(movers))


def test_nobody_moves_twice_in_a_row() -> None:
    problem = graph(
        {"A": [(1, 2), (2, 1), (2, 4)], "B": [(4, 1)], "C": []},
        {"A": [4, 3, 1, 2], "B": [1, 3, 2, 4], "C": [1, 3, 4, 2]},
    )
    assert stable(problem, "GMR", dm=1) == [1, 2, 3]  # A alone would have to go 1, 2, 4 to punish B's move from 4
    assert (solve(problem).equilibria("GMR") + 1).tolist() == [1, 3]


# 2. A sanction is "not better", not "worse"


def test_a_sanction_need_only_be_no_better() -> None:
    moves = {"A": [(1, 2)], "B": [(2, 3)]}
    assert 1 in stable(graph(moves, {"A": [2, [1, 3]]}), "GMR")
    assert 1 not in stable(graph(moves, {"A": [2, 3, 1]}), "GMR")


# 3. An improvement in a sanction is relative to the state that is left


def test_a_credible_move_improves_on_what_it_leaves_not_on_the_start() -> None:
    moves = {"A": [(1, 2)], "B": [(2, 3)]}
    worse_than_the_start = graph(moves, {"A": [2, 1, 3], "B": [1, 3, 2]})
    better_than_the_start_only = graph(moves, {"A": [2, 1, 3], "B": [2, 3, 1]})
    assert 1 in stable(worse_than_the_start, "SEQ")
    assert 1 not in stable(better_than_the_start_only, "SEQ")


# 4. A coalition moves by legal sequences, not by one joint jump


def test_a_coalition_cannot_jump_over_infeasible_states() -> None:
    problem = Conflict(("A", "B"), yes_no("A.a", "B.b"), np.array([True, False, False, True]), np.zeros((2, 4), int))
    arena = Arena(problem, 0)
    assert not arena.reach((0, 1))[0].any()
    assert not legal_reach(list(graph_of(problem).arcs)).any()


# 5. Infeasible states never block a jump that changes several options of one decision maker


def test_one_decision_maker_jumps_over_infeasible_states() -> None:
    problem = Conflict(("A",), yes_no("A.x", "A.y"), np.array([True, False, False, True]), np.array([[0, 0, 0, 1]]))
    assert problem.moves(0, 0).tolist() == [3]
    assert graph_of(problem).moves(0, 0).tolist() == [1]
    assert stable(problem, "Nash") == stable(graph_of(problem), "Nash") == [2]


# 6. One-way options bind option by option


def test_one_illegal_part_makes_a_move_illegal() -> None:
    problem = Conflict(("A",), yes_no("A.x", "A.y", y="forward"), np.ones(4, bool), np.zeros((1, 4), int))
    graphed = graph_of(problem)
    from_yes = 2  # x no, y yes
    assert problem.moves(0, from_yes).tolist() == graphed.moves(0, from_yes).tolist() == [3]
    assert sorted(problem.moves(0, 0).tolist()) == graphed.moves(0, 0).tolist() == [1, 2, 3]


# 7. Statements in order of priority, however many


def test_a_hundred_statements_are_compared_one_after_the_other() -> None:
    levels = [np.array([1, 0, 0])] + [np.array([0, 1, 1])] * 98 + [np.array([0, 0, 1])]
    assert ranks_from_levels(levels, 3).tolist() == [2, 0, 1]


# 8. Sequential stability asks where the others' improvements lead, not whether they have any


def test_an_improvement_is_not_deterred_by_others_who_have_something_better_to_do() -> None:
    moves = {"A": [(1, 2)], "B": [(2, 3)]}
    assert 1 not in stable(graph(moves, {"A": [3, 2, 1], "B": [3, 2, 1]}), "SEQ")  # state 2 is not Nash for B
    assert 1 not in stable(graph(moves, {"A": [2, 1, 3], "B": [2, 3, 1]}), "SEQ")  # it is, and nothing deters
    assert 1 in stable(graph(moves, {"A": [2, 1, 3], "B": [3, 2, 1]}), "SEQ")


def test_smr_and_seq_together_do_not_make_sseq() -> None:
    problem = graph({"A": [(1, 2), (4, 5)], "B": [(2, 3), (2, 4)]}, {"A": [5, 2, 1, 3, 4], "B": [4, 2, 3, 1, 5]})
    assert 1 in stable(problem, "SMR")  # by state 3, where A has no reply; B gains nothing by it
    assert 1 in stable(problem, "SEQ")  # by state 4, which pays for B; A mends it by state 5
    assert 1 not in stable(problem, "SSEQ")


# Hidden states


def test_who_does_not_see_a_state_can_be_punished_there_and_does_not_move_from_it() -> None:
    moves = {"A": [(1, 2), (3, 4)], "B": [(2, 3), (3, 1)]}
    orders = {"A": [4, 2, 1, 3], "B": [3, 2, 1, 4]}
    seen = graph(moves, orders)
    unseen = replace(seen, hidden=np.array([[0, 0, 1, 0], [0, 0, 0, 0]]))
    assert 1 in stable(seen, "GMR")
    assert 1 not in stable(seen, "SMR")  # A replies 3 -> 4
    assert 3 not in stable(seen, "Nash")
    assert 1 in stable(unseen, "SMR")  # A cannot reply from what it does not see
    assert 3 in stable(unseen, "Nash")
    result = solve(unseen)
    assert result.unseen == {0: (2,)}
    assert result.blind(2) == (0,)
    assert result.blind(0) == ()
    assert result.to_dict()["unseen"] == {"A": [3]}
    assert witness(unseen, 0, 2, "Nash").unseen
    assert unseen.moves(1, 1).tolist() == [2]


def test_nobody_moves_to_a_state_that_it_does_not_see() -> None:
    problem = graph({"A": [(1, 2), (1, 3)], "B": []}, {"A": [2, 3, 1]}, hidden=np.array([[0, 1, 0], [0, 0, 0]]))
    assert problem.moves(0, 0).tolist() == [2]


# Unknown preferences


def test_the_state_moved_to_does_not_deter_the_move_by_being_unknown() -> None:
    problem = graph({"A": [(1, 2)], "B": []}, {}, partial=(partial_from_pairs([], 2), None))
    found = {name: stable(problem, name) for name in ("GMR_a", "GMR_b", "GMR_c", "GMR_d")}
    assert found == {"GMR_a": [2], "GMR_b": [1, 2], "GMR_c": [2], "GMR_d": [1, 2]}


def test_a_move_that_may_pay_is_a_credible_answer_in_every_reading() -> None:
    known = graph({"A": [(1, 2)], "B": [(2, 3)]}, {"A": [2, 1, 3], "B": [2, 3, 1]})
    problem = replace(known, partial=(None, partial_from_pairs([], 3)))
    assert 1 not in stable(known, "SEQ")
    assert all(1 in stable(problem, f"SEQ_{reading}") for reading in "abcd")


def test_what_may_be_better_is_no_sanction_where_only_the_sure_deters() -> None:
    known = partial_from_pairs([(2, 1)], 3)  # A surely prefers 2 to 1; what 3 is worth is not known
    problem = graph({"A": [(1, 2)], "B": [(2, 3)]}, {}, partial=(known, None))
    assert [1 in stable(problem, f"GMR_{reading}") for reading in "abcd"] == [False, False, True, True]


def test_better_or_unknown_is_not_transitive_so_last_movers_are_kept() -> None:
    # B may go 2 -> 3 or 3 -> 4, never both in a row, though 3 may be better than 2 and 4 better than 3.
    moves = {"A": [(1, 2)], "B": [(2, 3), (3, 4)], "C": []}
    problem = graph(moves, {"A": [2, 3, 1, 4]}, partial=(None, partial_from_pairs([], 4), None))
    assert 1 not in stable(problem, "SEQ_d")
    # With C going 3 -> 5 in between it may: B 2 -> 3, C 3 -> 5, B 5 -> 4.
    with_c = graph(
        {"A": [(1, 2)], "B": [(2, 3), (3, 4), (5, 4)], "C": [(3, 5)]},
        {"A": [2, 3, 5, 1, 4]},
        partial=(None, *[partial_from_pairs([], 5)] * 2),
    )
    assert 1 in stable(with_c, "SEQ_a")
    assert witness(with_c, 0, 0, "SEQ_a").sanctions[0].path == ((1, 2), (2, 4), (1, 3))


# Witnesses


def test_a_false_witness_is_found_out() -> None:
    problem = graph(
        {"A": [(1, 2), (4, 5)], "B": [(2, 3), (2, 4)], "C": [(4, 3)]},
        {"A": [5, 2, 1, 3, 4], "B": [4, 2, 3, 1, 5], "C": [3, 4, 1, 2, 5]},
    )
    claim = witness(problem, 0, 0, "SEQ")
    assert faults(problem, claim) == ()
    false = {
        "the improvements are [1]": replace(claim, sanctions=()),
        "said to be undeterred": replace(claim, sanctions=(Sanction(1, None),)),
        "cannot move": replace(claim, sanctions=(Sanction(1, ((2, 3),)),)),
        "gains nothing": replace(claim, sanctions=(Sanction(1, ((1, 2),)),)),
        "moves twice in a row": replace(claim, sanctions=(Sanction(1, ((1, 3), (1, 2))),)),
        "would sanction itself": replace(claim, sanctions=(Sanction(1, ((1, 3), (0, 4))),)),
        "does not deter": replace(claim, sanctions=(Sanction(1, ((1, 3), (0, 4))),)),
        "hidden from": replace(claim, unseen=True),
        "code of no state": replace(claim, sanctions=(Sanction(1, ((1, 9),)),)),
        "is no decision maker": replace(claim, dm=3),
        "the replies to": replace(witness(problem, 0, 0, "SMR"), sanctions=(Sanction(1, ((1, 2),), (4,)),)),
    }
    for words, wrong in false.items():
        assert any(words in fault for fault in faults(problem, wrong)), (words, faults(problem, wrong))
    looked_at = witness(problem, 0, 0, "SSEQ").sanctions[0]
    assert looked_at.path == ((1, 3), (2, 2))  # B's answer alone would be mended by A's reply; C's after it is not
    assert looked_at.replies == ()


@pytest.mark.parametrize("concept", ["SEQ", "SIM", "Nash_e", "SSEQ_a"])
def test_a_witness_is_of_a_concept_that_the_conflict_is_solved_for(concept: str) -> None:
    problem = graph({"A": [(1, 2)], "B": []}, {}, partial=(partial_from_pairs([], 2), None))
    with pytest.raises(ValueError, match="one of `Nash_a`"):
        witness(problem, 0, 0, concept)
