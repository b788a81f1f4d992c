"""Why one hypothesis stands above another: each item's share in the log-odds, as data that can be re-checked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from estimative.base.errors import UsageError, listed, nearest
from estimative.methods.evidence.result import EvidenceResult


@dataclass(frozen=True)
class Share:
    """What one item adds to the log-odds of the first hypothesis over the second, with the two ratings (0: not rated).

    `counts` is its exponent, `capped` whether its ratios were shrunk.
    """

    item: str
    ratings: tuple[int, int]
    counts: float
    log_odds: float
    capped: bool


@dataclass(frozen=True)
class OddsWitness:
    """Why `first` stands above or below `second`: prior log-odds, each item's share, what the total cap takes away.

    `shares` come with the largest first. prior + Σ shares + `cap` = `log_odds`, the log of the posterior odds.
    """

    first: str
    second: str
    prior: float
    shares: tuple[Share, ...]
    cap: float
    log_odds: float


def why(result: EvidenceResult, first: str, second: str) -> OddsWitness:
    """What moves the posterior odds of `first` against `second`, item by item?

    Natural logarithms: 0.69 is a factor of 2. Raises UsageError for a hypothesis that the table does not have.

    >>> from estimative.methods.evidence import EvidenceTable, Item, solve
    >>> found = solve(EvidenceTable(("stays", "leaves"), (Item("packs", "B2"),), [[2, 4]]))
    >>> claim = why(found, "leaves", "stays")
    >>> claim.shares[0].item, round(claim.shares[0].log_odds, 3), round(claim.log_odds, 3)
    ('packs', 0.887, 0.887)
    """
    table = result.problem
    places = []
    for name in (first, second):
        if name not in table.hypotheses:
            hint = nearest(name, table.hypotheses)
            raise UsageError(f"why: {name!r} is no hypothesis of this table; it has {listed(table.hypotheses)}{hint}")
        places.append(table.hypotheses.index(name))
    a, b = places
    differences = result.contributions[:, a] - result.contributions[:, b]
    shares = [
        Share(
            item.name,
            (int(table.ratings[k, a]), int(table.ratings[k, b])),
            float(result.counts[k]),
            float(differences[k]),
            bool(result.item_capped[k]),
        )
        for k, item in enumerate(table.items)
        if table.active[k]
    ]
    shares.sort(key=lambda share: (-abs(share.log_odds), share.item))
    odds = _log_odds(result, a, b)
    return OddsWitness(
        first,
        second,
        odds,
        tuple(shares),
        float(result.total[a] - result.total[b]) - sum(share.log_odds for share in shares),
        odds + float(result.total[a] - result.total[b]),
    )


def _log_odds(result: EvidenceResult, a: int, b: int) -> float:
    return math.log(float(result.prior[a])) - math.log(float(result.prior[b]))
