"""Attractors of a problem that falls apart into islands: products of the attractors of each, never listed in vain.

Cycles of lengths p and q run side by side in gcd(p, q) ways, each a cycle of length lcm(p, q); starts go to them by how
far they are in step. All weights are Python integers, since products of basins outgrow 64 bits.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import gcd, lcm, prod
from typing import TypeAlias

import numpy as np

from estimative.methods.cross_impact.basins import Basins
from estimative.methods.cross_impact.field import Field
from estimative.methods.cross_impact.problem import Ints

LONGEST = 1 << 16
"""No cycle of more states is put together from several islands."""

_WEIGHED, _WEIGHED_PER_LISTED = 10_000, 4
"""So many joint cycles are weighed to find the heaviest."""

Cycle: TypeAlias = tuple[Ints, list[int]]
"""States (descriptors, length) in the order of the walk, and how many starts keep in step with each of them."""


def islands(field: Field, with_rules: bool = False) -> list[tuple[int, ...]]:
    """The parts of a field that do not notice one another, each with its descriptors' places in the field, ascending.

    Two descriptors are in one part where one of them tells the other's variants apart: two rows of their block differ
    by more than a constant. `with_rules` also joins what a forbidden combination names together.
    """
    count = len(field.counts)
    leader = list(range(count))

    def root(j: int) -> int:
        while leader[j] != j:
            leader[j] = leader[leader[j]]
            j = leader[j]
        return j

    def join(one: int, other: int) -> None:
        first, second = sorted((root(one), root(other)))
        leader[second] = first

    starts = np.array(field.offsets, dtype=np.int64)
    owner = np.repeat(np.arange(count), field.counts)
    apart = field.matrix - field.matrix[starts][owner]  # how rows differ from their descriptor's first …
    differ = apart != apart[:, starts][:, owner]  # … by more than a constant
    noticed = np.logical_or.reduceat(np.logical_or.reduceat(differ, starts, axis=0), starts, axis=1)
    for i, j in np.argwhere(noticed | noticed.T).tolist():
        if i < j:
            join(i, j)
    for pattern in field.never if with_rules else ():
        for (one, _), (other, _) in pairwise(pattern):
            join(one, other)
    groups: dict[int, list[int]] = {}
    for j in range(count):
        groups.setdefault(root(j), []).append(j)
    return [tuple(group) for group in groups.values()]


def divided(field: Field, parts: Sequence[Sequence[int]]) -> list[Field]:
    """The field of each part, in which what the other parts say is a constant; rules stay with the part they name.

    The constant is taken from the others' first variants: on the part's own choices all of them have the same effect.
    """
    found = []
    first = np.array(field.offsets, dtype=np.int64)
    for part in parts:
        others = [j for j in range(len(field.counts)) if j not in part]
        columns = np.concatenate([np.arange(len(field.base))[field.columns(j)] for j in part])
        base = field.base + field.matrix[first[others]].sum(axis=0)
        position = {j: k for k, j in enumerate(part)}
        never = tuple(
            tuple((position[j], variant) for j, variant in pattern)
            for pattern in field.never
            if all(j in position for j, _ in pattern)
        )
        found.append(
            Field(
                tuple(field.places[j] for j in part),
                tuple(field.counts[j] for j in part),
                np.ascontiguousarray(field.matrix[np.ix_(columns, columns)]),
                np.ascontiguousarray(base[columns]),
                never,
                field.barred,
            )
        )
    return found


@dataclass(frozen=True, eq=False)
class Joined:
    """The attractors of several islands, taken together. `parts` has the islands' places in the field."""

    field: Field
    parts: tuple[tuple[int, ...], ...]
    basins: tuple[Basins, ...]

    def starts(self) -> int:
        """How many starts are counted."""
        return prod(int(part.weight.sum()) for part in self.basins)

    def count(self) -> int:
        """How many attractors there are.

        Two cycles have as many joint cycles as their lengths' greatest common divisor.
        """
        return sum(self.lengths().values())

    def lengths(self) -> Counter[int]:
        """How many attractors there are of each length."""
        total = Counter({1: 1})
        for part in self.basins:
            own = Counter(part.length[part.firsts].tolist())
            joint: Counter[int] = Counter()
            for (p, many), (q, more) in product(total.items(), own.items()):
                joint[lcm(p, q)] += many * more * gcd(p, q)
            total = joint
        return total

    def heaviest(self, most: int) -> tuple[list[Cycle], bool]:
        """The `most` attractors with the greatest weights, the states as in the field, heaviest first; and is that so?

        Where many cycles run side by side there are too many ways to weigh each: then some attractors are given, and
        there may be heavier ones.
        """
        found: list[tuple[int, int, Cycle]] = []  # a heap: the lightest of those kept on top
        number, budget, surely = 0, _WEIGHED + _WEIGHED_PER_LISTED * most, True
        for bound, cycles in _combinations([_heaviest_of(part, most) for part in self.basins]):
            if not surely or (len(found) == most and found[0][0] >= bound):
                break
            for cycle in _side_by_side(cycles[0], cycles[1:]):
                if number == budget:
                    surely = False
                    break
                number += 1
                entry = (sum(cycle[1]), -number, cycle)  # of equal weights the one found first is kept
                if len(found) < most:
                    heapq.heappush(found, entry)
                elif entry > found[0]:
                    heapq.heapreplace(found, entry)
        order = np.argsort([j for part in self.parts for j in part])
        ranked = sorted(found, key=lambda entry: (-entry[0], -entry[1]))
        return [(states[order], weights) for _, _, (states, weights) in ranked], surely


