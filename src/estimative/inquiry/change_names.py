"""Names for changes that are computed, each fit to be the name of a what-if."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from itertools import count

LONGEST = 40
"""An id of a case, and so the name of a what-if, is no longer."""


def names_of_changes(kind: str, parts_of: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """A name for each key, made of the kind and the ids that `parts_of` gives.

    Where two would be the same (ids have hyphens too) or one is too long, a digest of the key tells them apart.

    >>> names_of_changes("lifted", {"rules/unoffered": ("unoffered",)})
    {'rules/unoffered': 'lifted-unoffered'}
    """
    whole = {key: "-".join((kind, *parts)) for key, parts in parts_of.items()}
    often = Counter(whole.values())
    return {
        key: name if len(name) <= LONGEST and often[name] == 1 else marked(name, key) for key, name in whole.items()
    }


def marked(name: str, key: str) -> str:
    """The name with a mark made from the key, cut to what an id may be.

    >>> len(marked("a" * 40, "actors/a"))
    40
    """
    mark = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{name[: LONGEST - len(mark) - 1].rstrip('-')}-{mark}"


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or with a mark where it is too long or taken already.

    >>> free_name("offer", ["pay"]), free_name("offer", ["offer"]) != "offer"
    ('offer', True)
    """
    if len(name) <= LONGEST and name not in taken:
        return name
    return next(found for k in count() if (found := marked(name, f"{name}/{k}")) not in taken)
