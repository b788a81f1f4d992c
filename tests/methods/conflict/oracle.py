"""The definitions of conflict analysis written down a second time, slowly, with sets and exact fractions.

Nothing of the package's mathematics is used: only the fields of a problem. States are tuples of variant indices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, product

from estimative.methods.conflict import Conflict

State = tuple[int, ...]


class Oracle:
    """One conflict, answered from the definitions."""

    def __init__(self, problem: Conflict) -> None:
        self.n = len(problem.decision_makers)
        self.names = problem.decision_makers
        self.factors = problem.factors
        self.codes: dict[State, int] = {}
        for state in product(*(range(len(factor.variants)) for factor in problem.factors)):
            code, step = 0, 1
            for digit, factor in zip(state, problem.factors, strict=True):
                code += digit * step
                step *= len(factor.variants)
            if problem.feasible[code]:
                self.codes[state] = code
        self.states = sorted(self.codes, key=lambda state: self.codes[state])
        self.rank = [{s: int(problem.ranks[i][self.codes[s]]) for s in self.states} for i in range(self.n)]
        self.R = [
            {s: frozenset(t for t in self.states if self._may(i, s, t)) for s in self.states} for i in range(self.n)
        ]
        self.UI = [
            {s: frozenset(t for t in self.R[i][s] if self.rank[i][t] > self.rank[i][s]) for s in self.states}
            for i in range(self.n)
        ]
        self.joint = cache(self._joint)
        self.improvements_of = cache(self._improvements_of)

    def _may(self, i: int, s: State, t: State) -> bool:
        if s == t:
            return False
        for a, b, factor in zip(s, t, self.factors, strict=True):
            if a == b:
                continue
            if factor.owner != self.names[i]:
                return False
            if (factor.moves == "forward" and b < a) or (factor.moves == "back" and b > a):
                return False
        return True

    def _joint(self, movers: frozenset[int], s: State, improving: bool) -> frozenset[State]:
        """R_H(s) or R_H^+(s) with last-mover sets: nobody moves twice in a row."""
        arcs = self.UI if improving else self.R
        seen: set[tuple[State, int]] = set()
        waiting = [(t, j) for j in movers for t in arcs[j][s]]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            waiting += [(u, j) for j in movers if j != here[1] for u in arcs[j][here[0]]]
        return frozenset(state for state, _ in seen)

    def deterred(self, i: int, s: State, s1: State, concept: str) -> bool:
        if concept == "Nash":
            return False
        others = frozenset(range(self.n)) - {i}
        reached = self.joint(others, s1, concept in ("SEQ", "SSEQ"))
        for s2 in reached:
            if self.rank[i][s2] > self.rank[i][s]:
                continue
            if concept in ("SMR", "SSEQ") and any(self.rank[i][s3] > self.rank[i][s] for s3 in self.R[i][s2]):
                continue
            return True
        return False

    def stable(self, i: int, s: State, concept: str) -> bool:
        return all(self.deterred(i, s, s1, concept) for s1 in self.UI[i][s])

    def undeterred(self, i: int, s: State, concept: str) -> frozenset[State]:
        return frozenset(s1 for s1 in self.UI[i][s] if not self.deterred(i, s, s1, concept))

    def best(self, i: int, s: State, concept: str) -> list[State]:
        open_to = self.undeterred(i, s, concept)
        top = max((self.rank[i][t] for t in open_to), default=0)
        return [t for t in self.states if t in open_to and self.rank[i][t] == top]

    def _improvements_of(self, group: frozenset[int], s: State) -> frozenset[State]:
        """CI_H(s)."""
        return frozenset(
            t for t in self.joint(group, s, False) if all(self.rank[i][t] > self.rank[i][s] for i in group)
        )

    def answers(self, outside: frozenset[int], t: State, concept: str) -> set[State]:
        if concept == "Nash" or not outside:
            return {t}
        if concept == "GMR":
            return {t} | self.joint(outside, t, False)
        groups = [frozenset(g) for k in range(1, len(outside) + 1) for g in combinations(sorted(outside), k)]
        seen, waiting = {t}, [t]
        while waiting:
            here = waiting.pop()
            for group in groups:
                for u in self.improvements_of(group, here):
                    if u not in seen:
                        seen.add(u)
                        waiting.append(u)
        return seen

    def deals(self, group: frozenset[int], s: State, concept: str) -> list[State]:
        outside = frozenset(range(self.n)) - group
        found = []
        for t in self.states:
            if t not in self.improvements_of(group, s) or any(t in self.R[i][s] for i in group):
                continue
            after = self.answers(outside, t, concept)
            if any(self.rank[i][u] <= self.rank[i][s] for i in group for u in after):
                continue
            if any(
                self.rank[j][b] <= self.rank[j][s] for i in group for j in group - {i} for b in self.best(i, t, concept)
            ):
                continue
            found.append(t)
        return found

    def steps(self, s: State, concept: str, size: int, weights: Sequence[Fraction]) -> dict[State, Fraction]:
        """Where the play goes from s, with exact shares; empty where nobody is restless."""
        agents: list[tuple[Fraction, list[tuple[State, Fraction]]]] = []
        for i in range(self.n):
            best = self.best(i, s, concept)
            if best:
                agents.append((weights[i], [(t, Fraction(1, len(best))) for t in best]))
        for k in range(2, size + 1):
            for members in combinations(range(self.n), k):
                targets = self.deals(frozenset(members), s, concept)
                if targets:
                    mean = sum((weights[i] for i in members), Fraction(0)) / k
                    agents.append((mean, self._shared(members, targets)))
        total = sum((weight for weight, _ in agents), Fraction(0))
        shares: dict[State, Fraction] = {}
        for weight, ends in agents:
            for t, share in ends:
                shares[t] = shares.get(t, Fraction(0)) + weight / total * share
        return shares

    def _shared(self, members: Iterable[int], targets: list[State]) -> list[tuple[State, Fraction]]:
        vector = {t: tuple(self.rank[i][t] for i in members) for t in targets}
        kept = {
            v
            for v in vector.values()
            if not any(w != v and all(a >= b for a, b in zip(w, v, strict=True)) for w in vector.values())
        }
        return [
            (t, Fraction(1, len(kept)) / sum(1 for u in targets if vector[u] == vector[t]))
            for t in targets
            if vector[t] in kept
        ]

    def play(self, start: State, concept: str, size: int, weights: Sequence[Fraction]) -> dict[State, Fraction]:
        """The exact share of every state at the end."""
        chain: dict[State, dict[State, Fraction]] = {}
        waiting = [start]
        while waiting:
            s = waiting.pop()
            if s not in chain:
                chain[s] = self.steps(s, concept, min(size, self.n), weights)
                waiting += list(chain[s])
        ahead = {s: _reached(chain, s) for s in chain}
        recurrent = {s for s in chain if all(s in ahead[t] for t in ahead[s])}
        entered = _visits({s: chain[s] for s in chain if s not in recurrent}, start, recurrent)
        final: dict[State, Fraction] = {}
        for s in recurrent:
            members = sorted(ahead[s])
            if s != members[0]:
                continue
            mass = sum((entered.get(t, Fraction(0)) for t in members), Fraction(0))
            if mass:
                for t, share in _stationary(chain, members).items():
                    final[t] = mass * share
        return final


def _reached(chain: dict[State, dict[State, Fraction]], s: State) -> set[State]:
    seen, waiting = {s}, [s]
    while waiting:
        for t in chain[waiting.pop()]:
            if t not in seen:
                seen.add(t)
                waiting.append(t)
    return seen


def _visits(passing: dict[State, dict[State, Fraction]], start: State, recurrent: set[State]) -> dict[State, Fraction]:
    """Mass that first enters each recurrent state: (I - Q^T) x = start, then one step out."""
    if start in recurrent:
        return {start: Fraction(1)}
    names = list(passing)
    matrix = [[Fraction(int(a == b)) - passing[b].get(a, Fraction(0)) for b in names] for a in names]
    through = _solved(matrix, [Fraction(int(a == start)) for a in names])
    entered: dict[State, Fraction] = {}
    for s, visits in zip(names, through, strict=True):
        for t, p in passing[s].items():
            if t in recurrent:
                entered[t] = entered.get(t, Fraction(0)) + visits * p
    return entered


def _stationary(chain: dict[State, dict[State, Fraction]], members: list[State]) -> dict[State, Fraction]:
    if len(members) == 1:
        return {members[0]: Fraction(1)}
    matrix = [[chain[b].get(a, Fraction(0)) - Fraction(int(a == b)) for b in members] for a in members]
    matrix[-1] = [Fraction(1)] * len(members)
    values = _solved(matrix, [Fraction(0)] * (len(members) - 1) + [Fraction(1)])
    return dict(zip(members, values, strict=True))


def _solved(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """Gaussian elimination in exact fractions."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for k in range(size):
        pivot = next(r for r in range(k, size) if rows[r][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for r in range(size):
            if r != k and rows[r][k]:
                rows[r] = [a - rows[r][k] * b for a, b in zip(rows[r], rows[k], strict=True)]
    return [row[-1] for row in rows]
