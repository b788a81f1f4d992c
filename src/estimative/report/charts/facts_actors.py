"""Facts of the picture of actors: who decides what, how it stands now, who only wants something."""

from __future__ import annotations

from dataclasses import dataclass

from estimative.assessment.words import actor_name
from estimative.case.models import Case
from estimative.case.models_actors import Factor

MOST_CARDS = 24


@dataclass(frozen=True)
class FactorView:
    """An option or a driver: its name and address, its variants in words, which of them stands now, who is granted one.

    `now` is the place of the variant that stands, None where the case does not say. `one_way`: what is done stays done.
    `granted` are the names of actors that a variant gives a role to.
    """

    name: str
    path: str
    variants: tuple[str, ...]
    now: int | None
    one_way: bool
    granted: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One decision maker with its options, or the drivers, which nobody decides (`path` None)."""

    name: str
    path: str | None
    factors: tuple[FactorView, ...]


@dataclass(frozen=True)
class Onlooker:
    """An actor that holds no option: its name, its address, and how many wants it has."""

    name: str
    path: str
    wants: int


@dataclass(frozen=True)
class ActorsPicture:
    """The decision makers, the drivers last; who wants something and decides nothing; how many cards are left out."""

    cards: tuple[Card, ...]
    onlookers: tuple[Onlooker, ...]
    left_out: int


def actors_facts(case: Case, most: int = MOST_CARDS) -> ActorsPicture:
    """What the picture of actors shows, in the order of the case.

    >>> from estimative.case.longform import from_long
    >>> actors = {"a": {"options": {"go": {}}}, "b": {}}
    >>> found = actors_facts(from_long({"id": "t", "actors": actors, "now": {"a.go": "no"}}))
    >>> found.cards[0].factors[0].now, found.onlookers[0].name
    (0, 'b')
    """
    cards = [
        Card(
            actor_name(case, name),
            f"actors/{name}",
            tuple(
                _factor(case, option, f"actors/{name}/options/{key}", f"{name}.{key}", key)
                for key, option in actor.options.items()
            ),
        )
        for name, actor in case.actors.items()
        if actor.options
    ]
    if case.drivers:
        drivers = tuple(_factor(case, record, f"drivers/{key}", key, key) for key, record in case.drivers.items())
        cards.append(Card("nobody in the case decides", None, drivers))
    onlookers = tuple(
        Onlooker(actor_name(case, name), f"actors/{name}", len(actor.wants))
        for name, actor in case.actors.items()
        if not actor.options
    )
    return ActorsPicture(tuple(cards[:most]), onlookers, max(0, len(cards) - most))


def _factor(case: Case, record: Factor, path: str, factor: str, key: str) -> FactorView:
    stands = case.now.get(factor)
    grants = getattr(record, "grants", {})
    return FactorView(
        name=key.replace("-", " "),
        path=path,
        variants=tuple(record.words.get(variant) or variant.replace("-", " ") for variant in record.variants),
        now=record.variants.index(stands) if stands in record.variants else None,
        one_way=getattr(record, "moves", "both") != "both",
        granted=tuple(dict.fromkeys(actor_name(case, actor) for actor in grants.values())),
    )
