"""Re-checks roads and entries against the definitions, one number at a time, for tests and for readers who doubt."""

from __future__ import annotations

import math
from itertools import pairwise

from estimative.methods.influence.problem import Influence
from estimative.methods.influence.roads import Road, Roads
from estimative.methods.influence.tables import Reading
from estimative.methods.influence.witnesses import DIRECTLY, EXPLAINED, Entry

CLOSE = 1e-9


def faults(problem: Influence, claim: Road | Roads | Entry, reading: Reading = "excluded") -> tuple[str, ...]:
    """What is wrong with a road, a list of roads, or an entry, in sentences; empty where it holds.

    A road: every actor is there and none twice, the links are those of MDI and none is 0, the strength is the least of
    them, the weakest links are all that have it. A list: also its ends and its order, no road twice, and that no road
    at all is stronger than the first (the actors that can be reached by stronger links do not include the end). That
    none was left out between them is not checked. An entry: its parts, one by one, and its value. The balance of power
    is computed anew for levels 3, in the reading given.

    >>> pair = Influence(("A", "B"), (), [[0, 3], [1, 0]], [[], []])
    >>> faults(pair, Road(("A", "B"), (3,), 2, (("A", "B"),)))
    ('the strength is 3, the road says 2', "the weakest links are (), the road says (('A', 'B'),)")
    """
    if isinstance(claim, Road):
        return tuple(_road_faults(problem, claim))
    if isinstance(claim, Roads):
        return tuple(_roads_faults(problem, claim))
    return tuple(_entry_faults(problem, claim, reading))


def _road_faults(problem: Influence, road: Road) -> list[str]:
    strangers = [name for name in road.actors if name not in problem.actors]
    if strangers:
        return [f"{name!r} is no actor" for name in strangers]
    found = []
    if len(road.actors) < 2:
        found.append("a road has two ends")
    if len(set(road.actors)) != len(road.actors):
        found.append("somebody is on the road twice")
    links = tuple(int(problem.influence[problem.place(a), problem.place(b)]) for a, b in pairwise(road.actors))
    if links != road.links:
        found.append(f"the links are {links}, the road says {road.links}")
    if 0 in links:
        found.append("a link is missing")
    if min(links, default=0) != road.strength:
        found.append(f"the strength is {min(links, default=0)}, the road says {road.strength}")
    weakest = tuple(pair for pair, link in zip(pairwise(road.actors), links, strict=True) if link == road.strength)
    if weakest != road.weakest:
        found.append(f"the weakest links are {weakest}, the road says {road.weakest}")
    return found


def _roads_faults(problem: Influence, claim: Roads) -> list[str]:
    found = [fault for road in claim.found for fault in _road_faults(problem, road)]
    if found:
        return found
    if {claim.start, claim.end} - set(problem.actors) or claim.start == claim.end:
        return [f"from {claim.start!r} to {claim.end!r} there can be no road"]
    ends = {(road.actors[0], road.actors[-1]) for road in claim.found} - {(claim.start, claim.end)}
    found += [f"a road goes from {start!r} to {end!r}" for start, end in sorted(ends)]
    if len({road.actors for road in claim.found}) != len(claim.found):
        found.append("a road stands twice")
    keys = [(-road.strength, len(road.actors), road.actors) for road in claim.found]
    if keys != sorted(keys):
        found.append("the roads are not in order: the wider first, then the shorter, then by names")
    strength = max((road.strength for road in claim.found), default=0)
    if claim.end in _reached(problem, claim.start, strength + 1):
        found.append(f"there is a road stronger than {strength}")
    if not claim.found and not claim.all_there_are:
        found.append("no road is named, and yet there are said to be more")
    return found


def _reached(problem: Influence, start: str, least: int) -> set[str]:
    """Whom `start` can move over links of at least this strength."""
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for there in problem.actors:
            link = problem.influence[problem.place(here), problem.place(there)]
            if there not in reached and link >= least:
                reached.add(there)
                waiting.append(there)
    return reached


def _entry_faults(problem: Influence, claim: Entry, reading: Reading) -> list[str]:
    if claim.table not in EXPLAINED:
        return [f"{claim.table!r} is no table that is explained"]
    strangers = [name for name in (claim.row, claim.column) if name not in problem.actors]
    if strangers:
        return [f"{name!r} is no actor" for name in strangers]
    i, j = problem.place(claim.row), problem.place(claim.column)
    due = _due_parts(problem, claim.table, i, j, reading)
    value = sum(due.values())
    if claim.table == "MMDII":
        value = 0.0 if i == j else max(due.values(), default=0.0)
        best = next((name for name, amount in due.items() if amount == value and value), None)
        due = {} if best is None else {best: value}
    found = []
    if not math.isclose(claim.value, value, rel_tol=CLOSE, abs_tol=CLOSE):
        found.append(f"the value is {value}, the entry says {claim.value}")
    named = {part.name: part.amount for part in claim.parts}
    if len(named) != len(claim.parts):
        found.append("a part stands twice")
    for name in sorted({*named, *due}):
        one, other = named.get(name, 0.0), due.get(name, 0.0)
        if name not in due or name not in named or not math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE):
            found.append(f"the part {name!r} is {other}, the entry says {one}")
    return found


def _due_parts(problem: Influence, table: str, i: int, j: int, reading: Reading) -> dict[str, float]:
    """The parts of an entry from the definitions, those of 0 left out."""
    mdi, names = problem.influence.tolist(), problem.actors
    if table in ("MDII", "MMDII"):
        parts = {DIRECTLY: float(mdi[i][j])}
        parts |= {names[k]: float(min(mdi[i][k], mdi[k][j])) for k in range(len(names))}
        return {name: amount for name, amount in parts.items() if amount}
    level, stakes = int(table[0]), problem.stakes.tolist()
    power = _power(problem, reading) if level == 3 else [1.0] * len(names)
    parts = {}
    for a, objective in enumerate(problem.objectives):
        one, other = stakes[i][a], stakes[j][a]
        if level == 1:
            one, other = (one > 0) - (one < 0), (other > 0) - (other < 0)
        one, other = power[i] * one, power[j] * other
        if i != j and one * other * (1 if table.endswith("CAA") else -1) > 0:
            parts[objective] = (abs(one) + abs(other)) / 2
    return parts


def _power(problem: Influence, reading: Reading) -> list[float]:
    """R with mean 1, from the definition."""
    n, mdi = len(problem.actors), problem.influence.tolist()
    mdii = [[mdi[i][j] + sum(min(mdi[i][k], mdi[k][j]) for k in range(n)) for j in range(n)] for i in range(n)]
    raw = []
    for i in range(n):
        others = [j for j in range(n) if j != i or reading == "included"]
        out, back = sum(mdii[i][j] for j in others), sum(mdii[j][i] for j in others)
        raw.append((out - mdii[i][i]) * out / (out + back) if out + back else 0.0)
    return [n * value / sum(raw) if sum(raw) else 0.0 for value in raw]
