"""What an argument weighs in influence and in bargaining, against plain loops over small random cases.

The loops share nothing with the project but its uniform numbers: draws, dropping, both methods and the means are worked
out anew, straight from the definitions.
"""

from __future__ import annotations

import copy
import itertools
import math
import random

import pytest

from estimative.assessment.run import Ensemble, run_methods
from estimative.base.keyed_random import uniforms
from estimative.case.longform import from_long
from estimative.inquiry.arguments import weigh_arguments
from estimative.inquiry.shapley import share_out

DRAWS, SEED = 30, 5
ACTORS = ("a", "b", "c", "d")
TRUTHS = {
    "a.go": lambda go, pay, fee: go,
    "not a.go": lambda go, pay, fee: not go,
    "a.go and b.pay": lambda go, pay, fee: go and pay,
    "fee >= 45": lambda go, pay, fee: fee >= 45,
    "fee < 45 and not b.pay": lambda go, pay, fee: fee < 45 and not pay,
}


def judged(rng, low, high, whole):
    """A value, mostly with a range around it."""
    numbers = sorted(rng.randint(low, high) if whole else round(rng.uniform(low, high), 2) for _ in range(3))
    if rng.random() < 0.4:
        return numbers[1]
    found = {"value": numbers[1], "range": [numbers[0], numbers[2]]}
    return {**found, "distribution": "uniform"} if rng.random() < 0.3 else found


def drawn(judgment, path, shift, low, high, whole):
    """All draws of a judgment, shifted, then clipped once."""
    if not isinstance(judgment, dict):
        judgment = {"value": judgment, "range": [judgment, judgment]}
    mode, (least, most) = judgment["value"], judgment["range"]
    even = judgment.get("distribution") == "uniform"
    found = []
    for share in uniforms(SEED, path, DRAWS).tolist():
        if least == most:
            value = mode
        elif whole:
            steps = {k: min((k - least + 1) / (mode - least + 1), (most - k + 1) / (most - mode + 1))
                     for k in range(least, most + 1)}  # fmt: skip
            sizes = {k: 1 if even else size for k, size in steps.items()}
            below, value = 0.0, most
            for k, size in sizes.items():
                below += size / sum(sizes.values())
                if share < below:
                    value = k
                    break
        elif even:
            value = least + share * (most - least)
        elif share < (mode - least) / (most - least):
            value = least + math.sqrt(share * (most - least) * (mode - least))
        else:
            value = most - math.sqrt((1 - share) * (most - least) * (most - mode))
        found.append(min(max(value + shift, low), high))
    return found


def forces(data, shifts):
    """The balance of force on each scenario: means over the draws."""
    link, stake = {}, {}
    for one, row in data["influence"].items():
        for other, judgment in row.items():
            path = f"influence/{one}/{other}"
            link[one, other] = drawn(judgment, path, shifts.get(path, 0), 0, 4, whole=True)
    for name, record in data["objectives"].items():
        for one, judgment in record["stakes"].items():
            path = f"objectives/{name}/stakes/{one}"
            stake[one, name] = drawn(judgment, path, shifts.get(path, 0), -4, 4, whole=True)
    sums = dict.fromkeys(data["scenarios"], 0.0)
    for d in range(DRAWS):
        direct = {(i, j): link[i, j][d] if (i, j) in link else 0 for i in ACTORS for j in ACTORS}
        summed = {
            (i, j): direct[i, j] + sum(min(direct[i, k], direct[k, j]) for k in ACTORS) for i in ACTORS for j in ACTORS
        }
        out = {i: sum(summed[i, j] for j in ACTORS if j != i) for i in ACTORS}
        back = {i: sum(summed[j, i] for j in ACTORS if j != i) for i in ACTORS}
        raw = {i: (out[i] - summed[i, i]) * out[i] / (out[i] + back[i]) if out[i] + back[i] else 0 for i in ACTORS}
        for scenario in sums:
            sides = [0.0, 0.0]
            for (one, name), values in stake.items():
                record = data["objectives"][name]
                sign = (scenario in record["serves"]) - (scenario in record["harms"])
                weighed = raw[one] * values[d] * sign if sum(raw.values()) > 0 else 0  # the norm falls out of F/(F + A)
                sides[weighed < 0] += abs(weighed)
            sums[scenario] += sides[0] / sum(sides) if sum(sides) > 0 else 0.5
    return {scenario: total / DRAWS for scenario, total in sums.items()}


