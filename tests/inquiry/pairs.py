"""Random small cases of one family: any two of them differ in numbers, records, statements and words."""

import random

from estimative.base.errors import EstimativeError
from estimative.case.check import check
from estimative.case.longform import from_long


def judged(rng, low, high, whole=True):
    numbers = sorted(rng.randint(low, high) if whole else round(rng.uniform(low, high), 2) for _ in range(3))
    return {"value": numbers[1], "range": [numbers[0], numbers[2]]} if rng.random() < 0.5 else {"value": numbers[1]}


def data(rng, parts=0.7):
    """A case that every method can run, mostly; each optional part is there with a chance of `parts`."""
    some = lambda: rng.random() < parts
    third = some()
    actors = {
        "east": {"options": {"pay": {}}, "wants": {"bridge": {"that": "built", "rank": judged(rng, 1, 3)}}},
        "west": {"options": {"pay": {}}, "wants": {"bridge": {"that": "built", "rank": judged(rng, 1, 3)}}},
    }
    for name, actor in actors.items():
        if some():
            actor["wants"]["money"] = {"that": f"not {name}.pay", "rank": judged(rng, 1, 3)}
        if some():
            actor["name"] = rng.choice(["A town", "A city", "Somewhere"]) + f" in the {name}"
        if rng.random() < 0.2:
            actor["x-own"] = rng.choice([None, {}, {"a": None}, {"a": {}}, [1], True, 1, {"a": {"b": 1}}])
    if third:
        actors["port"] = {
            "options": {"close": {}},
            "wants": {"still": {"that": "not port.close", "rank": {"value": 1}}},
        }
        if some():
            actors["east"]["wants"]["port"] = {"that": "not port.close", "rank": judged(rng, 1, 4)}
    names = list(actors)
    found = {
        "id": "pair",
        "sources": {"memo": {"title": "A memo"}},
        "people": {"me": {"name": "Me"}},
        "actors": actors,
        "terms": {"built": {"means": rng.choice(["east.pay and west.pay", "east.pay"])}},
        "scenarios": {"built": {"when": "built"}, "idle": {"when": "not east.pay and not west.pay"}},
        "influence": {
            one: {other: judged(rng, 0, 4) for other in names if other != one and some()} for one in names if some()
        },
        "objectives": {
            "trade": {
                "serves": ["built"],
                "harms": ["idle"],
                "stakes": {n: judged(rng, -4, 4) for n in names if some()},
            }
        },
        "impacts": {
            f"{one}.pay={v}": {f"{other}.pay={w}": judged(rng, -3, 3) for w in ("no", "yes")}
            for one, other in (("east", "west"), ("west", "east"))
            for v in ("no", "yes")
            if some()
        },
        "evidence": {
            name: {
                "text": rng.choice(["seen", "heard"]),
                "ratings": {
                    s: {"value": rng.choice(["CC", "C", "N", "I", "II"])} for s in ("built", "idle", "none") if some()
                },
            }
            for name in ("crane", "speech")
            if some()
        },
    }
    _more(rng, found, some, third)
    return found


def _more(rng, found, some, third):
    actors = found["actors"]
    if some():
        found["now"] = {f"{n}.pay": rng.choice(["no", "yes"]) for n in ("east", "west") if some()}
    if some():
        found["rules"] = {"poor": {"never": rng.choice(["east.pay and not west.pay", "not east.pay and west.pay"])}}
    if third and some():
        found.setdefault("rules", {})["closed"] = {"never": "port.close and east.pay and west.pay"}
    if rng.random() < 0.4:
        found["people"]["ana"] = {"name": "Ana"}
        actors["west"]["judged_by"] = "ana"
    if rng.random() < 0.4:
        found["sources"]["report"] = {"title": "A report"}
        actors["east"]["wants"]["bridge"]["cites"] = ["report#p1"]
    if rng.random() < 0.3:
        found["settings"] = {"conflict": {"deals": rng.choice([1, 2])}}
    if rng.random() < 0.2:
        found["influence"]["west"] = {}


def sound(written):
    """The case, or None where it is no valid one."""
    try:
        case = from_long(written)
    except EstimativeError:
        return None
    return None if any(problem.severity == "error" for problem in check(case)) else case


def some_case(rng):
    while True:
        case = sound(data(rng))
        if case is not None:
            return case


def pair(seed):
    rng = random.Random(seed)
    return some_case(rng), some_case(rng)
