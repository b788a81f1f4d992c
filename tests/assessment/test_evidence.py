"""Evidence joined to cases: hypotheses, what is drawn, the posterior of a draw, what falls away, what is shown."""

from __future__ import annotations

import math

import numpy as np
import pytest

from estimative.assessment.evidence import JOIN, lacks, prepare, reads
from estimative.assessment.evidence_model import evidence_model
from estimative.assessment.shared_passages import shared_passages
from estimative.assessment.weights import supports
from estimative.case.longform import from_long, to_long
from estimative.ensemble.draws import Draws
from estimative.exchange.case_files import read_case


def item(reliability="A1", **fields):
    ratings = {key.replace("_", "-"): fields.pop(key) for key in ("wet", "dry", "none") if key in fields}
    return {"text": "seen", "reliability": reliability, "ratings": ratings, **fields}


def weather(evidence, gap=False, **changes):
    """Rain or no rain; with a gap, a third outcome in which neither scenario holds."""
    variants = ["no", "rain", "snow"] if gap else ["no", "rain"]
    data = {
        "id": "weather",
        "people": {"paper": {"name": "The Paper", "kind": "author"}, "ben": {"name": "Ben"}},
        "drivers": {"sky": {"variants": variants}},
        "scenarios": {"wet": {"when": "sky = rain"}, "dry": {"when": "sky = no"}},
        "evidence": evidence,
    }
    return from_long({**data, **changes})


def run(case, draws=400, seed=3, shifts=None):
    ready = prepare(case, {}, shifts or {})
    return ready, ready.weigh(Draws(draws, seed))


def odds(weights):
    return weights.given[:, 0] / weights.given[:, 1]


def test_fixed_ratings_give_the_posterior_by_hand():
    _, weights = run(weather({"clouds": item("B2", wet="C", dry="I"), "wind": item(wet="C", dry="N")}))
    assert odds(weights) == pytest.approx(np.full(400, 4**0.64 * 2))
    assert weights.given[:, 2].max() == 0
    assert weights.given.sum(axis=1) == pytest.approx(1)
    assert not weights.open.any()


def test_where_the_scenarios_leave_a_gap_none_is_a_hypothesis_that_counts_neutral():
    ready, weights = run(weather({"clouds": item(wet="C", dry="I")}, gap=True))
    assert ready.model.hypotheses == ("wet", "dry", "none")
    assert weights.given[0] == pytest.approx(np.array([2, 0.5, 1]) / 3.5)
    assert supports(weights)["none"].mean == pytest.approx(1 / 3.5)
    _, rated = run(weather({"clouds": item(wet="C", dry="I", none="C")}, gap=True))
    assert rated.given[0] == pytest.approx(np.array([2, 0.5, 2]) / 4.5)


def test_a_range_of_ratings_is_drawn_as_whole_numbers_with_the_peak_at_the_value():
    case = weather({"clouds": item(wet={"value": "C", "range": ["CC", "N"]}, dry="N")})
    _, weights = run(case, draws=4000)
    found = {value: (np.abs(odds(weights) - value) < 1e-9).mean() for value in (1, 2, 4)}
    assert sum(found.values()) == pytest.approx(1)
    assert found[2] == pytest.approx(0.5, abs=0.03)
    assert found[1] == pytest.approx(0.25, abs=0.03)
    assert found[4] == pytest.approx(0.25, abs=0.03)


def test_what_cannot_be_judged_is_drawn_over_all_grades_and_said():
    case = weather({"clouds": item("F1", wet="C", dry="I")})
    ready, weights = run(case, draws=4000)
    assert [(one.path, one.value, one.low, one.high) for one in ready.inputs if not one.whole] == [
        ("evidence/clouds/reliability", 0.5, 0.2, 1.0)
    ]
    exponents = np.log(odds(weights)) / math.log(4)
    assert exponents.min() >= 0.2 - 1e-9
    assert exponents.max() <= 1 + 1e-9
    assert exponents.mean() == pytest.approx((0.2 + 0.5 + 1) / 3, abs=0.02)
    facts = ready.facts(Draws(50, 0))
    assert not facts.items["clouds"].judged
    assert any("cannot be judged" in text for text in facts.warnings)


