"""A solved conflict as a graph for other programs: GraphML (yEd, Gephi, Cytoscape, igraph) and DOT (Graphviz).

States are nodes, moves are arcs. Both formats carry labels, ranks, who does not see a state and the concepts under
which it is an equilibrium; an arc says whose move it is and whether the mover gains by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from estimative.base.errors import LimitError
from estimative.base.unicode import visible
from estimative.exchange.casebook_book import CasebookConflict
from estimative.methods.conflict import ConflictResult
from estimative.methods.conflict.comparing import perhaps_better, surely_better
from estimative.methods.conflict.problem import dense_ranks

MAX_ARCS = 1 << 19
"""No program draws more, and most of those that read graphs hold them whole."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's, which the colour-blind tell apart; with more decision makers they come again."""


@dataclass(frozen=True)
class Node:
    """One state: its number in the file, its text, ranks (None: known in part only), and what was found of it."""

    number: int
    label: str
    ranks: tuple[int | None, ...]
    equilibrium: tuple[str, ...]
    unseen: tuple[int, ...]


@dataclass(frozen=True)
class Arc:
    """One move of a decision maker, states by their numbers; `improvement` is yes, no or perhaps."""

    dm: int
    start: int
    end: int
    improvement: str


@dataclass(frozen=True)
class ConflictGraph:
    """What is drawn: states in the order of the file, moves by decision maker and state."""

    name: str
    decision_makers: tuple[str, ...]
    concepts: tuple[str, ...]
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]


def conflict_graph(book: CasebookConflict, result: ConflictResult) -> ConflictGraph:
    """The states and moves of a solved conflict; raises LimitError where there are more than 524,288 of both together.

    >>> from estimative.exchange.casebook_conflict import conflict_from
    >>> from estimative.methods.conflict import solve
    >>> book = conflict_from({"decision_makers": ["A"], "options": [{"dm": "A", "name": "go"}],
    ...                       "preferences": {"A": {"ranking": [2, 1]}}})
    >>> conflict_graph(book, solve(book.problem)).arcs
    (Arc(dm=0, start=1, end=2, improvement='yes'), Arc(dm=0, start=2, end=1, improvement='no'))
    """
    problem = book.problem
    if len(book.order) > MAX_ARCS:
        raise _too_many(len(book.order))
    number = {code: k for k, code in enumerate(book.order.tolist(), start=1)}
    ranks = [ranks_in_order(book, dm) for dm in range(len(problem.decision_makers))]
    together = {concept: set(result.equilibria(concept).tolist()) for concept in result.stable}
    nodes = tuple(
        Node(
            k,
            state_text(book, code),
            tuple(None if row is None else row[k - 1] for row in ranks),
            tuple(concept for concept, codes in together.items() if code in codes),
            result.blind(code),
        )
        for code, k in number.items()
    )
    arcs: list[Arc] = []
    for dm in range(len(problem.decision_makers)):
        for code, start in number.items():
            targets = problem.moves(dm, code)
            gains = surely_better(problem, dm, targets, code)
            perhaps = perhaps_better(problem, dm, targets, code)
            for target, sure, maybe in zip(targets.tolist(), gains.tolist(), perhaps.tolist(), strict=True):
                arcs.append(Arc(dm, start, number[target], "yes" if sure else "perhaps" if maybe else "no"))
            if len(arcs) + len(nodes) > MAX_ARCS:
                raise _too_many(len(nodes))
    dms = tuple(visible(name) for name in problem.decision_makers)
    return ConflictGraph(visible(book.name), dms, tuple(result.stable), nodes, tuple(arcs))


