"""The inverse question against every order, its answers re-checked, its limits kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from estimative.base.errors import LimitError, UsageError
from estimative.base.logic.space import Factor
from estimative.methods.conflict import CONCEPTS, Conflict, solve
from estimative.methods.conflict import inverse as room
from estimative.methods.conflict import trial as trials
from estimative.methods.conflict.inverse import InverseResult, inverse
from estimative.methods.conflict.inverse_verify import inverse_faults
from estimative.methods.conflict.wants import PrioritisedConflict, Want
from tests.methods.conflict.conflicts import random_conflict
from tests.methods.conflict.oracle import Oracle
from tests.methods.runs import chunks, rng_of


def _pattern(rng: np.random.Generator, problem: Conflict, fixed: float) -> np.ndarray:
    """A random statement: one or two patterns joined by or, or one option as it is to stand."""
    holds = np.zeros(problem.size, dtype=bool)
    if rng.random() < 0.5:
        k = int(rng.integers(len(problem.factors)))
        count = len(problem.factors[k].variants)
        return np.asarray(np.arange(problem.size) // problem.strides[k] % count == rng.integers(count))
    for _ in range(int(rng.integers(1, 3))):
        codes = np.arange(problem.size)
        pattern = np.ones(problem.size, dtype=bool)
        for factor, step in zip(problem.factors, problem.strides, strict=True):
            if rng.random() < fixed:
                count = len(factor.variants)
                pattern &= codes // step % count == rng.integers(count)
        holds |= pattern
    return holds


def random_wants(rng: np.random.Generator, most: int, states: int) -> PrioritisedConflict:
    """A random option form with up to `most` wants for each decision maker, or now and then a ranking."""
    problem = random_conflict(rng, states)
    fixed = float(rng.choice([0.3, 0.6]))
    wants = [
        tuple(Want(f"w{k}", _pattern(rng, problem, fixed)) for k in range(int(rng.integers(0, most + 1))))
        if rng.random() < 0.9
        else None
        for _ in problem.decision_makers
    ]
    return PrioritisedConflict(problem.decision_makers, problem.factors, problem.feasible, tuple(wants), problem.ranks)


class Exhaustive:
    """Whether orders make a state an equilibrium, from the definitions."""

    def __init__(self, problem: PrioritisedConflict, state: int, concept: str) -> None:
        self.problem, self.state, self.concept = problem, state, concept
        self.seen: dict[tuple[int, tuple[int, ...]], bool] = {}

    def ranks(self, wants: Sequence[Want]) -> list[int]:
        rows = [tuple(bool(want.holds[code]) for want in wants) for code in range(len(self.problem.feasible))]
        return [sorted(set(rows)).index(row) for row in rows]

    def does(self, dm: int, wants: Sequence[Want]) -> bool:
        ranks = self.ranks(wants)
        key = (dm, tuple(ranks))
        if key not in self.seen:
            rows = [
                ranks if i == dm else (own.tolist() if given is None else self.ranks(given))
                for i, (given, own) in enumerate(zip(self.problem.wants, self.problem.ranks, strict=True))
            ]
            oracle = Oracle(replace(self.problem.conflict, ranks=np.array(rows)))
            (here,) = (s for s in oracle.states if oracle.codes[s] == self.state)
            self.seen[key] = all(oracle.stable(i, here, self.concept) for i in range(oracle.n))
        return self.seen[key]


def _inversions(order: Sequence[int]) -> int:
    return sum(1 for a in range(len(order)) for b in range(a) if order[b] > order[a])


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_fewest_swaps_and_the_least_ranks_are_those_of_every_order(concept: str) -> None:
    rng = np.random.default_rng([2021, list(CONCEPTS).index(concept)])
    seen: Counter[object] = Counter()
    for round_ in range(100):
        problem = random_wants(rng, 5 if round_ % 2 else 4, 12)
        stable = solve(problem.conflict).stable[concept]
        one_leaves = np.flatnonzero(stable.sum(axis=0) == len(stable) - 1)  # one alone may have to change
        places = one_leaves if len(one_leaves) and rng.random() < 0.8 else np.arange(stable.shape[1])
        state = int(problem.conflict.states[rng.choice(places)])
        new = Want("new", _pattern(rng, problem.conflict, 0.6))
        found = inverse(problem, state, concept, [new])
        oracle = Exhaustive(problem, state, concept)
        asked = [dm for dm, own in enumerate(problem.wants) if own is not None]
        assert sorted(answer.dm for answer in found.reorderings) == asked == sorted(a.dm for a in found.new_wants)
        assert found.holds == stable[:, problem.conflict.number(state) - 1].all()
        assert found.complete
        for answer in found.reorderings:
            own = problem.wants[answer.dm] or ()
            good = [
                order
                for order in permutations(range(len(own)))
                if oracle.does(answer.dm, [own[place] for place in order])
            ]
            fewest = min(map(_inversions, good), default=None)
            assert answer.swaps == fewest
            assert [a.order for a in answer.answers] == sorted(o for o in good if _inversions(o) == fewest)
            seen[fewest if fewest is None or fewest < 2 else "more"] += 1
        for added in found.new_wants:
            own = problem.wants[added.dm] or ()
            due = [k + 1 for k in range(len(own) + 1) if oracle.does(added.dm, [*own[:k], new, *own[k:]])]
            assert added.ranks == tuple(due)
            assert added.rank == max(due, default=None)
            assert added.before == (len(own) + 1 - max(due) if due else None)
            seen["new", added.rank is None] += 1
    assert min(seen[None], seen[0], seen[1], seen["more"], seen["new", True], seen["new", False]) > 0, seen


@pytest.mark.parametrize("chunk", chunks(4))
def test_every_answer_is_proved(chunk: int) -> None:
    rng = rng_of(88, chunk)
    for _ in range(20):
        problem = random_wants(rng, 4, 12)
        new = tuple(Want(f"new{k}", _pattern(rng, problem.conflict, 0.5)) for k in range(2))
        concept = str(rng.choice(list(CONCEPTS)))
        claim = inverse(problem, int(rng.choice(problem.conflict.states)), concept, new)
        assert inverse_faults(claim, new) == ()
        for found in (claim.reorderings, claim.new_wants):
            costs = [one.swaps if hasattr(one, "swaps") else one.before for one in found]
            assert costs == sorted(costs, key=lambda cost: (cost is None, cost or 0))


AB = (Factor("a", owner="A"), Factor("b", owner="B"))
A, B = np.array([0, 1, 0, 1], bool), np.array([0, 0, 1, 1], bool)


def dilemma(*more: Want) -> PrioritisedConflict:
    """Both like best that the other gives way; next, not to give way themselves."""
    wants = ((Want("b", B), Want("not a", ~A), *more), (Want("a", A), Want("not b", ~B)))
    return PrioritisedConflict(("A", "B"), AB, np.ones(4, bool), wants, np.zeros((2, 4), int))


def test_a_guarantee_is_worth_asking_of_both_only_where_both_have_it() -> None:
    both = Want("both", A & B)
    alone = inverse(dilemma(), 3, "Nash", [both])
    assert not alone.holds
    assert {(found.dm, found.swaps, found.blocked) for found in alone.reorderings} == {(0, None, (1,)), (1, None, (0,))}
    assert {(found.dm, found.rank, found.blocked) for found in alone.new_wants} == {(0, None, (1,)), (1, None, (0,))}
    given = dilemma()
    given = replace(given, wants=(given.wants[0], (both, *(given.wants[1] or ()))))
    found = inverse(given, 3, "Nash", [both], members=[0])
    assert [(one.rank, one.ranks, one.before) for one in found.new_wants] == [(2, (1, 2), 1)]
    assert found.words(found.new_wants[0].answer, "both") == ["b", "both", "not a"]  # type: ignore[arg-type]
    assert found.to_dict()["new_wants"][0]["before"] == 1


def test_plain_data_says_who_must_change_what() -> None:
    ranked = replace(dilemma(Want("a", A)), wants=(dilemma(Want("a", A)).wants[0], None))
    found = inverse(ranked, 3, "Nash")
    assert found.to_dict() | {"problem": ""} == {
        "method": "conflict inverse",
        "problem": "",
        "state": 4,
        "concept": "Nash",
        "holds": False,
        "reorderings": [
            {
                "decision_maker": "A",
                "swaps": 1,
                "orders": [["b", "a", "not a"]],
                "blocked_by": [],
                "complete": True,
            }
        ],
        "new_wants": [],
        "complete": True,
        "warnings": ["a ranking and no wants to be put in order: B"],
    }


def test_beyond_eight_wants_the_search_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = [Want(f"idle{k}", np.ones(4, bool)) for k in range(8)]
    problem = dilemma(*idle, Want("a", A))
    problem = replace(problem, wants=(problem.wants[0], None))
    monkeypatch.setattr(room, "MOST_ORDERS", 2000)
    (far,) = inverse(problem, 3, "Nash").reorderings
    assert (far.swaps, far.complete, far.tried) == (None, False, 2000)
    assert inverse_faults(inverse(problem, 3, "Nash")) == ()
    near = replace(problem, wants=((*idle, Want("b", B), Want("not a", ~A), Want("a", A)), None))
    (found,) = inverse(near, 3, "Nash").reorderings
    assert (found.swaps, len(found.answers), found.complete) == (1, 1, True)
    monkeypatch.setattr(room, "MOST_ORDERS", 5)
    (cut,) = inverse(near, 3, "Nash").reorderings
    assert (cut.swaps, len(cut.answers), cut.complete, cut.tried) == (1, 1, False, 5)  # found, and others may be


def test_eight_wants_are_tried_in_every_order() -> None:
    problem = dilemma(*(Want(f"idle{k}", np.ones(4, bool)) for k in range(6)))
    problem = replace(problem, wants=(problem.wants[0], None))
    (found,) = inverse(problem, 3, "Nash").reorderings
    assert (found.swaps, found.complete, found.tried) == (None, True, 40_320)
    assert room.MOST_ORDERS == 40_320


def test_more_orders_than_are_listed_are_not_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_ANSWERS", 1)
    wants = ((Want("not a", ~A), Want("a", A), Want("not a", ~A), Want("a", A)), None)
    problem = PrioritisedConflict(("A", "B"), AB, np.ones(4, bool), wants, np.zeros((2, 4), int))
    (found,) = inverse(problem, 1, "Nash").reorderings
    assert (found.swaps, len(found.answers), found.complete) == (1, 1, True)
    monkeypatch.setattr(room, "MOST_ANSWERS", 0)
    (found,) = inverse(problem, 1, "Nash").reorderings
    assert (found.swaps, len(found.answers), found.complete) == (1, 0, False)


def test_large_questions_are_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(9)
    some = [random_wants(rng, 4, 16) for _ in range(20)]
    states = [int(problem.conflict.states[-1]) for problem in some]
    whole = [inverse(p, s, "SEQ").to_dict() for p, s in zip(some, states, strict=True)]
    for name in ("LONG", "PART", "CELLS"):
        monkeypatch.setattr(trials, name, 1)
        assert [inverse(p, s, "SEQ").to_dict() for p, s in zip(some, states, strict=True)] == whole


@pytest.mark.parametrize("concept", ["Nash", "SMR", "SEQ"])
def test_what_does_not_hang_on_wants_is_made_once(monkeypatch: pytest.MonkeyPatch, concept: str) -> None:
    made, told = [], []

    class Told:
        def start(self, what: str, total: int) -> None:
            told.append((what, total))

        def advance(self, steps: int = 1) -> None:
            told.append(steps)

        def finish(self) -> None:
            told.append("done")

    real = trials.joint_table
    monkeypatch.setattr(trials, "joint_table", lambda problem, who: made.append(who) or real(problem, who))
    new = [Want("both", [0, 0, 0, 1]), Want("none", [1, 0, 0, 0]), Want("one", [0, 1, 1, 0])]
    inverse(dilemma(), 3, concept, iter(new), progress=Told())
    assert len(made) == len(set(made)) <= 2
    assert told == [("looking for other wants", 8), *[1] * 8, "done"]


def test_a_great_many_choices_are_compared_by_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    real = trials._different
    monkeypatch.setattr(trials, "_different", lambda there, here: compared.append(len(there)) or real(there, here))
    options = tuple(Factor(f"o{k}", owner="A" if k < 8 else "B") for k in range(9))
    bits = np.arange(1 << 9)[:, None] >> np.arange(9) & 1
    wants = tuple(tuple(Want(f"{dm}{k}", bits[:, k] == dm) for k in (0, 4, 8)) for dm in (0, 1))
    problem = PrioritisedConflict(("A", "B"), options, np.ones(1 << 9, bool), wants, np.zeros((2, 1 << 9), int))
    found = inverse(problem, 0, "SEQ")
    assert compared
    assert max(compared) <= 8 * 8
    assert inverse_faults(found) == ()


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"concept": "SEK"}, "did you mean `SEQ`"),
        ({"state": 4}, "feasible"),
        ({"members": [2]}, "numbered 0 to 1"),
        ({"members": [-1]}, "numbered 0 to 1"),
    ],
)
def test_what_cannot_be_asked_is_said(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        inverse(dilemma(), **{"state": 0, **arguments})  # type: ignore[arg-type]


def test_one_with_a_ranking_has_no_order_to_change() -> None:
    problem = replace(dilemma(), wants=(None, None))
    assert inverse(problem, 0).reorderings == ()
    with pytest.raises(UsageError, match="has a ranking"):
        inverse(problem, 0, members=[1])


@pytest.mark.parametrize(
    "wants, words", [((None,), "one for each"), (((Want("w", np.ones(3)),), None), "'w' of 'A' has shape")]
)
def test_wants_that_do_not_fit_are_refused(wants: tuple[object, ...], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        replace(dilemma(), wants=wants)


def test_declared_limits_raise_the_declared_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "MOST_MOVES", 7)
    with pytest.raises(LimitError, match="16 cells"):
        inverse(dilemma(), 0)


def _claim() -> tuple[InverseResult, tuple[Want, ...]]:
    new = (Want("both", A & B),)
    problem = replace(dilemma(Want("a", A)), wants=(dilemma(Want("a", A)).wants[0], None))
    return inverse(problem, 3, "Nash", new), new


def test_a_false_answer_is_found_out() -> None:
    claim, new = _claim()
    assert inverse_faults(claim, new) == ()
    (reordering,), (added,) = claim.reorderings, claim.new_wants
    (answer,) = reordering.answers
    assert added.answer is not None

    def with_answer(**changes: object) -> InverseResult:
        return replace(claim, reorderings=(replace(reordering, answers=(replace(answer, **changes),)),))  # type: ignore[arg-type]

    false = {
        "is an equilibrium|is equilibrium": replace(claim, holds=True),
        "no order of 3": with_answer(order=(0, 0, 1)),
        "takes 1 swaps, not 2": with_answer(swaps=2),
        "state is no equilibrium": with_answer(order=(0, 1, 2), swaps=0),
        "does not show": with_answer(proof=answer.proof[:1]),
        "needs 1 swaps": replace(claim, reorderings=(replace(reordering, swaps=None, answers=()),)),
        "do not all take": replace(claim, reorderings=(replace(reordering, swaps=2),)),
        "suffices at the ranks": replace(claim, new_wants=(replace(added, rank=1, ranks=(1,)),)),
        "without an order": replace(claim, new_wants=(replace(added, answer=None),)),
        "is not one of": replace(claim, new_wants=(replace(added, want="other"),)),
    }
    for words, wrong in false.items():
        assert re.search(words, " | ".join(inverse_faults(wrong, new))) or words.startswith("is an"), words
    assert "equilibrium as things are" in inverse_faults(replace(claim, holds=True), new)[0]