def test_relevance_is_drawn_shifted_and_clipped_once():
    evidence = {"clouds": item(wet="C", dry="I", relevance={"value": 0.5, "range": [0.4, 0.6]})}
    _, weights = run(weather(evidence))
    exponents = np.log(odds(weights)) / math.log(4)
    assert (exponents >= 0.4 - 1e-9).all()
    assert (exponents <= 0.6 + 1e-9).all()
    ready, moved = run(weather(evidence), shifts={"evidence/clouds/relevance": 0.45})
    assert (np.log(odds(moved)) / math.log(4)).max() == pytest.approx(1)
    assert ready.facts(Draws(50, 0)).items["clouds"].relevance == pytest.approx(0.95)


def test_a_group_counts_once_and_retracted_items_not_at_all():
    one, _ = run(weather({"clouds": item("B2", wet="C", dry="I")}))
    copies = {f"copy-{k}": item("B2", wet="C", dry="I", group="wire") for k in range(4)}
    _, many = run(weather({**copies, "letter": item(wet="II", dry="CC", retracted=True)}))
    assert many.given[0] == pytest.approx(one.weigh(Draws(1, 0)).given[0])


def test_dropping_one_judgment_moves_no_other():
    evidence = {
        "clouds": item(wet={"value": "C", "range": ["CC", "I"]}, dry="N"),
        "wind": item("6", wet={"value": "I", "range": ["II", "C"]}, dry="N"),
    }
    whole, rest = weather(evidence), weather({"wind": evidence["wind"]})
    drawn, other = (Draws(200, 5).of(evidence_model(case, {}).inputs) for case in (whole, rest))
    assert set(other) < set(drawn)
    assert all((drawn[path] == values).all() for path, values in other.items())
    assert (run(whole, 50)[1].given == run(whole, 400)[1].given[:50]).all()


def test_many_draws_are_weighed_in_parts_with_the_same_answer(monkeypatch):
    case = weather({"clouds": item(wet={"value": "C", "range": ["CC", "I"]}, dry="N")}, gap=True)
    whole = run(case)[1].given
    monkeypatch.setattr("estimative.assessment.evidence.AT_ONCE", 7)
    assert (run(case)[1].given == whole).all()


# The outside view

CLASS = {"text": "days", "happened": 3, "of": 12, "scenario": "wet", "chosen_by": "ben"}


def test_a_class_is_no_prior_unless_switched_on():
    evidence = {"clouds": item(wet="C", dry="C")}
    beside, weights = run(weather(evidence, reference_classes={"days": CLASS}))
    assert weights.given[0] == pytest.approx([0.5, 0.5, 0])
    facts = beside.facts(Draws(20, 0))
    assert facts.prior_from == "equal"
    assert facts.class_prior == pytest.approx({"wet": 3.5 / 13, "dry": 9.5 / 13})
    settings = {"evidence": {"prior": "classes"}}
    used, weights = run(weather(evidence, reference_classes={"days": CLASS}, settings=settings))
    assert weights.given[0] == pytest.approx([3.5 / 13, 9.5 / 13, 0])
    assert used.facts(Draws(20, 0)).prior_from == "classes"


def test_with_a_gap_the_rest_of_the_prior_goes_to_what_has_no_class():
    settings = {"evidence": {"prior": "classes"}}
    case = weather({"clouds": item(wet="C")}, gap=True, reference_classes={"days": CLASS}, settings=settings)
    assert prepare(case, {}, {}).model.prior == pytest.approx([3.5 / 13, 9.5 / 26, 9.5 / 26])
    counted = {"text": "days", "counts": {"wet": 3, "none": 1}}
    case = weather({"clouds": item(wet="C")}, gap=True, reference_classes={"days": counted}, settings=settings)
    assert prepare(case, {}, {}).model.prior == pytest.approx([3.5 / 5.5, 0.5 / 5.5, 1.5 / 5.5])


def test_members_and_choosers_stand_beside():
    members = {
        "one": {"text": "alike", "happened": True, "similarity": 0.9},
        "two": {"text": "less so", "happened": False, "similarity": 0.3},
        "three": "told only",
    }
    theirs = {**CLASS, "chosen_by": "paper", "members": members}
    facts = run(weather({"clouds": item(wet="C")}, reference_classes={"days": theirs}))[0].facts(Draws(20, 0))
    known = facts.classes["days"]
    assert known.by_author
    assert not known.small
    assert (known.alike, known.compared) == (pytest.approx(0.75), 2)
    assert known.rate == pytest.approx((3.5 / 13, 0.103, 0.476), abs=0.01)


# What is shown


