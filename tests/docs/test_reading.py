"""What README and tutorial say in words about the worked case, held against the recorded figures."""

import pytest
from scripts.figures import CASE, WHAT_IF, recorded


@pytest.fixture(scope="module")
def base():
    return recorded()


@pytest.fixture(scope="module")
def rival():
    return recorded(WHAT_IF)


def size(argument):
    return max(abs(effect["effect"]) for effect in argument["effects"]["conflict"].values())


def test_without_a_deal_every_draw_meets_the_authors_words_for_failure(base):
    for concept in ("SEQ", "Nash"):
        assert base["play"]["conflict"][concept]["no_deals"] == {"success": 0.0, "failure": 1.0}


def test_with_deals_the_judgments_lean_to_the_briefs_conclusion(base):
    assert base["convergence"]["leaders"] == dict.fromkeys(
        ("bargaining", "conflict", "cross-impact", "evidence"), "success"
    )
    assert [base["scenarios"][key]["against_author"] for key in ("success", "failure")] == ["open", "agrees"]


def test_nobody_has_signed_an_assessment_or_set_a_level(base):
    assert all(found["assessed"] is None for found in base["scenarios"].values())
    assert base["confidence"]["set"] is None


def test_five_methods_run_and_one_of_them_is_a_conflict(base):
    assert set(base["methods"]) == {"bargaining", "conflict", "cross-impact", "evidence", "influence"}
    assert list(base["play"]) == ["conflict"]
    assert base["missing_methods"] == {}


def test_an_equally_welcome_rival_takes_the_lead_away(rival):
    found = rival["rival"]
    assert rival["scenarios"]["success"]["support"]["conflict"]["mean"] < rival["none"]["support"]["conflict"]["mean"]
    assert found["threshold"] == max(map(float, found["by_rank"]))  # at every rank that was tried
    assert all(lead != "success" for lead in found["leaders"].values())


def test_three_of_five_motives_weigh_nothing_alone_since_others_carry_the_same(base):
    from estimative.exchange.case_files import read_case

    case = read_case(CASE).case
    motives = [name for name, record in case.arguments.items() if record.kind == "motive"]
    assert len(motives) == 5
    assert all("actors/turkey/wants/foothold" in case.arguments[name].carries for name in motives)
    forecasts = base["convergence"]["leaders"]
    idle = [
        name
        for name in motives
        if all(
            effect["effect"] == 0
            for method in forecasts
            for effect in base["arguments"][name]["effects"][method].values()
        )
    ]
    assert len(idle) == 3
    assert all(base["arguments"][name]["stays"] for name in idle)


def test_no_argument_waits_for_a_method(base):
    assert not [name for name, found in base["arguments"].items() if found["carried_by_unrun"]]


def test_the_evidence_hardly_leaves_its_prior(base):
    supports = [base["scenarios"][key]["support"]["evidence"]["mean"] for key in ("success", "failure")]
    assert all(abs(mean - 1 / 3) < 0.02 for mean in supports)


def test_most_weight_lies_with_regional_influence_and_money(base):
    order = sorted(base["arguments"], key=lambda name: -size(base["arguments"][name]))
    assert order[:2] == ["regional-influence", "money"]
    assert base["arguments"]["nato-member"]["effects"]["conflict"]["success"]["effect"] < 0


@pytest.mark.slow
def test_distrust_in_second_place_leaves_no_draw_that_ends_in_success():
    from estimative.assessment.run import Ensemble, run_methods
    from estimative.case.longform import from_long, to_long
    from estimative.case.patches import merge_patch
    from estimative.exchange.case_files import read_case

    case = read_case(CASE).case
    low, _ = case.actors["taliban"].wants["no-nato"].rank.range
    second = {"actors": {"taliban": {"wants": {"no-nato": {"rank": {"value": low, "range": None}}}}}}
    found = run_methods(from_long(merge_patch(to_long(case), second)), Ensemble())["conflict"].supports
    assert low == 2
    assert found["success"].mean == 0.0
