"""The one canonical form and its digest: what may change them, and what may not."""

import copy
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import ProblemsError
from estimative.case.longform import OUTSIDE_DIGEST, case_digest, from_long, patched, to_long
from estimative.case.models_base import Record
from estimative.case.patches import merge_patch
from estimative.case.paths import judgments
from estimative.case.walking import everything
from estimative.exchange.yaml_reading import parse_yaml
from tests.assessment.cases import bridge
from tests.case.sample import FULL

FULL_DATA = parse_yaml(FULL).value
CASE = from_long(FULL_DATA)
LONG = to_long(CASE)


def leaves(value, place=()):
    """The places of all values that are neither maps nor lists."""
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*place, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*place, index))]
    return [place]


def put(value, place, new):
    """A copy of `value` with another one at `place`."""
    changed = copy.deepcopy(value)
    here = changed
    for part in place[:-1]:
        here = here[part]
    here[place[-1]] = new
    return changed


def get(value, place):
    for part in place:
        value = value[part]
    return value


def respelt(value, chance):
    """The same content in another spelling: order of keys, short judgments, kinds of number, decomposed letters."""
    if isinstance(value, dict):
        items = [(chance_text(key, chance), respelt(item, chance)) for key, item in value.items()]
        chance.shuffle(items)
        spelt = dict(items)
        if set(spelt) == {"value"} and not isinstance(spelt["value"], str) and chance.random() < 0.5:
            return spelt["value"]
        rank = spelt.get("rank")
        if isinstance(rank, dict) and set(rank) == {"value", "range"} and chance.random() < 0.5:
            return {
                **{key: item for key, item in spelt.items() if key != "rank"},
                "rank": rank["value"],
                "range": rank["range"],
            }
        return spelt
    if isinstance(value, list):
        return [respelt(item, chance) for item in value]
    if isinstance(value, str):
        return chance_text(value, chance)
    if isinstance(value, int) and not isinstance(value, bool) and chance.random() < 0.5:
        return float(value)
    return value


def chance_text(text, chance):
    return unicodedata.normalize(chance.choice(["NFC", "NFD"]), text)


def test_the_long_form_says_the_same_case():
    assert from_long(LONG) == CASE
    assert to_long(from_long(LONG)) == LONG


def test_the_long_form_is_plain_and_leaves_out_what_is_unset():
    assert None not in [get(LONG, place) for place in leaves(LONG) if not place[0].startswith("x-")]
    assert "review" not in str(LONG)
    assert LONG["influence"]["state"]["company"] == {"value": 2}
    assert LONG["actors"]["union"]["wants"]["calm"]["rank"] == {"value": 2, "range": [2, 3], "distribution": "uniform"}
    assert LONG["terms"]["settled"] == {"means": "company.offer >= half and not union.strike"}
    assert LONG["objectives"]["jobs"]["serves"] == ["agreement"]
    assert LONG["reference_classes"]["strikes"]["members"]["old"] == {"text": "settled late"}
    assert LONG["sources"]["brief"]["mentions"]["ministry"]["as"] == "actors/state"
    assert "variants" not in LONG["actors"]["union"]["options"]["strike"]


@given(st.randoms(use_true_random=False))
def test_spelling_and_order_do_not_change_the_digest(chance):
    spelt = respelt(LONG, chance)
    case = from_long(spelt)
    assert case == from_long(LONG)
    assert case_digest(case) == case_digest(CASE)


@given(st.data())
def test_every_change_of_content_changes_the_digest(data):
    place = data.draw(st.sampled_from([p for p in leaves(LONG) if not OUTSIDE_DIGEST & set(p)]))
    old = get(LONG, place)
    if isinstance(old, bool):
        others = [not old]
    else:
        others = [old + 1, old + 0.5] if isinstance(old, int | float) else [f"{old}x", "none", "yes"]
    new = data.draw(st.sampled_from(others))
    try:
        changed = from_long(put(LONG, place, new))
    except ProblemsError:
        return  # not a case any more
    if changed != CASE:
        assert case_digest(changed) != case_digest(CASE)