def test_facts_are_those_of_the_table_at_its_stated_values():
    evidence = {
        "clouds": item("B2", wet="C", dry="I", cites=["memo#p1"]),
        "calm": item(wet="II", dry="I"),
        "hot": item("C", wet="CC", dry="N", cites=["memo#p1"]),
    }
    sources = {"memo": {"title": "A memo", "passages": {"p1": {"at": [0, 4], "sha256": "0" * 16}}}}
    facts = run(weather(evidence, sources=sources))[0].facts(Draws(100, 0))
    assert facts.hypotheses["wet"].inconsistency == pytest.approx(4)
    assert facts.hypotheses["dry"].inconsistency == pytest.approx(0.64 + 1)
    assert facts.hypotheses["dry"].rank == 1
    assert facts.hypotheses["wet"].posterior_rank == 1
    assert facts.disagreements == (("dry", "wet"),)
    assert facts.hypotheses["dry"].least_inconsistent == 1
    assert facts.items["clouds"].strength == pytest.approx(0.64 * math.log(4))
    assert facts.items["clouds"].ratings == {"wet": "C", "dry": "I"}
    assert {one.name for one in facts.linchpins} == {"calm"}
    assert facts.same_passage == (("memo#p1", ("clouds", "hot")),)
    assert sum(facts.spread[0].posterior.values()) == pytest.approx(1)


def test_passages_that_feed_several_kinds_of_judgment_are_listed():
    case = from_long(
        {
            "id": "t",
            "actors": {"a": {"options": {"go": {}}, "wants": {"w": {"that": "a.go", "rank": 1, "cites": ["s#p2"]}}}},
            "impacts": {"a.go=yes": {"a.go=no": {"value": 1, "cites": ["s#p10", "s#p2"]}}},
            "evidence": {"i": {"text": "x", "cites": ["s#p2"]}, "j": {"text": "y", "cites": ["s#p3"]}},
        }
    )
    assert [(one.passage, list(one.kinds)) for one in shared_passages(case)] == [("s#p2", ["impact", "item", "want"])]
    assert shared_passages(case, "class") == ()


def test_what_does_not_reach_the_table_is_said():
    facts = run(weather({"clouds": item(wet="C", none="II")}))[0].facts(Draws(20, 0))
    assert any("leave no gap" in text for text in facts.warnings)
    overlap = weather({"clouds": item(wet="C")}, settings={"scenarios_overlap": True})
    assert any("only one of them" in text for text in run(overlap)[0].facts(Draws(20, 0)).warnings)
    gap = run(weather({"clouds": item(wet="C", dry="I")}, gap=True))[0].facts(Draws(20, 0))
    assert any("nothing is rated against `none`" in text for text in gap.warnings)


# When it runs


def test_what_the_case_lacks_is_said_in_a_sentence():
    assert lacks(weather({"clouds": item(wet="C")})) is None
    assert "scenarios" in lacks(from_long({"id": "t"}))
    assert "item of evidence" in lacks(weather({}))
    assert "item of evidence" in lacks(weather({"clouds": item()}))
    assert "item of evidence" in lacks(weather({"clouds": item(wet="C", retracted=True)}))
    certain = weather({"clouds": item(wet="C")}, scenarios={"wet": {"when": "sky = rain or sky = no"}})
    assert "tell apart" in lacks(certain)
    single = weather({"clouds": item(wet="C")}, scenarios={"wet": {"when": "sky = rain"}})
    assert lacks(single) is None
    assert run(single)[1].given[0] == pytest.approx([2 / 3, 1 / 3])
    many = weather({f"i-{k}": item(wet="C") for k in range(1001)})
    assert "at most 1,000 items" in lacks(many)


def test_a_case_without_its_last_item_still_has_an_answer():
    _, weights = run(weather({}, gap=True))
    assert weights.given[0] == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_reads_items_and_classes_and_what_says_which_states_there_are():
    case = weather({"clouds": item(wet="C")})
    assert JOIN.forecasts
    read = ("evidence/clouds", "evidence/clouds/ratings/wet", "reference_classes/x", "rules/r", "drivers/d", "terms/t")
    assert all(reads(case, path) for path in read)
    assert not any(reads(case, path) for path in ("evidence", "scenarios/wet", "actors/nobody", "rules", "issues/x"))


def test_the_worked_case_is_weighed(root):
    case = read_case(root / "cases" / "kabul-airport-2021" / "case.yaml").case
    assert lacks(case) is None
    ready, weights = run(case, draws=300)
    assert weights.given.sum(axis=1) == pytest.approx(1)
    assert set(ready.facts(Draws(300, 3)).hypotheses) == {*case.scenarios, "none"}
    again = from_long(to_long(case))
    assert (run(again, draws=300)[1].given == weights.given).all()
