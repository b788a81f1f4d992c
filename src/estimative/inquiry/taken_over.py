"""Two cases that conclude differently: the smallest part of the one that, taken over, changes the other's conclusion.

The conclusion is what leads in most of the methods that forecast and that both cases feed. Sets are tried from one
piece upwards while the budget lasts, each of a size before the next; beyond, pieces are taken over one by one, those
with the greatest shares first, until the conclusion changes, and put back where it does without them. What is found is
run again on new draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

from estimative.assessment.run import Ensemble, leader_of_most
from estimative.base.progress import tracked
from estimative.inquiry.attribution import Attribution
from estimative.inquiry.between import Between, Joined
from estimative.inquiry.differences import Piece

SETS = 300
"""So many sets are tried."""


@dataclass(frozen=True)
class TakenOver:
    """The smallest set found that changes the conclusion of one case: the pieces, together as they were taken over.

    `into_new` where pieces of the old case go into the new one. `leader_before` led, `leader_after` leads. Every
    smaller set was tried where `exact_to` is at least its size less one; `tried` counts all. `others` are as small
    sets that do it too. `verified`: new draws say the same. No `pieces` where the two conclude alike.
    """

    into_new: bool
    pieces: tuple[tuple[Piece, ...], ...]
    leader_before: str | None
    leader_after: str | None
    exact_to: int
    tried: int
    others: int
    verified: bool

    @property
    def smallest(self) -> bool:
        """Was every smaller set tried?"""
        return bool(self.pieces) and self.exact_to >= len(self.pieces) - 1


def taken_over(found: Attribution, ensemble: Ensemble, into_new: bool = False, budget: int = SETS) -> TakenOver:
    """The smallest part of the other case that changes a case's conclusion: of `new` into `old`, or the other way."""
    before, after = found.leader_before, found.leader_after
    if into_new:
        before, after = after, before
    search = _Search(found, into_new, ensemble)
    while True:
        try:
            chosen, exact_to, others = search.smallest(before, budget) if before != after else ((), 0, 0)
            leader = search.leader(chosen) if chosen else before
            break
        except Joined:
            continue
    verified = bool(chosen) and _verified(found, search, chosen, ensemble)
    pieces = tuple(found.between.pieces(group) for group in chosen)
    return TakenOver(into_new, pieces, before, leader, exact_to, search.tried, others, verified)


class _Search:
    """What leads once some groups of pieces are taken over into one of the cases."""

    def __init__(self, found: Attribution, into_new: bool, ensemble: Ensemble, between: Between | None = None) -> None:
        self.between = between or found.between
        self.tried = 0
        self._found, self._into_new, self._ensemble = found, into_new, ensemble
        self._methods = [name for name, change in found.methods.items() if change.forecasts]
        self._leaders: dict[frozenset[int], str | None] = {}

    def leader(self, groups: Sequence[frozenset[int]]) -> str | None:
        """What leads in most methods with these groups taken over."""
        taken = frozenset[int]().union(*groups)
        if taken not in self._leaders:
            pieces = self.between.everything - taken if self._into_new else taken
            runs = {}
            for method in self._methods:
                reading = [group for group in self.between.groups if method in self.between.methods(group)]
                own = frozenset[int]().union(*(group for group in reading if group <= pieces))
                runs[method] = self.between.answer(method, own)
            self._leaders[taken] = leader_of_most(runs)
            self.tried += 1
        return self._leaders[taken]

    def smallest(self, before: str | None, budget: int) -> tuple[tuple[frozenset[int], ...], int, int]:
        """The first of the smallest sets, up to which size all were tried, and how many others are as small."""
        groups = self._by_share()
        size = 0
        while size < len(groups) and self.tried + comb(len(groups), size + 1) <= budget:
            size += 1
            sets = tracked(list(combinations(groups, size)), self._ensemble.progress, f"sets of {size}")
            changing = [some for some in sets if self.leader(some) != before]
            if changing:
                return changing[0], size, len(changing) - 1
        return self._greedy(groups, before), size, 0

    def _greedy(self, groups: Sequence[frozenset[int]], before: str | None) -> tuple[frozenset[int], ...]:
        chosen: list[frozenset[int]] = []
        for group in groups:
            chosen.append(group)
            if self.leader(chosen) != before:
                break
        else:
            return ()
        for group in tuple(chosen[:-1]):
            rest = [other for other in chosen if other != group]
            if self.leader(rest) != before:
                chosen = rest
        return tuple(chosen)

    def _by_share(self) -> list[frozenset[int]]:
        """The groups, those with the greatest share in any method that forecasts first."""
        sizes: dict[str, float] = {}
        for method in self._methods:
            for part in self._found.methods[method].parts:
                for piece in part.pieces:
                    sizes[piece.path] = max(sizes.get(piece.path, 0.0), part.size)
        reaching = [group for group in self.between.groups if self.between.methods(group) & set(self._methods)]
        size_of = {group: max(sizes.get(p.path, 0.0) for p in self.between.pieces(group)) for group in reaching}
        return sorted(reaching, key=lambda group: (-round(size_of[group], 9), min(group)))


def _verified(found: Attribution, search: _Search, chosen: Sequence[frozenset[int]], ensemble: Ensemble) -> bool:
    """On new draws: does the same lead before, and something else with what was taken over?"""
    between = search.between
    fresh = replace(ensemble, seed=(ensemble.seed + 1) % 2**53)
    again = Between(between.old, between.new, between.all, fresh)
    again.groups = between.groups
    anew = _Search(found, search._into_new, fresh, again)
    try:
        return anew.leader(()) == search.leader(()) and anew.leader(chosen) == search.leader(chosen)
    except Joined:  # on the new draws the set cannot be run
        return False
