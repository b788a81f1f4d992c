"""What every casebook file says of itself, whatever its method."""

import re


def sources_of(data):
    """The keys of the file's sources, and every word in brackets in its description, where sources are named.

    Each source is cited with its pages, the file says at length what it is about, and what was checked.
    """
    keys = [source["key"] for source in data["sources"]]
    assert len(set(keys)) == len(keys)
    assert all(source["cite"] and source.keys() == {"key", "cite", "pages"} for source in data["sources"])
    assert len(data["about"]) > 100
    assert data["expected"]["checked"]
    named = {word for group in re.findall(r"\(([a-z][^()]*)\)", data["about"]) for word in re.findall(r"[\w-]+", group)}
    return set(keys), named


def dated(names):
    """Those of the names that end in a year, as keys of publications do."""
    return {name for name in names if re.search(r"-\d{4}$", name)}
