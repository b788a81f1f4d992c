"""Re-checks a witness against the definition, for tests and for readers who doubt. In plain arithmetic, no arrays."""

from __future__ import annotations

import math

from estimative.methods.evidence.grading import LEVELS, NOT_RATED
from estimative.methods.evidence.outside import class_prior
from estimative.methods.evidence.problem import EvidenceTable
from estimative.methods.evidence.witnesses import OddsWitness

NEAR = 1e-9


def faults(problem: EvidenceTable, claim: OddsWitness) -> tuple[str, ...]:
    """What is wrong with a witness, in sentences; empty where it holds.

    Checked from ratings, grades, groups and caps alone: that every item that takes part is named once with its ratings,
    its exponent and its share; that what the total cap takes away is what its definition says; that all of it adds up.

    >>> from estimative.methods.evidence import EvidenceTable, Item, solve, why
    >>> table = EvidenceTable(("stays", "leaves"), (Item("packs", "B2"),), [[2, 4]])
    >>> faults(table, why(solve(table), "leaves", "stays"))
    ()
    """
    strangers = [name for name in (claim.first, claim.second) if name not in problem.hypotheses]
    if strangers:
        return tuple(f"{name!r} is no hypothesis" for name in strangers)
    a, b = problem.hypotheses.index(claim.first), problem.hypotheses.index(claim.second)
    places = {item.name: k for k, item in enumerate(problem.items) if _takes_part(problem, k)}
    named = [share.item for share in claim.shares]
    if sorted(named) != sorted(places):
        return (f"the items that take part are {sorted(places)}, the witness names {sorted(named)}",)
    found: list[str] = []
    rows = {k: _log_ratios(problem, k) for k in places.values()}
    counts = {k: _count(problem, k) for k in places.values()}
    for share in claim.shares:
        k = places[share.item]
        due = (
            (int(problem.ratings[k, a]), int(problem.ratings[k, b])),
            counts[k],
            counts[k] * (rows[k][0][a] - rows[k][0][b]),
            rows[k][1],
        )
        said = (share.ratings, share.counts, share.log_odds, share.capped)
        if said[0] != due[0] or said[3] != due[3] or _far(said[1], due[1]) or _far(said[2], due[2]):
            found.append(f"{share.item}: ratings, exponent, share and cap are {due}, the witness says {said}")
    total = [math.fsum(counts[k] * rows[k][0][h] for k in rows) for h in range(len(problem.hypotheses))]
    lowest = max(total) - math.log(problem.conventions.total_cap)
    held = [max(value, lowest) for value in total]
    cap = (held[a] - held[b]) - (total[a] - total[b])
    if _far(cap, claim.cap):
        found.append(f"the total cap takes {cap}, the witness says {claim.cap}")
    prior = _prior(problem)
    due_prior = math.log(prior[a] / prior[b])
    if _far(due_prior, claim.prior):
        found.append(f"the prior log-odds are {due_prior}, the witness says {claim.prior}")
    if _far(due_prior + held[a] - held[b], claim.log_odds):
        found.append(f"the log-odds are {due_prior + held[a] - held[b]}, the witness says {claim.log_odds}")
    return tuple(found)


def _takes_part(problem: EvidenceTable, place: int) -> bool:
    return not problem.items[place].retracted and any(int(r) != NOT_RATED for r in problem.ratings[place])


def _log_ratios(problem: EvidenceTable, place: int) -> tuple[list[float], bool]:
    by_number = {number: problem.conventions.ratios[name] for name, number in LEVELS.items()}
    by_number[NOT_RATED] = problem.conventions.ratios["N"]
    logs = [math.log(by_number[int(number)]) for number in problem.ratings[place]]
    span, most = max(logs) - min(logs), math.log(problem.conventions.item_cap)
    if span <= most + NEAR:
        return logs, False
    return [value * most / span for value in logs], True


def _weight(problem: EvidenceTable, place: int) -> float:
    item = problem.items[place]
    grade = item.reliability or ""
    letter = next((sign for sign in grade if sign.isalpha()), "")
    digit = next((sign for sign in grade if sign.isdigit()), "")
    source = problem.conventions.source[letter] if letter else 1.0
    return source * (problem.conventions.item[digit] if digit else 1.0) * item.relevance


def _count(problem: EvidenceTable, place: int) -> float:
    group = problem.items[place].group
    own = _weight(problem, place)
    if group is None:
        return own
    members = [k for k, item in enumerate(problem.items) if item.group == group and _takes_part(problem, k)]
    weights = [_weight(problem, k) for k in members]
    return own * max(weights) / math.fsum(weights) if any(weights) else 0.0


def _prior(problem: EvidenceTable) -> tuple[float, ...]:
    count = len(problem.hypotheses)
    made = class_prior(problem.classes, count) if problem.conventions.prior == "classes" else None
    return made.prior if made is not None else (1 / count,) * count


def _far(one: float, other: float) -> bool:
    return not math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR)
