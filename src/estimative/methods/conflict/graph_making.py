"""Graph form from what is at hand: an option form with merged or hidden states, lists of moves, pairs of states."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from estimative.base.errors import UsageError
from estimative.methods.conflict.graph import GraphConflict, PartialPreference, within_limit
from estimative.methods.conflict.problem import Bools, Conflict

Pair = tuple[int, int]
"""Two state numbers, from 1."""


def graph_of(
    conflict: Conflict,
    merged: Iterable[Collection[int]] = (),
    hidden: Mapping[int, Collection[int]] | None = None,
) -> GraphConflict:
    """The same conflict in graph form, with some states merged and some hidden from some decision makers.

    `merged`: groups of codes of `conflict` that become one state each; a decision maker moves from one group to another
    if it moves from some member of the one to some member of the other. `hidden`: by the number of a decision maker the
    codes that it does not see. States are numbered by the least code of their group; labels of members are joined by
    "or".

    Raises UsageError where a code is no feasible state or stands in two groups, where members of a group differ in
    rank or in who sees them, and LimitError where more than 4,096 states remain.

    >>> from estimative.base.logic.space import Factor
    >>> options = (Factor("a", ("no", "yes"), owner="A"), Factor("b", ("no", "yes"), owner="B"))
    >>> hostage = Conflict(("A", "B"), options, np.ones(4, bool), np.array([[1, 0, 2, 2], [1, 3, 0, 0]]))
    >>> graph = graph_of(hostage, merged=[(2, 3)])
    >>> graph.labels, graph.moves(1, 2).tolist()
    (('no no', 'yes no', 'no yes or yes yes'), [0, 1])
    """
    groups = _groups(conflict, merged)
    graph = graph_from_groups(conflict, groups)
    unseen = np.zeros((len(conflict.decision_makers), conflict.size), dtype=bool)
    for dm, codes in (hidden or {}).items():
        if not 0 <= dm < len(conflict.decision_makers):
            raise UsageError(
                f"graph_of: hidden names decision maker number {dm}; they count from 0 to"
                f" {len(conflict.decision_makers) - 1}"
            )
        for code in codes:
            conflict.number(code)
            unseen[dm, code] = True
    ranks = np.zeros((len(conflict.decision_makers), len(groups)), dtype=np.int64)
    sees_not = np.zeros(ranks.shape, dtype=bool)
    for place, group in enumerate(groups):
        for dm, name in enumerate(conflict.decision_makers):
            for table, into, word in ((conflict.ranks, ranks, "rank"), (unseen, sees_not, "sight")):
                if len(set(table[dm, list(group)].tolist())) > 1:
                    raise UsageError(
                        f"graph_of: state {place + 1} merges {graph.labels[place]}, which differ in {word} for {name};"
                        " merge only states that each decision maker takes for one"
                    )
                into[dm, place] = table[dm, group[0]]
    return GraphConflict(conflict.decision_makers, graph.labels, graph.arcs, ranks, hidden=sees_not)


def graph_from_groups(conflict: Conflict, groups: Sequence[Sequence[int]]) -> GraphConflict:
    """The states and moves of an option form with groups of its codes as states, numbered as listed; all ranks are 0.

    Each feasible code stands in one group. Raises LimitError beyond 4,096 groups.
    """
    within_limit(len(groups), len(conflict.decision_makers))
    count = len(groups)
    place = np.full(conflict.size, count)
    for k, group in enumerate(groups):
        place[list(group)] = k
    arcs = np.zeros((len(conflict.decision_makers), count + 1, count + 1), dtype=bool)
    for dm in range(len(conflict.decision_makers)):
        fiber, legal = place[conflict.fibers[dm]], conflict.legal[dm]
        for column in range(fiber.shape[1]):
            targets = np.flatnonzero(legal[column])
            if len(targets):
                arcs[dm, fiber[:, [column]], fiber[:, targets]] = True
        arcs[dm, np.arange(count), np.arange(count)] = False  # a move within a group leaves the state as it is
    labels = [" or ".join(conflict.label(code) for code in group) for group in groups]
    if len(set(labels)) < count:  # names of variants with spaces in them can make two states read alike
        labels = [f"{k}: {label}" for k, label in enumerate(labels, start=1)]
    ranks = np.zeros((len(conflict.decision_makers), count), dtype=np.int64)
    return GraphConflict(conflict.decision_makers, tuple(labels), arcs[:, :count, :count], ranks)


def arcs_from_moves(moves: Sequence[Iterable[Pair]], count: int) -> Bools:
    """Tables of moves [decision maker, s, t] among `count` states from a list of (from, to) for each decision maker.

    States go by their numbers, from 1. Raises UsageError for a number out of range and LimitError beyond 4,096 states.

    >>> arcs_from_moves([[(1, 2)], []], 2).tolist()
    [[[False, True], [False, False]], [[False, False], [False, False]]]
    """
    within_limit(count, len(moves))
    arcs = np.zeros((len(moves), count, count), dtype=bool)
    for dm, pairs in enumerate(moves):
        _mark(arcs[dm], pairs, "arcs_from_moves")
    return arcs


def partial_from_pairs(certain: Iterable[Pair], count: int, alike: Iterable[Pair] = ()) -> PartialPreference:
    """A preference of which only some pairs are known: `certain` has (better, worse), `alike` the surely equal.

    States go by their numbers, from 1; every other pair is unknown, also where transitivity would decide it. Raises
    UsageError for a number out of range or a contradiction and LimitError beyond 4,096 states.

    >>> partial_from_pairs([(2, 1)], 3).better[0].tolist(), partial_from_pairs([(2, 1)], 3).unknown[0].tolist()
    ([False, True, False], [False, False, True])
    """
    within_limit(count)
    better, known = np.zeros((count, count), dtype=bool), np.eye(count, dtype=bool)
    _mark(better.T, certain, "partial_from_pairs")
    _mark(known, alike, "partial_from_pairs")
    if np.any((known | known.T) & better):
        s, t = (int(place) + 1 for place in np.argwhere((known | known.T) & better)[0])
        raise UsageError(f"partial_from_pairs: state {t} is said to be better than state {s} and alike")
    return PartialPreference(better, ~(known | known.T | better | better.T))


def _mark(table: Bools, pairs: Iterable[Pair], who: str) -> None:
    for s, t in pairs:
        if not (1 <= s <= len(table) and 1 <= t <= len(table)):
            raise UsageError(f"{who}: ({s}, {t}) names no two states; state numbers are 1 to {len(table)}")
        table[s - 1, t - 1] = True


def _groups(conflict: Conflict, merged: Iterable[Collection[int]]) -> list[tuple[int, ...]]:
    """All states as groups, those that are not merged alone, in the order of their least codes."""
    together = [tuple(sorted(int(code) for code in group)) for group in merged]
    named: set[int] = set()
    for group in together:
        if not group:
            raise UsageError("graph_of: merged has an empty group")
        for code in group:
            conflict.number(code)
            if code in named:
                raise UsageError(f"graph_of: the state {conflict.label(code)!r} stands in merged twice")
            named.add(code)
    within_limit(len(conflict.states) - len(named) + len(together))
    alone = [(code,) for code in conflict.states.tolist() if code not in named]
    return sorted([*together, *alone])
