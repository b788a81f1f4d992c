"""The definitions of conflict analysis read off casebook data, slowly, with sets; nothing of the package is used.

Takes well-formed data as `books` makes it: `state_list` is there, with merged states as lists. States go by their
numbers, from 1.
"""

from __future__ import annotations

from functools import cache
from typing import Any

DIRECTIONS = {"both": lambda a, b: True, "fwd": lambda a, b: b > a, "back": lambda a, b: b < a}


class GraphOracle:
    """One conflict, answered from the definitions."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.names = data["decision_makers"]
        self.dms = range(len(self.names))
        self.options = data.get("options") or []
        self.states = range(1, len(data["state_list"]) + 1)
        self.members = {s: self._members(data["state_list"][s - 1]) for s in self.states}
        self.hidden = [set(data.get("misperceived", {}).get(name, [])) for name in self.names]
        self.preferences = [data["preferences"][name] for name in self.names]
        self.unknowing = any("certain" in preference for preference in self.preferences)
        self.arcs = [{s: self._seen(i, s, self._targets(data, i, s)) for s in self.states} for i in self.dms]
        self.standing = [self._standing(preference) for preference in self.preferences]
        self.certain = [_pairs(preference.get("certain", [])) for preference in self.preferences]
        self.known = [
            self.certain[i] | _pairs(preference.get("alike", [])) for i, preference in enumerate(self.preferences)
        ]
        self.better = cache(self._better)
        self.unknown = cache(self._unknown)
        self.credible = cache(self._credible)
        self.reach = cache(self._reach)

    def _members(self, state: Any) -> list[Any]:
        if not self.options:
            return [state]
        merged = isinstance(state, list) and not isinstance(state[0], int)
        return [
            ["NY".index(letter) for letter in member] if isinstance(member, str) else member
            for member in (state if merged else [state])
        ]

    def _seen(self, i: int, s: int, targets: list[int]) -> frozenset[int]:
        """Of the states that i would move to from s, those that it sees; none where it does not see s."""
        return frozenset(targets) - self.hidden[i] if s not in self.hidden[i] else frozenset()

    def _targets(self, data: dict[str, Any], i: int, s: int) -> list[int]:
        if not self.options:
            return [t for here, t in data["moves"][self.names[i]] if here == s]
        return [t for t in self.states if t != s and self._moves(i, s, t)]

    def _moves(self, i: int, s: int, t: int) -> bool:
        return any(self._may(i, a, b) for a in self.members[s] for b in self.members[t])

    def _may(self, i: int, a: list[int], b: list[int]) -> bool:
        for x, y, option in zip(a, b, self.options, strict=True):
            if x == y:
                continue
            if option["dm"] != self.names[i] or not DIRECTIONS[option.get("direction", "both")](x, y):
                return False
        return True

    def _standing(self, preference: dict[str, Any]) -> dict[int, Any]:
        """By state something that is greater the better the state; nothing where only pairs are known."""
        if "ranking" in preference:
            groups = [entry if isinstance(entry, list) else [entry] for entry in preference["ranking"]]
            return {state: -k for k, group in enumerate(groups) for state in group}
        if "prioritised" in preference:  # lists of truth values compare one after the other
            return {s: [self._holds(s, statement) for statement in preference["prioritised"]] for s in self.states}
        return {}

    def _holds(self, s: int, statement: list[Any]) -> bool:
        return any(self._fits(self.members[s][0], pattern) for pattern in statement)

    def _fits(self, state: list[int], pattern: Any) -> bool:
        wanted = [None if x == "-" else "NY".index(x) for x in pattern] if isinstance(pattern, str) else pattern
        return all(x is None or x == y for x, y in zip(wanted, state, strict=True))

    def _better(self, i: int, s: int, t: int) -> bool:
        """Is t surely better than s for i?"""
        if "certain" in self.preferences[i]:
            return (t, s) in self.certain[i]
        return bool(self.standing[i][t] > self.standing[i][s])

    def _unknown(self, i: int, s: int, t: int) -> bool:
        if "certain" not in self.preferences[i] or s == t:
            return False
        return (s, t) not in self.known[i] and (t, s) not in self.known[i]

    def _credible(self, j: int, s: int, improving: bool) -> list[int]:
        """R_j(s), or R_j^{+,U}(s)."""
        return [t for t in self.arcs[j][s] if not improving or self.better(j, s, t) or self.unknown(j, s, t)]

    def _reach(self, movers: frozenset[int], s: int, improving: bool) -> frozenset[int]:
        """R_H(s) with the last-mover sets of the definition, rule (i) once, rule (ii) until nothing is added."""
        last: dict[int, set[int]] = {}
        for j in movers:
            for t in self.credible(j, s, improving):
                last.setdefault(t, set()).add(j)
        grown = True
        while grown:
            grown = False
            for t in list(last):
                for j in movers:
                    if last[t] == {j}:
                        continue
                    for u in self.credible(j, t, improving):
                        if j not in last.setdefault(u, set()):
                            last[u].add(j)
                            grown = True
        return frozenset(last)

    def stable(self, i: int, s: int, name: str) -> bool:
        """Is s stable for i? `name` is a concept, with its reading where preferences are unknown: `SEQ_a`."""
        concept, _, reading = name.partition("_")
        leaves = {
            t for t in self.arcs[i][s] if self.better(i, s, t) or (reading in ("a", "c") and self.unknown(i, s, t))
        }
        if concept == "Nash":
            return not leaves
        return all(self._deterred(i, s, s1, concept, reading) for s1 in leaves)

    def _deterred(self, i: int, s: int, s1: int, concept: str, reading: str) -> bool:
        strict = reading in ("a", "b")

        def bad(t: int) -> bool:
            """Does t lie in Phi_i^<=(s), without what is unknown (a, b) or with it (c, d)?"""
            return not self.better(i, s, t) and not (strict and self.unknown(i, s, t))

        others = frozenset(self.dms) - {i}
        for s2 in self.reach(others, s1, concept in ("SEQ", "SSEQ")):
            if not bad(s2):
                continue
            if concept in ("SMR", "SSEQ") and not all(bad(s3) for s3 in self.arcs[i][s2]):
                continue
            return True
        return False


def _pairs(listed: list[list[int]]) -> frozenset[tuple[int, int]]:
    return frozenset((one, other) for one, other in listed)
