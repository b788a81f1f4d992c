"""The ceiling of confidence, reason by reason."""

from __future__ import annotations

import pytest

from estimative.assessment.convergence import Convergence
from estimative.assessment.run import Ensemble, run_methods
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.patches import merge_patch
from estimative.inquiry.confidence import ORDER, Reason, confidence
from estimative.inquiry.flips import FlipSearch, flips
from tests.assessment.cases import bridge

SOURCES = {"memo": {"title": "A memo", "publisher": "One"}, "letter": {"title": "A letter", "publisher": "Two"}}


def found(**change: object):
    return confidence(from_long(merge_patch(to_long(bridge()), change)))


def test_one_source_leaves_low() -> None:
    assert found().ceiling == "low"
    assert "one source" in found().reasons[0].text


def test_two_sources_of_one_publisher_are_one_voice() -> None:
    same = {name: {**record, "publisher": "One"} for name, record in SOURCES.items()}
    assert found(sources=same).ceiling == "low"


def test_two_publishers_and_one_judge_leave_moderate() -> None:
    assert found(sources=SOURCES).ceiling == "moderate"
    assert any("one person" in reason.text for reason in found(sources=SOURCES).reasons)


def test_everything_in_order_leaves_high() -> None:
    wants = {
        who: {"wants": {"bridge": {"cites": ["memo#p1"], "judged_by": "you"}, "money": {"cites": ["memo#p1"]}}}
        for who in ("east", "west")
    }
    rank = {"east": {"wants": {"bridge": {"rank": {"judged_by": "you"}}}}}
    change = {
        "sources": SOURCES,
        "people": {"you": {"name": "You"}},
        "actors": merge_patch({**wants, "ferry": {"wants": {"no-bridge": {"cites": ["memo#p1"]}}}}, rank),
        "influence": None,
        "arguments": {"sway": None},
        "as_of": "2021-09-02",
        "question": {"text": "will it be built?", "horizon": "2022-03"},
    }
    assert found(**change).ceiling == "high"


@pytest.mark.parametrize("status, ceiling_mentions", [("open", True), ("closed", False)])
def test_an_open_gap_is_a_reason_and_a_closed_one_is_none(status: str, ceiling_mentions: bool) -> None:
    reasons = found(gaps={"g": {"text": "what?", "status": status}}).reasons
    assert any("gap" in reason.text for reason in reasons) == ceiling_mentions


def test_an_interested_publisher_is_a_reason() -> None:
    change = {"memo": {**SOURCES["memo"], "interest": "sells bridges"}, "letter": SOURCES["letter"]}
    assert any("interest" in reason.text for reason in found(sources=change).reasons)


def test_judgments_are_counted_by_their_own_passages_not_by_their_actors() -> None:
    change = {"actors": {"west": {"cites": ["memo#p1"]}}}
    text = next(reason.text for reason in found(**change).reasons if "cite no passage" in reason.text)
    assert text == next(reason.text for reason in found().reasons if "cite no passage" in reason.text)


def test_what_is_not_computed_is_said() -> None:
    assert len(found().not_computed) == 1
    assert confidence(bridge(), None, searched(bridge())).not_computed == ()
    assert found().set is None


def searched(case: Case) -> FlipSearch:
    ensemble = Ensemble(draws=20)
    return flips(case, run_methods(case, ensemble), ensemble)


def with_range(rank: dict[str, object]) -> Case:
    return from_long(merge_patch(to_long(bridge()), {"actors": {"east": {"wants": {"money": {"rank": rank}}}}}))


def test_one_judgment_that_alone_overturns_it_leaves_low_and_is_named() -> None:
    case = with_range({"value": 2, "range": [0, 3]})  # first of all to keep its money, east never pays
    (reason,) = [one for one in confidence(case, None, searched(case)).reasons if "alone" in one.text]
    assert reason == Reason("One judgment alone overturns the result: east: rank of money.", "low")


def test_ranges_that_overturn_nothing_leave_high_and_no_ranges_do_not() -> None:
    case = with_range({"value": 2, "range": [1.5, 3]})
    texts = {one.text: one.leaves for one in confidence(case, None, searched(case)).reasons}
    said = "No single judgment overturns the result within its range; 4 have no range and were not tried."
    assert texts[said] == "high"
    (none,) = [one for one in confidence(bridge(), None, searched(bridge())).reasons if "has a range" in one.text]
    assert none.leaves == "moderate"


@pytest.mark.parametrize(
    "as_of, horizon, leaves, words",
    [
        ("2021-09-02", "2021-10-01", "high", "4 weeks"),
        ("2021-09-02", "2022-09-02", "high", "12 months"),
        ("2021-09-02", "2023-09", "moderate", "2 years"),
        ("2021", "2030", "low", "10 years"),
        ("2021-09-02", "2021-08-01", "high", "which is past"),
        ("2021-09-02", None, "moderate", "names no horizon"),
        (None, "2022", "moderate", "has no date"),
    ],
)
def test_the_time_to_the_horizon_is_a_reason(as_of, horizon, leaves, words) -> None:
    question = {"text": "will it be built?", "horizon": horizon}
    (reason,) = [one for one in found(as_of=as_of, question=question).reasons if words in one.text]
    assert reason.leaves == leaves


def test_the_last_deadline_stands_for_a_horizon() -> None:
    criteria = {key: {"text": "built", "deadline": date} for key, date in (("a", "2021-12-01"), ("b", "2022-02-01"))}
    change = {"as_of": "2021-09-02", "question": {"text": "will it?", "criteria": criteria}}
    assert any("2022-02-01" in reason.text for reason in found(**change).reasons)


def test_reasons_come_in_the_order_in_which_they_bind() -> None:
    question = {"text": "will it be built?", "horizon": "2021"}
    levels = [ORDER.index(reason.leaves) for reason in found(as_of="2021", question=question).reasons]
    assert levels == sorted(levels)
    assert len(set(levels)) == 3


def test_nobody_named_is_not_one_person() -> None:
    texts = [reason.text for reason in found(settings={"judged_by": None}).reasons]
    assert any("Nobody is named" in text for text in texts)
    assert not any("one person" in text for text in texts)


def meeting(**leaders: str | None) -> Convergence:
    return Convergence(leaders, dict.fromkeys(leaders, 1.0), (), "")


def test_methods_that_lead_apart_leave_a_low_ceiling_and_one_method_is_no_second_opinion() -> None:
    levels = {
        "different scenarios": meeting(a="up", b="down"),
        "1 of 2 methods lead nowhere clearly": meeting(a="up", b=None),
        "Only one method": meeting(a="up"),
        "All 2 methods lead to the same": meeting(a="up", b="up"),
    }
    leaves = {}
    for words, met in levels.items():
        (reason,) = [reason for reason in confidence(from_long({"id": "t"}), met).reasons if words in reason.text]
        leaves[words] = reason.leaves
    assert list(leaves.values()) == ["low", "moderate", "moderate", "high"]
