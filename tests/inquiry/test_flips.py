"""Flips: cases built for them, laws of the search, and how far it says that it went."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.assessment.run import Ensemble, in_most, leader_of_most, run_methods
from estimative.assessment.weights import Weights, leader
from estimative.case.longform import from_long, to_long
from estimative.case.patches import merge_patch
from estimative.inquiry import flip_search
from estimative.inquiry.flips import flips
from estimative.inquiry.grid import Span, grid, pinned, pins
from estimative.inquiry.moves import FEW, moved
from estimative.inquiry.overturning import flip_in_words, overturning, overturns
from tests.assessment.cases import bridge

RANK = "actors/{}/wants/{}/rank"


def ranked(**ranks: object):
    """The bridge with other ranks, by `east_money` and so on."""
    change: dict[str, dict[str, object]] = {}
    for name, rank in ranks.items():
        actor, want = name.split("_")
        change.setdefault(actor, {"wants": {}})["wants"][want] = {"rank": rank}
    return from_long(merge_patch(to_long(bridge()), {"actors": change}))


def both(first: object, second: object, **more: object):
    """One actor that does what it wants most of all: `go` at rank 2, or what `first` and `second` say."""
    wants = {
        "go": {"that": "a.go", "rank": 3},
        "left": {"that": "a.go or not b.wait", "rank": first},
        "right": {"that": "not a.go", "rank": second},
    }
    actors = {"a": {"options": {"go": {}}, "wants": wants}, "b": {"options": {"wait": {}}}}
    data = {"id": "t", "actors": actors, "scenarios": {"gone": {"when": "a.go"}, "here": {"when": "not a.go"}}, **more}
    return from_long(data)


def search(case, draws: int = 40, **how):
    ensemble = Ensemble(draws)
    return flips(case, run_methods(case, ensemble), ensemble, **how)


def test_exactly_one_judgment_flips() -> None:
    case = ranked(east_money={"value": 2, "range": [0, 3]}, west_money={"value": 2, "range": [1.5, 3]})
    found = search(case)
    (flip,) = found.flips
    assert (flip.paths, flip.changes[0].value) == ((RANK.format("east", "money"),), 0)
    assert (flip.before, flip.after, flip.verified) == ("built", "idle", True)
    assert (found.exact_to, found.judgments) == (2, 2)
    assert found.sentence.startswith("1 of 2 judgments overturns the result alone.")


def two_apart():
    """Bargaining and conflict analysis: each moves by a judgment of its own, and only both of them are most methods."""
    marks = [{"at": 0}, {"at": 4, "means": "a.go"}, {"at": 10}]
    fees = {name: {"marks": marks, "positions": {"a": {"at": 9}, "b": {"at": 6}}} for name in ("fee",)}
    fees["fee"]["positions"]["b"]["at"] = {"value": 9, "range": [-9, 10]}
    evidence = {"seen": {"text": "seen", "ratings": {"gone": "CC", "here": "II"}}}
    return both(5, {"value": 4, "range": [2, 5]}, issues=fees, evidence=evidence)


def test_only_a_pair_flips_where_two_methods_have_to_move() -> None:
    found = search(two_apart())
    assert found.methods == 3
    assert not found.of_size(1)
    (flip,) = found.flips
    assert flip.paths == (RANK.format("a", "right"), "issues/fee/positions/b/at")
    assert [change.value for change in flip.changes] == [2, -9]
    assert (flip.before, flip.after) == ("gone", "here")
    assert set(flip.moves) == {"bargaining", "conflict"}
    assert found.sentence == (
        "No single one of 2 judgments overturns the result, at the ends of its range or where else it was tried."
        " Together two do. Three and more at once were not tried."
    )


def test_only_a_pair_flips_within_one_method() -> None:
    """Staying comes before going only where one of them moves up and the other down."""
    case = ranked(east_money={"value": 3, "range": [2, 4]}, east_bridge={"value": 1, "range": [0, 2.5]})
    found = search(case)
    (flip,) = found.flips
    assert flip.paths == (RANK.format("east", "bridge"), RANK.format("east", "money"))
    assert [change.value for change in flip.changes] == [2.5, 2]


def test_none_flips_and_that_is_an_answer() -> None:
    found = search(ranked(east_money={"value": 2, "range": [1.5, 3]}, west_money={"value": 2, "range": [1.5, 3]}))
    assert (found.flips, found.doubtful, found.exact_to) == ((), (), 2)
    assert "No single one of 2 judgments" in found.sentence
    assert "Together two do not." in found.sentence


def test_without_ranges_or_without_methods_the_sentence_says_so() -> None:
    assert search(bridge()).sentence.endswith("has a range, so none can move.")
    idle = from_long({"id": "t", "scenarios": {"s": {"when": "true"}}, "drivers": {"d": {}}})
    assert search(idle).sentence.startswith("No method that says where things lead ran")


def test_a_flip_is_the_case_that_its_patch_makes_and_new_draws_say_the_same() -> None:
    case = two_apart()
    (flip,) = search(case).flips
    changed = from_long(merge_patch(to_long(case), flip.patch))
    assert changed == pinned(case, {change.path: change.value for change in flip.changes})
    for seed in (0, 1):
        assert leader_of_most(run_methods(case, Ensemble(40, seed))) == flip.before
        assert leader_of_most(run_methods(changed, Ensemble(40, seed))) == flip.after


def test_the_nearest_point_is_told() -> None:
    points = (0.0, 0.5, 0.75, 1.2, 3.0)
    case = ranked(east_money={"value": 2, "range": [0, 3]})
    path = RANK.format("east", "money")
    (flip,) = search(case, spans={path: Span(2.0, 0.0, 3.0, points)}).flips
    assert flip.changes[0].value == 0.75


# Laws

value = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8)).map(sorted)


def rank(three: list[int]) -> object:
    low, middle, high = (number / 2 for number in three)
    return {"value": middle, "range": [low, high]} if low < high else low


@given(
    ranks=st.lists(value, min_size=3, max_size=3),
    extra=st.dictionaries(st.integers(0, 2), st.lists(st.floats(0, 1), min_size=1, max_size=2), min_size=1),
)
@settings(max_examples=15, deadline=None)
def test_more_points_never_remove_a_flip(ranks, extra) -> None:
    names = [("east", "bridge"), ("east", "money"), ("west", "money")]
    case = ranked(**{"_".join(name): rank(three) for name, three in zip(names, ranks, strict=True)})
    ensemble = Ensemble(12)
    runs = run_methods(case, ensemble)
    spans = dict(grid(case, runs).spans)
    denser = dict(spans)
    for place, shares in extra.items():
        path = RANK.format(*names[place])
        if path in spans:
            span = spans[path]
            more = {span.low + share * (span.high - span.low) for share in shares}
            denser[path] = replace(span, points=tuple(sorted({*span.points, *more})))
    few, many = flips(case, runs, ensemble, spans=spans), flips(case, runs, ensemble, spans=denser)
    assert few.exact_to == many.exact_to == 2
    for most in (1, 2):
        if any(len(flip.changes) <= most for flip in few.flips):
            assert any(len(flip.changes) <= most for flip in many.flips)


table = st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=8, max_size=8)


@given(table, table)
@settings(max_examples=60, deadline=None)
def test_what_counts_as_a_move(one, other) -> None:
    """What led goes on leading unless its lead moved by more than its error; two that count differ by that anyway."""
    base, changed = (
        Weights(("s", "t"), np.array(rows, dtype=float) / 2, np.zeros((len(rows), 3))) for rows in (one, other)
    )
    was, now, move = leader(base), leader(changed), moved(base, changed)
    assert move.leader in (was, now)
    if was is not None and now is not None:
        assert move.leader == now
    if move.leader != was:
        assert move.by > move.error
        assert move.after < move.before or now == move.of or now is None or move.by > 0


def test_a_lead_that_ceases_to_count_by_chance_is_no_move() -> None:
    rows = np.array([[1.0, 0.0]] * 66 + [[0.0, 1.0]] * 44)
    nudged = rows.copy()
    nudged[0] = [0.0, 1.0]
    base, changed = (Weights(("s",), table, np.zeros_like(table)) for table in (rows, nudged))
    assert (leader(base), leader(changed)) == ("s", None)
    assert moved(base, changed).leader == "s"


# How far it goes


def many(count: int):
    """An actor with many wants of drawn rank, of which two decide."""
    case = ranked(east_money={"value": 3, "range": [2, 4]}, east_bridge={"value": 1, "range": [0, 2.5]})
    rank = {"value": 5, "range": [4.5, 6]}
    idle = {f"w{k}": {"that": "west.pay or not west.pay", "rank": rank} for k in range(count)}
    return from_long(merge_patch(to_long(case), {"actors": {"east": {"wants": idle}}}))


def test_with_more_judgments_the_most_promising_pairs_come_first(monkeypatch) -> None:
    monkeypatch.setattr(flip_search, "EXACT_UP_TO", 3)
    found = search(many(4), draws=60, budget=9)
    assert (found.exact_to, found.pairs, found.tried) == (1, 15, 1)
    assert len(found.flips) == 1
    assert "Of 15 pairs 1 does; 1 was tried, the most promising first." in found.sentence
    assert search(many(4), draws=60, budget=200).exact_to == 2


def test_the_first_draws_settle_what_is_clear_and_change_no_answer(monkeypatch) -> None:
    case = ranked(east_money={"value": 2, "range": [0, 3]}, west_money={"value": 2, "range": [1.5, 3]})
    ensemble = Ensemble(1200)
    asked: list[int] = []
    runs = run_methods(case, ensemble)

    def counting(changed, given, only):
        asked.append(given.draws)
        return run_methods(changed, given, only=only)

    monkeypatch.setattr("estimative.inquiry.moves.run_methods", counting)
    found = flips(case, runs, ensemble)
    assert asked.count(FEW) > asked.count(1200) > 0
    assert [flip.paths for flip in found.flips] == [(RANK.format("east", "money"),)]


def test_pins_are_what_a_patch_says_for_every_kind_of_judgment() -> None:
    case = from_long(
        {
            "id": "t",
            "actors": {"a": {}, "b": {}},
            "influence": {"a": {"b": {"value": 2, "range": [1, 4], "distribution": "uniform"}}},
            "issues": {"fee": {"positions": {"a": {"at": {"value": 3, "range": [1, 4]}, "salience": 1}}}},
            "scenarios": {"s": {"when": "true"}},
            "evidence": {"e": {"text": "e", "ratings": {"s": {"value": "C", "range": ["N", "CC"]}}}},
        }
    )
    values = {"influence/a/b": 3.0, "issues/fee/positions/a/at": 2.5, "evidence/e/ratings/s": 5.0}
    patch = pins({**values, "evidence/e/ratings/s": "CC"})
    assert pinned(case, values) == from_long(merge_patch(to_long(case), patch))


def test_most_is_more_than_half() -> None:
    assert in_most(["a", "a", "b", None]) is None
    assert in_most(["a", "a", "b"]) == "a"
    assert in_most([]) is None


# In words


def test_a_flip_in_words_with_its_passages() -> None:
    case = ranked(east_money={"value": 2, "range": [0, 3]})
    found = search(case)
    (line, *_) = overturning(case, found, ())
    assert line.text == (
        "If “east: rank of money” (stated 2, thought to lie between 0 and 3) is 0, idle leads instead of built."
    )
    assert (line.paths, line.cites, line.changes) == ((RANK.format("east", "money"),), ("memo#p1",), 1)
    assert line.patch == found.flips[0].patch
    known = replace(found.flips[0], changes=(replace(found.flips[0].changes[0], stated=0),), before=None, after=None)
    assert "is exactly 0, nothing leads in most methods, and nothing does as the case stands." in flip_in_words(
        case, known, 2
    )


def test_what_falls_stands_between_single_judgments_and_pairs() -> None:
    from estimative.inquiry.arguments import weigh_arguments
    from estimative.inquiry.assumptions import weigh_assumptions, weigh_what_ifs

    change = {
        "actors": {
            "east": {"wants": {"money": {"rank": {"value": 2, "range": [0, 3]}}}},
            "west": {
                "wants": {
                    "money": {"rank": {"value": 3, "range": [2, 4]}},
                    "bridge": {"rank": {"value": 1, "range": [0, 2.5]}},
                }
            },
        },
        "assumptions": {"peace": {"text": "peace holds", "if_false": "war", "cites": ["memo#p1"]}},
        "dissents": {"d": {"who": "me", "text": "east is poor", "what_if": "poor"}},
    }
    case = from_long(merge_patch(to_long(bridge()), change))
    what_ifs = {
        name: from_long(merge_patch(to_long(case), {"rules": {name: {"never": "east.pay"}}}))
        for name in ("war", "poor", "other")
    }
    ensemble = Ensemble(40)
    runs = run_methods(case, ensemble)
    weighed = weigh_what_ifs(case, runs, what_ifs, ensemble)
    fallen = overturns(
        case, weigh_arguments(case, runs, ensemble), weigh_assumptions(case, runs, weighed, ensemble), weighed
    )
    lines = overturning(case, flips(case, runs, ensemble), fallen)
    assert [line.changes for line in lines] == sorted(line.changes for line in lines)
    assert lines[0].text.startswith("If “east: rank of money”")
    assert lines[-1].changes == 2
    told = {line.what_if: line for line in lines if line.what_if is not None}
    assert told["war"].text.startswith("If it is false that peace holds, idle leads")
    assert (told["war"].paths, told["war"].cites) == (("assumptions/peace",), ("memo#p1",))
    assert told["poor"].paths == ("dissents/d",)
    assert (told["other"].text, told["other"].paths) == ("In the what-if “other”, idle leads instead of built.", ())
