"""Bargaining joined to cases: outcomes read jointly, against a walk over all states; what is taken for granted."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.assessment.bargaining import JOIN
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.tree import And, Compare, Count, Iff, Implies, Named, Not, Or, Truth
from estimative.case.longform import from_long
from estimative.ensemble.draws import Draws
from estimative.exchange.case_files import read_case

MARKS = [{"at": 0, "text": "none"}, {"at": 40, "text": "some", "means": "a.go"}, {"at": 80, "text": "all"}]


def fee(positions, *, marks=MARKS, scenarios=None, **more):
    """Two options, one issue; `a.go` is true exactly from 40 on."""
    return from_long(
        {
            "id": "tiny",
            "actors": {"a": {"options": {"go": {}}}, "b": {"options": {"pay": {}}}, "c": {}},
            "issues": {"fee": {"marks": marks, "positions": positions}},
            "scenarios": scenarios or {"going": {"when": "a.go"}, "not-going": {"when": "not a.go"}},
            **more,
        }
    )


def weights(case, draws=1, shifts=None):
    return JOIN.prepare(case, {}, shifts or {}, frozenset()).weigh(Draws(draws, 0))


def facts(case, draws=20, shifts=None):
    return JOIN.prepare(case, {}, shifts or {}, frozenset()).facts(Draws(draws, 0))


def said(case, **more):
    """Per scenario, and for none: yes, no or open, where every judgment is fixed."""
    found = weights(case, **more)
    words = {(1.0, 0.0): "yes", (0.0, 0.0): "no", (0.0, 1.0): "open"}
    keys = (*found.scenarios, "none")
    return {key: words[found.given[0, k], found.open[0, k]] for k, key in enumerate(keys)}


def test_the_outcome_makes_its_band_true():
    """Mean of 20 and 80 by equal weight is 50: from 40 on, `a.go` holds."""
    assert said(fee({"a": {"at": 20}, "b": {"at": 80}})) == {"going": "yes", "not-going": "no", "none": "no"}
    assert said(fee({"a": {"at": 0}, "b": {"at": 60}})) == {"going": "no", "not-going": "yes", "none": "no"}


@pytest.mark.parametrize("positions", [(40, 40), (20, 60), (39.9, 40.1), (0.1, 79.9)])
def test_an_outcome_on_a_mark_belongs_to_the_band_that_begins_there(positions):
    """Also where the mean of floats misses it by a bit."""
    assert said(fee({"a": {"at": positions[0]}, "b": {"at": positions[1]}}))["going"] == "yes"


def test_weight_is_capability_times_salience():
    """And what is not said is full salience, and a capability of 1."""
    heavy = {"a": {"at": 80, "salience": 0.5, "capability": 4}, "b": {"at": 20}}
    found = facts(fee(heavy)).issues[0]
    assert found.outcome == pytest.approx((2 * 80 + 20) / 3)
    assert found.actors[0].weight == pytest.approx(2 / 3)
    assert (found.actors[1].salience.value, found.actors[1].salience.path) == (1.0, None)
    assert [note.split(":")[0] for note in found.notes] == [
        "Nothing is said of the salience of b",
        "Nothing is said of the capability of b",
    ]


def test_percent_becomes_a_fraction():
    """80 of 100 is 0.8, also for who says nothing."""
    case = fee({"a": {"at": 80, "salience": 50}, "b": {"at": 20}})
    percent = from_long(
        {
            "id": "tiny",
            "actors": {"a": {"options": {"go": {}}}, "b": {"options": {"pay": {}}}},
            "issues": {
                "fee": {
                    "marks": MARKS,
                    "salience_unit": "percent",
                    "positions": {"a": {"at": 80, "salience": 50}, "b": {"at": 20}},
                }
            },
            "scenarios": {"going": {"when": "a.go"}},
        }
    )
    found = facts(percent).issues[0]
    assert [actor.salience.value for actor in found.actors] == [0.5, 1.0]
    assert found.outcome == pytest.approx((0.5 * 80 + 20) / 1.5)
    assert case.issues["fee"].salience_unit == "fraction"


def test_what_no_issue_settles_stays_open():
    """Whether b pays is not tied to the issue."""
    scenarios = {"paid": {"when": "b.pay and a.go"}, "unpaid": {"when": "a.go and not b.pay"}}
    case = fee({"a": {"at": 50}, "b": {"at": 50}}, scenarios=scenarios)
    assert said(case) == {"paid": "open", "unpaid": "open", "none": "no"}
    low = fee({"a": {"at": 10}, "b": {"at": 10}}, scenarios=scenarios)
    assert said(low) == {"paid": "no", "unpaid": "no", "none": "yes"}


def test_rules_are_obeyed():
    """If going takes paying, then where going is settled, so is paying."""
    rules = {"r": {"always": "a.go iff b.pay"}}
    scenarios = {"paid": {"when": "b.pay"}}
    assert said(fee({"a": {"at": 50}, "b": {"at": 50}}, rules=rules, scenarios=scenarios))["paid"] == "yes"
    assert said(fee({"a": {"at": 10}, "b": {"at": 10}}, rules=rules, scenarios=scenarios))["paid"] == "no"


def test_outcomes_that_no_state_agrees_with_tell_nothing():
    """The rule forbids going, the outcome is going: undetermined, and said."""
    case = fee({"a": {"at": 50}, "b": {"at": 50}}, rules={"r": {"never": "a.go"}})
    assert set(said(case).values()) == {"open"}
    assert facts(case).contradicted == 1.0


def test_an_open_stretch_says_nothing():
    """From 80 on the marks are silent."""
    marks = [*MARKS[:2], {"at": 80, "open": True}, {"at": 100}]
    assert said(fee({"a": {"at": 90}, "b": {"at": 90}}, marks=marks))["going"] == "open"
    assert said(fee({"a": {"at": 79}, "b": {"at": 79}}, marks=marks))["going"] == "yes"


def test_an_issue_with_nobody_on_it_settles_nothing():
    """A variant of a case from which everybody left the issue is run all the same."""
    case = fee({})
    assert "at least two actors" in JOIN.lacks(case)
    assert said(case) == {"going": "open", "not-going": "open", "none": "no"}
    assert facts(case).issues == ()


def test_an_issue_without_any_weight_settles_nothing():
    """All saliences zero."""
    case = fee({"a": {"at": 50, "salience": 0}, "b": {"at": 50, "salience": 0}})
    assert said(case)["going"] == "open"
    found = facts(case).issues[0]
    assert (found.outcome, found.quantiles, found.settled) == (None, None, 0.0)
    assert any("no weight" in note or "has any weight" in note for note in found.notes)


def test_shifts_move_the_outcome():
    """As arguments do when they are dropped: added, then clipped once to the scale of the judgment."""
    case = fee({"a": {"at": 20, "salience": 0.5}, "b": {"at": 50}})
    assert said(case)["going"] == "yes"
    assert said(case, shifts={"issues/fee/positions/b/at": -20})["going"] == "no"
    assert said(case, shifts={"issues/fee/positions/a/salience": 9})["going"] == "no"  # full care, not 9.5
    assert facts(case, shifts={"issues/fee/positions/a/salience": 9}).issues[0].outcome == pytest.approx(35)


def test_support_is_the_share_of_draws():
    """Positions over ranges; quantiles of the outcome are those of the draws, bands their shares."""
    case = fee({"a": {"at": {"value": 40, "range": [20, 60]}}, "b": {"at": 40}})
    found = weights(case, draws=2000)
    share = found.given[:, 0].mean()
    assert share == pytest.approx(0.5, abs=0.05)
    shown = facts(case, draws=2000).issues[0]
    assert sum(band.share for band in shown.bands if band.at == 40) == pytest.approx(share)
    assert shown.quantiles[2] == pytest.approx(40, abs=1)
    assert 30 <= shown.quantiles[0] <= shown.quantiles[-1] <= 50
    assert found.given.tolist() == weights(case, draws=2000).given.tolist()


def test_marks_that_mean_nothing_do_not_end_a_band():
    """From 40 on `a.go` holds, past the mark at 80 too."""
    assert said(fee({"a": {"at": 90}, "b": {"at": 90}}))["going"] == "yes"
    assert [band.means for band in facts(fee({"a": {"at": 90}})).issues[0].bands] == [None, "a.go", "a.go"]


def test_statements_may_compare_issues_jointly():
    """Two issues, one scenario over both; an issue without positions stays open in it."""
    positions = {"a": {"at": 50}, "b": {"at": 70}}
    case = from_long(
        {
            "id": "tiny",
            "actors": {"a": {}, "b": {}},
            "issues": {
                "fee": {"marks": [{"at": 0}, {"at": 100}], "positions": positions},
                "term": {"marks": [{"at": 0}, {"at": 10}], "positions": {"a": {"at": 2}}},
                "site": {"marks": [{"at": 0}, {"at": 5}]},
            },
            "scenarios": {
                "both": {"when": "fee >= 60 and term < 3"},
                "one": {"when": "fee > 60 or term = 2"},
                "site-too": {"when": "fee >= 60 and site >= 1"},
                "neither": {"when": "fee < 60 and term >= 3"},
            },
        }
    )
    assert said(case) == {"both": "yes", "one": "yes", "site-too": "open", "neither": "no", "none": "no"}


@pytest.mark.parametrize(
    ("forecast", "due"), [("compromise", 40.0), ("median", 10.0), ("nash", None), ("eum", None), ("exchange", 40.0)]
)
def test_the_case_chooses_the_account(forecast, due):
    """Each settles the issue; two of them can be worked out."""
    case = fee(
        {"a": {"at": 10, "capability": 3}, "b": {"at": 100}, "c": {"at": 70}},
        settings={"bargaining": {"forecast": forecast}},
    )
    found = facts(case)
    assert found.forecast == forecast
    assert 10 <= found.issues[0].outcome <= 100
    assert due is None or found.issues[0].outcome == pytest.approx(due)
    assert weights(case, draws=3).given.shape == (3, 3)


def test_what_reaches_bargaining():
    """Issues, and the states that scenarios are read over; not wants, not evidence, not the scenarios' statements."""
    case = fee({"a": {"at": 50}, "c": {"at": 50}}, rules={"r": {"never": "a.go and b.pay"}})
    for path in ("issues/fee/positions/a", "issues/fee/positions/a/at", "rules/r", "actors/a", "actors/c"):
        assert JOIN.reads(case, path), path
    for path in (
        "actors/a/wants/x",
        "actors/a/wants/x/rank",
        "evidence/e",
        "scenarios/going",
        "actors/nobody",
        "issues",
    ):
        assert not JOIN.reads(case, path), path


