"""The search for flips: which sets of one and of two judgments change what leads in most methods.

Much of it need not be run. What a method says hangs only on the judgments that it reads. So where too few methods read
any judgment of a set, most cannot change; where methods stay whatever the judgment, those that are left may be too few;
and of two judgments that no method reads both, what each does alone says what both do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, combinations_with_replacement, product

import numpy as np

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, MethodRun, in_most
from estimative.base.progress import tracked
from estimative.case.models import Case
from estimative.inquiry.grid import Span
from estimative.inquiry.moves import Answers, Fixed, Move
from estimative.inquiry.promise import Promise

EXACT_UP_TO = 20
"""With this many judgments or fewer every pair is tried, whatever that takes."""
MOST_PAIRED = 150
"""Of more judgments only the most promising are paired where a method reads both."""

Pair = tuple[str, str]
Found = list[tuple[Fixed, str | None]]
"""Judgments fixed, and what then leads in most methods."""


class Search:
    """The search on one case, on the draws at hand; `holds` asks new draws."""

    def __init__(
        self, case: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble, spans: Mapping[str, Span]
    ) -> None:
        self.spans = spans
        self.same = Answers(case, runs, ensemble)
        self.baseline = in_most(list(self.same.leaders.values()))
        self._progress = ensemble.progress
        self._new: Answers | None = None
        methods = self.same.runs
        drawn = {method: {item.path for item in run.inputs} for method, run in methods.items()}
        self._readers = {
            path: frozenset(m for m in methods if path in drawn[m] or joins()[m].reads(case, path)) for path in spans
        }
        self.paths = [path for path in sorted(spans) if self._readers[path]]
        self._promise = Promise(methods, {path: spans[path] for path in self.paths}, ensemble.which)
        least = {m: self._promise.of_method(m, [path for path in self.paths if path in drawn[m]]) for m in methods}
        self._order = sorted(methods, key=lambda method: (-least[method], method))
        """Those that look hardest to move first: where they stay, the others need not be asked."""
        self._alone: set[str] = set()

    @property
    def solved(self) -> int:
        """How many method runs it took."""
        return self.same.solved + (self._new.solved if self._new is not None else 0)

    @property
    def new(self) -> Answers:
        """The answers on new draws."""
        if self._new is None:
            self._new = self.same.elsewhere()
        return self._new

    @property
    def stable(self) -> bool:
        """Does the same lead on new draws, nothing fixed?"""
        return in_most(list(self.new.leaders.values())) == self.baseline

    def holds(self, fixed: Fixed, after: str | None) -> bool:
        """Do new draws say the same, before the change and after it?"""
        return self.stable and self._after(self.new, fixed) == after

    def moves(self, fixed: Fixed) -> dict[str, Move]:
        """The methods in which something else leads with judgments fixed than does as the case stands."""
        found = {method: self.same.move(method, self._part(method, fixed)) for method in self.same.runs}
        return {method: move for method, move in found.items() if move.leader != self.same.leaders[method]}

    def singles(self) -> Found:
        """Every single judgment at every point of its grid: those with which something else leads."""
        found = []
        for path in tracked(self.paths, self._progress, "single judgments"):
            if self._possible(self._readers[path]):
                found += self._changing([((path, point),) for point in self.spans[path].points])
        self._alone = {path for fixed, _ in found for path, _ in fixed}
        return found

    def pairs(self, without: set[str], budget: int) -> tuple[Found, int, bool]:
        """The pairs that overturn the result, none of them with a judgment that does so alone (`without`).

        Also how many pairs were not tried, and whether that is none. To be called after `singles`.
        """
        paths = [path for path in self.paths if path not in without]
        groups: dict[frozenset[str], list[str]] = {}
        for path in paths:
            groups.setdefault(self._readers[path], []).append(path)
        apart: list[Pair] = []
        joint: list[Pair] = []
        for (ones, left), (others, right) in combinations_with_replacement(groups.items(), 2):
            if self._possible(ones | others):
                both = combinations(left, 2) if left is right else product(left, right)
                if ones & others:
                    joint += both
                else:
                    apart += self._worth(left, right)
        found: Found = []
        for pair in tracked(apart, self._progress, "pairs of judgments"):
            found += self._changing(self._at_points(pair))
        chosen = self._chosen(joint, budget)
        for pair in tracked(chosen, self._progress, "pairs of judgments"):
            found += self._changing(self._at_points(pair))
        return found, len(joint) - len(chosen), len(joint) == len(chosen)

    def _changing(self, sets: Sequence[Fixed]) -> Found:
        after = [(fixed, self._after(self.same, fixed)) for fixed in sets]
        return [(fixed, lead) for fixed, lead in after if lead != self.baseline]

    def _after(self, answers: Answers, fixed: Fixed) -> str | None:
        """What leads in most methods with judgments fixed; methods are asked only as long as it matters."""
        parts = {method: self._part(method, fixed) for method in self._order}
        known = [answers.leaders[method] for method in self._order if not parts[method]]
        asked = sorted((method for method in self._order if parts[method]), key=lambda method: len(parts[method]))
        for k, method in enumerate(asked):
            if not self._open(known, len(asked) - k):
                return self.baseline
            known.append(answers.move(method, parts[method]).leader)
        return in_most(known)

    def _part(self, method: str, fixed: Fixed) -> Fixed:
        """Of judgments fixed, those that a method reads."""
        return tuple(item for item in fixed if method in self._readers[item[0]])

    def _open(self, known: Sequence[str | None], unknown: int) -> bool:
        """Can something else than before lead in most methods, whatever leads in those not known?"""
        total = len(known) + unknown
        if self.baseline is not None:
            return 2 * known.count(self.baseline) <= total
        most = max((known.count(key) for key in set(known) if key is not None), default=0)
        return 2 * (most + unknown) > total

    def _possible(self, readers: frozenset[str]) -> bool:
        """Can a change that only these methods read change what leads in most?"""
        return self._open([lead for m, lead in self.same.leaders.items() if m not in readers], len(readers))

    def _worth(self, left: list[str], right: list[str]) -> list[Pair]:
        """Pairs that no method reads both of, without those in which one changes nothing and the other too little."""
        if min(map(self._place, left)) > min(map(self._place, right)):
            left, right = right, left
        alone = self._alone & {*left, *right}
        first = {path for path in left if self._shifts(path)}
        second = {path for path in right if self._shifts(path)} if first or alone else set()
        return [
            (one, other)
            for one, other in product(left, right)
            if (one in first and other in second) or one in alone or other in alone
        ]

    def _place(self, path: str) -> int:
        return min(self._order.index(method) for method in self._readers[path])

    def _shifts(self, path: str) -> bool:
        """Does a judgment, alone, change what leads in any method at all?"""
        return any(
            self.same.move(method, ((path, point),)).leader != self.same.leaders[method]
            for method in self._readers[path]
            for point in self.spans[path].points
        )

    def _at_points(self, pair: Pair) -> list[Fixed]:
        one, other = sorted(pair)
        return [((one, x), (other, y)) for x in self.spans[one].points for y in self.spans[other].points]

    def _chosen(self, joint: list[Pair], budget: int) -> list[Pair]:
        """The pairs to try of those that a method reads both of: all, or the most promising within the budget."""
        cost = {pair: self._cost(pair) for pair in joint}
        if len(self.paths) <= EXACT_UP_TO or sum(cost.values()) <= budget:
            return joint
        promising = set(sorted({path for pair in joint for path in pair}, key=self._lead_alone)[:MOST_PAIRED])
        left = [pair for pair in joint if promising.issuperset(pair)]
        chosen, spent = [], 0
        for pair in sorted(left, key=lambda pair: (self._lead_together(pair), pair)):
            if spent + cost[pair] > budget:
                break
            spent += cost[pair]
            chosen.append(pair)
        return chosen

    def _cost(self, pair: Pair) -> int:
        """Runs of a method that all points of a pair may take."""
        one, other = pair
        points = len(self.spans[one].points) * len(self.spans[other].points)
        return points * len(self._readers[one] & self._readers[other])

    def _lead_alone(self, path: str) -> tuple[float, str]:
        return min(float(self._promise.single(m, path).min()) for m in self._readers[path]), path

    def _lead_together(self, pair: Pair) -> float:
        """How far ahead what leads still is, near the best points of a pair, in the last of the methods needed."""
        one, other = pair
        leads = []
        for method in self._readers[one] | self._readers[other]:
            if self.baseline is not None and self.same.leaders[method] != self.baseline:
                continue
            if method in self._readers[one] & self._readers[other]:
                leads.append(self._promise.joint(method, one, other))
            elif method in self._readers[one]:
                leads.append(self._promise.single(method, one)[:, None])
            else:
                leads.append(self._promise.single(method, other)[None, :])
        needed = self._needed()
        if len(leads) < needed:
            return np.inf
        shape = np.broadcast_shapes(*(lead.shape for lead in leads))
        ordered = np.sort(np.stack([np.broadcast_to(lead, shape) for lead in leads]), axis=0)
        return float(ordered[needed - 1].min())

    def _needed(self) -> int:
        """How many methods have to change at the least."""
        leaders = list(self.same.leaders.values())
        if self.baseline is not None:
            return leaders.count(self.baseline) - len(leaders) // 2
        most = max((leaders.count(key) for key in set(leaders) if key is not None), default=0)
        return max(1, len(leaders) // 2 + 1 - most)