def test_what_people_think_of_a_case_is_outside_its_digest():
    data = copy.deepcopy(FULL_DATA)
    data["confidence"] = {"set": "high", "by": "ben"}
    data["scenarios"]["agreement"]["assessed"] = {"by": "ben", "date": "2024-06-01", "term": "unlikely"}
    for _, record in everything(CASE):
        assert "review" in type(record).model_fields or not isinstance(record, Record)
    data["actors"]["union"]["wants"]["pay"] |= {"review": "open", "origin": {"rule": "r1", "passage": "brief#p1"}}
    data["influence"]["state"]["union"]["review"] = "accepted"
    changed = from_long(data)
    assert changed != CASE
    assert to_long(changed) != LONG
    assert case_digest(changed) == case_digest(CASE)


def test_ids_that_look_like_such_fields_are_content():
    one = from_long({"id": "tiny", "actors": {"review": {}}})
    other = from_long({"id": "tiny", "actors": {"origin": {}}})
    assert case_digest(one) != case_digest(other) != case_digest(from_long({"id": "tiny"}))


@pytest.mark.parametrize(
    "written",
    [
        {"gaps": {}},
        {"title": ""},
        {"held": []},
        {"settings": {}},
        {"settings": {"conflict": {"concept": "SEQ", "deals": 2, "initiative": {}}, "pooling": "none"}},
        {"estimative": 1},
        {"confidence": {"set": None}},
        {"question": None},
        {"marking": None},
    ],
)
def test_what_is_written_as_by_default_is_left_out(written):
    assert case_digest(from_long({"id": "tiny", **written})) == case_digest(from_long({"id": "tiny"}))


def test_what_is_there_though_empty_is_content():
    assert case_digest(from_long({"id": "tiny", "actors": {"a": {}}})) != case_digest(from_long({"id": "tiny"}))
    assert to_long(from_long({"id": "tiny", "actors": {"a": {}}}))["actors"] == {"a": {}}


def test_digests_stay_what_they_are():
    """Worked out by hand from RFC 8785: SHA-256 of {"estimative":1,"id":"tiny"}."""
    import hashlib

    expected = "sha256:" + hashlib.sha256(b'{"estimative":1,"id":"tiny"}').hexdigest()
    assert case_digest(from_long({"id": "tiny"})) == expected
    long = b'{"estimative":1,"id":"tiny","influence":{"a":{"b":{"range":[0,1.5],"value":1}}}}'
    case = from_long({"id": "tiny", "influence": {"a": {"b": {"value": 1, "range": [0, 1.5]}}}})
    assert case_digest(case) == "sha256:" + hashlib.sha256(long).hexdigest()


def test_every_number_of_the_full_case_is_a_judgment_a_count_or_a_place():
    """The design's rule: no bare number hides in a case. New number fields must be judgments, or be listed here."""
    counted = {"estimative", "item_cap", "total_cap", "deals", "initiative", "scale", "ratios", "weights", "weight"}
    counted |= {"happened", "of", "now", "round", "shifts", "at", "range"}
    paths = set(judgments(CASE))
    for place in leaves(LONG):
        if (
            isinstance(get(LONG, place), int | float)
            and not isinstance(get(LONG, place), bool)
            and place[0] != "x-desk"
        ):
            path = "/".join(str(part) for part in place)
            inside = any(path.startswith(f"{judgment}/") for judgment in paths)
            assert inside or counted & set(map(str, place)), path


PATCHES = [
    {},
    {"title": "other"},
    {"influence": None},
    {"actors": {"east": {"wants": {"money": None, "more": {"that": "west.pay", "rank": {"value": 2}}}}}},
    {"rules": {"war": {"never": "east.pay"}}, "now": {"east.pay": "yes"}, "settings": {"pooling": None}},
    {"x-note": {"a": 1}},
    {"question": {"text": "Who pays?"}, "confidence": {"set": "low"}},
    {"id": "other", "held": ["x"]},
    {"actors": {"east": {"nonsense": 1}}},
    {"influence": {"east": {"west": {"value": "much"}}}},
    {"nonsense": 1},
    {"scenarios": 3},
]


@pytest.mark.parametrize("patch", PATCHES, ids=str)
def test_a_case_that_is_patched_is_the_patched_long_form_read_anew(patch):
    case = bridge()

    def outcome(make):
        try:
            made = make()
        except ProblemsError as error:
            return [(problem.path, problem.message) for problem in error.problems]
        return made, to_long(made), case_digest(made)

    whole = outcome(lambda: from_long(merge_patch(to_long(case), patch)))
    assert outcome(lambda: patched(case, patch)) == whole
    assert to_long(case) == to_long(bridge())