def test_what_bargaining_would_need():
    """One actor cannot bargain; without scenarios there is nothing to speak of."""
    assert JOIN.lacks(fee({"a": {"at": 1}})) == "bargaining needs an issue on which at least two actors have positions"
    assert JOIN.lacks(fee({"a": {"at": 1}, "b": {"at": 2}})) is None


def test_facts_show_paths_rounds_and_every_baseline():
    """Both presets round by round, a sweep over Q, deals over the issues, intervals for the scenarios."""
    case = fee({"a": {"at": 10}, "b": {"at": 90, "capability": 2}, "c": {"at": 50, "salience": 0.2}})
    found = facts(case)
    issue = found.issues[0]
    assert issue.actors[0].at.path == "issues/fee/positions/a/at"
    assert set(issue.eum) == {"EQUATIONS", "PRINTED"}
    for path in issue.eum.values():
        assert len(path.median) == len(path.mean) == 6
        assert path.positions[0] == (10.0, 90.0, 50.0)
        for move in path.moves:
            place = ("a", "b", "c").index(move.target)
            assert path.positions[move.round - 1][place] == move.start
            assert path.positions[move.round][place] == pytest.approx(move.end)
    assert {(point.preset, point.q) for point in issue.sweep} >= {("EQUATIONS", 1.0), ("PRINTED", 0.0)}
    assert list(issue.baselines)[:4] == ["constant_middle", "status_quo", "plain_mean", "weighted_mean"]
    assert found.deals == ()
    assert found.scenarios["going"].with_undetermined == pytest.approx(1.0)


