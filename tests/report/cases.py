"""Cases for the page: one with every section and words that mean harm, one that says nothing, one without scenarios."""

HARM = (
    '</style></title><script>alert(7)</script> "><img src=x9 onerror=alert(8)> {{ 7*7 }} {% raw %} <!-- & 5 ]]> '
    "\u202eNO 4 \u2067rtl\u2069 \u200fعربى 3"
)
LONG = "W" * 120 + " " + "word " * 24


def hostile(many=3, text=HARM):
    """A case that uses every section, with `text` wherever words may stand."""
    cite = ["src-a#p2", "src-b#p11"]
    actors = {
        f"actor-{k}": {
            "name": f"{k} {text}",
            "text": text,
            "kind": text,
            "cites": cite[:1],
            "options": {
                "go-1": {"text": text, "words": {"yes": text}},
                "pace-2": {
                    "variants": ["slow", "mid", "fast"],
                    "ordered": True,
                    "moves": "forward",
                    "words": {"fast": text},
                    "grants": {"fast": "actor-0"},
                },
            },
            "wants": {
                "w1": {"that": f"actor-{k}.go-1", "rank": 1, "range": [1, 2], "because": text, "cites": cite},
                "w2": {"that": "goal-2", "rank": {"value": 2, "range": [1, 3], "because": text}},
            },
        }
        for k in range(many)
    }
    actors["watcher-9"] = {"name": text, "wants": {"w3": {"that": "not goal-2", "rank": 1}}}
    actors["idle-8"] = {}
    return {
        "estimative": 1,
        "id": "hostile-1",
        "title": text,
        "as_of": "2021-09-02",
        "because": text,
        "cites": cite[:1],
        "people": {"p1": {"name": text}, "p2": {"name": text, "kind": "author"}},
        "settings": {"judged_by": "p1", "markings": ["low-1", "high-2"]},
        "question": {
            "text": text,
            "criteria": {"c1": {"text": text, "deadline": "2022-03"}},
            "client": {"who": text, "decision": text, "by": text},
        },
        "sources": {
            "src-a": {
                "title": text,
                "publisher": text,
                "interest": text,
                "reliability": "B2",
                "address": "javascript:alert(6)",
                "date": "2021",
                "passages": {"p2": {"at": [0, 14], "sha256": "0123456789abcdef"}},
                "mentions": {"m1": {"at": ["src-a#p2"], "as": "none", "because": text}},
            },
            "src-b": {"title": text, "author": text},
        },
        "actors": actors,
        "drivers": {"weather-5": {"text": text, "variants": ["fair", "foul"]}},
        "terms": {"goal-2": "actor-0.go-1 and weather-5 = fair"},
        "rules": {"r1": {"never": "actor-0.pace-2 = fast and not actor-0.go-1", "because": text}},
        "now": {"actor-0.go-1": "no", "weather-5": "fair"},
        "said": {"s1": {"who": "actor-0", "text": text, "speaker": text, "date": "2021-08"}},
        "timeline": {"t1": {"date": "2020", "text": text, "actors": ["actor-0"]}},
        "influence": {"actor-0": {"watcher-9": {"value": 2, "range": [1, 3], "because": text}}},
        "objectives": {"o1": {"text": text, "serves": "yes-1", "stakes": {"actor-0": -2}}},
        "impacts": {
            "weather-5=foul": {"actor-0.go-1=no": {"value": 2, "views": {"p1": {"value": 1, "because": text}}}}
        },
        "issues": {
            "i1": {
                "text": text,
                "unit": text,
                "marks": [{"at": 0, "text": text, "means": "not goal-2"}, {"at": 50, "means": "goal-2"}],
                "positions": {"actor-0": {"at": 40, "salience": 0.5, "capability": 12}},
            }
        },
        "evidence": {"e1": {"text": text, "ratings": {"yes-1": "CC", "no-2": "N/A"}, "cites": cite}},
        "reference_classes": {"k1": {"text": text, "happened": 1, "of": 4, "members": {"m9": text}}},
        "scenarios": {
            "yes-1": {
                "text": text,
                "when": "goal-2",
                "stated": {"by": "p2", "term": "likely", "cites": cite},
                "assessed": {"by": "p1", "date": "2021-09-03", "term": "likely"},
                "effects": {"actor-0": -2, "idle-8": {"value": 1, "because": text}},
            },
            "no-2": {
                "text": text,
                "when": "not goal-2 and weather-5 = fair",
                "stated": {"term": text, "range": [0.1, 0.35]},
                "assessed": {"by": "p1", "date": "2021-09", "range": [0.2, 0.4]},
            },
        },
        "arguments": {
            "arg-1": {
                "kind": "motive",
                "actor": "actor-0",
                "text": text,
                "carries": ["actors/actor-0/wants/w1"],
                "cites": cite,
            },
            "arg-2": {"kind": "lever", "text": text, "carries": ["actors/actor-0/wants/w1", "evidence/e1"]},
            "arg-3": {"kind": "obstacle", "text": text, "shifts": {"actors/actor-0/wants/w2/rank": -1.5}},
            "arg-4": {"kind": "lever", "text": text},
        },
        "assumptions": {
            "as-1": {"text": text, "quality": "caveated", "because": text, "carries": ["actors/actor-0/wants/w1"]},
            "as-2": {"text": text},
        },
        "gaps": {"g1": {"text": text, "who_could_know": text, "cites": cite}, "g2": {"text": text, "status": "closed"}},
        "indicators": {
            "i-1": {"text": text, "points_to": {"yes-1": "CC", "no-2": "II"}, "window": ["2021-09-02", "2021-10"]},
            "i-2": {"text": text, "owner": "p1", "status": "seen"},
        },
        "dissents": {"d1": {"who": "p1", "text": text}},
        "confidence": {"set": "moderate", "because": text, "by": "p1"},
        "marking": "high-2",
    }


