"""Further questions about a conflict file: coalitions, ways from a state, what a wished state would take, and why.

Each answer is plain data, with states by the numbers of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from estimative.base.errors import LimitError, UsageError, listed, nearest
from estimative.base.progress import SILENT, Progress, tracked
from estimative.desk.conflict_words import Namer, why_coalition, why_stable, written
from estimative.exchange.casebook_book import CasebookConflict
from estimative.exchange.casebook_patterns import matches
from estimative.exchange.casebook_wants import read_wants, typed_pattern, want_of, written_pattern
from estimative.methods.conflict import CONCEPTS, PLAYED, Arena, Conflict, play, witness
from estimative.methods.conflict.coalition_witnesses import CoalitionWitness, coalition_witness
from estimative.methods.conflict.coalitions import COALITION_CONCEPTS, groups_of, solve_coalitions
from estimative.methods.conflict.evolution import Evolution, shortest_paths
from estimative.methods.conflict.evolution import Path as Way
from estimative.methods.conflict.inverse import inverse
from estimative.methods.conflict.reach import Step
from estimative.methods.conflict.unknown import concepts_of
from estimative.methods.conflict.wants import Want
from estimative.methods.conflict.witnesses import StabilityWitness

MOST_PATHS = 20
"""Shortest paths that are given to one end."""
MOST_EXPLAINED = 64
"""Coalitions of two or more of which each is told why, small ones first: all of them up to six decision makers."""
MOST_NAMED = 10
TINY = 1e-9


@dataclass(frozen=True)
class Questions:
    """What else is asked; states are given by number or pattern, `concept` and `deals` count for `start` and `wish`."""

    coalitions: bool = False
    start: str | None = None
    wish: str | None = None
    explain: str | None = None
    concept: str = "SEQ"
    deals: int = 2
    wants: tuple[str, ...] = ()


def answers(
    path: Path, book: CasebookConflict, asked: Questions, listing: bool = True, progress: Progress = SILENT
) -> dict[str, Any]:
    """The answers to what is asked, under `coalition_nash` and `coalitions`, `evolution`, `inverse`, `explained`.

    With `listing` tables hold state numbers, else counts. Raises UsageError for a state that is not there, and what the
    methods raise for what they cannot answer.
    """
    if asked.concept not in CONCEPTS and asked.concept not in concepts_of(book.problem):
        raise UsageError(
            f"concept is {asked.concept!r}; allowed: {listed(concepts_of(book.problem), 20)}"
            f"{nearest(asked.concept, CONCEPTS)}"
        )
    if asked.wants and asked.wish is None:
        raise UsageError("a new want is tried for a wished state; say which one with --wish")
    namer = Namer.of(book)
    found: dict[str, Any] = {}
    if asked.coalitions:
        found |= _coalitions(book, listing, progress)
    if asked.start is not None:
        found["evolution"] = _evolution(namer, find_state(book, asked.start), asked)
    if asked.wish is not None:
        found["inverse"] = _inverse(path, namer, find_state(book, asked.wish), asked, progress)
    if asked.explain is not None:
        found["explained"] = _explained(namer, find_state(book, asked.explain), asked, progress)
    return found


def find_state(book: CasebookConflict, text: str) -> int:
    """The code of the state that a number or a pattern names; raises UsageError where it names none, or several.

    >>> from estimative.exchange.casebook_conflict import conflict_from
    >>> book = conflict_from({"decision_makers": ["A"], "options": [{"dm": "A", "name": "go"}],
    ...                       "preferences": {"A": {"ranking": [2, 1]}}})
    >>> find_state(book, "2"), find_state(book, "Y")
    (1, 1)
    """
    said, count = text.strip(), len(book.order)
    if said.isascii() and said.isdigit():
        digits = said.lstrip("0")[:20]  # twenty are more than any state has, and Python refuses thousands
        if not digits or int(digits) > count:
            raise UsageError(f"there is no state {digits or 0}; states are numbered 1 to {count:,}")
        return int(book.order[int(digits) - 1])
    try:
        fitting = _fitting(book, said)
    except UsageError as error:
        raise UsageError(f"{error}; a state may also be given by its number, 1 to {count:,}") from error
    if not fitting:
        raise UsageError(
            f"no state is {said[:80]!r}; give a number from 1 to {count:,}, or a state as the file writes it"
        )
    if len(fitting) > 1:
        numbers = [str(place + 1) for place in np.flatnonzero(np.isin(book.order, fitting)).tolist()]
        raise UsageError(f"{said[:80]!r} fits {len(fitting):,} states: {listed(numbers, MOST_NAMED)}; give one of them")
    return fitting[0]


def _fitting(book: CasebookConflict, said: str) -> list[int]:
    """The codes of the states that a pattern fits, or that have this name."""
    if isinstance(book.problem, Conflict):
        holds = matches(typed_pattern(said, book.problem.factors), book.problem.factors)
        return [int(code) for code in book.order[holds[book.order]]]
    codes: list[int] = book.order.tolist()
    if not book.factors:
        return [code for code in codes if book.problem.label(code) == said]
    holds = matches(typed_pattern(said, book.factors), book.factors)
    return [code for code, group in zip(codes, book.groups, strict=True) if holds[list(group)].any()]


# --- Coalitions ---------------------------------------------------------------------------------------------------


def _coalitions(book: CasebookConflict, listing: bool, progress: Progress) -> dict[str, Any]:
    result = solve_coalitions(book.problem, progress=progress)
    place = np.searchsorted(book.problem.states, book.order)
    tables = {
        concept: {result.name(group): _shown(table[k][place], listing) for k, group in enumerate(result.coalitions)}
        for concept, table in result.stable.items()
    }
    together = [result.name(group) for group in result.coalitions if len(group) > 1]
    everywhere = {c: _shown(np.asarray(t.all(axis=0))[place], listing) for c, t in result.stable.items()}
    suffix = "" if listing else "_count"
    return {
        f"coalition_nash{suffix}": {name: tables["CNash"][name] for name in together},
        f"coalitions{suffix}": tables,
        f"universally_stable{suffix}": everywhere,
    }


def _shown(table: np.ndarray[Any, np.dtype[np.bool_]], listing: bool) -> list[int] | int:
    return [int(k) + 1 for k in np.flatnonzero(table)] if listing else int(table.sum())


# --- Ways from a state --------------------------------------------------------------------------------------------


def _evolution(namer: Namer, start: int, asked: Questions) -> dict[str, Any]:
    problem = namer.book.problem
    warnings: list[str] = []
    ways = ["improvements", "moves"] if _known(namer.book) else ["moves"]
    if ways == ["moves"]:
        warnings.append("some preference is unknown, so only paths of moves are given, whether they pay or not")
    most_members = len(problem.decision_makers)
    with_deals = isinstance(problem, Conflict) and asked.concept in PLAYED
    if with_deals:
        ways.insert(1, "deals")
    else:
        warnings.append(f"deals and the play are computed in option form, for {', '.join(PLAYED)}")
    found, plays = [], []
    try:
        for way in ways:
            found.append(shortest_paths(problem, start, way, asked.concept, asked.deals, most=MOST_PATHS))
        if isinstance(problem, Conflict) and with_deals:
            plays = [
                _play(namer, problem, start, asked.concept, most)
                for most in sorted({1, min(asked.deals, most_members)})
            ]
    except LimitError as error:
        if not found:
            raise
        warnings.append(f"left out what is too large: {error}")
    named = {
        number for played in plays for number in (*played["ends"], *map(str, chain.from_iterable(played["cycles"])))
    }
    return {
        "from": namer.number(start),
        "concept": asked.concept,
        "deals": asked.deals,
        "equilibria": [namer.number(end) for end in _in_order(namer, found[0])],
        "paths": {
            way: {str(namer.number(end)): [_path(namer, p) for p in one.paths[end]] for end in _in_order(namer, one)}
            for way, one in zip(ways, found, strict=False)
        },
        "play": plays,
        "written": _written(namer, found, start, named),
        "complete": len(found) == len(ways) and all(one.complete for one in found),
        "warnings": [*warnings, *(_cut(namer, one) for one in found if not one.complete)],
    }


def _written(namer: Namer, found: Sequence[Evolution], start: int, named: set[str]) -> dict[str, str]:
    """Every state that is named, as the file writes it."""
    moves = [move for one in found for paths in one.paths.values() for path in paths for move in path.moves]
    codes = {start, *(move.end for move in moves), *(end for one in found for end in one.paths)}
    codes |= {int(namer.book.order[int(number) - 1]) for number in named}
    return {str(namer.number(code)): written(namer.book.state(code)) for code in sorted(codes, key=namer.number)}


def _known(book: CasebookConflict) -> bool:
    return "Nash" in concepts_of(book.problem)


def _in_order(namer: Namer, found: Evolution) -> list[int]:
    return sorted(found.paths, key=namer.number)


def _path(namer: Namer, path: Way) -> list[dict[str, Any]]:
    names = namer.book.problem.decision_makers
    return [
        {
            "members": [names[dm] for dm in move.members],
            "from": namer.number(move.start),
            "to": namer.number(move.end),
        }
        for move in path.moves
    ]


def _cut(namer: Namer, found: Evolution) -> str:
    return f"only {MOST_PATHS} shortest paths of {found.way} are given to some states from {namer.number(found.start)}"


def _play(namer: Namer, problem: Conflict, start: int, concept: str, deals: int) -> dict[str, Any]:
    arena = Arena(problem, start)
    found = play(arena, problem.ranks[:, arena.codes], concept, deals)
    share = {namer.number(int(arena.codes[place])): mass for place, mass in found.final.items() if mass > TINY}
    cycles = [sorted(namer.number(int(arena.codes[place])) for place in places) for places, _ in found.cycles]
    return {
        "deals": deals,
        "ends": {str(number): float(f"{share[number]:.9g}") for number in sorted(share)},
        "cycles": sorted(cycles),
    }


# --- What a wished state would take -------------------------------------------------------------------------------


def _inverse(path: Path, namer: Namer, state: int, asked: Questions, progress: Progress) -> dict[str, Any]:
    prioritised = read_wants(path, namer.book)
    factors = prioritised.factors
    digits = prioritised.conflict.digits(state)
    patterns = asked.wants or tuple(
        written_pattern([digit if j == k else None for j in range(len(factors))], factors)
        for k, digit in enumerate(digits)
        if factors[k].owner is not None
    )
    new_wants: dict[tuple[int | None, ...], Want] = {}
    for pattern in patterns:  # one that is given twice is asked once
        new_wants.setdefault(tuple(typed_pattern(pattern, factors)), want_of(pattern, factors))
    found = inverse(prioritised, state, asked.concept, new_wants.values(), progress=progress)
    answer = {key: value for key, value in found.to_dict().items() if key not in ("method", "problem")}
    return {**answer, "state": namer.number(state)}


# --- Why ----------------------------------------------------------------------------------------------------------


def _explained(namer: Namer, state: int, asked: Questions, progress: Progress) -> dict[str, Any]:
    problem = namer.book.problem
    names = problem.decision_makers
    answer: dict[str, Any] = {
        "state": namer.number(state),
        "written": written(namer.book.state(state)),
        "decision_makers": {
            name: {concept: _told(namer, witness(problem, dm, state, concept)) for concept in concepts_of(problem)}
            for dm, name in enumerate(tracked(names, progress, "explaining"))
        },
    }
    if asked.coalitions:
        groups = [group for group in groups_of(range(len(names))) if len(group) > 1]
        answer["coalitions"] = {
            namer.who(group): {
                concept: _told_of_coalition(namer, coalition_witness(problem, group, state, concept))
                for concept in COALITION_CONCEPTS
            }
            for group in tracked(groups[:MOST_EXPLAINED], progress, "explaining coalitions")
        }
        answer["coalitions_left_out"] = max(0, len(groups) - MOST_EXPLAINED)
    return answer


def _told(namer: Namer, claim: StabilityWitness) -> dict[str, Any]:
    return {
        "stable": claim.stable,
        "because": why_stable(namer, claim),
        "improvements": [
            {
                "to": namer.number(found.improvement),
                "answer": None if found.path is None else _steps(namer, found.path),
                "replies": [namer.number(code) for code in found.replies],
            }
            for found in claim.sanctions
        ],
    }


def _told_of_coalition(namer: Namer, claim: CoalitionWitness) -> dict[str, Any]:
    return {
        "stable": claim.stable,
        "because": why_coalition(namer, claim),
        "improvements": [
            {
                "to": namer.number(found.end),
                "moves": _steps(namer, found.moves),
                "answer": None
                if found.answer is None
                else [
                    {
                        "members": namer.who(move.members),
                        "to": namer.number(move.end),
                        "moves": _steps(namer, move.moves),
                    }
                    for move in found.answer
                ],
                "replies": [namer.number(code) for code in found.replies],
            }
            for found in claim.improvements
        ],
    }


def _steps(namer: Namer, moves: Sequence[Step]) -> list[dict[str, Any]]:
    return [{"by": namer.who([dm]), "to": namer.number(code)} for dm, code in moves]
