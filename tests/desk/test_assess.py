"""The whole of an assessment as JSON: the form that stays fixed, the same bytes for the same seed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble
from estimative.base.canonical import canonical_json
from estimative.base.errors import ProblemsError, UsageError
from estimative.case.longform import case_digest, to_long
from estimative.case.patches import merge_patch
from estimative.desk.assess import assess
from estimative.exchange.case_files import read_case
from estimative.report.as_json import assessment_json
from tests.assessment.cases import bridge


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The bridge as a file: JSON is YAML."""
    (tmp_path / "case.yaml").write_text(json.dumps(to_long(bridge())))
    return tmp_path


@pytest.fixture(scope="module")
def flagship(flagship_assessed) -> dict:
    return assessment_json(flagship_assessed())


def test_the_keys_are_the_fixed_ones(flagship: dict) -> None:
    assert {
        "case",
        "scenarios",
        "none",
        "convergence",
        "confidence",
        "arguments",
        "judgments",
        "play",
        "seed",
        "draws",
    } <= set(flagship)
    for found in flagship["scenarios"].values():
        assert {"author", "support", "implies", "against_author", "assessed"} <= set(found)
        assert set(found["support"]) == set(joins()) - set(flagship["missing_methods"])
        for support in found["support"].values():
            assert set(support) == {"mean", "low", "high", "range", "undetermined"}
        assert set(found["author"]) == {"term", "scale", "low", "high"}
    assert set(flagship["convergence"]) == {"leaders", "told", "distances", "largest_distance", "sentence"}
    assert {"ceiling", "reasons", "set"} <= set(flagship["confidence"])
    for found in flagship["arguments"].values():
        assert {"effects", "redundant_with", "carried_by_unrun", "zero_because"} <= set(found)
        assert found["zero_because"] in ("not modelled", "unrun", "no effect", None)
        for method, by in found["effects"].items():
            none = {"none"} if joins()[method].forecasts else set()  # what does not forecast says nothing of none
            assert set(by) == {*flagship["scenarios"], *none}
            assert all({"without", "effect"} <= set(effect) for effect in by.values())
    assert set(flagship["judgments"]) == {"count", "carrying", "swings", "order", "silent", "not_computed"}
    for methods in flagship["sensitivity"].values():
        for by in methods.values():
            assert all({"index", "interval", "at_low", "at_high"} <= set(sway) for sway in by.values())
    assert set(flagship["play"]["conflict"]) == {"SEQ", "Nash"}
    for play in flagship["play"]["conflict"].values():
        assert {"deals", "no_deals", "cycles", "equilibria_share"} <= set(play)
        assert set(play["deals"]) == set(play["no_deals"]) == set(flagship["scenarios"])


def test_an_effect_has_the_keys_that_are_told_of(folder: Path) -> None:
    found = assessment_json(assess(folder, Ensemble(draws=5)))["arguments"]["trade"]
    assert set(found["effects"]["conflict"]["built"]) == {"without", "effect", "without_undetermined"}


def test_every_method_that_the_worked_case_feeds_has_its_place(flagship: dict) -> None:
    ran = set(joins()) - set(flagship["missing_methods"])
    assert {"bargaining", "conflict", "evidence", "influence"} <= ran
    forecasting = {method for method in ran if joins()[method].forecasts}
    assert set(flagship["methods"]) == ran
    assert set(flagship["none"]["support"]) == forecasting
    assert set(flagship["convergence"]["leaders"]) == set(flagship["convergence"]["told"]) == forecasting
    pairs = {frozenset((pair["one"], pair["other"])) for pair in flagship["convergence"]["distances"]}
    assert len(pairs) == len(forecasting) * (len(forecasting) - 1) // 2
    assert flagship["pool"] is None


def test_weights_add_up(flagship: dict) -> None:
    mean = sum(found["support"]["conflict"]["mean"] for found in flagship["scenarios"].values())
    assert mean + flagship["none"]["support"]["conflict"]["mean"] == pytest.approx(1.0, abs=1e-6)
    play = flagship["play"]["conflict"]["SEQ"]
    for name, found in flagship["scenarios"].items():
        assert play["deals"][name] == found["support"]["conflict"]["mean"]
    for found in flagship["arguments"].values():
        for method, by in found["effects"].items():
            for name, effect in by.items():
                whole = flagship["none"] if name == "none" else flagship["scenarios"][name]
                mean = whole["support"][method]["mean"]
                assert effect["without"] + effect["effect"] == pytest.approx(mean, abs=1e-8)


def test_the_same_seed_gives_the_same_bytes(folder: Path) -> None:
    first = canonical_json(assessment_json(assess(folder, Ensemble(draws=30, seed=4))))
    second = canonical_json(assessment_json(assess(folder, Ensemble(draws=30, seed=4))))
    assert first == second


def test_neither_time_nor_a_path_of_the_machine_is_in_it(folder: Path) -> None:
    text = json.dumps(assessment_json(assess(folder, Ensemble(draws=5))))
    assert str(folder) not in text
    assert "seconds" not in text


def test_the_bridge_says_what_was_worked_out_by_hand(folder: Path) -> None:
    found = assessment_json(assess(folder, Ensemble(draws=20)))
    assert found["case"] == case_digest(bridge())
    assert found["scenarios"]["built"]["support"]["conflict"]["mean"] == 1.0
    assert found["scenarios"]["built"]["implies"] == "mostly holds"  # never throughout while no range is computed
    assert found["scenarios"]["built"]["against_author"] == "agrees"
    assert found["scenarios"]["idle"]["against_author"] == "agrees"
    assert found["scenarios"]["built"]["assessed"] is None
    assert found["scenarios"]["built"]["questions"] == ["ferry"]  # the author says it gains, its wants say it loses
    assert found["gap"] == {"states": 2, "feasible": 4, "example": {"east.pay": "yes", "west.pay": "no"}}
    assert {key: found["judgments"][key] for key in ("count", "carrying", "swings")} == {
        "count": 8,
        "carrying": None,
        "swings": {},
    }
    assert "400 draws" in found["judgments"]["not_computed"]
    assert "rival" not in found


