"""Pieces that turn one case into another: whole, apart from each other, valid wherever that is said."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble
from estimative.base.errors import ProblemsError
from estimative.case.longform import case_digest, from_long, to_long
from estimative.case.patches import merge_patch
from estimative.inquiry.between import Between
from estimative.inquiry.differences import applied, differences
from tests.assessment.cases import bridge
from tests.inquiry.pairs import pair


def after(case, **change):
    return from_long(merge_patch(to_long(case), change))


def told(one, other):
    return {(piece.path, piece.kind, piece.change): piece.methods for piece in differences(one, other)}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_all_pieces_give_the_other_case_exactly_and_in_any_order(seed):
    one, other = pair(seed)
    pieces = list(differences(one, other))
    random.Random(seed).shuffle(pieces)
    assert to_long(from_long(applied(to_long(one), pieces))) == to_long(other)
    assert case_digest(from_long(applied(to_long(one), pieces))) == case_digest(other)
    half, rest = pieces[::2], pieces[1::2]
    assert applied(applied(to_long(one), half), rest) == applied(applied(to_long(one), rest), half)
    assert case_digest(from_long(applied(applied(to_long(one), rest), half))) == case_digest(other)


def test_a_case_does_not_differ_from_itself():
    for seed in range(20):
        one, _ = pair(seed)
        assert differences(one, from_long(to_long(one))) == ()


def test_the_given_long_form_is_not_touched():
    one, other = pair(3)
    long, before = to_long(one), repr(to_long(one))
    applied(long, differences(one, other))
    assert repr(long) == before


def test_what_changes_is_told_by_path_kind_and_who_reads_it():
    rank = {"rank": {"value": 3}, "because": "they say so"}
    other = after(
        bridge(),
        title="A bridge",
        actors={"east": {"wants": {"money": rank}}, "west": {"wants": {"money": None}}},
        influence={"east": {"west": None}, "west": {"east": {"value": 1}}},
        now={"east.pay": "yes"},
        sources={"note": {"title": "A note"}},
        settings={"judged_by": None, "conflict": {"deals": 1}},
        scenarios={"idle": {"when": "not east.pay", "stated": {"term": "likely"}}},
    )
    every = tuple(joins())
    assert told(bridge(), other) == {
        ("title", "words", "added"): (),
        ("settings/judged_by", "structure", "removed"): (),
        ("settings/conflict", "structure", "added"): ("conflict",),
        ("sources/note", "structure", "added"): (),
        ("actors/east/wants/money/rank", "judgment", "changed"): ("conflict",),
        ("actors/east/wants/money", "words", "changed"): (),
        ("actors/west/wants/money", "structure", "removed"): ("conflict",),
        ("now/east.pay", "structure", "changed"): every,
        ("influence/east/west", "judgment", "removed"): ("influence",),
        ("influence/west/east", "judgment", "added"): ("influence",),
        ("scenarios/idle", "structure", "changed"): every,
        ("scenarios/idle/stated", "structure", "changed"): (),
    }


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_offered_gives_a_valid_case_whichever_part_is_taken(seed):
    one, other = pair(seed)
    between = Between(one, other, differences(one, other), Ensemble(5))
    groups = between.groups
    assert sorted(place for group in groups for place in group) == list(range(len(between.read)))
    rng = random.Random(seed)
    if between.looked_at_all:
        for _ in range(12):
            between.case(frozenset().union(*(g for g in groups if between.methods(g) and rng.random() < 0.5)))
    assert case_digest(between.case(between.everything)) == case_digest(other)


def test_pieces_that_cannot_stand_alone_are_joined_and_others_are_not():
    new = {"options": {"sail": {}}, "wants": {"busy": {"that": "ferry.sail", "rank": {"value": 2}}}}
    other = after(
        bridge(),
        actors={"ferry": new, "east": {"wants": {"boat": {"that": "ferry.sail", "rank": {"value": 3}},
                                                 "money": {"rank": {"value": 4}}}}},
        rules={"calm": {"never": "ferry.sail and east.pay"}},
    )  # fmt: skip
    between = Between(bridge(), other, differences(bridge(), other), Ensemble(5))
    assert {frozenset(piece.path for piece in between.pieces(group)) for group in between.groups} == {
        frozenset({"actors/east/wants/boat", "actors/ferry/options/sail", "actors/ferry/wants/busy", "rules/calm"}),
        frozenset({"actors/east/wants/money/rank"}),
    }


def test_a_new_judgment_finds_the_source_that_it_cites():
    """Two judgments that cite one new source stay apart: what no method reads is taken over first."""
    cell = {"value": 3, "cites": ["note#p1"], "judged_by": "ana"}
    other = after(
        bridge(),
        sources={"note": {"title": "A note"}},
        people={"ana": {"name": "Ana"}},
        influence={"west": {"east": cell}, "ferry": {"east": cell}},
    )
    between = Between(bridge(), other, differences(bridge(), other), Ensemble(5))
    assert len(between.groups) == 2
    for taken in itertools.chain.from_iterable(itertools.combinations(between.groups, size) for size in range(3)):
        between.case(frozenset().union(*taken))
    back = Between(other, bridge(), differences(other, bridge()), Ensemble(5))  # the source cannot go first
    assert len([group for group in back.groups if back.methods(group)]) == 2
    assert case_digest(back.case(back.everything)) == case_digest(bridge())


def test_a_combination_that_is_no_case_is_refused():
    other = after(bridge(), actors={"ferry": {"options": {"sail": {}}}}, rules={"calm": {"never": "ferry.sail"}})
    between = Between(bridge(), other, differences(bridge(), other), Ensemble(5))
    (rule,) = [place for place, piece in enumerate(between.read) if piece.path == "rules/calm"]
    with pytest.raises(ProblemsError):
        between.case({rule})


def test_what_no_method_reads_goes_with_what_it_needs_and_leaves_the_rest_apart():
    """A want under a new name: the argument that names it goes along, another judgment does not."""
    want = {"that": "east.pay and west.pay", "rank": {"value": 1}}
    other = after(
        bridge(),
        actors={"east": {"wants": {"bridge": None, "bigger": want, "money": {"rank": {"value": 4}}}}},
        arguments={"trade": {"carries": ["actors/east/wants/bigger"]}},
    )
    between = Between(bridge(), other, differences(bridge(), other), Ensemble(5))
    assert {frozenset(piece.path for piece in between.pieces(group)) for group in between.groups} == {
        frozenset({"actors/east/wants/bridge", "actors/east/wants/bigger", "arguments/trade"}),
        frozenset({"actors/east/wants/money/rank"}),
    }


def test_views_are_words_while_a_value_is_set_and_the_judgment_itself_where_none_is():
    people = {"ana": {"name": "Ana"}, "ben": {"name": "Ben"}}
    set_value = after(
        bridge(), people=people, influence={"east": {"west": {"value": 2, "views": {"ana": {"value": 1}}}}}
    )
    more = after(set_value, influence={"east": {"west": {"views": {"ben": {"value": 3}}}}})
    assert told(set_value, more) == {("influence/east/west", "words", "changed"): ()}
    told_only = after(set_value, influence={"east": {"west": {"value": None}}})
    assert told(told_only, after(more, influence={"east": {"west": {"value": None}}})) == {
        ("influence/east/west", "judgment", "changed"): ("influence",)
    }
