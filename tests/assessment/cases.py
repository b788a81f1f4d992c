"""Small cases whose answers can be worked out by hand."""

from __future__ import annotations

from typing import Any

from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.patches import merge_patch


def bridge(**changes: Any) -> Case:
    """Two towns and a bridge: each pays or not; both want it built, each would rather not pay.

    Ranks: the bridge first, then keeping the money. The status quo is a dilemma: nobody pays alone, a deal of two does.
    """
    data: dict[str, Any] = {
        "estimative": 1,
        "id": "bridge",
        "sources": {"memo": {"title": "A memo", "passages": {"p1": {"at": [0, 4], "sha256": "0" * 16}}}},
        "actors": {
            "east": {
                "options": {"pay": {}},
                "wants": {
                    "bridge": {"that": "east.pay and west.pay", "rank": 1, "cites": ["memo#p1"]},
                    "money": {"that": "not east.pay", "rank": 2, "cites": ["memo#p1"]},
                },
            },
            "west": {
                "options": {"pay": {}},
                "wants": {
                    "bridge": {"that": "east.pay and west.pay", "rank": 1},
                    "money": {"that": "not west.pay", "rank": 2},
                },
            },
            "ferry": {"wants": {"no-bridge": {"that": "not (east.pay and west.pay)", "rank": 1}}},
        },
        "now": {"east.pay": "no", "west.pay": "no"},
        "scenarios": {
            "built": {
                "when": "east.pay and west.pay",
                "stated": {"term": "likely"},
                "effects": {"ferry": 1, "east": 2},
            },
            "idle": {"when": "not east.pay and not west.pay", "stated": {"term": "unlikely"}},
        },
        "arguments": {
            "trade": {"kind": "motive", "text": "trade", "carries": ["actors/east/wants/bridge"]},
            "pride": {
                "kind": "motive",
                "text": "pride",
                "carries": ["actors/west/wants/bridge", "actors/west/wants/money"],
            },
            "thrift": {"kind": "obstacle", "text": "thrift", "carries": ["actors/west/wants/money"]},
            "talk": {"kind": "lever", "text": "talk", "carries": []},
            "sway": {"kind": "lever", "text": "sway", "carries": ["influence/east/west"]},
            "debt": {"kind": "obstacle", "text": "debt", "shifts": {"actors/east/wants/money/rank": -1.5}},
        },
        "influence": {"east": {"west": 2}},
        "settings": {"judged_by": "me"},
        "people": {"me": {"name": "Me"}},
    }
    data.update(changes)
    return from_long(data)


def bridge_and_toll() -> Case:
    """The bridge, and an issue on which one actor alone stands: `sway` carries what no method that runs reads."""
    marks = [{"at": 0}, {"at": 9}]
    change = {
        "influence": None,
        "issues": {"toll": {"text": "the toll", "marks": marks, "positions": {"east": {"at": 3}}}},
        "arguments": {"sway": {"carries": ["issues/toll/positions/east"]}},
    }
    return from_long(merge_patch(to_long(bridge()), change))
