"""Every citation of a case with its address, wherever the models let one stand."""

import re

from estimative.case.citations import cited, cited_passages
from estimative.case.longform import from_long, to_long
from estimative.exchange.case_files import parse_case
from tests.case.sample import FULL


def test_every_kind_of_place_is_found_under_the_nearest_address():
    case = from_long(
        {
            "id": "tiny",
            "cites": ["s#p9"],
            "sources": {"s": {"title": "T", "mentions": {"m": {"at": ["s#p10"], "as": "none", "cites": ["s#p2"]}}}},
            "influence": {"a": {"b": {"value": 1, "views": {"x": {"value": 2, "cites": ["s#p3"]}}, "cites": ["s#p2"]}}},
            "gaps": {"g": {"text": "?", "origin": {"rule": "r", "passage": "s#p4"}, "x-own": {"cites": ["s#p77"]}}},
        }
    )
    assert cited(case) == {
        "s#p2": ("sources/s/mentions/m", "influence/a/b"),
        "s#p3": ("influence/a/b",),
        "s#p4": ("gaps/g",),
        "s#p9": ("",),
        "s#p10": ("sources/s/mentions/m",),
    }
    assert list(cited_passages(case, "s")) == ["p2", "p3", "p4", "p9", "p10"]
    assert cited_passages(case, "t") == {}


def test_no_citation_of_the_full_case_is_forgotten():
    case = parse_case(FULL)
    written = set(re.findall(r"[a-z][a-z0-9-]*#p\d+", str(to_long(case))))
    assert set(cited(case)) == written
    assert written
