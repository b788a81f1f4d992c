"""The definitions of coalition stability written down a second time, slowly, with sets.

Nothing of the package's mathematics is used: only the fields of a problem. States are codes.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, combinations

import numpy as np

from estimative.methods.conflict import Conflict, GraphConflict
from tests.methods.conflict.oracle import Oracle

Group = frozenset[int]


class CoalitionOracle:
    """One conflict in either form, answered from the definitions."""

    def __init__(self, problem: Conflict | GraphConflict) -> None:
        self.n = len(problem.decision_makers)
        self.everybody = frozenset(range(self.n))
        self.repeats = isinstance(problem, Conflict)  # in option form a coalition may answer twice in a row
        if isinstance(problem, Conflict):
            plain = Oracle(problem)
            self.states = [plain.codes[s] for s in plain.states]
            self.R = [
                {plain.codes[s]: {plain.codes[t] for t in plain.R[i][s]} for s in plain.states} for i in range(self.n)
            ]
        else:
            self.states = list(range(len(problem.labels)))
            self.R = [
                {
                    s: {
                        t
                        for t in self.states
                        if problem.arcs[i][s][t] and not problem.hidden[i][s] and not problem.hidden[i][t]
                    }
                    for s in self.states
                }
                for i in range(self.n)
            ]
        self.rank = [{s: int(problem.ranks[i][s]) for s in self.states} for i in range(self.n)]
        self.reach = cache(self._reach)
        self.improvements = cache(self._improvements)
        self.answers = cache(self._answers)

    def groups(self, members: Group) -> list[Group]:
        sizes = (combinations(sorted(members), k) for k in range(1, len(members) + 1))
        return [frozenset(group) for group in chain.from_iterable(sizes)]

    def _reach(self, group: Group, s: int) -> frozenset[int]:
        """R_H(s) with the sets of last movers, clause by clause."""
        last: dict[int, set[int]] = {}
        for j in group:
            for t in self.R[j][s]:
                last.setdefault(t, set()).add(j)
        growing = True
        while growing:
            growing = False
            for t in list(last):
                for j in group:
                    if last[t] != {j}:
                        for u in self.R[j][t]:
                            if j not in last.setdefault(u, set()):
                                last[u].add(j)
                                growing = True
        return frozenset(last)

    def better(self, group: Group, t: int, s: int) -> bool:
        return all(self.rank[i][t] > self.rank[i][s] for i in group)

    def _improvements(self, group: Group, s: int) -> frozenset[int]:
        """CI_H(s)."""
        return frozenset(t for t in self.reach(group, s) if self.better(group, t, s))

    def _answers(self, outside: Group, s1: int) -> frozenset[int]:
        """All that sequences of coalition improvements of the others reach."""
        seen: set[tuple[int, Group]] = set()
        waiting = [(t, group) for group in self.groups(outside) for t in self.improvements(group, s1)]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            waiting += [
                (t, group)
                for group in self.groups(outside)
                if self.repeats or group != here[1]
                for t in self.improvements(group, here[0])
            ]
        return frozenset(state for state, _ in seen)

    def deterred(self, group: Group, s: int, s1: int, concept: str) -> bool:
        outside = self.everybody - group
        if concept == "CNash":
            return False
        reached = self.answers(outside, s1) if concept == "CSEQ" else self.reach(outside, s1)
        for s2 in reached:
            if self.better(group, s2, s):
                continue
            if concept == "CSMR" and any(self.better(group, s3, s) for s3 in self.reach(group, s2)):
                continue
            return True
        return False

    def stable(self, group: Group, s: int, concept: str) -> bool:
        return all(self.deterred(group, s, s1, concept) for s1 in self.improvements(group, s))


def random_graph(rng: np.random.Generator) -> GraphConflict:
    """One conflict in graph form of one to four decision makers and at most eight states, some of them unseen."""
    count, states = int(rng.integers(1, 5)), int(rng.integers(1, 9))
    arcs = rng.random((count, states, states)) < rng.choice([0.1, 0.2, 0.4])
    arcs[:, np.arange(states), np.arange(states)] = False
    hidden = rng.random((count, states)) < rng.choice([0.0, 0.2])
    ranks = rng.integers(0, rng.choice([2, 4, 100]), (count, states))
    names, labels = (tuple(f"{letter}{k}" for k in range(many)) for letter, many in (("dm", count), ("s", states)))
    return GraphConflict(names, labels, arcs, ranks, hidden=hidden)