def graphml(graph: ConflictGraph) -> str:
    """The graph as GraphML, written by networkx; a node has attributes like `equilibrium Nash` and `rank MoE`."""
    import networkx as nx

    drawn: Any = nx.MultiDiGraph()
    if graph.name:
        drawn.graph["name"] = _in_xml(graph.name)
    for node in graph.nodes:
        equilibria = {f"equilibrium {concept}": concept in node.equilibrium for concept in graph.concepts}
        ranks = {
            _in_xml(f"rank {graph.decision_makers[dm]}"): rank for dm, rank in enumerate(node.ranks) if rank is not None
        }
        unseen = "; ".join(graph.decision_makers[dm] for dm in node.unseen)
        seen = {"unseen by": _in_xml(unseen)} if unseen else {}
        drawn.add_node(str(node.number), label=_in_xml(node.label), **{**equilibria, **ranks, **seen})
    for arc in graph.arcs:
        mover = _in_xml(graph.decision_makers[arc.dm])
        drawn.add_edge(str(arc.start), str(arc.end), label=mover, improvement=arc.improvement)
    lines = "\n".join(nx.generate_graphml(drawn))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{lines}\n'


def dot(graph: ConflictGraph) -> str:
    """The graph as DOT: equilibria have a double outline, improving moves a full line, other moves a dashed one."""
    return "\n".join(_dot_lines(graph)) + "\n"


def _dot_lines(graph: ConflictGraph) -> Iterator[str]:
    yield f"digraph {_quoted(graph.name or 'conflict')} {{"
    yield "  // A double outline: an equilibrium under the concepts of `equilibrium`."
    yield "  // A full line: the mover gains. Dashed: it does not. Dotted: it may."
    yield '  node [shape=box, fontname="sans-serif"];'
    yield '  edge [fontname="sans-serif"];'
    for node in graph.nodes:
        known = [
            f"{graph.decision_makers[dm]} {'in part' if rank is None else rank}" for dm, rank in enumerate(node.ranks)
        ]
        parts = [f"label={_quoted(f'{node.number}: {node.label}')}", f"ranks={_quoted('; '.join(known))}"]
        parts += [f"equilibrium={_quoted(', '.join(node.equilibrium))}", "peripheries=2"] if node.equilibrium else []
        unseen = "; ".join(graph.decision_makers[dm] for dm in node.unseen)
        parts += [f"unseen_by={_quoted(unseen)}"] if unseen else []
        yield f"  {node.number} [{', '.join(parts)}];"
    style = {"yes": "solid", "no": "dashed", "perhaps": "dotted"}
    for arc in graph.arcs:
        colour = COLOURS[arc.dm % len(COLOURS)]
        yield (
            f"  {arc.start} -> {arc.end} [label={_quoted(graph.decision_makers[arc.dm])},"
            f' improvement={arc.improvement}, style={style[arc.improvement]}, color="{colour}", fontcolor="{colour}"];'
        )
    yield "}"


def state_text(book: CasebookConflict, code: int) -> str:
    """A state as one text: letters, a name, variant indices parted by spaces; members of a merged state by "or"."""

    def text(state: str | list[Any]) -> str:
        if isinstance(state, str):
            return visible(state)
        if all(isinstance(part, int) for part in state):
            return " ".join(map(str, state))
        return " or ".join(map(text, state))

    return text(book.state(code))


def ranks_in_order(book: CasebookConflict, dm: int) -> list[int] | None:
    """A decision maker's ranks, 0 the worst, in the order of the file; None where they are known in part only."""
    partial = getattr(book.problem, "partial", ())
    if partial and partial[dm] is not None:
        return None
    return [int(rank) for rank in dense_ranks(np.asarray(book.problem.ranks[dm, book.order]))]


def _quoted(text: str) -> str:
    r"""Text as DOT holds it: a backslash would begin an escape, a quotation mark end it.

    >>> _quoted('a "b" \\N')
    '"a \\"b\\" \\\\N"'
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_xml(text: str) -> str:
    """Without the two characters that XML cannot hold and `visible` leaves."""
    return re.sub("[\ufffe\uffff]", "\ufffd", text)


def _too_many(states: int) -> LimitError:
    return LimitError(
        f"the graph has {states:,} states and more than {MAX_ARCS:,} states and moves together, the most that is"
        " written; write the results as .csv or .parquet instead"
    )