def holds(statement, state, terms):
    """A statement in one state, from its meaning alone; `state` has variants by factor and numbers by issue."""
    if isinstance(statement, Compare):
        value = state[statement.name]
        if isinstance(value, str):
            return value == statement.value if statement.operator == "=" else value != statement.value
        other = float(statement.value)
        return {
            "=": value == other,
            "!=": value != other,
            ">=": value >= other,
            ">": value > other,
            "<=": value <= other,
            "<": value < other,
        }[statement.operator]
    if isinstance(statement, Named):
        return holds(terms[statement.name], state, terms) if statement.name in terms else state[statement.name] == "yes"
    if isinstance(statement, Truth):
        return statement.value
    if isinstance(statement, Not):
        return not holds(statement.item, state, terms)
    if isinstance(statement, Implies | Iff):
        left, right = holds(statement.left, state, terms), holds(statement.right, state, terms)
        return left == right if isinstance(statement, Iff) else right or not left
    parts = [holds(item, state, terms) for item in statement.items]
    if isinstance(statement, Count):
        return {"at least": sum(parts) >= statement.number, "at most": sum(parts) <= statement.number}.get(
            statement.kind, sum(parts) == statement.number
        )
    return all(parts) if isinstance(statement, And) else any(parts) if isinstance(statement, Or) else None


