"""Merge patches (RFC 7396): a change written as the part of a document that changes, null where something goes away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merge_patch(target: Any, patch: Any) -> Any:
    """`target` changed by `patch`, as RFC 7396, section 2 says; neither argument is touched.

    A map is merged key by key, null removes a key, and anything else (a list, say) replaces what was there.

    >>> merge_patch({"a": {"b": 1, "c": 2}}, {"a": {"b": None, "d": [3]}})
    {'a': {'c': 2, 'd': [3]}}
    """
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, change in patch.items():
        if change is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), change)
    return merged


def patch_of_both(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """One patch that says what two say, the second one after the first.

    Where the second puts a map in the place of something that the first removes or replaces by a value, no single
    patch says that: whoever joins patches compares what comes out.

    >>> patch_of_both({"a": {"b": 1, "c": None}}, {"a": {"b": 2}, "d": None})
    {'a': {'b': 2, 'c': None}, 'd': None}
    """
    joined = dict(first)
    for key, change in second.items():
        before = joined.get(key)
        if isinstance(before, Mapping) and isinstance(change, Mapping):
            joined[key] = patch_of_both(before, change)
        else:
            joined[key] = change
    return joined