def settlements(data, shifts):
    """The share of draws in which the compromise makes each scenario true, in every state that agrees with it."""
    issue, sums = data["issues"]["fee"], dict.fromkeys((*data["scenarios"], "none"), 0.0)
    columns = []
    for one, position in issue["positions"].items():
        ends = {"at": (-math.inf, math.inf), "salience": (0, 1), "capability": (0, math.inf)}
        path = f"issues/fee/positions/{one}"
        columns.append(
            [
                drawn(position[part], f"{path}/{part}", shifts.get(f"{path}/{part}", 0), *ends[part], whole=False)
                if part in position
                else [1.0] * DRAWS
                for part in ends
            ]
        )
    for d in range(DRAWS):
        weights = [salience[d] * capability[d] for _, salience, capability in columns]
        if sum(weights) > 0:
            places = [sum(w * at[d] for w, (at, _, _) in zip(weights, columns, strict=True)) / sum(weights)]
        else:
            places = [0, 20, 40, 42, 45, 60, 70, 85, 100]  # it settles nowhere: all of the scale is open
        states = []
        for fee in places:
            for go in (False, True):
                for pay in (False, True):
                    if go == (40 <= fee < 70) and (pay and not go) == (fee >= 70):
                        states.append((go, pay, fee))
        rows = [[TRUTHS[record["when"]](*state) for record in data["scenarios"].values()] for state in states]
        for k, scenario in enumerate(data["scenarios"]):
            sums[scenario] += all(row[k] for row in rows)
        sums["none"] += not any(any(row) for row in rows)
    return {key: total / DRAWS for key, total in sums.items()}


def parts(data, path):
    """An actor goes with its influence and its positions; all else by itself."""
    if not path.startswith("actors/"):
        return {path}
    gone = path.split("/")[1]
    links = {f"influence/{i}/{j}" for i, row in data["influence"].items() for j in row if gone in (i, j)}
    return {path} | links | {f"issues/fee/positions/{i}" for i in data["issues"]["fee"]["positions"] if i == gone}


def without(data, *names):
    """The case without some arguments, and the shifts that come with that."""
    carried = {key: set().union(*(parts(data, p) for p in one["carries"])) for key, one in data["arguments"].items()}
    kept = set().union(*(found for key, found in carried.items() if key not in names))
    gone = set().union(*(carried[name] for name in names)) - kept
    left = copy.deepcopy(data)
    for path in gone:
        section, *rest = path.split("/")
        if section == "influence":
            del left["influence"][rest[0]][rest[1]]
        elif section == "issues":
            del left["issues"]["fee"]["positions"][rest[2]]
        else:
            for record in left["objectives"].values():
                record["stakes"].pop(rest[0], None)
    shifts = {}
    for name in names:
        for path, amount in data["arguments"][name]["shifts"].items():
            shifts[path] = shifts.get(path, 0) + amount
    return left, shifts


def shares(data, plain):
    """Shapley shares by argument and scenario: the mean effect over all orders in which arguments can be dropped."""
    worth = {
        frozenset(gone): plain(*without(data, *gone))
        for size in range(len(data["arguments"]) + 1)
        for gone in itertools.combinations(data["arguments"], size)
    }
    orders = list(itertools.permutations(data["arguments"]))
    found = {name: dict.fromkeys(worth[frozenset()], 0.0) for name in data["arguments"]}
    for order in orders:
        for k, name in enumerate(order):
            before, after = worth[frozenset(order[:k])], worth[frozenset(order[: k + 1])]
            for key in before:
                found[name][key] += (before[key] - after[key]) / len(orders)
    return found


