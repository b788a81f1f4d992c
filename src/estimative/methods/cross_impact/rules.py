"""Succession: how one scenario turns into the next, by which rule, and what happens on ties.

A descriptor *wants* to move where its rule of ties names another variant than the present one. Ties: with `keep` the
present variant stays where it is among the best, else the first of the best is taken; with `lowest` it is always the
first of the best.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from estimative.base.errors import UsageError, listed, nearest
from estimative.methods.cross_impact.field import Field, Whole

TIES = ("keep", "lowest")


@dataclass(frozen=True)
class Rule:
    """A succession by its name and its rule of ties.

    `order` ranks the descriptors for the adiabatic rule (the fastest first) and for the sequential one (first come).
    Where it is None, the adiabatic rule takes the problem's last descriptor for the fastest, as the casebook does, and
    the sequential rule begins with the problem's first.
    """

    name: str
    ties: str = "keep"
    order: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.name not in SUCCESSIONS or self.ties not in TIES:
            known = [f"{name}/{ties}" for name in SUCCESSIONS for ties in TIES]
            raise UsageError(
                f"rule: `{self.key}` is no succession; there are {listed(known)}{nearest(self.key, known)}"
            )
        if self.order is not None:
            object.__setattr__(self, "order", tuple(int(j) for j in self.order))
            if not SUCCESSIONS[self.name].ordered:
                raise UsageError(f"rule: `{self.name}` asks for no order of descriptors; leave it out")

    @property
    def key(self) -> str:
        """As the casebook writes it: `global/keep`."""
        return f"{self.name}/{self.ties}"

    @property
    def succession(self) -> Succession:
        """What the rule does."""
        return SUCCESSIONS[self.name]

    def order_of(self, places: Sequence[int], count: int) -> tuple[int, ...]:
        """The order of the field's descriptors (by their place in the field), where the problem has `count` of them.

        Raises UsageError where `order` is no order of all descriptors.
        """
        if self.order is None:
            usual = range(len(places))
            return tuple(reversed(usual) if self.succession.backwards else usual)
        if sorted(self.order) != list(range(count)):
            raise UsageError(
                f"rule: order is {self.order}; each of the {count} descriptors is due once, by its place from 0"
            )
        position = {place: k for k, place in enumerate(places)}
        return tuple(position[place] for place in self.order if place in position)


def rule(key: str | Rule) -> Rule:
    """The rule that a key names: `local/lowest`, or `local` alone for `local/keep`.

    Raises UsageError where there is no such rule.

    >>> rule("global").key, rule("adiabatic/lowest").ties
    ('global/keep', 'lowest')
    """
    if isinstance(key, Rule):
        return key
    name, _, ties = key.partition("/")
    return Rule(name, ties or "keep")


@dataclass(frozen=True)
class Succession:
    """One kind of succession: what a step does to many states at once, and what holds of it.

    `step` has the field, the scores (variants, m) and states (descriptors, m), whether ties go to the lowest index, and
    the order; it may write over the scores. `splits` says that islands do not notice one another, so that attractors
    multiply over them; `ordered` that an order counts, `backwards` that it is the problem's own from the end where none
    is given, and `in_turn` that a step is made of steps of one descriptor each.
    """

    sentence: str
    step: Callable[[Field, Whole, Whole, bool, tuple[int, ...]], Whole]
    splits: bool
    ordered: bool = False
    backwards: bool = False
    in_turn: bool = False


def wanted(scores: Whole, present: Whole, lowest: bool) -> tuple[Whole, Whole]:
    """Of one descriptor: the variant that it wants in each state (m), and the score of the best.

    `scores` has a row per variant of the descriptor, `present` the variant that stands in each state. Numbers are
    chosen by arithmetic on truth values, which is several times as quick as choosing by masks.
    """
    top = scores[0].copy()
    for row in scores[1:]:
        np.maximum(top, row, out=top)
    among = scores == top
    best = np.zeros_like(present)
    none = np.ones(len(present), dtype=bool)  # none of the variants looked at so far is among the best
    for row in among[:-1]:
        none &= ~row
        best += none
    if lowest:
        return best, top
    stands = (among & (present == np.arange(len(scores), dtype=present.dtype)[:, None])).any(axis=0)
    return best + stands * (present - best), top


def _all_at_once(field: Field, scores: Whole, states: Whole, lowest: bool, order: tuple[int, ...]) -> Whole:  # noqa: ARG001
    after = np.empty_like(states)
    for j in range(len(states)):
        after[j] = wanted(scores[field.columns(j)], states[j], lowest)[0]
    return after


def _one_step_each(field: Field, scores: Whole, states: Whole, lowest: bool, order: tuple[int, ...]) -> Whole:
    after = _all_at_once(field, scores, states, lowest, order)
    return np.asarray(states + np.sign(after - states))


def _the_furthest_off(field: Field, scores: Whole, states: Whole, lowest: bool, order: tuple[int, ...]) -> Whole:
    after = np.empty_like(states)
    gains = np.empty((len(states), states.shape[1]), dtype=scores.dtype)
    for j in order:
        own = scores[field.columns(j)]
        after[j], top = wanted(own, states[j], lowest)
        standing = states[j] == np.arange(len(own), dtype=states.dtype)[:, None]
        gains[j] = (top - (own * standing).sum(axis=0) + 1) * (after[j] != states[j])  # 0 where it wants nothing
    most = gains.max(axis=0, initial=0)
    waiting = most > 0
    for j in order:
        moving = waiting & (gains[j] == most)
        waiting &= ~moving
        after[j] = states[j] + moving * (after[j] - states[j])
    return after


def _the_fastest(field: Field, scores: Whole, states: Whole, lowest: bool, order: tuple[int, ...]) -> Whole:
    after = states.copy()
    waiting = np.ones(states.shape[1], dtype=bool)
    for j in order:
        best, _ = wanted(scores[field.columns(j)], states[j], lowest)
        after[j] += waiting * (best - states[j])
        waiting &= best == states[j]
    return after


def _one_after_another(field: Field, scores: Whole, states: Whole, lowest: bool, order: tuple[int, ...]) -> Whole:
    after = states.copy()
    for place, j in enumerate(order):
        best, _ = wanted(scores[field.columns(j)], states[j], lowest)
        moved = np.flatnonzero(best != states[j])
        after[j, moved] = best[moved]
        here, there = field.offsets[j] + states[j, moved], field.offsets[j] + best[moved]
        for later in order[place + 1 :]:
            pushes = field.pushes[field.columns(later), field.columns(j)]
            if len(moved) and (pushes != pushes[:, :1]).any():
                for column in range(field.offsets[later], field.offsets[later] + field.counts[later]):
                    push = field.pushes[column]
                    scores[column, moved] += push[there] - push[here]
    return after


SUCCESSIONS: Mapping[str, Succession] = {
    "global": Succession("all descriptors jump to their best variant at once", _all_at_once, splits=True),
    "incremental": Succession("each descriptor goes one variant towards its best", _one_step_each, splits=True),
    "local": Succession(
        "only the descriptor that falls furthest short moves, the first on ties", _the_furthest_off, splits=False
    ),
    "adiabatic": Succession(
        "descriptors are ranked by speed; a slow one moves only when no faster one wants to",
        _the_fastest,
        splits=False,
        ordered=True,
        backwards=True,
    ),
    "sequential": Succession(
        "the descriptors move one after another, and each sees what those before it did",
        _one_after_another,
        splits=True,
        ordered=True,
        in_turn=True,
    ),
}
"""By name. The fixed points under `keep` are the consistent scenarios, whatever the succession."""