EMPTY = {"estimative": 1, "id": "empty"}

WITHOUT_SCENARIOS = {
    "estimative": 1,
    "id": "no-scenarios",
    "actors": {"a": {"options": {"go": {}}, "wants": {"w": {"that": "a.go", "rank": 1}}}},
    "arguments": {"m": {"kind": "motive", "text": "it pays 3 times", "carries": ["actors/a/wants/w"]}},
}

WITHOUT_ACTORS = {
    "estimative": 1,
    "id": "no-actors",
    "title": "Who wins in 2031?",
    "question": {"text": "who?"},
    "drivers": {"rain": {}},
    "scenarios": {"wet": {"when": "rain", "stated": {"term": "perhaps"}}, "dry": {"when": "not rain"}},
}

CALM = {
    "estimative": 1,
    "id": "calm",
    "title": "A pipeline",
    "sources": {"brief": {"title": "The brief"}},
    "actors": {
        "north": {
            "name": "North",
            "options": {"build": {"grants": {"yes": "south"}}},
            "wants": {"cheap": {"that": "not north.build", "rank": 1, "range": [1, 3], "cites": ["brief#p4"]},
                      "gas": {"that": "north.build and south.pay", "rank": 2, "range": [1, 3]}},
        },
        "south": {
            "name": "South",
            "options": {"pay": {}},
            "wants": {"flow": {"that": "north.build", "rank": 1}, "save": {"that": "not south.pay", "rank": 2}},
        },
    },
    "scenarios": {
        "built": {"text": "it is built", "when": "north.build", "stated": {"term": "likely", "scale": "icd203"},
                  "assessed": {"by": "ann", "term": "unlikely", "date": "2024-02-01"},
                  "effects": {"north": 1, "south": -1}},
    },
    "people": {"ann": {"name": "Ann"}},
    "arguments": {"price": {"kind": "motive", "text": "gas is dear", "carries": ["actors/north/wants/gas"],
                            "cites": ["brief#p2"]}},
    "assumptions": {"no-war": {"text": "peace holds", "carries": ["actors/north/wants/cheap"]}},
    "gaps": {"cost": {"text": "what it costs", "who_could_know": "the builders"}},
    "indicators": {"pipes": {"text": "pipes are ordered", "points_to": {"built": "C"}}},
    "dissents": {"d": {"who": "ann", "text": "the price is not the point"}},
    "confidence": {"set": "low", "because": "one brief", "by": "ann"},
}  # fmt: skip


def huge():
    """Every list long and every text long: what the one page must still hold in its shortest form."""
    case = hostile(many=3, text=LONG)
    for actor in case["actors"].values():  # names stand in every state and move of the map
        actor["name"] = LONG[80:160]
        for option in actor.get("options", {}).values():
            option["words"] = {}
    case["scenarios"] = {
        f"scenario-{k}-with-a-rather-long-name": {
            "text": LONG,
            "when": f"actor-{k}.go-1 and {' and '.join(f'not actor-{j}.go-1' for j in range(k)) or 'true'}",
            "stated": {"term": "likely"},
            "assessed": {"term": "likely", "by": "p1", "date": "2021-09-03"},
            "effects": {f"actor-{j}": 1 for j in range(3)},
        }
        for k in range(3)
    }
    first = next(iter(case["scenarios"]))
    case["evidence"], case["objectives"], case["reference_classes"] = {}, {}, {}
    case["arguments"] = {
        f"argument-{k}": {
            "kind": "lever",
            "text": LONG,
            "carries": [f"actors/actor-{k % 3}/wants/w1"],
            "cites": ["src-a#p2"],
        }
        for k in range(14)
    }
    case["arguments"]["argument-0"]["carries"] = ["actors/actor-0/wants/w2"]
    case["assumptions"] = {f"assumption-{k}": {"text": LONG, "quality": "unsupported"} for k in range(12)}
    case["gaps"] = {f"gap-{k}": {"text": LONG, "who_could_know": LONG} for k in range(12)}
    case["indicators"] = {
        f"sign-{k}": {"text": LONG, "points_to": {first: "CC"}, "window": ["2021-09-02", "2022-01-01"]}
        for k in range(12)
    }
    case["dissents"] = {f"dissent-{k}": {"who": "p1", "text": LONG} for k in range(9)}
    return case
