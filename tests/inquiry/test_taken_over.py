"""The smallest part of one case that changes what the other concludes, against every set there is."""

import itertools

import pytest

from estimative.assessment.run import Ensemble, leader_of_most, run_methods
from estimative.case.longform import from_long, to_long
from estimative.case.patches import merge_patch
from estimative.inquiry.attribution import attribute
from estimative.inquiry.matching import same_scenarios, with_scenarios_renamed
from estimative.inquiry.taken_over import taken_over
from tests.assessment.cases import bridge
from tests.inquiry.pairs import pair

FEW = Ensemble(20, 3)


def after(case, **change):
    return from_long(merge_patch(to_long(case), change))


def leads(case, methods):
    runs = run_methods(case, FEW, only=methods)
    return leader_of_most(runs)


@pytest.mark.parametrize("seed", [2, 5, 14])
def test_no_smaller_set_does_it(seed):
    one, other = pair(seed)
    found = attribute(one, other, FEW, budget=12)
    forecasting = [name for name, change in found.methods.items() if change.forecasts]
    between = found.between
    for into_new in (False, True):
        taken = taken_over(found, FEW, into_new)
        base = leads(other if into_new else one, forecasting)
        assert taken.leader_before == base
        if found.leader_before == found.leader_after:
            assert not taken.pieces
            continue
        chosen = {piece.path for pieces in taken.pieces for piece in pieces}
        places = frozenset(n for n, piece in enumerate(between.read) if piece.path in chosen)
        case = between.case(between.everything - places if into_new else places)
        assert leads(case, forecasting) == taken.leader_after != base
        if not taken.smallest or len(taken.pieces) > 2:
            continue
        groups = [group for group in between.groups if between.methods(group)]
        for size in range(1, len(taken.pieces)):
            for some in itertools.combinations(groups, size):
                rest = frozenset().union(*some)
                assert leads(between.case(between.everything - rest if into_new else rest), forecasting) == base


def test_two_that_only_count_together():
    idle = {"wants": {"bridge": {"rank": {"value": 3}}}}
    one = after(bridge(influence=None, arguments={}), actors={"east": idle, "west": idle})
    other = bridge(influence=None, arguments={})
    found = attribute(one, other, FEW)
    into_old, into_new = taken_over(found, FEW), taken_over(found, FEW, into_new=True)
    assert (into_old.leader_before, into_old.leader_after) == ("idle", "built")
    assert [[p.path for p in pieces] for pieces in into_old.pieces] == [
        ["actors/east/wants/bridge/rank"],
        ["actors/west/wants/bridge/rank"],
    ]
    assert (into_old.exact_to, into_old.smallest, into_old.verified, into_old.others) == (2, True, True, 0)
    assert (len(into_new.pieces), into_new.others, into_new.smallest, into_new.verified) == (1, 1, True, True)
    short = taken_over(attribute(one, other, FEW), FEW, budget=1)  # not even all single ones: one by one
    assert len(short.pieces) == 2
    assert (short.exact_to, short.smallest) == (0, False)


def test_equal_scenarios_are_found_under_other_names_and_renamed_everywhere():
    one = bridge()
    long = to_long(bridge())
    long["terms"] = {"paid": {"means": "east.pay and west.pay"}}
    long["scenarios"] = {"done": {"when": "paid"}, "idle": long["scenarios"]["idle"]}
    long["evidence"] = {"crane": {"text": "a crane", "ratings": {"done": {"value": "C"}}}}
    long["objectives"] = {"trade": {"serves": ["done"], "stakes": {"east": {"value": 1}}}}
    long["arguments"]["talk"]["carries"] = ["evidence/crane"]
    long["reference_classes"] = {"c": {"text": "bridges", "counts": {"done": 2, "none": 1}}}
    other = from_long(long)
    assert same_scenarios(one, other) == {"done": "built"}
    renamed = with_scenarios_renamed(other, {"done": "built"})
    assert list(renamed.scenarios) == ["built", "idle"]
    assert set(renamed.evidence["crane"].ratings) == {"built"}
    assert renamed.objectives["trade"].serves == ("built",)
    assert dict(renamed.reference_classes["c"].counts) == {"built": 2, "none": 1}
    assert "done" not in str(to_long(renamed))
    assert with_scenarios_renamed(renamed, {"built": "done"}) == other


def test_another_statement_is_no_match():
    other = after(bridge(), scenarios={"built": None, "done": {"when": "east.pay"}})
    assert same_scenarios(bridge(), other) == {}
