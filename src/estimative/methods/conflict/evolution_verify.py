"""Re-checks paths of evolution against the definitions, for tests and for readers who doubt."""

from __future__ import annotations

from estimative.base.errors import UsageError, listed
from estimative.methods.conflict.arena import Members
from estimative.methods.conflict.coalition_verify import Definition
from estimative.methods.conflict.concepts import CONCEPTS
from estimative.methods.conflict.evolution import WAYS, Evolution, Move, Path
from estimative.methods.conflict.graph import GraphConflict
from estimative.methods.conflict.play import coalitions
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.surface import strangers

Node = tuple[int, Members]


def path_faults(
    problem: Conflict | GraphConflict, path: Path, way: str, concept: str = "SEQ", deals: int = 2
) -> tuple[str, ...]:
    """What keeps a path from being one of its way, in sentences; empty where it holds.

    Checked from single moves and ranks alone: that each step begins where the one before ended and is allowed, and that
    nobody goes twice in a row. A deal must be a joint improvement that no member can make alone, that no answer of the
    others makes worthless to a member, and that no member's best next improvement does. Raises UsageError for an
    unknown way.

    >>> import numpy as np
    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> dilemma = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> path_faults(dilemma, Path(0, (Move((0, 1), 0, 3),)), "deals")
    ()
    >>> path_faults(dilemma, Path(0, (Move((0,), 0, 1),)), "improvements")
    ('(0,) may not go from 0 to 1',)
    """
    steps = _Steps(problem, way, concept, deals)
    members = [dm for move in path.moves for dm in move.members]
    found = strangers(problem, members, [path.start, *(code for move in path.moves for code in (move.start, move.end))])
    if found:
        return tuple(found)
    here: Node = (path.start, ())
    for move in path.moves:
        if move.start != here[0]:
            return (*found, f"a step begins at {move.start}, and the one before it ends at {here[0]}")
        if move.members == here[1]:
            found.append(f"{move.members} go twice in a row at {move.start}")
        if move not in steps.ahead(move.start):
            return (*found, f"{move.members} may not go from {move.start} to {move.end}")
        here = (move.end, move.members)
    return tuple(found)


def evolution_faults(problem: Conflict | GraphConflict, claim: Evolution) -> tuple[str, ...]:
    """What is wrong with an answer about evolution, in sentences; empty where it holds.

    Each path is checked, with where it begins and ends. For shortest paths it is also checked that no end is reached by
    fewer steps, and that an end without a path is not reached at all; for all paths, that none comes through a state
    twice, is longer than was asked, or stands twice. That all are there is not checked.
    """
    found = strangers(problem, [], [claim.start, *claim.paths])
    if found:
        return tuple(found)
    for end, paths in claim.paths.items():
        if len(set(paths)) != len(paths):
            found.append(f"a path to {end} stands twice")
        for path in paths:
            found += path_faults(problem, path, claim.way, claim.concept, max(claim.deals, 1))
            if (path.start, path.end) != (claim.start, end):
                found.append(f"a path leads from {path.start} to {path.end}, not from {claim.start} to {end}")
            visited = [path.start, *(move.end for move in path.moves)]
            if claim.longest is not None and (len(path) > claim.longest or len(set(visited)) != len(visited)):
                found.append(f"a path to {end} is longer than {claim.longest} steps or comes to a state twice")
    if claim.longest is None:
        found += _not_shortest(problem, claim)
    return tuple(found)


def _not_shortest(problem: Conflict | GraphConflict, claim: Evolution) -> list[str]:
    """Walks outward one step at a time, with sets of states and last movers, and compares the lengths."""
    steps = _Steps(problem, claim.way, claim.concept, max(claim.deals, 1))
    layer: set[Node] = {(claim.start, ())}
    seen = set(layer)
    fewest = {claim.start: 0}
    length = 0
    while layer:
        length += 1
        layer = {
            (move.end, move.members) for code, last in layer for move in steps.ahead(code) if move.members != last
        } - seen
        seen |= layer
        for code, _ in layer:
            fewest.setdefault(code, length)
    found = []
    for end, paths in claim.paths.items():
        lengths = {len(path) for path in paths}
        if lengths != ({fewest[end]} if end in fewest else set()):
            found.append(f"the paths to {end} have {sorted(lengths)} steps; the fewest are {fewest.get(end)}")
    return found


class _Steps:
    """The steps of one way, from the definitions."""

    def __init__(self, problem: Conflict | GraphConflict, way: str, concept: str, deals: int) -> None:
        if way not in WAYS:
            raise UsageError(f"evolution: way is {way!r}; allowed: {listed(list(WAYS))}")
        self.definition = Definition(problem)
        self.way, self.concept = WAYS[way], concept
        everybody = self.definition.everybody
        self.groups = coalitions(len(everybody), min(deals, len(everybody))) if self.way.deals else []
        self._ahead: dict[int, set[Move]] = {}

    def ahead(self, code: int) -> set[Move]:
        """All steps from a state."""
        if code not in self._ahead:
            alone = {
                Move((dm,), code, end)
                for dm in self.definition.everybody
                for end in self.definition.moves(dm, code, self.way.improving)
            }
            together = {Move(group, code, end) for group in self.groups for end in self._deals(group, code)}
            self._ahead[code] = alone | together
        return self._ahead[code]

    def _deals(self, group: Members, code: int) -> list[int]:
        definition, others = self.definition, tuple(dm for dm in self.definition.everybody if dm not in group)
        kept = []
        for end in definition.improvements(group, code):
            if any(end in definition.moves(dm, code) for dm in group):
                continue
            if not all(definition.better(group, answer, code) for answer in self._answers(others, end)):
                continue
            next_ones = [(dm, t) for dm in group for t in self._best(dm, end)]
            if all(definition.better([other for other in group if other != dm], t, code) for dm, t in next_ones):
                kept.append(end)
        return kept

    def _answers(self, others: Members, end: int) -> frozenset[int]:
        concept = CONCEPTS[self.concept]
        if concept.sanctions == "none" or not others:
            return frozenset({end})
        if concept.improving:
            return self.definition.improving_answers(others, end) | {end}
        return self.definition.reach(others, end) | {end}

    def _best(self, dm: int, code: int) -> list[int]:
        """The improvements of one decision maker that nothing deters, those that it likes best."""
        concept, rank = CONCEPTS[self.concept], self.definition.ranks[dm]
        others = tuple(other for other in self.definition.everybody if other != dm)
        free = [
            t
            for t in self.definition.moves(dm, code, improving=True)
            if concept.sanctions == "none"
            or all(rank[u] > rank[code] for u in self.definition.reach(others, t, concept.improving))
        ]
        return [t for t in free if rank[t] == max(rank[u] for u in free)]
