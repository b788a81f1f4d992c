"""What would overturn the result: the smallest sets of judgments that change what leads in most methods.

A flip is a smallest set of judgments, each fixed at a point of its grid and the others drawn, with which something else
leads in most methods, on the same draws and again on new ones. What leads as the case stands stays what the change is
held against. A method in which a lead merely ceases to count, or begins to, has changed only where the lead moved by
more than the sampling interval of that movement.

Of each set of judgments, and for each new leader, the points nearest to the stated values are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from estimative.assessment.run import Ensemble, MethodRun
from estimative.case.models import Case
from estimative.inquiry.flip_search import Found, Search
from estimative.inquiry.grid import Span, Value, as_written, grid, pins
from estimative.inquiry.moves import Fixed, Move

BUDGET = 300
"""Runs of a method for pairs of which it reads both, where not all pairs are tried."""
MOST_FLIPS = 50
"""As many are verified and kept of one size."""


@dataclass(frozen=True)
class Change:
    """A judgment fixed at a value: its address, the stated value, the value, and between what it is thought to lie."""

    path: str
    stated: Value
    value: Value
    low: Value
    high: Value


@dataclass(frozen=True)
class Flip:
    """A smallest set of judgments that changes what leads in most methods.

    `before` and `after` lead, None where nothing does. `moves` are the methods in which something else leads than did,
    by id. `verified`: new draws say the same.
    """

    changes: tuple[Change, ...]
    before: str | None
    after: str | None
    moves: Mapping[str, Move]
    verified: bool

    @property
    def paths(self) -> tuple[str, ...]:
        """The addresses of the judgments."""
        return tuple(change.path for change in self.changes)

    @property
    def patch(self) -> dict[str, Any]:
        """The merge patch against the long form that makes the changed case."""
        return pins({change.path: change.value for change in self.changes})


@dataclass(frozen=True)
class FlipSearch:
    """What was found, and how far the search went.

    `methods` forecast and ran; `baseline` leads in most of them, None where nothing does. `flips` are verified, the
    smallest first; `doubtful` show on these draws and not on new ones; `more` were left unverified, enough being there.
    `judgments` have a range and reach a method that forecasts, `idle` have one and reach none, `fixed` have none.
    `pairs` are those of judgments that do not overturn the result alone, `tried` those that were tried, or need not be.
    `exact_to` is the size up to which every set was; `solved` counts the method runs that this took. `stable`: on new
    draws the same leads, nothing fixed. `sentence` says it all.
    """

    methods: int
    baseline: str | None
    flips: tuple[Flip, ...]
    doubtful: tuple[Flip, ...]
    more: int
    judgments: int
    idle: int
    fixed: int
    pairs: int
    tried: int
    exact_to: int
    solved: int
    stable: bool

    @property
    def sentence(self) -> str:
        """What was found and how far the search went, in words."""
        if not self.methods:
            return "No method that says where things lead ran, so there is nothing to overturn."
        if not self.judgments:
            return "No judgment that reaches a method that says where things lead has a range, so none can move."
        parts = [self._of_singles(), self._of_pairs(), "Three and more at once were not tried."]
        if self.more:
            parts.append(f"{self.more:,} more show on these draws; that many were not held against new ones.")
        if not self.stable:
            parts.append("On new draws something else leads as the case stands: more draws are needed.")
        elif self.doubtful:
            verb = "change shows" if len(self.doubtful) == 1 else "changes show"
            parts.append(f"{len(self.doubtful):,} {verb} on these draws and not on new ones, and does not count.")
        return " ".join(part for part in parts if part)

    def _of_singles(self) -> str:
        alone = len({flip.paths for flip in self.of_size(1)})
        if self.judgments == 1:
            return f"The one judgment that can move {'overturns' if alone else 'does not overturn'} the result."
        many = f"{self.judgments:,} judgments"
        if not alone:
            return f"No single one of {many} overturns the result, at the ends of its range or where else it was tried."
        return f"{alone:,} of {many} overturn{'s' if alone == 1 else ''} the result alone."

    def _of_pairs(self) -> str:
        if not self.pairs:
            return ""
        two = len({flip.paths for flip in self.of_size(2)})
        if self.tried == self.pairs:
            found = f"{two:,} {'does' if two == 1 else 'do'}" if two else "none does"
            return (
                f"Of {self.pairs:,} pairs {found}." if self.pairs > 1 else f"Together two {'do' if two else 'do not'}."
            )
        found = f"{two:,} {'does' if two == 1 else 'do'}" if two else "none is known to"
        tried = f"{self.tried:,} {'was' if self.tried == 1 else 'were'} tried, the most promising first"
        return f"Of {self.pairs:,} pairs {found}; {tried}."

    def of_size(self, size: int) -> tuple[Flip, ...]:
        """The flips of so many judgments."""
        return tuple(flip for flip in self.flips if len(flip.changes) == size)


def flips(
    case: Case,
    runs: Mapping[str, MethodRun],
    ensemble: Ensemble,
    budget: int = BUDGET,
    spans: Mapping[str, Span] | None = None,
) -> FlipSearch:
    """The flips of a case, against `runs` of it with the draws of `ensemble`.

    Every single judgment is tried at every point of its grid, or of `spans` where they are given. Pairs are all tried
    where the case has at most 20 judgments that reach a method that forecasts, where no method reads both, or where
    that takes at most `budget` runs of a method; else the most promising, as many as the budget allows.

    >>> from estimative.assessment.run import run_methods
    >>> from estimative.case.longform import from_long
    >>> wants = {"go": {"that": "a.go", "rank": {"value": 1, "range": [1, 4]}}, "stay": {"that": "not a.go", "rank": 3}}
    >>> case = from_long({"id": "t", "actors": {"a": {"options": {"go": {}}, "wants": wants}},
    ...                   "scenarios": {"gone": {"when": "a.go"}, "here": {"when": "not a.go"}}})
    >>> ensemble = Ensemble(draws=50)
    >>> (flip,) = flips(case, run_methods(case, ensemble), ensemble).flips
    >>> flip.paths, flip.changes[0].value, flip.before, flip.after
    (('actors/a/wants/go/rank',), 4, 'gone', 'here')
    """
    found = grid(case, runs)
    search = Search(case, runs, ensemble, found.spans if spans is None else spans)
    keeping = _Keeping(case, search)
    singles = keeping.verified(search.singles())
    alone = {path for flip in singles for path in flip.paths}
    pairs, left, exact = search.pairs(alone, budget)
    twos = keeping.verified(pairs)
    free = len(search.paths) - len(alone)
    every = free * (free - 1) // 2
    return FlipSearch(
        methods=len(search.same.runs),
        baseline=search.baseline,
        flips=(*singles, *twos),
        doubtful=tuple(keeping.doubtful),
        more=keeping.more,
        judgments=len(search.paths),
        idle=len(search.spans) - len(search.paths),
        fixed=found.fixed,
        pairs=every,
        tried=every - left,
        exact_to=2 if exact else 1,
        solved=search.solved,
        stable=not (singles or twos or keeping.doubtful) or search.stable,
    )


class _Keeping:
    """Verifies what a search finds on new draws, and puts it into words of the case."""

    def __init__(self, case: Case, search: Search) -> None:
        self.doubtful: list[Flip] = []
        self.more = 0
        self._case = case
        self._search = search

    def verified(self, found: Found) -> list[Flip]:
        """Of each set of judgments and each new leader the nearest points that hold on new draws."""
        by_set: dict[tuple[tuple[str, ...], str | None], list[Fixed]] = {}
        for fixed, after in found:
            by_set.setdefault((tuple(path for path, _ in fixed), after), []).append(fixed)
        nearest = {key: sorted(sets, key=self._distance) for key, sets in by_set.items()}
        kept: list[Flip] = []
        for key in sorted(nearest, key=lambda key: (key[1] is None, self._distance(nearest[key][0]), key[0])):
            if len(kept) == MOST_FLIPS:
                self.more += 1
                continue
            holding = next((fixed for fixed in nearest[key] if self._search.holds(fixed, key[1])), None)
            if holding is not None:
                kept.append(self._flip(holding, key[1], verified=True))
            else:
                self.doubtful.append(self._flip(nearest[key][0], key[1], verified=False))
        return kept

    def _distance(self, fixed: Fixed) -> tuple[float, Fixed]:
        """How far the judgments move from their stated values, as shares of their ranges: the most, then which."""
        return max(round(self._search.spans[path].distance(value), 9) for path, value in fixed), fixed

    def _flip(self, fixed: Fixed, after: str | None, *, verified: bool) -> Flip:
        return Flip(
            changes=tuple(self._change(path, value) for path, value in fixed),
            before=self._search.baseline,
            after=after,
            moves=self._search.moves(fixed),
            verified=verified,
        )

    def _change(self, path: str, value: float) -> Change:
        span = self._search.spans[path]
        stated, to, low, high = (
            as_written(self._case, path, number) for number in (span.value, value, span.low, span.high)
        )
        return Change(path, stated, to, low, high)