def some(seed):
    """A case with influence, objectives, one issue and three arguments; c and d may leave, a and b decide."""
    rng = random.Random(seed)
    chosen = [name for name in ACTORS if rng.random() < 0.8] or ["a"]
    data = {
        "id": "small",
        "actors": {"a": {"options": {"go": {}}}, "b": {"options": {"pay": {}}}, "c": {}, "d": {}},
        "influence": {
            i: {j: judged(rng, 0, 4, whole=True) for j in ACTORS if i != j and rng.random() < 0.6} for i in ACTORS
        },
        "objectives": {},
        "issues": {
            "fee": {
                "marks": [
                    {"at": 0},
                    {"at": 40, "means": "a.go"},
                    {"at": 70, "means": "b.pay and not a.go"},
                    {"at": 100},
                ],
                "positions": {
                    name: {
                        "at": judged(rng, 0, 100, whole=False),
                        "salience": judged(rng, 0, 1, whole=False) if rng.random() < 0.8 else 0,
                        "capability": judged(rng, 0, 5, whole=False),
                    }
                    for name in chosen
                },
            }
        },
        "scenarios": {f"s{k}": {"when": text} for k, text in enumerate(rng.sample(list(TRUTHS), 2))},
    }
    for k in range(3):
        sides = {scenario: rng.choice(("serves", "harms", "")) for scenario in data["scenarios"]}
        lists = {word: [name for name, side in sides.items() if side == word] for word in ("serves", "harms")}
        stakes = {name: judged(rng, -4, 4, whole=True) for name in ACTORS if rng.random() < 0.7}
        data["objectives"][f"o{k}"] = {**lists, "stakes": stakes}
    links = [f"influence/{i}/{j}" for i, row in data["influence"].items() for j in row]
    stakes = [f"objectives/{k}/stakes/{i}" for k, record in data["objectives"].items() for i in record["stakes"]]
    stands = [f"issues/fee/positions/{name}" for name in chosen]
    data["arguments"] = {}
    for k in range(3):
        carries = rng.sample(links + stands, min(3, len(links)))
        if rng.random() < 0.3:
            carries.append(rng.choice(("actors/c", "actors/d")))
        amounts = {path: rng.choice((-6, -1, 1, 5)) for path in rng.sample(links + stakes, min(2, len(links)))}
        place = rng.choice(stands)
        amounts |= {f"{place}/at": rng.choice((-40, 30)), f"{place}/salience": rng.choice((-1, 0.4))}
        shifts = {path: by for path, by in amounts.items() if not any(path.startswith(gone) for gone in carries)}
        data["arguments"][f"g{k}"] = {"kind": "lever", "text": "x", "carries": carries, "shifts": shifts}
    return data


@pytest.mark.parametrize("method, plain", [("influence", forces), ("bargaining", settlements)])
def test_supports_and_the_effect_of_every_argument_are_those_of_plain_loops(method, plain):
    moved = 0
    for seed in range(25):
        data = some(seed)
        case, ensemble = from_long(data), Ensemble(DRAWS, SEED)
        runs = run_methods(case, ensemble, only=[method])
        due = plain(data, {})
        assert {key: support.mean for key, support in runs[method].supports.items()} == pytest.approx(due)
        for name, weight in weigh_arguments(case, runs, ensemble).items():
            rest = plain(*without(data, name))
            effects = (weight.effects if method == "bargaining" else weight.force)[method]
            for key, effect in effects.items():
                assert effect.effect == pytest.approx(due[key] - rest[key], abs=1e-9), (seed, name, key)
                moved += abs(effect.effect) > 0.01
    assert moved > 50


@pytest.mark.parametrize("method, plain", [("influence", forces), ("bargaining", settlements)])
def test_shares_are_the_mean_over_all_orders_of_plain_loops(method, plain):
    moved = 0
    for seed in range(6):
        data = some(seed)
        case, ensemble = from_long(data), Ensemble(DRAWS, SEED)
        runs = run_methods(case, ensemble, only=[method])
        found = share_out(case, runs, ensemble)[method]
        due = shares(data, plain)
        assert found.exact
        for name, by in due.items():
            for key, value in by.items():
                share = found.shares.get(name, {}).get(key)
                assert (share.value if share else 0.0) == pytest.approx(value, abs=1e-9), (seed, name, key)
                moved += abs(value) > 0.01
    assert moved > 12
