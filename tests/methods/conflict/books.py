"""Random conflicts as casebook data, over every feature and their mixtures.

Option form with one-way and multi-variant options, drivers, infeasible and explicit states, merged and hidden states,
rankings with ties, statements in order of priority, pairs that are certain or surely equal; and graph form.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np


def random_book(rng: np.random.Generator, most_states: int = 32, most_dms: int = 5) -> dict[str, Any]:
    """One conflict of two to `most_dms` decision makers with at least one state."""
    names = [f"dm{k}" for k in range(int(rng.integers(2, most_dms + 1)))]
    graph = rng.random() < 0.3
    data = _graph_form(rng, names, most_states) if graph else _option_form(rng, names, most_states)
    count = len(data["state_list"])
    if rng.random() < 0.35:
        hidden = {
            name: (np.flatnonzero(rng.random(count) < rng.choice([0.1, 0.4])) + 1).tolist()
            for name in names
            if rng.random() < 0.7
        }
        data["misperceived"] = hidden
    unknown = rng.random() < 0.35
    data["preferences"] = {}
    for name in names:
        if unknown and rng.random() < 0.6:
            preference: dict[str, Any] = _pairs(rng, count)
        elif not graph and not _merged(data) and rng.random() < 0.3:
            preference = {"prioritised": _statements(rng, data["options"])}
        else:
            preference = {"ranking": _ranking(rng, count)}
        data["preferences"][name] = preference
    return data


def _merged(data: dict[str, Any]) -> bool:
    """Does some state of the file stand for several?"""
    return any(isinstance(state, list) and not isinstance(state[0], int) for state in data["state_list"])


def _graph_form(rng: np.random.Generator, names: list[str], most_states: int) -> dict[str, Any]:
    count = int(rng.integers(2, min(most_states, 12) + 1))
    states = [f"s{k}" for k in range(1, count + 1)]
    density = rng.choice([0.05, 0.15, 0.3])
    moves = {
        name: [[s, t] for s in range(1, count + 1) for t in range(1, count + 1) if s != t and rng.random() < density]
        for name in names
    }
    return {"decision_makers": names, "options": [], "states": states, "state_list": states, "moves": moves}


def _option_form(rng: np.random.Generator, names: list[str], most_states: int) -> dict[str, Any]:
    options = _options(rng, names, most_states)
    shape = [len(option.get("variants", "NY")) for option in options]
    data: dict[str, Any] = {"decision_makers": names, "options": options}
    combinations = [_digits(code, shape) for code in range(prod(shape))]
    if rng.random() < 0.5:
        infeasible = [_pattern(rng, shape, 0.5) for _ in range(int(rng.integers(0, 3)))]
        kept = [state for state in combinations if not any(_fits(state, pattern) for pattern in infeasible)]
        data["infeasible"] = [_written(pattern, shape) for pattern in infeasible]
    else:
        kept = [state for state in combinations if rng.random() < 0.8]
        data["states"] = []
    if not kept:
        return _option_form(rng, names, most_states)
    data["state_list"] = [
        _written(group[0], shape) if len(group) == 1 else [_written(state, shape) for state in group]
        for group in _groups(rng, kept)
    ]
    if "states" in data:
        data["states"] = [data["state_list"][k] for k in rng.permutation(len(data["state_list"]))]
    return data


def _options(rng: np.random.Generator, names: list[str], most_states: int) -> list[dict[str, Any]]:
    while True:
        owners: list[str | None] = [*names, *(names[k] for k in rng.integers(0, len(names), rng.integers(0, 3)))]
        if rng.random() < 0.15:
            owners.append(None)
        if rng.random() < 0.2:
            owners.remove(names[int(rng.integers(len(names)))])
        options: list[dict[str, Any]] = []
        for k in rng.permutation(len(owners)).tolist():
            option: dict[str, Any] = {"dm": owners[k], "name": f"o{k}"}
            if rng.random() < 0.15:
                option["variants"] = ["low", "mid", "high"]
            if rng.random() < 0.35:
                option["direction"] = str(rng.choice(["both", "fwd", "back"]))
            options.append(option)
        if prod(len(option.get("variants", "NY")) for option in options) <= most_states:
            return options


def _groups(rng: np.random.Generator, kept: list[list[int]]) -> list[list[list[int]]]:
    """The states in the order of their numbers, as they are, shuffled or merged at random."""
    if len(kept) > 1 and rng.random() < 0.35:
        shuffled = [kept[k] for k in rng.permutation(len(kept))]
        cuts = np.flatnonzero(rng.random(len(kept) - 1) < rng.choice([0.3, 0.7])) + 1
        return [[shuffled[k] for k in part] for part in np.split(np.arange(len(kept)), cuts)]
    if rng.random() < 0.3:
        kept = [kept[k] for k in rng.permutation(len(kept))]
    return [[state] for state in kept]


def _digits(code: int, shape: list[int]) -> list[int]:
    digits = []
    for count in shape:
        code, digit = divmod(code, count)
        digits.append(digit)
    return digits


def _pattern(rng: np.random.Generator, shape: list[int], empty: float) -> list[int | None]:
    return [None if rng.random() < empty else int(rng.integers(count)) for count in shape]


def _fits(state: list[int], pattern: list[int | None]) -> bool:
    return all(index is None or index == digit for digit, index in zip(state, pattern, strict=True))


def _written(pattern: list[Any], shape: list[int]) -> str | list[Any]:
    if any(count != 2 for count in shape):
        return list(pattern)
    return "".join("-" if index is None else "NY"[index] for index in pattern)


def _statements(rng: np.random.Generator, options: list[dict[str, Any]]) -> list[list[Any]]:
    shape = [len(option.get("variants", "NY")) for option in options]
    return [
        [_written(_pattern(rng, shape, 0.6), shape) for _ in range(int(rng.integers(1, 3)))]
        for _ in range(int(rng.integers(1, 6)))
    ]


def _ranking(rng: np.random.Generator, count: int) -> list[int | list[int]]:
    levels = rng.integers(0, rng.choice([2, 4, 100]), count)
    groups = [(np.flatnonzero(levels == level) + 1).tolist() for level in sorted(set(levels.tolist()), reverse=True)]
    return [group[0] if len(group) == 1 else group for group in groups]


def _pairs(rng: np.random.Generator, count: int) -> dict[str, Any]:
    """Certain and equal pairs: parts of an order, or, some of the time, of no order at all."""
    levels = rng.integers(0, rng.choice([2, 4, 100]), count)
    known = rng.choice([0.2, 0.5, 0.9])
    order = rng.random() < 0.7
    found: dict[str, Any] = {"certain": [], "alike": []}
    for s in range(1, count + 1):
        for t in range(s + 1, count + 1):
            if rng.random() >= known:
                continue
            sign = int(np.sign(levels[s - 1] - levels[t - 1])) if order else int(rng.integers(-1, 2))
            found["alike" if sign == 0 else "certain"].append([s, t] if sign >= 0 else [t, s])
    if not found["alike"] or rng.random() < 0.3:
        del found["alike"]
    return found