def _heaviest_of(part: Basins, most: int) -> list[Cycle]:
    firsts, weights = part.firsts, part.weights()
    order = np.argsort(-weights, kind="stable")[:most]
    cycles = []
    for first in firsts[order].tolist():
        slots = slice(first, first + int(part.length[first]))
        cycles.append((part.field.states(part.code[slots]), part.weight[slots].tolist()))
    return cycles


def _combinations(parts: Sequence[Sequence[Cycle]]) -> Iterator[tuple[int, list[Cycle]]]:
    """One cycle of each part, with the product of their weights, in falling order of it."""
    if not all(parts):
        return
    totals = [[sum(weights) for _, weights in cycles] for cycles in parts]
    start = (0,) * len(parts)
    waiting = [(-prod(part[0] for part in totals), start)]
    while waiting:
        bound, chosen = heapq.heappop(waiting)
        yield -bound, [part[k] for part, k in zip(parts, chosen, strict=True)]
        last = max((k for k, place in enumerate(chosen) if place), default=0)
        for k in range(last, len(parts)):  # later places only, so that no combination comes twice
            if chosen[k] + 1 < len(parts[k]):
                after = (*chosen[:k], chosen[k] + 1, *chosen[k + 1 :])
                weight = prod(part[place] for part, place in zip(totals, after, strict=True))
                heapq.heappush(waiting, (-weight, after))


def _side_by_side(one: Cycle, others: Sequence[Cycle]) -> Iterator[Cycle]:
    """All ways in which cycles of different islands run together."""
    if not others:
        yield one
        return
    for joint in _pairs(one, others[0]):
        yield from _side_by_side(joint, others[1:])


def _pairs(one: Cycle, other: Cycle) -> Iterator[Cycle]:
    (states, weights), (more, own) = one, other
    p, q = len(weights), len(own)
    steps = np.arange(lcm(p, q))
    for shift in range(gcd(p, q)):
        left, right = steps % p, (steps + shift) % q
        together = [weights[a] * own[b] for a, b in zip(left.tolist(), right.tolist(), strict=True)]
        yield np.concatenate([states[:, left], more[:, right]]), together
