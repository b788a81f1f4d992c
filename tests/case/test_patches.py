"""Merge patches: the table of RFC 7396, appendix A, and that neither side is touched."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.case.patches import merge_patch

APPENDIX_A = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)
WITHOUT_NULL = st.recursive(
    st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize("target, patch, result", APPENDIX_A)
def test_the_table_of_the_standard(target, patch, result):
    assert merge_patch(target, patch) == result


@given(JSON, JSON)
def test_neither_argument_is_touched(target, patch):
    kept = copy.deepcopy((target, patch))
    merge_patch(target, patch)
    assert (target, patch) == kept


@given(JSON, JSON)
def test_a_patch_made_twice_is_a_patch_made_once(target, patch):
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once


@given(WITHOUT_NULL)
def test_a_document_without_null_is_a_patch_from_nothing_to_itself(document):
    assert merge_patch(None, document) == document
