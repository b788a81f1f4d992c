"""How the analysis of influence is shown: roads, the balance of power, who sides with whom, forces on the scenarios.

These four come first and nothing else comes by itself: the method's authors warn of readers carried away by its tables.
All of them are in the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from estimative.assessment.influence_facts import Force, InfluenceFacts, RoadOverDraws, RoadsBetween, Side
from estimative.assessment.words import actor_name, scenario_name
from estimative.base.canonical import rounded
from estimative.case.models import Case
from estimative.report.methods.exhibits import Cell, Drawing, Exhibit, Table
from estimative.report.methods.influence_pictures import draw_network, draw_power, draw_sides
from estimative.report.wording import MINUS, number

MOST_PAIRS_SHOWN = 12
READ_ROADS = (
    "A road leads from one actor to another, directly or through others. It is as strong as its weakest link, from 1"
    " (its running business) to 4 (its existence)."
)
READ_POWER = (
    "Who moves others further than others move it has more than 1, the average; what it has at stake counts by this"
    " figure below."
)
READ_SIDES = (
    "Two actors share an objective when both are for it or both against it, and dispute it when they are not. Each"
    " counts by what it has at stake times its balance of power."
)
READ_FORCES = (
    "What the actors have at stake for a scenario, by weight, as a share of all that is at stake for and against it. It"
    " says who pushes where, and forecasts nothing."
)


def exhibits(case: Case, facts: InfluenceFacts) -> tuple[Exhibit, ...]:
    """Roads, the balance of power, one picture of convergence, and where the forces push."""
    shown = [_roads(case, facts), _power(case, facts)]
    if facts.sides:
        shown.append(_sides(case, facts))
    if facts.forces:
        shown.append(_forces(case, facts))
    return tuple(shown)


def _roads(case: Case, facts: InfluenceFacts) -> Exhibit:
    rows = tuple(row for between in facts.roads for row in _road_rows(case, between))
    columns = ("road", "as judged", "at both ends of the ranges", "strongest in", "weakest link")
    note = (
        "“Strongest in”: the share of draws in which no road between the two is stronger; several may share the first"
        " place."
    )
    return Exhibit(
        id="roads",
        title="Roads",
        sentences=(
            READ_ROADS,
            *(_best(case, between) for between in facts.roads),
        ),
        table=Table(columns, rows, note) if rows else None,
        picture=draw_network(case, facts) or None,
        described="Actors joined by arrows; the strongest roads are thick and their links numbered.",
    )


def _best(case: Case, between: RoadsBetween) -> str:
    """The strongest roads between two actors in a sentence, and what it can do directly."""
    start, end = actor_name(case, between.start), actor_name(case, between.end)
    if not between.found:
        return f"No road leads from {start} to {end}."
    strength = between.found[0].road.strength
    best = [found.road for found in between.found if found.road.strength == strength]
    ways = [
        f"through {_listed([actor_name(case, name) for name in road.through])}" if road.through else "directly"
        for road in best
    ]
    sentence = f"{start} reaches {end} best {', or '.join(ways)} ({strength} of 4)"
    direct = next((found.road for found in between.found if not found.road.through), None)
    if all(road.through for road in best):
        sentence += f"; directly it is {direct.strength}" if direct else ""
    return f"{sentence}."


def _road_rows(case: Case, between: RoadsBetween) -> list[tuple[Cell, ...]]:
    return [_road_row(case, found) for found in between.found]


def _road_row(case: Case, found: RoadOverDraws) -> tuple[Cell, ...]:
    road = found.road
    names = " → ".join(actor_name(case, name) for name in road.actors)
    weakest = [f"{actor_name(case, one)} → {actor_name(case, other)}" for one, other in road.weakest]
    place = road.links.index(road.strength)
    ends = f"{found.low} to {found.high}" if found.low != found.high else f"{found.low}"
    return (
        Cell(names),
        Cell(f"{road.strength}", found.paths[place]),
        Cell(ends),
        Cell(_share(found.best)),
        Cell(", ".join(weakest), found.paths[place]),
    )


def _power(case: Case, facts: InfluenceFacts) -> Exhibit:
    ranked = sorted(facts.actors, key=lambda name: (-facts.weights[name].stated, name))
    rows = tuple(
        (
            Cell(actor_name(case, name), f"actors/{name}"),
            Cell(f"{weight.stated:.2f}"),
            Cell(f"{weight.mean:.2f}"),
            Cell(f"{weight.low:.2f} to {weight.high:.2f}"),
            Cell(_share(weight.first)),
            Cell(f"{weight.influence}"),
            Cell(f"{weight.dependence}"),
            Cell(f"{weight.other_reading:.2f}"),
        )
        for name, weight in ((name, facts.weights[name]) for name in ranked)
    )
    columns = ("actor", "as judged", "mean", "least to greatest", "first in", "moves", "is moved", "other reading")
    note = (
        "“Moves” and “is moved”: direct and indirect influence, summed over the others. What an actor has on itself"
        " through others is left out of both; “other reading” takes it in, since sources differ."
    )
    return Exhibit(
        id="power",
        title="Balance of power",
        sentences=(
            READ_POWER,
            *_first(case, facts, ranked),
            *_nothing(case, facts),
            *(f"{warning[:1].upper()}{warning[1:]}." for warning in facts.warnings),
        ),
        table=Table(columns, rows, note),
        picture=draw_power(case, facts),
        described="A bar for each actor, with a line from the least to the greatest over the draws.",
    )


def _first(case: Case, facts: InfluenceFacts, ranked: Sequence[str]) -> list[str]:
    top = ranked[0]
    if not facts.weights[top].stated:
        return []
    level = [name for name in ranked if facts.weights[name].stated == facts.weights[top].stated]
    names = _listed([actor_name(case, name) for name in level])
    often = sorted(facts.actors, key=lambda name: (-facts.weights[name].first, name))[:2]
    shares = [f"{actor_name(case, name)} in {_share(facts.weights[name].first)}" for name in often
              if facts.weights[name].first > 0]  # fmt: skip
    found = [f"As judged {names} {'has' if len(level) == 1 else 'have'} most ({facts.weights[top].stated:.2f})."]
    found += [f"Over the draws the first place goes to {_listed(shares)} of them."] if shares else []
    other = max(facts.actors, key=lambda name: (facts.weights[name].other_reading, name in level))
    if other not in level:
        found.append(f"In the other reading of the method it would be {actor_name(case, other)}.")
    return found


def _nothing(case: Case, facts: InfluenceFacts) -> list[str]:
    silent = [
        name
        for name in facts.actors
        if not facts.weights[name].high and any((name, aim) in facts.stakes for aim in facts.objectives)
    ]
    if not silent:
        return []
    names = _listed([actor_name(case, name) for name in silent])
    return [f"Moves nobody in this case, so that what it has at stake counts for nothing: {names}."]


def _sides(case: Case, facts: InfluenceFacts) -> Exhibit:
    ordered = sorted(facts.sides, key=lambda side: (-abs(_net(side)), side.one, side.other))
    rows = tuple(
        (
            Cell(f"{actor_name(case, side.one)} – {actor_name(case, side.other)}"),
            Cell(f"{side.convergence:.1f}"),
            Cell(f"{side.divergence:.1f}"),
            Cell(_signed(_net(side))),
            Cell(_share(side.allied)),
            Cell(_share(side.opposed)),
        )
        for side in ordered[:MOST_PAIRS_SHOWN]
    )
    left = len(ordered) - len(rows)
    note = "Shared and disputed as judged, by stakes and weight (3CAA and 3DAA); allied and opposed over the draws."
    note += f" {left} more pairs are in the data." if left else ""
    degree = facts.stated["degree_convergence_3"]
    sentences = [READ_SIDES]
    if degree is not None:
        sentences.append(f"Of all that they have in common {degree:.0f} % is shared and {100 - degree:.0f} % disputed.")
    friends = max(ordered, key=_net, default=None)
    foes = min(ordered, key=_net, default=None)
    if friends is not None and _net(friends) > 0:
        sentences.append(f"The closest allies are {_pair(case, friends)}.")
    if foes is not None and _net(foes) < 0:
        sentences.append(f"The furthest apart are {_pair(case, foes)}.")
    sentences += _torn(case, facts)
    columns = ("pair", "shared", "disputed", "difference", "allied in", "opposed in")
    return Exhibit(
        id="sides",
        title="Who sides with whom",
        sentences=tuple(sentences),
        table=Table(columns, rows, note),
        picture=draw_sides(case, facts) or None,
        described="A square of pairs: plus for more shared than disputed, minus for the reverse.",
    )


def _torn(case: Case, facts: InfluenceFacts) -> list[str]:
    torn = [(value, name) for name, value in facts.ambivalence.items() if value is not None and value > 0]
    if not torn:
        return ["Nobody is torn: each has only allies or only foes in what it shares with another."]
    value, name = max(torn, key=lambda found: (found[0], found[1]))
    return [f"Most torn is {actor_name(case, name)}: {value:.2f} on a scale from 0, never both, to 1, evenly split."]


def _forces(case: Case, facts: InfluenceFacts) -> Exhibit:
    rows = tuple(_force_row(case, name, force) for name, force in facts.forces.items())
    silent = [scenario_name(case, name) for name, force in facts.forces.items() if not force.objectives]
    sentences = [READ_FORCES]
    for name, force in facts.forces.items():
        sentences += _pushing(case, name, force)
    if silent:
        sentences.append(
            f"No objective of the case leads to or away from {_listed(silent)}: a half stands there and says nothing."
        )
    columns = ("scenario", "objectives", "towards", "against", "balance as judged", "mean over the draws")
    note = "Every other table of the method is in the JSON under its own name (MDII, MMDII, 3MAO, …)."
    return Exhibit("forces", "Where the forces push", tuple(sentences), Table(columns, rows, note))


def _force_row(case: Case, name: str, force: Force) -> tuple[Cell, ...]:
    aims = [f"{objective} ({'for' if sign > 0 else 'against'})" for objective, sign in force.objectives.items()]
    first = f"objectives/{next(iter(force.objectives))}" if force.objectives else None
    return (
        Cell(scenario_name(case, name), f"scenarios/{name}"),
        Cell(", ".join(aims) or "none", first),
        Cell(f"{force.towards:.1f}"),
        Cell(f"{force.against:.1f}"),
        Cell(number(force.stated)),
        Cell(number(force.mean)),
    )


def _pushing(case: Case, name: str, force: Force) -> list[str]:
    """Who pushes most towards a scenario, and who against it."""
    parts = []
    for side, words in ((0, "towards"), (1, "against")):
        pulls = sorted(
            ((pull[side], actor) for actor, pull in force.by_actor.items() if pull[side] > 0),
            key=lambda found: (-found[0], found[1]),
        )
        if pulls:
            most = _listed([f"{actor_name(case, actor)} ({size:.1f})" for size, actor in pulls[:3]])
            parts.append(f"{words} it {most}")
    return [f"{scenario_name(case, name)}: most pushes {'; '.join(parts)}."] if parts else []


def _net(side: Side) -> float:
    return side.convergence - side.divergence


def _pair(case: Case, side: Side) -> str:
    return f"{actor_name(case, side.one)} and {actor_name(case, side.other)} ({_signed(_net(side))})"


def _signed(value: float) -> str:
    size = f"{abs(value):.1f}"
    return size if float(size) == 0 else f"{'+' if value > 0 else MINUS}{size}"


def _share(share: float) -> str:
    """A share of draws in per cent; one that is not quite nothing or all does not look as if it were."""
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 <= share < 1:
        return ">99 %"
    return f"{100 * share:.0f} %"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def data(facts: InfluenceFacts) -> dict[str, Any]:
    """Everything as plain JSON values: every stated table, roads, weights, sides and forces over the draws."""
    found: dict[str, Any] = {
        "reading": facts.reading,
        "stated": dict(facts.stated),
        "weights": {name: dict(vars(weight)) for name, weight in facts.weights.items()},
        "roads": [_between(between) for between in facts.roads],
        "sides": [dict(vars(side)) for side in facts.sides],
        "ambivalence": dict(facts.ambivalence),
        "forces": {
            name: {
                **vars(force),
                "objectives": dict(force.objectives),
                "by_actor": {actor: list(pull) for actor, pull in force.by_actor.items()},
            }
            for name, force in facts.forces.items()
        },
        "warnings": list(facts.warnings),
    }
    plain: dict[str, Any] = rounded(found)
    return plain


def _between(between: RoadsBetween) -> dict[str, Any]:
    return {
        "from": between.start,
        "to": between.end,
        "grants": between.grants,
        "roads": [
            {
                **found.road.to_dict(),
                "low": found.low,
                "high": found.high,
                "shares": list(found.shares),
                "best": found.best,
                "paths": list(found.paths),
            }
            for found in between.found
        ],
        "all_there_are": between.all_there_are,
        "shares": list(between.shares),
    }


DRAWING = Drawing("influence", exhibits, data)
