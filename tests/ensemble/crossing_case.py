"""A small case that every method can run, with ranges on what they draw, so that ensembles have parts."""

from __future__ import annotations

import json


def crossing(forecast="eum"):
    """Two towns and a bridge again; more positions on its toll, impacts, evidence, influence."""
    stands = {
        f"user-{k}": {
            "at": {"value": 12 * k, "range": [12 * k - 6, 12 * k + 9]} if k < 2 else 12 * k,
            "salience": 0.5,
            "capability": 1 + k % 3,
        }
        for k in range(4)
    }
    bridge = "east.pay and west.pay"
    marks = [{"at": -6, "text": "nothing"}, {"at": 18, "text": "a toll", "means": bridge}, {"at": 60, "text": "dear"}]
    sides = {
        side: {
            "options": {"pay": {}},
            "wants": {
                "bridge": {"that": bridge, "rank": {"value": 1, "range": [0.5, 2.5]}},
                "money": {"that": f"not {side}.pay", "rank": 2},
            },
        }
        for side in ("east", "west")
    }
    return {
        "estimative": 1,
        "id": "crossing",
        "people": {"me": {"name": "Me"}},
        "settings": {"judged_by": "me", "bargaining": {"forecast": forecast}},
        "sources": {"memo": {"title": "A memo", "passages": {"p1": {"at": [0, 4], "sha256": "0" * 16}}}},
        "actors": {**sides, **{name: {} for name in stands}},
        "drivers": {"growth": {"variants": ["weak", "strong"]}},
        "now": {"east.pay": "no", "west.pay": "no"},
        "impacts": {
            "growth=strong": {"east.pay=yes": {"value": 1, "range": [-2, 3]}, "west.pay=yes": 1},
            "east.pay=yes": {"growth=strong": 2, "west.pay=yes": {"value": 1, "range": [-3, 3]}},
        },
        "issues": {"toll": {"marks": marks, "positions": stands}},
        "evidence": {
            "tenders": {
                "text": "tenders",
                "relevance": {"value": 0.5, "range": [0.1, 0.9]},
                "ratings": {"built": "C", "idle": "I"},
                "cites": ["memo#p1"],
            }
        },
        "influence": {"east": {"west": {"value": 2, "range": [0, 3]}}},
        "scenarios": {"built": {"when": bridge}, "idle": {"when": "not east.pay and not west.pay"}},
        "objectives": {"link": {"serves": ["built"], "stakes": {"east": {"value": 2, "range": [1, 3]}, "west": -1}}},
        "arguments": {"trade": {"kind": "motive", "text": "trade", "carries": ["actors/east/wants/bridge"]}},
    }


def write(folder, **how):
    """The case as a file in a folder; returns its path."""
    path = folder / "case.yaml"
    path.write_text(json.dumps(crossing(**how)), encoding="utf-8")
    return path
