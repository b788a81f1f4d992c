"""Coalition stability: every cell against the definitions, every witness re-checked, published tables, laws."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import LimitError, UnsupportedError, UsageError
from estimative.base.logic.space import Factor
from estimative.exchange.casebook_conflict import CasebookConflict, read_conflict
from estimative.methods.conflict import Conflict, GraphConflict, PartialPreference, solve
from estimative.methods.conflict import coalitions as room
from estimative.methods.conflict.coalition_verify import coalition_faults
from estimative.methods.conflict.coalition_witnesses import CoalitionWitness, GroupMove, coalition_witness
from estimative.methods.conflict.coalitions import COALITION_CONCEPTS, groups_of, solve_coalitions
from tests.methods.conflict.coalition_oracle import CoalitionOracle, random_graph
from tests.methods.conflict.conflicts import random_conflict
from tests.methods.runs import chunks, rng_of

PER_CHUNK = 50

problems = st.integers(0, 2**32 - 1).map(lambda seed: _either(np.random.default_rng(seed)))


def _either(rng: np.random.Generator, most_states: int = 24) -> Conflict | GraphConflict:
    return random_conflict(rng, most_states) if rng.random() < 0.5 else random_graph(rng)


@pytest.mark.parametrize("chunk", chunks(20))
def test_every_cell_equals_the_definition(chunk: int) -> None:
    rng = rng_of(2008, chunk)
    for _ in range(PER_CHUNK):
        problem = _either(rng)
        oracle, result = CoalitionOracle(problem), solve_coalitions(problem)
        for concept, table in result.stable.items():
            for row, group in enumerate(result.coalitions):
                expected = [oracle.stable(frozenset(group), s, concept) for s in oracle.states]
                assert table[row].tolist() == expected, (concept, group, problem)


@pytest.mark.parametrize("chunk", chunks(10))
def test_every_witness_holds_and_says_what_the_table_says(chunk: int) -> None:
    rng = rng_of(11, chunk)
    for _ in range(25):
        problem = _either(rng, most_states=12)
        result = solve_coalitions(problem)
        for code in problem.states.tolist():
            for group in result.coalitions:
                for concept in COALITION_CONCEPTS:
                    claim = coalition_witness(problem, group, code, concept)
                    assert coalition_faults(problem, claim) == ()
                    assert claim.stable == result.is_stable(concept, group, code)


def test_graph_form_of_option_form_gives_the_same_tables() -> None:
    rng = np.random.default_rng(3)
    for _ in range(150):
        problem = random_conflict(rng)
        codes = problem.states
        arcs = np.zeros((len(problem.decision_makers), len(codes), len(codes)), dtype=bool)
        for dm, table in enumerate(arcs):
            for place, code in enumerate(codes.tolist()):
                table[place, np.searchsorted(codes, problem.moves(dm, code))] = True
        labels = tuple(map(str, codes.tolist()))
        graph = GraphConflict(problem.decision_makers, labels, arcs, problem.ranks[:, codes])
        one, other = solve_coalitions(problem), solve_coalitions(graph)
        for concept in COALITION_CONCEPTS:
            assert (one.stable[concept] == other.stable[concept]).all()


WITH_COALITIONS = (
    "elmira",
    "elmira-12-states",
    "lake-gisborne-economy",
    "synthetic-no-consecutive-moves",
    "synthetic-opponent-moves-twice",
)


def _numbers(book: CasebookConflict, codes: np.ndarray) -> list[int]:
    return sorted((np.flatnonzero(np.isin(book.order, codes)) + 1).tolist())


@pytest.mark.parametrize("name", WITH_COALITIONS)
def test_published_coalition_tables_are_reproduced(shared: Path, name: str) -> None:
    path = shared / "casebook" / "conflict" / f"{name}.json"
    expected = json.loads(path.read_text())["expected"]["coalition_nash"]
    book = read_conflict(path)
    result = solve_coalitions(book.problem)
    groups = [group for group in result.coalitions if len(group) > 1]
    found = {result.name(group): _numbers(book, result.states("CNash", group)) for group in groups}
    assert found == expected


def test_no_other_casebook_file_has_coalition_tables(shared: Path) -> None:
    folder = shared / "casebook" / "conflict"
    having = {path.stem for path in folder.glob("*.json") if "coalition_nash" in path.read_text()}
    assert having == set(WITH_COALITIONS)


@pytest.mark.parametrize("name, left, reached", [("elmira", 5, 8), ("elmira-12-states", 7, 10)])
def test_elmira_ministry_and_company_jump_from_one_equilibrium_to_another(
    shared: Path, name: str, left: int, reached: int
) -> None:
    book = read_conflict(shared / "casebook" / "conflict" / f"{name}.json")
    problem = book.problem
    start, end = int(book.order[left - 1]), int(book.order[reached - 1])
    for concept in ("Nash", "SEQ", "SSEQ"):
        assert {start, end} <= set(solve(problem).equilibria(concept).tolist())
    result = solve_coalitions(problem)
    for concept in COALITION_CONCEPTS:
        assert not result.is_stable(concept, (0, 1), start)
        assert left not in _numbers(book, result.universally_stable(concept))
        assert reached in _numbers(book, result.universally_stable(concept))
        claim = coalition_witness(problem, (0, 1), start, concept)
        assert claim.escapes == (end,)
        assert coalition_faults(problem, claim) == ()
    moves = coalition_witness(problem, (0, 1), start, "CNash").improvements[0].moves
    assert sorted(dm for dm, _ in moves) == [0, 1]


@given(problems)
def test_the_concepts_nest(problem: Conflict | GraphConflict) -> None:
    stable = solve_coalitions(problem).stable
    for strong, weak in [("CNash", "CSEQ"), ("CNash", "CSMR"), ("CSMR", "CGMR")]:
        assert (stable[strong] <= stable[weak]).all(), (strong, weak)
    if isinstance(problem, Conflict):
        assert (stable["CSEQ"] <= stable["CGMR"]).all()


def test_in_graph_form_coalitions_may_answer_where_their_members_in_turn_could_not() -> None:
    # B answers from t to u, then B and C together go on to v, B first: no coalition twice in a row, but B twice
    arcs = np.zeros((3, 5, 5), dtype=bool)
    arcs[0, 0, 1] = arcs[1, 1, 2] = arcs[1, 2, 3] = arcs[2, 3, 4] = True
    ranks = np.array([[1, 2, 2, 2, 0], [0, 0, 1, 2, 3], [0, 0, 0, 0, 1]])
    problem = GraphConflict(("A", "B", "C"), ("s", "t", "u", "between", "v"), arcs, ranks)
    result, oracle = solve_coalitions(problem, [(0,)]), CoalitionOracle(problem)
    assert result.is_stable("CSEQ", (0,), 0)
    assert not result.is_stable("CGMR", (0,), 0)
    assert oracle.stable(frozenset({0}), 0, "CSEQ")
    assert not oracle.stable(frozenset({0}), 0, "CGMR")
    claim = coalition_witness(problem, (0,), 0, "CSEQ")
    assert [move.members for move in claim.improvements[0].answer or ()] == [(1,), (1, 2)]
    assert coalition_faults(problem, claim) == ()


@given(problems)
def test_a_coalition_of_one_is_its_member(problem: Conflict | GraphConflict) -> None:
    single, alone = solve(problem), solve_coalitions(problem, [(dm,) for dm in range(len(problem.decision_makers))])
    for concept, of_one in [("Nash", "CNash"), ("GMR", "CGMR"), ("SMR", "CSMR")]:
        assert (single.stable[concept] == alone.stable[of_one]).all()
    # against one, the others may answer together under CSEQ, which only adds answers
    assert (single.stable["SEQ"] <= alone.stable["CSEQ"]).all()
    if len(problem.decision_makers) <= 2:
        assert (single.stable["SEQ"] == alone.stable["CSEQ"]).all()


@given(problems)
def test_against_everybody_together_nobody_is_left_to_answer(problem: Conflict | GraphConflict) -> None:
    stable = solve_coalitions(problem, [tuple(range(len(problem.decision_makers)))]).stable
    for concept in ("CGMR", "CSMR", "CSEQ"):
        assert (stable["CNash"] == stable[concept]).all()


@given(problems, st.randoms(use_true_random=False))
def test_relabelling_decision_makers_permutes_the_answer(problem: Conflict | GraphConflict, random: object) -> None:
    order = list(range(len(problem.decision_makers)))
    random.shuffle(order)  # type: ignore[attr-defined]
    names = tuple(problem.decision_makers[dm] for dm in order)
    other = replace(problem, decision_makers=names, ranks=problem.ranks[order])
    if isinstance(problem, GraphConflict):
        other = replace(other, arcs=problem.arcs[order], hidden=problem.hidden[order])
    before, after = solve_coalitions(problem), solve_coalitions(other)
    for concept in COALITION_CONCEPTS:
        for group in before.coalitions:
            there = tuple(order.index(dm) for dm in group)
            assert before.states(concept, group).tolist() == after.states(concept, there).tolist()
        assert (before.universally_stable(concept) == after.universally_stable(concept)).all()


@given(problems)
def test_some_coalitions_give_the_rows_of_all(problem: Conflict | GraphConflict) -> None:
    everything = solve_coalitions(problem)
    some = list(everything.coalitions)[::2]
    found = solve_coalitions(problem, some, ["CSMR"])
    assert found.coalitions == tuple(some)
    assert (found.stable["CSMR"] == everything.stable["CSMR"][::2]).all()
    assert set(found.stable) == {"CSMR"}
    assert everything.to_dict() == solve_coalitions(problem).to_dict()


def test_questions_put_in_small_parts_get_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    from estimative.methods.conflict import joint

    rng = np.random.default_rng(5)
    some = [_either(rng) for _ in range(60)]
    whole = [solve_coalitions(problem).to_dict() for problem in some]
    monkeypatch.setattr(room, "TOGETHER", 1)
    monkeypatch.setattr(joint, "PART", 4)
    assert [solve_coalitions(problem).to_dict() for problem in some] == whole


def test_a_dozen_options_are_answered_whole() -> None:
    rng = np.random.default_rng(12)
    factors = tuple(Factor(f"o{k}", owner=f"dm{k % 4}") for k in range(12))
    names = tuple(f"dm{i}" for i in range(4))
    ranks = rng.integers(0, 9, (4, 1 << 12))
    problem = Conflict(names, factors, rng.random(1 << 12) < 0.8, ranks)
    result = solve_coalitions(problem)
    assert len(result.coalitions) == 15
    single = solve(problem)
    for concept, of_one in [("Nash", "CNash"), ("GMR", "CGMR"), ("SMR", "CSMR")]:
        assert (single.stable[concept] == result.stable[of_one][:4]).all()
    state = int(result.states("CSMR", (0, 1))[0])
    claim = coalition_witness(problem, (0, 1), state, "CSMR")
    assert claim.stable
    assert coalition_faults(problem, claim) == ()


AB = (Factor("a", owner="A"), Factor("b", owner="B"), Factor("c", owner="C"))
FREE = Conflict(("A", "B", "C"), AB, np.ones(8, bool), np.array([[0, 1, 2, 3, 3, 2, 1, 0]] * 2 + [[1, 0] * 4]))


@pytest.mark.parametrize("members", [(), (0, 0), (3,), (-1,)])
def test_what_is_no_coalition_is_refused(members: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="from 0 to 2"):
        solve_coalitions(FREE, [members])
    with pytest.raises(UsageError, match="from 0 to 2"):
        coalition_witness(FREE, members, 0, "CNash")


def test_unknown_names_and_questions_not_asked_are_refused() -> None:
    with pytest.raises(UsageError, match="did you mean `CSEQ`"):
        solve_coalitions(FREE, concepts=["CSEK"])
    with pytest.raises(UsageError, match="no concept"):
        coalition_witness(FREE, (0,), 0, "SEQ")
    with pytest.raises(UsageError, match="feasible"):
        coalition_witness(FREE, (0,), 8, "CSEQ")
    some = solve_coalitions(FREE, [(0, 1)])
    assert some.to_dict()["universally_stable"] is None
    with pytest.raises(UsageError, match="not all coalitions"):
        some.universally_stable("CNash")
    with pytest.raises(UsageError, match="not looked at"):
        some.states("CNash", (0, 2))


def test_preferences_not_known_whole_are_refused() -> None:
    nothing = np.zeros((2, 2), bool)
    partial = PartialPreference(nothing, ~np.eye(2, dtype=bool))
    problem = GraphConflict(("A",), ("s", "t"), np.zeros((1, 2, 2)), np.zeros((1, 2)), (partial,))
    with pytest.raises(UnsupportedError, match="A are not all known"):
        solve_coalitions(problem)


def test_declared_limits_raise_the_declared_error() -> None:
    many = tuple(Factor(f"f{k}", owner="AB"[k % 2]) for k in range(16))
    wide = Conflict(("A", "B"), many, np.ones(1 << 16, bool), np.zeros((2, 1 << 16), int))
    with pytest.raises(LimitError, match="only about CNash"):
        solve_coalitions(wide)
    assert solve_coalitions(wide, [(0,)], ["CNash"]).stable["CNash"].all()
    names = tuple(f"dm{k}" for k in range(17))
    crowd = Conflict(names, (Factor("f", owner="dm0"),), np.ones(2, bool), np.zeros((17, 2), int))
    with pytest.raises(LimitError, match="131,071 coalitions"):
        solve_coalitions(crowd)
    assert len(solve_coalitions(crowd, [(0, 16)], ["CNash", "CGMR"]).coalitions) == 1


def _tampered(claim: CoalitionWitness) -> list[tuple[CoalitionWitness, str]]:
    """Witnesses that say something false, with what a check must say of it."""
    first = claim.improvements[0]
    mover, code = first.moves[0]
    found = [
        (replace(claim, improvements=()), "the witness names \\[\\]"),
        (_with(claim, moves=(*first.moves, (2, code))), "does not belong"),
        (_with(claim, moves=((mover, code), *first.moves)), "twice in a row"),
        (_with(claim, moves=((mover, 99),)), "99 is the code of no state"),
        (_with(claim, moves=((mover, claim.state),)), "cannot move"),
        (_with(claim, moves=()), "no move leads away"),
    ]
    if first.answer is None:
        found.append((_with(claim, answer=(GroupMove((2,), ((2, first.end ^ 4),)),)), "does not deter|no such|gain"))
    else:
        step = first.answer[-1]
        found += [
            (_with(claim, answer=None), "said to be undeterred"),
            (_with(claim, answer=()), "knows no such answer"),
            (_with(claim, answer=(replace(step, members=claim.members[:1]), *first.answer)), "itself has a hand"),
            (_with(claim, answer=(*first.answer, step)), "twice in a row"),
        ]
        if claim.concept == "CSMR":
            found.append((_with(claim, replies=(99,)), "the replies to"))
    return found


def _with(claim: CoalitionWitness, **changes: object) -> CoalitionWitness:
    first, *rest = claim.improvements
    return replace(claim, improvements=(replace(first, **changes), *rest))  # type: ignore[arg-type]


def test_a_false_witness_is_found_out() -> None:
    seen = set()
    for concept in COALITION_CONCEPTS:
        for group in groups_of(range(2)):
            for code in range(8):
                claim = coalition_witness(FREE, group, code, concept)
                if claim.improvements:
                    seen.add((concept, claim.stable))
                    for false, words in _tampered(claim):
                        said = " | ".join(coalition_faults(FREE, false))
                        assert re.search(words, said), (false, words, said)
    assert {("CNash", False), ("CGMR", True), ("CSMR", True)} <= seen
