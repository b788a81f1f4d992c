"""Small random cases with a granted role, and slow answers about them straight from the definitions."""

from __future__ import annotations

import itertools
import random
from typing import Any

STATEMENTS = {
    "a.grant": lambda s: s["a.grant"] == "yes",
    "not a.grant": lambda s: s["a.grant"] == "no",
    "b.ask": lambda s: s["b.ask"] == "yes",
    "not b.ask": lambda s: s["b.ask"] == "no",
    "a.grant and b.ask": lambda s: s["a.grant"] == s["b.ask"] == "yes",
    "a.grant or b.pay": lambda s: "yes" in (s["a.grant"], s["b.pay"]),
    "b.pay and not b.ask": lambda s: s["b.pay"] == "yes" and s["b.ask"] == "no",
    "not (a.grant and b.pay)": lambda s: not s["a.grant"] == s["b.pay"] == "yes",
}
FACTORS = ("a.grant", "b.ask", "b.pay")


def some_case(seed: int) -> dict[str, Any]:
    """Two actors, three options, of which `a.grant` grants b a role; fixed ranks of which some are equal."""
    rng = random.Random(seed)

    def wants(most: int) -> dict[str, Any]:
        chosen = rng.sample(list(STATEMENTS), rng.randint(1, most))
        return {f"w{k}": {"that": text, "rank": rng.choice((1, 2, 2, 3, 5))} for k, text in enumerate(chosen)}

    data: dict[str, Any] = {
        "id": "small",
        "actors": {
            "a": {"options": {"grant": {"grants": {"yes": "b"}}}, "wants": wants(4)},
            "b": {"options": {"ask": {}, "pay": {}}, "wants": wants(3)},
        },
        "scenarios": {"given": {"when": "a.grant"}, "paid": {"when": "b.pay and not a.grant"}},
    }
    if rng.random() < 0.5:
        data["rules"] = {"asked": {"never": "a.grant and not b.ask"}}
    return data


def feasible(data: dict[str, Any]) -> list[dict[str, str]]:
    """The states that the rules of such a case allow."""
    states = [
        dict(zip(FACTORS, variants, strict=True)) for variants in itertools.product(("no", "yes"), repeat=len(FACTORS))
    ]
    asked = "asked" in data.get("rules", {})
    return [state for state in states if not (asked and state["a.grant"] == "yes" and state["b.ask"] == "no")]
