"""Cross-impact balances joined to cases: against a plain loop, what is held, what falls away, what is shown."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from estimative.assessment import cross_impact
from estimative.assessment.cross_impact import JOIN, lacks, prepare, reads
from estimative.assessment.inputs import case_input
from estimative.base.errors import ProblemsError
from estimative.base.logic.parsing import parse_statement
from estimative.case.longform import from_long, to_long
from estimative.case.space import state_space
from estimative.ensemble.draws import Draws
from estimative.exchange.case_files import read_case
from estimative.inquiry.dropping import drop


def case_of(impacts, drivers=("a", "b"), **changes):
    data = {
        "id": "small",
        "drivers": {name: {} for name in drivers} if not isinstance(drivers, dict) else drivers,
        "impacts": impacts,
        "scenarios": {"s": {"when": "a and b"}},
    }
    return from_long({**data, **changes})


FOLLOW = {
    "a=yes": {"b=yes": 1},
    "a=no": {"b=no": 1},
    "b=yes": {"a=yes": 1},
    "b=no": {"a=no": 1},
}


def run(case, draws=200, seed=3, memory=None, dropped=(), shifts=None):
    ready = prepare(case, {} if memory is None else memory, shifts or {}, frozenset(dropped))
    return ready, ready.weigh(Draws(draws, seed))


# A plain loop over the definition


def held_of(case, space, feasible):
    """What is held at a variant, and what at any."""
    held, still = {}, set()
    for f in space.factors:
        if f.id in case.held and (f.id in case.now or f.owner is not None):
            held[f.id] = case.now.get(f.id, f.variants[0])
        elif len({s[f.id] for s in feasible}) == 1:
            held[f.id] = feasible[0][f.id]
        elif f.id in case.held:
            still.add(f.id)
    return held, still


def cells_of(space, drawn, d, dropped):
    """The judgments of one draw, by source and target; what fell away is the mean of the rest of its row."""
    cells = {tuple(path.split("/")[1:]): Fraction(int(values[d])) for path, values in drawn.items()}
    for path in dropped:
        source, target = path.split("/")[1:]
        name = target.partition("=")[0]
        block = [f"{name}={v}" for f in space.factors if f.id == name for v in f.variants]
        kept = [one for one in block if f"impacts/{source}/{one}" not in dropped]
        cells[source, target] = sum((cells.get((source, one), 0) for one in kept), Fraction(0)) / max(1, len(kept))
    return cells


def following(space, cells, unmoved, state):
    """All jump at once to their best variant; a tie keeps the present one."""
    new = dict(state)
    for f in space.factors:
        if f.id not in unmoved:
            scores = [sum(cells.get((f"{i}={x}", f"{f.id}={v}"), 0) for i, x in state.items()) for v in f.variants]
            if scores[f.variants.index(state[f.id])] < max(scores):
                new[f.id] = f.variants[scores.index(max(scores))]
    return new


def twin(case, draws, seed, dropped=()):
    """Given and open per draw, from the definition: dictionaries, fractions, one state at a time."""
    space = state_space(case)
    judged = {f"impacts/{source}/{target}": one for source, row in case.impacts.items() for target, one in row.items()}
    drawn = Draws(draws, seed).of([case_input(case, path, one, {}) for path, one in judged.items()])
    states = (space.assignment(code) for code in range(space.size))
    feasible = [s for s in states if space.feasible[space.code(s)]]
    held, still = held_of(case, space, feasible)
    starts = [s for s in feasible if all(s[name] == variant for name, variant in held.items())]
    holds = [space.holds(parse_statement(one.when)) for one in case.scenarios.values()]
    given, left = np.zeros((2, draws, len(holds) + 1))
    for d, start in product(range(draws), starts):
        cells, way = cells_of(space, drawn, d, dropped), [start]
        while (after := following(space, cells, {*held, *still}, way[-1])) not in way:
            way.append(after)
        cycle = way[way.index(after) :]
        for state in cycle:
            code, share = space.code(state), 1 / (len(cycle) * len(starts))
            true = [bool(of[code]) for of in holds]
            if space.feasible[code]:
                given[d] += share * np.array([*true, not any(true)])
            else:
                left[d] += share
    return given, left


def random_case(rng):
    """A few factors of two or three variants, impacts here and there, sometimes rules, sometimes something held."""
    factors = {name: {"variants": ["x", "y", "z"][: rng.choice((2, 2, 3))]} for name in "abcd"[: rng.choice((2, 3, 4))]}
    options = {name: factors.pop(name) for name in list(factors)[:2] if rng.random() < 0.4}
    actors = {"who": {"options": options}} if options else {}
    names = {f"who.{name}": one["variants"] for name, one in options.items()}
    names |= {name: one["variants"] for name, one in factors.items()}
    literals = [f"{name}={v}" for name, variants in names.items() for v in variants]
    impacts = {}
    for source, target in product(literals, literals):
        own = source.partition("=")[0] == target.partition("=")[0]
        if rng.random() < (0.05 if own else 0.5):
            value = rng.randint(-3, 3)
            wide = rng.random() < 0.5
            judged = {"value": value, "range": [max(-3, value - 1), min(3, value + 1)]} if wide else value
            impacts.setdefault(source, {})[target] = judged
    pick = lambda: rng.choice(literals).replace("=", " = ")
    rules = {f"r-{k}": {rng.choice(("never", "never", "always")): pick()} for k in range(rng.choice((0, 0, 1, 2)))}
    if rng.random() < 0.5:
        rules["both"] = {"never": f"{pick()} and {pick()}"}
    now = {name: rng.choice(variants) for name, variants in names.items() if rng.random() < 0.7}
    return from_long(
        {
            "id": "random",
            "actors": actors,
            "drivers": factors,
            "impacts": impacts,
            "rules": rules,
            "now": now,
            "held": [name for name in names if rng.random() < 0.2],
            "scenarios": {"s": {"when": f"{pick()} or {pick()}"}, "t": {"when": f"{pick()} and {pick()}"}},
        }
    )


@pytest.mark.parametrize("seed", range(60))
def test_the_join_is_what_a_plain_loop_over_the_definition_finds(seed):
    rng = random.Random(seed)
    case = random_case(rng)
    judged = [f"impacts/{source}/{target}" for source, row in case.impacts.items() for target in row]
    dropped = [path for path in judged if rng.random() < 0.25] if seed % 2 else []
    case = drop(case, dropped).apply(case)
    try:
        _, weights = run(case, 6, seed, dropped=dropped)
    except ProblemsError:
        assert not twin(case, 1, seed, dropped)[0].any()  # the plain loop has no start either
        return
    given, left = twin(case, 6, seed, dropped)
    assert weights.given == pytest.approx(given, abs=1e-12)
    assert weights.open == pytest.approx(left, abs=1e-12)


def test_random_cases_cover_cycles_forbidden_ends_and_runs_without_a_start():
    seen = {"cycle": 0, "open": 0, "none": 0}
    for seed in range(60):
        try:
            ready, weights = run(random_case(random.Random(seed)), 3, seed)
        except ProblemsError:
            seen["none"] += 1
            continue
        seen["cycle"] += ready.facts(Draws(3, seed)).cycling > 0
        seen["open"] += bool(weights.open.any())
    assert min(seen.values()) >= 2


@pytest.mark.parametrize("seed", range(12))
def test_states_followed_one_after_another_give_what_all_together_give(seed, monkeypatch):
    case = random_case(random.Random(seed))
    try:
        whole = run(case, 8)[1]
    except ProblemsError:
        return
    monkeypatch.setattr(cross_impact, "MOST_FOLLOWED", 0)
    ready, weights = run(case, 8)
    assert (weights.given == whole.given).all()
    assert (weights.open == whole.open).all()
    assert ready.facts(Draws(8, 3)).sampled is None


def test_beyond_the_budget_starts_are_sampled_and_said(monkeypatch):
    chain = {f"d{k}=yes": {f"d{k + 1}=yes": 1} for k in range(11)} | {
        f"d{k}=no": {f"d{k + 1}=no": 1} for k in range(11)
    }
    names = [f"d{k}" for k in range(12)]
    case = case_of(chain, names, scenarios={"s": {"when": "d0"}, "t": {"when": "d11 and not d0"}})
    exact = run(case, 10)[1].given[0]
    assert exact == pytest.approx([0.5, 0, 0.5])
    monkeypatch.setattr(cross_impact, "MOST_FOLLOWED", 1)
    monkeypatch.setattr(cross_impact, "GREATEST_SAMPLE", 999)  # odd: no half of them is exact
    ready, weights = run(case, 10)
    facts = ready.facts(Draws(10, 3))
    assert (facts.sampled, facts.starts) == (999, 4096)
    assert weights.given[0] != pytest.approx(exact, abs=1e-9)
    assert weights.given[0] == pytest.approx(exact, abs=0.06)
    assert {one.weight for one in facts.attractors} == {0.5}


# By hand


def test_two_that_follow_each_other_rest_together_or_go_round():
    ready, weights = run(case_of(FOLLOW))
    assert weights.given[0] == pytest.approx([0.25, 0.75])
    facts = ready.facts(Draws(200, 3))
    assert [(one.at.state, one.margin, one.total, one.weight, one.stays) for one in facts.consistent] == [
        ({"a": "no", "b": "no"}, 1, 2, 0.25, 1),
        ({"a": "yes", "b": "yes"}, 1, 2, 0.25, 1),
    ]
    assert facts.cycling == 0.5
    assert [len(one.states) for one in facts.attractors] == [2, 1, 1]
    assert {name: (one.active, one.passive) for name, one in facts.factors.items()} == {"a": (2, 2), "b": (2, 2)}


def test_a_cycle_counts_by_its_share_of_states():
    _, weights = run(case_of(FOLLOW, scenarios={"s": {"when": "a and not b"}}))
    assert weights.given[0] == pytest.approx([0.25, 0.75])


def test_an_attractor_against_a_rule_is_undetermined():
    case = case_of({"a=no": {"b=yes": 1}, "b=no": {"a=yes": 1}}, rules={"r": {"never": "a and b"}})
    ready, weights = run(case)
    # no no runs into yes yes, which is forbidden; the other two stay
    assert weights.given[0] == pytest.approx([0, 2 / 3])
    assert weights.open[0] == pytest.approx([1 / 3, 1 / 3])
    assert not next(
        one for one in ready.facts(Draws(50, 0)).consistent if one.at.state == {"a": "yes", "b": "yes"}
    ).at.allowed


def test_what_is_held_stays_in_starts_and_succession():
    ready, weights = run(case_of(FOLLOW, now={"a": "yes"}, held=["a"]))
    assert weights.given[0] == pytest.approx([1, 0])
    assert ready.facts(Draws(50, 0)).factors["a"].held == "yes"
    # a driver without a `now` is held at whatever it starts with
    _, weights = run(case_of(FOLLOW, held=["a"]))
    assert weights.given[0] == pytest.approx([0.5, 0.5])
    # what the rules fix is held too, or succession would leave it
    _, weights = run(case_of({"b=no": {"a=no": 3}, "b=yes": {"a=no": 3}, **FOLLOW}, rules={"r": {"always": "a"}}))
    assert weights.given[0] == pytest.approx([1, 0])
    assert not weights.open.any()


def test_where_everything_is_held_nothing_moves(monkeypatch):
    case = case_of(FOLLOW, now={"a": "yes", "b": "yes"}, held=["a", "b"])
    for most in (1 << 22, 0):
        monkeypatch.setattr(cross_impact, "MOST_FOLLOWED", most)
        ready, weights = run(case)
        assert weights.given[0] == pytest.approx([1, 0])
        assert [one.weight for one in ready.facts(Draws(20, 0)).consistent] == [1]


def test_an_option_that_falls_away_stays_as_now():
    case = case_of(
        {"w.a=yes": {"b=yes": 1}, "w.a=no": {"b=no": 1}},
        {"b": {}},
        actors={"w": {"options": {"a": {}}}},
        scenarios={"s": {"when": "b"}},
    )
    assert run(case)[1].given[0] == pytest.approx([0.5, 0.5])
    for path in ("actors/w/options/a", "actors/w"):
        gone = drop(case, [path])
        assert reads(case, path)
        assert run(gone.apply(case), dropped=gone.falls)[1].given[0] == pytest.approx([0, 1])


def test_an_impact_that_falls_away_takes_the_mean_of_its_row():
    three = {"a": {}, "b": {"variants": ["low", "mid", "high"]}}
    impacts = {"a=yes": {"b=low": 1, "b=mid": 3, "b=high": 2}, "a=no": {"b=low": 1}}
    case = case_of(impacts, three, scenarios={"s": {"when": "b = high"}, "t": {"when": "b = mid"}})
    assert run(case)[1].given[0] == pytest.approx([0, 0.5, 0.5])
    gone = drop(case, ["impacts/a=yes/b=mid"])
    ready, weights = run(gone.apply(case), dropped=gone.falls)
    assert weights.given[0] == pytest.approx([0.5, 0, 0.5])
    assert [(one.value, one.path) for one in ready.facts(Draws(9, 0)).impacts if one.target == "b=mid"] == [(1.5, None)]
    # the mean of 2 and nothing else wins where both others fall away: all alike, everything stays
    gone = drop(case, ["impacts/a=yes/b=mid", "impacts/a=yes/b=low"])
    assert run(gone.apply(case), dropped=gone.falls)[1].given[0] == pytest.approx([1 / 6, 1 / 6, 2 / 3])


def test_a_case_without_its_last_impact_stays_where_it_is():
    gone = drop(case_of({"a=yes": {"b=yes": 1}}), ["impacts/a=yes/b=yes"])
    changed = gone.apply(case_of({"a=yes": {"b=yes": 1}}))
    ready, weights = run(changed, dropped=gone.falls)
    assert weights.given[0] == pytest.approx([0.25, 0.75])
    assert ready.facts(Draws(10, 0)).consistent_count == 4


def test_ranges_shifts_and_the_scale():
    impacts = {**FOLLOW, "a=yes": {"b=yes": {"value": 1, "range": [-1, 3]}}}
    ready, weights = run(case_of(impacts), 2000)
    assert (weights.given[:, 0] != 0.25).any()
    assert ready.facts(Draws(2000, 3)).distinct == 5
    _, moved = run(case_of(impacts), 50, shifts={"impacts/a=yes/b=yes": 9})
    assert (moved.given[:, 0] == 0.25).all()


def test_rules_that_leave_nothing_to_start_from_are_an_error_with_a_way_out():
    with pytest.raises(ProblemsError, match="leave no state with a = yes, b = no; change `held`"):
        run(case_of(FOLLOW, now={"a": "yes"}, held=["a"], rules={"r": {"never": "a"}, "q": {"never": "not a and b"}}))


def test_the_status_quo_and_its_way():
    chain = {"a=yes": {"b=yes": 1}, "b=yes": {"c=yes": 1}}
    ready, _ = run(case_of(chain, "abc", now={"a": "yes", "b": "no", "c": "no"}, scenarios={"s": {"when": "c"}}))
    facts = ready.facts(Draws(20, 0))
    (way,) = facts.status_quo
    assert [list(one.state.values()) for one in way.way] == [["yes", "no", "no"], ["yes", "yes", "no"], ["yes"] * 3]
    assert way.attractor.states[0].true == ("s",)
    assert facts.from_now == {"s": 1, "none": 0}
    ready, _ = run(case_of(chain, "abc", now={"a": "yes", "b": "no"}, scenarios={"s": {"when": "c"}}))
    assert len(ready.facts(Draws(20, 0)).status_quo) == 2
    ready, _ = run(case_of(chain, "abc", now={"a": "yes", "b": "no"}, rules={"r": {"never": "a and not b"}}))
    assert ready.facts(Draws(20, 0)).status_quo == ()
    assert ready.facts(Draws(20, 0)).from_now is None


def test_issues_in_a_scenario_may_be_open():
    issues = {"role": {"marks": [{"at": 0}, {"at": 60, "means": "a"}, {"at": 100}]}}
    case = case_of(FOLLOW, issues=issues, scenarios={"s": {"when": "role >= 60"}, "t": {"when": "role >= 80"}})
    _, weights = run(case)
    assert weights.given[0, 0] == pytest.approx(0.5)
    assert weights.open[0] == pytest.approx([0, 0.5, 0])


def test_memory_shared_between_variants_changes_nothing():
    memory = {}
    for seed in range(20):
        case = random_case(random.Random(seed))
        for variant in (case, from_long({**to_long(case), "held": [], "rules": {}})):
            try:
                alone = run(variant, 5)[1]
            except ProblemsError:
                continue
            for _ in range(2):
                together = run(variant, 5, memory=memory)[1]
                assert (together.given == alone.given).all()
                assert (together.open == alone.open).all()


def test_dropping_one_judgment_moves_no_other():
    impacts = {**FOLLOW, "a=yes": {"b=yes": {"value": 1, "range": [-1, 3]}}}
    assert (run(case_of(impacts), 50)[1].given == run(case_of(impacts), 400)[1].given[:50]).all()


# When it runs


def test_what_the_case_lacks_is_said_in_a_sentence():
    assert lacks(case_of(FOLLOW)) is None
    assert lacks(case_of({})) == "cross-impact balances need impacts of one development on another"
    assert "scenarios" in lacks(case_of(FOLLOW, scenarios={}))
    many = {name: {} for name in ["a", "b", *(f"d{k}" for k in range(21))]}
    assert "at most 4,194,304 states" in lacks(case_of(FOLLOW, many))
    wide = {"a": {"variants": [f"v{k}" for k in range(61)]}, "b": {}}
    assert "at most 60 variants" in lacks(case_of({"b=yes": {"a=v1": 1}}, wide, scenarios={"s": {"when": "b"}}))


def test_reads_impacts_rules_drivers_options_and_actors_that_hold_them():
    case = case_of(FOLLOW, actors={"w": {"options": {"x": {}}, "wants": {"k": {"that": "a", "rank": 1}}}, "v": {}})
    assert JOIN.forecasts
    for path in ("impacts/a=yes/b=yes", "rules/r", "drivers/a", "actors/w/options/x", "actors/w"):
        assert reads(case, path), path
    for path in ("impacts", "actors/v", "actors/w/wants/k", "actors/w/wants/k/rank", "scenarios/s", "evidence/e", "x"):
        assert not reads(case, path), path


def test_the_worked_case_runs(root):
    case = read_case(root / "cases" / "kabul-airport-2021" / "case.yaml").case
    assert lacks(case) is None
    ready, weights = run(case, 100)
    assert (weights.given.sum(axis=1) + weights.open[:, 0]) == pytest.approx(1)
    facts = ready.facts(Draws(100, 3))
    assert (facts.states, facts.starts, facts.sampled) == (768, 64, None)
    assert sum(one.weight for one in facts.attractors) == pytest.approx(1)
    assert facts.factors["recognition"].held == "none"
    given, left = twin(case, 3, 3)
    assert weights.given[:3] == pytest.approx(given)
    assert weights.open[:3] == pytest.approx(left)


def test_blocks_laid_out_judgment_by_judgment_are_those_of_the_whole_matrix():
    rng = random.Random(5)
    for _ in range(30):
        try:
            model = cross_impact.prepare(random_case(rng), {}, {}).model
        except ProblemsError:
            continue
        values = np.array([[rng.randint(-9, 9) for _ in model.inputs] for _ in range(4)]).reshape(4, len(model.inputs))
        drawn = {item.path: column for item, column in zip(model.inputs, values.T, strict=True)}
        whole = model.pushes(model.matrices(drawn, 4))
        for pushing, table in zip(model.pushing, whole, strict=True):
            assert (pushing.blocks(values[:, list(pushing.judgments)]) == table).all()