def test_where_the_methods_part_an_argument_is_quoted_in_short(tmp_path: Path) -> None:
    evidence = {"crane": {"text": "a crane", "ratings": {"built": "I", "idle": "C"}}}
    arguments = dict.fromkeys(bridge().arguments)
    arguments["long"] = {"kind": "lever", "text": "trade " * 400, "carries": ["actors/east/wants/bridge"]}
    data = merge_patch(to_long(bridge()), {"evidence": evidence, "arguments": arguments})
    (tmp_path / "case.yaml").write_text(json.dumps(data))
    sentence = assessment_json(assess(tmp_path, Ensemble(draws=20)))["convergence"]["sentence"]
    (quoted,) = re.findall("“([^”]*)”", sentence)
    assert quoted.startswith("trade trade")
    assert quoted.endswith("…")
    assert len(quoted) < 100


def test_a_signed_line_is_shown_with_the_range_of_its_scale(tmp_path: Path) -> None:
    line = {"by": "me", "date": "2021-09-02", "term": "likely"}
    data = merge_patch(to_long(bridge()), {"scenarios": {"built": {"assessed": line}}})
    (tmp_path / "case.yaml").write_text(json.dumps(data))
    found = assessment_json(assess(tmp_path, Ensemble(draws=5)))["scenarios"]["built"]["assessed"]
    assert found == {"term": "likely", "scale": "icd203", "low": 0.55, "high": 0.8, "by": "me", "date": "2021-09-02"}


def test_nothing_holds_throughout_that_the_far_end_of_one_judgment_overturns(tmp_path: Path) -> None:
    wants = {
        "go": {"that": "a.go", "rank": {"value": 1, "range": [1, 4]}},  # above 3.9 in about one draw of a thousand
        "stay": {"that": "not a.go", "rank": 3.9},
    }
    scenarios = {"gone": {"when": "a.go"}, "here": {"when": "not a.go"}}
    data = {
        "estimative": 1,
        "id": "far",
        "actors": {"a": {"options": {"go": {}}, "wants": wants}},
        "scenarios": scenarios,
    }
    (tmp_path / "case.yaml").write_text(json.dumps(data))
    found = assess(tmp_path, Ensemble(draws=600))
    assert found.flips.of_size(1)
    assert {name: facts.implies for name, facts in found.scenarios.items()} == {
        "gone": "mostly holds",
        "here": "mostly fails",
    }
    support = found.scenarios["gone"].supports["conflict"]
    assert support.range == (0.0, support.mean)


def test_a_what_if_is_applied_and_named(folder: Path) -> None:
    base = case_digest(read_case(folder).case)
    (folder / "what-ifs").mkdir()
    lines = [
        "estimative_what_if: 1",
        f'base: "{base}"',
        "because: nobody can pay",
        "change: {rules: {poor: {never: east.pay}}}",
    ]
    (folder / "what-ifs" / "poor-east.yaml").write_text("\n".join(lines))
    found = assessment_json(assess(folder, Ensemble(draws=5), what_if="poor-east"))
    assert found["what_if"] == "poor-east"
    assert found["case"] != base
    assert found["scenarios"]["idle"]["support"]["conflict"]["mean"] == 1.0
    with pytest.raises(UsageError, match="did you mean `poor-east`"):
        assess(folder, Ensemble(draws=5), what_if="poor-est")


def test_a_what_if_of_another_case_is_refused_with_the_way_out(folder: Path) -> None:
    (folder / "what-ifs").mkdir()
    (folder / "what-ifs" / "old.yaml").write_text(
        'estimative_what_if: 1\nbase: "sha256:' + "0" * 64 + '"\nchange: {title: x}\n'
    )
    with pytest.raises(UsageError, match="what-if CASE --rebase"):
        assess(folder, Ensemble(draws=5), what_if="old")


def test_the_rival_what_if_brings_its_threshold(flagship_assessed) -> None:
    found = assessment_json(flagship_assessed("rival-operator"))["rival"]
    assert {"indifferent", "by_rank", "threshold"} <= set(found)
    assert list(found["by_rank"]) == sorted(found["by_rank"], key=float)
    assert found["threshold"] is None or f"{found['threshold']:g}" in found["by_rank"]


def test_a_case_without_scenarios_is_assessed_as_far_as_it_goes(tmp_path: Path) -> None:
    data = {key: value for key, value in to_long(bridge()).items() if key not in ("scenarios", "arguments")}
    (tmp_path / "case.yaml").write_text(json.dumps(data))
    found = assessment_json(assess(tmp_path, Ensemble(draws=5)))
    assert found["scenarios"] == {}
    assert "scenarios" in found["missing_methods"]["conflict"]
    assert found["convergence"]["largest_distance"] is None


def test_a_broken_case_is_refused_with_every_problem(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(
        "estimative: 1\nid: t\nscenarios:\n  a: {when: nobody.goes}\n  b: {when: 'x ='}\n"
    )
    with pytest.raises(ProblemsError) as caught:
        assess(tmp_path, Ensemble(draws=5))
    assert len([p for p in caught.value.problems if p.severity == "error"]) >= 2
