"""The arithmetic of an evidence table, on arrays: one table or many draws of one.

Arrays may have leading axes (draws); then come items and hypotheses. The steps: a rating becomes the logarithm of its
likelihood ratio; an item that spans more than the cap is shrunk; credibility, relevance and independence make an
exponent; the items are added up; the total is held within its cap; the prior is added; shares sum to 1.

**How the caps are applied.** Only differences between hypotheses mean anything, so a cap bounds a difference.

- *An item* whose greatest and least log-ratio lie further apart than ln(cap) is shrunk by one factor, so that they lie
  exactly ln(cap) apart. No hypothesis serves as the measure for the others, the order is kept, and so are the
  proportions. The cap comes before the exponent: of two items rated alike the better source always weighs more, and
  five copies of one report, each with a fifth of the exponent, weigh what the one report would.
- *The total* of any hypothesis is raised to ln(cap) below the leader's where it lies further behind. It is not shrunk:
  a straw hypothesis that everything contradicts would then draw all others together, though nothing new was learnt
  about them. What lies beyond the cap is held equal: such a table cannot tell by how much more.
"""

from __future__ import annotations

import numpy as np

from estimative.methods.evidence.grading import NEUTRAL, NOT_RATED, Bools, Floats, Ints

TIE = 1e-9
"""Differences of scores below this are the last bits of sums: a tie."""


def item_log_ratios(ratings: Ints, logs: Floats, cap: float) -> tuple[Floats, Bools]:
    """Log-ratios of items by hypothesis, (…, items, hypotheses), within the cap; and which items it shrank.

    `logs` are by the number of the rating (`Conventions.log_ratios`).

    >>> found, cut = item_log_ratios(np.array([[5, 3, 1]]), np.log([1, 0.25, 0.5, 1, 2, 4]), 4.0)
    >>> np.exp(found[0, 0] - found[0]).round(9).tolist(), cut.tolist()
    ([1.0, 2.0, 4.0], [True])
    """
    found = logs[ratings]
    span = found.max(axis=-1) - found.min(axis=-1)
    allowed = np.log(cap)
    cut = span > allowed + TIE
    factor = np.where(cut, allowed / np.where(cut, span, 1.0), 1.0)
    return found * factor[..., None], cut


def exponents(weights: Floats, groups: Ints, active: Bools) -> Floats:
    """What each item counts, (…, items): its weight, or within a group w · max(w) / Σ w.

    So the members of a group count together what its weightiest member would alone. `groups` numbers the group of each
    item, one without a group having a number of its own; what is not `active` counts nothing, and its group does
    without it.

    >>> exponents(np.array([0.8, 0.4, 1.0, 0.5]), np.array([0, 0, 0, 1]), np.array([True, True, False, True])).round(9)
    array([0.53333333, 0.26666667, 0.        , 0.5       ])
    """
    kept = np.where(active, weights, 0.0)
    found = kept.copy()
    for group in np.flatnonzero(np.bincount(groups) > 1) if len(groups) else ():
        members = np.flatnonzero(groups == group)
        part = kept[..., members]
        total = part.sum(axis=-1, keepdims=True)
        share = part.max(axis=-1, keepdims=True) / np.where(total > 0, total, 1.0)
        found[..., members] = part * share
    return found


def totals(log_ratios: Floats, counts: Floats) -> Floats:
    """The sum over items, (…, hypotheses), before the cap; the leader stands at 0."""
    summed = np.einsum("...ih,...i->...h", log_ratios, counts)
    return np.asarray(summed - summed.max(axis=-1, keepdims=True))


def capped(total: Floats, cap: float) -> tuple[Floats, Bools]:
    """Totals held within the cap, and for which hypotheses it binds."""
    floor = -np.log(cap)
    return np.maximum(total, floor), np.asarray(total < floor - TIE)


def posterior(total: Floats, prior: Floats) -> Floats:
    """Shares that sum to 1: prior × the exponential of the total. A prior of 0 stays 0.

    >>> posterior(np.log(np.array([1.0, 0.5])), np.array([0.5, 0.5])).round(6).tolist()
    [0.666667, 0.333333]
    """
    raised = np.exp(total - total.max(axis=-1, keepdims=True)) * prior
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def inconsistency(ratings: Ints, counts: Floats) -> Floats:
    """Per hypothesis the sum over items of count × (3 − rating)² where the rating is below 3; what is not rated is 3.

    >>> inconsistency(np.array([[1, 4], [2, 0]]), np.array([1.0, 1.0])).tolist()
    [5.0, 0.0]
    """
    squares = np.square(np.maximum(NEUTRAL - as_neutral(ratings), 0)).astype(np.float64)
    return np.asarray(np.einsum("...ih,...i->...h", squares, counts))


def diagnosticity(ratings: Ints) -> Floats:
    """Per item the standard deviation of its ratings over the hypotheses (all of them: divided by their number).

    >>> diagnosticity(np.array([[5, 1], [3, 0]])).tolist()
    [2.0, 0.0]
    """
    return np.asarray(as_neutral(ratings).std(axis=-1))


def as_neutral(ratings: Ints) -> Ints:
    """Ratings with what is not rated counted as N."""
    return np.where(ratings == NOT_RATED, NEUTRAL, ratings)


def ranks(scores: Floats, best: str = "least") -> tuple[int, ...]:
    """Places of hypotheses, 1 the best; ties share the better place, and the next place is left out (1, 1, 3).

    >>> ranks(np.array([2.0, 0.5, 2.0])), ranks(np.array([0.2, 0.2, 0.6]), best="greatest")
    ((2, 1, 2), (2, 2, 1))
    """
    values = np.asarray(scores if best == "least" else -scores, dtype=np.float64)
    near = TIE * np.maximum(1.0, np.abs(values))
    return tuple(1 + int((values < value - margin).sum()) for value, margin in zip(values, near, strict=True))