def marks_hold(issue, value, state, terms):
    """Inside the band of a mark that means something it is true, outside false; open stretches are silent."""
    marks = sorted(issue.marks, key=lambda mark: mark.at)
    here = [mark for mark in marks if mark.at <= value]
    if here and here[-1].open:
        return True
    meaning = [mark for mark in marks if mark.means is not None]
    inside = [mark for mark in meaning if mark.at <= value][-1:]
    return all(holds(parse_statement(mark.means), state, terms) == (mark in inside) for mark in meaning)


STATEMENTS = (
    "a.go",
    "b.pay",
    "rain",
    "a.go and b.pay",
    "a.go or not rain",
    "t",
    "fee >= 40",
    "fee > 40 and a.go",
    "term < 3 or b.pay",
    "fee = 40",
    "t implies term >= 3",
    "at least 2 of (a.go; b.pay; term >= 3)",
)
PLAIN = tuple(text for text in STATEMENTS if "fee" not in text and "term" not in text and text != "t")


@st.composite
def joined_cases(draw):
    def issue(points):
        marks = [
            {"at": at, **draw(st.sampled_from([{}, {}, {"open": True}, {"means": draw(st.sampled_from(PLAIN))}]))}
            for at in points
        ]
        at = draw(st.none() | st.sampled_from([points[0], points[1], points[1] + 0.5, points[2], points[2] - 0.25]))
        return {"marks": marks, "positions": {} if at is None else {"a": {"at": at}, "b": {"at": at}}}

    return from_long(
        {
            "id": "joined",
            "actors": {"a": {"options": {"go": {}}}, "b": {"options": {"pay": {}}}},
            "drivers": {"rain": {}},
            "terms": {"t": {"means": draw(st.sampled_from(["a.go iff rain", "fee < 80 and b.pay"]))}},
            "rules": {"r": {"always": draw(st.sampled_from([*PLAIN, "true"]))}},
            "issues": {"fee": issue([0, 40, 80]), "term": issue([0, 3, 6])},
            "scenarios": {f"s{k}": {"when": draw(st.sampled_from(STATEMENTS))} for k in range(3)},
            "settings": {"scenarios_overlap": True},
        }
    )


@given(joined_cases())
@settings(max_examples=150)
def test_readings_are_those_of_a_walk_over_all_states(case):
    """Every combination of variants, every issue at its outcome or, where it settles nowhere, anywhere on its scale."""
    grid = {"fee": [0, 20, 39.5, 40, 40.5, 60, 79.5, 80], "term": [0, 1.5, 2.75, 3, 3.5, 5, 6]}
    for name, issue in case.issues.items():
        if issue.positions:
            grid[name] = [issue.positions["a"].at.value]
    terms = {name: parse_statement(term.means) for name, term in case.terms.items()}
    scenarios = {name: parse_statement(scenario.when) for name, scenario in case.scenarios.items()}
    rule = parse_statement(case.rules["r"].always)
    seen = {name: set() for name in (*scenarios, "none")}
    for go, pay, rain in product(("no", "yes"), repeat=3):
        for one, other in product(grid["fee"], grid["term"]):
            state = {"a.go": go, "b.pay": pay, "rain": rain, "fee": one, "term": other}
            if not holds(rule, state, terms) or not all(
                marks_hold(case.issues[name], state[name], state, terms) for name in case.issues
            ):
                continue
            found = {name: holds(statement, state, terms) for name, statement in scenarios.items()}
            for name, truth in {**found, "none": not any(found.values())}.items():
                seen[name].add(truth)
    words = {(True,): "yes", (False,): "no"}
    assert said(case) == {name: words.get(tuple(truths), "open") for name, truths in seen.items()}


def test_the_flagship_settles_its_issues(root):
    """Both issues settle within their scales; what the scenarios get adds up."""
    case = read_case(root / "cases" / "kabul-airport-2021" / "case.yaml").case
    assert JOIN.lacks(case) is None
    found = weights(case, draws=500)
    assert found.given.sum(axis=1).max() <= 1
    shown = facts(case, draws=500)
    assert {issue.id for issue in shown.issues} == {name for name, issue in case.issues.items() if issue.positions}
    for issue in shown.issues:
        assert issue.low <= issue.quantiles[0] <= issue.quantiles[-1] <= issue.high
        assert sum(band.share for band in issue.bands) == pytest.approx(1)
