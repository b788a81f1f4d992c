"""Thousands of random tables against the definitions, other ones in each run."""

from __future__ import annotations

import random

import pytest

from estimative.methods.evidence import LEVELS, Conventions, EvidenceTable, Item, ReferenceClass, solve
from tests.methods.evidence.tables import GRADES, Oracle, order
from tests.methods.runs import chunks, rng_of

EACH = 100


def random_table(rng: random.Random) -> EvidenceTable:
    count, rows = rng.randint(2, 5), rng.randint(0, 9)
    items = tuple(
        Item(
            f"i{k}",
            rng.choice(GRADES),
            rng.choice([1.0, 1.0, 0.5, rng.random(), 0.0]),
            rng.choice([None, None, "g", "h"]),
            rng.random() < 0.15,
        )
        for k in range(rows)
    )
    ratings = [[rng.randint(0, 5) for _ in range(count)] for _ in range(rows)]
    names = tuple(f"h{k}" for k in range(count))
    return EvidenceTable(names, items, ratings, random_classes(rng, count), random_conventions(rng))


def random_classes(rng: random.Random, count: int) -> tuple[ReferenceClass, ...]:
    found = []
    for k in range(rng.choice([0, 1, 2, 4])):
        weight, by_author = rng.choice([1.0, 1.0, 0.5]), rng.random() < 0.3
        if rng.random() < 0.2:
            counts = tuple(rng.randint(0, 9) for _ in range(count))
            found.append(ReferenceClass(f"k{k}", counts=(1, *counts[1:]), by_author=by_author, weight=weight))
            continue
        of = rng.randint(1, 40)
        place = rng.choice([None, *range(count)])
        found.append(
            ReferenceClass(
                f"k{k}", happened=rng.randint(0, of), of=of, hypothesis=place, by_author=by_author, weight=weight
            )
        )
    return tuple(found)


def random_conventions(rng: random.Random) -> Conventions:
    prior = rng.choice(["equal", "classes"])
    if rng.random() < 0.4:
        return Conventions(prior=prior)
    ratios = dict(zip(LEVELS, sorted(rng.uniform(0.1, 8) for _ in range(5)), strict=True))
    caps = {"item_cap": rng.choice([1.0, 1.5, 4.0, 50.0]), "total_cap": rng.choice([1.0, 3.0, 20.0, 1e4])}
    return Conventions(ratios=ratios, source={"B": rng.random()}, item={"3": rng.random()}, prior=prior, **caps)


@pytest.mark.parametrize("chunk", chunks(30))
def test_every_figure_of_a_random_table_is_that_of_the_definition(chunk):
    rng = random.Random(int(rng_of(41, chunk).integers(2**53)))
    for place in range(EACH):
        table = random_table(rng)
        found, oracle = solve(table), Oracle(table)
        where = f"table {place}"
        weighted = oracle.inconsistency()
        assert list(found.inconsistency) == pytest.approx(weighted, abs=1e-9), where
        assert list(found.plain) == pytest.approx(oracle.inconsistency(plain=True), abs=1e-9), where
        assert list(found.ach_rank) == order(weighted, least=True), where
        assert list(found.diagnosticity) == pytest.approx(oracle.diagnosticity(), abs=1e-9), where
        assert list(found.posterior) == pytest.approx(oracle.posterior(oracle.prior()), rel=1e-7, abs=1e-12), where
