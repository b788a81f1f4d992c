"""The cases between two cases: any part of what differs taken over, each checked, each run on the same draws.

What no method reads is taken over first, as far as that gives a valid case, so that a new judgment finds the source
that it cites. Pieces that cannot stand alone are joined: a want with its new actor, a rule with the option it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.base.errors import EstimativeError, ProblemsError
from estimative.case.check import check
from estimative.case.check_states import TOLERATED_IN_WHAT_IFS
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.paths import kind
from estimative.inquiry.differences import Piece, applied

ALL_LOOKED_AT = 6
"""Up to so many pieces that can stand in each other's way, every combination of them is checked beforehand."""
LOOKED_AT = 60
"""Up to so many, each of them is checked alone, and all but each; what else is asked for is checked when it is."""
MOST_CHECKS = 400
"""So many cases are checked to find which pieces stand together; beyond, all that may are taken together."""
Groups = tuple[frozenset[int], ...]


class Between:
    """What lies between `old` and `new`: cases with some of the pieces, and what methods say of them.

    `read` are the pieces that some method reads, then those of the others that cannot be taken over first; `groups` are
    sets of places in it that are taken over together. A set of groups that turns out to give no valid case joins
    groups: ask for `groups` anew after `Joined` was raised. `given_up` where so much differs that pieces were joined
    without having looked whether they can stand alone.
    """

    def __init__(self, old: Case, new: Case, pieces: Sequence[Piece], ensemble: Ensemble) -> None:
        self.old, self.new = old, new
        self.all = tuple(pieces)
        self.runs = 0
        self.given_up = False
        self._checks = 0
        self._ensemble = ensemble.quietly()
        self._long = to_long(old)
        self._valid: dict[frozenset[int], bool] = {}
        self._answers: dict[tuple[str, frozenset[int]], MethodRun] = {}
        self._broken: set[frozenset[int]] = set()
        unread = [piece for piece in pieces if not piece.methods]
        self._first = self._background(unread)
        left = (piece for piece in unread if piece not in self._first)
        self.read = (*(piece for piece in pieces if piece.methods), *left)
        self._free = frozenset(place for place, piece in enumerate(self.read) if self._stands_alone(piece))
        self.groups: Groups = tuple(frozenset({place}) for place in range(len(self.read)))
        self._look()

    @property
    def everything(self) -> frozenset[int]:
        """All pieces that are not taken over first."""
        return frozenset(range(len(self.read)))

    @property
    def looked_at_all(self) -> bool:
        """Was every combination of the groups checked, and not only those that were needed?"""
        return len(self._bound()) <= ALL_LOOKED_AT

    def pieces(self, group: Iterable[int]) -> tuple[Piece, ...]:
        """The pieces of a group."""
        return tuple(self.read[place] for place in sorted(group))

    def methods(self, group: Iterable[int]) -> frozenset[str]:
        """The methods that read any piece of a group."""
        return frozenset(method for place in group for method in self.read[place].methods)

    def case(self, taken: Collection[int]) -> Case:
        """The old case with these pieces taken over, and with what no method reads. Raises ProblemsError."""
        case = from_long(self._with(frozenset(taken)))
        errors = [p for p in check(case) if p.severity == "error" and p.code not in TOLERATED_IN_WHAT_IFS]
        if errors:
            raise ProblemsError(errors)
        return case

    def answer(self, method: str, taken: frozenset[int]) -> MethodRun:
        """What a method says with these pieces taken over; raises Joined where there is no such case."""
        key = (method, taken)
        if key not in self._answers:
            if not self._stands(taken):
                raise self._joining(taken)
            try:
                found = run_methods(from_long(self._with(taken)), self._ensemble, only=[method])
            except EstimativeError:
                if taken in (frozenset(), self.everything):
                    raise
                self._broken.add(taken)
                raise self._joining(taken) from None
            self._answers[key] = found[method]
            self.runs += 1
        return self._answers[key]

    def _with(self, taken: frozenset[int]) -> dict[str, Any]:
        """The long form with these pieces; with all of them it is the new case."""
        return applied(self._long, (*self._first, *self.pieces(taken)))

    def _stands_alone(self, piece: Piece) -> bool:
        """Is it a judgment that no other piece can make invalid, nor be made so by it?

        A changed number is, unless its scale changes too. One that comes or goes is, where nothing but judgments
        differs, what it may cite is there, and nothing else names its address.
        """
        if piece.kind != "judgment":
            return False
        if piece.change != "changed":
            alone = all(other.kind == "judgment" for other in self.read)  # so nothing is left that was to go first
            return alone and not any(piece.path in self._named(case) for case in (self.old, self.new))
        scaled_by = {"impact": "settings/cross_impact", "salience": "/".join(piece.path.split("/")[:2])}
        scale = scaled_by.get(kind(piece.path) or "")
        return scale is None or not any(other.path.startswith(scale) for other in self.read if other != piece)

    def _named(self, case: Case) -> set[str]:
        """The addresses that a case's arguments and assumptions name."""
        of_arguments = (path for item in case.arguments.values() for path in (*item.carries, *item.shifts))
        return {*of_arguments, *(path for item in case.assumptions.values() for path in item.carries)}

    def _background(self, unread: Sequence[Piece]) -> tuple[Piece, ...]:
        """As many of the unread pieces as the old case can take over with none of the others."""
        taken: list[Piece] = []
        waiting: list[Sequence[Piece]] = [unread] if unread else []
        while waiting:
            some = waiting.pop()
            if self._fine(applied(self._long, (*taken, *some))):
                taken += some
            elif len(some) > 1:
                half = len(some) // 2
                waiting += [some[half:], some[:half]]
        return tuple(taken)

    def _fine(self, long: Mapping[str, object]) -> bool:
        self._checks += 1
        try:
            found = check(from_long(long))
        except EstimativeError:
            return False
        return not any(item.severity == "error" and item.code not in TOLERATED_IN_WHAT_IFS for item in found)

    def _stands(self, taken: frozenset[int]) -> bool:
        if taken in self._broken:
            return False
        key = taken - self._free
        if not key or taken == self.everything:
            return True
        if key not in self._valid:
            self._valid[key] = self._fine(self._with(key))
        return self._valid[key]

    def _bound(self) -> list[frozenset[int]]:
        """The groups that some method reads and that others can stand in the way of."""
        return [group for group in self.groups if not group <= self._free and self.methods(group)]

    def _look(self) -> None:
        """Joins what is found not to stand alone before anything is run."""
        while True:
            bound = self._bound()
            few = len(bound) <= ALL_LOOKED_AT
            sizes = list(range(1, len(bound) + 1)) if few else [1, len(bound) - 1] if len(bound) <= LOOKED_AT else []
            try:
                for size in sizes:
                    for some in combinations(bound, size):
                        taken = frozenset().union(*some)
                        if not self._stands(taken):
                            raise self._joining(taken)
            except Joined:
                continue
            return

    def _joining(self, taken: frozenset[int]) -> Joined:
        """Joins what a set lacks to what lacks it: a least part that is not valid, with the least that mends it."""
        if self._checks > MOST_CHECKS:
            self.given_up = True
            bound = [group for group in self.groups if not group <= self._free]
            return self._join(bound if len(bound) > 1 else self.groups)
        chosen = [group for group in self.groups if group <= taken]
        for group in tuple(chosen):
            rest = [other for other in chosen if other != group]
            if rest and not self._stands(frozenset().union(*rest)):
                chosen = rest
        # What no method reads is put aside last: it is the least to be joined with.
        added = sorted((group for group in self.groups if group not in chosen), key=lambda g: not self.methods(g))
        for group in tuple(added):
            rest = [other for other in added if other != group]
            if rest and self._stands(frozenset().union(*chosen, *rest)):
                added = rest
        return self._join([*chosen, *added])

    def _join(self, together: Sequence[frozenset[int]]) -> Joined:
        joined = frozenset().union(*together)
        self.groups = tuple(sorted([joined, *(group for group in self.groups if group not in together)], key=min))
        return Joined()


class Joined(Exception):  # noqa: N818 - a signal to begin anew, never an error that anybody sees
    """Groups were joined: what was to be computed with them has to be begun anew."""
